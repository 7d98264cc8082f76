/* Files copied from h0 to h1, on one cable where a byte takes a microsecond, and 10 more to the
 * other end. A segment carries 1,460 bytes in 1,500: 973,333 bytes a second. */
#include "models/devices/bulk_flow.h"

#include "tests/sim/native/network.h"

enum { SINK_PORT = 9, BYTES_A_SECOND = 973333, BUFFER = 2 * NET_TCP_WINDOW + 16384 };

static struct network network;
static struct bulk_sink *sink;
static struct net_host *hosts[2];

static void build(void)
{
    network_two_hosts(&network, plain_line(10));
    network.watched = NULL;
    network_build(&network);
    for (uint32_t i = 0; i < 2; i++)
        hosts[i] = native_engine.host(network.net, i);
    sink = bulk_sink_new(hosts[1], SINK_PORT);
}

static struct bulk_flow *add_flow(sim_time starts, sim_time stops)
{
    return bulk_flow_new(hosts[0], (struct net_endpoint){hosts[1]->address, SINK_PORT}, starts,
                         stops);
}

/* What has come by then, in bytes. */
static uint64_t received_at(sim_time until)
{
    native_engine.run(network.net, until, UINT64_MAX);
    return bulk_sink_received(sink);
}

/* All of the line, but for the handshake and the first round trips. */
START_TEST(takes_all_there_is)
{
    build();
    struct bulk_flow *f = add_flow(SECONDS, TIME_NEVER);
    ck_assert_uint_eq(received_at(SECONDS), 0);
    const uint64_t received = received_at(11 * SECONDS);
    ck_assert_uint_le(received, 10 * BYTES_A_SECOND);
    ck_assert_uint_ge(received, 10 * BYTES_A_SECOND - 20000);
    bulk_flow_free(f);
    bulk_sink_free(sink);
    network_fini(&network);
}
END_TEST

/* What TCP has taken by then still comes, and no more; a flow beside it has the line then. */
START_TEST(stops)
{
    build();
    struct bulk_flow *f = add_flow(0, SECONDS);
    const uint64_t at_stop = received_at(SECONDS), all = received_at(TIME_NEVER);
    ck_assert_uint_gt(all, at_stop);
    ck_assert_uint_le(all, at_stop + BUFFER);
    ck_assert_uint_eq(all % 16384, 0); /* whole pieces */
    bulk_flow_free(f);
    bulk_sink_free(sink);
    network_fini(&network);
}
END_TEST

/* The cable is out for an hour: TCP gives up, and its user tries again until it is back. */
START_TEST(begins_again)
{
    build();
    struct bulk_flow *flows[2] = {add_flow(0, TIME_NEVER), add_flow(0, TIME_NEVER)};
    const uint64_t before = received_at(SECONDS);
    net_set_plugged(hosts[0], false);
    const uint64_t out = received_at(HOURS);
    ck_assert_uint_le(out, before + 3 * NET_TCP_WINDOW);
    net_set_plugged(hosts[0], true);
    ck_assert_uint_ge(received_at(HOURS + 120 * SECONDS), out + 50 * (uint64_t)BYTES_A_SECOND);
    for (int i = 0; i < 2; i++)
        bulk_flow_free(flows[i]);
    bulk_sink_free(sink);
    network_fini(&network);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, takes_all_there_is);
    tcase_add_test(t, stops);
    tcase_add_test(t, begins_again);
}

int main(void)
{
    return run_tests("bulk_flow", add);
}
