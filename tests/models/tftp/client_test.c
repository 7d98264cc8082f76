/* Timelines of a transfer in lock-step, as the client sees it. */
#include "models/tftp/server_kind.h"
#include "tests/models/tftp/client_driver.h"

START_TEST(rfc1350_two_blocks)
{
    start();
    ck_assert(!tftp_client_is_idle(&client));
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "DATA 1 512", "deliver 0+512; ACK 1", 4020},
        {40, "DATA 2 100", "deliver 512+100; ACK 2; done", 10040}, {10040, "tick", "", NEVER});
    ck_assert(tftp_client_is_idle(&client));
    ck_assert_uint_eq(tftp_client_size(&client), UINT64_MAX);
}
END_TEST

START_TEST(rfc1350_empty_file_is_one_empty_block)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000}, {20, "DATA 1 0", "ACK 1; done", 10020});
}
END_TEST

START_TEST(rfc1350_exact_multiple_ends_with_an_empty_block)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "DATA 1 512", "deliver 0+512; ACK 1", 4020}, {40, "DATA 2 0", "ACK 2; done", 10040});
}
END_TEST

START_TEST(payload_beside_the_header_is_the_same_datagram)
{
    struct tftp_client_action a;
    static const uint8_t header[] = {0, 3, 0, 1}, payload[] = {7, 8, 9};
    const struct tftp_datagram d = {.address = PEER_ADDRESS,
                                    .port = PEER_PORT,
                                    .header = header,
                                    .header_length = 4,
                                    .payload = payload,
                                    .payload_length = 3};
    start();
    tftp_client_receive(&client, &d, 0);
    ck_assert(tftp_client_next(&client, &a, 0));
    ck_assert_int_eq(a.kind, TFTP_CLIENT_DELIVER);
    ck_assert_ptr_eq(a.data, payload);
    ck_assert_uint_eq(a.length, 3);
}
END_TEST

START_TEST(rfc1350_lost_request_is_sent_again)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000}, {4000, "tick", "RRQ f octet to 69", 8000},
        {8000, "tick", "RRQ f octet to 69", 12000},
        {8020, "DATA 1 512", "deliver 0+512; ACK 1", 12020});
    ck_assert_uint_eq(client.counters.timeouts, 2);
}
END_TEST

START_TEST(rfc1350_lost_ack_is_sent_again_for_the_repeated_block)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "DATA 1 512", "deliver 0+512; ACK 1", 4020}, {3000, "DATA 1 512", "ACK 1", 7000},
        {7000, "tick", "ACK 1", 11000}, {7020, "DATA 2 512", "deliver 512+512; ACK 2", 11020});
    ck_assert_uint_eq(client.counters.duplicates, 1);
}
END_TEST

START_TEST(late_and_early_blocks_are_ignored)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "DATA 1 512", "deliver 0+512; ACK 1", 4020},
        {40, "DATA 2 512", "deliver 512+512; ACK 2", 4040}, {50, "DATA 1 512", "", 4040},
        {51, "DATA 4 512", "", 4040}, {52, "DATA 0 512", "", 4040});
    ck_assert_uint_eq(client.counters.stale, 3);
}
END_TEST

START_TEST(rfc1350_lost_last_ack_is_sent_again_while_dallying)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "DATA 1 100", "deliver 0+100; ACK 1; done", 10020},
        {4020, "DATA 1 100", "ACK 1", 10020}, {4030, "DATA 0 512", "", 10020},
        {4040, "other: DATA 1 100", "ERROR 5 to 3000", 10020}, {10020, "tick", "", NEVER},
        {10021, "DATA 1 100", "", NEVER});
}
END_TEST

START_TEST(without_dally_the_end_is_at_once)
{
    struct tftp_client_config config = plain();
    policy.dally = 0;
    start_with(config);
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "DATA 1 100", "deliver 0+100; ACK 1; done", NEVER});
    ck_assert(tftp_client_is_idle(&client));
}
END_TEST

START_TEST(doubled_request_keeps_the_first_tid)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "DATA 1 512", "deliver 0+512; ACK 1", 4020},
        {21, "other: DATA 1 512", "ERROR 5 to 3000", 4020},
        {40, "DATA 2 512", "deliver 512+512; ACK 2", 4040});
    ck_assert_uint_eq(client.counters.strays, 1);
}
END_TEST

