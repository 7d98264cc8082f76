/* What TCP does about segments that do not arrive, or arrive late, or twice. */
#include "tests/sim/native/tcp_network.h"

#include "sim/native/tcp.h"

enum { MSS = NET_TCP_MSS, DOWN = 0, UP = 1 };

START_TEST(a_lost_syn_is_sent_again)
{
    seen[DOWN].mask = 1;
    tcp_connects();
    RUN_AND_SEE(&net, "0 down S 0+0 lost", "1000000 down S 0+0", "1001044 up SA 0+0 ack 1",
                "1002088 down A 1+0 ack 1", "1002088 h0 connected", "1003128 h1 accepted");
}
END_TEST

/* The SYN that comes again is answered again, and that answer only: its own time-out, at the same
 * microsecond, is then put off. */
START_TEST(a_lost_answer_to_a_syn_is_sent_again)
{
    seen[UP].mask = 1;
    tcp_connects();
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1 lost", "1000000 down S 0+0",
                "1001044 up SA 0+0 ack 1", "1002088 down A 1+0 ack 1", "1002088 h0 connected",
                "1003128 h1 accepted");
}
END_TEST

START_TEST(a_lost_ack_of_the_handshake_is_asked_for)
{
    seen[DOWN].mask = 2;
    tcp_connects();
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1", "2088 down A 1+0 ack 1 lost",
                "2088 h0 connected", "1001044 up SA 0+0 ack 1", "1002088 down A 1+0 ack 1",
                "1003128 h1 accepted");
}
END_TEST

/* RFC 5681: one segment. RFC 6298: 3 s. */
START_TEST(after_a_lost_syn_data_begins_with_one_segment)
{
    seen[DOWN].mask = 1 | 4;
    tcp_connects();
    sends(&h0, 0, 3000);
    RUN_UNTIL_AND_SEE(4100 * MILLISECONDS, "0 down S 0+0 lost", "1000000 down S 0+0",
                      "1001044 up SA 0+0 ack 1", "1002088 down A 1+1460 ack 1 lost",
                      "1002088 h0 connected", "2001044 up SA 0+0 ack 1",
                      "2002088 down A 1461+0 ack 1", "2003128 h1 accepted",
                      "4002088 down A 1+1460 ack 1", "4004588 h1 got 1460");
}
END_TEST

static void h1_sends(void)
{
    sends(&h1, 0, 3000);
}

/* The same of the side that listens: its answer was lost, which only the SYN that came again has
 * told. */
START_TEST(after_a_lost_answer_to_a_syn_data_begins_with_one_segment)
{
    seen[UP].mask = 1 | 4;
    tcp_connects();
    at(1010 * MILLISECONDS, h1_sends);
    RUN_UNTIL_AND_SEE(4013 * MILLISECONDS, "0 down S 0+0", "1044 up SA 0+0 ack 1 lost",
                      "1000000 down S 0+0", "1001044 up SA 0+0 ack 1", "1002088 down A 1+0 ack 1",
                      "1002088 h0 connected", "1003128 h1 accepted",
                      "1010000 up A 1+1460 ack 1 lost", "4010000 up A 1+1460 ack 1",
                      "4012500 h0 got 1460");
}
END_TEST

static void close_h0(void)
{
    net_tcp_close(h0.host, h0.tcp);
}

START_TEST(a_lost_fin_is_sent_again)
{
    tcp_connected();
    seen[DOWN].mask = 1;
    h1.closes = true;
    close_h0();
    RUN_AND_SEE(&net, "10000 down FA 1+0 ack 1 lost", "1010000 down FA 1+0 ack 1",
                "1011040 h1 finished", "1011040 up FA 1+0 ack 2", "1012080 h0 finished",
                "1012080 h0 ended closed", "1012080 down A 2+0 ack 2", "1013120 h1 ended closed");
}
END_TEST

