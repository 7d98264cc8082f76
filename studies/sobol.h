/* Sobol indices: which share of a number's variance comes from which of its inputs, when these are
 * drawn independently, each evenly from 0 to 1 (whoever draws otherwise maps that).
 *
 * The first-order index is what an input does by itself: the variance that is gone, on the average,
 * when it is known. The total one is what remains when all others are known: what the input does
 * alone and together with others. Without interactions they are equal, and the first-order indices
 * add up to 1.
 *
 * Estimators of Saltelli et al. (2010, "Variance based sensitivity analysis of model output",
 * table 2, b and f), with outputs centred, on points of GSL's quasi-random Sobol sequence:
 *
 *   first order  mean(f_B (f_ABi - f_A)) / V
 *   total        mean((f_A - f_ABi)^2) / 2V
 *
 * A row of the design has parameters + 2 runs: A, B, and for each parameter A with that one of B. V
 * is the variance of all runs of A and B. */
#ifndef STUDIES_SOBOL_H
#define STUDIES_SOBOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum {
    SOBOL_PARAMETERS = 20, /* the most: a row takes a point of twice as many dimensions, of 40 */
    SOBOL_ROWS_LEAST = 16,
    SOBOL_ROWS_MOST = 1 << 17,
    SOBOL_RESAMPLES = 100, /* of the bootstrap, from which the errors are */
};

struct sobol;

/* `rows` is a power of two, so that the points are spread evenly. Errors (NULL): it is none, or too
 * few or many; no parameter, or too many. */
struct sobol *sobol_new(size_t parameters, size_t rows, struct error *e);
void sobol_free(struct sobol *s);

/* How many runs there are, and where each of them is: a number above 0 and below 1 for each
 * parameter. The runs of a row follow each other; the first two are those of A and B. */
size_t sobol_runs(const struct sobol *s);
void sobol_point(const struct sobol *s, size_t run, double *at);
/* Whether the run's is one of the points that are drawn independently of each other. */
bool sobol_is_sample(const struct sobol *s, size_t run);

/* An index and the half width of its 95 % interval: 1.96 standard deviations of it when the rows
 * are drawn anew (the bootstrap). Points of a sequence are spread more evenly than drawn ones, so
 * that the interval is rather too wide. */
struct sobol_index {
    double value, half_width;
};

struct sobol_result {
    size_t rows;     /* of which all runs have an output */
    size_t left_out; /* the others */
    double mean, sd; /* of the outputs of A and B */
    struct sobol_index first[SOBOL_PARAMETERS], total[SOBOL_PARAMETERS];
    bool moves[SOBOL_PARAMETERS]; /* false: no output depends on the parameter at all */
};

/* `outputs` are by the runs' numbers; one that is not finite leaves its row out. Errors (negative):
 * fewer than SOBOL_ROWS_LEAST rows remain, or all outputs are the same. */
int sobol_analyse(const struct sobol *s, const double *outputs, struct sobol_result *r,
                  struct error *e);

#endif
