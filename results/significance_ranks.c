/* Tests that look at the order of values only: all ways to divide them, or to give them signs, are
 * counted out as long as these are few enough. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "results/significance.h"

/* --- ranks ----------------------------------------------------------------------------------- */

/* Twice the rank of each value, so that a mid-rank is whole. Returns the sum of t^3 - t over the
 * ties, of t values each, by which variances are smaller. */
static double ranks_doubled(const double *values, size_t count, size_t *doubled)
{
    size_t *order = mem_calloc(count + 1, sizeof *order);
    double ties = 0;
    gsl_sort_index(order, values, 1, count);
    for (size_t first = 0, end; first < count; first = end) {
        end = first + 1;
        while (end < count && values[order[end]] == values[order[first]])
            end++;
        for (size_t i = first; i < end; i++)
            doubled[order[i]] = first + 1 + end;
        const double tied = (double)(end - first);
        ties += tied * tied * tied - tied;
    }
    free(order);
    return ties;
}

/* Twice the share of the ways that have this sum or one further out, on the side where they are
 * fewer. Either side is summed by itself, so that a small share is as exact as a great one. */
static double ranks_tail_p(const double *ways, size_t sum, size_t greatest)
{
    double low = 0, high = 0, all = 0;
    for (size_t i = 0; i <= greatest; i++) {
        all += ways[i];
        low += i <= sum ? ways[i] : 0;
        high += i >= sum ? ways[i] : 0;
    }
    return fmin(1, 2 * fmin(low, high) / all);
}

/* Twice the tail of the nearer side of a sum of ranks, corrected for continuity by half a rank. */
static double ranks_normal_p(double distance, double variance)
{
    return distance <= 0.5 ? 1 : 2 * gsl_cdf_ugaussian_Q((distance - 0.5) / sqrt(variance));
}

/* --- two samples ----------------------------------------------------------------------------- */

/* ways[taken][sum] to take so many of the values with that sum of doubled ranks. */
static void ranks_count_divisions(const size_t *doubled, size_t count, size_t take, size_t greatest,
                                  double *ways)
{
    const size_t row = greatest + 1;
    ways[0] = 1;
    for (size_t i = 0; i < count; i++)
        for (size_t taken = take; taken-- > 0;)
            for (size_t sum = doubled[i]; sum <= greatest; sum++)
                ways[(taken + 1) * row + sum] += ways[taken * row + sum - doubled[i]];
}

/* p of the first `take` values having this sum of doubled ranks. */
static double ranks_division_p(const size_t *doubled, size_t count, size_t take, size_t sum)
{
    const size_t greatest = count * (count + 1); /* of all doubled ranks */
    double *ways = mem_calloc((take + 1) * (greatest + 1), sizeof *ways);
    ranks_count_divisions(doubled, count, take, greatest, ways);
    const double p = ranks_tail_p(ways + take * (greatest + 1), sum, greatest);
    free(ways);
    return p;
}

static double mann_whitney_normal_p(double u, double n, double m, double ties)
{
    const double all = n + m;
    const double variance = n * m / 12 * (all + 1 - ties / (all * (all - 1)));
    return ranks_normal_p(fabs(u - n * m / 2), variance);
}

struct rank_test significance_mann_whitney(const double *x, size_t x_count, const double *y,
                                           size_t y_count)
{
    const size_t count = x_count + y_count;
    const double n = (double)x_count, m = (double)y_count;
    if (!x_count || !y_count)
        return (struct rank_test){NAN, NAN, false};
    double *all = mem_calloc(count, sizeof *all);
    size_t *doubled = mem_calloc(count, sizeof *doubled), sum = 0;
    for (size_t i = 0; i < count; i++)
        all[i] = i < x_count ? x[i] : y[i - x_count];
    const double ties = ranks_doubled(all, count, doubled);
    for (size_t i = 0; i < x_count; i++)
        sum += doubled[i];
    struct rank_test result = {(double)sum / 2 - n * (n + 1) / 2, NAN, count <= RANKS_EXACT};
    result.p = result.exact ? ranks_division_p(doubled, count, x_count, sum)
                            : mann_whitney_normal_p(result.statistic, n, m, ties);
    free(doubled);
    free(all);
    return result;
}

/* --- pairs ----------------------------------------------------------------------------------- */

/* p of one sign's having this sum of doubled ranks, the smaller one. */
static double ranks_signs_p(const size_t *doubled, size_t count, size_t sum)
{
    const size_t greatest = count * (count + 1);
    double *ways = mem_calloc(greatest + 1, sizeof *ways);
    ways[0] = 1;
    for (size_t i = 0; i < count; i++)
        for (size_t s = greatest; s >= doubled[i]; s--)
            ways[s] += ways[s - doubled[i]];
    const double p = ranks_tail_p(ways, sum, greatest);
    free(ways);
    return p;
}

static double wilcoxon_normal_p(double w, double n, double ties)
{
    const double variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48;
    return ranks_normal_p(n * (n + 1) / 4 - w, variance);
}

