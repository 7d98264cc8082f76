/* Time of bytes against exact arithmetic, halves upwards. */
#include "sim/time.h"

#include "sim/link.h"
#include "sim/random.h"
#include "tests/support.h"

START_TEST(serialisation_takes_the_bits_over_the_rate)
{
    static const struct {
        uint64_t bytes, rate;
        sim_time time;
    } cases[] = {
        {1, 8, SECONDS},
        {0, 384000, 0},
        {552 + 8, 384000, 11666667}, /* 4480 bits / 384 kbit/s = 11.666666... ms */
        {32 + 8, 384000, 833333},    /* 320 / 384000 = 0.8333... ms */
        {552 + 8, 1544000, 2901554}, /* 4480 / 1544000 = 2.90155440... ms */
        {1500 + 38, 100000000, 123040},
        {1500 + 38, 1000000000, 12304},
        {64, 56000, 9142857}, /* 512 / 56000 = 9.142857142... ms */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_int_eq(time_of_bytes(cases[i].bytes, cases[i].rate), cases[i].time);
}
END_TEST

/* 8 bits at 16 Gbit/s are half a nanosecond. */
START_TEST(halves_are_rounded_upwards)
{
    ck_assert_int_eq(time_of_bytes(1, 16000000000), 1);
    ck_assert_int_eq(time_of_bytes(3, 16000000000), 2);
    ck_assert_int_eq(time_of_bytes(2, 16000000000), 1);
    ck_assert_int_eq(time_of_bytes(1, 16000000002), 0); /* 0.49999999994 */
    ck_assert_int_eq(time_of_bytes(1, 15999999998), 1); /* 0.50000000006 */
}
END_TEST

START_TEST(two_to_the_thirtieth_bytes_are_exact)
{
    ck_assert_int_eq(time_of_bytes(1u << 30, 1), (8ll << 30) * SECONDS);
    ck_assert_int_eq(time_of_bytes(1u << 30, 1000000000), 8ll << 30);
}
END_TEST

static sim_time by_long_division(uint64_t bytes, uint64_t rate)
{
    const unsigned __int128 doubled = (unsigned __int128)bytes * 16 * (uint64_t)SECONDS + rate;
    return (sim_time)(doubled / (2 * (unsigned __int128)rate));
}

START_TEST(serialisation_agrees_with_wide_arithmetic)
{
    struct random_stream r;
    random_init(&r, 1, 0, 0, RANDOM_TEST);
    for (int i = 0; i < 100000; i++) {
        const uint64_t bytes = random_below(&r, 1u << random_below(&r, 31));
        const uint64_t rate = 1 + random_below(&r, 1ull << random_below(&r, 37));
        ck_assert_int_eq(time_of_bytes(bytes, rate), by_long_division(bytes, rate));
    }
}
END_TEST

START_TEST(the_units_are_multiples_of_a_nanosecond)
{
    ck_assert_int_eq(MICROSECONDS, 1000);
    ck_assert_int_eq(SECONDS, 1000000000);
    ck_assert_int_eq(DAYS, 86400 * SECONDS);
    ck_assert_int_eq(time_min(-1, TIME_NEVER), -1);
    ck_assert_int_eq(time_max(-1, TIME_NEVER), TIME_NEVER);
    ck_assert(time_seconds(1500 * MILLISECONDS) == 1.5);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, serialisation_takes_the_bits_over_the_rate);
    tcase_add_test(t, halves_are_rounded_upwards);
    tcase_add_test(t, two_to_the_thirtieth_bytes_are_exact);
    tcase_add_test(t, serialisation_agrees_with_wide_arithmetic);
    tcase_add_test(t, the_units_are_multiples_of_a_nanosecond);
}

int main(void)
{
    return run_tests("time", add);
}
