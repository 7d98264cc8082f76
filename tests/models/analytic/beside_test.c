/* Answers beside others: what a site's answer alone becomes, by hand. How its line is followed is
 * in beside_line_test.c. */
#include "models/analytic/beside.h"

#include <math.h>
#include <string.h>

#include "tests/support.h"

static struct analytic_others others;
static struct analytic_site site;
static struct analytic_answer answers[ANALYTIC_METHODS];
static struct analytic_answer *const answer = &answers[ANALYTIC_TFTP];
static struct analytic_heard *const heard = &others.heard[ANALYTIC_TFTP];

/* A byte takes 10 us down, 20 us up. Ten phones by TFTP: a block of 968 bytes is 1,000 with its
 * headers and takes 10 ms, an ACK of 32 takes 0.64 ms; with 10 ms each way, 1 ms of the server
 * and 8.36 of the phone a round takes 40 ms alone, and all ten fill the line. Alone they would be
 * back after 100 s, of which they fetch for 60, write to flash for 5, and restart for 35. */
static void setup(void)
{
    const struct analytic_line endless = {.rate = INFINITY, .queue = INFINITY};
    others = (struct analytic_others){.flow_count = 0};
    site = (struct analytic_site){.others = &others,
                                  .down = {.rate = 800e3, .delay = 0.01, .queue = INFINITY},
                                  .central = {.cpu = 0.0005, .port = endless, .retransmit = 4},
                                  .subnet_count = 1,
                                  .group_count = 1};
    site.up = site.down;
    site.up.rate /= 2;
    site.subnets[0].lan = endless;
    site.groups[0] = (struct analytic_group){
        .count = 10, .blksize = 968, .windowsize = 1, .ack_retransmit = 4, .turnaround = 0.00836};
    memset(answers, 0, sizeof answers);
    *answer = (struct analytic_answer){
        .there = true,
        .region = ANALYTIC_EXACT,
        .all_back = 100,
        .budget = {[ANALYTIC_SERIALISATION] = 60, [ANALYTIC_FLASH] = 5, [ANALYTIC_RESTART] = 35},
        .utilisation = {[ANALYTIC_WAN_DOWN] = 0.6, [ANALYTIC_WAN_UP] = 0.02},
        .group_back = {100}};
}

/* `share` of the line towards the phones, in packets of so many bytes. */
static struct analytic_flow *flow(double share, double bytes, double streams)
{
    struct analytic_flow *f = &others.flows[others.flow_count++];
    *f = (struct analytic_flow){
        .down = true, .rate = share / (bytes * 1e-5), .bytes = bytes, .streams = streams};
    return f;
}

static void ask(void)
{
    double sum = 0;
    analytic_beside(&site, answers);
    for (int p = 0; p < ANALYTIC_PARTS; p++)
        sum += answer->budget[p];
    ck_assert_double_eq_tol(sum, answer->all_back, 1e-9);
    for (int r = 0; r < ANALYTIC_RESOURCES; r++)
        ck_assert(answer->utilisation[r] >= 0 && answer->utilisation[r] <= 1);
    ck_assert(!answers[ANALYTIC_PFS].there && !others.heard[ANALYTIC_PFS].known);
}

START_TEST(nobody_beside_changes_nothing)
{
    ask();
    ck_assert(!answer->bound);
    ck_assert_double_eq_tol(answer->all_back, 100, 1e-9);
    ck_assert_double_eq_tol(answer->utilisation[ANALYTIC_WAN_DOWN], 0.6, 1e-9);
    ck_assert(heard->known);
    ck_assert_double_eq_tol(heard->fetching, 0.6, 1e-9);
}
END_TEST

/* Others have a tenth of the line: 60 s are 60 / 0.9, 6.667 more, of which flash has had 5 to write
 * meanwhile. The line carries what it did in 100 s in 101.667, and others' tenth. */
