/* Hosts whose cables are pulled, and put back. */
#include "tests/sim/native/network.h"

static struct network net;
static struct listener h0, h1;

static void setup(void)
{
    network_two_hosts(&net, plain_line(1000));
    network_build(&net);
    network_listen(&net, 0, &h0);
    network_listen(&net, 1, &h1);
}

static void teardown(void)
{
    network_fini(&net);
}

static void run_until(sim_time microseconds)
{
    native_engine.run(net.net, microseconds * MICROSECONDS, UINT64_MAX);
}

START_TEST(what_arrives_is_dropped)
{
    packet_at(0, &h0, SITE_1 + 2, 'A', 100);
    packet_at(2000, &h0, SITE_1 + 2, 'B', 100);
    run_until(500);
    net_set_plugged(h1.host, false);
    run_until(1500);
    net_set_plugged(h1.host, true);
    RUN_AND_SEE(&net, "0 down A 0-100", "1100 down A unplugged", "2000 down B 2000-2100",
                "3100 down B over", "3100 h1 got B");
}
END_TEST

START_TEST(what_is_sent_is_dropped)
{
    net_set_plugged(h0.host, false);
    packet_at(0, &h0, SITE_1 + 2, 'A', 100);
    packet_at(2000, &h0, SITE_1 + 2, 'B', 100);
    run_until(500);
    net_set_plugged(h0.host, true);
    RUN_AND_SEE(&net, "0 down A unplugged", "2000 down B 2000-2100", "3100 down B over",
                "3100 h1 got B");
}
END_TEST

START_TEST(what_was_sent_before_gets_there)
{
    packet_at(0, &h0, SITE_1 + 2, 'A', 100);
    packet_at(0, &h0, SITE_1 + 2, 'B', 100);
    run_until(50);
    net_set_plugged(h0.host, false);
    RUN_AND_SEE(&net, "0 down A 0-100", "0 down B 100-200", "1100 down A over", "1100 h1 got A",
                "1200 down B over", "1200 h1 got B");
}
END_TEST

/* A port that is closed would be answered with ICMP. */
START_TEST(there_is_no_answer_from_a_host_without_a_cable)
{
    net_udp_close(h1.host, h1.udp);
    net_set_plugged(h1.host, false);
    packet_at(0, &h0, SITE_1 + 2, 'A', 100);
    RUN_AND_SEE(&net, "0 down A 0-100", "1100 down A unplugged");
}
END_TEST

static void send_later(char label, sim_time at)
{
    const uint8_t byte = (uint8_t)label;
    net_udp_send_at(h0.host, h0.udp, (struct net_endpoint){SITE_1 + 2, PORT}, &byte, 1,
                    network_content, 71, at * MICROSECONDS);
}

/* What the processor is still at work on. */
START_TEST(what_leaves_later_needs_the_cable_then)
{
    send_later('A', 1000);
    run_until(500);
    net_set_plugged(h0.host, false);
    send_later('B', 2000);
    run_until(1500);
    net_set_plugged(h0.host, true);
    RUN_AND_SEE(&net, "1000 down A unplugged", "2000 down B 2000-2100", "3100 down B over",
                "3100 h1 got B");
}
END_TEST

static uint64_t seen_at;

static void dropped(void *user, const struct link_info *link, int direction,
                    const struct packet_info *p, enum drop_reason reason, sim_time now)
{
    (void)user, (void)link, (void)p;
    ck_assert_int_eq(direction, 0);
    ck_assert_int_eq(reason, DROP_UNPLUGGED);
    seen_at = (uint64_t)now;
}

/* An observer that does not ask for order is told the same. */
START_TEST(order_of_telling_changes_nothing)
{
    network_fini(&net);
    network_two_hosts(&net, plain_line(1000));
    net.observer =
        (struct observer){.user = &net, .link = network_wants, .packet_dropped = dropped};
    network_build(&net);
    network_listen(&net, 0, &h0);
    network_listen(&net, 1, &h1);
    send_later('A', 1000);
    run_until(500);
    net_set_plugged(h0.host, false);
    send_later('B', 2000);
    run_until(1500);
    net_set_plugged(h0.host, true);
    ck_assert_uint_eq(seen_at, 1000 * MICROSECONDS);
    RUN_AND_SEE(&net, "3100 h1 got B");
}
END_TEST

START_TEST(one_host_of_a_switch_is_without_a_cable)
{
    teardown();
    network_sites(&net);
    net.watched = "h2";
    network_build(&net);
    network_listen(&net, NODE_H1, &h0);
    network_listen(&net, NODE_H2, &h1);
    struct listener h3;
    network_listen(&net, NODE_H3, &h3);
    net_set_plugged(h1.host, false);
    packet_at(0, &h0, SITE_1 + 255, 'A', 100);
    packet_at(5000, &h0, SITE_1 + 3, 'B', 100);
    RUN_AND_SEE(&net, "110 down A 110-210", "220 down A unplugged", "220 h3 got A by broadcast",
                "5220 h3 got B");
}
END_TEST

/* --- the end of a run ------------------------------------------------------------------------- */

/* A is under way at 50, B is sent afterwards: A gets there, to nobody, and nobody answers. */
START_TEST(when_the_run_is_over_hosts_neither_send_nor_take)
{
    net_udp_close(h1.host, h1.udp);
    packet_at(0, &h0, SITE_1 + 2, 'A', 100);
    packet_at(60, &h0, SITE_1 + 2, 'B', 100);
    run_until(50);
    native_engine.silence(net.net);
    net_set_plugged(h0.host, true); /* does not wake it */
    RUN_AND_SEE(&net, "0 down A 0-100", "1100 down A over");
}
END_TEST

/* What was to leave later does not any more. */
START_TEST(when_the_run_is_over_nothing_leaves)
{
    send_later('A', 1000);
    run_until(50);
    native_engine.silence(net.net);
    network_run(&net);
    ck_assert_str_eq(net.seen, "");
}
END_TEST

/* What would leave there then is not seen any more. */
START_TEST(a_host_that_is_unplugged_stays_so_when_the_run_is_over)
{
    packet_at(0, &h0, SITE_1 + 2, 'A', 100);
    packet_at(100, &h1, SITE_1 + 1, 'B', 100);
    run_until(50);
    net_set_plugged(h1.host, false);
    native_engine.silence(net.net);
    RUN_AND_SEE(&net, "0 down A 0-100", "1100 down A unplugged");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, what_arrives_is_dropped);
    tcase_add_test(t, when_the_run_is_over_hosts_neither_send_nor_take);
    tcase_add_test(t, when_the_run_is_over_nothing_leaves);
    tcase_add_test(t, a_host_that_is_unplugged_stays_so_when_the_run_is_over);
    tcase_add_test(t, what_is_sent_is_dropped);
    tcase_add_test(t, what_was_sent_before_gets_there);
    tcase_add_test(t, there_is_no_answer_from_a_host_without_a_cable);
    tcase_add_test(t, what_leaves_later_needs_the_cable_then);
    tcase_add_test(t, order_of_telling_changes_nothing);
    tcase_add_test(t, one_host_of_a_switch_is_without_a_cable);
}

int main(void)
{
    return run_tests("plug", add);
}
