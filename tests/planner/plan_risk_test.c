/* The risks of a plan whose sites have been given their times by hand. */
#include "planner/plan_risk.h"

#include <math.h>

#include "planner/plan_faults.h"
#include "tests/planner/fleet_support.h"

/* The line of the first two decides over their time, of the third the restart does, all that is
 * unknown; the fourth has no time. */
static const char list[] = "site,model,count,wan_rate,wan_rtt\n"
                           "A,CP-7965G,20,300..500 kbps,10 ms\n"
                           "B,CP-7965G,20,300..500 kbps,10 ms\n"
                           "C,CP-7965G,2,10 Mbps,10 ms\n"
                           "D,CP-7965G,20,10 Mbps,10 ms\n";

static struct fleet fleet; /* each test has its own process */
static struct unknowns unknowns;
static struct answers answers;
static struct plan plan;
static struct plan_site sites[4];
static struct plan_window windows[4];
static struct plan_night nights[2];
static size_t order[3] = {0, 1, 2};

/* From 1000 s on in a window that is open for the quantile of its time. */
static void place(size_t i, double seconds)
{
    windows[i] = (struct plan_window){.open = 0, .close = 1000 + (int64_t)floor(seconds)};
    sites[i].windows = &windows[i];
    sites[i].window_count = 1;
    sites[i].scheduled = true;
    sites[i].start = 1000;
}

static void prepare_with(const char *const *given, size_t count)
{
    struct error e = {""};
    fleet = fleet_good(list, (struct fleet_options){0});
    ck_assert_int_eq(unknowns_init(&unknowns, &fleet.like, NULL, 0, given, count, &e), 0);
    ck_assert_msg(answers_of_fleet(&answers, &fleet, &unknowns, 0.9, 1, NULL, NULL, &e) == 0, "%s",
                  e.text);
    plan = (struct plan){.fleet = &fleet,
                         .options = {.unknowns = &unknowns},
                         .sites = sites,
                         .count = 4,
                         .nights = nights,
                         .night_count = 2};
    for (size_t i = 0; i < 4; i++) {
        sites[i].site = &fleet.sites[i];
        sites[i].chosen = METHOD_TFTP;
        memcpy(sites[i].answers, answers.of[i], sizeof sites[i].answers);
    }
    nights[0] = (struct plan_night){.sites = order, .count = 2};
    nights[1] = (struct plan_night){.sites = order + 2, .count = 1};
}

static void prepare(void)
{
    static const char *const given[] = {"none", "phone.restart=30s..40s"};
    prepare_with(given, 2);
}

static void leave(void)
{
    answers_free(&answers);
    unknowns_fini(&unknowns);
    fleet_free(&fleet);
}

static void near(double value, double right, double off)
{
    ck_assert_msg(fabs(value - right) <= off, "%.9g is not %.9g", value, right);
}

START_TEST(sites_and_nights_fit_and_what_matters_has_its_name)
{
    prepare();
    place(0, sites[0].answers[METHOD_TFTP].p90);
    place(1, sites[1].answers[METHOD_TFTP].p50);
    place(2, sites[2].answers[METHOD_TFTP].p99 + 2);
    plan_find_risks(&plan);
    near(sites[0].fits, 0.9, 0.005);
    near(sites[1].fits, 0.5, 0.005);
    near(sites[2].fits, 1, 0);
    ck_assert(isnan(sites[3].fits));
    near(nights[0].all_fit, 0.45, 0.02);
    near(nights[1].all_fit, 1, 0);
    ck_assert_str_eq(sites[0].matters_most, "wan_rate");
    ck_assert(sites[0].matters_share > 0.95);
    ck_assert_str_eq(sites[2].matters_most, "phone.restart");
    ck_assert_ptr_null(sites[3].matters_most);
    leave();
}
END_TEST

/* What is known of a kind by a method is not another's. */
START_TEST(what_matters_is_found_once_a_kind)
{
    static const char *const given[] = {"none", "phone.restart=30s..40s",
                                        "phone.turnaround=4ms..6ms"};
    prepare_with(given, 3);
    for (size_t i = 0; i < 4; i++)
        place(i, 300);
    plan_find_risks(&plan);
    const double both = sites[3].matters_share, other = sites[2].matters_share;
    sites[2].scheduled = false;
    plan_find_risks(&plan);
    ck_assert(sites[3].matters_share == both && both != other && both > 0);
    sites[2] = sites[3]; /* the same kind by two methods */
    sites[2].chosen = METHOD_PFS;
    plan_find_risks(&plan);
    ck_assert(sites[3].matters_share == both && sites[2].matters_share != both);
    leave();
}
END_TEST

