/* Lower bounds worked out by hand, and beside the schedules that they are of. */
#include "planner/schedule_bound.h"

#include "tests/planner/schedule_problem.h"
#include "tests/support.h"

static struct schedule_place places[JOBS_MAX];
static struct schedule_bounds bounds;

/* "END by a JOB", "END by RESOURCE", "none". */
static const char *bound_text(const struct schedule_problem *p, const struct schedule_bound *b)
{
    static char text[64];
    if (b->job != SCHEDULE_NONE)
        snprintf(text, sizeof text, "%ld by %s", (long)b->end, p->jobs[b->job].name);
    else if (b->resource == SCHEDULE_NIGHTS)
        snprintf(text, sizeof text, "%ld by nights", (long)b->end);
    else if (b->resource != SCHEDULE_NONE)
        snprintf(text, sizeof text, "%ld by %d", (long)b->end, b->resource);
    else
        snprintf(text, sizeof text, "none");
    return text;
}

/* The schedule's end, its bounds, and which is the largest. */
static void expect(struct schedule_problem p, int64_t end, const char *job, const char *resource,
                   const char *waves, enum schedule_bound_kind largest)
{
    p = with_deadlines(p);
    ck_assert_int_eq(schedule_make(&p, places).end, end);
    bounds = schedule_bound(&p, places);
    ck_assert_str_eq(bound_text(&p, &bounds.of[SCHEDULE_BOUND_JOB]), job);
    ck_assert_str_eq(bound_text(&p, &bounds.of[SCHEDULE_BOUND_RESOURCE]), resource);
    ck_assert_str_eq(bound_text(&p, &bounds.of[SCHEDULE_BOUND_WAVES]), waves);
    ck_assert_int_eq(bounds.largest, largest);
}

START_TEST(worked_example) /* whose schedule is the best: Reno's two cannot run at once */
{
    expect(PROBLEM(five_sites, CAPACITIES(2500)), 114008, "111004 by REN1", "114008 by 0",
           "114008 by 0", SCHEDULE_BOUND_RESOURCE);
}
END_TEST

START_TEST(none_placed)
{
    const struct schedule_job jobs[] = {{"a", 5, OPEN({0, 4, 0}), NEEDS({0, 1})}};
    expect(PROBLEM(jobs, CAPACITIES(1)), 0, "none", "none", "none", SCHEDULE_BOUND_JOB);
    const struct schedule_problem empty = {.jobs = NULL};
    expect(empty, 0, "none", "none", "none", SCHEDULE_BOUND_JOB);
}
END_TEST

START_TEST(jobs_alone)
{
    const struct schedule_job jobs[] = {
        {"b", 5, OPEN({0, 90, 0}), .release = 20},
        {"a", 3, OPEN({0, 24, 0}, {21, 90, 0}), .release = 22},
        {"too late", 95, OPEN({0, 90, 0})}, /* has no place */
        {"early", 9, OPEN({0, 90, 0})},
    };
    expect(PROBLEM(jobs, .soak = 0), 25, "25 by a", "none", "25 by a", SCHEDULE_BOUND_JOB);
}
END_TEST

START_TEST(a_resource_that_is_always_full)
{
    const struct schedule_job jobs[] = {
        {"a", 10, OPEN({0, 90, 0}), NEEDS({0, 1}, {1, 1})},
        {"b", 10, OPEN({0, 90, 0}), NEEDS({0, 1}, {1, 2})},
        {"c", 11, OPEN({0, 90, 0}), NEEDS({0, 1})},
    };
    /* 31 of 2, rounded up, and 30 of 3; two at once is the best there is */
    expect(PROBLEM(jobs, CAPACITIES(2, 3)), 20, "11 by c", "16 by 0", "16 by 0",
           SCHEDULE_BOUND_RESOURCE);
    expect(PROBLEM(jobs, CAPACITIES(3, 2)), 20, "11 by c", "15 by 1", "15 by 1",
           SCHEDULE_BOUND_RESOURCE);
    expect(PROBLEM(jobs, CAPACITIES(3, 3)), 11, "11 by c", "11 by 0", "11 by c",
           SCHEDULE_BOUND_JOB);
}
END_TEST

