/* What a design's runs say of all points, against the model's answers at all of them. */
#include "planner/confirm_design.h"

#include "scenarios/estimate.h"
#include "sites.h"

static struct plan_points *points;
static struct answers_inputs in;
static float samples[PLAN_POINTS];

static void look_at(size_t number)
{
    struct error e;
    points = plan_points_new();
    ck_assert_int_eq(answers_inputs_init(&in, points, &unknowns, &sites[number], &e), 0);
}

/* Two inputs: 100 to 300, and 0 to 10, its likeliest value. */
static void two_inputs(void)
{
    static struct unknown items[] = {
        {.path = (char *)"phone.restart", .range = {FLEET_UNIFORM, 100, 200, 300}},
        {.path = (char *)"phone.flash", .range = {FLEET_TRIANGULAR, 0, 0, 10}}};
    site("A", 0, "");
    memcpy(unknowns.items, items, sizeof items);
    unknowns.count = 2;
    look_at(0);
}

static struct confirm_run back_after(double seconds)
{
    return (struct confirm_run){.back = isfinite(seconds), .all_back = seconds, .alone = 3};
}

static double value_at(size_t input, size_t point)
{
    return (double)answers_input_at(&in, input, point);
}

/* --- runs ------------------------------------------------------------------------------------ */

START_TEST(each_input_has_two_runs)
{
    static const uint64_t right[5][2] = {{200, 0}, {120, 0}, {280, 0}, {200, 1}, {200, 7}};
    two_inputs();
    ck_assert_uint_eq(confirm_design_runs(0), 1);
    ck_assert_uint_eq(confirm_design_runs(3), 5);
    for (size_t run = 0; run < 5; run++)
        for (size_t i = 0; i < 2; i++)
            ck_assert_uint_eq(confirm_design_value(&in, 3, run, i), right[run][i]);
    ck_assert_uint_eq(confirm_design_runs(2), 3); /* the first one has no effect */
    ck_assert_uint_eq(confirm_design_value(&in, 2, 1, 0), 200);
    ck_assert_uint_eq(confirm_design_value(&in, 2, 2, 1), 7);
}
END_TEST

/* --- between them ---------------------------------------------------------------------------- */

START_TEST(a_product_is_met_exactly)
{ /* 6000 / first, times two for each of the second */
    static const double times[] = {30, 50, 6000.0 / 280, 60, 30 * 128};
    struct confirm_run runs[5];
    struct plan_answer a = {.not_modelled = true, .bound = true, .bound_share = 1};
    two_inputs();
    for (size_t i = 0; i < 5; i++)
        runs[i] = back_after(times[i]);
    confirm_design_answer(&a, samples, &in, 3, runs, 0.9);
    ck_assert(a.possible && a.simulated && a.by_runs && !a.bound);
    for (size_t k = 0; k < PLAN_POINTS; k++) {
        const double right = 6000 / value_at(0, k) * pow(2, value_at(1, k));
        near(samples[k], right, 1e-6 * right);
    }
    ck_assert_double_eq(a.at_confidence, samples[a.point]);
    ck_assert_double_eq(a.p90, a.at_confidence);
    a.samples = samples;
    near(plan_answer_within(&a, a.p50), 0.5, 0.01);
    a.ratio = 1.5; /* to a model, which scales nothing: the times are the simulator's */
    ck_assert(plan_answer_is_off(&a));
    ck_assert_double_eq(plan_answer_at(&a, 3), samples[3]);
}
END_TEST

START_TEST(values_that_are_the_same_are_one)
{ /* 1 or 2, uniform: the likeliest is 1, as is what 10 % are below */
    static const double times[] = {30, 30, 60};
    struct confirm_run runs[3];
    struct plan_answer a = {.ratio = NAN};
    two_inputs();
    unknowns.items[0].range = (struct fleet_number){FLEET_UNIFORM, 1, 1, 2};
    for (size_t i = 0; i < 3; i++)
        runs[i] = back_after(times[i]);
    confirm_design_answer(&a, samples, &in, 1, runs, 0.9);
    for (size_t k = 0; k < PLAN_POINTS; k++)
        near(samples[k], 30 * value_at(0, k), 1e-4);
    unknowns.items[0].range = (struct fleet_number){FLEET_TRIANGULAR, 1, 1, 1};
    confirm_design_answer(&a, samples, &in, 1, runs, 0.9);
    near(a.p99, 30, 1e-4);
}
END_TEST

START_TEST(what_is_not_back_is_never_nearby)
{ /* from the middle of 0 and 7 on */
    struct confirm_run runs[] = {back_after(30), back_after(30), back_after(30), back_after(30),
                                 back_after(INFINITY)};
    struct plan_answer a = {.ratio = NAN};
    size_t never = 0;
    two_inputs();
    confirm_design_answer(&a, samples, &in, 3, runs, 0.9);
    for (size_t k = 0; k < PLAN_POINTS; k++) {
        ck_assert(isinf(samples[k]) == (value_at(1, k) >= 4));
        never += isinf(samples[k]) ? 1 : 0;
    }
    ck_assert_double_eq(a.never_share, (double)never / PLAN_POINTS);
    ck_assert(a.possible && isinf(a.p90) && a.p50 < 30.01);
    ck_assert(plan_answer_scale(&a) == 1);
    runs[0] = back_after(INFINITY); /* where all is likeliest */
    confirm_design_answer(&a, samples, &in, 3, runs, 0.9);
    ck_assert(!a.possible && a.simulated);
}
END_TEST

