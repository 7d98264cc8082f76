/* Quantiles and moments, which are GSL's, and where values are densest. */
#include "studies/capture_sample.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

void capture_sample_add(struct capture_sample *s, double value)
{
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 256;
        s->values = mem_resize(s->values, s->room, sizeof *s->values);
    }
    s->values[s->count++] = value;
}

void capture_sample_free(struct capture_sample *s)
{
    free(s->values);
    *s = (struct capture_sample){0};
}

double capture_sample_quantile(const struct capture_sample *s, double fraction)
{
    return s->count ? gsl_stats_quantile_from_sorted_data(s->values, 1, s->count, fraction) : 0;
}

static void sample_settled(const struct capture_sample *s, struct capture_spread *spread)
{
    const double far = spread->median + CAPTURE_FAR;
    size_t count = s->count / 2 + 1;
    while (count < s->count && s->values[count] <= far)
        count++;
    count = count < s->count ? count : s->count;
    spread->settled = gsl_stats_mean(s->values, 1, count);
    if (count > 1)
        spread->error = 1.96 * gsl_stats_sd(s->values, 1, count) / sqrt((double)count);
}

struct capture_spread capture_sample_spread(struct capture_sample *s)
{
    if (!s->count)
        return (struct capture_spread){0};
    gsl_sort(s->values, 1, s->count);
    const double n = (double)s->count, half = 0.98 * sqrt(n);
    const double below = floor((n - 1) / 2 - half), above = ceil((n - 1) / 2 + half);
    const double median = gsl_stats_median_from_sorted_data(s->values, 1, s->count);
    struct capture_spread spread = {
        .count = s->count,
        .least = s->values[0],
        .most = s->values[s->count - 1],
        .mean = gsl_stats_mean(s->values, 1, s->count),
        .median = median,
        .low = s->values[below > 0 ? (size_t)below : 0],
        .high = s->values[above < n - 1 ? (size_t)above : s->count - 1],
    };
    sample_settled(s, &spread);
    return spread;
}

double capture_sample_densest(const struct capture_sample *s, double width)
{
    const double *v = s->values;
    size_t first = 0, most = 0;
    double densest = 0;
    for (size_t last = 0; last < s->count; last++) {
        while (v[last] - v[first] > width)
            first++;
        if (last - first + 1 > most) {
            most = last - first + 1;
            densest = (v[first] + v[last]) / 2;
        }
    }
    return densest;
}
