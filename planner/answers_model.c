/* A kind of site by a method at all points, and what is made of its times. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/answers_private.h"
#include "results/statistics.h"
#include "scenarios/format/words.h"

#define MODEL_NOT "not modelled: " /* how the estimate says so */
#define MODEL_CANNOT "cannot follow"

static const double model_matters = 0.005; /* by how much bounds may move a quantile unnoticed */

/* --- from a scenario ------------------------------------------------------------------------- */

static int model_is_not(struct answers_result *result, const struct error *what)
{
    const char *fields = strstr(what->text, MODEL_NOT);
    result->answer.not_modelled = true;
    error_set(&result->why, fields ? "%s is not modelled" : "%s",
              fields ? fields + strlen(MODEL_NOT) : what->text);
    return 1;
}

static int model_add_knob(struct answers_model *m, const struct answers_inputs *in, size_t input,
                          struct error *e)
{
    const struct fleet_number *n = answers_input_number(in, input);
    m->knobs[input] = estimate_knob(m->estimate, answers_input_path(in, input), n->low, n->high, e);
    return m->knobs[input] < 0 ? -1 : 0;
}

static int model_add_knobs(struct answers_model *m, const struct answers_inputs *in,
                           struct answers_result *result, struct error *e)
{
    struct error what;
    for (m->count = 0; m->count < in->count; m->count++) {
        if (model_add_knob(m, in, m->count, &what) == 0)
            continue;
        if (strstr(what.text, MODEL_NOT) || strstr(what.text, MODEL_CANNOT))
            return model_is_not(result, &what);
        return error_set(e, "%s: %.400s", words_shown(in->site->name).text, what.text);
    }
    return 0;
}

static bool model_has_others(const struct scenario *s)
{
    bool has = false;
    for (size_t i = 0; i < s->site_count; i++)
        has |= s->sites[i].busy || s->sites[i].traffic_count;
    return has;
}

int answers_model_open(struct answers_model *m, const struct answers_request *r, size_t site,
                       enum method method, const struct answers_inputs *in,
                       struct answers_result *result, struct error *e)
{
    struct error what;
    const char *cannot = r->cannot ? r->cannot(r->user, site, method) : NULL;
    m->estimate = NULL;
    if (cannot)
        error_set(&result->why, "%s", cannot);
    if (cannot || r->load(r->user, site, method, &m->scenario, &result->why) < 0)
        return 1;
    m->others = model_has_others(&m->scenario);
    m->estimate = estimate_new(&m->scenario, &what);
    const int status =
        m->estimate ? model_add_knobs(m, in, result, e) : model_is_not(result, &what);
    if (status)
        answers_model_close(m);
    return status;
}

void answers_model_close(struct answers_model *m)
{
    if (m->estimate)
        estimate_free(m->estimate);
    scenario_free(&m->scenario);
}

const struct estimate_answer *answers_model_at(const struct answers_model *m,
                                               const struct answers_inputs *in, size_t point)
{
    for (size_t i = 0; i < m->count; i++)
        estimate_set(m->estimate, m->knobs[i], answers_input_at(in, i, point));
    return estimate_evaluate(m->estimate);
}

double answers_time(const struct estimate_answer *a)
{
    return a->never || a->limited ? INFINITY : a->all_back;
}

/* --- of its times ---------------------------------------------------------------------------- */

static double model_rank(const double *sorted, double share)
{
    const size_t rank = (size_t)ceil(share * PLAN_POINTS);
    return sorted[rank ? (rank > PLAN_POINTS ? PLAN_POINTS : rank) - 1 : 0];
}

static void model_sort(double sorted[PLAN_POINTS], const float *samples, const bool *late)
{
    for (size_t i = 0; i < PLAN_POINTS; i++)
        sorted[i] = late && late[i] ? INFINITY : (double)samples[i];
    statistics_sort(sorted, PLAN_POINTS);
}

void answers_quantiles(struct plan_answer *a, const float samples[PLAN_POINTS], double confidence)
{
    double sorted[PLAN_POINTS];
    size_t never = 0;
    model_sort(sorted, samples, NULL);
    a->p10 = model_rank(sorted, 0.1);
    a->p50 = model_rank(sorted, 0.5);
    a->p90 = model_rank(sorted, 0.9);
    a->p99 = model_rank(sorted, 0.99);
    a->at_confidence = model_rank(sorted, confidence);
    a->point = 0;
    while (a->point + 1 < PLAN_POINTS && (double)samples[a->point] != a->at_confidence)
        a->point++;
    for (size_t i = 0; i < PLAN_POINTS; i++)
        never += isinf(sorted[i]) ? 1 : 0;
    a->never_share = (double)never / PLAN_POINTS;
}

