/* How likely, by what, and what if: against what can be worked out. */
#include "planner/risk.h"

#include "tests/planner/sites.h"

/* Ten sites, each of which is in time with nine of ten of its own draws. */
static double ten_sites(bool own)
{
    static char names[10][8];
    static const char *const given[] = {"none", "phone.restart=30s..40s"};
    struct risk_site all[10];
    for (size_t i = 0; i < 10; i++) {
        snprintf(names[i], sizeof names[i], "S%zu", i);
        site(names[i], 0, PHONES(2));
        if (own)
            range("wan.rate", 384000, 1536000);
    }
    know(given, own ? 1 : 2);
    must_make(0.9);
    for (size_t i = 0; i < 10; i++) {
        all[i] = (struct risk_site){&answers.of[i][METHOD_PFS], answers.of[i][METHOD_PFS].p90};
        near(risk_all_within(&all[i], 1), 0.9, 0.001);
    }
    const double together = risk_all_within(all, 10);
    answers_free(&answers);
    return together;
}

START_TEST(sites_with_ranges_of_their_own_multiply)
{
    near(ten_sites(true), pow(0.9, 10), 0.02);
}
END_TEST

START_TEST(sites_that_share_are_late_together)
{
    near(ten_sites(false), 0.9, 0.001);
}
END_TEST

START_TEST(no_site_is_in_time_and_an_impossible_one_never)
{
    const struct plan_answer never = {.possible = false};
    const struct plan_answer simulated = {.possible = true, .at_confidence = 60};
    near(risk_all_within(NULL, 0), 1, 0);
    near(risk_all_within(&(struct risk_site){&never, 1e9}, 1), 0, 0);
    near(risk_all_within(&(struct risk_site){&simulated, 60}, 1), 1, 0);
    near(risk_all_within(&(struct risk_site){&simulated, 59}, 1), 0, 0);
}
END_TEST

/* --- shares of variance ---------------------------------------------------------------------- */

static struct plan_points *points;
static struct answers_inputs in;
static float samples[PLAN_POINTS];
static struct plan_answer answer = {.possible = true, .samples = samples};

/* Three inputs: two that are shared, one of the site. */
static void three_inputs(void)
{
    static const char *const given[] = {"none", "phone.restart=0s..40s", "phone.check=0s..4s"};
    struct error e;
    points = plan_points_new();
    site("a", 0, PHONES(1));
    range("wan.rate", 384000, 1536000);
    know(given, 3);
    ck_assert_int_eq(answers_inputs_init(&in, points, &unknowns, &sites[0], &e), 0);
    ck_assert_uint_eq(in.count, 3);
}

/* 3 a + b, of which the variances are as 9 to 1. */
START_TEST(of_a_sum_each_has_its_part)
{
    double shares[3];
    three_inputs();
    for (size_t k = 0; k < PLAN_POINTS; k++)
        samples[k] =
            (float)(100 + 3 * answers_input_share(&in, 2, k) + answers_input_share(&in, 0, k));
    ck_assert_int_eq(risk_shares(&answer, &in, shares), 2);
    near(shares[2], 0.9, 0.01);
    near(shares[0], 0.1, 0.02);
    near(shares[1], 0, 0.01);
    plan_points_free(points);
}
END_TEST

/* Of Ishigami and Homma (1990), with 7 and 0.1: 0.3139, 0.4424 and 0 (the third does something
 * with the first only). */
START_TEST(of_a_function_with_known_indices)
{
    double shares[3];
    three_inputs();
    for (size_t k = 0; k < PLAN_POINTS; k++) {
        double x[3];
        for (size_t i = 0; i < 3; i++)
            x[i] = (2 * answers_input_share(&in, i, k) - 1) * M_PI;
        samples[k] =
            (float)(1000 + sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]));
    }
    ck_assert_int_eq(risk_shares(&answer, &in, shares), 1);
    near(shares[0], 0.3139, 0.03);
    near(shares[1], 0.4424, 0.03);
    near(shares[2], 0, 0.03);
    plan_points_free(points);
}
END_TEST

