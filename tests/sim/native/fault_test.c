/* What faults do to packets on their way. */
#include "sim/fault.h"
#include "tests/sim/native/network.h"

static struct network net;
static struct listener h0, h1;

static void connect_hosts(struct link_faults faults)
{
    struct link_direction d = plain_line(0);
    d.faults = faults;
    d.queue.limit = 100000;
    network_two_hosts(&net, d);
}

static void build_and_listen(void)
{
    network_build(&net);
    network_listen(&net, 0, &h0);
    network_listen(&net, 1, &h1);
}

static void build(struct link_faults faults)
{
    connect_hosts(faults);
    build_and_listen();
}

static void teardown(void)
{
    network_fini(&net);
}

static void send_at(sim_time microseconds, char label)
{
    packet_at(microseconds, &h0, SITE_1 + 2, label, 100);
}

START_TEST(what_is_lost_is_dropped_when_it_is_due)
{
    build((struct link_faults){.loss = LINK_BILLION});
    send_at(0, 'A');
    send_at(0, 'B');
    RUN_AND_SEE(&net, "0 down A 0-100", "0 down B 100-200", "100 down A lost", "200 down B lost");
}
END_TEST

START_TEST(a_duplicate_comes_at_the_same_time)
{
    build((struct link_faults){.duplicate = LINK_BILLION});
    send_at(0, 'A');
    send_at(0, 'B');
    RUN_AND_SEE(&net, "0 down A 0-100", "0 down B 100-200", "100 down A over", "100 h1 got A",
                "100 down A over", "100 h1 got A", "200 down B over", "200 h1 got B",
                "200 down B over", "200 h1 got B");
}
END_TEST

START_TEST(what_is_lost_has_no_duplicate)
{
    build((struct link_faults){.loss = LINK_BILLION, .duplicate = LINK_BILLION});
    send_at(0, 'A');
    RUN_AND_SEE(&net, "0 down A 0-100", "100 down A lost");
}
END_TEST

START_TEST(reordering_delays)
{
    build((struct link_faults){.reorder = LINK_BILLION, .reorder_delay = 1 * MILLISECONDS});
    send_at(0, 'A');
    RUN_AND_SEE(&net, "0 down A 0-100", "1100 down A over", "1100 h1 got A");
}
END_TEST

/* With 30 % of the packets 250 us late, just those are overtaken, by two packets each. */
START_TEST(later_packets_overtake_a_reordered_one)
{
    connect_hosts((struct link_faults){.reorder = 300000000, .reorder_delay = 250 * MICROSECONDS});
    net.observer.packet_sent = NULL;
    build_and_listen();
    for (int i = 0; i < 26; i++)
        send_at(0, (char)('A' + i));
    network_run(&net);
    int late = 0;
    for (int i = 0; i < 26; i++) {
        char in_time[32], later[32];
        snprintf(in_time, sizeof in_time, "%d h1 got %c\n", 100 * i + 100, 'A' + i);
        snprintf(later, sizeof later, "%d h1 got %c\n", 100 * i + 350, 'A' + i);
        ck_assert((strstr(net.seen, in_time) != NULL) != (strstr(net.seen, later) != NULL));
        late += strstr(net.seen, later) != NULL;
    }
    ck_assert_int_gt(late, 2);
    ck_assert_int_lt(late, 15);
}
END_TEST

/* What the receiver was given. */
static uint8_t received[4][LINK_MTU];
static const uint8_t *received_payload[4];
static int receptions;

static void keep(void *user, const struct net_datagram *d)
{
    (void)user;
    if (receptions == 4)
        return;
    memcpy(received[receptions], d->header, d->header_length);
    memcpy(received[receptions] + d->header_length, d->payload, d->payload_length);
    received_payload[receptions++] = d->payload;
}

static void keep_what_comes(void)
{
    receptions = 0;
    net_udp_close(h1.host, h1.udp);
    net_udp_bind(h1.host, PORT, TRAFFIC_OTHER, keep, NULL);
}

static int differences(const uint8_t *bytes, uint8_t label, const uint8_t *payload, int length)
{
    int count = bytes[0] != label;
    for (int i = 0; i < length; i++)
        count += bytes[1 + i] != payload[i];
    return count;
}

