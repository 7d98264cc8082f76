/* Downloads in lock-step, against sums worked out by hand on a line where a
 * byte takes a millisecond, and against simulated runs. */
#include "models/analytic/lockstep.h"

#include <math.h>
#include <stddef.h>

#include "tests/support.h"

#define CLOSE(value, right) ck_assert_double_eq_tol(value, right, 1e-9 * (1 + (right)))

static const struct analytic_line endless = {.rate = INFINITY, .queue = INFINITY};

static const struct analytic_file two_blocks_and_64[] = {{1000, 5}};
static const struct analytic_load hand_load = {two_blocks_and_64, 1};

/* DATA of 468 bytes are 500 ms, ACKs 32 ms, a request for a name of 5 bytes 42
 * ms; 100 ms each way; 50 ms of turn-around, 10 s of restart. */
static struct analytic_site hand_site(double phones)
{
    struct analytic_site s = {
        .down = {.rate = 8000, .delay = 0.1, .queue = INFINITY},
        .central = {.port = endless, .retransmit = 1000, .transfers = INFINITY},
        .receive_buffer = INFINITY,
        .subnet_count = 1,
        .group_count = 1,
    };
    s.up = s.down;
    s.subnets[0].lan = endless;
    s.subnets[0].load_server = s.central;
    s.groups[0] = (struct analytic_group){
        .count = phones,
        .ways = {ANALYTIC_FROM_CENTRE, ANALYTIC_FROM_LOAD_SERVER, ANALYTIC_FROM_CENTRE},
        .loads = &hand_load,
        .load_count = 1,
        .blksize = 468,
        .windowsize = 1,
        .request_retransmit = 1000,
        .ack_retransmit = 1000,
        .turnaround = 0.05,
        .flash = INFINITY,
        .restart = 10,
    };
    return s;
}

static struct analytic_site paper_site(double phones);

static struct analytic_answer by_tftp(const struct analytic_site *s)
{
    struct analytic_answer a = {.there = false};
    lockstep_evaluate(s, ANALYTIC_TFTP, &a);
    double sum = 0;
    for (int p = 0; p < ANALYTIC_PARTS; p++)
        sum += a.budget[p];
    CLOSE(sum, a.all_back);
    return a;
}

/* 42 + 100, then 500 + 100 + 50 and 32 + 100 twice, and 96 + 100 + 50. */
START_TEST(one_phone_is_a_sum)
{
    const struct analytic_site s = hand_site(1);
    const struct analytic_answer a = by_tftp(&s);
    CLOSE(a.all_back, 0.142 + 2 * 0.782 + 0.246 + 10);
    CLOSE(a.budget[ANALYTIC_PROPAGATION], 0.6);
    CLOSE(a.budget[ANALYTIC_TURNAROUND], 0.15);
    CLOSE(a.budget[ANALYTIC_SERIALISATION], 0.042 + 1.064 + 0.096);
    CLOSE(a.budget[ANALYTIC_QUEUEING], 0);
    CLOSE(a.utilisation[ANALYTIC_WAN_DOWN], 1.096 / a.all_back);
    CLOSE(a.utilisation[ANALYTIC_WAN_UP], (0.042 + 3 * 0.032) / a.all_back);
    CLOSE(a.knee, 0.782 / 0.5);
    ck_assert_int_eq(a.limits, ANALYTIC_PHONE);
    ck_assert_int_eq(a.next, ANALYTIC_WAN_DOWN);
    ck_assert_int_eq(a.region, ANALYTIC_EXACT);
}
END_TEST

/* 10 x 500 ms are more than a round of 782 ms, and 10 x 96 more than the last one's 388. The line
 * is in use without a break from the first block's coming until the last one has left: what a round
 * takes beside it, 282 ms, comes once more. */
