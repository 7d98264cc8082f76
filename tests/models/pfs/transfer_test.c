/* Rule 9: the file goes on when it is complete and right. */
#include "tests/models/pfs/timeline.h"

START_TEST(rule_9_both_children_are_served_at_the_same_time)
{
    struct phone ph;
    phone_init(&ph);
    ph.quiet = true;
    ph.config.progress_interval = ph.config.child_silence = 1000 * SECONDS;
    RUN(&ph, {0, "start f", "open", 28}, {28, "tick", "", 528}, {528, "tick", "claim 200 100", 778},
        {778, "tick", "ad 1", 1028}, {1028, "tick", "ad 2", 1278}, {1278, "tick", "ad 3", 1528},
        {1528, "tick", "ad 4", 1778}, {1778, "tick", "ad 4 confirmed", 11778},
        {2000, "a accepted 9", "", 11778}, {2000, "a JOIN", "a<ACCEPT 1; a<PROGRESS 0 0 0", 11778},
        {2000, "b accepted 8", "", 11778}, {2000, "b JOIN", "b<ACCEPT 1; b<PROGRESS 0 0 0", 11778},
        {11778, "tick", "download; a<XFRCMD; a<PROGRESS 0 0 0; b<XFRCMD; b<PROGRESS 0 0 0",
         1002000},
        {12000, "progress 5000 100000", "", 1002000},
        {13000, "downloaded 150000",
         "a<FILE 150000; b<FILE 150000; a<DATA 0+65536; b<DATA 0+65536; a<DATA 65536+65536; "
         "b<DATA 65536+65536; a<DATA 131072+18928; b<DATA 131072+18928",
         1002000},
        {14000, "a DONE kept", "", 1002000},
        {15000, "b DONE kept", "withdraw 200; done; close a; close b", NEVER});
}
END_TEST

/* A child of 9 (a), with 8 (b) below it, since 200 ms; what it hears after that. */
#define TO_MIDDLE                                                                                  \
    TO_CHILD, {200, "b accepted 8", "", 5100},                                                     \
    {                                                                                              \
        200, "b JOIN", "a<SUBTREE 1; b<ACCEPT 2; b<PROGRESS 1 0 0", 1200                           \
    }

START_TEST(rule_9_nothing_is_passed_on_before_it_is_checked)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_MIDDLE, {300, "a XFRCMD", "b<XFRCMD", 1200}, {310, "a XFRCMD", "", 1200},
        {400, "a FILE 100", "[receiving]; b<PROGRESS 0 0 100", 1200},
        {500, "a DATA 60", "deliver 0+60", 1200},
        {600, "a DATA 40", "deliver 60+40; check; b<PROGRESS 0 100 100", 1200},
        {700, "good", "[has file]; a<DONE kept; b<FILE 100; b<DATA 0+100", 5100},
        {800, "b DONE kept", "[done]; done; close a; close b", NEVER});
    ck_assert_int_eq(ph.peer.state, PFS_DONE);
}
END_TEST

START_TEST(rule_9_a_leaf_is_done_at_once)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {400, "a FILE 100", "[receiving]", 5100},
        {600, "a DATA 100", "deliver 0+100; check", 5100},
        {700, "good", "[has file]; a<DONE kept; [done]; done; close a", NEVER});
}
END_TEST

START_TEST(rule_9_a_rejected_file_is_asked_for_once_more)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_MIDDLE, {300, "a FILE 100", "[receiving]; b<XFRCMD; b<PROGRESS 0 0 100", 1200},
        {400, "a DATA 100", "deliver 0+100; check; b<PROGRESS 0 100 100", 1200},
        {500, "bad", "a<DONE rejected; b<PROGRESS 0 0 100", 1200},
        {600, "a FILE 100", "[receiving]; b<PROGRESS 0 0 100", 1200},
        {600, "a DATA 100", "deliver 0+100; check; b<PROGRESS 0 100 100", 1200},
        {700, "good", "[has file]; a<DONE kept; b<FILE 100; b<DATA 0+100", 5100});
    ck_assert_uint_eq(ph.peer.counters.rejections, 1);
}
END_TEST

