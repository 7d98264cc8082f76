/* Packets that are larger than a link takes: cut by hosts and routers, put together again, dropped
 * with and without a word. A packet on a watched link is written as
 *   TIME down 1480@2960+ START-END     bytes behind the IP header, @ where they belong, + and more
 *   TIME down 1480 START-END           no fragment
 * and a datagram at its end as `TIME h1 got 8196`: bytes of header and payload. */
#include "sim/native/native.h"
#include "tests/sim/native/network.h"

static struct network net;
static struct listener h0, h1;
static uint64_t wrong; /* bytes that are not as they were sent */
static uint32_t largest;
static uint32_t acknowledgements; /* TCP's packets the other way */

static void write_packet(int direction, const struct packet_info *p, const char *what)
{
    char place[32] = "";
    if (packet_is_fragment(p))
        snprintf(place, sizeof place, "@%u%s", packet_offset(p),
                 p->fragment & IP_MORE_FRAGMENTS ? "+" : "");
    network_write(&net, "%s %s%u%s %s", direction_name(direction),
                  p->protocol == IP_PROTOCOL_ICMP ? "icmp " : "", p->bytes - 20, place, what);
}

static void on_sent(void *user, const struct link_info *link, int direction,
                    const struct packet_info *p, const struct transmission *t)
{
    char times[64];
    (void)user, (void)link;
    largest = p->bytes > largest ? p->bytes : largest;
    acknowledgements += direction == 1 && p->protocol == IP_PROTOCOL_TCP;
    snprintf(times, sizeof times, "%.12g-%.12g", (double)t->start / MICROSECONDS,
             (double)t->end / MICROSECONDS);
    write_packet(direction, p, times);
}

static void on_dropped(void *user, const struct link_info *link, int direction,
                       const struct packet_info *p, enum drop_reason reason, sim_time now)
{
    if (!network_wants(user, link)) /* drops are told of every link */
        return;
    (void)now;
    write_packet(direction, p, drop_reason_names[reason]);
}

static void on_datagram_dropped(void *user, const char *host, uint32_t from,
                                enum datagram_drop reason, sim_time now)
{
    (void)user, (void)now;
    ck_assert_uint_ne(from, 0);
    network_write(&net, "%s drops: %s", host, datagram_drop_names[reason]);
}

static void on_datagram(void *user, const struct net_datagram *d)
{
    const struct listener *l = user;
    if (d->unreachable) {
        network_write(&net, "%s told unreachable %d", l->host->name, d->source.port);
        return;
    }
    wrong += d->header[0] != 'A';
    for (uint32_t i = 0; i < d->payload_length; i++)
        wrong += d->payload[i] != network_content[i];
    network_write(&net, "%s got %u", l->host->name, d->header_length + d->payload_length);
}

static void setup(void)
{
    wrong = largest = 0;
}

static void teardown(void)
{
    network_fini(&net);
}

static void listen_at(uint32_t node, struct listener *l)
{
    l->network = &net;
    l->host = native_engine.host(net.net, node);
    l->udp = net_udp_bind(l->host, PORT, TRAFFIC_OTHER, on_datagram, l);
}

static void build(const char *watched, uint32_t from, uint32_t to)
{
    net.watched = watched;
    net.observer.packet_sent = on_sent;
    net.observer.packet_dropped = on_dropped;
    net.observer.packet_delivered = NULL;
    net.observer.datagram_dropped = on_datagram_dropped;
    network_build(&net);
    listen_at(from, &h0);
    listen_at(to, &h1);
}

static void two_hosts(struct link_direction line)
{
    network_two_hosts(&net, line);
    build("line", 0, 1);
}

/* The server sends over the head router and a WAN whose lines take `mtu` bytes. */
static void narrow_wan(const char *watched, uint32_t mtu, enum link_icmp icmp)
{
    network_sites(&net);
    for (int d = 0; d < 2; d++) {
        network_way(&net, 1, d)->mtu = mtu;
        network_way(&net, 1, d)->icmp = icmp;
    }
    build(watched, NODE_SERVER, NODE_H1);
}

enum { BLOCK = 20 + 8 + 4 + 8192 /* an IP packet of it */ };

