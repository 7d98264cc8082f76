/* Schedules worked out by hand: who comes first, what they wait for, why they have no place. */
#include "planner/schedule.h"

#include "tests/planner/schedule_check.h"
#include "tests/planner/schedule_problem.h"
#include "tests/support.h"

static struct schedule_place places[JOBS_MAX];
static struct schedule_total total;

/* --- schedules by hand ----------------------------------------------------------------------- */

/* A place in words: times, reason, and what the reason names. */
static const char *place_text(const struct schedule_problem *p, int32_t job)
{
    static char text[256];
    const struct schedule_place *place = &places[job];
    int n = snprintf(text, sizeof text, "%s: ", p->jobs[job].name);
    const size_t room = sizeof text;
    if (place->placed)
        n += snprintf(text + n, room - (size_t)n, "%ld-%ld ", (long)place->start, (long)place->end);
    n += snprintf(text + n, room - (size_t)n, "%s", schedule_words[place->reason]);
    if (place->resource == SCHEDULE_NIGHTS)
        n += snprintf(text + n, room - (size_t)n, " of nights");
    else if (place->resource != SCHEDULE_NONE)
        n += snprintf(text + n, room - (size_t)n, " of %d", place->resource);
    if (place->job != SCHEDULE_NONE)
        n += snprintf(text + n, room - (size_t)n, " by %s", p->jobs[place->job].name);
    if (!place->placed && place->window != SCHEDULE_NONE)
        n += snprintf(text + n, room - (size_t)n, " in %d", place->window);
    if (place->missing != 0)
        snprintf(text + n, room - (size_t)n, " missing %ld", (long)place->missing);
    return text;
}

/* Places jobs, and compares a line for each. */
static void expect(struct schedule_problem p, const char *const *lines)
{
    p = with_deadlines(p);
    total = schedule_make(&p, places);
    for (int32_t i = 0; i < p.job_count; i++)
        ck_assert_str_eq(place_text(&p, i), lines[i]);
    const char *wrong = schedule_check(&p, places, &total);
    ck_assert_msg(wrong == NULL, "%s", wrong);
}

#define EXPECT(problem, ...) expect(problem, (const char *const[]){__VA_ARGS__})

START_TEST(worked_example) /* five sites at a head end of 2,500 kbit/s */
{
    static const double hours[] = {21.0, 21.0, 30.0, 30.8344, 13.0};
    static const double minutes[] = {333.9, 402.8, 309.9, 259.9, 290.0};
    EXPECT(PROBLEM(five_sites, CAPACITIES(2500)), "LYO1: 75600-82569 at once",
           "OSL2: 75600-76633 at once", "REN1: 108000-111004 at once",
           "REN2: 111004-114008 after room of 0", "TYO1: 46800-51000 at once");
    for (int i = 0; i < 5; i++) {
        ck_assert_double_eq_tol((double)places[i].start / HOUR, hours[i], 0.00005);
        ck_assert_double_eq_tol((double)places[i].slack / 60, minutes[i], 0.05);
        ck_assert_int_eq(places[i].left_in_window, places[i].slack);
        ck_assert_int_eq(places[i].left_to_deadline, SCHEDULE_NEVER);
    }
    ck_assert_int_eq(total.placed, 5);
    ck_assert_int_eq(total.start, 13 * HOUR);
    ck_assert_int_eq(total.end, 30 * HOUR + 2 * 3004);
    ck_assert_int_eq(total.last, 3);
}
END_TEST

START_TEST(no_jobs)
{
    const struct schedule_problem p = {.capacities = NULL};
    total = schedule_make(&p, places);
    ck_assert_int_eq(total.placed, 0);
    ck_assert_int_eq(total.start, 0);
    ck_assert_int_eq(total.end, 0);
    ck_assert_int_eq(total.last, SCHEDULE_NONE);
    ck_assert_ptr_null(schedule_check(&p, places, &total));
}
END_TEST

