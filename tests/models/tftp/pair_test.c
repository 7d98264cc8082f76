/* Client and sender against each other. */
#include "tests/models/tftp/timeline.h"
#include "tests/models/tftp/wire.h"

static void say(struct wire *w, enum way way, const uint8_t *bytes, size_t length)
{
    char words[700];
    words_of(words, sizeof words, bytes, length, 0);
    w->transcript_length +=
        (size_t)snprintf((char *)w->transcript + w->transcript_length, 1000, "%lld %s %s\n",
                         (long long)(w->now / MILLISECONDS), way == TO_SERVER ? ">" : "<", words);
}

static void expect_transcript(uint64_t size, uint16_t blksize, uint16_t windowsize, uint64_t lost,
                              const char *expected)
{
    struct wire *w = wire_new();
    w->file_size = size;
    w->tap = say;
    w->lose[TO_CLIENT] = lost;
    wire_run(w, blksize, windowsize);
    wire_expect_whole_file(w);
    ck_assert_str_eq((const char *)w->transcript, expected);
    free(w);
}

START_TEST(rfc1350_transcript)
{
    expect_transcript(700, 0, 0, 0,
                      "0 > RRQ file octet\n10 < DATA 1 512\n20 > ACK 1\n30 < DATA 2 188\n"
                      "40 > ACK 2\n");
}
END_TEST

START_TEST(rfc1350_transcript_with_a_lost_block)
{
    /* Both sides' timers run: the sender's since 30 ms, the client's since 20 ms. */
    expect_transcript(700, 0, 0, 2,
                      "0 > RRQ file octet\n10 < DATA 1 512\n20 > ACK 1\n30 < DATA 2 188\n"
                      "4020 > ACK 1\n4030 < DATA 2 188\n4040 > ACK 2\n");
}
END_TEST

START_TEST(rfc7440_transcript_with_a_gap)
{
    /* Block 2 of the first window is lost: its third block tells the client. */
    expect_transcript(48, 8, 3, 4,
                      "0 > RRQ file octet blksize=8 windowsize=3\n"
                      "10 < OACK blksize=8 windowsize=3\n20 > ACK 0\n"
                      "30 < DATA 1 8\n30 < DATA 2 8\n30 < DATA 3 8\n40 > ACK 1\n"
                      "50 < DATA 2 8\n50 < DATA 3 8\n50 < DATA 4 8\n60 > ACK 4\n"
                      "70 < DATA 5 8\n70 < DATA 6 8\n70 < DATA 7 0\n80 > ACK 7\n");
}
END_TEST

static bool is_after_the_opening(const uint8_t *bytes)
{
    return bytes[1] == TFTP_DATA || (bytes[1] == TFTP_ACK && tftp_get16(bytes + 2) != 0);
}

/* DATA and ACK as they are, without the opening. */
static void record(struct wire *w, enum way way, const uint8_t *bytes, size_t length)
{
    if (!is_after_the_opening(bytes))
        return;
    ck_assert_uint_lt(w->transcript_length + length + 1, sizeof w->transcript);
    w->transcript[w->transcript_length++] = (uint8_t)way;
    memcpy(w->transcript + w->transcript_length, bytes, length);
    w->transcript_length += length;
}

static struct wire *recorded_run(uint16_t windowsize, uint64_t to_client, uint64_t to_server)
{
    struct wire *w = wire_new();
    w->tap = record;
    w->counted = is_after_the_opening;
    w->lose[TO_CLIENT] = to_client;
    w->lose[TO_SERVER] = to_server;
    w->twice[TO_CLIENT] = to_server << 3;
    w->twice[TO_SERVER] = to_client << 3;
    wire_run(w, 0, windowsize);
    wire_expect_whole_file(w);
    return w;
}

START_TEST(rfc7440_window_1_is_rfc_1350_byte_for_byte)
{
    /* Block 1 is never lost: without options it is the answer to the request, which is repeated. */
    for (uint64_t mask = 0; mask < 256; mask++) {
        struct wire *plain = recorded_run(0, (mask & 15) << 1, mask >> 4);
        struct wire *window = recorded_run(1, (mask & 15) << 1, mask >> 4);
        ck_assert_uint_gt(plain->transcript_length, 5120);
        ck_assert_uint_eq(plain->transcript_length, window->transcript_length);
        ck_assert_mem_eq(plain->transcript, window->transcript, plain->transcript_length);
        free(plain);
        free(window);
    }
}
END_TEST

START_TEST(without_loss_time_is_one_round_trip_per_window)
{
    static const struct {
        uint16_t windowsize;
        int64_t milliseconds;
    } cases[] = {
        {0, 11 * 20},  /* 11 blocks, the last one empty; the request counts as the first's ACK */
        {1, 12 * 20},  /* and a round trip for the OACK */
        {4, 4 * 20},   /* windows of 4, 4, 3 */
        {11, 2 * 20},  /* one window */
        {100, 2 * 20}, /* more than there are */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct wire *w = wire_new();
        wire_run(w, 0, cases[i].windowsize);
        wire_expect_whole_file(w);
        ck_assert_int_eq(w->done_at, cases[i].milliseconds * MILLISECONDS);
        ck_assert_uint_eq(w->senders[0].counters.data, 11);
        free(w);
    }
}
END_TEST

