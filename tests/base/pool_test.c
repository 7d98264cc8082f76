/* The pool, job by job: each comes to its end once, whatever becomes of workers. */
#include "base/pool.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "tests/support.h"

enum { SERVED_MAX = 8 };

/* Jobs from 0 to `count`, and what came of the first of them. */
struct served {
    size_t count, begun, ended;
    size_t order[SERVED_MAX]; /* in which they ended */
    struct pool_outcome outcomes[SERVED_MAX];
    size_t most; /* bytes in use when jobs ended, after the first hundred */
    size_t first;
    const char *folder;
    int channel[2];
};

static bool served_next(void *user, size_t *number)
{
    struct served *s = user;
    *number = s->begun;
    return s->begun < s->count && ++s->begun > 0;
}

static int served_done(void *user, const struct pool_outcome *o, struct error *e)
{
    struct served *s = user;
    (void)e;
    ck_assert_uint_lt(o->number, s->count);
    ck_assert_int_eq(o->result != NULL, o->how == POOL_DONE);
    if (s->ended < SERVED_MAX)
        s->order[s->ended] = o->number;
    if (o->number < SERVED_MAX)
        s->outcomes[o->number] = *o;
    s->ended++;
    return 0;
}

static int put_number(void *user, size_t number, struct pool_result *result, struct error *e)
{
    (void)user, (void)e;
    *(size_t *)pool_result_grow(result, sizeof number) = number;
    return 0;
}

static const struct pool_work serving = {
    .next = served_next, .job = put_number, .done = served_done};

/* 3, 500,003 and so on up to 2,500,003 bytes: far more than a socket holds. */
static int put_much(void *user, size_t number, struct pool_result *result, struct error *e)
{
    (void)user, (void)e;
    const size_t length = number * 500000 + 3;
    memset(pool_result_grow(result, 1), 'a', 1);
    memset(pool_result_grow(result, length - 1), 'a' + (int)number, length - 1);
    return 0;
}

static int check_much(void *user, const struct pool_outcome *o, struct error *e)
{
    const char *bytes = o->result->bytes;
    ck_assert_uint_eq(o->result->length, o->number * 500000 + 3);
    ck_assert_int_eq(bytes[0], 'a');
    for (size_t i = 1; i < o->result->length; i++)
        if (bytes[i] != 'a' + (int)o->number)
            ck_abort_msg("byte %zu of job %zu is %d", i, o->number, bytes[i]);
    return served_done(user, o, e);
}

START_TEST(results_are_as_long_as_they_are)
{
    struct served s = {.count = 6};
    struct pool_work work = serving;
    struct error e;
    work.job = put_much;
    work.done = check_much;
    work.user = &s;
    ck_assert_int_eq(pool_serve(&work, 2, &e), 0);
    ck_assert_uint_eq(s.ended, 6);
}
END_TEST

static int put_nothing(void *user, size_t number, struct pool_result *result, struct error *e)
{
    (void)user, (void)number, (void)result, (void)e;
    return 0;
}

START_TEST(a_result_may_be_empty)
{
    struct served s = {.count = 3};
    struct pool_work work = serving;
    struct error e;
    work.job = put_nothing;
    work.user = &s;
    ck_assert_int_eq(pool_serve(&work, 2, &e), 0);
    ck_assert_uint_eq(s.ended, 3);
    ck_assert_int_eq(s.outcomes[2].how, POOL_DONE);
}
END_TEST

static int check_number(void *user, const struct pool_outcome *o, struct error *e)
{
    struct served *s = user;
    const size_t used = mallinfo2().uordblks;
    ck_assert_uint_eq(o->result->length, sizeof(size_t));
    ck_assert_uint_eq(*(const size_t *)o->result->bytes, o->number);
    if (s->ended == 100)
        s->first = used;
    if (s->ended > 100 && used > s->most)
        s->most = used;
    return served_done(user, o, e);
}

/* And each comes to its end once. */
START_TEST(memory_does_not_grow_with_the_number_of_jobs)
{
    struct served s = {.count = 20000};
    struct pool_work work = serving;
    struct error e;
    work.done = check_number;
    work.user = &s;
    ck_assert_int_eq(pool_serve(&work, 3, &e), 0);
    ck_assert_uint_eq(s.ended, 20000);
    ck_assert_uint_le(s.most, s.first + 4096);
}
END_TEST

/* Job 0 waits until the end of job 1 has been told. */
static int wait_for_the_next(void *user, size_t number, struct pool_result *result, struct error *e)
{
    const struct served *s = user;
    char byte;
    if (number == 0)
        ck_assert_int_eq(read(s->channel[0], &byte, 1), 1);
    return put_number(user, number, result, e);
}

