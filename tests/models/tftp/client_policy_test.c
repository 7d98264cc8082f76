/* Timelines of the clients whose policies there are: of the real ones as they were observed over
 * loopback by a server that is silent, repeats itself, or answers from another port (curl 7.88.1,
 * tftp-hpa 5.2, atftp 0.8.0, busybox 1.35.0). Their own times are given where they are not the
 * machine's to the millisecond. */
#include "tests/models/tftp/client_driver.h"

/* Draws are two fifths of the spread. */
static sim_time two_fifths(void *user, sim_time longest)
{
    (void)user;
    return longest * 2 / 5;
}

static struct tftp_client_config config_of(const char *name)
{
    struct tftp_client_config config = plain();
    const struct tftp_client_policy *p = tftp_client_policy_find(name);
    ck_assert_ptr_nonnull(p);
    policy = *p;
    config.blksize = p->blksizes[0];
    config.timeout = p->timeout;
    config.tsize = p->tsize;
    config.limit = p->limit;
    config.draw.draw = two_fifths;
    return config;
}

static void start_as(const char *name)
{
    start_with(config_of(name));
}

/* Lets time pass with nobody answering, from deadline to deadline. How often something was sent,
 * and when it was over, in ms. */
static int silence(int64_t *end)
{
    static char out[1000];
    int sent = 0;
    while (!tftp_client_is_idle(&client)) {
        const sim_time now = tftp_client_deadline(&client);
        tftp_client_expire(&client, now);
        drain(&machine, out, sizeof out, now);
        sent += strncmp(out, "RRQ", 3) == 0 || strncmp(out, "ACK", 3) == 0;
        *end = now / MILLISECONDS;
    }
    return sent;
}

#define CURL_RRQ "RRQ f octet blksize=512 timeout=6 tsize=0"

/* Watched: requests at 0, 6.21, 13.2, 20.2 s and so on. At 6.4 s each, 46 repetitions come before
 * 300 s. */
START_TEST(curl_asks_again_after_6_to_7_s_for_5_min)
{
    int64_t end;
    start_as("curl");
    RUN(&machine, {0, "look", CURL_RRQ " to 69", 6400}, {6400, "tick", CURL_RRQ " to 69", 12800});
    ck_assert_int_eq(silence(&end), 45);
    ck_assert_int_eq(end, 300000);
    ck_assert_int_eq(client.failure, TFTP_FAILURE_IDLE);
}
END_TEST

/* Watched: ACK 1 at 0.2 and 72.4 s. Fifty are sent again; the fifty-first wait is the last. */
START_TEST(curl_repeats_an_ack_after_72_to_73_s)
{
    int64_t end;
    start_as("curl");
    RUN(&machine, {0, "look", CURL_RRQ " to 69", 6400},
        {200, "DATA 1 512", "deliver 0+512; ACK 1", 72600}, {72600, "tick", "ACK 1", 145000});
    ck_assert_int_eq(silence(&end), 49);
    ck_assert_int_eq(end, 200 + 51 * 72400);
    ck_assert_int_eq(client.failure, TFTP_FAILURE_GAVE_UP);
}
END_TEST

/* Watched: DATA 2 of the other port is taken and acknowledged to the first; the first's own DATA 2
 * is then a repeated one. */
START_TEST(curl_takes_data_from_any_port)
{
    start_as("curl");
    RUN(&machine, {0, "look", CURL_RRQ " to 69", 6400},
        {0, "DATA 1 512", "deliver 0+512; ACK 1", 72400}, {3, "other: DATA 1 512", "ACK 1", 72403},
        {503, "other: DATA 2 512", "deliver 512+512; ACK 2", 72903},
        {1003, "DATA 2 512", "ACK 2", 73403},
        {1503, "other: DATA 3 10", "deliver 1024+10; ACK 3; done", NEVER});
}
END_TEST

/* Watched: a block before the last, and one ahead, get no answer. A last block that is repeated
 * finds the port closed. */
START_TEST(curl_ignores_older_blocks_and_does_not_dally)
{
    start_as("curl");
    RUN(&machine, {0, "look", CURL_RRQ " to 69", 6400},
        {100, "DATA 1 512", "deliver 0+512; ACK 1", 72500}, {150, "DATA 1 512", "ACK 1", 72550},
        {650, "DATA 2 512", "deliver 512+512; ACK 2", 73050}, {651, "DATA 1 512", "", 73050},
        {1650, "DATA 4 512", "", 73050}, {3150, "DATA 3 10", "deliver 1024+10; ACK 3; done", NEVER},
        {3450, "DATA 3 10", "", NEVER});
}
END_TEST

