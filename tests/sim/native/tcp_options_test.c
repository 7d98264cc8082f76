/* Options as they are on the wire, and what is read of bytes of any kind. */
#include "sim/native/tcp_options.h"

#include "tests/support.h"

static uint8_t bytes[TCP_OPTIONS_MAX];
static struct tcp_options o;

static void expect_bytes(const uint8_t *wanted, uint32_t length)
{
    ck_assert_uint_eq(tcp_options_write(bytes, &o), length);
    ck_assert_mem_eq(bytes, wanted, length);
}

#define EXPECT_BYTES(...)                                                                          \
    do {                                                                                           \
        static const uint8_t wanted_[] = {__VA_ARGS__};                                            \
        expect_bytes(wanted_, sizeof wanted_);                                                     \
    } while (0)

START_TEST(nothing_takes_no_bytes)
{
    o = (struct tcp_options){0};
    ck_assert_uint_eq(tcp_options_write(bytes, &o), 0);
}
END_TEST

/* RFC 7323, 2.2 and 3.2: kinds 3 and 8; RFC 2018, 2: kind 4. Fifteen bytes, and one that says
 * nothing. */
START_TEST(a_syns_are_those_of_the_rfcs)
{
    o = (struct tcp_options){.scales = true,
                             .shift = 3,
                             .sack_permitted = true,
                             .timestamps = true,
                             .stamp = 0x01020304,
                             .echo = 0x05060708};
    EXPECT_BYTES(1, 3, 3, 3, 4, 2, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8);
}
END_TEST

/* RFC 7323, appendix A: two bytes that say nothing, so that the numbers are on even words. */
START_TEST(timestamps_take_twelve_bytes)
{
    o = (struct tcp_options){.timestamps = true, .stamp = 1, .echo = 2};
    EXPECT_BYTES(1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2);
    ck_assert_uint_eq(tcp_options_write(bytes, &o), TCP_TIMESTAMPS_BYTES);
}
END_TEST

/* RFC 2018, 7, case 2: the first of eight segments of 500 bytes, at 5000, is lost. */
START_TEST(blocks_are_those_of_rfc_2018)
{
    o = (struct tcp_options){.blocks = 1, .block = {{5500, 6000}}};
    EXPECT_BYTES(1, 1, 5, 10, 0, 0, 0x15, 0x7c, 0, 0, 0x17, 0x70);
}
END_TEST

/* 40 bytes are four blocks and their head, 34, or timestamps and three blocks, 10 + 26. */
START_TEST(as_many_blocks_as_there_is_room_for)
{
    o = (struct tcp_options){.blocks = 4, .block = {{1, 2}, {3, 4}, {5, 6}, {7, 8}}};
    ck_assert_uint_eq(tcp_options_write(bytes, &o), 36);
    tcp_options_read(&o, bytes, 36);
    ck_assert_uint_eq(o.blocks, 4);
    o.timestamps = true;
    ck_assert_uint_eq(tcp_options_write(bytes, &o), 36);
    tcp_options_read(&o, bytes, 36);
    ck_assert_uint_eq(o.blocks, 3);
    ck_assert(o.timestamps);
    ck_assert_uint_eq(o.block[2].until, 6);
}
END_TEST

START_TEST(what_is_written_is_read)
{
    o = (struct tcp_options){.scales = true,
                             .shift = 14,
                             .sack_permitted = true,
                             .timestamps = true,
                             .stamp = UINT32_MAX,
                             .echo = 7};
    struct tcp_options read;
    tcp_options_read(&read, bytes, tcp_options_write(bytes, &o));
    ck_assert(read.scales && read.sack_permitted && read.timestamps);
    ck_assert_uint_eq(read.shift, 14);
    ck_assert_uint_eq(read.stamp, UINT32_MAX);
    ck_assert_uint_eq(read.echo, 7);
    ck_assert_uint_eq(read.blocks, 0);
}
END_TEST

#define READ(...)                                                                                  \
    do {                                                                                           \
        static const uint8_t given_[] = {__VA_ARGS__};                                             \
        tcp_options_read(&o, given_, sizeof given_);                                               \
    } while (0)

START_TEST(what_is_unknown_is_passed_over)
{
    READ(2, 4, 5, 180, 254, 3, 9, 1, 4, 2, 0, 3, 3, 7); /* MSS, unknown, nothing; behind the end */
    ck_assert(o.sack_permitted && !o.scales);
}
END_TEST

/* RFC 7323, 2.3: a shift beyond 14 is taken for 14. */
START_TEST(a_shift_is_at_most_fourteen)
{
    READ(3, 3, 255);
    ck_assert(o.scales);
    ck_assert_uint_eq(o.shift, 14);
}
END_TEST

START_TEST(what_is_cut_off_ends_it)
{
    READ(4, 2, 8, 10, 1, 2, 3);
    ck_assert(o.sack_permitted && !o.timestamps);
    READ(4, 2, 3, 0, 3, 3, 1);
    ck_assert(o.sack_permitted && !o.scales);
    READ(4, 2, 3);
    ck_assert(o.sack_permitted && !o.scales);
    READ(3, 4, 1, 1, 4, 3, 1, 8, 9, 0, 0, 0, 0, 0, 0, 0, 5, 9, 0, 0, 0, 1, 0, 0, 0); /* lengths */
    ck_assert(!o.scales && !o.sack_permitted && !o.timestamps && !o.blocks);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, nothing_takes_no_bytes);
    tcase_add_test(t, a_syns_are_those_of_the_rfcs);
    tcase_add_test(t, timestamps_take_twelve_bytes);
    tcase_add_test(t, blocks_are_those_of_rfc_2018);
    tcase_add_test(t, as_many_blocks_as_there_is_room_for);
    tcase_add_test(t, what_is_written_is_read);
    tcase_add_test(t, what_is_unknown_is_passed_over);
    tcase_add_test(t, a_shift_is_at_most_fourteen);
    tcase_add_test(t, what_is_cut_off_ends_it);
}

int main(void)
{
    return run_tests("tcp options", add);
}
