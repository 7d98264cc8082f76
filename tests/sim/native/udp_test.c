/* Ports, sockets and received datagrams, on two hosts with a plain line between them. */
#include <signal.h>

#include "sim/native/native.h"
#include "tests/sim/native/network.h"

enum { FIRST_DYNAMIC = 49152, DYNAMIC = 65536 - FIRST_DYNAMIC };

static struct network net;
static struct listener h0;
static struct net_host *host, *peer; /* h1, which is bound by the tests, and h0 */

static void setup(void)
{
    network_two_hosts(&net, plain_line(0));
    net.watched = NULL;
    network_build(&net);
    network_listen(&net, 0, &h0);
    peer = h0.host;
    host = native_engine.host(net.net, 1);
}

static void teardown(void)
{
    network_fini(&net);
}

static void ignore(void *user, const struct net_datagram *d)
{
    (void)user;
    (void)d;
}

static struct net_udp *bind_port(uint16_t port)
{
    return net_udp_bind(host, port, TRAFFIC_OTHER, ignore, NULL);
}

START_TEST(a_taken_port_cannot_be_bound_until_it_is_closed)
{
    static const uint16_t ports[] = {1, 69, FIRST_DYNAMIC - 1, FIRST_DYNAMIC, 65535};
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        struct net_udp *udp = bind_port(ports[i]);
        ck_assert_ptr_nonnull(udp);
        ck_assert_ptr_null(bind_port(ports[i]));
        net_udp_close(host, udp);
        ck_assert_ptr_nonnull(bind_port(ports[i]));
    }
}
END_TEST

START_TEST(the_same_port_of_another_host_is_another)
{
    ck_assert_ptr_nonnull(bind_port(PORT)); /* as at h0 */
}
END_TEST

static uint16_t port_seen;

static void see_port(void *user, const struct net_datagram *d)
{
    (void)user;
    port_seen = d->source.port;
}

static uint16_t port_of(struct net_udp *udp)
{
    const uint8_t byte = 0;
    port_seen = 0;
    net_udp_send(host, udp, (struct net_endpoint){peer->address, PORT + 1}, &byte, 1, NULL, 0);
    network_run(&net);
    return port_seen;
}

/* In order, from the first; one that is taken is left out, and one that was given back waits. */
START_TEST(free_ports_are_given_in_turn)
{
    net_udp_bind(peer, PORT + 1, TRAFFIC_OTHER, see_port, NULL);
    bind_port(FIRST_DYNAMIC + 2);
    struct net_udp *first = bind_port(0);
    ck_assert_uint_eq(port_of(first), FIRST_DYNAMIC);
    ck_assert_uint_eq(port_of(bind_port(0)), FIRST_DYNAMIC + 1);
    net_udp_close(host, first);
    ck_assert_uint_eq(port_of(bind_port(0)), FIRST_DYNAMIC + 3);
}
END_TEST

START_TEST(free_ports_begin_again_and_come_to_an_end)
{
    net_udp_bind(peer, PORT + 1, TRAFFIC_OTHER, see_port, NULL);
    static struct net_udp *all[DYNAMIC];
    for (int i = 0; i < DYNAMIC; i++)
        ck_assert_ptr_nonnull(all[i] = bind_port(0));
    ck_assert_uint_eq(port_of(all[DYNAMIC - 1]), 65535);
    ck_assert_ptr_null(bind_port(0));
    net_udp_close(host, all[7]);
    ck_assert_uint_eq(port_of(bind_port(0)), FIRST_DYNAMIC + 7);
    ck_assert_ptr_null(bind_port(0));
    ck_assert_ptr_nonnull(bind_port(PORT));
}
END_TEST

static struct net_udp *closing;
static int received;

static void close_itself(void *user, const struct net_datagram *d)
{
    (void)user;
    received++;
    net_udp_close(host, closing);
    ck_assert_uint_eq(d->header[0], 'A'); /* is still there */
    ck_assert_uint_eq(d->source.address, peer->address);
    ck_assert_uint_eq(d->source.port, PORT);
}

START_TEST(a_socket_can_be_closed_by_what_it_receives)
{
    closing = net_udp_bind(host, PORT, TRAFFIC_OTHER, close_itself, NULL);
    packet_at(0, &h0, host->address, 'A', 100);
    packet_at(0, &h0, host->address, 'B', 100);
    network_run(&net);
    ck_assert_int_eq(received, 1);
    ck_assert_uint_eq(((struct native *)net.net)->unbound, 1);
}
END_TEST

static void close_and_bind_again(void *user, const struct net_datagram *d)
{
    (void)d;
    received++;
    net_udp_close(host, closing);
    closing = net_udp_bind(host, PORT, TRAFFIC_OTHER, close_and_bind_again, user);
    ck_assert_ptr_nonnull(closing);
}

