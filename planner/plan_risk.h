/* How sure a plan is: of what has been scheduled. */
#ifndef PLANNER_PLAN_RISK_H
#define PLANNER_PLAN_RISK_H

#include "planner/plan.h"
#include "planner/risk.h"

/* Fills in `fits`, `matters_most` and `matters_share` of the plan's sites that are scheduled, and
 * `all_fit` of its nights. Of who has no time the first is NAN, and nothing matters. */
void plan_find_risks(struct plan *p);

/* All indices of a site's time by the method that is chosen (risk_indices), which is what --explain
 * asks for. */
struct plan_indices {
    struct sobol_result of;              /* by input */
    const char *names[SOBOL_PARAMETERS]; /* columns and paths of unknowns; the plan's */
    size_t count;
};

/* Errors (negative): no method is; no input is unknown; or those of risk_indices. */
int plan_find_indices(struct plan_indices *x, const struct plan *p, size_t site, struct error *e);

#endif