START_TEST(rule_9_after_a_second_rejection_it_falls_back)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_MIDDLE, {300, "a FILE 100", "[receiving]; b<XFRCMD; b<PROGRESS 0 0 100", 1200},
        {400, "a DATA 100", "deliver 0+100; check; b<PROGRESS 0 100 100", 1200},
        {500, "bad", "a<DONE rejected; b<PROGRESS 0 0 100", 1200},
        {600, "a FILE 100", "[receiving]; b<PROGRESS 0 0 100", 1200},
        {600, "a DATA 100", "deliver 0+100; check; b<PROGRESS 0 100 100", 1200},
        {700, "bad",
         "[fell back: file rejected]; fall back: file rejected; a<DONE rejected; close a; "
         "b<ABORT moved; close b",
         NEVER});
}
END_TEST

/* A rejection counts against its own parent alone. */
START_TEST(rule_9_another_parent_may_be_asked_once_more_too)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {300, "a FILE 100", "[receiving]", 5100},
        {400, "a DATA 100", "deliver 0+100; check", 5100}, {500, "bad", "a<DONE rejected", 5100},
        {600, "a lost", "[left: connection lost]", 1100},
        {700, "8: ad 6 50 confirmed", "connect b 8", 2700}, {700, "b connected", "b<JOIN 6", 10700},
        {700, "b ACCEPT 1", "[child 8 depth 1]", 5700}, {800, "b FILE 100", "[receiving]", 5700},
        {800, "b DATA 100", "deliver 0+100; check", 5700}, {900, "bad", "b<DONE rejected", 5700},
        {900, "b FILE 100", "[receiving]", 5700});
    ck_assert_uint_eq(ph.peer.counters.rejections, 2);
}
END_TEST

START_TEST(rule_9_a_digest_that_is_not_the_announced_one_is_rejected_whatever_the_driver_says)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, {0, "start f.loads", "open", 28}, {28, "tick", "", 528},
        {100, "9: ad 5 50 confirmed", "connect a 9", 2100}, {100, "a connected", "a<JOIN 5", 10100},
        {100, "a ACCEPT 1", "[child 9 depth 1]", 5100},
        {300, "a FILE 100 other", "[receiving]", 5100},
        {400, "a DATA 100", "deliver 0+100; check", 5100}, {500, "good", "a<DONE rejected", 5100});
}
END_TEST

START_TEST(rule_9_a_file_that_was_lost_and_is_bad_starts_anew)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {300, "a FILE 100", "[receiving]", 5100},
        {400, "a DATA 100", "deliver 0+100; check", 5100}, {450, "a lost", "", 5100},
        {500, "bad", "[left: file rejected]", 1000});
}
END_TEST

/* A root that has served 9 (a) at 13000 ms. */
#define TO_SERVING                                                                                 \
    TO_ROOT, {11778, "tick", "[receiving]; download", NEVER}, {12000, "a accepted 9", "", 27000},  \
        {12000, "a JOIN", "a<ACCEPT 1; a<XFRCMD; a<PROGRESS 0 0 100", 13000},                      \
    {                                                                                              \
        12500, "downloaded 100", "[has file]; a<FILE 100; a<DATA 0+100", 27000                     \
    }

/* Short frames go out all the same, and the other child gets the file. */
START_TEST(a_connection_that_is_full_gets_no_bytes_of_the_file)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {11778, "tick", "[receiving]; download", NEVER},
        {12000, "a accepted 9", "", 27000},
        {12000, "a JOIN", "a<ACCEPT 1; a<XFRCMD; a<PROGRESS 0 0 100", 13000},
        {12100, "b accepted 8", "", 13000},
        {12100, "b JOIN", "b<ACCEPT 1; b<XFRCMD; b<PROGRESS 0 0 100", 13000},
        {12400, "a full", "", 13000},
        {12500, "downloaded 70000",
         "[has file]; a<FILE 70000; b<FILE 70000; b<DATA 0+65536; b<DATA 65536+4464", 27000},
        {12600, "look", "", 27000},
        {12700, "a writable", "a<DATA 0+65536; a<DATA 65536+4464", 27000});
}
END_TEST

START_TEST(rule_9_a_file_that_a_child_rejects_is_sent_once_more)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_SERVING, {13000, "a DONE rejected", "a<FILE 100; a<DATA 0+100", 28000},
        {13100, "a DONE rejected", "close a; withdraw 200; [done]; done", NEVER});
}
END_TEST

START_TEST(a_parent_that_loses_its_last_child_is_done)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_SERVING, {13000, "a lost", "withdraw 200; [done]; done", NEVER});
    phone_init(&ph);
    RUN(&ph, TO_SERVING, {27000, "tick", "reset a; withdraw 200; [done]; done", NEVER});
}
END_TEST

