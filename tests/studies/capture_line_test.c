/* The bottleneck, as lock-step transfers and windows show it at both of its ends.
 *
 * A full block is an IP packet of 544 bytes, which takes 8 ms at 544 kbps; an ACK comes 2 ms after
 * its block has left the line, and the next block 1 ms later. */
#include "tests/studies/capture_timeline.h"

#define RATE 544e3
#define BLOCK 8.0  /* ms on the line */
#define CLIENT 2.0 /* ms from there to the ACK */
#define SERVER 1.0 /* ms from the ACK to the next block */

static struct capture_line line_of(struct timeline *t)
{
    struct capture_transfers found = timeline_read(t);
    struct capture_rounds r;
    struct capture_line l;
    capture_rounds_find(&r, &found);
    capture_line_find(&l, &r, &found);
    capture_rounds_free(&r);
    capture_transfers_free(&found);
    return l;
}

static void expect_rate(const struct capture_line *l, double wanted, enum capture_rate_from from)
{
    ck_assert_int_eq(l->from, from);
    ck_assert_msg(fabs(l->rate / wanted - 1) < 1e-6, "rate: wanted %g, got %.3f", wanted, l->rate);
}

/* One transfer alone finds the line idle: a block each 11 ms. `after`: what passes the capture
 * later than the server's end, 0 there and 8 ms behind the line. Blocks 1 to `blocks`. */
static void line_alone(struct timeline *t, double from, int client, int blocks, double after)
{
    timeline_add(t, from - SERVER, client, "RRQ f octet");
    for (int n = 1; n <= blocks; n++) {
        const double sent = from + (n - 1) * (BLOCK + CLIENT + SERVER);
        timeline_add(t, sent + after, client, "DATA %d 512", n);
        timeline_add(t, sent + BLOCK + CLIENT, client, "ACK %d", n);
    }
}

/* Two transfers keep the line busy: each sends a block every 16 ms. The first one, alone, has sent
 * block 10 at 99 ms, and its ACK is back at 109. The other one begins with a block at 104 ms, which
 * waits until 107 and leaves at 115.
 *   first:  block 11 at 110, leaves at 123, ACK 125, next at 126: 13 more each 16 ms
 *   second: block 1 at 104, ACK 117; block 2 at 118, leaves at 131, ACK 133, next at 134: as well
 * So each waits 5 ms of its 16, and its round at the server's end is 15 ms. */
static void line_two(struct timeline *t, int rounds, double after)
{
    line_alone(t, 0, 0, 9, after);
    if (after > 0) {
        timeline_add(t, 103, 1, "RRQ f octet");
        timeline_add(t, 107, 0, "DATA 10 512");
        timeline_add(t, 109, 0, "ACK 10");
        timeline_add(t, 115, 1, "DATA 1 512");
        timeline_add(t, 117, 1, "ACK 1");
    } else {
        timeline_add(t, 99, 0, "DATA 10 512");
        timeline_add(t, 103, 1, "RRQ f octet");
        timeline_add(t, 104, 1, "DATA 1 512");
        timeline_add(t, 109, 0, "ACK 10");
    }
    for (int i = 0; i < rounds; i++) {
        const double at = 16.0 * i;
        if (after > 0) {
            timeline_add(t, 123 + at, 0, "DATA %d 512", 11 + i);
            timeline_add(t, 125 + at, 0, "ACK %d", 11 + i);
            timeline_add(t, 131 + at, 1, "DATA %d 512", 2 + i);
            timeline_add(t, 133 + at, 1, "ACK %d", 2 + i);
        } else {
            timeline_add(t, 110 + at, 0, "DATA %d 512", 11 + i);
            timeline_add(t, 117 + at, 1, "ACK %d", 1 + i);
            timeline_add(t, 118 + at, 1, "DATA %d 512", 2 + i);
            timeline_add(t, 125 + at, 0, "ACK %d", 11 + i);
        }
    }
}

/* The rate is told by the distance of ACKs, 8 ms for 544 bytes; the base by the first transfer's
 * ten rounds while it was alone, 10 ms less 8. */
