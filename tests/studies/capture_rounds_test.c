/* Both halves of a round, of what was seen once, and where the capture was taken. */
#include "tests/studies/capture_timeline.h"

static struct capture_rounds rounds_of(struct timeline *t, struct capture_transfers *found)
{
    struct capture_rounds r;
    *found = timeline_read(t);
    capture_rounds_find(&r, found);
    return r;
}

static void rounds_free(struct capture_rounds *r, struct capture_transfers *found)
{
    capture_rounds_free(r);
    capture_transfers_free(found);
}

static void expect_round(const struct capture_round *r, double from, double to, bool opening,
                         bool full)
{
    expect_ms("from", from, time_seconds(r->from));
    expect_ms("to", to, time_seconds(r->to));
    ck_assert_msg(r->opening == opening && r->full == full, "%g ms", from);
}

/* Lock-step: a block is acknowledged after 20 ms, and the next one follows after 3 ms; the first
 * comes 5 ms after the request. */
static void rounds_lockstep(struct timeline *t, int blocks, double client, double server)
{
    double now = 0;
    timeline_add(t, now, 0, "RRQ f octet");
    now += 5;
    for (int n = 1; n <= blocks; n++) {
        timeline_add(t, now, 0, "DATA %d %d", n, n == blocks ? 100 : 512);
        timeline_add(t, now + client, 0, "ACK %d", n);
        now += client + server;
    }
}

START_TEST(a_round_has_two_halves)
{
    struct timeline t = timeline_begin();
    struct capture_transfers found;
    rounds_lockstep(&t, 3, 20, 3);
    struct capture_rounds r = rounds_of(&t, &found);
    ck_assert_uint_eq(r.client.count, 3);
    ck_assert_uint_eq(r.server.count, 3);
    expect_round(&r.server.list[0], 0, 5, true, false); /* the request is answered */
    expect_round(&r.client.list[0], 5, 25, false, true);
    expect_round(&r.server.list[1], 25, 28, false, true);
    expect_round(&r.client.list[1], 28, 48, false, true);
    expect_round(&r.server.list[2], 48, 51, false, false); /* the last one is short */
    expect_round(&r.client.list[2], 51, 71, false, false);
    ck_assert_uint_eq(r.client.list[1].ip_bytes, 544);
    ck_assert_uint_eq(r.client.list[1].packet, 3);
    ck_assert_uint_eq(r.server_spread.count, 2); /* without the opening */
    expect_ms("client", 20, r.client_spread.median);
    expect_ms("server", 3, r.server_spread.median);
    rounds_free(&r, &found);
}
END_TEST

/* The OACK and its ACK are openings. */
START_TEST(options_open_a_transfer)
{
    struct timeline t = timeline_begin();
    struct capture_transfers found;
    timeline_add(&t, 0, 0, "RRQ f octet tsize=0");
    timeline_add(&t, 7, 0, "OACK tsize=600");
    timeline_add(&t, 27, 0, "ACK 0");
    timeline_add(&t, 31, 0, "DATA 1 512");
    timeline_add(&t, 51, 0, "ACK 1");
    timeline_add(&t, 54, 0, "DATA 2 88");
    struct capture_rounds r = rounds_of(&t, &found);
    ck_assert_uint_eq(r.client.count, 2);
    expect_round(&r.client.list[0], 7, 27, true, false);
    expect_round(&r.client.list[1], 31, 51, false, true);
    ck_assert_uint_eq(r.server.count, 3);
    expect_round(&r.server.list[0], 0, 7, true, false);
    expect_round(&r.server.list[1], 27, 31, true, false);
    expect_round(&r.server.list[2], 51, 54, false, false);
    rounds_free(&r, &found);
}
END_TEST

/* Karn's rule. Block 2 was sent twice, so nobody knows which one its ACK is for; ACK 3 was sent
 * twice, so nobody knows which one block 4 follows. */
START_TEST(what_was_seen_twice_makes_no_round)
{
    struct timeline t = timeline_begin();
    struct capture_transfers found;
    timeline_add(&t, 0, 0, "RRQ f octet");
    timeline_add(&t, 5, 0, "DATA 1 512");
    timeline_add(&t, 25, 0, "ACK 1");
    timeline_add(&t, 28, 0, "DATA 2 512");
    timeline_add(&t, 1028, 0, "DATA 2 512");
    timeline_add(&t, 1048, 0, "ACK 2");
    timeline_add(&t, 1051, 0, "DATA 3 512");
    timeline_add(&t, 1071, 0, "ACK 3");
    timeline_add(&t, 5071, 0, "ACK 3");
    timeline_add(&t, 5074, 0, "DATA 4 512");
    timeline_add(&t, 5094, 0, "ACK 4");
    struct capture_rounds r = rounds_of(&t, &found);
    ck_assert_uint_eq(r.client.count, 3);
    expect_round(&r.client.list[0], 5, 25, false, true);
    expect_round(&r.client.list[1], 1051, 1071, false, true);
    expect_round(&r.client.list[2], 5074, 5094, false, true);
    ck_assert_uint_eq(r.server.count, 3);
    expect_round(&r.server.list[1], 25, 28, false, true);
    expect_round(&r.server.list[2], 1048, 1051, false, true);
    rounds_free(&r, &found);
}
END_TEST

