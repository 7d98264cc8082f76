/* One run of a scenario put together: engine, experiment, record, fingerprint, and what comes of
 * it in numbers. All that simulates does it by this; a trial prints nothing. */
#ifndef STUDIES_TRIAL_H
#define STUDIES_TRIAL_H

#include "results/summary.h"
#include "scenarios/experiment.h"
#include "scenarios/scenario.h"
#include "sim/engine.h"

enum { TRIAL_WATCHERS = 4, TRIAL_STOPPED = 1 };

/* What a run has beside its numbers; all of it may be missing. */
struct trial {
    struct record_options record;
    const struct observer *watchers[TRIAL_WATCHERS]; /* up to the first NULL */
    /* Called when it has been built and not begun; it stays until `ended` has returned. */
    int (*built)(void *user, struct experiment *, struct error *);
    /* Called a few times a second as long as it goes on. False: it stops there. */
    bool (*step)(void *user, const struct experiment *);
    /* Called when it has come to its end, as long as the record is there. The label says nothing of
     * the time that it took. What it returns is the trial's. */
    int (*ended)(void *user, const struct record *, const struct run_summary *,
                 const struct run_label *, struct error *);
    void *user;
};

/* Runs the scenario with its seed and replication, and fills in the summary. `how` may be NULL.
 * TRIAL_STOPPED: `step` wanted that, and there is no summary. Errors (negative): the engine cannot
 * run it, or what `built` and `ended` say. */
int trial_run(const struct scenario *s, const struct engine *engine, const struct trial *how,
              struct run_summary *summary, struct error *e);

#endif