START_TEST(ten_phones_fill_the_line)
{
    const struct analytic_site s = hand_site(10);
    const struct analytic_answer a = by_tftp(&s);
    CLOSE(a.all_back, 2 * 5 + 0.96 + 0.282 + 10);
    ck_assert_int_eq(a.limits, ANALYTIC_WAN_DOWN);
    ck_assert_int_eq(a.next, ANALYTIC_PHONE);
    CLOSE(a.utilisation[ANALYTIC_WAN_DOWN], 10.96 / 21.242);
}
END_TEST

/* 3 phones fill it with whole windows, 1.5 s; a file's end takes its own 388 ms nevertheless.
 * Packet by packet: blocks leave the line at 0.642, 1.142, 1.642, then at 2.142, 2.642, 3.142; the
 * last of all comes to it at 3.424, has left at 3.52, and is seen at 3.67. */
START_TEST(an_end_leaves_the_line_idle)
{
    const struct analytic_site s = hand_site(3);
    CLOSE(by_tftp(&s).all_back, 2 * 1.5 + 0.388 + 0.282 + 10);
}
END_TEST

/* Options of 10 bytes: a request of 52 ms, an OACK of 30 + 10, and an ACK take
 * a round more. */
START_TEST(options_are_a_round_more)
{
    struct analytic_site s = hand_site(1);
    s.groups[0].options = s.groups[0].answer = 10;
    CLOSE(by_tftp(&s).all_back, 0.152 + 0.19 + 0.132 + 2 * 0.782 + 0.246 + 10);
}
END_TEST

/* A window of two: the second block is 500 ms behind the first. */
START_TEST(blocks_of_a_window_follow_each_other)
{
    struct analytic_site s = hand_site(1);
    s.groups[0].windowsize = 2;
    CLOSE(by_tftp(&s).all_back, 0.142 + 1.15 + 0.132 + 0.246 + 10);
}
END_TEST

/* 700 ms of work on each of two that come 500 ms apart: the second is seen 900
 * ms after it came. The last window is one block, which is worked on for 700.
 * In lock-step work is turn-around. */
START_TEST(work_on_a_window_may_lag_behind)
{
    struct analytic_site s = hand_site(1);
    s.groups[0].windowsize = 2;
    s.groups[0].cpu = 0.7;
    CLOSE(by_tftp(&s).all_back, 0.142 + 1.1 + 0.9 + 0.132 + 0.196 + 0.7 + 10);
    s.groups[0].windowsize = 1;
    CLOSE(by_tftp(&s).all_back, 0.142 + 2 * (1.3 + 0.132) + 0.896 + 10);
}
END_TEST

/* Faster lines behind the WAN, 100 ms a block: of a window, only the last
 * block's is seen. One that is slower, 1 s a block, sets the pace. */
START_TEST(the_slowest_stage_sets_the_pace_of_a_window)
{
    struct analytic_site s = hand_site(1);
    s.groups[0].windowsize = 2;
    s.subnets[0].lan.rate = 40000; /* 200 us a byte, twice, the router's port and the phone's */
    CLOSE(by_tftp(&s).all_back, 0.142 + 0.0168 + 1.15 + 0.2 + 0.132 + 0.0128 + 0.246 + 0.0384 + 10);
    s.subnets[0].lan.rate = 8000;
    CLOSE(by_tftp(&s).all_back, 0.142 + 0.084 + 2 + 0.15 + 0.132 + 0.064 + 0.246 + 0.192 + 10);
}
END_TEST

/* The file's 1000 bytes take flash 10 s, and only the 1.952 s of the download
 * are beside it. */
START_TEST(flash_may_take_longer_than_the_download)
{
    struct analytic_site s = hand_site(1);
    s.groups[0].flash = 100;
    const struct analytic_answer a = by_tftp(&s);
    CLOSE(a.all_back, 10 + 10);
    CLOSE(a.budget[ANALYTIC_FLASH], 10 - 1.952);
    s.groups[0].flash = 1000;
    CLOSE(by_tftp(&s).all_back, 1.952 + 0.064 + 10);
}
END_TEST

