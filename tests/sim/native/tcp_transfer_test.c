/* Whole transfers: how long they take, and that every byte arrives. */
#include "tests/sim/native/tcp_network.h"

#include "sim/random.h"

enum { MSS = NET_TCP_MSS, MEGABYTE = 1000000, RANDOM_TRANSFERS = 200 };

static void build(struct link_direction line, uint64_t seed)
{
    tcp_network(line, seed);
    net.watched = NULL;
    h0.quiet = h1.quiet = h1.closes = true;
    tcp_listens();
}

static void transfer(uint64_t bytes)
{
    tcp_connects();
    sends(&h0, 0, bytes);
    net_tcp_close(h0.host, h0.tcp);
    network_run(&net);
    ck_assert_uint_eq(h1.received, bytes);
    ck_assert_uint_eq(h1.wrong, 0);
    ck_assert_int_eq(h0.ended + h1.ended, 2);
    ck_assert_str_eq(net.seen, ""); /* no other end than "closed" */
}

/* 684 segments of 1500 + 38 bytes and one of 1360 + 40 + 38, at 10 Mbps; before that a handshake.
 */
START_TEST(a_lan_is_filled)
{
    build((struct link_direction){.rate = 10000000,
                                  .delay = 5 * MICROSECONDS,
                                  .framing = FRAMING_ETHERNET,
                                  .queue = {.limit = 1000}},
          1);
    transfer(MEGABYTE);
    const sim_time least = time_of_bytes(684 * (1500 + 38) + 1360 + 40 + 38, 10000000);
    ck_assert_int_gt(h1.received_at, least);
    ck_assert_int_lt(h1.received_at, least + least / 50);
    ck_assert_uint_eq(seen[0].data, 685);
}
END_TEST

static struct link_direction wan(void)
{
    return (struct link_direction){
        .rate = 384000, .delay = 8 * MILLISECONDS, .framing = FRAMING_PPP, .queue = {.limit = 10}};
}

/* The queue overflows now and then, which costs little: fast recovery keeps the line busy. */
START_TEST(a_wan_is_filled)
{
    build(wan(), 1);
    transfer(MEGABYTE);
    const sim_time least = time_of_bytes(684 * (1500 + 8) + 1360 + 40 + 8, 384000);
    ck_assert_int_gt(h1.received_at, least);
    ck_assert_int_lt(h1.received_at, least + least / 10);
}
END_TEST

START_TEST(a_wan_that_loses_delivers_all_the_same)
{
    struct link_direction line = wan();
    line.faults.loss = LINK_BILLION / 50;
    build(line, 1);
    transfer(MEGABYTE);
    ck_assert_int_gt(h1.received_at, time_of_bytes(MEGABYTE, 384000));
    ck_assert_int_lt(h1.received_at, 2 * time_of_bytes(MEGABYTE, 384000));
}
END_TEST

/* On the way the bytes are pointed to, all but headers. */
static uint64_t elsewhere;

static void count_copies(void *user, const uint8_t *bytes, uint32_t length)
{
    (void)user;
    if (bytes < content || bytes >= content + CONTENT_BYTES)
        elsewhere += length;
}

static void *accepted_counting(void *user, struct net_tcp *connection, struct net_endpoint peer,
                               const struct net_tcp_events **events)
{
    (void)connection, (void)peer;
    static const struct net_tcp_events counting = {.received = count_copies};
    *events = &counting;
    return user;
}

START_TEST(an_image_is_never_copied)
{
    build(wan(), 1);
    net_tcp_abort(h1.host, listener);
    net_tcp_listen(h1.host, PORT, TRAFFIC_PFS, accepted_counting, &h1);
    tcp_connects();
    elsewhere = 0;
    net_tcp_send(h0.host, h0.tcp, (const uint8_t[20]){0}, 20, content, MEGABYTE);
    network_run(&net);
    ck_assert_uint_eq(elsewhere, 20);
}
END_TEST

/* --- at random ------------------------------------------------------------------------------- */

static struct random_stream draws;

static uint32_t below(uint32_t limit)
{
    return (uint32_t)random_below(&draws, limit);
}

static struct link_direction random_line(void)
{
    struct link_direction line = plain_line(1 + below(50000));
    line.rate = 100000 + below(20000000);
    line.queue.limit = 5 + below(100);
    line.faults.loss = below(LINK_BILLION / 20);
    line.faults.duplicate = below(LINK_BILLION / 10);
    line.faults.reorder = below(LINK_BILLION / 10);
    line.faults.reorder_delay = below(100000) * MICROSECONDS;
    return line;
}

/* The next bytes of `content`, in pieces of any size; then the FIN. */
static void send_pieces(struct side *s, uint64_t bytes)
{
    for (uint64_t sent = 0; sent < bytes;) {
        const uint32_t header = below(3) ? below(40) : 0;
        const uint32_t payload = below(4) ? below(3000) : below(50000);
        net_tcp_send(s->host, s->tcp, content + sent, header, content + sent + header, payload);
        sent += header + payload;
    }
    net_tcp_close(s->host, s->tcp);
}

static uint64_t wanted[2];

static void *accepted_answering(void *user, struct net_tcp *connection, struct net_endpoint peer,
                                const struct net_tcp_events **events)
{
    side_accepted(user, connection, peer, events);
    h1.closes = false;
    send_pieces(&h1, below(200000));
    wanted[0] = net_tcp_unsent(h1.host, h1.tcp);
    return user;
}

/* Every other one has some of the options; the window may be small or large. */
static void set_tcp(uint32_t number)
{
    struct net_tcp_settings *tcp = &net.net->tcp;
    tcp->sack = number & 2;
    tcp->timestamps = number & 4;
    if (number & 8)
        tcp->window = NET_TCP_WINDOW_MIN + below(300000);
}

static uint64_t random_transfers(uint32_t number)
{
    random_init(&draws, number, 0, 0, RANDOM_TEST);
    build(random_line(), number);
    set_tcp(number);
    net_tcp_abort(h1.host, listener);
    net_tcp_listen(h1.host, PORT, TRAFFIC_PFS, accepted_answering, &h1);
    tcp_connects();
    send_pieces(&h0, below(200000));
    wanted[1] = net_tcp_unsent(h0.host, h0.tcp);
    network_run(&net);
    ck_assert_str_eq(net.seen, "");
    ck_assert_uint_eq(h0.received, wanted[0]);
    ck_assert_uint_eq(h1.received, wanted[1]);
    ck_assert_uint_eq(h0.wrong + h1.wrong, 0);
    ck_assert_int_eq(h0.ended + h1.ended, 2);
    const uint64_t hash = segments_hash;
    network_fini(&net);
    net = (struct network){0};
    return hash;
}

START_TEST(any_network_delivers_every_byte_in_order)
{
    for (uint32_t i = 0; i < RANDOM_TRANSFERS / 10; i++)
        random_transfers((uint32_t)_i * RANDOM_TRANSFERS / 10 + i);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_run)
{
    const uint64_t hash = random_transfers(7);
    ck_assert_uint_eq(random_transfers(7), hash);
    ck_assert_uint_ne(random_transfers(8), hash);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, tcp_teardown);
    tcase_add_test(t, a_lan_is_filled);
    tcase_add_test(t, a_wan_is_filled);
    tcase_add_test(t, a_wan_that_loses_delivers_all_the_same);
    tcase_add_test(t, an_image_is_never_copied);
    tcase_add_loop_test(t, any_network_delivers_every_byte_in_order, 0, 10);
    tcase_add_test(t, the_same_seed_gives_the_same_run);
}

int main(void)
{
    return run_tests("tcp transfer", add);
}
