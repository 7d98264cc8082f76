/* Sites with a count: what they are called, their prefixes, and what is refused in one line. */
#include "base/memory.h"
#include "tests/scenarios/support.h"

#define SUBNETS "subnets: [{phones: [{model: 7965}]}]"
#define BRANCHES                                                                                   \
    "sites:\n"                                                                                     \
    "  - {name: hq, " SUBNETS "}\n"                                                                \
    "  - {name: branch, count: 3, wan: {rate: 2 Mbps}, " SUBNETS "}\n"                             \
    "  - {" SUBNETS "}\n"

START_TEST(a_count_makes_sites_with_numbers)
{
    static const char *const names[] = {"hq", "branch-1", "branch-2", "branch-3", "site-5"};
    struct scenario s;
    must_load(&s, BRANCHES, NULL);
    ck_assert_uint_eq(s.site_count, 5);
    for (size_t i = 0; i < 5; i++) {
        char *prefix = mem_printf("10.%zu.0.0/24", i + 1);
        ck_assert_str_eq(s.sites[i].name, names[i]);
        ck_assert_str_eq(s.sites[i].subnets[0].text, prefix);
        ck_assert_uint_eq(s.sites[i].down.rate, i == 0 || i == 4 ? 384000 : 2000000);
        free(prefix);
    }
    scenario_free(&s);
}
END_TEST

START_TEST(without_a_name_they_are_called_site)
{
    struct scenario s;
    must_load(&s, "sites: [{count: 2, " SUBNETS "}]\n", NULL);
    ck_assert_str_eq(s.sites[0].name, "site-1");
    ck_assert_str_eq(s.sites[1].name, "site-2");
    scenario_free(&s);
}
END_TEST

START_TEST(a_count_of_one_is_one_site)
{
    struct scenario s;
    must_load(&s, BRANCHES, "sites[1].count=1");
    ck_assert_uint_eq(s.site_count, 3);
    ck_assert_str_eq(s.sites[1].name, "branch");
    scenario_free(&s);
}
END_TEST

static char *written(const char *text)
{
    struct scenario s;
    char *out = NULL;
    size_t length;
    must_load(&s, text, NULL);
    FILE *file = open_memstream(&out, &length);
    scenario_write(&s, file, false);
    fclose(file);
    scenario_free(&s);
    return out;
}

START_TEST(they_are_written_as_they_were_given)
{
    char *once = written(BRANCHES), *twice = written(once);
    ck_assert_str_eq(twice, once);
    ck_assert_ptr_nonnull(strstr(once, "name: branch\n    count: 3\n"));
    ck_assert_ptr_null(strstr(once, "branch-1"));
    ck_assert_ptr_null(strstr(once, "10.2.0.0/24"));
    struct scenario s;
    must_load(&s, once, NULL);
    ck_assert_uint_eq(s.site_count, 5);
    scenario_free(&s);
    free(once);
    free(twice);
}
END_TEST

/* Up to 255 sites a byte says which; of more all prefixes are counted through. */
START_TEST(prefixes_go_beyond_255_sites)
{
    struct scenario s;
    must_load(&s, "sites: [{count: 255, " SUBNETS "}]\n", NULL);
    ck_assert_str_eq(s.sites[254].subnets[0].text, "10.255.0.0/24");
    scenario_free(&s);
    must_load(&s,
              "sites: [{count: 300, subnets: [{phones: [{model: 7965}]}, "
              "{phones: [{model: 7965}]}]}]\n",
              NULL);
    ck_assert_str_eq(s.sites[0].subnets[0].text, "10.0.0.0/24");
    ck_assert_str_eq(s.sites[0].subnets[1].text, "10.0.1.0/24");
    ck_assert_str_eq(s.sites[127].subnets[1].text, "10.0.255.0/24");
    ck_assert_str_eq(s.sites[128].subnets[0].text, "10.1.0.0/24");
    ck_assert_str_eq(s.sites[299].subnets[1].text, "10.2.87.0/24");
    scenario_free(&s);
}
END_TEST

START_TEST(what_each_says_is_warned_of_once)
{
    struct scenario one, many;
    must_load(&one, "sites: [{count: 1, " SUBNETS "}]\n", "sites[0].tftp.windowsize=4");
    must_load(&many, "sites: [{count: 9, " SUBNETS "}]\n", "sites[0].tftp.windowsize=4");
    ck_assert_uint_eq(many.warning_count, one.warning_count);
    scenario_free(&one);
    scenario_free(&many);
}
END_TEST

START_TEST(what_cannot_be_is_refused_in_one_line)
{
    must_fail(BRANCHES, "sites[1].subnets[0].prefix=10.9.0.0/24",
              "-s sites[1].subnets[0].prefix=10.9.0.0/24: sites[1].subnets[0].prefix: cannot stand "
              "in a site with a count, each of which has its own; leave it out, and they are given "
              "by position");
    must_fail(BRANCHES, "sites[0].name=branch-2",
              "test.yaml:3:12: sites[1].name: 'branch-2' is the name of another site; give "
              "another");
    must_fail(BRANCHES, "sites[1].count=0",
              "-s sites[1].count=0: sites[1].count: '0' is out of range; give a whole number from "
              "1 to 65536");
    must_fail(BRANCHES, "sites[1].count=65536",
              "-s sites[1].count=65536: sites[1].count: makes over 65,536 sites in all; give "
              "fewer");
    must_fail(BRANCHES, "sites[1].count=65000",
              "-s sites[1].count=65000: sites[1].count: makes sites with over 250,000 keys and "
              "values in all; give fewer, or fewer keys in each");
    must_fail(
        BRANCHES, "sites[2].subnets[0].phones[0].model=none",
        "-s sites[2].subnets[0].phones[0].model=none: sites[2].subnets[0].phones[0].model: "
        "'none' is not a model of the catalogue; give one of 36, such as 'CP-7906' ('pfsim list models' has them all)");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("sites");
    tcase_add_test(t, a_count_makes_sites_with_numbers);
    tcase_add_test(t, without_a_name_they_are_called_site);
    tcase_add_test(t, a_count_of_one_is_one_site);
    tcase_add_test(t, they_are_written_as_they_were_given);
    tcase_add_test(t, prefixes_go_beyond_255_sites);
    tcase_add_test(t, what_each_says_is_warned_of_once);
    tcase_add_test(t, what_cannot_be_is_refused_in_one_line);
    return run_tests("sites", t);
}
