/* Plans of small fleets, by the real model and simulator: methods, places, verdicts, remedies. */
#include "planner/plan.h"

#include "planned.h"
#include "planner/when.h"

/* "LYO1 pfs 2026-12-01T21:00Z wave 0: fits" */
static char *line_of(const struct plan_site *s)
{
    char when[WHEN_ROOM] = "nowhere";
    if (s->scheduled)
        when_utc(when, s->start);
    return mem_printf("%s %s %s wave %zu: %s", s->site->name,
                      s->chosen < 0 ? "-" : method_names[s->chosen], when, s->wave,
                      verdict_words[s->verdict]);
}

/* A line a site, each with a line end. */
static void expect(const char *wanted, const struct plan *p)
{
    char *is = mem_strdup("");
    for (size_t i = 0; i < p->count; i++) {
        char *line = line_of(&p->sites[i]), *before = is;
        is = mem_printf("%s%s\n", before, line);
        free(line);
        free(before);
    }
    ck_assert_str_eq(is, wanted);
    free(is);
}

static void expect_says(const struct plan *p, size_t site, const char *because, const char *change)
{
    ck_assert_str_eq(p->sites[site].because, because);
    ck_assert_str_eq(p->sites[site].change ? p->sites[site].change : "", change);
}

/* --- verdicts --------------------------------------------------------------------------------- */

#define HEADER "site,model,count,wan_rate,wan_rtt,busy,window,calls,method,wan_queue,lan,timezone\n"
#define REST "20 packets,100 Mbps,UTC\n"
#define ALL_DAY "ALL,CP-7965,10,1 Mbps,16 ms,0 %,,,tftp," REST

START_TEST(what_fits_and_what_does_not)
{
    struct planned *x =
        plan_of(HEADER "FITS,CP-7965,40,384 kbps,16 ms,0 %,22:00-05:00,,tftp," REST
                       "LATE,CP-7965,40,384 kbps,16 ms,0 %,22:00-22:45,,tftp," REST
                       "SUNDAY,CP-7965,1,2 Mbps,16 ms,0 %,Sun 22:00-22:20,,tftp," REST,
                some_days());
    expect("FITS tftp 2026-12-01T22:00Z wave 0: fits\n"
           "LATE tftp nowhere wave 0: does not fit\n"
           "SUNDAY tftp 2026-12-06T22:00Z wave 0: fits\n",
           &x->plan);
    expect_says(&x->plan, 0, "1 h 47 min of 7 h", "");
    expect_says(&x->plan, 1, "1 h 47 min of 45 min",
                "pfs (9 min 41 s), a load server (1 min 38 s), three nights of 14 phones (37 min "
                "50 s each), a window of 1 h 47 min or 4.13 Mbit/s instead of 384 kbit/s (tftp)");
    ck_assert_uint_eq(x->plan.verdicts[VERDICT_FITS], 2);
    ck_assert_uint_eq(x->plan.verdicts[VERDICT_DOES_NOT_FIT], 1);
    ck_assert_double_eq_tol(x->plan.sites[0].slack, 7 * 3600 - plan_takes(&x->plan.sites[0]), 1e-6);
    planned_free(x);
}
END_TEST

START_TEST(nights_are_offered_where_there_are_so_many)
{
    struct plan_options o = some_days();
    static const char list[] = HEADER "LATE,CP-7965,40,384 kbps,16 ms,0 %,22:00-22:45,,tftp," REST;
    o.last_day = o.first_day + 1; /* three are needed */
    struct planned *x = plan_of(list, o);
    expect_says(&x->plan, 0, "1 h 47 min of 45 min",
                "pfs (9 min 41 s), a load server (1 min 38 s), a window of 1 h 47 min or 4.13 "
                "Mbit/s instead of 384 kbit/s (tftp)");
    planned_free(x);
}
END_TEST

