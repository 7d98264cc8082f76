/* What one direction of a link does with packets: queue, line, delay, token bucket. */
#include "tests/sim/native/network.h"

static struct network net;
static struct listener h0, h1;

static void build_and_listen(void)
{
    network_build(&net);
    network_listen(&net, 0, &h0);
    network_listen(&net, 1, &h1);
}

static void build(struct link_direction down)
{
    network_two_hosts(&net, down);
    build_and_listen();
}

static void down_at(sim_time microseconds, char label, uint32_t bytes)
{
    packet_at(microseconds, &h0, SITE_1 + 2, label, bytes);
}

static void teardown(void)
{
    network_fini(&net);
}

/* 100 bytes take 100 us, and 500 us to the other end. */
START_TEST(a_packet_is_serialised_and_then_delayed)
{
    build(plain_line(500));
    down_at(1000, 'A', 100);
    RUN_AND_SEE(&net, "1000 down A 1000-1100", "1600 down A over", "1600 h1 got A");
}
END_TEST

/* 30 bytes are padded to 46, and 38 come on top: 84 us. */
START_TEST(framing_takes_its_time)
{
    struct link_direction d = plain_line(0);
    d.framing = FRAMING_ETHERNET;
    build(d);
    down_at(0, 'A', 30);
    down_at(0, 'B', 100);
    RUN_AND_SEE(&net, "0 down A 0-84", "0 down B 84-222", "84 down A over", "84 h1 got A",
                "222 down B over", "222 h1 got B");
}
END_TEST

/* 560 bytes with PPP at 384 kbit/s: 568 * 8 / 384000 = 11.8333 ms, rounded to 11833333 ns each. */
START_TEST(each_packet_is_rounded_by_itself)
{
    struct link_direction d = plain_line(0);
    d.rate = 384000;
    d.framing = FRAMING_PPP;
    build(d);
    down_at(0, 'A', 560);
    down_at(0, 'B', 560);
    down_at(0, 'C', 560);
    RUN_AND_SEE(&net, "0 down A 0-11833.333", "0 down B 11833.333-23666.666",
                "0 down C 23666.666-35499.999", "11833.333 down A over", "11833.333 h1 got A",
                "23666.666 down B over", "23666.666 h1 got B", "35499.999 down C over",
                "35499.999 h1 got C");
}
END_TEST

START_TEST(a_burst_leaves_in_the_order_it_came)
{
    build(plain_line(500));
    down_at(0, 'A', 100);
    down_at(0, 'B', 50);
    down_at(20, 'C', 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "0 down B 100-150", "20 down C 150-250", "600 down A over",
                "600 h1 got A", "650 down B over", "650 h1 got B", "750 down C over",
                "750 h1 got C");
}
END_TEST

/* A is on the line, B and C wait. A leaves at 100, and at that instant a place is free: for one. */
START_TEST(a_queue_of_two_holds_two_beside_the_one_on_the_line)
{
    struct link_direction d = plain_line(5000);
    d.queue.limit = 2;
    build(d);
    for (int i = 0; i < 4; i++)
        down_at(0, (char)('A' + i), 100);
    down_at(99, 'E', 100);
    down_at(100, 'F', 100);
    down_at(100, 'G', 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "0 down B 100-200", "0 down C 200-300",
                "0 down D queue full", "99 down E queue full", "100 down F 300-400",
                "100 down G queue full", "5100 down A over", "5100 h1 got A", "5200 down B over",
                "5200 h1 got B", "5300 down C over", "5300 h1 got C", "5400 down F over",
                "5400 h1 got F");
}
END_TEST

/* With an empty queue of no places only an idle line takes a packet; at 100 it is idle. */
START_TEST(a_queue_of_none_takes_what_finds_the_line_idle)
{
    struct link_direction d = plain_line(0);
    d.queue.limit = 0;
    build(d);
    down_at(0, 'A', 100);
    down_at(99, 'B', 100);
    down_at(100, 'C', 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "99 down B queue full", "100 down A over", "100 h1 got A",
                "100 down C 100-200", "200 down C over", "200 h1 got C");
}
END_TEST

