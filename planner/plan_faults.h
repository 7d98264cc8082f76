/* What faults would do to a site of a plan, and to a night in its worst hour. */
#ifndef PLANNER_PLAN_FAULTS_H
#define PLANNER_PLAN_FAULTS_H

#include <jansson.h>

#include "planner/plan.h"

/* Simulates them at a site by the method that is chosen (risk_faults). Errors (negative): no method
 * is, or those of risk_faults. */
int plan_find_faults(struct risk_outcome of[RISK_FAULTS], const struct plan *p, size_t site,
                     struct error *e);

/* Fills in `worst_site` of each night, and unless the model alone is asked what faults would do
 * there. Errors (negative): those of risk_faults. */
int plan_find_worst_hours(struct plan *p, struct error *e);

/* "root unplugged halfway: 59 of 60 phones get the firmware, the last after 14 min; without it 60
 * after 9 min". Of a fault that applies; free it. */
char *plan_faults_text(const struct risk_outcome of[RISK_FAULTS], enum risk_fault fault);

/* The same for programs, those that apply; json_decref gives it back. */
json_t *plan_faults_json(const struct risk_outcome of[RISK_FAULTS]);

#endif
