/* The histogram of durations: exact where it says so, within 0.8 % where it counts in classes. */
#include "results/histogram.h"

#include "tests/support.h"

static struct histogram h;

static void setup(void)
{
    h = (struct histogram){0};
}

static void check_near(sim_time got, sim_time wanted)
{
    const sim_time off = got > wanted ? got - wanted : wanted - got;
    ck_assert_msg(off * 1000 <= wanted * 8, "%lld for %lld", (long long)got, (long long)wanted);
}

START_TEST(empty_one_has_zeros)
{
    ck_assert_int_eq(histogram_mean(&h), 0);
    ck_assert_int_eq(histogram_percentile(&h, 50), 0);
}
END_TEST

START_TEST(one_value_is_every_percentile)
{
    histogram_add(&h, 140 * MILLISECONDS);
    ck_assert_int_eq(histogram_mean(&h), 140 * MILLISECONDS);
    for (uint32_t p = 1; p <= 100; p++)
        ck_assert_int_eq(histogram_percentile(&h, p), 140 * MILLISECONDS);
}
END_TEST

START_TEST(count_sum_and_extremes_are_exact)
{
    for (int i = 1; i <= 1000; i++)
        histogram_add(&h, i * 1000003);
    ck_assert_uint_eq(h.count, 1000);
    ck_assert_int_eq(h.minimum, 1000003);
    ck_assert_int_eq(h.maximum, 1000003000);
    ck_assert_uint_eq(h.sum, 500500ull * 1000003);
    ck_assert_int_eq(histogram_mean(&h), 500501502); /* 500501501.5 */
}
END_TEST

START_TEST(percentiles_are_near_in_every_octave)
{
    for (sim_time unit = 2 * MICROSECONDS; unit < 3 * HOURS; unit *= 7) {
        h = (struct histogram){0};
        for (int i = 1; i <= 100; i++)
            histogram_add(&h, i * unit);
        for (uint32_t p = 1; p <= 100; p++)
            check_near(histogram_percentile(&h, p), p * unit);
    }
}
END_TEST

START_TEST(zeros_are_added_at_once)
{
    histogram_add(&h, 7 * SECONDS);
    histogram_add_zeros(&h, 0);
    ck_assert_int_eq(h.minimum, 7 * SECONDS);
    histogram_add_zeros(&h, 99);
    ck_assert_uint_eq(h.count, 100);
    ck_assert_int_eq(h.minimum, 0);
    ck_assert_int_eq(histogram_percentile(&h, 99), 0);
    ck_assert_int_eq(histogram_percentile(&h, 100), 7 * SECONDS);
    ck_assert_int_eq(histogram_mean(&h), 70 * MILLISECONDS);
}
END_TEST

/* A class that began again at 0 would put the percentiles anywhere. */
START_TEST(a_full_class_stays_full)
{
    histogram_add_zeros(&h, UINT32_MAX);
    histogram_add_zeros(&h, 5);
    histogram_add(&h, 0);
    histogram_add(&h, SECONDS);
    ck_assert_uint_eq(h.count, (uint64_t)UINT32_MAX + 7);
    ck_assert_int_eq(histogram_percentile(&h, 99), 0);
}
END_TEST

START_TEST(what_is_outside_stays_countable)
{
    histogram_add(&h, 0);
    histogram_add(&h, 1);
    histogram_add(&h, 1000 * DAYS);
    ck_assert_int_eq(h.minimum, 0);
    ck_assert_int_eq(h.maximum, 1000 * DAYS);
    ck_assert_int_eq(histogram_percentile(&h, 50), 0);
    ck_assert_int_gt(histogram_percentile(&h, 99), DAYS);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, empty_one_has_zeros);
    tcase_add_test(t, one_value_is_every_percentile);
    tcase_add_test(t, count_sum_and_extremes_are_exact);
    tcase_add_test(t, percentiles_are_near_in_every_octave);
    tcase_add_test(t, zeros_are_added_at_once);
    tcase_add_test(t, a_full_class_stays_full);
    tcase_add_test(t, what_is_outside_stays_countable);
}

int main(void)
{
    return run_tests("histogram", add);
}
