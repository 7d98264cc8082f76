/* Known answers of Philox, and draws without bias. */
#include "sim/random.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <signal.h>

#include "tests/support.h"

static struct random_stream stream_of(uint64_t seed, uint32_t replication, uint32_t entity,
                                      enum random_purpose purpose)
{
    struct random_stream r;
    random_init(&r, seed, replication, entity, purpose);
    return r;
}

/* Known-answer vectors of Philox4x32-10 in the Random123 distribution (kat_vectors). */
START_TEST(philox_gives_the_known_answers)
{
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } cases[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct random_stream r = {.used = 4};
        memcpy(r.counter, cases[i].counter, sizeof r.counter);
        memcpy(r.key, cases[i].key, sizeof r.key);
        for (int j = 0; j < 4; j++)
            ck_assert_uint_eq(random_u32(&r), cases[i].out[j]);
    }
}
END_TEST

/* What identifies a stream stands where the header says, and its blocks are counted from 0. */
START_TEST(a_stream_is_keyed_by_what_it_is_for)
{
    struct random_stream r = stream_of(0x1122334455667788, 7, 9, RANDOM_LOSS);
    struct random_stream same = {.key = {0x55667788, 0x11223344}, .used = 4};
    for (uint32_t block = 0; block < 3; block++) {
        const uint32_t counter[4] = {block, RANDOM_LOSS, 9, 7};
        memcpy(same.counter, counter, sizeof counter);
        for (int i = 0; i < 4; i++)
            ck_assert_uint_eq(random_u32(&r), random_u32(&same));
    }
}
END_TEST

static bool differ(struct random_stream a, struct random_stream b)
{
    int equal = 0;
    for (int i = 0; i < 100; i++)
        equal += random_u32(&a) == random_u32(&b);
    return equal < 3;
}

START_TEST(other_streams_draw_other_numbers)
{
    const struct random_stream r = stream_of(1, 2, 3, RANDOM_LOSS);
    ck_assert(!differ(r, stream_of(1, 2, 3, RANDOM_LOSS)));
    ck_assert(differ(r, stream_of(2, 2, 3, RANDOM_LOSS)));
    ck_assert(differ(r, stream_of(1 + (1ull << 32), 2, 3, RANDOM_LOSS)));
    ck_assert(differ(r, stream_of(1, 3, 3, RANDOM_LOSS)));
    ck_assert(differ(r, stream_of(1, 2, 4, RANDOM_LOSS)));
    ck_assert(differ(r, stream_of(1, 2, 3, RANDOM_DUPLICATE)));
    ck_assert(differ(r, stream_of(1, 3, 2, RANDOM_LOSS)));
}
END_TEST

/* XXH32 with seed 0: its published value for no bytes, and for "a". */
START_TEST(a_name_is_the_same_entity_everywhere)
{
    ck_assert_uint_eq(random_entity(""), 0x02cc5d05);
    ck_assert_uint_eq(random_entity("a"), 0x550d7456);
}
END_TEST

START_TEST(sixty_four_bits_are_two_draws_the_high_one_first)
{
    struct random_stream a = stream_of(1, 0, 0, RANDOM_TEST), b = a;
    random_u32(&a); /* so that one number comes from two blocks of four */
    random_u32(&b);
    for (int i = 0; i < 10; i++) {
        const uint64_t high = random_u32(&b);
        ck_assert_uint_eq(random_u64(&a), high << 32 | random_u32(&b));
    }
}
END_TEST

START_TEST(below_stays_in_range)
{
    static const uint64_t limits[] = {1, 2, 3, 1000, 1ull << 32, (1ull << 63) + 1, UINT64_MAX};
    struct random_stream r = stream_of(1, 0, 0, RANDOM_TEST);
    for (size_t l = 0; l < sizeof limits / sizeof limits[0]; l++) {
        uint64_t most = 0;
        for (int i = 0; i < 1000; i++) {
            const uint64_t drawn = random_below(&r, limits[l]);
            ck_assert_uint_lt(drawn, limits[l]);
            most = drawn > most ? drawn : most;
        }
        ck_assert_uint_ge(most, limits[l] / 100 * 98);
    }
}
END_TEST

/* 30000 draws, of which each number is to get a third: 10000, with a standard deviation of
 * sqrt(30000 * 1/3 * 2/3) = 82. */
static void expect_thirds(uint64_t limit)
{
    struct random_stream r = stream_of(1, 0, 0, RANDOM_TEST);
    int count[3] = {0};
    for (int i = 0; i < 30000; i++)
        count[random_below(&r, limit) % 3]++;
    for (int i = 0; i < 3; i++)
        ck_assert_int_le(abs(count[i] - 10000), 4 * 82);
}

START_TEST(below_has_no_bias)
{
    expect_thirds(3);
    expect_thirds(6000);
    /* Here a draw of 64 bits without rejection makes every third number twice as likely. */
    expect_thirds(3ull << 62);
}
END_TEST

START_TEST(below_nothing_is_a_defect)
{
    struct random_stream r = stream_of(1, 0, 0, RANDOM_TEST);
    random_below(&r, 0);
}
END_TEST

