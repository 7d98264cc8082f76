/* TCP connections: how they open, carry bytes, close, and end before their time. */
#include "tests/sim/native/tcp_network.h"

#include "sim/native/tcp.h"

/* A SYN has 44 bytes, an ACK 40, on a line of a microsecond a byte and 1000 us. */
START_TEST(a_handshake_has_three_segments)
{
    tcp_connects();
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1", "2088 down A 1+0 ack 1",
                "2088 h0 connected", "3128 h1 accepted");
}
END_TEST

static void close_h0(void)
{
    net_tcp_close(h0.host, h0.tcp);
}

static void close_h1(void)
{
    net_tcp_close(h1.host, h1.tcp);
}

START_TEST(a_close_has_four_segments)
{
    tcp_connected();
    at(10 * MILLISECONDS, close_h0);
    at(20 * MILLISECONDS, close_h1);
    RUN_AND_SEE(&net, "10000 down FA 1+0 ack 1", "11040 h1 finished", "11040 up A 1+0 ack 2",
                "20000 up FA 1+0 ack 2", "21040 h0 finished", "21040 h0 ended closed",
                "21040 down A 2+0 ack 2", "22080 h1 ended closed");
    ck_assert_int_eq(net_now(net.net), 22080 * MICROSECONDS); /* TIME-WAIT has no event */
}
END_TEST

START_TEST(a_peer_that_closes_at_once_answers_with_its_fin)
{
    tcp_connected();
    h1.closes = true;
    at(10 * MILLISECONDS, close_h0);
    RUN_AND_SEE(&net, "10000 down FA 1+0 ack 1", "11040 h1 finished", "11040 up FA 1+0 ack 2",
                "12080 h0 finished", "12080 h0 ended closed", "12080 down A 2+0 ack 2",
                "13120 h1 ended closed");
}
END_TEST

START_TEST(both_may_close_at_once)
{
    tcp_connected();
    at(10 * MILLISECONDS, close_h0);
    at(10 * MILLISECONDS, close_h1);
    RUN_AND_SEE(&net, "10000 down FA 1+0 ack 1", "10000 up FA 1+0 ack 1", "11040 h1 finished",
                "11040 up A 2+0 ack 2", "11040 h0 finished", "11040 down A 2+0 ack 2",
                "12080 h1 ended closed", "12080 h0 ended closed");
}
END_TEST

static void h0_sends_2000(void)
{
    sends(&h0, 0, 2000);
}

static void h1_sends_100(void)
{
    sends(&h1, 0, 100);
}

/* 1500 us and 580 us. What answers carries the acknowledgement; what nobody answers is acknowledged
 * after 200 ms. */
START_TEST(bytes_go_both_ways)
{
    tcp_connected();
    at(10 * MILLISECONDS, h0_sends_2000);
    at(14 * MILLISECONDS, h1_sends_100);
    RUN_AND_SEE(&net, "10000 down A 1+1460 ack 1", "10000 down PA 1461+540 ack 1",
                "12500 h1 got 1460", "13080 h1 got 540", "14000 up PA 1+100 ack 2001",
                "15140 h0 got 100", "215140 down A 2001+0 ack 101");
    ck_assert_uint_eq(h1.wrong + h0.wrong, 0);
}
END_TEST

/* The cable of h1 takes 540 bytes, so that each side's segments have 500: 540 us on the line. h0
 * may send three of them at first; the ACK of two lets two more go. */
START_TEST(the_lower_mss_of_both_counts)
{
    network_way(&net, 0, 1)->mtu = 540;
    tcp_connected();
    at(10 * MILLISECONDS, h0_sends_2000);
    RUN_AND_SEE(&net, "10000 down A 1+500 ack 1", "10000 down A 501+500 ack 1",
                "10000 down A 1001+500 ack 1", "11540 h1 got 500", "12080 h1 got 500",
                "12080 up A 1+0 ack 1001", "12620 h1 got 500", "13120 down PA 1501+500 ack 1",
                "14660 h1 got 500", "14660 up A 1+0 ack 2001");
}
END_TEST

