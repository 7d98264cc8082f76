/* Cells that are numbers or ranges: read, refused, written again; and their distributions. */
#include "planner/fleet_number.h"

#include "scenarios/format/path.h"
#include "tests/support.h"

static struct path_field number_field(const char *path)
{
    struct path_field at;
    struct error e;
    ck_assert_msg(path_find(&at, path, &e) == 0, "%s", e.text);
    return at;
}

static const struct {
    const char *path, *text;
    enum fleet_shape shape;
    uint64_t low, mode, high;
    const char *again; /* as it is written */
} read[] = {
    {"wan.rate", "384 kbps", FLEET_VALUE, 384000, 384000, 384000, "384 kbps"},
    {"wan.rate", "256 kbps..512 kbps", FLEET_UNIFORM, 256000, 384000, 512000, "256 kbps..512 kbps"},
    {"wan.rate", "256..512 kbps", FLEET_UNIFORM, 256000, 384000, 512000, "256 kbps..512 kbps"},
    {"wan.rate", "1.5..2Mbps", FLEET_UNIFORM, 1500000, 1750000, 2000000, "1.5 Mbps..2 Mbps"},
    {"wan.rate", "512 kbps .. 1 Mbps", FLEET_UNIFORM, 512000, 756000, 1000000, "512 kbps..1 Mbps"},
    {"wan.rtt", "10..16..40 ms", FLEET_TRIANGULAR, 10000000, 16000000, 40000000,
     "10 ms..16 ms..40 ms"},
    {"wan.rtt", "10..10..40 ms", FLEET_TRIANGULAR, 10000000, 10000000, 40000000,
     "10 ms..10 ms..40 ms"},
    {"wan.rtt", "16..16 ms", FLEET_VALUE, 16000000, 16000000, 16000000, "16 ms"},
    {"wan.rtt", "0 s..3 ns", FLEET_UNIFORM, 0, 1, 3, "0 s..3 ns"},
    {"wan.queue.limit", "5..20 packets", FLEET_UNIFORM, 5, 12, 20, "5 packets..20 packets"},
    {"busy", "0..40 %", FLEET_UNIFORM, 0, 200000000, 400000000, "0 %..40 %"},
    {"subnets[0].lan.rate", "unlimited", FLEET_VALUE, UINT64_MAX, UINT64_MAX, UINT64_MAX,
     "unlimited"},
    {"subnets[0].phones[0].count", "40", FLEET_VALUE, 40, 40, 40, "40"},
    {"pfs.children", "2..8", FLEET_UNIFORM, 2, 5, 8, "2..8"}, /* 4 bytes in its struct */
};

START_TEST(what_is_read_is_written_again)
{
    struct path_field at = number_field(read[_i].path);
    const char *text = read[_i].text;
    for (int round = 0; round < 2; round++) {
        struct fleet_number n;
        struct error e;
        ck_assert_msg(fleet_number_parse(at.field, text, true, &n, &e) == 0, "%s", e.text);
        ck_assert_int_eq(n.shape, read[_i].shape);
        ck_assert_uint_eq(n.low, read[_i].low);
        ck_assert_uint_eq(n.mode, read[_i].mode);
        ck_assert_uint_eq(n.high, read[_i].high);
        char *again = fleet_number_text(at.field, &n);
        ck_assert_str_eq(again, read[_i].again);
        free(again);
        text = read[_i].again;
    }
    path_free(&at);
}
END_TEST