START_TEST(what_fits_in_half_of_the_cases_is_tight)
{ /* and gets all of its window */
    struct planned *x = plan_of(
        HEADER
        "TIGHT,CP-7965,40,2 Mbps,20..150 ms,0 %,22:00-22:32,,tftp,100 packets,100 Mbps,UTC\n",
        some_days());
    const struct plan_site *s = &x->plan.sites[0];
    expect("TIGHT tftp 2026-12-01T22:00Z wave 0: tight\n", &x->plan);
    expect_says(&x->plan, 0, "21 min 44 s in half of the cases, 33 min 48 s in 90 %, of 32 min",
                "a load server (2 min 24 s) or a window of 33 min 48 s");
    ck_assert_int_eq(s->end - s->start, 32 * 60);
    ck_assert_double_lt(s->slack, 0);
    planned_free(x);
}
END_TEST

START_TEST(calls_are_harmed_by_a_long_queue)
{
    struct planned *x = plan_of(
        HEADER "CALLS,CP-7965,40,384 kbps,16 ms,0 %,22:00-05:00,2,tftp,100 packets,100 Mbps,UTC\n",
        some_days());
    expect("CALLS tftp 2026-12-01T22:00Z wave 0: harms calls\n", &x->plan);
    expect_says(&x->plan, 0, "MOS 2.0 during the upgrade, 4.0 without it; 2 h 5 min of 7 h",
                "voice first on its line (MOS 4.0), a load server (1 min 38 s) or 1.07 Mbit/s "
                "instead of 384 kbit/s (tftp)");
    planned_free(x);
}
END_TEST

START_TEST(what_is_assumed_may_decide)
{
    struct planned *x =
        plan_of(HEADER "RTT,CP-7965,1,2 Mbps,,0 %,22:00-22:20,,tftp,20 packets,,UTC\n"
                       "WIDE,CP-7965,1,2 Mbps,,,22:00-05:00,,tftp," REST,
                some_days());
    const struct plan *p = &x->plan;
    expect("RTT tftp 2026-12-01T22:00Z wave 0: cannot say\n"
           "WIDE tftp 2026-12-01T22:00Z wave 0: fits\n",
           p);
    expect_says(p, 0,
                "fits (6 min 9 s of 20 min) with wan_rtt 16 ms, which is assumed; does not fit "
                "with 100 ms",
                "measuring wan_rtt");
    ck_assert_uint_eq(p->assumed[0].column, FLEET_COLUMN_WAN_RTT);
    ck_assert_uint_eq(p->assumed[0].sites, 2);
    ck_assert_uint_eq(p->assumed[0].decides, 1);
    ck_assert_uint_eq(p->sites[0].measure, 1u << FLEET_COLUMN_WAN_RTT);
    ck_assert_uint_eq(p->sites[1].measure, 0);
    for (size_t i = 1; i < p->assumed_count; i++)
        ck_assert_uint_eq(p->assumed[i].decides, 0);
    planned_free(x);
}
END_TEST

/* --- places ----------------------------------------------------------------------------------- */

#define ONE(name, more) name ",CP-7965,10,1 Mbps,16 ms,0 %," more REST

START_TEST(waves_wait_for_each_other)
{
    struct plan_options o = some_days();
    struct error e;
    ck_assert_int_eq(waves_read(&o.waves, "1,rest", &e), 0);
    o.soak = 24 * 3600;
    struct planned *x = plan_of(HEADER ONE("B", "22:00-05:00,,tftp,") ONE("A", "22:00-05:00,,tftp,")
                                    ONE("PFS", "22:00-05:00,,pfs,"),
                                o);
    expect("B tftp 2026-12-02T22:11Z wave 1: fits\n"
           "A tftp 2026-12-01T22:00Z wave 0: fits\n"
           "PFS pfs 2026-12-01T22:00Z wave 0: fits\n",
           &x->plan);
    ck_assert_uint_eq(x->plan.wave_count, 2);
    ck_assert_uint_eq(x->plan.waves[0].sites, 2);
    ck_assert_uint_eq(x->plan.waves[0].phones, 20);
    ck_assert_int_eq(x->plan.waves[1].start, x->plan.waves[0].end + 24 * 3600);
    ck_assert_int_eq(x->plan.bound.end, x->plan.waves[1].end);
    ck_assert_int_eq(x->plan.bound.by, SCHEDULE_BOUND_WAVES);
    planned_free(x);
}
END_TEST