/* 250 bytes with framing (20 a packet): B takes 120, C would make 270, D fills it up with 130. */
START_TEST(a_limit_in_bytes_counts_what_waits_with_its_framing)
{
    struct link_direction d = plain_line(0);
    d.framing = FRAMING_BYTES;
    d.framing_bytes = 20;
    d.queue = (struct link_queue){.in_bytes = true, .limit = 250};
    build(d);
    down_at(0, 'A', 1000);
    down_at(0, 'B', 100);
    down_at(0, 'C', 130);
    down_at(0, 'D', 110);
    down_at(0, 'E', 29);
    RUN_AND_SEE(&net, "0 down A 0-1020", "0 down B 1020-1140", "0 down C queue full",
                "0 down D 1140-1270", "0 down E queue full", "1020 down A over", "1020 h1 got A",
                "1140 down B over", "1140 h1 got B", "1270 down D over", "1270 h1 got D");
}
END_TEST

/* A and B take 240 of 250 bytes. At 1000 A leaves, and 130 are free: D takes them all. */
START_TEST(bytes_are_free_again_when_a_packet_leaves)
{
    struct link_direction d = plain_line(5000);
    d.queue = (struct link_queue){.in_bytes = true, .limit = 250};
    build(d);
    down_at(0, '0', 1000);
    down_at(0, 'A', 120);
    down_at(0, 'B', 120);
    down_at(999, 'C', 130);
    down_at(1000, 'D', 130);
    down_at(1000, 'E', 30);
    network_run(&net);
    ck_assert_ptr_nonnull(strstr(net.seen, "\n999 down C queue full\n"
                                           "1000 down D 1240-1370\n"
                                           "1000 down E queue full\n"));
}
END_TEST

/* Of 7 at 0, two still wait at 450, until 500 and 600: 10 more fit. Of those, 6 wait at 1050. */
START_TEST(a_queue_that_grows_while_it_moves_counts_rightly)
{
    struct link_direction d = plain_line(5000);
    d.queue.limit = 12;
    network_two_hosts(&net, d);
    net.observer.packet_sent = NULL;
    build_and_listen();
    for (int i = 0; i < 7; i++)
        down_at(0, 'A', 100);
    for (int i = 0; i < 11; i++)
        down_at(450, 'B', 100);
    for (int i = 0; i < 8; i++)
        down_at(1050, 'C', 100);
    ck_assert(!native_engine.run(net.net, 4000 * MICROSECONDS, UINT64_MAX));
    EXPECT_SEEN(&net, "450 down B queue full", "1050 down C queue full", "1050 down C queue full");
}
END_TEST

/* Up at half the rate and without delay, at the same time: the directions do not meet. */
START_TEST(each_direction_has_its_own_parameters)
{
    network_two_hosts(&net, plain_line(500));
    network_way(&net, 0, 1)->rate = BYTES_A_MICROSECOND / 2;
    network_way(&net, 0, 1)->delay = 0;
    build_and_listen();
    down_at(0, 'A', 100);
    packet_at(0, &h1, SITE_1 + 1, 'B', 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "0 up B 0-200", "200 up B over", "200 h0 got B",
                "600 down A over", "600 h1 got A");
}
END_TEST

/* A line of a byte a microsecond, shaped to an eighth of it: 8 us a byte; a bucket of `burst`
 * bytes. */
static void build_shaped(uint32_t burst, uint32_t limit)
{
    struct link_direction d = plain_line(0);
    d.shaped = BYTES_A_MICROSECOND / 8;
    d.burst = burst;
    d.queue.limit = limit;
    network_two_hosts(&net, d);
    net.observer.packet_delivered = NULL;
    build_and_listen();
    listener_deafen(&h1);
}

