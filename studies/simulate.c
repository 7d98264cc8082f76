/* Engine, experiment and record put together for one run; it prints nothing. */
#include "studies/simulate.h"

#include "config.h"
#include "results/fingerprint.h"
#include "results/write.h"
#include "scenarios/experiment.h"

/* Runs what has been built, and gathers its numbers. */
static int run(struct experiment *x, const struct scenario *s, const struct record *record,
               const struct fingerprint *fingerprint, const char *engine,
               const struct simulation *how, struct run_summary *summary, struct error *e)
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
    return how->ended ? how->ended(how->user, record, summary, &label, e) : 0;
}

int simulate_as(const struct scenario *s, const struct engine *engine, const struct simulation *how,
                struct run_summary *summary, struct error *e)
{
    int status = -1;
    struct fingerprint fingerprint;
    struct record record;
    fingerprint_init(&fingerprint);
    record_init(&record, how->record);
    const struct observer print = fingerprint_observer(&fingerprint);
    const struct observer recorder = record_observer(&record);
    struct observer_list observers = {0};
    observer_list_add(&observers, &print);
    observer_list_add(&observers, &recorder);
    if (how->watcher)
        observer_list_add(&observers, how->watcher);
    struct experiment *x = experiment_new(s, engine, &observers, e);
    if (x) {
        status = run(x, s, &record, &fingerprint, engine->name, how, summary, e);
        experiment_free(x);
    }
    record_fini(&record);
    return status;
}

static int write_into(void *folder, const struct record *record, const struct run_summary *summary,
                      const struct run_label *label, struct error *e)
{
    return results_write(folder, record, summary, label, e);
}

int simulate(const struct scenario *s, const struct engine *engine, const char *folder,
             struct run_summary *summary, struct error *e)
{
    const struct simulation how = {.record.files = folder != NULL,
                                   .ended = folder ? write_into : NULL,
                                   .user = (void *)folder};
    return simulate_as(s, engine, &how, summary, e);
}

int simulate_watched(const struct scenario *s, const struct engine *engine,
                     const struct observer *watcher, struct run_summary *summary, struct error *e)
{
    const struct simulation how = {.watcher = watcher};
    return simulate_as(s, engine, &how, summary, e);
}