START_TEST(one_job)
{
    const struct schedule_job jobs[] = {
        {"a", 5, OPEN({10, 20, 0}, {30, 40, 0}), .deadline = 38, NEEDS({0, 7})}};
    EXPECT(PROBLEM(jobs, CAPACITIES(7)), "a: 10-15 at once");
    ck_assert_int_eq(places[0].slack, 23); /* until 33 */
    ck_assert_int_eq(places[0].left_in_window, 5);
    ck_assert_int_eq(places[0].left_to_deadline, 23);
    ck_assert_int_eq(places[0].window, 0);
}
END_TEST

START_TEST(exactly_as_long_as_the_window)
{
    const struct schedule_job jobs[] = {{"a", 10, OPEN({0, 10, 0})},
                                        {"b", 11, OPEN({0, 10, 0})},
                                        {"c", 5, OPEN({0, 10, 0}), .release = 5},
                                        {"d", 5, OPEN({0, 10, 0}), .release = 6},
                                        {"e", 5, OPEN({2, 10, 0}), .deadline = 7},
                                        {"f", 5, OPEN({2, 10, 0}), .deadline = 6}};
    EXPECT(PROBLEM(jobs, .soak = 0), "a: 0-10 at once", "b: too long in 0 missing 1",
           "c: 5-10 at once", "d: no window in 0 missing 1", "e: 2-7 at once",
           "f: no window in 0 missing 1");
}
END_TEST

START_TEST(the_first_window_that_fits)
{
    const struct schedule_job jobs[] = {
        {"a", 5, OPEN({0, 4, 0}, {10, 20, 0}, {30, 40, 0})},
        {"b", 5, OPEN({0, 9, 0}, {10, 20, 0}, {30, 40, 0}), .release = 5},
        {"c", 5, OPEN({0, 9, 0}, {10, 20, 0}), .release = 12},
        {"d", 4, OPEN({0, 9, 0}, {10, 20, 0}), .release = 5}, /* ends with its window */
    };
    EXPECT(PROBLEM(jobs, .soak = 0), "a: 10-15 at once", "b: 10-15 at once", "c: 12-17 at once",
           "d: 5-9 at once");
    ck_assert_int_eq(places[0].window, 1);
    ck_assert_int_eq(places[0].left_in_window, 5);
    ck_assert_int_eq(places[0].slack, 25);
}
END_TEST

START_TEST(least_slack_first)
{
    const struct schedule_job jobs[] = {
        {"loose", 5, OPEN({0, 30, 0}), NEEDS({0, 1})},               /* slack 25 */
        {"tight", 5, OPEN({0, 12, 0}), NEEDS({0, 1})},               /* slack 7 */
        {"due", 5, OPEN({0, 30, 0}), .deadline = 8, NEEDS({0, 1})},  /* slack 3 */
        {"twice", 5, OPEN({0, 8, 0}, {40, 50, 0}), NEEDS({0, 1})},   /* slack 45 */
        {"late", 5, OPEN({0, 30, 0}), .release = 20, NEEDS({0, 1})}, /* slack 5 */
        {"after", 5, OPEN({0, 6, 0}, {20, 31, 0}), NEEDS({0, 1})},   /* slack 26 */
    };
    EXPECT(PROBLEM(jobs, CAPACITIES(1)), "loose: 10-15 after room of 0",
           "tight: 5-10 after room of 0", "due: 0-5 at once", "twice: 40-45 after room of 0",
           "late: 20-25 at once", "after: 25-30 after room of 0");
}
END_TEST

START_TEST(ties_go_to_the_longest_then_by_name)
{
    const struct schedule_job jobs[] = {
        {"b", 5, OPEN({0, 45, 0}), NEEDS({0, 1})},  {"a\xff", 5, OPEN({0, 45, 0}), NEEDS({0, 1})},
        {"a", 5, OPEN({0, 45, 0}), NEEDS({0, 1})},  {"aa", 5, OPEN({0, 45, 0}), NEEDS({0, 1})},
        {"z", 10, OPEN({0, 50, 0}), NEEDS({0, 1})},
    };
    EXPECT(PROBLEM(jobs, CAPACITIES(1)), "b: 25-30 after room of 0", "a\xff: 20-25 after room of 0",
           "a: 10-15 after room of 0", "aa: 15-20 after room of 0", "z: 0-10 at once");
}
END_TEST