static void send_to_h1(sim_time at, uint32_t bytes)
{
    packet_at(at, &h0, SITE_1 + 2, 'A', bytes);
}

/* The first host of site 1 in network_sites. */
static void send_over_wan(sim_time at, uint32_t bytes)
{
    packet_at(at, &h0, SITE_1 + 1, 'A', bytes);
}

/* 8,204 bytes of UDP, header included: 5 times 1,480 and 804, each with 20 bytes of IP header. */
START_TEST(a_block_of_8192_travels_in_six)
{
    two_hosts(plain_line(100));
    send_to_h1(0, BLOCK);
    RUN_AND_SEE(&net, "0 down 1480@0+ 0-1500", "0 down 1480@1480+ 1500-3000",
                "0 down 1480@2960+ 3000-4500", "0 down 1480@4440+ 4500-6000",
                "0 down 1480@5920+ 6000-7500", "0 down 804@7400 7500-8324", "8424 h1 got 8196");
    ck_assert_uint_eq(wrong, 0);
    ck_assert_int_eq(net_now(net.net), 8424 * MICROSECONDS); /* no timer is left */
}
END_TEST

START_TEST(what_fits_is_not_cut)
{
    two_hosts(plain_line(0));
    send_to_h1(0, 1500);
    send_to_h1(2000, 1501);
    RUN_AND_SEE(&net, "0 down 1480 0-1500", "1500 h1 got 1472", "2000 down 1480@0+ 2000-3500",
                "2000 down 1@1480 3500-3521", "3521 h1 got 1473");
}
END_TEST

