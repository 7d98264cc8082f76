/* A phone whose plug is pulled; site.h has the network and the times. */
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

static void unplug_at(sim_time microseconds, bool for_good)
{
    site_run_until(&site, microseconds);
    phone_unplug(site.phones[0], for_good);
}

/* DATA 2 of b.sbn is worked on when the plug is pulled. The server repeats it in vain,
 * 4 s and the work for it later. */
START_TEST(a_phone_that_is_unplugged_is_silent)
{
    start(SEE_PACKETS | SEE_FILES | SEE_PHONES);
    site_build(&site);
    unplug_at(19000, false);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "500 up RRQ a.loads octet p0", "2644 down DATA 1 512 p0", "5288 up ACK 1 p0",
                "7420 down DATA 2 88 p0", "9640 up ACK 2 p0", "9640 p0 has a.loads",
                "9640 up RRQ b.sbn octet p0", "12772 down DATA 1 512 p0", "15416 up ACK 1 p0",
                "17548 down DATA 2 512 p0", "19000 p0 lost b.sbn: unplugged",
                "19000 p0 unplugged out");
    site_run_until(&site, 4100000);
    EXPECT_SEEN(&site.network, "4018548 down DATA 2 512 p0");
}
END_TEST

START_TEST(a_phone_that_is_plugged_in_boots_and_begins_with_the_first_file)
{
    start(SEE_FILES | SEE_PHONES);
    site_build(&site);
    unplug_at(19000, false);
    site_run_until(&site, 100000);
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 600 + 512);
    phone_plug(site.phones[0]);
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 0);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "9640 p0 has a.loads",
                "19000 p0 lost b.sbn: unplugged", "19000 p0 unplugged out", "100000 p0 booting out",
                "100500 p0 fetching out", "109640 p0 has a.loads", "124632 p0 has b.sbn",
                "124632 p0 writing out", "124632 p0 checking out", "127632 p0 restarting out",
                "132632 p0 upgraded in");
}
END_TEST

START_TEST(a_phone_that_is_unplugged_for_good_has_failed)
{
    start(SEE_FILES | SEE_PHONES);
    site.phone_group.background = true; /* without power it is out of service all the same */
    site_build(&site);
    unplug_at(19000, true);
    site_end_of_run(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting in", "500 p0 fetching in", "9640 p0 has a.loads",
                "19000 p0 lost b.sbn: unplugged", "19000 p0 failed out: unplugged");
}
END_TEST

START_TEST(a_phone_that_does_not_come_back_is_reported_at_the_end)
{
    start(SEE_PHONES);
    site_build(&site);
    unplug_at(19000, false);
    site_run_until(&site, 50000);
    site_end_of_run(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "19000 p0 unplugged out",
                "50000 p0 failed out: unplugged");
}
END_TEST

START_TEST(it_is_unplugged_before_its_reset_and_boots_when_it_is_back)
{
    start(SEE_PHONES);
    site.resets[0] = 50000 * MICROSECONDS;
    site_build(&site);
    unplug_at(1000, false);
    site_run_until(&site, 60000);
    phone_plug(site.phones[0]);
    site_run_until(&site, 60500);
    EXPECT_SEEN(&site.network, "1000 p0 unplugged out", "60000 p0 booting out",
                "60500 p0 fetching out");
}
END_TEST

/* In each state, from the boot to the restart, in steps of 1000 us. */
START_TEST(it_may_be_unplugged_at_any_time)
{
    for (sim_time at = 0; at < 33000; at += 1000) {
        start(0);
        site_build(&site);
        unplug_at(at, false);
        phone_unplug(site.phones[0], false); /* changes nothing */
        site_run_until(&site, at + 1000);
        phone_plug(site.phones[0]);
        site.see = SEE_PHONES;
        network_run(&site.network);
        ck_assert_ptr_nonnull(strstr(site.network.seen, "upgraded in"));
        if (at + 1000 < 33000)
            site_fini(&site);
    }
}
END_TEST

