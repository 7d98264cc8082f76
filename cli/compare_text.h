/* Values and differences of quantities as a comparison shows them. */
#ifndef CLI_COMPARE_TEXT_H
#define CLI_COMPARE_TEXT_H

#include "results/text.h"
#include "studies/compare.h"

/* In files' units: seconds instead of nanoseconds. */
double compare_in_unit(const struct run_quantity *q, double value);
/* A side's mean, "none" of no value; with as many digits as its difference has. */
struct text compare_value_text(const struct compare_row *r, int side);
/* "-1.5 s exactly", "-1.43 s +- 0.21 s". */
struct text compare_difference_text(const struct compare_row *r);
/* "moved, better", "cannot say (n = 10)". */
struct text compare_verdict_text(const struct compare_row *r);
/* "1 s", "2 %" of the value. */
struct text compare_tolerance_text(const struct compare_row *r);

#endif
