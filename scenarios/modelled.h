/* What the formulas do not know, and a scenario sets: such a scenario gets no answer from them. */
#ifndef SCENARIOS_MODELLED_H
#define SCENARIOS_MODELLED_H

#include "scenarios/scenario.h"

/* 0: they know all of it. Negative: "not modelled: FIELD, FIELD", each field by its path, all of
 * those that the table of fields has no `modelled` for and that have another value than their
 * default; then what they do not know of values that they know otherwise. */
int modelled_check(const struct scenario *s, struct error *e);

#endif
