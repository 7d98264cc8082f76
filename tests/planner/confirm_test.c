/* What a run of the simulator makes of the model's answer. */
#include "planner/confirm.h"

#include <math.h>

#include "planned.h"
#include "planner/plan_files.h"
#include "planner/risk.h"
#include "small_plan.h"

/* p10 to p99 of 8 to 20 minutes, planned with p90: 12. */
static struct plan_answer modelled(void)
{
    struct plan_answer a = small_with_calls(10, 12, 4.0);
    a.p10 = 8 * 60;
    a.p90 = 12 * 60;
    a.p99 = 20 * 60;
    a.mean_rate = 1000;
    a.server_use = 0.5;
    return a;
}

static struct confirm_run run_of(double minutes)
{
    return (struct confirm_run){.back = isfinite(minutes),
                                .all_back = 60 * minutes,
                                .has_mos = true,
                                .mos = 3.1,
                                .mos_before = 4.2,
                                .wan_use = 0.7};
}

static void expect_times(const struct plan_answer *a, double p10, double p50, double p90,
                         double p99)
{
    ck_assert_double_eq_tol(a->p10, 60 * p10, 1e-9);
    ck_assert_double_eq_tol(a->p50, 60 * p50, 1e-9);
    ck_assert_double_eq_tol(a->p90, 60 * p90, 1e-9);
    ck_assert_double_eq_tol(a->at_confidence, 60 * p90, 1e-9);
    ck_assert_double_eq_tol(a->p99, 60 * p99, 1e-9);
}

START_TEST(times_stay_where_both_say_nearly_the_same)
{
    struct plan_answer a = modelled();
    const struct confirm_run run = run_of(12 * 1.0199);
    confirm_apply(&a, &run, 12 * 60, 0.9);
    ck_assert(a.simulated);
    ck_assert_double_eq_tol(a.ratio, 1.0199, 1e-9);
    expect_times(&a, 8, 10, 12, 20);
    ck_assert_double_eq(a.mean_rate, 1000);
    ck_assert_double_eq(a.mos, 3.1); /* calls are the simulator's */
    ck_assert_double_eq(a.mos_before, 4.2);
}
END_TEST

START_TEST(times_are_scaled_where_they_part)
{
    struct plan_answer a = modelled();
    const struct confirm_run run = run_of(15);
    confirm_apply(&a, &run, 12 * 60, 0.9);
    ck_assert_double_eq_tol(a.ratio, 1.25, 1e-9);
    expect_times(&a, 10, 12.5, 15, 25);
    ck_assert_double_eq(a.mean_rate, 800); /* the same bytes take longer */
    ck_assert_double_eq(a.server_use, 0.4);
    ck_assert_double_eq(a.wan_use, 0.7); /* which sees what is sent again */
}
END_TEST

START_TEST(of_another_site_of_the_kind_the_ratio_counts)
{ /* whose ranges are its own, and whose times are others */
    struct plan_answer a = modelled();
    const struct confirm_run run = run_of(30);
    confirm_apply(&a, &run, 24 * 60, 0.9);
    expect_times(&a, 10, 12.5, 15, 25);
}
END_TEST

START_TEST(a_run_that_does_not_end_is_never)
{
    struct plan_answer a = modelled();
    const struct confirm_run run = run_of(INFINITY);
    confirm_apply(&a, &run, 12 * 60, 0.9);
    ck_assert(a.possible);
    ck_assert_double_eq(a.p50, 600);
    ck_assert(isinf(a.p90) && isinf(a.at_confidence) && isinf(a.p99));
    a = modelled();
    confirm_apply(&a, &run, 12 * 60, 0.95);
    ck_assert_double_eq(a.p90, 720);
    ck_assert(isinf(a.at_confidence));
}
END_TEST

