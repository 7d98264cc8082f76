/* A fleet's sites at all points: quantiles of times whose distribution is known, who shares what,
 * and what has no answer. */
#include "planner/answers.h"

#include "scenarios/estimate.h"
#include "tests/planner/sites.h"

/* The model's time of a site as it stands, with options. */
static double time_of(size_t number, const char *const *options, size_t option_count)
{
    struct scenario s;
    struct error e = {""};
    ck_assert_msg(load_with(number, options, option_count, &s, &e) == 0, "%s", e.text);
    struct estimate *x = estimate_new(&s, &e);
    ck_assert_msg(x != NULL, "%s", e.text);
    const double seconds = estimate_evaluate(x)->all_back;
    estimate_free(x);
    scenario_free(&s);
    return seconds;
}

/* The same of site 0 by a method at a point. */
static double time_at(const char *method, const struct answers_inputs *in, size_t point)
{
    const char *options[8] = {method};
    ck_assert_uint_lt(in->count, 8);
    for (size_t i = 0; i < in->count; i++)
        options[i + 1] = answers_input_assignment(in, i, point);
    const double seconds = time_of(0, options, in->count + 1);
    for (size_t i = 0; i < in->count; i++)
        free((char *)options[i + 1]);
    return seconds;
}

START_TEST(what_is_known_has_one_time)
{
    site("a", 0, PHONES(5));
    know(none, 1);
    must_make(0.9);
    const struct plan_answer *a = &answers.of[0][METHOD_TFTP];
    const double seconds = time_of(0, (const char *const[]){"method=tftp"}, 1);
    ck_assert(a->possible && !a->bound && !a->has_mos);
    near(a->p10, seconds, 1e-3);
    near(a->p99, seconds, 1e-3);
    near(a->wan_bytes, 5 * 7654840.0, 40000);
    near(a->mean_rate, a->wan_bytes * 8 / seconds, 1);
    near(a->transfers, 5, 0);
    near(a->alone, 5, 0);
    near(a->outage, seconds, 1e-3);
    ck_assert(a->wan_use > 0.8 && a->wan_use <= 1 && a->server_use > 0 && a->server_use < 0.01);
    near(answers.of[0][METHOD_PFS].transfers, 1, 0);
    near(answers.of[0][METHOD_PFS].alone, 0, 0);
    answers_free(&answers);
}
END_TEST

/* A restart of 30 to 40 s adds to whatever the download takes: each per cent of the points is
 * 0.1 s. The 922nd of 1,024 is the nine tenths. */
START_TEST(quantiles_are_those_of_the_points)
{
    static const char *const given[] = {"none", "phone.restart=30s..40s"};
    site("a", 0, PHONES(1));
    know(given, 2);
    must_make(0.75);
    const struct plan_answer *a = &answers.of[0][METHOD_TFTP];
    const double without = time_of(0, (const char *const[]){"method=tftp", "phone.restart=0s"}, 2);
    near(a->p10, without + 31, 0.012);
    near(a->p50, without + 35, 0.012);
    near(a->p90, without + 39, 0.012);
    near(a->p99, without + 39.9, 0.012);
    near(a->at_confidence, without + 37.5, 0.012);
    size_t below = 0;
    for (size_t i = 0; i < PLAN_POINTS; i++)
        below += (double)a->samples[i] <= a->p90;
    ck_assert_uint_eq(below, 922);
    near((double)a->samples[a->point], a->at_confidence, 0);
    near(plan_answer_within(a, without + 32.5), 0.25, 0.002);
    answers_free(&answers);
}
END_TEST

/* The planning point as options of -s is a scenario that takes that long. */
START_TEST(a_point_is_a_scenario)
{
    static const char *const given[] = {"phone.restart=30s..40s"};
    struct answers_inputs in;
    struct plan_points *points = plan_points_new();
    struct error e;
    site("a", 0, PHONES(3));
    range("wan.rate", 384000, 1536000);
    know(given, 1);
    must_make(0.9);
    ck_assert_int_eq(answers_inputs_init(&in, points, &unknowns, &sites[0], &e), 0);
    ck_assert_uint_eq(in.count, 6);
    for (int m = 0; m < ANSWERS_METHODS; m += METHOD_PFS) {
        const struct plan_answer *a = &answers.of[0][m];
        near(time_at(m == METHOD_PFS ? "method=pfs" : "method=tftp", &in, a->point),
             a->at_confidence, a->at_confidence * 1e-6);
    }
    answers_free(&answers);
    plan_points_free(points);
}
END_TEST