START_TEST(a_lost_last_ack_is_sent_again)
{
    tcp_connected();
    seen[DOWN].mask = 2;
    h1.closes = true;
    close_h0();
    RUN_AND_SEE(&net, "10000 down FA 1+0 ack 1", "11040 h1 finished", "11040 up FA 1+0 ack 2",
                "12080 h0 finished", "12080 h0 ended closed", "12080 down A 2+0 ack 2 lost",
                "1011040 up FA 1+0 ack 2", "1012080 down A 2+0 ack 2", "1013120 h1 ended closed");
}
END_TEST

/* The handshake took 2 * 400 ms and 88 us: R. RTO = R + 4 * R / 2 = 2400.264 ms, then twice that,
 * and so on up to 60 s; after the twelfth retransmission it is over. */
START_TEST(the_time_out_is_that_of_rfc_6298)
{
    tcp_teardown();
    tcp_network(plain_line(400000), 1);
    tcp_listens();
    tcp_connects();
    native_engine.run(net.net, 2 * SECONDS, UINT64_MAX);
    net.seen_length = 0;
    net_set_plugged(h1.host, false);
    sends(&h0, 0, 100);
    RUN_AND_SEE(&net, "2000000 down PA 1+100 ack 1", "4400264 down PA 1+100 ack 1",
                "9200792 down PA 1+100 ack 1", "18801848 down PA 1+100 ack 1",
                "38003960 down PA 1+100 ack 1", "76408184 down PA 1+100 ack 1",
                "136408184 down PA 1+100 ack 1", "196408184 down PA 1+100 ack 1",
                "256408184 down PA 1+100 ack 1", "316408184 down PA 1+100 ack 1",
                "376408184 down PA 1+100 ack 1", "436408184 down PA 1+100 ack 1",
                "496408184 down PA 1+100 ack 1", "556408184 h0 ended timed out");
}
END_TEST

/* The first of ten. Two of the first window arrive, and each lets a new one go; the third duplicate
 * ACK is for the first of these. */
START_TEST(three_duplicate_acks_bring_a_segment_again)
{
    tcp_connected();
    seen[DOWN].mask = 1;
    h0.quiet = h1.quiet = true;
    sends(&h0, 0, 5 * MSS);
    RUN_AND_SEE(&net, "10000 down A 1+1460 ack 1 lost", "10000 down A 1461+1460 ack 1",
                "10000 down A 2921+1460 ack 1", "14000 up A 1+0 ack 1",
                "15040 down A 4381+1460 ack 1", "15500 up A 1+0 ack 1",
                "16540 down PA 5841+1460 ack 1", "17540 up A 1+0 ack 1",
                "18580 down A 1+1460 ack 1", "19040 up A 1+0 ack 1", "21080 up A 1+0 ack 7301");
    ck_assert_uint_eq(h1.received, 5 * MSS);
    ck_assert_uint_eq(h1.wrong, 0);
}
END_TEST

/* Transfers, by h0; returns when h1 had the last byte. */
static sim_time transfer(uint64_t bytes)
{
    net.watched = NULL;
    h0.quiet = h1.quiet = h1.closes = true;
    tcp_connects();
    sends(&h0, 0, bytes);
    close_h0();
    network_run(&net);
    ck_assert_uint_eq(h1.received, bytes);
    ck_assert_uint_eq(h1.wrong, 0);
    ck_assert_int_eq(h0.ended + h1.ended, 2);
    return h1.received_at;
}

/* Of 60 segments, those of the mask once: each is sent again once, without a time-out. */
START_TEST(losses_in_a_window_are_found_one_after_the_other)
{
    static const uint64_t masks[] = {0x100, 0x300, 0x500, 0x8400, 0x7000, 0x1400};
    seen[DOWN].mask = masks[_i];
    const sim_time time = transfer(60 * MSS);
    ck_assert_uint_eq(seen[DOWN].data, 60 + (uint32_t)__builtin_popcountll(masks[_i]));
    ck_assert_int_lt(time, SECONDS);
}
END_TEST

/* One loss is found a round trip of 181 ms, and only the first partial ACK starts the timer of 1 s
 * again: of twelve losses, the last are sent again with all that came behind them. */
