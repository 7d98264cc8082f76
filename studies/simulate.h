/* One scenario run to its end, for studies that want its numbers. */
#ifndef STUDIES_SIMULATE_H
#define STUDIES_SIMULATE_H

#include "results/summary.h"
#include "scenarios/scenario.h"
#include "sim/engine.h"

/* Runs it without progress. `folder`, unless it is NULL, gets all result files, as with 'pfsim run
 * -o'. Errors (negative): those of experiment_new and results_write. */
int simulate(const struct scenario *s, const struct engine *engine, const char *folder,
             struct run_summary *summary, struct error *e);

/* The same, watched by one more observer, and without files. */
int simulate_watched(const struct scenario *s, const struct engine *engine,
                     const struct observer *watcher, struct run_summary *summary, struct error *e);

/* What else a run has. */
struct simulation {
    struct record_options record;
    const struct observer *watcher; /* NULL: none */
    /* Called when it has ended, as long as the record is there; NULL: not. Negative: its error is
     * simulate_as's. */
    int (*ended)(void *user, const struct record *, const struct run_summary *,
                 const struct run_label *, struct error *);
    void *user;
};

int simulate_as(const struct scenario *s, const struct engine *engine, const struct simulation *how,
                struct run_summary *summary, struct error *e);

#endif
