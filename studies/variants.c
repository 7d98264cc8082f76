/* Variants in a pool. */
#include "studies/variants.h"

#include "scenarios/experiment.h"
#include "studies/trial.h"

struct variants_jobs {
    const struct variants *v;
    const struct variant *variants;
};

static int variants_job(void *user, size_t number, void *result, struct error *e)
{
    const struct variants_jobs *jobs = user;
    const struct variant *variant = &jobs->variants[number];
    struct scenario s;
    if (jobs->v->load(jobs->v->user, variant->set, variant->count, &s, e) < 0)
        return -1;
    const int status = trial_run(&s, jobs->v->engine, NULL, result, e);
    scenario_free(&s);
    return status;
}

int variants_run(const struct variants *v, const struct variant *variants, size_t count,
                 struct run_summary *summaries, struct error *e)
{
    struct variants_jobs jobs = {v, variants};
    const struct pool_jobs pool = {.count = count,
                                   .result_size = sizeof *summaries,
                                   .job = variants_job,
                                   .user = &jobs,
                                   .progress = v->progress,
                                   .progress_user = v->progress_user};
    struct scenario s;
    if (count == 0)
        return 0;
    /* what all need is made once, before there are workers */
    if (v->load(v->user, variants[0].set, variants[0].count, &s, e) < 0)
        return -1;
    experiment_prepare(&s);
    scenario_free(&s);
    return pool_run(&pool, v->workers, summaries, e);
}