START_TEST(a_phone_that_pauses_forgets_what_it_waited_for)
{
    start(SEE_PHONES);
    site.missing = "a.loads";
    site.missing_until = 20000 * MICROSECONDS;
    site_build(&site);
    unplug_at(10000, false);
    site_run_until(&site, 30000);
    phone_plug(site.phones[0]);
    site_run_until(&site, 60000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "4791 p0 pausing out",
                "10000 p0 unplugged out", "30000 p0 booting out", "30500 p0 fetching out",
                "54632 p0 writing out", "54632 p0 checking out", "57632 p0 restarting out");
}
END_TEST

/* What the end of the run reports is nothing of what was before the plug was pulled. */
START_TEST(a_phone_that_boots_forgets_why_it_paused)
{
    start(SEE_PHONES);
    site.missing = "a.loads";
    site.missing_until = TIME_NEVER;
    site_build(&site);
    unplug_at(10000, false);
    site_run_until(&site, 30000);
    phone_plug(site.phones[0]);
    site_run_until(&site, 30400);
    site_end_of_run(&site);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "4791 p0 pausing out",
                "10000 p0 unplugged out", "30000 p0 booting out",
                "30400 p0 failed out: not done when the run ended (run.limit)");
}
END_TEST

/* At 1 ms a byte, the 512 bytes that have come at 5288 would keep the flash until 517,288. After
 * plugging in, the blocks come at 105,288, 109,640, ..., and 1800 bytes are in flash 1800 ms after
 * the first one. */
START_TEST(what_was_to_be_written_to_flash_is_forgotten)
{
    start(SEE_PHONES);
    site.phone_config.flash = 1000;
    site_build(&site);
    unplug_at(6000, false);
    site_run_until(&site, 100000);
    phone_plug(site.phones[0]);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "6000 p0 unplugged out",
                "100000 p0 booting out", "100500 p0 fetching out", "124632 p0 writing out",
                "1905288 p0 checking out", "1908288 p0 restarting out", "1913288 p0 upgraded in");
}
END_TEST

START_TEST(a_phone_that_has_ended_stays_what_it_is)
{
    start(SEE_PHONES);
    site_build(&site);
    network_run(&site.network);
    site.network.seen_length = 0;
    site.network.seen[0] = 0;
    phone_unplug(site.phones[0], true);
    phone_plug(site.phones[0]);
    phone_unplug(site.phones[0], false);
    site_end_of_run(&site);
    network_run(&site.network);
    ck_assert_str_eq(site.network.seen, "");
}
END_TEST

START_TEST(one_that_was_to_come_back_may_stay_out_for_good)
{
    start(SEE_PHONES);
    site_build(&site);
    unplug_at(0, false);
    unplug_at(1000, true);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "0 p0 unplugged out",
                "1000 p0 failed out: unplugged");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_phone_that_is_unplugged_is_silent);
    tcase_add_test(t, a_phone_that_is_plugged_in_boots_and_begins_with_the_first_file);
    tcase_add_test(t, a_phone_that_is_unplugged_for_good_has_failed);
    tcase_add_test(t, a_phone_that_does_not_come_back_is_reported_at_the_end);
    tcase_add_test(t, it_is_unplugged_before_its_reset_and_boots_when_it_is_back);
    tcase_add_test(t, it_may_be_unplugged_at_any_time);
    tcase_add_test(t, a_phone_that_pauses_forgets_what_it_waited_for);
    tcase_add_test(t, a_phone_that_boots_forgets_why_it_paused);
    tcase_add_test(t, what_was_to_be_written_to_flash_is_forgotten);
    tcase_add_test(t, a_phone_that_has_ended_stays_what_it_is);
    tcase_add_test(t, one_that_was_to_come_back_may_stay_out_for_good);
}

int main(void)
{
    return run_tests("phone_plug", add);
}
