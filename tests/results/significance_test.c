/* Tests of significance against what other programs say, and against all ways counted one by one.
 */
#include "results/significance.h"

#include <math.h>

#include "tests/support.h"

#define COUNT(values) (sizeof(values) / sizeof *(values))
#define CLOSE(a, b) ck_assert_double_eq_tol(a, b, 1e-9)

/* --- what scipy 1.10 says -------------------------------------------------------------------- */

static const double x[] = {1.1, 2.2, 3.3, 4.4, 5.5, 6.6};
static const double y[] = {2.0, 3.0, 4.1, 5.2, 6.3, 7.4, 8.5};
static const double w[] = {5.1, 4.9, 5.6, 5.8, 6.0, 5.5, 5.3};
static const double z[] = {5.0, 5.1, 5.2, 5.9, 5.7, 5.6, 5.1};

/* w - z in tenths, exactly: what is equal must be. */
static const double pairs[] = {1, -2, 4, -1, 3, -1, 2};

START_TEST(welch)
{
    const struct mean_difference d = mean_difference_welch(y, COUNT(y), x, COUNT(x));
    CLOSE(significance_t(&d), -1.115054030);
    CLOSE(significance_t_p(&d), .2886226301);
}
END_TEST

START_TEST(mann_whitney)
{
    const struct rank_test t = significance_mann_whitney(x, COUNT(x), y, COUNT(y));
    ck_assert_double_eq(t.statistic, 15);
    CLOSE(t.p, .4452214452);
    ck_assert(t.exact);
    /* Of the other side U is the rest of all pairs. */
    const struct rank_test other = significance_mann_whitney(y, COUNT(y), x, COUNT(x));
    ck_assert_double_eq(other.statistic, 6 * 7 - 15);
    CLOSE(other.p, t.p);
}
END_TEST

START_TEST(smirnov)
{
    const struct rank_test t = significance_smirnov(x, COUNT(x), y, COUNT(y));
    CLOSE(t.statistic, .2857142857);
    CLOSE(t.p, .8717948718);
    ck_assert(t.exact);
}
END_TEST

/* w and z as they stand, whose differences are no tenths in binary, and the tenths themselves. */
START_TEST(paired)
{
    double differences[COUNT(w)];
    for (size_t i = 0; i < COUNT(w); i++)
        differences[i] = w[i] - z[i];
    struct mean_difference d = mean_difference_paired(differences, COUNT(w));
    CLOSE(significance_t(&d), 1.0);
    CLOSE(significance_t_p(&d), .3559176837);
    CLOSE(d.mean - significance_half_width(&d, .9), -.0808440240);
    CLOSE(d.mean + significance_half_width(&d, .9), .2522725955);
    CLOSE(significance_within_p(&d, .3), .0232641161);
    CLOSE(significance_within_p(&d, .5), .0014501989);
    d = mean_difference_paired(pairs, COUNT(pairs));
    CLOSE(significance_t_p(&d), .3559176837);
}
END_TEST

START_TEST(wilcoxon)
{
    struct rank_test t = significance_wilcoxon(pairs, COUNT(pairs));
    ck_assert_double_eq(t.statistic, 8.5);
    CLOSE(t.p, .421875);
    ck_assert(t.exact);
    const double untied[] = {.1, -.2, .4, -.5, .3, .7, .6};
    t = significance_wilcoxon(untied, COUNT(untied));
    ck_assert_double_eq(t.statistic, 7);
    CLOSE(t.p, .296875);
    /* Zeros are no pairs that differ. */
    const double with_zeros[] = {0, 1, -2, 4, 0, -1, 3, -1, 2};
    t = significance_wilcoxon(with_zeros, COUNT(with_zeros));
    ck_assert_double_eq(t.statistic, 8.5);
    CLOSE(t.p, .421875);
    t = significance_wilcoxon(with_zeros, 1);
    ck_assert_double_eq(t.p, 1);
    ck_assert(isnan(significance_wilcoxon(with_zeros, 0).p));
}
END_TEST

