/* What users of TCP do while they are told something: everything is allowed. */
#include "tests/sim/native/tcp_network.h"

#include "sim/random.h"

enum { BUFFER = 2 * NET_TCP_WINDOW };

static void *rejects(void *user, struct net_tcp *connection, struct net_endpoint peer,
                     const struct net_tcp_events **events)
{
    (void)user, (void)connection, (void)peer, (void)events;
    return NULL;
}

START_TEST(a_user_may_refuse_what_it_is_given)
{
    net_tcp_abort(h1.host, listener);
    net_tcp_listen(h1.host, PORT, TRAFFIC_PFS, rejects, NULL);
    tcp_connects();
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1", "2088 down A 1+0 ack 1",
                "2088 h0 connected", "3128 up RA 1+0 ack 1", "4168 h0 ended reset");
}
END_TEST

static void abort_when_told(void *user)
{
    struct side *s = user;
    net_tcp_abort(s->host, s->tcp);
    s->tcp = NULL;
}

static void abort_when_it_gets(void *user, const uint8_t *bytes, uint32_t length)
{
    (void)bytes, (void)length;
    abort_when_told(user);
}

static void send_when_told(void *user)
{
    struct side *s = user;
    sends(s, 0, 100);
    sends(s, 100, 100);
    net_tcp_close(s->host, s->tcp);
}

static void send_when_it_gets(void *user, const uint8_t *bytes, uint32_t length)
{
    (void)bytes, (void)length;
    send_when_told(user);
}

static struct net_tcp_events h1_does;

static void *accepted_h1_does(void *user, struct net_tcp *connection, struct net_endpoint peer,
                              const struct net_tcp_events **events)
{
    (void)peer;
    struct side *s = user;
    s->tcp = connection;
    *events = &h1_does;
    return s;
}

static void h1_will(struct net_tcp_events events)
{
    h1_does = events;
    net_tcp_abort(h1.host, listener);
    listener = net_tcp_listen(h1.host, PORT, TRAFFIC_PFS, accepted_h1_does, &h1);
}

/* The header and the payload of a segment are told one after the other: not to one that is gone. */
START_TEST(a_user_may_abort_when_it_gets_bytes)
{
    h1_will((struct net_tcp_events){.received = abort_when_it_gets});
    tcp_connected();
    net_tcp_send(h0.host, h0.tcp, content, 10, content + 10, 10);
    RUN_AND_SEE(&net, "10000 down PA 1+20 ack 1", "11060 up RA 1+0 ack 21", "12100 h0 ended reset");
}
END_TEST

START_TEST(a_user_may_abort_when_the_peer_finishes)
{
    h1_will((struct net_tcp_events){.finished = abort_when_told});
    tcp_connected();
    net_tcp_close(h0.host, h0.tcp);
    RUN_AND_SEE(&net, "10000 down FA 1+0 ack 1", "11040 up RA 1+0 ack 2", "12080 h0 ended reset");
}
END_TEST

START_TEST(a_user_may_abort_when_it_is_connected)
{
    const struct net_tcp_events events = {.connected = abort_when_told};
    h0.tcp = net_tcp_connect(h0.host, (struct net_endpoint){SITE_1 + 2, PORT}, TRAFFIC_PFS, &events,
                             &h0);
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1", "2088 down A 1+0 ack 1",
                "2088 down RA 1+0 ack 1", "3128 h1 accepted", "3168 h1 ended reset");
}
END_TEST

static void *aborts_what_it_is_given(void *user, struct net_tcp *connection,
                                     struct net_endpoint peer, const struct net_tcp_events **events)
{
    (void)peer, (void)events;
    struct side *s = user;
    net_tcp_abort(s->host, connection);
    net_tcp_abort(s->host, listener);
    return user;
}

START_TEST(a_user_may_abort_all_when_it_accepts)
{
    net_tcp_abort(h1.host, listener);
    listener = net_tcp_listen(h1.host, PORT, TRAFFIC_PFS, aborts_what_it_is_given, &h1);
    tcp_connects();
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1", "2088 down A 1+0 ack 1",
                "2088 h0 connected", "3128 up RA 1+0 ack 1", "4168 h0 ended reset");
}
END_TEST

/* What is sent while it is told of a segment goes out together. Of the two pieces the first had to
 * be copied, so the peer is told of each. */
START_TEST(what_is_sent_in_a_call_fills_segments)
{
    h1_will((struct net_tcp_events){.received = send_when_it_gets, .ended = side_ended});
    tcp_connected();
    sends(&h0, 0, 10);
    RUN_UNTIL_AND_SEE(20 * MILLISECONDS, "10000 down PA 1+10 ack 1", "11050 up FPA 1+200 ack 11",
                      "12290 h0 got 100", "12290 h0 got 100", "12290 h0 finished",
                      "12290 down A 11+0 ack 202");
}
END_TEST

