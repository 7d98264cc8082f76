/* Rule 8: asking for a place. */
#include "tests/models/pfs/timeline.h"

START_TEST(rule_8_a_join_for_another_hierarchy_is_sent_away)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {2000, "a accepted 9", "", 11778},
        {2000, "a JOIN 199", "a<ABORT not here; close a", 11778}, {2000, "b accepted 9", "", 11778},
        {2000, "b JOIN 200 g", "b<ABORT not here; close b", 11778});
}
END_TEST

START_TEST(rule_8_who_is_sent_away_listens_again)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {200, "a ABORT not here", "close a", 700},
        {700, "tick", "claim 200 100", 950});
}
END_TEST

START_TEST(rule_8_a_join_is_held_until_the_phone_has_its_own_place)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {150, "b accepted 8", "", 10100}, {160, "b JOIN", "", 10100},
        {170, "a ACCEPT 2", "[child 9 depth 2]; a<SUBTREE 1; b<ACCEPT 3; b<PROGRESS 2 0 0", 1170});
}
END_TEST

START_TEST(rule_8_a_join_that_is_held_is_sent_away_when_there_is_no_place)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {150, "b accepted 8", "", 10100}, {160, "b JOIN", "", 10100},
        {170, "a ABORT moved", "close a; b<ABORT not here; close b", 670});
}
END_TEST

START_TEST(rule_8_redirects_are_followed)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {200, "a REDIRECT 8", "connect b 8; close a", 2200},
        {201, "b connected", "b<JOIN 5", 10201}, {202, "b ACCEPT 4", "[child 8 depth 4]", 5202});
    ck_assert_uint_eq(ph.peer.counters.redirects_followed, 1);
}
END_TEST

START_TEST(rule_8_three_tries_of_2_s_then_it_listens)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {100, "9: ad 5 50 confirmed", "connect a 9", 2100},
        {2100, "tick", "connect b 9; reset a", 4100}, {2200, "b lost", "", 4200},
        {4200, "tick", "connect c 9", 6200}, {6200, "tick", "reset c", 6700},
        /* and follows that root no more */
        {6300, "9: ad 5 50 confirmed", "", 6700}, {6700, "tick", "claim 200 100", 6950});
}
END_TEST

START_TEST(rule_8_a_redirect_to_a_dead_phone_ends_at_the_root_once_more)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {100, "a REDIRECT 8", "connect b 8; close a", 2100},
        {2100, "tick", "connect c 8; reset b", 4100}, {4100, "tick", "connect d 8; reset c", 6100},
        {6100, "tick", "connect e 9; reset d", 8100}, {6100, "e connected", "e<JOIN 5", 16100},
        {6100, "e REDIRECT 8", "connect f 8; close e", 8100},
        {8100, "tick", "connect g 8; reset f", 10100},
        {10100, "tick", "connect h 8; reset g", 12100}, {12100, "tick", "reset h", 12600});
}
END_TEST

START_TEST(rule_8_redirects_in_a_circle_end)
{
    struct phone ph;
    phone_init(&ph);
    ph.config.redirects = 2;
    RUN(&ph, TO_JOIN, {100, "a REDIRECT 8", "connect b 8; close a", 2100},
        {100, "b connected", "b<JOIN 5", 10100},
        {100, "b REDIRECT 7", "connect c 7; close b", 2100},
        {100, "c connected", "c<JOIN 5", 10100},
        {100, "c REDIRECT 8", "connect d 9; close c", 2100}, /* the root, once more */
        {100, "d connected", "d<JOIN 5", 10100},
        {100, "d REDIRECT 8", "connect e 8; close d", 2100},
        {100, "e connected", "e<JOIN 5", 10100},
        {100, "e REDIRECT 7", "connect f 7; close e", 2100},
        {100, "f connected", "f<JOIN 5", 10100}, {100, "f REDIRECT 8", "close f", 600});
}
END_TEST

START_TEST(rule_8_a_redirect_to_oneself_or_to_the_same_again_is_vain)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {100, "a REDIRECT 8", "connect b 8; close a", 2100},
        {100, "b connected", "b<JOIN 5", 10100},
        {100, "b REDIRECT 8", "connect c 9; close b", 2100},
        {100, "c connected", "c<JOIN 5", 10100}, {100, "c REDIRECT 100", "close c", 600});
}
END_TEST

START_TEST(rule_8_an_answer_that_does_not_come_counts_as_a_failure)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {10100, "tick", "connect b 9; reset a", 12100});
}
END_TEST

START_TEST(vain_joins_end_in_a_fall_back)
{
    struct phone ph;
    phone_init(&ph);
    ph.config.redirects = 1;
    RUN(&ph, TO_JOIN, {200, "a ABORT not here", "close a", 700},
        {300, "9: ad 5 50 confirmed", "connect b 9", 2300}, {300, "b connected", "b<JOIN 5", 10300},
        {300, "b ABORT not here", "[fell back: no place found]; fall back: no place found; close b",
         NEVER});
}
END_TEST

START_TEST(ones_own_parent_is_no_child)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {200, "b accepted 9", "", 5100},
        {200, "b JOIN", "b<ABORT not here; close b", 5100});
}
END_TEST

START_TEST(who_is_idle_or_through_has_no_places)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {100, "a accepted 9", "", 528},
        {100, "a JOIN 5", "a<ABORT not here; close a", 528});
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {11778, "tick", "[receiving]; download", NEVER},
        {12000, "downloaded 100", "[has file]; withdraw 200; [done]; done", NEVER},
        {12100, "a accepted 9", "", 27100}, {12100, "a JOIN", "a<ABORT not here; close a", NEVER});
}
END_TEST

START_TEST(a_peer_that_connects_and_says_nothing_is_reset)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {11778, "tick", "[receiving]; download", NEVER},
        {12000, "a accepted 9", "", 27000}, {27000, "tick", "reset a", NEVER});
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, rule_8_a_join_for_another_hierarchy_is_sent_away);
    tcase_add_test(t, rule_8_who_is_sent_away_listens_again);
    tcase_add_test(t, rule_8_a_join_is_held_until_the_phone_has_its_own_place);
    tcase_add_test(t, rule_8_a_join_that_is_held_is_sent_away_when_there_is_no_place);
    tcase_add_test(t, rule_8_redirects_are_followed);
    tcase_add_test(t, rule_8_three_tries_of_2_s_then_it_listens);
    tcase_add_test(t, rule_8_a_redirect_to_a_dead_phone_ends_at_the_root_once_more);
    tcase_add_test(t, rule_8_redirects_in_a_circle_end);
    tcase_add_test(t, rule_8_a_redirect_to_oneself_or_to_the_same_again_is_vain);
    tcase_add_test(t, rule_8_an_answer_that_does_not_come_counts_as_a_failure);
    tcase_add_test(t, vain_joins_end_in_a_fall_back);
    tcase_add_test(t, ones_own_parent_is_no_child);
    tcase_add_test(t, who_is_idle_or_through_has_no_places);
    tcase_add_test(t, a_peer_that_connects_and_says_nothing_is_reset);
}

int main(void)
{
    return run_tests("join", add);
}