START_TEST(after_one_side_closes_the_other_goes_on)
{
    tcp_connected();
    at(10 * MILLISECONDS, close_h0);
    at(20 * MILLISECONDS, h1_sends_100);
    at(30 * MILLISECONDS, close_h1);
    RUN_AND_SEE(&net, "10000 down FA 1+0 ack 1", "11040 h1 finished", "11040 up A 1+0 ack 2",
                "20000 up PA 1+100 ack 2", "21140 h0 got 100", "30000 up FA 101+0 ack 2",
                "31040 h0 finished", "31040 h0 ended closed", "31040 down A 2+0 ack 102",
                "32080 h1 ended closed");
}
END_TEST

/* Sent and closed before there is a connection. */
START_TEST(bytes_wait_for_the_handshake)
{
    tcp_connects();
    h0_sends_2000();
    close_h0();
    close_h0();
    ck_assert_uint_eq(net_tcp_unsent(h0.host, h0.tcp), 2000);
    native_engine.run(net.net, 2088 * MICROSECONDS, UINT64_MAX);
    ck_assert_uint_eq(net_tcp_unsent(h0.host, h0.tcp), 0);
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1", "2088 down A 1+1460 ack 1",
                "2088 down FPA 1461+540 ack 1", "2088 h0 connected", "4588 h1 accepted",
                "4588 h1 got 1460", "5168 h1 got 540", "5168 h1 finished",
                "5168 up A 1+0 ack 2002");
}
END_TEST

START_TEST(a_second_listener_is_refused_its_port)
{
    ck_assert_ptr_null(net_tcp_listen(h1.host, PORT, TRAFFIC_PFS, side_accepted, &h1));
    net_tcp_abort(h1.host, listener);
    listener = net_tcp_listen(h1.host, PORT, TRAFFIC_PFS, side_accepted, &h1);
    ck_assert_ptr_nonnull(listener);
}
END_TEST

START_TEST(a_port_without_a_listener_refuses)
{
    net_tcp_abort(h1.host, listener);
    tcp_connects();
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up RA 0+0 ack 1", "2084 h0 ended refused");
}
END_TEST

/* 1 s, doubled six times but never more than 60 s. */
START_TEST(an_address_that_nobody_has_does_not_answer)
{
    h0.tcp = net_tcp_connect(h0.host, (struct net_endpoint){SITE_1 + 77, PORT}, TRAFFIC_PFS,
                             &side_events, &h0);
    RUN_AND_SEE(&net, "123000000 h0 ended timed out");
}
END_TEST

static void plug_out_h1(void)
{
    net_set_plugged(h1.host, false);
}

START_TEST(a_syn_is_sent_seven_times)
{
    plug_out_h1();
    tcp_connects();
    RUN_AND_SEE(&net, "0 down S 0+0", "1000000 down S 0+0", "3000000 down S 0+0",
                "7000000 down S 0+0", "15000000 down S 0+0", "31000000 down S 0+0",
                "63000000 down S 0+0", "123000000 h0 ended timed out");
}
END_TEST

static void abort_h0(void)
{
    net_tcp_abort(h0.host, h0.tcp);
}

START_TEST(an_abort_resets_the_peer)
{
    tcp_connected();
    at(10 * MILLISECONDS, abort_h0);
    RUN_AND_SEE(&net, "10000 down RA 1+0 ack 1", "11040 h1 ended reset");
}
END_TEST

START_TEST(an_aborted_attempt_is_reset_when_it_is_answered)
{
    tcp_connects();
    abort_h0();
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1", "2088 down R 1+0");
}
END_TEST

/* It comes before bytes that the peer has not had: the peer asks, and is reset by the answer. */
START_TEST(a_reset_that_is_not_next_is_asked_about)
{
    tcp_connected();
    seen[0].mask = 1;
    at(10 * MILLISECONDS, h0_sends_2000);
    at(10 * MILLISECONDS, abort_h0);
    RUN_AND_SEE(&net, "10000 down A 1+1460 ack 1 lost", "10000 down PA 1461+540 ack 1",
                "10000 down RA 2001+0 ack 1", "13080 up A 1+0 ack 1", "13120 up A 1+0 ack 1",
                "14120 down R 1+0", "14160 down R 1+0", "15160 h1 ended reset");
}
END_TEST

