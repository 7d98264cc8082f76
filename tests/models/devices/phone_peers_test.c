/* A phone with PFS, as far as files go; phone_root_test.c has the downloads of a root. */
#include "tests/models/devices/fake_peer.h"

START_TEST(a_phone_with_peers_asks_nobody_else)
{
    start(SEE_PACKETS | SEE_PHONES);
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 start a.loads");
}
END_TEST

START_TEST(a_child_takes_the_files_of_its_parent)
{
    start(SEE_PACKETS | SEE_FILES | SEE_PHONES);
    boot();
    deliver_all();
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 600);
    ck_assert_ptr_eq(peer->events->content(peer->user, 100, 500), site.images[0]->bytes + 100);
    check(true);
    done();
    run_until(1000);
    get_as_child();
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 start a.loads",
                "500 p0 has a.loads from a peer", "500 kept", "500 start b.sbn, known",
                "1500 p0 has b.sbn from a peer", "1500 kept", "1500 p0 writing out",
                "1500 p0 checking out", "4500 p0 restarting out", "4500 peer freed",
                "9500 p0 upgraded in");
}
END_TEST

/* At 10 us a byte 600 and 1200 bytes take until 500 + 6000 + 12000. */
START_TEST(what_comes_from_a_parent_is_written_to_flash_too)
{
    start(SEE_PHONES);
    site.phone_config.flash = 100000;
    boot();
    get_as_child();
    get_as_child();
    site_run_until(&site, 18500);
    ck_assert_ptr_nonnull(strstr(site.network.seen, "500 p0 writing out\n18500 p0 checking out"));
}
END_TEST

START_TEST(a_harmed_file_is_rejected_and_taken_when_it_comes_again)
{
    start(SEE_FILES);
    boot();
    deliver_harmed();
    check(false);
    sees_progress = true;
    deliver_all();
    check(true);
    EXPECT_SEEN(
        &site.network, "500 start a.loads", "500 p0 lost a.loads from a peer: invalid file",
        "500 rejected", "500 a.loads 0 of 600, peers", "500 a.loads 500 of 600, receiving, peers",
        "500 a.loads 600 of 600, receiving, peers", "500 p0 has a.loads from a peer", "500 kept");
}
END_TEST

START_TEST(an_index_is_checked_by_the_digest_at_its_end)
{
    start(SEE_FILES);
    site.store.digests = true;
    boot();
    ck_assert(site.images[0]->listing);
    deliver_harmed();
    check(false);
    deliver_all();
    check(true);
    done();
    EXPECT_SEEN(&site.network, "500 start a.loads", "500 p0 lost a.loads from a peer: invalid file",
                "500 rejected", "500 p0 has a.loads from a peer", "500 kept",
                "500 start b.sbn, known");
}
END_TEST

START_TEST(without_a_check_it_keeps_and_passes_on_what_is_harmed_and_does_not_boot)
{
    start(SEE_FILES | SEE_PHONES);
    pfs.check = false;
    boot();
    get_as_child();
    deliver_harmed();
    check(false);
    const uint8_t *content = peer->events->content(peer->user, 0, 1200);
    ck_assert_int_eq(content[7], image_now()->bytes[7] ^ 1);
    ck_assert_mem_eq(content + 8, image_now()->bytes + 8, 1192);
    done();
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 start a.loads",
                "500 p0 has a.loads from a peer", "500 kept", "500 start b.sbn, known",
                "500 p0 lost b.sbn from a peer: invalid file", "500 kept", "500 p0 writing out",
                "500 p0 checking out", "3500 p0 restarting out", "3500 peer freed",
                "8500 p0 failed out: does not boot");
    ck_assert_int_eq(content[7], site.images[1]->bytes[7] ^ 1); /* whatever has become of it */
}
END_TEST

START_TEST(a_background_phone_that_does_not_boot_is_out_of_service)
{
    start(SEE_PHONES);
    site.phone_group.background = true;
    pfs.check = false;
    boot();
    deliver_harmed();
    check(false);
    done();
    get_as_child();
    network_run(&site.network);
    ck_assert_ptr_nonnull(strstr(site.network.seen, "p0 failed out: does not boot"));
}
END_TEST

START_TEST(a_phone_that_boots_again_is_not_harmed_by_what_it_had)
{
    start(SEE_PHONES);
    pfs.check = false;
    boot();
    deliver_harmed();
    check(false);
    done();
    phone_unplug(site.phones[0], false);
    phone_plug(site.phones[0]);
    run_until(1000);
    get_as_child();
    get_as_child();
    network_run(&site.network);
    ck_assert_ptr_nonnull(strstr(site.network.seen, "p0 upgraded in"));
}
END_TEST

