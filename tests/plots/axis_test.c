/* Units, scales, ends and tics, by arithmetic. */
#include "plots/axis.h"

#include <math.h>

#include "tests/support.h"

static struct axis a;

static void forget(void)
{
    axis_fini(&a);
}

static void setup(void)
{
    a = (struct axis){0};
}

#define VALUES(...) (const double[]){__VA_ARGS__}, sizeof(double[]){__VA_ARGS__} / sizeof(double)

static void places(enum axis_kind kind, enum axis_scale scale, const double *values, size_t count)
{
    axis_fini(&a);
    axis_of_places(&a, kind, scale, values, count);
}

static void heights(enum axis_kind kind, enum axis_scale scale, const double *values, size_t count)
{
    axis_fini(&a);
    axis_of_heights(&a, kind, scale, values, count);
}

START_TEST(values_grow_by_ratios_or_by_steps)
{
    ck_assert(axis_grows_by_ratios(VALUES(1, 2, 4)));
    ck_assert(axis_grows_by_ratios(VALUES(1, 1, 2, 2, 4, 4)));
    ck_assert(axis_grows_by_ratios(VALUES(128e3, 384e3, 1.5e6)));
    ck_assert(axis_grows_by_ratios(VALUES(128, 265, 547, 1131, 2338, 4834, 9995)));
    ck_assert(axis_grows_by_ratios(VALUES(1, 2, 5, 10, 20, 50)));
    ck_assert(!axis_grows_by_ratios(VALUES(1, 4, 7, 10, 13)));
    ck_assert(!axis_grows_by_ratios(VALUES(10, 20, 30, 40)));
    ck_assert(!axis_grows_by_ratios(VALUES(10, 25, 40, 60)));
    ck_assert(!axis_grows_by_ratios(VALUES(1, 1.5, 2.25)));
    ck_assert(!axis_grows_by_ratios(VALUES(1, 10)));
    ck_assert(!axis_grows_by_ratios(VALUES(0, 1, 10, 100)));
    ck_assert(!axis_grows_by_ratios(VALUES(5)));
    ck_assert(!axis_grows_by_ratios(NULL, 0));
}
END_TEST

static const struct {
    enum axis_kind kind;
    double most;
    const char *unit;
    double size;
} units[] = {
    {AXIS_TIME, 5 * 86400.0, "d", 86400},
    {AXIS_TIME, 3 * 3600, "h", 3600},
    {AXIS_TIME, 6416, "min", 60},
    {AXIS_TIME, 97, "s", 1},
    {AXIS_TIME, 0.25, "ms", 1e-3},
    {AXIS_TIME, 5e-6, "µs", 1e-6},
    {AXIS_TIME, 0, "s", 1},
    {AXIS_BYTES, 330e6, "MB", 1e6},
    {AXIS_BYTES, 512, "bytes", 1},
    {AXIS_BYTES, 2e15, "TB", 1e12},
    {AXIS_RATE, 1.5e6, "kbps", 1e3},
    {AXIS_RATE, 1e8, "Mbps", 1e6},
    {AXIS_SHARE, 0.5, "%", 0.01},
    {AXIS_NUMBER, 40, "", 1},
    {AXIS_NUMBER, 3e7, "millions", 1e6},
    {AXIS_PACKETS, 100, "packets", 1},
    {AXIS_NUMBER, 5e14, "trillions", 1e12},
    {AXIS_BYTE_RATE, 2e6, "MB/s", 1e6},
};

START_TEST(unit_suits_the_greatest_value)
{
    heights(units[_i].kind, AXIS_FITTING, VALUES(units[_i].most / 100, units[_i].most));
    ck_assert_str_eq(a.unit, units[_i].unit);
    ck_assert_double_eq(a.unit_size, units[_i].size);
    ck_assert_double_eq(a.least, 0);
    ck_assert_double_ge(a.most, units[_i].most / units[_i].size);
}
END_TEST

/* From 94 s to 5 h: the middle is 22 minutes. */
START_TEST(unit_of_a_logarithmic_axis_suits_its_middle)
{
    heights(AXIS_TIME, AXIS_LOGARITHMIC, VALUES(18000, 94));
    ck_assert(a.logarithmic);
    ck_assert_str_eq(a.unit, "min");
    ck_assert_double_lt(a.least, 94 / 60.0);
    ck_assert_double_gt(a.most, 300);
    ck_assert_double_eq(a.tics[0], 2);
    ck_assert_double_eq(a.tics[1], 5);
    ck_assert_double_eq_tol(a.tics[2], 10, 1e-9);
}
END_TEST

START_TEST(logarithmic_axis_without_a_value_above_0_is_none)
{
    heights(AXIS_NUMBER, AXIS_LOGARITHMIC, VALUES(0, 0));
    ck_assert(!a.logarithmic);
    ck_assert_double_eq(a.least, 0);
    ck_assert_double_eq(a.most, 1);
    places(AXIS_NUMBER, AXIS_LOGARITHMIC, VALUES(0));
    ck_assert(!a.logarithmic);
    places(AXIS_NUMBER, AXIS_LOGARITHMIC, VALUES(0, 1, 10));
    ck_assert(a.logarithmic);
    ck_assert_double_gt(a.least, 0);
    ck_assert_double_eq(a.tics[0], 1);
}
END_TEST

