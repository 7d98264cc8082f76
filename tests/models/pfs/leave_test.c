/* Rules 10 to 12: hierarchies that are left, files that are missing, peers that are silent. */
#include "tests/models/pfs/timeline.h"

/* A root at 2000 ms, with children 9 (a) and 8 (b). */
#define TO_FULL_ROOT                                                                               \
    TO_ROOT, {2000, "a accepted 9", "", 11778},                                                    \
        {2000, "a JOIN", "a<ACCEPT 1; a<PROGRESS 0 0 100", 3000},                                  \
        {2000, "b accepted 8", "", 3000},                                                          \
    {                                                                                              \
        2000, "b JOIN", "b<ACCEPT 1; b<PROGRESS 0 0 100", 3000                                     \
    }

START_TEST(rule_10_who_loses_its_parent_sends_its_children_away_and_joins_anew)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {200, "b accepted 8", "", 5100},
        {200, "b JOIN", "a<SUBTREE 1; b<ACCEPT 2; b<PROGRESS 1 0 0", 1200},
        {300, "a lost", "[left: connection lost]; b<ABORT moved; close b", 800},
        /* it ignores what it left */
        {400, "9: ad 5 50 confirmed", "", 800}, {500, "9: ad 6 50 confirmed", "connect c 9", 2500});
}
END_TEST

START_TEST(rule_10_a_child_of_a_parent_that_moved_may_come_back_to_the_same_root)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {100, "a REDIRECT 8", "connect b 8; close a", 2100},
        {100, "b connected", "b<JOIN 5", 10100}, {100, "b ACCEPT 2", "[child 8 depth 2]", 5100},
        {200, "b ABORT moved", "[left: parent moved]; close b", 700},
        {300, "9: ad 5 50 confirmed", "connect c 9", 2300}, {300, "c connected", "c<JOIN 5", 10300},
        {300, "c REDIRECT 8", "connect d 8; close c", 2300});
}
END_TEST

START_TEST(rule_10_redirects_to_a_parent_that_was_lost_are_not_followed)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {100, "a REDIRECT 8", "connect b 8; close a", 2100},
        {100, "b connected", "b<JOIN 5", 10100}, {100, "b ACCEPT 2", "[child 8 depth 2]", 5100},
        {200, "b lost", "[left: connection lost]", 700},
        {300, "9: ad 5 50 confirmed", "connect c 9", 2300}, {300, "c connected", "c<JOIN 5", 10300},
        {300, "c REDIRECT 8", "close c", 800});
}
END_TEST

START_TEST(rule_10_a_root_that_yields_sends_its_children_away)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_FULL_ROOT,
        {2100, "7: ad 5 900 confirmed",
         "[left: a greater root]; withdraw 200; connect c 7; a<ABORT moved; close a; "
         "b<ABORT moved; close b",
         4100});
}
END_TEST

START_TEST(rule_10_one_new_hierarchy_then_the_server)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {300, "a lost", "[left: connection lost]", 800},
        {400, "8: ad 6 50 confirmed", "connect b 8", 2400}, {400, "b connected", "b<JOIN 6", 10400},
        {400, "b ACCEPT 1", "[child 8 depth 1]", 5400},
        {500, "b ABORT moved",
         "[left: parent moved]; [fell back: parent moved]; fall back: parent moved; close b",
         NEVER},
        {600, "9: claim 5 50", "", NEVER});
}
END_TEST

START_TEST(rule_10_who_has_the_file_needs_no_parent)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {200, "b accepted 8", "", 5100},
        {200, "b JOIN", "a<SUBTREE 1; b<ACCEPT 2; b<PROGRESS 1 0 0", 1200},
        {300, "a FILE 100", "[receiving]; b<XFRCMD; b<PROGRESS 0 0 100", 1200},
        {300, "a DATA 100", "deliver 0+100; check; b<PROGRESS 0 100 100", 1200},
        {300, "good", "[has file]; a<DONE kept; b<FILE 100; b<DATA 0+100", 5100},
        {301, "a lost", "", 5100}, {302, "b DONE kept", "[done]; done; close b", NEVER});
}
END_TEST

START_TEST(rule_10_a_parent_that_is_lost_while_the_file_is_checked_is_not_missed)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {300, "a FILE 100", "[receiving]", 5100},
        {300, "a DATA 100", "deliver 0+100; check", 5100}, {301, "a lost", "", 5100},
        {302, "good", "[has file]; [done]; done", NEVER});
}
END_TEST

START_TEST(rule_11_a_missing_file_makes_everyone_fall_back)
{
    struct phone ph;
    phone_init(&ph);
    ph.config.root_waiting = 250 * MILLISECONDS;
    RUN(&ph, TO_LISTEN, {528, "tick", "claim 200 100", 778}, {778, "tick", "ad 1", 1028},
        {1028, "tick", "ad 2", 1278}, {1278, "tick", "ad 3", 1528}, {1528, "tick", "ad 4", 1778},
        {1778, "tick", "[root]; ad 4 confirmed", 2028}, {2000, "a accepted 9", "", 2028},
        {2000, "a JOIN", "a<ACCEPT 1; a<PROGRESS 0 0 100", 2028},
        {2028, "tick", "[receiving]; download; a<XFRCMD; a<PROGRESS 0 0 100", 3000},
        {2100, "missing",
         "withdraw 200; [fell back: missing file]; fall back: missing file; a<ABORT missing; "
         "close a",
         NEVER});
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {200, "b accepted 8", "", 5100},
        {200, "b JOIN", "a<SUBTREE 1; b<ACCEPT 2; b<PROGRESS 1 0 0", 1200},
        {300, "a ABORT missing",
         "[fell back: missing file]; fall back: missing file; close a; b<ABORT missing; close b",
         NEVER});
}
END_TEST