START_TEST(corruption_changes_one_byte_and_not_the_senders)
{
    build((struct link_faults){.corrupt = LINK_BILLION});
    static uint8_t payload[71], before[71];
    memset(payload, 7, sizeof payload);
    memcpy(before, payload, sizeof payload);
    keep_what_comes();
    for (int i = 0; i < 4; i++) {
        struct sending *s = packet_at(0, &h0, SITE_1 + 2, 'A', 100);
        s->payload = payload;
    }
    network_run(&net);
    ck_assert_int_eq(receptions, 4);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(differences(received[i], 'A', before, 71), 1);
    ck_assert_int_ne(memcmp(received[0], received[1], 72), 0);
    ck_assert_mem_eq(payload, before, sizeof payload);
}
END_TEST

START_TEST(a_duplicate_of_a_corrupted_packet_is_corrupted_the_same_way)
{
    build((struct link_faults){.corrupt = LINK_BILLION, .duplicate = LINK_BILLION});
    keep_what_comes();
    send_at(0, 'A');
    send_at(0, 'B');
    network_run(&net);
    ck_assert_int_eq(receptions, 4);
    ck_assert_mem_eq(received[0], received[1], 72);
    ck_assert_mem_eq(received[2], received[3], 72);
    ck_assert_int_eq(differences(received[0], 'A', network_content, 71), 1);
    ck_assert_ptr_ne(received_payload[0], received_payload[1]);
}
END_TEST

/* Each byte is as likely as any other: of 16, each gets 1/16 of 3200, 200 (standard deviation 14).
 */
static int hits[16];

static void count_hits(void *user, const struct net_datagram *d)
{
    (void)user;
    hits[0] += d->header[0] != 'A';
    for (uint32_t i = 0; i < d->payload_length; i++)
        hits[1 + i] += d->payload[i] != network_content[i];
}

START_TEST(corruption_hits_any_byte_of_header_and_payload)
{
    connect_hosts((struct link_faults){.corrupt = LINK_BILLION});
    net.watched = NULL;
    build_and_listen();
    net_udp_close(h1.host, h1.udp);
    net_udp_bind(h1.host, PORT, TRAFFIC_OTHER, count_hits, NULL);
    for (int i = 0; i < 3200; i++)
        packet_at(0, &h0, SITE_1 + 2, 'A', NET_UDP_OVERHEAD + 16);
    network_run(&net);
    for (int i = 0; i < 16; i++) {
        ck_assert_int_gt(hits[i], 200 - 4 * 14);
        ck_assert_int_lt(hits[i], 200 + 4 * 14);
    }
}
END_TEST

static uint64_t digests[2];
static bool corrupted[2];

static void digest_sent(void *user, const struct link_info *link, int direction,
                        const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)link, (void)direction, (void)t;
    digests[0] = p->digest;
    corrupted[0] = p->corrupted;
}

static void digest_delivered(void *user, const struct link_info *link, int direction,
                             const struct packet_info *p, sim_time now)
{
    (void)user, (void)link, (void)direction, (void)now;
    digests[1] = p->digest;
    corrupted[1] = p->corrupted;
    ck_assert_uint_eq(p->digest, packet_digest(p));
}

START_TEST(corruption_shows_at_the_far_end_only)
{
    connect_hosts((struct link_faults){.corrupt = LINK_BILLION});
    net.observer.packet_sent = digest_sent;
    net.observer.packet_delivered = digest_delivered;
    build_and_listen();
    packet_at(0, &h0, SITE_1 + 2, 'A', NET_UDP_OVERHEAD + LABEL_BYTES); /* the digest sees it all */
    network_run(&net);
    ck_assert(!corrupted[0]);
    ck_assert(corrupted[1]);
    ck_assert_uint_ne(digests[0], digests[1]);
}
END_TEST

static int told_of_port, told_of_another;

static void count_told(void *user, const struct net_datagram *d)
{
    (void)user;
    ck_assert(d->unreachable);
    ck_assert_uint_eq(d->source.address, SITE_1 + 2);
    *(d->source.port == PORT ? &told_of_port : &told_of_another) += 1;
}

