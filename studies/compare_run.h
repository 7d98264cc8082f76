/* The runs of two settings, made for a comparison: as many replications of each, in one pool. */
#ifndef STUDIES_COMPARE_RUN_H
#define STUDIES_COMPARE_RUN_H

#include "base/pool.h"
#include "scenarios/scenario.h"
#include "sim/engine.h"
#include "studies/compare.h"

struct compare_setting {
    const struct scenario *scenario; /* whose replication is the first one */
    const struct engine *engine;
};

/* Adds `replications` runs of each setting to its side, with phones' upgrade times. `workers` and
 * `progress` as in pool_run. Errors (negative): those of a run, or the pool's. */
int compare_run(struct compare_side sides[2], const struct compare_setting settings[2],
                uint32_t replications, unsigned workers, pool_progress_fn *progress, void *user,
                struct error *e);

#endif