/* The phone that was unplugged has begun anew, and knows nothing. */
START_TEST(a_half_open_peer_resets)
{
    tcp_connected();
    net_set_plugged(h0.host, false);
    abort_h0();
    native_engine.run(net.net, SECONDS, UINT64_MAX);
    net_set_plugged(h0.host, true);
    h1_sends_100();
    RUN_AND_SEE(&net, "1000000 up PA 1+100 ack 1", "1001140 down R 1+0", "1002180 h1 ended reset");
}
END_TEST

START_TEST(a_listener_that_is_gone_does_not_accept)
{
    tcp_connects();
    native_engine.run(net.net, 2 * MILLISECONDS, UINT64_MAX);
    net_tcp_abort(h1.host, listener);
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1", "2088 down A 1+0 ack 1",
                "2088 h0 connected", "3128 up RA 1+0 ack 1", "4168 h0 ended reset");
}
END_TEST

/* A server that was switched off and on has forgotten whose SYN it has answered. */
START_TEST(another_listener_does_not_accept_either)
{
    tcp_connects();
    native_engine.run(net.net, 2 * MILLISECONDS, UINT64_MAX);
    net_tcp_abort(h1.host, listener);
    tcp_listens();
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1", "2088 down A 1+0 ack 1",
                "2088 h0 connected", "3128 up RA 1+0 ack 1", "4168 h0 ended reset");
}
END_TEST

/* --- segments that belong to nothing --------------------------------------------------------- */

static void stray(uint8_t flags, uint32_t sequence, uint32_t acknowledgement)
{
    struct native *n = (struct native *)net.net;
    struct tcp_queue none;
    tcp_queue_init(&none);
    const struct tcp_header h = {.from = {SITE_1 + 1, 1000},
                                 .to = {SITE_1 + 2, PORT},
                                 .sequence = sequence,
                                 .acknowledgement = acknowledgement,
                                 .flags = flags};
    tcp_transmit(&n->hosts[0], &n->hosts[1], tcp_queue_packet(&none, &n->packets, 0, 0, 0), &h);
}

START_TEST(a_stray_segment_is_reset)
{
    stray(TCP_ACK, 100, 200);
    RUN_AND_SEE(&net, "0 down A 100+0 ack 200", "1040 up R 200+0");
    stray(TCP_FIN, 100, 0);
    RUN_AND_SEE(&net, "2080 down F 100+0", "3120 up RA 0+0 ack 101");
    stray(TCP_RST, 100, 0);
    RUN_AND_SEE(&net, "4160 down R 100+0");
    stray(TCP_SYN | TCP_ACK, 100, 200);
    RUN_AND_SEE(&net, "5200 down SA 0+0 ack 200", "6244 up R 200+0");
}
END_TEST

START_TEST(a_time_wait_ends_after_a_minute)
{
    tcp_connected();
    h1.closes = true;
    close_h0();
    native_engine.run(net.net, 30 * MILLISECONDS, UINT64_MAX);
    const struct native_tcp *t = ((struct native *)net.net)->tcp;
    ck_assert_uint_eq(t->count, 1);
    net.watched = NULL;
    native_engine.run(net.net, 12080 * MICROSECONDS + MINUTES - 1, UINT64_MAX);
    tcp_connects();
    ck_assert_uint_eq(t->count, 2);
    abort_h0();
    native_engine.run(net.net, 12080 * MICROSECONDS + MINUTES, UINT64_MAX);
    tcp_connects();
    ck_assert_uint_eq(t->count, 1);
}
END_TEST

/* The FIN that came again, at 1012080 us, begins it anew. */
START_TEST(a_time_wait_is_prolonged)
{
    tcp_connected();
    net.watched = NULL;
    h1.closes = true;
    seen[0].mask = 2;
    close_h0();
    native_engine.run(net.net, 1012080 * MICROSECONDS + MINUTES - 1, UINT64_MAX);
    tcp_connects();
    const struct native_tcp *t = ((struct native *)net.net)->tcp;
    ck_assert_uint_eq(t->count, 2);
}
END_TEST