START_TEST(a_token_bucket_does_not_slow_a_lone_packet)
{
    build_shaped(300, 100);
    down_at(0, 'A', 300);
    down_at(2400, 'B', 300); /* 300 bytes of tokens later */
    RUN_AND_SEE(&net, "0 down A 0-300", "2400 down B 2400-2700");
}
END_TEST

START_TEST(a_packet_waits_for_the_tokens_it_lacks)
{
    build_shaped(300, 100);
    down_at(0, 'A', 300);
    down_at(1000, 'B', 300); /* there are 125, the other 175 need 1400 us */
    RUN_AND_SEE(&net, "0 down A 0-300", "1000 down B 2400-2700");
}
END_TEST

/* C finds (300 - 200) + 200 / 8 = 125 tokens, and leaves 25 at 200. D lacks 75 of them, 600 us
 * after that; E and F follow at the shaped rate, 800 us apart. */
START_TEST(a_burst_of_the_buckets_depth_passes_and_then_the_shaped_rate_holds)
{
    build_shaped(300, 100);
    for (int i = 0; i < 6; i++)
        down_at(0, (char)('A' + i), 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "0 down B 100-200", "0 down C 200-300", "0 down D 800-900",
                "0 down E 1600-1700", "0 down F 2400-2500");
}
END_TEST

/* Four of them use 400 bytes of tokens, the last at 800; all that is missing is back 2400 us later,
 * at 3200, as 400 * 8 says. A long time fills no more than the bucket. */
START_TEST(a_bucket_fills_up_again_and_not_over)
{
    build_shaped(300, 100);
    for (int i = 0; i < 4; i++)
        down_at(0, (char)('A' + i), 100);
    for (int i = 0; i < 4; i++)
        down_at(3200, (char)('E' + i), 100);
    for (int i = 0; i < 4; i++)
        down_at(1000000, (char)('I' + i), 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "0 down B 100-200", "0 down C 200-300", "0 down D 800-900",
                "3200 down E 3200-3300", "3200 down F 3300-3400", "3200 down G 3400-3500",
                "3200 down H 4000-4100", "1000000 down I 1000000-1000100",
                "1000000 down J 1000100-1000200", "1000000 down K 1000200-1000300",
                "1000000 down L 1000800-1000900");
}
END_TEST

/* 300 bytes of tokens are never there. A finds the bucket full; then it lacks 300, and is full
 * again 2400 us later. */
START_TEST(a_packet_longer_than_the_bucket_goes_when_that_is_full)
{
    build_shaped(100, 100);
    down_at(0, 'A', 300);
    down_at(0, 'B', 300);
    RUN_AND_SEE(&net, "0 down A 0-300", "0 down B 2400-2700");
}
END_TEST

/* They arrive after the delay, in their order; none waits, whatever the limit of the queue. */
START_TEST(a_line_without_a_rate_takes_no_time)
{
    struct link_direction d = plain_line(500);
    d.rate = LINK_UNLIMITED;
    d.queue.limit = 0;
    build(d);
    down_at(0, 'A', 1500);
    down_at(0, 'B', 60);
    down_at(0, 'C', 1500);
    down_at(0, 'D', 60);
    RUN_AND_SEE(&net, "0 down A 0-0", "0 down B 0-0", "0 down C 0-0", "0 down D 0-0",
                "500 down A over", "500 h1 got A", "500 down B over", "500 h1 got B",
                "500 down C over", "500 h1 got C", "500 down D over", "500 h1 got D");
}
END_TEST

/* A bucket before it is all that holds packets up. */
START_TEST(a_shaped_line_without_a_rate)
{
    struct link_direction d = plain_line(0);
    d.rate = LINK_UNLIMITED;
    d.shaped = BYTES_A_MICROSECOND;
    d.burst = 100;
    d.queue.limit = 1;
    network_two_hosts(&net, d);
    net.observer.packet_delivered = NULL;
    build_and_listen();
    listener_deafen(&h1);
    for (int i = 0; i < 3; i++)
        down_at(0, (char)('A' + i), 100);
    RUN_AND_SEE(&net, "0 down A 0-0", "0 down B 100-100", "0 down C queue full");
}
END_TEST