START_TEST(a_canary_is_one_that_can_go_early)
{
    struct plan_options o = some_days();
    struct error e;
    ck_assert_int_eq(waves_read(&o.waves, "1,rest", &e), 0);
    struct planned *x = plan_of(
        HEADER
        "SMALL,CP-7965,1,1 Mbps,16 ms,0 %,Mon-Fri 22:00-22:01; Sat 22:00-23:00,,tftp," REST ONE(
            "EARLY", "22:00-05:00,,tftp,"),
        o);
    expect("SMALL tftp 2026-12-05T22:00Z wave 1: fits\n"
           "EARLY tftp 2026-12-01T22:00Z wave 0: fits\n",
           &x->plan);
    planned_free(x);
}
END_TEST

START_TEST(a_number_at_once_keeps_sites_apart)
{ /* of sites, and of transfers, of which each has ten */
    struct plan_options o = some_days();
    static const char list[] = HEADER ONE("A", "22:00-05:00,,tftp,") ONE("B", "22:00-05:00,,tftp,");
    static const char apart[] = "A tftp 2026-12-01T22:00Z wave 0: fits\n"
                                "B tftp 2026-12-01T22:11Z wave 0: fits\n";
    o.sites_at_once = 1;
    struct planned *x = plan_of(list, o);
    expect(apart, &x->plan);
    planned_free(x);
    o.sites_at_once = 0;
    o.server_transfers = 19;
    x = plan_of(list, o);
    expect(apart, &x->plan);
    planned_free(x);
    o.server_transfers = 5; /* a site alone takes what there is */
    x = plan_of(list, o);
    expect(apart, &x->plan);
    planned_free(x);
    o.server_transfers = 20;
    x = plan_of(list, o);
    expect("A tftp 2026-12-01T22:00Z wave 0: fits\nB tftp 2026-12-01T22:00Z wave 0: fits\n",
           &x->plan);
    planned_free(x);
}
END_TEST

START_TEST(a_site_without_a_place_does_not_stop_the_rest)
{
    struct plan_options o = some_days();
    struct error e;
    ck_assert_int_eq(waves_read(&o.waves, "1,1,rest", &e), 0);
    o.phones_a_night = 15;
    struct planned *x = plan_of(
        HEADER ONE(
            "A",
            "22:00-05:00,,tftp,") "BIG,CP-7965,20,1 Mbps,16 ms,0 %,22:00-05:00,,tftp," REST
                                  "CRIT,CP-7965,30,1 Mbps,16 ms,0 %,22:00-05:00,,tftp," REST ONE(
                                      "Z", "22:00-05:00,,pfs,"),
        o);
    expect("A tftp 2026-12-01T22:00Z wave 0: fits\n"
           "BIG tftp nowhere wave 1: does not fit\n"
           "CRIT tftp nowhere wave 2: does not fit\n"
           "Z pfs 2026-12-02T22:00Z wave 0: fits\n",
           &x->plan);
    expect_says(&x->plan, 1, "21 min 4 s of 7 h, but it has 5 phones more than a night may have",
                "more phones a night, or more days");
    planned_free(x);
}
END_TEST

