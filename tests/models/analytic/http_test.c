/* Sites whose phones fetch by HTTP: a phone's times worked out by hand, and sites that were
 * simulated (by `pfsim run`, with the values of the rows). */
#include "models/analytic/http.h"

#include <math.h>

#include "models/analytic/http_path.h"
#include "tests/support.h"

#define EXPECT(value, wanted, tolerance) ck_assert_double_eq_tol(value, wanted, tolerance)
#define FILES(files_)                                                                              \
    {                                                                                              \
        .files = files_, .file_count = sizeof(files_) / sizeof *(files_)                           \
    }

static const struct analytic_file small_files[] = {{672, 11}, {300000, 5}, {1000000, 5}};
static const struct analytic_file mid_files[] = {{672, 9},     {3157527, 5}, {582170, 5},
                                                 {2223028, 5}, {364907, 5},  {2258101, 5}};
static const struct analytic_load small = FILES(small_files), mid = FILES(mid_files);

/* Phones of one subnet behind a line of 384 kbps and 40 ms, as the scenarios' defaults are. */
static struct analytic_site site;
static struct analytic_answer answer;

static void setup(void)
{
    const struct analytic_line line = {384000, 0.02, 8, 0, INFINITY, false};
    const struct analytic_line port = {1e9, 5e-6, 38, 46, 1000, false};
    site = (struct analytic_site){.down = line,
                                  .up = line,
                                  .central = {.cpu = 50e-6, .port = port, .transfers = 500},
                                  .tcp = {1460, 40, 65535, 3},
                                  .subnet_count = 2,
                                  .group_count = 1};
    for (int i = 0; i < 2; i++) {
        site.subnets[i].lan = (struct analytic_line){1e8, 5e-6, 38, 46, 1000, false};
        site.subnets[i].load_server = site.central;
    }
    site.groups[0] = (struct analytic_group){.count = 1,
                                             .transport = ANALYTIC_BY_HTTP,
                                             .loads = &small,
                                             .load_count = 1,
                                             .flash = 1e6,
                                             .restart = 75};
}

static void evaluate(void)
{
    analytic_http_evaluate(&site, ANALYTIC_TFTP, &answer);
    double sum = 0;
    for (enum analytic_part p = 0; p < ANALYTIC_PARTS; p++) {
        ck_assert_double_ge(answer.budget[p], 0);
        sum += answer.budget[p];
    }
    EXPECT(sum, answer.all_back, 1e-9);
    ck_assert(answer.there && !answer.never);
    ck_assert(answer.bound || answer.region == ANALYTIC_EXACT);
    for (enum analytic_resource r = 0; r < ANALYTIC_PHONE; r++)
        ck_assert(answer.utilisation[r] >= 0 && answer.utilisation[r] <= 1);
}

/* --- by hand --------------------------------------------------------------------------------- */

/* Bytes of IP on the server's port, the line, and two ports of the LAN, with 20 ms and three
 * cables. */
static double one_way(double bytes, double on_ethernet)
{
    return (on_ethernet + 38) * 8 / 1e9 + (bytes + 8) * 8 / 384e3 +
           2 * (on_ethernet + 38) * 8 / 1e8 + 0.02 + 15e-6;
}

START_TEST(messages)
{
    static const struct analytic_file f = {1000000, 5}; /* "b.bin" */
    ck_assert_double_eq(http_path_request(&f), 111);    /* as a capture has it */
    ck_assert_double_eq(http_path_head(&f), 103);
    EXPECT(http_path_segments(&site, &f), 1000103.0 / 1460, 1e-12);
}
END_TEST

START_TEST(one_segment_by_hand)
{
    static const struct analytic_file index = {672, 11};
    const double syn = one_way(44, 46), request = one_way(40 + 117, 40 + 117);
    const double answer_bytes = 40 + 672 + 99;
    const double whole = 2 * syn + request + 2 * 50e-6 + one_way(answer_bytes, answer_bytes);
    EXPECT(analytic_http_file(&site, &site.groups[0], ANALYTIC_FROM_CENTRE, &index, 1), whole,
           1e-9);
    const double opening = http_path_opening(&site, &site.groups[0], ANALYTIC_FROM_CENTRE, &index);
    EXPECT(opening, 2 * syn + request + 2 * 50e-6, 1e-9);
    const struct analytic_file larger = {1000000, 11}; /* its first piece is 44 segments */
    EXPECT(http_path_opening(&site, &site.groups[0], ANALYTIC_FROM_CENTRE, &larger),
           opening + 43 * 50e-6, 1e-9);
}
END_TEST

