/* The client with windows (RFC 7440), and block numbers that roll over. */
#include "tests/models/tftp/client_driver.h"

START_TEST(rfc7440_ack_for_the_last_block_of_a_window_and_of_the_file)
{
    start_asking(0, 3);
    RUN(&machine, {0, "look", "RRQ f octet windowsize=3 to 69", 4000},
        {20, "OACK windowsize=3", "ACK 0", 4020}, {40, "DATA 1 512", "deliver 0+512", 4040},
        {41, "DATA 2 512", "deliver 512+512", 4041},
        {42, "DATA 3 512", "deliver 1024+512; ACK 3", 4042},
        {60, "DATA 4 512", "deliver 1536+512", 4060},
        {61, "DATA 5 1", "deliver 2048+1; ACK 5; done", 10061});
}
END_TEST

START_TEST(rfc7440_gap_restarts_after_last_in_order_block)
{
    start_asking(0, 4);
    RUN(&machine, {0, "look", "RRQ f octet windowsize=4 to 69", 4000},
        {20, "OACK windowsize=4", "ACK 0", 4020}, {40, "DATA 1 512", "deliver 0+512", 4040},
        {41, "DATA 3 512", "ACK 1", 4041}, {42, "DATA 4 512", "", 4041},
        {60, "DATA 2 512", "deliver 512+512", 4060}, {61, "DATA 3 512", "deliver 1024+512", 4061},
        {62, "DATA 4 512", "deliver 1536+512", 4062},
        {63, "DATA 5 512", "deliver 2048+512; ACK 5", 4063}, {64, "DATA 7 512", "ACK 5", 4064});
    ck_assert_uint_eq(client.counters.gaps, 3);
}
END_TEST

/* Block 1 of a window that ends with 4 is there: 4 can be on its way, 5 cannot. */
START_TEST(rfc7440_block_beyond_the_window_is_no_gap)
{
    start_asking(0, 4);
    RUN(&machine, {0, "look", "RRQ f octet windowsize=4 to 69", 4000},
        {20, "OACK windowsize=4", "ACK 0", 4020}, {40, "DATA 1 512", "deliver 0+512", 4040},
        {41, "DATA 5 512", "", 4040}, {42, "DATA 4 512", "ACK 1", 4042});
    ck_assert_uint_eq(client.counters.stale, 1);
    ck_assert_uint_eq(client.counters.gaps, 1);
}
END_TEST

START_TEST(rfc7440_loss_of_a_window_s_end_is_told_on_time_out)
{
    start_asking(0, 4);
    RUN(&machine, {0, "look", "RRQ f octet windowsize=4 to 69", 4000},
        {20, "OACK windowsize=4", "ACK 0", 4020}, {40, "DATA 1 512", "deliver 0+512", 4040},
        {41, "DATA 2 512", "deliver 512+512", 4041}, {4041, "tick", "ACK 2", 8041},
        {4060, "DATA 3 512", "deliver 1024+512", 8060},
        {4061, "DATA 4 512", "deliver 1536+512", 8061},
        {4062, "DATA 5 512", "deliver 2048+512", 8062},
        {4063, "DATA 6 512", "deliver 2560+512; ACK 6", 8063});
}
END_TEST

START_TEST(rfc7440_repeated_window_gets_one_ack)
{
    start_asking(0, 2);
    RUN(&machine, {0, "look", "RRQ f octet windowsize=2 to 69", 4000},
        {20, "OACK windowsize=2", "ACK 0", 4020}, {40, "DATA 1 512", "deliver 0+512", 4040},
        {41, "DATA 1 512", "", 4040}, {42, "DATA 2 512", "deliver 512+512; ACK 2", 4042},
        {50, "DATA 1 512", "", 4042}, {51, "DATA 2 512", "ACK 2", 4051});
}
END_TEST