static void set_initial(uint32_t initial)
{
    const struct net_endpoint local = {SITE_1 + 1, 49152}, remote = {SITE_1 + 2, PORT};
    uint64_t seed = 1;
    while (tcp_initial_sequence(seed, local, remote, 0) - initial > 100000)
        seed++;
    tcp_network(plain_line(DELAY), seed);
}

/* The 400,000 bytes pass 2^32, with two segments lost on the way. */
START_TEST(sequence_numbers_wrap)
{
    tcp_teardown();
    set_initial(UINT32_MAX - 150000);
    tcp_listens();
    net.watched = NULL;
    h0.quiet = h1.quiet = h1.closes = true;
    seen[0].mask = UINT64_C(1) << 20 | UINT64_C(1) << 50;
    tcp_connects();
    sends(&h0, 0, 400000);
    close_h0();
    network_run(&net);
    ck_assert_uint_gt(seen[0].initial, UINT32_MAX - 150001);
    ck_assert_uint_eq(h1.received, 400000);
    ck_assert_uint_eq(h1.wrong, 0);
    ck_assert_int_eq(h0.ended, 1);
}
END_TEST

START_TEST(places_are_the_nearest)
{
    ck_assert_int_eq(tcp_place(5, UINT32_MAX, 1), 6);
    ck_assert_int_eq(tcp_place(UINT32_MAX, UINT32_MAX, 1), 0);
    ck_assert_int_eq(tcp_place(UINT32_MAX - 1, UINT32_MAX, 1), -1);
    const int64_t far = INT64_C(7) << 32;
    ck_assert_int_eq(tcp_place(90, 100, far), far - 10);
    ck_assert_int_eq(tcp_place(110, 100, far), far + 10);
}
END_TEST

START_TEST(a_listener_costs_little)
{
    ck_assert_uint_le(sizeof(struct tcp_listener), 64);
    ck_assert_uint_le(sizeof(struct tcp_connection), 512);
}
END_TEST

/* What a network leaves behind when it is freed in the middle. */
START_TEST(a_network_may_be_freed_at_any_time)
{
    net.watched = NULL;
    tcp_connects();
    sends(&h0, 0, 100000);
    seen[0].mask = 1 << 4;
    native_engine.run(net.net, (sim_time)(_i + 1) * 3 * MILLISECONDS, UINT64_MAX);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, tcp_setup, tcp_teardown);
    tcase_add_test(t, a_handshake_has_three_segments);
    tcase_add_test(t, a_close_has_four_segments);
    tcase_add_test(t, a_peer_that_closes_at_once_answers_with_its_fin);
    tcase_add_test(t, both_may_close_at_once);
    tcase_add_test(t, bytes_go_both_ways);
    tcase_add_test(t, the_lower_mss_of_both_counts);
    tcase_add_test(t, after_one_side_closes_the_other_goes_on);
    tcase_add_test(t, bytes_wait_for_the_handshake);
    tcase_add_test(t, a_second_listener_is_refused_its_port);
    tcase_add_test(t, a_port_without_a_listener_refuses);
    tcase_add_test(t, an_address_that_nobody_has_does_not_answer);
    tcase_add_test(t, a_syn_is_sent_seven_times);
    tcase_add_test(t, an_abort_resets_the_peer);
    tcase_add_test(t, an_aborted_attempt_is_reset_when_it_is_answered);
    tcase_add_test(t, a_reset_that_is_not_next_is_asked_about);
    tcase_add_test(t, a_half_open_peer_resets);
    tcase_add_test(t, a_listener_that_is_gone_does_not_accept);
    tcase_add_test(t, another_listener_does_not_accept_either);
    tcase_add_test(t, a_stray_segment_is_reset);
    tcase_add_test(t, a_time_wait_ends_after_a_minute);
    tcase_add_test(t, a_time_wait_is_prolonged);
    tcase_add_test(t, sequence_numbers_wrap);
    tcase_add_test(t, places_are_the_nearest);
    tcase_add_test(t, a_listener_costs_little);
    tcase_add_loop_test(t, a_network_may_be_freed_at_any_time, 0, 20);
}

int main(void)
{
    return run_tests("tcp", add);
}
