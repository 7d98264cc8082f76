/* Peer Firmware Sharing by formula: against what the native simulator makes of the same sites, and
 * against arithmetic that can be done by hand. */
#include "models/analytic/sharing.h"

#include <math.h>
#include <string.h>

#include "models/analytic/sharing_root.h"
#include "models/analytic/usual.h"
#include "tests/support.h"

/* --- sites -------------------------------------------------------------------------------------
 */

/* 7.1 MB in six files, of which the first is the index. */
static const struct analytic_file files[] = {{666, 16},     {2731020, 14}, {502604, 13},
                                             {1916178, 17}, {314049, 13},  {1635483, 17}};
static const struct analytic_load loads[] = {{files, 6}, {files, 6}};
/* One file of two blocks and a short one. */
static const struct analytic_file short_file = {1124, 10};
static const struct analytic_load short_load = {&short_file, 1};

static struct analytic_site site;
static struct analytic_answer answer;

/* 384 kbps and 16 ms, PPP; subnets of 100 Mbps. */
static void set_site(void)
{
    memset(&site, 0, sizeof site);
    site.down = (struct analytic_line){384e3, 0.008, 8, 0, 10, false};
    site.up = site.down;
    site.central = analytic_usual_server(1e9);
    site.tcp = analytic_usual_tcp;
    site.receive_buffer = 500;
    site.sharing = analytic_usual_timers;
    site.subnet_count = ANALYTIC_SUBNETS;
    for (int i = 0; i < ANALYTIC_SUBNETS; i++)
        site.subnets[i].lan = analytic_usual_port(100e6);
}

static struct analytic_group *add_group(double count, uint32_t subnet, enum analytic_way way)
{
    struct analytic_group *g = &site.groups[site.group_count++];
    *g = analytic_usual_group(count, loads);
    g->subnet = subnet;
    g->cpu = 0.001;
    g->ways[ANALYTIC_PFS] = way;
    return g;
}

static double all_back(void)
{
    memset(&answer, 0, sizeof answer);
    analytic_sharing_evaluate(&site, ANALYTIC_PFS, &answer);
    return answer.all_back;
}

static double sum_of_budget(void)
{
    double sum = 0;
    for (int p = 0; p < ANALYTIC_PARTS; p++)
        sum += answer.budget[p];
    return sum;
}

/* Within a part of `wanted`. */
static void expect(double value, double wanted, double part)
{
    ck_assert_double_eq_tol(value, wanted, wanted * part);
}

/* --- against the simulator ---------------------------------------------------------------------
 */

/* pfsim run whitepaper-pfs -s reset.spread='0 s', with so many phones and such a LAN. */
START_TEST(one_subnet_as_simulated)
{
    static const struct {
        double lan, phones, simulated;
    } runs[] = {
        {10e6, 1, 570.641},   {10e6, 2, 576.891},   {10e6, 3, 582.539},    {10e6, 4, 584.214},
        {10e6, 5, 584.278},   {10e6, 7, 585.427},   {10e6, 15, 588.187},   {10e6, 40, 592.532},
        {10e6, 200, 599.137}, {100e6, 1, 557.341},  {100e6, 2, 559.437},   {100e6, 3, 559.884},
        {100e6, 7, 560.178},  {100e6, 40, 561.001}, {100e6, 200, 561.557}, {1e9, 1, 556.011},
        {1e9, 2, 557.692},    {1e9, 40, 557.849},   {1e9, 200, 557.904},
    };
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        set_site();
        site.subnets[0].lan.rate = runs[i].lan;
        add_group(runs[i].phones, 0, ANALYTIC_FROM_PEERS);
        expect(all_back(), runs[i].simulated, 0.0002);
        ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
        ck_assert(answer.there && !answer.bound && !answer.never);
        expect(sum_of_budget(), answer.all_back, 1e-12);
    }
}
END_TEST

