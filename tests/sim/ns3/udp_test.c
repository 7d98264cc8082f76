/* UDP over cables: times by arithmetic, queues, broadcasts, faults. */
#include "tests/sim/ns3/network.h"

static const uint8_t bytes[2000] = {1, 2, 3};

static void send(struct ns3c_udp *from, uint32_t to, uint16_t port, uint32_t header,
                 uint32_t payload, unsigned flags)
{
    OK(ns3c_udp_send(from, (struct ns3c_endpoint){to, port}, bytes, header, bytes, payload, flags));
}

/* 72 + 28 bytes take 100 us, and 1 ms on the way. */
START_TEST(a_datagram_takes_its_time)
{
    const struct ns3c_cable cable = slow_cable(10);
    struct pair p = new_pair(&cable);
    struct story s = {.sim = p.sim};
    struct ns3c_udp *a, *b;
    OK(ns3c_udp_bind(p.host[0], 0, hear, &s, &a));
    OK(ns3c_udp_bind(p.host[1], 69, hear, &s, &b));
    ck_assert_uint_ge(ns3c_udp_port(a), 49152);
    send(a, IP(10, 0, 0, 2), 69, 4, 68, 0);
    send(a, IP(10, 0, 0, 2), 69, 4, 68, NS3C_BY_POINTER);
    send(a, IP(10, 0, 0, 2), 69, 0, 0, 0);
    OK(ns3c_run(p.sim, NS3C_SECOND));
    ck_assert_str_eq(s.text, "1100.000 a000001:49153 72+0\n1200.000 a000001:49153 4+68\n"
                             "1228.000 a000001:49153 0+0\n");
    OK(ns3c_destroy(p.sim));
}
END_TEST

struct received {
    uint8_t bytes[2000];
    const uint8_t *payload;
    uint32_t count;
};

static void keep(void *user, const struct ns3c_datagram *d)
{
    struct received *r = user;
    memcpy(r->bytes, d->header, d->header_length);
    r->payload = d->payload;
    r->count++;
}

START_TEST(bytes_arrive_as_they_were)
{
    const struct ns3c_cable cable = slow_cable(10);
    struct pair p = new_pair(&cable);
    struct ns3c_udp *a, *b;
    struct received r = {0};
    OK(ns3c_udp_bind(p.host[0], 0, NULL, NULL, &a));
    OK(ns3c_udp_bind(p.host[1], 69, keep, &r, &b));
    const uint8_t payload[3] = {7, 8, 9};
    OK(ns3c_udp_send(a, (struct ns3c_endpoint){IP(10, 0, 0, 2), 69}, "ab", 2, payload, 3, 0));
    OK(ns3c_run(p.sim, NS3C_SECOND));
    ck_assert_mem_eq(r.bytes, "ab\7\10\11", 5);
    ck_assert_ptr_null(r.payload);
    OK(ns3c_udp_send(a, (struct ns3c_endpoint){IP(10, 0, 0, 2), 69}, "xy", 2, payload, 3,
                     NS3C_BY_POINTER));
    OK(ns3c_run(p.sim, 2 * NS3C_SECOND));
    ck_assert_mem_eq(r.bytes, "xy", 2);
    ck_assert_ptr_eq(r.payload, payload);
    /* in three fragments */
    OK(ns3c_udp_send(a, (struct ns3c_endpoint){IP(10, 0, 0, 2), 69}, bytes, 2000, payload, 3, 0));
    OK(ns3c_run(p.sim, 3 * NS3C_SECOND));
    ck_assert_uint_eq(r.count, 3);
    ck_assert_mem_eq(r.bytes, bytes, 2000);
    OK(ns3c_destroy(p.sim));
}
END_TEST

static void passed(void *user, const struct ns3c_passage *g)
{
    static const char *const kinds[] = {"queued", "sent", "received", "dropped"};
    static const char *const reasons[] = {"", " full", " lost", " unplugged", " collided"};
    uint8_t protocol = 0;
    ck_assert_uint_eq(ns3c_packet_copy(g->packet, 9, &protocol, 1), 1);
    tell(user, "%s%s %s %u (%u, %u)", g->arriving ? "in " : "out ", kinds[g->kind],
         reasons[g->reason], g->wire_bytes, protocol, ns3c_packet_mark(g->packet));
}

