/* When speech is played, fixed and adaptive. Times in ms. */
#include "models/voice/playout.h"

#include "tests/support.h"

static struct playout start(bool adaptive, int delay, int buffer, int least)
{
    struct playout p;
    playout_init(&p, &(struct playout_config){adaptive, delay * MILLISECONDS, buffer * MILLISECONDS,
                                              least * MILLISECONDS});
    return p;
}

/* A talk spurt whose first packet took so long is played this much after it was said. */
static void expect_offset(struct playout *p, sim_time delay, sim_time offset)
{
    playout_heard(p, delay);
    playout_begin(p, delay);
    ck_assert_int_eq(p->offset, offset);
}

START_TEST(fixed_is_the_first_packet_and_the_delay)
{
    struct playout p = start(false, 60, 250, 0);
    ck_assert_int_eq(p.offset, 60 * MILLISECONDS);
    expect_offset(&p, 30 * MILLISECONDS, 90 * MILLISECONDS);
    playout_heard(&p, 500 * MILLISECONDS);
    ck_assert_int_eq(p.offset, 90 * MILLISECONDS);
}
END_TEST

START_TEST(what_comes_after_its_time_is_late_and_much_too_early_has_no_room)
{
    struct playout p = start(false, 60, 80, 0);
    const sim_time offset = 100 * MILLISECONDS;
    ck_assert_int_eq(playout_judge(&p, offset, offset + 1), PLAYOUT_LATE);
    ck_assert_int_eq(playout_judge(&p, offset, offset), PLAYOUT_PLAYED);
    ck_assert_int_eq(playout_judge(&p, offset, 20 * MILLISECONDS), PLAYOUT_PLAYED);
    ck_assert_int_eq(playout_judge(&p, offset, 20 * MILLISECONDS - 1), PLAYOUT_NO_ROOM);
}
END_TEST

/* The first: d = 20, v = 60 / 4, so 20 + 60. Then 36: d = 20 + 16 / 8 = 22, and
 * v = 15 + (14 - 15) / 8 = 14.875: 22 + 59.5 = 81.5. */
START_TEST(adaptive_follows_mean_and_deviation)
{
    struct playout p = start(true, 60, 250, 0);
    expect_offset(&p, 20 * MILLISECONDS, 80 * MILLISECONDS);
    playout_heard(&p, 36 * MILLISECONDS);
    ck_assert_int_eq(p.offset, 80 * MILLISECONDS);
    playout_begin(&p, 36 * MILLISECONDS);
    ck_assert_int_eq(p.offset, 81500 * MICROSECONDS);
}
END_TEST

/* Of an idle line: v goes to 0, and the least is what is left: 20 + 10. With the first packet 4 v
 * is 60, more than that. */
START_TEST(adaptive_has_a_least)
{
    struct playout p = start(true, 60, 250, 10);
    expect_offset(&p, 20 * MILLISECONDS, 80 * MILLISECONDS);
    for (int i = 0; i < 1000; i++)
        playout_heard(&p, 20 * MILLISECONDS);
    expect_offset(&p, 20 * MILLISECONDS, 30 * MILLISECONDS);
}
END_TEST

/* v = 0, so that a jump of over 100 ms is a spike: d follows it at once, and its way down, until
 * the slope has flattened out. */
START_TEST(a_spike_is_followed_at_once)
{
    struct playout p = start(true, 0, 250, 0);
    playout_heard(&p, 20 * MILLISECONDS);
    playout_heard(&p, 120 * MILLISECONDS); /* exactly 100 more: none; d = 20 + 100 / 8 */
    ck_assert(!p.spike);
    ck_assert_int_eq(p.mean, 32500 * MICROSECONDS);
    p = start(true, 60, 250, 0);
    playout_heard(&p, 20 * MILLISECONDS);
    playout_heard(&p, 150 * MILLISECONDS); /* v = 15: 30 more */
    ck_assert(!p.spike);
    p = start(true, 0, 250, 0);
    playout_heard(&p, 20 * MILLISECONDS);
    playout_heard(&p, 120 * MILLISECONDS + 1);
    ck_assert(p.spike);
    ck_assert_int_eq(p.mean, 120 * MILLISECONDS + 1);
    playout_heard(&p, 200 * MILLISECONDS + 1); /* |2 x 200 - 120 - 20| / 8 = 32.5 ms: steep */
    ck_assert(p.spike);
    ck_assert_int_eq(p.mean, 200 * MILLISECONDS + 1);
    playout_heard(&p, 160 * MILLISECONDS + 1); /* 16.25 + |320 - 200 - 120| / 8 */
    ck_assert(p.spike);
    playout_heard(&p, 180 * MILLISECONDS + 1); /* 8.125 + |360 - 160 - 200| / 8 = 8.125 */
    ck_assert(p.spike);
    playout_heard(&p, 170 * MILLISECONDS + 1); /* 4.0625 + |340 - 180 - 160| / 8: flat */
    ck_assert(!p.spike);
    ck_assert_int_eq(p.mean, 180 * MILLISECONDS + 1);
    playout_heard(&p, 172 * MILLISECONDS + 1); /* as usual again: 180 - 8 / 8 */
    ck_assert_int_eq(p.mean, 179 * MILLISECONDS + 1);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, fixed_is_the_first_packet_and_the_delay);
    tcase_add_test(t, what_comes_after_its_time_is_late_and_much_too_early_has_no_room);
    tcase_add_test(t, adaptive_follows_mean_and_deviation);
    tcase_add_test(t, adaptive_has_a_least);
    tcase_add_test(t, a_spike_is_followed_at_once);
}

int main(void)
{
    return run_tests("playout", add);
}
