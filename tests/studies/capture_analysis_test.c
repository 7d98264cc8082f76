/* What a capture tells, and where: the same download seen at three places, and what none of them
 * can tell apart. */
#include "tests/studies/capture_timeline.h"

/* Blocks of 512 bytes, 544 with headers, at 544 kbps: 8 ms. 2 ms after a block has left the line
 * its ACK is back, and the next block 5 ms later. The last block, of 144 bytes with headers, takes
 * 144 / 544 of 8 ms, which tells the rate. An ACK of 32 bytes takes 32 / 544 of 8 ms, 0.4706 ms:
 * it is in what follows a block, and no part of the round trip. */
#define BLOCK 8.0
#define CLIENT 2.0
#define SERVER 5.0
#define ACK (BLOCK * 32 / 544)
enum { BLOCKS = 40 };

/* One file; `later` is how much later a block passes the capture than the server, and `sooner` how
 * much sooner its ACK. Returns when the last ACK passes. */
static double analysis_file(struct timeline *t, double from, const char *file, double later,
                            double sooner)
{
    double sent = from + SERVER;
    timeline_add(t, from, 0, "RRQ %s octet", file);
    for (int n = 1;; n++) {
        const double line = n < BLOCKS ? BLOCK : BLOCK * 144 / 544;
        const double behind = later > 4 ? later - BLOCK + line : later; /* behind the line */
        timeline_add(t, sent + behind, 0, "DATA %d %d", n, n < BLOCKS ? 512 : 112);
        timeline_add(t, sent + line + CLIENT - sooner, 0, "ACK %d", n);
        if (n == BLOCKS)
            return sent + line + CLIENT - sooner;
        sent += line + CLIENT + SERVER;
    }
}

static const struct capture_value *value_of(const struct capture_analysis *a, const char *field)
{
    for (size_t i = 0; i < a->value_count; i++)
        if (!strcmp(a->values[i].field, field))
            return &a->values[i];
    return NULL;
}

static void expect_value(const struct capture_analysis *a, const char *field, const char *wanted,
                         enum capture_sure sure)
{
    const struct capture_value *v = value_of(a, field);
    ck_assert_msg(v != NULL, "%s is not told", field);
    char *text = capture_value_text(v);
    ck_assert_msg(!strcmp(text, wanted), "%s: wanted %s, got %s (%s)", field, wanted, text,
                  v->from);
    ck_assert_msg(v->sure == sure, "%s: %s", field, capture_sure_words[v->sure]);
    free(text);
}

/* At the server's end: the 2 ms from the line to the ACK are round trip and turn-around together,
 * less the ACK's 0.4706; of the 5 ms a server takes half for each packet. */
START_TEST(at_the_server)
{
    struct timeline t = timeline_begin();
    t.client_hops = 1;
    analysis_file(&t, 0, "f", 0, 0);
    struct capture_analysis a = timeline_analyse(&t);
    ck_assert_int_eq(a.rounds.where, CAPTURE_AT_SERVER);
    expect_value(&a, "wan.rate", "544.00 kbps", CAPTURE_GUESSED);
    expect_value(&a, "wan.rtt", "1.5294 ms", CAPTURE_SURE);
    expect_value(&a, "phone.turnaround", "0.0000 ms", CAPTURE_NOT_TOLD);
    expect_value(&a, "server.cpu", "2.5000 ms", CAPTURE_SURE);
    expect_ms("a round", CLIENT + SERVER, a.round_time);
    capture_analysis_free(&a);
}
END_TEST

/* At the clients' end the 2 ms are their turn-around, and the server's 5 ms are in the round trip.
 */
START_TEST(at_the_clients)
{
    struct timeline t = timeline_begin();
    t.server_hops = 1;
    analysis_file(&t, 0, "f", BLOCK, 0);
    struct capture_analysis a = timeline_analyse(&t);
    ck_assert_int_eq(a.rounds.where, CAPTURE_AT_CLIENT);
    expect_value(&a, "wan.rate", "544.00 kbps", CAPTURE_GUESSED);
    expect_value(&a, "wan.rtt", "4.5294 ms", CAPTURE_SURE);
    expect_value(&a, "phone.turnaround", "2.0000 ms", CAPTURE_SURE);
    expect_value(&a, "server.cpu", "0.0000 ms", CAPTURE_NOT_TOLD);
    expect_ms("a round", CLIENT + SERVER, a.round_time);
    capture_analysis_free(&a);
}
END_TEST

