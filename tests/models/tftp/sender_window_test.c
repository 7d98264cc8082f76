/* The sender with windows (RFC 7440), and block numbers that roll over. */
#include "tests/models/tftp/sender_driver.h"

START_TEST(rfc7440_window_goes_out_at_once)
{
    start("RRQ f octet windowsize=2", 2000);
    RUN(&machine, {0, "look", "OACK windowsize=2", 4000},
        {20, "ACK 0", "DATA 1 512; DATA 2 512", 4020},
        {40, "ACK 2", "acked 2; DATA 3 512; DATA 4 464", 4040},
        {60, "ACK 4", "acked 4; done", NEVER});
}
END_TEST

START_TEST(rfc7440_window_may_be_longer_than_the_file)
{
    start("RRQ f octet windowsize=16", 1100);
    RUN(&machine, {0, "look", "OACK windowsize=16", 4000},
        {20, "ACK 0", "DATA 1 512; DATA 2 512; DATA 3 76", 4020},
        {40, "ACK 3", "acked 3; done", NEVER});
}
END_TEST

START_TEST(rfc7440_gap_restarts_after_last_in_order_block)
{
    start("RRQ f octet windowsize=4", 5000);
    RUN(&machine, {0, "look", "OACK windowsize=4", 4000},
        {20, "ACK 0", "DATA 1 512; DATA 2 512; DATA 3 512; DATA 4 512", 4020},
        {40, "ACK 2", "acked 2; DATA 3 512 again; DATA 4 512 again; DATA 5 512; DATA 6 512", 4040},
        {41, "ACK 2", "", 4040},
        {60, "ACK 6", "acked 6; DATA 7 512; DATA 8 512; DATA 9 512; DATA 10 392", 4060});
    ck_assert_uint_eq(sender.counters.retransmissions, 2);
}
END_TEST

START_TEST(rfc7440_loss_in_the_last_window)
{
    start("RRQ f octet windowsize=4", 3000);
    RUN(&machine, {0, "look", "OACK windowsize=4", 4000},
        {20, "ACK 0", "DATA 1 512; DATA 2 512; DATA 3 512; DATA 4 512", 4020},
        {40, "ACK 4", "acked 4; DATA 5 512; DATA 6 440", 4040},
        {60, "ACK 5", "acked 5; DATA 6 440 again", 4060}, {80, "ACK 6", "acked 6; done", NEVER});
}
END_TEST

START_TEST(rfc7440_timeout_sends_the_window_from_its_first_block)
{
    start("RRQ f octet windowsize=3", 5000);
    RUN(&machine, {0, "look", "OACK windowsize=3", 4000},
        {20, "ACK 0", "DATA 1 512; DATA 2 512; DATA 3 512", 4020},
        {30, "ACK 1", "acked 1; DATA 2 512 again; DATA 3 512 again; DATA 4 512", 4030},
        {4030, "tick", "DATA 2 512 again; DATA 3 512 again; DATA 4 512 again", 8030});
}
END_TEST

START_TEST(rfc7440_ack_of_a_block_sent_before_the_timeout_counts)
{
    struct tftp_sender_action a;
    start("RRQ f octet windowsize=3", 5000);
    RUN(&machine, {0, "look", "OACK windowsize=3", 4000},
        {20, "ACK 0", "DATA 1 512; DATA 2 512; DATA 3 512", 4020});
    tftp_sender_expire(&sender, 4020 * MILLISECONDS);
    ck_assert(tftp_sender_next(&sender, &a, 4020 * MILLISECONDS));
    ck_assert_uint_eq(a.block, 1);
    RUN(&machine, {4021, "ACK 3", "acked 3; DATA 4 512; DATA 5 512; DATA 6 512", 8021});
}
END_TEST

START_TEST(rfc7440_windowsize_0_is_ignored_and_65535_granted)
{
    start("RRQ f octet windowsize=0", 700);
    RUN(&machine, {0, "look", "DATA 1 512", 4000});
    start("RRQ f octet windowsize=65535", 700);
    RUN(&machine, {0, "look", "OACK windowsize=65535", 4000},
        {20, "ACK 0", "DATA 1 512; DATA 2 188", 4020});
    start_with("cucm-tftp", TFTP_ROLLOVER_TO_1, "RRQ f octet windowsize=65535", 700, all);
    RUN(&machine, {0, "look", "OACK windowsize=65534", 4000});
}
END_TEST

