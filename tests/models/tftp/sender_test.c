/* Timelines of a transfer in lock-step, as the server sees it. */
#include "tests/models/tftp/sender_driver.h"

START_TEST(rfc1350_two_blocks)
{
    start("RRQ f octet", 700);
    RUN(&machine, {0, "look", "DATA 1 512", 4000}, {20, "ACK 1", "acked 1; DATA 2 188", 4020},
        {40, "ACK 2", "acked 2; done", NEVER}, {50, "ACK 2", "", NEVER});
    ck_assert_uint_eq(sender.counters.data, 2);
    ck_assert_uint_eq(sender.counters.retransmissions, 0);
}
END_TEST

START_TEST(rfc1350_empty_file_is_one_empty_block)
{
    start("RRQ f octet", 0);
    RUN(&machine, {0, "look", "DATA 1 0", 4000}, {20, "ACK 1", "acked 1; done", NEVER});
}
END_TEST

START_TEST(rfc1350_exact_multiple_ends_with_an_empty_block)
{
    start("RRQ f octet", 1024);
    RUN(&machine, {0, "look", "DATA 1 512", 4000}, {20, "ACK 1", "acked 1; DATA 2 512", 4020},
        {40, "ACK 2", "acked 2; DATA 3 0", 4040}, {60, "ACK 3", "acked 3; done", NEVER});
}
END_TEST

START_TEST(offsets_follow_the_blocks)
{
    struct tftp_sender_action a;
    start("RRQ f octet blksize=100", 250);
    feed(&machine, "ACK 0", 1);
    ck_assert(tftp_sender_next(&sender, &a, 2));
    ck_assert_int_eq(a.kind, TFTP_SENDER_SEND_DATA);
    ck_assert_uint_eq(a.offset, 0);
    feed(&machine, "ACK 1", 3);
    ck_assert(tftp_sender_next(&sender, &a, 4) && tftp_sender_next(&sender, &a, 4));
    ck_assert_uint_eq(a.offset, 100);
    ck_assert_uint_eq(a.length, 100);
    feed(&machine, "ACK 2", 5);
    ck_assert(tftp_sender_next(&sender, &a, 6) && tftp_sender_next(&sender, &a, 6));
    ck_assert_uint_eq(a.offset, 200);
    ck_assert_uint_eq(a.length, 50);
}
END_TEST

START_TEST(rfc1350_lost_data_is_sent_again)
{
    start("RRQ f octet", 700);
    RUN(&machine, {0, "look", "DATA 1 512", 4000}, {4000, "tick", "DATA 1 512 again", 8000},
        {8000, "tick", "DATA 1 512 again", 12000}, {8020, "ACK 1", "acked 1; DATA 2 188", 12020});
    ck_assert_uint_eq(sender.counters.timeouts, 2);
    ck_assert_uint_eq(sender.counters.retransmissions, 2);
}
END_TEST

START_TEST(rfc1350_lost_last_ack_sends_the_last_block_again)
{
    start("RRQ f octet", 100);
    RUN(&machine, {0, "look", "DATA 1 100", 4000}, {4000, "tick", "DATA 1 100 again", 8000},
        {4020, "ACK 1", "acked 1; done", NEVER});
}
END_TEST

START_TEST(rfc1123_duplicate_ack_never_triggers_data)
{
    start("RRQ f octet", 5000);
    RUN(&machine, {0, "look", "DATA 1 512", 4000}, {10, "ACK 0", "", 4000},
        {20, "ACK 1", "acked 1; DATA 2 512", 4020}, {21, "ACK 1", "", 4020},
        {22, "ACK 1", "", 4020}, {40, "ACK 2", "acked 2; DATA 3 512", 4040},
        {41, "ACK 2", "", 4040});
    ck_assert_uint_eq(sender.counters.duplicate_acks, 4);
    ck_assert_uint_eq(sender.counters.stale_acks, 0);
}
END_TEST

