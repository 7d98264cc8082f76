/* Building, running and freeing networks. */
#include <signal.h>

#include "sim/mix.h"
#include "sim/random.h"
#include "tests/sim/native/network.h"

static struct network net;

static void expect_refusal(const char *message)
{
    struct error e = {{0}};
    ck_assert_ptr_null(native_engine.build(&net.topology, &net.options, &e));
    ck_assert_str_eq(e.text, message);
    network_fini(&net);
}

START_TEST(a_host_has_one_link)
{
    network_sites(&net);
    network_link(&net, "second", NODE_H1, NODE_SWITCH_2, plain_line(0));
    expect_refusal("host h1 has 2 links; it needs exactly one");
    network_init(&net);
    network_host(&net, "alone", SITE_1 + 1);
    expect_refusal("host alone has 0 links; it needs exactly one");
}
END_TEST

START_TEST(a_subnet_is_at_one_switch)
{
    network_sites(&net);
    const uint32_t h = network_host(&net, "astray", SITE_1 + 9);
    network_link(&net, "its", h, NODE_SWITCH_2, plain_line(0));
    expect_refusal("hosts h1 and astray are in one subnet, but not at one switch");
}
END_TEST

/* A router does not pass broadcasts on, so its two ports are not one subnet. */
START_TEST(a_subnet_is_not_at_a_router)
{
    network_init(&net);
    network_host(&net, "a", SITE_1 + 1);
    network_host(&net, "b", SITE_1 + 2);
    const uint32_t router = network_router(&net, "r");
    network_link(&net, "a", 0, router, plain_line(0));
    network_link(&net, "b", 1, router, plain_line(0));
    expect_refusal("hosts a and b are in one subnet, but not at one switch");
}
END_TEST

START_TEST(two_hosts_on_a_cable_are_in_one_subnet)
{
    network_two_hosts(&net, plain_line(0));
    network_build(&net);
    network_fini(&net);
    network_init(&net);
    network_host(&net, "a", SITE_1 + 1);
    network_host(&net, "b", SITE_2 + 1);
    network_link(&net, "cable", 0, 1, plain_line(0));
    expect_refusal("hosts a and b are linked, but in two subnets");
}
END_TEST

START_TEST(links_form_a_tree)
{
    network_sites(&net);
    network_link(&net, "backup", NODE_ROUTER_1, NODE_ROUTER_2, plain_line(0));
    expect_refusal("link backup closes a loop; the links must form a tree");
    network_sites(&net);
    const uint32_t router = network_router(&net, "island");
    const uint32_t h = network_host(&net, "castaway", 0x0A030001);
    network_link(&net, "its", router, h, plain_line(0));
    expect_refusal("server and island are not connected; the links must form a tree");
}
END_TEST

START_TEST(an_address_is_given_once)
{
    network_two_hosts(&net, plain_line(0));
    net.topology.nodes[1].address = SITE_1 + 1;
    struct error e;
    native_engine.build(&net.topology, &net.options, &e);
}
END_TEST

/* Sums up what a watched link lets be seen, and when. */
static uint64_t sum;

static void add_sent(void *user, const struct link_info *link, int direction,
                     const struct packet_info *p, const struct transmission *t)
{
    (void)user;
    (void)link;
    (void)direction;
    sum = mix64(mix64(sum, p->digest), mix64((uint64_t)t->start, (uint64_t)t->end));
}

static void add_delivered(void *user, const struct link_info *link, int direction,
                          const struct packet_info *p, sim_time now)
{
    (void)user;
    (void)link;
    (void)direction;
    sum = mix64(sum, mix64(p->digest, (uint64_t)now));
}

/* A network with every fault on its WAN, and 200 packets on their way through it. */
struct faulty {
    struct network network;
    struct listener server, h1;
};

static void faulty_init(struct faulty *f, uint64_t seed)
{
    network_sites(&f->network);
    f->network.watched = "wan 1";
    f->network.options.seed = seed;
    f->network.observer.packet_sent = add_sent;
    f->network.observer.packet_delivered = add_delivered;
    f->network.observer.packet_dropped = NULL;
    network_way(&f->network, 1, 0)->faults =
        (struct link_faults){.loss = 100000000,
                             .duplicate = 100000000,
                             .reorder = 100000000,
                             .corrupt = 100000000,
                             .reorder_delay = 1 * MILLISECONDS};
    network_build(&f->network);
    network_listen(&f->network, NODE_SERVER, &f->server);
    network_listen(&f->network, NODE_H1, &f->h1);
    for (int i = 0; i < 200; i++)
        packet_at(50 * i, &f->server, SITE_1 + 1, (char)('A' + i % 26), 100);
}

static uint64_t sum_of_a_run(uint64_t seed)
{
    struct faulty f;
    sum = 0;
    faulty_init(&f, seed);
    network_run(&f.network);
    network_fini(&f.network);
    return sum;
}

START_TEST(the_same_seed_gives_the_same_run)
{
    const uint64_t first = sum_of_a_run(1);
    ck_assert_uint_eq(sum_of_a_run(1), first);
    ck_assert_uint_ne(sum_of_a_run(2), first);
}
END_TEST