/* One on the line, one that waits, one too many. */
START_TEST(a_queue_holds_packets_beside_the_line)
{
    const struct ns3c_cable cable = slow_cable(1);
    struct pair p = new_pair(&cable);
    struct story s = {.sim = p.sim};
    struct ns3c_udp *a, *b;
    OK(ns3c_udp_bind(p.host[0], 0, NULL, NULL, &a));
    OK(ns3c_udp_bind(p.host[1], 69, NULL, NULL, &b));
    OK(ns3c_udp_set_mark(a, 42));
    OK(ns3c_trace(p.end[0], passed, &s));
    OK(ns3c_trace(p.end[1], passed, &s));
    for (int i = 0; i < 3; i++)
        send(a, IP(10, 0, 0, 2), 69, 72, 0, 0);
    ck_assert_uint_eq(ns3c_device_waiting(p.end[0]), 1);
    OK(ns3c_run(p.sim, NS3C_SECOND));
    ck_assert_str_eq(s.text, "0.000 out queued  100 (17, 42)\n0.000 out sent  100 (17, 42)\n"
                             "0.000 out queued  100 (17, 42)\n"
                             "0.000 out dropped  full 100 (17, 42)\n"
                             "100.000 out sent  100 (17, 42)\n"
                             "1100.000 in received  100 (17, 42)\n"
                             "1200.000 in received  100 (17, 42)\n");
    OK(ns3c_destroy(p.sim));
}
END_TEST

/* 250 bytes hold two of 100 beside the one on the line, but not three. */
START_TEST(a_queue_in_bytes)
{
    struct ns3c_cable cable = slow_cable(250);
    cable.direction[0].queue_in_bytes = true;
    struct pair p = new_pair(&cable);
    struct story s = {.sim = p.sim};
    struct ns3c_udp *a, *b;
    OK(ns3c_udp_bind(p.host[0], 0, NULL, NULL, &a));
    OK(ns3c_udp_bind(p.host[1], 69, hear, &s, &b));
    for (int i = 0; i < 5; i++)
        send(a, IP(10, 0, 0, 2), 69, 72, 0, 0);
    ck_assert_uint_eq(ns3c_device_waiting(p.end[0]), 2);
    OK(ns3c_run(p.sim, NS3C_SECOND));
    ck_assert_str_eq(s.text, "1100.000 a000001:49153 72+0\n1200.000 a000001:49153 72+0\n"
                             "1300.000 a000001:49153 72+0\n");
    OK(ns3c_destroy(p.sim));
}
END_TEST

/* 1 Mbit/s with 200 bytes of depth: two of 100 at once, then one every 800 us. */
START_TEST(a_bucket_shapes)
{
    struct ns3c_cable cable = slow_cable(10);
    cable.mtu = 100;
    cable.direction[0].shaped = 1000000;
    cable.direction[0].burst = 200;
    struct pair p = new_pair(&cable);
    struct story s = {.sim = p.sim};
    struct ns3c_udp *a, *b;
    OK(ns3c_udp_bind(p.host[0], 0, NULL, NULL, &a));
    OK(ns3c_udp_bind(p.host[1], 69, hear, &s, &b));
    for (int i = 0; i < 4; i++)
        send(a, IP(10, 0, 0, 2), 69, 72, 0, 0);
    OK(ns3c_run(p.sim, NS3C_SECOND));
    ck_assert_str_eq(s.text, "1100.000 a000001:49153 72+0\n1200.000 a000001:49153 72+0\n"
                             "1900.000 a000001:49153 72+0\n2700.000 a000001:49153 72+0\n");
    OK(ns3c_destroy(p.sim));
}
END_TEST

/* A packet takes 100 bytes of tokens, which are back 800 us later: the bucket of 50 is full then.
 */
START_TEST(a_packet_longer_than_the_bucket_goes_when_that_is_full)
{
    struct ns3c_cable cable = slow_cable(10);
    cable.direction[0].shaped = 1000000;
    cable.direction[0].burst = 50;
    struct pair p = new_pair(&cable);
    struct story s = {.sim = p.sim};
    struct ns3c_udp *a, *b;
    OK(ns3c_udp_bind(p.host[0], 0, NULL, NULL, &a));
    OK(ns3c_udp_bind(p.host[1], 69, hear, &s, &b));
    for (int i = 0; i < 2; i++)
        send(a, IP(10, 0, 0, 2), 69, 72, 0, 0);
    OK(ns3c_run(p.sim, NS3C_SECOND));
    ck_assert_str_eq(s.text, "1100.000 a000001:49153 72+0\n1900.000 a000001:49153 72+0\n");
    OK(ns3c_destroy(p.sim));
}
END_TEST