START_TEST(loads_in_steps_are_one_after_the_other)
{
    struct analytic_site s = hand_site(1);
    const struct analytic_load loads[] = {hand_load, hand_load};
    s.groups[0].loads = loads;
    s.groups[0].load_count = 2;
    s.groups[0].boot = 3;
    s.groups[0].check = 2;
    const struct analytic_answer a = by_tftp(&s);
    CLOSE(a.all_back, 2 * (3 + 1.952 + 2 + 10));
    CLOSE(a.budget[ANALYTIC_RESTART], 20);
    CLOSE(a.budget[ANALYTIC_BOOT], 6);
}
END_TEST

/* Four wait at the most: those that are on their way are 782 - 500 ms, not one.
 */
START_TEST(a_queue_holds_all_or_drops)
{
    struct analytic_site s = hand_site(5);
    s.groups[0].last_reset = 1;
    s.down.queue = 4;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_EXACT);
    s.groups[0].count = 6; /* 3 s a round, of which 2.218 s waiting: 4.4 blocks */
    const struct analytic_answer a = by_tftp(&s);
    ck_assert_int_eq(a.region, ANALYTIC_DROPS);
    ck_assert(a.bound);
    s.down.queue_in_bytes = true;
    s.down.queue = 2219;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_EXACT);
    s.down.queue = 2217;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_DROPS);
}
END_TEST

START_TEST(a_window_alone_may_be_too_much_for_a_queue)
{
    struct analytic_site s = hand_site(1);
    s.groups[0].windowsize = 4;
    s.down.queue = 3;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_EXACT);
    s.down.queue = 2;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_DROPS);
}
END_TEST

/* Two phones in a round of 101 s, on a line without a queue where a block is 0.5 s. */
START_TEST(two_that_begin_at_once_may_meet)
{
    struct analytic_site s = hand_site(2);
    s.groups[0].turnaround = 100;
    s.groups[0].last_reset = 0.6;
    s.down.queue = 0;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_EXACT);
    s.groups[0].last_reset = 0.4; /* a block is 0.5 s */
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_DROPS);
}
END_TEST

/* Ten requests at once on a line that holds five beside the one on it; or one after the other, from
 * a port that is no faster. */
START_TEST(requests_come_no_faster_than_through_their_port)
{
    struct analytic_site s = hand_site(10);
    s.up.queue = 5;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_DROPS);
    s.subnets[0].lan.rate = 8000;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_EXACT);
    s.groups[0].count = 7;
    s.groups[1] = s.groups[0];
    s.group_count = s.subnet_count = 2;
    s.subnets[1] = s.subnets[0];
    s.groups[1].subnet = 1;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_DROPS); /* 14 have come, and 7 have left */
    s.up.queue = 6;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_EXACT);
}
END_TEST

/* Groups that differ in one thing, in either order: what holds for one is not taken for the other.
 */
START_TEST(no_group_goes_another_s_way)
{
    static const struct {
        size_t member;
        double value;
    } others[] = {
        {offsetof(struct analytic_group, blksize), 400},
        {offsetof(struct analytic_group, windowsize), 2},
        {offsetof(struct analytic_group, options), 10},
        {offsetof(struct analytic_group, answer), 20},
        {offsetof(struct analytic_group, turnaround), 0.07},
        {offsetof(struct analytic_group, cpu), 0.09},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct analytic_site s = hand_site(1);
        s.group_count = 2;
        s.groups[0].options = s.groups[0].answer = 12;
        s.groups[1] = s.groups[0];
        *(double *)((char *)&s.groups[1] + others[i].member) = others[i].value;
        const struct analytic_answer a = by_tftp(&s);
        const struct analytic_group first = s.groups[0];
        s.groups[0] = s.groups[1];
        s.groups[1] = first;
        const struct analytic_answer b = by_tftp(&s);
        CLOSE(a.group_back[0], b.group_back[1]);
        CLOSE(a.group_back[1], b.group_back[0]);
        ck_assert_double_ne(a.group_back[0], a.group_back[1]);
    }
}
END_TEST