static int tell_the_one_before(void *user, const struct pool_outcome *o, struct error *e)
{
    const struct served *s = user;
    if (o->number == 1)
        ck_assert_int_eq(write(s->channel[1], "", 1), 1);
    return served_done(user, o, e);
}

START_TEST(each_end_is_told_when_it_comes)
{
    struct served s = {.count = 2};
    struct pool_work work = serving;
    struct error e;
    ck_assert_int_eq(pipe(s.channel), 0);
    work.job = wait_for_the_next;
    work.done = tell_the_one_before;
    work.user = &s;
    ck_assert_int_eq(pool_serve(&work, 2, &e), 0);
    ck_assert_uint_eq(s.order[0], 1);
    ck_assert_uint_eq(s.order[1], 0);
}
END_TEST

/* Job 2 kills its worker, each time or, where there is a folder, the first time only. */
static int die_at_2(void *user, size_t number, struct pool_result *result, struct error *e)
{
    const struct served *s = user;
    if (number == 2) {
        ck_assert_int_eq(write(s->channel[1], "", 1), 1);
        char *path = mem_printf("%s/died", s->folder ? s->folder : "/nowhere");
        const bool first = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600) >= 0;
        free(path);
        if (first || !s->folder)
            kill(getpid(), SIGKILL);
    }
    return put_number(user, number, result, e);
}

START_TEST(a_job_whose_worker_died_is_done_once_more)
{
    char *folder = fresh_folder();
    struct served s = {.count = 5, .folder = folder};
    struct pool_work work = serving;
    struct error e;
    ck_assert_int_eq(pipe(s.channel), 0);
    work.job = die_at_2;
    work.done = check_number;
    work.user = &s;
    ck_assert_int_eq(pool_serve(&work, 1, &e), 0);
    ck_assert_uint_eq(s.ended, 5);
    ck_assert(file_exists(folder, "died"));
    remove_folder(folder);
}
END_TEST

START_TEST(a_job_whose_workers_died_has_failed_and_others_go_on)
{
    for (unsigned workers = 1; workers <= 3; workers++) {
        struct served s = {.count = 5};
        struct pool_work work = serving;
        struct error e;
        char tries[8];
        ck_assert_int_eq(pipe(s.channel), 0);
        work.job = die_at_2;
        work.user = &s;
        ck_assert_int_eq(pool_serve(&work, workers, &e), 0);
        ck_assert_uint_eq(s.ended, 5);
        for (size_t i = 0; i < 5; i++)
            ck_assert_int_eq(s.outcomes[i].how, i == 2 ? POOL_DIED : POOL_DONE);
        ck_assert_str_eq(s.outcomes[2].error.text, "its worker process died, twice (Killed)");
        ck_assert_int_eq(read(s.channel[0], tries, sizeof tries), 2);
        close(s.channel[0]);
        close(s.channel[1]);
    }
}
END_TEST

/* Job 1 never ends, and job 3 does not even when it is told to. */
static int hang_at_1_and_3(void *user, size_t number, struct pool_result *result, struct error *e)
{
    if (number == 3)
        signal(SIGTERM, SIG_IGN);
    while (number == 1 || number == 3)
        pause();
    return put_number(user, number, result, e);
}

START_TEST(a_job_that_takes_too_long_has_failed)
{
    struct served s = {.count = 5};
    struct pool_work work = serving;
    struct error e;
    work.job = hang_at_1_and_3;
    work.user = &s;
    work.time_limit = 1;
    ck_assert_int_eq(pool_serve(&work, 2, &e), 0);
    ck_assert_uint_eq(s.ended, 5);
    for (size_t i = 0; i < 5; i++)
        ck_assert_int_eq(s.outcomes[i].how, i == 1 || i == 3 ? POOL_LATE : POOL_DONE);
    ck_assert_str_eq(s.outcomes[1].error.text, "it took longer than the time limit of 1 s");
}
END_TEST

static int fail_with_its_number(void *user, size_t number, struct pool_result *result,
                                struct error *e)
{
    (void)user, (void)result;
    error_set(e, "no \n %zu", number);
    return -2 - (int)number;
}

START_TEST(a_job_that_fails_says_why)
{
    struct served s = {.count = 2};
    struct pool_work work = serving;
    struct error e;
    work.job = fail_with_its_number;
    work.user = &s;
    ck_assert_int_eq(pool_serve(&work, 1, &e), 0);
    ck_assert_int_eq(s.outcomes[1].how, POOL_FAILED);
    ck_assert_int_eq(s.outcomes[1].status, -3);
    ck_assert_str_eq(s.outcomes[1].error.text, "no \\x0a 1");
}
END_TEST

