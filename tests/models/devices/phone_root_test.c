/* A phone that is the root of its hierarchy, and downloads. */
#include "tests/models/devices/fake_peer.h"

START_TEST(a_root_downloads_and_tells_how_far_it_is)
{
    start(SEE_FILES);
    boot();
    ck_assert(!phone_is_downloading_root(site.phones[0]));
    sees_progress = true;
    download();
    ck_assert(phone_is_downloading_root(site.phones[0]));
    run_until(20000);
    EXPECT_SEEN(&site.network, "500 start a.loads", "5288 a.loads 512 of 600, receiving, peers",
                "5288 told 512 of 0", "9640 a.loads 600 of 600, receiving, peers",
                "9640 told 600 of 0", "9640 p0 has a.loads", "9640 told done 600");
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 600);
    done();
    EXPECT_SEEN(&site.network, "20500 b.sbn 0 of 1200, peers", "20500 start b.sbn, known");
    ck_assert_uint_eq(started.size, 1200);
    ck_assert(is_digest_of_image(started.digest));
    download();
    network_run(&site.network);
    ck_assert_ptr_nonnull(strstr(site.network.seen, "told 512 of 1200\n"));
    ck_assert_ptr_nonnull(strstr(site.network.seen, "told done 1200\n"));
}
END_TEST

START_TEST(a_root_without_a_check_passes_on_what_the_server_has)
{
    start(SEE_FILES);
    pfs.check = false;
    site.invalid = "a.loads";
    boot();
    download();
    run_until(20000);
    EXPECT_SEEN(&site.network, "500 start a.loads", "9640 p0 lost a.loads: invalid file",
                "9640 told done 600, other");
    const struct image *invalid = image_of(&site.store, &site.files[0], true);
    ck_assert_ptr_eq(peer->events->content(peer->user, 9, 5), invalid->bytes + 9);
}
END_TEST

/* Again after 50000, and 9140 later it is no better. */
START_TEST(a_root_asks_once_more_for_a_harmed_file_and_then_gives_up)
{
    start(SEE_FILES | SEE_PHONES);
    site.invalid = "a.loads";
    boot();
    download();
    run_until(100000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 start a.loads",
                "9640 p0 lost a.loads: invalid file", "9640 p0 pausing out",
                "59640 p0 fetching out", "68780 p0 lost a.loads: invalid file",
                "68780 told failed");
}
END_TEST

START_TEST(a_root_passes_on_what_was_right_the_second_time)
{
    start(SEE_FILES);
    site.invalid = "a.loads";
    boot();
    download();
    run_until(50000);
    site.invalid = NULL;
    run_until(100000);
    EXPECT_SEEN(&site.network, "500 start a.loads", "9640 p0 lost a.loads: invalid file",
                "68780 p0 has a.loads", "68780 told done 600");
}
END_TEST

/* A root that has just heard that the file is missing pauses before it asks for itself. */
START_TEST(a_root_gives_up_a_missing_file_at_once_and_then_asks_for_ever)
{
    start(SEE_PACKETS | SEE_FILES | SEE_PHONES);
    site.missing = "a.loads";
    site.missing_until = TIME_NEVER;
    site.phone_config.tries_for_ever = false; /* which is of no matter here */
    falls_back = true;
    boot();
    download();
    run_until(110000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 start a.loads",
                "500 up RRQ a.loads octet p0", "2644 down ERROR 1 p0",
                "4791 p0 lost a.loads: missing file", "4791 told failed, missing",
                "4791 p0 pausing out", "54791 p0 fetching out", "54791 up RRQ a.loads octet p0",
                "56935 down ERROR 1 p0", "59082 p0 lost a.loads: missing file",
                "59082 p0 pausing out", "109082 p0 fetching out", "109082 up RRQ a.loads octet p0");
    site_end_of_run(&site);
    ck_assert_ptr_nonnull(strstr(site.network.seen, "p0 failed out: missing file"));
}
END_TEST

START_TEST(a_root_whose_transfer_dies_begins_it_again_and_keeps_its_part)
{
    start(SEE_FILES | SEE_PHONES);
    site.cable[1].faults.loss = LINK_BILLION;
    site.phone_policy.request.forever = false;
    boot();
    download();
    run_until(150000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 start a.loads",
                "100500 p0 lost a.loads: no answer after the last try", "100500 p0 pausing out",
                "100500 p0 fetching out");
}
END_TEST

/* ... and when it has fallen back, asks once more for itself, after a pause. */
START_TEST(a_root_whose_policy_gives_up_has_its_hierarchy_do_without_it)
{
    start(SEE_FILES | SEE_PHONES);
    site.cable[1].faults.loss = LINK_BILLION;
    site.phone_policy.request.forever = false;
    site.phone_policy.then = TFTP_THEN_KEEP;
    falls_back = true;
    boot();
    download();
    run_until(300000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 start a.loads",
                "100500 p0 lost a.loads: no answer after the last try", "100500 told failed",
                "100500 p0 pausing out", "150500 p0 fetching out",
                "250500 p0 lost a.loads: no answer after the last try", "250500 peer freed",
                "250500 p0 not upgraded in: kept the old load: no answer after the last try");
}
END_TEST

START_TEST(a_download_goes_on_when_its_root_falls_back)
{
    start(SEE_PACKETS | SEE_FILES);
    boot();
    download();
    run_until(6000);
    peer->downloads = false;
    peer->events->fall_back(peer->user, "stalled");
    run_until(9200);
    EXPECT_SEEN(&site.network, "500 start a.loads", "500 up RRQ a.loads octet p0",
                "2644 down DATA 1 512 p0", "5288 up ACK 1 p0", "7420 down DATA 2 88 p0",
                "9640 up ACK 2 p0", "9640 p0 has a.loads", "9640 start b.sbn, known");
}
END_TEST

START_TEST(a_pause_goes_on_when_its_root_falls_back)
{
    start(SEE_PHONES);
    site.invalid = "a.loads";
    boot();
    download();
    run_until(20000);
    site.invalid = NULL;
    peer->events->fall_back(peer->user, "stalled");
    run_until(70000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 start a.loads",
                "9640 p0 pausing out", "59640 p0 fetching out", "68780 start b.sbn, known");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_root_downloads_and_tells_how_far_it_is);
    tcase_add_test(t, a_root_without_a_check_passes_on_what_the_server_has);
    tcase_add_test(t, a_root_asks_once_more_for_a_harmed_file_and_then_gives_up);
    tcase_add_test(t, a_root_passes_on_what_was_right_the_second_time);
    tcase_add_test(t, a_root_gives_up_a_missing_file_at_once_and_then_asks_for_ever);
    tcase_add_test(t, a_root_whose_transfer_dies_begins_it_again_and_keeps_its_part);
    tcase_add_test(t, a_root_whose_policy_gives_up_has_its_hierarchy_do_without_it);
    tcase_add_test(t, a_download_goes_on_when_its_root_falls_back);
    tcase_add_test(t, a_pause_goes_on_when_its_root_falls_back);
}

int main(void)
{
    return run_tests("phone_root", add);
}