/* All arrive after the delay of 1 ms, in their order, and none has to wait. */
START_TEST(a_line_without_a_rate_takes_no_time)
{
    struct ns3c_cable cable = slow_cable(1);
    cable.direction[0].rate = NS3C_UNLIMITED;
    struct pair p = new_pair(&cable);
    struct story s = {.sim = p.sim};
    struct ns3c_udp *a, *b;
    OK(ns3c_udp_bind(p.host[0], 0, NULL, NULL, &a));
    OK(ns3c_udp_bind(p.host[1], 69, hear, &s, &b));
    for (unsigned i = 0; i < 4; i++)
        send(a, IP(10, 0, 0, 2), 69, 72 + i, 0, 0);
    ck_assert_uint_eq(ns3c_device_waiting(p.end[0]), 0);
    OK(ns3c_run(p.sim, NS3C_SECOND));
    ck_assert_str_eq(s.text, "1000.000 a000001:49153 72+0\n1000.000 a000001:49153 73+0\n"
                             "1000.000 a000001:49153 74+0\n1000.000 a000001:49153 75+0\n");
    OK(ns3c_destroy(p.sim));
}
END_TEST

START_TEST(nobody_listens)
{
    const struct ns3c_cable cable = slow_cable(10);
    struct pair p = new_pair(&cable);
    struct story s = {.sim = p.sim};
    struct ns3c_udp *a;
    OK(ns3c_udp_bind(p.host[0], 0, hear, &s, &a));
    send(a, IP(10, 0, 0, 2), 69, 72, 0, 0);
    OK(ns3c_run(p.sim, NS3C_SECOND));
    ck_assert_str_eq(s.text, "2156.000 unreachable a000002:69\n");
    OK(ns3c_destroy(p.sim));
}
END_TEST

/* --- faults ----------------------------------------------------------------------------------- */

static void decide(void *user, const struct ns3c_packet *packet, struct ns3c_fate *fate)
{
    uint32_t *count = user;
    ck_assert_uint_gt(ns3c_packet_length(packet), 28);
    switch ((*count)++) {
    case 0:
        fate->lost = true;
        break;
    case 1:
        fate->duplicate = true;
        break;
    case 2:
        fate->extra_delay = NS3C_MILLISECOND;
        break;
    default:
        fate->corrupt = 1 + 28 + 4; /* the first byte of the payload */
        fate->corrupt_with = 0xff;
    }
}

START_TEST(a_filter_decides)
{
    const struct ns3c_cable cable = slow_cable(10);
    struct pair p = new_pair(&cable);
    struct story s = {.sim = p.sim};
    struct ns3c_udp *a, *b, *c;
    struct received r = {0};
    uint32_t count = 0;
    OK(ns3c_udp_bind(p.host[0], 0, NULL, NULL, &a));
    OK(ns3c_udp_bind(p.host[1], 69, hear, &s, &b));
    OK(ns3c_udp_bind(p.host[1], 70, keep, &r, &c));
    OK(ns3c_filter(p.end[0], decide, &count));
    for (uint32_t i = 0; i < 3; i++)
        send(a, IP(10, 0, 0, 2), 69, 70 + i, 0, 0);
    send(a, IP(10, 0, 0, 2), 70, 4, 68, NS3C_BY_POINTER);
    OK(ns3c_run(p.sim, NS3C_SECOND));
    ck_assert_str_eq(s.text, "1197.000 a000001:49153 71+0\n1197.000 a000001:49153 71+0\n"
                             "2297.000 a000001:49153 72+0\n");
    ck_assert_uint_eq(r.count, 1);
    ck_assert_ptr_null(r.payload);
    ck_assert_mem_eq(r.bytes, "\1\2\3\0\376\2\3", 7);
    OK(ns3c_destroy(p.sim));
}
END_TEST

