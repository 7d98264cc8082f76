/* Runs from which a site's times at all points are told, without a model: one where all that varies
 * is likeliest, and for each of its inputs two, where that one has the value below which 10 % or
 * 90 % of its distribution are, and the others stay.
 *
 * Between and beyond these three the logarithm of the time is a line of that of the value (of the
 * value itself, where that may be 0): a time that is a product, as of a rate, is met exactly, a sum
 * within 1 %. What inputs do to it adds up in the logarithm: that of two of them together is not
 * simulated. The value is taken and not its share of the distribution, since the ends of a
 * triangular one are further off than shares tell. Where phones are not back in a run, they are
 * not at points that are nearer to it than to the next. */
#ifndef PLANNER_CONFIRM_DESIGN_H
#define PLANNER_CONFIRM_DESIGN_H

#include "planner/confirm.h"

/* Of a design with those inputs (a bit each) how many runs, and the value that an input has in one
 * of them, from 0. */
size_t confirm_design_runs(uint64_t inputs);
uint64_t confirm_design_value(const struct answers_inputs *in, uint64_t inputs, size_t run,
                              size_t input);

/* Makes an answer of a site of its runs: samples[PLAN_POINTS], which are the caller's to put into
 * it, and all else but `why_not` and `ratio`. Not possible if phones are not back where all is
 * likeliest: then there are no samples. */
void confirm_design_answer(struct plan_answer *a, float *samples, const struct answers_inputs *in,
                           uint64_t inputs, const struct confirm_run *runs, double confidence);

#endif
