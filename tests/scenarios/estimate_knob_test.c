/* A knob makes of an estimate what loading the scenario with another value does. */
#include "scenarios/estimate.h"

#include <math.h>

#include "scenarios/estimate_private.h"
#include "tests/scenarios/support.h"

static struct scenario s; /* each test has its own process */
static struct estimate *x;

#define SITE                                                                                       \
    "method: pfs\nserver: {cpu: 60 us/packet}\n"                                                   \
    "subnets:\n"                                                                                   \
    "  - {lan: 10 Mbps, phones: [{model: CP-7965, count: 5}, {model: CP-7940}]}\n"                 \
    "  - {phones: [{model: CP-7965, count: 2, tftp: {windowsize: 2}}]}\n"

static void begin(const char *text)
{
    struct error e = {""};
    must_load(&s, text, NULL);
    x = estimate_new(&s, &e);
    ck_assert_msg(x != NULL, "%s", e.text);
}

static void end(void)
{
    estimate_free(x);
    scenario_free(&s);
}

static const struct analytic_site *fill(struct estimate *of)
{
    struct delivery_turns turns = {{0}};
    size_t group = 0;
    memset(&of->site, 0, sizeof of->site);
    estimate_fill(of, &of->scenario->sites[0], &group, &turns);
    return &of->site;
}

static void write_line(FILE *out, const struct analytic_line *l)
{
    fprintf(out, "%.17g %.17g %.17g %.17g %.17g %d; ", l->rate, l->delay, l->framing,
            l->payload_min, l->queue, l->queue_in_bytes);
}

static void write_server(FILE *out, const struct analytic_server *of)
{
    fprintf(out, "%.17g %.17g %.17g ", of->cpu, of->retransmit, of->transfers);
    write_line(out, &of->port);
}

static void write_group(FILE *out, const struct analytic_group *g)
{
    fprintf(out, "\n%.17g %u %u %d %u ", g->count, g->subnet, g->hierarchy, g->ways[ESTIMATE_SLOT],
            g->load_count);
    fprintf(out, "%.17g %.17g %.17g %.17g ", g->blksize, g->windowsize, g->options, g->answer);
    fprintf(out, "%.17g %.17g %.17g %.17g ", g->request_retransmit, g->ack_retransmit,
            g->turnaround, g->cpu);
    fprintf(out, "%.17g %.17g %.17g %.17g %.17g %.17g", g->flash, g->boot, g->check, g->restart,
            g->first_reset, g->last_reset);
}

/* All that a knob may change. */
static char *text_of(struct estimate *of)
{
    const struct analytic_site *a = fill(of);
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    write_line(out, &a->down);
    write_line(out, &a->up);
    write_server(out, &a->central);
    fprintf(out, "%.17g %.17g ", a->sharing.root_waiting, a->tcp.window);
    for (uint32_t i = 0; i < a->subnet_count; i++)
        write_line(out, &a->subnets[i].lan);
    for (uint32_t i = 0; i < a->group_count; i++)
        write_group(out, &a->groups[i]);
    fclose(out);
    return text;
}

static void follows(const char *text, const char *path, uint64_t low, uint64_t high, uint64_t value,
                    const char *option)
{
    struct error e = {""};
    struct scenario other;
    begin(text);
    char *before = text_of(x);
    const int knob = estimate_knob(x, path, low, high, &e);
    ck_assert_msg(knob >= 0, "%s: %s", path, e.text);
    char *found = text_of(x);
    ck_assert_str_eq(found, before); /* nothing is set yet */
    estimate_set(x, knob, value);
    must_load(&other, text, option);
    struct estimate *right = estimate_new(&other, &e);
    char *set = text_of(x), *loaded = text_of(right);
    ck_assert_str_eq(set, loaded);
    ck_assert_str_ne(set, before);
    free(before);
    free(found);
    free(set);
    free(loaded);
    estimate_free(right);
    scenario_free(&other);
    end();
}

