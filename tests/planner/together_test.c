/* Nights as one run: scenarios that can be loaded, and what differs from sites alone. */
#include "planner/together.h"

#include <math.h>

#include "fleet_support.h"

#define HEADER "site,model,count,wan_rate,wan_rtt,busy,calls,method,subnet\n"

struct planned {
    struct fleet fleet;
    struct unknowns unknowns;
    struct plan plan;
};

static struct planned *plan_by(enum plan_engine engine, const char *list, bool together,
                               uint64_t head_end)
{
    struct planned *x = mem_calloc(1, sizeof *x);
    struct error e = {""};
    x->fleet = fleet_good(list, (struct fleet_options){.like = NULL});
    ck_assert_int_eq(unknowns_init(&x->unknowns, &x->fleet.like, NULL, 0, NULL, 0, &e), 0);
    const struct plan_options o = {.first_day = 20788, /* 2026-12-01 */
                                   .last_day = 20788,
                                   .confidence = 0.9,
                                   .engine = engine,
                                   .head_end = head_end,
                                   .together = together,
                                   .unknowns = &x->unknowns,
                                   .workers = 1};
    const int status = plan_make(&x->plan, &x->fleet, &o, &e);
    ck_assert_msg(status == 0, "%s", e.text);
    ck_assert_uint_eq(x->plan.night_count, 1);
    return x;
}

static struct planned *plan_of(const char *list, bool together, uint64_t head_end)
{
    return plan_by(PLAN_BY_MODEL, list, together, head_end);
}

static void planned_free(struct planned *x)
{
    plan_fini(&x->plan);
    unknowns_fini(&x->unknowns);
    fleet_free(&x->fleet);
    free(x);
}

START_TEST(sites_that_share_nothing_that_is_full_take_as_long_as_alone)
{
    struct planned *x = plan_of(HEADER "A,CP-7965,2,8 Mbps,16 ms,0 %,,tftp,\n"
                                       "B,CP-7965,2,8 Mbps,30 ms,0 %,,tftp,\n",
                                true, 0);
    const struct plan_night *night = &x->plan.nights[0];
    ck_assert(night->together);
    for (size_t i = 0; i < 2; i++)
        ck_assert_double_eq_tol(x->plan.sites[i].together_back / x->plan.sites[i].alone_back, 1,
                                0.005);
    ck_assert_double_eq(night->alone_back, x->plan.sites[1].alone_back);
    ck_assert_double_eq(night->together_back, x->plan.sites[1].together_back);
    planned_free(x);
}
END_TEST

START_TEST(a_slow_head_end_is_felt)
{ /* one after the other; each packet is serialised once more */
    struct planned *x = plan_of(HEADER "A,CP-7965,2,2 Mbps,16 ms,0 %,,tftp,\n"
                                       "B,CP-7965,2,2 Mbps,16 ms,0 %,,tftp,\n",
                                true, 500000);
    const struct plan_site *a = &x->plan.sites[0], *b = &x->plan.sites[1];
    const struct plan_night *night = &x->plan.nights[0];
    ck_assert_int_ge(b->start, a->end);
    ck_assert_double_gt(a->together_back, 1.02 * a->alone_back);
    ck_assert_double_eq(night->together_back, (double)(b->start - a->start) + b->together_back);
    ck_assert_double_eq(night->alone_back, (double)(b->start - a->start) + b->alone_back);
    planned_free(x);
}
END_TEST

START_TEST(what_is_not_modelled_is_simulated_alone_too)
{ /* a phone by HTTP beside one by TFTP; their server is busy with both sites */
    struct planned *x = plan_by(PLAN_BY_BOTH,
                                HEADER "A,CP-7821,1,20 Mbps,16 ms,0 %,,tftp,\nA,CP-7942,1,,,,,,\n"
                                       "B,CP-7821,1,20 Mbps,16 ms,0 %,,tftp,\nB,CP-7942,1,,,,,,\n",
                                true, 0);
    const struct plan_night *night = &x->plan.nights[0];
    ck_assert(x->plan.sites[0].answers[METHOD_TFTP].not_modelled);
    for (size_t i = 0; i < 2; i++) {
        const struct plan_site *s = &x->plan.sites[i];
        ck_assert_double_eq_tol(s->together_back / s->alone_back, 1, 0.03);
        ck_assert(s->alone_back < s->together_back + 0.1);
    }
    ck_assert_double_eq(night->alone_back, x->plan.sites[1].alone_back);
    planned_free(x);
}
END_TEST

START_TEST(without_being_asked_for_it_is_not_run)
{
    struct planned *x = plan_of(HEADER "A,CP-7965,2,8 Mbps,16 ms,0 %,,tftp,\n", false, 0);
    ck_assert(!x->plan.nights[0].together);
    ck_assert_double_eq(x->plan.sites[0].together_back, 0);
    planned_free(x);
}
END_TEST

START_TEST(a_night_is_one_scenario)
{ /* with subnets of over 200 phones, calls, and two methods */
    struct planned *x = plan_of(HEADER "A,CP-7965,300,8 Mbps,16 ms,0 %,,pfs,\n"
                                       "B,CP-7965,300,8 Mbps,16 ms,0 %,2,pfs,a\n"
                                       "B,CP-7945,250,,,,,,b\n"
                                       "C,CP-7941,3,8 Mbps,16 ms,0 %,,tftp,\n",
                                false, 20000000);
    const struct scenario *like = &x->fleet.like;
    char *text = together_text(&x->plan, &x->plan.nights[0]);
    struct scenario s;
    struct error e = {""};
    ck_assert_msg(scenario_load_text(&s, "night", text, strlen(text), NULL, 0, like->library, &e) ==
                      0,
                  "%s\n%s", e.text, text);
    ck_assert_uint_eq(s.site_count, 3);
    ck_assert(s.head_end.there);
    size_t phones = 0;
    for (size_t i = 0; i < s.site_count; i++) {
        const struct plan_site *of = &x->plan.sites[x->plan.nights[0].sites[i]];
        ck_assert_str_eq(s.sites[i].name, of->site->name);
        ck_assert_int_eq(s.sites[i].reset.at / SECONDS, of->start - x->plan.nights[0].start + 30);
        for (size_t k = 0; k < s.sites[i].subnet_count; k++)
            for (size_t g = 0; g < s.sites[i].subnets[k].phones_count; g++)
                phones += s.sites[i].subnets[k].phones[g].count;
    }
    ck_assert_uint_eq(phones, 853);
    free(text);
    scenario_free(&s);
    planned_free(x);
}
END_TEST

START_TEST(a_night_of_too_many_sites_says_so)
{
    char *list = mem_calloc(1, 64 * (TOGETHER_SITES + 2)), *end = list + sprintf(list, HEADER);
    for (int i = 0; i <= TOGETHER_SITES; i++)
        end += sprintf(end, "S%d,CP-7965,1,8 Mbps,16 ms,0 %%,,tftp,\n", i);
    struct planned *x = plan_of(list, true, 0);
    ck_assert(!x->plan.nights[0].together);
    ck_assert_str_eq(x->plan.nights[0].not_together, "it has more than 250 sites");
    planned_free(x);
    free(list);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, sites_that_share_nothing_that_is_full_take_as_long_as_alone);
    tcase_add_test(t, a_slow_head_end_is_felt);
    tcase_add_test(t, what_is_not_modelled_is_simulated_alone_too);
    tcase_add_test(t, without_being_asked_for_it_is_not_run);
    tcase_add_test(t, a_night_is_one_scenario);
    tcase_add_test(t, a_night_of_too_many_sites_says_so);
}

int main(void)
{
    return run_tests("together", add);
}
