/* Networks of more than a cable: switches, routers, buses, queue disciplines, counters, captures.
 */
#include "tests/sim/ns3/tcp.h"

/* Three hosts, 10.1.0.2 to .4, and a router, 10.1.0.1, on a switch; behind the router, on a serial
 * line, a server, 10.2.0.2. */
struct site {
    struct ns3c *sim;
    struct ns3c_node *host[3], *ethernet, *router, *server;
    struct ns3c_device *port[3], *lan[2], *wan[2];
    struct ns3c_udp *udp[3], *served;
    struct story s;
};

static void build(struct site *n, const struct ns3c_options *options, bool arp)
{
    const struct ns3c_cable ethernet = ethernet_cable(), wan = slow_cable(10);
    struct ns3c_device *ends[2];
    OK(ns3c_create(&n->sim, options));
    n->s = (struct story){.sim = n->sim};
    OK(ns3c_add_switch(n->sim, &n->ethernet));
    OK(ns3c_add_router(n->sim, &n->router));
    OK(ns3c_add_host(n->sim, &n->server));
    OK(ns3c_add_cable(n->router, n->ethernet, &ethernet, n->lan));
    OK(ns3c_add_cable(n->router, n->server, &wan, n->wan));
    OK(ns3c_add_address(n->lan[0], IP(10, 1, 0, 1), 24));
    OK(ns3c_add_address(n->wan[0], IP(10, 2, 0, 1), 24));
    OK(ns3c_add_address(n->wan[1], IP(10, 2, 0, 2), 24));
    for (int i = 0; i < 3; i++) {
        OK(ns3c_add_host(n->sim, &n->host[i]));
        OK(ns3c_add_cable(n->host[i], n->ethernet, &ethernet, ends));
        n->port[i] = ends[0];
        OK(ns3c_add_address(n->port[i], IP(10, 1, 0, 2 + i), 24));
        if (!options || !options->global_routing)
            OK(ns3c_add_route(n->host[i], 0, 0, IP(10, 1, 0, 1), n->port[i]));
        OK(ns3c_udp_bind(n->host[i], 5000, hear, &n->s, &n->udp[i]));
    }
    if (options && options->global_routing)
        OK(ns3c_compute_routes(n->sim));
    else
        OK(ns3c_add_route(n->server, IP(10, 1, 0, 0), 16, IP(10, 2, 0, 1), n->wan[1]));
    OK(ns3c_udp_bind(n->server, 69, hear, &n->s, &n->served));
    if (!arp)
        OK(ns3c_fill_neighbours(n->sim));
}

static void send(struct ns3c_udp *from, uint32_t to, uint16_t port)
{
    OK(ns3c_udp_send(from, (struct ns3c_endpoint){to, port}, "abcd", 4, NULL, 0, 0));
}

/* On Ethernet 84 bytes take 6.72 us, and 0.5 us on the way, twice; on the line 32 us and 1 ms. */
START_TEST(through_a_switch)
{
    static struct site n;
    const struct ns3c_options computed = {.global_routing = true};
    build(&n, _i ? &computed : NULL, false);
    send(n.udp[0], IP(10, 1, 0, 3), 5000);
    OK(ns3c_run(n.sim, NS3C_MILLISECOND));
    send(n.udp[0], IP(10, 2, 0, 2), 69);
    OK(ns3c_run(n.sim, 10 * NS3C_MILLISECOND));
    send(n.served, IP(10, 1, 0, 4), 5000);
    OK(ns3c_run(n.sim, 20 * NS3C_MILLISECOND));
    send(n.udp[2], IP(10, 1, 0, 255), 5000);
    OK(ns3c_run(n.sim, 30 * NS3C_MILLISECOND));
    send(n.udp[2], UINT32_MAX, 5000);
    OK(ns3c_run(n.sim, 40 * NS3C_MILLISECOND));
    send(n.udp[2], IP(10, 1, 0, 3), 5001);
    OK(ns3c_run(n.sim, 50 * NS3C_MILLISECOND));
    ck_assert_str_eq(n.s.text, "14.440 a010002:5000 4+0\n"
                               "2046.440 a010002:5000 4+0\n"
                               "11046.440 a020002:69 4+0\n"
                               "20014.440 broadcast a010004:5000 4+0\n"
                               "20014.440 broadcast a010004:5000 4+0\n"
                               "30014.440 broadcast a010004:5000 4+0\n"
                               "30014.440 broadcast a010004:5000 4+0\n"
                               "40030.480 unreachable a010003:5001\n");
    OK(ns3c_destroy(n.sim));
}
END_TEST

