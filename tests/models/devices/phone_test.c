/* One phone and its server; site.h has the network and the times that the arithmetic starts from.
 */
#include "tests/models/devices/site.h"

static struct site site;

static void start(int see)
{
    site_init(&site, 1, see);
}

static void teardown(void)
{
    site_fini(&site);
}

/* RRQ: 500 + 44 + 100 = 644 at the server, which reads it until 1644 and sends until 2644.
 * DATA 1: 2644 + 544 + 100 = 3288 at the phone, which answers at 5288.
 * ACK 1: 5288 + 32 + 100 = 5420 at the server; 1000 to read, 1000 to send: 7420.
 * DATA 2: 7420 + 120 + 100 = 7640; answered at 9640, and the next file asked for behind it.
 * ACK 2: 9772, read until 10772; the RRQ, which came at 9640 + 32 + 42 + 100, until 11772: 12772.
 * DATA 1: 13416; ACK at 15416, there at 15548; DATA 2 at 17548, there at 18192; ACK at 20192, there
 * at 20324; DATA 3 at 22324, there at 22324 + 208 + 100 = 22632; ACK at 24632. */
START_TEST(a_phone_fetches_its_files_one_after_the_other)
{
    start(SEE_PACKETS | SEE_FILES);
    site_build(&site);
    RUN_AND_SEE(&site.network, "500 up RRQ a.loads octet p0", "2644 down DATA 1 512 p0",
                "5288 up ACK 1 p0", "7420 down DATA 2 88 p0", "9640 up ACK 2 p0",
                "9640 p0 has a.loads", "9640 up RRQ b.sbn octet p0", "12772 down DATA 1 512 p0",
                "15416 up ACK 1 p0", "17548 down DATA 2 512 p0", "20192 up ACK 2 p0",
                "22324 down DATA 3 176 p0", "24632 up ACK 3 p0", "24632 p0 has b.sbn");
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 1800);
}
END_TEST

START_TEST(a_foreground_phone_is_out_of_service_from_its_reset_to_its_end)
{
    start(SEE_PHONES);
    site.resets[0] = 1000 * MICROSECONDS;
    site_build(&site);
    RUN_AND_SEE(&site.network, "1000 p0 booting out", "1500 p0 fetching out",
                "25632 p0 writing out", "25632 p0 checking out", "28632 p0 restarting out",
                "33632 p0 upgraded in");
    site_end_of_run(&site); /* changes nothing any more */
    ck_assert_str_eq(site.network.seen, "");
}
END_TEST

START_TEST(a_background_phone_is_out_of_service_while_it_restarts)
{
    start(SEE_PHONES);
    site.phone_group.background = true;
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting in", "500 p0 fetching in", "24632 p0 writing in",
                "24632 p0 checking in", "27632 p0 restarting out", "32632 p0 upgraded in");
}
END_TEST

/* At 10 us a byte, blocks that come at 5288, 9640, 15416, 20192 and 24632 are in flash at 5288 +
 * 5120 = 10408, 10408 + 880 = 11288, 15416 + 5120 = 20536, 20536 + 5120 = 25656, and + 1760. */
START_TEST(the_restart_waits_for_the_flash)
{
    start(SEE_PHONES);
    site.phone_config.flash = 100000;
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "24632 p0 writing out",
                "27416 p0 checking out", "30416 p0 restarting out", "35416 p0 upgraded in");
}
END_TEST

static void start_window_of_four(int see)
{
    start(see);
    site.phone_config.client.windowsize = 4;
    site.load.file_count = 1;
    site.files[0] = (struct firmware_file){.name = "w.loads", .bytes = 4 * 512 + 52};
}

/* The RRQ has 13 bytes more: there at 657, the OACK (43 bytes) sent at 2657, there at 2800; ACK 0
 * at 4800, there at 4932. From 5932 on the server sends a block each 1000 us; the phone takes 2000
 * for each, from 6932 + 644 = 7576 on: all four are done at 15576. ACK 4 is there at 15708; DATA 5
 * is sent at 17708, there at 17708 + 84 + 100 = 17892, done at 19892. */
START_TEST(a_window_of_four_is_acknowledged_once)
{
    start_window_of_four(SEE_PACKETS | SEE_FILES);
    site_build(&site);
    RUN_AND_SEE(&site.network, "500 up RRQ w.loads octet windowsize=4 p0",
                "2657 down OACK windowsize=4 p0", "4800 up ACK 0 p0", "6932 down DATA 1 512 p0",
                "7932 down DATA 2 512 p0", "8932 down DATA 3 512 p0", "9932 down DATA 4 512 p0",
                "15576 up ACK 4 p0", "17708 down DATA 5 52 p0", "19892 up ACK 5 p0",
                "19892 p0 has w.loads");
}
END_TEST