START_TEST(a_gap_between_two_is_filled)
{
    const struct schedule_job jobs[] = {
        {"first", 10, OPEN({0, 10, 0}), NEEDS({0, 2})},
        {"second", 10, OPEN({14, 24, 0}), NEEDS({0, 2})},
        {"fits", 4, OPEN({0, 90, 0}), NEEDS({0, 2})},
        {"longer", 5, OPEN({0, 92, 0}), NEEDS({0, 2})},
    };
    EXPECT(PROBLEM(jobs, CAPACITIES(3)), "first: 0-10 at once", "second: 14-24 at once",
           "fits: 10-14 after room of 0", "longer: 24-29 after room of 0");
}
END_TEST

START_TEST(all_resources_for_its_whole_duration)
{
    const struct schedule_job jobs[] = {
        {"a", 10, OPEN({0, 10, 0}), NEEDS({0, 60}, {2, 1})},
        {"b", 10, OPEN({5, 15, 0}), NEEDS({0, 40}, {1, 1})},
        {"c", 3, OPEN({0, 50, 0}), NEEDS({0, 40})},         /* before b */
        {"d", 3, OPEN({0, 51, 0}), NEEDS({0, 41}, {1, 0})}, /* beside b, when a is over */
        {"e", 3, OPEN({0, 52, 0}), NEEDS({1, 1}, {2, 1})},  /* when both are over */
    };
    EXPECT(PROBLEM(jobs, CAPACITIES(100, 1, 1)), "a: 0-10 at once", "b: 5-15 at once",
           "c: 0-3 at once", "d: 10-13 after room of 0", "e: 15-18 after room of 1");
}
END_TEST

START_TEST(nothing_demanded_waits_for_nothing)
{
    const struct schedule_job jobs[] = {
        {"all", 10, OPEN({0, 10, 0}), NEEDS({0, 1})},
        {"nothing", 5, OPEN({0, 11, 0}), NEEDS({0, 0}, {1, 0})},
        {"instant", 0, OPEN({5, 10, 0}), NEEDS({0, 1})},
        {"at the end", 0, OPEN({0, 10, 0}), .release = 9},
        {"too late", 0, OPEN({0, 10, 0}), .release = 10},
        {"too much", 0, OPEN({0, 10, 0}), NEEDS({0, 2})},
    };
    EXPECT(PROBLEM(jobs, CAPACITIES(1, 0)), "all: 0-10 at once", "nothing: 0-5 at once",
           "instant: 5-5 at once", "at the end: 9-9 at once", "too late: no window",
           "too much: too small of 0 missing 1");
}
END_TEST

/* --- waves ----------------------------------------------------------------------------------- */

START_TEST(waves_wait_for_all_and_soak)
{
    const struct schedule_job jobs[] = {
        {"third", 5, OPEN({0, 90, 0}), .wave = 7},
        {"canary", 10, OPEN({0, 90, 0})},
        {"second", 5, OPEN({0, 90, 0}), .wave = 1},
        {"own", 5, OPEN({40, 90, 0}), .wave = 1},
        {"short", 1, OPEN({0, 90, 0})},
    };
    EXPECT(PROBLEM(jobs, .soak = 20), "third: 65-70 after wave by own", "canary: 0-10 at once",
           "second: 30-35 after wave by canary", "own: 40-45 at once", "short: 0-1 at once");
    ck_assert_int_eq(places[2].slack, 85 - 30);
    EXPECT(PROBLEM(jobs, .soak = 0), "third: 45-50 after wave by own", "canary: 0-10 at once",
           "second: 10-15 after wave by canary", "own: 40-45 at once", "short: 0-1 at once");
}
END_TEST

