/* Segments of an answer, against timelines worked out by hand, and one that was simulated. */
#include "models/analytic/http_train.h"

#include <math.h>

#include "tests/support.h"

#define EXPECT(value, wanted) ck_assert_double_eq_tol(value, wanted, 1e-9)

static double last(const struct http_way *way, double segments)
{
    return http_train(way, segments, 0).last;
}

/* A round of 0.18 s, in which an ACK for each second of n segments lets three go for two. */
START_TEST(slow_start)
{
    static const struct http_way way = {.there = 0.09, .back = 0.09, .window = 1000, .initial = 3};
    EXPECT(last(&way, 1), 0.09);
    EXPECT(last(&way, 3), 0.09); /* the third is not acknowledged: 3 more for the first two */
    EXPECT(last(&way, 4), 0.27);
    EXPECT(last(&way, 6), 0.27); /* acknowledged with the third: 3 + 3 */
    EXPECT(last(&way, 7), 0.45);
    EXPECT(last(&way, 12), 0.45); /* 6 segments, 3 ACKs: 9 */
    EXPECT(last(&way, 13), 0.63);
    EXPECT(last(&way, 21), 0.63); /* 9 segments and none before: 4 ACKs, 12 */
    EXPECT(last(&way, 22), 0.81);
    EXPECT(last(&way, 33), 0.81);
    EXPECT(last(&way, 34), 0.99);
}
END_TEST

/* A segment alone is acknowledged after 0.2 s, and lets two go: as in a run with 600 ms. */
START_TEST(an_ack_is_delayed)
{
    static const struct http_way way = {.there = 0.3, .back = 0.3, .window = 1000, .initial = 3};
    EXPECT(last(&way, 3), 0.3);
    EXPECT(last(&way, 6), 0.9);
    EXPECT(last(&way, 8), 1.1); /* for the third, which came at 0.3 */
    EXPECT(last(&way, 11), 1.5);
    EXPECT(last(&way, 14), 1.7); /* for the two that came at 1.1: 3 */
}
END_TEST

START_TEST(a_window_a_round)
{
    const struct http_way two = {.there = 0.05, .back = 0.05, .window = 2.9, .initial = 3};
    EXPECT(last(&two, 2), 0.05);
    EXPECT(last(&two, 3), 0.15);
    EXPECT(last(&two, 2000), 0.05 + 999 * 0.1);
    const struct http_way one = {.there = 0.05, .back = 0.05, .window = 4, .initial = 1};
    EXPECT(last(&one, 1), 0.05); /* alone, and so acknowledged late */
    EXPECT(last(&one, 3), 0.35);
}
END_TEST

START_TEST(the_slowest_stage)
{
    const struct http_way line = {
        .there = 0.02, .back = 0.01, .service = 0.012, .part = 0.011, .window = 44, .initial = 3};
    const struct http_arrival a = http_train(&line, 5000, 0);
    /* The first ACK is back at 0.042; three segments have taken 0.036. From then on it is full. */
    EXPECT(a.last, 0.006 + 0.02 + 4999 * 0.012);
    EXPECT(a.queue, 44 * 0.012 - 0.03); /* of a window's time the rest is spent elsewhere */
    EXPECT(last(&line, 4999.25), a.last - 0.75 * 0.011);
    const struct http_way slow = {
        .there = 2, .back = 0.1, .service = 2, .window = 44, .initial = 3};
    EXPECT(last(&slow, 100), 200); /* one that is alone for longer than 0.2 s is acknowledged */
}
END_TEST

/* What is left out is counted: any number of turns takes as long as one. */
START_TEST(turns)
{
    static const struct http_way even = {
        .there = 0.176, .back = 0.174, .service = 0.00123, .window = 44.88, .initial = 3};
    const double turn = last(&even, 1044) - last(&even, 1000);
    EXPECT(turn, 0.35 + 0.00123); /* the first of two waits for the second */
    for (int i = 0; i < 44; i++)
        ck_assert_double_eq_tol(last(&even, 44000 + i) - last(&even, 1012 + i), 977 * turn, 1e-4);
}
END_TEST

/* With an odd window one segment a round is alone. A file of 1,000,000 bytes took a phone behind
 * 88 Mbps and 600 ms, with a window of 16,384 bytes, 41.0388 s when it was simulated; of these
 * 0.9023 s to the first segment's departure. */
START_TEST(an_odd_window)
{
    static const struct http_way odd = {.there = 0.300394,
                                        .back = 0.300018,
                                        .service = 0.000137,
                                        .window = 16384.0 / 1460,
                                        .initial = 3};
    ck_assert_double_eq_tol(last(&odd, 685.003), 41.0388 - 0.9023, 0.02);
}
END_TEST

START_TEST(flash)
{
    static const struct http_way way = {
        .there = 0.1, .back = 0.1, .service = 0.01, .write = 0.02, .window = 44, .initial = 3};
    struct http_arrival a = http_train(&way, 1, 0);
    EXPECT(a.written, 0.12);
    a = http_train(&way, 1, 0.5); /* it has still to write */
    EXPECT(a.written, 0.52);
    a = http_train(&way, 3, 0);
    EXPECT(a.last, 0.12);
    EXPECT(a.written, 0.16);
    /* Slower than the line: what is left out is written all the same. */
    a = http_train(&way, 10000, 0);
    ck_assert_double_gt(a.written, 200);
    ck_assert_double_lt(a.written, 201);
    const double more = http_train(&way, 20000, 0).written;
    ck_assert_double_eq_tol(more - a.written, 200, 0.001);
    EXPECT(http_train(&way, 2.5, 0).written, 0.15);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, slow_start);
    tcase_add_test(t, an_ack_is_delayed);
    tcase_add_test(t, a_window_a_round);
    tcase_add_test(t, the_slowest_stage);
    tcase_add_test(t, turns);
    tcase_add_test(t, an_odd_window);
    tcase_add_test(t, flash);
}

int main(void)
{
    return run_tests("http_train", add);
}
