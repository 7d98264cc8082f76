/* Statistics of a few values, worked out by hand. */
#include "studies/capture_sample.h"

#include <math.h>

#include "tests/support.h"

static struct capture_sample sample_of(const double *values, size_t count)
{
    struct capture_sample s = {0};
    for (size_t i = 0; i < count; i++)
        capture_sample_add(&s, values[i]);
    return s;
}

static void near(const char *what, double wanted, double got)
{
    ck_assert_msg(fabs(wanted - got) < 1e-9, "%s: wanted %g, got %.12g", what, wanted, got);
}

/* 1 to 9 ms and one of 1 s. The median is 5.5 ms. Of ten, order statistics reach 0.98 * sqrt(10) =
 * 3.1 around place 4.5: places 1 and 8, of 2 and 9 ms. Settled: the nine, 5 ms; their deviation is
 * sqrt(60 / 8) ms, so half the interval is 1.96 * 2.7386 / 3 ms. */
START_TEST(one_that_waited_for_a_timer_is_not_settled)
{
    static const double ms[] = {0.003, 0.001, 0.002, 0.009, 0.008, 1.0, 0.004, 0.007, 0.005, 0.006};
    struct capture_sample s = sample_of(ms, 10);
    const struct capture_spread spread = capture_sample_spread(&s);
    ck_assert_uint_eq(spread.count, 10);
    near("least", 0.001, spread.least);
    near("most", 1, spread.most);
    near("mean", 0.1045, spread.mean);
    near("median", 0.0055, spread.median);
    near("low", 0.002, spread.low);
    near("high", 0.009, spread.high);
    near("settled", 0.005, spread.settled);
    near("error", 1.96 * 0.001 * sqrt(7.5) / 3, spread.error);
    near("a tenth", 0.0019, capture_sample_quantile(&s, 0.1)); /* 0.1 * 9 = 0.9 from the first */
    capture_sample_free(&s);
}
END_TEST

/* Of 1, 2, 3.875, 4, 4.125, 9 three are within 0.25, no four are, and in 0.2 the first two of them.
 */
START_TEST(the_densest_place_holds_most)
{
    static const double values[] = {9, 1, 4.125, 2, 3.875, 4};
    struct capture_sample s = sample_of(values, 6);
    capture_sample_spread(&s); /* sorts */
    near("of 0.25", 4, capture_sample_densest(&s, 0.25));
    near("of 0.2", 3.9375, capture_sample_densest(&s, 0.2));
    near("of all", 5, capture_sample_densest(&s, 8));
    capture_sample_free(&s);
}
END_TEST

START_TEST(few_values_are_no_reason_to_fail)
{
    struct capture_sample s = {0};
    struct capture_spread spread = capture_sample_spread(&s);
    ck_assert_uint_eq(spread.count, 0);
    near("densest of none", 0, capture_sample_densest(&s, 1));
    near("quantile of none", 0, capture_sample_quantile(&s, 0.5));
    capture_sample_add(&s, 7);
    spread = capture_sample_spread(&s);
    near("low of one", 7, spread.low);
    near("high of one", 7, spread.high);
    near("settled of one", 7, spread.settled);
    near("error of one", 0, spread.error);
    near("densest of one", 7, capture_sample_densest(&s, 1));
    capture_sample_free(&s);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, one_that_waited_for_a_timer_is_not_settled);
    tcase_add_test(t, the_densest_place_holds_most);
    tcase_add_test(t, few_values_are_no_reason_to_fail);
}

int main(void)
{
    return run_tests("studies/capture_sample", add);
}