/* From a load server there is no line, and one port of the switch less. */
START_TEST(a_load_server_is_near)
{
    static const struct analytic_file index = {672, 11};
    const double there = (811 + 38) * 8 * (1 / 1e9 + 1 / 1e8) + 10e-6;
    const double syn = 84 * 8 * (1 / 1e9 + 1 / 1e8) + 10e-6;
    const double request = (157 + 38) * 8 * (1 / 1e9 + 1 / 1e8) + 10e-6;
    EXPECT(analytic_http_file(&site, &site.groups[0], ANALYTIC_FROM_LOAD_SERVER, &index, 1),
           2 * syn + request + there + 2 * 50e-6, 1e-9);
}
END_TEST

START_TEST(turns_by_hand)
{
    const struct http_sharers s = {.site = 30, .subnet = 10};
    const struct analytic_group *g = &site.groups[0];
    site.groups[0].ways[ANALYTIC_LOAD_SERVER] = ANALYTIC_FROM_LOAD_SERVER;
#define TURN(way, resource) http_path_turn(&site, g, way, s, resource)
    EXPECT(TURN(ANALYTIC_FROM_CENTRE, ANALYTIC_WAN_DOWN), 30 * 1508 * 8 / 384e3, 1e-12);
    EXPECT(TURN(ANALYTIC_FROM_CENTRE, ANALYTIC_WAN_UP), 30 * 48 * 8 / 384e3 / 2, 1e-12);
    EXPECT(TURN(ANALYTIC_FROM_CENTRE, ANALYTIC_SERVER), 30 * 50e-6, 1e-12);
    EXPECT(TURN(ANALYTIC_FROM_CENTRE, ANALYTIC_SERVER_PORT), 30 * 1538 * 8 / 1e9, 1e-12);
    EXPECT(TURN(ANALYTIC_FROM_CENTRE, ANALYTIC_LAN), 10 * 1538 * 8 / 1e8, 1e-12);
    ck_assert_double_eq(TURN(ANALYTIC_FROM_LOAD_SERVER, ANALYTIC_WAN_DOWN), 0);
    EXPECT(TURN(ANALYTIC_FROM_LOAD_SERVER, ANALYTIC_LAN), 1538 * 8 / 1e8, 1e-12);
    EXPECT(TURN(ANALYTIC_FROM_CENTRE, ANALYTIC_PHONE), (one_way(1500, 1500) + one_way(40, 46)) / 44,
           1e-12);
}
END_TEST

/* --- whole sites ----------------------------------------------------------------------------- */

