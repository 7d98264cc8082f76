/* Random early detection, with a weight of 1: the average is the present queue. */
#include "sim/native/queue.h"
#include "tests/sim/native/queues.h"

static struct link_direction line_with(uint32_t least, uint32_t most, uint32_t probability)
{
    struct link_direction d = plain_line(0);
    d.queue.discipline = QUEUE_RED;
    d.queue.limit = 10;
    d.queue.red = (struct link_red){least, most, probability, LINK_BILLION};
    return d;
}

/* From `most` on each is dropped: A goes out, four wait. */
START_TEST(from_the_upper_threshold_on_all_are_dropped)
{
    queues_build(line_with(4, 4, 0));
    for (char i = 0; i < 7; i++)
        send_at(i, &other, (char)('A' + i), 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "5 down F early", "6 down G early", "100 down B 100-200",
                "200 down C 200-300", "300 down D 300-400", "400 down E 400-500");
}
END_TEST

START_TEST(without_thresholds_the_limit_alone_counts)
{
    struct link_direction d = line_with(0, 0, 0);
    d.queue.limit = 2;
    queues_build(d);
    for (char i = 0; i < 4; i++)
        send_at(i, &other, (char)('A' + i), 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "3 down D queue full", "100 down B 100-200",
                "200 down C 200-300");
}
END_TEST

/* The average of a weight of a half: B finds 0 waiting, C 1, D 2, E 3; it is 0, 0.5, 1.25, 2.125,
 * F's 3.0625: with thresholds at 2 and 2, E and F are dropped, and F finds no more than E
 * did: 2.5625. A's and B's average is 0. */
START_TEST(the_average_follows_by_its_weight)
{
    struct link_direction d = line_with(2, 2, 0);
    d.queue.red.weight = LINK_BILLION / 2;
    queues_build(d);
    for (char i = 0; i < 6; i++)
        send_at(i, &other, (char)('A' + i), 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "4 down E early", "5 down F early", "100 down B 100-200",
                "200 down C 200-300", "300 down D 300-400");
}
END_TEST

/* ... and falls while the line is idle, from 300 us on: from 1.25, at which D was dropped, by a
 * half for each 500 us, as if packets of 500 bytes came. E comes 1 us too early for that. */
START_TEST(the_average_falls_while_the_line_is_idle)
{
    struct link_direction d = line_with(1, 1, 0);
    d.queue.red.weight = LINK_BILLION / 2;
    queues_build(d);
    for (char i = 0; i < 4; i++)
        send_at(i, &other, (char)('A' + i), 100);
    send_at(799, &other, 'E', 1000);
    send_at(800, &other, 'F', 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "3 down D early", "100 down B 100-200",
                "200 down C 200-300", "799 down E early", "800 down F 800-900");
}
END_TEST

static uint32_t gap, longest_gap, drops;

static void count_drop(void *user, const struct link_info *link, int direction,
                       const struct packet_info *p, enum drop_reason reason, sim_time now)
{
    (void)user, (void)link, (void)direction, (void)p, (void)now;
    ck_assert_int_eq(reason, DROP_EARLY);
    drops++;
    gap = 0;
}

static void count_gap(void *user, const struct link_info *link, int direction,
                      const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)link, (void)direction, (void)p, (void)t;
    longest_gap = ++gap > longest_gap ? gap : longest_gap;
}

/* A packet comes each 900 us and takes 1,000: a tenth of 20,000 is too much, and is dropped early,
 * the queue being nowhere near its limit. With two or three waiting the chance is 0 or 0.1, made
 * even by the packets since the last drop, so that no gap is longer than what it takes to get
 * there. */
START_TEST(drops_are_spread_evenly)
{
    struct link_direction d = line_with(2, 4, 200000000);
    d.queue.limit = 1000;
    queues_init(d);
    net.observer.packet_sent = count_gap;
    net.observer.packet_dropped = count_drop;
    gap = longest_gap = drops = 0;
    queues_open();
    for (int i = 0; i < 20000; i++)
        send_at(900 * i, &other, 'A', 1000);
    network_run(&net);
    ck_assert_uint_gt(drops, 1900);
    ck_assert_uint_lt(drops, 2100);
    ck_assert_uint_lt(longest_gap, 40);
}
END_TEST