/* The same with 500 us of work for the phone: block 4, there at 6932 + 3000 + 644 = 10576, does not
 * wait, and only its turn-around counts: 12576. ACK 4 is there at 12708, DATA 5 is sent at 14708,
 * there at 14892, done at 16892. */
START_TEST(of_a_window_the_last_block_is_turned_around)
{
    start_window_of_four(SEE_FILES);
    site.phone_config.cpu = 500 * MICROSECONDS;
    site_build(&site);
    RUN_AND_SEE(&site.network, "16892 p0 has w.loads");
}
END_TEST

/* The ERROR (47 bytes) is sent at 2644, there at 2791, read at 4791; again 50 ms later. By then the
 * file is there: the RRQ is read at 54791 + 44 + 100 + 1000. */
START_TEST(a_file_that_is_missing_is_asked_for_again_after_a_pause)
{
    start(SEE_PACKETS | SEE_FILES | SEE_PHONES);
    site.missing = "a.loads";
    site.missing_until = 55935 * MICROSECONDS;
    site_build(&site);
    site_run_until(&site, 57000);
    EXPECT_SEEN(
        &site.network, "0 p0 booting out", "500 p0 fetching out", "500 up RRQ a.loads octet p0",
        "2644 down ERROR 1 p0", "4791 p0 lost a.loads: missing file", "4791 p0 pausing out",
        "54791 p0 fetching out", "54791 up RRQ a.loads octet p0", "56935 down DATA 1 512 p0");
}
END_TEST

START_TEST(a_load_server_without_the_file_is_the_end)
{
    start(SEE_FILES | SEE_PHONES);
    site.phone_config.tries_for_ever = false;
    site.missing = "b.sbn";
    site.missing_until = TIME_NEVER;
    site_build(&site);
    /* The RRQ for b.sbn is read at 11772, as ever; the ERROR is sent at 12772, and read at 12772 +
     * 47 + 100 + 2000. */
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "9640 p0 has a.loads",
                "14919 p0 lost b.sbn: missing file", "14919 p0 failed out: missing file");
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 600);
}
END_TEST

START_TEST(an_invalid_file_of_a_load_server_is_the_end)
{
    start(SEE_FILES | SEE_PHONES);
    site.phone_config.tries_for_ever = false;
    site.invalid = "a.loads";
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "9640 p0 lost a.loads: invalid file", "9640 p0 failed out: invalid file");
}
END_TEST

START_TEST(an_invalid_file_of_the_call_manager_is_asked_for_again)
{
    start(SEE_FILES | SEE_PHONES);
    site.invalid = "a.loads";
    site_build(&site);
    site_run_until(&site, 50000);
    site.invalid = NULL; /* somebody has put it right */
    /* 9640 + 50000, and then all from the start again, 59140 later than without it. */
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "9640 p0 lost a.loads: invalid file", "9640 p0 pausing out",
                "59640 p0 fetching out", "68780 p0 has a.loads", "83772 p0 has b.sbn",
                "83772 p0 writing out", "83772 p0 checking out", "86772 p0 restarting out",
                "91772 p0 upgraded in");
}
END_TEST

START_TEST(the_end_of_the_run_reports_the_limit)
{
    start(SEE_PHONES);
    site_build(&site);
    site_run_until(&site, 20000);
    site_end_of_run(&site);
    site_end_of_run(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "20000 p0 failed out: not done when the run ended (run.limit)");
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 600 + 512);
}
END_TEST

START_TEST(the_end_of_the_run_reports_what_the_phone_waits_for)
{
    start(SEE_PHONES);
    site.missing = "a.loads";
    site.missing_until = TIME_NEVER;
    site_build(&site);
    site_run_until(&site, 20000);
    site_end_of_run(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "4791 p0 pausing out",
                "20000 p0 failed out: missing file");
}
END_TEST

START_TEST(nothing_happens_before_the_reset)
{
    start(SEE_PHONES);
    site.resets[0] = 1 * SECONDS;
    site_build(&site);
    site_run_until(&site, 999999);
    ck_assert_str_eq(site.network.seen, "");
    site_end_of_run(&site);
    ck_assert_str_eq(site.network.seen,
                     "999999 p0 failed out: not done when the run ended (run.limit)\n");
}
END_TEST

/* Every packet from the server comes twice, and nothing but the phone takes time. DATA 1 of a.loads
 * is there at 1088 twice: done at 3088 and 5088; DATA 2 (at 3240 twice) is done at 7088, and its
 * copy is being worked on when the dallying ends, at 8088. DATA 1 of b.sbn, there at 7706, then has
 * the processor for itself, for all of its 2000 us. */