START_TEST(many_together)
{
    const double p[] = {.01, .04, .03, .005};
    const double holm[] = {.03, .06, .06, .02}, discovery[] = {.02, .04, .04, .02};
    double adjusted[COUNT(p)];
    significance_holm(p, COUNT(p), adjusted);
    for (size_t i = 0; i < COUNT(p); i++)
        CLOSE(adjusted[i], holm[i]);
    significance_benjamini_hochberg(p, COUNT(p), adjusted);
    for (size_t i = 0; i < COUNT(p); i++)
        CLOSE(adjusted[i], discovery[i]);
    const double high[] = {.6, .7};
    significance_holm(high, 2, adjusted);
    ck_assert_double_eq(adjusted[0], 1);
    ck_assert_double_eq(adjusted[1], 1);
    significance_holm(high, 0, adjusted);
    const double close[] = {.02, .021}; /* .02 2 / 1 is more than .021 2 / 2 */
    significance_benjamini_hochberg(close, 2, adjusted);
    CLOSE(adjusted[0], .021);
    CLOSE(adjusted[1], .021);
}
END_TEST

/* --- by arithmetic --------------------------------------------------------------------------- */

/* The intervals and the probabilities are the same thing said twice: t.975(9) = 2.262157163, and
 * t.95(9) = 1.833112933. */
START_TEST(intervals_and_margins)
{
    const struct mean_difference d = {.mean = 10, .error = 1, .freedom = 9};
    CLOSE(significance_half_width(&d, .95), 2.262157163);
    CLOSE(significance_beyond_p(&d, 10 - 2.262157163), .05);
    CLOSE(significance_within_p(&d, 10 + 1.833112933), .05);
    ck_assert_double_eq(significance_beyond_p(&d, 10), 1);
    ck_assert_double_eq(significance_beyond_p(&d, 11), 1);
    ck_assert_double_eq(significance_beyond_p(&d, 0), significance_t_p(&d));
    CLOSE(significance_within_p(&d, 10), .5);
    const struct mean_difference other_side = {.mean = -10, .error = 1, .freedom = 9};
    CLOSE(significance_beyond_p(&other_side, 10 - 2.262157163), .05);
    CLOSE(significance_within_p(&other_side, 10 + 1.833112933), .05);
}
END_TEST

START_TEST(what_is_always_the_same_difference)
{
    const double same[] = {-3, -3, -3};
    const struct mean_difference d = mean_difference_paired(same, COUNT(same));
    ck_assert_double_eq(d.error, 0);
    ck_assert(isinf(significance_t(&d)) && significance_t(&d) < 0);
    ck_assert_double_eq(significance_t_p(&d), 0);
    ck_assert_double_eq(significance_beyond_p(&d, 2), 0);
    ck_assert_double_eq(significance_beyond_p(&d, 3), 1);
    ck_assert_double_eq(significance_within_p(&d, 4), 0);
    ck_assert_double_eq(significance_within_p(&d, 2), 1);
    ck_assert_double_eq(significance_half_width(&d, .95), 0);
    const double none[] = {0, 0};
    const struct mean_difference nothing = mean_difference_paired(none, 2);
    ck_assert_double_eq(significance_t(&nothing), 0);
    ck_assert_double_eq(significance_t_p(&nothing), 1);
    const struct mean_difference equal = mean_difference_welch(none, 2, same, 3);
    ck_assert_double_eq(equal.mean, -3);
    ck_assert_double_eq(significance_t_p(&equal), 0);
    ck_assert_double_eq(significance_half_width(&equal, .95), 0);
}
END_TEST

