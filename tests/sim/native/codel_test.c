/* CoDel on a line on which a packet of 1,000 bytes takes a millisecond. */
#include "tests/sim/native/queues.h"

static struct link_direction line_with(uint32_t limit)
{
    struct link_direction d = plain_line(0);
    d.queue.discipline = QUEUE_CODEL;
    d.queue.limit = limit;
    return d;
}

static void drops_only(struct link_direction d)
{
    queues_init(d);
    net.observer.packet_sent = NULL;
    queues_open();
}

static void send_many(sim_time microseconds, char label, int count)
{
    for (int i = 0; i < count; i++)
        send_at(microseconds, &other, label, 1000);
}

/* 500 packets at once: the sixth, taken at 5 ms, is the first that has waited for 5 ms; 100 ms
 * later, at 105, dropping begins. The next drops are due an interval times 1 / sqrt(count) later,
 * which goes by steps of Newton's method, x (3 - count x^2) / 2: 1, 0.5, 0.5625, 0.4878, 0.4415,
 * 0.4041, 0.3752. So at 205.0, 255.0, 311.2, 360.0, 404.2, 444.6 and 482.1 ms, when the line takes
 * the next packet, at a whole millisecond. The first is a bit less than 1, so that 205 and 255 are
 * due just before. */
START_TEST(drops_follow_the_control_law)
{
    drops_only(line_with(1000));
    send_many(0, 'A', 500);
    RUN_AND_SEE(&net, "105000 down A early", "205000 down A early", "255000 down A early",
                "312000 down A early", "361000 down A early", "405000 down A early",
                "445000 down A early", "483000 down A early");
}
END_TEST

/* What waits for less than 5 ms, or for less than 100 ms longer than that, is not dropped: the last
 * of 105 packets is taken at 104 ms. */
START_TEST(a_burst_of_an_interval_passes)
{
    drops_only(line_with(1000));
    send_many(0, 'A', 105);
    send_many(200000, 'B', 5);
    network_run(&net);
    ck_assert_str_eq(net.seen, "");
}
END_TEST

/* The last packet, and two that are together no longer than the largest, never: however long they
 * have waited. Of 107 the one that is taken at 105 ms has only one behind it. */
START_TEST(one_packets_worth_is_left)
{
    drops_only(line_with(1000));
    send_many(0, 'A', 107);
    network_run(&net);
    ck_assert_str_eq(net.seen, "");
    send_many(200000, 'B', 108);
    RUN_AND_SEE(&net, "305000 down B early");
}
END_TEST

/* It begins again where it was: it had dropped eight packets, seven since the first. When dropping
 * begins again at 705 ms, that is less than 16 intervals after the next drop was due (517), so that
 * it goes on with a count of 7: from 0.3515, of 8, a step to 0.3753; then 0.3515 and 0.3318 of 8
 * and 9. So drops are due at 742.5, 777.7 and 810.9 ms. */
START_TEST(it_begins_at_the_rate_that_it_had)
{
    drops_only(line_with(1000));
    send_many(0, 'A', 500);
    send_many(600000, 'B', 220);
    network_run(&net);
    const char *again = strstr(net.seen, "B");
    ck_assert_ptr_nonnull(again);
    ck_assert_ptr_nonnull(strstr(net.seen, "705000 down B early\n743000 down B early\n"
                                           "778000 down B early\n811000 down B early\n"));
}
END_TEST

/* Target and interval may be others: 2 ms and 10 ms. The third packet has waited for 2 ms, and 10
 * ms later the first is dropped; the next at 22 ms. */
START_TEST(target_and_interval_are_the_queues)
{
    struct link_direction d = line_with(1000);
    d.queue.target = 2 * MILLISECONDS;
    d.queue.interval = 10 * MILLISECONDS;
    drops_only(d);
    send_many(0, 'A', 27);
    RUN_AND_SEE(&net, "12000 down A early", "22000 down A early");
}
END_TEST

START_TEST(a_full_queue_drops_what_comes)
{
    drops_only(line_with(2));
    send_many(0, 'A', 3);
    send_at(1, &other, 'B', 1000);
    RUN_AND_SEE(&net, "1 down B queue full");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, queues_close);
    tcase_add_test(t, drops_follow_the_control_law);
    tcase_add_test(t, a_burst_of_an_interval_passes);
    tcase_add_test(t, one_packets_worth_is_left);
    tcase_add_test(t, it_begins_at_the_rate_that_it_had);
    tcase_add_test(t, target_and_interval_are_the_queues);
    tcase_add_test(t, a_full_queue_drops_what_comes);
}

int main(void)
{
    return run_tests("codel", add);
}