START_TEST(while_a_window_is_open)
{
    const struct schedule_job jobs[] = {
        {"a", 5, OPEN({0, 7, 0}), .deadline = 5, NEEDS({0, 2})},
        {"b", 5, OPEN({18, 27, 0}, {21, 27, 0}, {40, 49, 0}), .release = 20, NEEDS({0, 1})},
        {"c", 5, OPEN({1, 3, 0}, {8, 12, 0}, {20, 27, 0}, {41, 60, 0}), NEEDS({0, 2})},
        {"d", 9, OPEN({10, 20, 0})},                /* does not use it */
        {"e", 0, OPEN({10, 20, 0}), NEEDS({0, 1})}, /* for no time */
        {"f", 9, OPEN({10, 20, 0}), NEEDS({0, 0})}, /* nothing of it */
    };
    /* 25 units of 2: 5 s of 13 by 5, 7 s by 27, 1 s from 40 on */
    expect(PROBLEM(jobs, CAPACITIES(2)), 46, "25 by b", "41 by 0", "41 by 0",
           SCHEDULE_BOUND_RESOURCE);
    /* of 3: 5 s of 9 by 5, 4 s from 20 on; more than half have a and c, 5 s each */
    expect(PROBLEM(jobs, CAPACITIES(3)), 25, "25 by b", "25 by 0", "25 by b", SCHEDULE_BOUND_JOB);
}
END_TEST

START_TEST(one_after_the_other)
{
    const struct schedule_job jobs[] = {
        {"a", 10, OPEN({0, 90, 0}), NEEDS({0, 6})},
        {"b", 10, OPEN({0, 90, 0}), NEEDS({0, 6})},
        {"c", 10, OPEN({0, 90, 0}), NEEDS({0, 5})}, /* half of it is not more than half */
        {"d", 10, OPEN({5, 90, 0}), NEEDS({0, 6})},
    };
    expect(PROBLEM(jobs, CAPACITIES(10)), 45, "15 by d", "30 by 0", "30 by 0",
           SCHEDULE_BOUND_RESOURCE);
    expect(PROBLEM(jobs, CAPACITIES(11)), 35, "15 by d", "30 by 0", "30 by 0",
           SCHEDULE_BOUND_RESOURCE);
    expect(PROBLEM(jobs, CAPACITIES(12)), 25, "15 by d", "20 by 0", "20 by 0",
           SCHEDULE_BOUND_RESOURCE);
}
END_TEST

START_TEST(those_that_come_late)
{
    const struct schedule_job jobs[] = {
        {"a", 5, OPEN({0, 90, 0}), NEEDS({0, 1})},
        {"b", 9, OPEN({40, 90, 0}), NEEDS({0, 3})},
        {"c", 5, OPEN({30, 55, 0}), .release = 41, NEEDS({0, 3})},
        {"d", 9, OPEN({20, 90, 0}), .release = 41, NEEDS({0, 1}, {1, 1})},
    };
    /* from 40 on 51 units of 4: 13 s; but b and c one after the other, 14 s */
    expect(PROBLEM(jobs, CAPACITIES(4, 1)), 55, "50 by d", "54 by 0", "54 by 0",
           SCHEDULE_BOUND_RESOURCE);
    /* of 7: 8 s; those two at once */
    expect(PROBLEM(jobs, CAPACITIES(7, 1)), 50, "50 by d", "50 by 1", "50 by d",
           SCHEDULE_BOUND_JOB);
}
END_TEST

START_TEST(waves)
{
    const struct schedule_job jobs[] = {
        {"canary", 10, OPEN({0, 90, 0}), NEEDS({0, 1})},
        {"a", 5, OPEN({0, 90, 0}), NEEDS({0, 1}), .wave = 1},
        {"b", 5, OPEN({0, 90, 0}), NEEDS({0, 1}), .wave = 1},
        {"c", 6, OPEN({0, 90, 0}), NEEDS({0, 1}), .wave = 1},
        {"d", 1, OPEN({0, 90, 0}, {95, 99, 0}), .wave = 2},
    };
    /* 10, 20 s, three in 8 s of 2, 20 s, 1 s */
    expect(PROBLEM(jobs, CAPACITIES(2), .soak = 20), 61, "10 by canary", "13 by 0", "59 by d",
           SCHEDULE_BOUND_WAVES);
    /* c, the longest, alone; it cannot be over before */
    expect(PROBLEM(jobs, CAPACITIES(3), .soak = 20), 57, "10 by canary", "9 by 0", "57 by d",
           SCHEDULE_BOUND_WAVES);
    struct schedule_problem two = PROBLEM(jobs, CAPACITIES(2), .soak = 20);
    two.job_count = 4;
    expect(two, 40, "10 by canary", "13 by 0", "38 by 0", SCHEDULE_BOUND_WAVES);
    two.job_count = 2;
    expect(two, 35, "10 by canary", "8 by 0", "35 by a", SCHEDULE_BOUND_WAVES);
}
END_TEST

