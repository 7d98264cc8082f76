/* The steps of a plan, which plan.c takes one after the other. */
#ifndef PLANNER_PLAN_PRIVATE_H
#define PLANNER_PLAN_PRIVATE_H

#include "planner/plan.h"

/* Fills in the windows that each site may use (plan_windows.c). */
int plan_find_windows(struct plan *p, struct error *e);

/* Fills in waves, places and resources, of sites whose method is chosen (plan_schedule.c). Errors
 * (negative): waves that leave sites. */
int plan_schedule(struct plan *p, struct error *e);

/* Fills in nights, and what is under way at once in them (plan_nights.c). */
void plan_find_nights(struct plan *p);

/* Fills in verdict and because of a site, from its answers, its windows and its place (verdict.c).
 */
void plan_judge(const struct plan *p, struct plan_site *s);

/* Fills in what is assumed, and which verdicts that decides: these are VERDICT_CANNOT_SAY then
 * (assumed.c). */
int plan_find_assumed(struct plan *p, struct error *e);

/* Fills in what would change the verdicts (remedy_all.c). Errors (negative): of runs. */
int plan_remedy_all(struct plan *p, struct error *e);

#endif