/* 40 phones: 13,871 blocks and their ACKs of 40 bytes, each packet 50 us of the server's work. */
START_TEST(utilisation_as_simulated)
{
    set_site();
    add_group(40, 0, ANALYTIC_FROM_PEERS);
    const double all = all_back();
    expect(answer.utilisation[ANALYTIC_WAN_DOWN], 159.475833 / all, 0.0001);
    expect(answer.utilisation[ANALYTIC_WAN_UP], 13871 * 40 * 8 / 384e3 / all, 0.001);
    expect(answer.utilisation[ANALYTIC_SERVER], 1.3874 / all, 0.001);
    expect(answer.utilisation[ANALYTIC_LAN], 2 * 7.1e6 * 1538 / 1460 * 8 / 100e6 / all, 0.001);
}
END_TEST

/* The same with so many subnets of 10 phones: from 3 on their roots fill the line. */
START_TEST(several_subnets_as_simulated)
{
    static const struct {
        uint32_t subnets;
        double simulated;
    } runs[] = {{1, 560.450}, {2, 560.461}, {3, 587.158}, {4, 746.607}, {8, 1384.326}};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        set_site();
        for (uint32_t s = 0; s < runs[i].subnets; s++)
            add_group(10, s, ANALYTIC_FROM_PEERS);
        expect(all_back(), runs[i].simulated, 0.0002);
        ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
        for (uint32_t s = 0; s < runs[i].subnets; s++)
            ck_assert_double_le(answer.group_back[s], answer.all_back);
    }
}
END_TEST

/* --- by hand -----------------------------------------------------------------------------------
 */

/* 28 ms, then 0.5 s, 5 times 0.25 s and 10 s; on a line on which a byte takes 1 ms, 32 + 512 bytes
 * of each block, and of the last one 32 + 100; acknowledgements of 32 on a way without time, and a
 * turn-around of 10 ms; flash writes the last block in 10 ms. */
START_TEST(a_lone_phone_by_hand)
{
    set_site();
    const struct analytic_line none = {INFINITY, 0, 0, 0, INFINITY, false};
    site.down = (struct analytic_line){8e3, 0.1, 0, 0, 10, false};
    site.up = site.central.port = site.subnets[0].lan = none;
    site.up.delay = 0.2;
    site.central.cpu = 0;
    struct analytic_group *g = add_group(1, 0, ANALYTIC_FROM_PEERS);
    g->loads = &short_load;
    g->turnaround = 0.01;
    g->boot = 2;
    g->check = 1;
    g->flash = 10e3;
    g->first_reset = g->last_reset = 5;
    const double download = 2 * (0.544 + 0.3 + 0.01) + 0.2 + 0.132 + 0.1 + 0.01;
    all_back();
    ck_assert_double_eq_tol(answer.budget[ANALYTIC_BOOT], 2, 1e-9);
    ck_assert_double_eq_tol(answer.budget[ANALYTIC_DISCOVERY], 0.028 + 0.5 + 1.25, 1e-9);
    ck_assert_double_eq_tol(answer.budget[ANALYTIC_ROOT_WAITING], 10, 1e-9);
    ck_assert_double_eq_tol(answer.budget[ANALYTIC_TURNAROUND], 0.03, 1e-9);
    ck_assert_double_eq_tol(answer.budget[ANALYTIC_FLASH], 0.01, 1e-9);
    ck_assert_double_eq_tol(answer.all_back, 2 + 11.778 + download + 0.01 + 1 + 35, 1e-9);
    ck_assert_double_eq_tol(answer.utilisation[ANALYTIC_WAN_DOWN],
                            (2 * 0.544 + 0.132) / answer.all_back, 1e-9);
    /* On a way up on which a byte takes 1 ms, too, a request of 28 + 2 + 10 + 1 + 6, and two ACKs.
     */
    const double before = answer.all_back;
    site.up.rate = 8e3;
    ck_assert_double_eq_tol(all_back() - before, 0.047 + 2 * 0.032, 1e-9);
}
END_TEST

/* --- what else can be ----------------------------------------------------------------------------
 */