START_TEST(late_and_early_acks_are_ignored)
{
    start("RRQ f octet", 5000);
    RUN(&machine, {0, "look", "DATA 1 512", 4000}, {20, "ACK 1", "acked 1; DATA 2 512", 4020},
        {40, "ACK 2", "acked 2; DATA 3 512", 4040}, {41, "ACK 1", "", 4040},
        {42, "ACK 4", "", 4040}, {43, "ACK 65535", "", 4040});
    ck_assert_uint_eq(sender.counters.stale_acks, 3);
}
END_TEST

START_TEST(rfc1350_error_ends_without_reply)
{
    struct tftp_sender_action a;
    start("RRQ f octet", 5000);
    RUN(&machine, {0, "look", "DATA 1 512", 4000}, {20, "ERROR 3 disk full", "failed PEER", NEVER},
        {30, "ERROR 3 disk full", "", NEVER}, {40, "ACK 1", "", NEVER});
    start("RRQ f octet", 5000);
    feed(&machine, "ERROR 3 disk full", 0);
    while (tftp_sender_next(&sender, &a, 0) && a.kind != TFTP_SENDER_FAILED) {
    }
    ck_assert_uint_eq(a.peer_error, 3);
}
END_TEST

START_TEST(stray_gets_error_5_and_does_not_end_the_transfer)
{
    start("RRQ f octet", 5000);
    RUN(&machine, {0, "look", "DATA 1 512", 4000}, {5, "other: ACK 1", "ERROR 5 to 3000", 4000},
        {6, "elsewhere: ACK 1", "ERROR 5 to elsewhere", 4000}, {7, "other: ERROR 5 x", "", 4000},
        {8, "broadcast: ACK 1", "", 4000}, {9, "other: hex 00", "", 4000},
        {20, "ACK 1", "acked 1; DATA 2 512", 4020});
    ck_assert_uint_eq(sender.counters.strays, 5);
}
END_TEST

START_TEST(malformed_packets_are_dropped)
{
    start("RRQ f octet", 5000);
    RUN(&machine, {0, "look", "DATA 1 512", 4000}, {5, "hex 00", "", 4000},
        {6, "hex 00 04 00", "", 4000}, {7, "hex 00 09 00 01", "", 4000},
        {8, "hex 00 05 00", "", 4000}, {9, "hex 00 00", "", 4000});
    ck_assert_uint_eq(sender.counters.malformed, 5);
}
END_TEST

START_TEST(wrong_direction_gets_error_4)
{
    const char *const wrong[] = {"DATA 1 10", "OACK blksize=10", "RRQ f octet", "WRQ f octet"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        start("RRQ f octet", 5000);
        RUN(&machine, {0, "look", "DATA 1 512", 4000},
            {5, wrong[i], "ERROR 4; failed PROTOCOL", NEVER});
    }
}
END_TEST

START_TEST(rfc2347_oack_then_ack_0_then_data)
{
    start("RRQ f octet blksize=1428 tsize=0", 2000);
    RUN(&machine, {0, "look", "OACK blksize=1428 tsize=2000", 4000},
        {20, "ACK 0", "DATA 1 1428", 4020}, {40, "ACK 1", "acked 1; DATA 2 572", 4040},
        {60, "ACK 2", "acked 2; done", NEVER});
}
END_TEST

START_TEST(rfc2347_lost_oack_is_sent_again)
{
    start("RRQ f octet blksize=1428", 2000);
    RUN(&machine, {0, "look", "OACK blksize=1428", 4000}, {4000, "tick", "OACK blksize=1428", 8000},
        {4001, "ACK 1", "", 8000}, {4020, "ACK 0", "DATA 1 1428", 8020}, {4021, "ACK 0", "", 8020});
    ck_assert_uint_eq(sender.counters.retransmissions, 1);
    ck_assert_uint_eq(sender.counters.stale_acks, 1);
    ck_assert_uint_eq(sender.counters.duplicate_acks, 1);
}
END_TEST

