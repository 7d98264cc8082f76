/* The arithmetic of windows and time-outs, after RFC 5681, 6582 and 6298. */
#include "sim/native/tcp_congestion.h"

#include "sim/net.h"
#include "tests/support.h"

enum { MSS = NET_TCP_MSS };

static struct tcp_congestion g;
static struct tcp_round_trip r;

static void setup(void)
{
    tcp_congestion_init(&g, MSS);
    tcp_round_trip_init(&r);
}

static bool acknowledge(int64_t bytes, int64_t place)
{
    return tcp_congestion_acknowledged(&g, bytes, place, 10 * MSS);
}

START_TEST(it_begins_with_three_segments)
{
    ck_assert_int_eq(g.window, 3 * MSS);
    tcp_congestion_syn_lost(&g);
    ck_assert_int_eq(g.window, MSS);
}
END_TEST

/* Each ACK adds what it acknowledges, but no more than a segment. */
START_TEST(slow_start_adds_a_segment_an_ack)
{
    acknowledge(2 * MSS, 2 * MSS);
    ck_assert_int_eq(g.window, 4 * MSS);
    acknowledge(100, 2 * MSS + 100);
    ck_assert_int_eq(g.window, 4 * MSS + 100);
}
END_TEST

START_TEST(congestion_avoidance_adds_a_segment_a_window)
{
    g.threshold = g.window = 5 * MSS;
    for (int i = 0; i < 4; i++)
        acknowledge(MSS, i * MSS);
    ck_assert_int_eq(g.window, 5 * MSS);
    acknowledge(MSS, 5 * MSS);
    ck_assert_int_eq(g.window, 6 * MSS);
    for (int i = 0; i < 3; i++)
        acknowledge(2 * MSS, (7 + 2 * i) * MSS);
    ck_assert_int_eq(g.window, 7 * MSS);
}
END_TEST

/* Ten segments were in flight: half of it, and the three that have left the network. */
START_TEST(the_third_duplicate_finds_a_loss)
{
    g.window = 10 * MSS;
    ck_assert(!tcp_congestion_duplicate(&g, 1, 1 + 10 * MSS));
    ck_assert_int_eq(tcp_congestion_allows(&g, true), 11 * MSS);
    ck_assert_int_eq(tcp_congestion_allows(&g, false), 10 * MSS);
    ck_assert(!tcp_congestion_duplicate(&g, 1, 1 + 11 * MSS));
    ck_assert_int_eq(tcp_congestion_allows(&g, true), 12 * MSS);
    ck_assert(tcp_congestion_duplicate(&g, 1, 1 + 12 * MSS));
    ck_assert_int_eq(g.threshold, 5 * MSS); /* limited transmit does not count */
    ck_assert_int_eq(tcp_congestion_allows(&g, true), 8 * MSS);
    ck_assert(!tcp_congestion_duplicate(&g, 1, 1 + 12 * MSS));
    ck_assert_int_eq(tcp_congestion_allows(&g, true), 9 * MSS);
}
END_TEST

static void lose_one_of_ten(void)
{
    for (int i = 0; i < 3; i++)
        tcp_congestion_duplicate(&g, 1, 1 + 10 * MSS);
}

/* Deflated by what was acknowledged, but for one segment. */
START_TEST(a_partial_ack_finds_the_next_loss)
{
    lose_one_of_ten();
    ck_assert(acknowledge(4 * MSS, 1 + 4 * MSS));
    ck_assert_int_eq(g.window, 5 * MSS);
    ck_assert(acknowledge(100, 101 + 4 * MSS));
    ck_assert_int_eq(g.window, 5 * MSS - 100);
    ck_assert(g.recovering);
}
END_TEST

START_TEST(a_full_ack_ends_recovery)
{
    lose_one_of_ten();
    ck_assert(!tcp_congestion_acknowledged(&g, 10 * MSS, 1 + 10 * MSS, 2 * MSS));
    ck_assert(!g.recovering);
    ck_assert_int_eq(g.window, 3 * MSS); /* no burst: what is in flight, and one */
    lose_one_of_ten();
    setup();
    lose_one_of_ten();
    acknowledge(10 * MSS, 1 + 10 * MSS);
    ck_assert_int_eq(g.window, 5 * MSS);
}
END_TEST

