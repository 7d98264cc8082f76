/* What is said and what is left out, with draws that are given. */
#include "models/voice/talk.h"

#include "tests/support.h"

/* Lengths in ms, as they are drawn; the means that were asked for. */
struct script {
    const int *lengths;
    int drawn;
    sim_time means[8];
};

static sim_time next_length(void *user, sim_time mean)
{
    struct script *s = user;
    s->means[s->drawn] = mean;
    return s->lengths[s->drawn++] * MILLISECONDS;
}

START_TEST(without_pauses_nothing_is_left_out)
{
    struct talk t;
    talk_init(&t, 20 * MILLISECONDS);
    for (int i = 0; i < 1000; i++)
        ck_assert_uint_eq(talk_next(&t), 0);
}
END_TEST

/* Packets of 20 ms: a pause of 50 ms is 3 of them (2.5, rounded up), a spurt of 49 ms 2; then a
 * pause of 9 ms, which is one at least, and a spurt of 3 ms, the same. */
START_TEST(lengths_are_whole_packets_and_one_at_least)
{
    struct script s = {.lengths = (const int[]){50, 49, 9, 3, 40, 20}};
    const struct talk_draw draw = {next_length, &s};
    static const unsigned wanted[] = {3, 0, 1, 2};
    struct talk t;
    talk_init_spurts(&t, 20 * MILLISECONDS, TALK_SPURT_MEAN, TALK_PAUSE_MEAN, &draw);
    for (int i = 0; i < 4; i++)
        ck_assert_uint_eq(talk_next(&t), wanted[i]);
    ck_assert_int_eq(s.drawn, 6);
    ck_assert_int_eq(s.means[0], 1587 * MILLISECONDS);
    ck_assert_int_eq(s.means[1], 1004 * MILLISECONDS);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, without_pauses_nothing_is_left_out);
    tcase_add_test(t, lengths_are_whole_packets_and_one_at_least);
}

int main(void)
{
    return run_tests("talk", add);
}