/* Of port unreachable it is the UDP header that it quotes: with two of the eight bytes it is for
 * another socket, with two about another port. Of 1600 each is hit 200 times (standard deviation
 * 13): a quarter is 400 (17), a half 800 (20). */
START_TEST(corruption_of_icmp_is_of_what_it_quotes)
{
    connect_hosts((struct link_faults){.corrupt = LINK_BILLION});
    network_way(&net, 0, 0)->faults.corrupt = 0;
    net.observer.packet_sent = NULL;
    net.observer.packet_delivered = digest_delivered;
    build_and_listen();
    net_udp_close(h1.host, h1.udp);
    net_udp_close(h0.host, h0.udp);
    h0.udp = net_udp_bind(h0.host, PORT, TRAFFIC_OTHER, count_told, NULL);
    told_of_port = told_of_another = 0;
    for (int i = 0; i < 1600; i++)
        packet_at(0, &h0, SITE_1 + 2, 'A', 100);
    network_run(&net);
    ck_assert_int_gt(told_of_port, 800 - 4 * 20);
    ck_assert_int_lt(told_of_port, 800 + 4 * 20);
    ck_assert_int_gt(told_of_another, 400 - 4 * 17);
    ck_assert_int_lt(told_of_another, 400 + 4 * 17);
    ck_assert_int_gt(told_of_port + told_of_another, 1200 - 4 * 17);
    ck_assert_int_lt(told_of_port + told_of_another, 1200 + 4 * 17);
}
END_TEST

/* What became of each of 10000 packets; the n-th is due at 100 us * (n + 1), or 50 us later. */
enum { PACKETS = 10000 };

struct fate {
    int arrivals;
    bool late, harmed;
};

static struct fate fates[PACKETS];

static void see_delivery(void *user, const struct link_info *link, int direction,
                         const struct packet_info *p, sim_time now)
{
    (void)user, (void)link, (void)direction;
    struct fate *f = &fates[now / (100 * MICROSECONDS) - 1];
    f->arrivals++;
    f->late = now % (100 * MICROSECONDS) != 0;
    f->harmed = p->corrupted;
}

static void run_many(struct link_faults faults)
{
    faults.reorder_delay = 50 * MICROSECONDS;
    memset(fates, 0, sizeof fates);
    connect_hosts(faults);
    net.observer.packet_sent = NULL;
    net.observer.packet_dropped = NULL;
    net.observer.packet_delivered = see_delivery;
    build_and_listen();
    listener_deafen(&h1);
    for (int i = 0; i < PACKETS; i++)
        send_at(100 * i, 'A');
    network_run(&net);
}

/* 10 % of 10000: 1000, with a standard deviation of sqrt(10000 * 0.1 * 0.9) = 30. */
static void expect_a_tenth(int count)
{
    ck_assert_int_gt(count, 1000 - 4 * 30);
    ck_assert_int_lt(count, 1000 + 4 * 30);
}

START_TEST(faults_are_as_likely_as_they_say)
{
    enum { TENTH = LINK_BILLION / 10 };
    int lost = 0, twice = 0, late = 0, harmed = 0;
    run_many((struct link_faults){.loss = TENTH});
    for (int i = 0; i < PACKETS; i++)
        lost += fates[i].arrivals == 0;
    network_fini(&net);
    run_many((struct link_faults){.duplicate = TENTH, .reorder = TENTH, .corrupt = TENTH});
    for (int i = 0; i < PACKETS; i++) {
        ck_assert_int_ne(fates[i].arrivals, 0);
        twice += fates[i].arrivals == 2;
        late += fates[i].late;
        harmed += fates[i].harmed;
    }
    expect_a_tenth(lost);
    expect_a_tenth(twice);
    expect_a_tenth(late);
    expect_a_tenth(harmed);
}
END_TEST

static bool was_lost(const struct fate *f)
{
    return f->arrivals == 0;
}

static bool was_twice(const struct fate *f)
{
    return f->arrivals == 2;
}

static bool was_late(const struct fate *f)
{
    return f->late;
}

static bool was_harmed(const struct fate *f)
{
    return f->harmed;
}

