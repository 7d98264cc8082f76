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

/* The same, watched by one more observer, which may be NULL. */
int simulate_watched(const struct scenario *s, const struct engine *engine, const char *folder,
                     const struct observer *watcher, struct run_summary *summary, struct error *e);

#endif
