/* Lower bounds of a schedule's end, of all jobs at once and wave by wave. */
#include "planner/schedule_bound.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "planner/schedule_windows.h"

const char *const schedule_bound_words[SCHEDULE_BOUNDS] = {
    [SCHEDULE_BOUND_JOB] = "job",
    [SCHEDULE_BOUND_RESOURCE] = "resource",
    [SCHEDULE_BOUND_WAVES] = "waves",
};

struct bound_start {
    int64_t earliest;
    const struct schedule_job *job;
};

/* When a job may run in one of its windows. */
struct bound_span {
    int64_t from, until;
    int64_t earliest; /* end */
    int64_t night;
    const struct schedule_job *job;
};

/* Work to be done, amount times seconds. */
struct bound_use {
    __int128 work;   /* of jobs from the one that can start last on */
    int64_t needed;  /* s of the spans that are to come */
    int64_t reached; /* the end of the last one */
    bool done;
    int64_t end; /* not before */
};
struct bound_resource {
    struct bound_use all;
    struct bound_use alone; /* of jobs that run one after the other: an amount of 1 each, of 1 */
};

/* The work under way. */
struct bound {
    const struct schedule_problem *p;
    const struct schedule_job **jobs; /* that have places, by wave, then by name */
    /* Of the jobs that a bound is of: their earliest starts, and all windows that they may run in.
     */
    struct bound_start *starts;
    struct bound_span *spans;
    size_t start_count, span_count;
    struct bound_resource *resources;
};

static int bound_by_wave(const void *a, const void *b)
{
    const struct schedule_job *const *x = a, *const *y = b;
    if ((*x)->wave != (*y)->wave)
        return (*x)->wave < (*y)->wave ? -1 : 1;
    return strcmp((*x)->name, (*y)->name);
}

static int bound_by_start(const void *a, const void *b)
{
    const struct bound_start *x = a, *y = b;
    return (x->earliest > y->earliest) - (x->earliest < y->earliest);
}

static int bound_by_time(const void *a, const void *b)
{
    const struct bound_span *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

static int bound_by_night(const void *a, const void *b)
{
    const struct bound_span *x = a, *y = b;
    if (x->night != y->night)
        return x->night < y->night ? -1 : 1;
    return (x->earliest > y->earliest) - (x->earliest < y->earliest);
}

static int bound_by_end(const void *a, const void *b)
{
    const struct bound_span *x = a, *y = b;
    return (x->earliest > y->earliest) - (x->earliest < y->earliest);
}

static const struct schedule_bound bound_none = {0, SCHEDULE_NONE, SCHEDULE_NONE};

static bool bound_is_none(const struct schedule_bound *b)
{
    return b->job == SCHEDULE_NONE && b->resource == SCHEDULE_NONE;
}

static void bound_raise(struct schedule_bound *b, int64_t end, int32_t job, int32_t resource)
{
    if (end > b->end || bound_is_none(b))
        *b = (struct schedule_bound){end, job, resource};
}

/* --- jobs ------------------------------------------------------------------------------------ */

static void bound_fill(struct bound *b, const struct schedule_job *const *jobs, size_t count,
                       int64_t gate)
{
    b->start_count = count;
    b->span_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct schedule_job *job = jobs[i];
        b->starts[i] = (struct bound_start){schedule_starts_of(job, gate).earliest, job};
        for (int32_t w = 0; w < job->window_count; w++) {
            const struct schedule_starts in = schedule_starts_in(job, w, gate);
            if (in.earliest <= in.latest)
                b->spans[b->span_count++] =
                    (struct bound_span){in.earliest, in.latest + job->duration,
                                        in.earliest + job->duration, job->windows[w].night, job};
        }
    }
}

static void bound_jobs(const struct bound *b, struct schedule_bound *bound)
{
    for (size_t i = 0; i < b->start_count; i++)
        bound_raise(bound, b->starts[i].earliest + b->starts[i].job->duration,
                    (int32_t)(b->starts[i].job - b->p->jobs), SCHEDULE_NONE);
}

/* --- resources ------------------------------------------------------------------------------- */

static int64_t bound_seconds(__int128 work, int64_t capacity)
{
    return (int64_t)((work + capacity - 1) / capacity);
}

/* A job's work; it comes after those that can start later. */
static void bound_add_work(struct bound_use *use, const struct bound_start *start, int64_t amount,
                           int64_t capacity)
{
    use->work += (__int128)amount * start->job->duration;
    use->needed = bound_seconds(use->work, capacity);
    const int64_t end = start->earliest + use->needed;
    use->end = end > use->end ? end : use->end;
}

/* The next span of a job: whether all work can be done by its end. */
static void bound_add_span(struct bound_use *use, const struct bound_span *span)
{
    const int64_t from = span->from > use->reached ? span->from : use->reached;
    if (use->done || span->until <= from)
        return;
    const int64_t end = from + use->needed;
    use->needed -= span->until - from;
    use->reached = span->until;
    use->done = use->needed <= 0;
    use->end = use->done && end > use->end ? end : use->end;
}

/* No two jobs that need more than half of it run at once. */
static bool bound_is_alone(const struct bound *b, const struct schedule_demand *d)
{
    return d->amount > b->p->capacities[d->resource] / 2;
}

static void bound_add_start(const struct bound *b, const struct bound_start *start)
{
    for (int32_t i = 0; i < start->job->demand_count; i++) {
        const struct schedule_demand *d = &start->job->demands[i];
        struct bound_resource *r = &b->resources[d->resource];
        if (d->amount > 0)
            bound_add_work(&r->all, start, d->amount, b->p->capacities[d->resource]);
        if (bound_is_alone(b, d))
            bound_add_work(&r->alone, start, 1, 1);
    }
}

