/* A scenario with other values of some of its fields, each variant run once, at the same time. All
 * have the scenario's seed and replication, so that what differs is due to the values. */
#ifndef STUDIES_VARIANTS_H
#define STUDIES_VARIANTS_H

#include "base/pool.h"
#include "results/summary.h"
#include "scenarios/scenario.h"
#include "sim/engine.h"

/* Loads the scenario with these options of -s behind its own; in the caller's process and in
 * workers. */
typedef int variant_load_fn(void *user, const char *const *set, size_t count, struct scenario *s,
                            struct error *e);

struct variants {
    variant_load_fn *load;
    void *user;
    const struct engine *engine;
    unsigned workers; /* 0: one a processor */
    uint64_t events;  /* a run that is not over after so many is given up; 0: none is */
    pool_progress_fn *progress;
    void *progress_user;
};

struct variant {
    const char *const *set; /* "PATH=VALUE" */
    size_t count;
};

/* Errors (negative): the first variant's, by number, that cannot be loaded or run. */
int variants_run(const struct variants *v, const struct variant *variants, size_t count,
                 struct run_summary *summaries, struct error *e);
/* Whether the run was: then its summary has nothing but `events` and `simulated`, how far it came.
 */
bool variants_given_up(const struct run_summary *summary);

#endif