START_TEST(the_threshold_is_never_less_than_two_segments)
{
    for (int i = 0; i < 3; i++)
        tcp_congestion_duplicate(&g, 1, 1 + 3 * MSS);
    ck_assert_int_eq(g.threshold, 2 * MSS);
    tcp_congestion_timeout(&g, 1, 1 + MSS, true);
    ck_assert_int_eq(g.threshold, 2 * MSS);
}
END_TEST

START_TEST(a_time_out_leaves_one_segment)
{
    tcp_congestion_timeout(&g, 1, 1 + 10 * MSS, true);
    ck_assert_int_eq(g.window, MSS);
    ck_assert_int_eq(g.threshold, 5 * MSS);
    tcp_congestion_timeout(&g, 1, 1 + 10 * MSS, false);
    ck_assert_int_eq(g.threshold, 5 * MSS);
}
END_TEST

/* Segments that were sent again after a time-out cause duplicate ACKs, which mean nothing. */
START_TEST(after_a_time_out_no_loss_is_found_twice)
{
    tcp_congestion_timeout(&g, 1, 1 + 10 * MSS, true);
    acknowledge(10 * MSS, 1 + 10 * MSS);
    for (int i = 0; i < 9; i++)
        ck_assert(!tcp_congestion_duplicate(&g, 1 + 10 * MSS, 1 + 20 * MSS));
    acknowledge(MSS, 1 + 11 * MSS);
    for (int i = 0; i < 2; i++)
        ck_assert(!tcp_congestion_duplicate(&g, 1 + 11 * MSS, 1 + 20 * MSS));
    ck_assert(tcp_congestion_duplicate(&g, 1 + 11 * MSS, 1 + 20 * MSS));
}
END_TEST

START_TEST(after_a_pause_it_begins_again)
{
    g.window = 40 * MSS;
    tcp_congestion_restart(&g);
    ck_assert_int_eq(g.window, 3 * MSS);
    g.window = 2 * MSS;
    tcp_congestion_restart(&g);
    ck_assert_int_eq(g.window, 2 * MSS);
}
END_TEST

static void measure(int64_t milliseconds)
{
    r.timed = 1;
    r.timed_at = 5 * SECONDS;
    tcp_round_trip_acknowledged(&r, 1, r.timed_at + milliseconds * MILLISECONDS);
}

/* R = 800 ms: SRTT 800, RTTVAR 400, RTO 2400. Then 400 ms: RTTVAR 3/4 of 400 and 1/4 of 400, SRTT
 * 7/8 of 800 and 1/8 of 400: 400 and 750, RTO 2350. Then 750 ms: 300 and 750, RTO 1950. */
START_TEST(the_time_out_follows_the_round_trip)
{
    ck_assert_int_eq(r.timeout, 1 * SECONDS);
    measure(800);
    ck_assert_int_eq(r.timeout, 2400 * MILLISECONDS);
    measure(400);
    ck_assert_int_eq(r.smoothed, 750 * MILLISECONDS);
    ck_assert_int_eq(r.timeout, 2350 * MILLISECONDS);
    measure(750);
    ck_assert_int_eq(r.timeout, 1950 * MILLISECONDS);
}
END_TEST

START_TEST(the_time_out_is_between_1_s_and_60_s)
{
    measure(20);
    ck_assert_int_eq(r.timeout, 1 * SECONDS);
    setup();
    measure(30000);
    ck_assert_int_eq(r.timeout, 60 * SECONDS);
}
END_TEST

START_TEST(the_time_out_is_doubled_until_there_is_a_sample)
{
    measure(800);
    static const int64_t seconds_tenths[] = {48, 96, 192, 384, 600, 600};
    for (int i = 0; i < 6; i++) {
        tcp_round_trip_back_off(&r);
        ck_assert_int_eq(r.timeout, seconds_tenths[i] * 100 * MILLISECONDS);
    }
    measure(800);
    ck_assert_int_eq(r.timeout, 2000 * MILLISECONDS);
}
END_TEST

/* RFC 7323, appendix G. R = 800 ms as above: SRTT 800, RTTVAR 400. Then 400 ms, while five segments
 * are under way, for which three ACKs come: RTTVAR 11/12 of 400 and 1/12 of 400, SRTT 23/24 of 800
 * and 1/24 of 400: 400 and 783 1/3. */