START_TEST(slack_counts_from_the_wave_before)
{
    const struct schedule_job jobs[] = {
        {"canary", 10, OPEN({0, 90, 0})},
        {"a", 5, OPEN({0, 40, 0}), .wave = 1, NEEDS({0, 1})}, /* 35, after the wave 25 */
        {"b", 5, OPEN({0, 9, 0}, {20, 41, 0}), .wave = 1, NEEDS({0, 1})}, /* 36, after it 16 */
    };
    EXPECT(PROBLEM(jobs, CAPACITIES(1)), "canary: 0-10 at once", "a: 10-15 after wave by canary",
           "b: 20-25 after wave by canary");
    const struct schedule_job same[] = {
        {"canary", 20, OPEN({0, 90, 0})},
        {"a", 5, OPEN({0, 40, 0}), .wave = 1, NEEDS({0, 1})},  /* 35, after it 15 */
        {"b", 5, OPEN({15, 39, 0}), .wave = 1, NEEDS({0, 1})}, /* 19, after it 14 */
        {"c", 4, OPEN({20, 36, 0}), .wave = 1, NEEDS({0, 1})}, /* 12 */
    };
    EXPECT(PROBLEM(same, CAPACITIES(1)), "canary: 0-20 at once", "a: 29-34 after room of 0",
           "b: 24-29 after room of 0", "c: 20-24 at once");
}
END_TEST

START_TEST(a_wave_that_does_not_finish_stops_the_next)
{
    const struct schedule_job jobs[] = {
        {"canary", 5, OPEN({0, 90, 0})},        {"d", 50, OPEN({0, 40, 0}), .wave = 1},
        {"c", 50, OPEN({0, 40, 0}), .wave = 1}, {"e", 5, OPEN({0, 90, 0}), .wave = 1},
        {"f", 5, OPEN({0, 90, 0}), .wave = 2},  {"g", 5, OPEN({0, 90, 0}), .wave = 3},
        {"h", 5, OPEN({0, 4, 0}), .wave = 3}, /* that is so anyway */
    };
    EXPECT(PROBLEM(jobs, .soak = 1), "canary: 0-5 at once", "d: too long in 0 missing 10",
           "c: too long in 0 missing 10", "e: 6-11 after wave by canary", "f: wave unfinished by c",
           "g: wave unfinished by c", "h: too long in 0 missing 1");
    ck_assert_int_eq(total.placed, 2);
    ck_assert_int_eq(total.last, 3);
}
END_TEST

START_TEST(a_wave_may_end_too_late)
{
    const struct schedule_job jobs[] = {
        {"canary", 10, OPEN({0, 90, 0})},
        {"a", 5, OPEN({0, 35, 0}), .wave = 1},
        {"b", 5, OPEN({0, 34, 0}), .wave = 1},
        {"c", 5, OPEN({0, 90, 0}), .wave = 1, .deadline = 30},
        {"d", 5, OPEN({0, 90, 0}), .wave = 2},
    };
    EXPECT(PROBLEM(jobs, .soak = 20), "canary: 0-10 at once", "a: 30-35 after wave by canary",
           "b: wave late by canary missing 1", "c: wave late by canary missing 5",
           "d: wave unfinished by b");
}
END_TEST

/* --- no place -------------------------------------------------------------------------------- */

START_TEST(too_long)
{
    const struct schedule_job jobs[] = {
        {"a", 50, OPEN({0, 9, 0}, {10, 40, 0}, {50, 80, 0}, {90, 91, 0}), NEEDS({0, 1})},
        {"b", 3, OPEN({0, 1, 0}, {2, 3, 0})}};
    EXPECT(PROBLEM(jobs, CAPACITIES(0)), "a: too long in 1 missing 20",
           "b: too long in 0 missing 2");
    ck_assert_int_eq(total.placed, 0);
    ck_assert_int_eq(places[0].start, 0);
    ck_assert_int_eq(places[0].end, 0);
}
END_TEST

