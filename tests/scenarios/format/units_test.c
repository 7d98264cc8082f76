/* Quantities, addresses and prefixes: exact, or refused. */
#include "scenarios/format/units.h"

#include "tests/scenarios/support.h"

struct parsed {
    enum quantity quantity;
    const char *text;
    uint64_t value;
};

static const struct parsed parsed[] = {
    {QUANTITY_TIME, "1 ns", 1},
    {QUANTITY_TIME, "1 us", 1000},
    {QUANTITY_TIME, "1 \u00b5s", 1000},
    {QUANTITY_TIME, "1 \u03bcs", 1000},
    {QUANTITY_TIME, "16 ms", 16000000},
    {QUANTITY_TIME, "16ms", 16000000},
    {QUANTITY_TIME, "16   ms", 16000000},
    {QUANTITY_TIME, "1.5 s", 1500000000},
    {QUANTITY_TIME, "1.500000000000000000000000000000000 s", 1500000000},
    {QUANTITY_TIME, "0.000000001 s", 1},
    {QUANTITY_TIME, "0001 s", 1000000000},
    {QUANTITY_TIME, "2 min", 120000000000},
    {QUANTITY_TIME, "0.1 h", 360000000000},
    {QUANTITY_TIME, "7 d", 604800000000000},
    {QUANTITY_TIME, "0 s", 0},
    {QUANTITY_TIME, "0.0 s", 0},
    {QUANTITY_TIME, "9223372036854775807 ns", INT64_MAX},
    {QUANTITY_RATE, "384 kbps", 384000},
    {QUANTITY_RATE, "384kbps", 384000},
    {QUANTITY_RATE, "384 Kbps", 384000},
    {QUANTITY_RATE, "384 kbit/s", 384000},
    {QUANTITY_RATE, "1.5 Mbit/s", 1500000},
    {QUANTITY_RATE, "1.5 Mb/s", 1500000},
    {QUANTITY_RATE, "2 Gbit/s", 2000000000},
    {QUANTITY_RATE, "64000 bit/s", 64000},
    {QUANTITY_RATE, "1.544 Mbps", 1544000},
    {QUANTITY_RATE, "10 Gbps", 10000000000},
    {QUANTITY_RATE, "300 bps", 300},
    {QUANTITY_SIZE, "12 B", 12},
    {QUANTITY_SIZE, "1 byte", 1},
    {QUANTITY_SIZE, "12 bytes", 12},
    {QUANTITY_SIZE, "8 kB", 8000},
    {QUANTITY_SIZE, "7.1 MB", 7100000},
    {QUANTITY_SIZE, "1 GB", 1000000000},
    {QUANTITY_SIZE, "8 KiB", 8192},
    {QUANTITY_SIZE, "0.5 MiB", 524288},
    {QUANTITY_BYTE_RATE, "1 MB/s", 1000000},
    {QUANTITY_BYTE_RATE, "1.5kB/s", 1500},
    {QUANTITY_BYTE_RATE, "9 B/s", 9},
    {QUANTITY_PACKETS, "10 packets", 10},
    {QUANTITY_PACKETS, "1 packet", 1},
    {QUANTITY_COST, "50 us/packet", 50000},
    {QUANTITY_COST, "0.05 ms/packet", 50000},
    {QUANTITY_PROBABILITY, "1 %", 10000000},
    {QUANTITY_PROBABILITY, "0.5%", 5000000},
    {QUANTITY_PROBABILITY, "0.0000001 %", 1},
    {QUANTITY_PROBABILITY, "100 %", 1000000000},
    {QUANTITY_PROBABILITY, "0", 0},
    {QUANTITY_SHARE, "40 %", 400000000},
    {QUANTITY_SHARE, "0", 0},
    {QUANTITY_COUNT, "0", 0},
    {QUANTITY_COUNT, "40", 40},
    {QUANTITY_COUNT, "40.0", 40},
};

START_TEST(quantity_is_exact)
{
    const struct parsed *p = &parsed[_i];
    struct error e = {""};
    uint64_t value = 99;
    ck_assert_msg(quantity_parse(p->quantity, p->text, &value, &e) == 0, "%s: %s", p->text, e.text);
    ck_assert_msg(value == p->value, "%s: %llu", p->text, (unsigned long long)value);
}
END_TEST

START_TEST(written_quantity_is_read_as_the_same)
{
    const struct parsed *p = &parsed[_i];
    struct error e;
    uint64_t value;
    char *text = quantity_write(p->quantity, p->value);
    ck_assert_int_eq(quantity_parse(p->quantity, text, &value, &e), 0);
    ck_assert_uint_eq(value, p->value);
    free(text);
}
END_TEST

