/* Values given with -s. */
#include "tests/scenarios/support.h"

static const char two_subnets[] = "wan: {rate: 1 Mbps}\n"
                                  "subnets:\n"
                                  "  - {lan: 10 Mbps, phones: [{model: CP-7965, count: 3}]}\n"
                                  "  - {phones: [{model: CP-7942}, {model: CP-7906}]}\n";

START_TEST(option_replaces_what_the_file_says)
{
    struct scenario s;
    must_load(&s, two_subnets, "wan.rate=768kbps");
    ck_assert_uint_eq(s.sites[0].down.rate, 768000);
    ck_assert_uint_eq(s.sites[0].up.rate, 768000);
    scenario_free(&s);
}
END_TEST

START_TEST(blanks_around_the_sign_do_not_count)
{
    struct scenario s;
    must_load(&s, two_subnets, " subnets[0] .phones[0].count  =  20");
    ck_assert_uint_eq(s.sites[0].subnets[0].phones[0].count, 20);
    scenario_free(&s);
    must_fail(two_subnets, "wan.rate = ", "-s wan.rate = : has no value; give one after '='");
    must_fail(two_subnets, "wan rate=1 Mbps",
              "-s wan rate=1 Mbps: is not KEY.PATH=VALUE; give it as in 'wan.rate=768 kbps' or "
              "'subnets[0].phones[0].count=20'");
}
END_TEST

START_TEST(option_makes_missing_maps)
{
    struct scenario s;
    must_load(&s, two_subnets, "wan.up.queue.limit=4 packets");
    ck_assert_uint_eq(s.sites[0].up.queue.limit, 4);
    ck_assert_uint_eq(s.sites[0].down.queue.limit, 10);
    scenario_free(&s);
}
END_TEST

START_TEST(option_picks_list_items)
{
    struct scenario s;
    must_load(&s, two_subnets, "subnets[1].phones[0].count=20");
    ck_assert_uint_eq(s.sites[0].subnets[1].phones[0].count, 20);
    ck_assert_uint_eq(s.sites[0].subnets[1].phones[1].count, 1);
    scenario_free(&s);
}
END_TEST

START_TEST(index_of_a_single_item_may_be_left_out)
{
    struct scenario s;
    must_load(&s, SMALLEST, "subnets.phones.count=20");
    ck_assert_uint_eq(s.sites[0].subnets[0].phones[0].count, 20);
    scenario_free(&s);
    must_load(&s, two_subnets, "subnets[0].phones.count=20");
    ck_assert_uint_eq(s.sites[0].subnets[0].phones[0].count, 20);
    scenario_free(&s);
}
END_TEST

START_TEST(option_gives_maps_and_lists)
{
    struct scenario s;
    must_load(&s, SMALLEST, "subnets[0].phones=[{model: CP-7906, count: 2}, {model: CP-7911}]");
    ck_assert_uint_eq(s.sites[0].subnets[0].phones_count, 2);
    ck_assert_str_eq(s.sites[0].subnets[0].phones[1].model->name, "CP-7911G");
    scenario_free(&s);
    must_load(&s, SMALLEST, "wan={rate: 2 Mbps, delay: 3 ms}");
    ck_assert_int_eq(s.sites[0].down.delay, 3 * MILLISECONDS);
    scenario_free(&s);
}
END_TEST

START_TEST(option_finds_what_the_file_says_in_short)
{
    struct scenario s;
    must_load(&s, two_subnets, "subnets[0].lan.delay=1 ms");
    ck_assert_uint_eq(s.sites[0].subnets[0].lan.rate, 10000000);
    ck_assert_int_eq(s.sites[0].subnets[0].lan.delay, MILLISECONDS);
    scenario_free(&s);
    must_load(&s, two_subnets, "subnets[1].lan=1Gbps");
    ck_assert_uint_eq(s.sites[0].subnets[1].lan.rate, 1000000000);
    scenario_free(&s);
}
END_TEST

START_TEST(option_picks_profiles_and_pulled_phones)
{
    static const char text[] = "method: pfs\n"
                               "profiles: [{name: a}, {name: b, pfs: off}]\n"
                               "unplug: [{phone: 1, at: 250 s}]\n"
                               "subnets:\n"
                               "  - {phones: [{model: CP-7965, profile: a}]}\n";
    struct scenario s;
    must_load(&s, text, "profiles[0].pfs=off");
    ck_assert_int_eq(s.profiles[0].pfs, SETTING_OFF);
    ck_assert(!s.sites[0].subnets[0].phones[0].shares);
    scenario_free(&s);
    must_load(&s, text, "unplug.at=3 s");
    ck_assert_int_eq(s.unplug[0].at, 3 * SECONDS);
    scenario_free(&s);
    must_load(&s, text, "pfs.root_waiting=1 s");
    ck_assert_int_eq(s.pfs.root_waiting, SECONDS);
    scenario_free(&s);
}
END_TEST