START_TEST(many_losses_in_a_window_need_the_time_out)
{
    tcp_teardown();
    tcp_network(plain_line(90000), 1);
    tcp_listens();
    seen[DOWN].mask = UINT64_C(0xfff) << 30;
    ck_assert_int_gt(transfer(100 * MSS), 2 * SECONDS);
    ck_assert_uint_gt(seen[DOWN].data, 100 + 12);
}
END_TEST

static uint32_t free_packets(void)
{
    uint32_t count = 0;
    for (const struct packet *p = ((struct native *)net.net)->packets.small; p; p = p->next)
        count++;
    return count;
}

/* What came early was held: of the packets none is missing after a second transfer. */
START_TEST(held_packets_go_back_to_their_pool)
{
    seen[DOWN].mask = 0x300;
    transfer(60 * MSS);
    const uint32_t before = free_packets();
    h1.received = h1.ended = h0.ended = 0;
    seen[DOWN].packets = 0;
    transfer(60 * MSS);
    ck_assert_uint_eq(free_packets(), before);
}
END_TEST

/* An acknowledgement lets all twelve retransmissions begin anew. */
START_TEST(retransmissions_are_counted_since_the_last_acknowledgement)
{
    tcp_connected();
    h1.quiet = true;
    net_set_plugged(h1.host, false);
    sends(&h0, 0, 100);
    native_engine.run(net.net, 20 * SECONDS, UINT64_MAX);
    net_set_plugged(h1.host, true);
    native_engine.run(net.net, 60 * SECONDS, UINT64_MAX);
    ck_assert_uint_eq(h1.received, 100);
    net_set_plugged(h1.host, false);
    seen[DOWN].data = 0;
    sends(&h0, 100, 100);
    network_run(&net);
    ck_assert_uint_eq(seen[DOWN].data, 13);
}
END_TEST

/* Packet 20 is the one that brings the bytes of packet 10 again. */
START_TEST(a_lost_retransmission_needs_the_time_out)
{
    seen[DOWN].mask = 1 << 10 | 1 << 20;
    const sim_time time = transfer(60 * MSS);
    ck_assert_int_gt(time, SECONDS);
    ck_assert_int_lt(time, 2 * SECONDS);
}
END_TEST

START_TEST(a_lost_acknowledgement_is_made_up_for_by_the_next)
{
    seen[UP].mask = 0x2a94; /* numbers 2, 4, 7, 9, 11, 13 */
    transfer(60 * MSS);
    ck_assert_uint_eq(seen[DOWN].data, 60);
}
END_TEST

/* A tenth of them are overtaken by one or two: too few to be taken for lost. */
START_TEST(reordering_is_no_loss)
{
    tcp_teardown();
    struct link_direction line = plain_line(DELAY);
    line.faults = (struct link_faults){.reorder = 100000000, .reorder_delay = 2 * MILLISECONDS};
    tcp_network(line, 1);
    tcp_listens();
    transfer(500 * MSS);
    ck_assert_uint_eq(seen[DOWN].data, 500);
}
END_TEST

START_TEST(duplicates_are_dropped)
{
    tcp_teardown();
    struct link_direction line = plain_line(DELAY);
    line.faults = (struct link_faults){.duplicate = LINK_BILLION};
    tcp_network(line, 1);
    tcp_listens();
    transfer(500 * MSS);
}
END_TEST

/* Every segment with data comes with one byte changed, and without a complaint. */
START_TEST(corruption_reaches_the_user)
{
    tcp_teardown();
    struct link_direction line = plain_line(DELAY);
    line.faults = (struct link_faults){.corrupt = LINK_BILLION};
    tcp_network(line, 1);
    tcp_listens();
    net.watched = NULL;
    h0.quiet = h1.quiet = h1.closes = true;
    tcp_connects();
    net_tcp_send(h0.host, h0.tcp, content, 20, content + 20, 100 * MSS - 20);
    close_h0();
    network_run(&net);
    ck_assert_uint_eq(h1.received, 100 * MSS);
    ck_assert_uint_eq(h1.wrong, 100);
    ck_assert_int_eq(h0.ended + h1.ended, 2);
}
END_TEST

/* --- delayed acknowledgements ---------------------------------------------------------------- */