static void count_arp(void *user, const struct ns3c_passage *g)
{
    uint32_t *count = user;
    if (ns3c_packet_protocol(g->packet) == 0x0806 && g->kind == NS3C_SENT)
        ++*count;
}

START_TEST(arp_unless_neighbours_are_known)
{
    static struct site n;
    uint32_t count = 0;
    build(&n, NULL, _i);
    OK(ns3c_trace(n.port[0], count_arp, &count));
    send(n.udp[0], IP(10, 1, 0, 3), 5000);
    send(n.udp[0], IP(10, 2, 0, 2), 69);
    OK(ns3c_run(n.sim, NS3C_SECOND));
    ck_assert_uint_eq(count, _i ? 2 : 0);
    ck_assert_ptr_nonnull(strstr(n.s.text, "a010002:5000 4+0\n"));
    OK(ns3c_destroy(n.sim));
}
END_TEST

START_TEST(tcp_through_a_switch)
{
    static struct site n;
    build(&n, NULL, false);
    struct side client = new_side(&n.s, "client"), server = new_side(&n.s, "server");
    struct ns3c_tcp *listener;
    uint32_t arp = 0;
    uint8_t *bytes = some_bytes(50000);
    client.quiet = server.quiet = true;
    OK(ns3c_trace(n.port[0], count_arp, &arp));
    OK(ns3c_tcp_listen(n.host[1], 80, side_accept, &server, &listener));
    OK(ns3c_tcp_connect(n.host[0], (struct ns3c_endpoint){IP(10, 1, 0, 3), 80}, &side_events,
                        &client, &client.tcp));
    OK(ns3c_tcp_send(client.tcp, bytes, 50000, NS3C_BY_POINTER));
    OK(ns3c_tcp_close(client.tcp));
    OK(ns3c_run(n.sim, 10 * NS3C_SECOND));
    ck_assert_uint_eq(server.sum, sum_of(bytes, 50000));
    ck_assert_int_eq(client.ended, NS3C_END_CLOSED);
    ck_assert_uint_eq(arp, 0);
    free(bytes);
    OK(ns3c_destroy(n.sim));
}
END_TEST

static void count_kinds(void *user, const struct ns3c_passage *g)
{
    uint32_t *counts = user;
    ck_assert_uint_eq(ns3c_packet_protocol(g->packet), 0x0800);
    counts[g->kind]++;
}

START_TEST(a_bus)
{
    struct ns3c *sim;
    struct ns3c_node *hosts[3];
    struct ns3c_device *devices[3];
    struct ns3c_udp *udp[3];
    uint32_t counts[2][4] = {{0}};
    OK(ns3c_create(&sim, NULL));
    struct story s = {.sim = sim};
    for (int i = 0; i < 3; i++)
        OK(ns3c_add_host(sim, &hosts[i]));
    OK(ns3c_add_bus(sim, hosts, 3, 10000000, 1000, 100, devices));
    for (int i = 0; i < 3; i++) {
        OK(ns3c_add_address(devices[i], IP(10, 0, 0, 1 + i), 24));
        OK(ns3c_udp_bind(hosts[i], 5000, hear, &s, &udp[i]));
    }
    OK(ns3c_fill_neighbours(sim));
    OK(ns3c_trace(devices[0], count_kinds, counts[0]));
    OK(ns3c_trace(devices[1], count_kinds, counts[1]));
    send(udp[0], IP(10, 0, 0, 2), 5000); /* padded to 64 bytes: 51.2 us */
    OK(ns3c_run(sim, NS3C_SECOND));
    ck_assert_str_eq(s.text, "52.200 a000001:5000 4+0\n");
    ck_assert_uint_eq(counts[0][NS3C_QUEUED] + counts[0][NS3C_SENT], 2);
    ck_assert_uint_eq(counts[1][NS3C_RECEIVED], 1);
    OK(ns3c_lose_list(devices[1], (const uint32_t[]){0}, 1));
    send(udp[0], IP(10, 0, 0, 2), 5000);
    OK(ns3c_run(sim, 2 * NS3C_SECOND));
    ck_assert_uint_eq(counts[1][NS3C_DROPPED], 1);
    REFUSED(ns3c_device_set_plugged(devices[0], false), NS3C_INVALID, "cable");
    REFUSED(ns3c_filter(devices[0], NULL, NULL), NS3C_INVALID, "cable");
    REFUSED(ns3c_add_bus(sim, hosts, 1, 1, 0, 1, devices), NS3C_INVALID, "two");
    OK(ns3c_destroy(sim));
}
END_TEST

/* --- queue disciplines ------------------------------------------------------------------------ */

