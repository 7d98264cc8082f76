/* Mean, deviation, quantiles and intervals by GSL; no formula is written out that GSL has. */
#include "results/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

double statistics_mean(const double *values, size_t count)
{
    return count ? gsl_stats_mean(values, 1, count) : NAN;
}

double statistics_deviation(const double *values, size_t count)
{
    return count > 1 ? gsl_stats_sd(values, 1, count) : NAN;
}

void statistics_sort(double *values, size_t count)
{
    gsl_sort(values, 1, count);
}

double statistics_quantile(const double *sorted, size_t count, double q)
{
    return count ? gsl_stats_quantile_from_sorted_data(sorted, 1, count, q) : NAN;
}

struct statistics_interval statistics_interval(const double *values, size_t count,
                                               double confidence)
{
    struct statistics_interval result = {statistics_mean(values, count), NAN};
    if (count > 1) {
        const double n = (double)count;
        const double t = gsl_cdf_tdist_Pinv((1 + confidence) / 2, n - 1);
        result.half_width = t * statistics_deviation(values, count) / sqrt(n);
    }
    return result;
}
