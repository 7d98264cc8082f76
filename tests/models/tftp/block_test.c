/* Block numbers: roll-over, last blocks, and which block is meant. */
#include "models/tftp/block.h"

#include "tests/models/tftp/timeline.h"

START_TEST(wire_numbers_roll_over)
{
    static const struct {
        uint64_t n;
        unsigned to_0, to_1;
    } cases[] = {
        {0, 0, 0},      {1, 1, 1},          {65534, 65534, 65534},  {65535, 65535, 65535},
        {65536, 0, 1},  {65537, 1, 2},      {131070, 65534, 65535}, {131071, 65535, 1},
        {131072, 0, 2}, {196606, 65534, 1}, {1ull << 40, 0, 256},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_uint_eq(tftp_block_wire(cases[i].n, TFTP_ROLLOVER_TO_0), cases[i].to_0);
        ck_assert_uint_eq(tftp_block_wire(cases[i].n, TFTP_ROLLOVER_TO_1), cases[i].to_1);
    }
}
END_TEST

START_TEST(a_file_has_a_last_block_that_is_short_or_empty)
{
    ck_assert_uint_eq(tftp_blocks_of(0, 512), 1);
    ck_assert_uint_eq(tftp_blocks_of(511, 512), 1);
    ck_assert_uint_eq(tftp_blocks_of(512, 512), 2);
    ck_assert_uint_eq(tftp_blocks_of(513, 512), 2);
    ck_assert_uint_eq(tftp_blocks_of(5000000000, 65464), 76378);
}
END_TEST

START_TEST(without_rollover_65535_blocks_are_all)
{
    ck_assert(tftp_blocks_fit(65535, TFTP_ROLLOVER_OFF));
    ck_assert(!tftp_blocks_fit(65536, TFTP_ROLLOVER_OFF));
    ck_assert(tftp_blocks_fit(65536, TFTP_ROLLOVER_TO_0));
    ck_assert(tftp_blocks_fit(65536, TFTP_ROLLOVER_TO_1));
}
END_TEST

/* By search, which is plainly right. */
static uint64_t find_slowly(uint16_t wire, uint64_t first, uint64_t last, enum tftp_rollover r)
{
    for (uint64_t n = first; n <= last; n++)
        if (tftp_block_wire(n, r) == wire)
            return n;
    return TFTP_BLOCK_NONE;
}

START_TEST(find_agrees_with_a_search)
{
    static const uint64_t firsts[] = {0, 1, 2, 65530, 65534, 65535, 65536, 65537, 131069, 131071};
    static const uint64_t spans[] = {0, 1, 7, 65534, 65535};
    static const uint16_t wires[] = {0, 1, 2, 3, 7, 32768, 65530, 65533, 65534, 65535};
    for (size_t f = 0; f < sizeof firsts / sizeof firsts[0]; f++)
        for (size_t s = 0; s < sizeof spans / sizeof spans[0]; s++)
            for (size_t w = 0; w < sizeof wires / sizeof wires[0]; w++)
                for (int r = TFTP_ROLLOVER_TO_0; r <= TFTP_ROLLOVER_TO_1; r++) {
                    const enum tftp_rollover rollover = (enum tftp_rollover)r;
                    const uint64_t last = firsts[f] + spans[s];
                    ck_assert_uint_eq(tftp_block_find(wires[w], firsts[f], last, rollover),
                                      find_slowly(wires[w], firsts[f], last, rollover));
                }
}
END_TEST

START_TEST(an_empty_range_has_no_block)
{
    ck_assert_uint_eq(tftp_block_find(5, 5, 4, TFTP_ROLLOVER_TO_0), TFTP_BLOCK_NONE);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, wire_numbers_roll_over);
    tcase_add_test(t, a_file_has_a_last_block_that_is_short_or_empty);
    tcase_add_test(t, without_rollover_65535_blocks_are_all);
    tcase_add_test(t, find_agrees_with_a_search);
    tcase_add_test(t, an_empty_range_has_no_block);
}

int main(void)
{
    return run_tests("tftp block", add);
}