/* Runs with one kind of fault and then with all, and compares what that kind did. */
static void expect_independence(struct link_faults one, bool (*happened)(const struct fate *))
{
    static bool alone[PACKETS];
    const uint32_t part = LINK_BILLION / 5;
    run_many(one);
    for (int i = 0; i < PACKETS; i++)
        alone[i] = happened(&fates[i]);
    network_fini(&net);
    run_many(
        (struct link_faults){.loss = part, .duplicate = part, .reorder = part, .corrupt = part});
    for (int i = 0; i < PACKETS; i++)
        if (fates[i].arrivals || happened == was_lost)
            ck_assert(happened(&fates[i]) == alone[i]);
}

START_TEST(switching_a_fault_on_leaves_the_others_as_they_are)
{
    const uint32_t part = LINK_BILLION / 5;
    expect_independence((struct link_faults){.loss = part}, was_lost);
    network_fini(&net);
    expect_independence((struct link_faults){.duplicate = part}, was_twice);
    network_fini(&net);
    expect_independence((struct link_faults){.reorder = part}, was_late);
    network_fini(&net);
    expect_independence((struct link_faults){.corrupt = part}, was_harmed);
}
END_TEST

/* Loss in one direction has nothing to do with loss in the other. */
START_TEST(the_directions_draw_by_themselves)
{
    connect_hosts((struct link_faults){.loss = LINK_BILLION / 2});
    net.watched = NULL;
    build_and_listen();
    for (int i = 0; i < 40; i++) {
        send_at(100 * i, (char)('A' + i));
        packet_at(100 * i, &h1, SITE_1 + 1, (char)('A' + i), 100);
    }
    network_run(&net);
    int differ = 0;
    for (int i = 0; i < 40; i++) {
        char down[16], up[16];
        snprintf(down, sizeof down, "h1 got %c\n", 'A' + i);
        snprintf(up, sizeof up, "h0 got %c\n", 'A' + i);
        differ += (strstr(net.seen, down) == NULL) != (strstr(net.seen, up) == NULL);
    }
    ck_assert_int_gt(differ, 8);
    ck_assert_int_lt(differ, 32);
}
END_TEST

/* --- jitter ---------------------------------------------------------------------------------- */

/* Arrivals by label, and the labels in the order of their arrivals. */
static sim_time arrivals[26];
static char order[27];

static void see_arrival(void *user, const struct link_info *link, int direction,
                        const struct packet_info *p, sim_time now)
{
    (void)user, (void)link, (void)direction;
    arrivals[p->header[0] - 'A'] = now;
    order[strlen(order)] = (char)p->header[0];
}

/* A to Z, one behind the other: the n-th is due at 100 us * (n + 1). */
static void run_alphabet(struct link_faults faults)
{
    memset(order, 0, sizeof order);
    connect_hosts(faults);
    net.observer.packet_sent = NULL;
    net.observer.packet_delivered = see_arrival;
    build_and_listen();
    listener_deafen(&h1);
    for (int i = 0; i < 26; i++)
        send_at(0, (char)('A' + i));
    network_run(&net);
}