START_TEST(a_download_that_fails_for_good_sends_the_children_away)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {11778, "tick", "[receiving]; download", NEVER},
        {11800, "a accepted 9", "", 26800},
        {11800, "a JOIN", "a<ACCEPT 1; a<XFRCMD; a<PROGRESS 0 0 100", 12800},
        {11900, "failed",
         "withdraw 200; [fell back: download failed]; fall back: download failed; a<ABORT moved; "
         "close a",
         NEVER});
}
END_TEST

START_TEST(rule_12_a_parent_that_is_silent_for_10_s_is_left)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {4000, "a PROGRESS 0 5 100", "", 5100}, {5100, "tick", "a<SUBTREE 0", 10100},
        {10100, "tick", "a<SUBTREE 0", 14000}, {14000, "tick", "[left: silent]; reset a", 14500});
}
END_TEST

START_TEST(rule_12_a_hierarchy_without_progress_for_120_s_is_left)
{
    struct phone ph;
    phone_init(&ph);
    ph.config.subtree_interval = 1000 * SECONDS;
    RUN(&ph, TO_LISTEN, {100, "9: ad 5 50 confirmed", "connect a 9", 2100},
        {100, "a connected", "a<JOIN 5", 10100}, {100, "a ACCEPT 1", "[child 9 depth 1]", 10100});
    for (int64_t at = 5000; at <= 125000; at += 5000)
        RUN(&ph, {at, "a PROGRESS 0 5 100", "", at + 10000 < 125000 ? at + 10000 : 125000});
    RUN(&ph, {125000, "tick", "[left: stalled]; a<ABORT stalled; close a", 125500},
        {125100, "9: ad 5 50 transferring", "", 125500});
}
END_TEST

START_TEST(rule_10_a_hierarchy_that_stalled_is_left_by_all_of_its_phones)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {100, "a REDIRECT 8", "connect b 8; close a", 2100},
        {100, "b connected", "b<JOIN 5", 10100}, {100, "b ACCEPT 2", "[child 8 depth 2]", 5100},
        {200, "c accepted 7", "", 5100},
        {200, "c JOIN", "b<SUBTREE 1; c<ACCEPT 3; c<PROGRESS 2 0 0", 1200},
        {300, "b ABORT stalled", "[left: stalled]; close b; c<ABORT stalled; close c", 800},
        {400, "9: ad 5 50 transferring", "", 800}, {800, "tick", "claim 200 100", 1050});
}
END_TEST

START_TEST(rule_10_a_parent_that_sends_its_child_away_is_ignored)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {200, "a ABORT not here", "[left: sent away]; close a", 700},
        {300, "9: ad 5 50 confirmed", "", 700});
}
END_TEST

START_TEST(rule_11_a_file_is_missing_for_one_who_still_asks_for_a_place)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN,
        {200, "a ABORT missing", "[fell back: missing file]; fall back: missing file; close a",
         NEVER});
}
END_TEST

START_TEST(a_connection_under_way_to_one_who_withdraws_is_reset)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {100, "9: ad 5 50 confirmed", "connect a 9", 2100},
        {200, "9: withdraw 5", "reset a", 700});
}
END_TEST

START_TEST(rule_12_any_change_of_progress_is_waited_for)
{
    struct phone ph;
    phone_init(&ph);
    ph.config.subtree_interval = 100000 * SECONDS;
    RUN(&ph, TO_LISTEN, {100, "9: ad 5 50 confirmed", "connect a 9", 2100},
        {100, "a connected", "a<JOIN 5", 10100}, {100, "a ACCEPT 1", "[child 9 depth 1]", 10100});
    for (int64_t at = 5000; at <= 500000; at += 5000) {
        char in[40];
        sprintf(in, "a PROGRESS 0 %d 100", (int)(at / 100000));
        RUN(&ph, {at, in, "",
                  at + 10000 < 120000 + at / 100000 * 100000 ? at + 10000
                                                             : 120000 + at / 100000 * 100000});
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, rule_10_who_loses_its_parent_sends_its_children_away_and_joins_anew);
    tcase_add_test(t, rule_10_a_child_of_a_parent_that_moved_may_come_back_to_the_same_root);
    tcase_add_test(t, rule_10_redirects_to_a_parent_that_was_lost_are_not_followed);
    tcase_add_test(t, rule_10_a_root_that_yields_sends_its_children_away);
    tcase_add_test(t, rule_10_one_new_hierarchy_then_the_server);
    tcase_add_test(t, rule_10_who_has_the_file_needs_no_parent);
    tcase_add_test(t, rule_10_a_parent_that_is_lost_while_the_file_is_checked_is_not_missed);
    tcase_add_test(t, rule_11_a_missing_file_makes_everyone_fall_back);
    tcase_add_test(t, a_download_that_fails_for_good_sends_the_children_away);
    tcase_add_test(t, rule_12_a_parent_that_is_silent_for_10_s_is_left);
    tcase_add_test(t, rule_12_a_hierarchy_without_progress_for_120_s_is_left);
    tcase_add_test(t, rule_10_a_hierarchy_that_stalled_is_left_by_all_of_its_phones);
    tcase_add_test(t, rule_10_a_parent_that_sends_its_child_away_is_ignored);
    tcase_add_test(t, rule_11_a_file_is_missing_for_one_who_still_asks_for_a_place);
    tcase_add_test(t, a_connection_under_way_to_one_who_withdraws_is_reset);
    tcase_add_test(t, rule_12_any_change_of_progress_is_waited_for);
}

int main(void)
{
    return run_tests("leave", add);
}
