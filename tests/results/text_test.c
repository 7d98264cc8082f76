/* Numbers as text: for people with rounding and carry, for files exactly. */
#include "results/text.h"

#include "tests/support.h"

static const struct {
    sim_time t;
    const char *text;
} durations[] = {
    {-1, "none"},
    {0, "0 s"},
    {49, "0.0 us"},
    {50, "0.1 us"},
    {50 * MICROSECONDS, "50.0 us"},
    {999949, "999.9 us"},
    {999950, "1.0 ms"},
    {140300 * MICROSECONDS, "140.3 ms"},
    {999949 * MICROSECONDS, "999.9 ms"},
    {999950 * MICROSECONDS, "1.0 s"},
    {59949 * MILLISECONDS, "59.9 s"},
    {59950 * MILLISECONDS, "1 min 0.0 s"},
    {560 * SECONDS, "9 min 20.0 s"},
    {HOURS - 50 * MILLISECONDS, "1 h 0 min 0.0 s"},
    {6398200 * MILLISECONDS, "1 h 46 min 38.2 s"},
    {24 * HOURS - 50 * MILLISECONDS, "1 d 0 h 0 min 0.0 s"},
    {7 * DAYS + 61 * SECONDS, "7 d 0 h 1 min 1.0 s"},
    {TIME_NEVER, "106751 d 23 h 47 min 16.9 s"},
};

START_TEST(durations_are_rounded_once)
{
    for (size_t i = 0; i < sizeof durations / sizeof *durations; i++)
        ck_assert_str_eq(text_duration(durations[i].t).text, durations[i].text);
}
END_TEST

START_TEST(bytes_have_decimal_prefixes)
{
    ck_assert_str_eq(text_bytes(0).text, "0 B");
    ck_assert_str_eq(text_bytes(999).text, "999 B");
    ck_assert_str_eq(text_bytes(1000).text, "1.0 kB");
    ck_assert_str_eq(text_bytes(999949).text, "999.9 kB");
    ck_assert_str_eq(text_bytes(999950).text, "1.0 MB");
    ck_assert_str_eq(text_bytes(7100000).text, "7.1 MB");
    ck_assert_str_eq(text_bytes(284000000).text, "284.0 MB");
    ck_assert_str_eq(text_bytes(1500000000000).text, "1.5 TB");
}
END_TEST

START_TEST(rates_keep_three_decimals_at_most)
{
    ck_assert_str_eq(text_rate(64).text, "64 bit/s");
    ck_assert_str_eq(text_rate(384000).text, "384 kbit/s");
    ck_assert_str_eq(text_rate(1544000).text, "1.544 Mbit/s");
    ck_assert_str_eq(text_rate(100000000).text, "100 Mbit/s");
    ck_assert_str_eq(text_rate(2500000000).text, "2.5 Gbit/s");
}
END_TEST

START_TEST(counts_have_thousands)
{
    ck_assert_str_eq(text_count(0).text, "0");
    ck_assert_str_eq(text_count(999).text, "999");
    ck_assert_str_eq(text_count(1000).text, "1,000");
    ck_assert_str_eq(text_count(554720).text, "554,720");
    ck_assert_str_eq(text_count(UINT64_MAX).text, "18,446,744,073,709,551,615");
    ck_assert_str_eq(text_percent(0.986).text, "98.6 %");
}
END_TEST

START_TEST(seconds_are_exact)
{
    ck_assert_str_eq(text_seconds(0).text, "0.000000000");
    ck_assert_str_eq(text_seconds(1).text, "0.000000001");
    ck_assert_str_eq(text_seconds(6398200000001).text, "6398.200000001");
    ck_assert_str_eq(text_seconds(TIME_NEVER).text, "9223372036.854775807");
    ck_assert_str_eq(text_seconds(-1).text, "");
}
END_TEST

START_TEST(ratios_are_rounded_to_six_decimals)
{
    ck_assert_str_eq(text_ratio(1, 3).text, "0.333333");
    ck_assert_str_eq(text_ratio(2, 3).text, "0.666667");
    ck_assert_str_eq(text_ratio(5, 2).text, "2.500000");
    ck_assert_str_eq(text_ratio(5, 0).text, "0.000000");
    ck_assert_str_eq(text_ratio((uint64_t)1 << 62, (uint64_t)1 << 63).text, "0.500000");
}
END_TEST

static void check_field(const char *field, const char *wanted)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    text_csv(file, field);
    fclose(file);
    ck_assert_str_eq(text, wanted);
    free(text);
}

START_TEST(fields_are_quoted_where_they_must_be)
{
    check_field(NULL, "");
    check_field("", "");
    check_field("wan site", "wan site");
    check_field("one, two", "\"one, two\"");
    check_field("7\" disk", "\"7\"\" disk\"");
    check_field("two\nlines", "\"two\nlines\"");
}
END_TEST

/* Nothing that a spreadsheet would work out; whose own ' in front is kept apart. */
START_TEST(formulas_are_marked)
{
    check_field("=1+1", "'=1+1");
    check_field("+1", "'+1");
    check_field("-1", "'-1");
    check_field("@a", "'@a");
    check_field("\tx", "'\tx");
    check_field("\r=1", "\"'\r=1\"");
    check_field("=a,b", "\"'=a,b\"");
    check_field("'=1", "''=1");
    check_field("''", "''");
    check_field("'t Hooft", "'t Hooft");
    check_field("a=1", "a=1");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, durations_are_rounded_once);
    tcase_add_test(t, bytes_have_decimal_prefixes);
    tcase_add_test(t, rates_keep_three_decimals_at_most);
    tcase_add_test(t, counts_have_thousands);
    tcase_add_test(t, seconds_are_exact);
    tcase_add_test(t, ratios_are_rounded_to_six_decimals);
    tcase_add_test(t, formulas_are_marked);
    tcase_add_test(t, fields_are_quoted_where_they_must_be);
}

int main(void)
{
    return run_tests("text", add);
}
