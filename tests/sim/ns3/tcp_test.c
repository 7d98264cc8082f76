/* TCP: handshake, bytes, both ways of ending, what goes wrong. */
#include "tests/sim/ns3/tcp.h"

struct stage {
    struct pair p;
    struct story s;
    struct side client, server;
    struct ns3c_tcp *listener;
};

/* Host 0 is the client; 10.0.0.2 listens on port 80. */
static void set_up(struct stage *g, uint32_t queue)
{
    const struct ns3c_cable cable = slow_cable(queue);
    struct ns3c *sim;
    OK(ns3c_create(&sim, NULL));
    use_classic_tcp(sim);
    g->p = make_pair(sim, &cable);
    g->s = (struct story){.sim = sim};
    g->client = new_side(&g->s, "client");
    g->server = new_side(&g->s, "server");
    OK(ns3c_tcp_listen(g->p.host[1], 80, side_accept, &g->server, &g->listener));
}

static void dial(struct stage *g, uint16_t port)
{
    OK(ns3c_tcp_connect(g->p.host[0], (struct ns3c_endpoint){IP(10, 0, 0, 2), port}, &side_events,
                        &g->client, &g->client.tcp));
}

static void tear_down(struct stage *g)
{
    OK(ns3c_destroy(g->p.sim));
}

/* All without data have 40 bytes (ns-3's SYN has no MSS option), on a line of a microsecond a byte
 * and 1 ms. The server sends an ACK, and then its FIN. */
START_TEST(hello_and_goodbye)
{
    static struct stage g;
    set_up(&g, 100);
    dial(&g, 80);
    OK(ns3c_tcp_send(g.client.tcp, "hello", 5, NS3C_COPY));
    ck_assert_uint_eq(ns3c_tcp_unsent(g.client.tcp), 5);
    ck_assert_uint_eq(ns3c_tcp_local(g.client.tcp).address, IP(10, 0, 0, 1));
    OK(ns3c_tcp_close(g.client.tcp));
    REFUSED(ns3c_tcp_send(g.client.tcp, "more", 4, NS3C_COPY), NS3C_STATE, "closed");
    OK(ns3c_run(g.p.sim, 10 * NS3C_SECOND));
    ck_assert_str_eq(g.s.text, "2080.000 client connected\n"
                               "3120.000 server accepted a000001\n"
                               "3165.000 server received 5\n"
                               "3165.000 server finished\n"
                               "4245.000 client finished\n"
                               "4245.000 client closed\n"
                               "5285.000 server closed\n");
    ck_assert_uint_eq(g.client.acknowledged, 5);
    tear_down(&g);
}
END_TEST

START_TEST(bulk)
{
    enum { LENGTH = 3000000 };
    const bool by_pointer = _i & 1, lossy = _i & 2;
    static struct stage g;
    uint8_t *bytes = some_bytes(LENGTH);
    set_up(&g, lossy ? 5 : 100);
    if (lossy)
        OK(ns3c_lose_rate(g.p.end[1], 0.01, 3));
    g.client.quiet = g.server.quiet = true;
    dial(&g, 80);
    const unsigned flags = by_pointer ? NS3C_BY_POINTER : 0;
    OK(ns3c_tcp_send(g.client.tcp, bytes, 1, flags));
    OK(ns3c_tcp_send(g.client.tcp, bytes + 1, LENGTH - 1, flags));
    REFUSED(ns3c_tcp_send(g.client.tcp, bytes, 1, flags ^ NS3C_BY_POINTER), NS3C_STATE, "pointer");
    OK(ns3c_tcp_close(g.client.tcp));
    OK(ns3c_run(g.p.sim, 2 * NS3C_SECOND));
    ck_assert_uint_gt(ns3c_tcp_unsent(g.client.tcp), 0);
    ck_assert_int_gt(ns3c_tcp_round_trip(g.client.tcp), 2 * NS3C_MILLISECOND);
    ck_assert_uint_gt(ns3c_tcp_window(g.client.tcp), 1460);
    OK(ns3c_run(g.p.sim, 600 * NS3C_SECOND));
    ck_assert_uint_eq(g.server.received, LENGTH);
    ck_assert_uint_eq(g.server.sum, sum_of(bytes, LENGTH));
    ck_assert_uint_eq(g.client.acknowledged, LENGTH);
    ck_assert_int_eq(g.client.ended, NS3C_END_CLOSED);
    ck_assert_int_eq(g.server.ended, NS3C_END_CLOSED);
    free(bytes);
    tear_down(&g);
}
END_TEST

