/* Sites where phones by HTTP are beside others: those by TFTP, and the children of roots that fetch
 * by HTTP. The times are those of simulated runs. */
#include "models/analytic/site.h"

#include <string.h>

#include "models/analytic/usual.h"
#include "tests/support.h"

#define EXPECT(value, wanted, tolerance) ck_assert_double_eq_tol(value, wanted, tolerance)

static const struct analytic_file files[] = {{672, 9},     {3157527, 5}, {582170, 5},
                                             {2223028, 5}, {364907, 5},  {2258101, 5}};
static const struct analytic_load load = {files, 6};

static struct analytic_site site;
static struct analytic_answer answers[ANALYTIC_METHODS];

static void set_line(double rate, double rtt)
{
    site.down = (struct analytic_line){rate, rtt / 2, 8, 0, 1e5, false};
    site.up = site.down;
}

static void setup(void)
{
    memset(&site, 0, sizeof site);
    site.central = analytic_usual_server(1e9);
    site.tcp = analytic_usual_tcp;
    site.receive_buffer = 256;
    site.sharing = analytic_usual_timers;
    site.subnet_count = 3;
    for (int i = 0; i < 3; i++) {
        site.subnets[i].lan = analytic_usual_port(1e8);
        site.subnets[i].load_server = site.central;
    }
    set_line(10e6, 0.04);
}

static struct analytic_group *add_group(double count, uint32_t subnet,
                                        enum analytic_transport transport)
{
    struct analytic_group *g = &site.groups[site.group_count++];
    *g = analytic_usual_group(count, &load);
    g->subnet = subnet;
    g->transport = transport;
    g->cpu = 0.001;
    g->restart = 0;
    g->ways[ANALYTIC_PFS] = ANALYTIC_FROM_PEERS;
    return g;
}

static const struct analytic_answer *answer(enum analytic_method method)
{
    double sum = 0;
    analytic_site_evaluate(&site, answers);
    for (int p = 0; p < ANALYTIC_PARTS; p++)
        sum += answers[method].budget[p];
    EXPECT(sum, answers[method].all_back, 1e-6);
    return &answers[method];
}

/* --- roots ----------------------------------------------------------------------------------- */

START_TEST(one_root)
{
    struct analytic_group *g = add_group(1, 0, ANALYTIC_BY_HTTP);
    EXPECT(answer(ANALYTIC_PFS)->all_back, 79.494, 0.3); /* its flash is about to fall behind */
    g->count = 10;
    EXPECT(answer(ANALYTIC_PFS)->all_back, 83.208, 0.05);
    ck_assert_int_eq(answers[ANALYTIC_PFS].region, ANALYTIC_EXACT);
    ck_assert(!answers[ANALYTIC_PFS].bound);
    set_line(1e6, 0.3);
    EXPECT(answer(ANALYTIC_PFS)->all_back, 155.202, 0.05);
    g->count = 1;
    EXPECT(answer(ANALYTIC_PFS)->all_back, 151.115, 0.05);
}
END_TEST

START_TEST(three_roots)
{
    for (uint32_t i = 0; i < 3; i++)
        add_group(5, i, ANALYTIC_BY_HTTP);
    set_line(20e6, 0.2);
    EXPECT(answer(ANALYTIC_PFS)->all_back, 108.410, 0.1);
    ck_assert(!answers[ANALYTIC_PFS].bound);
    set_line(2e6, 0.1); /* they fill it */
    const struct analytic_answer *a = answer(ANALYTIC_PFS);
    ck_assert(a->bound);
    ck_assert_double_le(a->all_back, 176.331);
    ck_assert_double_ge(a->all_back, 3 * 8586405 * 8 / 2e6);
}
END_TEST

/* A window finds room, slow start's bursts do not. */
START_TEST(a_root_overflows_a_queue)
{
    add_group(1, 0, ANALYTIC_BY_HTTP);
    set_line(10e6, 0.2);
    site.down.queue = 20;
    ck_assert_int_eq(answer(ANALYTIC_PFS)->region, ANALYTIC_EXACT);
    site.down.queue = 10;
    ck_assert_int_eq(answer(ANALYTIC_PFS)->region, ANALYTIC_DROPS);
}
END_TEST

/* --- beside TFTP ----------------------------------------------------------------------------- */

START_TEST(both_by_themselves)
{
    struct analytic_group *http = add_group(4, 0, ANALYTIC_BY_HTTP);
    http->ways[ANALYTIC_LOAD_SERVER] = ANALYTIC_FROM_LOAD_SERVER;
    http->restart = 7;
    const double by_http = answer(ANALYTIC_LOAD_SERVER)->all_back;
    site.group_count = 0;
    add_group(3, 0, ANALYTIC_BY_TFTP)->first_reset = 5;
    site.groups[0].last_reset = 6;
    const double by_tftp = answer(ANALYTIC_LOAD_SERVER)->all_back;
    const double busy = answers[ANALYTIC_LOAD_SERVER].utilisation[ANALYTIC_WAN_DOWN] * by_tftp;
    http = add_group(4, 0, ANALYTIC_BY_HTTP);
    http->ways[ANALYTIC_LOAD_SERVER] = ANALYTIC_FROM_LOAD_SERVER;
    http->restart = 7;
    const struct analytic_answer *a = answer(ANALYTIC_LOAD_SERVER);
    ck_assert(a->there && !a->bound);
    EXPECT(a->group_back[0], by_tftp + 5, 1e-9);
    EXPECT(a->group_back[1], by_http, 1e-9);
    EXPECT(a->all_back, by_tftp + 5, 1e-9);
    EXPECT(a->utilisation[ANALYTIC_WAN_DOWN], busy / a->all_back, 1e-9);
}
END_TEST

/* Simulated, those by TFTP are back after 952.6 s. */
START_TEST(both_on_a_line)
{
    set_line(2e6, 0.04);
    add_group(4, 1, ANALYTIC_BY_TFTP)->restart = 35;
    const double alone = answer(ANALYTIC_TFTP)->all_back;
    add_group(4, 0, ANALYTIC_BY_HTTP)->restart = 75;
    const struct analytic_answer *a = answer(ANALYTIC_TFTP);
    ck_assert(a->bound);
    ck_assert_int_eq(a->region, ANALYTIC_EXACT);
    ck_assert_double_le(a->all_back, 952.636);
    EXPECT(a->all_back, alone, 1e-9);
    site.groups[0].windowsize = 16; /* then they fill the line, and it is what both take of it */
    a = answer(ANALYTIC_TFTP);
    const double line = 4 * 8586405 * 8 / 2e6 * (1508.0 / 1460 + 552.0 / 512);
    EXPECT(a->all_back, line + 35, 0.1);
    site.groups[0].transport = ANALYTIC_BY_HTTP;
    ck_assert(!answer(ANALYTIC_TFTP)->bound);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, one_root);
    tcase_add_test(t, three_roots);
    tcase_add_test(t, a_root_overflows_a_queue);
    tcase_add_test(t, both_by_themselves);
    tcase_add_test(t, both_on_a_line);
}

int main(void)
{
    return run_tests("http_mixed", add);
}