struct rank_test significance_wilcoxon(const double *differences, size_t count)
{
    double *sizes = mem_calloc(count + 1, sizeof *sizes);
    bool *positive = mem_calloc(count + 1, sizeof *positive);
    size_t *doubled = mem_calloc(count + 1, sizeof *doubled);
    size_t n = 0, sum[2] = {0, 0};
    for (size_t i = 0; i < count; i++)
        if (differences[i] != 0) {
            positive[n] = differences[i] > 0;
            sizes[n++] = fabs(differences[i]);
        }
    const double ties = ranks_doubled(sizes, n, doubled);
    for (size_t i = 0; i < n; i++)
        sum[positive[i]] += doubled[i];
    const size_t smaller = sum[0] < sum[1] ? sum[0] : sum[1];
    struct rank_test result = {(double)smaller / 2, count ? 1 : NAN, n <= RANKS_EXACT};
    if (n)
        result.p = result.exact ? ranks_signs_p(doubled, n, smaller)
                                : wilcoxon_normal_p(result.statistic, (double)n, ties);
    free(doubled);
    free(positive);
    free(sizes);
    return result;
}

/* --- distributions --------------------------------------------------------------------------- */

/* Two samples in the order of all their values. */
struct smirnov {
    size_t count[2];
    double *all;
    bool *step; /* behind so many of all values there comes a greater one, or none */
};

/* The distance of i/n and j/m, times n m. */
static int64_t smirnov_apart(const struct smirnov *s, size_t i, size_t j)
{
    const int64_t apart = (int64_t)(i * s->count[1]) - (int64_t)(j * s->count[0]);
    return apart < 0 ? -apart : apart;
}

static void smirnov_init(struct smirnov *s, const double *x, size_t x_count, const double *y,
                         size_t y_count)
{
    const size_t count = x_count + y_count;
    *s = (struct smirnov){.count = {x_count, y_count},
                          .all = mem_calloc(count, sizeof(double)),
                          .step = mem_calloc(count + 1, sizeof(bool))};
    for (size_t i = 0; i < count; i++)
        s->all[i] = i < x_count ? x[i] : y[i - x_count];
    gsl_sort(s->all, 1, count);
    for (size_t i = 1; i <= count; i++)
        s->step[i] = i == count || s->all[i] != s->all[i - 1];
}

/* The greatest distance, times n m; both samples in ascending order. */
static int64_t smirnov_statistic(const struct smirnov *s, const double *x, const double *y)
{
    int64_t greatest = 0;
    size_t i = 0, j = 0;
    for (size_t k = 1; k <= s->count[0] + s->count[1]; k++) {
        while (i < s->count[0] && x[i] <= s->all[k - 1])
            i++;
        while (j < s->count[1] && y[j] <= s->all[k - 1])
            j++;
        const int64_t apart = smirnov_apart(s, i, j);
        greatest = apart > greatest ? apart : greatest;
    }
    return greatest;
}

/* Each way to divide the values is a path from (0, 0) to (n, m); the share of those that get as far
 * apart. `row[j]` is the probability of coming to (i, j) without having been there; it is summed as
 * it leaves, so that a small one is as exact as a great one. */
static double smirnov_exact_p(const struct smirnov *s, int64_t statistic)
{
    const size_t n = s->count[0], m = s->count[1];
    double *row = mem_calloc(m + 1, sizeof *row), p = 0;
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++) {
            const double left = (double)(n + m - i - j + 1); /* values, one step before */
            const double by_x = i ? row[j] * (double)(n - i + 1) / left : 0;
            const double by_y = j ? row[j - 1] * (double)(m - j + 1) / left : 0;
            row[j] = i || j ? by_x + by_y : 1;
            if (s->step[i + j] && smirnov_apart(s, i, j) >= statistic) {
                p += row[j];
                row[j] = 0;
            }
        }
    free(row);
    return fmin(1, p);
}

/* Kolmogorov's limit: that the scaled distance is as great. The first series serves where it is
 * small, where the second would take long. */
static double smirnov_limit_p(double scaled)
{
    double sum = 0;
    if (scaled < 1) {
        for (int k = 1; k < 20; k += 2)
            sum += exp(-k * k * M_PI * M_PI / (8 * scaled * scaled));
        return scaled > 0 ? 1 - sqrt(2 * M_PI) / scaled * sum : 1;
    }
    for (int k = 1; k < 20; k++)
        sum += (k % 2 ? 2 : -2) * exp(-2.0 * k * k * scaled * scaled);
    return sum;
}

static double *smirnov_sorted(const double *values, size_t count)
{
    double *sorted = mem_calloc(count, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = values[i];
    gsl_sort(sorted, 1, count);
    return sorted;
}

struct rank_test significance_smirnov(const double *x, size_t x_count, const double *y,
                                      size_t y_count)
{
    const double n = (double)x_count, m = (double)y_count;
    struct smirnov s;
    if (!x_count || !y_count)
        return (struct rank_test){NAN, NAN, false};
    double *a = smirnov_sorted(x, x_count), *b = smirnov_sorted(y, y_count);
    smirnov_init(&s, x, x_count, y, y_count);
    const int64_t apart = smirnov_statistic(&s, a, b);
    struct rank_test result = {(double)apart / (n * m), NAN, n * m <= SMIRNOV_EXACT};
    result.p = result.exact ? smirnov_exact_p(&s, apart)
                            : smirnov_limit_p(sqrt(n * m / (n + m)) * result.statistic);
    free(s.step);
    free(s.all);
    free(b);
    free(a);
    return result;
}