START_TEST(heights_are_seen_from_0)
{
    heights(AXIS_NUMBER, AXIS_FITTING, VALUES(10, 50, 90));
    ck_assert_double_eq(a.least, 0);
    ck_assert(!a.logarithmic);
    heights(AXIS_NUMBER, AXIS_FITTING, VALUES(-10, -5));
    ck_assert_double_eq_tol(a.least, -10.6, 1e-9);
    ck_assert_double_eq(a.most, 0);
}
END_TEST

START_TEST(places_begin_at_0_where_it_is_near)
{
    places(AXIS_NUMBER, AXIS_FITTING, VALUES(1, 20, 40));
    ck_assert_double_eq(a.least, 0);
    places(AXIS_NUMBER, AXIS_FITTING, VALUES(30, 35, 40));
    ck_assert_double_eq_tol(a.least, 29.6, 1e-9);
    ck_assert_double_eq_tol(a.most, 40.4, 1e-9);
    places(AXIS_NUMBER, AXIS_FITTING, VALUES(40));
    ck_assert_double_eq(a.least, 20);
    ck_assert_double_eq(a.most, 60);
    places(AXIS_NUMBER, AXIS_FITTING, VALUES(0));
    ck_assert_double_eq(a.least, -1);
    ck_assert_double_eq(a.most, 1);
    places(AXIS_WORDS, AXIS_FITTING, VALUES(1, 2, 3));
    ck_assert_double_eq(a.least, 0.4);
    ck_assert_double_eq(a.most, 3.6);
    ck_assert_ptr_null(a.tics);
}
END_TEST

START_TEST(tics_are_at_values_that_are_few)
{
    places(AXIS_RATE, AXIS_FITTING, VALUES(128e3, 128e3, 384e3, 1.5e6));
    ck_assert(a.logarithmic);
    ck_assert_uint_eq(a.tic_count, 3);
    ck_assert_double_eq(a.tics[0], 128);
    ck_assert_double_eq(a.tics[2], 1500);
    places(AXIS_NUMBER, AXIS_LINEAR, VALUES(1, 2, 40));
    ck_assert_ptr_null(a.tics);
    places(AXIS_NUMBER, AXIS_FITTING, VALUES(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
    ck_assert_ptr_null(a.tics);
    places(AXIS_NUMBER, AXIS_LOGARITHMIC, VALUES(1, 1.01, 100));
    ck_assert_uint_eq(a.tic_count, 7); /* 1, 2, 5 to 100 */
    ck_assert_double_eq(a.tics[1], 2);
}
END_TEST

static const struct {
    const char *text;
    enum axis_scale x, y;
} scales[] = {
    {NULL, AXIS_FITTING, AXIS_FITTING},          {"none", AXIS_LINEAR, AXIS_LINEAR},
    {"x", AXIS_LOGARITHMIC, AXIS_LINEAR},        {"y", AXIS_LINEAR, AXIS_LOGARITHMIC},
    {"x,y", AXIS_LOGARITHMIC, AXIS_LOGARITHMIC}, {"y,x", AXIS_LOGARITHMIC, AXIS_LOGARITHMIC},
};

START_TEST(scales_are_as_given)
{
    enum axis_scale x, y;
    struct error e;
    ck_assert_int_eq(axis_read_scales(scales[_i].text, &x, &y, &e), 0);
    ck_assert_int_eq(x, scales[_i].x);
    ck_assert_int_eq(y, scales[_i].y);
}
END_TEST

START_TEST(other_scales_are_refused)
{
    static const char *const wrong[] = {"", "xy", "z", "x,", ",x", "x y", "nonex", "none,x"};
    enum axis_scale x, y;
    struct error e;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_int_lt(axis_read_scales(wrong[i], &x, &y, &e), 0);
        ck_assert_ptr_nonnull(strstr(e.text, "it should be x, y, 'x,y' or none"));
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, forget);
    tcase_add_test(t, values_grow_by_ratios_or_by_steps);
    tcase_add_loop_test(t, unit_suits_the_greatest_value, 0, sizeof units / sizeof *units);
    tcase_add_test(t, unit_of_a_logarithmic_axis_suits_its_middle);
    tcase_add_test(t, logarithmic_axis_without_a_value_above_0_is_none);
    tcase_add_loop_test(t, scales_are_as_given, 0, sizeof scales / sizeof *scales);
    tcase_add_test(t, other_scales_are_refused);
    tcase_add_test(t, heights_are_seen_from_0);
    tcase_add_test(t, places_begin_at_0_where_it_is_near);
    tcase_add_test(t, tics_are_at_values_that_are_few);
}

int main(void)
{
    return run_tests("axis", add);
}
