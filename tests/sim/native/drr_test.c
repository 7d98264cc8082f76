/* Deficit round robin: turns worked out by hand, and shares over a long time. */
#include "tests/sim/native/queues.h"

/* Data has a quarter, the rest three. */
static struct link_direction line_with(uint32_t quantum)
{
    struct link_direction d = plain_line(0);
    d.queue.discipline = QUEUE_DRR;
    d.queue.class_count = 1;
    d.queue.classes[0] = (struct link_class){.dscp = CODE_POINT(CS1), .share = 250000000};
    d.queue.quantum = quantum;
    return d;
}

/* Quanta are 500 bytes for data and 1,500 for the rest. A finds the line idle: its turn has ended
 * with it, so that data, which comes next, is first. Data sends one of 400 and keeps 100; the rest
 * has 1,500: 700 and 700, keeps 100; data has 600: 400, keeps 200; the rest has 1,600: 700. Nothing
 * more of it waits. */
START_TEST(classes_take_turns_by_their_quanta)
{
    queues_build(line_with(500));
    send_at(0, &other, 'A', 1000);
    for (char i = 0; i < 3; i++) {
        send_at(1, &data, (char)('a' + i), 400);
        send_at(2, &other, (char)('B' + i), 700);
    }
    RUN_AND_SEE(&net, "0 down A 0-1000", "1000 down a 1000-1400", "1400 down B 1400-2100",
                "2100 down C 2100-2800", "2800 down b 2800-3200", "3200 down D 3200-3900",
                "3900 down c 3900-4300");
}
END_TEST

/* A packet longer than the quantum waits until it has been saved up: data's 1,200 bytes need three
 * turns of 500; the rest sends one of 1,500 at each of its turns before. */
START_TEST(a_long_packet_saves_up)
{
    queues_build(line_with(500));
    send_at(0, &other, 'A', 1000);
    send_at(1, &data, 'a', 1200);
    for (char i = 0; i < 4; i++)
        send_at(2, &other, (char)('B' + i), 1500);
    RUN_AND_SEE(&net, "0 down A 0-1000", "1000 down B 1000-2500", "2500 down C 2500-4000",
                "4000 down a 4000-5200", "5200 down D 5200-6700", "6700 down E 6700-8200");
}
END_TEST

/* What a class has saved is gone when nothing of it waits: a (100 bytes) leaves 400 of its quantum.
 * When b and c come it begins anew, so that after b's 500 it is the rest's turn. */
START_TEST(an_idle_class_saves_nothing)
{
    queues_build(line_with(500));
    send_at(0, &other, 'A', 1000);
    send_at(1, &data, 'a', 100);
    send_at(2, &other, 'B', 1500);
    send_at(3, &other, 'C', 1500);
    send_at(1200, &data, 'b', 500);
    send_at(1201, &data, 'c', 300);
    RUN_AND_SEE(&net, "0 down A 0-1000", "1000 down a 1000-1100", "1100 down B 1100-2600",
                "2600 down b 2600-3100", "3100 down C 3100-4600", "4600 down c 4600-4900");
}
END_TEST

/* Without a quantum of its own the class with the least share gets the largest packet: 1,500. */
START_TEST(the_quantum_is_the_largest_packet_by_default)
{
    queues_build(line_with(0));
    send_at(0, &other, 'A', 100);
    for (char i = 0; i < 4; i++)
        send_at(1, &data, (char)('a' + i), 500);
    send_at(2, &other, 'B', 1500);
    RUN_AND_SEE(&net, "0 down A 0-100", "100 down a 100-600", "600 down b 600-1100",
                "1100 down c 1100-1600", "1600 down B 1600-3100", "3100 down d 3100-3600");
}
END_TEST

/* Calls go before all turns, policed; half of the line: a byte takes 2 us at that rate, and the
 * bucket of 200 us holds 100 bytes. */
static void build_with_priority(void)
{
    struct link_direction d = line_with(500);
    d.queue.class_count = 2;
    d.queue.classes[1] = (struct link_class){
        .dscp = CODE_POINT(EF), .share = 500000000, .priority = true, .burst = 200 * MICROSECONDS};
    queues_build(d);
}

START_TEST(a_class_with_priority_goes_before_the_turns)
{
    build_with_priority();
    send_at(0, &other, 'A', 1000);
    send_at(1, &data, 'a', 100);
    send_at(2, &voice, 'V', 100);
    send_at(3, &voice, 'W', 100);
    RUN_AND_SEE(&net, "0 down A 0-1000", "3 down W policed", "1000 down V 1000-1100",
                "1100 down a 1100-1200");
}
END_TEST

/* ... while others want the line: W does not pay, and is alone. X meets a. */
START_TEST(a_class_with_priority_is_not_policed_alone)
{
    build_with_priority();
    send_at(0, &voice, 'V', 100);
    send_at(1, &voice, 'W', 100);
    send_at(2, &data, 'a', 100);
    send_at(3, &voice, 'X', 100);
    RUN_AND_SEE(&net, "0 down V 0-100", "3 down X policed", "100 down W 100-200",
                "200 down a 200-300");
}
END_TEST

static uint64_t sent_bytes[TRAFFIC_KINDS];
static int64_t worst_lead;

/* While both wait: how far data's bytes are from a third of the rest's. */
static void count_sent(void *user, const struct link_info *link, int direction,
                       const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)link, (void)direction;
    sent_bytes[p->traffic] += t->wire_bytes;
    const int64_t lead = (int64_t)sent_bytes[TRAFFIC_DATA] * 3 - (int64_t)sent_bytes[TRAFFIC_OTHER];
    if (llabs(lead) > worst_lead && sent_bytes[TRAFFIC_DATA] < 250000)
        worst_lead = llabs(lead);
}

/* 1,000 packets of data and 3,000 of the rest, of 100 to 1,500 bytes: at no moment is one ahead of
 * its share by more than a quantum and a packet (Shreedhar and Varghese's lemma: deficits stay
 * below the largest packet). Three times data's: 3 * 1,500 for the turn and as much for the packet.
 */
START_TEST(shares_are_kept_within_a_quantum)
{
    struct link_direction d = line_with(1500);
    d.queue.limit = 10000;
    memset(sent_bytes, 0, sizeof sent_bytes);
    worst_lead = 0;
    queues_init(d);
    net.observer.packet_sent = count_sent;
    queues_open();
    for (uint32_t i = 0; i < 3000; i++) {
        send_at(0, &other, 'A', 100 + i * 577 % 1400);
        if (i % 3 == 0)
            send_at(0, &data, 'a', 100 + i * 311 % 1400);
    }
    network_run(&net);
    ck_assert_int_le(worst_lead, 3 * 1500 + 3 * 1500);
    ck_assert_int_gt(worst_lead, 1500);
    ck_assert_uint_gt(sent_bytes[TRAFFIC_OTHER], 2000000);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, queues_close);
    tcase_add_test(t, classes_take_turns_by_their_quanta);
    tcase_add_test(t, a_long_packet_saves_up);
    tcase_add_test(t, an_idle_class_saves_nothing);
    tcase_add_test(t, the_quantum_is_the_largest_packet_by_default);
    tcase_add_test(t, a_class_with_priority_goes_before_the_turns);
    tcase_add_test(t, a_class_with_priority_is_not_policed_alone);
    tcase_add_test(t, shares_are_kept_within_a_quantum);
}

int main(void)
{
    return run_tests("drr", add);
}