START_TEST(a_full_line_is_shared)
{
    flow(0.06, 201, 1);
    flow(0.04, 201, 1);
    ask();
    const double more = 60 / 0.9 - 60, back = 100 + more - 5;
    ck_assert(!answer->bound);
    ck_assert_int_eq(answer->region, ANALYTIC_BESIDE);
    ck_assert_double_eq_tol(answer->all_back, back, 0.05);
    ck_assert_double_eq_tol(answer->budget[ANALYTIC_QUEUEING], more, 0.05);
    ck_assert_double_eq_tol(answer->budget[ANALYTIC_FLASH], 0, 1e-9);
    ck_assert_double_eq_tol(answer->group_back[0], answer->all_back, 1e-9);
    ck_assert_double_eq_tol(answer->utilisation[ANALYTIC_WAN_DOWN], 60 / back + 0.1, 0.001);
    ck_assert_double_eq_tol(answer->utilisation[ANALYTIC_WAN_UP], 2 / back, 0.001);
    ck_assert_double_eq_tol(heard->fetching, (60 + more) / back, 0.001);
}
END_TEST

/* One phone, which takes 38 ms a round, falls in step with a packet of 4 ms each 20 ms, whatever
 * their phases: 40 ms a round. */
START_TEST(a_phone_alone_falls_in_step)
{
    site.groups[0].count = 1;
    site.groups[0].turnaround -= 0.002;
    flow(0.2, 400, 1);
    ask();
    ck_assert(!answer->bound);
    ck_assert_double_eq_tol(answer->all_back, 100, 0.01); /* flash has written meanwhile */
    ck_assert_double_eq_tol(answer->budget[ANALYTIC_QUEUEING], 60 * 2 / 38.0, 0.01);
}
END_TEST

/* What goes up takes nothing of the line down, which is the one that is full. */
START_TEST(the_other_way_is_another_line)
{
    flow(0.1, 201, 1)->down = false;
    ask();
    ck_assert_double_eq_tol(answer->all_back, 100, 0.1);
    ck_assert_double_eq_tol(answer->utilisation[ANALYTIC_WAN_DOWN], 0.6, 0.001);
    ck_assert_double_eq_tol(answer->utilisation[ANALYTIC_WAN_UP], 0.22, 0.001);
}
END_TEST

/* Three calls whose packets of 100 bytes take 1 ms and go first: one waits for what is left of a
 * block of 10 ms, 5 on average, and for a packet of each of the two others at most. */
START_TEST(calls_that_go_first_wait_for_one_block_and_their_own)
{
    struct analytic_flow *calls = flow(0.15, 100, 3);
    calls->first = calls->heard = true;
    ask();
    const struct analytic_waits *w = &heard->busy[0];
    ck_assert(heard->known);
    ck_assert_double_eq(w->lost, 0);
    ck_assert_double_le(w->most, 0.012);
    ck_assert_double_gt(w->most, 0.0095);
    ck_assert_double_eq_tol(w->mean, 0.005, 0.001);
    ck_assert_double_eq_tol(w->quantiles[32], 0.005, 0.001);
    for (int q = 1; q < ANALYTIC_QUANTILES; q++)
        ck_assert_double_ge(w->quantiles[q], w->quantiles[q - 1]);
    ck_assert_double_eq_tol(w->quantiles[64], w->most, 1e-9);
    /* before and after it for these two at most */
    ck_assert_double_le(heard->idle[0].most, 0.002);
    ck_assert_double_eq(heard->busy[1].mean, 0); /* nobody speaks */
}
END_TEST

/* Nobody fetches over the WAN: packets at random, half of the line's time, wait for each other for
 * d rho / 2 (1 - rho) = 1 ms of d = 2 on average (Pollaczek, Khinchine), and the upgrade for none.
 */
START_TEST(who_is_not_on_the_line_is_not_beside)
{
    site.groups[0].ways[ANALYTIC_TFTP] = ANALYTIC_FROM_LOAD_SERVER;
    answer->utilisation[ANALYTIC_WAN_DOWN] = 0;
    flow(0.5, 200, 0)->heard = true;
    ask();
    ck_assert_double_eq(answer->all_back, 100);
    ck_assert(!answer->bound && heard->known);
    ck_assert_int_eq(answer->region, ANALYTIC_EXACT);
    ck_assert_double_eq_tol(heard->idle[0].mean, 0.001, 0.00003);
    ck_assert_double_eq(heard->fetching, 0);
    ck_assert_double_eq(heard->busy[0].most, 0);
    ck_assert_double_eq_tol(answer->utilisation[ANALYTIC_WAN_DOWN], 0.5, 1e-9);
}
END_TEST

