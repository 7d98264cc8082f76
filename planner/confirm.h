/* What the simulator says of what the model has answered. Model and simulator share neither code
 * nor assumptions about queues; where they part by more than 2 %, times are the simulator's.
 *
 * What the model knows is confirmed by one run for each distinct kind of site and method, where the
 * planning quantile is. Sites of a kind that have ranges of their own have other points, and the
 * ratio of the first of them. So has what the model knows as a bound only: how its times go with
 * what varies is the model's, and the ratio is right at the planning quantile, which decides; a
 * design would be some ten runs of each such kind.
 *
 * What the model does not know, and all there is by PLAN_BY_SIMULATOR, has its times from a design
 * of runs (confirm_design.h), for all sites of its kind. */
#ifndef PLANNER_CONFIRM_H
#define PLANNER_CONFIRM_H

#include "planner/answers.h"
#include "planner/plan.h"

enum confirm_at {
    CONFIRM_LIKELIEST, /* as the scenario says: its ranges at their modes, what is shared as there
                        */
    CONFIRM_POINT,     /* of the answers */
    CONFIRM_DESIGN,
};

/* A run of a site, for all of its kind. */
struct confirm_job {
    const struct fleet_site *site; /* of the fleet, or a changed copy of one of its sites */
    enum method method;
    enum confirm_at at;
    size_t point;    /* of CONFIRM_POINT */
    uint64_t inputs; /* of CONFIRM_DESIGN: its inputs, a bit each, ... */
    size_t run;      /* ... and which of its runs it is */
    double packets;  /* expected: the longest run is known beforehand */
};

/* What it says; without pointers, for a worker. All but `alone` and `events` is of one in which all
 * phones are back, within run.limit; as the answer's of that name. */
struct confirm_run {
    bool back;
    double all_back; /* s */
    bool has_mos;
    double mos, mos_before;
    double wan_bytes, wan_use, transfers, server_use, outage, alone;
    uint64_t events;
};

/* Packets that such a run may have, on all lines. */
double confirm_packets(const struct fleet_site *site, enum method m);

/* Runs all of them, and fills in runs[count]. Errors (negative): the engine's, or a scenario that
 * the loader does not take. */
int confirm_run_all(const struct fleet *f, const struct plan_options *o,
                    const struct confirm_job *jobs, size_t count, struct confirm_run *runs,
                    struct error *e);

/* A site of a fleet, and what varies there; stays where it is. Errors (negative): those of
 * answers_inputs_init; nothing is to be freed then. */
struct confirm_site {
    struct answers_site site;
    struct answers_inputs in;
};

int confirm_site_init(struct confirm_site *x, const struct fleet_site *of,
                      const struct plan_points *points, const struct unknowns *u, struct error *e);
void confirm_site_fini(struct confirm_site *x);

/* Which of its inputs have an effect by the method, a bit each: of others the loader says that they
 * have none. Errors (negative): the loader's. */
int confirm_inputs(const struct fleet *f, const struct fleet_site *of,
                   const struct confirm_site *site, enum method m, uint64_t *inputs,
                   struct error *e);

/* Puts a run at its planning point into an answer of the model: its times are scaled where both
 * part. */
void confirm_apply(struct plan_answer *a, const struct confirm_run *run, double model,
                   double confidence);

/* Confirms what is chosen, and what would be if it were known to hold, and chooses again, until all
 * that is chosen is confirmed; or with PLAN_BY_SIMULATOR all there is. */
int plan_confirm(struct plan *p, struct error *e);

#endif