START_TEST(no_window)
{
    const struct schedule_job jobs[] = {
        {.name = "none", .duration = 5},
        {"due", 5, OPEN({10, 20, 0}, {30, 40, 0}), .deadline = 9},
        {"released", 5, OPEN({10, 20, 0}, {30, 40, 0}), .release = 40},
        {"between", 5, OPEN({10, 20, 0}, {30, 40, 0}), .release = 18, .deadline = 33},
        {"later", 9, OPEN({0, 18, 0}, {10, 17, 0}, {15, 40, 0}), .release = 12, .deadline = 23},
    };
    EXPECT(PROBLEM(jobs, .soak = 0), "none: no window missing 5", "due: no window missing 5",
           "released: no window missing 5", "between: no window in 1 missing 2",
           "later: no window in 2 missing 1");
}
END_TEST

START_TEST(too_small)
{
    const struct schedule_job jobs[] = {
        {"a", 5, OPEN({0, 9, 0}), NEEDS({0, 100}, {1, 101})},
        {"b", 5, OPEN({0, 9, 0}), NEEDS({0, 105}, {1, 101})},
        {"c", 5, OPEN({0, 9, 0}), NEEDS({0, 100}, {1, 100}), .phones = 13},
        {"d", 5, OPEN({0, 9, 0}), NEEDS({0, 100}, {1, 100}), .phones = 10},
    };
    EXPECT(PROBLEM(jobs, CAPACITIES(100, 100), .phones_a_night = 10), "a: too small of 1 missing 1",
           "b: too small of 0 missing 5", "c: too small of nights missing 3", "d: 0-5 at once");
}
END_TEST

START_TEST(a_phone_a_night)
{
    const struct schedule_job jobs[] = {{"a", 5, OPEN({0, 9, 4}, {20, 29, -1}), .phones = 1},
                                        {"b", 5, OPEN({0, 8, 4}, {20, 29, 9}), .phones = 1},
                                        {"c", 5, OPEN({0, 9, 7}), .phones = 2},
                                        {"d", 5, OPEN({0, 7, 4}), .phones = 1}};
    EXPECT(PROBLEM(jobs, .phones_a_night = 1), "a: 20-25 after room of nights",
           "b: 20-25 after room of nights", "c: too small of nights missing 1", "d: 0-5 at once");
}
END_TEST

START_TEST(before_1970)
{
    const struct schedule_job jobs[] = {
        {"a", 5, OPEN({-90, -80, 0}), .release = -90, NEEDS({0, 1})},
        {"b", 5, OPEN({-91, -80, 0}), .release = -91, NEEDS({0, 1})},
        {"c", 5, OPEN({-70, -60, 0}, {70, 80, 0})}};
    EXPECT(PROBLEM(jobs, CAPACITIES(1)), "a: -90--85 at once", "b: -85--80 after room of 0",
           "c: 70-75 at once");
    ck_assert_int_eq(total.start, -90);
}
END_TEST

START_TEST(of_several_that_end_last_the_first_by_name)
{
    const struct schedule_job jobs[] = {
        {"b", 5, OPEN({0, 10, 0})}, {"a", 4, OPEN({1, 50, 0})}, {"c", 3, OPEN({2, 80, 0})}};
    EXPECT(PROBLEM(jobs, .soak = 0), "b: 0-5 at once", "a: 1-5 at once", "c: 2-5 at once");
    ck_assert_int_eq(total.last, 1);
    ck_assert_int_eq(total.start, 0);
}
END_TEST

START_TEST(full)
{
    const struct schedule_job jobs[] = {
        {"a", 10, OPEN({0, 10, 0}), NEEDS({0, 1})},
        {"b", 7, OPEN({20, 27, 0}), NEEDS({1, 1})},
        {"c", 10, OPEN({40, 50, 0}), NEEDS({0, 1})},
        /* nothing of the first window, 3 s of the second one at its end, 1 s of the third */
        {"x", 6, OPEN({0, 10, 0}, {20, 30, 0}, {39, 50, 0}), NEEDS({0, 1}, {1, 1})},
        /* 2 s at the beginning of a window */
        {"y", 6, OPEN({0, 10, 0}, {38, 50, 0}), NEEDS({0, 1}, {1, 1})},
    };
    EXPECT(PROBLEM(jobs, CAPACITIES(1, 1)), "a: 0-10 at once", "b: 20-27 at once",
           "c: 40-50 at once", "x: full of 1 in 1 missing 3", "y: full of 0 in 1 missing 4");
}
END_TEST

