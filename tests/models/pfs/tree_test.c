/* Rule 7: slots and redirects, descendants and progress; and what peers may not send. */
#include "tests/models/pfs/timeline.h"

/* A root at 2000 ms, with children 9 (a) and 8 (b). */
#define TO_FULL_ROOT                                                                               \
    TO_ROOT, {2000, "a accepted 9", "", 11778},                                                    \
        {2000, "a JOIN", "a<ACCEPT 1; a<PROGRESS 0 0 100", 3000},                                  \
        {2000, "b accepted 8", "", 3000},                                                          \
    {                                                                                              \
        2000, "b JOIN", "b<ACCEPT 1; b<PROGRESS 0 0 100", 3000                                     \
    }

START_TEST(rule_7_redirects_alternate_in_a_rush)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_FULL_ROOT, {2000, "c accepted 7", "", 3000},
        {2000, "c JOIN", "c<REDIRECT 9; close c", 3000}, {2000, "d accepted 6", "", 3000},
        {2000, "d JOIN", "d<REDIRECT 8; close d", 3000}, {2000, "e accepted 5", "", 3000},
        {2000, "e JOIN", "e<REDIRECT 9; close e", 3000}, {2000, "f accepted 4", "", 3000},
        {2000, "f JOIN", "f<REDIRECT 8; close f", 3000});
}
END_TEST

START_TEST(rule_7_the_child_with_fewer_descendants_gets_the_next)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_FULL_ROOT, {2000, "a SUBTREE 4", "", 3000}, {2000, "b SUBTREE 3", "", 3000},
        {2000, "c accepted 7", "", 3000}, {2000, "c JOIN", "c<REDIRECT 8; close c", 3000},
        {2000, "d accepted 6", "", 3000}, {2000, "d JOIN", "d<REDIRECT 8; close d", 3000},
        {2000, "e accepted 5", "", 3000}, {2000, "e JOIN", "e<REDIRECT 8; close e", 3000},
        {2000, "f accepted 4", "", 3000}, {2000, "f JOIN", "f<REDIRECT 9; close f", 3000});
}
END_TEST

START_TEST(rule_7_there_are_as_many_slots_as_are_given)
{
    struct phone ph;
    phone_init(&ph);
    ph.config.children = 3;
    RUN(&ph, TO_FULL_ROOT, {2000, "c accepted 7", "", 3000},
        {2000, "c JOIN", "c<ACCEPT 1; c<PROGRESS 0 0 100", 3000}, {2000, "d accepted 6", "", 3000},
        {2000, "d JOIN", "d<REDIRECT 9; close d", 3000}, {2000, "e accepted 5", "", 3000},
        {2000, "e JOIN", "e<REDIRECT 8; close e", 3000}, {2000, "f accepted 4", "", 3000},
        {2000, "f JOIN", "f<REDIRECT 7; close f", 3000}, {2000, "g accepted 3", "", 3000},
        {2000, "g JOIN", "g<REDIRECT 9; close g", 3000});
    phone_init(&ph);
    ph.config.children = 1;
    RUN(&ph, TO_ROOT, {2000, "a accepted 9", "", 11778},
        {2000, "a JOIN", "a<ACCEPT 1; a<PROGRESS 0 0 100", 3000}, {2000, "b accepted 8", "", 3000},
        {2000, "b JOIN", "b<REDIRECT 9; close b", 3000});
}
END_TEST

START_TEST(rule_7_a_slot_that_is_free_again_is_given_away)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_FULL_ROOT, {2100, "a lost", "", 3000}, {2100, "c accepted 7", "", 3000},
        {2100, "c JOIN", "c<ACCEPT 1; c<PROGRESS 0 0 100", 3000}, {2100, "d accepted 6", "", 3000},
        {2100, "d JOIN", "d<REDIRECT 7; close d", 3000});
}
END_TEST

START_TEST(a_tree_is_at_most_200_deep)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {100, "a ACCEPT 199", "[child 9 depth 199]", 5100},
        {200, "b accepted 8", "", 5100},
        {200, "b JOIN", "a<SUBTREE 1; b<ACCEPT 200; b<PROGRESS 199 0 0", 1200});
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {100, "a ACCEPT 200", "[child 9 depth 200]", 5100},
        {200, "b accepted 8", "", 5100}, {200, "b JOIN", "b<ABORT not here; close b", 5100});
}
END_TEST

START_TEST(a_child_that_asks_again_takes_its_own_place)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_FULL_ROOT, {2100, "c accepted 9", "", 3000},
        {2100, "c JOIN", "reset a; c<ACCEPT 1; c<PROGRESS 0 0 100", 3000});
}
END_TEST

START_TEST(descendants_are_told_upwards_when_they_change_and_every_5_s)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {200, "b accepted 8", "", 5100},
        {200, "b JOIN", "a<SUBTREE 1; b<ACCEPT 2; b<PROGRESS 1 0 0", 1200},
        {300, "b SUBTREE 6", "a<SUBTREE 7", 1200}, {400, "b SUBTREE 6", "", 1200},
        {500, "b lost", "a<SUBTREE 0", 1200}, {1200, "tick", "", 5100},
        {5100, "tick", "a<SUBTREE 0", 10100});
}
END_TEST

START_TEST(a_count_that_is_made_up_does_not_wrap)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {200, "b accepted 8", "", 5100},
        {200, "b JOIN", "a<SUBTREE 1; b<ACCEPT 2; b<PROGRESS 1 0 0", 1200},
        {200, "b SUBTREE 4294967295", "a<SUBTREE 4294967295", 1200});
}
END_TEST

