/* The model's answer, the simulator's, and the claims held against both. */
#include "studies/model_check.h"

#include <math.h>

#include "sim/engine_load.h"
#include "studies/trial.h"

const char *const model_check_verdict_names[MODEL_CHECK_VERDICTS] = {
    [MODEL_CHECK_HOLDS] = "holds", [MODEL_CHECK_NOT_MODELLED] = "not modelled",
    [MODEL_CHECK_OFF] = "off",     [MODEL_CHECK_NO_BOUND] = "no bound",
    [MODEL_CHECK_NEVER] = "never", [MODEL_CHECK_REGION] = "region",
};

static bool check_estimate(struct scenario *s, struct model_check *c)
{
    struct estimate *x = estimate_new(s, &c->why);
    if (!x)
        return false;
    const struct estimate_answer *a = estimate_evaluate(x);
    c->never = a->never;
    c->bound = a->bound;
    c->limited = a->limited;
    c->model = a->all_back;
    c->calls_modelled = a->calls;
    for (size_t i = 0; i < a->site_count; i++)
        c->region = a->sites[i].region > c->region ? a->sites[i].region : c->region;
    estimate_free(x);
    return true;
}

static int check_simulate(const struct scenario *s, const struct engine *engine,
                          struct model_check *c, struct error *e)
{
    struct run_summary summary;
    if (trial_run(s, engine, NULL, &summary, e) < 0)
        return -1;
    c->phones = summary.phones;
    c->completed = summary.completed;
    c->drops = summary_drops(&summary);
    c->repeats = summary.phone_retransmissions + summary.server.retransmissions;
    c->by_http = summary.http_files > 0;
    c->calls = summary.calls;
    for (size_t i = 0; i < s->site_count; i++)
        c->others |= s->sites[i].busy || s->sites[i].traffic_count;
    c->simulated = c->completed == c->phones ? time_seconds(summary.all_back) : NAN;
    return 0;
}

/* Whether what was seen can be seen in the region. That a queue overflows, say, is not seen where a
 * phone is lucky: only what must be is demanded. */
static bool check_region(const struct model_check *c)
{
    switch (c->region) {
    case ANALYTIC_EXACT:
        return (!c->drops || c->others) && !c->repeats;
    case ANALYTIC_DROPS:
        return c->drops > 0;
    case ANALYTIC_REPEATS:
        return c->repeats > 0 || c->by_http;
    case ANALYTIC_BESIDE:
    case ANALYTIC_WAVES:
    case ANALYTIC_REGIONS:
        break;
    }
    return true;
}

enum model_check_verdict model_check_judge(const struct model_check *c)
{
    const bool back = c->completed == c->phones;
    if (c->never || c->limited)
        return back ? MODEL_CHECK_NEVER : MODEL_CHECK_HOLDS;
    if (!back && !c->bound)
        return MODEL_CHECK_NEVER;
    if (c->bound && c->difference > MODEL_CHECK_BOUND)
        return MODEL_CHECK_NO_BOUND;
    if (!c->bound && !(fabs(c->difference) <=
                       (c->region == ANALYTIC_EXACT ? MODEL_CHECK_EXACT : MODEL_CHECK_ELSEWHERE)))
        return MODEL_CHECK_OFF;
    return check_region(c) ? MODEL_CHECK_HOLDS : MODEL_CHECK_REGION;
}

int model_check_run(struct scenario *s, const struct engine *engine, struct model_check *c,
                    struct error *e)
{
    *c = (struct model_check){.model = NAN, .simulated = NAN, .difference = NAN};
    const bool modelled = check_estimate(s, c);
    if (check_simulate(s, engine, c, e) < 0)
        return -1;
    c->difference = (c->model - c->simulated) / c->simulated;
    c->verdict = modelled ? model_check_judge(c) : MODEL_CHECK_NOT_MODELLED;
    return 0;
}

/* --- many ------------------------------------------------------------------------------------ */

struct check_jobs {
    model_check_load_fn *load;
    void *user;
    const struct engine *engine;
};

static int check_job(void *user, size_t number, void *result, struct error *e)
{
    const struct check_jobs *jobs = user;
    struct scenario s;
    if (jobs->load(jobs->user, number, &s, e) < 0)
        return -1;
    const int status = model_check_run(&s, jobs->engine, result, e);
    scenario_free(&s);
    return status;
}

int model_check_all(struct model_check *checks, size_t count, model_check_load_fn *load,
                    void *load_user, unsigned workers, pool_progress_fn *progress, void *user,
                    struct error *e)
{
    struct check_jobs jobs = {load, load_user, engine_load("native", e)};
    const struct pool_jobs pool = {.count = count,
                                   .result_size = sizeof *checks,
                                   .job = check_job,
                                   .user = &jobs,
                                   .progress = progress,
                                   .progress_user = user};
    return jobs.engine ? pool_run(&pool, workers, checks, e) : -1;
}
