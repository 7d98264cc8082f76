/* Where packets go: switches, routers, broadcasts. The network is that of network_sites(): every
 * link takes a microsecond a byte, and 10 us to its other end, the WANs 1000 us. */
#include "sim/native/native.h"
#include "sim/random.h"
#include "tests/sim/native/network.h"

static struct network net;
static struct listener server, h1, h2, h3, h4, h5;

static void listen_everywhere(struct network *n)
{
    network_listen(n, NODE_SERVER, &server);
    network_listen(n, NODE_H1, &h1);
    network_listen(n, NODE_H2, &h2);
    network_listen(n, NODE_H3, &h3);
    network_listen(n, NODE_H4, &h4);
    network_listen(n, NODE_H5, &h5);
}

static void setup(void)
{
    network_sites(&net);
    network_build(&net);
    listen_everywhere(&net);
}

static void teardown(void)
{
    network_fini(&net);
}

static uint64_t unreachable(void)
{
    return ((struct native *)net.net)->unreachable;
}

static uint64_t unbound(void)
{
    return ((struct native *)net.net)->unbound;
}

/* Two hops: 2 * (100 + 10). */
START_TEST(a_switch_forwards_to_the_port_of_the_address)
{
    packet_at(0, &h1, SITE_1 + 3, 'A', 100);
    packet_at(0, &h2, SITE_1 + 1, 'B', 50);
    RUN_AND_SEE(&net, "120 h1 got B", "220 h3 got A");
    ck_assert_uint_eq(unreachable() + unbound(), 0);
}
END_TEST

/* Four hops: 4 * 100 + 10 + 1000 + 10 + 10. */
START_TEST(routers_forward_to_the_subnet)
{
    packet_at(0, &server, SITE_1 + 2, 'A', 100);
    packet_at(0, &server, SITE_2 + 1, 'B', 100);
    packet_at(5000, &h5, SERVER, 'C', 100);
    RUN_AND_SEE(&net, "1430 h2 got A", "1530 h4 got B", "6430 server got C");
}
END_TEST

/* Six hops over both WANs: 6 * 100 + 4 * 10 + 2 * 1000. */
START_TEST(sites_reach_each_other_over_the_head)
{
    packet_at(0, &h3, SITE_2 + 2, 'A', 100);
    RUN_AND_SEE(&net, "2640 h5 got A");
}
END_TEST

/* The second waits for the first at the switch's port only: 100 more. */
START_TEST(packets_meet_where_their_ways_do)
{
    packet_at(0, &h1, SITE_1 + 3, 'A', 100);
    packet_at(0, &h2, SITE_1 + 3, 'B', 100);
    RUN_AND_SEE(&net, "220 h3 got A", "320 h3 got B");
}
END_TEST

START_TEST(a_broadcast_reaches_every_other_host_of_the_subnet_once)
{
    packet_at(0, &h2, SITE_1 + 255, 'A', 100);
    RUN_AND_SEE(&net, "220 h1 got A by broadcast", "220 h3 got A by broadcast");
    ck_assert_uint_eq(unreachable() + unbound(), 0);
}
END_TEST

START_TEST(a_broadcast_ends_at_the_router)
{
    network_fini(&net);
    network_sites(&net);
    net.watched = "wan 1";
    network_build(&net);
    listen_everywhere(&net);
    packet_at(0, &h2, SITE_1 + 255, 'A', 100);
    packet_at(0, &server, (SERVER | 255), 'B', 100);
    RUN_AND_SEE(&net, "220 h1 got A by broadcast", "220 h3 got A by broadcast");
}
END_TEST

START_TEST(a_router_hears_the_broadcasts_of_its_subnet)
{
    network_fini(&net);
    network_sites(&net);
    net.watched = "lan 1";
    network_build(&net);
    listen_everywhere(&net);
    packet_at(0, &h2, SITE_1 + 255, 'A', 100);
    net_udp_close(h1.host, h1.udp);
    net_udp_close(h3.host, h3.udp);
    RUN_AND_SEE(&net, "110 up A 110-210", "220 up A over");
}
END_TEST

