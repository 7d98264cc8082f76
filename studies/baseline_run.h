/* The scenarios of baselines are run, and each is compared with what its baseline says. */
#ifndef STUDIES_BASELINE_RUN_H
#define STUDIES_BASELINE_RUN_H

#include "base/pool.h"
#include "scenarios/scenario.h"
#include "studies/baseline.h"

enum baseline_state {
    BASELINE_SAME,
    BASELINE_MOVED,   /* the fingerprint is another one, or a number */
    BASELINE_FAILED,  /* it could not be run */
    BASELINE_SKIPPED, /* its engine is not installed */
};

struct baseline_outcome {
    enum baseline_state state;
    bool beyond;                     /* a number is beyond its tolerance */
    struct baseline is;              /* what came out; of what was run */
    struct baseline_change *changes; /* of numbers */
    size_t change_count;
    struct error error; /* of those that failed or were skipped */
};

struct baselines {
    const char *folder; /* theirs; the caller's, as is */
    struct library *library;
    struct baseline *list;
    struct baseline_outcome *outcomes; /* when they have been run */
    size_t count;
};

/* An empty list; folder and library are the caller's. */
void baselines_init(struct baselines *b, const char *folder, struct library *library);
void baselines_fini(struct baselines *b);
/* Zeroed, at the end of the list; valid until the next one is added. */
struct baseline *baselines_add(struct baselines *b);
/* Reads those of these names, or of none all that are in the folder. Errors (negative): there is
 * none of a name, or those of baseline_read. */
int baselines_read(struct baselines *b, char *const *names, size_t count, struct error *e);
/* The file of the scenario. Free it. */
char *baselines_scenario(const struct baselines *b, const struct baseline *one);
/* Runs all with `workers` processes (0: one a processor) and fills in the outcomes. One that cannot
 * be run is an outcome; errors (negative) are those of the pool. */
int baselines_run(struct baselines *b, unsigned workers, pool_progress_fn *progress, void *user,
                  struct error *e);

#endif
