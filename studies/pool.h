/* Jobs that run in parallel, each in a worker process: a crash stays in its worker, and engines
 * that keep their state for themselves (ns-3) can be used. What comes out depends neither on the
 * number of workers nor on their order. */
#ifndef STUDIES_POOL_H
#define STUDIES_POOL_H

#include <stddef.h>

#include "base/error.h"

/* Does job `number` and writes its result, which has no pointers into the worker's own memory.
 * Negative: it failed. */
typedef int pool_job_fn(void *user, size_t number, void *result, struct error *e);
/* Called in the caller's process each time more jobs are done; NULL: nobody wants to know. */
typedef void pool_progress_fn(void *user, size_t done, size_t count);

struct pool_jobs {
    size_t count;
    size_t result_size; /* bytes */
    pool_job_fn *job;
    void *user; /* of `job` */
    pool_progress_fn *progress;
    void *progress_user;
};

/* Does all jobs with `workers` processes (0: one a processor), the last ones first: studies put
 * their longest jobs at the end. results[count] is filled in by number. Errors (negative): that of
 * the first job, by number, that failed; a worker that died; no memory for the results or no
 * process to be had. When a worker runs out of memory, so does the caller (base/memory.h). */
int pool_run(const struct pool_jobs *jobs, unsigned workers, void *results, struct error *e);

/* From the progress or a signal's handler: the workers are ended, with what they have written
 * aside, and pool_run fails with "interrupted", this one and each that follows. */
void pool_interrupt(void);

#endif
