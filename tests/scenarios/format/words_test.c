/* Values as messages show them, and words offered instead. */
#include "scenarios/format/words.h"

#include "tests/scenarios/support.h"

START_TEST(long_values_are_cut)
{
    char text[200];
    memset(text, 'x', sizeof text);
    text[60] = '\0';
    ck_assert_str_eq(words_shown(text).text, text);
    text[60] = 'x';
    text[199] = '\0';
    const struct words_shown shown = words_shown(text);
    ck_assert_uint_eq(strlen(shown.text), 63);
    ck_assert_str_eq(shown.text + 60, "...");
}
END_TEST

START_TEST(no_character_is_cut_in_two)
{
    char text[80] = "";
    for (int i = 0; i < 59; i++)
        strcat(text, "x");
    strcat(text, "\u00e9\u00e9");
    ck_assert_str_eq(words_shown(text).text + 59, "...");
}
END_TEST

START_TEST(what_does_not_print_is_shown_as_an_escape)
{
    ck_assert_str_eq(words_shown("a\nb\x7f\x1b[0m").text, "a\\x0ab\\x7f\\x1b[0m");
    ck_assert(words_printable("Z\u00fcrich 3"));
    ck_assert(!words_printable("a\tb"));
    ck_assert(!words_printable("a\xc2\x85"
                               "b"));
    ck_assert(words_printable("\xef\xbf\xbd\xef\xbe\xbe"));
    ck_assert(!words_printable("a\xef\xbf\xbe"));
    ck_assert(!words_printable("a\xef\xbf\xbf"));
}
END_TEST

static void expect_advice(const char *word, const char *advice)
{
    static const char *const keys[] = {"rtt", "rate", "framing", "queue"};
    char *text = words_advice(word, keys, 4);
    ck_assert_str_eq(text, advice);
    free(text);
}

START_TEST(near_words_are_offered)
{
    expect_advice("rat", "; did you mean 'rate'?");
    expect_advice("speed", "; give one of: rtt, rate, framing, queue");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("words");
    tcase_add_test(t, long_values_are_cut);
    tcase_add_test(t, no_character_is_cut_in_two);
    tcase_add_test(t, what_does_not_print_is_shown_as_an_escape);
    tcase_add_test(t, near_words_are_offered);
    return run_tests("words", t);
}
