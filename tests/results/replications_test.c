/* Numbers of several runs together, against arithmetic by hand; the runs are made up. */
#include "results/replications.h"

#include <math.h>

#include "tests/support.h"

enum { RUNS = 4 };

static struct run_summary runs[RUNS];

static const struct run_label label = {
    .name = "a site", .method = "tftp", .engine = "native", .version = "0", .seed = 7};

/* 2, 4, 4 and 6 s; the WAN drops nothing, and all is drawn otherwise. */
static void set_runs(void)
{
    static const int seconds[RUNS] = {4, 2, 6, 4};
    for (int i = 0; i < RUNS; i++)
        runs[i] = (struct run_summary){.phones = 3,
                                       .completed = 3,
                                       .all_back = seconds[i] * SECONDS,
                                       .median = -1,
                                       .calls.lost = NAN,
                                       .calls.mos = NAN,
                                       .fingerprint = (uint64_t)i};
}

static struct replications_row row_of(const char *name)
{
    return replications_row(runs, RUNS, run_quantity_find(name));
}

/* The deviation of 2, 4, 4, 6 is sqrt(8/3), and Student's t of 3 degrees of freedom 3.18245. */
START_TEST(mean_and_interval)
{
    set_runs();
    const struct replications_row row = row_of("all_back_s");
    ck_assert_uint_eq(row.count, RUNS);
    ck_assert_double_eq_tol(row.mean, 4e9, 1);
    ck_assert_double_eq_tol(row.half_width, 3.1824463 * sqrt(8.0 / 3) / 2 * 1e9, 1e3);
    ck_assert_double_eq(row.least, 2e9);
    ck_assert_double_eq(row.greatest, 6e9);
}
END_TEST

START_TEST(what_some_do_not_have)
{
    set_runs();
    ck_assert_uint_eq(row_of("median_upgrade_time_s").count, 0);
    ck_assert(isnan(row_of("median_upgrade_time_s").mean));
    runs[2].median = 5 * SECONDS;
    const struct replications_row row = row_of("median_upgrade_time_s");
    ck_assert_uint_eq(row.count, 1);
    ck_assert_double_eq(row.mean, 5e9);
    ck_assert(isnan(row.half_width));
}
END_TEST

static void prints(const char *wanted, bool has)
{
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    replications_print(file, runs, RUNS, &label);
    fclose(file);
    ck_assert_msg((strstr(text, wanted) != NULL) == has, "%s in\n%s", wanted, text);
    free(text);
}

START_TEST(as_people_read_it)
{
    set_runs();
    prints("a site (tftp; native engine, seed 7, replications 0 to 3; 3 phones)\n", true);
    prints("  all back after                          4.0 s +- 2.6 s                         2.0 s "
           "               6.0 s\n",
           true);
    prints("  WAN drops                                   0\n", true);
    prints("  median phone's upgrade                   none\n", true);
    prints("calls", false);
    runs[1].calls.mos = 4;
    runs[1].calls.lost = 0.04;
    prints("  calls' losses                           4.0 %  (of 1 runs)\n", true);
    prints("  calls' MOS                               4.00  (of 1 runs)\n", true);
    prints("head end", false); /* there is none */
    prints("Nothing is drawn", false);
    prints("not all phones", false);
    runs[1].completed = 2;
    prints("  phones back                               2.8 +- 0.8                               2 "
           "                   3\n",
           true);
    prints("in 1 of 4 runs not all phones came back", true);
    runs[1].median = runs[0].median = SECONDS;
    prints("  median phone's upgrade                  1.0 s  (of 2 runs)\n", true);
}
END_TEST

START_TEST(equal_runs_are_told)
{
    set_runs();
    ck_assert(!replications_are_equal(runs, RUNS));
    for (int i = 1; i < RUNS; i++)
        runs[i] = runs[0];
    ck_assert(replications_are_equal(runs, RUNS));
    prints("all 4 replications are one and the same run", true);
    prints("95 % interval", false);
    prints("+-", false);
}
END_TEST

START_TEST(as_json)
{
    set_runs();
    json_t *object = replications_json(runs, RUNS, &label);
    json_t *quantities = json_object_get(object, "quantities");
    json_t *row = json_object_get(quantities, "all_back_s");
    ck_assert_int_eq(json_integer_value(json_object_get(object, "replications")), RUNS);
    ck_assert_double_eq(json_real_value(json_object_get(row, "mean")), 4);
    ck_assert_double_eq(json_real_value(json_object_get(row, "least")), 2);
    ck_assert_double_eq_tol(json_real_value(json_object_get(row, "half_width")), 2.59845, 1e-5);
    row = json_object_get(quantities, "median_upgrade_time_s");
    ck_assert(json_is_null(json_object_get(row, "mean")));
    ck_assert_ptr_null(json_object_get(quantities, "name"));
    json_decref(object);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, mean_and_interval);
    tcase_add_test(t, what_some_do_not_have);
    tcase_add_test(t, as_people_read_it);
    tcase_add_test(t, equal_runs_are_told);
    tcase_add_test(t, as_json);
}

int main(void)
{
    return run_tests("replications", add);
}
