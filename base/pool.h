/* Jobs that run in parallel, each in a worker process: a crash stays in its worker, and engines
 * that keep their state for themselves (ns-3) can be used. What comes out of a job depends neither
 * on the number of workers nor on their order.
 *
 * A worker lives for many jobs, but one job may not rely on what another left behind. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* --- jobs one by one, as many as there come --------------------------------------------------- */

/* What a job leaves: bytes, without pointers into the worker's own memory. */
struct pool_result {
    void *bytes; /* aligned as by malloc */
    size_t length, room;
};

/* `length` bytes more, zeroed; where they begin stays valid until there are more. */
void *pool_result_grow(struct pool_result *r, size_t length);

enum pool_how {
    POOL_DONE,
    POOL_FAILED, /* it says so itself */
    POOL_DIED,   /* its workers did, twice */
    POOL_LATE,   /* it took longer than the time limit */
};

/* How a job ended; forgotten when `done` has returned. */
struct pool_outcome {
    size_t number;
    enum pool_how how;
    const struct pool_result *result; /* NULL unless it is done */
    int status;                       /* what the job returned; of one that is not done negative */
    struct error error;               /* why it is not */
};

/* All of these but `job` are called in the caller's process. */
struct pool_work {
    /* The number of a job that is to be done now, any that the worker understands; longest jobs
     * should come first. False: there is none now. As long as jobs are under way it is asked again
     * when one has ended; when none is, that was the last one. */
    bool (*next)(void *user, size_t *number);
    /* Does it, in a worker. Negative: it failed. */
    int (*job)(void *user, size_t number, struct pool_result *result, struct error *e);
    /* Called once for each job, as they end: in any order. Negative: its error is the pool's, which
     * ends all. */
    int (*done)(void *user, const struct pool_outcome *outcome, struct error *e);
    /* Called at the start, after jobs have ended, when a signal has come, and once a second. NULL:
     * nobody wants to know. */
    void (*tick)(void *user);
    void *user;
    unsigned time_limit; /* seconds of wall-clock time for a job; 0: none */
};

/* Does all jobs that come with `workers` processes (0: one a processor), of which each is started
 * when there is a job for it: memory does not grow with the number of jobs. A job whose worker died
 * is done once more, by another one; then it has failed. So has one that took longer than the time
 * limit: its worker is ended, and it is not tried again. Errors (negative): that of `done`, or no
 * process to be had. When a worker runs out of memory, so does the caller (base/memory.h). */
int pool_serve(const struct pool_work *work, unsigned workers, struct error *e);

/* From tick, progress or a signal's handler: the workers are ended, with what they have written
 * aside, and the pool fails with "interrupted" at once, this one and each that follows. */
void pool_interrupt(void);

/* Processes that a pool of 0 has. */
unsigned pool_processors(void);

/* --- jobs that are known beforehand ----------------------------------------------------------- */

/* Does job `number` and writes its result, which has no pointers into the worker's own memory.
 * Negative: it failed. */
typedef int pool_job_fn(void *user, size_t number, void *result, struct error *e);
/* Called in the caller's process as `tick` is; NULL: nobody wants to know. */
typedef void pool_progress_fn(void *user, size_t done, size_t count);

struct pool_jobs {
    size_t count;
    size_t result_size; /* bytes */
    pool_job_fn *job;
    void *user; /* of `job` */
    pool_progress_fn *progress;
    void *progress_user;
};

/* Does all of them, the last ones first: studies put their longest jobs at the end. results[count]
 * is filled in by number. Errors (negative): that of the first job, by number, that failed, or
 * those of pool_serve. */
int pool_run(const struct pool_jobs *jobs, unsigned workers, void *results, struct error *e);

#endif