static void reconnect(void *user, enum net_tcp_end why)
{
    side_ended(user, why);
    tcp_connects();
}

START_TEST(a_user_may_connect_again_when_it_is_told_the_end)
{
    const struct net_tcp_events events = {.ended = reconnect};
    h0.tcp = net_tcp_connect(h0.host, (struct net_endpoint){SITE_1 + 2, PORT + 1}, TRAFFIC_PFS,
                             &events, &h0);
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up RA 0+0 ack 1", "2084 h0 ended refused",
                "2084 down S 0+0", "3128 up SA 0+0 ack 1", "4172 down A 1+0 ack 1",
                "4172 h0 connected", "5212 h1 accepted");
}
END_TEST

/* --- anything at any time -------------------------------------------------------------------- */

enum { USERS = 16, DEEDS = 2000 };

/* Ends of connections; of those without one `tcp` is NULL. */
static struct user {
    struct net_host *host;
    struct net_tcp *tcp;
    bool closed;
} users[USERS];
static struct random_stream draws;
static int deeds;

static void do_something(void);

static void anything(void *user)
{
    (void)user;
    do_something();
}

static void anything_received(void *user, const uint8_t *bytes, uint32_t length)
{
    (void)bytes, (void)length;
    do_something();
    ck_assert_ptr_nonnull(user);
}

static void anything_ended(void *user, enum net_tcp_end why)
{
    (void)why;
    ((struct user *)user)->tcp = NULL;
    do_something();
}

static const struct net_tcp_events anything_events = {.connected = anything,
                                                      .received = anything_received,
                                                      .finished = anything,
                                                      .ended = anything_ended};

static struct user *idle_user(void)
{
    for (int i = 0; i < USERS; i++)
        if (!users[i].tcp)
            return &users[i];
    return NULL;
}

static void *accepted_anything(void *user, struct net_tcp *connection, struct net_endpoint peer,
                               const struct net_tcp_events **events)
{
    (void)user, (void)peer;
    struct user *u = idle_user();
    if (!u)
        return NULL;
    *u = (struct user){h1.host, connection, false};
    *events = &anything_events;
    do_something();
    return u;
}

static void connect_one(void)
{
    struct user *u = idle_user();
    if (!u)
        return;
    *u = (struct user){.host = h0.host};
    u->tcp = net_tcp_connect(h0.host, (struct net_endpoint){SITE_1 + 2, PORT}, TRAFFIC_OTHER,
                             &anything_events, u);
}

static void do_to(struct user *u)
{
    const uint32_t deed = (uint32_t)random_below(&draws, 8);
    if (deed == 0) {
        net_tcp_abort(u->host, u->tcp);
        u->tcp = NULL;
    } else if (deed == 1) {
        u->closed = true;
        net_tcp_close(u->host, u->tcp);
    } else if (!u->closed) {
        net_tcp_send(u->host, u->tcp, content, deed, content, random_below(&draws, 9000));
    }
}

static void do_something(void)
{
    for (uint64_t i = random_below(&draws, 3); i > 0 && deeds < DEEDS; i--) {
        struct user *u = &users[random_below(&draws, USERS)];
        deeds++;
        if (u->tcp)
            do_to(u);
        else
            connect_one();
    }
}

START_TEST(users_may_do_anything_at_any_time)
{
    tcp_teardown();
    struct link_direction line = plain_line(DELAY);
    line.faults = (struct link_faults){.loss = LINK_BILLION / 20,
                                       .duplicate = LINK_BILLION / 20,
                                       .reorder = LINK_BILLION / 20,
                                       .reorder_delay = 5 * MILLISECONDS};
    tcp_network(line, (uint64_t)_i);
    net.watched = NULL;
    net_tcp_listen(h1.host, PORT, TRAFFIC_OTHER, accepted_anything, &h1);
    random_init(&draws, (uint64_t)_i, 0, 0, RANDOM_TEST);
    while (deeds < DEEDS) {
        deeds++;
        do_something();
        native_engine.run(net.net, net_now(net.net) + 20 * MILLISECONDS, UINT64_MAX);
    }
    for (int i = 0; i < USERS; i++)
        if (users[i].tcp)
            net_tcp_abort(users[i].host, users[i].tcp);
    network_run(&net);
}
END_TEST

/* --- the send buffer -------------------------------------------------------------------------- */

static int told_writable;
static uint64_t received_when_writable;