/* A tenth of the line, up or down, and 10 s of restart: nearly all is the line's. */
START_TEST(all_indices_of_a_site_have_names)
{
    struct plan_indices x;
    struct error e = {""};
    prepare();
    ck_assert_msg(plan_find_indices(&x, &plan, 0, &e) == 0, "%s", e.text);
    ck_assert_uint_eq(x.count, 2);
    ck_assert_str_eq(x.names[0], "phone.restart");
    ck_assert_str_eq(x.names[1], "wan_rate");
    near(x.of.first[1].value, 1, 0.03);
    near(x.of.total[0].value, 0, 0.03);
    sites[3].chosen = -1;
    ck_assert_int_lt(plan_find_indices(&x, &plan, 3, &e), 0);
    ck_assert_str_eq(e.text, "D: no method is possible");
    plan.options.unknowns = &(struct unknowns){.count = 0};
    ck_assert_int_lt(plan_find_indices(&x, &plan, 2, &e), 0);
    ck_assert_str_eq(e.text, "nothing, since each input has one value");
    leave();
}
END_TEST

/* C begins when A is under way and B is not; the simulated one is the larger of both. A night with
 * a site of the same kind and method has its outcomes. */
START_TEST(faults_are_simulated_where_most_phones_are)
{
    struct error e = {""};
    prepare();
    for (size_t i = 0; i < 3; i++)
        place(i, 300);
    sites[1].end = 1100;
    sites[0].end = sites[2].end = 1300;
    nights[0] = (struct plan_night){.sites = order, .count = 3, .worst = 1100};
    nights[1] = (struct plan_night){.sites = order + 2, .count = 1, .worst = 1200};
    fleet.sites[2].phone_count = 21;
    ck_assert_msg(plan_find_worst_hours(&plan, &e) == 0, "%s", e.text);
    for (size_t n = 0; n < 2; n++) {
        ck_assert_uint_eq(nights[n].worst_site, 2);
        ck_assert_uint_eq(nights[n].faults[RISK_NONE].back, 2);
        ck_assert(!nights[n].faults[RISK_ROOT].applies && nights[n].faults[RISK_SERVER].applies);
        ck_assert(nights[n].faults[RISK_SERVER].lasts == 60);
        ck_assert_uint_eq(nights[n].faults[RISK_NO_FILE].back, 0);
    }
    static const size_t fourth = 3;
    nights[1].sites = (size_t *)&fourth;
    place(3, 300);
    sites[3].end = 1300;
    ck_assert_int_eq(plan_find_worst_hours(&plan, &e), 0);
    ck_assert_uint_eq(nights[1].faults[RISK_NONE].phones, 20); /* another kind */
    const size_t kind = fleet.sites[3].kind;
    fleet.sites[3].kind = fleet.sites[2].kind;
    sites[3].chosen = METHOD_PFS;
    ck_assert_int_eq(plan_find_worst_hours(&plan, &e), 0);
    ck_assert(nights[1].faults[RISK_ROOT].applies); /* another method */
    fleet.sites[3].kind = kind;
    plan.options.engine = PLAN_BY_MODEL;
    memset(nights[0].faults, 0, sizeof nights[0].faults);
    ck_assert_int_eq(plan_find_worst_hours(&plan, &e), 0);
    ck_assert(!nights[0].faults[RISK_NONE].applies);
    sites[3].chosen = -1;
    ck_assert_int_lt(plan_find_faults(nights[0].faults, &plan, 3, &e), 0);
    ck_assert_str_eq(e.text, "D: no method is possible");
    leave();
}
END_TEST

static void expect_text(const struct risk_outcome *of, enum risk_fault fault, const char *text)
{
    char *is = plan_faults_text(of, fault);
    ck_assert_str_eq(is, text);
    free(is);
}

START_TEST(faults_are_told_in_numbers)
{
    const struct risk_outcome of[RISK_FAULTS] = {
        [RISK_NONE] = {true, 60, 60, 540, 0},
        [RISK_ROOT] = {true, 60, 59, 840, 0},
        [RISK_SERVER] = {true, 60, 60, 600, 60},
        [RISK_NO_FILE] = {true, 60, 0, (double)NAN, 0},
    };
    expect_text(of, RISK_NONE, "no fault: 60 of 60 phones get the firmware, the last after 9 min");
    expect_text(of, RISK_ROOT,
                "root unplugged halfway: 59 of 60 phones get the firmware, the last after 14 min; "
                "without it 60 after 9 min");
    expect_text(of, RISK_SERVER,
                "server dead for 1 min from halfway on: 60 of 60 phones get the firmware, the last "
                "after 10 min; without it 60 after 9 min");
    expect_text(of, RISK_NO_FILE,
                "last file missing at the server: none of 60 phones gets the firmware; without it "
                "60 after 9 min");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, all_indices_of_a_site_have_names);
    tcase_add_test(t, faults_are_simulated_where_most_phones_are);
    tcase_add_test(t, faults_are_told_in_numbers);
    tcase_add_test(t, what_matters_is_found_once_a_kind);
    tcase_add_test(t, sites_and_nights_fit_and_what_matters_has_its_name);
}

int main(void)
{
    return run_tests("plan_risk", add);
}