/* Watched: the request is sent again at once, to port 69, and so is an ACK. (A repeated first block
 * of atftpd looks like that.) */
START_TEST(curl_answers_three_bytes_as_if_time_were_out)
{
    start_as("curl");
    RUN(&machine, {0, "look", CURL_RRQ " to 69", 6400},
        {5000, "hex 00 03 00", CURL_RRQ " to 69", 11400},
        {5020, "DATA 1 512", "deliver 0+512; ACK 1", 77420}, {5030, "hex 00 03 00", "ACK 1", 77430},
        {5520, "DATA 2 10", "deliver 512+10; ACK 2; done", NEVER});
    ck_assert_uint_eq(client.counters.malformed, 2);
}
END_TEST

/* Watched, with atftpd: the first transfer's OACK was lost, the second's at 7.2 s was taken, and
 * the first's came at 12 s, when block 163 was acknowledged: ACK 0, and no answer to any DATA
 * since. */
START_TEST(curl_forgets_its_blocks_when_an_oack_comes_late)
{
    start_as("curl");
    RUN(&machine, {0, "look", CURL_RRQ " to 69", 6400},
        {20, "OACK blksize=512 timeout=6 tsize=2000", "ACK 0", 72420},
        {40, "DATA 1 512", "deliver 0+512; ACK 1", 72440},
        {60, "DATA 2 512", "deliver 512+512; ACK 2", 72460},
        {70, "other: OACK blksize=512 timeout=6 tsize=2000", "ACK 0", 72470},
        {80, "DATA 3 512", "", 72470}, {90, "DATA 2 512", "", 72470},
        {100, "DATA 1 512", "", 72470},
        {6070, "other: OACK blksize=512 timeout=6 tsize=2000", "ACK 0", 78470});
    ck_assert_uint_eq(client.counters.stale, 4);
    ck_assert_uint_eq(client.counters.duplicates, 1);
}
END_TEST

START_TEST(curl_leaves_an_agreed_timeout_to_the_server)
{
    start_as("curl");
    RUN(&machine, {0, "look", CURL_RRQ " to 69", 6400},
        {20, "OACK blksize=512 timeout=6 tsize=10", "ACK 0", 72420});
}
END_TEST

/* Watched: requests at 0, 5, 10, 15, 20 s, "Transfer timed out." at 25.03 s. */
START_TEST(tftp_hpa_ends_after_25_s_of_silence)
{
    start_as("tftp-hpa");
    RUN(&machine, {0, "look", "RRQ f octet to 69", 5000},
        {5000, "tick", "RRQ f octet to 69", 10000}, {10000, "tick", "RRQ f octet to 69", 15000},
        {15000, "tick", "RRQ f octet to 69", 20000}, {20000, "tick", "RRQ f octet to 69", 25000},
        {25000, "tick", "failed GAVE_UP", NEVER});
    start_as("tftp-hpa");
    RUN(&machine, {0, "look", "RRQ f octet to 69", 5000},
        {50, "DATA 1 512", "deliver 0+512; ACK 1", 5050}, {5050, "tick", "ACK 1", 10050},
        {10050, "tick", "ACK 1", 15050}, {15050, "tick", "ACK 1", 20050},
        {20050, "tick", "ACK 1", 25050}, {25050, "tick", "failed GAVE_UP", NEVER});
}
END_TEST

/* Watched: whoever sends is answered, and is the server from then on. */
START_TEST(tftp_hpa_follows_the_port)
{
    start_as("tftp-hpa");
    RUN(&machine, {0, "look", "RRQ f octet to 69", 5000},
        {2, "DATA 1 512", "deliver 0+512; ACK 1", 5002},
        {3, "other: DATA 1 512", "ACK 1 to 3000", 5003},
        {503, "other: DATA 2 512", "deliver 512+512; ACK 2 to 3000", 5503},
        {1003, "DATA 2 512", "ACK 2", 6003},
        {2500, "DATA 3 10", "deliver 1024+10; ACK 3; done", NEVER});
}
END_TEST

START_TEST(tftp_hpa_waits_anew_with_any_packet)
{
    start_as("tftp-hpa");
    RUN(&machine, {0, "look", "RRQ f octet to 69", 5000},
        {2, "DATA 1 512", "deliver 0+512; ACK 1", 5002}, {3002, "DATA 4 512", "", 8002},
        {3003, "hex 00 03 00", "", 8003}, {6003, "DATA 1 512", "ACK 1", 11003});
}
END_TEST

