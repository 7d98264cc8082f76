/* What kinds of servers do otherwise, as timelines, and their table. What real daemons do is in
 * tests/models/devices/timelines_test.c. */
#include "tests/models/tftp/sender_driver.h"

static void start_kind(const char *kind, const char *rrq, uint64_t file_size)
{
    start_with(kind, TFTP_ROLLOVER_TO_0, rrq, file_size, all);
}

/* 3 blocks of 512 and one of 464. */
enum { FOUR_BLOCKS = 2000 };

START_TEST(atftpd_answers_a_duplicate_ack_with_the_next_block)
{
    start_kind("atftpd", "RRQ f octet", FOUR_BLOCKS);
    RUN(&machine, {0, "look", "DATA 1 512", 5000}, {10, "ACK 1", "acked 1; DATA 2 512", 5010},
        {20, "ACK 1", "DATA 2 512 again", 5020}, {30, "ACK 2", "acked 2; DATA 3 512", 5030},
        {40, "ACK 2", "DATA 3 512 again", 5040}, {50, "ACK 1", "", 5050},
        {60, "ACK 3", "acked 3; DATA 4 464", 5060}, {70, "ACK 3", "DATA 4 464 again", 5070},
        {80, "ACK 4", "acked 4; done", NEVER}, {90, "ACK 4", "", NEVER});
    ck_assert_uint_eq(sender.counters.duplicate_acks, 3);
    ck_assert_uint_eq(sender.counters.retransmissions, 3);
}
END_TEST

START_TEST(atftpd_answers_a_duplicate_ack_with_the_whole_window)
{
    start_kind("atftpd", "RRQ f octet windowsize=2", FOUR_BLOCKS);
    RUN(&machine, {0, "look", "OACK windowsize=2", 5000},
        {10, "ACK 0", "DATA 1 512; DATA 2 512", 5010},
        {20, "ACK 0", "DATA 1 512 again; DATA 2 512 again", 5020},
        {30, "ACK 2", "acked 2; DATA 3 512; DATA 4 464", 5030},
        {40, "ACK 2", "DATA 3 512 again; DATA 4 464 again", 5040});
}
END_TEST

START_TEST(atftpd_repeats_a_lost_first_block_as_three_bytes)
{
    start_kind("atftpd", "RRQ f octet", FOUR_BLOCKS);
    RUN(&machine, {0, "look", "DATA 1 512", 5000}, {5000, "tick", "hex 00 03 00", 10000},
        {10000, "tick", "hex 00 03 00", 15000}, {10010, "ACK 1", "acked 1; DATA 2 512", 15010},
        {15010, "tick", "DATA 2 512 again", 20010});
    ck_assert_uint_eq(sender.counters.data, 5);
    ck_assert_uint_eq(sender.counters.retransmissions, 3);
}
END_TEST

/* The processor was busy for a second after the time-out. */
START_TEST(the_wait_begins_when_the_three_bytes_are_sent)
{
    struct tftp_sender_action a;
    start_kind("atftpd", "RRQ f octet", FOUR_BLOCKS);
    ck_assert(tftp_sender_next(&sender, &a, 0));
    tftp_sender_expire(&sender, 5 * SECONDS);
    ck_assert(tftp_sender_next(&sender, &a, 6 * SECONDS));
    ck_assert_uint_eq(a.header_length, 3);
    ck_assert_int_eq(tftp_sender_deadline(&sender), 11 * SECONDS);
}
END_TEST

/* The OACK, or the three bytes, that were to go when an ERROR ends the transfer. */
START_TEST(nothing_goes_after_an_error)
{
    start_kind("atftpd", "RRQ f octet blksize=512", FOUR_BLOCKS);
    RUN(&machine, {0, "ERROR 0 x", "failed PEER", NEVER});
    start_kind("atftpd", "RRQ f octet", FOUR_BLOCKS);
    RUN(&machine, {0, "look", "DATA 1 512", 5000});
    tftp_sender_expire(&sender, 5 * SECONDS);
    RUN(&machine, {5000, "ERROR 0 x", "failed PEER", NEVER});
}
END_TEST

START_TEST(atftpd_repeats_it_rightly_after_an_oack_or_an_ack_0)
{
    start_kind("atftpd", "RRQ f octet blksize=512", FOUR_BLOCKS);
    RUN(&machine, {0, "look", "OACK blksize=512", 5000}, {10, "ACK 0", "DATA 1 512", 5010},
        {5010, "tick", "DATA 1 512 again", 10010});
    start_kind("atftpd", "RRQ f octet", FOUR_BLOCKS);
    RUN(&machine, {0, "look", "DATA 1 512", 5000}, {10, "ACK 0", "DATA 1 512 again", 5010},
        {5010, "tick", "DATA 1 512 again", 10010});
}
END_TEST

