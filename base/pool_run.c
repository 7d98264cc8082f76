/* A pool whose jobs are known beforehand, and whose results have one size. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/pool.h"

struct pool_all {
    const struct pool_jobs *jobs;
    char *results;
    size_t begun, done;
    size_t failed; /* the first job that has, by number; `count`: none */
    int status;    /* what that returned */
    struct error error;
};

static bool all_next(void *user, size_t *number)
{
    struct pool_all *a = user;
    if (a->begun == a->jobs->count)
        return false;
    *number = a->jobs->count - ++a->begun;
    return true;
}

static int all_job(void *user, size_t number, struct pool_result *result, struct error *e)
{
    const struct pool_all *a = user;
    void *bytes = pool_result_grow(result, a->jobs->result_size);
    return a->jobs->job(a->jobs->user, number, bytes, e);
}

static int all_done(void *user, const struct pool_outcome *o, struct error *e)
{
    struct pool_all *a = user;
    const size_t size = a->jobs->result_size;
    (void)e;
    a->done++;
    if (o->result) {
        memcpy(a->results + o->number * size, o->result->bytes, size);
    } else if (o->number < a->failed) {
        a->failed = o->number;
        a->status = o->status;
        a->error = o->error;
        if (o->how == POOL_DIED)
            error_set(&a->error, "job %zu of %zu: %s", o->number + 1, a->jobs->count,
                      o->error.text);
    }
    return 0;
}

static void all_tick(void *user)
{
    const struct pool_all *a = user;
    if (a->jobs->progress)
        a->jobs->progress(a->jobs->progress_user, a->done, a->jobs->count);
}

int pool_run(const struct pool_jobs *jobs, unsigned workers, void *results, struct error *e)
{
    struct pool_all a = {.jobs = jobs, .results = results, .failed = jobs->count};
    const struct pool_work work = {
        .next = all_next, .job = all_job, .done = all_done, .tick = all_tick, .user = &a};
    if (pool_serve(&work, workers, e) < 0)
        return -1;
    if (a.failed == jobs->count)
        return 0;
    *e = a.error;
    return a.status;
}
