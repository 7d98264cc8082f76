/* Fragments at the host that they are for, as no host sends them: what cannot be, what is of
 * several packets, and anything in any order. What comes of it is written as in fragment_test.c. */
#include "sim/native/native.h"
#include "tests/sim/native/network.h"

static struct network net;
static struct listener h1;
static uint64_t wrong; /* bytes that are not as they were sent */
static uint32_t drops[DATAGRAM_DROPS];

static void on_sent(void *user, const struct link_info *link, int direction,
                    const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)link, (void)t;
    network_write(&net, "%s %s %u", direction_name(direction),
                  p->protocol == IP_PROTOCOL_ICMP ? "icmp" : "udp", p->bytes - 20);
}

static void on_datagram_dropped(void *user, const char *host, uint32_t from,
                                enum datagram_drop reason, sim_time now)
{
    (void)user, (void)now;
    ck_assert_uint_eq(from, SITE_1 + 1);
    drops[reason]++;
    network_write(&net, "%s drops: %s", host, datagram_drop_names[reason]);
}

static void on_datagram(void *user, const struct net_datagram *d)
{
    const struct listener *l = user;
    wrong += d->header[0] != 'A';
    for (uint32_t i = 0; i < d->payload_length; i++)
        wrong += d->payload[i] != network_content[i];
    network_write(&net, "%s got %u", l->host->name, d->header_length + d->payload_length);
}

static void setup(void)
{
    wrong = 0;
    memset(drops, 0, sizeof drops);
    network_two_hosts(&net, plain_line(0));
    net.observer.packet_sent = on_sent;
    net.observer.packet_dropped = NULL;
    net.observer.packet_delivered = NULL;
    net.observer.datagram_dropped = on_datagram_dropped;
    network_build(&net);
    h1.host = native_engine.host(net.net, 1);
    h1.udp = net_udp_bind(h1.host, PORT, TRAFFIC_OTHER, on_datagram, &h1);
}

static void teardown(void)
{
    network_fini(&net);
}

/* A fragment as from h0, given to h1 itself. */
static void inject(struct packet *whole, uint16_t id, uint32_t offset, uint32_t length, bool more)
{
    struct native *n = (struct native *)net.net;
    struct packet *p = packet_new(&n->packets, 0);
    p->info = (struct packet_info){.source = SITE_1 + 1,
                                   .destination = SITE_1 + 2,
                                   .protocol = IP_PROTOCOL_UDP,
                                   .ip_id = id,
                                   .fragment = (uint16_t)(offset / 8 + (more ? 0x2000 : 0)),
                                   .bytes = 20 + length,
                                   .header = p->header,
                                   .payload = network_content,
                                   .payload_length = length};
    p->to = (struct native_host *)h1.host;
    p->whole = whole;
    whole->holds++;
    native_fragment_receive((struct native_host *)h1.host, p);
}

static struct packet *new_whole(uint32_t payload)
{
    struct packet *p = packet_new(&((struct native *)net.net)->packets, 1);
    p->header[0] = 'A';
    p->info = (struct packet_info){.source = SITE_1 + 1,
                                   .destination = SITE_1 + 2,
                                   .source_port = PORT,
                                   .destination_port = PORT,
                                   .protocol = IP_PROTOCOL_UDP,
                                   .bytes = 29 + payload,
                                   .header = p->header,
                                   .header_length = 1,
                                   .payload = network_content,
                                   .payload_length = payload};
    p->to = (struct native_host *)h1.host;
    return p;
}