START_TEST(stray_gets_error_5_and_disturbs_nothing)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {10, "elsewhere: DATA 1 512", "ERROR 5 to elsewhere", 4000},
        {11, "broadcast: DATA 1 512", "", 4000}, {20, "DATA 1 512", "deliver 0+512; ACK 1", 4020},
        {21, "other: ERROR 5 x", "", 4020}, {22, "other: hex 00", "", 4020});
    ck_assert_uint_eq(client.counters.strays, 4);
}
END_TEST

START_TEST(rfc1350_error_ends_without_reply)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "ERROR 1 File not found", "failed PEER File not found", NEVER},
        {30, "ERROR 1 File not found", "", NEVER}, {31, "DATA 1 512", "", NEVER});
    ck_assert_uint_eq(client.error, 1);
    ck_assert(tftp_client_is_idle(&client));
}
END_TEST

START_TEST(error_message_is_cut_and_printable)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "hex 00 05 00 63 41 07 1b ff 42", "failed PEER AB", NEVER});
    ck_assert_uint_eq(client.error, 0x63);
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "ERROR 0 0123456789012345678901234567890123456789012345678901234567890123456789",
         "failed PEER 012345678901234567890123456789012345678901234567890123456789012", NEVER});
}
END_TEST

START_TEST(opening_reply_of_the_wrong_direction_is_refused)
{
    const char *const wrong[] = {"ACK 0", "ACK 1", "RRQ f octet", "WRQ f octet"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        start();
        RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
            {20, wrong[i], "ERROR 4; failed PROTOCOL", NEVER});
    }
}
END_TEST

START_TEST(opening_block_other_than_1_is_ignored)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000}, {20, "other: DATA 2 512", "", 4000},
        {30, "DATA 1 512", "deliver 0+512; ACK 1", 4030});
    ck_assert_uint_eq(client.counters.stale, 1);
}
END_TEST

/* The end of the block numbers of a transfer that is over: it fixes no TID. */
START_TEST(opening_block_0_is_ignored)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000}, {20, "DATA 0 512", "", 4000},
        {30, "other: DATA 1 512", "deliver 0+512; ACK 1 to 3000", 4030});
    ck_assert_uint_eq(client.counters.stale, 1);
}
END_TEST

START_TEST(block_longer_than_blksize_is_refused)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "DATA 1 513", "ERROR 4; failed PROTOCOL", NEVER});
}
END_TEST

START_TEST(malformed_and_unknown_packets_are_dropped)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000}, {20, "hex 00", "", 4000},
        {21, "hex 00 03 00", "", 4000}, {22, "hex 00 07 00 01", "", 4000},
        {23, "hex 00 05 00", "", 4000}, {24, "DATA 1 512", "deliver 0+512; ACK 1", 4024});
    ck_assert_uint_eq(client.counters.malformed, 4);
}
END_TEST

START_TEST(rfc2347_options_are_asked_and_agreed)
{
    struct tftp_client_config config = plain();
    config.blksize = 1428;
    config.tsize = true;
    config.timeout = 2;
    config.windowsize = 2;
    start_with(config);
    RUN(&machine,
        {0, "look", "RRQ f octet blksize=1428 timeout=2 tsize=0 windowsize=2 to 69", 4000},
        {20, "OACK windowsize=2 tsize=5000000000 BLKSIZE=1400 timeout=2", "ACK 0", 2020},
        {40, "DATA 1 1400", "deliver 0+1400", 2040},
        {41, "DATA 2 1400", "deliver 1400+1400; ACK 2", 2041}, {2041, "tick", "ACK 2", 4041});
    ck_assert_uint_eq(tftp_client_size(&client), 5000000000);
}
END_TEST

START_TEST(rfc2347_server_that_ignores_options)
{
    start_asking(1428, 8);
    RUN(&machine, {0, "look", "RRQ f octet blksize=1428 windowsize=8 to 69", 4000},
        {20, "DATA 1 512", "deliver 0+512; ACK 1", 4020},
        {40, "DATA 2 512", "deliver 512+512; ACK 2", 4040}, {50, "OACK blksize=1428", "", 4040});
}
END_TEST