START_TEST(a_datagram_that_is_dropped_takes_nobody_elses_turn)
{
    start(SEE_PACKETS);
    site.cable[0] = site.cable[1] = plain_line(0);
    site.cable[0].faults.duplicate = LINK_BILLION;
    site.processor.cpu = 0;
    site.phone_policy.dally = 1000 * MICROSECONDS;
    site_build(&site);
    RUN_AND_SEE(&site.network, "500 up RRQ a.loads octet p0", "544 down DATA 1 512 p0",
                "3088 up ACK 1 p0", "3120 down DATA 2 88 p0", "5088 up ACK 1 p0",
                "7088 up ACK 2 p0", "7088 up RRQ b.sbn octet p0", "7162 down DATA 1 512 p0",
                "10088 up ACK 1 p0", "10120 down DATA 2 512 p0", "12088 up ACK 1 p0",
                "14088 up ACK 2 p0", "14120 down DATA 3 176 p0", "16088 up ACK 2 p0",
                "18088 up ACK 3 p0");
}
END_TEST

/* The request is lost each time: 500, and 100 ms after each. */
START_TEST(a_request_without_an_answer_is_repeated)
{
    start(SEE_PACKETS | SEE_FILES);
    site.cable[1].faults.loss = LINK_BILLION;
    site_build(&site);
    site_run_until(&site, 250000);
    site_end_of_run(&site);
    RUN_AND_SEE(&site.network, "500 up RRQ a.loads octet p0", "100500 up RRQ a.loads octet p0",
                "200500 up RRQ a.loads octet p0",
                "250000 p0 lost a.loads: not done when the run ended (run.limit)");
}
END_TEST

START_TEST(a_phone_whose_timers_are_late_repeats_late)
{
    start(SEE_PACKETS);
    site.cable[1].faults.loss = LINK_BILLION;
    site.phone_config.timer_lateness = 20 * MILLISECONDS;
    site_build(&site);
    site_expect_late(&site, 1, 500 * MICROSECONDS, 100 * MILLISECONDS,
                     site.phone_config.timer_lateness);
}
END_TEST

/* A phone that gives up after two tries begins the file anew, at once. */
START_TEST(a_transfer_that_fails_otherwise_begins_again_at_once)
{
    start(SEE_PACKETS | SEE_FILES | SEE_PHONES);
    site.cable[1].faults.loss = LINK_BILLION;
    site.phone_policy.request.forever = false;
    site.phone_policy.request.last_times = 2;
    site_build(&site);
    site_run_until(&site, 250000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "500 up RRQ a.loads octet p0", "100500 up RRQ a.loads octet p0",
                "200500 p0 lost a.loads: no answer after the last try", "200500 p0 pausing out",
                "200500 p0 fetching out", "200500 up RRQ a.loads octet p0");
}
END_TEST

/* Freed in the middle of things, with the run going on: no timer or socket of theirs is left. */
START_TEST(devices_can_be_freed_at_any_time)
{
    for (uint64_t events = 0; events < 60; events++) {
        site_init(&site, 3, 0);
        site.phone_config.client.windowsize = (uint16_t)(events % 3);
        site.cable[0].faults.duplicate = LINK_BILLION / 3;
        site.cable[0].faults.corrupt = LINK_BILLION / 3;
        site_build(&site);
        native_engine.run(site.network.net, TIME_NEVER, events);
        site_free_devices(&site);
        network_run(&site.network);
        if (events < 59)
            site_fini(&site);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_phone_fetches_its_files_one_after_the_other);
    tcase_add_test(t, a_foreground_phone_is_out_of_service_from_its_reset_to_its_end);
    tcase_add_test(t, a_background_phone_is_out_of_service_while_it_restarts);
    tcase_add_test(t, the_restart_waits_for_the_flash);
    tcase_add_test(t, a_window_of_four_is_acknowledged_once);
    tcase_add_test(t, of_a_window_the_last_block_is_turned_around);
    tcase_add_test(t, a_file_that_is_missing_is_asked_for_again_after_a_pause);
    tcase_add_test(t, a_load_server_without_the_file_is_the_end);
    tcase_add_test(t, an_invalid_file_of_a_load_server_is_the_end);
    tcase_add_test(t, an_invalid_file_of_the_call_manager_is_asked_for_again);
    tcase_add_test(t, the_end_of_the_run_reports_the_limit);
    tcase_add_test(t, the_end_of_the_run_reports_what_the_phone_waits_for);
    tcase_add_test(t, nothing_happens_before_the_reset);
    tcase_add_test(t, a_datagram_that_is_dropped_takes_nobody_elses_turn);
    tcase_add_test(t, a_request_without_an_answer_is_repeated);
    tcase_add_test(t, a_phone_whose_timers_are_late_repeats_late);
    tcase_add_test(t, a_transfer_that_fails_otherwise_begins_again_at_once);
    tcase_add_test(t, devices_can_be_freed_at_any_time);
}

int main(void)
{
    return run_tests("phone", add);
}
