/* Durations and the like in a plan's words. */
#include "planner/plan_text.h"

#include <math.h>

#include "tests/support.h"

START_TEST(what_takes_is_rounded_up)
{
    static const struct {
        double seconds;
        const char *text;
    } rows[] = {
        {0, "0 s"},           {-3, "0 s"},    {0.2, "1 s"},
        {47, "47 s"},         {60, "1 min"},  {586.01, "9 min 47 s"},
        {3599.5, "1 h"},      {3600, "1 h"},  {3600.5, "1 h 1 min"},
        {6414, "1 h 47 min"}, {86400, "1 d"}, {183900, "2 d 3 h 5 min"},
        {INFINITY, "never"},  {NAN, "never"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(plan_text_takes(rows[i].seconds).text, rows[i].text);
}
END_TEST

START_TEST(what_there_is_is_rounded_down)
{
    static const struct {
        double seconds;
        const char *text;
    } rows[] = {
        {0, "0 s"},
        {0.9, "0 s"},
        {2700, "45 min"},
        {3599.5, "59 min 59 s"},
        {3659, "1 h"},
        {26459, "7 h 20 min"},
        {-0.5, "-1 s"},
        {-180, "-3 min"},
        {-3601, "-1 h 1 min"},
        {INFINITY, "always"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(plan_text_has(rows[i].seconds).text, rows[i].text);
}
END_TEST

START_TEST(a_probability_is_no_certainty)
{
    ck_assert_str_eq(plan_text_probability(1).text, "over 99.9 %");
    ck_assert_str_eq(plan_text_probability(1023.0 / 1024).text, "over 99.9 %");
    ck_assert_str_eq(plan_text_probability(1022.0 / 1024).text, "99.8 %");
    ck_assert_str_eq(plan_text_probability(0.5).text, "50.0 %");
    ck_assert_str_eq(plan_text_probability(1.0 / 1024).text, "under 0.1 %");
    ck_assert_str_eq(plan_text_probability(0).text, "under 0.1 %");
}
END_TEST

START_TEST(no_opinion_is_a_dash)
{
    ck_assert_str_eq(plan_text_mos(0).text, "-");
    ck_assert_str_eq(plan_text_mos(4.04).text, "4.0");
    ck_assert_str_eq(plan_text_mos(1.56).text, "1.6");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, what_takes_is_rounded_up);
    tcase_add_test(t, what_there_is_is_rounded_down);
    tcase_add_test(t, no_opinion_is_a_dash);
    tcase_add_test(t, a_probability_is_no_certainty);
}

int main(void)
{
    return run_tests("plan_text", add);
}