/* It gets the file in 9140, and shares the next one. */
START_TEST(a_phone_that_falls_back_gets_this_file_alone_and_shares_the_next)
{
    start(SEE_FILES);
    boot();
    deliver(0, image_now()->bytes, 100);
    sees_progress = true;
    peer->events->fall_back(peer->user, "lost its parent");
    run_until(20000);
    EXPECT_SEEN(&site.network, "500 start a.loads", "500 a.loads 0 of 600",
                "5288 a.loads 512 of 600, receiving", "9640 a.loads 600 of 600, receiving",
                "9640 p0 has a.loads", "9640 b.sbn 0 of 1200, peers", "9640 start b.sbn, known");
    get_as_child();
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 1800);
}
END_TEST

START_TEST(a_phone_that_falls_back_checks_even_when_its_peers_do_not)
{
    start(SEE_FILES | SEE_PHONES);
    pfs.check = false;
    site.invalid = "a.loads";
    boot();
    peer->events->fall_back(peer->user, "lost its parent");
    run_until(40000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 start a.loads",
                "9640 p0 lost a.loads: invalid file", "9640 p0 pausing out");
}
END_TEST

START_TEST(the_profile_is_not_shared)
{
    static struct firmware_file profile = {.name = "p.xml", .bytes = 40};
    start(SEE_PACKETS | SEE_FILES);
    site.phone_config.profile = image_of(&site.store, &profile, false);
    boot();
    run_until(100);
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 0);
    EXPECT_SEEN(&site.network, "500 up RRQ p.xml octet p0");
}
END_TEST

START_TEST(a_phone_that_is_unplugged_has_no_peer_until_it_has_booted_again)
{
    start(SEE_FILES | SEE_PHONES);
    boot();
    get_as_child();
    download();
    run_until(5000);
    phone_unplug(site.phones[0], false);
    ck_assert(!phone_is_downloading_root(site.phones[0]));
    run_until(9500);
    phone_plug(site.phones[0]);
    run_until(10000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 start a.loads",
                "500 p0 has a.loads from a peer", "500 kept", "500 start b.sbn, known",
                "5500 p0 lost b.sbn: unplugged", "5500 peer freed", "5500 p0 unplugged out",
                "10000 p0 booting out", "10500 p0 fetching out", "10500 start a.loads");
}
END_TEST

/* b.sbn alone: the RRQ is there at 642, DATA 1 leaves at 2642 and is done at 2642 + 644 + 2000 =
 * 5286, DATA 2 at 5286 + 132 + 2000 + 644 + 2000 = 10062, DATA 3 at 10062 + 2132 + 308 + 2000 =
 * 14502. */
START_TEST(its_console_says_what_becomes_of_files)
{
    start(0);
    sees_console = true;
    boot();
    get_as_child();
    peer->events->fall_back(peer->user, "lost its parent");
    RUN_AND_SEE(&site.network, "500 start a.loads", "500 kept",
                "500 INF 00:00:00.000500 DLoad: File a.loads complete, 600 bytes",
                "500 start b.sbn, known",
                "500 INF 00:00:00.000500 DLoad: Fetching b.sbn from the server alone: "
                "lost its parent",
                "14502 INF 00:00:00.014502 DLoad: File b.sbn complete, 1200 bytes",
                "17502 INF 00:00:00.017502 DLoad: Restarting with load LOAD", "17502 peer freed");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_phone_with_peers_asks_nobody_else);
    tcase_add_test(t, a_child_takes_the_files_of_its_parent);
    tcase_add_test(t, what_comes_from_a_parent_is_written_to_flash_too);
    tcase_add_test(t, a_harmed_file_is_rejected_and_taken_when_it_comes_again);
    tcase_add_test(t, an_index_is_checked_by_the_digest_at_its_end);
    tcase_add_test(t, without_a_check_it_keeps_and_passes_on_what_is_harmed_and_does_not_boot);
    tcase_add_test(t, a_background_phone_that_does_not_boot_is_out_of_service);
    tcase_add_test(t, a_phone_that_boots_again_is_not_harmed_by_what_it_had);
    tcase_add_test(t, a_phone_that_falls_back_gets_this_file_alone_and_shares_the_next);
    tcase_add_test(t, a_phone_that_falls_back_checks_even_when_its_peers_do_not);
    tcase_add_test(t, the_profile_is_not_shared);
    tcase_add_test(t, a_phone_that_is_unplugged_has_no_peer_until_it_has_booted_again);
    tcase_add_test(t, its_console_says_what_becomes_of_files);
}

int main(void)
{
    return run_tests("phone_peers", add);
}
