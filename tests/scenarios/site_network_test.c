/* The network that is made of a scenario: which ends of its cables drop, and which wait. */
#include "tests/scenarios/small_experiment.h"

static struct watched w; /* each test has its own process */
static uint64_t dropped;

static const struct topology_link *link_named(const struct topology *t, const char *name)
{
    for (uint32_t i = 0; i < t->link_count; i++)
        if (!strcmp(t->links[i].name, name))
            return &t->links[i];
    ck_abort_msg("there is no link %s", name);
    return NULL;
}

START_TEST(ports_drop_and_hosts_wait)
{
    struct scenario s;
    struct site_network n;
    load_small(&s, SMALL "log_server: on\nsubnets: [{lan: {queue: {limit: 9 kB}},\n"
                         "load_servers: [{name: near}], phones: [{model: CP-7965}]}]\n");
    site_network_init(&n, &s);
    static const struct {
        const char *name;
        uint32_t port;
        bool host_first; /* direction 0 is the host's */
    } cables[] = {{"server", 1000, true},
                  {"log server", 1000, true},
                  {"near 10.1.0.0/24", 9000, false},
                  {"SEP02000A01000A", 9000, false}};
    for (size_t i = 0; i < sizeof cables / sizeof *cables; i++) {
        const struct topology_link *l = link_named(&n.topology, cables[i].name);
        const struct link_direction *card = l->direction[!cables[i].host_first];
        const struct link_direction *port = l->direction[cables[i].host_first];
        ck_assert_uint_eq(port->queue.limit, cables[i].port);
        ck_assert_uint_eq(card->queue.limit, LINK_QUEUE_ENDLESS);
        ck_assert(!card->queue.in_bytes);
        ck_assert_uint_eq(card->rate, port->rate);
        ck_assert_int_eq(card->delay, port->delay);
    }
    site_network_fini(&n);
    scenario_free(&s);
}
END_TEST

static void count_drop(void *user, const struct link_info *link, int direction,
                       const struct packet_info *p, enum drop_reason reason, sim_time now)
{
    (void)user, (void)link, (void)direction, (void)p, (void)reason, (void)now;
    dropped++;
}

static void run_counting_drops(const char *text)
{
    const struct observer observer = {.link = watch_link, .packet_dropped = count_drop};
    run_observed(text, &observer);
}

/* 25 blocks at once, of which one is on the wire and 23 would have room at a switch's port: the
 * last of each window, and so its ACK, would be lost. Beyond the switch, whose ports are as fast,
 * they come one after the other. */
#define A_WINDOW_OF_25(lan)                                                                        \
    SMALL "method: load-server\ntftp: {blksize: 1428, windowsize: 25}\nsubnets:\n"                 \
          "  - lan: {rate: " lan ", queue: {limit: 23 packets}}\n"                                 \
          "    load_servers: [{kind: atftpd, cpu: 0 us/packet, lan: 100 Mbps}]\n"                  \
          "    phones: [{model: CP-7965}]\n"

START_TEST(a_window_waits_for_the_servers_own_card)
{
    run_counting_drops(A_WINDOW_OF_25("100 Mbps"));
    ck_assert_uint_eq(dropped, 0);
    run_small(&w, A_WINDOW_OF_25("100 Mbps"));
    ck_assert_uint_eq(w.completed, 1);
    ck_assert_int_lt(w.ended, 60 * SECONDS);
}
END_TEST

/* At 10 Mbps a port sends 3 of the 25 while they come: 22 wait, and none is lost; but at a limit of
 * 15 it drops some of each window. */
START_TEST(a_port_that_is_slower_than_the_server_drops)
{
    run_counting_drops(A_WINDOW_OF_25("10 Mbps"));
    ck_assert_uint_eq(dropped, 0);
    run_counting_drops(SMALL "method: load-server\ntftp: {blksize: 1428, windowsize: 25}\n"
                             "subnets:\n"
                             "  - lan: {rate: 10 Mbps, queue: {limit: 15 packets}}\n"
                             "    load_servers: [{kind: atftpd, cpu: 0 us/packet}]\n"
                             "    phones: [{model: CP-7965}]\n");
    ck_assert_uint_gt(dropped, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("site_network");
    tcase_add_test(tests, ports_drop_and_hosts_wait);
    tcase_add_test(tests, a_window_waits_for_the_servers_own_card);
    tcase_add_test(tests, a_port_that_is_slower_than_the_server_drops);
    return run_tests("scenarios/site_network", tests);
}