START_TEST(the_broadcast_address_of_another_subnet_is_nobodys)
{
    packet_at(0, &h1, SITE_2 + 255, 'A', 100);
    packet_at(0, &server, SITE_1 + 255, 'B', 100);
    network_run(&net);
    ck_assert_str_eq(net.seen, "");
    ck_assert_uint_eq(unreachable(), 2);
}
END_TEST

START_TEST(packets_for_an_unknown_address_or_oneself_are_counted)
{
    packet_at(0, &h1, SITE_1 + 99, 'A', 100);
    packet_at(0, &h1, 0, 'B', 100);
    packet_at(0, &h1, SITE_1 + 1, 'C', 100);
    network_run(&net);
    ck_assert_str_eq(net.seen, "");
    ck_assert_uint_eq(unreachable(), 3);
}
END_TEST

/* 100 bytes there over two lines of 10 us, and 56 back: 20 of IP, 8 of ICMP, 28 quoted. */
START_TEST(the_sender_hears_of_an_unbound_port)
{
    packet_at(0, &h1, SITE_1 + 2, 'A', 100)->to.port = PORT + 1;
    network_run(&net);
    char told[64];
    snprintf(told, sizeof told, "%d h1 told unreachable %d\n", 2 * (100 + 10) + 2 * (56 + 10),
             PORT + 1);
    ck_assert_str_eq(net.seen, told);
    ck_assert_uint_eq(unbound(), 1);
}
END_TEST

START_TEST(nobody_hears_of_a_broadcast_to_an_unbound_port)
{
    packet_at(0, &h1, SITE_1 + 255, 'B', 100)->to.port = 60000; /* to two hosts */
    network_run(&net);
    ck_assert_str_eq(net.seen, "");
    ck_assert_uint_eq(unbound(), 2);
}
END_TEST

/* The port that sent is closed when the news comes: that is the end of it. */
START_TEST(news_of_an_unbound_port_is_not_answered)
{
    packet_at(0, &h1, SITE_1 + 2, 'A', 100)->to.port = PORT + 1;
    event_queue_run(net.net->events, 10 * MICROSECONDS, UINT64_MAX);
    net_udp_close(h1.host, h1.udp);
    network_run(&net);
    ck_assert_str_eq(net.seen, "");
    ck_assert_uint_eq(unbound(), 2); /* the datagram, and the news */
}
END_TEST

START_TEST(two_hosts_on_a_cable_reach_each_other)
{
    network_fini(&net);
    network_two_hosts(&net, plain_line(10));
    net.watched = NULL;
    network_build(&net);
    network_listen(&net, 0, &h1);
    network_listen(&net, 1, &h2);
    packet_at(0, &h1, SITE_1 + 2, 'A', 100);
    packet_at(0, &h2, SITE_1 + 1, 'B', 50);
    packet_at(1000, &h1, SITE_1 + 255, 'C', 100);
    RUN_AND_SEE(&net, "60 h0 got B", "110 h1 got A", "1110 h1 got C by broadcast");
}
END_TEST

/* A host's number says nothing about where it is: many of them, in an order that is not theirs. */
START_TEST(many_hosts_are_found_by_their_address)
{
    enum { HOSTS = 200 };
    static struct listener all[HOSTS];
    network_fini(&net);
    network_init(&net);
    const uint32_t sw = network_switch(&net, "switch");
    for (uint32_t i = 0; i < HOSTS; i++) {
        char name[16];
        snprintf(name, sizeof name, "%u", i);
        const uint32_t h = network_host(&net, name, SITE_1 + 1 + i * 37 % 251);
        network_link(&net, name, h, sw, plain_line(0));
    }
    network_build(&net);
    for (uint32_t i = 0; i < HOSTS; i++)
        network_listen(&net, i + 1, &all[i]);
    for (uint32_t i = 0; i < HOSTS; i++)
        packet_at(1000 * i, &all[i], all[(i * 7 + 1) % HOSTS].host->address, 'A', 100);
    network_run(&net);
    for (uint32_t i = 0; i < HOSTS; i++) {
        char line[64];
        snprintf(line, sizeof line, "%u %u got A\n", 1000 * i + 200, (i * 7 + 1) % HOSTS);
        ck_assert_msg((i * 7 + 1) % HOSTS == i || strstr(net.seen, line), "no %s", line);
    }
}
END_TEST