/* Three blocks a window, 1 ms apart: the ACK is the last one's, and the first one follows it. */
START_TEST(a_windows_round_is_of_its_last_block)
{
    struct timeline t = timeline_begin();
    struct capture_transfers found;
    timeline_add(&t, 0, 0, "RRQ f octet windowsize=3");
    timeline_add(&t, 5, 0, "OACK windowsize=3");
    timeline_add(&t, 25, 0, "ACK 0");
    for (int w = 0; w < 2; w++) {
        for (int n = 0; n < 3; n++)
            timeline_add(&t, 28 + 25 * w + n, 0, "DATA %d 512", 3 * w + n + 1);
        timeline_add(&t, 50 + 25 * w, 0, "ACK %d", 3 * w + 3);
    }
    struct capture_rounds r = rounds_of(&t, &found);
    ck_assert_uint_eq(r.client.count, 3);
    expect_round(&r.client.list[1], 30, 50, false, true);
    expect_round(&r.client.list[2], 55, 75, false, true);
    ck_assert_uint_eq(r.server.count, 3);
    expect_round(&r.server.list[2], 50, 53, false, true);
    rounds_free(&r, &found);
}
END_TEST

/* Downloads of 0 to 30, 20 to 50 and 30 to 60 ms: two at once, as the first has ended when the
 * third begins. */
START_TEST(downloads_at_once_are_counted)
{
    static const double begin[] = {0, 20, 30};
    struct timeline t = timeline_begin();
    struct capture_transfers found;
    timeline_add(&t, 0, 0, "RRQ f octet");
    timeline_add(&t, 10, 0, "DATA 1 5");
    timeline_add(&t, begin[1], 1, "RRQ f octet");
    timeline_add(&t, 30, 0, "ACK 1");
    timeline_add(&t, begin[2], 2, "RRQ f octet");
    timeline_add(&t, 40, 1, "DATA 1 5");
    timeline_add(&t, 50, 1, "ACK 1");
    timeline_add(&t, 55, 2, "DATA 1 5");
    timeline_add(&t, 60, 2, "ACK 1");
    struct capture_rounds r = rounds_of(&t, &found);
    ck_assert_uint_eq(r.most_at_once, 2);
    rounds_free(&r, &found);
}
END_TEST

/* By who has passed no router; else by the shares of a round: 3 of 43 ms are less than an eighth,
 * 8 of 48 less than a quarter, 20 of 60 are neither. */
static const struct {
    double client, server; /* ms */
    uint8_t client_hops, server_hops;
    enum capture_where where;
    enum capture_sure sure;
} places[] = {
    {20, 20, 2, 0, CAPTURE_AT_SERVER, CAPTURE_LIKELY},
    {20, 20, 0, 2, CAPTURE_AT_CLIENT, CAPTURE_LIKELY},
    {40, 3, 0, 0, CAPTURE_AT_SERVER, CAPTURE_LIKELY},
    {40, 8, 0, 0, CAPTURE_AT_SERVER, CAPTURE_GUESSED},
    {3, 40, 0, 0, CAPTURE_AT_CLIENT, CAPTURE_LIKELY},
    {8, 40, 1, 1, CAPTURE_AT_CLIENT, CAPTURE_GUESSED},
    {40, 20, 0, 0, CAPTURE_BETWEEN, CAPTURE_GUESSED},
};

START_TEST(the_place_is_told_by_routers_or_by_shares)
{
    struct timeline t = timeline_begin();
    struct capture_transfers found;
    t.client_hops = places[_i].client_hops;
    t.server_hops = places[_i].server_hops;
    rounds_lockstep(&t, 10, places[_i].client, places[_i].server);
    struct capture_rounds r = rounds_of(&t, &found);
    ck_assert_msg(r.where == places[_i].where, "%s", capture_where_words[r.where]);
    ck_assert_msg(r.where_sure == places[_i].sure, "%s", capture_sure_words[r.where_sure]);
    rounds_free(&r, &found);
}
END_TEST

/* Linux's cooked header says which packets were outgoing: nothing else counts then. */
START_TEST(a_cooked_capture_says_where_it_was_taken)
{
    static uint8_t link[] = {0, 0, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, 8, 0};
    for (int server = 0; server < 2; server++) {
        struct timeline t = {.file = capture_file_begin(DLT_LINUX_SLL, link, sizeof link)};
        struct capture_transfers found;
        t.file.snap = TIMELINE_SNAP;
        static const char *const words[] = {"RRQ f octet", "DATA 1 512", "ACK 1", "DATA 2 5",
                                            "ACK 2"};
        for (size_t i = 0; i < 5; i++) {
            link[1] = timeline_is_up(words[i]) == (server == 0) ? 4 : 0;
            timeline_add(&t, 20.0 * (double)i, 0, "%s", words[i]);
        }
        struct capture_rounds r = rounds_of(&t, &found);
        ck_assert_int_eq(r.where, server ? CAPTURE_AT_SERVER : CAPTURE_AT_CLIENT);
        ck_assert_int_eq(r.where_sure, CAPTURE_SURE);
        rounds_free(&r, &found);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_round_has_two_halves);
    tcase_add_test(t, options_open_a_transfer);
    tcase_add_test(t, what_was_seen_twice_makes_no_round);
    tcase_add_test(t, a_windows_round_is_of_its_last_block);
    tcase_add_test(t, downloads_at_once_are_counted);
    tcase_add_loop_test(t, the_place_is_told_by_routers_or_by_shares, 0,
                        sizeof places / sizeof *places);
    tcase_add_test(t, a_cooked_capture_says_where_it_was_taken);
}

int main(void)
{
    return run_tests("studies/capture_rounds", add);
}
