/* Statistics against examples that can be looked up or worked out by hand. */
#include "results/statistics.h"

#include <math.h>

#include "tests/support.h"

/* NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.2: ZARR13.DAT, 195 values with mean
 * 9.261460 and standard deviation 0.022789 have the 95 % interval 9.258242 to 9.264679. Here: 97
 * values one standard deviation below the mean, 97 above, and the mean itself. */
START_TEST(interval_of_the_nist_handbook)
{
    enum { N = 195 };
    double values[N];
    const double spread = 0.022789;
    for (int i = 0; i < N - 1; i++)
        values[i] = 9.261460 + (i % 2 ? spread : -spread);
    values[N - 1] = 9.261460;
    ck_assert_double_eq_tol(statistics_deviation(values, N), 0.022789, 1e-9);
    const struct statistics_interval i = statistics_interval(values, N, 0.95);
    ck_assert_double_eq_tol(i.mean, 9.261460, 1e-9);
    ck_assert_double_eq_tol(i.mean - i.half_width, 9.258242, 1e-6);
    ck_assert_double_eq_tol(i.mean + i.half_width, 9.264679, 1e-6);
}
END_TEST

/* Tables of Student's t: 2.776 with 4 degrees of freedom and 95 %, 12.706 with 1. The values 1 to
 * 5 have the standard deviation sqrt(2.5). */
START_TEST(interval_with_tabulated_t)
{
    const double values[] = {1, 2, 3, 4, 5};
    struct statistics_interval i = statistics_interval(values, 5, 0.95);
    ck_assert_double_eq_tol(i.mean, 3, 1e-12);
    ck_assert_double_eq_tol(i.half_width, 2.776 * sqrt(2.5) / sqrt(5), 1e-3);
    i = statistics_interval(values, 2, 0.95);
    ck_assert_double_eq_tol(i.half_width, 12.706 * 0.5, 1e-3);
    i = statistics_interval(values, 5, 0.99);
    ck_assert_double_eq_tol(i.half_width, 4.604 * sqrt(2.5) / sqrt(5), 1e-3);
}
END_TEST

START_TEST(deviation_has_one_degree_of_freedom_less)
{
    const double values[] = {2, 4, 4, 4, 5, 5, 7, 9};
    ck_assert_double_eq_tol(statistics_mean(values, 8), 5, 1e-12);
    ck_assert_double_eq_tol(statistics_deviation(values, 8), sqrt(32.0 / 7), 1e-12);
}
END_TEST

/* R: quantile(c(15, 20, 35, 40, 50), c(.05, .3, .4, .5, 1)) */
START_TEST(quantiles_are_those_of_r)
{
    double values[] = {40, 15, 50, 35, 20};
    statistics_sort(values, 5);
    ck_assert_double_eq(values[0], 15);
    ck_assert_double_eq_tol(statistics_quantile(values, 5, 0.05), 16, 1e-12);
    ck_assert_double_eq_tol(statistics_quantile(values, 5, 0.3), 23, 1e-12);
    ck_assert_double_eq_tol(statistics_quantile(values, 5, 0.4), 29, 1e-12);
    ck_assert_double_eq_tol(statistics_quantile(values, 5, 0.5), 35, 1e-12);
    ck_assert_double_eq_tol(statistics_quantile(values, 5, 1), 50, 1e-12);
    ck_assert_double_eq_tol(statistics_quantile(values, 4, 0.5), (20 + 35) / 2.0, 1e-12);
}
END_TEST

START_TEST(too_few_values_give_no_number)
{
    const double one[] = {7};
    ck_assert(isnan(statistics_mean(one, 0)));
    ck_assert(isnan(statistics_quantile(one, 0, 0.5)));
    ck_assert(isnan(statistics_deviation(one, 1)));
    ck_assert_double_eq(statistics_quantile(one, 1, 0.9), 7);
    const struct statistics_interval i = statistics_interval(one, 1, 0.95);
    ck_assert_double_eq(i.mean, 7);
    ck_assert(isnan(i.half_width));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, interval_of_the_nist_handbook);
    tcase_add_test(t, interval_with_tabulated_t);
    tcase_add_test(t, deviation_has_one_degree_of_freedom_less);
    tcase_add_test(t, quantiles_are_those_of_r);
    tcase_add_test(t, too_few_values_give_no_number);
}

int main(void)
{
    return run_tests("statistics", add);
}
