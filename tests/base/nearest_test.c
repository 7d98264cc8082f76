/* Which names are near a misspelt one, and in which order they are offered. */
#include "base/nearest.h"

#include "tests/support.h"

static const char *const keys[] = {"rtt", "rate", "framing", "queue"};
static const char *const models[] = {"CP-7941G", "CP-7941G-GE", "CP-7942G", "CP-7945G", "CP-7965G"};

/* NULL: none is near. */
static void expect(const char *word, const char *const *names, size_t count, const char *question)
{
    char *text = nearest_question(word, names, count);
    if (question)
        ck_assert_pstr_eq(text, question);
    else
        ck_assert_ptr_null(text);
    free(text);
}

#define EXPECT(word, names, question) expect(word, names, sizeof names / sizeof *names, question)

START_TEST(few_letters_are_changed)
{
    EXPECT("Rate", keys, "; did you mean 'rate'?");
    EXPECT("qeue", keys, "; did you mean 'queue'?");
    EXPECT("farming", keys, "; did you mean 'framing'?");
    EXPECT("speed", keys, NULL);
    EXPECT("", keys, NULL);
}
END_TEST

/* Three letters may have one wrong, four two, and no name is made of nothing but changes. */
START_TEST(neighbours_are_exchanged)
{
    static const char *const words[] = {"scenario", "run", "screens"};
    EXPECT("rnu", words, "; did you mean 'run'?");
    EXPECT("urn", words, "; did you mean 'run'?");
    EXPECT("nur", words, NULL);
    EXPECT("csreesn", words, "; did you mean 'screens'?");
}
END_TEST

START_TEST(the_longer_the_word_the_more_may_be_wrong)
{
    static const char *const words[] = {"abcd"};
    EXPECT("axd", words, NULL);
    EXPECT("acd", words, "; did you mean 'abcd'?");
    EXPECT("axyd", words, "; did you mean 'abcd'?");
    EXPECT("axyz", words, NULL);
    static const char *const letter[] = {"a"};
    EXPECT("x", letter, NULL);
}
END_TEST

/* "rtt" is one letter away as well, but begins like the word for one letter only. */
START_TEST(of_equals_the_one_that_begins_alike)
{
    EXPECT("rat", keys, "; did you mean 'rate'?");
}
END_TEST

START_TEST(a_word_may_stand_within_a_name)
{
    EXPECT("7965", models, "; did you mean 'CP-7965G'?");
    EXPECT("7941", models, "; did you mean 'CP-7941G' or 'CP-7941G-GE'?");
    EXPECT("cp-79", models,
           "; did you mean 'CP-7941G', 'CP-7941G-GE', 'CP-7942G', 'CP-7945G' or "
           "'CP-7965G'?");
    EXPECT("7966", models, "; did you mean 'CP-7965G'?"); /* with one letter in four changed */
    EXPECT("796x", models, "; did you mean 'CP-7965G'?");
    EXPECT("79xx", models, NULL);
    EXPECT("65", models, NULL); /* two letters stand anywhere */
}
END_TEST

START_TEST(a_whole_name_goes_before_a_part)
{
    static const char *const names[] = {"generate", "rates"};
    EXPECT("rate", names, "; did you mean 'rates'?");
}
END_TEST

/* Four letters are missing, where four others make it another name. */
START_TEST(a_name_that_has_the_word_goes_before_one_that_is_like_it)
{
    static const char *const names[] = {"SCCP31.9-2-1S", "SCCP41.9-4-2SR3-1S"};
    EXPECT("SCCP41.9-4-2", names, "; did you mean 'SCCP41.9-4-2SR3-1S'?");
}
END_TEST

START_TEST(no_more_than_five_are_offered)
{
    static const char *const names[] = {"word1", "word2", "word3", "word4", "word5", "word6"};
    const char *nearest[NEAREST_MOST];
    ck_assert_uint_eq(nearest_names("word", names, 6, nearest), NEAREST_MOST);
    ck_assert_str_eq(nearest[4], "word5");
}
END_TEST

/* Names as long as the rows of the table, and longer. */
START_TEST(very_long_words_are_near_nothing)
{
    char name[80] = "", word[80];
    memset(name, 'x', 64);
    memcpy(word, name, sizeof word);
    word[0] = 'y';
    const char *const names[] = {name};
    const char *nearest[NEAREST_MOST];
    ck_assert_uint_eq(nearest_names(word, names, 1, nearest), 1);
    name[64] = 'x';
    ck_assert_uint_eq(nearest_names(word, names, 1, nearest), 0);
    name[64] = '\0';
    word[64] = 'x';
    ck_assert_uint_eq(nearest_names(word, names, 1, nearest), 0);
}
END_TEST

START_TEST(slips_are_counted)
{
    char name[66];
    memset(name, 'x', 65);
    name[65] = '\0';
    ck_assert_uint_eq(nearest_slips("wan_rate", "WAN_RATE"), 0);
    ck_assert_uint_eq(nearest_slips("wan_rtae", "wan_rate"), 1);
    ck_assert_uint_eq(nearest_slips("city", "site"), 2);
    ck_assert_uint_eq(nearest_slips("", "site"), 4);
    ck_assert_uint_eq(nearest_slips(name, "site"), SIZE_MAX);
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_add_test(t, slips_are_counted);
    tcase_add_test(t, few_letters_are_changed);
    tcase_add_test(t, neighbours_are_exchanged);
    tcase_add_test(t, the_longer_the_word_the_more_may_be_wrong);
    tcase_add_test(t, of_equals_the_one_that_begins_alike);
    tcase_add_test(t, a_word_may_stand_within_a_name);
    tcase_add_test(t, a_whole_name_goes_before_a_part);
    tcase_add_test(t, a_name_that_has_the_word_goes_before_one_that_is_like_it);
    tcase_add_test(t, no_more_than_five_are_offered);
    tcase_add_test(t, very_long_words_are_near_nothing);
}

int main(void)
{
    return run_tests("nearest", add_tests);
}
