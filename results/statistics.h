/* The statistics of the project, by GSL: all that any report or comparison needs. */
#ifndef RESULTS_STATISTICS_H
#define RESULTS_STATISTICS_H

#include <stddef.h>

/* NAN of no values. */
double statistics_mean(const double *values, size_t count);
/* The sample standard deviation, with n - 1 degrees of freedom; NAN of fewer than two values. */
double statistics_deviation(const double *values, size_t count);
void statistics_sort(double *values, size_t count);
/* The quantile `q` (0 to 1) of values in ascending order, interpolated linearly between the two
 * nearest (R's type 7); the median is that of 0.5. NAN of no values. */
double statistics_quantile(const double *sorted, size_t count, double q);

/* Student's confidence interval of the mean: mean -+ half_width, where half_width is t s / sqrt(n)
 * and t the two-sided quantile of Student's distribution with n - 1 degrees of freedom. */
struct statistics_interval {
    double mean;
    double half_width; /* NAN of fewer than two values */
};

/* `confidence` between 0 and 1, say 0.95. */
struct statistics_interval statistics_interval(const double *values, size_t count,
                                               double confidence);

#endif
