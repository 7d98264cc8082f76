/* Where ns-3's TCP does what the RFCs do not recommend, and libns3c leaves the choice. */
#include "tests/sim/ns3/tcp.h"

static const char congestion_control[] = "ns3::TcpL4Protocol::SocketType";

/* The client sends `length` bytes to the server, with one of ns-3's defaults set. */
struct transfer {
    uint32_t length;
    int64_t delay;            /* each way; 0: that of slow_cable */
    const char *setting, *to; /* another default; NULL: none */
    uint64_t lost;            /* bit i: the client's packet number i is lost */
    uint32_t lost_every;      /* so is each packet with a number that this divides; 0: none */
    uint32_t twice;           /* number of the one that arrives twice; 0: none */
};

struct outcome {
    uint64_t received;
    uint32_t packets; /* of the client */
};

struct run {
    const struct transfer *transfer;
    struct ns3c *sim;
    struct outcome outcome;
};

static void decide(void *user, const struct ns3c_packet *packet, struct ns3c_fate *fate)
{
    struct run *r = user;
    const struct transfer *t = r->transfer;
    const uint32_t i = r->outcome.packets++;
    (void)packet;
    fate->duplicate = i && i == t->twice;
    fate->lost = (i < 64 && t->lost >> i & 1) || (t->lost_every && i && i % t->lost_every == 0);
}

/* Segments fit into packets: 100 of them that are full are as many packets, beside the SYN (or the
 * answer to it) and what acknowledges. They are sent by the client, or by the server. */
static uint32_t full_packets(int from, const char *name, const char *value, uint32_t length)
{
    struct transfer none = {0};
    struct run r = {.transfer = &none};
    struct ns3c_cable cable = slow_cable(200);
    uint8_t *bytes = some_bytes(length);
    OK(ns3c_create(&r.sim, NULL));
    use_classic_tcp(r.sim);
    OK(ns3c_set_default(r.sim, name, value));
    struct pair p = make_pair(r.sim, &cable);
    struct story s = {.sim = r.sim};
    struct side sides[2] = {new_side(&s, "client"), new_side(&s, "server")};
    struct ns3c_tcp *listener;
    sides[0].quiet = sides[1].quiet = true;
    OK(ns3c_tcp_listen(p.host[1], 80, side_accept, &sides[1], &listener));
    OK(ns3c_tcp_connect(p.host[0], (struct ns3c_endpoint){IP(10, 0, 0, 2), 80}, &side_events,
                        &sides[0], &sides[0].tcp));
    OK(ns3c_run(r.sim, NS3C_SECOND));
    OK(ns3c_filter(p.end[from], decide, &r));
    OK(ns3c_tcp_send(sides[from].tcp, bytes, length, 0));
    OK(ns3c_run(r.sim, 20 * NS3C_SECOND));
    ck_assert_uint_eq(sides[1 - from].received, length);
    OK(ns3c_destroy(r.sim));
    free(bytes);
    return r.outcome.packets;
}

START_TEST(segments_with_time_stamps_are_no_fragments)
{
    ck_assert_uint_eq(full_packets(_i, "ns3::TcpSocketBase::Timestamp", "true", 100 * 1448), 100);
}
END_TEST

START_TEST(segments_are_no_longer_than_packets)
{
    ck_assert_uint_eq(full_packets(_i, "ns3::TcpSocket::SegmentSize", "9000", 100 * 1460), 100);
}
END_TEST

static void set_defaults(struct ns3c *sim, const struct transfer *t)
{
    use_classic_tcp(sim);
    OK(ns3c_set_default(sim, "ns3::RttEstimator::InitialEstimation", "1s"));
    OK(ns3c_set_default(sim, "ns3::TcpSocketBase::LimitedTransmit", "true"));
    if (t->setting)
        OK(ns3c_set_default(sim, t->setting, t->to));
}