START_TEST(what_cannot_be_is_counted_and_dropped)
{
    struct packet *a = new_whole(1591), *b = new_whole(1591); /* 1,600 bytes of UDP */
    b->ip_id_round = 1;
    inject(a, 1, 0, 800, true);
    inject(a, 1, 792, 808, LINK_ICMP_ON); /* overlaps */
    inject(a, 2, 65528, 800, LINK_ICMP_ON);
    inject(a, 3, 0, 801, true);
    inject(a, 4, 0, 0, LINK_ICMP_ON);
    inject(a, 5, 0, 800, true); /* one number, two datagrams */
    inject(b, 5, 800, 800, LINK_ICMP_ON);
    inject(b, 6, 800, 800, LINK_ICMP_ON); /* and one as it should be */
    inject(b, 6, 800, 800, LINK_ICMP_ON);
    inject(b, 6, 0, 800, true);
    inject(b, 7, 0, 800, true); /* which never ends */
    network_run(&net);
    EXPECT_SEEN(&net, "0 h1 drops: overlap", "0 h1 drops: too long", "0 h1 drops: invalid",
                "0 h1 drops: invalid", "0 h1 drops: invalid", "0 h1 got 1592",
                "30000000 up icmp 36", "30000000 h1 drops: incomplete");
    packet_release(&((struct native *)net.net)->packets, a);
    packet_release(&((struct native *)net.net)->packets, b);
}
END_TEST

/* The 800 bytes of UDP from `offset` on, of a packet that was cut in two. */
static void inject_half(struct packet *whole, uint16_t id, uint32_t offset)
{
    const uint32_t before = offset ? offset - 9 : 0, header = offset ? 0 : 1;
    struct packet *p = packet_new(&((struct native *)net.net)->packets, header);
    p->info = whole->info;
    p->info.ip_id = id;
    p->info.fragment = (uint16_t)(offset / 8 + (offset ? 0 : 0x2000));
    p->info.bytes = 20 + 800;
    p->info.header = memcpy(p->header, whole->header, header);
    p->info.header_length = header;
    p->info.payload = whole->info.payload + before;
    p->info.payload_length = offset ? 800 : 800 - 9;
    p->to = whole->to;
    p->whole = whole;
    whole->holds++;
    native_fragment_receive((struct native_host *)h1.host, p);
}

/* Byte 100 of the payload, in the first half, is changed in one of two copies: what is made of
 * halves of both has the bytes of either half, whichever came first. */
START_TEST(each_part_has_its_own_bytes)
{
    struct packet_pool *pool = &((struct native *)net.net)->packets;
    struct packet *whole = new_whole(1591), *harmed = packet_copy(pool, whole);
    packet_corrupt(harmed, 1 + 100, 1);
    inject_half(whole, 1, 0);
    inject_half(harmed, 1, 800);
    ck_assert_uint_eq(wrong, 0);
    inject_half(harmed, 2, 800);
    inject_half(whole, 2, 0);
    ck_assert_uint_eq(wrong, 0);
    inject_half(whole, 3, 800);
    inject_half(harmed, 3, 0);
    ck_assert_uint_eq(wrong, 1);
    EXPECT_SEEN(&net, "0 h1 got 1592", "0 h1 got 1592", "0 h1 got 1592");
    packet_release(pool, whole);
    packet_release(pool, harmed);
}
END_TEST

/* 20,000 fragments drawn at random, of few datagrams: whatever comes, all ends. */
START_TEST(fragments_at_random)
{
    struct packet *whole[4];
    uint32_t x = 7, sum = 0;
    for (int i = 0; i < 4; i++)
        whole[i] = new_whole(2000);
    for (int i = 0; i < 4; i++)
        whole[i]->ip_id_round = (uint8_t)i;
    for (int i = 0; i < 20000; i++) {
        x = x * 1664525 + 1013904223;
        inject(whole[x >> 30], x >> 27 & 7, (x >> 8 & 15) * 128 + (x >> 12 & 7 ? 0 : 65000 / 8 * 8),
               (x >> 16 & 7) * 64 + (x >> 20 & 7 ? 64 : 3), x >> 24 & 7);
    }
    network_run(&net);
    for (int i = 0; i < DATAGRAM_DROPS; i++)
        sum += drops[i];
    ck_assert_uint_gt(sum, 1000);
    ck_assert_ptr_null(((struct native_host *)h1.host)->assemblies);
    for (int i = 0; i < 4; i++) {
        ck_assert_uint_eq(whole[i]->holds, 1);
        packet_release(&((struct native *)net.net)->packets, whole[i]);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, what_cannot_be_is_counted_and_dropped);
    tcase_add_test(t, each_part_has_its_own_bytes);
    tcase_add_test(t, fragments_at_random);
}

int main(void)
{
    return run_tests("assembly", add);
}
