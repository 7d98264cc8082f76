/* The risks of a plan whose sites have been given their times by hand. */
#include "planner/plan_risk.h"

#include <math.h>

#include "tests/planner/fleet_support.h"

/* The line of the first two decides over their time, of the third the restart does, all that is
 * unknown; the fourth has no time. */
static const char list[] = "site,model,count,wan_rate,wan_rtt\n"
                           "A,CP-7965G,20,300..500 kbps,10 ms\n"
                           "B,CP-7965G,20,300..500 kbps,10 ms\n"
                           "C,CP-7965G,20,10 Mbps,10 ms\n"
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

static void prepare(void)
{
    static const char *const given[] = {"none", "phone.restart=30s..40s"};
    struct error e = {""};
    fleet = fleet_good(list, (struct fleet_options){0});
    ck_assert_int_eq(unknowns_init(&unknowns, &fleet.like, NULL, 0, given, 2, &e), 0);
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
    answers_free(&answers);
    unknowns_fini(&unknowns);
    fleet_free(&fleet);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, sites_and_nights_fit_and_what_matters_has_its_name);
}

int main(void)
{
    return run_tests("plan_risk", add);
}