START_TEST(what_runs_tell_is_that_of_the_planning_point)
{ /* which is nearly that of the run with the first input at 120 */
    struct confirm_run runs[3] = {back_after(30), back_after(50), back_after(6000.0 / 280)};
    struct plan_answer a = {.not_modelled = true};
    two_inputs();
    for (size_t i = 0; i < 3; i++) {
        runs[i].has_mos = true;
        runs[i].mos = 3;
        runs[i].mos_before = 4.2;
        runs[i].wan_bytes = 1000;
        runs[i].wan_use = 30 / runs[i].all_back;
        runs[i].outage = runs[i].all_back;
    }
    runs[1].mos = 3.4;
    confirm_design_answer(&a, samples, &in, 1, runs, 0.9);
    near(a.at_confidence, 50, 0.2); /* 120 of 100 to 300 */
    ck_assert(a.has_mos);
    near(a.mos, 3.4, 0.01);
    near(a.mos_before, 4.2, 1e-9);
    near(a.wan_bytes, 1000, 1e-9);
    near(a.mean_rate, 8000 / a.at_confidence, 1e-9);
    near(a.wan_use, 0.6, 0.002);
    near(a.outage, 50, 0.2);
    ck_assert_double_eq(a.alone, 3);
    runs[1].has_mos = false; /* nobody was heard there: as where all is likeliest */
    runs[1].mos = -1;
    confirm_design_answer(&a, samples, &in, 1, runs, 0.9);
    near(a.mos, 3, 1e-9);
}
END_TEST

/* --- against the model ------------------------------------------------------------------------ */

static void make_run(struct confirm_run *run, enum method m, size_t number, uint64_t inputs)
{
    static const char *const methods[] = {"method=tftp", "method=load-server", "method=pfs"};
    const char *options[UNKNOWNS_MOST + 2] = {methods[m]};
    struct scenario s;
    struct error e = {""};
    for (size_t i = 0; i < in.count; i++)
        options[i + 1] = answers_input_set(&in, i, confirm_design_value(&in, inputs, number, i));
    ck_assert_msg(load_with((size_t)(in.site - sites), options, in.count + 1, &s, &e) == 0, "%s",
                  e.text);
    struct estimate *x = estimate_new(&s, &e);
    ck_assert_ptr_nonnull(x);
    *run = back_after(estimate_evaluate(x)->all_back);
    estimate_free(x);
    scenario_free(&s);
    for (size_t i = 0; i < in.count; i++)
        free((char *)(uintptr_t)options[i + 1]);
}

static void expect_like_model(size_t number, enum method m)
{
    const struct plan_answer *model = &answers.of[number][m];
    struct confirm_run runs[2 * UNKNOWNS_MOST + 3];
    struct plan_answer a = {.ratio = NAN};
    look_at(number);
    const uint64_t inputs = ((uint64_t)1 << in.count) - 1;
    for (size_t i = 0; i < confirm_design_runs(inputs); i++)
        make_run(&runs[i], m, i, inputs);
    confirm_design_answer(&a, samples, &in, inputs, runs, 0.9);
    near(a.p10, model->p10, 0.01 * model->p10);
    near(a.p50, model->p50, 0.01 * model->p50);
    near(a.p90, model->p90, 0.01 * model->p90);
    near(a.p99, model->p99, 0.01 * model->p99);
    plan_points_free(points);
}

START_TEST(quantiles_are_the_models_within_a_hundredth)
{
    static const char *const lines[] = {"wan: {rate: 384 kbps, rtt: 16 ms}\n" PHONES(10),
                                        "wan: {rate: 8 Mbps, rtt: 16 ms}\n" PHONES(2),
                                        "wan: {rate: 1 Mbps, rtt: 16 ms}\n" PHONES(3),
                                        "wan: {rate: 8 Mbps, rtt: 30 ms}\n" PHONES(1)};
    site("slow", 0, lines[0]);
    site("fast", 1, lines[1]);
    site("rate", 2, lines[2]);
    range("wan.rate", 500000, 2000000);
    site("far", 3, lines[3]);
    range("wan.rtt", 10000000, 60000000);
    know(NULL, 0);
    must_make(0.9);
    for (size_t i = 0; i < count; i++) {
        expect_like_model(i, METHOD_TFTP);
        expect_like_model(i, METHOD_PFS);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, each_input_has_two_runs);
    tcase_add_test(t, a_product_is_met_exactly);
    tcase_add_test(t, values_that_are_the_same_are_one);
    tcase_add_test(t, what_is_not_back_is_never_nearby);
    tcase_add_test(t, what_runs_tell_is_that_of_the_planning_point);
    tcase_add_test(t, quantiles_are_the_models_within_a_hundredth);
}

int main(void)
{
    return run_tests("confirm_design", add);
}
