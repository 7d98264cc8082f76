/* Flows from h0 to h1, on one cable where a byte takes a microsecond, and 10 more to the other end.
 */
#include "models/devices/packet_flow.h"

#include "tests/sim/native/network.h"

enum { SINK_PORT = 9, SEEN_MOST = 300000 };

static struct network network;
static struct observer observer;
static struct packet_sink *sink;
static struct {
    sim_time at;
    uint32_t bytes;
} seen[SEEN_MOST];
static size_t seen_count;

static void sent(void *user, const struct link_info *link, int direction,
                 const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)link;
    ck_assert_int_eq(direction, 0);
    ck_assert_int_eq(p->traffic, TRAFFIC_DATA);
    ck_assert_uint_lt(seen_count, SEEN_MOST);
    seen[seen_count].at = t->queued;
    seen[seen_count++].bytes = p->bytes;
}

static void build(void)
{
    network_two_hosts(&network, plain_line(10));
    network.watched = NULL;
    observer = (struct observer){.link = network_wants_all, .packet_sent = sent};
    observer_list_add(&network.options.observers, &observer);
    network_build(&network);
    sink = packet_sink_new(native_engine.host(network.net, 1), SINK_PORT);
    seen_count = 0;
}

/* Runs a flow to its end. */
static void run(struct packet_flow_config config)
{
    build();
    config.to = (struct net_endpoint){native_engine.host(network.net, 1)->address, SINK_PORT};
    struct packet_flow *f = packet_flow_new(native_engine.host(network.net, 0), &config);
    ck_assert(!native_engine.run(network.net, TIME_NEVER, UINT64_MAX));
    ck_assert_uint_eq(packet_flow_sent(f), seen_count);
    ck_assert_uint_eq(packet_sink_received(sink), seen_count);
    packet_flow_free(f);
    packet_sink_free(sink);
    network_fini(&network);
}

START_TEST(one_like_the_other)
{
    run((struct packet_flow_config){.bytes = 100,
                                    .gap = 1500 * MICROSECONDS,
                                    .starts = 5 * MILLISECONDS,
                                    .stops = 9500 * MICROSECONDS});
    static const sim_time at[] = {5000, 6500, 8000}; /* 9500 is the end */
    ck_assert_uint_eq(seen_count, 3);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(seen[i].at, at[i] * MICROSECONDS);
        ck_assert_uint_eq(seen[i].bytes, 100);
    }
}
END_TEST

/* 100 s at 1,000 a second: 100,000 packets with a deviation of 316; gaps whose deviation is their
 * mean; a share of e^-1 of them longer than it. Within four deviations each. */
START_TEST(at_random)
{
    run((struct packet_flow_config){
        .bytes = 40, .gap = MILLISECONDS, .arrivals = PACKETS_POISSON, .stops = 100 * SECONDS});
    ck_assert_uint_ge(seen_count, 100000 - 4 * 316);
    ck_assert_uint_le(seen_count, 100000 + 4 * 316);
    double squares = 0;
    size_t longer = 0;
    for (size_t i = 1; i < seen_count; i++) {
        const double gap = (double)(seen[i].at - seen[i - 1].at) / MILLISECONDS;
        squares += gap * gap; /* 2 on average, deviation sqrt(20 / n) */
        longer += gap > 1;
    }
    const double n = (double)seen_count;
    ck_assert_double_eq_tol(squares / n, 2, 4 * 0.0142);
    ck_assert_double_eq_tol((double)longer / n, 0.36788, 4 * 0.0015);
}
END_TEST

/* 7, 4 and 1 in 12: shares of 0.5833, 0.3333 and 0.0833 with deviations below 0.0016; 340.33 bytes
 * on average. */
START_TEST(a_mix_of_sizes)
{
    run((struct packet_flow_config){.gap = 2 * MILLISECONDS, .stops = 200 * SECONDS});
    size_t counts[PACKET_MIX_SIZES] = {0}, bytes = 0;
    ck_assert_uint_eq(seen_count, 100000);
    for (size_t i = 0; i < seen_count; i++) {
        bytes += seen[i].bytes;
        for (int k = 0; k < PACKET_MIX_SIZES; k++)
            counts[k] += seen[i].bytes == packet_mix_imix[k].bytes;
    }
    ck_assert_uint_eq(counts[0] + counts[1] + counts[2], seen_count);
    for (int k = 0; k < PACKET_MIX_SIZES; k++)
        ck_assert_double_eq_tol((double)counts[k] / 100000, packet_mix_imix[k].parts / 12.0,
                                4 * 0.0016);
    ck_assert_double_eq_tol((double)bytes / 100000, 340.33, 4 * 1.33);
}
END_TEST

/* Periods of 50 ms with packets every 0.25 ms, and 150 ms without: in 200 s some 1,000 of each. Of
 * the latter e^(-20/150), 875, are longer than 20 ms, which no gap within the others is. Packets:
 * 200,000, by as many periods within a tenth. */
START_TEST(in_periods)
{
    run((struct packet_flow_config){.bytes = 40,
                                    .gap = MILLISECONDS,
                                    .arrivals = PACKETS_ON_OFF,
                                    .on = 50 * MILLISECONDS,
                                    .off = 150 * MILLISECONDS,
                                    .stops = 200 * SECONDS});
    size_t pauses = 0, close = 0;
    for (size_t i = 1; i < seen_count; i++) {
        const sim_time gap = seen[i].at - seen[i - 1].at;
        pauses += gap > 20 * MILLISECONDS;
        close += gap < MILLISECONDS;
    }
    ck_assert_uint_ge(seen_count, 180000);
    ck_assert_uint_le(seen_count, 220000);
    ck_assert_uint_ge(pauses, 875 - 4 * 30);
    ck_assert_uint_le(pauses, 875 + 4 * 30);
    ck_assert_double_gt((double)close / (double)seen_count, 0.95); /* 1 - e^-4 is 0.98 */
}
END_TEST

/* Short ones, of a packet each on average, so that most of a gap is in the next period: 10,000
 * packets in 200 s, with a deviation of 146 (in a period a variance of 2 of the packets, of its
 * length 0.625, in common 0.25). A packet at each beginning would make them 20,000. */
START_TEST(in_short_periods)
{
    run((struct packet_flow_config){.bytes = 40,
                                    .gap = 20 * MILLISECONDS,
                                    .arrivals = PACKETS_ON_OFF,
                                    .on = 5 * MILLISECONDS,
                                    .off = 15 * MILLISECONDS,
                                    .stops = 200 * SECONDS});
    ck_assert_uint_ge(seen_count, 10000 - 4 * 146);
    ck_assert_uint_le(seen_count, 10000 + 4 * 146);
}
END_TEST

START_TEST(each_has_draws_of_its_own)
{
    struct packet_flow_config config = {
        .gap = MILLISECONDS, .arrivals = PACKETS_POISSON, .stops = SECONDS, .entity = 1};
    run(config);
    const sim_time first = seen[0].at, last = seen[seen_count - 1].at;
    run(config);
    ck_assert_int_eq(seen[0].at, first);
    ck_assert_int_eq(seen[seen_count - 1].at, last);
    config.entity = 2;
    run(config);
    ck_assert_int_ne(seen[0].at, first);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, one_like_the_other);
    tcase_add_test(t, at_random);
    tcase_add_test(t, a_mix_of_sizes);
    tcase_add_test(t, in_periods);
    tcase_add_test(t, in_short_periods);
    tcase_add_test(t, each_has_draws_of_its_own);
}

int main(void)
{
    return run_tests("packet_flow", add);
}