/* Random packets, unicast and broadcast, on small queues. */
static void run_at_random(bool in_order, char *seen)
{
    struct listener *const all[] = {&server, &h1, &h2, &h3, &h4, &h5};
    struct random_stream draws;
    random_init(&draws, 1, 0, 0, RANDOM_TEST);
    network_sites(&net);
    net.observer.in_order = in_order;
    for (uint32_t i = 0; i < net.topology.link_count; i++)
        for (int d = 0; d < 2; d++)
            network_way(&net, i, d)->queue.limit = 4;
    network_build(&net);
    listen_everywhere(&net);
    for (int i = 0; i < 5000; i++) {
        struct listener *from = all[random_below(&draws, 6)], *to = all[random_below(&draws, 6)];
        const bool broadcast = random_chance(&draws, 50000000);
        packet_at((sim_time)random_below(&draws, 400000), from,
                  broadcast ? from->host->broadcast : to->host->address, (char)('A' + i % 26),
                  29 + (uint32_t)random_below(&draws, 4) * 20);
    }
    network_run(&net);
    strcpy(seen, net.seen);
}

/* Routers of two links pass packets on ahead of their time, unless an observer wants to be told in
 * order: nobody else may notice. */
START_TEST(relaying_changes_nothing_that_hosts_see)
{
    static char ahead[SEEN_BYTES], in_time[SEEN_BYTES];
    network_fini(&net);
    run_at_random(true, in_time);
    network_fini(&net);
    run_at_random(false, ahead);
    ck_assert_uint_gt(strlen(ahead), 10000);
    ck_assert_str_eq(ahead, in_time);
}
END_TEST

static sim_time last_told[2];

static void tell_delivery(void *user, const struct link_info *link, int direction,
                          const struct packet_info *p, sim_time now)
{
    (void)user, (void)link, (void)p;
    ck_assert_int_ge(now, last_told[direction]);
    last_told[direction] = now;
}

/* B leaves the switch first, and A, which the router passes on, after it. */
START_TEST(of_one_link_an_observer_is_told_in_the_order_of_time)
{
    network_fini(&net);
    network_sites(&net);
    net.watched = "lan 1";
    net.observer.in_order = false;
    net.observer.packet_sent = NULL;
    net.observer.packet_delivered = tell_delivery;
    network_build(&net);
    listen_everywhere(&net);
    packet_at(0, &h2, SITE_1 + 255, 'B', 100);
    packet_at(0, &h1, SERVER, 'A', 101);
    network_run(&net);
    /* B is at the router after 2 hops, A behind it: 100 + 10 + 100 + 101 + 10. */
    ck_assert_int_eq(last_told[1], 321 * MICROSECONDS);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_switch_forwards_to_the_port_of_the_address);
    tcase_add_test(t, routers_forward_to_the_subnet);
    tcase_add_test(t, sites_reach_each_other_over_the_head);
    tcase_add_test(t, packets_meet_where_their_ways_do);
    tcase_add_test(t, a_broadcast_reaches_every_other_host_of_the_subnet_once);
    tcase_add_test(t, a_broadcast_ends_at_the_router);
    tcase_add_test(t, a_router_hears_the_broadcasts_of_its_subnet);
    tcase_add_test(t, the_broadcast_address_of_another_subnet_is_nobodys);
    tcase_add_test(t, packets_for_an_unknown_address_or_oneself_are_counted);
    tcase_add_test(t, the_sender_hears_of_an_unbound_port);
    tcase_add_test(t, nobody_hears_of_a_broadcast_to_an_unbound_port);
    tcase_add_test(t, news_of_an_unbound_port_is_not_answered);
    tcase_add_test(t, two_hosts_on_a_cable_reach_each_other);
    tcase_add_test(t, many_hosts_are_found_by_their_address);
    tcase_add_test(t, relaying_changes_nothing_that_hosts_see);
    tcase_add_test(t, of_one_link_an_observer_is_told_in_the_order_of_time);
}

int main(void)
{
    return run_tests("node", add);
}
