/* Window scaling, timestamps and selective acknowledgements between two hosts, as segments. */
#include "tests/sim/native/tcp_network.h"

#include "sim/native/tcp.h"

enum { MSS = NET_TCP_MSS, DOWN = 0, UP = 1 };

static void start(struct net_tcp_settings tcp, int64_t delay)
{
    tcp_network(plain_line(delay), 1);
    native_engine.free(net.net);
    net.options.tcp = tcp;
    net.options.observers = (struct observer_list){0};
    network_build(&net);
    h0.host = native_engine.host(net.net, 0);
    h1.host = native_engine.host(net.net, 1);
    tcp_listens();
}

/* --- what SYNs say --------------------------------------------------------------------------- */

/* 262,144 bytes are 32,768 times 8, and more than 65,535 times 4. The SYN's options are 4 bytes of
 * MSS and 16 more, so that it arrives at 1060; every other segment has 12 bytes of options. A SYN's
 * window is not scaled. */
START_TEST(syns_offer_what_is_set)
{
    start((struct net_tcp_settings){.window = 262144, .sack = true, .timestamps = true}, 1000);
    tcp_connects();
    native_engine.run(net.net, 2 * MILLISECONDS, UINT64_MAX);
    ck_assert_uint_eq(seen[DOWN].window, 65535);
    sends(&h0, 0, 100);
    RUN_AND_SEE(&net, "0 down S 0+0 scale 3 sack ok stamp 0 echo 0",
                "1060 up SA 0+0 ack 1 scale 3 sack ok stamp 1 echo 0",
                "2120 down PA 1+100 ack 1 stamp 2 echo 1", "2120 h0 connected", "3272 h1 accepted",
                "3272 h1 got 100", "203272 up A 1+0 ack 101 stamp 203 echo 2");
    ck_assert_uint_eq(seen[DOWN].window, 32768);
    ck_assert_uint_eq(seen[UP].window, 32768);
}
END_TEST

START_TEST(without_settings_they_offer_nothing)
{
    start((struct net_tcp_settings){0}, 1000);
    tcp_connects();
    RUN_AND_SEE(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1", "2088 down A 1+0 ack 1",
                "2088 h0 connected", "3128 h1 accepted");
    ck_assert_uint_eq(seen[DOWN].window, 65535);
}
END_TEST

/* A SYN that offers nothing is answered with nothing, whatever is set, and the window is what can
 * be said without scaling. */
START_TEST(what_the_peer_does_not_offer_is_left_out)
{
    start((struct net_tcp_settings){.window = 262144, .sack = true, .timestamps = true}, 1000);
    struct native *n = (struct native *)net.net;
    struct tcp_queue none;
    tcp_queue_init(&none);
    const struct tcp_header h = {
        .from = {SITE_1 + 1, 1000}, .to = {SITE_1 + 2, PORT}, .flags = TCP_SYN, .window = 1000};
    tcp_transmit(&n->hosts[0], &n->hosts[1], tcp_queue_packet(&none, &n->packets, 0, 0, 0), &h);
    native_engine.run(net.net, 2 * MILLISECONDS, UINT64_MAX);
    EXPECT_SEEN(&net, "0 down S 0+0", "1044 up SA 0+0 ack 1");
    ck_assert_uint_eq(seen[UP].window, 65535);
}
END_TEST

/* --- windows --------------------------------------------------------------------------------- */

/* Until 1,000,000 bytes have come, a second each way: what a window allows comes in two seconds. */
static sim_time time_of_window(uint32_t window)
{
    start((struct net_tcp_settings){.window = window}, 1000000);
    net.watched = NULL;
    h0.quiet = h1.quiet = true;
    tcp_connects();
    sends(&h0, 0, 1000000);
    network_run(&net);
    ck_assert_uint_eq(h1.received, 1000000);
    const sim_time took = h1.received_at;
    tcp_teardown();
    return took;
}

/* The handshake is one round trip of 2 s, the last bytes half of one. Of windows of 10 segments,
 * 14,600 bytes, the first 3 rounds are slow start, with 3, 5 and 8 or so; then 67 of them make the
 * rest. With 100 segments, 146,000 bytes, slow start takes nine, and five follow. */
