/* Weighted nonlinear least squares: the values of parameters with which predictions meet targets
 * best, and how sure each of them is. Numbers only: what they mean is the caller's.
 *
 * A parameter is continuous (fitted by GSL's Levenberg and Marquardt), or has steps, such as a
 * count, and then is scanned, with the others fitted at each value. Standard errors and
 * correlations are those of the linearised problem (Fisher's matrix), which hides ridges and
 * bounds; a profile fixes one parameter at value after value, fits the others, and shows them. */
#ifndef STUDIES_LEAST_SQUARES_H
#define STUDIES_LEAST_SQUARES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { LEAST_PARAMETERS = 8, LEAST_TARGETS = 200, LEAST_PROFILE = 41 };

/* chi^2 rises by so much where a parameter leaves its interval of 95 %: the quantile of chi^2 with
 * one degree of freedom. */
#define LEAST_RISE 3.841458820694124

struct least_parameter {
    double start;
    double low, high;  /* it stays within; -INFINITY, INFINITY: no bound */
    double difference; /* by which it is moved for derivatives; above what predictions round to */
    double step;       /* above 0: it is `low` and a whole number of these; needs both bounds */
};

struct least_target {
    double value, uncertainty; /* a standard deviation, above 0 */
};

/* Predicts all targets; NAN or INFINITY: there is no such number with these values, which then are
 * avoided. Negative: it cannot go on, and nor can the fit. */
typedef int least_predict_fn(void *user, const double *values, double *predicted, struct error *e);

struct least_problem {
    const struct least_parameter *parameters;
    size_t parameter_count;
    const struct least_target *targets;
    size_t target_count;
    least_predict_fn *predict;
    void *user;
};

struct least_fit {
    double values[LEAST_PARAMETERS];
    double predicted[LEAST_TARGETS];
    double chi2;                     /* sum of ((predicted - value) / uncertainty)^2 */
    bool told[LEAST_PARAMETERS];     /* it moves some target */
    bool at_bound[LEAST_PARAMETERS]; /* it would go on beyond one */
    bool moved[LEAST_TARGETS];       /* some parameter moves it */
    /* Targets that are moved, less parameters that move some: what is left to test with. */
    int freedom;
    /* NAN: the targets do not tell it at all, or not beside the others; or it is at a bound. */
    double error[LEAST_PARAMETERS];
    double correlation[LEAST_PARAMETERS][LEAST_PARAMETERS];
    /* How much of b a unit of a is worth, to the targets: what a fixed step of a changes in the
     * fitted b. NAN where there is no error. */
    double worth[LEAST_PARAMETERS][LEAST_PARAMETERS];
};

/* Errors (negative): those of `predict`; no start from which it predicts anything. */
int least_squares(const struct least_problem *p, struct least_fit *fit, struct error *e);

struct least_profile {
    size_t count; /* points, by value */
    double values[LEAST_PROFILE], chi2[LEAST_PROFILE];
    double others[LEAST_PROFILE][LEAST_PARAMETERS]; /* as fitted there */
    double low, high;                               /* of 95 % */
    bool low_open, high_open; /* it does not end there: a bound is reached, or nothing changes */
};

/* Of one parameter, from the fit on. */
int least_squares_profile(const struct least_problem *p, const struct least_fit *fit,
                          size_t parameter, struct least_profile *profile, struct error *e);

/* The same fit with a parameter held at a value; the standard errors are not filled in. */
int least_squares_held(const struct least_problem *p, const struct least_fit *from,
                       size_t parameter, double value, struct least_fit *fit, struct error *e);

#endif