/* The largest block, 65,464 bytes: 65,476 of UDP are 44 times 1,480 and 356. */
START_TEST(the_largest_block)
{
    network_two_hosts(&net, plain_line(0));
    build(NULL, 0, 1);
    send_to_h1(0, 20 + 8 + 4 + 65464);
    network_run(&net);
    ck_assert_int_eq(net_now(net.net), (44 * 1500 + 376) * MICROSECONDS);
    ck_assert_ptr_nonnull(strstr(net.seen, "h1 got 65468\n"));
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

static void pull(struct timer *timer)
{
    (void)timer;
    net_set_plugged(h1.host, false);
}

static void put_back(struct timer *timer)
{
    (void)timer;
    net_set_plugged(h1.host, true);
}

static void at(struct timer *timer, sim_time when, void (*call)(struct timer *))
{
    timer_init(timer, call);
    timer_set(net.net->events, timer, when * MICROSECONDS);
}

/* Loses what comes to h1 at that microsecond. */
static void lose(sim_time when)
{
    static struct timer timers[4];
    static int next;
    at(&timers[next % 4], when - 1, pull);
    at(&timers[(next + 1) % 4], when + 1, put_back);
    next += 2;
}

/* The first fragment has come at 1500 us; 30 s later the rest is given up, and who has the
 * beginning says so. A second block comes meanwhile. */
START_TEST(the_loss_of_one_loses_the_block)
{
    two_hosts(plain_line(0));
    send_to_h1(0, 4000);
    lose(3000);
    send_to_h1(10000, 2000);
    RUN_AND_SEE(&net, "0 down 1480@0+ 0-1500", "0 down 1480@1480+ 1500-3000",
                "0 down 1020@2960 3000-4040", "3000 down 1480@1480+ unplugged",
                "10000 down 1480@0+ 10000-11500", "10000 down 500@1480 11500-12020",
                "12020 h1 got 1972", "30001500 up icmp 36 30001500-30001556",
                "30001500 h1 drops: incomplete");
}
END_TEST

START_TEST(without_the_beginning_nobody_is_told)
{
    two_hosts(plain_line(0));
    send_to_h1(0, 2000);
    lose(1500);
    RUN_AND_SEE(&net, "0 down 1480@0+ 0-1500", "0 down 500@1480 1500-2020",
                "1500 down 1480@0+ unplugged", "30002020 h1 drops: incomplete");
}
END_TEST

/* With all of them twice: what comes after the datagram was complete begins another one, which
 * never is. */
START_TEST(duplicates_change_nothing)
{
    struct link_direction line = plain_line(0);
    line.faults.duplicate = LINK_BILLION;
    two_hosts(line);
    send_to_h1(0, 2000);
    RUN_AND_SEE(&net, "0 down 1480@0+ 0-1500", "0 down 500@1480 1500-2020", "2020 h1 got 1972",
                "30002020 h1 drops: incomplete");
}
END_TEST

/* One byte of each of two fragments, and of 1,972. */
static uint32_t changed_bytes;

static void on_changed(void *user, const struct net_datagram *d)
{
    (void)user;
    ck_assert_uint_eq(d->header_length + d->payload_length, 1972);
    changed_bytes += d->header[0] != 'A';
    for (uint32_t i = 0; i < d->payload_length; i++)
        changed_bytes += d->payload[i] != network_content[i];
}

START_TEST(changed_fragments_make_a_changed_datagram)
{
    struct link_direction line = plain_line(0);
    line.faults.corrupt = LINK_BILLION;
    two_hosts(line);
    net_udp_close(h1.host, h1.udp);
    net_udp_bind(h1.host, PORT, TRAFFIC_OTHER, on_changed, NULL);
    changed_bytes = 0;
    send_to_h1(0, 2000);
    network_run(&net);
    ck_assert_uint_eq(changed_bytes, 2);
}
END_TEST

/* --- routers --------------------------------------------------------------------------------- */

/* Of 1,480 bytes the WAN takes 576 at a time (RFC 791: a multiple of 8). The packet is at the head
 * router at 1510 us. The first fragment is at the site's router at 3106, and over its two LAN
 * links, 596 + 10 us each, at h1 at 4318; the second follows 596 us behind it, the third 348. */
START_TEST(a_router_cuts_what_may_be_cut)
{
    narrow_wan("wan 1", 600, LINK_ICMP_ON);
    net_udp_let_fragment(h0.host, h0.udp);
    send_over_wan(0, 1500);
    RUN_AND_SEE(&net, "1510 down 576@0+ 1510-2106", "1510 down 576@576+ 2106-2702",
                "1510 down 328@1152 2702-3050", "5262 h1 got 1472");
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* What the server's cable has cut already is cut again: of 1,980 bytes 1,480 and 500. That is 520
 * us behind the third fragment at h1. */
START_TEST(a_router_cuts_fragments)
{
    narrow_wan("wan 1", 600, LINK_ICMP_ON);
    net_udp_let_fragment(h0.host, h0.udp);
    send_over_wan(0, 2000);
    RUN_AND_SEE(&net, "1510 down 576@0+ 1510-2106", "1510 down 576@576+ 2106-2702",
                "1510 down 328@1152+ 2702-3050", "2030 down 500@1480 3050-3570",
                "5782 h1 got 1972");
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* On the server's cable. The router's ICMP, 56 bytes, is at the server at 1510 + 56 + 10. The next
 * ones are cut before they leave, for ten minutes: the first fragment is at h1 after four lines of
 * 596 us and delays of 1030, and the last one 596 + 348 behind it. */
START_TEST(a_server_learns_what_the_way_takes)
{
    narrow_wan("server", 600, LINK_ICMP_ON);
    send_over_wan(0, 1500);
    send_over_wan(2000, 1500);
    send_over_wan(10000, 600);
    send_over_wan(600001575, 1500); /* a microsecond before it forgets */
    send_over_wan(600101576, 1500);
    RUN_AND_SEE(
        &net, "0 down 1480 0-1500", "1510 up icmp 36 1510-1566", "2000 down 576@0+ 2000-2596",
        "2000 down 576@576+ 2596-3192", "2000 down 328@1152 3192-3540", "6358 h1 got 1472",
        "10000 down 580 10000-10600", "13430 h1 got 572",
        "600001575 down 576@0+ 600001575-600002171", "600001575 down 576@576+ 600002171-600002767",
        "600001575 down 328@1152 600002767-600003115", "600005933 h1 got 1472",
        "600101576 down 1480 600101576-600103076", "600103086 up icmp 36 600103086-600103142");
}
END_TEST

START_TEST(where_routers_are_silent_it_never_gets_there)
{
    narrow_wan("wan 1", 600, LINK_ICMP_OFF);
    send_over_wan(0, 1500);
    send_over_wan(10000000, 1500);
    RUN_AND_SEE(&net, "1510 down 1480 too big", "10001510 down 1480 too big");
}
END_TEST

/* A way that takes 100 bytes: less than 552 is not believed, but sent without "don't fragment". On
 * the WAN 600 bytes are a fragment of 528 (a multiple of 8 in 532), cut into 6 of 80 and 48, and
 * the other of 52. The sixth is at the site's router at 12158, and at h1 after 2 * (100 + 10); the
 * last two, of 68 and 72 bytes, wait behind it at each port: 12518. */
START_TEST(a_way_of_less_than_552_bytes)
{
    narrow_wan("wan 1", 100, LINK_ICMP_ON);
    send_over_wan(0, 600);
    send_over_wan(10000, 600);
    RUN_AND_SEE(&net, "610 down 580 too big", "10558 down 80@0+ 10558-10658",
                "10558 down 80@80+ 10658-10758", "10558 down 80@160+ 10758-10858",
                "10558 down 80@240+ 10858-10958", "10558 down 80@320+ 10958-11058",
                "10558 down 80@400+ 11058-11158", "10558 down 48@480+ 11158-11226",
                "10630 down 52@528 11226-11298", "12518 h1 got 572");
}
END_TEST

/* With port unreachable for a datagram that came in fragments. */
START_TEST(nobody_listens_to_a_datagram_in_fragments)
{
    two_hosts(plain_line(0));
    net_udp_close(h1.host, h1.udp);
    send_to_h1(0, 2000);
    RUN_AND_SEE(&net, "0 down 1480@0+ 0-1500", "0 down 500@1480 1500-2020",
                "2020 up icmp 36 2020-2076", "2076 h0 told unreachable 5000");
}
END_TEST

/* h1 to its neighbours: it is put together by each of them. */
START_TEST(a_broadcast_is_cut_too)
{
    network_sites(&net);
    build("h2", NODE_H1, NODE_H3);
    packet_at(0, &h0, SITE_1 + 255, 'A', 2000);
    RUN_AND_SEE(&net, "1510 down 1480@0+ 1510-3010", "2030 down 500@1480 3010-3530",
                "3540 h3 got 1972");
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* The head router gets the packet twice, and cuts both: six fragments with one identification. Of
 * the first three the second is lost, and that of the other packet takes its place. What comes then
 * begins another datagram, which never is complete. */
START_TEST(a_packet_that_came_twice_is_one_datagram)
{
    network_sites(&net);
    network_way(&net, 1, 0)->mtu = 600;
    network_way(&net, 0, 0)->faults.duplicate = LINK_BILLION;
    build("h1", NODE_SERVER, NODE_H1);
    net_udp_let_fragment(h0.host, h0.udp);
    send_over_wan(0, 1500);
    lose(4914);
    RUN_AND_SEE(&net, "3712 down 576@0+ 3712-4308", "4308 down 576@576+ 4308-4904",
                "4656 down 328@1152 4904-5252", "4914 down 576@576+ unplugged",
                "5252 down 576@0+ 5252-5848", "5848 down 576@576+ 5848-6444",
                "6196 down 328@1152 6444-6792", "6454 h1 got 1472",
                "30006802 h1 drops: incomplete");
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* --- TCP ------------------------------------------------------------------------------------- */

static uint64_t tcp_received;

static void tcp_takes(void *user, const uint8_t *bytes, uint32_t length)
{
    (void)user;
    for (uint32_t i = 0; i < length; i++)
        wrong += bytes[i] != network_content[tcp_received + i];
    tcp_received += length;
}

static void *tcp_accepts(void *user, struct net_tcp *connection, struct net_endpoint peer,
                         const struct net_tcp_events **events)
{
    static const struct net_tcp_events taking = {.received = tcp_takes};
    (void)connection, (void)peer;
    *events = &taking;
    return user;
}

static uint32_t too_big;

static void count_too_big(void *user, const struct link_info *link, int direction,
                          const struct packet_info *p, enum drop_reason reason, sim_time now)
{
    (void)user, (void)link, (void)direction, (void)p, (void)now;
    too_big += reason == DROP_TOO_BIG;
}

/* Returns how long it took, in microseconds. */
static sim_time tcp_transfer(void)
{
    static const struct net_tcp_events nothing;
    const sim_time begin = net_now(net.net);
    struct net_tcp *tcp = net_tcp_connect(h0.host, (struct net_endpoint){SITE_1 + 1, 80},
                                          TRAFFIC_HTTP, &nothing, &h0);
    tcp_received = acknowledgements = 0;
    net_tcp_send(h0.host, tcp, NULL, 0, network_content, 60000);
    net_tcp_close(h0.host, tcp);
    ck_assert(!native_engine.run(net.net, begin + 10 * SECONDS, UINT64_MAX));
    ck_assert_uint_eq(tcp_received, 60000);
    ck_assert_uint_eq(wrong, 0);
    return begin;
}

/* The first three segments do not fit; the first ICMP shortens them all. A second connection knows
 * it from the beginning. On a way of less than 552 bytes segments have 512, and are cut. */
START_TEST(tcp_learns_what_the_way_takes)
{
    static const uint32_t mtus[] = {1400, 600, 200}, on_wan[] = {1400, 600, 196};
    narrow_wan("wan 1", mtus[_i], LINK_ICMP_ON);
    ((struct observer *)&net.observer)->packet_dropped = count_too_big;
    net_tcp_listen(h1.host, 80, TRAFFIC_HTTP, tcp_accepts, &h1);
    too_big = 0;
    tcp_transfer();
    ck_assert_uint_eq(too_big, 3);
    ck_assert_uint_eq(largest, on_wan[_i]);
    tcp_transfer();
    ck_assert_uint_eq(too_big, 3);
}
END_TEST

/* The receiver is not told that segments are shorter now, and sees it: of 108, with 560 bytes each,
 * it acknowledges each second one, the last one with the FIN; and the SYN. */
START_TEST(tcp_acknowledges_each_second_short_segment)
{
    narrow_wan("wan 1", 600, LINK_ICMP_ON);
    net_tcp_listen(h1.host, 80, TRAFFIC_HTTP, tcp_accepts, &h1);
    tcp_transfer();
    tcp_transfer();
    ck_assert_uint_eq(acknowledgements, 54 + 1);
}
END_TEST

/* --- the end ---------------------------------------------------------------------------------- */

START_TEST(a_network_is_freed_with_fragments_on_their_way)
{
    narrow_wan("wan 1", 600, LINK_ICMP_ON);
    net_udp_let_fragment(h0.host, h0.udp);
    send_over_wan(0, 8000);
    native_engine.run(net.net, (sim_time)_i * MILLISECONDS, UINT64_MAX);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_block_of_8192_travels_in_six);
    tcase_add_test(t, what_fits_is_not_cut);
    tcase_add_test(t, the_largest_block);
    tcase_add_test(t, the_loss_of_one_loses_the_block);
    tcase_add_test(t, without_the_beginning_nobody_is_told);
    tcase_add_test(t, duplicates_change_nothing);
    tcase_add_test(t, changed_fragments_make_a_changed_datagram);
    tcase_add_test(t, a_router_cuts_what_may_be_cut);
    tcase_add_test(t, a_router_cuts_fragments);
    tcase_add_test(t, a_server_learns_what_the_way_takes);
    tcase_add_test(t, where_routers_are_silent_it_never_gets_there);
    tcase_add_test(t, a_way_of_less_than_552_bytes);
    tcase_add_test(t, nobody_listens_to_a_datagram_in_fragments);
    tcase_add_test(t, a_broadcast_is_cut_too);
    tcase_add_test(t, a_packet_that_came_twice_is_one_datagram);
    tcase_add_loop_test(t, tcp_learns_what_the_way_takes, 0, 3);
    tcase_add_test(t, tcp_acknowledges_each_second_short_segment);
    tcase_add_loop_test(t, a_network_is_freed_with_fragments_on_their_way, 0, 25);
}

int main(void)
{
    return run_tests("fragment", add);
}