START_TEST(two_transfers_at_the_servers_end)
{
    struct timeline t = timeline_begin();
    line_two(&t, 60, 0);
    const struct capture_line l = line_of(&t);
    ck_assert(!l.before);
    expect_rate(&l, RATE, CAPTURE_RATE_PAIRS);
    ck_assert_int_eq(l.rate_sure, CAPTURE_SURE);
    ck_assert_uint_ge(l.rate_count, 100);
    expect_ms("client", CLIENT, l.client.value);
    ck_assert_uint_eq(l.client.count, 10);
    expect_ms("server", SERVER, l.server.value);
    expect_ms("waited", 5, l.waited);
    ck_assert(l.queue == 1 && l.queue_is_least);
    ck_assert_uint_eq(l.lost_before + l.lost_behind, 0);
    /* The busiest second has 125 blocks of 544 bytes, or one more: the line's rate. */
    ck_assert_msg(l.used > 0.98 && l.used < 1.02, "%g", l.used);
}
END_TEST

/* The same line, seen behind it: blocks are 8 ms apart. What is on the server's side of the capture
 * now takes 1 ms more than the line and the wait. */
START_TEST(two_transfers_at_the_clients_end)
{
    struct timeline t = timeline_begin();
    line_two(&t, 60, BLOCK);
    const struct capture_line l = line_of(&t);
    ck_assert(l.before);
    expect_rate(&l, RATE, CAPTURE_RATE_PAIRS);
    ck_assert_int_eq(l.rate_sure, CAPTURE_SURE);
    expect_ms("client", CLIENT, l.client.value);
    expect_ms("server", SERVER, l.server.value);
    expect_ms("waited", 5, l.waited);
}
END_TEST

/* The ACKs of two transfers are 8 ms apart, give or take 1 %. A busy host lets those of two others
 * go with each second one, 2 to 60 us apart. These are closer together in time, but no line. */
START_TEST(packets_that_a_busy_host_lets_go_at_once_are_no_line)
{
    struct timeline t = timeline_begin();
    line_two(&t, 0, 0);
    timeline_add(&t, 109, 2, "RRQ f octet");
    timeline_add(&t, 109, 3, "RRQ f octet");
    for (int i = 0; i < 120; i++) {
        const double at = 110 + 16.0 * i, apart = 0.002 * pow(32, i / 120.0);
        const double second = at + 7 + 0.16 * ((i % 7) / 6.0 - 0.5);
        timeline_add(&t, at, 0, "DATA %d 512", 11 + i);
        timeline_add(&t, at + 1, 2, "DATA %d 512", 1 + i);
        timeline_add(&t, at + 1, 3, "DATA %d 512", 1 + i);
        timeline_add(&t, second, 1, "ACK %d", 1 + i);
        timeline_add(&t, second + 1, 1, "DATA %d 512", 2 + i);
        timeline_add(&t, at + 15, 0, "ACK %d", 11 + i);
        timeline_add(&t, at + 15 + apart, 2, "ACK %d", 1 + i);
        timeline_add(&t, at + 15 + 2 * apart, 3, "ACK %d", 1 + i);
    }
    const struct capture_line l = line_of(&t);
    ck_assert_int_eq(l.from, CAPTURE_RATE_PAIRS);
    ck_assert_msg(fabs(l.rate / RATE - 1) < 0.01, "rate: %g", l.rate);
}
END_TEST

/* A window of four: blocks of one window leave the line 8 ms apart. */
START_TEST(a_window_alone_behind_the_line)
{
    struct timeline t = timeline_begin();
    timeline_add(&t, 0, 0, "RRQ f octet windowsize=4");
    timeline_add(&t, 9, 0, "OACK windowsize=4");
    timeline_add(&t, 11, 0, "ACK 0");
    for (int w = 0; w < 20; w++) {
        const double at = 12 + w * (4 * BLOCK + CLIENT + SERVER);
        for (int n = 0; n < 4; n++)
            timeline_add(&t, at + (n + 1) * BLOCK, 0, "DATA %d 512", 4 * w + n + 1);
        timeline_add(&t, at + 4 * BLOCK + CLIENT, 0, "ACK %d", 4 * w + 4);
    }
    const struct capture_line l = line_of(&t);
    ck_assert(l.before);
    expect_rate(&l, RATE, CAPTURE_RATE_BURSTS);
    ck_assert_uint_eq(l.rate_count, 60); /* three of each window */
    expect_ms("client", CLIENT, l.client.value);
}
END_TEST