START_TEST(atftpd_waits_anew_with_any_ack)
{
    start_kind("atftpd", "RRQ f octet", FOUR_BLOCKS);
    RUN(&machine, {0, "look", "DATA 1 512", 5000}, {10, "ACK 1", "acked 1; DATA 2 512", 5010},
        {20, "ACK 2", "acked 2; DATA 3 512", 5020}, {5020, "tick", "DATA 3 512 again", 10020},
        {6000, "ACK 0", "", 11000});
    for (int64_t at = 11000; at < 36000; at += 5000) /* five times more, as at first */
        RUN(&machine, {at, "tick", "DATA 3 512 again", at + 5000});
    RUN(&machine, {36000, "tick", "failed GAVE_UP", NEVER});
}
END_TEST

/* 4 blocks in windows of 2: of the second window, whose last block is the file's, a time-out
 * repeats the first only, and an ACK in its middle gets the rest. */
START_TEST(atftpd_repeats_one_block_when_the_last_was_sent)
{
    start_kind("atftpd", "RRQ f octet windowsize=2", FOUR_BLOCKS);
    RUN(&machine, {0, "look", "OACK windowsize=2", 5000},
        {10, "ACK 0", "DATA 1 512; DATA 2 512", 5010},
        {5010, "tick", "DATA 1 512 again; DATA 2 512 again", 10010},
        {5020, "ACK 2", "acked 2; DATA 3 512; DATA 4 464", 10020},
        {10020, "tick", "DATA 3 512 again", 15020}, {11000, "ACK 1", "", 16000},
        {11010, "ACK 3", "acked 3; DATA 4 464 again", 16010},
        {16010, "tick", "DATA 4 464 again", 21010}, {16020, "ACK 4", "acked 4; done", NEVER});
}
END_TEST

START_TEST(connected_sockets_hear_no_stranger)
{
    const char *const kinds[] = {"tftpd-hpa", "atftpd"};
    for (int i = 0; i < 2; i++) {
        start_kind(kinds[i], "RRQ f octet", FOUR_BLOCKS);
        feed(&machine, "other: ACK 1", 0);
        feed(&machine, "elsewhere: ACK 1", 0);
        RUN(&machine, {0, "look", "DATA 1 512", i == 0 ? 1000 : 5000});
        ck_assert_uint_eq(sender.counters.strays, 2);
    }
    start_kind("dnsmasq", "RRQ f octet", FOUR_BLOCKS);
    RUN(&machine, {0, "other: ACK 1", "ERROR 5 to 3000; DATA 1 512", 2000});
}
END_TEST

START_TEST(daemons_ignore_what_is_no_ack)
{
    const char *const kinds[] = {"tftpd-hpa", "atftpd", "dnsmasq"};
    const char *const wrong[] = {"DATA 1 4", "OACK blksize=10", "RRQ f octet", "WRQ f octet"};
    char out[200];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++) {
            start_kind(kinds[i], "RRQ f octet", FOUR_BLOCKS);
            drain(&machine, out, sizeof out, 0);
            feed(&machine, wrong[j], 1);
            drain(&machine, out, sizeof out, 1);
            ck_assert_str_eq(out, "");
            RUN(&machine, {0, "ERROR 0 x", "failed PEER", NEVER});
        }
}
END_TEST

START_TEST(dnsmasq_hears_no_icmp)
{
    start_kind("dnsmasq", "RRQ f octet", FOUR_BLOCKS);
    tftp_sender_unreachable(&sender, PEER_ADDRESS, PEER_PORT);
    RUN(&machine, {0, "look", "DATA 1 512", 2000}, {2000, "tick", "DATA 1 512 again", 4000});
    start_kind("tftpd-hpa", "RRQ f octet", FOUR_BLOCKS);
    tftp_sender_unreachable(&sender, PEER_ADDRESS, PEER_PORT);
    RUN(&machine, {0, "look", "failed UNREACHABLE", NEVER});
}
END_TEST

/* Its clock is read when it sees that the time is up: what is sent some ms later, by a processor
 * that is busy over the tick, does not move the next. */
START_TEST(dnsmasq_counts_from_what_it_sees)
{
    struct tftp_sender_action a;
    start_kind("dnsmasq", "RRQ f octet", FOUR_BLOCKS);
    ck_assert(tftp_sender_next(&sender, &a, 0));
    feed(&machine, "ACK 1", 999 * MILLISECONDS);
    ck_assert(tftp_sender_next(&sender, &a, 1001 * MILLISECONDS));
    ck_assert(tftp_sender_next(&sender, &a, 1001 * MILLISECONDS));
    ck_assert_int_eq(a.kind, TFTP_SENDER_SEND_DATA);
    ck_assert_int_eq(tftp_sender_deadline(&sender), 2 * SECONDS);
}
END_TEST

START_TEST(each_kind_grants_what_it_knows)
{
    static const struct {
        const char *kind, *oack;
    } rows[] = {
        {"cucm-tftp", "OACK blksize=4096 timeout=3 tsize=2000 windowsize=8"},
        {"tftpd-hpa", "OACK blksize=4096 timeout=3 tsize=2000"},
        {"atftpd", "OACK blksize=4096 timeout=3 tsize=2000 windowsize=8"},
        {"dnsmasq", "OACK blksize=2263 tsize=2000"},
    };
    char out[200];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        start_kind(rows[i].kind, "RRQ f octet windowsize=8 tsize=0 timeout=3 blksize=4096",
                   FOUR_BLOCKS);
        drain(&machine, out, sizeof out, 0);
        ck_assert_str_eq(out, rows[i].oack);
    }
}
END_TEST