START_TEST(rfc1123_doubled_acks_and_blocks_double_nothing)
{
    struct wire *w = wire_new();
    w->twice[TO_SERVER] = ~1ull; /* all but the request */
    w->twice[TO_CLIENT] = ~0ull;
    wire_run(w, 0, 0);
    wire_expect_whole_file(w);
    ck_assert_uint_eq(w->senders[0].counters.data, 11);
    ck_assert_uint_eq(w->senders[0].counters.retransmissions, 0);
    ck_assert_int_eq(w->done_at, 220 * MILLISECONDS);
    free(w);
}
END_TEST

START_TEST(rfc1123_a_late_block_is_sent_twice_and_no_other)
{
    struct wire *w = wire_new();
    w->late[TO_CLIENT] = 1 << 2; /* block 3 */
    w->late_by = 5 * SECONDS;
    wire_run(w, 0, 0);
    wire_expect_whole_file(w);
    ck_assert_uint_eq(w->senders[0].counters.data, 12);
    free(w);
}
END_TEST

START_TEST(doubled_request_opens_two_transfers_and_the_first_wins)
{
    struct wire *w = wire_new();
    w->twice[TO_SERVER] = 1;
    wire_run(w, 0, 0);
    wire_expect_whole_file(w);
    ck_assert_int_eq(w->opened, 2);
    ck_assert_int_eq(w->senders[0].failure, TFTP_FAILURE_NONE);
    ck_assert_int_eq(w->senders[1].failure, TFTP_FAILURE_PEER);
    ck_assert_uint_eq(w->senders[1].peer_error, TFTP_ERROR_UNKNOWN_TID);
    ck_assert_int_eq(w->done_at, 220 * MILLISECONDS);
    free(w);
}
END_TEST

/* Each way in which the first 5 packets each way can be lost. */
static void lose_all_ways(uint16_t blksize, uint16_t windowsize)
{
    for (uint64_t mask = 0; mask < 1024; mask++) {
        struct wire *w = wire_new();
        w->file_size = 40;
        w->lose[TO_SERVER] = mask & 31;
        w->lose[TO_CLIENT] = mask >> 5;
        wire_run(w, blksize, windowsize);
        wire_expect_whole_file(w);
        free(w);
    }
}

START_TEST(every_loss_of_the_first_packets_is_made_good)
{
    lose_all_ways(8, 0);
}
END_TEST

START_TEST(every_loss_of_the_first_packets_is_made_good_with_windows)
{
    lose_all_ways(8, 2);
    lose_all_ways(8, 4);
}
END_TEST

START_TEST(every_single_packet_late_or_doubled)
{
    for (int way = TO_SERVER; way <= TO_CLIENT; way++)
        for (int n = 0; n < 16; n++)
            for (uint16_t windowsize = 0; windowsize < 5; windowsize++) {
                struct wire *w = wire_new();
                w->late[way] = 1ull << n;
                w->twice[way] = 1ull << n | 2ull << n;
                wire_run(w, 0, windowsize);
                wire_expect_whole_file(w);
                free(w);
            }
}
END_TEST

static void random_run(uint32_t seed)
{
    static const uint16_t windows[] = {0, 1, 2, 4, 16, 64};
    static const uint16_t blksizes[] = {0, 8, 100, 512, 1428};
    struct wire *w = wire_new();
    w->seed = seed * 2654435761u | 1;
    w->lose_percent = seed % 21;
    w->twice_percent = seed % 11;
    w->late_percent = seed % 7 * 2;
    w->file_size = seed * 37 % 9000;
    wire_run(w, blksizes[seed % 5], windows[seed % 6]);
    ck_assert_msg(w->done && !w->failed && w->delivered == w->file_size, "seed %u", seed);
    free(w);
}

START_TEST(random_losses_doubles_and_delays)
{
    for (uint32_t seed = 1; seed <= 300; seed++)
        random_run(seed);
}
END_TEST

START_TEST(rollover_end_to_end)
{
    static const uint16_t windows[] = {0, 7, 512};
    for (int r = TFTP_ROLLOVER_TO_0; r <= TFTP_ROLLOVER_TO_1; r++)
        for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
            struct wire *w = wire_new();
            w->rollover = (enum tftp_rollover)r;
            w->file_size = 66000 * 8 + 5;
            w->delay = 1 * MICROSECONDS;
            wire_run(w, 8, windows[i]);
            wire_expect_whole_file(w);
            ck_assert_uint_eq(w->senders[0].counters.data, 66001);
            free(w);
        }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, rfc1350_transcript);
    tcase_add_test(t, rfc1350_transcript_with_a_lost_block);
    tcase_add_test(t, rfc7440_transcript_with_a_gap);
    tcase_add_test(t, rfc7440_window_1_is_rfc_1350_byte_for_byte);
    tcase_add_test(t, without_loss_time_is_one_round_trip_per_window);
    tcase_add_test(t, rfc1123_doubled_acks_and_blocks_double_nothing);
    tcase_add_test(t, rfc1123_a_late_block_is_sent_twice_and_no_other);
    tcase_add_test(t, doubled_request_opens_two_transfers_and_the_first_wins);
    tcase_add_test(t, every_loss_of_the_first_packets_is_made_good);
    tcase_add_test(t, every_loss_of_the_first_packets_is_made_good_with_windows);
    tcase_add_test(t, every_single_packet_late_or_doubled);
    tcase_add_test(t, random_losses_doubles_and_delays);
    tcase_add_test(t, rollover_end_to_end);
}

int main(void)
{
    return run_tests("tftp pair", add);
}