START_TEST(too_few_values)
{
    struct mean_difference d = mean_difference_paired(x, 1);
    ck_assert_double_eq(d.mean, 1.1);
    ck_assert(isnan(significance_t_p(&d)));
    ck_assert(isnan(significance_within_p(&d, 100)));
    ck_assert(isnan(significance_half_width(&d, .95)));
    d = mean_difference_welch(x, 1, y, COUNT(y));
    ck_assert(isnan(significance_t_p(&d)));
    ck_assert(isnan(significance_mann_whitney(x, 0, y, 1).p));
    ck_assert(isnan(significance_smirnov(x, 1, y, 0).p));
}
END_TEST

/* --- against all ways, one by one ------------------------------------------------------------ */

enum { ALL = 10, TAKE = 4, WAYS = 1 << ALL };

/* The first `TAKE` places of `x` and the others, of values[], by the bits of `way`. */
static void divide(const double *values, int way, double *taken, double *others)
{
    for (int i = 0; i < ALL; i++)
        if (way >> i & 1)
            *taken++ = values[i];
        else
            *others++ = values[i];
}

static double u_of(const double *taken, const double *others)
{
    double u = 0;
    for (int i = 0; i < TAKE; i++)
        for (int j = 0; j < ALL - TAKE; j++)
            u += taken[i] > others[j] ? 1 : taken[i] == others[j] ? .5 : 0;
    return u;
}

static double d_of(const double *taken, const double *others)
{
    double greatest = 0;
    for (double at = 0; at < 10; at++) {
        int a = 0, b = 0;
        for (int i = 0; i < TAKE; i++)
            a += taken[i] <= at;
        for (int j = 0; j < ALL - TAKE; j++)
            b += others[j] <= at;
        greatest = fmax(greatest, fabs((double)a / TAKE - (double)b / (ALL - TAKE)));
    }
    return greatest;
}

/* What has ties in it, for each division of it. */
START_TEST(ties_are_counted_out)
{
    const double values[ALL] = {1, 1, 2, 3, 3, 3, 4, 5, 5, 6};
    double taken[TAKE], others[ALL - TAKE], u[WAYS], d[WAYS];
    int ways[WAYS], count = 0;
    for (int way = 0; way < WAYS; way++)
        if (__builtin_popcount((unsigned)way) == TAKE) {
            divide(values, way, taken, others);
            u[count] = u_of(taken, others);
            d[count] = d_of(taken, others);
            ways[count++] = way;
        }
    ck_assert_int_eq(count, 210);
    for (int i = 0; i < count; i++) {
        int low = 0, high = 0, far = 0;
        for (int k = 0; k < count; k++) {
            low += u[k] <= u[i];
            high += u[k] >= u[i];
            far += d[k] > d[i] - 1e-9;
        }
        divide(values, ways[i], taken, others);
        const struct rank_test a = significance_mann_whitney(taken, TAKE, others, ALL - TAKE);
        const struct rank_test b = significance_smirnov(taken, TAKE, others, ALL - TAKE);
        ck_assert_double_eq(a.statistic, u[i]);
        CLOSE(a.p, fmin(1, 2.0 * (low < high ? low : high) / count));
        CLOSE(b.statistic, d[i]);
        CLOSE(b.p, (double)far / count);
    }
}
END_TEST

/* --- beyond what is counted out -------------------------------------------------------------- */

static double normal_p(double distance, double variance)
{
    return erfc((distance - .5) / sqrt(variance) / M_SQRT2);
}

/* Of values that are 0 or 1 both tests are ones whose variance is known otherwise: of signs (the
 * binomial's, n/4, times the one mid-rank's square), and of ones in a part of all (the
 * hypergeometric's, times half of all squared). */
