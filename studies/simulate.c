#include "studies/simulate.h"

#include "results/fingerprint.h"
#include "scenarios/experiment.h"

int simulate(const struct scenario *s, const struct engine *engine, struct run_summary *summary,
             struct error *e)
{
    struct fingerprint fingerprint;
    struct record record;
    fingerprint_init(&fingerprint);
    record_init(&record, (struct record_options){0});
    const struct observer print = fingerprint_observer(&fingerprint);
    const struct observer recorder = record_observer(&record);
    struct observer_list observers = {0};
    observer_list_add(&observers, &print);
    observer_list_add(&observers, &recorder);
    struct experiment *x = experiment_new(s, engine, &observers, e);
    if (x) {
        experiment_run(x, UINT64_MAX);
        summary_make(summary, &record);
        summary->events = experiment_progress(x).events;
        summary->fingerprint = fingerprint.value;
        experiment_free(x);
    }
    record_fini(&record);
    return x ? 0 : -1;
}
