/* The caller's side of the pool: gives out jobs, waits for what comes of them with ppoll(2), and
 * buries workers. Nothing is looked at in intervals but clocks. */
#include "base/pool.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/pool_worker.h"

/* How long a worker may take to end when it is told to, before it is killed. */
enum { POOL_PATIENCE = 1000 }; /* ms */
enum { POOL_TICK = 1000 };     /* ms */
enum { POOL_TRIES = 2, POOL_CHUNK = 1 << 16 };

static volatile sig_atomic_t pool_interrupted;

struct pool_job {
    size_t number;
    unsigned tries; /* which one this is */
};

struct pool_worker {
    pid_t process; /* 0: none */
    bool busy;     /* with ... */
    struct pool_job job;
    int64_t until; /* ms of the clock: then it is told to end, or killed; -1: never */
    bool late;     /* it has been told to end, for it took too long */
    size_t heard;  /* bytes of the answer that have come, those of its head included */
    struct pool_answer answer;
    struct pool_result result;
};

/* A job that has ended, or is to be done again. */
struct pool_ended {
    struct pool_outcome outcome;
    struct pool_result result;
};

struct pool {
    const struct pool_work *work;
    struct pool_worker *workers;
    struct pollfd *sockets; /* of each worker; -1: none */
    struct pool_ended *ended;
    struct pool_job *again; /* jobs that no worker has: the one they had died */
    size_t size, busy, ended_count, again_count;
    bool exhausted; /* a worker has had no memory */
    int64_t ticked;
};

void pool_interrupt(void)
{
    pool_interrupted = 1;
}

unsigned pool_processors(void)
{
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (unsigned)count : 1;
}

/* Milliseconds of the wall clock, which decide nothing in a result. */
static int64_t pool_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- giving out ------------------------------------------------------------------------------- */

static void pool_forget(struct pool *p, size_t i)
{
    struct pool_worker *w = &p->workers[i];
    if (p->sockets[i].fd >= 0)
        close(p->sockets[i].fd);
    free(w->result.bytes);
    p->sockets[i] = (struct pollfd){.fd = -1, .events = POLLIN};
    *w = (struct pool_worker){.until = -1};
}

static int pool_start(struct pool *p, size_t i, struct error *e)
{
    int *others = mem_calloc(p->size, sizeof *others);
    size_t count = 0;
    for (size_t j = 0; j < p->size; j++)
        if (p->sockets[j].fd >= 0)
            others[count++] = p->sockets[j].fd;
    const int status =
        pool_worker_start(p->work, others, count, &p->workers[i].process, &p->sockets[i].fd, e);
    if (status < 0)
        p->workers[i].process = 0;
    free(others);
    return status;
}

/* A worker that has died meanwhile is found by its socket, and its job with it. */
static void pool_give(struct pool *p, size_t i, struct pool_job job)
{
    struct pool_worker *w = &p->workers[i];
    w->busy = true;
    w->job = job;
    w->heard = 0;
    w->result.length = 0;
    w->until = p->work->time_limit ? pool_clock() + (int64_t)p->work->time_limit * 1000 : -1;
    p->busy++;
    while (send(p->sockets[i].fd, &job.number, sizeof job.number, MSG_NOSIGNAL) < 0 &&
           errno == EINTR)
        continue;
}

/* A worker without a job: one that is there, or else the place of one; `size` when all are busy. */
static size_t pool_idle(const struct pool *p)
{
    size_t place = p->size;
    for (size_t i = 0; i < p->size; i++)
        if (p->workers[i].process == 0)
            place = i;
        else if (!p->workers[i].busy)
            return i;
    return place;
}

/* The next job, of those that have to be done again or of new ones. */
static bool pool_take(struct pool *p, struct pool_job *job)
{
    if (p->again_count > 0) {
        *job = p->again[--p->again_count];
        return true;
    }
    *job = (struct pool_job){.tries = 1};
    return p->work->next(p->work->user, &job->number);
}

/* Jobs for all who have none. Where one more worker cannot be had, those that there are do. */
static int pool_feed(struct pool *p, struct error *e)
{
    struct pool_job job;
    for (size_t i; !pool_interrupted && (i = pool_idle(p)) < p->size && pool_take(p, &job);) {
        if (p->workers[i].process == 0 && pool_start(p, i, e) < 0) {
            p->again[p->again_count++] = job;
            return p->busy == 0 ? -1 : 0;
        }
        pool_give(p, i, job);
    }
    return 0;
}

