/* What the simulator says of what the model has answered: a run for each distinct kind of site and
 * method, at the point where the planning quantile is. Model and simulator share neither code nor
 * assumptions about queues; where they part by more than 2 %, times are the simulator's. */
#ifndef PLANNER_CONFIRM_H
#define PLANNER_CONFIRM_H

#include "planner/answers.h"
#include "planner/plan.h"

/* A run of a site, for all of its kind. */
struct confirm_job {
    const struct fleet_site *site; /* of the fleet, or a changed copy of one of its sites */
    enum method method;
    bool at_point; /* at its planning point; else where its ranges are likeliest, and so is what is
                    * shared: the model knows no point */
    size_t point;
    double packets; /* expected: the longest run is known beforehand */
};

/* What it says; without pointers, for a worker. */
struct confirm_run {
    bool back;       /* all phones are, within run.limit */
    double all_back; /* s, if they are */
    bool has_mos;
    double mos, mos_before;
    uint64_t events;
};

/* Packets that such a run may have, on all lines. */
double confirm_packets(const struct fleet_site *site, enum method m);

/* Runs all of them, and fills in runs[count]. Errors (negative): the engine's, or a scenario that
 * the loader does not take. */
int confirm_run_all(const struct fleet *f, const struct plan_options *o,
                    const struct confirm_job *jobs, size_t count, struct confirm_run *runs,
                    struct error *e);

/* Puts a run into an answer: its times are scaled where both part. */
void confirm_apply(struct plan_answer *a, const struct confirm_run *run, double model,
                   double confidence);

/* Confirms what is chosen, and what would be if it were known to hold, and chooses again, until all
 * that is chosen is confirmed; or with PLAN_BY_SIMULATOR all there is. */
int plan_confirm(struct plan *p, struct error *e);

#endif