/* Watched: requests at 0, 5, ... 25 s, the end at 30.07 s. */
START_TEST(atftp_ends_after_30_s_of_silence)
{
    int64_t end;
    start_as("atftp");
    RUN(&machine, {0, "look", "RRQ f octet to 69", 5000},
        {5000, "tick", "RRQ f octet to 69", 10000});
    ck_assert_int_eq(silence(&end), 4);
    ck_assert_int_eq(end, 30000);
    start_as("atftp");
    RUN(&machine, {0, "look", "RRQ f octet to 69", 5000},
        {30, "DATA 1 512", "deliver 0+512; ACK 1", 5030});
    ck_assert_int_eq(silence(&end), 5);
    ck_assert_int_eq(end, 30030);
}
END_TEST

/* Watched: of the wrong blocks after ACK 2, the first gets an extra one. */
START_TEST(atftp_answers_one_wrong_block)
{
    start_as("atftp");
    RUN(&machine, {0, "look", "RRQ f octet to 69", 5000},
        {50, "DATA 1 512", "deliver 0+512; ACK 1", 5050}, {100, "DATA 1 512", "ACK 1", 5100},
        {600, "DATA 2 512", "deliver 512+512; ACK 2", 5600}, {601, "DATA 1 512", "ACK 2", 5601},
        {1100, "DATA 2 512", "", 6100}, {1600, "DATA 4 512", "", 6600},
        {2100, "DATA 3 512", "deliver 1024+512; ACK 3", 7100},
        {2101, "hex 00 03 00", "ACK 3", 7101}, {2600, "DATA 0 0", "", 7600},
        {3100, "DATA 4 10", "deliver 1536+10; ACK 4; done", NEVER});
}
END_TEST

/* Watched: ACK 0 to the port that sent it. */
START_TEST(atftp_answers_a_first_block_of_three_bytes)
{
    start_as("atftp");
    RUN(&machine, {0, "look", "RRQ f octet to 69", 5000}, {4900, "hex 00 03 00", "ACK 0", 9900},
        {5400, "DATA 0 0", "", 10400}, {5500, "DATA 1 10", "deliver 0+10; ACK 1; done", NEVER});
}
END_TEST

/* Watched, both: nothing is sent to the other port, and its blocks are not taken. */
START_TEST(atftp_and_busybox_do_not_see_another_port)
{
    start_as("atftp");
    RUN(&machine, {0, "look", "RRQ f octet to 69", 5000},
        {2, "DATA 1 512", "deliver 0+512; ACK 1", 5002}, {3, "other: DATA 1 512", "", 5002},
        {500, "other: DATA 2 512", "", 5002},
        {1000, "DATA 2 10", "deliver 512+10; ACK 2; done", NEVER});
    ck_assert_uint_eq(client.counters.strays, 2);
    start_as("busybox");
    RUN(&machine, {0, "look", "RRQ f octet tsize=0 to 69", 100},
        {1, "DATA 1 512", "deliver 0+512; ACK 1", 101}, {50, "other: DATA 2 512", "", 101},
        {101, "tick", "ACK 1", 251});
}
END_TEST

/* Watched: 0, 0.100, 0.250, 0.475, 0.813, 1.318, 2.076, 3.212, 4.916, 6.9, 8.9, 10.9 s; "timeout"
 * at 12.93 s. 100 + 150 + 225 + 337 + 505 + 757 + 1135 + 1702 = 4911, and four times 2000. */
START_TEST(busybox_ends_after_12_tries)
{
    start_as("busybox");
    RUN(&machine, {0, "look", "RRQ f octet tsize=0 to 69", 100},
        {20, "DATA 1 512", "deliver 0+512; ACK 1", 120}, {120, "tick", "ACK 1", 270},
        {270, "tick", "ACK 1", 495}, {495, "tick", "ACK 1", 832}, {832, "tick", "ACK 1", 1337},
        {1337, "tick", "ACK 1", 2094}, {2094, "tick", "ACK 1", 3229}, {3229, "tick", "ACK 1", 4931},
        {4931, "tick", "ACK 1", 6931}, {6931, "tick", "ACK 1", 8931},
        {8931, "tick", "ACK 1", 10931}, {10931, "tick", "ACK 1", 12931},
        {12931, "tick", "failed GAVE_UP", NEVER});
    int64_t end;
    start_as("busybox");
    ck_assert_int_eq(silence(&end), 11);
    ck_assert_int_eq(end, 12911);
}
END_TEST