START_TEST(a_second_full_segment_is_acknowledged_at_once)
{
    tcp_connected();
    h1.quiet = true;
    sends(&h0, 0, 3 * MSS);
    RUN_AND_SEE(&net, "10000 down A 1+1460 ack 1", "10000 down A 1461+1460 ack 1",
                "10000 down PA 2921+1460 ack 1", "14000 up A 1+0 ack 2921",
                "215500 up A 1+0 ack 4381");
}
END_TEST

static void send_100(void)
{
    sends(&h0, h0.tcp ? 100 : 0, 100);
}

/* 200 ms from the first that waits. */
START_TEST(small_segments_share_an_acknowledgement)
{
    tcp_connected();
    h1.quiet = true;
    at(10 * MILLISECONDS, send_100);
    at(110 * MILLISECONDS, send_100);
    RUN_AND_SEE(&net, "10000 down PA 1+100 ack 1", "110000 down PA 101+100 ack 1",
                "211140 up A 1+0 ack 201");
}
END_TEST

/* The one that fills a gap, too. */
START_TEST(what_is_out_of_order_is_acknowledged_at_once)
{
    tcp_connected();
    seen[DOWN].mask = 1;
    h1.quiet = true;
    sends(&h0, 0, MSS + 100);
    RUN_AND_SEE(&net, "10000 down A 1+1460 ack 1 lost", "10000 down PA 1461+100 ack 1",
                "12640 up A 1+0 ack 1", "1010000 down A 1+1460 ack 1", "1012500 up A 1+0 ack 1561");
}
END_TEST

/* --- growth ---------------------------------------------------------------------------------- */

static uint32_t segments_until(sim_time time)
{
    const uint32_t before = seen[DOWN].data;
    native_engine.run(net.net, time, UINT64_MAX);
    return seen[DOWN].data - before;
}

/* Round trips of 180 ms. Each ACK is for two segments, and lets three go; one that was left over
 * is acknowledged with the first of the next round, if there is one within 200 ms. */
START_TEST(slow_start_grows_by_half_a_round)
{
    tcp_teardown();
    tcp_network(plain_line(90000), 1);
    tcp_listens();
    net.watched = NULL;
    h0.quiet = h1.quiet = true;
    tcp_connects();
    native_engine.run(net.net, 300 * MILLISECONDS, UINT64_MAX);
    sends(&h0, 0, 1000 * MSS);
    ck_assert_uint_eq(seen[DOWN].data, 3);
    /* The first ACK, of two segments, is back at 300 + 2 * 1.5 + 90 + 0.04 + 90 = 483.04 ms. From
     * then on the first ACK of a round is for the round's first segment, too: 181.54 ms later. */
    static const uint32_t wanted[] = {3, 6, 9, 12, 18};
    segments_until(483 * MILLISECONDS);
    for (int i = 0; i < 5; i++)
        ck_assert_uint_eq(segments_until((483 + 181 * (i + 1)) * MILLISECONDS), wanted[i]);
}
END_TEST

/* Nothing was sent for longer than the time-out: three segments again. */
START_TEST(after_a_pause_slow_start_begins_again)
{
    net.watched = NULL;
    h0.quiet = h1.quiet = true;
    tcp_connects();
    sends(&h0, 0, 100 * MSS);
    native_engine.run(net.net, 900 * MILLISECONDS, UINT64_MAX);
    ck_assert_uint_eq(h1.received, 100 * MSS);
    const uint32_t before = seen[DOWN].data;
    sends(&h0, 0, 100 * MSS);
    ck_assert_uint_gt(seen[DOWN].data - before, 30);
    native_engine.run(net.net, 5 * SECONDS, UINT64_MAX);
    const uint32_t then = seen[DOWN].data;
    sends(&h0, 0, 100 * MSS);
    ck_assert_uint_eq(seen[DOWN].data - then, 3);
}
END_TEST