START_TEST(packets_are_blocks_and_their_acks)
{
    static const struct phone_model knows = {.pfs = PFS_YES}, knows_not = {.pfs = PFS_NO};
    static const struct firmware_load load = {.bytes = 512 * 1460};
    struct fleet_phones phones[2] = {
        {.model = &knows, .load = &load, .count = 10, .pfs_share = 500000000},
        {.model = &knows_not, .load = &load, .count = 1, .pfs_share = 1000000000}};
    const struct fleet_site site = {.phones = phones, .phones_count = 2};
    ck_assert_double_eq_tol(confirm_packets(&site, METHOD_TFTP), 11 * 2 * 1460, 1e-6);
    ck_assert_double_eq_tol(confirm_packets(&site, METHOD_PFS), 6 * 2 * 1460 + 5 * 1.5 * 512, 1e-6);
}
END_TEST

/* --- what is not modelled --------------------------------------------------------------------- */

START_TEST(without_samples_there_is_one_time)
{
    const struct plan_answer once = {.possible = true,
                                     .not_modelled = true,
                                     .simulated = true,
                                     .ratio = NAN,
                                     .at_confidence = 60};
    const struct plan_answer never = {.not_modelled = true};
    const struct risk_site nights[2][2] = {{{&once, 60}, {&once, 61}}, {{&once, 60}, {&never, 60}}};
    const struct unknowns none = {.count = 0};
    const struct fleet_range ranges[] = {
        {.path = (char *)"wan.rtt", .number = {FLEET_UNIFORM, 1, 2, 3}}};
    const struct answers_site site = {.name = "A", .ranges = ranges, .range_count = 1};
    struct plan_points *points = plan_points_new();
    struct answers_inputs in;
    struct error e;
    double shares[1];
    ck_assert_double_eq(plan_answer_at(&once, 7), 60);
    ck_assert(isinf(plan_answer_at(&never, 7)));
    ck_assert_double_eq(plan_answer_within(&once, 60), 1);
    ck_assert_double_eq(plan_answer_within(&once, 59), 0);
    ck_assert_double_eq(risk_all_within(nights[0], 2), 1);
    ck_assert_double_eq(risk_all_within(nights[1], 2), 0);
    ck_assert_int_eq(answers_inputs_init(&in, points, &none, &site, &e), 0);
    ck_assert_int_eq(risk_shares(&once, &in, shares), -1);
    ck_assert_int_eq(risk_shares(&never, &in, shares), -1);
    plan_points_free(points);
}
END_TEST

/* A phone by HTTP beside one by TFTP: three alike, of which two do not know their round trip. */
static const char mixed[] =
    "site,model,count,wan_rate,wan_rtt,busy,window,method\n"
    "A,CP-7821,1,20 Mbps,16 ms,0 %,22:00-05:00,tftp\nA,CP-7942,1,,,,,\n"
    "B,CP-7821,1,20 Mbps,16 ms,0 %,22:00-05:00,tftp\nB,CP-7942,1,,,,,\n"
    "C,CP-7821,1,20 Mbps,12..20 ms,0 %,22:00-05:00,tftp\nC,CP-7942,1,,,,,\n"
    "D,CP-7821,1,20 Mbps,12..20 ms,0 %,22:00-05:00,tftp\nD,CP-7942,1,,,,,\n";

struct announced {
    size_t runs, calls;
    double packets;
};

static void announce(void *user, size_t runs, double packets)
{
    struct announced *a = user;
    a->runs += runs;
    a->packets += packets;
    a->calls++;
}

static void expect_site(const struct plan_site *s, const char *matters)
{
    const struct plan_answer *a = &s->answers[METHOD_TFTP];
    const double bytes =
        (double)s->site->phones[0].load->bytes + (double)s->site->phones[1].load->bytes;
    ck_assert(a->not_modelled && a->possible && a->simulated && a->by_runs && !a->bound);
    ck_assert(a->p10 < a->p50 && a->p50 < a->p90 && a->p90 < a->p99);
    ck_assert_double_eq(a->p90, a->at_confidence);
    ck_assert(isnan(a->ratio));
    ck_assert(a->wan_bytes > bytes && a->wan_bytes < 1.2 * bytes); /* headers */
    ck_assert_double_eq_tol(a->mean_rate, 8 * a->wan_bytes / a->p90, 1e-6);
    ck_assert_double_eq_tol(a->wan_use, a->mean_rate / 20e6, 0.05 * a->wan_use);
    ck_assert(a->server_use > 0 && a->server_use < 0.1);
    ck_assert_double_eq(a->transfers, 2);
    ck_assert_double_eq(a->alone, 2);
    ck_assert_double_eq_tol(a->outage, a->p90,
                            2); /* the phone by TFTP; it resets within a second */
    ck_assert_str_eq(s->matters_most, matters);
    ck_assert_int_eq(s->verdict, VERDICT_FITS);
}

