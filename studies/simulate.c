/* Engine, experiment and record put together for one run; it prints nothing. */
#include "studies/simulate.h"

#include "config.h"
#include "results/fingerprint.h"
#include "results/write.h"
#include "scenarios/experiment.h"

/* Runs what has been built, and gathers its numbers. */
static int run(struct experiment *x, const struct scenario *s, const struct record *record,
               const struct fingerprint *fingerprint, const char *engine, const char *folder,
               struct run_summary *summary, struct error *e)
{
    const struct run_label label = {.name = s->name,
                                    .method = method_names[s->method],
                                    .engine = engine,
                                    .version = PACKAGE_VERSION,
                                    .seed = s->seed,
                                    .replication = s->replication,
                                    .wall = -1};
    experiment_run(x, UINT64_MAX);
    summary_make(summary, record);
    summary->events = experiment_progress(x).events;
    summary->fingerprint = fingerprint->value;
    return folder ? results_write(folder, record, summary, &label, e) : 0;
}

int simulate(const struct scenario *s, const struct engine *engine, const char *folder,
             struct run_summary *summary, struct error *e)
{
    return simulate_watched(s, engine, folder, NULL, summary, e);
}

int simulate_watched(const struct scenario *s, const struct engine *engine, const char *folder,
                     const struct observer *watcher, struct run_summary *summary, struct error *e)
{
    int status = -1;
    struct fingerprint fingerprint;
    struct record record;
    fingerprint_init(&fingerprint);
    record_init(&record, (struct record_options){.files = folder != NULL});
    const struct observer print = fingerprint_observer(&fingerprint);
    const struct observer recorder = record_observer(&record);
    struct observer_list observers = {0};
    observer_list_add(&observers, &print);
    observer_list_add(&observers, &recorder);
    if (watcher)
        observer_list_add(&observers, watcher);
    struct experiment *x = experiment_new(s, engine, &observers, e);
    if (x) {
        status = run(x, s, &record, &fingerprint, engine->name, folder, summary, e);
        experiment_free(x);
    }
    record_fini(&record);
    return status;
}
