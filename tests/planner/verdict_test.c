/* Verdicts: each of them, with its sentence. */
#include "planner/verdict.h"

#include <math.h>

#include "planner/choose.h"
#include "planner/plan_private.h"
#include "small_plan.h"

static const struct fleet_site anywhere = {.method = -1};

/* What a site with that window is told that has this answer by TFTP, and is scheduled. */
static void expect(const char *wanted, struct plan_answer tftp, int64_t minutes)
{
    const struct plan p = {.options = {.confidence = 0.9}};
    struct plan_site s = small_site(&anywhere, minutes);
    s.answers[METHOD_TFTP] = tftp;
    choose_method(&s);
    plan_judge(&p, &s);
    char *is = mem_printf("%s: %s", verdict_words[s.verdict], s.because);
    ck_assert_str_eq(is, wanted);
    free(is);
    small_site_free(&s);
}

START_TEST(each_verdict_has_its_numbers)
{
    expect("fits: 9 min 48 s of 8 h", small_answer(9.3, 9.8), 480);
    expect("fits: 45 min of 45 min", small_answer(40, 45), 45);
    expect("tight: 44 min 59 s in half of the cases, 47 min 30 s in 90 %, of 45 min",
           small_answer(44.97, 47.5), 45);
    expect("does not fit: 1 h 46 min of 45 min", small_answer(90, 106), 45);
    expect("does not fit: at least 50 min 4 s of 45 min", small_bound(50, 50 + 4 / 60.0), 45);
    expect("does not fit: never back", small_answer(INFINITY, INFINITY), 45);
    expect("harms calls: MOS 1.6 during the upgrade, 4.3 without it; 25 min of 45 min",
           small_with_calls(20, 25, 1.6), 45);
    expect("cannot say: at least 40 min of 45 min, and the model knows no more than that",
           small_bound(30, 40), 45);
}
END_TEST

START_TEST(what_does_not_fit_does_not_harm)
{
    expect("does not fit: 1 h 46 min of 45 min", small_with_calls(90, 106, 1.6), 45);
    expect("harms calls: MOS 1.6 during the upgrade, 4.3 without it; 47 min 30 s of 45 min",
           small_with_calls(40, 47.5, 1.6), 45);
}
END_TEST

START_TEST(a_site_may_have_no_window_or_no_method)
{
    expect("does not fit: no window of it is open on the days that are planned",
           small_answer(9, 10), 0);
    expect("does not fit: tftp: no such file; pfs, load-server: never back",
           (struct plan_answer){.possible = false, .why_not = (char *)"no such file"}, 45);
    expect("cannot say: tftp: not modelled: wan.mtu; pfs, load-server: never back",
           (struct plan_answer){.not_modelled = true, .why_not = (char *)"not modelled: wan.mtu"},
           45);
    expect("cannot say: tftp, pfs, load-server: never back",
           (struct plan_answer){.not_modelled = true, .why_not = (char *)"never back"}, 45);
}
END_TEST

START_TEST(a_method_that_is_given_is_the_only_one_of_which_anything_is_said)
{
    static const struct fleet_site held = {.method = METHOD_PFS};
    const struct plan p = {.options = {.confidence = 0.9}};
    struct plan_site s = small_site(&held, 45);
    s.answers[METHOD_TFTP] = small_answer(9, 10);
    s.answers[METHOD_PFS].why_not = (char *)"no phone can share";
    choose_method(&s);
    plan_judge(&p, &s);
    ck_assert_str_eq(s.because, "pfs: no phone can share");
    small_site_free(&s);
}
END_TEST

/* What a site is told that would fit, and has no place. */
static void expect_crowded(const char *wanted, struct schedule_place place)
{
    const struct plan p = {.options = {.confidence = 0.9},
                           .resources = {{PLAN_HEAD_END, 20000000},
                                         {PLAN_TRANSFERS, 500},
                                         {PLAN_PROCESSOR, 1000000},
                                         {PLAN_SITES, 3}},
                           .resource_count = 4};
    struct plan_site s = small_site(&anywhere, 45);
    s.answers[METHOD_TFTP] = small_answer(9, 10);
    s.scheduled = false;
    s.place = place;
    choose_method(&s);
    plan_judge(&p, &s);
    ck_assert_int_eq(s.verdict, VERDICT_DOES_NOT_FIT);
    ck_assert_str_eq(s.because, wanted);
    small_site_free(&s);
}

START_TEST(what_others_have_taken_is_said)
{
    expect_crowded("10 min of 45 min, but the head end is full in its windows: 12 min too short",
                   (struct schedule_place){.reason = SCHEDULE_FULL, .resource = 0, .missing = 720});
    expect_crowded(
        "10 min of 45 min, but the number of sites at once is full in its windows: 1 min too short",
        (struct schedule_place){.reason = SCHEDULE_FULL, .resource = 3, .missing = 60});
    expect_crowded("10 min of 45 min, but its nights are full: of the best one 12 phones too many",
                   (struct schedule_place){
                       .reason = SCHEDULE_FULL, .resource = SCHEDULE_NIGHTS, .missing = 12});
    expect_crowded(
        "10 min of 45 min, but it needs 25 Mbit/s and the head end has 20 Mbit/s",
        (struct schedule_place){.reason = SCHEDULE_TOO_SMALL, .resource = 0, .missing = 5000000});
    expect_crowded(
        "10 min of 45 min, but it needs 110.0 % and the server's processor has 100.0 %",
        (struct schedule_place){.reason = SCHEDULE_TOO_SMALL, .resource = 2, .missing = 100000});
    expect_crowded("10 min of 45 min, but it has 12 phones more than a night may have",
                   (struct schedule_place){
                       .reason = SCHEDULE_TOO_SMALL, .resource = SCHEDULE_NIGHTS, .missing = 12});
    expect_crowded("10 min of 45 min, but the wave before it ends 2 h too late",
                   (struct schedule_place){.reason = SCHEDULE_WAVE_LATE, .missing = 7200});
    expect_crowded("10 min of 45 min, but a wave before it has no end",
                   (struct schedule_place){.reason = SCHEDULE_WAVE_UNFINISHED});
}
END_TEST

START_TEST(each_verdict_has_a_word)
{
    for (int v = 0; v < VERDICTS; v++)
        ck_assert_ptr_nonnull(verdict_words[v]);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, each_verdict_has_its_numbers);
    tcase_add_test(t, what_does_not_fit_does_not_harm);
    tcase_add_test(t, a_site_may_have_no_window_or_no_method);
    tcase_add_test(t, a_method_that_is_given_is_the_only_one_of_which_anything_is_said);
    tcase_add_test(t, what_others_have_taken_is_said);
    tcase_add_test(t, each_verdict_has_a_word);
}

int main(void)
{
    return run_tests("verdict", add);
}
