/* Runs of a store put together: which are of one point, what varies besides, what is left out. */
#include "studies/store_points.h"

#include "tests/results/small_store.h"

static struct store_points points;
static struct store_names names;
static const char *x, *by;

static void begin(void)
{
    setup();
    points = (struct store_points){0};
    names = (struct store_names){0};
    x = "wan.rate";
    by = NULL;
    open_store(STORE_WRITE);
}

static void end(void)
{
    store_points_free(&points);
    store_names_free(&names);
    teardown();
}

/* One run of 3 phones by a method at a rate; a time of 0: it failed. */
static void put_run(const char *method, const char *rate_text, double rate_number, uint64_t seed,
                    uint32_t replication, uint32_t completed, sim_time all_back)
{
    char *scenario = mem_printf("%s %s", method, rate_text);
    const struct store_key key = key_of(scenario, seed, replication);
    const struct store_parameter parameters[] = {rate(rate_text, rate_number),
                                                 {"method", method, NAN}};
    const struct run_summary summary = {.all_back = all_back,
                                        .phones = 3,
                                        .completed = completed,
                                        .fingerprint = seed + replication};
    const struct store_outcome outcome = {.summary = all_back ? &summary : NULL,
                                          .failure = all_back ? NULL : "too slow"};
    ck_assert_msg(store_put(s, &key, parameters, 2, &outcome, &e) == 0, "%s", e.text);
    free(scenario);
}

static int read_points(const char *quantity)
{
    static const struct store_filter all;
    const struct store_points_request r = {.store = s,
                                           .filter = &all,
                                           .names = &names,
                                           .quantity = quantity,
                                           .x = x,
                                           .by = by ? &by : NULL,
                                           .by_count = by != NULL};
    store_points_free(&points);
    store_names_free(&names);
    ck_assert_int_eq(store_names(s, &all, &names, &e), 0);
    return store_points_read(&points, &r, &e);
}

static void expect(size_t i, const char *x_text, const char *by_text, const char *member,
                   uint64_t runs, uint64_t left_out, double mean)
{
    ck_assert_uint_lt(i, points.count);
    const struct study_point *p = &points.points[i];
    ck_assert_str_eq(p->x, x_text);
    ck_assert_str_eq(p->by, by_text);
    ck_assert_str_eq(p->member, member);
    ck_assert_uint_eq(p->runs, runs);
    ck_assert_uint_eq(p->left_out, left_out);
    if (isnan(mean))
        ck_assert_double_nan(p->mean);
    else
        ck_assert_double_eq_tol(p->mean, mean, 1e-9);
}

START_TEST(replications_and_seeds_are_of_one_point)
{
    put_run("tftp", "384 kbps", 384e3, 1, 0, 3, 10 * SECONDS);
    put_run("tftp", "384 kbps", 384e3, 1, 1, 3, 11 * SECONDS);
    put_run("tftp", "384 kbps", 384e3, 7, 0, 3, 12 * SECONDS);
    put_run("tftp", "1.5 Mbps", 1.5e6, 1, 0, 3, 4 * SECONDS);
    ck_assert_msg(read_points("all_back_s") == 0, "%s", e.text);
    ck_assert_uint_eq(points.count, 2);
    expect(0, "384 kbps", "", "", 3, 0, 11);
    ck_assert_double_eq(points.points[0].at, 384e3);
    ck_assert_double_eq_tol(points.points[0].half_width, 2.4841377, 1e-6); /* 4.3027 / sqrt(3) */
    expect(1, "1.5 Mbps", "", "", 1, 0, 4);
    ck_assert_double_nan(points.points[1].half_width);
    ck_assert_int_eq(points.x_kind, AXIS_RATE);
    ck_assert_int_eq(points.y_kind, AXIS_TIME);
    ck_assert_ptr_null(points.by);
    ck_assert_ptr_null(points.members);
    ck_assert_ptr_null(points.left_out);
    ck_assert_str_eq(
        points.note,
        "scenario “a name” with other method, wan.rate\nfrom the first reset until every phone that completes is back");
    x = "seed";
    ck_assert_msg(read_points("completed") == 0, "%s", e.text);
    ck_assert_int_eq(points.x_kind, AXIS_NUMBER);
    ck_assert_int_eq(points.y_kind, AXIS_NUMBER);
    ck_assert_str_eq(points.members, "wan.rate");
    expect(0, "1", "", "384 kbps", 2, 0, 3);
    expect(1, "7", "", "384 kbps", 1, 0, 3);
    expect(2, "1", "", "1.5 Mbps", 1, 0, 3);
}
END_TEST

/* What nobody asked for is never averaged over. */
START_TEST(what_varies_besides_makes_lines_of_its_own)
{
    put_run("tftp", "384 kbps", 384e3, 1, 0, 3, 10 * SECONDS);
    put_run("pfs", "384 kbps", 384e3, 1, 0, 3, 2 * SECONDS);
    ck_assert_int_eq(read_points("all_back_s"), 0);
    ck_assert_str_eq(points.members, "method");
    expect(0, "384 kbps", "", "pfs", 1, 0, 2);
    expect(1, "384 kbps", "", "tftp", 1, 0, 10);
    by = "method";
    ck_assert_int_eq(read_points("all_back_s"), 0);
    ck_assert_str_eq(points.by, "method");
    ck_assert_ptr_null(points.members);
    expect(0, "384 kbps", "pfs", "", 1, 0, 2);
    x = "method";
    by = NULL;
    ck_assert_int_eq(read_points("wan.utilisation"), 0);
    ck_assert_ptr_null(points.members);
    ck_assert_int_eq(points.x_kind, AXIS_WORDS);
    ck_assert_int_eq(points.y_kind, AXIS_SHARE);
}
END_TEST

