/* What becomes of a phone whose TFTP policy gives up. site.h has the network and the times that the
 * arithmetic starts from; a phone waits 100 ms for an answer, twice. */
#include "tests/models/devices/site.h"

static struct site site;

static void start(int see, enum tftp_then then)
{
    site_init(&site, 1, see);
    site.phone_policy.then = then;
    struct tftp_policy *const both[] = {&site.phone_policy.request, &site.phone_policy.ack};
    for (int i = 0; i < 2; i++) {
        both[i]->forever = false;
        both[i]->last_times = 2;
    }
}

/* Nothing gets to the server. */
static void start_silent(int see, enum tftp_then then)
{
    start(see, then);
    site.cable[1].faults.loss = LINK_BILLION;
}

static void teardown(void)
{
    site_fini(&site);
}

START_TEST(one_that_fails_has_failed)
{
    start_silent(SEE_PHONES | SEE_FILES, TFTP_THEN_FAIL);
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "200500 p0 lost a.loads: no answer after the last try",
                "200500 p0 failed out: gave up: no answer after the last try");
}
END_TEST

START_TEST(one_that_keeps_its_load_is_in_service_again)
{
    start_silent(SEE_PHONES, TFTP_THEN_KEEP);
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "200500 p0 not upgraded in: kept the old load: no answer after the last try");
    site_end_of_run(&site); /* changes nothing any more */
    ck_assert_str_eq(site.network.seen, "");
}
END_TEST

/* 5 ms to restart and 500 us to boot: again every 205,500 us, until the run ends. */
START_TEST(one_that_restarts_begins_anew_until_the_run_ends)
{
    start_silent(SEE_PHONES | SEE_PACKETS, TFTP_THEN_RESTART);
    site_build(&site);
    site_run_until(&site, 420000);
    site_end_of_run(&site);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "500 up RRQ a.loads octet p0", "100500 up RRQ a.loads octet p0",
                "200500 p0 starting over out", "205500 p0 booting out", "206000 p0 fetching out",
                "206000 up RRQ a.loads octet p0", "306000 up RRQ a.loads octet p0",
                "406000 p0 starting over out", "411000 p0 booting out", "411500 p0 fetching out",
                "411500 up RRQ a.loads octet p0",
                "420000 p0 failed out: restarts again and again: no answer after the last try");
}
END_TEST

/* Its first file has come when b.sbn is not there: with the load goes what it had. */
START_TEST(a_missing_file_is_a_reason_and_the_first_file_comes_again)
{
    start(SEE_PHONES | SEE_FILES, TFTP_THEN_RESTART);
    site.missing = "b.sbn";
    site.missing_until = 20000 * MICROSECONDS;
    site_build(&site);
    network_run(&site.network);
    /* The ERROR is read at 14919, as in phone_test.c. From 20419 on as from 500. */
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "9640 p0 has a.loads",
                "14919 p0 lost b.sbn: missing file", "14919 p0 starting over out",
                "19919 p0 booting out", "20419 p0 fetching out", "29559 p0 has a.loads",
                "44551 p0 has b.sbn", "44551 p0 writing out", "44551 p0 checking out",
                "47551 p0 restarting out", "52551 p0 upgraded in");
}
END_TEST

START_TEST(a_file_that_is_harmed_is_a_reason)
{
    start(SEE_PHONES, TFTP_THEN_FAIL);
    site.invalid = "a.loads";
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "9640 p0 failed out: gave up: invalid file");
}
END_TEST

/* a.loads is there after 9,140 us; of the second file's transfer the rest of 15 ms is left. */
START_TEST(the_limit_is_of_all_files_together)
{
    start(SEE_PHONES | SEE_FILES, TFTP_THEN_KEEP);
    site.phone_policy.limit = 15000 * MICROSECONDS;
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "9640 p0 has a.loads",
                "15500 p0 lost b.sbn: the download took longer than its limit",
                "15500 p0 not upgraded in: kept the old load: the download took longer than its "
                "limit");
}
END_TEST

/* Nobody is asked when it is over: not the next server, */
START_TEST(the_limit_is_of_all_servers_together)
{
    static const struct phone_server servers[] = {{SITE_1 + 99, 0}, {SERVER_ADDRESS, 0}};
    start(SEE_FILES | SEE_PACKETS, TFTP_THEN_KEEP);
    site.phone_policy.limit = 15000 * MICROSECONDS;
    site.phone_config.servers = servers;
    site.phone_config.server_count = 2;
    site_build(&site);
    RUN_AND_SEE(&site.network, "15500 p0 lost a.loads: the download took longer than its limit");
}
END_TEST

/* nor for the next size. */
START_TEST(the_limit_is_of_all_sizes_together)
{
    start(SEE_PHONES | SEE_FILES, TFTP_THEN_KEEP);
    site.phone_policy.limit = 15000 * MICROSECONDS;
    site.phone_policy.blksizes[0] = 1024;
    site.phone_policy.blksizes[1] = 700;
    site_build(&site);
    site_run_until(&site, 3000);
    tftp_server_free(site.server);
    site.server = NULL;
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "15500 p0 lost a.loads: the download took longer than its limit",
                "15500 p0 not upgraded in: kept the old load: the download took longer than its "
                "limit");
}
END_TEST