START_TEST(full_by_the_one_that_ends_the_longest_gap)
{
    const struct schedule_job jobs[] = {
        {"a", 4, OPEN({0, 4, 0}), NEEDS({0, 1})},
        {"b", 4, OPEN({8, 12, 0}), NEEDS({1, 1})},
        {"c", 9, OPEN({13, 22, 0}), NEEDS({0, 1})},
        {"x", 6, OPEN({0, 24, 0}), NEEDS({0, 1}, {1, 1})}, /* 4-8, 12-13, 22-24 */
    };
    EXPECT(PROBLEM(jobs, CAPACITIES(1, 1)), "a: 0-4 at once", "b: 8-12 at once", "c: 13-22 at once",
           "x: full of 1 in 0 missing 2");
}
END_TEST

/* --- nights ---------------------------------------------------------------------------------- */

START_TEST(phones_a_night)
{
    const struct schedule_job jobs[] = {
        {"a", 5, OPEN({0, 10, 1}), .phones = 60},
        {"b", 5, OPEN({5, 20, 1}, {30, 45, 2}), .phones = 40},
        {"c", 5, OPEN({7, 20, 1}, {32, 48, 2}), .phones = 1}, /* night 1 is spent */
        {"d", 5, OPEN({7, 20, 1}, {32, 48, 3}), .phones = 0},
        {"e", 5, OPEN({30, 90, 2}, {100, 200, 3}), .phones = 99},
        {"f", 5, OPEN({7, 98, 1}, {99, 300, 2}), .phones = 2},
    };
    EXPECT(PROBLEM(jobs, .phones_a_night = 100), "a: 0-5 at once", "b: 5-10 at once",
           "c: 32-37 after room of nights", "d: 7-12 at once", "e: 30-35 at once",
           "f: full of nights in 0 missing 2");
    EXPECT(PROBLEM(jobs, .phones_a_night = 0), "a: 0-5 at once", "b: 5-10 at once",
           "c: 7-12 at once", "d: 7-12 at once", "e: 30-35 at once", "f: 7-12 at once");
}
END_TEST

START_TEST(several_nights_without_a_break)
{
    const struct schedule_job jobs[] = {
        {"a", 5, OPEN({0, 30, 1}, {10, 30, 2}, {20, 30, 3}), NEEDS({0, 1}), .phones = 60},
        {"b", 6, OPEN({0, 32, 1}, {10, 32, 2}, {20, 32, 3}), NEEDS({0, 1}), .phones = 60},
        {"c", 4, OPEN({0, 34, 1}, {10, 34, 2}, {20, 34, 3}), NEEDS({0, 1}), .phones = 40},
        {"d", 5, OPEN({0, 36, 1}, {10, 36, 2}, {20, 36, 3}), NEEDS({0, 1}), .phones = 40},
        {"e", 9, OPEN({0, 41, 1}, {10, 41, 2}, {20, 41, 3}), NEEDS({0, 1}), .phones = 90},
    };
    /* night 1 is spent by a and c, which leave 9-10; b starts with night 2, d then is in it, too */
    EXPECT(PROBLEM(jobs, CAPACITIES(1), .phones_a_night = 100), "a: 0-5 at once",
           "b: 10-16 after room of nights", "c: 5-9 after room of 0", "d: 16-21 after room of 0",
           "e: 21-30 after room of 0");
    ck_assert_int_eq(places[1].window, 1);
    ck_assert_int_eq(places[3].window, 1);
    ck_assert_int_eq(places[4].window, 2);
    ck_assert_int_eq(places[1].left_in_window, 16);
    ck_assert_int_eq(places[1].slack, 16);
}
END_TEST