/* The peer goes on sending after one has closed. */
START_TEST(half_closed)
{
    static struct stage g;
    set_up(&g, 100);
    uint8_t *bytes = some_bytes(100000);
    g.server.answers_close = false;
    g.client.quiet = true;
    dial(&g, 80);
    OK(ns3c_tcp_close(g.client.tcp));
    OK(ns3c_run(g.p.sim, NS3C_SECOND));
    ck_assert_ptr_nonnull(g.server.tcp);
    OK(ns3c_tcp_send(g.server.tcp, bytes, 100000, 0));
    OK(ns3c_tcp_close(g.server.tcp));
    OK(ns3c_run(g.p.sim, 5 * NS3C_SECOND));
    ck_assert_uint_eq(g.client.received, 100000);
    ck_assert_uint_eq(g.client.sum, sum_of(bytes, 100000));
    ck_assert_int_eq(g.client.ended, NS3C_END_CLOSED);
    ck_assert_int_eq(g.server.ended, NS3C_END_CLOSED);
    free(bytes);
    tear_down(&g);
}
END_TEST

START_TEST(refused)
{
    static struct stage g;
    set_up(&g, 100);
    dial(&g, 81);
    OK(ns3c_run(g.p.sim, NS3C_SECOND));
    ck_assert_str_eq(g.s.text, "2080.000 client refused\n");
    tear_down(&g);
}
END_TEST

START_TEST(nobody_answers)
{
    static struct stage g;
    set_up(&g, 100);
    OK(ns3c_device_set_plugged(g.p.end[1], false));
    dial(&g, 80);
    OK(ns3c_run(g.p.sim, 1000 * NS3C_SECOND));
    ck_assert_int_eq(g.client.ended, NS3C_END_TIMED_OUT);
    tear_down(&g);
}
END_TEST

/* The cable is pulled with data (0), or a FIN alone (1), or after the peer's FIN (2). */
START_TEST(the_cable_is_pulled)
{
    static struct stage g;
    set_up(&g, 100);
    uint8_t *bytes = some_bytes(100000);
    g.server.quiet = true;
    g.server.answers_close = false;
    dial(&g, 80);
    OK(ns3c_run(g.p.sim, NS3C_SECOND));
    if (_i == 2) {
        OK(ns3c_tcp_close(g.server.tcp));
        g.client.answers_close = false;
        OK(ns3c_run(g.p.sim, 2 * NS3C_SECOND));
    }
    OK(ns3c_device_set_plugged(g.p.end[1], false));
    if (_i == 0)
        OK(ns3c_tcp_send(g.client.tcp, bytes, 100000, 0));
    else
        OK(ns3c_tcp_close(g.client.tcp));
    OK(ns3c_run(g.p.sim, 3000 * NS3C_SECOND));
    ck_assert_int_eq(g.client.ended, NS3C_END_TIMED_OUT);
    free(bytes);
    tear_down(&g);
}
END_TEST

/* The server forgets the connection, which the client does not hear, and still listens. */
START_TEST(a_listener_resets_what_it_does_not_know)
{
    static struct stage g;
    set_up(&g, 100);
    dial(&g, 80);
    OK(ns3c_run(g.p.sim, NS3C_SECOND));
    OK(ns3c_device_set_plugged(g.p.end[1], false));
    OK(ns3c_tcp_abort(g.server.tcp));
    OK(ns3c_run(g.p.sim, 2 * NS3C_SECOND));
    OK(ns3c_device_set_plugged(g.p.end[1], true));
    OK(ns3c_tcp_send(g.client.tcp, "hello", 5, NS3C_COPY));
    OK(ns3c_run(g.p.sim, 20 * NS3C_SECOND));
    ck_assert_int_eq(g.client.ended, NS3C_END_RESET);
    tear_down(&g);
}
END_TEST

START_TEST(aborted)
{
    static struct stage g;
    set_up(&g, 100);
    uint8_t *bytes = some_bytes(100000);
    g.server.quiet = true;
    dial(&g, 80);
    OK(ns3c_tcp_send(g.client.tcp, bytes, 100000, _i ? NS3C_BY_POINTER : 0));
    OK(ns3c_run(g.p.sim, 20 * NS3C_MILLISECOND));
    OK(ns3c_tcp_abort(g.client.tcp));
    OK(ns3c_run(g.p.sim, NS3C_SECOND));
    ck_assert_int_eq(g.client.ended, -1);
    ck_assert_int_eq(g.server.ended, NS3C_END_RESET);
    ck_assert_uint_gt(g.server.received, 0);
    free(bytes);
    tear_down(&g);
}
END_TEST

static void abort_at_once(void *user, const uint8_t *bytes, uint32_t length)
{
    struct side *d = user;
    (void)bytes;
    tell(d->story, "%s aborts after %u", d->name, length);
    OK(ns3c_tcp_abort(d->tcp));
    d->tcp = NULL;
}

static const struct ns3c_tcp_events aborting_events = {.received = abort_at_once,
                                                       .ended = side_ended};

static void *accept_to_abort(void *user, struct ns3c_tcp *tcp, struct ns3c_endpoint peer,
                             const struct ns3c_tcp_events **events)
{
    struct side *d = user;
    (void)peer;
    d->tcp = tcp;
    *events = &aborting_events;
    return d;
}

static void *accept_none(void *user, struct ns3c_tcp *tcp, struct ns3c_endpoint peer,
                         const struct ns3c_tcp_events **events)
{
    (void)user, (void)tcp, (void)peer, (void)events;
    return NULL;
}

