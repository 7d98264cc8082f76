/* A line packet by packet: cycles and waits that can be worked out by hand. */
#include "models/analytic/beside_line.h"

#include <math.h>

#include "tests/support.h"

static struct beside_seen seen;

/* A block takes the line 10 ms and an ACK 1 ms; both ways and the rest another 29 ms: 40 ms alone.
 */
static struct beside_ring ring_of(uint32_t phones)
{
    return (struct beside_ring){.phones = phones,
                                .window = 1,
                                .takes = {0.010, 0.001},
                                .bytes = {1000, 100},
                                .answer = 0.020,
                                .serving = 0.009,
                                .spacing = 0.0001,
                                .patience = 4,
                                .room = {INFINITY, INFINITY}};
}

static struct beside_stream stream_of(double gap, double takes)
{
    return (struct beside_stream){
        .direction = BESIDE_DOWN, .gap = gap, .takes = takes, .bytes = 200, .heard = true};
}

static void follow(const struct beside_ring *ring, const struct beside_stream *streams,
                   uint32_t count, uint32_t draw)
{
    const struct beside_effort effort = {count && streams[0].random ? 64000 : 8000, true};
    ck_assert(beside_line_run(ring, streams, count, effort, draw, &seen));
}

static double mean_wait(void)
{
    return seen.heard[BESIDE_DOWN].sum / seen.heard[BESIDE_DOWN].came;
}

/* max(R, n d): four phones just fill the line. */
START_TEST(a_ring_alone_takes_its_round_or_fills_the_line)
{
    static const double cycles[] = {0.040, 0.040, 0.040, 0.040, 0.050, 0.060};
    for (uint32_t n = 1; n <= 6; n++) {
        const struct beside_ring ring = ring_of(n);
        follow(&ring, NULL, 0, 0);
        ck_assert_double_eq_tol(seen.cycle, cycles[n - 1], 1e-5);
        ck_assert_double_eq(seen.repeated, 0);
    }
}
END_TEST

/* All at once, and few rounds: the same. */
START_TEST(a_bunch_comes_round_as_a_phone_does)
{
    struct beside_ring ring = ring_of(3);
    ck_assert(beside_line_run(&ring, NULL, 0, (struct beside_effort){0, true}, 0, &seen));
    ck_assert_double_eq_tol(seen.cycle, 0.040, 1e-9);
}
END_TEST

/* Ten phones fill the line, beside two packets each 20 ms. 8,000 packets take 26.7 s, of which four
 * fifths count; then what follows until 60 s, three times the wait for a repeat, counts, or the
 * last four fifths of 15 times. */
static const struct {
    double room;
    bool first, losses; /* calls go first; and how long it is followed is a matter of losses */
    double seconds;     /* that count */
} long_rows[] = {
    {INFINITY, false, true, 21.3}, /* nothing is lost */
    {5, true, true, 33.3},         /* the line never idles, and calls have their places */
    {0, true, true, 240},          /* it idles */
    {5, false, true, 240},         /* they wait for phones' */
    {5, false, false, 21.3},
    {18, false, true, 240}, /* 17 have waited, and two may come at once */
    {19, false, true, 21.3},
};

START_TEST(losses_are_followed_for_many_waits)
{
    struct beside_ring ring = ring_of(10);
    struct beside_stream s[] = {stream_of(0.020, 0.002), stream_of(0.020, 0.002)};
    const struct beside_effort effort = {8000, long_rows[_i].losses};
    ring.room[BESIDE_DOWN] = long_rows[_i].room;
    ring.patience = 20;
    s[0].first = s[1].first = long_rows[_i].first;
    ck_assert(beside_line_run(&ring, s, 2, effort, 0, &seen));
    const struct beside_heard *h = &seen.heard[BESIDE_DOWN];
    ck_assert_double_eq_tol((h->came + h->lost) / 100, long_rows[_i].seconds, 0.1);
}
END_TEST

/* Three blocks 0.1 ms apart: the last leaves the line 30 ms after the first came. */
START_TEST(a_window_is_served_as_a_row)
{
    struct beside_ring ring = ring_of(1);
    ring.window = 3;
    follow(&ring, NULL, 0, 0);
    ck_assert_double_eq_tol(seen.cycle, 0.060, 1e-5);
}
END_TEST

/* A stream has a tenth of the line: 10 phones have the rest, 100 ms / 0.9. */
START_TEST(a_full_line_is_shared)
{
    const struct beside_ring ring = ring_of(10);
    const struct beside_stream s = stream_of(0.020, 0.002);
    follow(&ring, &s, 1, 0);
    ck_assert_double_eq_tol(seen.cycle, 0.1 / 0.9, 0.0005);
}
END_TEST

/* A phone that takes 38 ms alone comes 2 ms earlier each time to a stream of 20 ms, until it finds
 * a packet of 4 ms on the line: from then on it waits for it each time, and takes 40 ms. */
START_TEST(a_round_falls_in_step_with_a_stream)
{
    struct beside_ring ring = ring_of(1);
    const struct beside_stream s = stream_of(0.020, 0.004);
    ring.answer = 0.018;
    for (uint32_t draw = 0; draw < 8; draw++) {
        follow(&ring, &s, 1, draw);
        ck_assert_double_eq_tol(seen.cycle, 0.040, 0.0001);
    }
}
END_TEST

/* On a full line a packet that goes first meets a block each time, and waits for half of it on
 * average, for all of it at most. */
