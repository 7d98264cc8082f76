/* Flow queue CoDel on a line on which a byte takes a microsecond. */
#include "tests/sim/native/queues.h"

static struct link_direction line_with(uint32_t limit, uint32_t quantum)
{
    struct link_direction d = plain_line(0);
    d.queue.discipline = QUEUE_FQ_CODEL;
    d.queue.limit = limit;
    d.queue.quantum = quantum;
    return d;
}

/* A flow that begins to send goes before one that has used up its quantum: A's 1,000 bytes are less
 * than 1,514, B's take it over; D of another flow is next. */
START_TEST(a_new_flow_goes_first)
{
    queues_build(line_with(100, 0));
    for (char i = 0; i < 4; i++)
        send_at(0, &other, (char)('A' + i), 1000);
    send_at(1500, &data, 'a', 100);
    RUN_AND_SEE(&net, "0 down A 0-1000", "1000 down B 1000-2000", "2000 down a 2000-2100",
                "2100 down C 2100-3100", "3100 down D 3100-4100");
}
END_TEST

/* A flow that has run empty is not new again at once: V has gone at 2,000, and its flow waits
 * behind the other when W comes, which has 28 bytes of its second quantum left after C, so that D
 * goes. */
START_TEST(a_flow_that_runs_empty_is_not_new_at_once)
{
    queues_build(line_with(100, 0));
    for (char i = 0; i < 5; i++)
        send_at(0, &other, (char)('A' + i), 1000);
    send_at(1500, &voice, 'V', 100);
    send_at(2500, &voice, 'W', 100);
    RUN_AND_SEE(&net, "0 down A 0-1000", "1000 down B 1000-2000", "2000 down V 2000-2100",
                "2100 down C 2100-3100", "3100 down D 3100-4100", "4100 down W 4100-4200",
                "4200 down E 4200-5200");
}
END_TEST

/* When the line is free and nothing waits all flows are over: B's, A's too, is new again and has a
 * whole quantum, so that C goes before V. */
START_TEST(flows_are_over_when_the_line_is_idle)
{
    queues_build(line_with(100, 0));
    send_at(0, &other, 'A', 1000);
    send_at(5000, &other, 'B', 1000);
    send_at(5001, &other, 'C', 1000);
    send_at(5002, &voice, 'V', 100);
    RUN_AND_SEE(&net, "0 down A 0-1000", "5000 down B 5000-6000", "6000 down C 6000-7000",
                "7000 down V 7000-7100");
}
END_TEST

/* Quanta of 1,000 bytes: packets of 500 of one flow and of 1,000 of the other go two and one. */
START_TEST(flows_take_turns_by_bytes)
{
    queues_build(line_with(100, 1000));
    send_at(0, &voice, 'X', 1500);
    for (char i = 0; i < 4; i++)
        send_at(1, &data, (char)('a' + i), 500);
    for (char i = 0; i < 2; i++)
        send_at(2, &other, (char)('A' + i), 1000);
    RUN_AND_SEE(&net, "0 down X 0-1500", "1500 down a 1500-2000", "2000 down b 2000-2500",
                "2500 down A 2500-3500", "3500 down c 3500-4000", "4000 down d 4000-4500",
                "4500 down B 4500-5500");
}
END_TEST

/* The limit is of all together; the longest flow, in bytes, loses its first packet, not what comes.
 * Y goes first, since X has left its flow 14 bytes of its quantum. */
START_TEST(the_longest_flow_loses_its_first_packet)
{
    queues_build(line_with(3, 0));
    send_at(0, &voice, 'X', 1500);
    send_at(1, &other, 'A', 500);
    send_at(2, &other, 'B', 500);
    send_at(3, &data, 'a', 900);
    send_at(4, &data, 'b', 300);
    send_at(5, &voice, 'Y', 100);
    RUN_AND_SEE(&net, "0 down X 0-1500", "4 down a queue full", "5 down A queue full",
                "1500 down Y 1500-1600", "1600 down B 1600-2100", "2100 down b 2100-2400");
}
END_TEST

/* Each flow is under CoDel alone: that of 300 packets of 1,000 bytes is dropped from 105 ms on, as
 * if it were alone; a call's packets, one a 20 ms, are not. */
START_TEST(each_flow_is_under_codel_alone)
{
    queues_init(line_with(1000, 0));
    net.observer.packet_sent = NULL;
    queues_open();
    for (int i = 0; i < 300; i++)
        send_at(0, &other, 'A', 1000);
    for (int i = 0; i < 15; i++)
        send_at(20000 * i + 10, &voice, 'V', 60);
    network_run(&net);
    ck_assert_ptr_nonnull(strstr(net.seen, "down A early"));
    ck_assert_ptr_null(strstr(net.seen, "down V"));
}
END_TEST

/* Of one queue only it is CoDel: A's flow and a's share it, and go in the order in which they came.
 */
START_TEST(flows_are_hashed_into_as_many_queues_as_there_are)
{
    struct link_direction d = line_with(100, 0);
    d.queue.flows = 1;
    queues_build(d);
    for (char i = 0; i < 3; i++) {
        send_at(2 * i, &other, (char)('A' + i), 1000);
        send_at(2 * i + 1, &data, (char)('a' + i), 100);
    }
    RUN_AND_SEE(&net, "0 down A 0-1000", "1000 down a 1000-1100", "1100 down B 1100-2100",
                "2100 down b 2100-2200", "2200 down C 2200-3200", "3200 down c 3200-3300");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, queues_close);
    tcase_add_test(t, a_new_flow_goes_first);
    tcase_add_test(t, a_flow_that_runs_empty_is_not_new_at_once);
    tcase_add_test(t, flows_are_over_when_the_line_is_idle);
    tcase_add_test(t, flows_take_turns_by_bytes);
    tcase_add_test(t, the_longest_flow_loses_its_first_packet);
    tcase_add_test(t, each_flow_is_under_codel_alone);
    tcase_add_test(t, flows_are_hashed_into_as_many_queues_as_there_are);
}

int main(void)
{
    return run_tests("fq_codel", add);
}