START_TEST(what_is_shared_keeps_sites_apart)
{ /* each takes nearly all of its line; at once two lines of three */
    struct plan_options o = some_days();
    o.head_end = 2000000;
    struct planned *x = plan_of(HEADER ONE("A", "22:00-05:00,,tftp,") ONE("B", "22:00-05:00,,tftp,")
                                    ONE("C", "22:00-05:00,,tftp,"),
                                o);
    expect("A tftp 2026-12-01T22:00Z wave 0: fits\n"
           "B tftp 2026-12-01T22:00Z wave 0: fits\n"
           "C tftp 2026-12-01T22:11Z wave 0: fits\n",
           &x->plan);
    ck_assert_uint_eq(x->plan.night_count, 1);
    const struct plan_night *n = &x->plan.nights[0];
    ck_assert_uint_eq(n->count, 3);
    ck_assert_uint_eq(n->phones, 30);
    ck_assert_uint_eq(n->phones_out, 20);
    ck_assert_double_eq(n->rate, 2 * x->plan.sites[0].answers[METHOD_TFTP].mean_rate);
    ck_assert_int_eq(n->worst, x->plan.sites[0].start);
    ck_assert_int_eq(n->end, x->plan.sites[2].end);
    planned_free(x);
}
END_TEST

START_TEST(nights_of_two_dates_go_on_at_once)
{ /* and both have what is under way then */
    struct planned *x =
        plan_of("site,model,count,wan_rate,method,timezone,window,not_before\n"
                "NYC,CP-7965,10,1 Mbps,tftp,America/New_York,22:00-05:00,\n"
                "TYO,CP-7965,20,1 Mbps,tftp,Asia/Tokyo,12:00-15:00,2026-12-02 12:00\n",
                some_days());
    const struct plan *p = &x->plan;
    expect(
        "NYC tftp 2026-12-02T03:00Z wave 0: fits\nTYO tftp 2026-12-02T03:00Z wave 0: cannot say\n",
        p);
    ck_assert_uint_eq(p->night_count, 2);
    for (size_t n = 0; n < 2; n++) {
        ck_assert_uint_eq(p->nights[n].count, 1);
        ck_assert_uint_eq(p->nights[n].phones_out, 30);
        ck_assert_double_eq_tol(p->nights[n].rate,
                                p->sites[0].answers[METHOD_TFTP].mean_rate +
                                    p->sites[1].answers[METHOD_TFTP].mean_rate,
                                1e-6);
    }
    ck_assert_uint_eq(p->nights[0].phones, 10);
    planned_free(x);
}
END_TEST

START_TEST(windows_are_those_of_the_days_where_the_site_is)
{
    struct planned *x =
        plan_of("site,model,count,wan_rate,method,timezone,window,not_before,deadline\n"
                "TYO,CP-7965,1,1 Mbps,tftp,Asia/Tokyo,22:00-05:00,,\n"
                "NYC,CP-7965,1,1 Mbps,tftp,America/New_York,22:00-05:00,,\n"
                "LATER,CP-7965,1,1 Mbps,tftp,UTC,22:00-05:00,2026-12-03 23:30,\n"
                "NEXT,CP-7965,1,1 Mbps,tftp,UTC,,2026-12-03 05:00,\n"
                "SOON,CP-7965,1,1 Mbps,tftp,UTC,22:00-05:00,,2026-12-01 22:02\n"
                "OVER,CP-7965,1,1 Mbps,tftp,UTC,22:00-05:00,,2026-12-01 22:00\n",
                some_days());
    expect("TYO tftp 2026-12-01T13:00Z wave 0: fits\n"
           "NYC tftp 2026-12-02T03:00Z wave 0: fits\n"
           "LATER tftp 2026-12-03T23:30Z wave 0: fits\n"
           "NEXT tftp 2026-12-03T05:00Z wave 0: fits\n"
           "SOON tftp nowhere wave 0: does not fit\n"
           "OVER tftp nowhere wave 0: does not fit\n",
           &x->plan);
    expect_says(&x->plan, 5, "no window of it is open on the days that are planned",
                "other days, or another window");
    ck_assert_int_eq(x->plan.sites[3].windows[0].day, day_of("2026-12-03"));
    ck_assert_uint_eq(x->plan.night_count, 2);
    ck_assert_int_eq(x->plan.nights[0].day, day_of("2026-12-01"));
    ck_assert_uint_eq(x->plan.nights[0].count, 2);
    ck_assert_int_eq(x->plan.nights[1].day, day_of("2026-12-03"));
    planned_free(x);
}
END_TEST