START_TEST(a_window_goes_once_a_round_trip)
{
    const sim_time small = time_of_window(14600), large = time_of_window(146000);
    ck_assert_int_ge(small, (2 + 67 * 2) * SECONDS);
    ck_assert_int_le(small, (2 + 72 * 2) * SECONDS);
    ck_assert_int_ge(large, (2 + 12 * 2) * SECONDS);
    ck_assert_int_le(large, (2 + 16 * 2) * SECONDS);
    start((struct net_tcp_settings){0}, 1000);
}
END_TEST

/* --- what held it back ------------------------------------------------------------------------ */

static struct connection_info last_info;
static int infos;

static void connection_ended(void *user, const struct connection_info *info)
{
    (void)user;
    last_info = *info;
    infos++;
}

static void transfer(struct net_tcp_settings tcp, int64_t delay, uint64_t bytes)
{
    infos = 0;
    start(tcp, delay);
    net.observer.connection_ended = connection_ended;
    native_engine.free(net.net);
    net.options.observers = (struct observer_list){0};
    network_build(&net);
    h0.host = native_engine.host(net.net, 0);
    h1.host = native_engine.host(net.net, 1);
    tcp_listens();
    net.watched = NULL;
    h0.quiet = h1.quiet = h1.closes = true;
    tcp_connects();
    sends(&h0, 0, bytes);
    net_tcp_close(h0.host, h0.tcp);
    network_run(&net);
    ck_assert_uint_eq(h1.received, bytes);
}

/* 29,200 bytes a round trip of 200 ms; a window takes 30 ms on the line. 1,000,000 bytes are 34
 * rounds: of these the first five are slow start, and in the last there is nothing more to send.
 * The other side has sent nothing. */
START_TEST(what_a_window_holds_back_is_told)
{
    transfer((struct net_tcp_settings){.window = 29200}, 100000, 1000000);
    ck_assert_int_eq(infos, 1);
    ck_assert_uint_eq(last_info.bytes, 1000000);
    ck_assert_int_ge(last_info.sending, 34 * 200 * MILLISECONDS);
    ck_assert_int_le(last_info.sending, 40 * 200 * MILLISECONDS);
    ck_assert_int_ge(last_info.held, 28 * 200 * MILLISECONDS);
    ck_assert_int_lt(last_info.held, last_info.sending - 4 * 200 * MILLISECONDS);
}
END_TEST

/* A window takes 65 ms on a line of 2 ms: it always waits on the line. */
START_TEST(on_a_full_line_it_is_not_the_window)
{
    transfer((struct net_tcp_settings){0}, 1000, 1000000);
    ck_assert_int_eq(infos, 1);
    ck_assert_int_lt(last_info.held, 10 * MILLISECONDS);
}
END_TEST

/* Of a large window the congestion window is the limit, and the line. */
START_TEST(a_large_window_does_not_hold_it_back)
{
    transfer((struct net_tcp_settings){.window = 900000, .sack = true}, 100000, 1000000);
    ck_assert_int_eq(last_info.held, 0);
}
END_TEST

START_TEST(who_has_not_sent_a_window_is_not_told_of)
{
    transfer((struct net_tcp_settings){0}, 1000, 60000);
    ck_assert_int_eq(infos, 0);
}
END_TEST

/* Twice 100,000. */
START_TEST(the_send_buffer_is_twice_the_window)
{
    start((struct net_tcp_settings){.window = 100000}, 1000);
    tcp_connects();
    ck_assert(net_tcp_send(h0.host, h0.tcp, NULL, 0, content, 199999));
    ck_assert(!net_tcp_send(h0.host, h0.tcp, NULL, 0, content, 1));
    ck_assert(net_tcp_is_writable(net.net, 133332));
    ck_assert(!net_tcp_is_writable(net.net, 133333));
}
END_TEST

/* --- timestamps ------------------------------------------------------------------------------ */