static const struct {
    double count;
    const struct analytic_load *load;
    double rate, rtt, lan, window, queue, first, last;
    double simulated; /* s, all back after, without the restart */
    enum analytic_region region;
} simulated[] = {
#define EXACT ANALYTIC_EXACT
#define DROPS ANALYTIC_DROPS
#define REPEATS ANALYTIC_REPEATS
    {1, &small, 3430472, .2287, 1e8, 131072, 1e5, 0, 0, 7.392041, EXACT},
    {1, &mid, 66034903, 0, 1e7, 262144, 1e5, 0.191443, 0.191443, 8.593557, EXACT},
    {1, &small, 87978233, .6, 1e8, 16384, 1e5, 0.037980, 0.037980, 56.057665, EXACT},
    {1, &mid, 4370895, .016, 1e8, 65535, 1e5, 0.149465, 0.149465, 16.592094, EXACT},
    {6, &mid, 11260706, .2248, 1e9, 32768, 1e5, 0.027332, 0.198854, 67.301887, EXACT},
    {5, &small, 32771968, .3469, 1e7, 65535, 1e5, 0.154819, 0.778803, 12.956385, EXACT},
    {8, &small, 34923781, .5631, 1e7, 32768, 1e5, 0.484363, 0.998801, 30.238491, EXACT},
    {10, &mid, 23553134, .2558, 1e8, 65535, 1e5, 0.043938, 0.665430, 44.110751, EXACT},
    {2, &mid, 37819563, .4224, 1e7, 16384, 1e5, 0.682552, 0.696946, 257.959198, EXACT},
    {20, &small, 23359857, .001, 1e8, 16384, 1e5, 0.009300, 0.182687, 9.225825, EXACT},
    {56, &small, 70384557, .2497, 1e9, 65535, 1e5, 0.032205, 0.994289, 12.137157, EXACT},
    {28, &small, 13102456, .1, 1e9, 32768, 1e5, 0.065421, 0.989575, 23.751244, EXACT},
    {26, &mid, 4482833, .04, 1e9, 32768, 1e5, 0.009631, 0.990744, 411.849411, EXACT},
    {85, &small, 60732196, .45, 1e9, 65535, 1e5, 0.000251, 0.197214, 21.037665, EXACT},
    {8, &mid, 31088862, .1, 1e8, 65535, 1e5, 0, 0, 21.572715, EXACT},
    {200, &small, 7003941, .5161, 1e8, 32768, 671, 0.002198, 0.996802, 328.058548, DROPS},
    {21, &mid, 38734906, .1, 1e8, 32768, 6, 0.002561, 0.187730, 54.935501, DROPS},
    {195, &small, 1696157, .45, 1e9, 65535, 19, 0.001616, 0.198768, 1327.416849, DROPS},
    {5, &mid, 327042, .005, 1e8, 262144, 577, 0.065827, 0.875636, 1091.343189, DROPS},
    {12, &mid, 2331627, .6, 1e8, 131072, 2, 0, 0, 729.910856, DROPS},
    {15, &mid, 127629, .2, 1e9, 262144, 1e5, 0.002488, 0.192011, 9885.993572, REPEATS},
    {40, &small, 453724, .3547, 1e8, 65535, 1e5, 0, 0, 960.070803, REPEATS},
    {7, &mid, 82499, .2, 1e9, 65535, 1e5, 0.047050, 0.183964, 6056.502909, REPEATS},
};

START_TEST(simulated_sites)
{
    struct analytic_group *g = &site.groups[0];
    site.down.rate = site.up.rate = simulated[_i].rate;
    site.down.delay = site.up.delay = simulated[_i].rtt / 2;
    site.down.queue = site.up.queue = simulated[_i].queue;
    site.subnets[0].lan.rate = simulated[_i].lan;
    site.tcp.window = simulated[_i].window;
    g->count = simulated[_i].count;
    g->loads = simulated[_i].load;
    g->first_reset = simulated[_i].first;
    g->last_reset = simulated[_i].last;
    evaluate();
    ck_assert_int_eq(answer.region, simulated[_i].region);
    const double wanted = simulated[_i].simulated + g->restart;
    if (answer.bound)
        ck_assert_double_le(answer.all_back, wanted);
    else
        EXPECT(answer.all_back, wanted, 0.005 * wanted);
    if (g->count == 1 && !answer.bound)
        EXPECT(answer.all_back, wanted, 0.0003 * wanted);
    ck_assert_double_eq(answer.group_back[0], answer.all_back);
}
END_TEST

/* Where the line is full all bytes' time on it is a bound, which drops or not, and what is lost of
 * it is little: five phones behind 327 kbps are 0.7 % above. */
START_TEST(the_bound_is_the_line)
{
    site.groups[0].count = 100;
    site.down.queue = 50;
    evaluate();
    const double segments = (672 + 99 + 300000 + 102 + 1000000 + 103) / 1460.0;
    ck_assert_int_eq(answer.region, ANALYTIC_DROPS);
    EXPECT(answer.all_back, 100 * segments * 1508 * 8 / 384e3 + 75, 1e-6);
    EXPECT(answer.utilisation[ANALYTIC_WAN_DOWN], 1 - 75 / answer.all_back, 1e-9);
    site.down.queue = 50 * 1508.0 + 100;
    site.down.queue_in_bytes = true;
    evaluate();
    ck_assert_int_eq(answer.region, ANALYTIC_DROPS);
    ck_assert_double_eq(answer.budget[ANALYTIC_RESTART], 75);
}
END_TEST