/* --- what comes of them ----------------------------------------------------------------------- */

/* The worker's job is no longer under way. The result, if there is one, is moved. */
static struct pool_ended *pool_end_job(struct pool *p, struct pool_worker *w)
{
    struct pool_ended *ended = &p->ended[p->ended_count++];
    ended->outcome =
        (struct pool_outcome){.number = w->job.number, .how = POOL_FAILED, .status = -1};
    w->busy = false;
    w->until = -1;
    p->busy--;
    return ended;
}

static void pool_answered(struct pool *p, struct pool_worker *w)
{
    struct pool_ended *ended = pool_end_job(p, w);
    ended->outcome.status = w->answer.status;
    if (w->answer.status < 0) {
        memcpy(ended->outcome.error.text, w->result.bytes, w->result.length);
        return;
    }
    const struct pool_result used = ended->result;
    ended->result = w->result;
    w->result = used;
    ended->outcome.how = POOL_DONE;
    ended->outcome.result = &ended->result;
}

/* What has come: the head first, then the bytes. False: nothing more is there now. */
static bool pool_read(struct pool *p, size_t i)
{
    struct pool_worker *w = &p->workers[i];
    const size_t head = sizeof w->answer;
    const bool in_head = w->heard < head;
    size_t wanted = in_head ? head - w->heard : w->answer.length - w->result.length;
    if (!in_head && wanted > POOL_CHUNK)
        wanted = POOL_CHUNK;
    const size_t before = w->result.length;
    void *to = in_head ? (char *)&w->answer + w->heard : pool_result_grow(&w->result, wanted);
    const ssize_t got = recv(p->sockets[i].fd, to, wanted, MSG_DONTWAIT);
    if (!in_head)
        w->result.length = before + (got > 0 ? (size_t)got : 0);
    if (got <= 0)
        return false;
    w->heard += (size_t)got;
    if (w->heard >= head && w->result.length == w->answer.length) {
        pool_answered(p, w);
        return false;
    }
    return true;
}

/* --- workers that end ------------------------------------------------------------------------- */

static void pool_died(struct pool *p, struct pool_worker *w, int status)
{
    if (!w->late && w->job.tries < POOL_TRIES) {
        p->again[p->again_count++] = (struct pool_job){w->job.number, w->job.tries + 1};
        p->busy--;
        return;
    }
    struct pool_outcome *o = &pool_end_job(p, w)->outcome;
    o->how = w->late ? POOL_LATE : POOL_DIED;
    if (w->late)
        error_set(&o->error, "it took longer than the time limit of %u s", p->work->time_limit);
    else if (WIFSIGNALED(status))
        error_set(&o->error, "its worker process died, twice (%s)", strsignal(WTERMSIG(status)));
    else
        error_set(&o->error, "its worker process ended, twice, with status %d",
                  WEXITSTATUS(status));
}

static void pool_bury(struct pool *p, size_t i)
{
    struct pool_worker *w = &p->workers[i];
    int status = 0;
    while (waitpid(w->process, &status, 0) < 0 && errno == EINTR)
        continue;
    p->exhausted |= WIFEXITED(status) && WEXITSTATUS(status) == EX_OSERR;
    if (w->busy)
        pool_died(p, w, status);
    pool_forget(p, i);
}

/* Whoever has had time enough is told to end, and killed when that does not help. */
static void pool_check_clocks(struct pool *p)
{
    const int64_t now = pool_clock();
    for (size_t i = 0; i < p->size; i++) {
        struct pool_worker *w = &p->workers[i];
        if (w->process == 0 || w->until < 0 || now < w->until)
            continue;
        kill(w->process, w->late ? SIGKILL : SIGTERM);
        w->late = true;
        p->sockets[i].events = 0; /* what it says now does not count */
        w->until = now + POOL_PATIENCE;
    }
}

/* Ends all workers, also those that are in the middle of a job. */
static void pool_end_workers(struct pool *p)
{
    const int64_t end = pool_clock() + POOL_PATIENCE;
    for (size_t i = 0; i < p->size; i++)
        if (p->workers[i].process)
            kill(p->workers[i].process, SIGTERM);
    for (size_t i = 0; i < p->size; i++) {
        if (p->workers[i].process == 0)
            continue;
        struct pollfd *socket = &p->sockets[i];
        char rest[512];
        int64_t left;
        ssize_t got = 1;
        while (got > 0 && (left = end - pool_clock()) > 0)
            if (poll(socket, 1, (int)left) > 0)
                got = recv(socket->fd, rest, sizeof rest, MSG_DONTWAIT);
        kill(p->workers[i].process, SIGKILL);
        pool_bury(p, i);
    }
}

