/* A night as one run of the simulator: all its sites at their times, with the servers and the head
 * end that they share, beside what each of them takes alone. */
#ifndef PLANNER_TOGETHER_H
#define PLANNER_TOGETHER_H

#include "planner/plan.h"

enum { TOGETHER_SITES = 250 /* of a night that can be one run: subnets have their addresses */ };

/* The night's scenario, as YAML: each site where its ranges are likeliest, its phones reset when it
 * starts. NULL: there are too many sites. Free it. */
char *together_text(const struct plan *p, const struct plan_night *night);

/* Fills in `together` of the plan's sites and nights. A night whose sites do not go
 * together says why. Errors (negative): the pool's. */
int plan_together(struct plan *p, struct error *e);

#endif