START_TEST(rfc2347_client_that_refuses_the_oack_ends_it)
{
    start("RRQ f octet blksize=1428", 2000);
    RUN(&machine, {0, "look", "OACK blksize=1428", 4000}, {20, "ERROR 8 no", "failed PEER", NEVER});
}
END_TEST

START_TEST(rfc2347_unknown_options_alone_get_no_oack)
{
    start("RRQ f octet multicast=1 utimeout=100", 700);
    RUN(&machine, {0, "look", "DATA 1 512", 4000});
}
END_TEST

START_TEST(rfc2348_server_lowers_and_never_raises)
{
    static const struct {
        const char *rrq, *out;
    } cases[] = {
        {"RRQ f octet blksize=7", "DATA 1 512"},
        {"RRQ f octet blksize=8", "OACK blksize=8"},
        {"RRQ f octet blksize=1428", "OACK blksize=1428"},
        {"RRQ f octet blksize=1429", "OACK blksize=1428"},
        {"RRQ f octet blksize=65464", "OACK blksize=1428"},
        {"RRQ f octet blksize=65465", "DATA 1 512"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start_with("cucm-tftp", TFTP_ROLLOVER_TO_0, cases[i].rrq, 9000,
                   (struct tftp_sender_limits){1428, 16});
        RUN(&machine, {0, "look", cases[i].out, 4000});
    }
}
END_TEST

START_TEST(rfc2348_largest_block)
{
    start("RRQ f octet blksize=65464", 70000);
    RUN(&machine, {0, "look", "OACK blksize=65464", 4000}, {20, "ACK 0", "DATA 1 65464", 4020},
        {40, "ACK 1", "acked 1; DATA 2 4536", 4040});
}
END_TEST

START_TEST(limit_of_zero_ignores_the_option)
{
    start_with("cucm-tftp", TFTP_ROLLOVER_TO_0, "RRQ f octet blksize=1428 windowsize=4", 9000,
               (struct tftp_sender_limits){0, 0});
    RUN(&machine, {0, "look", "DATA 1 512", 4000});
}
END_TEST

START_TEST(rfc2349_timeout_sets_the_interval)
{
    start("RRQ f octet timeout=1", 700);
    RUN(&machine, {0, "look", "OACK timeout=1", 1000}, {1000, "tick", "OACK timeout=1", 2000},
        {1020, "ACK 0", "DATA 1 512", 2020}, {2020, "tick", "DATA 1 512 again", 3020});
    start("RRQ f octet timeout=255", 700);
    RUN(&machine, {0, "look", "OACK timeout=255", 255000});
}
END_TEST

START_TEST(rfc2349_timeout_0_is_ignored)
{
    start("RRQ f octet timeout=0", 700);
    RUN(&machine, {0, "look", "DATA 1 512", 4000});
}
END_TEST

START_TEST(rfc2349_timeout_256_is_ignored)
{
    start("RRQ f octet timeout=256", 700);
    RUN(&machine, {0, "look", "DATA 1 512", 4000});
}
END_TEST

START_TEST(rfc2349_tsize_0_is_answered_even_over_4_gib)
{
    start("RRQ f octet tsize=0", 5000000000);
    RUN(&machine, {0, "look", "OACK tsize=5000000000", 4000});
    start("RRQ f octet tsize=0", 0);
    RUN(&machine, {0, "look", "OACK tsize=0", 4000}, {10, "ACK 0", "DATA 1 0", 4010});
}
END_TEST

START_TEST(file_too_large_without_rollover_is_refused)
{
    start_with("cucm-tftp", TFTP_ROLLOVER_OFF, "RRQ f octet", 65535 * 512, all);
    RUN(&machine, {0, "look", "ERROR 0; failed TOO_LARGE", NEVER});
    start_with("cucm-tftp", TFTP_ROLLOVER_OFF, "RRQ f octet", 65535 * 512 - 1, all);
    RUN(&machine, {0, "look", "DATA 1 512", 4000});
}
END_TEST

START_TEST(cucm_goes_on_until_the_idle_limit)
{
    start("RRQ f octet", 700);
    RUN(&machine, {0, "look", "DATA 1 512", 4000}, {20, "ACK 1", "acked 1; DATA 2 188", 4020});
    for (int64_t at = 4020; at < 600020; at += 4000)
        RUN(&machine, {at, "tick", "DATA 2 188 again", at + 4000 < 600020 ? at + 4000 : 600020});
    RUN(&machine, {600020, "tick", "failed IDLE", NEVER});
}
END_TEST

START_TEST(tftpd_hpa_doubles_and_gives_up)
{
    start_with("tftpd-hpa", TFTP_ROLLOVER_TO_0, "RRQ f octet", 700, all);
    RUN(&machine, {0, "look", "DATA 1 512", 1000}, {1000, "tick", "DATA 1 512 again", 3000},
        {3000, "tick", "DATA 1 512 again", 7000}, {7000, "tick", "DATA 1 512 again", 15000},
        {15000, "tick", "DATA 1 512 again", 31000}, {31000, "tick", "DATA 1 512 again", 63000},
        {63000, "tick", "failed GAVE_UP", NEVER});
}
END_TEST

START_TEST(a_new_block_starts_the_intervals_again)
{
    start_with("tftpd-hpa", TFTP_ROLLOVER_TO_0, "RRQ f octet", 700, all);
    RUN(&machine, {0, "look", "DATA 1 512", 1000}, {1000, "tick", "DATA 1 512 again", 3000},
        {3000, "tick", "DATA 1 512 again", 7000}, {3020, "ACK 1", "acked 1; DATA 2 188", 4020});
}
END_TEST

START_TEST(a_peer_that_is_gone_ends_the_transfer)
{
    start("RRQ f octet", 700);
    RUN(&machine, {0, "look", "DATA 1 512", 4000});
    tftp_sender_unreachable(&sender, ELSEWHERE_ADDRESS, PEER_PORT);
    tftp_sender_unreachable(&sender, PEER_ADDRESS, OTHER_PORT); /* where a stray got an ERROR */
    RUN(&machine, {10, "look", "", 4000});
    tftp_sender_unreachable(&sender, PEER_ADDRESS, PEER_PORT);
    RUN(&machine, {20, "look", "failed UNREACHABLE", NEVER});
    tftp_sender_unreachable(&sender, PEER_ADDRESS, PEER_PORT);
    RUN(&machine, {30, "look", "", NEVER});
}
END_TEST

static struct tftp_sender_action acked_at(const char *ack, sim_time at)
{
    struct tftp_sender_action a;
    feed(&machine, ack, at);
    ck_assert(tftp_sender_next(&sender, &a, at));
    ck_assert_int_eq(a.kind, TFTP_SENDER_BLOCK_ACKED);
    return a;
}

START_TEST(round_trip_counts_from_the_transmission)
{
    struct tftp_sender_action a;
    start("RRQ f octet", 2000);
    ck_assert(tftp_sender_next(&sender, &a, 5 * MILLISECONDS));
    a = acked_at("ACK 1", 25 * MILLISECONDS);
    ck_assert_int_eq(a.rtt, 20 * MILLISECONDS);
    ck_assert_int_eq(a.block_time, 20 * MILLISECONDS);
}
END_TEST

START_TEST(karn_a_block_sent_twice_has_no_round_trip)
{
    struct tftp_sender_action a;
    start("RRQ f octet", 2000);
    ck_assert(tftp_sender_next(&sender, &a, 0));
    tftp_sender_expire(&sender, 4 * SECONDS);
    ck_assert(tftp_sender_next(&sender, &a, 4 * SECONDS));
    a = acked_at("ACK 1", 4020 * MILLISECONDS);
    ck_assert_int_eq(a.rtt, TIME_NEVER);
    ck_assert_int_eq(a.block_time, 4020 * MILLISECONDS);
    ck_assert(tftp_sender_next(&sender, &a, 4020 * MILLISECONDS));
    a = acked_at("ACK 2", 4050 * MILLISECONDS);
    ck_assert_int_eq(a.rtt, 30 * MILLISECONDS);
}
END_TEST

START_TEST(only_the_last_block_of_a_window_is_timed)
{
    struct tftp_sender_action a;
    start("RRQ f octet windowsize=2", 9000);
    feed(&machine, "ACK 0", 0);
    ck_assert(tftp_sender_next(&sender, &a, 0) && tftp_sender_next(&sender, &a, 7));
    a = acked_at("ACK 1", 100);
    ck_assert_int_eq(a.rtt, TIME_NEVER);
    ck_assert_int_eq(a.block_time, TIME_NEVER);
    ck_assert(tftp_sender_next(&sender, &a, 100) && tftp_sender_next(&sender, &a, 110));
    a = acked_at("ACK 3", 200);
    ck_assert_int_eq(a.rtt, 90);
}
END_TEST

START_TEST(the_struct_is_small_and_serves_again)
{
    ck_assert_uint_le(sizeof(struct tftp_sender), 300);
    start("RRQ f octet", 0);
    RUN(&machine, {0, "look", "DATA 1 0", 4000}, {1, "ACK 1", "acked 1; done", NEVER});
    start("RRQ f octet", 1);
    RUN(&machine, {0, "look", "DATA 1 1", 4000});
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, rfc1350_two_blocks);
    tcase_add_test(t, rfc1350_empty_file_is_one_empty_block);
    tcase_add_test(t, rfc1350_exact_multiple_ends_with_an_empty_block);
    tcase_add_test(t, offsets_follow_the_blocks);
    tcase_add_test(t, rfc1350_lost_data_is_sent_again);
    tcase_add_test(t, rfc1350_lost_last_ack_sends_the_last_block_again);
    tcase_add_test(t, rfc1123_duplicate_ack_never_triggers_data);
    tcase_add_test(t, late_and_early_acks_are_ignored);
    tcase_add_test(t, rfc1350_error_ends_without_reply);
    tcase_add_test(t, stray_gets_error_5_and_does_not_end_the_transfer);
    tcase_add_test(t, malformed_packets_are_dropped);
    tcase_add_test(t, wrong_direction_gets_error_4);
    tcase_add_test(t, rfc2347_oack_then_ack_0_then_data);
    tcase_add_test(t, rfc2347_lost_oack_is_sent_again);
    tcase_add_test(t, rfc2347_client_that_refuses_the_oack_ends_it);
    tcase_add_test(t, rfc2347_unknown_options_alone_get_no_oack);
    tcase_add_test(t, rfc2348_server_lowers_and_never_raises);
    tcase_add_test(t, rfc2348_largest_block);
    tcase_add_test(t, limit_of_zero_ignores_the_option);
    tcase_add_test(t, rfc2349_timeout_sets_the_interval);
    tcase_add_test(t, rfc2349_timeout_0_is_ignored);
    tcase_add_test(t, rfc2349_timeout_256_is_ignored);
    tcase_add_test(t, rfc2349_tsize_0_is_answered_even_over_4_gib);
    tcase_add_test(t, file_too_large_without_rollover_is_refused);
    tcase_add_test(t, cucm_goes_on_until_the_idle_limit);
    tcase_add_test(t, tftpd_hpa_doubles_and_gives_up);
    tcase_add_test(t, a_new_block_starts_the_intervals_again);
    tcase_add_test(t, a_peer_that_is_gone_ends_the_transfer);
    tcase_add_test(t, round_trip_counts_from_the_transmission);
    tcase_add_test(t, karn_a_block_sent_twice_has_no_round_trip);
    tcase_add_test(t, only_the_last_block_of_a_window_is_timed);
    tcase_add_test(t, the_struct_is_small_and_serves_again);
}

int main(void)
{
    return run_tests("tftp sender", add);
}