/* The root is the first to reset, and the others are there before it transfers. */
START_TEST(a_spread_is_the_others_business)
{
    set_site();
    struct analytic_group *g = add_group(40, 0, ANALYTIC_FROM_PEERS);
    const double bulk = all_back();
    g->last_reset = 1;
    ck_assert_double_eq(all_back(), bulk);
    ck_assert(!answer.bound);
    g->last_reset = 60; /* far behind the index: they lead a hierarchy of their own */
    all_back();
    ck_assert(answer.bound);
    g->loads = &short_load; /* ... and have this one no sooner than they ask for it */
    ck_assert_double_gt(all_back(), 60 + 0.028 + 0.5 + 35);
}
END_TEST

/* Two loads: twice the time, and the second time without a spread. */
START_TEST(loads_follow_each_other)
{
    set_site();
    struct analytic_group *g = add_group(1, 0, ANALYTIC_FROM_PEERS);
    const double one = all_back();
    g->load_count = 2;
    expect(all_back(), 2 * one, 1e-9);
    expect(sum_of_budget(), answer.all_back, 1e-12);
}
END_TEST

/* A hierarchy is one of all its groups, and those of another subnet do not share. */
START_TEST(groups_of_a_hierarchy_are_one_tree)
{
    set_site();
    add_group(40, 0, ANALYTIC_FROM_PEERS);
    const double whole = all_back();
    site.group_count = 0;
    add_group(15, 0, ANALYTIC_FROM_PEERS);
    add_group(25, 0, ANALYTIC_FROM_PEERS);
    ck_assert_double_eq(all_back(), whole);
    ck_assert_double_eq(answer.group_back[0], answer.group_back[1]);
    site.groups[1].hierarchy = 1; /* two roots; the trees are smaller */
    ck_assert_double_ne(all_back(), whole);
}
END_TEST

/* Phones that do not share take the line from the root, which also has to wait, and is later. */
START_TEST(lone_phones_are_at_the_same_line)
{
    set_site();
    add_group(40, 0, ANALYTIC_FROM_PEERS);
    const double alone = all_back();
    add_group(5, 0, ANALYTIC_FROM_CENTRE);
    ck_assert_double_gt(all_back(), alone);
    ck_assert_double_gt(answer.group_back[0], answer.group_back[1]);
    ck_assert_double_eq(answer.group_back[0], answer.all_back);
    site.groups[1].count = 1; /* alone on the line while the root waits */
    all_back();
    ck_assert_double_lt(answer.group_back[1], answer.group_back[0]);
    site.groups[1].restart = 600;
    all_back();
    ck_assert_double_eq(answer.group_back[1], answer.all_back);
    ck_assert_double_eq(answer.budget[ANALYTIC_TREE], 0); /* of the one that is last */
}
END_TEST

/* pfsim run whitepaper-pfs -s reset.spread='0 s', with three phones beside that have pfs: off. */
START_TEST(mixed_sites_as_simulated)
{
    set_site();
    add_group(40, 0, ANALYTIC_FROM_PEERS);
    add_group(3, 0, ANALYTIC_FROM_CENTRE);
    expect(all_back(), 719.327, 0.0002);
    ck_assert_int_eq(answer.limits, ANALYTIC_WAN_DOWN);
    ck_assert_int_eq(answer.next, ANALYTIC_PHONE);
    /* Its rounds are a block RTT, as simulated, and the work on the next block. Of 43 phones 2.8 at
     * the line fill it, of which one is the root. */
    const double round = 0.032527696 + 50e-6, line = 552 * 8 / 384e3;
    expect(answer.knee, 43 * (round / line - 1) / 3, 0.001);
    set_site(); /* two, and 2 ms, so that they fill it: by turns, though one port is slower */
    site.down.delay = site.up.delay = 0.001;
    site.subnets[0].lan.rate = 10e6;
    add_group(1, 0, ANALYTIC_FROM_PEERS);
    add_group(1, 1, ANALYTIC_FROM_CENTRE);
    expect(all_back(), 413.419, 0.0002);
}
END_TEST