static int chances_of(uint32_t parts_per_billion, int draws)
{
    struct random_stream r = stream_of(1, 0, 0, RANDOM_TEST);
    int count = 0;
    for (int i = 0; i < draws; i++)
        count += random_chance(&r, parts_per_billion);
    return count;
}

START_TEST(chances_are_as_likely_as_they_say)
{
    ck_assert_int_eq(chances_of(0, 10000), 0);
    ck_assert_int_eq(chances_of(1000000000, 10000), 10000);
    /* 1 % of 100000: 1000, with a standard deviation of sqrt(100000 * 0.01 * 0.99) = 31. */
    ck_assert_int_le(abs(chances_of(10000000, 100000) - 1000), 4 * 31);
    ck_assert_int_le(abs(chances_of(500000000, 100000) - 50000), 4 * 158);
}
END_TEST

START_TEST(a_chance_is_always_one_draw)
{
    struct random_stream a = stream_of(1, 0, 0, RANDOM_TEST), b = a;
    random_chance(&a, 0);
    random_chance(&a, 1000000000);
    random_u64(&b);
    random_u64(&b);
    ck_assert_uint_eq(random_u32(&a), random_u32(&b));
}
END_TEST

START_TEST(a_time_is_drawn_with_both_ends)
{
    struct random_stream r = stream_of(1, 0, 0, RANDOM_TEST);
    int count[4] = {0};
    for (int i = 0; i < 4000; i++)
        count[random_time(&r, 3)]++;
    for (int i = 0; i < 4; i++)
        ck_assert_int_gt(count[i], 850);
    ck_assert_int_eq(random_time(&r, 0), 0);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_ge(random_time(&r, TIME_NEVER), 0);
}
END_TEST

/* The mean of n exponentials of mean m has the standard deviation m / sqrt(n) = 7 / 200. */
START_TEST(gsl_draws_its_distributions_from_a_stream)
{
    enum { DRAWS = 40000 };
    struct random_stream r = stream_of(1, 0, 0, RANDOM_TEST);
    const gsl_rng rng = random_gsl(&r);
    double sum = 0;
    for (int i = 0; i < DRAWS; i++)
        sum += gsl_ran_exponential(&rng, 7);
    ck_assert(fabs(sum / DRAWS - 7) < 4 * 7 / 200.0);
}
END_TEST

/* As above; and it is the nearest nanosecond, not the one below: of draws of mean 1 those below a
 * half, 1 - e^-0.5, are 0. */
START_TEST(exponential_times)
{
    enum { DRAWS = 40000 };
    struct random_stream r = stream_of(1, 0, 0, RANDOM_TEST);
    double sum = 0, zeros = 0;
    for (int i = 0; i < DRAWS; i++)
        sum += (double)random_exponential(&r, 7 * MILLISECONDS) / MILLISECONDS;
    ck_assert_double_eq_tol(sum / DRAWS, 7, 4 * 7 / 200.0);
    for (int i = 0; i < DRAWS; i++)
        zeros += random_exponential(&r, 1) == 0;
    ck_assert_double_eq_tol(zeros / DRAWS, 0.3935, 4 * 0.0025);
}
END_TEST

START_TEST(gsl_sees_the_stream_itself)
{
    struct random_stream r = stream_of(1, 0, 0, RANDOM_TEST), same = r;
    const gsl_rng rng = random_gsl(&r);
    ck_assert_uint_eq(gsl_rng_min(&rng), 0);
    ck_assert_uint_eq(gsl_rng_max(&rng), UINT32_MAX);
    for (int i = 0; i < 10; i++)
        ck_assert_uint_eq(gsl_rng_get(&rng), random_u32(&same));
    for (int i = 0; i < 10000; i++) {
        const double u = gsl_rng_uniform(&rng);
        ck_assert(u >= 0 && u < 1);
        ck_assert_uint_lt(gsl_rng_uniform_int(&rng, 10), 10);
    }
}
END_TEST

START_TEST(a_stream_begins_again_at_its_end)
{
    struct random_stream r = stream_of(1, 2, 3, RANDOM_LOSS), first = r;
    r.counter[0] = UINT32_MAX;
    for (int i = 0; i < 4; i++)
        random_u32(&r);
    for (int i = 0; i < 8; i++)
        ck_assert_uint_eq(random_u32(&r), random_u32(&first));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, philox_gives_the_known_answers);
    tcase_add_test(t, a_stream_is_keyed_by_what_it_is_for);
    tcase_add_test(t, other_streams_draw_other_numbers);
    tcase_add_test(t, a_name_is_the_same_entity_everywhere);
    tcase_add_test(t, sixty_four_bits_are_two_draws_the_high_one_first);
    tcase_add_test(t, below_stays_in_range);
    tcase_add_test(t, below_has_no_bias);
    tcase_add_test_raise_signal(t, below_nothing_is_a_defect, SIGABRT);
    tcase_add_test(t, chances_are_as_likely_as_they_say);
    tcase_add_test(t, a_chance_is_always_one_draw);
    tcase_add_test(t, a_time_is_drawn_with_both_ends);
    tcase_add_test(t, gsl_draws_its_distributions_from_a_stream);
    tcase_add_test(t, exponential_times);
    tcase_add_test(t, gsl_sees_the_stream_itself);
    tcase_add_test(t, a_stream_begins_again_at_its_end);
}

int main(void)
{
    return run_tests("random", add);
}