/* A full segment has 1,448 bytes, and 1,500 on the line. */
START_TEST(timestamps_take_bytes_of_the_segment)
{
    start((struct net_tcp_settings){.timestamps = true}, 1000);
    h0.quiet = h1.quiet = true;
    tcp_connects();
    sends(&h0, 0, 3000);
    RUN_AND_SEE(
        &net, "0 down S 0+0 stamp 0 echo 0", "1056 up SA 0+0 ack 1 stamp 1 echo 0",
        "2112 down A 1+1448 ack 1 stamp 2 echo 1", "2112 down A 1449+1448 ack 1 stamp 2 echo 1",
        "2112 down PA 2897+104 ack 1 stamp 2 echo 1", "6112 up A 1+0 ack 2897 stamp 6 echo 2",
        "206268 up A 1+0 ack 3001 stamp 206 echo 2");
}
END_TEST

/* 800 ms there and back, R: RTO = R + 4 * R / 2 = 2.4 s, and 4.8 s when the time-out has come. By
 * its stamp the ACK of what was sent again, which is delayed, is a sample of 1 s (RFC 7323, 4),
 * where Karn's rule keeps the 4.8 s. RTTVAR = 3/4 of 400 and 1/4 of 200 = 350, SRTT = 7/8 of 800
 * and 1/8 of 1000 = 825: 2.225 s. */
static sim_time time_out_after_a_loss(bool timestamps)
{
    start((struct net_tcp_settings){.timestamps = timestamps}, 400000);
    h0.quiet = h1.quiet = true;
    tcp_connects();
    seen[DOWN].mask = 4;
    native_engine.run(net.net, 5 * SECONDS, UINT64_MAX);
    sends(&h0, 0, 100);
    native_engine.run(net.net, 20 * SECONDS, UINT64_MAX);
    const sim_time timeout = ((struct tcp_connection *)h0.tcp)->send.round_trip.timeout;
    tcp_teardown();
    return timeout;
}

START_TEST(what_was_sent_again_is_a_sample_by_its_stamp)
{
    ck_assert_int_eq(time_out_after_a_loss(false) / MILLISECONDS, 4800);
    ck_assert_int_eq(time_out_after_a_loss(true) / MILLISECONDS, 2225);
    start((struct net_tcp_settings){0}, 1000);
}
END_TEST

/* --- losses ---------------------------------------------------------------------------------- */

/* Twenty segments over 100 ms: the ninth round has 9, of which the first, third and fifth do not
 * arrive. Starts at 806 ms. */
static void lose_three_of_nine(bool sack)
{
    start((struct net_tcp_settings){.sack = sack}, 100000);
    h0.quiet = h1.quiet = true;
    tcp_connects();
    sends(&h0, 0, 20 * MSS);
    native_engine.run(net.net, 800 * MILLISECONDS, UINT64_MAX);
    net.seen_length = 0;
    net.seen[0] = 0;
    seen[DOWN].packets = 0;
    seen[DOWN].mask = 1 | 4 | 16;
}

/* The third duplicate ACK, at 1,015,224, finds three ranges above the first hole and two segments
 * above the second: half of nine segments may be under way, 6,570 bytes, and so are the last three,
 * which have not been reported, and the third hole, not yet lost. The first is sent again at once;
 * each of the next ACKs says of one more segment that it has arrived, and that the second and the
 * third are lost: they go as soon as 1,460 bytes of the window are free. All three go within 3 ms:
 * a round trip later there is no hole. Then the last hole is sent once more (NextSeg, rule 4), as
 * its ACK is still under way. */
