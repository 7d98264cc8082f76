/* What the comparison and the search for its reason share. */
#ifndef PLANNER_DONE_PRIVATE_H
#define PLANNER_DONE_PRIVATE_H

#include "planner/done.h"

/* Whether the site's time stands beside times of the plan. */
bool done_is_compared(const struct done_site *s);
const struct plan_answer *done_answer(const struct done_site *s);
/* What the logarithm of its time may be off without a reason: the model's 2 %, or the clock's
 * minute. */
double done_blur(const struct done_site *s);

void done_input_fini(struct done_input *in);

/* Fills in inputs, and whether the first of them explains what was seen. */
void done_find_inputs(struct done *d, const struct plan *p);

#endif
