/* What an upgrade wants of lines, servers and phones; and answers that leave others out. */
#include "scenarios/estimate.h"

#include <math.h>

#include "tests/scenarios/support.h"

/* 384 kbps with PPP's 8 bytes, 50 us a packet; the CP-7965's load of 7.1 MB in six files. */
#define SITE(phones) "subnets:\n  - load_servers: [{name: ls}]\n    phones:\n" phones
#define FORTY SITE("      - {model: CP-7965, count: 40}\n")

static struct scenario s; /* each test has its own process */
static struct estimate *x;
static const struct estimate_answer *a;

static struct estimate_demand demand_of(const char *text, const char *option)
{
    struct error e = {""};
    struct estimate_demand d;
    must_load(&s, text, option);
    x = estimate_new(&s, &e);
    ck_assert_msg(x != NULL, "%s", e.text);
    a = estimate_evaluate(x);
    estimate_demand(x, &d);
    return d;
}

static void end(void)
{
    estimate_free(x);
    scenario_free(&s);
}

static void near(double value, double right, double share)
{
    ck_assert_msg(fabs(value - right) <= share * fabs(right), "%.17g is not %.17g", value, right);
}

/* 13,871 blocks of 512 bytes and 40 around, which is 7,654,840 bytes a phone and a few for the
 * index; an ACK each of 40 bytes, and 2 x 50 us. */
START_TEST(each_phone_has_its_own_bytes)
{
    struct estimate_demand d = demand_of(FORTY, "method=tftp");
    near(d.down, 40 * 7654840.0, 1e-3);
    near(d.up, 40 * 13871 * 40.0, 1e-3);
    near(d.server, 40 * 13871 * 100e-6, 1e-3);
    near(d.transfers, 40, 0);
    near(d.alone, 40, 0);
    near(d.outage, a->all_back, 1e-12);
    end();
    d = demand_of(FORTY, "server.transfers=7");
    near(d.transfers, 7, 0);
    end();
}
END_TEST

START_TEST(phones_that_share_want_one_phone_s)
{
    const struct estimate_demand d = demand_of(FORTY, "method=pfs");
    near(d.down, 7654840.0, 1e-3);
    near(d.transfers, 1, 0);
    near(d.alone, 0, 0);
    end();
}
END_TEST

START_TEST(each_model_and_who_does_not_share_asks_for_himself)
{
    const struct estimate_demand d =
        demand_of(SITE("      - {model: CP-7965, count: 4}\n"
                       "      - {model: CP-7961G, count: 4}\n"
                       "      - {model: CP-7965, count: 5}\n"
                       "      - {model: CP-7965G, count: 3, pfs: off}\n"),
                  "method=pfs");
    near(d.transfers, 2 + 3, 0);
    near(d.alone, 3, 0);
    end();
}
END_TEST

START_TEST(a_load_server_takes_it_from_the_line)
{
    const struct estimate_demand d = demand_of(FORTY, "method=load-server");
    near(d.down, 0, 0);
    near(d.transfers, 0, 0);
    near(d.alone, 40, 0);
    end();
}
END_TEST

/* Out of service for its restart only, who downloads in the background. */
START_TEST(an_outage_is_of_who_cannot_be_used)
{
    const struct estimate_demand d =
        demand_of(SITE("      - {model: CP-8961, count: 4}\n"), "phone.background_restart=80s");
    ck_assert(a->all_back > 100);
    near(d.outage, 80, 1e-12);
    end();
}
END_TEST

START_TEST(who_is_never_back_is_out_for_ever)
{
    const struct estimate_demand d =
        demand_of(SITE("      - {model: CP-7965, count: 70}\n"
                       "wan: {rate: 64 kbps, queue: {limit: 5000 packets}}\n"),
                  "run.limit=1d");
    ck_assert(a->never);
    ck_assert(isnan(d.down) && isnan(d.server) && isinf(d.outage));
    end();
}
END_TEST

START_TEST(others_are_left_out_and_come_back)
{
    const char *beside = FORTY "traffic: [{kind: calls, codec: g729}]\n";
    demand_of(FORTY, NULL);
    const double alone = a->all_back;
    end();
    demand_of(beside, NULL);
    const double with = a->all_back;
    ck_assert(with > alone * 1.02 && a->calls.known);
    estimate_take_others(x, ESTIMATE_TIMES);
    near(estimate_evaluate(x)->all_back, with, 0.005);
    ck_assert(!a->calls.known);
    estimate_take_others(x, ESTIMATE_NO_OTHERS);
    near(estimate_evaluate(x)->all_back, alone, 0);
    ck_assert(!a->calls.known && a->calls.count == 1);
    estimate_take_others(x, ESTIMATE_BESIDE);
    near(estimate_evaluate(x)->all_back, with, 0);
    ck_assert(a->calls.known);
    end();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("estimate_demand");
    tcase_add_test(t, each_phone_has_its_own_bytes);
    tcase_add_test(t, phones_that_share_want_one_phone_s);
    tcase_add_test(t, each_model_and_who_does_not_share_asks_for_himself);
    tcase_add_test(t, a_load_server_takes_it_from_the_line);
    tcase_add_test(t, an_outage_is_of_who_cannot_be_used);
    tcase_add_test(t, who_is_never_back_is_out_for_ever);
    tcase_add_test(t, others_are_left_out_and_come_back);
    return run_tests("estimate_demand", t);
}