static const struct {
    const char *path, *text;
    bool ranges;
    const char *message;
} refused[] = {
    {"wan.rate", "384", true,
     "'384' has no unit; give a rate with its unit, such as '384 kbps', or 'unlimited'"},
    {"wan.rate", "1,5 Mbps", true,
     "'1,5 Mbps' has a comma; write a decimal point, and no separators of thousands"},
    {"wan.rate", "512..256 kbps", true,
     "'512..256 kbps' is a range that falls; give a rate, or a range as LOW..HIGH or "
     "LOW..LIKELIEST..HIGH"},
    {"wan.rtt", "10..50..40 ms", true,
     "'10..50..40 ms' is a range that falls; give a time, or a range as LOW..HIGH or "
     "LOW..LIKELIEST..HIGH"},
    {"wan.rtt", "1..2..3..4 ms", true,
     "'1..2..3..4 ms' is a range of over three numbers; give a time, or a range as LOW..HIGH or "
     "LOW..LIKELIEST..HIGH"},
    {"wan.rtt", "10 ms..", true,
     "'10 ms..' is a range that lacks a number; give a time, or a range as LOW..HIGH or "
     "LOW..LIKELIEST..HIGH"},
    {"wan.rtt", "..10 ms", true,
     "'..10 ms' is a range that lacks a number; give a time, or a range as LOW..HIGH or "
     "LOW..LIKELIEST..HIGH"},
    {"wan.rtt", "", true, "'' is empty; give a time with its unit, such as '20 ms'"},
    {"wan.rtt", "10...20 ms", true,
     "'.20 ms' is not a number; give a time with its unit, such as '20 ms'"},
    {"wan.rtt", "16 ms..2 h", true, "'2 h' is out of range; give a time from 0 s to 1 h"},
    {"wan.rate", "384 kbps..unlimited", true,
     "'384 kbps..unlimited' is a range with a word in it; give a rate, or a range as LOW..HIGH or "
     "LOW..LIKELIEST..HIGH"},
    {"wan.queue.limit", "15 kB", true,
     "'15 kB' is a size; give a number of packets, such as '10 packets'"},
    {"wan.queue.limit", "10", true,
     "'10' is no queue limit; give packets or a size, such as '10 packets' or '15 kB'"},
    {"wan.rtt", "10..20 ms", false, "'10..20 ms' is a range; give one value"},
    {"busy", "0,5 %", true,
     "'0,5 %' has a comma; write a decimal point, and no separators of thousands"},
};

START_TEST(what_is_refused_says_what_would_be_right)
{
    struct path_field at = number_field(refused[_i].path);
    struct fleet_number n;
    struct error e;
    ck_assert_int_lt(fleet_number_parse(at.field, refused[_i].text, refused[_i].ranges, &n, &e), 0);
    ck_assert_str_eq(e.text, refused[_i].message);
    path_free(&at);
}
END_TEST

START_TEST(a_number_that_is_not_given_has_no_text)
{
    const struct fleet_number none = {0};
    struct path_field at = number_field("wan.rate");
    ck_assert_ptr_null(fleet_number_text(at.field, &none));
    path_free(&at);
}
END_TEST

/* Of 0..10 the triangle with its top at 5 has a half on either side, and 3.16.. = 10 sqrt(0.1) from
 * either end a fifth; with its top at 10 a quarter lies below 5. */
static const struct {
    enum fleet_shape shape;
    uint64_t low, mode, high;
    double u;
    uint64_t at;
} quantiles[] = {
    {FLEET_VALUE, 7, 7, 7, 0.99, 7},
    {FLEET_UNIFORM, 10, 11, 13, 0.0001, 10},
    {FLEET_UNIFORM, 10, 11, 13, 0.2499, 10},
    {FLEET_UNIFORM, 10, 11, 13, 0.2501, 11},
    {FLEET_UNIFORM, 10, 11, 13, 0.9999, 13},
    {FLEET_UNIFORM, 0, 500, 1000, 0.25, 250},
    {FLEET_TRIANGULAR, 0, 5000, 10000, 0.5, 5000},
    {FLEET_TRIANGULAR, 0, 5000, 10000, 0.2, 3162},
    {FLEET_TRIANGULAR, 0, 5000, 10000, 0.8, 6838},
    {FLEET_TRIANGULAR, 100, 10100, 10100, 0.25, 5100},
    {FLEET_TRIANGULAR, 100, 100, 10100, 0.75, 5100},
    {FLEET_TRIANGULAR, 0, 5000, 10000, 0.9999999999, 10000},
};

START_TEST(a_share_of_the_distribution_is_below)
{
    const struct fleet_number n = {quantiles[_i].shape, quantiles[_i].low, quantiles[_i].mode,
                                   quantiles[_i].high};
    ck_assert_uint_eq(fleet_number_at(&n, quantiles[_i].u), quantiles[_i].at);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof *(table))

static void add(TCase *t)
{
    tcase_add_loop_test(t, what_is_read_is_written_again, 0, ROWS(read));
    tcase_add_loop_test(t, what_is_refused_says_what_would_be_right, 0, ROWS(refused));
    tcase_add_test(t, a_number_that_is_not_given_has_no_text);
    tcase_add_loop_test(t, a_share_of_the_distribution_is_below, 0, ROWS(quantiles));
}

int main(void)
{
    return run_tests("fleet_number", add);
}
