/* Jobs that are placed by hand, for each reason one; random fleets, which another program checks.
 */
#include "planner/schedule.h"

#include "tests/support.h"

enum { HOUR = 3600, JOBS_MAX = 64 };

static struct schedule_place places[JOBS_MAX];

/* --- the worked example ------------------------------------------------------------------------
 */

/* Five sites at a head end of 2,500 kbit/s. */
static const struct schedule_window tokyo[] = {{13 * HOUR, 19 * HOUR, 0}};
static const struct schedule_window lyon[] = {{21 * HOUR, 28 * HOUR + HOUR / 2, 0}};
static const struct schedule_window oslo[] = {{21 * HOUR, 28 * HOUR, 0}};
static const struct schedule_window reno[] = {{30 * HOUR, 36 * HOUR, 0}};
static const struct schedule_demand kbps_384[] = {{0, 384}}, kbps_1000[] = {{0, 1000}},
                                    kbps_1500[] = {{0, 1500}}, kbps_2000[] = {{0, 2000}};
#define SITE(name_, kbps, seconds, window)                                                         \
    {                                                                                              \
        .name = name_, .duration = seconds, .deadline = SCHEDULE_NEVER, .windows = window,         \
        .window_count = 1, .demands = kbps, .demand_count = 1                                      \
    }
static const struct schedule_job example[] = {
    SITE("LYO1", kbps_384, 6969, lyon),   SITE("OSL2", kbps_2000, 1033, oslo),
    SITE("REN1", kbps_1500, 3004, reno),  SITE("REN2", kbps_1500, 3004, reno),
    SITE("TYO1", kbps_1000, 4200, tokyo),
};
static const int64_t head_end[] = {2500};

START_TEST(worked_example)
{
    static const struct {
        double hours, minutes;
        enum schedule_reason reason;
    } wanted[] = {{21.0, 333.9, SCHEDULE_AT_ONCE},
                  {21.0, 402.8, SCHEDULE_AT_ONCE},
                  {30.0, 309.9, SCHEDULE_AT_ONCE},
                  {30.8344, 259.9, SCHEDULE_AFTER_ROOM},
                  {13.0, 290.0, SCHEDULE_AT_ONCE}};
    const struct schedule_problem p = {example, 5, head_end, 1, 0, 0};
    const struct schedule_total total = schedule_make(&p, places);
    for (int i = 0; i < 5; i++) {
        ck_assert(places[i].placed);
        ck_assert_double_eq_tol((double)places[i].start / HOUR, wanted[i].hours, 0.00005);
        ck_assert_double_eq_tol((double)places[i].slack / 60, wanted[i].minutes, 0.05);
        ck_assert_int_eq(places[i].reason, wanted[i].reason);
        ck_assert_int_eq(places[i].left_in_window, places[i].slack);
        ck_assert_int_eq(places[i].left_to_deadline, SCHEDULE_NEVER);
    }
    ck_assert_int_eq(places[3].resource, 0);
    ck_assert_int_eq(total.placed, 5);
    ck_assert_int_eq(total.start, 13 * HOUR);
    ck_assert_int_eq(total.end, 30 * HOUR + 2 * 3004);
    ck_assert_int_eq(total.last, 3);
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_add_test(t, worked_example);
}

int main(void)
{
    return run_tests("schedule", add_tests);
}