START_TEST(a_sentence_is_about_the_window_that_the_site_is_in)
{ /* not about its longest one, from Friday to Saturday */
    struct planned *x = plan_of(HEADER ONE("A", "Mon-Fri 22:00-05:00; Sat 00:00-24:00,,tftp,")
                                    ONE("B", "Mon-Fri 22:00-22:05; Sat 06:00-20:00,,tftp,"),
                                some_days());
    expect_says(&x->plan, 0, "10 min 52 s of 7 h", "");
    expect_says(&x->plan, 1, "10 min 52 s of 14 h", "");
    planned_free(x);
}
END_TEST

START_TEST(days_that_are_none_are_refused)
{
    struct fleet f = fleet_good(HEADER ALL_DAY, (struct fleet_options){.like = NULL});
    struct plan_options o = some_days();
    struct plan p;
    struct error e;
    o.last_day = o.first_day - 1;
    ck_assert_int_lt(plan_make(&p, &f, &o, &e), 0);
    ck_assert_str_eq(e.text, "the last day is before the first one");
    o.last_day = o.first_day + PLAN_DAYS;
    ck_assert_int_lt(plan_make(&p, &f, &o, &e), 0);
    ck_assert_str_eq(e.text, "from the first to the last day are 401 days; plan up to 400");
    fleet_free(&f);
}
END_TEST

/* --- confirmed -------------------------------------------------------------------------------- */

START_TEST(a_kind_is_simulated_once)
{
    struct plan_options o = some_days();
    o.engine = PLAN_BY_BOTH;
    struct planned *x = plan_of(HEADER "A,CP-7965,1,8 Mbps,16 ms,0 %,22:00-05:00,,," REST
                                       "B,CP-7965,1,8 Mbps,16 ms,0 %,22:00-05:00,,," REST,
                                o);
    ck_assert_uint_eq(x->plan.confirmed, 1);
    ck_assert_uint_eq(x->plan.scaled, 0);
    for (size_t i = 0; i < 2; i++) {
        const struct plan_answer *a = &x->plan.sites[i].answers[METHOD_TFTP];
        ck_assert(a->simulated);
        ck_assert_double_eq_tol(a->ratio, 1, 0.005);
        ck_assert(!x->plan.sites[i].answers[METHOD_PFS].simulated);
    }
    planned_free(x);
}
END_TEST

static void expect_like(const struct plan_answer *is, const struct plan_answer *right)
{
    ck_assert_double_eq_tol(is->p10, right->p10, 0.01 * right->p10);
    ck_assert_double_eq_tol(is->p50, right->p50, 0.01 * right->p50);
    ck_assert_double_eq_tol(is->p90, right->p90, 0.01 * right->p90);
    ck_assert_double_eq_tol(is->p99, right->p99, 0.01 * right->p99);
    ck_assert_double_eq_tol(is->wan_bytes, right->wan_bytes, 0.01 * right->wan_bytes);
    ck_assert_double_eq_tol(is->wan_use, right->wan_use, 0.01 * right->wan_use);
    ck_assert_double_eq_tol(is->mean_rate, right->mean_rate, 0.01 * right->mean_rate);
    ck_assert_double_eq_tol(is->server_use, right->server_use, 0.05 * right->server_use);
    ck_assert_double_eq_tol(is->outage, right->outage, 0.01 * right->outage);
    ck_assert_double_eq(is->transfers, right->transfers);
    ck_assert_double_eq(is->alone, right->alone);
    ck_assert(!is->has_mos);
}