START_TEST(what_decides_whether_matters_most_and_nothing_where_nothing_varies)
{
    double shares[3];
    three_inputs();
    for (size_t k = 0; k < PLAN_POINTS; k++)
        samples[k] = answers_input_share(&in, 2, k) > 0.7
                         ? INFINITY
                         : 100 + (float)answers_input_share(&in, 0, k);
    ck_assert_int_eq(risk_shares(&answer, &in, shares), 2);
    ck_assert(shares[2] > 0.9);
    for (size_t k = 0; k < PLAN_POINTS; k++)
        samples[k] = 100;
    ck_assert_int_eq(risk_shares(&answer, &in, shares), -1);
    near(shares[2], 0, 0);
    plan_points_free(points);
}
END_TEST

/* A single phone's time is 13,877 rounds with a turn-around each, and a restart: variances of
 * 13.877^2 (12.7 s)^2 / 12 and of (40 s)^2 / 12. */
START_TEST(indices_of_a_site_are_those_of_its_parts)
{
    static const char *const given[] = {"none", "phone.turnaround=3000us..6000us",
                                        "phone.restart=0s..40s"};
    struct sobol_result indices;
    struct error e = {""};
    site("a", 0, PHONES(1));
    know(given, 3);
    const struct answers_request r = request(0.9);
    ck_assert_msg(risk_indices(&r, 0, METHOD_TFTP, &indices, &e) == 0, "%s", e.text);
    const double rounds = 13.877 * 3, ratio = rounds * rounds / (rounds * rounds + 1600);
    near(indices.first[0].value, ratio, 0.02);
    near(indices.total[0].value, ratio, 0.02);
    near(indices.first[1].value, 1 - ratio, 0.02);
    ck_assert_int_lt(risk_indices(&r, 0, METHOD_LOAD_SERVER, &indices, &e), 0);
    ck_assert_str_eq(e.text, "no load server");
}
END_TEST

/* --- faults ---------------------------------------------------------------------------------- */

static struct risk_outcome outcomes[RISK_FAULTS];

static void faults(const char *text, enum method m, double expected)
{
    struct error e = {""};
    site("a", 0, text);
    know(none, 1);
    const struct answers_request r = request(0.9);
    ck_assert_msg(risk_faults(&r, 0, m, expected, outcomes, &e) == 0, "%s", e.text);
    ck_assert_uint_eq(outcomes[RISK_NONE].back, outcomes[RISK_NONE].phones);
}

START_TEST(sharing_phones_find_another_root_and_no_file_ends_all)
{
    faults("wan: {rate: 2 Mbps}\nphone: {retry: 20 min}\n" PHONES(3), METHOD_PFS, 500);
    ck_assert_uint_eq(outcomes[RISK_ROOT].back, 2);
    ck_assert(outcomes[RISK_ROOT].all_back > outcomes[RISK_NONE].all_back);
    ck_assert_uint_eq(outcomes[RISK_SERVER].back, 3);
    ck_assert(outcomes[RISK_SERVER].all_back > outcomes[RISK_NONE].all_back + 60);
    ck_assert_uint_eq(outcomes[RISK_NO_FILE].back, 0);
    ck_assert(isnan(outcomes[RISK_NO_FILE].all_back));
}
END_TEST

START_TEST(a_load_server_has_faults_of_its_own_and_no_root)
{
    faults(LOAD_SERVER, METHOD_LOAD_SERVER, 60);
    ck_assert(!outcomes[RISK_ROOT].applies);
    ck_assert(outcomes[RISK_SERVER].all_back > outcomes[RISK_NONE].all_back + 50);
    ck_assert_uint_eq(outcomes[RISK_NO_FILE].back, 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, sites_with_ranges_of_their_own_multiply);
    tcase_add_test(t, sites_that_share_are_late_together);
    tcase_add_test(t, no_site_is_in_time_and_an_impossible_one_never);
    tcase_add_test(t, of_a_sum_each_has_its_part);
    tcase_add_test(t, of_a_function_with_known_indices);
    tcase_add_test(t, what_decides_whether_matters_most_and_nothing_where_nothing_varies);
    tcase_add_test(t, indices_of_a_site_are_those_of_its_parts);
    tcase_add_test(t, sharing_phones_find_another_root_and_no_file_ends_all);
    tcase_add_test(t, a_load_server_has_faults_of_its_own_and_no_root);
}

int main(void)
{
    return run_tests("risk", add);
}