START_TEST(losses_by_list_and_rate)
{
    const struct ns3c_cable cable = slow_cable(1000);
    uint32_t arrived[2];
    for (int round = 0; round < 2; round++) {
        struct pair p = new_pair(&cable);
        struct ns3c_udp *a, *b;
        struct received r = {0};
        OK(ns3c_udp_bind(p.host[0], 0, NULL, NULL, &a));
        OK(ns3c_udp_bind(p.host[1], 69, keep, &r, &b));
        OK(ns3c_lose_list(p.end[1], (const uint32_t[]){0, 3}, 2));
        for (int i = 0; i < 5; i++)
            send(a, IP(10, 0, 0, 2), 69, 72, 0, 0);
        OK(ns3c_run(p.sim, NS3C_SECOND));
        ck_assert_uint_eq(r.count, 3);
        OK(ns3c_lose_rate(p.end[1], 0.25, 9));
        for (int i = 0; i < 1000; i++)
            send(a, IP(10, 0, 0, 2), 69, 72, 0, 0);
        OK(ns3c_run(p.sim, 2 * NS3C_SECOND));
        arrived[round] = r.count - 3;
        OK(ns3c_destroy(p.sim));
    }
    ck_assert_uint_eq(arrived[0], arrived[1]);
    ck_assert(arrived[0] > 700 && arrived[0] < 800);
}
END_TEST

START_TEST(a_pulled_cable)
{
    const struct ns3c_cable cable = slow_cable(10);
    struct pair p = new_pair(&cable);
    struct story s = {.sim = p.sim};
    struct ns3c_udp *a, *b;
    OK(ns3c_udp_bind(p.host[0], 0, NULL, NULL, &a));
    OK(ns3c_udp_bind(p.host[1], 69, NULL, NULL, &b));
    OK(ns3c_trace(p.end[1], passed, &s));
    send(a, IP(10, 0, 0, 2), 69, 72, 0, 0);
    OK(ns3c_device_set_plugged(p.end[1], false));
    send(b, IP(10, 0, 0, 1), 69, 72, 0, 0);
    OK(ns3c_run(p.sim, NS3C_SECOND));
    OK(ns3c_device_set_plugged(p.end[1], true));
    send(a, IP(10, 0, 0, 2), 69, 72, 0, 0);
    OK(ns3c_run(p.sim, 2 * NS3C_SECOND));
    ck_assert_str_eq(s.text, "0.000 out queued  100 (17, 0)\n"
                             "0.000 out dropped  unplugged 100 (17, 0)\n"
                             "1100.000 in dropped  unplugged 100 (17, 0)\n"
                             "1001100.000 in received  100 (17, 0)\n");
    OK(ns3c_destroy(p.sim));
}
END_TEST

/* --- sockets ---------------------------------------------------------------------------------- */

static void close_it(void *user, const struct ns3c_datagram *d)
{
    struct ns3c_udp **udp = user;
    ck_assert_uint_eq(d->header_length, 72);
    OK(ns3c_udp_close(*udp));
    *udp = NULL;
}

START_TEST(a_socket_closes_itself)
{
    const struct ns3c_cable cable = slow_cable(10);
    struct pair p = new_pair(&cable);
    struct ns3c_udp *a, *b;
    OK(ns3c_udp_bind(p.host[0], 0, NULL, NULL, &a));
    OK(ns3c_udp_bind(p.host[1], 69, close_it, &b, &b));
    send(a, IP(10, 0, 0, 2), 69, 72, 0, 0);
    OK(ns3c_run(p.sim, NS3C_SECOND));
    ck_assert_ptr_null(b);
    OK(ns3c_udp_bind(p.host[1], 69, NULL, NULL, &b));
    OK(ns3c_destroy(p.sim));
}
END_TEST

static void count_all(void *user, const struct ns3c_datagram *d)
{
    int *counts = user;
    counts[d->unreachable]++;
}

/* Of the two senders it hears the one that it is connected to; the other hears that nobody listens.
 */
START_TEST(a_connected_socket_is_one_peers_alone)
{
    const struct ns3c_cable cable = slow_cable(10);
    struct pair p = new_pair(&cable);
    struct ns3c_udp *first, *second, *b;
    int heard[2] = {0}, told[2] = {0}, other[2] = {0};
    OK(ns3c_udp_bind(p.host[0], 0, count_all, told, &first));
    OK(ns3c_udp_bind(p.host[0], 0, count_all, other, &second));
    OK(ns3c_udp_bind(p.host[1], 69, count_all, heard, &b));
    OK(ns3c_udp_connect(b, (struct ns3c_endpoint){IP(10, 0, 0, 1), ns3c_udp_port(first)}));
    send(first, IP(10, 0, 0, 2), 69, 72, 0, 0);
    send(second, IP(10, 0, 0, 2), 69, 72, 0, 0);
    OK(ns3c_run(p.sim, NS3C_SECOND));
    ck_assert_int_eq(heard[0], 1);
    ck_assert_int_eq(told[1], 0);
    ck_assert_int_eq(other[1], 1);
    REFUSED(ns3c_udp_connect(NULL, (struct ns3c_endpoint){0, 0}), NS3C_INVALID, "no socket");
    OK(ns3c_destroy(p.sim));
}
END_TEST