START_TEST(a_socket_can_be_bound_anew_by_what_it_receives)
{
    closing = net_udp_bind(host, PORT, TRAFFIC_OTHER, close_and_bind_again, NULL);
    for (int i = 0; i < 5; i++)
        packet_at(0, &h0, host->address, 'A', 100);
    network_run(&net);
    ck_assert_int_eq(received, 5);
}
END_TEST

/* The packet is on its way at 50, and comes at 100. */
START_TEST(a_late_packet_finds_a_closed_port)
{
    struct net_udp *udp = net_udp_bind(host, 65000, TRAFFIC_OTHER, close_itself, NULL);
    packet_at(0, &h0, host->address, 'A', 100)->to.port = 65000;
    ck_assert(!native_engine.run(net.net, 50 * MICROSECONDS, UINT64_MAX));
    net_udp_close(host, udp);
    network_run(&net);
    ck_assert_int_eq(received, 0);
    ck_assert_uint_eq(((struct native *)net.net)->unbound, 1);
}
END_TEST

static struct net_datagram *held[10];
static int held_count;

static void hold(void *user, const struct net_datagram *d)
{
    held[held_count++] = net_hold(user, d);
}

/* Held ones keep their bytes while others pass; once released, their memory serves again. */
START_TEST(a_held_datagram_stays_until_its_release)
{
    net_udp_bind(host, PORT, TRAFFIC_OTHER, hold, host);
    for (int round = 0; round < 50; round++) {
        held_count = 0;
        for (int i = 0; i < 10; i++) {
            packet_at(1000 * round, &h0, host->address, (char)('A' + i), 40);
            packet_at(1000 * round + 500, &h0, host->address, 'Z', 40)->to.port = PORT + 1;
        }
        ck_assert(!native_engine.run(net.net, (1000 * round + 999) * MICROSECONDS, UINT64_MAX));
        ck_assert_int_eq(held_count, 10);
        for (int i = 0; i < 10; i++) {
            ck_assert_uint_eq(held[i]->header[0], 'A' + (unsigned)i);
            ck_assert_ptr_eq(held[i]->payload, network_content);
            net_release(host, held[i]);
        }
    }
}
END_TEST

static uint8_t bytes[NET_UDP_MAX];
static uint32_t bytes_received;

static void compare(void *user, const struct net_datagram *d)
{
    (void)user;
    bytes_received = d->header_length + d->payload_length;
    ck_assert_mem_eq(d->header, bytes, d->header_length);
    if (d->payload_length)
        ck_assert_mem_eq(d->payload, bytes + d->header_length, d->payload_length);
}

static void expect_arrival(uint32_t header, uint32_t payload)
{
    bytes_received = 0;
    struct net_udp *udp = bind_port(0);
    net_udp_send(host, udp, (struct net_endpoint){peer->address, PORT + 1}, bytes, header,
                 bytes + header, payload);
    const sim_time sent = net_now(net.net);
    network_run(&net);
    ck_assert_uint_eq(bytes_received, header + payload);
    ck_assert_int_eq(net_now(net.net) - sent, (28 + header + payload) * MICROSECONDS);
    net_udp_close(host, udp);
}

START_TEST(headers_and_payloads_of_any_length_arrive)
{
    static const uint32_t headers[] = {0, 1, 4, 23, 24, 25, 512, 1400, 1472};
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7);
    net_udp_bind(peer, PORT + 1, TRAFFIC_OTHER, compare, NULL);
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        for (int again = 0; again < 3; again++) {
            expect_arrival(headers[i], 0);
            expect_arrival(headers[i], 1472 - headers[i]);
        }
}
END_TEST

START_TEST(the_senders_header_is_copied)
{
    uint8_t mine[1400];
    memcpy(mine, bytes, sizeof mine);
    net_udp_bind(peer, PORT + 1, TRAFFIC_OTHER, compare, NULL);
    net_udp_send(host, bind_port(0), (struct net_endpoint){peer->address, PORT + 1}, mine,
                 sizeof mine, NULL, 0);
    memset(mine, 1, sizeof mine);
    network_run(&net);
    ck_assert_uint_eq(bytes_received, 1400);
}
END_TEST

START_TEST(more_than_a_datagram_is_a_defect)
{
    net_udp_send(host, bind_port(0), (struct net_endpoint){peer->address, PORT}, bytes, 4, bytes,
                 NET_UDP_MAX - 4 + 1);
}
END_TEST

static void answer(void *user, const struct net_datagram *d)
{
    struct listener *l = user;
    net_udp_send(l->host, l->udp, d->source, d->header, d->header_length, d->payload,
                 d->payload_length);
}