START_TEST(sites_of_a_kind_share_and_those_with_ranges_do_not)
{
    static const char *const given[] = {"none", "phone.restart=30s..40s"};
    site("a", 1, PHONES(2));
    site("b", 0, PHONES(2));
    range("wan.rate", 384000, 1536000);
    site("c", 1, PHONES(2));
    site("d", 0, PHONES(2));
    range("wan.rate", 384000, 1536000);
    know(given, 2);
    must_make(0.9);
    const struct plan_answer *a = &answers.of[0][METHOD_PFS], *b = &answers.of[1][METHOD_PFS];
    const struct plan_answer *c = &answers.of[2][METHOD_PFS], *d = &answers.of[3][METHOD_PFS];
    ck_assert_ptr_eq(a->samples, c->samples);
    ck_assert_ptr_ne(b->samples, d->samples);
    ck_assert(b->p90 - b->p10 > 2 * (a->p90 - a->p10));
    /* The same distribution, in other orders. */
    near(b->p50, d->p50, 0.01 * b->p50);
    ck_assert(memcmp(b->samples, d->samples, 10 * sizeof *b->samples) != 0);
    answers_free(&answers);
}
END_TEST

/* The run ends before they are back where the line is slow. */
START_TEST(who_is_never_back_at_some_points_counts_them)
{
    site("a", 0, "run: {limit: 600 s}\nsubnets: [{phones: [{model: CP-7965, count: 2}]}]\n");
    range("wan.rate", 100000, 500000);
    know(none, 1);
    must_make(0.9);
    const struct plan_answer *a = &answers.of[0][METHOD_TFTP];
    ck_assert(a->possible && a->never_share > 0.3 && a->never_share < 0.9);
    ck_assert(isinf(a->p99) && isinf(a->at_confidence) && isfinite(a->p10));
    ck_assert(isinf(a->samples[a->point]));
    near(plan_answer_within(a, 1e9), 1 - a->never_share, 1e-9);
    near(a->mean_rate, 0, 0);
    answers_free(&answers);
}
END_TEST

static const struct {
    const char *text, *why;
    enum method method;
    bool not_modelled;
} impossible[] = {
    {PHONES(1), "no load server", METHOD_LOAD_SERVER, false},
    {"wan: {loss: 1 %}\n" PHONES(1), "wan.loss is not modelled", METHOD_TFTP, true},
    {"run: {limit: 100 s}\n" PHONES(1), "not back within the run's limit (run.limit)", METHOD_PFS,
     false},
    {"wan: {rate: 64 kbps, queue: {limit: 5000 packets}}\n" PHONES(70),
     "never back: blocks are sent again before their ACKs can come, until the line has nothing "
     "else",
     METHOD_TFTP, false},
    {"pfs: {ads: 99999}\n" PHONES(1),
     "site.yaml:1:12: pfs.ads: '99999' is out of range; give a whole number from 1 to 100",
     METHOD_PFS, false},
};

START_TEST(what_has_no_answer_says_why)
{
    texts[7] = PHONES(1); /* what is known is of another */
    site("a", 0, PHONES(1));
    know(none, 1);
    texts[0] = impossible[_i].text;
    must_make(0.9);
    const struct plan_answer *a = &answers.of[0][impossible[_i].method];
    ck_assert(!a->possible && a->not_modelled == impossible[_i].not_modelled);
    ck_assert_str_eq(a->why_not, impossible[_i].why);
    ck_assert_ptr_null(a->samples);
    answers_free(&answers);
}
END_TEST

START_TEST(an_unknown_that_formulas_do_not_know_is_left_to_runs)
{
    static const char *const given[] = {"phone.idle=60s..600s"};
    site("a", 0, PHONES(1));
    know(given, 1);
    must_make(0.9);
    ck_assert_str_eq(answers.of[0][METHOD_TFTP].why_not, "phone.idle is not modelled");
    ck_assert(answers.of[0][METHOD_TFTP].not_modelled);
    answers_free(&answers);
}
END_TEST

START_TEST(both_ends_of_a_range_must_load)
{
    struct error e = {""};
    site("Nowhere", 0, PHONES(1));
    range("wan.rate", 1, 384000);
    know(none, 1);
    ck_assert_int_lt(make(0.9, &e), 0);
    ck_assert_msg(!strncmp(e.text, "Nowhere: -s wan.rate=1 bps", 20), "%s", e.text);
}
END_TEST

