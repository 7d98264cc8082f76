/* A run from its building to its summary. */
#include "studies/trial.h"

#include "config.h"
#include "results/fingerprint.h"

enum { TRIAL_EVENTS = 200000 }; /* from one step to the next */

/* False: it was stopped. */
static bool trial_go_on(struct experiment *x, const struct trial *how)
{
    while (experiment_run(x, how->step ? TRIAL_EVENTS : UINT64_MAX))
        if (how->step && !how->step(how->user, x))
            return false;
    return true;
}

/* Runs what has been built, and gathers its numbers. */
static int trial_finish(struct experiment *x, const struct scenario *s, const struct engine *engine,
                        const struct trial *how, const struct record *record,
                        const struct fingerprint *fingerprint, struct run_summary *summary,
                        struct error *e)
{
    const struct run_label label = {.name = s->name,
                                    .method = method_names[s->method],
                                    .engine = engine->name,
                                    .version = PACKAGE_VERSION,
                                    .seed = s->seed,
                                    .replication = s->replication,
                                    .wall = -1};
    if (how->built && how->built(how->user, x, e) < 0)
        return -1;
    if (!trial_go_on(x, how))
        return TRIAL_STOPPED;
    summary_make(summary, record);
    summary->events = experiment_progress(x).events;
    summary->fingerprint = fingerprint->value;
    return how->ended ? how->ended(how->user, record, summary, &label, e) : 0;
}

int trial_run(const struct scenario *s, const struct engine *engine, const struct trial *how,
              struct run_summary *summary, struct error *e)
{
    static const struct trial plain;
    int status = -1;
    struct fingerprint fingerprint;
    struct record record;
    how = how ? how : &plain;
    fingerprint_init(&fingerprint);
    record_init(&record, how->record);
    const struct observer print = fingerprint_observer(&fingerprint);
    const struct observer recorder = record_observer(&record);
    struct observer_list observers = {0};
    observer_list_add(&observers, &print);
    observer_list_add(&observers, &recorder);
    for (int i = 0; i < TRIAL_WATCHERS && how->watchers[i]; i++)
        observer_list_add(&observers, how->watchers[i]);
    struct experiment *x = experiment_new(s, engine, &observers, e);
    if (x) {
        status = trial_finish(x, s, engine, how, &record, &fingerprint, summary, e);
        experiment_free(x);
    }
    record_fini(&record);
    return status;
}