START_TEST(a_stamp_counts_for_its_share_of_a_round_trip)
{
    tcp_round_trip_echoed(&r, 800 * MILLISECONDS, MSS, MSS);
    ck_assert_int_eq(r.timeout, 2400 * MILLISECONDS);
    tcp_round_trip_echoed(&r, 400 * MILLISECONDS, 5 * MSS, MSS);
    ck_assert_int_eq(r.variation, 400 * MILLISECONDS);
    ck_assert_int_eq(r.smoothed, 800 * MILLISECONDS - 400 * MILLISECONDS / 24);
    tcp_round_trip_init(&r);
    tcp_round_trip_echoed(&r, 0, MSS, MSS);
    ck_assert_int_eq(r.timeout, 1 * SECONDS);
    ck_assert_int_ne(r.smoothed, 0); /* there was a sample */
}
END_TEST

/* With SACK the window in recovery is half of what was under way, and stays so (RFC 6675, 5). */
START_TEST(with_sack_the_window_is_not_inflated)
{
    g.sack = true;
    g.window = 10 * MSS;
    ck_assert(!tcp_congestion_sacked(&g, 1, 1 + 10 * MSS, false));
    ck_assert(!tcp_congestion_sacked(&g, 1, 1 + 11 * MSS, false));
    ck_assert(tcp_congestion_sacked(&g, 1, 1 + 12 * MSS, false));
    ck_assert_int_eq(g.window, 5 * MSS);
    ck_assert(!tcp_congestion_sacked(&g, 1, 1 + 12 * MSS, true));
    ck_assert(acknowledge(MSS, 1 + MSS));
    ck_assert_int_eq(g.window, 5 * MSS);
    ck_assert(!acknowledge(11 * MSS, 1 + 12 * MSS));
    ck_assert(!g.recovering);
}
END_TEST

/* What is lost for sure needs no third one (RFC 6675, 5, step 2); but not below the point up to
 * which all was taken for lost before. */
START_TEST(with_sack_a_loss_may_be_known_at_once)
{
    g.sack = true;
    ck_assert(tcp_congestion_sacked(&g, 1, 1 + 10 * MSS, true));
    tcp_congestion_timeout(&g, 1, 1 + 10 * MSS, true);
    ck_assert(!tcp_congestion_sacked(&g, 10 * MSS, 1 + 12 * MSS, true));
    ck_assert(tcp_congestion_sacked(&g, 1 + 10 * MSS, 1 + 14 * MSS, true));
}
END_TEST

START_TEST(what_was_sent_again_is_no_sample)
{
    measure(800);
    r.timed = 1;
    tcp_round_trip_back_off(&r);
    tcp_round_trip_acknowledged(&r, 1, 100 * SECONDS);
    ck_assert_int_eq(r.timeout, 4800 * MILLISECONDS);
    r.timed = 5;
    tcp_round_trip_acknowledged(&r, 4, 100 * SECONDS);
    ck_assert_int_eq(r.timed, 5);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, it_begins_with_three_segments);
    tcase_add_test(t, slow_start_adds_a_segment_an_ack);
    tcase_add_test(t, congestion_avoidance_adds_a_segment_a_window);
    tcase_add_test(t, the_third_duplicate_finds_a_loss);
    tcase_add_test(t, a_partial_ack_finds_the_next_loss);
    tcase_add_test(t, a_full_ack_ends_recovery);
    tcase_add_test(t, the_threshold_is_never_less_than_two_segments);
    tcase_add_test(t, a_time_out_leaves_one_segment);
    tcase_add_test(t, after_a_time_out_no_loss_is_found_twice);
    tcase_add_test(t, after_a_pause_it_begins_again);
    tcase_add_test(t, the_time_out_follows_the_round_trip);
    tcase_add_test(t, the_time_out_is_between_1_s_and_60_s);
    tcase_add_test(t, the_time_out_is_doubled_until_there_is_a_sample);
    tcase_add_test(t, a_stamp_counts_for_its_share_of_a_round_trip);
    tcase_add_test(t, with_sack_the_window_is_not_inflated);
    tcase_add_test(t, with_sack_a_loss_may_be_known_at_once);
    tcase_add_test(t, what_was_sent_again_is_no_sample);
}

int main(void)
{
    return run_tests("tcp congestion", add);
}
