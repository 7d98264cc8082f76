/* Methods: which of them is chosen, and what is said of the others. */
#include "planner/choose.h"

#include <math.h>

#include "small_plan.h"

static const struct fleet_site anywhere = {.method = -1};

/* A site with a window of 45 minutes, by these answers: its method and its note. */
static void expect(const char *method, const char *note, const struct fleet_site *of,
                   struct plan_answer tftp, struct plan_answer pfs, struct plan_answer load_server)
{
    struct plan_site s = small_site(of, 45);
    s.answers[METHOD_TFTP] = tftp;
    s.answers[METHOD_PFS] = pfs;
    s.answers[METHOD_LOAD_SERVER] = load_server;
    choose_method(&s);
    ck_assert_str_eq(s.chosen < 0 ? "none" : method_names[s.chosen], method);
    ck_assert_str_eq(s.note ? s.note : "", note);
    small_site_free(&s);
}

static const struct plan_answer impossible = {.possible = false};

START_TEST(what_fits_with_least_work_is_chosen)
{
    expect("tftp", "", &anywhere, small_answer(40, 45), small_answer(9, 10), small_answer(5, 6));
    expect("pfs", "tftp is tight: 45 min 6 s of 45 min", &anywhere, small_answer(40, 45.1),
           small_answer(9, 10), small_answer(5, 6));
    expect("load-server", "tftp 1 h 40 min of 45 min; pfs 50 min of 45 min", &anywhere,
           small_answer(90, 100), small_answer(46, 50), small_answer(5, 6));
    expect("load-server", "tftp 1 h 40 min of 45 min", &anywhere, small_answer(90, 100), impossible,
           small_answer(5, 6));
}
END_TEST

START_TEST(sharing_that_gains_nothing_is_said)
{
    expect("tftp", "pfs 20 min gains nothing", &anywhere, small_answer(16, 17),
           small_answer(18.5, 20), impossible);
    expect("tftp", "pfs 17 min gains nothing", &anywhere, small_answer(16, 17),
           small_answer(16, 17), impossible);
}
END_TEST

START_TEST(calls_come_before_work)
{
    expect("pfs", "tftp harms calls: MOS 1.6", &anywhere, small_with_calls(20, 25, 1.6),
           small_with_calls(9, 10, 4.0), small_answer(5, 6));
    expect("tftp", "", &anywhere, small_with_calls(20, 25, 3.55), small_with_calls(9, 10, 4.0),
           small_answer(5, 6));
    expect("pfs", "tftp harms calls: MOS 3.5", &anywhere, small_with_calls(20, 25, 3.54),
           small_with_calls(9, 10, 4.0), small_answer(5, 6));
}
END_TEST

START_TEST(calls_that_were_bad_before_are_not_harmed)
{
    struct plan_answer satellite = small_with_calls(20, 25, 3.1);
    satellite.mos_before = 3.12;
    expect("tftp", "calls are as bad without it: MOS 3.1", &anywhere, satellite,
           small_with_calls(19, 20, 3.12), impossible);
    static const struct fleet_site held = {.method = METHOD_TFTP};
    expect("tftp", "calls are as bad without it: MOS 3.1", &held, satellite, impossible,
           impossible);
    expect("tftp", "calls are as bad without it: MOS 3.1; pfs 30 min gains nothing", &anywhere,
           satellite, small_with_calls(28, 30, 3.12), impossible);
}
END_TEST

START_TEST(where_nothing_fits_it_is_the_nearest)
{
    expect("pfs", "", &anywhere, small_answer(50, 60), small_answer(48, 55), impossible);
    expect("pfs", "", &anywhere, small_answer(40, 60), small_answer(41, 55),
           impossible); /* tight */
    expect("tftp", "", &anywhere, small_answer(40, 60), small_answer(48, 55), impossible);
    expect("pfs", "", &anywhere, small_with_calls(20, 25, 1.6), small_with_calls(9, 10, 2.0),
           impossible);
    expect("tftp", "", &anywhere, small_answer(40, 60), small_with_calls(9, 10, 2.0), impossible);
    expect("none", "", &anywhere, impossible, impossible, impossible);
}
END_TEST

START_TEST(a_bound_is_not_trusted)
{
    expect("pfs", "tftp at least 40 min, and no more is known", &anywhere, small_bound(35, 40),
           small_answer(9, 10), impossible);
    struct plan_answer simulated = small_bound(35, 40);
    simulated.simulated = true;
    expect("tftp", "", &anywhere, simulated, small_answer(9, 10), impossible);
    expect("pfs", "tftp at least 50 min 4 s of 45 min", &anywhere, small_bound(50, 50 + 4 / 60.0),
           small_answer(9, 10), impossible);
}
END_TEST

START_TEST(what_is_never_back_is_so)
{
    expect("pfs", "tftp: never", &anywhere, small_answer(INFINITY, INFINITY), small_answer(9, 10),
           impossible);
    expect("tftp", "", &anywhere, small_answer(INFINITY, INFINITY), impossible, impossible);
}
END_TEST

START_TEST(a_method_that_is_given_is_held_to)
{
    static const struct fleet_site held = {.method = METHOD_LOAD_SERVER};
    expect("load-server", "", &held, small_answer(1, 2), small_answer(1, 2), small_answer(50, 60));
    expect("none", "", &held, small_answer(1, 2), small_answer(1, 2), impossible);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, what_fits_with_least_work_is_chosen);
    tcase_add_test(t, sharing_that_gains_nothing_is_said);
    tcase_add_test(t, calls_come_before_work);
    tcase_add_test(t, calls_that_were_bad_before_are_not_harmed);
    tcase_add_test(t, where_nothing_fits_it_is_the_nearest);
    tcase_add_test(t, a_bound_is_not_trusted);
    tcase_add_test(t, what_is_never_back_is_so);
    tcase_add_test(t, a_method_that_is_given_is_held_to);
}

int main(void)
{
    return run_tests("choose", add);
}
