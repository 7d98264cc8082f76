/* Variants in a pool. */
#include "studies/variants.h"

#include "scenarios/experiment.h"
#include "studies/trial.h"

struct variants_jobs {
    const struct variants *v;
    const struct variant *variants;
};

/* How far a run has come, and how far it may. */
struct variants_way {
    uint64_t most;
    struct experiment_progress at;
};

static bool variants_step(void *user, const struct experiment *x)
{
    struct variants_way *run = user;
    run->at = experiment_progress(x);
    return run->at.events < run->most;
}

static int variants_job(void *user, size_t number, void *result, struct error *e)
{
    const struct variants_jobs *jobs = user;
    const struct variant *variant = &jobs->variants[number];
    struct run_summary *summary = result;
    struct variants_way run = {.most = jobs->v->events};
    const struct trial bounded = {.step = variants_step, .user = &run};
    struct scenario s;
    if (jobs->v->load(jobs->v->user, variant->set, variant->count, &s, e) < 0)
        return -1;
    int status = trial_run(&s, jobs->v->engine, run.most ? &bounded : NULL, summary, e);
    if (status == TRIAL_STOPPED) {
        *summary = (struct run_summary){.events = run.at.events, .simulated = run.at.now};
        status = 0;
    }
    scenario_free(&s);
    return status;
}

bool variants_given_up(const struct run_summary *summary)
{
    return summary->phones == 0; /* of which a run has one at least */
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