static struct outcome run(const struct transfer *t, const char *name, const char *value,
                          int64_t until)
{
    struct run r = {.transfer = t};
    struct ns3c_cable cable = slow_cable(100);
    for (int i = 0; i < 2 && t->delay; i++)
        cable.direction[i].delay = t->delay;
    uint8_t *bytes = some_bytes(t->length);
    OK(ns3c_create(&r.sim, NULL));
    set_defaults(r.sim, t);
    OK(ns3c_set_default(r.sim, name, value));
    struct pair p = make_pair(r.sim, &cable);
    struct story s = {.sim = r.sim};
    struct side client = new_side(&s, "client"), server = new_side(&s, "server");
    struct ns3c_tcp *listener;
    server.quiet = true;
    OK(ns3c_tcp_listen(p.host[1], 80, side_accept, &server, &listener));
    OK(ns3c_filter(p.end[0], decide, &r));
    OK(ns3c_tcp_connect(p.host[0], (struct ns3c_endpoint){IP(10, 0, 0, 2), 80}, &side_events,
                        &client, &client.tcp));
    OK(ns3c_tcp_send(client.tcp, bytes, t->length, 0));
    OK(ns3c_run(r.sim, until));
    OK(ns3c_destroy(r.sim));
    free(bytes);
    r.outcome.received = server.received;
    return r.outcome;
}

/* Both segments are lost, the first one after a second again; after 2 s more it arrives, and the
 * second is lost again: then it takes 4 s, or with the time-out from before 1 s. */
START_TEST(a_doubled_time_out_may_stay)
{
    static const char name[] = "ns3c::TcpSocket::KeepBackOff";
    const struct transfer t = {.length = 2920, .lost = 4 | 8 | 16 | 64};
    ck_assert_uint_eq(run(&t, name, "false", 5 * NS3C_SECOND).received, 2920);
    ck_assert_uint_eq(run(&t, name, "true", 5 * NS3C_SECOND).received, 1460);
    ck_assert_uint_eq(run(&t, name, "true", 8 * NS3C_SECOND).received, 2920);
}
END_TEST

/* A segment arrives twice, and the ACK says so: ns-3 takes the next segment but one for one that
 * has arrived. When that is the first without an ACK, it is taken for lost, and comes twice too;
 * and so on to the end. */
START_TEST(what_is_not_lost_may_not_be_sent_again)
{
    static const char name[] = "ns3c::TcpSocket::ClearDuplicates";
    const struct transfer t = {.length = 100 * 1460,
                               .delay = 20 * NS3C_MILLISECOND,
                               .setting = "ns3::TcpSocket::DelAckCount",
                               .to = "1",
                               .twice = 20};
    const struct outcome cleared = run(&t, name, "true", 8 * NS3C_SECOND);
    ck_assert_uint_eq(cleared.received, t.length);
    ck_assert_uint_eq(cleared.packets, 2 + 100);
    ck_assert_uint_gt(run(&t, name, "false", 8 * NS3C_SECOND).packets, 2 + 100 + 20);
}
END_TEST

/* Half of what was in flight, instead of less: it is faster where much is lost. */
START_TEST(new_reno_may_halve_the_flight)
{
    const struct transfer t = {.length = 1000000, .lost_every = 40};
    const int64_t until = 600 * NS3C_MILLISECOND;
    ck_assert_uint_gt(run(&t, congestion_control, "ns3c::TcpNewReno", until).received,
                      run(&t, congestion_control, "ns3::TcpNewReno", until).received);
}
END_TEST

/* Congestion avoidance from the beginning on a long line: round after round 3, 4, 5, ... segments
 * where bytes are counted, and half of that growth in ns-3, which counts ACKs, one for two
 * segments. */
START_TEST(new_reno_may_count_bytes)
{
    const struct transfer t = {.length = 100000,
                               .delay = 500 * NS3C_MILLISECOND,
                               .setting = "ns3::TcpSocket::InitialSlowStartThreshold",
                               .to = "4380"};
    const int64_t until = 8 * NS3C_SECOND;
    ck_assert_uint_eq(run(&t, congestion_control, "ns3c::TcpNewReno", until).received,
                      (3 + 4 + 5 + 6 + 7 + 8 + 9) * 1460);
    ck_assert_uint_eq(run(&t, congestion_control, "ns3::TcpNewReno", until).received, 28 * 1460);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_loop_test(t, segments_with_time_stamps_are_no_fragments, 0, 2);
    tcase_add_loop_test(t, segments_are_no_longer_than_packets, 0, 2);
    tcase_add_test(t, a_doubled_time_out_may_stay);
    tcase_add_test(t, what_is_not_lost_may_not_be_sent_again);
    tcase_add_test(t, new_reno_may_halve_the_flight);
    tcase_add_test(t, new_reno_may_count_bytes);
}

int main(void)
{
    return run_tests("choices of ns-3's TCP", add);
}