START_TEST(longer_than_a_night)
{
    const struct schedule_job jobs[] = {
        {"a", 15, OPEN({0, 20, 1}, {10, 20, 2}), .phones = 1},
        {"b", 21, OPEN({0, 20, 1}, {10, 20, 2})},
        {"c", 10, OPEN({0, 20, 1}, {10, 20, 2}), .release = 10},
        {"d", 10, OPEN({0, 20, 1}, {10, 20, 2}), .release = 11},
        {"e", 0, OPEN({0, 20, 1}, {10, 20, 2}), .release = 10},
    };
    EXPECT(PROBLEM(jobs, .phones_a_night = 1), "a: 0-15 at once", "b: too long in 0 missing 1",
           "c: 10-20 at once", "d: no window in 1 missing 1", "e: 10-10 at once");
    ck_assert_int_eq(places[2].window, 1);
    ck_assert_int_eq(places[4].window, 1);
}
END_TEST

START_TEST(full_where_the_next_window_is_open_already)
{
    const struct schedule_job jobs[] = {
        {"a", 12, OPEN({0, 12, 1}), NEEDS({0, 1}), .phones = 1},
        {"b", 5, OPEN({10, 15, 2}), .phones = 9},
        {"c", 8, OPEN({0, 30, 1}, {10, 30, 2}), NEEDS({0, 1}), .phones = 2},
    };
    EXPECT(PROBLEM(jobs, CAPACITIES(1), .phones_a_night = 10), "a: 0-12 at once",
           "b: 10-15 at once", "c: full of 0 in 0 missing 8");
}
END_TEST

START_TEST(the_night_that_lacks_the_fewest_phones)
{
    const struct schedule_job jobs[] = {
        {"a", 5, OPEN({0, 5, 1}), .phones = 90},
        {"b", 5, OPEN({0, 5, -2}), .phones = 70},
        {"c", 5, OPEN({0, 10, 1}, {12, 20, -2}, {30, 40, 1}), .phones = 50},
        {"d", 5, OPEN({0, 4, -2}, {5, 10, 1}),
         .phones = 50}, /* the first one is too short anyway */
    };
    EXPECT(PROBLEM(jobs, .phones_a_night = 100), "a: 0-5 at once", "b: 0-5 at once",
           "c: full of nights in 1 missing 20", "d: full of nights in 1 missing 40");
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_add_test(t, worked_example);
    tcase_add_test(t, no_jobs);
    tcase_add_test(t, one_job);
    tcase_add_test(t, exactly_as_long_as_the_window);
    tcase_add_test(t, the_first_window_that_fits);
    tcase_add_test(t, least_slack_first);
    tcase_add_test(t, ties_go_to_the_longest_then_by_name);
    tcase_add_test(t, a_gap_between_two_is_filled);
    tcase_add_test(t, all_resources_for_its_whole_duration);
    tcase_add_test(t, nothing_demanded_waits_for_nothing);
    tcase_add_test(t, waves_wait_for_all_and_soak);
    tcase_add_test(t, slack_counts_from_the_wave_before);
    tcase_add_test(t, a_wave_that_does_not_finish_stops_the_next);
    tcase_add_test(t, a_wave_may_end_too_late);
    tcase_add_test(t, too_long);
    tcase_add_test(t, no_window);
    tcase_add_test(t, too_small);
    tcase_add_test(t, a_phone_a_night);
    tcase_add_test(t, before_1970);
    tcase_add_test(t, of_several_that_end_last_the_first_by_name);
    tcase_add_test(t, full);
    tcase_add_test(t, full_by_the_one_that_ends_the_longest_gap);
    tcase_add_test(t, phones_a_night);
    tcase_add_test(t, several_nights_without_a_break);
    tcase_add_test(t, longer_than_a_night);
    tcase_add_test(t, full_where_the_next_window_is_open_already);
    tcase_add_test(t, the_night_that_lacks_the_fewest_phones);
}

int main(void)
{
    return run_tests("schedule", add_tests);
}
