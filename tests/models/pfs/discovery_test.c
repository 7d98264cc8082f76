/* Rules 1 to 6: who leads. */
#include "tests/models/pfs/timeline.h"

START_TEST(a_lone_phone_confirms_itself_after_1250_ms_and_downloads_after_10_s)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {11778, "tick", "[receiving]; download", NEVER},
        {12000, "downloaded 100", "[has file]; withdraw 200; [done]; done", NEVER});
    ck_assert_uint_eq(ph.peer.own_strength, 112);
}
END_TEST

START_TEST(the_ports_are_opened_once)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {11778, "tick", "[receiving]; download", NEVER},
        {12000, "downloaded 100", "[has file]; withdraw 200; [done]; done", NEVER},
        {13000, "start g 100", "", 13500}, {13500, "tick", "claim 200 100", 13750});
}
END_TEST

START_TEST(rule_1_any_claim_is_waited_for_by_one_that_listens)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {100, "9: claim 5 1", "", 850}, {200, "9: ad 5 1", "", 950},
        {300, "9: ad 5 40 confirmed", "connect a 9", 2300});
}
END_TEST

START_TEST(rule_1_of_several_the_greatest_is_followed)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {100, "9: claim 5 50", "", 850}, {110, "8: claim 6 49", "", 850},
        {120, "7: claim 7 51", "", 870}, {130, "9: ad 5 50", "", 870},
        {140, "6: claim 8 51", "", 870}, {150, "8: ad 6 49 confirmed", "connect a 8", 2150});
}
END_TEST

START_TEST(rule_1_a_claimant_that_begins_anew_is_followed_with_its_new_xid)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {100, "9: claim 5 50", "", 850}, {300, "9: claim 6 10", "", 1050},
        {400, "9: ad 6 11 confirmed", "connect a 9", 2400},
        {401, "a connected", "a<JOIN 6", 10401});
}
END_TEST

START_TEST(rule_2_the_smaller_claimant_stops_and_waits)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {528, "tick", "claim 200 100", 778}, {600, "9: claim 5 101", "", 1350});
    ck_assert_int_eq(ph.peer.state, PFS_AWAIT_ROOT);
}
END_TEST

START_TEST(rule_2_the_greater_claimant_goes_on)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {528, "tick", "claim 200 100", 778}, {600, "9: claim 5 99", "", 778});
    ck_assert_int_eq(ph.peer.state, PFS_CLAIM);
}
END_TEST

START_TEST(rule_2_the_address_decides_between_equals)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {528, "tick", "claim 200 100", 778}, {600, "99: claim 5 100", "", 778},
        {610, "101: claim 5 100", "", 1360});
    ck_assert_int_eq(ph.peer.state, PFS_AWAIT_ROOT);
}
END_TEST

START_TEST(rule_2_confirmed_and_transferring_outrank_strength)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {528, "tick", "claim 200 100", 778},
        {600, "9: ad 5 1 confirmed", "connect a 9", 2600});
    phone_init(&ph);
    RUN(&ph, TO_ROOT,
        {2000, "9: ad 5 1 transferring", "[left: a greater root]; withdraw 200; connect a 9",
         4000});
}
END_TEST

START_TEST(rule_3_after_silence_it_listens_again)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {100, "9: claim 5 50", "", 850}, {850, "tick", "", 1350},
        {1350, "tick", "claim 200 100", 1600});
}
END_TEST

START_TEST(rule_3_even_a_claimant_that_never_confirms_is_not_waited_for_for_ever)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {100, "9: claim 5 50", "", 850});
    for (int64_t at = 600; at <= 120000; at += 500)
        RUN(&ph, {at, "9: ad 5 50", "", at + 750 < 120100 ? at + 750 : 120100});
    RUN(&ph, {120100, "tick", "", 120600}, {120200, "9: ad 5 50", "", 120600},
        {120600, "tick", "claim 200 100", 120850});
}
END_TEST