/* One window of 44 segments, of which 40 ms, and what its parts take, are not in the queue. */
START_TEST(the_least_queue_without_drops)
{
    site.groups[0].loads = &mid;
    const double round = one_way(1500, 1500) + one_way(40, 46), packet = 1508 * 8 / 384e3;
    const double waiting = 44 - round / packet;
    site.down.queue = ceil(waiting);
    evaluate();
    ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
    site.down.queue = floor(waiting);
    evaluate();
    ck_assert_int_eq(answer.region, ANALYTIC_DROPS);
    site.down.queue = INFINITY;
    site.up.queue = 0; /* an ACK finds the line free */
    evaluate();
    ck_assert_int_eq(answer.region, ANALYTIC_DROPS);
    site.up.queue = 1;
    evaluate();
    ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
}
END_TEST

/* 15 phones do not fill a line of 100 Mbps and 200 ms, nor a processor that takes 240 us a packet:
 * 44 * 15 * 240 us = 158 ms of a round. But the last of those that are reset together waits for the
 * windows of 14 others, and in each file for their requests and first pieces, of 1, 44 and 44:
 * 14 * 240 us * (44 + 2 + 45 + 45) = 456.96 ms, less what it is reset later. Such a site, of 35.55
 * s by formulas, took 35.88 s. */
START_TEST(who_begins_together_meets)
{
    struct analytic_group *g = &site.groups[0];
    const double meets = 14 * 240e-6 * (44 + 2 + 45 + 45);
    site.down.rate = site.up.rate = 1e8;
    site.down.delay = site.up.delay = 0.1;
    site.central.cpu = 240e-6;
    g->count = 15;
    g->last_reset = meets;
    evaluate();
    ck_assert(!answer.bound);
    const double alone = answer.all_back - meets;
    const double lag = (meets - 0.005 * alone) / 1.005; /* meets - lag = 0.5 % of alone + lag */
    ck_assert_double_gt(lag, 0);
    for (int later = 0; later < 2; later++) {
        g->last_reset = lag + (later ? 1e-6 : -1e-6);
        evaluate();
        ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
        ck_assert_int_eq(answer.bound, !later);
        EXPECT(answer.all_back, alone + g->last_reset, 1e-9);
    }
}
END_TEST

START_TEST(waves)
{
    site.groups[0].count = 20;
    site.down.rate = site.up.rate = 1e8;
    site.central.transfers = 20;
    evaluate();
    ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
    site.central.transfers = 19;
    evaluate();
    ck_assert_int_eq(answer.region, ANALYTIC_WAVES);
}
END_TEST

/* --- several groups -------------------------------------------------------------------------- */

/* 4 and 3 of one load in two subnets, 6 of a smaller one: of 10 Mbps they were back after 56.41,
 * 56.38 and 17.09 s, of 100 Mbps and 300 ms, which they do not fill, after 51.584, 51.486 and
 * 11.247 s. */
static void three_groups(double rate, double rtt)
{
    site.down.rate = site.up.rate = rate;
    site.down.delay = site.up.delay = rtt / 2;
    site.group_count = 3;
    for (int i = 1; i < 3; i++)
        site.groups[i] = site.groups[0];
    site.groups[0].loads = site.groups[2].loads = &mid;
    site.groups[2].subnet = 1;
    static const double count[] = {4, 6, 3}, first[] = {.291148, 0, .244531},
                        last[] = {.866937, .690511, .773941};
    for (int i = 0; i < 3; i++) {
        site.groups[i].count = count[i];
        site.groups[i].first_reset = first[i];
        site.groups[i].last_reset = last[i];
        site.groups[i].restart = 0;
    }
    evaluate();
}

START_TEST(groups_share_a_line)
{
    three_groups(10e6, 0.04);
    EXPECT(answer.all_back, 56.412, 0.007 * 56.412);
    EXPECT(answer.group_back[2], 56.384, 0.007 * 56.384);
    ck_assert_double_le(answer.group_back[1], 17.091); /* its openings wait for the others' */
    ck_assert_int_eq(answer.limits, ANALYTIC_WAN_DOWN);
    const double segments = (4 + 3) * (8586405 + 615) / 1460.0 + 6 * (1300672 + 304) / 1460.0;
    EXPECT(answer.utilisation[ANALYTIC_WAN_DOWN], segments * 1508 * 8 / 10e6 / answer.all_back,
           1e-4);
}
END_TEST