/* A root alone fills no line, whatever the phones; three do at 384 kbps. */
START_TEST(limits_and_knee)
{
    set_site();
    add_group(40, 0, ANALYTIC_FROM_PEERS);
    all_back();
    ck_assert_int_eq(answer.limits, ANALYTIC_PHONE);
    ck_assert_int_eq(answer.next, ANALYTIC_WAN_DOWN);
    ck_assert(isinf(answer.knee));
    add_group(40, 1, ANALYTIC_FROM_PEERS);
    add_group(40, 2, ANALYTIC_FROM_PEERS);
    all_back();
    ck_assert_int_eq(answer.limits, ANALYTIC_WAN_DOWN);
    ck_assert_double_eq(answer.knee, 3);
}
END_TEST

/* Subtrees that are not through when their root has the next file. */
START_TEST(a_root_may_run_away_from_its_tree)
{
    set_site();
    site.down.rate = site.up.rate = 100e6;
    site.subnets[0].lan.rate = 10e6;
    struct analytic_group *g = add_group(300, 0, ANALYTIC_FROM_PEERS);
    g->blksize = 1428;
    g->windowsize = 8;
    ck_assert_double_lt(all_back(), 161.4); /* simulated, with a window of 16 and 1 ms */
    ck_assert_int_eq(answer.region, ANALYTIC_WAVES);
    ck_assert(answer.bound);
    site.sharing.root_waiting = 300; /* not so far */
    all_back();
    ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
}
END_TEST

START_TEST(regions_are_told)
{
    set_site();
    for (uint32_t s = 0; s < 40; s++)
        add_group(10, s, ANALYTIC_FROM_PEERS);
    all_back();
    ck_assert_int_eq(answer.region, ANALYTIC_DROPS);
    ck_assert(answer.bound);
    site.down.queue = INFINITY;
    all_back();
    ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
    site.central.transfers = 39;
    all_back();
    ck_assert_int_eq(answer.region, ANALYTIC_WAVES);
    site.central.transfers = INFINITY;
    site.down.rate = 40e3; /* 4.4 s for a block of each */
    all_back();
    ck_assert_int_eq(answer.region, ANALYTIC_REPEATS);
}
END_TEST

/* Two windows of 4 blocks. They come at once for the index, and each agreement on options waits for
 * what is there before it. As simulated: no drops with a queue of 7, and 2 with 6. */
START_TEST(windows_that_come_at_once_have_to_fit)
{
    set_site();
    struct analytic_group *g = add_group(10, 0, ANALYTIC_FROM_PEERS);
    g->windowsize = 4;
    g->options = g->answer = 13;
    site.groups[site.group_count++] = *g;
    g[1].subnet = 1;
    site.down.queue = 7;
    expect(all_back(), 427.731, 0.0001);
    ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
    site.down.queue = 6;
    all_back();
    ck_assert_int_eq(answer.region, ANALYTIC_DROPS);
}
END_TEST

/* 84 phones that have all of it before the root begins fill its port to the router until then. */
START_TEST(who_has_gone_is_in_nobodys_way)
{
    set_site();
    site.down.rate = site.up.rate = 24.5e6;
    site.down.queue = INFINITY;
    site.subnets[0].lan.rate = 10e6;
    add_group(49, 0, ANALYTIC_FROM_PEERS)->loads = &short_load;
    const double alone = all_back();
    add_group(84, 0, ANALYTIC_FROM_CENTRE)->loads = &short_load;
    ck_assert_double_eq_tol(all_back(), alone, 1e-9);
    ck_assert_double_gt(answer.group_back[1], 35 + 84 * 1124 * 8 / 10e6);
}
END_TEST

/* --- roots at one line, stepped ------------------------------------------------------------------
 */

enum { ROOTS = 5 };

static const struct analytic_file others[ROOTS][3] = {{{666, 16}, {150000, 14}, {90000, 13}},
                                                      {{20, 16}, {90100, 14}, {150700, 13}},
                                                      {{20, 16}, {51200, 14}, {1, 13}},
                                                      {{2000, 16}, {1500, 14}, {300000, 13}},
                                                      {{666, 16}, {20000, 14}, {150000, 13}}};
static const struct analytic_load other_loads[ROOTS] = {
    {others[0], 3}, {others[1], 3}, {others[2], 3}, {others[3], 3}, {others[4], 3}};