static struct pair with_queue(const struct ns3c_queue *queue, struct story *s)
{
    const struct ns3c_cable cable = slow_cable(1);
    struct pair p = new_pair(&cable);
    *s = (struct story){.sim = p.sim};
    OK(ns3c_set_queue(p.end[0], queue));
    return p;
}

/* One on the line, one in the device, three (40, 41 and 42 bytes) in the queue. The last is urgent.
 * FqCoDel lets the first flow send its first 1500 bytes. */
START_TEST(queue_disciplines)
{
    static const struct {
        struct ns3c_queue queue;
        const char *order;
        uint32_t dropped;
    } cases[] = {
        {{.discipline = NS3C_FIFO, .limit = 3}, "10 11 12 13 14 ", 3},
        {{.discipline = NS3C_FIFO, .limit = 125, .in_bytes = true}, "10 11 12 13 14 ", 3},
        {{.discipline = NS3C_PRIORITY, .limit = 3}, "10 11 17 12 13 14 ", 2},
        {{.discipline = NS3C_FQ_CODEL, .limit = 1000}, "10 11 12 13 14 15 16 17 ", 0},
    };
    struct story s;
    struct pair p = with_queue(&cases[_i].queue, &s);
    struct ns3c_udp *a, *urgent, *b;
    struct ns3c_queue_counters counters;
    OK(ns3c_udp_bind(p.host[0], 1000, NULL, NULL, &a));
    OK(ns3c_udp_bind(p.host[0], 1001, NULL, NULL, &urgent));
    OK(ns3c_udp_set_tos(urgent, 0x10));
    OK(ns3c_udp_bind(p.host[1], 69, hear, &s, &b));
    char bytes[32] = {0};
    for (uint32_t i = 0; i < 8; i++)
        OK(ns3c_udp_send(i == 7 ? urgent : a, (struct ns3c_endpoint){IP(10, 0, 0, 2), 69}, bytes,
                         10 + i, NULL, 0, 0));
    OK(ns3c_run(p.sim, NS3C_SECOND));
    char order[64] = "", *line = s.text;
    for (char *end; (end = strstr(line, "+0\n")); line = end + 3)
        snprintf(order + strlen(order), 8, "%.2s ", end - 2);
    ck_assert_str_eq(order, cases[_i].order);
    OK(ns3c_queue_count(p.end[0], &counters));
    ck_assert_uint_eq(counters.dropped_packets, cases[_i].dropped);
    ck_assert_uint_eq(counters.waiting_packets, 0);
    OK(ns3c_destroy(p.sim));
}
END_TEST

START_TEST(networks_are_checked)
{
    static struct site n;
    build(&n, NULL, false);
    struct ns3c_cable cable = slow_cable(1);
    struct ns3c_device *ends[2];
    struct ns3c_queue_counters counters;
    struct ns3c_queue queue = {.discipline = NS3C_FQ_CODEL, .limit = 10, .in_bytes = true};
    REFUSED(ns3c_add_cable(n.router, n.router, &cable, ends), NS3C_INVALID, "two nodes");
    REFUSED(ns3c_add_cable(n.router, n.ethernet, &cable, ends), NS3C_INVALID, "Ethernet");
    cable.direction[1].rate = 0;
    REFUSED(ns3c_add_cable(n.router, n.server, &cable, ends), NS3C_INVALID, "rate");
    cable = slow_cable(1);
    cable.direction[0].delay = -1;
    REFUSED(ns3c_add_cable(n.router, n.server, &cable, ends), NS3C_INVALID, "delay");
    cable = slow_cable(1);
    cable.direction[0].shaped = 1000;
    REFUSED(ns3c_add_cable(n.router, n.server, &cable, ends), NS3C_INVALID, "bucket");
    cable = slow_cable(1);
    cable.direction[1].rate = NS3C_UNLIMITED - 1;
    REFUSED(ns3c_add_cable(n.router, n.server, &cable, ends), NS3C_INVALID, "rate");
    REFUSED(ns3c_add_address(n.lan[1], IP(10, 5, 0, 1), 24), NS3C_INVALID, "switch");
    REFUSED(ns3c_add_address(n.wan[0], IP(10, 1, 0, 2), 24), NS3C_TAKEN, "10.1.0.2");
    REFUSED(ns3c_add_address(n.wan[0], IP(10, 1, 7, 255), 24), NS3C_INVALID, "10.1.7.255");
    REFUSED(ns3c_add_address(n.wan[0], IP(10, 1, 7, 1), 33), NS3C_INVALID, "33");
    REFUSED(ns3c_add_address(n.wan[0], IP(224, 0, 0, 1), 24), NS3C_INVALID, "224");
    REFUSED(ns3c_add_route(n.host[0], 0, 0, 1, n.wan[0]), NS3C_INVALID, "itself");
    REFUSED(ns3c_add_route(n.router, IP(10, 3, 0, 1), 16, 1, n.wan[0]), NS3C_INVALID, "10.3.0.1");
    REFUSED(ns3c_compute_routes(n.sim), NS3C_STATE, "global_routing");
    REFUSED(ns3c_set_queue(n.wan[0], &queue), NS3C_INVALID, "packets");
    REFUSED(ns3c_set_queue(n.lan[1], &queue), NS3C_INVALID, "host");
    REFUSED(ns3c_queue_count(n.wan[0], &counters), NS3C_STATE, "no queue");
    REFUSED(ns3c_lose_rate(n.wan[0], 1.5, 0), NS3C_INVALID, "0 to 1");
    REFUSED(ns3c_flows(n.sim, NULL, NULL), NS3C_INVALID, "missing");
    REFUSED(ns3c_capture(n.wan[0], "/nowhere/at/all"), NS3C_FILE, "/nowhere");
    OK(ns3c_destroy(n.sim));
}
END_TEST

