/* Simulations one after another: equal results, and no memory that stays. */
#include "tests/sim/ns3/memory.h"
#include "tests/sim/ns3/tcp.h"

/* A lossy cable, TCP and UDP on it, a bus with collisions, a queue discipline: all that draws.
 * Writes a line of what came of it. */
static void simulate(char *result, size_t size, uint64_t run)
{
    enum { LENGTH = 60000 };
    static uint8_t bytes[LENGTH];
    static struct story s;
    const struct ns3c_options options = {.seed = 3, .run = run};
    struct ns3c *sim;
    struct ns3c_node *on_bus[4];
    struct ns3c_device *devices[4];
    struct ns3c_udp *udp[4], *tftp;
    struct ns3c_tcp *listener;
    OK(ns3c_create(&sim, &options));
    use_classic_tcp(sim);
    const struct ns3c_cable cable = ethernet_cable();
    struct pair p = make_pair(sim, &cable);
    memset(&s, 0, sizeof s);
    s.sim = sim;
    OK(ns3c_set_queue(p.end[0], &(struct ns3c_queue){.discipline = NS3C_FQ_CODEL, .limit = 100}));
    OK(ns3c_lose_rate(p.end[1], 0.05, 1));
    OK(ns3c_lose_rate(p.end[0], 0.05, 2));
    for (int i = 0; i < 4; i++)
        OK(ns3c_add_host(sim, &on_bus[i]));
    OK(ns3c_add_bus(sim, on_bus, 4, 1000000, 5000, 10, devices));
    for (int i = 0; i < 4; i++) {
        OK(ns3c_add_address(devices[i], IP(10, 5, 0, 1 + i), 24));
        OK(ns3c_udp_bind(on_bus[i], 5000, hear, &s, &udp[i]));
    }
    struct side client = new_side(&s, "client"), server = new_side(&s, "server");
    client.quiet = server.quiet = true;
    OK(ns3c_tcp_listen(p.host[1], 80, side_accept, &server, &listener));
    OK(ns3c_tcp_connect(p.host[0], (struct ns3c_endpoint){IP(10, 0, 0, 2), 80}, &side_events,
                        &client, &client.tcp));
    OK(ns3c_tcp_send(client.tcp, bytes, LENGTH, 0));
    OK(ns3c_tcp_close(client.tcp));
    OK(ns3c_count_flows(sim));
    OK(ns3c_udp_bind(p.host[0], 0, hear, &s, &tftp));
    OK(ns3c_udp_send(tftp, (struct ns3c_endpoint){IP(10, 0, 0, 2), 69}, bytes, 4, bytes, 512,
                     NS3C_BY_POINTER));
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 3; k++)
            OK(ns3c_udp_send(udp[i], (struct ns3c_endpoint){IP(10, 5, 0, 1 + (i + 1) % 4), 5000},
                             bytes, 100, NULL, 0, 0));
    OK(ns3c_run(sim, 60 * NS3C_SECOND));
    const int length = snprintf(result, size, "%llu events\n%s",
                                (unsigned long long)ns3c_event_count(sim), s.text);
    ck_assert_int_lt(length, (int)size);
    ck_assert_uint_eq(server.received, LENGTH);
    OK(ns3c_destroy(sim));
}

START_TEST(equal_results)
{
    static char first[17000], again[17000]; /* a story and a line */
    simulate(first, sizeof first, 1);
    simulate(again, sizeof again, 2);
    ck_assert_str_ne(first, again);
    simulate(again, sizeof again, 1);
    ck_assert_str_eq(first, again);
}
END_TEST

/* A hundred, after twenty that fill what ns-3 keeps for the next. */
START_TEST(no_memory_stays)
{
    static char result[16384];
    size_t before = 0;
    for (int i = 0; i < 120; i++) {
        if (i == 20)
            before = memory_in_use();
        simulate(result, sizeof result, 1);
    }
    const size_t after = memory_in_use();
    ck_assert_msg(after <= before, "%zu bytes before, %zu after 100 more", before, after);
}
END_TEST

/* What a connection that has ended had not sent does not wait for the end of the simulation. */
START_TEST(unsent_bytes_go_with_their_connection)
{
    enum { LENGTH = 100000, TIMES = 40 }; /* less than what malloc maps, and does not count */
    const struct ns3c_cable cable = slow_cable(100);
    struct pair p = new_pair(&cable);
    struct story s = {.sim = p.sim};
    uint8_t *bytes = some_bytes(LENGTH);
    size_t before = 0;
    for (int i = 0; i < TIMES; i++) {
        struct side client = new_side(&s, "client");
        if (i == 1)
            before = memory_in_use();
        OK(ns3c_tcp_connect(p.host[0], (struct ns3c_endpoint){IP(10, 0, 0, 2), 81}, &side_events,
                            &client, &client.tcp));
        OK(ns3c_tcp_send(client.tcp, bytes, LENGTH, NS3C_COPY));
        OK(ns3c_run(p.sim, ns3c_now(p.sim) + NS3C_SECOND));
        ck_assert_int_eq(client.ended, NS3C_END_REFUSED);
    }
    const size_t after = memory_in_use();
    ck_assert_msg(after < before + LENGTH, "%zu bytes before, %zu after", before, after);
    free(bytes);
    OK(ns3c_destroy(p.sim));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, equal_results);
    tcase_add_test(t, no_memory_stays);
    tcase_add_test(t, unsent_bytes_go_with_their_connection);
    tcase_set_timeout(t, 60);
}

int main(int argc, char **argv)
{
    (void)argc;
    count_memory_exactly(argv);
    return run_tests("ns3 repeated", add);
}