static uint32_t given_up_from;
static int64_t given_up_at;

static void give_up(void *user, uint32_t source)
{
    given_up_from = source;
    given_up_at = ns3c_now(user);
}

/* Of two fragments the second is lost; the first has come at 2.5 ms. */
START_TEST(what_does_not_come_whole_is_given_up)
{
    const struct ns3c_cable cable = slow_cable(10);
    struct pair p = new_pair(&cable);
    struct ns3c_udp *a;
    OK(ns3c_udp_bind(p.host[0], 0, NULL, NULL, &a));
    OK(ns3c_watch_incomplete(p.host[1], give_up, p.sim));
    OK(ns3c_lose_list(p.end[1], (const uint32_t[]){1}, 1));
    given_up_from = 0;
    send(a, IP(10, 0, 0, 2), 69, 1900, 0, 0);
    OK(ns3c_run(p.sim, 40 * NS3C_SECOND));
    ck_assert_uint_eq(given_up_from, IP(10, 0, 0, 1));
    ck_assert_int_eq(given_up_at, 30 * NS3C_SECOND + 2500 * NS3C_MICROSECOND);
    REFUSED(ns3c_watch_incomplete(p.host[1], give_up, p.sim), NS3C_STATE, "is watched");
    REFUSED(ns3c_watch_incomplete(NULL, give_up, p.sim), NS3C_INVALID, "missing");
    OK(ns3c_destroy(p.sim));
}
END_TEST

START_TEST(sends_and_binds_are_checked)
{
    const struct ns3c_cable cable = slow_cable(10);
    struct pair p = new_pair(&cable);
    const struct ns3c_endpoint peer = {IP(10, 0, 0, 2), 69}, nowhere = {IP(10, 9, 0, 1), 69};
    struct ns3c_udp *a, *b;
    OK(ns3c_udp_bind(p.host[0], 69, NULL, NULL, &a));
    REFUSED(ns3c_udp_bind(p.host[0], 69, NULL, NULL, &b), NS3C_TAKEN, "69 is taken");
    REFUSED(ns3c_udp_bind(NULL, 69, NULL, NULL, &b), NS3C_INVALID, "hosts");
    REFUSED(ns3c_udp_send(a, nowhere, bytes, 5, NULL, 0, 0), NS3C_NO_ROUTE, "10.9.0.1");
    REFUSED(ns3c_udp_send(a, peer, bytes, 60000, bytes, 5508, 0), NS3C_TOO_LONG, "65508");
    REFUSED(ns3c_udp_send(a, peer, bytes, 4, bytes, 1469, NS3C_BY_POINTER), NS3C_TOO_LONG, "1500");
    REFUSED(ns3c_udp_send(a, peer, NULL, 4, NULL, 0, 0), NS3C_INVALID, "missing");
    REFUSED(ns3c_udp_send(a, peer, bytes, 4, NULL, 0, 8), NS3C_INVALID, "flag");
    REFUSED(ns3c_udp_send(NULL, peer, bytes, 4, NULL, 0, 0), NS3C_INVALID, "missing");
    OK(ns3c_udp_close(a));
    OK(ns3c_udp_bind(p.host[0], 69, NULL, NULL, &a));
    OK(ns3c_destroy(p.sim));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_datagram_takes_its_time);
    tcase_add_test(t, bytes_arrive_as_they_were);
    tcase_add_test(t, a_queue_holds_packets_beside_the_line);
    tcase_add_test(t, a_queue_in_bytes);
    tcase_add_test(t, a_bucket_shapes);
    tcase_add_test(t, a_packet_longer_than_the_bucket_goes_when_that_is_full);
    tcase_add_test(t, a_line_without_a_rate_takes_no_time);
    tcase_add_test(t, nobody_listens);
    tcase_add_test(t, a_filter_decides);
    tcase_add_test(t, losses_by_list_and_rate);
    tcase_add_test(t, a_pulled_cable);
    tcase_add_test(t, a_socket_closes_itself);
    tcase_add_test(t, a_connected_socket_is_one_peers_alone);
    tcase_add_test(t, what_does_not_come_whole_is_given_up);
    tcase_add_test(t, sends_and_binds_are_checked);
}

int main(void)
{
    return run_tests("ns3 UDP", add);
}