START_TEST(rfc2347_oack_that_does_not_answer_gets_error_8)
{
    const char *const wrong[] = {
        "OACK tsize=10",          "OACK windowsize=1", "OACK timeout=4",     "OACK multicast=1",
        "OACK blksize=1429",      "OACK blksize=7",    "OACK blksize=65465", "OACK blksize=abc",
        "OACK blksize=8 tsize=1", "OACK blksize=-8",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        start_asking(1428, 0);
        RUN(&machine, {0, "look", "RRQ f octet blksize=1428 to 69", 4000},
            {20, wrong[i], "ERROR 8; failed OPTIONS", NEVER});
    }
    start_asking(0, 4);
    RUN(&machine, {0, "look", "RRQ f octet windowsize=4 to 69", 4000},
        {20, "OACK windowsize=5", "ERROR 8; failed OPTIONS", NEVER});
}
END_TEST

START_TEST(rfc2347_oack_to_a_request_without_options)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "OACK blksize=512", "ERROR 8; failed OPTIONS", NEVER});
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000}, {20, "OACK", "ACK 0", 4020},
        {40, "DATA 1 512", "deliver 0+512; ACK 1", 4040});
}
END_TEST

START_TEST(rfc2349_timeout_must_be_the_same)
{
    struct tftp_client_config config = plain();
    config.timeout = 2;
    start_with(config);
    RUN(&machine, {0, "look", "RRQ f octet timeout=2 to 69", 4000},
        {20, "OACK timeout=3", "ERROR 8; failed OPTIONS", NEVER});
}
END_TEST

START_TEST(rfc2347_lost_ack_0)
{
    start_asking(1428, 0);
    RUN(&machine, {0, "look", "RRQ f octet blksize=1428 to 69", 4000},
        {20, "OACK blksize=1428", "ACK 0", 4020}, {4000, "OACK blksize=1428", "ACK 0", 8000},
        {8000, "tick", "ACK 0", 12000}, {8020, "DATA 1 1428", "deliver 0+1428; ACK 1", 12020},
        {8021, "OACK blksize=1428", "", 12020});
}
END_TEST

START_TEST(rfc2347_lost_oack_repeats_the_request)
{
    start_asking(1428, 0);
    RUN(&machine, {0, "look", "RRQ f octet blksize=1428 to 69", 4000},
        {4000, "tick", "RRQ f octet blksize=1428 to 69", 8000},
        {4020, "OACK blksize=1428", "ACK 0", 8020},
        {4021, "other: OACK blksize=1428", "ERROR 5 to 3000", 8020});
}
END_TEST

START_TEST(over_long_and_empty_names_do_not_start)
{
    char name[300];
    const struct tftp_client_config config = plain();
    memset(name, 'n', sizeof name);
    name[256] = 0;
    tftp_client_init(&client);
    ck_assert_int_eq(tftp_client_start(&client, &config, 1, name, 0), TFTP_E_NAME_LONG);
    ck_assert(tftp_client_is_idle(&client));
    ck_assert_int_eq(tftp_client_deadline(&client), TIME_NEVER);
    ck_assert_int_eq(tftp_client_start(&client, &config, 1, "", 0), TFTP_E_NAME_EMPTY);
    name[255] = 0;
    ck_assert_int_eq(tftp_client_start(&client, &config, 1, name, 0), 0);
}
END_TEST

START_TEST(rfc2348_bounds_of_what_is_asked)
{
    struct tftp_client_config config = plain();
    static const struct {
        uint16_t blksize;
        int result;
    } cases[] = {{7, TFTP_E_OPTION}, {8, 0}, {1428, 0}, {65464, 0}, {65465, TFTP_E_OPTION}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        config.blksize = cases[i].blksize;
        tftp_client_init(&client);
        ck_assert_int_eq(tftp_client_start(&client, &config, 1, "f", 0), cases[i].result);
    }
}
END_TEST

START_TEST(idle_limit_ends_a_transfer_that_never_opens)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000});
    for (int64_t at = 4000; at < 600000; at += 4000)
        RUN(&machine, {at, "tick", "RRQ f octet to 69", at + 4000});
    RUN(&machine, {600000, "tick", "failed IDLE", NEVER});
}
END_TEST

START_TEST(idle_limit_counts_from_the_last_new_block)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "DATA 1 512", "deliver 0+512; ACK 1", 4020});
    for (int64_t at = 4020; at < 600020; at += 4000) {
        RUN(&machine, {at, "tick", "ACK 1", at + 4000});
        RUN(&machine, {at, "DATA 1 512", "ACK 1", at + 4000}); /* is no progress */
    }
    RUN(&machine, {600020, "tick", "failed IDLE", NEVER});
}
END_TEST

