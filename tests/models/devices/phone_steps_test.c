/* Phones that are sent through several loads, and phones that have their load already. site.h has
 * the network and the times that the arithmetic starts from; phone_test.c that of the first load.
 */
#include "tests/models/devices/site.h"

static struct site site;
static struct phone_step steps[2];
static struct firmware_load second; /* LOAD is the site's own */

/* The second load's files are `count` of the site's, from `first` on. */
static void start(int see, uint32_t step_count, size_t first, size_t count)
{
    site_init(&site, 1, see);
    second =
        (struct firmware_load){.name = "SECOND", .files = site.files + first, .file_count = count};
    steps[0] = site.step;
    steps[1] = (struct phone_step){&second, site.images + first};
    site.phone_config.steps = steps;
    site.phone_config.step_count = step_count;
}

static void teardown(void)
{
    site_fini(&site);
}

/* It is back with LOAD at 32632, as in phone_test.c, and boots at once. The RRQ for b.sbn, the only
 * file of the second load: 33132 + 42 + 100 = 33274 at the server, answered at 35274; DATA 1 is
 * there at 35918, its ACK sent at 37918; DATA 2 sent at 40050, there at 40694, its ACK sent at
 * 42694; DATA 3 sent at 44826, there at 45134, its ACK sent at 47134. */
START_TEST(it_restarts_between_two_loads_and_boots)
{
    start(SEE_PHONES | SEE_FILES, 2, 1, 1);
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "9640 p0 has a.loads",
                "24632 p0 has b.sbn", "24632 p0 writing out", "24632 p0 checking out",
                "27632 p0 restarting out", "32632 p0 booting out", "33132 p0 fetching out",
                "47134 p0 has b.sbn", "47134 p0 writing out", "47134 p0 checking out",
                "50134 p0 restarting out", "55134 p0 upgraded in");
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 1800 + 1200);
    ck_assert_uint_eq(phone_bytes(&site.phone_config), 1800 + 1200);
}
END_TEST

/* b.sbn is missing at first, and LOAD comes with the second try, as in phone_policy_test.c: at
 * 52551. Of the second load the phone has not given up. */
START_TEST(that_it_gave_up_is_no_matter_with_the_next_load)
{
    start(SEE_PHONES, 2, 1, 1);
    site.phone_policy.then = TFTP_THEN_RESTART;
    site.missing = "b.sbn";
    site.missing_until = 20000 * MICROSECONDS;
    site_build(&site);
    site_run_until(&site, 53500);
    site_end_of_run(&site);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "14919 p0 starting over out", "19919 p0 booting out", "20419 p0 fetching out",
                "44551 p0 writing out", "44551 p0 checking out", "47551 p0 restarting out",
                "52551 p0 booting out", "53051 p0 fetching out",
                "53500 p0 failed out: not done when the run ended (run.limit)");
}
END_TEST

START_TEST(in_the_background_it_is_out_for_each_restart_only)
{
    start(SEE_PHONES, 2, 1, 1);
    site.phone_group.background = true;
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting in", "500 p0 fetching in", "24632 p0 writing in",
                "24632 p0 checking in", "27632 p0 restarting out", "32632 p0 booting in",
                "33132 p0 fetching in", "47134 p0 writing in", "47134 p0 checking in",
                "50134 p0 restarting out", "55134 p0 upgraded in");
}
END_TEST

/* a.loads is there at 9640: all that it needs to know. */
START_TEST(one_that_has_the_load_fetches_its_index_only)
{
    start(SEE_PHONES | SEE_FILES, 1, 0, 2);
    site.phone_config.has = &site.load;
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "9640 p0 has a.loads",
                "9640 p0 writing out", "9640 p0 unchanged in");
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 600);
    ck_assert_uint_eq(phone_bytes(&site.phone_config), 600);
    site_end_of_run(&site); /* changes nothing any more */
    ck_assert_str_eq(site.network.seen, "");
}
END_TEST

/* Another load, with a file that it has: it restarts, since the load is another. */
START_TEST(a_file_that_another_load_had_is_left_out)
{
    start(SEE_PHONES | SEE_FILES, 1, 0, 2);
    site.phone_config.steps = &steps[1];
    site.phone_config.has = &site.load;
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "9640 p0 has a.loads",
                "9640 p0 writing out", "9640 p0 checking out", "12640 p0 restarting out",
                "17640 p0 upgraded in");
    ck_assert_uint_eq(phone_bytes(&site.phone_config), 600);
}
END_TEST

/* Of another size it is another file. */
START_TEST(a_file_of_another_size_is_fetched)
{
    struct firmware_file old[] = {{.name = "a.loads", .bytes = 600},
                                  {.name = "b.sbn", .bytes = 1199}};
    const struct firmware_load before = {.name = "BEFORE", .files = old, .file_count = 2};
    start(SEE_FILES, 1, 0, 2);
    site.phone_config.has = &before;
    site_build(&site);
    RUN_AND_SEE(&site.network, "9640 p0 has a.loads", "24632 p0 has b.sbn");
}
END_TEST

/* It has the first of two, and boots again for the second at 9640. The RRQ of 10140 is at the
 * server at 10282, which reads ACK 2 of a.loads until 10772, and the RRQ until 11772: DATA 1 is
 * sent at 12772, as in phone_test.c, and the last ACK at 24632. */
START_TEST(one_that_has_the_first_load_goes_on_without_a_restart)
{
    start(SEE_PHONES, 2, 1, 1);
    site.phone_config.has = &site.load;
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "9640 p0 writing out",
                "9640 p0 booting out", "10140 p0 fetching out", "24632 p0 writing out",
                "24632 p0 checking out", "27632 p0 restarting out", "32632 p0 upgraded in");
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 600 + 1200);
}
END_TEST

/* Pulled out under way to its second load, it runs the first, and gets the second anew. */
START_TEST(one_that_is_unplugged_goes_on_with_the_load_that_it_was_at)
{
    start(SEE_PHONES | SEE_FILES, 2, 1, 1);
    site_build(&site);
    site_run_until(&site, 40000);
    phone_unplug(site.phones[0], false);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "9640 p0 has a.loads",
                "24632 p0 has b.sbn", "24632 p0 writing out", "24632 p0 checking out",
                "27632 p0 restarting out", "32632 p0 booting out", "33132 p0 fetching out",
                "40000 p0 lost b.sbn: unplugged", "40000 p0 unplugged out");
    site_run_until(&site, 60000);
    phone_plug(site.phones[0]);
    site_run_until(&site, 100000);
    EXPECT_SEEN(&site.network, "60000 p0 booting out", "60500 p0 fetching out",
                "74502 p0 has b.sbn", "74502 p0 writing out", "74502 p0 checking out",
                "77502 p0 restarting out", "82502 p0 upgraded in");
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 1800 + 1200);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, it_restarts_between_two_loads_and_boots);
    tcase_add_test(t, that_it_gave_up_is_no_matter_with_the_next_load);
    tcase_add_test(t, in_the_background_it_is_out_for_each_restart_only);
    tcase_add_test(t, one_that_has_the_load_fetches_its_index_only);
    tcase_add_test(t, a_file_that_another_load_had_is_left_out);
    tcase_add_test(t, a_file_of_another_size_is_fetched);
    tcase_add_test(t, one_that_has_the_first_load_goes_on_without_a_restart);
    tcase_add_test(t, one_that_is_unplugged_goes_on_with_the_load_that_it_was_at);
}

int main(void)
{
    return run_tests("phone_steps", add);
}