/* Beside a call the line is followed packet by packet at some points only; at those between the
 * time is as near to what it would be as the model's is to a run's. */
START_TEST(beside_calls_points_between_are_as_if_followed)
{
    struct answers_inputs in;
    struct plan_points *points = plan_points_new();
    struct error e;
    site("a", 0,
         "traffic: [{kind: calls, codec: g729}]\n"
         "subnets: [{phones: [{model: CP-7965, count: 10}]}]\n");
    range("wan.rate", 512000, 1024000);
    know(NULL, 0);
    must_make(0.9);
    ck_assert_int_eq(answers_inputs_init(&in, points, &unknowns, &sites[0], &e), 0);
    const struct plan_answer *a = &answers.of[0][METHOD_TFTP];
    ck_assert(a->has_mos && a->mos > 1 && a->mos < a->mos_before);
    for (size_t k = 500; k < 516; k++)
        near((double)a->samples[k] / time_at("method=tftp", &in, k), 1, 0.012);
    answers_free(&answers);
    plan_points_free(points);
}
END_TEST

/* ... and a busy line, at some points of which the model knows no more than the time without
 * others: these do not pull the others down. */
START_TEST(beside_others_points_without_an_answer_tell_nothing)
{
    struct answers_inputs in;
    struct plan_points *points = plan_points_new();
    struct error e;
    site("a", 0, "wan: {rate: 1 Mbps, queue: {limit: 10 packets}}\nbusy: 25 %\n" PHONES(6));
    range("busy", 100000000, 400000000);
    know(NULL, 0);
    must_make(0.9);
    ck_assert_int_eq(answers_inputs_init(&in, points, &unknowns, &sites[0], &e), 0);
    const struct plan_answer *a = &answers.of[0][METHOD_TFTP];
    const char *alone[] = {"method=tftp", "busy=0 %"};
    const double without = time_of(0, alone, 2);
    size_t told = 0;
    for (size_t k = 500; k < 520; k++) {
        const double seconds = time_at("method=tftp", &in, k);
        if (seconds < 1.1 * without)
            continue;
        near((double)a->samples[k] / seconds, 1, 0.04);
        told++;
    }
    ck_assert_uint_ge(told, 10);
    answers_free(&answers);
    plan_points_free(points);
}
END_TEST

START_TEST(a_load_server_is_not_beside_them)
{
    site("a", 0, "traffic: [{kind: calls, codec: g729}]\n" LOAD_SERVER);
    know(NULL, 0);
    must_make(0.9);
    const struct plan_answer *a = &answers.of[0][METHOD_LOAD_SERVER];
    ck_assert(a->possible && a->has_mos);
    near(a->mos, a->mos_before, 1e-9);
    near(a->wan_bytes, 0, 0);
    near(a->server_use, 0, 0);
    answers_free(&answers);
}
END_TEST

/* What parts by 2 % and less is the same. */
START_TEST(times_follow_the_simulator_when_it_is_far_off)
{
    struct plan_answer a = {.possible = true, .ratio = 1.03};
    near(plan_answer_scale(&a), 1, 0);
    a.simulated = true;
    near(plan_answer_scale(&a), 1.03, 0);
    static float times[PLAN_POINTS] = {100, 200};
    a.samples = times;
    near(plan_answer_at(&a, 1), 206, 1e-9);
    near(plan_answer_within(&a, 205), 1 - 1.0 / PLAN_POINTS, 1e-9);
    a.ratio = 0.981;
    near(plan_answer_scale(&a), 1, 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, what_is_known_has_one_time);
    tcase_add_test(t, quantiles_are_those_of_the_points);
    tcase_add_test(t, a_point_is_a_scenario);
    tcase_add_test(t, sites_of_a_kind_share_and_those_with_ranges_do_not);
    tcase_add_test(t, who_is_never_back_at_some_points_counts_them);
    tcase_add_loop_test(t, what_has_no_answer_says_why, 0,
                        (int)(sizeof impossible / sizeof *impossible));
    tcase_add_test(t, an_unknown_that_formulas_do_not_know_is_left_to_runs);
    tcase_add_test(t, both_ends_of_a_range_must_load);
    tcase_add_test(t, beside_calls_points_between_are_as_if_followed);
    tcase_add_test(t, beside_others_points_without_an_answer_tell_nothing);
    tcase_add_test(t, a_load_server_is_not_beside_them);
    tcase_add_test(t, times_follow_the_simulator_when_it_is_far_off);
}

int main(void)
{
    return run_tests("answers", add);
}