/* --- counters and captures -------------------------------------------------------------------- */

static void tell_flow(void *user, const struct ns3c_flow *f)
{
    tell(user, "%x:%u-%x:%u %u: %u/%u, %u/%u bytes, %u us", f->source.address, f->source.port,
         f->destination.address, f->destination.port, f->protocol, (unsigned)f->received_packets,
         (unsigned)f->sent_packets, (unsigned)f->received_bytes, (unsigned)f->sent_bytes,
         (unsigned)(f->delay_sum / 1000));
}

START_TEST(flows_are_counted)
{
    static struct site n;
    build(&n, NULL, false);
    OK(ns3c_count_flows(n.sim));
    REFUSED(ns3c_count_flows(n.sim), NS3C_STATE, "already");
    OK(ns3c_lose_list(n.wan[1], (const uint32_t[]){1}, 1));
    for (int i = 0; i < 3; i++)
        send(n.udp[0], IP(10, 2, 0, 2), 69);
    OK(ns3c_run(n.sim, NS3C_SECOND));
    n.s.length = 0;
    OK(ns3c_flows(n.sim, tell_flow, &n.s));
    ck_assert_str_eq(n.s.text,
                     "1000000.000 a010002:5000-a020002:69 17: 2/3, 64/96 bytes, 2156 us\n");
    OK(ns3c_destroy(n.sim));
}
END_TEST

START_TEST(captures_have_nanoseconds)
{
    static struct site n;
    char *folder = fresh_folder();
    char *lan = mem_printf("%s/lan.pcap", folder), *wan = mem_printf("%s/wan.pcap", folder);
    build(&n, NULL, false);
    OK(ns3c_capture(n.port[0], lan));
    OK(ns3c_capture(n.wan[1], wan));
    REFUSED(ns3c_capture(n.wan[1], wan), NS3C_STATE, "already");
    OK(ns3c_udp_send(n.udp[0], (struct ns3c_endpoint){IP(10, 2, 0, 2), 69}, "ab", 2, "xyz", 3,
                     NS3C_BY_POINTER));
    OK(ns3c_run(n.sim, NS3C_SECOND));
    OK(ns3c_destroy(n.sim));
    size_t length;
    uint8_t *bytes = (uint8_t *)file_contents(folder, "wan.pcap", &length);
    uint32_t words[10];
    memcpy(words, bytes, sizeof words);
    ck_assert_uint_eq(length, 24 + 16 + 33);
    ck_assert_uint_eq(words[0], 0xa1b23c4d);
    ck_assert_uint_eq(words[5], 101);
    ck_assert_uint_eq(words[7], 1047440);
    ck_assert_mem_eq(bytes + length - 5, "abxyz", 5);
    free(bytes);
    bytes = (uint8_t *)file_contents(folder, "lan.pcap", &length);
    ck_assert_uint_eq(length, 24 + 16 + 14 + 33);
    ck_assert_mem_eq(bytes + 40 + 12, "\x08\x00\x45", 3);
    free(bytes);
    free(lan);
    free(wan);
    remove_folder(folder);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_loop_test(t, through_a_switch, 0, 2);
    tcase_add_loop_test(t, arp_unless_neighbours_are_known, 0, 2);
    tcase_add_test(t, tcp_through_a_switch);
    tcase_add_test(t, a_bus);
    tcase_add_loop_test(t, queue_disciplines, 0, 4);
    tcase_add_test(t, networks_are_checked);
    tcase_add_test(t, flows_are_counted);
    tcase_add_test(t, captures_have_nanoseconds);
}

int main(void)
{
    return run_tests("ns3 networks", add);
}