START_TEST(runs_without_an_answer_are_left_out)
{
    put_run("tftp", "384 kbps", 384e3, 1, 0, 3, 10 * SECONDS);
    put_run("tftp", "384 kbps", 384e3, 1, 1, 2, 9 * SECONDS);
    put_run("tftp", "384 kbps", 384e3, 1, 2, 0, 0);
    put_run("tftp", "384 kbps", 384e3, 1, 3, 3, -1);
    put_run("tftp", "1.5 Mbps", 1.5e6, 1, 0, 0, 0);
    ck_assert_msg(read_points("all_back_s") == 0, "%s", e.text);
    expect(0, "384 kbps", "", "", 1, 3, 10);
    expect(1, "1.5 Mbps", "", "", 0, 1, NAN);
    ck_assert_str_eq(points.left_out,
                     "2 failed, in 1 some phones did not complete, 1 without that number");
    ck_assert_int_eq(read_points("completed"), 0); /* which is an answer */
    expect(0, "384 kbps", "", "", 3, 1, 8 / 3.0);
    ck_assert_str_eq(points.left_out, "2 failed");
}
END_TEST

/* "unlimited" is a number of the field, and none of an axis. */
START_TEST(a_word_among_numbers_makes_names_of_all)
{
    put_run("tftp", "384 kbps", 384e3, 1, 0, 3, 10 * SECONDS);
    put_run("tftp", "unlimited", 1e99, 1, 0, 3, 2 * SECONDS);
    ck_assert_int_eq(read_points("all_back_s"), 0);
    ck_assert_int_eq(points.x_kind, AXIS_WORDS);
    expect(1, "unlimited", "", "", 1, 0, 2);
}
END_TEST

START_TEST(scenarios_that_nothing_tells_apart_are_refused)
{
    must_put("384 kbps", 384e3, 0, 7 * SECONDS);
    const struct store_key key = key_of("another", 1, 0);
    const struct store_parameter p = rate("384 kbps", 384e3);
    const struct run_summary summary = {.all_back = SECONDS};
    ck_assert_int_eq(store_put(s, &key, &p, 1, &(struct store_outcome){.summary = &summary}, &e),
                     0);
    ck_assert_int_lt(read_points("all_back_s"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "at wan.rate = 384 kbps there are runs of different"));
}
END_TEST

START_TEST(names_of_scenarios_tell_apart)
{
    must_put("384 kbps", 384e3, 0, 7 * SECONDS);
    struct store_key key = key_of("another", 1, 0);
    key.name = "its name";
    const struct store_parameter p = rate("384 kbps", 384e3);
    const struct run_summary summary = {.all_back = SECONDS, .phones = 3};
    ck_assert_int_eq(store_put(s, &key, &p, 1, &(struct store_outcome){.summary = &summary}, &e),
                     0);
    ck_assert_msg(read_points("phones") == 0, "%s", e.text);
    ck_assert_str_eq(points.members, "scenario");
    ck_assert_uint_eq(points.count, 2);
    ck_assert_str_eq(points.note, "how many there are");
    x = "scenario";
    by = "engine";
    ck_assert_int_eq(read_points("phones"), 0);
    ck_assert_int_eq(points.x_kind, AXIS_WORDS);
    ck_assert_ptr_null(points.members); /* the rate is one */
}
END_TEST

/* It is both, what runs a run and a parameter of the sweep. */
START_TEST(engines_are_told_of_once)
{
    for (int i = 0; i < 2; i++) {
        const char *engine = i ? "ns3" : "native";
        struct store_key key = key_of("the same", 1, 0);
        const struct store_parameter parameters[] = {rate("384 kbps", 384e3),
                                                     {"engine", engine, NAN}};
        const struct run_summary summary = {.all_back = SECONDS, .phones = 3};
        key.engine = engine;
        ck_assert_int_eq(
            store_put(s, &key, parameters, 2, &(struct store_outcome){.summary = &summary}, &e), 0);
    }
    ck_assert_msg(read_points("phones") == 0, "%s", e.text);
    ck_assert_str_eq(points.members, "engine");
    expect(0, "384 kbps", "", "native", 1, 0, 3);
    expect(1, "384 kbps", "", "ns3", 1, 0, 3);
}
END_TEST

START_TEST(nothing_is_no_chart)
{
    ck_assert_int_lt(read_points("all_back_s"), 0);
    ck_assert_str_eq(e.text, "there is no such run");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, begin, end);
    tcase_add_test(t, replications_and_seeds_are_of_one_point);
    tcase_add_test(t, what_varies_besides_makes_lines_of_its_own);
    tcase_add_test(t, runs_without_an_answer_are_left_out);
    tcase_add_test(t, a_word_among_numbers_makes_names_of_all);
    tcase_add_test(t, scenarios_that_nothing_tells_apart_are_refused);
    tcase_add_test(t, names_of_scenarios_tell_apart);
    tcase_add_test(t, engines_are_told_of_once);
    tcase_add_test(t, nothing_is_no_chart);
}

int main(void)
{
    return run_tests("store_points", add);
}