START_TEST(normal_approximations_know_ties)
{
    enum { N = RANKS_EXACT + 1, X = 30, ONES = 30, ONES_IN_X = 20, PLUS = 23 };
    double differences[N], a[X], b[N - X];
    for (int i = 0; i < N; i++)
        differences[i] = i < PLUS ? 7 : -7;
    struct rank_test t = significance_wilcoxon(differences, N);
    ck_assert(!t.exact);
    ck_assert_double_eq(t.statistic, 31 * PLUS);
    CLOSE(t.p, normal_p(31 * (N / 2. - PLUS), 31 * 31 * N / 4.));
    ck_assert(significance_wilcoxon(differences, N - 1).exact);
    double balanced[2 * N];
    for (int i = 0; i < 2 * N; i++)
        balanced[i] = i % 2 ? 7 : -7;
    ck_assert_double_eq(significance_wilcoxon(balanced, 2 * N).p, 1);
    for (int i = 0; i < X; i++)
        a[i] = i < ONES_IN_X;
    for (int i = 0; i < N - X; i++)
        b[i] = i < ONES - ONES_IN_X;
    t = significance_mann_whitney(a, X, b, N - X);
    const double part = (double)X / N, ones = (double)ONES / N;
    const double variance = ONES * part * (1 - ones) * (N - X) / (N - 1.);
    ck_assert(!t.exact);
    CLOSE(t.p, normal_p((ONES_IN_X - part * ONES) * N / 2., variance * N * N / 4));
    ck_assert(significance_mann_whitney(a, X, b, N - X - 1).exact);
}
END_TEST

/* Where counting ends both ways say nearly the same. */
START_TEST(approximations_join_the_exact_ones)
{
    double a[RANKS_EXACT], b[RANKS_EXACT] = {0};
    for (int i = 0; i < RANKS_EXACT; i++) {
        a[i] = i % 10;
        b[i] = i % 10 + i % 2 * 3;
    }
    b[30] = 6; /* in the middle: it moves neither side */
    const struct rank_test exact = significance_mann_whitney(a, 30, b, 30);
    const struct rank_test normal = significance_mann_whitney(a, 30, b, 31);
    ck_assert_double_eq_tol(exact.p, normal.p, .01);
}
END_TEST

/* The 95 % point of Kolmogorov's distribution is 1.3581, the median .8276 (tables; either by one
 * of the two series). With 2,000 values of each side a distance
 * of .043 is 1.3598. */
START_TEST(limit_of_kolmogorov)
{
    enum { N = 2000 };
    static double a[N], b[N];
    for (int i = 0; i < N; i++) {
        a[i] = i;
        b[i] = i + 86 - .5; /* 86 of them lie behind all that they are compared with */
    }
    struct rank_test t = significance_smirnov(a, N, b, N);
    ck_assert(!t.exact);
    CLOSE(t.statistic, .043);
    ck_assert_double_eq_tol(t.p, .05, .002);
    for (int i = 0; i < N; i++)
        b[i] = i + 52 - .5; /* .026 sqrt(1000) = .8222 */
    t = significance_smirnov(a, N, b, N);
    ck_assert_double_eq_tol(t.p, .5, .01);
    for (int i = 0; i < N; i++)
        b[i] = i + 64 - .5; /* .032 sqrt(1000) = 1.01193: 2 (exp(-2.048) - exp(-8.192) + ...) */
    t = significance_smirnov(a, N, b, N);
    ck_assert_double_eq_tol(t.p, 2 * (exp(-2.048) - exp(-8.192) + exp(-18.432)), 1e-9);
    t = significance_smirnov(a, N, a, N);
    ck_assert_double_eq(t.p, 1);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, welch);
    tcase_add_test(t, mann_whitney);
    tcase_add_test(t, smirnov);
    tcase_add_test(t, paired);
    tcase_add_test(t, wilcoxon);
    tcase_add_test(t, many_together);
    tcase_add_test(t, intervals_and_margins);
    tcase_add_test(t, what_is_always_the_same_difference);
    tcase_add_test(t, too_few_values);
    tcase_add_test(t, ties_are_counted_out);
    tcase_add_test(t, normal_approximations_know_ties);
    tcase_add_test(t, approximations_join_the_exact_ones);
    tcase_add_test(t, limit_of_kolmogorov);
}

int main(void)
{
    return run_tests("significance", add);
}