struct refused {
    enum quantity quantity;
    const char *text, *message;
};

static const struct refused refused[] = {
    {QUANTITY_RATE, "384", "'384' has no unit; give a rate with its unit, such as '384 kbps'"},
    {QUANTITY_TIME, "0", "'0' has no unit; give a time with its unit, such as '20 ms'"},
    {QUANTITY_RATE, "384 mbps",
     "'384 mbps' has the unit 'mbps', which is not one of Gbps, Mbps, kbps, bps; give a rate, such "
     "as '384 kbps'"},
    {QUANTITY_RATE, "1 MB/s",
     "'1 MB/s' has the unit 'MB/s', which is not one of Gbps, Mbps, kbps, bps; give a rate, such "
     "as '384 kbps'"},
    {QUANTITY_TIME, "1e3 s",
     "'1e3 s' has the unit 'e3 s', which is not one of d, h, min, s, ms, us, ns; give a time, such "
     "as '20 ms'"},
    {QUANTITY_TIME, "-4 ms", "'-4 ms' is negative; give a time with its unit, such as '20 ms'"},
    {QUANTITY_TIME, "0.1 ns",
     "'0.1 ns' is finer than 1 ns; give a time with its unit, such as '20 ms'"},
    {QUANTITY_TIME, "0.00000000000000000000000000000000000000000000000001 d",
     "'0.00000000000000000000000000000000000000000000000001 d' has too many digits; give a time "
     "with its unit, such as '20 ms'"},
    {QUANTITY_TIME, "9223372036854775808 ns",
     "'9223372036854775808 ns' is too large; give a time with its unit, such as '20 ms'"},
    {QUANTITY_TIME, "999999999999999999999999 d",
     "'999999999999999999999999 d' is too large; give a time with its unit, such as '20 ms'"},
    {QUANTITY_TIME, "9999999999999999999999999 d",
     "'9999999999999999999999999 d' has too many digits; give a time with its unit, such as "
     "'20 ms'"},
    {QUANTITY_TIME, "9223372036854776 us",
     "'9223372036854776 us' is too large; give a time with its unit, such as '20 ms'"},
    {QUANTITY_TIME, "", "'' is empty; give a time with its unit, such as '20 ms'"},
    {QUANTITY_TIME, "soon", "'soon' is not a number; give a time with its unit, such as '20 ms'"},
    {QUANTITY_TIME, ".5 s", "'.5 s' is not a number; give a time with its unit, such as '20 ms'"},
    {QUANTITY_TIME, "+5 s", "'+5 s' is not a number; give a time with its unit, such as '20 ms'"},
    {QUANTITY_COUNT, "1.5", "'1.5' is not a whole number; give a whole number, such as '40'"},
    {QUANTITY_COUNT, "40 phones",
     "'40 phones' is not a whole number; give a whole number, such as '40'"},
    {QUANTITY_PACKETS, "10", "'10' has no unit; give a number of packets, such as '10 packets'"},
    {QUANTITY_PACKETS, "0.5 packets",
     "'0.5 packets' is finer than 1 packet; give a number of packets, such as '10 packets'"},
    {QUANTITY_COST, "50 us",
     "'50 us' has the unit 'us', which is not one of s/packet, ms/packet, us/packet, ns/packet; "
     "give a time per packet, such as '50 us/packet'"},
    {QUANTITY_PROBABILITY, "0.01",
     "'0.01' has no unit; give a probability with its unit, such as '0.5 %'"},
    {QUANTITY_PROBABILITY, "0.00000001 %",
     "'0.00000001 %' is finer than 0.0000001 %; give a probability with its unit, such as "
     "'0.5 %'"},
    {QUANTITY_SHARE, "0.4", "'0.4' has no unit; give a share with its unit, such as '40 %'"},
    {QUANTITY_SIZE, "a\nb", "'a\\x0ab' is not a number; give a size with its unit, such as '8 kB'"},
};

START_TEST(bad_quantity_is_refused)
{
    const struct refused *r = &refused[_i];
    struct error e = {""};
    uint64_t value;
    ck_assert_int_lt(quantity_parse(r->quantity, r->text, &value, &e), 0);
    ck_assert_str_eq(e.text, r->message);
}
END_TEST

struct written {
    enum quantity quantity;
    uint64_t value;
    const char *text;
};