START_TEST(knobs_do_what_options_do)
{
    follows(SITE, "wan.rate", 128000, 2048000, 500000, "wan.rate=500 kbps");
    follows(SITE, "wan.rtt", 10000000, 200000001, 33333333, "wan.rtt=33333333 ns");
    follows(SITE, "wan.up.rate", 128000, 2048000, 500000, "wan.up.rate=500 kbps");
    follows(SITE, "wan.queue.limit", 1, 5000, 77, "wan.queue.limit=77 packets");
    follows(SITE, "subnets[0].phones[0].count", 1, 200, 40, "subnets[0].phones[0].count=40");
    follows(SITE, "subnets[1].lan.rate", 1000000, 1000000000, 25000000, "subnets[1].lan=25 Mbps");
    follows(SITE, "tftp.blksize", 8, 1468, 1000, "tftp.blksize=1000"); /* of all groups */
    follows(SITE, "tftp.windowsize", 1, 16, 4, "tftp.windowsize=4");   /* of those without own */
    follows(SITE, "server.cpu", 0, 1000000, 5000, "server.cpu=5 us/packet");
    follows(SITE, "phone.restart", 0, 100000000000, 5000000000, "phone.restart=5 s");
    follows(SITE, "phone.turnaround", 0, 100000000, 7000001, "phone.turnaround=7000001 ns");
    follows(SITE, "pfs.root_waiting", 0, 20000000000, 3000000000, "pfs.root_waiting=3 s");
    follows(SITE, "reset.spread", 0, 60000000000, 30000000000, "reset.spread=30 s");
    follows(SITE, "seed", 1, 100, 9, "seed=9");
    follows(SITE, "phone.retransmit", 1000000, 9000000000, 1500000000, "phone.retransmit=1500 ms");
}
END_TEST

START_TEST(two_knobs_are_both_followed)
{
    struct error e = {""};
    begin(SITE);
    const int rate = estimate_knob(x, "wan.rate", 128000, 2048000, &e);
    const int rtt = estimate_knob(x, "wan.rtt", 0, 100000000, &e);
    estimate_set(x, rate, 256000);
    estimate_set(x, rtt, 50000000);
    ck_assert(fill(x)->down.rate == 256000 && fill(x)->up.rate == 256000);
    ck_assert(fill(x)->down.delay == 0.025);
    ck_assert(isfinite(estimate_evaluate(x)->all_back));
    end();
}
END_TEST

static void is_refused(const char *text, const char *path, uint64_t low, uint64_t high,
                       const char *message)
{
    struct error e = {""};
    begin(text);
    ck_assert_int_lt(estimate_knob(x, path, low, high, &e), 0);
    ck_assert_str_eq(e.text, message);
    end();
}

START_TEST(what_cannot_be_a_knob_is_said)
{
    is_refused(SITE, "wan.rat", 1, 2, "wan.rat: unknown key 'rat'; did you mean 'rate'?");
    is_refused(SITE, "method", 1, 2, "method: is no number");
    is_refused(SITE, "wan.rate", 1, 2000000,
               "-s wan.rate=1 bps: wan.rate: '1 bps' is out of range; give a rate from 1 "
               "kbps to 100 Gbps, or 'unlimited'");
    is_refused(SITE, "wan.loss", 0, 1000000, "-s wan.loss=0.1 %: not modelled: wan.loss");
    is_refused("wan: {queue: {limit: 9 kB}}\n" SMALLEST, "wan.queue.limit", 1, 20,
               "wan.queue.limit: changes 'limit' too, in a way that the model cannot follow");
    is_refused("sites: [{count: 3, subnets: [{phones: [{model: CP-7965}]}]}]\n", "sites[0].count",
               1, 4, "sites[0].count: changes 'sites' too, in a way that the model cannot follow");
}
END_TEST

/* Whoever wants to know the time of an evaluation: bench/. */
START_TEST(an_answer_follows_the_knob)
{
    struct error e = {""};
    begin("wan: {rate: 384 kbps}\nsubnets: [{phones: [{model: CP-7965, count: 40}]}]\n");
    const int rate = estimate_knob(x, "wan.rate", 64000, 10000000, &e);
    double before = INFINITY;
    for (uint64_t kbps = 64; kbps <= 1024; kbps *= 2) {
        estimate_set(x, rate, kbps * 1000);
        const double now = estimate_evaluate(x)->all_back;
        ck_assert_msg(now < before, "%g s at %d kbps", now, (int)kbps);
        before = now;
    }
    end();
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("estimate_knob");
    tcase_add_test(tests, knobs_do_what_options_do);
    tcase_add_test(tests, two_knobs_are_both_followed);
    tcase_add_test(tests, what_cannot_be_a_knob_is_said);
    tcase_add_test(tests, an_answer_follows_the_knob);
    return run_tests("estimate_knob", tests);
}