/* One transfer without a window never has two packets in the queue. Its last block, of 144 bytes
 * with headers, is on the line for 144 / 544 of 8 ms: it is back 400 bytes sooner. */
START_TEST(one_transfer_tells_the_rate_by_its_short_block)
{
    const double shorter = BLOCK * 144 / 544;
    for (int end = 0; end < 2; end++) {
        struct timeline t = timeline_begin();
        line_alone(&t, 1, 0, 20, end ? BLOCK : 0);
        const double sent = 1 + 20 * (BLOCK + CLIENT + SERVER);
        timeline_add(&t, sent + (end ? shorter : 0), 0, "DATA 21 112");
        timeline_add(&t, sent + shorter + CLIENT, 0, "ACK 21");
        const struct capture_line l = line_of(&t);
        ck_assert_int_eq(l.before, end);
        ck_assert_int_eq(l.from, CAPTURE_RATE_SIZES);
        ck_assert_msg(fabs(l.rate / RATE - 1) < 1e-4, "rate %g", l.rate);
        ck_assert_int_eq(l.rate_sure, CAPTURE_GUESSED);
        ck_assert_int_eq(l.queue_sure, CAPTURE_NOT_TOLD);
        expect_ms("client", CLIENT, l.client.value);
        expect_ms("server", SERVER, l.server.value);
    }
}
END_TEST

/* Without a short block only what was seen is told: 20 blocks of 544 bytes in 220 ms. */
START_TEST(one_transfer_of_full_blocks_tells_no_rate)
{
    struct timeline t = timeline_begin();
    line_alone(&t, 1, 0, 20, 0);
    const struct capture_line l = line_of(&t);
    ck_assert_int_eq(l.from, CAPTURE_RATE_NONE);
    ck_assert_int_eq(l.rate_sure, CAPTURE_NOT_TOLD);
    /* From the request at 0 to the last ACK at 1 + 19 * 11 + 10 = 220 ms. */
    ck_assert_msg(fabs(l.least - 20 * 544 * 8 / 0.220) < 1, "%g", l.least);
    expect_ms("a round of 10 ms, with the line in it", 10, l.client.value);
}
END_TEST

/* A block that passes and comes again without its ACK was lost behind the capture. One that is seen
 * for the first time a second after the ACK that it follows was lost before it. */
START_TEST(losses_are_counted_where_they_were)
{
    struct timeline t = timeline_begin();
    timeline_add(&t, 0, 0, "RRQ f octet");
    for (int n = 1; n <= 12; n++) {
        const double at = 1 + 11 * n + (n > 4 ? 1000 : 0) + (n > 8 ? 2000 : 0);
        if (n == 5)
            timeline_add(&t, at - 1000, 0, "DATA 5 512");
        timeline_add(&t, at, 0, "DATA %d 512", n);
        timeline_add(&t, at + 10, 0, "ACK %d", n);
        if (n == 3) /* it comes again though it was acknowledged: nothing was lost */
            timeline_add(&t, at + 10.5, 0, "DATA 3 512");
    }
    const struct capture_line l = line_of(&t);
    ck_assert_uint_eq(l.lost_behind, 1); /* block 5 */
    ck_assert_uint_eq(l.lost_before, 1); /* block 9 */
    ck_assert_uint_eq(l.blocks, 14);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, two_transfers_at_the_servers_end);
    tcase_add_test(t, two_transfers_at_the_clients_end);
    tcase_add_test(t, packets_that_a_busy_host_lets_go_at_once_are_no_line);
    tcase_add_test(t, a_window_alone_behind_the_line);
    tcase_add_test(t, one_transfer_tells_the_rate_by_its_short_block);
    tcase_add_test(t, one_transfer_of_full_blocks_tells_no_rate);
    tcase_add_test(t, losses_are_counted_where_they_were);
}

int main(void)
{
    return run_tests("studies/capture_line", add);
}
