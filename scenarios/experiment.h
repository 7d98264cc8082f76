/* A scenario turned into a run: builds the network, the servers and the phones on an engine, and
 * runs until every phone has ended or the scenario's limit is reached. A phone that is unplugged
 * and is to be plugged in again has not ended. */
#ifndef SCENARIOS_EXPERIMENT_H
#define SCENARIOS_EXPERIMENT_H

#include "scenarios/scenario.h"
#include "sim/engine.h"

struct experiment;

/* Builds it; the scenario must stay as it is until experiment_free. NULL with the error filled in
 * when the engine cannot run it. Observers are told of links, phones and servers from here on. */
struct experiment *experiment_new(const struct scenario *s, const struct engine *engine,
                                  const struct observer_list *observers, struct error *e);
/* Runs on for `events` events at the most. True when there is more to run; after false the
 * observers have been told of the end, and of the phones that did not complete. */
bool experiment_run(struct experiment *x, uint64_t events);
/* Before the first experiment_run: has the engine write an animation, as its `animate` says; NULL
 * ends it. */
int experiment_animate(struct experiment *x, FILE *file, struct error *e);
void experiment_free(struct experiment *x);

/* Makes what every run of the scenario needs of the library, so that worker processes that are
 * forked afterwards have it. It changes no result. */
void experiment_prepare(const struct scenario *s);

struct experiment_progress {
    sim_time now;
    uint64_t events;
    uint32_t phones, phones_ended;
    uint64_t bytes, bytes_done; /* of firmware, over all phones: to get, and received */
};

/* Looks at every phone: for a few times a second. */
struct experiment_progress experiment_progress(const struct experiment *x);

#endif