/* The second download has a limit of its own: from 26,000 on, and so until 41,000. */
START_TEST(the_limit_begins_anew_with_a_restart)
{
    start(SEE_PHONES, TFTP_THEN_RESTART);
    site.phone_policy.limit = 15000 * MICROSECONDS;
    site.phone_config.restart = 10000 * MICROSECONDS;
    site_build(&site);
    site_run_until(&site, 41500);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "15500 p0 starting over out", "25500 p0 booting out", "26000 p0 fetching out",
                "41000 p0 starting over out");
}
END_TEST

/* The server is gone once it has sent the OACK, so that no block comes. RRQ (57 bytes): read at
 * 1657, OACK (43) sent at 2657, read at 2800 + 2000. ACK 0 and its repetition wait 100 ms each.
 * Nobody answers to the next size, and that is the end. */
START_TEST(the_next_size_is_tried_when_no_block_comes)
{
    start(SEE_PHONES | SEE_FILES, TFTP_THEN_KEEP);
    site.phone_policy.blksizes[0] = 1024;
    site.phone_policy.blksizes[1] = 700;
    site.phone_policy.blksizes[2] = 512;
    site_build(&site);
    site_run_until(&site, 3000);
    tftp_server_free(site.server);
    site.server = NULL;
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "204800 p0 lost a.loads: no answer after the last try", "204800 p0 pausing out",
                "204800 p0 fetching out", "404800 p0 lost a.loads: no answer after the last try",
                "404800 p0 not upgraded in: kept the old load: no answer after the last try");
}
END_TEST

/* Of 8 bytes there are more blocks than numbers. The second size is the second file's too, until
 * the phone begins anew. */
START_TEST(the_next_size_is_tried_when_the_server_refuses)
{
    start(SEE_FILES, TFTP_THEN_KEEP);
    site.phone_policy.blksizes[0] = 8;
    site.phone_policy.blksizes[1] = 512;
    site.server_config.rollover = TFTP_ROLLOVER_OFF;
    site.files[0].bytes = 8 * 65536;
    site_build(&site);
    network_run(&site.network);
    ck_assert_ptr_nonnull(strstr(site.network.seen, "lost a.loads: the peer sent an ERROR"));
    ck_assert_ptr_nonnull(strstr(site.network.seen, "has a.loads"));
    ck_assert_ptr_nonnull(strstr(site.network.seen, "has b.sbn"));
}
END_TEST

/* Of 16 bytes there is one more than numbers, too. The RRQ of 54 bytes is answered 2154 us after it
 * was sent, the ERROR of 47 read 2147 us after that; with 16, a digit more. */
START_TEST(the_last_size_is_the_last_try)
{
    start(SEE_PHONES | SEE_FILES, TFTP_THEN_KEEP);
    site.phone_policy.blksizes[0] = 8;
    site.phone_policy.blksizes[1] = 16;
    site.server_config.rollover = TFTP_ROLLOVER_OFF;
    site.files[0].bytes = 16 * 65536;
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "4801 p0 lost a.loads: the peer sent an ERROR", "4801 p0 pausing out",
                "4801 p0 fetching out", "9103 p0 lost a.loads: the peer sent an ERROR",
                "9103 p0 not upgraded in: kept the old load: the peer sent an ERROR");
}
END_TEST

/* One that was told a size asks for that one only. */
START_TEST(a_size_that_is_given_is_the_only_one)
{
    start(SEE_PHONES, TFTP_THEN_KEEP);
    site.phone_policy.blksizes[0] = 1024;
    site.phone_policy.blksizes[1] = 512;
    site.phone_config.client.blksize = 8;
    site.server_config.rollover = TFTP_ROLLOVER_OFF;
    site.files[0].bytes = 8 * 65536;
    site_build(&site);
    network_run(&site.network);
    ck_assert_ptr_nonnull(
        strstr(site.network.seen, "p0 not upgraded in: kept the old load: the peer sent an ERROR"));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, one_that_fails_has_failed);
    tcase_add_test(t, one_that_keeps_its_load_is_in_service_again);
    tcase_add_test(t, one_that_restarts_begins_anew_until_the_run_ends);
    tcase_add_test(t, a_missing_file_is_a_reason_and_the_first_file_comes_again);
    tcase_add_test(t, a_file_that_is_harmed_is_a_reason);
    tcase_add_test(t, the_limit_is_of_all_files_together);
    tcase_add_test(t, the_limit_is_of_all_servers_together);
    tcase_add_test(t, the_limit_is_of_all_sizes_together);
    tcase_add_test(t, the_limit_begins_anew_with_a_restart);
    tcase_add_test(t, the_next_size_is_tried_when_no_block_comes);
    tcase_add_test(t, the_next_size_is_tried_when_the_server_refuses);
    tcase_add_test(t, the_last_size_is_the_last_try);
    tcase_add_test(t, a_size_that_is_given_is_the_only_one);
}

int main(void)
{
    return run_tests("phone policy", add);
}
