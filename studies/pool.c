/* Workers are forked, take jobs by an atomic counter, and leave results in shared memory. A job
 * may not rely on what another left behind. */
#include "studies/pool.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"

/* What all processes share; the slots follow it. */
struct board {
    _Alignas(max_align_t) _Atomic size_t taken;
    _Atomic size_t done;
};

struct slot {
    int result; /* of the job: negative when it failed */
    bool finished;
    struct error error;
    max_align_t bytes[]; /* the job's result */
};

static volatile sig_atomic_t pool_interrupted;

struct pool {
    const struct pool_jobs *jobs;
    struct board *board;
    size_t slot_size, size;
};

static struct slot *slot_of(const struct pool *p, size_t number)
{
    return (struct slot *)((char *)(p->board + 1) + number * p->slot_size);
}

static size_t aligned(size_t bytes)
{
    const size_t step = _Alignof(max_align_t);
    return (bytes + step - 1) / step * step;
}

static int pool_map(struct pool *p, struct error *e)
{
    p->slot_size = aligned(sizeof(struct slot) + p->jobs->result_size);
    p->size = sizeof(struct board) + p->jobs->count * p->slot_size;
    void *memory = mmap(NULL, p->size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return error_set(e, "no memory for the results of %zu jobs: %s", p->jobs->count,
                         strerror(errno));
    p->board = memory;
    return 0;
}

static void work(const struct pool *p)
{
    const size_t count = p->jobs->count;
    size_t taken;
    while ((taken = atomic_fetch_add(&p->board->taken, 1)) < count) {
        const size_t number = count - 1 - taken;
        struct slot *slot = slot_of(p, number);
        slot->result = p->jobs->job(p->jobs->user, number, slot->bytes, &slot->error);
        slot->finished = true;
        atomic_fetch_add(&p->board->done, 1);
    }
}

static void report_progress(const struct pool *p)
{
    if (p->jobs->progress)
        p->jobs->progress(p->jobs->progress_user, atomic_load(&p->board->done), p->jobs->count);
}

/* A worker takes with it what it has written aside. */
static void pool_end_worker(int signal_number)
{
    output_discard_all();
    _exit(128 + signal_number);
}

static void pool_work_alone(const struct pool *p)
{
    const struct sigaction action = {.sa_handler = pool_end_worker};
    struct sigaction before;
    if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* as the caller */
        sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    mem_exhausted_is_told_elsewhere();
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* whoever stops the caller stops its workers */
    work(p);
    _exit(0);
}

void pool_interrupt(void)
{
    pool_interrupted = 1;
}

/* Waits until no child is left, telling of the progress in between. False: one of them has had no
 * memory. */
static bool wait_for(const struct pool *p, const pid_t *children, unsigned count)
{
    bool enough = true;
    for (unsigned i = 0; i < count; i++) {
        int status = 0;
        while (waitpid(children[i], &status, WNOHANG) == 0) {
            report_progress(p);
            if (pool_interrupted)
                kill(children[i], SIGTERM);
            usleep(20000);
        }
        if (WIFEXITED(status) && WEXITSTATUS(status) == EX_OSERR)
            enough = false;
    }
    report_progress(p);
    return enough;
}

static int collect(const struct pool *p, void *results, struct error *e)
{
    for (size_t i = 0; i < p->jobs->count; i++) {
        const struct slot *slot = slot_of(p, i);
        if (!slot->finished)
            return error_set(e, "a worker process died at job %zu of %zu", i + 1, p->jobs->count);
        if (slot->result < 0) {
            *e = slot->error;
            return slot->result;
        }
        memcpy((char *)results + i * p->jobs->result_size, slot->bytes, p->jobs->result_size);
    }
    return 0;
}

static unsigned processors(void)
{
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (unsigned)count : 1;
}

int pool_run(const struct pool_jobs *jobs, unsigned workers, void *results, struct error *e)
{
    struct pool p = {.jobs = jobs};
    if (pool_map(&p, e) < 0)
        return -1;
    if (workers == 0)
        workers = processors();
    pid_t *children = mem_calloc(workers, sizeof *children);
    unsigned started = 0;
    for (; started < workers && started < jobs->count; started++) {
        children[started] = fork();
        if (children[started] == 0)
            pool_work_alone(&p);
        if (children[started] < 0)
            break;
    }
    int result = 0;
    if (started == 0 && jobs->count > 0)
        result = error_set(e, "cannot start a worker process: %s", strerror(errno));
    const bool enough = wait_for(&p, children, started);
    if (!enough && !pool_interrupted)
        mem_exhausted(); /* as if there were no workers */
    if (pool_interrupted)
        result = error_set(e, "interrupted");
    if (result == 0)
        result = collect(&p, results, e);
    free(children);
    munmap(p.board, p.size);
    return result;
}