START_TEST(several_losses_are_mended_in_one_round_trip)
{
    lose_three_of_nine(true);
    RUN_AND_SEE(&net, "806176 down A 16061+1460 ack 1 lost", "806176 down A 17521+1460 ack 1",
                "806176 down A 18981+1460 ack 1 lost", "809176 down A 20441+1460 ack 1",
                "809176 down A 21901+1460 ack 1 lost", "809176 down A 23361+1460 ack 1",
                "812176 down A 24821+1460 ack 1", "812176 down A 26281+1460 ack 1",
                "812176 down PA 27741+1460 ack 1", "909176 up A 1+0 ack 16061 has 17521-18981",
                "912176 up A 1+0 ack 16061 has 20441-21901 has 17521-18981",
                "915176 up A 1+0 ack 16061 has 23361-24821 has 20441-21901 has 17521-18981",
                "916676 up A 1+0 ack 16061 has 23361-26281 has 20441-21901 has 17521-18981",
                "918176 up A 1+0 ack 16061 has 23361-27741 has 20441-21901 has 17521-18981",
                "919676 up A 1+0 ack 16061 has 23361-29201 has 20441-21901 has 17521-18981",
                "1015244 down A 16061+1460 ack 1", "1018244 down A 18981+1460 ack 1",
                "1018244 down A 21901+1460 ack 1",
                "1116744 up A 1+0 ack 18981 has 23361-29201 has 20441-21901",
                "1119744 up A 1+0 ack 21901 has 23361-29201", "1121244 up A 1+0 ack 29201",
                "1216804 down A 21901+1460 ack 1", "1318304 up A 1+0 ack 29201");
    ck_assert_uint_eq(h1.received, 20 * MSS);
    ck_assert_uint_eq(h1.wrong, 0);
}
END_TEST

/* NewReno mends one a round trip: each partial ACK names the next. */
START_TEST(without_sack_each_takes_a_round_trip)
{
    lose_three_of_nine(false);
    network_run(&net);
    ck_assert_ptr_nonnull(strstr(net.seen, "\n1015208 down A 16061+1460 ack 1\n"));
    ck_assert_ptr_nonnull(strstr(net.seen, "\n1216748 down A 18981+1460 ack 1\n"));
    ck_assert_ptr_nonnull(strstr(net.seen, "\n1418288 down A 21901+1460 ack 1\n"));
    ck_assert_ptr_nonnull(strstr(net.seen, "\n1519788 up A 1+0 ack 29201\n"));
}
END_TEST

/* Of four segments the first and the third are lost. The first window has three; the ACK of the
 * second lets the fourth go. Two ranges say nothing of a loss, so that the time-out does, a second
 * after the first went. Then what has arrived is left out: the fourth is not sent again. */
START_TEST(after_a_time_out_what_has_arrived_is_left_out)
{
    start((struct net_tcp_settings){.sack = true}, 1000);
    h0.quiet = h1.quiet = true;
    tcp_connects();
    native_engine.run(net.net, 10 * MILLISECONDS, UINT64_MAX);
    net.seen_length = 0;
    net.seen[0] = 0;
    seen[DOWN].packets = 0;
    seen[DOWN].mask = 1 | 4;
    sends(&h0, 0, 4 * MSS);
    RUN_AND_SEE(&net, "10000 down A 1+1460 ack 1 lost", "10000 down A 1461+1460 ack 1",
                "10000 down A 2921+1460 ack 1 lost", "14000 up A 1+0 ack 1 has 1461-2921",
                "15052 down PA 4381+1460 ack 1", "17552 up A 1+0 ack 1 has 4381-5841 has 1461-2921",
                "1010000 down A 1+1460 ack 1", "1012500 up A 1+0 ack 2921 has 4381-5841",
                "1013552 down A 2921+1460 ack 1", "1016052 up A 1+0 ack 5841");
    ck_assert_uint_eq(h1.received, 4 * MSS);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, tcp_teardown);
    tcase_add_test(t, syns_offer_what_is_set);
    tcase_add_test(t, without_settings_they_offer_nothing);
    tcase_add_test(t, what_the_peer_does_not_offer_is_left_out);
    tcase_add_test(t, a_window_goes_once_a_round_trip);
    tcase_add_test(t, what_a_window_holds_back_is_told);
    tcase_add_test(t, on_a_full_line_it_is_not_the_window);
    tcase_add_test(t, a_large_window_does_not_hold_it_back);
    tcase_add_test(t, who_has_not_sent_a_window_is_not_told_of);
    tcase_add_test(t, the_send_buffer_is_twice_the_window);
    tcase_add_test(t, timestamps_take_bytes_of_the_segment);
    tcase_add_test(t, what_was_sent_again_is_a_sample_by_its_stamp);
    tcase_add_test(t, several_losses_are_mended_in_one_round_trip);
    tcase_add_test(t, without_sack_each_takes_a_round_trip);
    tcase_add_test(t, after_a_time_out_what_has_arrived_is_left_out);
}

int main(void)
{
    return run_tests("tcp recover", add);
}