static void expect_request(const struct plan *p)
{
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    change_request_write(file, p);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_ptr_nonnull(strstr(text, "Of 4 sites the model does not know the method: times "
                                       "between simulated upgrades are interpolated.\n"));
    free(text);
}

START_TEST(what_is_not_modelled_has_the_times_of_a_design)
{ /* of 11 runs with what is shared, and two more with a range */
    struct announced announced = {0, 0, 0};
    struct plan_options o = some_days();
    o.engine = PLAN_BY_BOTH;
    o.confirming = announce;
    o.progress_user = &announced;
    struct planned *x = plan_of(mixed, o);
    const struct plan_site *s = x->plan.sites;
    ck_assert_uint_eq(announced.calls, 1);
    ck_assert_uint_eq(announced.runs, 11 + 13);
    ck_assert_double_eq_tol(announced.packets, 24 * confirm_packets(s[0].site, METHOD_TFTP), 1);
    ck_assert_uint_eq(x->plan.confirmed, 24);
    ck_assert_uint_eq(x->plan.scaled, 0); /* from no model */
    for (size_t i = 0; i < 4; i++)
        expect_site(&s[i], i < 2 ? "phone.turnaround" : "wan_rtt");
    ck_assert_ptr_eq(s[0].answers[METHOD_TFTP].samples, s[1].answers[METHOD_TFTP].samples);
    ck_assert_double_eq(s[0].answers[METHOD_TFTP].p99, s[1].answers[METHOD_TFTP].p99);
    /* What is a site's own is independent of other sites'. */
    ck_assert(memcmp(s[2].answers[METHOD_TFTP].samples, s[3].answers[METHOD_TFTP].samples,
                     PLAN_POINTS * sizeof(float)) != 0);
    ck_assert_double_eq_tol(s[2].answers[METHOD_TFTP].p90, s[3].answers[METHOD_TFTP].p90, 4);
    expect_request(&x->plan);
    ck_assert(x->plan.nights[0].rate > 1.9 * s[0].answers[METHOD_TFTP].mean_rate);
    planned_free(x);
}
END_TEST

START_TEST(what_is_never_back_says_so)
{ /* within a minute, whatever varies */
    static const char *const set[] = {"run.limit=1 min"};
    struct plan_options o = some_days();
    o.engine = PLAN_BY_BOTH;
    struct planned *x = plan_with(mixed, o, (struct fleet_options){.set = set, .set_count = 1});
    const struct plan_answer *a = &x->plan.sites[1].answers[METHOD_TFTP];
    ck_assert(!a->possible && a->simulated && !a->samples);
    ck_assert_str_eq(a->why_not, "not back within the run's limit (run.limit)");
    planned_free(x);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, times_stay_where_both_say_nearly_the_same);
    tcase_add_test(t, times_are_scaled_where_they_part);
    tcase_add_test(t, of_another_site_of_the_kind_the_ratio_counts);
    tcase_add_test(t, a_run_that_does_not_end_is_never);
    tcase_add_test(t, without_samples_there_is_one_time);
    tcase_add_test(t, what_is_not_modelled_has_the_times_of_a_design);
    tcase_add_test(t, what_is_never_back_says_so);
    tcase_add_test(t, packets_are_blocks_and_their_acks);
}

int main(void)
{
    return run_tests("confirm", add);
}