START_TEST(rule_4_a_root_answers_claims_with_at_most_one_ad_an_interval)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {1800, "9: claim 5 900", "", 2028}, {1900, "8: claim 6 900", "", 2028},
        {2028, "tick", "ad 4 confirmed", 11778}, {2500, "9: claim 5 900", "ad 4 confirmed", 11778},
        {2600, "9: ad 5 900", "", 2750}, {2750, "tick", "ad 4 confirmed", 11778});
}
END_TEST

START_TEST(rule_4_it_answers_as_long_as_its_hierarchy_lives)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {2000, "a accepted 9", "", 11778},
        {2000, "a JOIN", "a<ACCEPT 1; a<PROGRESS 0 0 100", 3000},
        {2500, "8: claim 6 9", "ad 4 confirmed", 3000}, {3000, "tick", "a<PROGRESS 0 0 100", 4000});
    ph.quiet = true;
    for (int64_t at = 4000; at < 12000; at += 1000) {
        if (at % 2000 == 0)
            RUN(&ph, {at - 1, "a SUBTREE 0", "", at});
        RUN(&ph, {at, "tick", "a<PROGRESS 0 0 100", at == 11000 ? 11778 : at + 1000});
    }
    RUN(&ph, {11778, "tick", "download; a<XFRCMD; a<PROGRESS 0 0 100", 12000},
        {11800, "8: claim 6 9", "ad 4 confirmed transferring", 12000},
        {11900, "downloaded 100", "a<FILE 100; a<DATA 0+100", 24999},
        {12500, "8: claim 6 9", "ad 4 confirmed transferring", 24999},
        {12600, "a DONE kept", "withdraw 200; done; close a", NEVER},
        {12700, "8: claim 6 9", "", NEVER});
}
END_TEST

START_TEST(rule_4_an_ad_says_that_both_slots_are_taken)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {2000, "a accepted 9", "", 11778},
        {2000, "a JOIN", "a<ACCEPT 1; a<PROGRESS 0 0 100", 3000}, {2000, "b accepted 8", "", 3000},
        {2000, "b JOIN", "b<ACCEPT 1; b<PROGRESS 0 0 100", 3000},
        {2500, "7: claim 6 9", "ad 4 confirmed full", 3000});
}
END_TEST

START_TEST(rule_5_the_smaller_of_two_roots_yields)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT,
        {3000, "9: ad 5 113 confirmed", "[left: a greater root]; withdraw 200; connect a 9", 5000},
        {3001, "a connected", "a<JOIN 5", 13001});
    ck_assert_uint_eq(ph.peer.counters.yields, 1);
    ck_assert_uint_eq(ph.peer.rejoins_left, 1);
}
END_TEST

START_TEST(rule_5_the_greater_of_two_roots_goes_on_and_lets_the_other_know)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {3000, "9: ad 5 111 confirmed", "ad 4 confirmed", 11778});
}
END_TEST

START_TEST(rule_5_one_that_transfers_does_not_yield_to_one_that_does_not)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {11778, "tick", "[receiving]; download", NEVER},
        {12000, "9: ad 5 999 confirmed", "ad 4 confirmed transferring", NEVER});
}
END_TEST

START_TEST(rule_5_of_two_that_transfer_both_go_on)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {11778, "tick", "[receiving]; download", NEVER},
        {12000, "9: ad 5 999 transferring", "", NEVER});
}
END_TEST

START_TEST(rule_6_a_claimant_that_withdraws_is_not_waited_for)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN, {100, "9: claim 5 50", "", 850}, {200, "8: withdraw 5", "", 850},
        {210, "9: withdraw 4", "", 850}, {220, "9: withdraw 5", "", 720});
    phone_init(&ph);
    RUN(&ph, TO_JOIN, {200, "9: withdraw 5", "close a", 700});
}
END_TEST

START_TEST(rule_6_a_child_waits_for_word_from_its_parent)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD, {200, "9: withdraw 5", "", 5100});
    ck_assert_int_eq(ph.peer.state, PFS_CHILD_WAITING);
}
END_TEST