static void run_alone(uint64_t seed, char *seen)
{
    struct faulty f;
    faulty_init(&f, seed);
    network_run(&f.network);
    strcpy(seen, f.network.seen);
    network_fini(&f.network);
}

/* Two run side by side, a few events in turn, and each as it does alone. */
START_TEST(two_networks_do_not_disturb_each_other)
{
    static char alone[2][SEEN_BYTES];
    static struct faulty both[2];
    for (int i = 0; i < 2; i++)
        run_alone((uint64_t)i, alone[i]);
    for (int i = 0; i < 2; i++)
        faulty_init(&both[i], (uint64_t)i);
    bool more[2] = {true, true};
    while (more[0] || more[1])
        for (int i = 0; i < 2; i++)
            more[i] = native_engine.run(both[i].network.net, TIME_NEVER, (uint64_t)(3 + 4 * i));
    for (int i = 0; i < 2; i++) {
        ck_assert_str_eq(both[i].network.seen, alone[i]);
        network_fini(&both[i].network);
    }
    ck_assert_str_ne(alone[0], alone[1]);
}
END_TEST

/* Some of them corrupted, with a payload of their own. */
START_TEST(a_network_is_freed_with_packets_on_their_way)
{
    for (uint64_t events = 1; events < 1000; events += 83) {
        struct faulty f;
        faulty_init(&f, 1);
        native_engine.run(f.network.net, TIME_NEVER, events);
        network_fini(&f.network);
    }
}
END_TEST

static struct net_datagram *held;

static void hold_it(void *user, const struct net_datagram *d)
{
    held = net_hold(user, d);
}

START_TEST(a_network_is_freed_with_a_datagram_held)
{
    network_two_hosts(&net, plain_line(0));
    network_way(&net, 0, 0)->faults.corrupt = LINK_BILLION;
    network_build(&net);
    struct listener h0;
    network_listen(&net, 0, &h0);
    struct net_host *h1 = native_engine.host(net.net, 1);
    net_udp_bind(h1, PORT, TRAFFIC_OTHER, hold_it, h1);
    packet_at(0, &h0, SITE_1 + 2, 'A', 1000);
    network_run(&net);
    ck_assert_ptr_nonnull(held);
    network_fini(&net);
}
END_TEST

static void stop_the_run(void *user, const struct net_datagram *d)
{
    (void)d;
    native_engine.stop(user);
}

START_TEST(a_device_can_stop_the_run)
{
    network_two_hosts(&net, plain_line(0));
    network_build(&net);
    struct listener h0;
    network_listen(&net, 0, &h0);
    net_udp_bind(native_engine.host(net.net, 1), PORT, TRAFFIC_OTHER, stop_the_run, net.net);
    packet_at(0, &h0, SITE_1 + 2, 'A', 100);
    packet_at(0, &h0, SITE_1 + 2, 'B', 100);
    ck_assert(!native_engine.run(net.net, TIME_NEVER, UINT64_MAX));
    ck_assert_int_eq(net_now(net.net), 100 * MICROSECONDS);
    network_fini(&net);
}
END_TEST

static int asked;

static bool only_the_wans(void *user, const struct link_info *link)
{
    (void)user;
    ck_assert_uint_eq(link->id, (uint32_t)asked++);
    ck_assert_str_eq(link->ends[0], link->id == 0 ? "server" : link->ends[0]);
    return link->wan;
}

START_TEST(observers_are_asked_once_a_link_and_told_of_those_they_want)
{
    network_sites(&net);
    net.topology.links[1].wan = true;
    net.observer.link = only_the_wans;
    network_build(&net);
    ck_assert_int_eq(asked, 10);
    struct listener server, h1;
    network_listen(&net, NODE_SERVER, &server);
    network_listen(&net, NODE_H1, &h1);
    packet_at(0, &server, SITE_1 + 1, 'A', 100);
    /* Each of the four hops takes 100 us, and 10, 1000, 10 and 10 us of delay. */
    RUN_AND_SEE(&net, "110 down A 110-210", "1210 down A over", "1430 h1 got A");
    network_fini(&net);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_host_has_one_link);
    tcase_add_test(t, a_subnet_is_at_one_switch);
    tcase_add_test(t, a_subnet_is_not_at_a_router);
    tcase_add_test(t, two_hosts_on_a_cable_are_in_one_subnet);
    tcase_add_test(t, links_form_a_tree);
    tcase_add_test_raise_signal(t, an_address_is_given_once, SIGABRT);
    tcase_add_test(t, the_same_seed_gives_the_same_run);
    tcase_add_test(t, two_networks_do_not_disturb_each_other);
    tcase_add_test(t, a_network_is_freed_with_packets_on_their_way);
    tcase_add_test(t, a_network_is_freed_with_a_datagram_held);
    tcase_add_test(t, a_device_can_stop_the_run);
    tcase_add_test(t, observers_are_asked_once_a_link_and_told_of_those_they_want);
}

int main(void)
{
    return run_tests("engine", add);
}