START_TEST(a_child_that_says_nothing_for_15_s_loses_its_slot)
{
    struct phone ph;
    phone_init(&ph);
    ph.config.progress_interval = 1000 * SECONDS;
    ph.config.root_waiting = 1000 * SECONDS;
    RUN(&ph, TO_LISTEN, {528, "tick", "claim 200 100", 778}, {778, "tick", "ad 1", 1028},
        {1028, "tick", "ad 2", 1278}, {1278, "tick", "ad 3", 1528}, {1528, "tick", "ad 4", 1778},
        {1778, "tick", "[root]; ad 4 confirmed", 1001778}, {2000, "a accepted 9", "", 17000},
        {3000, "a JOIN", "a<ACCEPT 1; a<PROGRESS 0 0 100", 18000}, {8000, "a SUBTREE 0", "", 23000},
        {23000, "tick", "reset a", 1001778});
}
END_TEST

START_TEST(progress_is_passed_on_each_second_and_at_once_when_more_than_bytes_change)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {100, "9: ad 5 50 confirmed", "connect a 9", 2100},
        {100, "a connected", "a<JOIN 5", 10100}, {100, "a ACCEPT 3", "[child 9 depth 3]", 5100},
        {200, "b accepted 8", "", 5100},
        {200, "b JOIN", "a<SUBTREE 1; b<ACCEPT 4; b<PROGRESS 3 0 0", 1200},
        {300, "a PROGRESS 1 0 100", "b<PROGRESS 2 0 100", 1200},
        {400, "a PROGRESS 1 5 100", "", 1200}, {1200, "tick", "b<PROGRESS 2 5 100", 2200},
        {1300, "a PROGRESS 0 6 100", "b<PROGRESS 1 6 100", 2200},
        /* nobody is further away than the root */
        {1400, "a PROGRESS 200 6 100", "b<PROGRESS 3 6 100", 2200});
}
END_TEST

START_TEST(what_a_peer_may_not_send_ends_the_connection)
{
    static const char *const bad[] = {
        "a ACCEPT 1",           "a REDIRECT 8",        "a SUBTREE 1", "a XFRCMD",
        "a PROGRESS 0 0 0",     "a FILE 100",          "a DATA 5",    "a DONE kept",
        "a hex 00 00 00 00 01", "a hex ff ff ff ff 08"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct phone ph;
        phone_init(&ph);
        RUN(&ph, TO_ROOT, {2000, "a accepted 9", "", 11778},
            {2000, bad[i], "a<ABORT protocol; close a", 11778}, {2000, "a JOIN", "", 11778});
        ck_assert_uint_eq(ph.peer.counters.broken, 1);
    }
}
END_TEST

START_TEST(what_a_child_may_not_send_ends_the_connection)
{
    static const char *const bad[] = {"a JOIN",   "a ACCEPT 1",       "a REDIRECT 8",
                                      "a XFRCMD", "a PROGRESS 0 0 0", "a FILE 100",
                                      "a DATA 5", "a DONE kept",      "a DONE rejected"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct phone ph;
        phone_init(&ph);
        RUN(&ph, TO_ROOT, {2000, "a accepted 9", "", 11778},
            {2000, "a JOIN", "a<ACCEPT 1; a<PROGRESS 0 0 100", 3000},
            {2000, bad[i], "a<ABORT protocol; close a", 3000});
        ck_assert_uint_eq(ph.peer.counters.broken, 1);
    }
}
END_TEST

START_TEST(what_a_parent_may_not_send_ends_the_connection)
{
    static const char *const bad[] = {"a JOIN 5",    "a ACCEPT 1",      "a REDIRECT 8",
                                      "a SUBTREE 1", "a DONE kept",     "a DATA 5",
                                      "a FILE 101",  "a FILE 100 other"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct phone ph;
        phone_init(&ph);
        RUN(&ph, TO_CHILD, {200, bad[i], "[left: protocol error]; a<ABORT protocol; close a", 700});
        ck_assert_uint_eq(ph.peer.counters.broken, 1);
    }
}
END_TEST

START_TEST(who_is_asked_for_a_place_may_only_answer)
{
    static const char *const bad[] = {"a XFRCMD", "a PROGRESS 0 0 0", "a FILE 100", "a DATA 5"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct phone ph;
        phone_init(&ph);
        RUN(&ph, TO_JOIN, {200, bad[i], "a<ABORT protocol; close a", 2200},
            {2200, "tick", "connect b 9", 4200});
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, rule_7_redirects_alternate_in_a_rush);
    tcase_add_test(t, rule_7_the_child_with_fewer_descendants_gets_the_next);
    tcase_add_test(t, rule_7_there_are_as_many_slots_as_are_given);
    tcase_add_test(t, rule_7_a_slot_that_is_free_again_is_given_away);
    tcase_add_test(t, a_tree_is_at_most_200_deep);
    tcase_add_test(t, a_child_that_asks_again_takes_its_own_place);
    tcase_add_test(t, descendants_are_told_upwards_when_they_change_and_every_5_s);
    tcase_add_test(t, a_count_that_is_made_up_does_not_wrap);
    tcase_add_test(t, a_child_that_says_nothing_for_15_s_loses_its_slot);
    tcase_add_test(t, progress_is_passed_on_each_second_and_at_once_when_more_than_bytes_change);
    tcase_add_test(t, what_a_peer_may_not_send_ends_the_connection);
    tcase_add_test(t, what_a_child_may_not_send_ends_the_connection);
    tcase_add_test(t, what_a_parent_may_not_send_ends_the_connection);
    tcase_add_test(t, who_is_asked_for_a_place_may_only_answer);
}

int main(void)
{
    return run_tests("tree", add);
}