/* h1's connection gets `length` bytes of the peer's stream, from `place` on. */
static void arrives(int64_t place, uint32_t length)
{
    struct tcp_connection *c = (struct tcp_connection *)h1.tcp;
    struct packet_pool *packets = &tcp_native(c)->packets;
    struct packet *p = packet_new(packets, length);
    memcpy(p->header, content + place - 1, length);
    p->info = (struct packet_info){.tcp_sequence = c->receive.initial + (uint32_t)place,
                                   .tcp_flags = TCP_ACK,
                                   .header = p->header,
                                   .header_length = length};
    tcp_take(c, p, place);
    packet_release(packets, p);
}

/* The place behind the gap comes again, with more bytes, as from a peer that has put segments
 * together: all of them count. A shorter one does not take the longer one's place. */
START_TEST(the_longer_of_two_early_segments_is_kept)
{
    tcp_connected();
    h1.quiet = true;
    arrives(101, 50);
    arrives(101, 200);
    arrives(101, 10);
    arrives(101, 200);
    ck_assert_uint_eq(h1.received, 0);
    arrives(1, 100);
    ck_assert_uint_eq(h1.received, 300);
    ck_assert_uint_eq(h1.wrong, 0);
}
END_TEST

/* 20 segments open the window to more than 10. A pause of just the time-out, which is a second, is
 * none; one that is a nanosecond longer is: three segments may go. */
START_TEST(a_pause_is_longer_than_the_time_out)
{
    tcp_connected();
    h0.quiet = h1.quiet = true;
    net.watched = NULL;
    sends(&h0, 0, 20 * MSS);
    native_engine.run(net.net, 500 * MILLISECONDS, UINT64_MAX);
    const struct tcp_connection *c = (struct tcp_connection *)h0.tcp;
    ck_assert_int_eq(c->send.round_trip.timeout, 1 * SECONDS);
    native_engine.run(net.net, c->send.last + 1 * SECONDS + _i, UINT64_MAX);
    net.net->events->now = c->send.last + 1 * SECONDS + _i;
    const uint32_t before = seen[DOWN].data;
    sends(&h0, 20 * MSS, 10 * MSS);
    ck_assert_uint_eq(seen[DOWN].data - before, _i ? 3 : 10);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, tcp_setup, tcp_teardown);
    tcase_add_test(t, a_lost_syn_is_sent_again);
    tcase_add_test(t, a_lost_answer_to_a_syn_is_sent_again);
    tcase_add_test(t, a_lost_ack_of_the_handshake_is_asked_for);
    tcase_add_test(t, after_a_lost_syn_data_begins_with_one_segment);
    tcase_add_test(t, after_a_lost_answer_to_a_syn_data_begins_with_one_segment);
    tcase_add_test(t, a_lost_fin_is_sent_again);
    tcase_add_test(t, a_lost_last_ack_is_sent_again);
    tcase_add_test(t, the_time_out_is_that_of_rfc_6298);
    tcase_add_test(t, three_duplicate_acks_bring_a_segment_again);
    tcase_add_loop_test(t, losses_in_a_window_are_found_one_after_the_other, 0, 6);
    tcase_add_test(t, many_losses_in_a_window_need_the_time_out);
    tcase_add_test(t, held_packets_go_back_to_their_pool);
    tcase_add_test(t, retransmissions_are_counted_since_the_last_acknowledgement);
    tcase_add_test(t, a_lost_retransmission_needs_the_time_out);
    tcase_add_test(t, a_lost_acknowledgement_is_made_up_for_by_the_next);
    tcase_add_test(t, reordering_is_no_loss);
    tcase_add_test(t, duplicates_are_dropped);
    tcase_add_test(t, corruption_reaches_the_user);
    tcase_add_test(t, a_second_full_segment_is_acknowledged_at_once);
    tcase_add_test(t, small_segments_share_an_acknowledgement);
    tcase_add_test(t, what_is_out_of_order_is_acknowledged_at_once);
    tcase_add_test(t, slow_start_grows_by_half_a_round);
    tcase_add_test(t, after_a_pause_slow_start_begins_again);
    tcase_add_test(t, the_longer_of_two_early_segments_is_kept);
    tcase_add_loop_test(t, a_pause_is_longer_than_the_time_out, 0, 2);
}

int main(void)
{
    return run_tests("tcp loss", add);
}