static void count_writable(void *user)
{
    (void)user;
    told_writable++;
    received_when_writable = h1.received;
}

static const struct net_tcp_events writable_events = {.writable = count_writable};

/* h0, connected at 10 ms, is told of room. */
static void connect_for_room(void)
{
    h0.tcp = net_tcp_connect(h0.host, (struct net_endpoint){SITE_1 + 2, PORT}, TRAFFIC_PFS,
                             &writable_events, &h0);
    native_engine.run(net.net, 10 * MILLISECONDS, UINT64_MAX);
    h1.quiet = true;
    net.watched = NULL;
    told_writable = 0;
}

static bool send_of(uint64_t length)
{
    return net_tcp_send(h0.host, h0.tcp, NULL, 0, content, length);
}

START_TEST(a_buffer_is_full_with_its_last_byte)
{
    connect_for_room();
    ck_assert(send_of(BUFFER - 1));
    ck_assert(!send_of(1));
    ck_assert(!send_of(1)); /* it is taken */
    network_run(&net);
    ck_assert_uint_eq(h1.received, BUFFER + 1);
    ck_assert_int_eq(told_writable, 1);
}
END_TEST

/* 43,690 of 131,070 bytes: 30 segments. Acknowledged they are 2 segments at a time, a millisecond
 * after they came; no more than 65,535 can have come since. */
/* The SYN, which is not acknowledged yet, takes no room. */
START_TEST(a_buffer_is_as_large_before_the_handshake_is_done)
{
    net.watched = NULL;
    h0.tcp = net_tcp_connect(h0.host, (struct net_endpoint){SITE_1 + 2, PORT}, TRAFFIC_PFS,
                             &writable_events, &h0);
    ck_assert(send_of(BUFFER - 1));
    ck_assert(!send_of(1));
}
END_TEST

START_TEST(a_buffer_is_writable_when_a_third_is_free)
{
    ck_assert(net_tcp_is_writable(net.net, 87380));
    ck_assert(!net_tcp_is_writable(net.net, 87381));
    connect_for_room();
    ck_assert(!send_of(BUFFER));
    while (!told_writable)
        ck_assert(native_engine.run(net.net, TIME_NEVER, 1));
    ck_assert_uint_ge(received_when_writable, 30 * 1460);
    ck_assert_uint_le(received_when_writable, 30 * 1460 + 3 * 1460);
    ck_assert(send_of(BUFFER - 87380 - 1));
    network_run(&net);
    ck_assert_int_eq(told_writable, 1);
}
END_TEST

/* As a short frame does between two pieces: 20 of 90 segments have come. */
START_TEST(what_is_sent_to_a_buffer_that_was_full_does_not_make_it_writable)
{
    connect_for_room();
    ck_assert(!send_of(BUFFER));
    while (h1.received < 20 * 1460)
        ck_assert(native_engine.run(net.net, TIME_NEVER, 1));
    ck_assert(!send_of(1));
    ck_assert_int_eq(told_writable, 0);
    network_run(&net);
    ck_assert_int_eq(told_writable, 1);
}
END_TEST

START_TEST(who_never_filled_the_buffer_or_has_closed_is_not_told)
{
    connect_for_room();
    ck_assert(send_of(BUFFER - 1));
    network_run(&net);
    ck_assert_int_eq(told_writable, 0);
    ck_assert(!send_of(BUFFER));
    net_tcp_close(h0.host, h0.tcp);
    network_run(&net);
    ck_assert_int_eq(told_writable, 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, tcp_setup, tcp_teardown);
    tcase_add_test(t, a_user_may_refuse_what_it_is_given);
    tcase_add_test(t, a_user_may_abort_when_it_gets_bytes);
    tcase_add_test(t, a_user_may_abort_when_the_peer_finishes);
    tcase_add_test(t, a_user_may_abort_when_it_is_connected);
    tcase_add_test(t, a_user_may_abort_all_when_it_accepts);
    tcase_add_test(t, what_is_sent_in_a_call_fills_segments);
    tcase_add_test(t, a_user_may_connect_again_when_it_is_told_the_end);
    tcase_add_test(t, a_buffer_is_full_with_its_last_byte);
    tcase_add_test(t, a_buffer_is_as_large_before_the_handshake_is_done);
    tcase_add_test(t, a_buffer_is_writable_when_a_third_is_free);
    tcase_add_test(t, what_is_sent_to_a_buffer_that_was_full_does_not_make_it_writable);
    tcase_add_test(t, who_never_filled_the_buffer_or_has_closed_is_not_told);
    tcase_add_loop_test(t, users_may_do_anything_at_any_time, 0, 20);
}

int main(void)
{
    return run_tests("tcp calls", add);
}