/* 100 bytes at 384 kbit/s are 2083333 ns. When the last of 1000 packets comes, the bucket is full
 * after 999 of them; it may lack 900 bytes, 18.75 ms, when the packet starts. */
START_TEST(the_shaped_rate_is_exact_over_many_packets)
{
    struct link_direction d = plain_line(0);
    d.shaped = 384000;
    d.burst = 1000;
    d.queue.limit = 1000;
    build(d);
    for (int i = 0; i < 1000; i++)
        down_at(0, 'A', 100);
    network_run(&net);
    ck_assert_int_eq(net_now(net.net), 999 * 2083333ll - 18750 * MICROSECONDS + 100 * MICROSECONDS);
}
END_TEST

/* It waits for tokens on an idle line: that is waiting, too. */
START_TEST(what_waits_for_tokens_is_in_the_queue)
{
    build_shaped(100, 1);
    down_at(0, 'A', 100);
    down_at(200, 'B', 100); /* waits until 800, though the line is idle from 100 on */
    down_at(799, 'C', 100);
    down_at(800, 'D', 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "200 down B 800-900", "799 down C queue full",
                "800 down D 1600-1700");
}
END_TEST

static const uint8_t *seen_payload;
static uint32_t seen_length;

static void keep_payload(void *user, const struct net_datagram *d)
{
    (void)user;
    seen_payload = d->payload;
    seen_length = d->payload_length;
}

START_TEST(the_receiver_sees_the_senders_payload)
{
    build(plain_line(0));
    net_udp_close(h1.host, h1.udp);
    net_udp_bind(h1.host, PORT, TRAFFIC_OTHER, keep_payload, NULL);
    down_at(0, 'A', 100);
    network_run(&net);
    ck_assert_ptr_eq(seen_payload, network_content);
    ck_assert_uint_eq(seen_length, 100 - 28 - 1);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_packet_is_serialised_and_then_delayed);
    tcase_add_test(t, framing_takes_its_time);
    tcase_add_test(t, each_packet_is_rounded_by_itself);
    tcase_add_test(t, a_burst_leaves_in_the_order_it_came);
    tcase_add_test(t, a_queue_of_two_holds_two_beside_the_one_on_the_line);
    tcase_add_test(t, a_queue_of_none_takes_what_finds_the_line_idle);
    tcase_add_test(t, a_limit_in_bytes_counts_what_waits_with_its_framing);
    tcase_add_test(t, bytes_are_free_again_when_a_packet_leaves);
    tcase_add_test(t, a_queue_that_grows_while_it_moves_counts_rightly);
    tcase_add_test(t, each_direction_has_its_own_parameters);
    tcase_add_test(t, a_token_bucket_does_not_slow_a_lone_packet);
    tcase_add_test(t, a_packet_waits_for_the_tokens_it_lacks);
    tcase_add_test(t, a_burst_of_the_buckets_depth_passes_and_then_the_shaped_rate_holds);
    tcase_add_test(t, a_bucket_fills_up_again_and_not_over);
    tcase_add_test(t, a_packet_longer_than_the_bucket_goes_when_that_is_full);
    tcase_add_test(t, a_line_without_a_rate_takes_no_time);
    tcase_add_test(t, a_shaped_line_without_a_rate);
    tcase_add_test(t, the_shaped_rate_is_exact_over_many_packets);
    tcase_add_test(t, what_waits_for_tokens_is_in_the_queue);
    tcase_add_test(t, the_receiver_sees_the_senders_payload);
}

int main(void)
{
    return run_tests("channel", add);
}