/* Of one root; the longest round of any, and the most blocks that one found at the line. */
struct stepped {
    struct sharing_fetch fetch;
    uint32_t file;
    double came, left, back;
};
static struct stepped stepped[ROOTS];
static double longest_round;
static int most_ahead;

static void step_file(struct stepped *s, const struct sharing_round *r,
                      const struct analytic_load *load, double now)
{
    s->came = INFINITY;
    s->back = now + 35;
    if (s->file == load->file_count)
        return;
    sharing_fetch_of(r, &load->files[s->file++], &s->fetch);
    s->came = now + 0.5 + 5 * 0.25 + 10 + s->fetch.opening;
    s->left = s->fetch.rounds;
}

/* First come, first served, one window after the other. */
static void step_all(uint32_t roots, const struct sharing_round *r)
{
    double free = 0, sent = 0, ends[2 * ROOTS] = {0};
    int served = 0;
    longest_round = most_ahead = 0;
    for (uint32_t i = 0; i < roots; i++) {
        stepped[i].file = 0;
        step_file(&stepped[i], r, &other_loads[i], site.groups[i].first_reset + 0.028);
    }
    for (;;) {
        uint32_t n = 0;
        for (uint32_t i = 1; i < roots; i++)
            n = stepped[i].came < stepped[n].came ? i : n;
        struct stepped *s = &stepped[n];
        if (s->came == INFINITY)
            return;
        const double start = fmax(s->came, free);
        sent = fmax(s->came, sent);
        int ahead = 0;
        for (int i = 0; i < 2 * ROOTS; i++)
            ahead += ends[i] > sent;
        most_ahead = ahead > most_ahead ? ahead : most_ahead;
        sent += site.central.cpu;
        if (s->left-- < 1) {
            free = start + s->fetch.last;
            step_file(s, r, &other_loads[n], start + s->fetch.ends - s->fetch.opening);
        } else {
            free = start + r->takes[SHARING_DOWN];
            longest_round = fmax(longest_round, start + r->round - s->came);
            s->came = start + r->round;
        }
        ends[served++ % (2 * ROOTS)] = free;
    }
}

static enum analytic_region region_of(double queue, double patience)
{
    site.down.queue = queue;
    site.central.retransmit = patience;
    all_back();
    return answer.region;
}

/* On lines that they do not fill, just fill, and more than fill. */
START_TEST(roots_at_a_line_as_stepped)
{
    static const double rates[] = {2e6, 800e3, 384e3, 200e3, 64e3};
    for (size_t i = 0; i < 5 * sizeof rates / sizeof *rates; i++) {
        const uint32_t roots = 2 + (uint32_t)(i % 4);
        set_site();
        site.down.rate = site.up.rate = rates[i / 5];
        site.down.queue = INFINITY;
        for (uint32_t k = 0; k < roots; k++) {
            struct analytic_group *g = add_group(1, k, ANALYTIC_FROM_PEERS);
            g->loads = &other_loads[k];
            g->flash = INFINITY;
            g->first_reset = g->last_reset = 0.0023 * (double)(k * (i / 5));
        }
        const struct sharing_round r = sharing_round_of(&site, &site.groups[0]);
        step_all(roots, &r);
        all_back();
        ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
        for (uint32_t k = 0; k < roots; k++)
            ck_assert_double_eq_tol(answer.group_back[k], stepped[k].back, 1e-8);
        ck_assert_int_eq(region_of(most_ahead - 1, 4), ANALYTIC_DROPS);
        ck_assert_int_eq(region_of(most_ahead, 4), ANALYTIC_EXACT);
        ck_assert_int_eq(region_of(INFINITY, longest_round * (1 - 1e-6)), ANALYTIC_REPEATS);
        ck_assert_int_eq(region_of(INFINITY, longest_round * (1 + 1e-6)), ANALYTIC_EXACT);
    }
}
END_TEST