START_TEST(later_options_win)
{
    struct scenario s;
    struct error e = {""};
    static const char *const options[] = {"seed=2", "wan={rate: 1 Mbps}", "seed=3",
                                          "wan.rate=2 Mbps"};
    ck_assert_int_eq(
        scenario_load_text(&s, "x", SMALLEST, strlen(SMALLEST), options, 4, source_library(), &e),
        0);
    ck_assert_uint_eq(s.seed, 3);
    ck_assert_uint_eq(s.sites[0].down.rate, 2000000);
    scenario_free(&s);
}
END_TEST

struct refused {
    const char *option, *message;
};

#define NO_OPTION                                                                                  \
    "is not KEY.PATH=VALUE; give it as in 'wan.rate=768 kbps' or 'subnets[0].phones[0].count=20'"

static const struct refused refused[] = {
    {"wan.rate=3",
     "-s wan.rate=3: wan.rate: '3' has no unit; give a rate with its unit, such as '384 kbps', or 'unlimited'"},
    {"wan.rat=3", "-s wan.rat=3: wan.rat: unknown key; did you mean 'rate'?"},
    {"wam.rate=3", "-s wam.rate=3: wam: unknown key; did you mean 'wan'?"},
    {"wan.queue.size=3",
     "-s wan.queue.size=3: wan.queue.size: unknown key; give one of: discipline, limit, classes, red, target, "
     "interval, flows, quantum"},
    {"wan.rate", "-s wan.rate: " NO_OPTION},
    {"=1", "-s =1: " NO_OPTION},
    {"a..b=1", "-s a..b=1: " NO_OPTION},
    {"subnets[x].lan=1", "-s subnets[x].lan=1: " NO_OPTION},
    {"subnets[0.lan=1", "-s subnets[0.lan=1: " NO_OPTION},
    {"subnets[0][0]=1", "-s subnets[0][0]=1: " NO_OPTION},
    {"a.b.c.d.e.f.g.h.i=1", "-s a.b.c.d.e.f.g.h.i=1: " NO_OPTION},
    {"seed=", "-s seed=: has no value; give one after '='"},
    {"subnets.lan=1 Mbps",
     "-s subnets.lan=1 Mbps: subnets: has 2 items; say which, as in subnets[0]"},
    {"subnets[2].lan=1 Mbps",
     "-s subnets[2].lan=1 Mbps: subnets[2]: is not there; subnets has 2 of "
     "them, counted from 0"},
    {"wan[0].rate=1 Mbps", "-s wan[0].rate=1 Mbps: wan: is not a list; leave the index out"},
    {"traffic[0].kind=calls",
     "-s traffic[0].kind=calls: traffic: there is no such list yet; give it as a whole, as "
     "[{...}]"},
    {"wan.rate.x=1", "-s wan.rate.x=1: rate: is a value and has no keys; set it as a whole"},
    {"wan=[", "-s wan=[: not well-formed YAML: did not find expected node content"},
    {"wan={rate: 1, rate: 2}",
     "-s wan={rate: 1, rate: 2}: key 'rate' is there twice, first on line 1; keep one of them"},
    {"wan=3", "-s wan=3: wan: must be a map of keys, such as 'rtt'"},
    {"subnets=3", "-s subnets=3: subnets: must be a list, as in '- ...' or [...]"},
    {"seed=[1]", "-s seed=[1]: seed: must be a single value: of the random draws"},
};

START_TEST(bad_option_is_named)
{
    must_fail(two_subnets, refused[_i].option, refused[_i].message);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("override");
    tcase_add_test(t, option_replaces_what_the_file_says);
    tcase_add_test(t, blanks_around_the_sign_do_not_count);
    tcase_add_test(t, option_makes_missing_maps);
    tcase_add_test(t, option_picks_list_items);
    tcase_add_test(t, index_of_a_single_item_may_be_left_out);
    tcase_add_test(t, option_gives_maps_and_lists);
    tcase_add_test(t, option_finds_what_the_file_says_in_short);
    tcase_add_test(t, option_picks_profiles_and_pulled_phones);
    tcase_add_test(t, later_options_win);
    tcase_add_loop_test(t, bad_option_is_named, 0, (int)(sizeof refused / sizeof *refused));
    return run_tests("override", t);
}