static const struct written written[] = {
    {QUANTITY_TIME, 0, "0 s"},
    {QUANTITY_TIME, 1, "1 ns"},
    {QUANTITY_TIME, 1500, "1.5 us"},
    {QUANTITY_TIME, 4000000, "4 ms"},
    {QUANTITY_TIME, 1500000000, "1.5 s"},
    {QUANTITY_TIME, 75000000000, "75 s"},
    {QUANTITY_TIME, 600000000000, "10 min"},
    {QUANTITY_TIME, 5400000000000, "90 min"},
    {QUANTITY_TIME, 1000000001, "1000000.001 us"},
    {QUANTITY_RATE, 384000, "384 kbps"},
    {QUANTITY_RATE, 1544000, "1.544 Mbps"},
    {QUANTITY_RATE, 1234567, "1234.567 kbps"},
    {QUANTITY_SIZE, 8192, "8.192 kB"},
    {QUANTITY_SIZE, 999, "999 B"},
    {QUANTITY_BYTE_RATE, 1000000, "1 MB/s"},
    {QUANTITY_PACKETS, 1, "1 packet"},
    {QUANTITY_PACKETS, 10, "10 packets"},
    {QUANTITY_COST, 50000, "50 us/packet"},
    {QUANTITY_PROBABILITY, 0, "0 %"},
    {QUANTITY_PROBABILITY, 1, "0.0000001 %"},
    {QUANTITY_PROBABILITY, 5000000, "0.5 %"},
    {QUANTITY_SHARE, 400000000, "40 %"},
    {QUANTITY_COUNT, 1000, "1000"},
};

START_TEST(quantity_is_written_in_the_largest_exact_unit)
{
    char *text = quantity_write(written[_i].quantity, written[_i].value);
    ck_assert_str_eq(text, written[_i].text);
    free(text);
}
END_TEST

START_TEST(switch_is_on_or_off)
{
    struct error e;
    bool value = false;
    ck_assert_int_eq(switch_parse("on", &value, &e), 0);
    ck_assert(value);
    ck_assert_int_eq(switch_parse("off", &value, &e), 0);
    ck_assert(!value);
    ck_assert_int_lt(switch_parse("yes", &value, &e), 0);
    ck_assert_str_eq(e.text, "'yes' is neither 'on' nor 'off'; give one of them");
}
END_TEST

START_TEST(address_has_four_bytes)
{
    struct error e;
    uint32_t address;
    ck_assert_int_eq(address_parse("10.1.2.3", &address, &e), 0);
    ck_assert_uint_eq(address, 0x0a010203);
    ck_assert_int_eq(address_parse("255.255.255.255", &address, &e), 0);
    ck_assert_uint_eq(address, UINT32_MAX);
    static const char *const wrong[] = {"10.1.2",    "10.1.2.3.4", "10.1.2.256", "10.1.2.03", "",
                                        "10.1.2.3 ", "10.1..3",    "a.b.c.d",    "-1.1.1.1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_int_lt(address_parse(wrong[i], &address, &e), 0);
}
END_TEST

START_TEST(prefix_has_no_bits_beyond_its_length)
{
    struct error e;
    uint32_t address;
    uint8_t length;
    ck_assert_int_eq(prefix_parse("10.1.16.0/20", &address, &length, &e), 0);
    ck_assert_uint_eq(address, 0x0a011000);
    ck_assert_uint_eq(length, 20);
    char *text = prefix_write(address, length);
    ck_assert_str_eq(text, "10.1.16.0/20");
    free(text);
    ck_assert_int_lt(prefix_parse("10.1.17.0/20", &address, &length, &e), 0);
    ck_assert_str_eq(e.text,
                     "'10.1.17.0/20' has bits set beyond its length; did you mean '10.1.16.0/20'?");
    static const char *const wrong[] = {"10.1.0.0",    "10.0.0.0/7",  "10.1.0.0/29",
                                        "10.1.0.0/33", "10.1.0.0/",   "10.1.0.0/024",
                                        "127.0.0.0/8", "224.0.0.0/8", "10.1.0.0/24x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_int_lt(prefix_parse(wrong[i], &address, &length, &e), 0);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

int main(void)
{
    TCase *t = tcase_create("units");
    tcase_add_loop_test(t, quantity_is_exact, 0, COUNT(parsed));
    tcase_add_loop_test(t, written_quantity_is_read_as_the_same, 0, COUNT(parsed));
    tcase_add_loop_test(t, bad_quantity_is_refused, 0, COUNT(refused));
    tcase_add_loop_test(t, quantity_is_written_in_the_largest_exact_unit, 0, COUNT(written));
    tcase_add_test(t, switch_is_on_or_off);
    tcase_add_test(t, address_has_four_bytes);
    tcase_add_test(t, prefix_has_no_bits_beyond_its_length);
    return run_tests("units", t);
}