static void receive(struct phone *ph, uint32_t address, const struct pfs_message *m, uint32_t cut)
{
    uint8_t bytes[PFS_MESSAGE_MAX];
    pfs_peer_receive(&ph->peer, address, bytes, pfs_message_encode(bytes, m) - cut,
                     100 * MILLISECONDS);
    drain(ph, 100 * MILLISECONDS);
    ck_assert_str_eq(ph->out, "");
    ck_assert_int_eq(ph->peer.state, PFS_LISTEN);
}

START_TEST(other_maps_own_broadcasts_and_bad_messages_do_nothing)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN);
    struct pfs_message m = {.kind = PFS_CLAIM_MESSAGE, .address = NET_10 + 9};
    m.model = pfs_text_of("M");
    m.file = pfs_text_of("g");
    m.map = pfs_map(m.model, m.file);
    receive(&ph, NET_10 + 9, &m, 0);
    ck_assert_uint_eq(ph.peer.counters.ignored, 1);
    m.file = pfs_text_of("f");
    m.map = pfs_map(m.model, m.file);
    receive(&ph, NET_10 + 9, &m, 1);
    receive(&ph, NET_10 + 8, &m, 0); /* whose address it is not */
    ck_assert_uint_eq(ph.peer.counters.dropped, 2);
    m.address = NET_10 + 100;
    receive(&ph, NET_10 + 100, &m, 0);
    ck_assert_uint_eq(ph.peer.counters.dropped, 2);
    ck_assert_uint_eq(ph.peer.counters.ignored, 1);
}
END_TEST

START_TEST(a_phone_that_is_through_hears_nothing)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, {0, "start f 100", "open", 28}, {10, "9: claim 5 50", "", 28}, {28, "tick", "", 528});
    ck_assert_uint_eq(ph.peer.counters.ignored, 1);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_lone_phone_confirms_itself_after_1250_ms_and_downloads_after_10_s);
    tcase_add_test(t, the_ports_are_opened_once);
    tcase_add_test(t, rule_1_any_claim_is_waited_for_by_one_that_listens);
    tcase_add_test(t, rule_1_of_several_the_greatest_is_followed);
    tcase_add_test(t, rule_1_a_claimant_that_begins_anew_is_followed_with_its_new_xid);
    tcase_add_test(t, rule_2_the_smaller_claimant_stops_and_waits);
    tcase_add_test(t, rule_2_the_greater_claimant_goes_on);
    tcase_add_test(t, rule_2_the_address_decides_between_equals);
    tcase_add_test(t, rule_2_confirmed_and_transferring_outrank_strength);
    tcase_add_test(t, rule_3_after_silence_it_listens_again);
    tcase_add_test(t, rule_3_even_a_claimant_that_never_confirms_is_not_waited_for_for_ever);
    tcase_add_test(t, rule_4_a_root_answers_claims_with_at_most_one_ad_an_interval);
    tcase_add_test(t, rule_4_it_answers_as_long_as_its_hierarchy_lives);
    tcase_add_test(t, rule_4_an_ad_says_that_both_slots_are_taken);
    tcase_add_test(t, rule_5_the_smaller_of_two_roots_yields);
    tcase_add_test(t, rule_5_the_greater_of_two_roots_goes_on_and_lets_the_other_know);
    tcase_add_test(t, rule_5_one_that_transfers_does_not_yield_to_one_that_does_not);
    tcase_add_test(t, rule_5_of_two_that_transfer_both_go_on);
    tcase_add_test(t, rule_6_a_claimant_that_withdraws_is_not_waited_for);
    tcase_add_test(t, rule_6_a_child_waits_for_word_from_its_parent);
    tcase_add_test(t, other_maps_own_broadcasts_and_bad_messages_do_nothing);
    tcase_add_test(t, a_phone_that_is_through_hears_nothing);
}

int main(void)
{
    return run_tests("discovery", add);
}
