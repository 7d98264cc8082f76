/* One scenario run to its end, for studies that want its numbers only. */
#ifndef STUDIES_SIMULATE_H
#define STUDIES_SIMULATE_H

#include "results/summary.h"
#include "scenarios/scenario.h"
#include "sim/engine.h"

/* Runs it without progress or files. Errors (negative): those of experiment_new. */
int simulate(const struct scenario *s, const struct engine *engine, struct run_summary *summary,
             struct error *e);

#endif