static void bound_add_spans(const struct bound *b, const struct bound_span *span)
{
    for (int32_t i = 0; i < span->job->demand_count && span->job->duration > 0; i++) {
        const struct schedule_demand *d = &span->job->demands[i];
        struct bound_resource *r = &b->resources[d->resource];
        if (d->amount > 0)
            bound_add_span(&r->all, span);
        if (bound_is_alone(b, d))
            bound_add_span(&r->alone, span);
    }
}

static void bound_raise_by(struct schedule_bound *bound, const struct bound_use *use,
                           int32_t resource)
{
    if (use->work == 0)
        return;
    CHECK(use->done);
    bound_raise(bound, use->end, SCHEDULE_NONE, resource);
}

static void bound_resources(const struct bound *b, struct schedule_bound *bound)
{
    const struct bound_use none = {.reached = SCHEDULE_ANY_TIME, .end = SCHEDULE_ANY_TIME};
    for (int32_t r = 0; r < b->p->resource_count; r++)
        b->resources[r] = (struct bound_resource){none, none};
    qsort(b->starts, b->start_count, sizeof *b->starts, bound_by_start);
    for (size_t i = b->start_count; i-- > 0;)
        bound_add_start(b, &b->starts[i]);
    qsort(b->spans, b->span_count, sizeof *b->spans, bound_by_time);
    for (size_t i = 0; i < b->span_count; i++)
        bound_add_spans(b, &b->spans[i]);
    for (int32_t r = 0; r < b->p->resource_count; r++) {
        bound_raise_by(bound, &b->resources[r].all, r);
        bound_raise_by(bound, &b->resources[r].alone, r);
    }
}

/* --- nights ---------------------------------------------------------------------------------- */

/* So many nights are needed, and the last of them is not over before the earliest end in it. */
static void bound_nights(const struct bound *b, struct schedule_bound *bound)
{
    __int128 phones = 0;
    size_t nights = 0;
    for (size_t i = 0; i < b->start_count; i++)
        phones += b->starts[i].job->phones;
    if (b->p->phones_a_night == 0 || phones == 0)
        return;
    qsort(b->spans, b->span_count, sizeof *b->spans, bound_by_night);
    for (size_t i = 0; i < b->span_count; i++)
        if (b->spans[i].job->phones > 0 &&
            (nights == 0 || b->spans[nights - 1].night != b->spans[i].night))
            b->spans[nights++] = b->spans[i];
    const size_t needed = (size_t)((phones + b->p->phones_a_night - 1) / b->p->phones_a_night);
    CHECK(needed <= nights);
    qsort(b->spans, nights, sizeof *b->spans, bound_by_end);
    bound_raise(bound, b->spans[needed - 1].earliest, SCHEDULE_NONE, SCHEDULE_NIGHTS);
}

/* --- all of it ------------------------------------------------------------------------------- */

static struct schedule_bound bound_waves(struct bound *b, size_t count)
{
    const struct schedule_job *const *jobs = b->jobs;
    struct schedule_bound bound = bound_none;
    int64_t gate = SCHEDULE_ANY_TIME;
    for (size_t i = 0, behind; i < count; i = behind) {
        for (behind = i; behind < count && jobs[behind]->wave == jobs[i]->wave;)
            behind++;
        bound_fill(b, &jobs[i], behind - i, gate);
        bound = bound_none;
        bound_jobs(b, &bound);
        bound_resources(b, &bound);
        bound_nights(b, &bound);
        gate = bound.end + b->p->soak;
    }
    return bound;
}

/* Jobs that have places, by wave and name; and how many windows they have. */
static size_t bound_choose(struct bound *b, const struct schedule_place *places, size_t *windows)
{
    size_t count = 0;
    *windows = 0;
    for (int32_t i = 0; i < b->p->job_count; i++) {
        if (!places[i].placed)
            continue;
        b->jobs[count++] = &b->p->jobs[i];
        *windows += (size_t)b->p->jobs[i].window_count;
    }
    qsort(b->jobs, count, sizeof *b->jobs, bound_by_wave);
    return count;
}

struct schedule_bounds schedule_bound(const struct schedule_problem *p,
                                      const struct schedule_place *places)
{
    struct schedule_bounds all;
    struct bound b = {.p = p, .jobs = mem_calloc((size_t)p->job_count, sizeof *b.jobs)};
    size_t windows;
    const size_t count = bound_choose(&b, places, &windows);
    b.starts = mem_calloc(count, sizeof *b.starts);
    b.spans = mem_calloc(windows, sizeof *b.spans);
    b.resources = mem_calloc((size_t)p->resource_count, sizeof *b.resources);
    for (int i = 0; i < SCHEDULE_BOUNDS; i++)
        all.of[i] = bound_none;
    bound_fill(&b, b.jobs, count, SCHEDULE_ANY_TIME);
    bound_jobs(&b, &all.of[SCHEDULE_BOUND_JOB]);
    bound_resources(&b, &all.of[SCHEDULE_BOUND_RESOURCE]);
    bound_nights(&b, &all.of[SCHEDULE_BOUND_RESOURCE]);
    all.of[SCHEDULE_BOUND_WAVES] = bound_waves(&b, count);
    all.largest = SCHEDULE_BOUND_JOB;
    for (int i = SCHEDULE_BOUND_RESOURCE; i < SCHEDULE_BOUNDS; i++)
        if (!bound_is_none(&all.of[i]) && all.of[i].end > all.of[all.largest].end)
            all.largest = (enum schedule_bound_kind)i;
    free(b.resources);
    free(b.spans);
    free(b.starts);
    free(b.jobs);
    return all;
}