/* Up to 1 ms later, ten packets' time: whoever is due before one that came earlier waits for it. */
START_TEST(jitter_keeps_the_order)
{
    int together = 0;
    run_alphabet((struct link_faults){.jitter = 1 * MILLISECONDS});
    ck_assert_str_eq(order, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    for (int i = 0; i < 26; i++) {
        ck_assert_int_ge(arrivals[i], (i + 1) * 100 * MICROSECONDS);
        ck_assert_int_le(arrivals[i], (i + 1) * 100 * MICROSECONDS + 1 * MILLISECONDS);
        together += i && arrivals[i] == arrivals[i - 1];
    }
    ck_assert_int_gt(together, 5);
    ck_assert_int_lt(together, 25);
}
END_TEST

/* Each by its own draw. */
START_TEST(jitter_of_reordered_packets_keeps_no_order)
{
    int overtaken = 0;
    run_alphabet((struct link_faults){.jitter = 1 * MILLISECONDS, .reorder = LINK_BILLION});
    for (int i = 0; i < 26; i++) {
        ck_assert_int_ge(arrivals[i], (i + 1) * 100 * MICROSECONDS);
        ck_assert_int_le(arrivals[i], (i + 1) * 100 * MICROSECONDS + 1 * MILLISECONDS);
        overtaken += i && arrivals[i] < arrivals[i - 1];
    }
    ck_assert_int_gt(overtaken, 5);
}
END_TEST

/* One that is reordered is late by the delay beside its jitter, and those behind do not wait. */
START_TEST(a_reordered_packet_holds_nobody_up)
{
    run_alphabet((struct link_faults){
        .jitter = 1 * MICROSECONDS, .reorder = LINK_BILLION / 2, .reorder_delay = 1 * SECONDS});
    int late = 0;
    for (int i = 0; i < 26; i++) {
        const sim_time extra = arrivals[i] - (i + 1) * 100 * MICROSECONDS;
        ck_assert_int_le(extra % SECONDS, 1 * MICROSECONDS);
        ck_assert_int_le(extra / SECONDS, 1);
        late += extra >= 1 * SECONDS;
    }
    ck_assert_int_gt(late, 3);
    ck_assert_int_lt(late, 23);
}
END_TEST

/* Uniform from 0 to 90 us: a mean of 45, with a standard deviation of 90 / sqrt(12 * 10000) = 0.26.
 * No packet is held up by another, as they are 100 us apart. */
START_TEST(jitter_is_uniform)
{
    struct fault_streams s;
    const struct link_faults f = {.jitter = 90 * MICROSECONDS};
    sim_time sum = 0, most = 0;
    fault_streams_init(&s, "a", 0, 1, 0);
    for (int i = 0; i < PACKETS; i++) {
        const sim_time late = fault_draw(&s, &f, 100, i * 100 * MICROSECONDS).extra_delay;
        sum += late;
        most = time_max(most, late);
    }
    ck_assert_int_gt(sum / PACKETS, 45000 - 4 * 260);
    ck_assert_int_lt(sum / PACKETS, 45000 + 4 * 260);
    ck_assert_int_gt(most, 89 * MICROSECONDS);
    ck_assert_int_le(most, 90 * MICROSECONDS);
}
END_TEST

START_TEST(jitter_leaves_the_other_draws_as_they_are)
{
    struct fault_streams with, without;
    const struct link_faults f = {.loss = LINK_BILLION / 2, .jitter = 50 * MICROSECONDS};
    const struct link_faults g = {.loss = LINK_BILLION / 2};
    fault_streams_init(&with, "a", 0, 1, 0);
    fault_streams_init(&without, "a", 0, 1, 0);
    for (int i = 0; i < 1000; i++)
        ck_assert(fault_draw(&with, &f, 100, i).lost == fault_draw(&without, &g, 100, i).lost);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, what_is_lost_is_dropped_when_it_is_due);
    tcase_add_test(t, a_duplicate_comes_at_the_same_time);
    tcase_add_test(t, what_is_lost_has_no_duplicate);
    tcase_add_test(t, reordering_delays);
    tcase_add_test(t, later_packets_overtake_a_reordered_one);
    tcase_add_test(t, corruption_changes_one_byte_and_not_the_senders);
    tcase_add_test(t, a_duplicate_of_a_corrupted_packet_is_corrupted_the_same_way);
    tcase_add_test(t, corruption_hits_any_byte_of_header_and_payload);
    tcase_add_test(t, corruption_shows_at_the_far_end_only);
    tcase_add_test(t, corruption_of_icmp_is_of_what_it_quotes);
    tcase_add_test(t, faults_are_as_likely_as_they_say);
    tcase_add_test(t, switching_a_fault_on_leaves_the_others_as_they_are);
    tcase_add_test(t, the_directions_draw_by_themselves);
    tcase_add_test(t, jitter_keeps_the_order);
    tcase_add_test(t, jitter_of_reordered_packets_keeps_no_order);
    tcase_add_test(t, a_reordered_packet_holds_nobody_up);
    tcase_add_test(t, jitter_is_uniform);
    tcase_add_test(t, jitter_leaves_the_other_draws_as_they_are);
}

int main(void)
{
    return run_tests("fault", add);
}