START_TEST(a_limit_lowers_what_a_kind_grants)
{
    const struct tftp_sender_limits limits = {1388, 4};
    start_with("atftpd", TFTP_ROLLOVER_TO_0, "RRQ f octet blksize=1428 windowsize=8", 2000, limits);
    RUN(&machine, {0, "look", "OACK blksize=1388 windowsize=4", 5000});
}
END_TEST

START_TEST(some_refuse_a_value_out_of_range)
{
    const char *const kinds[] = {"tftpd-hpa", "atftpd"};
    for (int i = 0; i < 2; i++) {
        start_kind(kinds[i], "RRQ f octet timeout=0", FOUR_BLOCKS);
        RUN(&machine, {0, "look", "ERROR 8; failed OPTIONS", NEVER});
    }
    start_kind("tftpd-hpa", "RRQ f octet windowsize=0", FOUR_BLOCKS); /* which it does not know */
    RUN(&machine, {0, "look", "DATA 1 512", 1000});
    start_kind("dnsmasq", "RRQ f octet timeout=0", FOUR_BLOCKS);
    RUN(&machine, {0, "look", "DATA 1 512", 2000});
}
END_TEST

START_TEST(some_echo_a_size_that_is_not_0)
{
    start_kind("tftpd-hpa", "RRQ f octet tsize=5", FOUR_BLOCKS);
    RUN(&machine, {0, "look", "OACK tsize=5", 1000});
    start_kind("dnsmasq", "RRQ f octet tsize=5", FOUR_BLOCKS);
    RUN(&machine, {0, "look", "OACK tsize=2000", 2000});
}
END_TEST

START_TEST(kinds_are_found_by_name)
{
    ck_assert_str_eq(tftp_server_kind_find("dnsmasq")->name, "dnsmasq");
    ck_assert_ptr_null(tftp_server_kind_find("nobody"));
    ck_assert_uint_eq(tftp_server_kind_find("cucm-tftp")->transfers, 500);
    ck_assert_uint_eq(tftp_server_kind_find("tftpd-hpa")->transfers, 0);
    ck_assert_uint_eq(tftp_server_kind_find("atftpd")->transfers, 100);
    ck_assert_uint_eq(tftp_server_kind_find("dnsmasq")->transfers, 51);
}
END_TEST

START_TEST(kinds_keep_their_own_rules)
{
    size_t count = 0;
    for (const struct tftp_server_kind *k; (k = tftp_server_kind_at(count)) != NULL; count++) {
        const struct tftp_policy *p = &k->policy;
        ck_assert_ptr_eq(tftp_server_kind_find(k->name), k);
        ck_assert_int_ge(p->count, 1);
        ck_assert_int_le(p->count, TFTP_POLICY_INTERVALS);
        ck_assert_int_gt(p->idle_limit, 0);
        ck_assert_int_eq(p->spread, 0); /* a sender has no draws */
        for (int i = 0; i < p->count; i++) {
            ck_assert_int_gt(p->intervals[i], p->clock);
            ck_assert_int_eq(p->intervals[i] % MILLISECONDS, 0);
        }
    }
    ck_assert_uint_eq(count, 5);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, atftpd_answers_a_duplicate_ack_with_the_next_block);
    tcase_add_test(t, atftpd_answers_a_duplicate_ack_with_the_whole_window);
    tcase_add_test(t, atftpd_repeats_a_lost_first_block_as_three_bytes);
    tcase_add_test(t, the_wait_begins_when_the_three_bytes_are_sent);
    tcase_add_test(t, nothing_goes_after_an_error);
    tcase_add_test(t, atftpd_repeats_it_rightly_after_an_oack_or_an_ack_0);
    tcase_add_test(t, atftpd_waits_anew_with_any_ack);
    tcase_add_test(t, atftpd_repeats_one_block_when_the_last_was_sent);
    tcase_add_test(t, connected_sockets_hear_no_stranger);
    tcase_add_test(t, daemons_ignore_what_is_no_ack);
    tcase_add_test(t, dnsmasq_hears_no_icmp);
    tcase_add_test(t, dnsmasq_counts_from_what_it_sees);
    tcase_add_test(t, each_kind_grants_what_it_knows);
    tcase_add_test(t, a_limit_lowers_what_a_kind_grants);
    tcase_add_test(t, some_refuse_a_value_out_of_range);
    tcase_add_test(t, some_echo_a_size_that_is_not_0);
    tcase_add_test(t, kinds_are_found_by_name);
    tcase_add_test(t, kinds_keep_their_own_rules);
}

int main(void)
{
    return run_tests("kinds of tftp servers", add);
}