/* In between, 1 ms from the server: only the sum of all is told, 7 ms less the ACK's. */
START_TEST(in_between)
{
    struct timeline t = timeline_begin();
    analysis_file(&t, 0, "f", 1, 1);
    struct capture_analysis a = timeline_analyse(&t);
    ck_assert_int_eq(a.rounds.where, CAPTURE_BETWEEN);
    expect_value(&a, "wan.rtt", "6.5294 ms", CAPTURE_SURE);
    expect_value(&a, "phone.turnaround", "0.0000 ms", CAPTURE_NOT_TOLD);
    expect_value(&a, "server.cpu", "0.0000 ms", CAPTURE_NOT_TOLD);
    expect_ms("a round", CLIENT + SERVER, a.round_time);
    capture_analysis_free(&a);
}
END_TEST

/* Between the two files, of 39 * 512 + 112 = 20,080 bytes each, 100 ms pass: 201 kB/s. Without a
 * pause no writing is told. */
START_TEST(a_pause_between_files_is_their_writing)
{
    for (int pause = 0; pause < 2; pause++) {
        struct timeline t = timeline_begin();
        t.client_hops = 1;
        const double end = analysis_file(&t, 0, "f", 0, 0);
        analysis_file(&t, end + 100 * pause, "g", 0, 0);
        struct capture_analysis a = timeline_analyse(&t);
        ck_assert_uint_eq(a.transfers.lane_count, 1);
        ck_assert_uint_eq(a.completed, 2);
        expect_value(&a, "phone.flash", pause ? "201 kB/s" : "1 GB/s",
                     pause ? CAPTURE_LIKELY : CAPTURE_NOT_TOLD);
        capture_analysis_free(&a);
    }
}
END_TEST

/* What is asked for beside what the policy asks for by itself is set; and what the server lowered.
 */
START_TEST(options_become_fields)
{
    struct timeline t = timeline_begin();
    timeline_add(&t, 0, 0, "RRQ f octet blksize=1428 windowsize=8 timeout=3 tsize=0");
    timeline_add(&t, 1, 0, "OACK blksize=1024 windowsize=4 timeout=3 tsize=100");
    timeline_add(&t, 20, 0, "ACK 0");
    timeline_add(&t, 21, 0, "DATA 1 100");
    timeline_add(&t, 40, 0, "ACK 1");
    struct capture_analysis a = timeline_analyse(&t);
    ck_assert_uint_eq(a.completed, 1);
    ck_assert_int_eq(a.last - a.first, 40 * MILLISECONDS);
    static const char *const wanted[][2] = {{"tftp.blksize", "1428"},
                                            {"tftp.windowsize", "8"},
                                            {"tftp.timeout", "3"},
                                            {"server.blksize", "1024"},
                                            {"server.windowsize", "4"}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        expect_value(&a, wanted[i][0], wanted[i][1], CAPTURE_SURE);
    ck_assert_ptr_null(value_of(&a, "tftp.rollover"));
    capture_analysis_free(&a);
}
END_TEST

/* 65,536 blocks of 8 bytes, the last of which has number 1. */
START_TEST(a_roll_over_to_1_becomes_a_field)
{
    struct timeline t = timeline_begin();
    timeline_add(&t, 0, 0, "RRQ f octet blksize=8");
    timeline_add(&t, 1, 0, "OACK blksize=8");
    timeline_add(&t, 2, 0, "ACK 0");
    for (int n = 1; n <= 65536; n++) {
        timeline_add(&t, 3 + 2 * n, 0, "DATA %d %d", n < 65536 ? n : 1, n < 65536 ? 8 : 2);
        timeline_add(&t, 4 + 2 * n, 0, "ACK %d", n < 65536 ? n : 1);
    }
    struct capture_analysis a = timeline_analyse(&t);
    ck_assert_uint_eq(a.transfers.list[0].bytes, 65535 * 8 + 2);
    expect_value(&a, "tftp.rollover", "1", CAPTURE_SURE);
    capture_analysis_free(&a);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, at_the_server);
    tcase_add_test(t, at_the_clients);
    tcase_add_test(t, in_between);
    tcase_add_test(t, a_pause_between_files_is_their_writing);
    tcase_add_test(t, options_become_fields);
    tcase_add_test(t, a_roll_over_to_1_becomes_a_field);
}

int main(void)
{
    return run_tests("studies/capture_analysis", add);
}