START_TEST(a_late_child_gets_the_file_at_once)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_SERVING, {13000, "b accepted 8", "", 27000},
        {13000, "b JOIN", "b<ACCEPT 1; b<XFRCMD; b<FILE 100; b<DATA 0+100", 27000},
        {13100, "a DONE kept", "", 28000},
        {13200, "b DONE kept", "withdraw 200; [done]; done; close a; close b", NEVER});
}
END_TEST

START_TEST(a_child_that_is_served_frees_its_slot_when_it_goes)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_SERVING, {13000, "b accepted 8", "", 27000},
        {13000, "b JOIN", "b<ACCEPT 1; b<XFRCMD; b<FILE 100; b<DATA 0+100", 27000},
        {13100, "a DONE kept", "", 28000}, {13100, "a lost", "", 28000},
        {13200, "c accepted 7", "", 28000},
        {13200, "c JOIN", "c<ACCEPT 1; c<XFRCMD; c<FILE 100; c<DATA 0+100", 28000});
}
END_TEST

START_TEST(a_child_that_is_served_may_not_be_done_again)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_SERVING, {13000, "b accepted 8", "", 27000},
        {13000, "b JOIN", "b<ACCEPT 1; b<XFRCMD; b<FILE 100; b<DATA 0+100", 27000},
        {13100, "a DONE kept", "", 28000},
        {13100, "a DONE kept", "a<ABORT protocol; close a", 28000});
}
END_TEST

START_TEST(a_child_may_not_be_done_before_there_is_a_file)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {2000, "a accepted 9", "", 11778},
        {2000, "a JOIN", "a<ACCEPT 1; a<PROGRESS 0 0 100", 3000},
        {2100, "a DONE kept", "a<ABORT protocol; close a", 3000});
}
END_TEST

/* A root that has downloaded a file of so many bytes, of which it has sent what `sent` ends with.
 */
static void expect_early_done_is_refused(const char *downloaded, const char *sent)
{
    const sim_time now = 12000 * MILLISECONDS;
    struct phone ph;
    struct pfs_action a;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {2000, "a accepted 9", "", 11778},
        {2000, "a JOIN", "a<ACCEPT 1; a<PROGRESS 0 0 100", 3000});
    ph.quiet = true;
    pfs_peer_expire(&ph.peer, 11778 * MILLISECONDS);
    drain(&ph, 11778 * MILLISECONDS);
    feed(&ph, downloaded, now);
    for (ph.out[0] = 0; !strstr(ph.out, sent);) {
        ck_assert(pfs_peer_next(&ph.peer, &a, now));
        say_action(&ph, &a, now);
    }
    feed(&ph, "a DONE kept", now);
    drain(&ph, now);
    ck_assert_str_eq(ph.out, "a<ABORT protocol; close a; withdraw 200; done");
}

START_TEST(a_child_may_not_be_done_before_it_has_all_of_the_file)
{
    expect_early_done_is_refused("downloaded 150000", "a<FILE 150000");
    expect_early_done_is_refused("downloaded 150000", "a<DATA 65536+65536");
    expect_early_done_is_refused("downloaded 0", "");
}
END_TEST

START_TEST(without_the_check_what_comes_is_kept_and_passed_on)
{
    struct phone ph;
    phone_init(&ph);
    ph.config.check = false;
    RUN(&ph, TO_MIDDLE,
        {300, "a FILE 100 other", "[receiving]; b<XFRCMD; b<PROGRESS 0 0 100", 1200},
        {400, "a DATA 100", "deliver 0+100; check; b<PROGRESS 0 100 100", 1200},
        /* the driver keeps it, whose digest is neither the index's nor FILE's */
        {400, "bad", "[has file]; a<DONE kept; b<FILE 100; b<DATA 0+100", 5100});
    ck_assert_int_eq(ph.peer.digest[0], 8);
}
END_TEST