START_TEST(aborted_in_a_callback)
{
    static struct stage g;
    set_up(&g, 100);
    struct ns3c_tcp *other;
    OK(ns3c_tcp_listen(g.p.host[1], 81, accept_to_abort, &g.server, &other));
    OK(ns3c_tcp_listen(g.p.host[1], 82, accept_none, NULL, &other));
    dial(&g, 81);
    OK(ns3c_tcp_send(g.client.tcp, "hello", 5, NS3C_COPY));
    OK(ns3c_run(g.p.sim, NS3C_SECOND));
    ck_assert_str_eq(g.s.text, "2080.000 client connected\n"
                               "3165.000 server aborts after 5\n"
                               "4245.000 client reset\n");
    dial(&g, 82);
    OK(ns3c_run(g.p.sim, 2 * NS3C_SECOND));
    ck_assert_int_eq(g.client.ended, NS3C_END_RESET);
    OK(ns3c_tcp_abort(g.listener));
    dial(&g, 80);
    OK(ns3c_run(g.p.sim, 3 * NS3C_SECOND));
    ck_assert_int_eq(g.client.ended, NS3C_END_REFUSED);
    OK(ns3c_tcp_listen(g.p.host[1], 80, side_accept, &g.server, &g.listener));
    dial(&g, 80);
    OK(ns3c_tcp_abort(g.client.tcp)); /* before its SYN */
    OK(ns3c_run(g.p.sim, 4 * NS3C_SECOND));
    ck_assert_ptr_null(g.server.tcp);
    tear_down(&g);
}
END_TEST

static void marks(void *user, const struct ns3c_passage *passage)
{
    uint32_t *seen = user;
    if (passage->kind == NS3C_SENT)
        seen[ns3c_packet_mark(passage->packet)]++;
}

/* SYN, ACK, data with FIN, ACK of the FIN; SYN+ACK before it is accepted has the client's. */
START_TEST(marked)
{
    static struct stage g;
    uint32_t seen[2][8] = {{0}};
    set_up(&g, 100);
    OK(ns3c_tcp_set_mark(g.listener, 5));
    for (int i = 0; i < 2; i++)
        OK(ns3c_trace(g.p.end[i], marks, seen[i]));
    dial(&g, 80);
    OK(ns3c_tcp_set_mark(g.client.tcp, 3));
    OK(ns3c_tcp_send(g.client.tcp, "hello", 5, NS3C_COPY));
    OK(ns3c_tcp_close(g.client.tcp));
    OK(ns3c_run(g.p.sim, NS3C_SECOND));
    ck_assert_uint_eq(seen[0][3], 4);
    ck_assert_uint_eq(seen[1][3], 1);
    ck_assert_uint_ge(seen[1][5], 1);
    ck_assert_uint_eq(seen[0][0] + seen[1][0], 0);
    tear_down(&g);
}
END_TEST

START_TEST(calls_are_checked)
{
    static struct stage g;
    set_up(&g, 100);
    struct ns3c_tcp *t;
    const struct ns3c_endpoint nowhere = {IP(10, 9, 0, 1), 80}, zero = {IP(10, 0, 0, 2), 0};
    REFUSED(ns3c_tcp_listen(g.p.host[1], 80, side_accept, NULL, &t), NS3C_TAKEN, "80 is taken");
    REFUSED(ns3c_tcp_listen(g.p.host[1], 0, side_accept, NULL, &t), NS3C_INVALID, "port");
    REFUSED(ns3c_tcp_listen(g.p.host[1], 81, NULL, NULL, &t), NS3C_INVALID, "function");
    REFUSED(ns3c_tcp_connect(g.p.host[0], nowhere, &side_events, NULL, &t), NS3C_NO_ROUTE,
            "10.9.0.1");
    REFUSED(ns3c_tcp_connect(g.p.host[0], zero, &side_events, NULL, &t), NS3C_INVALID, "port");
    REFUSED(ns3c_tcp_connect(g.p.host[0], nowhere, NULL, NULL, &t), NS3C_INVALID, "connects");
    REFUSED(ns3c_tcp_send(g.listener, "x", 1, 0), NS3C_INVALID, "listens");
    REFUSED(ns3c_tcp_close(g.listener), NS3C_INVALID, "listening");
    REFUSED(ns3c_tcp_abort(NULL), NS3C_INVALID, "no connection");
    tear_down(&g);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, hello_and_goodbye);
    tcase_add_loop_test(t, bulk, 0, 4);
    tcase_add_test(t, half_closed);
    tcase_add_test(t, refused);
    tcase_add_test(t, nobody_answers);
    tcase_add_loop_test(t, the_cable_is_pulled, 0, 3);
    tcase_add_test(t, a_listener_resets_what_it_does_not_know);
    tcase_add_loop_test(t, aborted, 0, 2);
    tcase_add_test(t, aborted_in_a_callback);
    tcase_add_test(t, marked);
    tcase_add_test(t, calls_are_checked);
}

int main(void)
{
    return run_tests("ns3 TCP", add);
}
