/* A plan as files, for people and programs who do not sit at the terminal: all of them are written
 * from the plan alone, so that the same plan makes the same bytes.
 *
 *     plan.csv            a row a site
 *     plan.json           all of it
 *     plan.ics            an event a site, for a calendar
 *     change-request.md   what a change board reads
 *     sites/NAME.yaml     each site's scenario by the method that was chosen, for pfsim run */
#ifndef PLANNER_PLAN_FILES_H
#define PLANNER_PLAN_FILES_H

#include <jansson.h>
#include <stdio.h>

#include "base/output.h"
#include "planner/plan.h"
#include "results/column.h"

/* Before a plan is made, so that nothing is lost: negative when one of its files is in `folder`
 * that is no plan's, since no plan.json is beside it. */
int plan_files_check(const char *folder, struct error *e);

/* Writes all of them aside, for `folder`, which is made if need be; they appear together or,
 * negative, not at all. Scenarios of sites that an earlier plan had and this one has not go. */
int plan_files_write(const struct plan *p, const char *folder, struct error *e);

/* The columns of plan.csv that each plan has; those that its list carries come behind them. */
extern const struct table plan_csv;
void plan_csv_write(FILE *file, const struct plan *p);

/* The number of plan.json's form, its `pfsim_plan`: another one has other keys. */
enum { PLAN_FORMAT = 2 };

/* The caller's, json_decref gives it back. Keys: doc/planning.md. */
json_t *plan_json(const struct plan *p);

void plan_calendar_write(FILE *file, const struct plan *p);

/* CommonMark, tables as GitHub has them; what is a name in it is neither markup nor HTML. */
void change_request_write(FILE *file, const struct plan *p);

#endif