START_TEST(all_that_is_possible_can_be_simulated)
{ /* at the likeliest values and at two of each of four; no phone downloads in the background */
    static const char list[] = HEADER "A,CP-7965,1,8 Mbps,16 ms,0 %,22:00-05:00,,," REST;
    struct plan_options o = some_days();
    struct planned *right = plan_of(list, o);
    o.engine = PLAN_BY_SIMULATOR;
    struct planned *x = plan_of(list, o);
    const struct plan_answer *answers = x->plan.sites[0].answers;
    ck_assert_uint_eq(x->plan.confirmed, 2 * 9);
    ck_assert_uint_eq(x->plan.scaled, 0);
    expect_like(&answers[METHOD_TFTP], &right->plan.sites[0].answers[METHOD_TFTP]);
    expect_like(&answers[METHOD_PFS], &right->plan.sites[0].answers[METHOD_PFS]);
    ck_assert(!answers[METHOD_LOAD_SERVER].possible);
    ck_assert_double_eq_tol(answers[METHOD_TFTP].ratio, 1, 0.005);
    ck_assert_str_eq(x->plan.sites[0].matters_most, right->plan.sites[0].matters_most);
    planned_free(x);
    planned_free(right);
}
END_TEST

START_TEST(a_bound_is_simulated_before_it_is_chosen)
{ /* a queue of one packet overflows: of TFTP the model knows no more than a bound */
    static const char list[] =
        HEADER "A,CP-7965,8,512 kbps,16 ms,0 %,22:00-05:00,,,4 packets,100 Mbps,UTC\n";
    struct plan_options o = some_days();
    struct planned *x = plan_of(list, o);
    const struct plan_site *s = &x->plan.sites[0];
    ck_assert(s->answers[METHOD_TFTP].bound);
    ck_assert_int_eq(s->chosen, METHOD_PFS);
    planned_free(x);
    o.engine = PLAN_BY_BOTH;
    x = plan_of(list, o);
    s = &x->plan.sites[0];
    ck_assert(s->answers[METHOD_TFTP].simulated);
    ck_assert_int_eq(s->chosen, METHOD_TFTP);
    ck_assert_int_eq(s->verdict, VERDICT_FITS);
    planned_free(x);
}
END_TEST

START_TEST(remedies_of_the_worst_are_simulated)
{ /* and hold */
    struct plan_options o = some_days();
    o.engine = PLAN_BY_BOTH;
    struct planned *x = plan_of(HEADER "A,CP-7965,4,256 kbps,16 ms,0 %,22:00-22:09,,tftp," REST, o);
    expect_says(&x->plan, 0, "16 min 37 s of 9 min",
                "a load server (1 min 37 s), a window of 16 min 37 s or 488 kbit/s instead of 256 "
                "kbit/s (tftp)");
    planned_free(x);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, what_fits_and_what_does_not);
    tcase_add_test(t, nights_are_offered_where_there_are_so_many);
    tcase_add_test(t, what_fits_in_half_of_the_cases_is_tight);
    tcase_add_test(t, calls_are_harmed_by_a_long_queue);
    tcase_add_test(t, what_is_assumed_may_decide);
    tcase_add_test(t, waves_wait_for_each_other);
    tcase_add_test(t, a_canary_is_one_that_can_go_early);
    tcase_add_test(t, a_number_at_once_keeps_sites_apart);
    tcase_add_test(t, a_site_without_a_place_does_not_stop_the_rest);
    tcase_add_test(t, what_is_shared_keeps_sites_apart);
    tcase_add_test(t, nights_of_two_dates_go_on_at_once);
    tcase_add_test(t, windows_are_those_of_the_days_where_the_site_is);
    tcase_add_test(t, a_sentence_is_about_the_window_that_the_site_is_in);
    tcase_add_test(t, days_that_are_none_are_refused);
    tcase_add_test(t, a_kind_is_simulated_once);
    tcase_add_test(t, all_that_is_possible_can_be_simulated);
    tcase_add_test(t, a_bound_is_simulated_before_it_is_chosen);
    tcase_add_test(t, remedies_of_the_worst_are_simulated);
}

int main(void)
{
    return run_tests("plan", add);
}
