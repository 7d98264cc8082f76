/* Claims of the model beside what was simulated: which hold, and two scenarios answered by both. */
#include "studies/model_check.h"

#include <math.h>

#include "sim/engine_load.h"
#include "tests/scenarios/support.h"

/* Of 10 phones. */
static const struct {
    struct model_check numbers;
    enum model_check_verdict wanted;
} claims[] = {
    {{.difference = 0.0049}, MODEL_CHECK_HOLDS},
    {{.difference = -0.0049}, MODEL_CHECK_HOLDS},
    {{.difference = 0.0051}, MODEL_CHECK_OFF},
    {{.difference = -0.0051}, MODEL_CHECK_OFF},
    {{.difference = 0.001, .drops = 1}, MODEL_CHECK_REGION},
    {{.difference = 0.001, .repeats = 1}, MODEL_CHECK_REGION},
    {{.region = ANALYTIC_DROPS, .difference = -0.0149, .drops = 1}, MODEL_CHECK_HOLDS},
    {{.region = ANALYTIC_DROPS, .difference = -0.0151, .drops = 1}, MODEL_CHECK_OFF},
    {{.region = ANALYTIC_DROPS, .difference = 0}, MODEL_CHECK_REGION},
    {{.region = ANALYTIC_REPEATS, .difference = 0, .repeats = 1}, MODEL_CHECK_HOLDS},
    {{.region = ANALYTIC_REPEATS, .difference = 0}, MODEL_CHECK_REGION},
    {{.region = ANALYTIC_REPEATS, .difference = 0, .by_http = true}, MODEL_CHECK_HOLDS},
    {{.region = ANALYTIC_WAVES, .difference = 0.0149}, MODEL_CHECK_HOLDS},
    {{.region = ANALYTIC_DROPS, .bound = true, .difference = -0.3, .drops = 1}, MODEL_CHECK_HOLDS},
    {{.region = ANALYTIC_DROPS, .bound = true, .difference = 0.0004, .drops = 1},
     MODEL_CHECK_HOLDS},
    {{.region = ANALYTIC_DROPS, .bound = true, .difference = 0.0006, .drops = 1},
     MODEL_CHECK_NO_BOUND},
    {{.difference = NAN, .completed = 9}, MODEL_CHECK_NEVER},
    {{.bound = true, .difference = NAN, .completed = 9}, MODEL_CHECK_HOLDS},
    {{.never = true, .difference = NAN, .completed = 9}, MODEL_CHECK_HOLDS},
    {{.never = true, .difference = INFINITY}, MODEL_CHECK_NEVER},
    {{.limited = true, .difference = 0}, MODEL_CHECK_NEVER},
    {{.limited = true, .difference = NAN, .completed = 9}, MODEL_CHECK_HOLDS},
};

START_TEST(what_holds)
{
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        struct model_check c = claims[i].numbers;
        c.phones = 10;
        c.completed = c.completed ? c.completed : 10;
        const enum model_check_verdict got = model_check_judge(&c);
        ck_assert_msg(got == claims[i].wanted, "claim %zu: %s, wanted %s", i,
                      model_check_verdict_names[got], model_check_verdict_names[claims[i].wanted]);
    }
}
END_TEST

static int load_numbered(void *user, size_t number, struct scenario *s, struct error *e)
{
    (void)user;
    return load(s, SMALLEST, number ? "wan.loss=0.1%" : "wan.rtt=20ms", e);
}

START_TEST(both_answer)
{
    struct model_check checks[2];
    struct error e = {""};
    ck_assert_msg(model_check_all(checks, 2, load_numbered, NULL, 2, NULL, NULL, &e) == 0, "%s",
                  e.text);
    ck_assert_int_eq((int)checks[0].verdict, MODEL_CHECK_HOLDS);
    ck_assert_int_eq((int)checks[0].region, ANALYTIC_EXACT);
    ck_assert_double_eq_tol(checks[0].model, checks[0].simulated, 0.005 * checks[0].simulated);
    ck_assert_double_eq_tol(checks[0].difference, checks[0].model / checks[0].simulated - 1, 1e-12);
    ck_assert(checks[0].phones == 1 && checks[0].completed == 1 && checks[0].drops == 0);
    ck_assert_int_eq((int)checks[1].verdict, MODEL_CHECK_NOT_MODELLED);
    ck_assert_str_eq(checks[1].why.text, "not modelled: wan.loss");
    ck_assert(isnan(checks[1].model) && checks[1].simulated > 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("model_check");
    tcase_add_test(t, what_holds);
    tcase_add_test(t, both_answer);
    return run_tests("model_check", t);
}
