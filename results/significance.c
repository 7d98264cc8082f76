/* Tests by Student's t, and what many probabilities are worth together; those that count ways are
 * in significance_ranks.c. */
#include "results/significance.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "results/statistics.h"

/* --- by Student's t -------------------------------------------------------------------------- */

struct mean_difference mean_difference_paired(const double *differences, size_t count)
{
    return (struct mean_difference){.mean = statistics_mean(differences, count),
                                    .error = statistics_deviation(differences, count) /
                                             sqrt((double)count),
                                    .freedom = (double)count - 1};
}

struct mean_difference mean_difference_welch(const double *x, size_t x_count, const double *y,
                                             size_t y_count)
{
    const double n = (double)x_count, m = (double)y_count;
    const double a = pow(statistics_deviation(x, x_count), 2) / n;
    const double b = pow(statistics_deviation(y, y_count), 2) / m;
    return (struct mean_difference){
        .mean = statistics_mean(y, y_count) - statistics_mean(x, x_count),
        .error = sqrt(a + b),
        .freedom = (a + b) * (a + b) / (a * a / (n - 1) + b * b / (m - 1))};
}

/* How many standard errors lie in `distance`. */
static double significance_errors(const struct mean_difference *d, double distance)
{
    return distance == 0 && d->error == 0 ? 0 : distance / d->error;
}

/* That t is as great, or greater. */
static double significance_tail(const struct mean_difference *d, double t)
{
    if (isinf(t))
        return t > 0 ? 0 : 1;
    return d->error == 0 ? 0.5 : gsl_cdf_tdist_Q(t, d->freedom);
}

double significance_t(const struct mean_difference *d)
{
    return significance_errors(d, d->mean);
}

double significance_t_p(const struct mean_difference *d)
{
    return significance_beyond_p(d, 0);
}

double significance_beyond_p(const struct mean_difference *d, double margin)
{
    if (isnan(d->error))
        return NAN;
    const double out = fabs(d->mean) - margin;
    return out <= 0 ? 1 : 2 * significance_tail(d, significance_errors(d, out));
}

double significance_within_p(const struct mean_difference *d, double margin)
{
    if (isnan(d->error))
        return NAN;
    return significance_tail(d, significance_errors(d, margin - fabs(d->mean)));
}

double significance_half_width(const struct mean_difference *d, double confidence)
{
    if (isnan(d->error) || d->error == 0)
        return d->error;
    return gsl_cdf_tdist_Pinv((1 + confidence) / 2, d->freedom) * d->error;
}

/* --- of many --------------------------------------------------------------------------------- */

/* Both go through the p in their order, and neither lets a smaller one have the greater worth. */
void significance_holm(const double *p, size_t count, double *adjusted)
{
    size_t *order = mem_calloc(count + 1, sizeof *order);
    double worth = 0;
    gsl_sort_index(order, p, 1, count);
    for (size_t i = 0; i < count; i++) {
        worth = fmax(worth, fmin(1, p[order[i]] * (double)(count - i)));
        adjusted[order[i]] = worth;
    }
    free(order);
}

void significance_benjamini_hochberg(const double *p, size_t count, double *adjusted)
{
    size_t *order = mem_calloc(count + 1, sizeof *order);
    double worth = 1;
    gsl_sort_index(order, p, 1, count);
    for (size_t i = count; i-- > 0;) {
        worth = fmin(worth, p[order[i]] * (double)count / (double)(i + 1));
        adjusted[order[i]] = worth;
    }
    free(order);
}