START_TEST(who_goes_first_waits_for_one_packet)
{
    const struct beside_ring ring = ring_of(10);
    struct beside_stream s = stream_of(0.0201, 0.002);
    s.first = true;
    follow(&ring, &s, 1, 0);
    ck_assert_double_eq_tol(mean_wait(), 0.005, 0.0002);
    ck_assert_double_le(seen.heard[BESIDE_DOWN].most, 0.010);
    ck_assert_double_eq(seen.heard[BESIDE_DOWN].lost, 0);
}
END_TEST

/* ... and two of them for each other besides. */
START_TEST(classes_wait_for_their_own)
{
    const struct beside_ring ring = ring_of(10);
    struct beside_stream s[] = {stream_of(0.0201, 0.002), stream_of(0.0203, 0.002)};
    s[0].first = s[1].first = true;
    follow(&ring, s, 2, 0);
    ck_assert_double_gt(seen.heard[BESIDE_DOWN].most, 0.010);
    ck_assert_double_le(seen.heard[BESIDE_DOWN].most, 0.012);
}
END_TEST

/* 40 phones and room for 5: what comes beyond is repeated; a packet that finds room waits for 4 at
 * most and the one on the line. */
START_TEST(a_short_queue_bounds_the_wait)
{
    struct beside_ring ring = ring_of(40);
    const struct beside_stream s = stream_of(0.0201, 0.002);
    ring.room[BESIDE_DOWN] = 5;
    follow(&ring, &s, 1, 0);
    ck_assert_double_gt(seen.repeated, 0);
    ck_assert_double_le(seen.heard[BESIDE_DOWN].most, 0.050);
    ck_assert_double_gt(seen.heard[BESIDE_DOWN].most, 0.040);
    ring.room[BESIDE_DOWN] = 5000;
    ring.in_bytes[BESIDE_DOWN] = true; /* five blocks of 1,000 bytes: the same */
    follow(&ring, &s, 1, 0);
    ck_assert_double_gt(seen.heard[BESIDE_DOWN].most, 0.040);
}
END_TEST

/* M/D/1: half full, packets wait for d rho / 2 (1 - rho) = d / 2 on average (Pollaczek, Khinchine).
 */
START_TEST(packets_at_random_wait_for_each_other)
{
    const struct beside_ring nobody = ring_of(0);
    struct beside_stream s = stream_of(0.004, 0.002);
    s.random = true;
    follow(&nobody, &s, 1, 0);
    ck_assert_double_eq_tol(mean_wait(), 0.001, 0.00003);
    s.random = false;
    follow(&nobody, &s, 1, 0);
    ck_assert_double_eq(seen.heard[BESIDE_DOWN].most, 0);
}
END_TEST

/* 40 phones with blocks of 512 on 384 kbps, 16 ms of round trip and 4 ms of turn-around, beside a
 * packet of 68 bytes each 20 ms. A prototype of somebody else's loses 2.8 and 4.9 % of these with
 * room for 10 and 40 packets; which exactly, phases decide. */
START_TEST(losses_of_a_full_fifo_are_those_of_a_prototype)
{
    static const double rooms[] = {10, 40}, lost[] = {0.028, 0.049};
    const double bit = 1 / 384e3;
    const struct beside_stream s = {
        .direction = BESIDE_DOWN, .gap = 0.020, .takes = 68 * 8 * bit, .bytes = 68, .heard = true};
    for (int i = 0; i < 2; i++) {
        double sum = 0;
        const struct beside_ring ring = {.phones = 40,
                                         .window = 1,
                                         .takes = {552 * 8 * bit, 40 * 8 * bit},
                                         .bytes = {552, 40},
                                         .answer = 0.012117,
                                         .serving = 0.008110,
                                         .spacing = 0.000050,
                                         .patience = 4,
                                         .spread = 1,
                                         .room = {rooms[i], rooms[i]}};
        for (uint32_t draw = 0; draw < 8; draw++) {
            follow(&ring, &s, 1, draw);
            const struct beside_heard *h = &seen.heard[BESIDE_DOWN];
            sum += h->lost / (h->lost + h->came) / 8;
        }
        ck_assert_double_eq_tol(sum, lost[i], 0.01);
    }
}
END_TEST

START_TEST(what_is_too_much_is_said)
{
    const struct beside_ring ring = ring_of(BESIDE_ROOM + 1);
    ck_assert(!beside_line_run(&ring, NULL, 0, (struct beside_effort){8000, true}, 0, &seen));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_ring_alone_takes_its_round_or_fills_the_line);
    tcase_add_test(t, a_bunch_comes_round_as_a_phone_does);
    tcase_add_loop_test(t, losses_are_followed_for_many_waits, 0,
                        sizeof long_rows / sizeof *long_rows);
    tcase_add_test(t, a_window_is_served_as_a_row);
    tcase_add_test(t, a_full_line_is_shared);
    tcase_add_test(t, a_round_falls_in_step_with_a_stream);
    tcase_add_test(t, who_goes_first_waits_for_one_packet);
    tcase_add_test(t, classes_wait_for_their_own);
    tcase_add_test(t, a_short_queue_bounds_the_wait);
    tcase_add_test(t, packets_at_random_wait_for_each_other);
    tcase_add_test(t, losses_of_a_full_fifo_are_those_of_a_prototype);
    tcase_add_test(t, what_is_too_much_is_said);
}

int main(void)
{
    return run_tests("beside line", add);
}