START_TEST(a_round_beyond_the_patience_repeats)
{
    struct analytic_site s = hand_site(10); /* 5 s a round */
    s.groups[0].ack_retransmit = 5.1;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_EXACT);
    s.central.retransmit = 4.9;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_REPEATS);
}
END_TEST

/* Simulated: 6,416.4 s with the white paper's queue of 10 packets and a spread of 1 s; the 2.4
 * phones that fill the line are always in the queue. On 2 Mbps and 60 ms 150 phones and the same
 * queue are 2 % beyond what the line needs: a bound. */
START_TEST(a_line_with_drops_that_never_idles_has_a_value)
{
    struct analytic_site s = paper_site(40);
    s.down.queue = 10;
    s.groups[0].last_reset = 1;
    const struct analytic_answer a = by_tftp(&s);
    ck_assert_int_eq(a.region, ANALYTIC_DROPS);
    ck_assert(!a.bound);
    ck_assert_double_eq_tol(a.all_back, 6416.37, 0.0045 * 6416.37);
    s = paper_site(150);
    s.down.queue = 10;
    s.down.rate = s.up.rate = 2e6;
    s.down.delay = s.up.delay = 0.03;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_DROPS);
    ck_assert(by_tftp(&s).bound);
}
END_TEST

/* Each file may leave a transfer behind, whose first block is carried too: of 42 blocks that
 * counts, of 14,000 it does not. */
START_TEST(drops_of_short_files_are_a_bound)
{
    static const struct analytic_file short_files[] = {{700, 10}, {21000, 10}};
    static const struct analytic_load short_load = {short_files, 2};
    struct analytic_site s = paper_site(400);
    s.down.rate = 64000;
    s.down.queue = 10;
    ck_assert(!by_tftp(&s).bound);
    s.groups[0].loads = &short_load;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_DROPS);
    ck_assert(by_tftp(&s).bound);
}
END_TEST

/* 70 at 64 kbps want 4.97 s a round, and servers wait 4 s. Of 40 packets of queue nobody waits as
 * long. In 100 there are 70 that are waited for, and 30 copies, so the line has to do at least 10/7
 * (simulated: twice, by phones that do not ask for options; less where the phone's next block takes
 * the place of the one that has left). Of 5,000, nobody comes to the end of a week. */
START_TEST(a_collapsed_line_carries_copies)
{
    struct analytic_site s = paper_site(70);
    s.down.rate = s.up.rate = 64000;
    s.down.queue = 40;
    s.limit = 7 * 86400;
    const struct analytic_answer drops = by_tftp(&s);
    ck_assert_int_eq(drops.region, ANALYTIC_DROPS);
    ck_assert(!drops.bound);
    s.down.queue = 100;
    const struct analytic_answer copies = by_tftp(&s);
    ck_assert_int_eq(copies.region, ANALYTIC_REPEATS);
    ck_assert(copies.bound && !copies.never);
    ck_assert_double_eq_tol(copies.all_back - 35, 10.0 / 7 * (drops.all_back - 35),
                            0.01 * copies.all_back);
    s.down.queue = 5000;
    struct analytic_answer never = {.there = false};
    lockstep_evaluate(&s, ANALYTIC_TFTP, &never);
    ck_assert_int_eq(never.region, ANALYTIC_REPEATS);
    ck_assert(never.never && isinf(never.all_back));
    s.groups[0].count = 50; /* 3.5 s a round */
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_EXACT);
}
END_TEST

/* 1.952 s alone; three at a time take 3 s for two whole windows and 388 ms for
 * the end. 7 phones are two such waves, and one phone alone. */
START_TEST(more_phones_than_transfers_come_in_waves)
{
    struct analytic_site s = hand_site(7);
    s.central.transfers = 7;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_EXACT);
    s.central.transfers = 3;
    const struct analytic_answer a = by_tftp(&s);
    ck_assert_int_eq(a.region, ANALYTIC_WAVES);
    ck_assert(a.bound);                        /* 1000 s until a request is repeated */
    const double each = (2 * 3.5 + 0.672) / 7; /* s of the line, for a phone */
    CLOSE(a.all_back, 2 * 3 * each + 1.952 + 10);
    CLOSE(a.budget[ANALYTIC_REPEATING], 1.952 - each);
}
END_TEST