/* Watched: DATA 1 again after 52 ms, ACK 1 again 100 ms later; then at 4.147 s, 1.135 s after a
 * DATA 1 that came while that wait ran. The next block begins from 100 ms. */
START_TEST(busybox_ignores_a_repeated_block_and_waits_anew)
{
    start_as("busybox");
    RUN(&machine, {0, "look", "RRQ f octet tsize=0 to 69", 100},
        {0, "DATA 1 512", "deliver 0+512; ACK 1", 100}, {52, "DATA 1 512", "", 152},
        {152, "tick", "ACK 1", 302}, {200, "DATA 1 512", "", 350}, {300, "hex 00 03 00", "", 450},
        {400, "DATA 2 512", "deliver 512+512; ACK 2", 500},
        {500, "DATA 3 10", "deliver 1024+10; ACK 3; done", NEVER});
}
END_TEST

START_TEST(busybox_waits_for_block_1_after_a_repeated_oack)
{
    start_as("busybox");
    RUN(&machine, {0, "look", "RRQ f octet tsize=0 to 69", 100},
        {3, "OACK tsize=522", "ACK 0", 103}, {90, "OACK tsize=522", "", 190},
        {190, "tick", "ACK 0", 340});
}
END_TEST

/* 15 s and two fifths of 15 are 21 s. */
START_TEST(mitel_asks_three_times_15_to_30_s_apart)
{
    start_as("mitel");
    RUN(&machine, {0, "look", "RRQ f octet blksize=4096 to 69", 21000},
        {21000, "tick", "RRQ f octet blksize=4096 to 69", 42000},
        {42000, "tick", "RRQ f octet blksize=4096 to 69", 63000},
        {63000, "tick", "failed GAVE_UP", NEVER});
}
END_TEST

/* Blocks that come, but slowly: one each 4 s, 300 of them in 20 min. */
START_TEST(mitel_ends_a_download_after_20_min)
{
    start_as("mitel");
    RUN(&machine, {0, "look", "RRQ f octet blksize=4096 to 69", 21000},
        {1000, "OACK blksize=512", "ACK 0", 5000});
    for (unsigned i = 1; i <= 299; i++) {
        const int64_t at = 1000 + 4000 * (int64_t)i - 1;
        char in[20], out[50];
        snprintf(in, sizeof in, "DATA %u 512", i);
        snprintf(out, sizeof out, "deliver %u+512; ACK %u", 512 * (i - 1), i);
        RUN(&machine, {at, in, out, at + 4000 > 1200000 ? 1200000 : at + 4000});
    }
    RUN(&machine, {1200000, "tick", "failed LIMIT", NEVER});
}
END_TEST

START_TEST(nortel_ends_after_2_s)
{
    start_as("nortel");
    RUN(&machine, {0, "look", "RRQ f octet to 69", 2000}, {2000, "tick", "failed GAVE_UP", NEVER});
    start_as("nortel");
    RUN(&machine, {0, "look", "RRQ f octet to 69", 2000},
        {1999, "DATA 1 512", "deliver 0+512; ACK 1", 3999},
        {3999, "tick", "failed GAVE_UP", NEVER});
}
END_TEST

/* A round trip of 75 ms brings 8,000 blocks in 10 min, 4.096 MB: the guide's own limit. */
START_TEST(avaya_1100_ends_a_download_after_10_min)
{
    static char out[100];
    start_as("avaya-1100");
    drain(&machine, out, sizeof out, 0);
    for (unsigned i = 1; i < 8000; i++) {
        char in[20];
        snprintf(in, sizeof in, "DATA %u 512", i);
        feed(&machine, in, i * 75 * MILLISECONDS);
        drain(&machine, out, sizeof out, i * 75 * MILLISECONDS);
    }
    ck_assert_uint_eq(client.received, 7999);
    RUN(&machine, {600000, "tick", "failed LIMIT", NEVER});
}
END_TEST

/* What atftpd does when an ACK was lost: from then on every block twice. */
START_TEST(every_client_survives_every_block_twice)
{
    const struct tftp_client_policy *p;
    for (size_t i = 0; (p = tftp_client_policy_at(i)) != NULL; i++) {
        static char out[1000];
        struct tftp_client_config config = config_of(p->name);
        config.blksize = 0;
        start_with(config);
        drain(&machine, out, sizeof out, 0);
        for (int k = 0; k < 2; k++)
            feed(&machine, "hex 00 03 00", 1), drain(&machine, out, sizeof out, 1);
        for (unsigned n = 1; n <= 5; n++) {
            char in[20];
            snprintf(in, sizeof in, "DATA %u %u", n, n < 5 ? 512 : 10);
            for (int k = 0; k < 2; k++)
                feed(&machine, in, n * 10), drain(&machine, out, sizeof out, n * 10);
        }
        ck_assert_msg(client.failure == TFTP_FAILURE_NONE && client.counters.blocks == 5, "%s",
                      p->name);
    }
}
END_TEST