/* --- waiting ---------------------------------------------------------------------------------- */

static void pool_tick(struct pool *p)
{
    if (p->work->tick)
        p->work->tick(p->work->user);
    p->ticked = pool_clock();
}

/* The time until one of the clocks wants to be looked at. */
static struct timespec pool_patience(const struct pool *p)
{
    const int64_t now = pool_clock();
    int64_t until = p->work->tick ? p->ticked + POOL_TICK : INT64_MAX;
    for (size_t i = 0; i < p->size; i++)
        if (p->workers[i].until >= 0 && p->workers[i].until < until)
            until = p->workers[i].until;
    const int64_t left = until > now ? until - now : 0;
    return (struct timespec){.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
}

/* A signal that comes after tick has been asked is seen in ppoll: outside it is blocked. */
static void pool_wait(struct pool *p)
{
    const sigset_t signals = pool_signals();
    sigset_t before;
    sigprocmask(SIG_BLOCK, &signals, &before);
    pool_tick(p);
    int ready = 0;
    if (!pool_interrupted) {
        const struct timespec patience = pool_patience(p);
        ready = ppoll(p->sockets, p->size, &patience, &before);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    for (size_t i = 0; ready > 0 && i < p->size; i++) {
        if (p->sockets[i].fd < 0 || !p->sockets[i].revents)
            continue;
        while (p->workers[i].busy && !p->workers[i].late && pool_read(p, i))
            continue;
        if (p->sockets[i].revents & (POLLHUP | POLLERR))
            pool_bury(p, i);
    }
    pool_check_clocks(p);
}

/* --- all of it -------------------------------------------------------------------------------- */

static void pool_init(struct pool *p, const struct pool_work *work, unsigned workers)
{
    *p = (struct pool){.work = work, .size = workers ? workers : pool_processors()};
    p->workers = mem_calloc(p->size, sizeof *p->workers);
    p->sockets = mem_calloc(p->size, sizeof *p->sockets);
    p->ended = mem_calloc(2 * p->size, sizeof *p->ended); /* those that end it may be more */
    p->again = mem_calloc(2 * p->size + 1, sizeof *p->again);
    for (size_t i = 0; i < p->size; i++) {
        p->sockets[i].fd = -1;
        pool_forget(p, i);
    }
}

static void pool_fini(struct pool *p)
{
    for (size_t i = 0; i < 2 * p->size; i++)
        free(p->ended[i].result.bytes);
    free(p->again);
    free(p->ended);
    free(p->sockets);
    free(p->workers);
}

/* Of all that have ended. */
static int pool_deliver(struct pool *p, struct error *e)
{
    int status = 0;
    for (size_t i = 0; i < p->ended_count && status == 0; i++)
        status = p->work->done(p->work->user, &p->ended[i].outcome, e);
    p->ended_count = 0;
    return status;
}

/* Workers have their next job before the last one's end is told of, which may take its time. */
static int pool_go_on(struct pool *p, struct error *e)
{
    for (;;) {
        struct error ignored; /* what has ended is told of all the same */
        if (pool_feed(p, e) < 0) {
            pool_deliver(p, &ignored);
            return -1;
        }
        if (pool_deliver(p, e) < 0 || pool_feed(p, e) < 0)
            return -1;
        if (p->busy == 0 || p->exhausted || pool_interrupted)
            return 0;
        pool_wait(p);
    }
}

/* Workers without a job end by themselves when nobody has one for them any more. */
static void pool_dismiss(struct pool *p)
{
    for (size_t i = 0; i < p->size; i++)
        if (p->workers[i].process)
            shutdown(p->sockets[i].fd, SHUT_RDWR);
    for (size_t i = 0; i < p->size; i++)
        if (p->workers[i].process)
            pool_bury(p, i);
}

int pool_serve(const struct pool_work *work, unsigned workers, struct error *e)
{
    struct pool p;
    pool_init(&p, work, workers);
    int status = pool_go_on(&p, e);
    if (status < 0 || p.busy > 0 || pool_interrupted)
        pool_end_workers(&p);
    else
        pool_dismiss(&p);
    if (p.exhausted && !pool_interrupted)
        mem_exhausted(); /* as if there were no workers */
    if (pool_interrupted)
        status = error_set(e, "interrupted");
    else
        pool_tick(&p);
    pool_fini(&p);
    return status;
}