/* 200 of 500 phones at a time that hardly ever meet: two and a half times a
 * download. */
START_TEST(waves_of_phones_that_hardly_meet)
{
    struct analytic_site s = hand_site(500);
    s.down.rate = s.up.rate = 8e9;
    s.central.transfers = 200;
    CLOSE(by_tftp(&s).all_back, 3 * (0.75 + 1.202e-6) + 10);
}
END_TEST

/* Others fill the router's port of the subnet, which a load server's phones do not pass. */
START_TEST(a_load_server_is_beside_a_full_port)
{
    struct analytic_site s = hand_site(1);
    s.subnets[0].lan.rate = 8000;
    s.subnets[0].load_server.cpu = 0.01;
    s.down.rate = s.up.rate = INFINITY;
    s.groups[0].ways[ANALYTIC_TFTP] = ANALYTIC_FROM_LOAD_SERVER;
    s.groups[1] = s.groups[0];
    s.groups[1].ways[ANALYTIC_TFTP] = ANALYTIC_FROM_CENTRE;
    s.group_count = 2;
    const double back = by_tftp(&s).group_back[0];
    s.groups[1].count = 100;
    CLOSE(by_tftp(&s).group_back[0], back);
    ck_assert(by_tftp(&s).limits == ANALYTIC_LAN);
}
END_TEST

/* At a file's end a phone's ACK and its next request are in the receive buffer together. Of nine,
 * one is in work: room for four such pairs, 30 ms each, and in 50 ms of turn-around one and two
 * thirds of a pair are away. */
START_TEST(an_end_of_a_file_is_two_packets_a_phone)
{
    static const struct analytic_file twice[] = {{1000, 5}, {1000, 5}};
    static const struct analytic_load load = {twice, 2};
    struct analytic_site s = hand_site(6);
    s.receive_buffer = 9;
    s.subnets[0].load_server.cpu = 0.01;
    s.groups[0].ways[ANALYTIC_TFTP] = ANALYTIC_FROM_LOAD_SERVER;
    s.groups[0].loads = &load;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_EXACT);
    s.groups[0].count = 7;
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_WAVES);
    ck_assert(by_tftp(&s).bound);
    s.groups[0].loads = &hand_load; /* one file */
    ck_assert_int_eq(by_tftp(&s).region, ANALYTIC_EXACT);
}
END_TEST

/* Its own port is all that takes time; a round on it is a phone's own matter. */
START_TEST(a_load_server_may_take_no_time)
{
    struct analytic_site s = hand_site(1);
    s.subnets[0].lan.rate = 8000;
    s.down.rate = s.up.rate = INFINITY;
    s.groups[0].ways[ANALYTIC_TFTP] = ANALYTIC_FROM_LOAD_SERVER;
    const double back = by_tftp(&s).all_back;
    s.groups[1] = s.groups[0];
    s.groups[0].ways[ANALYTIC_TFTP] = ANALYTIC_FROM_CENTRE;
    s.groups[0].count = 100;
    s.group_count = 2;
    CLOSE(by_tftp(&s).group_back[1], back);
}
END_TEST

START_TEST(without_a_way_there_is_no_answer)
{
    struct analytic_site s = hand_site(1);
    struct analytic_answer a = {.there = false};
    s.groups[0].ways[ANALYTIC_TFTP] = ANALYTIC_NO_WAY;
    lockstep_evaluate(&s, ANALYTIC_TFTP, &a);
    ck_assert(!a.there);
}
END_TEST

/* --- the white paper's site
 * --------------------------------------------------------------------
 */

static const struct analytic_file files_7965[] = {{666, 15},     {2731020, 15}, {502604, 14},
                                                  {1916178, 19}, {314049, 14},  {1635483, 19}};