START_TEST(nights)
{
    const struct schedule_job jobs[] = {
        {"a", 5, OPEN({0, 9, 1}, {24, 33, 2}, {48, 57, 3}), .phones = 50},
        {"b", 4, OPEN({0, 9, 1}, {23, 33, 2}, {48, 57, 3}), .phones = 50},
        {"c", 7, OPEN({0, 9, 1}, {24, 33, 2}, {48, 57, 3}), .phones = 50},
        {"d", 1, OPEN({0, 9, 1}, {24, 33, 2}, {48, 57, 3})}, /* none of its phones */
    };
    /* night 2 is not over before b could be, night 3 not either */
    expect(PROBLEM(jobs, .phones_a_night = 149), 27, "7 by c", "27 by nights", "27 by nights",
           SCHEDULE_BOUND_RESOURCE);
    expect(PROBLEM(jobs, .phones_a_night = 150), 7, "7 by c", "4 by nights", "7 by c",
           SCHEDULE_BOUND_JOB);
    expect(PROBLEM(jobs, .phones_a_night = 74), 52, "7 by c", "52 by nights", "52 by nights",
           SCHEDULE_BOUND_RESOURCE);
    expect(PROBLEM(jobs, .phones_a_night = 0), 7, "7 by c", "none", "7 by c", SCHEDULE_BOUND_JOB);
}
END_TEST

START_TEST(nights_that_begin_here_and_there)
{
    const struct schedule_job jobs[] = {
        {"a", 5, OPEN({0, 20, 2}), .phones = 50},  {"b", 5, OPEN({1, 20, 1}), .phones = 50},
        {"c", 5, OPEN({2, 20, 2}), .phones = 50},  {"d", 5, OPEN({3, 20, 1}), .phones = 50},
        {"e", 5, OPEN({10, 20, 3}), .phones = 50},
    };
    expect(PROBLEM(jobs, .phones_a_night = 100), 15, "15 by e", "15 by nights", "15 by e",
           SCHEDULE_BOUND_JOB);
    struct schedule_problem two = PROBLEM(jobs, .phones_a_night = 100);
    two.job_count = 4; /* night 2 may be over first */
    expect(two, 8, "8 by d", "6 by nights", "8 by d", SCHEDULE_BOUND_JOB);
}
END_TEST

START_TEST(before_1970)
{
    const struct schedule_job jobs[] = {{"a", 5, OPEN({-90, -80, 0}), .release = -90}};
    expect(PROBLEM(jobs, .soak = 0), -85, "-85 by a", "none", "-85 by a", SCHEDULE_BOUND_JOB);
}
END_TEST

START_TEST(the_largest_numbers)
{
    const struct schedule_job jobs[] = {
        {"a", SCHEDULE_LIMIT, OPEN({-SCHEDULE_LIMIT, SCHEDULE_LIMIT, 0}),
         .release = -SCHEDULE_LIMIT, NEEDS({0, SCHEDULE_LIMIT}), .phones = SCHEDULE_LIMIT},
        {"b", SCHEDULE_LIMIT, OPEN({-SCHEDULE_LIMIT, SCHEDULE_LIMIT, 0}),
         .release = -SCHEDULE_LIMIT, NEEDS({0, SCHEDULE_LIMIT})},
    };
    expect(PROBLEM(jobs, CAPACITIES(SCHEDULE_LIMIT), .phones_a_night = SCHEDULE_LIMIT),
           SCHEDULE_LIMIT, "0 by a", "9007199254740992 by 0", "9007199254740992 by 0",
           SCHEDULE_BOUND_RESOURCE);
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_add_test(t, worked_example);
    tcase_add_test(t, none_placed);
    tcase_add_test(t, jobs_alone);
    tcase_add_test(t, a_resource_that_is_always_full);
    tcase_add_test(t, while_a_window_is_open);
    tcase_add_test(t, one_after_the_other);
    tcase_add_test(t, those_that_come_late);
    tcase_add_test(t, waves);
    tcase_add_test(t, nights);
    tcase_add_test(t, nights_that_begin_here_and_there);
    tcase_add_test(t, before_1970);
    tcase_add_test(t, the_largest_numbers);
}

int main(void)
{
    return run_tests("schedule_bound", add_tests);
}
