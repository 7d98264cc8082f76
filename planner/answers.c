/* Kinds of sites, in parallel: sites of a kind that has ranges one by one, of others once. */
#include "planner/answers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "planner/answers_private.h"

enum { ANSWERS_TOGETHER = 32 /* sites of a kind that one job is, at most */ };

static const double answers_off = 0.02; /* how far model and simulator part before times follow */

/* Samples of one site or more; each has a list of those before it. */
struct answers_samples {
    struct answers_samples *before;
    float at[PLAN_POINTS];
};

/* Sites of one kind, in answers_all.order. */
struct answers_job {
    size_t first, count; /* of which all are the same, or each has ranges of its own */
    bool same;
};

struct answers_all {
    const struct answers_request *request;
    struct answers *answers;
    struct plan_points *points;
    size_t *order; /* sites by kind */
    struct answers_job *jobs;
    size_t job_count, begun, done;
};

/* --- jobs ------------------------------------------------------------------------------------ */

struct answers_place {
    size_t kind, site;
};

static int answers_compare(const void *a, const void *b)
{
    const struct answers_place *p = a, *q = b;
    if (p->kind != q->kind)
        return p->kind < q->kind ? -1 : 1;
    return p->site < q->site ? -1 : p->site > q->site;
}

static void answers_sort(struct answers_all *all)
{
    const struct answers_request *r = all->request;
    struct answers_place *places = mem_calloc(r->count, sizeof *places);
    for (size_t i = 0; i < r->count; i++)
        places[i] = (struct answers_place){r->sites[i].kind, i};
    if (r->count)
        qsort(places, r->count, sizeof *places, answers_compare);
    all->order = mem_calloc(r->count, sizeof *all->order);
    for (size_t i = 0; i < r->count; i++)
        all->order[i] = places[i].site;
    free(places);
}

static void answers_split(struct answers_all *all)
{
    const struct answers_request *r = all->request;
    all->jobs = mem_calloc(r->count, sizeof *all->jobs);
    for (size_t i = 0; i < r->count; i++) {
        const struct answers_site *site = &r->sites[all->order[i]];
        struct answers_job *job = all->job_count ? &all->jobs[all->job_count - 1] : NULL;
        if (job && r->sites[all->order[job->first]].kind == site->kind &&
            (job->same || job->count < ANSWERS_TOGETHER)) {
            job->count++;
            continue;
        }
        all->jobs[all->job_count++] = (struct answers_job){i, 1, !site->range_count};
    }
}

/* --- a job, in a worker ---------------------------------------------------------------------- */

static int answers_method(const struct answers_all *all, const struct answers_job *job,
                          enum method m, struct answers_inputs *inputs, size_t count,
                          struct answers_result *results, struct error *e)
{
    struct answers_model model;
    const int status = answers_model_open(&model, all->request, all->order[job->first], m,
                                          &inputs[0], &results[0], e);
    if (status < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (status)
            results[i] = results[0];
        else
            answers_fill(&results[i], &model, &inputs[i], all->request->confidence);
    if (!status)
        answers_model_close(&model);
    return 0;
}

/* Results by method, then by site. */
static int answers_job(void *user, size_t number, struct pool_result *result, struct error *e)
{
    const struct answers_all *all = user;
    const struct answers_job *job = &all->jobs[number];
    const struct answers_request *r = all->request;
    const size_t count = job->same ? 1 : job->count;
    struct answers_inputs *inputs = mem_calloc(count, sizeof *inputs);
    struct answers_result *results =
        pool_result_grow(result, ANSWERS_METHODS * count * sizeof *results);
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++)
        status = answers_inputs_init(&inputs[i], all->points, r->unknowns,
                                     &r->sites[all->order[job->first + i]], e);
    for (int m = 0; m < ANSWERS_METHODS && status == 0; m++)
        status =
            answers_method(all, job, (enum method)m, inputs, count, results + (size_t)m * count, e);
    free(inputs);
    return status;
}

/* --- what comes back ------------------------------------------------------------------------- */

const float *answers_keep(struct answers *a, const float samples[PLAN_POINTS])
{
    struct answers_samples *kept = mem_calloc(1, sizeof *kept);
    memcpy(kept->at, samples, sizeof kept->at);
    kept->before = a->samples;
    a->samples = kept;
    return kept->at;
}

static void answers_take(struct answers_all *all, const struct answers_job *job,
                         const struct answers_result *results)
{
    const size_t count = job->same ? 1 : job->count;
    for (int m = 0; m < ANSWERS_METHODS; m++) {
        const struct answers_result *of = results + (size_t)m * count;
        const float *samples = NULL;
        for (size_t i = 0; i < job->count; i++) {
            const struct answers_result *from = &of[job->same ? 0 : i];
            struct plan_answer *to = &all->answers->of[all->order[job->first + i]][m];
            *to = from->answer;
            if (!to->possible)
                to->why_not = mem_strdup(from->why.text);
            else if (!samples || !job->same)
                samples = answers_keep(all->answers, from->samples);
            to->samples = to->possible ? samples : NULL;
        }
    }
}

static bool answers_next(void *user, size_t *number)
{
    struct answers_all *all = user;
    if (all->begun == all->job_count)
        return false;
    *number = all->begun++;
    return true;
}

static int answers_done(void *user, const struct pool_outcome *o, struct error *e)
{
    struct answers_all *all = user;
    all->done++;
    if (!o->result) {
        *e = o->error;
        return o->status;
    }
    answers_take(all, &all->jobs[o->number], o->result->bytes);
    return 0;
}

static void answers_tick(void *user)
{
    const struct answers_all *all = user;
    if (all->request->progress)
        all->request->progress(all->request->progress_user, all->done, all->job_count);
}

int answers_make(struct answers *a, const struct answers_request *r, struct error *e)
{
    struct answers_all all = {.request = r, .answers = a, .points = plan_points_new()};
    const struct pool_work work = {.next = answers_next,
                                   .job = answers_job,
                                   .done = answers_done,
                                   .tick = answers_tick,
                                   .user = &all};
    *a = (struct answers){.of = mem_calloc(r->count, sizeof *a->of), .count = r->count};
    answers_sort(&all);
    answers_split(&all);
    const int status = pool_serve(&work, r->workers, e);
    free(all.jobs);
    free(all.order);
    plan_points_free(all.points);
    if (status < 0)
        answers_free(a);
    return status;
}

void answers_free(struct answers *a)
{
    for (size_t i = 0; i < a->count; i++)
        for (int m = 0; m < ANSWERS_METHODS; m++)
            free(a->of[i][m].why_not);
    free(a->of);
    while (a->samples) {
        struct answers_samples *before = a->samples->before;
        free(a->samples);
        a->samples = before;
    }
    *a = (struct answers){.count = 0};
}

/* --- of one answer --------------------------------------------------------------------------- */

bool plan_answer_is_off(const struct plan_answer *a)
{
    return a->simulated && fabs(a->ratio - 1) > answers_off;
}

double plan_answer_scale(const struct plan_answer *a)
{
    return plan_answer_is_off(a) && !a->by_runs ? a->ratio : 1;
}

double plan_answer_at(const struct plan_answer *a, size_t point)
{
    if (!a->possible)
        return INFINITY;
    return a->samples ? (double)a->samples[point] * plan_answer_scale(a) : a->at_confidence;
}

double plan_answer_within(const struct plan_answer *a, double seconds)
{
    size_t within = 0;
    for (size_t i = 0; i < PLAN_POINTS; i++)
        within += plan_answer_at(a, i) <= seconds ? 1 : 0;
    return (double)within / PLAN_POINTS;
}