/* One root. Simulated, W = 9: drops with 7 packets or 4,447 bytes, none with 8 or 4,448. */
START_TEST(a_window_has_to_fit_by_itself)
{
    static const double most[] = {8, 4448};
    set_site();
    add_group(3, 0, ANALYTIC_FROM_PEERS)->windowsize = 9;
    site.down = (struct analytic_line){2e6, 0.007523, 12, 0, 0, false};
    for (int i = 0; i < 4; i++) {
        site.down.queue = most[i / 2] - i % 2;
        site.down.queue_in_bytes = i / 2;
        all_back();
        ck_assert_int_eq(answer.region, i % 2 ? ANALYTIC_DROPS : ANALYTIC_EXACT);
        ck_assert(answer.bound == (i % 2 > 0));
    }
}
END_TEST

/* A list of 19 phones is deeper than a phone follows redirects. */
START_TEST(what_hangs_on_draws_is_a_bound)
{
    set_site();
    add_group(17, 0, ANALYTIC_FROM_PEERS);
    site.sharing.children = 1;
    all_back();
    ck_assert(!answer.bound);
    site.groups[0].count = 19;
    all_back();
    ck_assert(answer.bound);
    site.groups[0].count = 3;
    site.sharing.ad_interval = 1.3; /* who waits for a claimant takes it for gone */
    all_back();
    ck_assert(answer.bound);
}
END_TEST

/* 60 phones that do not share fetch 24,124 bytes in 48 rounds, until a root has come, which is 23.5
 * s and more after its reset. A round of all is 61 blocks of 552 bytes at 384 kbps, of which each
 * waits what it does not take alone, 32.6 ms (above); which place the root has in it is not known.
 * Such a wait, 0.67 s, is 0.5 % of 134 s. */
START_TEST(a_place_in_a_round_is_not_known)
{
    static const struct analytic_file file = {24124, 10};
    static const struct analytic_load load = {&file, 1};
    const double wait = 61 * 552 * 8 / 384e3 - (0.032527696 + 50e-6);
    set_site();
    site.down.queue = 100;
    add_group(40, 0, ANALYTIC_FROM_PEERS);
    add_group(60, 1, ANALYTIC_FROM_CENTRE);
    for (int i = 0; i < 2; i++) {
        site.groups[i].loads = &load;
        site.groups[i].load_count = 1;
        site.groups[i].restart = 1000;
    }
    const double fetching = all_back() - 1000;
    ck_assert(!answer.bound);
    for (int more = 0; more < 2; more++) {
        const double restart = wait / 0.005 - fetching + (more ? 0.01 : -0.01);
        site.groups[0].restart = site.groups[1].restart = restart;
        ck_assert_double_le(all_back(), fetching + restart + 1e-9);
        ck_assert_int_eq(answer.region, ANALYTIC_EXACT);
        ck_assert_int_eq(answer.bound, !more);
    }
    site.groups[0].ways[ANALYTIC_PFS] = ANALYTIC_FROM_CENTRE; /* without a root all are alike */
    site.groups[0].restart = site.groups[1].restart = 1;
    all_back();
    ck_assert(!answer.bound);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, one_subnet_as_simulated);
    tcase_add_test(t, utilisation_as_simulated);
    tcase_add_test(t, several_subnets_as_simulated);
    tcase_add_test(t, a_lone_phone_by_hand);
    tcase_add_test(t, a_spread_is_the_others_business);
    tcase_add_test(t, loads_follow_each_other);
    tcase_add_test(t, groups_of_a_hierarchy_are_one_tree);
    tcase_add_test(t, lone_phones_are_at_the_same_line);
    tcase_add_test(t, mixed_sites_as_simulated);
    tcase_add_test(t, limits_and_knee);
    tcase_add_test(t, a_root_may_run_away_from_its_tree);
    tcase_add_test(t, regions_are_told);
    tcase_add_test(t, windows_that_come_at_once_have_to_fit);
    tcase_add_test(t, roots_at_a_line_as_stepped);
    tcase_add_test(t, who_has_gone_is_in_nobodys_way);
    tcase_add_test(t, a_window_has_to_fit_by_itself);
    tcase_add_test(t, what_hangs_on_draws_is_a_bound);
    tcase_add_test(t, a_place_in_a_round_is_not_known);
}

int main(void)
{
    return run_tests("analytic sharing", add);
}
