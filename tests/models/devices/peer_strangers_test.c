/* A phone's part in PFS, and who connects to it that is none: the host behind the phones. */
#include "tests/models/devices/peers.h"

static struct peers peers;

static void teardown(void)
{
    peers_fini(&peers);
}

static void go(void)
{
    peers_init(&peers, 1);
    peers_build(&peers);
    peers_plug_all(&peers);
}

struct stranger {
    bool connected, finished, gone;
    enum net_tcp_end end;
    uint32_t bytes;
};

static void stranger_connected(void *user)
{
    ((struct stranger *)user)->connected = true;
}

static void stranger_received(void *user, const uint8_t *bytes, uint32_t length)
{
    (void)bytes;
    ((struct stranger *)user)->bytes += length;
}

static void stranger_finished(void *user)
{
    ((struct stranger *)user)->finished = true;
}

static void stranger_ended(void *user, enum net_tcp_end end)
{
    struct stranger *s = user;
    s->gone = true;
    s->end = end;
}

static const struct net_tcp_events stranger_events = {.connected = stranger_connected,
                                                      .received = stranger_received,
                                                      .finished = stranger_finished,
                                                      .ended = stranger_ended};

static struct net_tcp *call_h0(struct stranger *s)
{
    struct net_host *host = native_engine.host(peers.network.net, peers.count);
    const struct net_endpoint to = {SITE_1 + 1, PFS_PORT};
    *s = (struct stranger){0};
    return net_tcp_connect(host, to, TRAFFIC_OTHER, &stranger_events, s);
}

/* It gets an ABORT (2 bytes behind the length), and the end of the stream, but never closes. The
 * first look after 10 s finds that the ABORT has gone out, the second one nothing new. */
START_TEST(a_connection_that_the_other_side_never_closes_is_aborted)
{
    static const uint8_t nonsense[] = "GET / HTTP/1.0\r\n\r\n";
    struct stranger s;
    go();
    peers_run_until(&peers, SECONDS);
    struct net_tcp *tcp = call_h0(&s);
    struct net_host *host = native_engine.host(peers.network.net, peers.count);
    net_tcp_send(host, tcp, nonsense, sizeof nonsense - 1, NULL, 0);
    peers_run_until(&peers, 20 * SECONDS);
    ck_assert(s.connected && s.finished && !s.gone);
    ck_assert_uint_eq(s.bytes, 6);
    peers_run_until(&peers, 22 * SECONDS);
    ck_assert(s.gone);
    ck_assert_int_eq(s.end, NET_TCP_RESET);
    peers_run_until(&peers, 60 * SECONDS);
    peers_expect_complete(&peers, FILES);
}
END_TEST

START_TEST(a_connection_that_says_nothing_does_not_stay)
{
    struct stranger s;
    go();
    peers_run_until(&peers, SECONDS);
    call_h0(&s);
    peers_run_until(&peers, 60 * SECONDS);
    ck_assert(s.connected && s.gone);
    peers_expect_complete(&peers, FILES);
}
END_TEST

START_TEST(a_connection_that_is_closed_at_once_is_closed)
{
    struct stranger s;
    go();
    peers_run_until(&peers, SECONDS);
    struct net_tcp *tcp = call_h0(&s);
    peers_run_until(&peers, 1100 * MILLISECONDS);
    net_tcp_close(native_engine.host(peers.network.net, peers.count), tcp);
    peers_run_until(&peers, 1200 * MILLISECONDS);
    ck_assert(s.gone);
    ck_assert_int_eq(s.end, NET_TCP_CLOSED);
}
END_TEST

START_TEST(a_phone_that_is_gone_refuses)
{
    struct stranger s;
    go();
    peers_run_until(&peers, SECONDS);
    peer_free(peers.fakes[0].peer);
    peers.fakes[0].peer = NULL;
    call_h0(&s);
    peers_run_until(&peers, 2 * SECONDS);
    ck_assert(s.gone);
    ck_assert_int_eq(s.end, NET_TCP_REFUSED);
}
END_TEST

START_TEST(a_datagram_that_is_no_message_changes_nothing)
{
    static const uint8_t nonsense[] = "nonsense";
    go();
    peers_run_until(&peers, SECONDS);
    struct net_host *host = native_engine.host(peers.network.net, peers.count);
    struct net_udp *udp = net_udp_bind(host, PFS_PORT, TRAFFIC_OTHER, listener_ignores, NULL);
    const struct net_endpoint to = {SITE_1 + 1, PFS_PORT};
    net_udp_send(host, udp, to, nonsense, sizeof nonsense, NULL, 0);
    net_udp_send(host, udp, to, nonsense, sizeof nonsense, network_content, 100);
    peers_run_until(&peers, 60 * SECONDS);
    peers_expect_complete(&peers, FILES);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_connection_that_the_other_side_never_closes_is_aborted);
    tcase_add_test(t, a_connection_that_says_nothing_does_not_stay);
    tcase_add_test(t, a_connection_that_is_closed_at_once_is_closed);
    tcase_add_test(t, a_phone_that_is_gone_refuses);
    tcase_add_test(t, a_datagram_that_is_no_message_changes_nothing);
}

int main(void)
{
    return run_tests("peer strangers", add);
}