/* At random, three tenths of the line in packets of d s: in 60 s the time that they take has a
 * deviation of sqrt(0.3 d 60). Three of these, over 0.7, are 0.3 s with packets of 20 bytes, little
 * of 60 / 0.7 + 35 s, and 2.2 s with 1,500, more than a hundredth: a bound, as much below that, or
 * more. */
static const struct {
    double bytes;
    bool bound;
    double least, most; /* s until all are back */
} random_rows[] = {{20, false, 120.2, 121.2}, {1500, true, 117, 118.5}};

START_TEST(chance_makes_a_bound)
{
    flow(0.3, random_rows[_i].bytes, 0);
    ask();
    ck_assert_int_eq(answer->bound, random_rows[_i].bound);
    ck_assert_double_ge(answer->all_back, random_rows[_i].least);
    ck_assert_double_le(answer->all_back, random_rows[_i].most);
}
END_TEST

/* 80 phones, 0.8 s a round, and room for 50 blocks: 29 of them always find it full, and come again
 * after 4 s. The line never idles: what others take is known. But phones that were turned away may
 * be the last, alone, for two thousandths of the time and two waits of 4 s: little of 6,000 s, and
 * more than 1.5 % of 300. */
static const struct {
    double fetching;
    bool bound;
} drops_rows[] = {{6000, false}, {300, true}};

START_TEST(a_full_queue_is_a_value_if_its_tail_is_short)
{
    const double fetching = drops_rows[_i].fetching;
    site.groups[0].count = 80;
    site.down.queue = 50;
    answer->all_back = answer->group_back[0] = fetching + 40;
    answer->budget[ANALYTIC_SERIALISATION] = fetching;
    flow(0.1, 201, 1)->heard = true;
    ask();
    ck_assert(heard->busy[0].lost > 0 && heard->busy[0].lost < 1);
    ck_assert_int_eq(answer->region, ANALYTIC_DROPS);
    ck_assert_int_eq(answer->bound, drops_rows[_i].bound);
    if (!answer->bound)
        ck_assert_double_eq_tol(answer->all_back, fetching / 0.9 + 35, 60);
}
END_TEST

/* By HTTP nothing is known but the time without others. */
START_TEST(by_http_it_is_a_bound)
{
    site.groups[0].transport = ANALYTIC_BY_HTTP;
    flow(0.1, 201, 1);
    ask();
    ck_assert(answer->bound && !heard->known);
    ck_assert_double_eq(answer->all_back, 100);
    ck_assert_int_eq(answer->region, ANALYTIC_BESIDE);
    ck_assert_double_eq_tol(answer->utilisation[ANALYTIC_WAN_DOWN], 0.7, 1e-9);
}
END_TEST

/* As many streams as can be followed, and one more. */
START_TEST(too_many_streams_are_a_bound)
{
    flow(0.1, 20, 128);
    ask();
    ck_assert(heard->known && !answer->bound);
    setup();
    flow(0.1, 20, 129);
    ask();
    ck_assert(!heard->known && answer->bound);
    ck_assert_double_eq(answer->all_back, 100);
}
END_TEST

/* Phones that are not alike: others make it no shorter, and how much longer is not said. */
START_TEST(phones_that_differ_are_a_bound)
{
    site.groups[1] = site.groups[0];
    site.groups[1].blksize = 512;
    site.group_count = 2;
    flow(0.1, 201, 1);
    ask();
    ck_assert(answer->bound);
    ck_assert_double_eq(answer->all_back, 100);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, nobody_beside_changes_nothing);
    tcase_add_test(t, a_full_line_is_shared);
    tcase_add_test(t, a_phone_alone_falls_in_step);
    tcase_add_test(t, the_other_way_is_another_line);
    tcase_add_test(t, calls_that_go_first_wait_for_one_block_and_their_own);
    tcase_add_test(t, who_is_not_on_the_line_is_not_beside);
    tcase_add_loop_test(t, chance_makes_a_bound, 0, sizeof random_rows / sizeof *random_rows);
    tcase_add_loop_test(t, a_full_queue_is_a_value_if_its_tail_is_short, 0,
                        sizeof drops_rows / sizeof *drops_rows);
    tcase_add_test(t, by_http_it_is_a_bound);
    tcase_add_test(t, too_many_streams_are_a_bound);
    tcase_add_test(t, phones_that_differ_are_a_bound);
}

int main(void)
{
    return run_tests("beside", add);
}
