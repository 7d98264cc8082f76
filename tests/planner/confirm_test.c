/* What a run of the simulator makes of the model's answer. */
#include "planner/confirm.h"

#include <math.h>

#include "small_plan.h"

/* p10 to p99 of 8 to 20 minutes, planned with p90: 12. */
static struct plan_answer modelled(void)
{
    struct plan_answer a = small_with_calls(10, 12, 4.0);
    a.p10 = 8 * 60;
    a.p90 = 12 * 60;
    a.p99 = 20 * 60;
    a.mean_rate = 1000;
    a.server_use = 0.5;
    return a;
}

static struct confirm_run run_of(double minutes)
{
    return (struct confirm_run){.back = isfinite(minutes),
                                .all_back = 60 * minutes,
                                .has_mos = true,
                                .mos = 3.1,
                                .mos_before = 4.2};
}

static void expect_times(const struct plan_answer *a, double p10, double p50, double p90,
                         double p99)
{
    ck_assert_double_eq_tol(a->p10, 60 * p10, 1e-9);
    ck_assert_double_eq_tol(a->p50, 60 * p50, 1e-9);
    ck_assert_double_eq_tol(a->p90, 60 * p90, 1e-9);
    ck_assert_double_eq_tol(a->at_confidence, 60 * p90, 1e-9);
    ck_assert_double_eq_tol(a->p99, 60 * p99, 1e-9);
}

START_TEST(times_stay_where_both_say_nearly_the_same)
{
    struct plan_answer a = modelled();
    const struct confirm_run run = run_of(12 * 1.0199);
    confirm_apply(&a, &run, 12 * 60, 0.9);
    ck_assert(a.simulated);
    ck_assert_double_eq_tol(a.ratio, 1.0199, 1e-9);
    expect_times(&a, 8, 10, 12, 20);
    ck_assert_double_eq(a.mean_rate, 1000);
    ck_assert_double_eq(a.mos, 3.1); /* calls are the simulator's */
    ck_assert_double_eq(a.mos_before, 4.2);
}
END_TEST

START_TEST(times_are_scaled_where_they_part)
{
    struct plan_answer a = modelled();
    const struct confirm_run run = run_of(15);
    confirm_apply(&a, &run, 12 * 60, 0.9);
    ck_assert_double_eq_tol(a.ratio, 1.25, 1e-9);
    expect_times(&a, 10, 12.5, 15, 25);
    ck_assert_double_eq(a.mean_rate, 800); /* the same bytes take longer */
    ck_assert_double_eq(a.server_use, 0.4);
}
END_TEST

START_TEST(of_another_site_of_the_kind_the_ratio_counts)
{ /* whose ranges are its own, and whose times are others */
    struct plan_answer a = modelled();
    const struct confirm_run run = run_of(30);
    confirm_apply(&a, &run, 24 * 60, 0.9);
    expect_times(&a, 10, 12.5, 15, 25);
}
END_TEST

START_TEST(a_run_that_does_not_end_is_never)
{
    struct plan_answer a = modelled();
    const struct confirm_run run = run_of(INFINITY);
    confirm_apply(&a, &run, 12 * 60, 0.9);
    ck_assert(a.possible);
    ck_assert_double_eq(a.p50, 600);
    ck_assert(isinf(a.p90) && isinf(a.at_confidence) && isinf(a.p99));
    a = modelled();
    confirm_apply(&a, &run, 12 * 60, 0.95);
    ck_assert_double_eq(a.p90, 720);
    ck_assert(isinf(a.at_confidence));
}
END_TEST

START_TEST(what_is_not_modelled_has_the_runs_time)
{
    struct plan_answer a = {.not_modelled = true};
    const struct confirm_run run = run_of(7), never = run_of(INFINITY);
    confirm_apply(&a, &run, 0, 0.9);
    ck_assert(a.possible);
    expect_times(&a, 7, 7, 7, 7);
    ck_assert_double_eq(plan_answer_scale(&a), 1);
    a = (struct plan_answer){.not_modelled = true};
    confirm_apply(&a, &never, 0, 0.9);
    ck_assert(!a.possible);
}
END_TEST

START_TEST(packets_are_blocks_and_their_acks)
{
    static const struct phone_model knows = {.pfs = PFS_YES}, knows_not = {.pfs = PFS_NO};
    static const struct firmware_load load = {.bytes = 512 * 1460};
    struct fleet_phones phones[2] = {
        {.model = &knows, .load = &load, .count = 10, .pfs_share = 500000000},
        {.model = &knows_not, .load = &load, .count = 1, .pfs_share = 1000000000}};
    const struct fleet_site site = {.phones = phones, .phones_count = 2};
    ck_assert_double_eq_tol(confirm_packets(&site, METHOD_TFTP), 11 * 2 * 1460, 1e-6);
    ck_assert_double_eq_tol(confirm_packets(&site, METHOD_PFS), 6 * 2 * 1460 + 5 * 1.5 * 512, 1e-6);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, times_stay_where_both_say_nearly_the_same);
    tcase_add_test(t, times_are_scaled_where_they_part);
    tcase_add_test(t, of_another_site_of_the_kind_the_ratio_counts);
    tcase_add_test(t, a_run_that_does_not_end_is_never);
    tcase_add_test(t, what_is_not_modelled_has_the_runs_time);
    tcase_add_test(t, packets_are_blocks_and_their_acks);
}

int main(void)
{
    return run_tests("confirm", add);
}