/* There at 100 us, and back at 200. */
START_TEST(a_datagram_can_be_answered_in_its_callback)
{
    struct listener echo = {.network = &net, .host = host};
    echo.udp = net_udp_bind(host, PORT, TRAFFIC_OTHER, answer, &echo);
    packet_at(0, &h0, host->address, 'A', 100);
    RUN_AND_SEE(&net, "200 h0 got A");
}
END_TEST

static sim_time told_at;

static void note_unreachable(void *user, const struct net_datagram *d)
{
    (void)user;
    ck_assert(d->unreachable);
    told_at = net_now(net.net);
}

static int counted;

static void count_one(void *user, const struct net_datagram *d)
{
    (void)user;
    counted += !d->unreachable;
}

/* Of two datagrams of 29 bytes, there at 29 and 58, the second is the other port's: it is told at
 * 58 + 56. */
START_TEST(a_connected_socket_is_one_peers_alone)
{
    const struct net_endpoint to = {host->address, PORT};
    struct net_udp *first = net_udp_bind(peer, 0, TRAFFIC_OTHER, note_unreachable, NULL);
    struct net_udp *second = net_udp_bind(peer, 0, TRAFFIC_OTHER, note_unreachable, NULL);
    struct net_udp *udp = net_udp_bind(host, PORT, TRAFFIC_OTHER, count_one, NULL);
    told_at = -1;
    counted = 0;
    net_udp_connect(host, udp, (struct net_endpoint){peer->address, 49152});
    net_udp_send(peer, first, to, (const uint8_t *)"x", 1, NULL, 0);
    net_udp_send(peer, second, to, (const uint8_t *)"y", 1, NULL, 0);
    network_run(&net);
    ck_assert_int_eq(counted, 1);
    ck_assert_int_eq(told_at, (58 + 56) * MICROSECONDS);
}
END_TEST

/* --- while the processor is at work on a datagram --------------------------------------------- */

static void note_refusal(void *user, enum net_tcp_end why)
{
    (void)user;
    ck_assert_int_eq(why, NET_TCP_REFUSED);
    told_at = net_now(net.net);
}

/* The host's processor sends 29 bytes at 5000. */
static void send_at_5000(void)
{
    struct net_udp *udp = bind_port(PORT);
    net_udp_send_at(host, udp, (struct net_endpoint){peer->address, PORT}, (const uint8_t *)"x", 1,
                    NULL, 0, 5000 * MICROSECONDS);
    told_at = -1;
}

/* The 56 bytes of the message, which was called for at 29, are over there at 85; what was sent
 * before is at 5029. */
START_TEST(icmp_does_not_wait_for_it)
{
    struct net_udp *udp = net_udp_bind(peer, 0, TRAFFIC_OTHER, note_unreachable, NULL);
    send_at_5000();
    net_udp_send(peer, udp, (struct net_endpoint){host->address, 9}, (const uint8_t *)"y", 1, NULL,
                 0);
    RUN_AND_SEE(&net, "5029 h0 got x");
    ck_assert_int_eq(told_at, 85 * MICROSECONDS);
}
END_TEST

/* The SYN has 44 bytes, the RST that answers it 40. */
START_TEST(nor_does_tcp)
{
    static const struct net_tcp_events events = {.ended = note_refusal};
    send_at_5000();
    net_tcp_connect(host, (struct net_endpoint){peer->address, 9}, TRAFFIC_OTHER, &events, NULL);
    RUN_AND_SEE(&net, "5029 h0 got x");
    ck_assert_int_eq(told_at, (44 + 40) * MICROSECONDS);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_taken_port_cannot_be_bound_until_it_is_closed);
    tcase_add_test(t, the_same_port_of_another_host_is_another);
    tcase_add_test(t, free_ports_are_given_in_turn);
    tcase_add_test(t, free_ports_begin_again_and_come_to_an_end);
    tcase_add_test(t, a_socket_can_be_closed_by_what_it_receives);
    tcase_add_test(t, a_socket_can_be_bound_anew_by_what_it_receives);
    tcase_add_test(t, a_late_packet_finds_a_closed_port);
    tcase_add_test(t, a_held_datagram_stays_until_its_release);
    tcase_add_test(t, headers_and_payloads_of_any_length_arrive);
    tcase_add_test(t, the_senders_header_is_copied);
    tcase_add_test_raise_signal(t, more_than_a_datagram_is_a_defect, SIGABRT);
    tcase_add_test(t, a_datagram_can_be_answered_in_its_callback);
    tcase_add_test(t, a_connected_socket_is_one_peers_alone);
    tcase_add_test(t, icmp_does_not_wait_for_it);
    tcase_add_test(t, nor_does_tcp);
}

int main(void)
{
    return run_tests("udp", add);
}