static void model_bounds(struct answers_result *result, const bool bound[PLAN_POINTS],
                         double confidence)
{
    struct plan_answer *a = &result->answer;
    double sorted[PLAN_POINTS];
    size_t count = 0;
    for (size_t i = 0; i < PLAN_POINTS; i++)
        count += bound[i];
    a->bound_share = (double)count / PLAN_POINTS;
    model_sort(sorted, result->samples, bound);
    a->bound = model_rank(sorted, confidence) > a->at_confidence * (1 + model_matters);
}

/* --- at the planning point ------------------------------------------------------------------- */

void answers_hear(struct plan_answer *a, const struct estimate_answer *at)
{
    a->has_mos = at->calls.count && at->calls.known && at->calls.mos > 0;
    if (!a->has_mos)
        return;
    a->mos = at->calls.mos;
    a->mos_before = at->calls.mos_before;
}

/* Of the upgrade alone. */
static void model_demand(struct plan_answer *a, const struct answers_model *m)
{
    struct estimate_demand d;
    estimate_demand(m->estimate, &d);
    a->transfers = d.transfers;
    a->alone = d.alone;
    a->outage = d.outage;
    if (isinf(a->at_confidence))
        return;
    a->wan_bytes = d.down;
    a->mean_rate = d.down * 8 / a->at_confidence;
    a->server_use = d.transfers > 0 ? d.server / a->at_confidence : 0;
}

/* Returns whether the answer is a bound there. */
static bool model_plan(struct plan_answer *a, const struct answers_model *m,
                       const struct answers_inputs *in)
{
    const struct estimate_answer *at = answers_model_at(m, in, a->point);
    struct estimate_demand d;
    double use;
    model_demand(a, m);
    if (isinf(a->at_confidence))
        return false;
    if (m->others) {
        estimate_take_others(m->estimate, ESTIMATE_BESIDE);
        at = answers_model_at(m, in, a->point);
        estimate_demand(m->estimate, &d);
        estimate_take_others(m->estimate, ESTIMATE_NO_OTHERS);
        a->outage = d.outage;
    }
    a->wan_use = estimate_quantity(at, "wan.utilisation", &use) ? use : 0;
    answers_hear(a, at);
    return at->bound;
}

/* --- a site ---------------------------------------------------------------------------------- */

/* s in which the last phone fetches. */
static double model_fetching(const struct estimate_answer *a)
{
    const double *budget = a->sites[a->last].budget;
    return budget[ANALYTIC_SERIALISATION] + budget[ANALYTIC_PROPAGATION] +
           budget[ANALYTIC_SERVING] + budget[ANALYTIC_TURNAROUND] + budget[ANALYTIC_QUEUEING] +
           budget[ANALYTIC_REPEATING];
}

static const char *model_why_never(const struct estimate_answer *a)
{
    return a->never && a->sites[a->last].region == ANALYTIC_REPEATS
               ? "never back: blocks are sent again before their ACKs can come, until the line has "
                 "nothing else"
               : "not back within the run's limit (run.limit)";
}

void answers_fill(struct answers_result *result, const struct answers_model *m,
                  const struct answers_inputs *in, double confidence)
{
    float fetching[PLAN_POINTS];
    bool bound[PLAN_POINTS];
    bool over_wan = false;
    const struct estimate_answer *a = NULL;
    estimate_take_others(m->estimate, ESTIMATE_NO_OTHERS);
    for (size_t i = 0; i < PLAN_POINTS; i++) {
        a = answers_model_at(m, in, i);
        result->samples[i] = (float)answers_time(a);
        fetching[i] = (float)model_fetching(a);
        bound[i] = a->bound;
        over_wan |= a->sites[a->last].utilisation[ANALYTIC_WAN_DOWN] > 0;
    }
    struct plan_answer *answer = &result->answer;
    const double followed =
        m->others && over_wan ? answers_beside(result->samples, fetching, m, in) : 0;
    answers_quantiles(answer, result->samples, confidence);
    if (answer->never_share >= 1) {
        error_set(&result->why, "%s", model_why_never(a));
        return;
    }
    answer->possible = true;
    model_bounds(result, bound, confidence);
    answer->bound |= model_plan(answer, m, in) && m->others;
    answer->bound_share = fmax(answer->bound_share, followed);
}