START_TEST(policies_keep_their_own_rules)
{
    static const char *const names[] = {"cisco-7900", "curl",  "tftp-hpa", "atftp",
                                        "busybox",    "mitel", "nortel",   "avaya-1100"};
    size_t count = 0;
    for (const struct tftp_client_policy *p; (p = tftp_client_policy_at(count)) != NULL; count++) {
        ck_assert_str_eq(p->name, names[count]);
        ck_assert_ptr_eq(tftp_client_policy_find(p->name), p);
        const struct tftp_policy *both[] = {&p->request, &p->ack};
        for (int i = 0; i < 2; i++) {
            ck_assert(both[i]->count >= 1 && both[i]->count <= TFTP_POLICY_INTERVALS);
            ck_assert_int_gt(both[i]->idle_limit, 0);
            for (int k = 0; k < both[i]->count; k++)
                ck_assert_int_gt(both[i]->intervals[k], 0);
        }
    }
    ck_assert_uint_eq(count, sizeof names / sizeof names[0]);
    ck_assert_ptr_null(tftp_client_policy_find("nobody"));
}
END_TEST

/* The programs close their port with the last ACK. */
START_TEST(phones_answer_the_last_block_for_10_s_more)
{
    static const char *const phones[] = {"cisco-7900", "mitel", "nortel", "avaya-1100"};
    static const char *const programs[] = {"curl", "tftp-hpa", "atftp", "busybox"};
    static char out[1000];
    for (int i = 0; i < 4; i++) {
        start_as(phones[i]);
        drain(&machine, out, sizeof out, 0);
        RUN(&machine, {10, "DATA 1 12", "deliver 0+12; ACK 1; done", 10010},
            {9000, "DATA 1 12", "ACK 1", 10010}, {10010, "tick", "", NEVER},
            {10011, "DATA 1 12", "", NEVER});
        start_as(programs[i]);
        drain(&machine, out, sizeof out, 0);
        RUN(&machine, {10, "DATA 1 12", "deliver 0+12; ACK 1; done", NEVER});
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, curl_asks_again_after_6_to_7_s_for_5_min);
    tcase_add_test(t, curl_repeats_an_ack_after_72_to_73_s);
    tcase_add_test(t, curl_takes_data_from_any_port);
    tcase_add_test(t, curl_ignores_older_blocks_and_does_not_dally);
    tcase_add_test(t, curl_answers_three_bytes_as_if_time_were_out);
    tcase_add_test(t, curl_forgets_its_blocks_when_an_oack_comes_late);
    tcase_add_test(t, curl_leaves_an_agreed_timeout_to_the_server);
    tcase_add_test(t, tftp_hpa_ends_after_25_s_of_silence);
    tcase_add_test(t, tftp_hpa_follows_the_port);
    tcase_add_test(t, tftp_hpa_waits_anew_with_any_packet);
    tcase_add_test(t, atftp_ends_after_30_s_of_silence);
    tcase_add_test(t, atftp_answers_one_wrong_block);
    tcase_add_test(t, atftp_answers_a_first_block_of_three_bytes);
    tcase_add_test(t, atftp_and_busybox_do_not_see_another_port);
    tcase_add_test(t, busybox_ends_after_12_tries);
    tcase_add_test(t, busybox_ignores_a_repeated_block_and_waits_anew);
    tcase_add_test(t, busybox_waits_for_block_1_after_a_repeated_oack);
    tcase_add_test(t, mitel_asks_three_times_15_to_30_s_apart);
    tcase_add_test(t, mitel_ends_a_download_after_20_min);
    tcase_add_test(t, nortel_ends_after_2_s);
    tcase_add_test(t, avaya_1100_ends_a_download_after_10_min);
    tcase_add_test(t, phones_answer_the_last_block_for_10_s_more);
    tcase_add_test(t, every_client_survives_every_block_twice);
    tcase_add_test(t, policies_keep_their_own_rules);
}

int main(void)
{
    return run_tests("tftp client policy", add);
}
