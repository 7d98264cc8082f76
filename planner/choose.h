/* Which method a site should use: of those that fit at the planning quantile and keep calls, that
 * with the least work. TFTP needs nothing; PFS a setting at each phone; a load server a machine,
 * and phones whose load server fails fall back on nothing. */
#ifndef PLANNER_CHOOSE_H
#define PLANNER_CHOOSE_H

#include "planner/plan.h"

enum { CHOOSE_METHODS = 3 };
extern const int choose_by_work[CHOOSE_METHODS]; /* enum method, the least first */

/* What the answer is worth where the longest window has so many s: VERDICT_FITS, VERDICT_TIGHT,
 * VERDICT_HARMS_CALLS, VERDICT_DOES_NOT_FIT; VERDICT_CANNOT_SAY where it fits, but is a lower bound
 * only, and was not simulated. It must be possible. */
enum verdict choose_worth(const struct plan_answer *a, double longest);

/* Whether calls are worse than PLAN_MOS, to the tenth that is printed, and that is because of the
 * upgrade. */
bool choose_harms_calls(const struct plan_answer *a);

/* Fills in what was chosen and the note. Where nothing fits, it is what comes nearest. */
void choose_method(struct plan_site *s);

#endif