/* Two always wait, half way between the thresholds, so that the chance is a quarter. Behind a drop
 * it is 1/4 / (1 - 1/4), a third; then a half, then 1: each gap from 1 to 3 is as likely. Of 3,000
 * packets 1,500 are dropped, 500 behind each gap, within 4 standard deviations of 18. */
START_TEST(each_gap_between_drops_is_as_likely)
{
    const struct link_direction d = line_with(1, 3, LINK_BILLION / 2);
    struct queue *q = queue_new(&d, "line", 0, 1, 0);
    struct packet packets[3] = {{.waits = {.bytes = 100}}, {.waits = {.bytes = 100}}};
    struct packet *next = &packets[2];
    uint32_t gaps[5] = {0}, length = 0;
    q->congested = true;
    for (int i = 0; i < 2; i++)
        q->discipline->put(q, &packets[i], 0);
    for (int i = 0; i < 3000; i++) {
        q->discipline->put(q, next, 0);
        length++;
        if (q->dropped.first) {
            ck_assert_ptr_eq(packet_list_first(&q->dropped), next);
            ck_assert_uint_le(length, 4);
            gaps[length]++;
            length = 0;
        } else {
            next = q->discipline->take(q, 0);
        }
    }
    for (int i = 1; i <= 3; i++) {
        ck_assert_uint_gt(gaps[i], 500 - 72);
        ck_assert_uint_lt(gaps[i], 500 + 72);
    }
    ck_assert_uint_le(gaps[4], 1); /* the first */
    queue_free(q);
}
END_TEST

/* In bytes the chance is by the length: with 1,000 waiting of 1,001 it is 0.999 for the largest
 * packet, 1,500 bytes, and 0.02 for one of 30. */
START_TEST(in_bytes_the_chance_is_by_the_length)
{
    struct link_direction d = line_with(0, 1001, LINK_BILLION);
    d.queue.in_bytes = true;
    d.queue.limit = 10000;
    queues_build(d);
    send_at(0, &other, 'A', 1000);
    send_at(1, &other, 'B', 1000);
    send_at(2, &other, 'C', 30);
    RUN_AND_SEE(&net, "0 down A 0-1000", "1000 down B 1000-2000", "2000 down C 2000-2030");
    send_at(5000, &other, 'A', 1000);
    send_at(5001, &other, 'B', 1000);
    send_at(5002, &other, 'C', 1500);
    RUN_AND_SEE(&net, "5000 down A 5000-6000", "5002 down C early", "6000 down B 6000-7000");
}
END_TEST

/* Data is dropped from one waiting on, the rest from three. */
START_TEST(weighted_red_has_thresholds_for_each_class)
{
    struct link_direction d = line_with(3, 3, 0);
    d.queue.discipline = QUEUE_WRED;
    d.queue.class_count = 1;
    d.queue.classes[0] =
        (struct link_class){.dscp = CODE_POINT(CS1), .red = {.least = 1, .most = 1}};
    queues_build(d);
    send_at(0, &other, 'A', 1000);
    send_at(1, &data, 'a', 100);
    send_at(2, &data, 'b', 100);
    send_at(3, &other, 'B', 100);
    send_at(4, &other, 'C', 100);
    send_at(5, &other, 'D', 100);
    RUN_AND_SEE(&net, "0 down A 0-1000", "2 down b early", "5 down D early",
                "1000 down a 1000-1100", "1100 down B 1100-1200", "1200 down C 1200-1300");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, queues_close);
    tcase_add_test(t, from_the_upper_threshold_on_all_are_dropped);
    tcase_add_test(t, without_thresholds_the_limit_alone_counts);
    tcase_add_test(t, the_average_follows_by_its_weight);
    tcase_add_test(t, the_average_falls_while_the_line_is_idle);
    tcase_add_test(t, drops_are_spread_evenly);
    tcase_add_test(t, each_gap_between_drops_is_as_likely);
    tcase_add_test(t, in_bytes_the_chance_is_by_the_length);
    tcase_add_test(t, weighted_red_has_thresholds_for_each_class);
}

int main(void)
{
    return run_tests("red", add);
}