/* Acknowledges every `step`th block up to `block`. */
static void send_up_to(uint64_t block, uint64_t step)
{
    struct tftp_sender_action a;
    uint8_t bytes[4];
    const struct tftp_datagram ack = {
        .address = PEER_ADDRESS, .port = PEER_PORT, .header = bytes, .header_length = 4};
    while (sender.acked < block) {
        const uint64_t n = sender.acked + step;
        tftp_encode_ack(bytes, 4, tftp_block_wire(n, sender.rollover));
        tftp_sender_receive(&sender, &ack, 0);
        ck_assert_uint_eq(sender.acked, n);
        while (tftp_sender_next(&sender, &a, 0)) {
        }
    }
}

START_TEST(rollover_to_0)
{
    start("RRQ f octet", 65540 * 512);
    RUN(&machine, {0, "look", "DATA 1 512", 4000});
    send_up_to(65534, 1);
    RUN(&machine, {0, "ACK 65535", "acked 65535; DATA 0 512", 4000},
        {0, "ACK 0", "acked 65536; DATA 1 512", 4000},
        {0, "ACK 1", "acked 65537; DATA 2 512", 4000});
}
END_TEST

START_TEST(rollover_to_1)
{
    start_with("cucm-tftp", TFTP_ROLLOVER_TO_1, "RRQ f octet", 65540 * 512, all);
    RUN(&machine, {0, "look", "DATA 1 512", 4000});
    send_up_to(65534, 1);
    RUN(&machine, {0, "ACK 65535", "acked 65535; DATA 1 512", 4000}, {0, "ACK 0", "", 4000},
        {0, "ACK 1", "acked 65536; DATA 2 512", 4000});
}
END_TEST

START_TEST(stale_ack_that_aliases_after_rollover_is_ignored)
{
    start("RRQ f octet", 65600 * 512);
    RUN(&machine, {0, "look", "DATA 1 512", 4000});
    send_up_to(65539, 1);
    /* Block 65540 is out, as 4. ACK 1 to 3 may be of blocks 1 to 3, or of 65537 to 65539. */
    RUN(&machine, {0, "ACK 1", "", 4000}, {0, "ACK 2", "", 4000}, {0, "ACK 3", "", 4000},
        {0, "ACK 0", "", 4000}, {0, "ACK 65535", "", 4000},
        {0, "ACK 4", "acked 65540; DATA 5 512", 4000});
    ck_assert_uint_eq(sender.counters.stale_acks, 4);
    ck_assert_uint_eq(sender.counters.duplicate_acks, 1);
}
END_TEST

START_TEST(rfc7440_rollover_inside_a_window)
{
    start("RRQ f octet blksize=8 windowsize=4", 65600 * 8);
    RUN(&machine, {0, "look", "OACK blksize=8 windowsize=4", 4000},
        {0, "ACK 0", "DATA 1 8; DATA 2 8; DATA 3 8; DATA 4 8", 4000});
    send_up_to(65528, 4);
    RUN(&machine,
        {0, "ACK 65530",
         "acked 65530; DATA 65531 8 again; DATA 65532 8 again; "
         "DATA 65533 8; DATA 65534 8",
         4000},
        {0, "ACK 65534", "acked 65534; DATA 65535 8; DATA 0 8; DATA 1 8; DATA 2 8", 4000},
        {0, "ACK 0", "acked 65536; DATA 1 8 again; DATA 2 8 again; DATA 3 8; DATA 4 8", 4000},
        {0, "ACK 4", "acked 65540; DATA 5 8; DATA 6 8; DATA 7 8; DATA 8 8", 4000});
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, rfc7440_window_goes_out_at_once);
    tcase_add_test(t, rfc7440_window_may_be_longer_than_the_file);
    tcase_add_test(t, rfc7440_gap_restarts_after_last_in_order_block);
    tcase_add_test(t, rfc7440_loss_in_the_last_window);
    tcase_add_test(t, rfc7440_timeout_sends_the_window_from_its_first_block);
    tcase_add_test(t, rfc7440_ack_of_a_block_sent_before_the_timeout_counts);
    tcase_add_test(t, rfc7440_windowsize_0_is_ignored_and_65535_granted);
    tcase_add_test(t, rollover_to_0);
    tcase_add_test(t, rollover_to_1);
    tcase_add_test(t, stale_ack_that_aliases_after_rollover_is_ignored);
    tcase_add_test(t, rfc7440_rollover_inside_a_window);
}

int main(void)
{
    return run_tests("tftp sender, windows", add);
}
