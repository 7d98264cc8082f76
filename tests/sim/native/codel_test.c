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
 * later, at 105, dropping begins. The next drops are due 100 / sqrt(1) ms later, at 205, and from
 * there after 100 / sqrt(2), sqrt(3), ... ms: at 275.71, 333.45, 383.45 and 428.17, and happen when
 * the line takes the next packet, at a whole millisecond. Then 500 - 6 have gone, or are dropped,
 * by 494 ms: the drop due at 468.99 is the last. */
START_TEST(drops_follow_the_control_law)
{
    drops_only(line_with(1000));
    send_many(0, 'A', 500);
    RUN_AND_SEE(&net, "105000 down A early", "205000 down A early", "276000 down A early",
                "334000 down A early", "384000 down A early", "429000 down A early",
                "469000 down A early");
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

/* It begins again where it was: at 469 ms it had dropped seven packets, and was empty at 493. When
 * dropping begins again at 705 ms, that is less than 16 intervals after the next drop was due
 * (505), so that it goes on with the six drops since it began: 100 / sqrt(6) ms later, at 745.83,
 * then 783.62 and 818.98. */
START_TEST(it_begins_at_the_rate_that_it_had)
{
    drops_only(line_with(1000));
    send_many(0, 'A', 500);
    send_many(600000, 'B', 220);
    network_run(&net);
    const char *again = strstr(net.seen, "B");
    ck_assert_ptr_nonnull(again);
    ck_assert_ptr_nonnull(strstr(net.seen, "705000 down B early\n746000 down B early\n"
                                           "784000 down B early\n"));
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
