/* Whether a finished schedule is one: it is checked from the problem alone, and shares no code with
 * what made it. */
#ifndef TESTS_PLANNER_SCHEDULE_CHECK_H
#define TESTS_PLANNER_SCHEDULE_CHECK_H

#include "planner/schedule.h"

/* What is wrong first, or NULL; valid until the next call. Besides what jobs demand, it is wrong
 * when a job could start earlier, or have a place, while all others stay as they are. */
const char *schedule_check(const struct schedule_problem *p, const struct schedule_place *places,
                           const struct schedule_total *total);

#endif