START_TEST(groups_do_not_meet)
{
    three_groups(100e6, 0.3);
    EXPECT(answer.group_back[0], 51.584, 0.01);
    EXPECT(answer.group_back[1], 11.247, 0.01);
    EXPECT(answer.group_back[2], 51.486, 0.01);
    ck_assert_double_eq(answer.all_back, answer.group_back[0]);
    ck_assert_int_eq(answer.limits, ANALYTIC_PHONE);
    ck_assert_int_eq(answer.next, ANALYTIC_WAN_DOWN);
    EXPECT(answer.budget[ANALYTIC_RESETS], .866937, 1e-9);
    EXPECT(answer.budget[ANALYTIC_QUEUEING], 0, 1e-9);
    EXPECT(answer.budget[ANALYTIC_SERIALISATION], 8587020 / 1460.0 * 1538 * 8 / 1e8, 1e-3);
    /* 44 segments a round of 0.3 s are 1.77 Mbps of 100. */
    EXPECT(answer.knee, 100e6 / (44 * 1508 * 8 / 0.30039), 0.02);
}
END_TEST

/* Phones of one subnet's load server are nothing to those of another's. */
START_TEST(load_servers)
{
    site.group_count = 2;
    site.groups[0].ways[ANALYTIC_LOAD_SERVER] = ANALYTIC_FROM_LOAD_SERVER;
    site.groups[0].count = 100;
    site.groups[0].flash = INFINITY;
    site.groups[0].restart = 0;
    site.groups[1] = site.groups[0];
    site.groups[1].subnet = 1;
    ck_assert(analytic_http_is_all(&site, ANALYTIC_LOAD_SERVER));
    analytic_http_evaluate(&site, ANALYTIC_LOAD_SERVER, &answer);
    ck_assert_int_eq(answer.limits, ANALYTIC_SERVER);
    const double work = 100 * 1300976 / 1460.0 * 50e-6;
    ck_assert_double_ge(answer.all_back, work);
    EXPECT(answer.all_back, work, 0.01 * work);
    const double alone = answer.all_back;
    site.groups[1].subnet = 0;
    analytic_http_evaluate(&site, ANALYTIC_LOAD_SERVER, &answer);
    EXPECT(answer.all_back, 2 * alone, 0.02 * alone);
}
END_TEST

/* One megabyte a second: 8.6 s, of which the last block remains when the line has brought all. */
START_TEST(flash_sets_the_pace)
{
    site.down.rate = site.up.rate = 1e8;
    site.down.delay = site.up.delay = 0.001;
    site.groups[0].loads = &mid;
    evaluate();
    EXPECT(answer.all_back - 75, 8586405 / 1e6, 0.05);
    ck_assert_double_ge(answer.budget[ANALYTIC_FLASH], 7);
    site.groups[0].flash = INFINITY;
    evaluate();
    ck_assert_double_eq(answer.budget[ANALYTIC_FLASH], 0);
    ck_assert_double_le(answer.all_back - 75, 1.2);
}
END_TEST

/* Four phones on a full line, as one group or as two that end their files together: the pace that
 * the first to be counted leaves the others at the very end has no time to matter. */
START_TEST(flash_knows_how_long_a_file_took)
{
    site.down.rate = site.up.rate = 4e7;
    site.groups[0].count = 4;
    site.groups[0].loads = &mid;
    evaluate();
    const double one = answer.all_back;
    site.group_count = 2;
    site.groups[1] = site.groups[0];
    site.groups[0].count = 1;
    site.groups[1].count = 3;
    evaluate();
    EXPECT(answer.all_back, one, 1e-6 * one);
}
END_TEST

/* What waits before a port of 10 Mbps is no more of a queue before one of 1 Gbps: 40 packets there
 * are 49 ms, in which this one sends 4,000 and its queue holds 1,000. */
