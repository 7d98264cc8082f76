/* Rounds over common resources, against sums worked out by hand. */
#include "models/analytic/fluid.h"

#include "tests/support.h"

#define CLOSE(value, right) ck_assert_double_eq_tol(value, right, 1e-9 * (1 + (right)))

/* A round of 1 s, 0.1 s of it on resource 0. */
static struct fluid_class usual(double clients, double rounds)
{
    return (struct fluid_class){.clients = clients,
                                .round = 1,
                                .demands = {{0, 0.1}},
                                .demand_count = 1,
                                .own = {rounds, 0}};
}

START_TEST(one_class_attains_the_asymptotic_bound)
{
    const struct {
        double clients, done;
    } cases[] = {{1, 50}, {10, 50}, {11, 55}, {40, 200}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fluid_class c = usual(cases[i].clients, 50);
        fluid_run(&c, 1, 1, NULL);
        CLOSE(c.done, cases[i].done);
        CLOSE(c.longest, cases[i].done / 50);
    }
}
END_TEST

/* Both are at 2 s a round while all 20 are there: the first are done with 10 rounds at 20 s, and
 * the others' last 10 take 1 s each. */
START_TEST(those_that_are_left_go_faster)
{
    struct fluid_class c[] = {usual(10, 10), usual(10, 20)};
    fluid_run(c, 2, 1, NULL);
    CLOSE(c[0].done, 20);
    CLOSE(c[1].done, 30);
}
END_TEST

/* As above; these waits are as if nobody had to wait. */
START_TEST(waits_while_all_are_there_may_be_given)
{
    struct fluid_class c[] = {usual(10, 10), usual(10, 20)};
    const struct fluid_waits waits = {.any = false, .cycles = {1, 1}};
    fluid_run(c, 2, 1, &waits);
    CLOSE(c[0].done, 10);
    CLOSE(c[1].done, 20);
}
END_TEST

/* So late that the last rounds take less than what the clock can tell. */
START_TEST(an_end_comes_however_late_it_is)
{
    struct fluid_class c = usual(1, 13.7);
    c.start = 1e7;
    c.round = 1e-3;
    c.demands[0].time = 1e-4;
    fluid_run(&c, 1, 1, NULL);
    ck_assert_double_eq_tol(c.done - 1e7, 13.7e-3, 1e-7);
}
END_TEST

/* Everybody waits w: 2 / (1 + w) + 2 / (4 + w) = 1 is w^2 + w - 6 = 0, so w = 2. */
START_TEST(different_rounds_wait_alike)
{
    struct fluid_class c[] = {usual(10, 1000), usual(10, 500)};
    const double active[] = {10, 10};
    struct fluid_waits w;
    c[0].demands[0].time = c[1].demands[0].time = 0.2;
    c[1].round = 4;
    fluid_solve(&w, c, active, 2, 1);
    CLOSE(w.waits[0], 2);
    CLOSE(w.cycles[0], 3);
    CLOSE(w.cycles[1], 6);
    CLOSE(w.loads[0], 10 * 0.2 / 1 + 10 * 0.2 / 4);
    fluid_run(c, 2, 1, NULL);
    /* 500 rounds of 6 s and 1000 of 3 s end together. */
    CLOSE(c[0].done, 3000);
    CLOSE(c[1].done, 3000);
}
END_TEST

/* Class 0 passes both resources, class 1 the first and class 2 the second only. By symmetry both
 * wait v: 10 / (10 + 2 v) + 10 / (5 + v) = 1, so 15 / (5 + v) = 1: v = 10. */
START_TEST(two_resources_can_be_full)
{
    struct fluid_class c[] = {usual(100, 10), usual(100, 10), usual(100, 10)};
    const double active[] = {100, 100, 100};
    struct fluid_waits w;
    c[0].demands[1] = (struct fluid_demand){1, 0.1};
    c[0].demand_count = 2;
    c[0].round = 10;
    c[1].round = c[2].round = 5;
    c[2].demands[0].resource = 1;
    fluid_solve(&w, c, active, 3, 2);
    ck_assert(w.any);
    CLOSE(w.waits[0], 10);
    CLOSE(w.waits[1], 10);
}
END_TEST

/* 100 at resource 0 for 0.1 s are 10 s a round; resource 1 has then half its time left. */
START_TEST(only_the_fullest_makes_wait)
{
    struct fluid_class c = usual(100, 10);
    const double active = 100;
    struct fluid_waits w;
    c.demands[1] = (struct fluid_demand){1, 0.05};
    c.demand_count = 2;
    fluid_solve(&w, &c, &active, 1, 2);
    ck_assert_uint_eq(w.fullest, 0);
    CLOSE(w.waits[0], 9);
    CLOSE(w.waits[1], 0);
}
END_TEST

/* A: 10 rounds, 5 s, 10 rounds, from 0. B: 20 from 10, alone until A is back at 15; then both are
 * at 2 s a round: A's 10 last until 35, when B has done 5 + 10; its 5 are 5 s. */
START_TEST(pauses_leave_the_resource_to_others)
{
    const struct fluid_part parts[] = {{10, 5}, {10, 3}};
    struct fluid_class c[] = {usual(10, 0), usual(10, 20)};
    c[0].parts = parts;
    c[0].part_count = 2;
    c[1].start = 10;
    fluid_run(c, 2, 1, NULL);
    CLOSE(c[0].done, 38);
    CLOSE(c[1].done, 40);
}
END_TEST

START_TEST(parts_may_begin_with_a_pause_or_be_empty)
{
    const struct fluid_part parts[] = {{0, 0}, {0, 4}, {3, 0}, {2, 1}, {0, 0}};
    struct fluid_class c = usual(1, 0);
    c.parts = parts;
    c.part_count = 5;
    c.start = 7;
    fluid_run(&c, 1, 1, NULL);
    CLOSE(c.done, 7 + 4 + 5 + 1);
}
END_TEST

/* Below the knee the last is through as much later as it began; in the deep end, where a round
 * waits for 100 others and the line is full at once, hardly later at all; and when starts are so
 * far apart that nobody meets, the last one is alone. */
START_TEST(a_spread_counts_by_what_was_idle)
{
    struct fluid_class c = usual(10, 50);
    c.spread = 3;
    fluid_run(&c, 1, 1, NULL);
    CLOSE(c.done, 53);
    c.clients = 100;
    fluid_run(&c, 1, 1, NULL);
    CLOSE(c.done, 500 + 3 * (0.1 + 0.01) / 2);
    c.spread = 10000;
    fluid_run(&c, 1, 1, NULL);
    CLOSE(c.done, 10050);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, one_class_attains_the_asymptotic_bound);
    tcase_add_test(t, those_that_are_left_go_faster);
    tcase_add_test(t, waits_while_all_are_there_may_be_given);
    tcase_add_test(t, an_end_comes_however_late_it_is);
    tcase_add_test(t, different_rounds_wait_alike);
    tcase_add_test(t, two_resources_can_be_full);
    tcase_add_test(t, only_the_fullest_makes_wait);
    tcase_add_test(t, pauses_leave_the_resource_to_others);
    tcase_add_test(t, parts_may_begin_with_a_pause_or_be_empty);
    tcase_add_test(t, a_spread_counts_by_what_was_idle);
}

int main(void)
{
    return run_tests("analytic fluid", add);
}
