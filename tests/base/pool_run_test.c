/* Jobs that are known beforehand: every one's result in its place, whatever the number of workers.
 */
#include "base/pool.h"

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"
#include "tests/support.h"

enum { JOBS = 23 };

static int square(void *user, size_t number, void *result, struct error *e)
{
    (void)user, (void)e;
    *(size_t *)result = number * number;
    return 0;
}

static int fail_at_5_and_9(void *user, size_t number, void *result, struct error *e)
{
    if (number == 5 || number == 9)
        return error_set(e, "job %zu fails", number);
    return square(user, number, result, e);
}

static int die_at_3(void *user, size_t number, void *result, struct error *e)
{
    if (number == 3)
        kill(getpid(), SIGKILL);
    return square(user, number, result, e);
}

static const struct pool_jobs squares = {
    .count = JOBS, .result_size = sizeof(size_t), .job = square};

START_TEST(results_do_not_depend_on_the_number_of_workers)
{
    static const unsigned workers[] = {0, 1, 2, 7, 100};
    for (size_t w = 0; w < sizeof workers / sizeof *workers; w++) {
        size_t results[JOBS] = {0};
        struct error e;
        ck_assert_int_eq(pool_run(&squares, workers[w], results, &e), 0);
        for (size_t i = 0; i < JOBS; i++)
            ck_assert_uint_eq(results[i], i * i);
    }
}
END_TEST

START_TEST(the_first_job_that_fails_is_told)
{
    struct pool_jobs jobs = squares;
    jobs.job = fail_at_5_and_9;
    size_t results[JOBS];
    struct error e;
    ck_assert_int_lt(pool_run(&jobs, 3, results, &e), 0);
    ck_assert_str_eq(e.text, "job 5 fails");
}
END_TEST

static int wait_for_ever(void *user, size_t number, void *result, struct error *e)
{
    (void)number, (void)result, (void)e;
    struct output o;
    ck_assert_int_eq(output_open(&o, user, "aside", e), 0);
    for (;;)
        pause();
}

static void interrupt_when_both_have_begun(void *user, size_t done, size_t count)
{
    struct dirent **found;
    (void)done, (void)count;
    const int files = scandir(user, &found, NULL, alphasort);
    for (int i = 0; i < files; i++)
        free(found[i]);
    free(found);
    if (files == 4) /* "." and ".." are two */
        pool_interrupt();
}

static int raise_interrupt(void *user, size_t number, void *result, struct error *e)
{
    (void)user, (void)number, (void)result, (void)e;
    return raise(SIGINT);
}

/* As in the background of a script: what the caller ignores ends no worker. */
START_TEST(workers_ignore_an_interrupt_as_their_caller_does)
{
    const struct pool_jobs jobs = {.count = 2, .result_size = 1, .job = raise_interrupt};
    char results[2];
    struct error e;
    ck_assert_ptr_ne(signal(SIGINT, SIG_IGN), SIG_ERR);
    ck_assert_int_eq(pool_run(&jobs, 2, results, &e), 0);
    ck_assert_ptr_ne(signal(SIGINT, SIG_DFL), SIG_ERR);
    ck_assert_int_lt(pool_run(&jobs, 2, results, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "its worker process ended"));
}
END_TEST

/* The jobs would never end; what they have written aside is gone with them. */
START_TEST(an_interrupted_pool_ends_its_workers)
{
    char *folder = fresh_folder();
    const struct pool_jobs jobs = {.count = 2,
                                   .result_size = sizeof(size_t),
                                   .job = wait_for_ever,
                                   .user = folder,
                                   .progress = interrupt_when_both_have_begun,
                                   .progress_user = folder};
    size_t results[2];
    struct error e;
    ck_assert_int_lt(pool_run(&jobs, 2, results, &e), 0);
    ck_assert_str_eq(e.text, "interrupted");
    ck_assert_int_eq(rmdir(folder), 0);
    free(folder);
}
END_TEST

START_TEST(a_worker_that_dies_is_an_error)
{
    struct pool_jobs jobs = squares;
    jobs.job = die_at_3;
    size_t results[JOBS];
    struct error e;
    ck_assert_int_lt(pool_run(&jobs, 2, results, &e), 0);
    ck_assert_str_eq(e.text, "job 4 of 23: its worker process died, twice (Killed)");
}
END_TEST

static int need_too_much(void *user, size_t number, void *result, struct error *e)
{
    (void)user, (void)number, (void)result, (void)e;
    mem_exhausted();
}

/* However many of its workers have none. */
START_TEST(out_of_memory_is_told_once)
{
    struct pool_jobs jobs = squares;
    size_t results[JOBS];
    struct error e;
    char said[100];
    int channel[2], status;
    jobs.job = need_too_much;
    ck_assert_int_eq(pipe(channel), 0);
    const pid_t child = fork();
    if (child == 0) {
        dup2(channel[1], STDERR_FILENO);
        pool_run(&jobs, 2, results, &e);
        _exit(0);
    }
    close(channel[1]);
    waitpid(child, &status, 0);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 71);
    const ssize_t length = read(channel[0], said, sizeof said - 1);
    ck_assert_int_gt(length, 0);
    said[length] = '\0';
    ck_assert_str_eq(said, "pfsim: out of memory\n");
    close(channel[0]);
}
END_TEST

START_TEST(no_jobs_are_done_at_once)
{
    struct pool_jobs jobs = squares;
    jobs.count = 0;
    struct error e;
    ck_assert_int_eq(pool_run(&jobs, 2, NULL, &e), 0);
}
END_TEST

static void note(void *user, size_t done, size_t count)
{
    size_t *last = user;
    ck_assert_uint_ge(done, *last);
    ck_assert_uint_le(done, count);
    *last = done;
}

START_TEST(progress_goes_up_to_the_last_job)
{
    struct pool_jobs jobs = squares;
    size_t last = 0, results[JOBS];
    struct error e;
    jobs.progress = note;
    jobs.progress_user = &last;
    ck_assert_int_eq(pool_run(&jobs, 2, results, &e), 0);
    ck_assert_uint_eq(last, JOBS);
}
END_TEST

static int write_number(void *user, size_t number, void *result, struct error *e)
{
    const int *channel = user;
    (void)result, (void)e;
    const char digit = (char)('0' + number);
    return write(channel[1], &digit, 1) == 1 ? 0 : -1;
}

START_TEST(the_last_jobs_are_begun_first)
{
    int channel[2];
    char order[8] = "", results[4];
    struct error e;
    const struct pool_jobs jobs = {
        .count = 4, .result_size = 1, .job = write_number, .user = channel};
    ck_assert_int_eq(pipe(channel), 0);
    ck_assert_int_eq(pool_run(&jobs, 1, results, &e), 0);
    ck_assert_int_eq(read(channel[0], order, sizeof order - 1), 4);
    ck_assert_str_eq(order, "3210");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, the_last_jobs_are_begun_first);
    tcase_add_test(t, results_do_not_depend_on_the_number_of_workers);
    tcase_add_test(t, the_first_job_that_fails_is_told);
    tcase_add_test(t, workers_ignore_an_interrupt_as_their_caller_does);
    tcase_add_test(t, an_interrupted_pool_ends_its_workers);
    tcase_add_test(t, a_worker_that_dies_is_an_error);
    tcase_add_test(t, out_of_memory_is_told_once);
    tcase_add_test(t, no_jobs_are_done_at_once);
    tcase_add_test(t, progress_goes_up_to_the_last_job);
}

int main(void)
{
    return run_tests("pool_run", add);
}