START_TEST(policy_with_tries_gives_up)
{
    struct tftp_client_config config = plain();
    policy.request = tftp_server_kind_find("atftpd")->policy;
    start_with(config);
    RUN(&machine, {0, "look", "RRQ f octet to 69", 5000},
        {5000, "tick", "RRQ f octet to 69", 10000}, {10000, "tick", "RRQ f octet to 69", 15000},
        {15000, "tick", "RRQ f octet to 69", 20000}, {20000, "tick", "RRQ f octet to 69", 25000},
        {25000, "tick", "RRQ f octet to 69", 30000}, {30000, "tick", "failed GAVE_UP", NEVER});
}
END_TEST

START_TEST(abort_tells_the_server_once_its_tid_is_known)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "DATA 1 512", "deliver 0+512; ACK 1", 4020});
    tftp_client_abort(&client, TFTP_ERROR_UNDEFINED, "moved");
    RUN(&machine, {30, "look", "ERROR 0; failed ABORTED", NEVER});
    ck_assert(tftp_client_is_idle(&client));
    tftp_client_abort(&client, TFTP_ERROR_UNDEFINED, "moved");
    ck_assert(tftp_client_is_idle(&client));
    start();
    tftp_client_abort(&client, TFTP_ERROR_UNDEFINED, "moved");
    RUN(&machine, {0, "look", "failed ABORTED", NEVER});
}
END_TEST

START_TEST(abort_while_dallying_just_ends_that)
{
    start();
    RUN(&machine, {0, "look", "RRQ f octet to 69", 4000},
        {20, "DATA 1 1", "deliver 0+1; ACK 1; done", 10020});
    tftp_client_abort(&client, TFTP_ERROR_UNDEFINED, "moved");
    RUN(&machine, {30, "look", "", NEVER});
    ck_assert(tftp_client_is_idle(&client));
}
END_TEST

START_TEST(the_struct_is_small)
{
    ck_assert_uint_le(sizeof(struct tftp_client), 400);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, rfc1350_two_blocks);
    tcase_add_test(t, rfc1350_empty_file_is_one_empty_block);
    tcase_add_test(t, rfc1350_exact_multiple_ends_with_an_empty_block);
    tcase_add_test(t, payload_beside_the_header_is_the_same_datagram);
    tcase_add_test(t, rfc1350_lost_request_is_sent_again);
    tcase_add_test(t, rfc1350_lost_ack_is_sent_again_for_the_repeated_block);
    tcase_add_test(t, late_and_early_blocks_are_ignored);
    tcase_add_test(t, rfc1350_lost_last_ack_is_sent_again_while_dallying);
    tcase_add_test(t, without_dally_the_end_is_at_once);
    tcase_add_test(t, doubled_request_keeps_the_first_tid);
    tcase_add_test(t, stray_gets_error_5_and_disturbs_nothing);
    tcase_add_test(t, rfc1350_error_ends_without_reply);
    tcase_add_test(t, error_message_is_cut_and_printable);
    tcase_add_test(t, opening_reply_of_the_wrong_direction_is_refused);
    tcase_add_test(t, opening_block_other_than_1_is_ignored);
    tcase_add_test(t, opening_block_0_is_ignored);
    tcase_add_test(t, block_longer_than_blksize_is_refused);
    tcase_add_test(t, malformed_and_unknown_packets_are_dropped);
    tcase_add_test(t, rfc2347_options_are_asked_and_agreed);
    tcase_add_test(t, rfc2347_server_that_ignores_options);
    tcase_add_test(t, rfc2347_oack_that_does_not_answer_gets_error_8);
    tcase_add_test(t, rfc2347_oack_to_a_request_without_options);
    tcase_add_test(t, rfc2349_timeout_must_be_the_same);
    tcase_add_test(t, rfc2347_lost_ack_0);
    tcase_add_test(t, rfc2347_lost_oack_repeats_the_request);
    tcase_add_test(t, over_long_and_empty_names_do_not_start);
    tcase_add_test(t, rfc2348_bounds_of_what_is_asked);
    tcase_add_test(t, idle_limit_ends_a_transfer_that_never_opens);
    tcase_add_test(t, idle_limit_counts_from_the_last_new_block);
    tcase_add_test(t, policy_with_tries_gives_up);
    tcase_add_test(t, abort_tells_the_server_once_its_tid_is_known);
    tcase_add_test(t, abort_while_dallying_just_ends_that);
    tcase_add_test(t, the_struct_is_small);
}

int main(void)
{
    return run_tests("tftp client", add);
}
