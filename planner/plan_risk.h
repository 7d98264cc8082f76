/* How sure a plan is: of what has been scheduled. */
#ifndef PLANNER_PLAN_RISK_H
#define PLANNER_PLAN_RISK_H

#include "planner/plan.h"

/* Fills in `fits`, `matters_most` and `matters_share` of the plan's sites that are scheduled, and
 * `all_fit` of its nights. Of who has no time the first is NAN, and nothing matters. */
void plan_find_risks(struct plan *p);

#endif