static const struct analytic_load load_7965 = {files_7965, 6};

static struct analytic_site paper_site(double phones)
{
    struct analytic_site s = hand_site(phones);
    const struct analytic_line ethernet = {
        .rate = 100e6, .delay = 5e-6, .framing = 38, .payload_min = 46, .queue = 1000};
    s.down = s.up =
        (struct analytic_line){.rate = 384e3, .delay = 0.008, .framing = 8, .queue = 1000};
    s.central.cpu = 50e-6;
    s.central.port = ethernet;
    s.central.port.rate = 1e9;
    s.central.retransmit = 4;
    s.central.transfers = 500;
    s.receive_buffer = 256;
    s.subnets[0].lan = ethernet;
    s.subnets[0].load_server = s.central;
    s.subnets[0].load_server.transfers = INFINITY;
    s.groups[0].loads = &load_7965;
    s.groups[0].blksize = 512;
    s.groups[0].ack_retransmit = s.groups[0].request_retransmit = 4;
    s.groups[0].turnaround = 0.004;
    s.groups[0].flash = 1e6;
    s.groups[0].restart = 35;
    return s;
}

/* Simulated: bulk reset with a spread of 0, as above. */
START_TEST(simulated_runs_of_the_white_paper_are_met)
{
    const struct {
        double phones;
        enum analytic_method method;
        double all_back;
    } cases[] = {{1, ANALYTIC_TFTP, 486.817},
                 {3, ANALYTIC_TFTP, 513.525},
                 {40, ANALYTIC_TFTP, 6414.055},
                 {40, ANALYTIC_LOAD_SERVER, 92.975},
                 {80, ANALYTIC_LOAD_SERVER, 145.992}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct analytic_site s = paper_site(cases[i].phones);
        struct analytic_answer a = {.there = false};
        lockstep_evaluate(&s, cases[i].method, &a);
        ck_assert_int_eq(a.region, ANALYTIC_EXACT);
        ck_assert_double_eq_tol(a.all_back, cases[i].all_back, 0.0005 * cases[i].all_back);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, one_phone_is_a_sum);
    tcase_add_test(t, ten_phones_fill_the_line);
    tcase_add_test(t, an_end_leaves_the_line_idle);
    tcase_add_test(t, options_are_a_round_more);
    tcase_add_test(t, blocks_of_a_window_follow_each_other);
    tcase_add_test(t, work_on_a_window_may_lag_behind);
    tcase_add_test(t, the_slowest_stage_sets_the_pace_of_a_window);
    tcase_add_test(t, flash_may_take_longer_than_the_download);
    tcase_add_test(t, loads_in_steps_are_one_after_the_other);
    tcase_add_test(t, a_queue_holds_all_or_drops);
    tcase_add_test(t, a_window_alone_may_be_too_much_for_a_queue);
    tcase_add_test(t, two_that_begin_at_once_may_meet);
    tcase_add_test(t, requests_come_no_faster_than_through_their_port);
    tcase_add_test(t, no_group_goes_another_s_way);
    tcase_add_test(t, a_round_beyond_the_patience_repeats);
    tcase_add_test(t, more_phones_than_transfers_come_in_waves);
    tcase_add_test(t, a_line_with_drops_that_never_idles_has_a_value);
    tcase_add_test(t, drops_of_short_files_are_a_bound);
    tcase_add_test(t, a_collapsed_line_carries_copies);
    tcase_add_test(t, waves_of_phones_that_hardly_meet);
    tcase_add_test(t, a_load_server_is_beside_a_full_port);
    tcase_add_test(t, an_end_of_a_file_is_two_packets_a_phone);
    tcase_add_test(t, a_load_server_may_take_no_time);
    tcase_add_test(t, without_a_way_there_is_no_answer);
    tcase_add_test(t, simulated_runs_of_the_white_paper_are_met);
}

int main(void)
{
    return run_tests("analytic lockstep", add);
}