/* When job 0 has ended there are four more. */
static int ask_for_more(void *user, const struct pool_outcome *o, struct error *e)
{
    struct served *s = user;
    if (o->number == 0)
        s->count = 5;
    return served_done(user, o, e);
}

START_TEST(jobs_may_come_when_others_have_ended)
{
    struct served s = {.count = 1};
    struct pool_work work = serving;
    struct error e;
    work.done = ask_for_more;
    work.user = &s;
    ck_assert_int_eq(pool_serve(&work, 2, &e), 0);
    ck_assert_uint_eq(s.ended, 5);
}
END_TEST

static int refuse(void *user, const struct pool_outcome *o, struct error *e)
{
    (void)user, (void)o;
    return error_set(e, "the disk is full");
}

/* Job 1 would never end. */
START_TEST(an_error_of_the_caller_ends_all)
{
    struct served s = {.count = 4};
    struct pool_work work = serving;
    struct error e;
    work.job = hang_at_1_and_3;
    work.done = refuse;
    work.user = &s;
    ck_assert_int_lt(pool_serve(&work, 2, &e), 0);
    ck_assert_str_eq(e.text, "the disk is full");
    ck_assert_int_lt(waitpid(-1, NULL, 0), 0); /* no worker is left */
}
END_TEST

static void interrupted(int number)
{
    (void)number;
    pool_interrupt();
}

static int tell_the_caller(void *user, size_t number, struct pool_result *result, struct error *e)
{
    (void)user, (void)number, (void)result, (void)e;
    kill(getppid(), SIGTERM);
    while (pause() < 0)
        continue;
    return 0;
}

/* No tick asks: the signal alone ends what would never end. */
START_TEST(a_signal_interrupts_at_once)
{
    struct served s = {.count = 1};
    struct pool_work work = serving;
    struct error e;
    const struct sigaction action = {.sa_handler = interrupted};
    ck_assert_int_eq(sigaction(SIGTERM, &action, NULL), 0);
    work.job = tell_the_caller;
    work.user = &s;
    ck_assert_int_lt(pool_serve(&work, 1, &e), 0);
    ck_assert_str_eq(e.text, "interrupted");
    ck_assert_uint_eq(s.ended, 0);
    ck_assert_int_lt(pool_serve(&serving, 1, &e), 0); /* and what follows */
}
END_TEST

/* Both ends of a channel are open in the test, in whoever is its caller, and in the worker. */
static int hang_and_tell(void *user, size_t number, struct pool_result *result, struct error *e)
{
    const struct served *s = user;
    (void)number, (void)result, (void)e;
    ck_assert_int_eq(write(s->channel[1], "", 1), 1);
    while (pause() < 0)
        continue;
    return 0;
}

/* Whatever ends it. */
START_TEST(workers_end_with_their_caller)
{
    struct served s = {.count = 1};
    struct pool_work work = serving;
    struct error e;
    char byte;
    ck_assert_int_eq(pipe(s.channel), 0);
    work.job = hang_and_tell;
    work.user = &s;
    const pid_t caller = fork();
    if (caller == 0)
        _exit(pool_serve(&work, 1, &e) == 0);
    close(s.channel[1]);
    ck_assert_int_eq(read(s.channel[0], &byte, 1), 1);
    kill(caller, SIGKILL);
    waitpid(caller, NULL, 0);
    ck_assert_int_eq(read(s.channel[0], &byte, 1), 0); /* nobody is left who could write */
}
END_TEST

static void add(TCase *t)
{
    tcase_set_timeout(t, 60); /* some wait for a second or two */
    tcase_add_test(t, workers_end_with_their_caller);
    tcase_add_test(t, results_are_as_long_as_they_are);
    tcase_add_test(t, a_result_may_be_empty);
    tcase_add_test(t, memory_does_not_grow_with_the_number_of_jobs);
    tcase_add_test(t, each_end_is_told_when_it_comes);
    tcase_add_test(t, a_job_whose_worker_died_is_done_once_more);
    tcase_add_test(t, a_job_whose_workers_died_has_failed_and_others_go_on);
    tcase_add_test(t, a_job_that_takes_too_long_has_failed);
    tcase_add_test(t, a_job_that_fails_says_why);
    tcase_add_test(t, jobs_may_come_when_others_have_ended);
    tcase_add_test(t, an_error_of_the_caller_ends_all);
    tcase_add_test(t, a_signal_interrupts_at_once);
}

int main(void)
{
    return run_tests("pool", add);
}