/* Receives the blocks up to `block` in order. */
static void receive_up_to(uint64_t block)
{
    static uint8_t bytes[4 + 8] = {0, TFTP_DATA};
    struct tftp_client_action a;
    const struct tftp_datagram d = {
        .address = PEER_ADDRESS, .port = PEER_PORT, .header = bytes, .header_length = sizeof bytes};
    while (client.received < block) {
        tftp_put16(bytes + 2, tftp_block_wire(client.received + 1, client.config->rollover));
        tftp_client_receive(&client, &d, 0);
        while (tftp_client_next(&client, &a, 0))
            ck_assert(a.kind == TFTP_CLIENT_SEND || a.offset == (client.received - 1) * 8);
    }
}

static void start_small_blocks(enum tftp_rollover rollover, uint16_t windowsize)
{
    struct tftp_client_config config = plain();
    config.rollover = rollover;
    config.blksize = 8;
    config.windowsize = windowsize;
    start_with(config);
    feed(&machine, windowsize == 0 ? "OACK blksize=8" : "OACK blksize=8 windowsize=4", 0);
}

START_TEST(rollover_to_0)
{
    start_small_blocks(TFTP_ROLLOVER_TO_0, 0);
    receive_up_to(65534);
    RUN(&machine, {0, "DATA 65535 8", "deliver 524272+8; ACK 65535", 4000},
        {0, "DATA 1 8", "", 4000}, {0, "DATA 0 8", "deliver 524280+8; ACK 0", 4000},
        {0, "DATA 1 3", "deliver 524288+3; ACK 1; done", 10000});
}
END_TEST

START_TEST(rollover_to_1)
{
    start_small_blocks(TFTP_ROLLOVER_TO_1, 0);
    receive_up_to(65535);
    RUN(&machine, {0, "DATA 0 8", "", 4000}, {0, "DATA 1 8", "deliver 524280+8; ACK 1", 4000});
}
END_TEST

START_TEST(rollover_off_ends_a_file_that_is_too_large)
{
    start_small_blocks(TFTP_ROLLOVER_OFF, 0);
    receive_up_to(65534);
    RUN(&machine, {0, "DATA 65535 8", "deliver 524272+8; ERROR 0; failed TOO_LARGE", NEVER});
}
END_TEST

START_TEST(stale_block_that_aliases_after_rollover_is_ignored)
{
    start_small_blocks(TFTP_ROLLOVER_TO_0, 0);
    receive_up_to(65540);
    RUN(&machine, {0, "DATA 3 8", "", 4000}, {0, "DATA 1 8", "", 4000}, {0, "DATA 0 8", "", 4000},
        {0, "DATA 4 8", "ACK 4", 4000}, {0, "DATA 5 8", "deliver 524320+8; ACK 5", 4000});
    ck_assert_uint_eq(client.counters.stale, 3);
}
END_TEST

START_TEST(rfc7440_rollover_inside_a_window)
{
    start_small_blocks(TFTP_ROLLOVER_TO_0, 4);
    receive_up_to(65534);
    RUN(&machine, {0, "DATA 0 8", "ACK 65534", 4000}, {0, "DATA 65535 8", "deliver 524272+8", 4000},
        {0, "DATA 0 8", "deliver 524280+8", 4000}, {0, "DATA 1 8", "deliver 524288+8", 4000},
        {0, "DATA 2 8", "deliver 524296+8; ACK 2", 4000});
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, rfc7440_ack_for_the_last_block_of_a_window_and_of_the_file);
    tcase_add_test(t, rfc7440_gap_restarts_after_last_in_order_block);
    tcase_add_test(t, rfc7440_block_beyond_the_window_is_no_gap);
    tcase_add_test(t, rfc7440_loss_of_a_window_s_end_is_told_on_time_out);
    tcase_add_test(t, rfc7440_repeated_window_gets_one_ack);
    tcase_add_test(t, rollover_to_0);
    tcase_add_test(t, rollover_to_1);
    tcase_add_test(t, rollover_off_ends_a_file_that_is_too_large);
    tcase_add_test(t, stale_block_that_aliases_after_rollover_is_ignored);
    tcase_add_test(t, rfc7440_rollover_inside_a_window);
}

int main(void)
{
    return run_tests("tftp client, windows", add);
}