START_TEST(an_empty_file)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, {0, "start f 0", "open", 28}, {28, "tick", "", 528},
        {100, "9: ad 5 50 confirmed", "connect a 9", 2100}, {100, "a connected", "a<JOIN 5", 10100},
        {100, "a ACCEPT 1", "[child 9 depth 1]", 5100}, {200, "b accepted 8", "", 5100},
        {200, "b JOIN", "a<SUBTREE 1; b<ACCEPT 2; b<PROGRESS 1 0 0", 1200},
        {300, "a FILE 0", "[receiving]; deliver 0+0; check; b<XFRCMD; b<PROGRESS 0 0 0", 1200},
        {400, "good", "[has file]; a<DONE kept; b<FILE 0", 5100},
        {500, "b DONE kept", "[done]; done; close a; close b", NEVER});
}
END_TEST

START_TEST(bytes_beyond_the_size_are_a_protocol_error)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {300, "a FILE 100", "[receiving]", 5100},
        {400, "a DATA 60", "deliver 0+60", 5100},
        {500, "a DATA 41", "[left: protocol error]; a<ABORT protocol; close a", 1000});
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {300, "a FILE 100", "[receiving]", 5100},
        {300, "a FILE 100", "[left: protocol error]; a<ABORT protocol; close a", 800});
}
END_TEST

START_TEST(a_transfer_that_stops_is_left_after_10_s)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {300, "a FILE 100", "[receiving]", 5100},
        {400, "a DATA 60", "deliver 0+60", 5100}, {5100, "tick", "a<SUBTREE 0", 10100},
        {10100, "tick", "a<SUBTREE 0", 10400}, {10400, "tick", "[left: silent]; reset a", 10900});
}
END_TEST

START_TEST(a_parent_is_not_missed_when_the_file_is_there)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_MIDDLE, {300, "a FILE 100", "[receiving]; b<XFRCMD; b<PROGRESS 0 0 100", 1200},
        {300, "a DATA 100", "deliver 0+100; check; b<PROGRESS 0 100 100", 1200},
        {300, "good", "[has file]; a<DONE kept; b<FILE 100; b<DATA 0+100", 5100},
        {5100, "tick", "a<SUBTREE 1", 10100}, {10100, "tick", "a<SUBTREE 1", 10300},
        {10300, "tick", "", 15100}, {14000, "b SUBTREE 0", "", 15100},
        {15100, "tick", "a<SUBTREE 1", 20100});
}
END_TEST

START_TEST(verdicts_and_downloads_that_nobody_asked_for_are_ignored)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {200, "good", "", 5100}, {200, "downloaded 100", "", 5100},
        {200, "missing", "", 5100}, {200, "progress 5 10", "", 5100});
    ck_assert_int_eq(ph.peer.state, PFS_CHILD_WAITING);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, rule_9_both_children_are_served_at_the_same_time);
    tcase_add_test(t, rule_9_nothing_is_passed_on_before_it_is_checked);
    tcase_add_test(t, rule_9_a_leaf_is_done_at_once);
    tcase_add_test(t, rule_9_a_rejected_file_is_asked_for_once_more);
    tcase_add_test(t, rule_9_after_a_second_rejection_it_falls_back);
    tcase_add_test(t, rule_9_another_parent_may_be_asked_once_more_too);
    tcase_add_test(
        t, rule_9_a_digest_that_is_not_the_announced_one_is_rejected_whatever_the_driver_says);
    tcase_add_test(t, rule_9_a_file_that_was_lost_and_is_bad_starts_anew);
    tcase_add_test(t, a_connection_that_is_full_gets_no_bytes_of_the_file);
    tcase_add_test(t, rule_9_a_file_that_a_child_rejects_is_sent_once_more);
    tcase_add_test(t, a_parent_that_loses_its_last_child_is_done);
    tcase_add_test(t, a_late_child_gets_the_file_at_once);
    tcase_add_test(t, a_child_that_is_served_frees_its_slot_when_it_goes);
    tcase_add_test(t, a_child_that_is_served_may_not_be_done_again);
    tcase_add_test(t, a_child_may_not_be_done_before_there_is_a_file);
    tcase_add_test(t, a_child_may_not_be_done_before_it_has_all_of_the_file);
    tcase_add_test(t, without_the_check_what_comes_is_kept_and_passed_on);
    tcase_add_test(t, an_empty_file);
    tcase_add_test(t, bytes_beyond_the_size_are_a_protocol_error);
    tcase_add_test(t, a_transfer_that_stops_is_left_after_10_s);
    tcase_add_test(t, a_parent_is_not_missed_when_the_file_is_there);
    tcase_add_test(t, verdicts_and_downloads_that_nobody_asked_for_are_ignored);
}

int main(void)
{
    return run_tests("transfer", add);
}