START_TEST(a_ports_queue_is_its_own)
{
    site.down = (struct analytic_line){72890165, 0.1275, 38, 46, 33, false};
    site.up = site.down;
    site.central.cpu = 298e-6;
    site.subnets[0].lan.rate = 1e9;
    site.subnets[1].lan.rate = 1e7;
    site.group_count = 2;
    site.groups[0].count = site.groups[1].count = 2;
    site.groups[1] = site.groups[0];
    site.groups[1].subnet = 1;
    evaluate();
    ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
    site.subnets[1].lan.queue = 20;
    evaluate();
    ck_assert_int_eq(answer.region, ANALYTIC_DROPS);
}
END_TEST

/* Nine phones that fill a port for 13 s, 15.141 s simulated: who ends a file first is worth a round
 * trip of 108 ms, which is more than half a per cent. Of a longer download it is not. */
START_TEST(what_is_unsure_is_a_bound)
{
    static const struct analytic_file medium[] = {{700, 12}, {1001001, 12}, {600000, 12}};
    static const struct analytic_load of_medium = FILES(medium);
    site.down = (struct analytic_line){59687043, 0.054027, 38, 46, 20000, false};
    site.up = site.down;
    site.up.rate = 25620669;
    site.central.cpu = 38e-6;
    site.subnets[0].lan.rate = 1e7;
    site.groups[0].count = 9;
    site.groups[0].restart = 2;
    site.groups[0].loads = &of_medium;
    evaluate();
    ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
    ck_assert(answer.bound);
    ck_assert_double_le(answer.all_back, 15.141);
    ck_assert_double_ge(answer.all_back, 15.141 * 0.99);
    site.groups[0].loads = &mid;
    evaluate();
    ck_assert(!answer.bound);
    site.groups[0].last_reset = 1; /* s, in which the others had the line */
    evaluate();
    ck_assert(answer.bound);
}
END_TEST

/* A load, a restart, another load, a restart. */
START_TEST(two_loads)
{
    static const struct analytic_load both[] = {FILES(small_files), FILES(mid_files)};
    struct analytic_group *g = &site.groups[0];
    g->boot = 3;
    g->check = 2;
    evaluate();
    const double first = answer.all_back;
    g->loads = &mid;
    evaluate();
    const double second = answer.all_back;
    g->loads = both;
    g->load_count = 2;
    evaluate();
    EXPECT(answer.all_back, first + second, 1e-9);
    EXPECT(answer.budget[ANALYTIC_RESTART], 150, 1e-9);
    EXPECT(answer.budget[ANALYTIC_CHECKING], 4, 1e-9);
    EXPECT(answer.budget[ANALYTIC_BOOT], 6, 1e-9);
}
END_TEST

START_TEST(what_is_by_http)
{
    ck_assert(analytic_http_is_all(&site, ANALYTIC_TFTP));
    site.group_count = 2;
    site.groups[1] = site.groups[0];
    site.groups[1].ways[ANALYTIC_PFS] = ANALYTIC_FROM_PEERS;
    ck_assert(!analytic_http_is_all(&site, ANALYTIC_PFS));
    ck_assert(analytic_http_is_all(&site, ANALYTIC_TFTP));
    site.groups[1].transport = ANALYTIC_BY_TFTP;
    ck_assert(!analytic_http_is_all(&site, ANALYTIC_TFTP));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, messages);
    tcase_add_test(t, one_segment_by_hand);
    tcase_add_test(t, a_load_server_is_near);
    tcase_add_test(t, turns_by_hand);
    tcase_add_loop_test(t, simulated_sites, 0, sizeof simulated / sizeof *simulated);
    tcase_add_test(t, the_bound_is_the_line);
    tcase_add_test(t, the_least_queue_without_drops);
    tcase_add_test(t, who_begins_together_meets);
    tcase_add_test(t, waves);
    tcase_add_test(t, groups_share_a_line);
    tcase_add_test(t, groups_do_not_meet);
    tcase_add_test(t, load_servers);
    tcase_add_test(t, flash_sets_the_pace);
    tcase_add_test(t, flash_knows_how_long_a_file_took);
    tcase_add_test(t, a_ports_queue_is_its_own);
    tcase_add_test(t, what_is_unsure_is_a_bound);
    tcase_add_test(t, two_loads);
    tcase_add_test(t, what_is_by_http);
}

int main(void)
{
    return run_tests("http", add);
}
