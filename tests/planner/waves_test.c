/* Waves: how they are given, and which sites are in which. */
#include "planner/waves.h"

#include "tests/support.h"

/* --- reading ---------------------------------------------------------------------------------- */

START_TEST(counts_shares_and_the_rest_are_read)
{
    struct waves_wanted w;
    struct error e;
    ck_assert_int_eq(waves_read(&w, "1,5%, 2.5 % ,rest", &e), 0);
    ck_assert_uint_eq(w.count, 4);
    ck_assert_uint_eq(w.parts[0].sites, 1);
    ck_assert_uint_eq(w.parts[0].share, 0);
    ck_assert_uint_eq(w.parts[1].share, 500);
    ck_assert_uint_eq(w.parts[2].share, 250);
    ck_assert_uint_eq(w.parts[3].share + w.parts[3].sites, 0);
}
END_TEST

START_TEST(what_is_no_list_is_refused)
{
    static const char *const wrong[] = {"",        ",",       "0",       "0%",      "101%",
                                        "100.01%", "rest,1",  "1,,rest", "1 2",     "1.5",
                                        "-1",      "1,rests", "1;rest",  "1234567", "1.234%"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct waves_wanted w;
        struct error e = {""};
        ck_assert_msg(waves_read(&w, wrong[i], &e) < 0, "%s is taken", wrong[i]);
        ck_assert_msg(strstr(e.text, "are no waves: give up to 32 counts") != NULL, "%s", e.text);
    }
}
END_TEST

START_TEST(there_are_at_most_as_many_waves_as_have_room)
{
    char text[256] = "1";
    struct waves_wanted w;
    struct error e;
    for (int i = 1; i < WAVES_MAX; i++)
        strcat(text, ",1");
    ck_assert_int_eq(waves_read(&w, text, &e), 0);
    ck_assert_uint_eq(w.count, WAVES_MAX);
    strcat(text, ",1");
    ck_assert_int_lt(waves_read(&w, text, &e), 0);
}
END_TEST

/* --- sites ------------------------------------------------------------------------------------ */

/* The waves of sites, a digit a site, or the error. */
static void expect(const char *wanted, const char *text, const struct waves_site *sites,
                   size_t count)
{
    struct waves_wanted w = {.count = 0};
    struct error e;
    size_t waves[32];
    char is[600] = "";
    if (text)
        ck_assert_int_eq(waves_read(&w, text, &e), 0);
    const int used = waves_assign(&w, sites, count, waves, &e);
    for (size_t i = 0; used >= 0 && i < count; i++)
        is[i] = (char)('0' + waves[i]);
    ck_assert_str_eq(used < 0 ? e.text : is, wanted);
    for (size_t i = 0; used >= 0 && i < count; i++)
        ck_assert_uint_lt(waves[i], (size_t)used);
}

static const struct waves_site ten[] = {
    {"A", "7941", NULL, 10, false, 0}, {"B", "7941", NULL, 20, false, 0},
    {"C", "7941", NULL, 5, true, 0},   {"D", "7965", NULL, 40, false, 0},
    {"E", "7965", NULL, 40, false, 0}, {"F", "7965", NULL, 90, false, 0},
    {"G", "7941", NULL, 11, false, 0}, {"H", "7941", NULL, 12, false, 0},
    {"I", "7941", NULL, 13, false, 0}, {"J", "7941", NULL, 14, false, 0},
};

START_TEST(the_smallest_uncritical_site_of_each_set_is_a_canary)
{ /* A and D; then 3 of 10: G H I; then what is left, with the critical one */
    expect("0220221112", "1,30%,rest", ten, 10);
}
END_TEST

START_TEST(a_count_of_canaries_is_of_each_set)
{
    expect("0110010111", "2,rest", ten, 10);
    expect("0110110011", "30%,rest", ten, 10); /* 3 of 7 in which C counts, 1 of 3 */
}
END_TEST

START_TEST(without_waves_all_are_in_one)
{
    expect("0000000000", NULL, ten, 10);
    expect("0000000000", "rest", ten, 10);
    expect("0000000000", "100%", ten, 10);
    expect("", "1,rest", ten, 0);
}
END_TEST

START_TEST(waves_without_a_site_are_none)
{
    expect("0120111111", "1,99%,1,rest", ten, 10);
}
END_TEST

START_TEST(waves_that_leave_sites_are_refused)
{
    expect("the waves take 6 of 10 sites: let the last one be \"rest\"", "1,20%,2", ten, 10);
}
END_TEST

START_TEST(a_group_stays_together)
{ /* the smallest site is in a large group, and critical sites hold their group back */
    static const struct waves_site sites[] = {
        {"A", "x", "paris", 1, false, 0}, {"B", "x", "paris", 90, false, 0},
        {"C", "x", NULL, 50, false, 0},   {"D", "x", "rome", 2, false, 0},
        {"E", "x", "rome", 2, true, 0},   {"F", "x", NULL, 60, false, 0},
    };
    expect("220331", "1,1,1,rest", sites, 6);
    expect("220331", "1,0.01%,1,rest", sites, 6);
}
END_TEST

START_TEST(of_the_same_size_the_first_by_name_comes_first)
{
    static const struct waves_site sites[] = {{"b", "x", NULL, 5, false, 0},
                                              {"a", "x", NULL, 5, false, 0},
                                              {"B", "x", NULL, 5, false, 0}};
    expect("210", "1,1,rest", sites, 3);
}
END_TEST

START_TEST(who_can_go_early_goes_first)
{ /* A can do so on Saturday only, and so can its set's small ones of a group */
    static const struct waves_site sites[] = {
        {"A", "x", NULL, 1, false, 5},   {"B", "x", NULL, 9, false, 1},
        {"C", "x", "rome", 1, false, 1}, {"D", "x", "rome", 1, false, 5},
        {"E", "y", NULL, 7, false, 5},   {"F", "x", NULL, 8, true, 0},
    };
    expect("102203", "1,1,2,rest", sites, 6);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, counts_shares_and_the_rest_are_read);
    tcase_add_test(t, what_is_no_list_is_refused);
    tcase_add_test(t, there_are_at_most_as_many_waves_as_have_room);
    tcase_add_test(t, the_smallest_uncritical_site_of_each_set_is_a_canary);
    tcase_add_test(t, a_count_of_canaries_is_of_each_set);
    tcase_add_test(t, without_waves_all_are_in_one);
    tcase_add_test(t, waves_without_a_site_are_none);
    tcase_add_test(t, waves_that_leave_sites_are_refused);
    tcase_add_test(t, a_group_stays_together);
    tcase_add_test(t, of_the_same_size_the_first_by_name_comes_first);
    tcase_add_test(t, who_can_go_early_goes_first);
}

int main(void)
{
    return run_tests("waves", add);
}
