/* Pieces of text compared, cut and written. */
#include "models/http/text.h"

#include "tests/support.h"

static struct http_text text(const char *s)
{
    return (struct http_text){s, strlen(s)};
}

#define EXPECT_TEXT(t, s)                                                                          \
    do {                                                                                           \
        const struct http_text got_ = (t);                                                         \
        ck_assert_uint_eq(got_.length, strlen(s));                                                 \
        ck_assert_mem_eq(got_.at, s, got_.length);                                                 \
    } while (0)

START_TEST(words_are_the_same_in_any_case)
{
    ck_assert(http_text_is(text("content-LENGTH"), "Content-Length"));
    ck_assert(http_text_is(text(""), ""));
    ck_assert(!http_text_is(text("Content"), "Content-Length"));
    ck_assert(!http_text_is(text("Content-Length"), "Content"));
    ck_assert(!http_text_is(text("A["), "A{")); /* 32 apart, and no letters */
}
END_TEST

START_TEST(blanks_around_are_trimmed)
{
    EXPECT_TEXT(http_text_trim(text(" \t a b\t ")), "a b");
    EXPECT_TEXT(http_text_trim(text(" \t ")), "");
    EXPECT_TEXT(http_text_trim(text("a")), "a");
}
END_TEST

START_TEST(splitting_takes_the_separator)
{
    struct http_text t = text("a,,b");
    EXPECT_TEXT(http_text_split(&t, ','), "a");
    EXPECT_TEXT(http_text_split(&t, ','), "");
    EXPECT_TEXT(http_text_split(&t, ','), "b");
    EXPECT_TEXT(t, "");
    EXPECT_TEXT(http_text_split(&t, ','), "");
}
END_TEST

START_TEST(tokens_have_no_blanks_and_no_separators)
{
    ck_assert(http_text_is_token(text("Content-Length")));
    ck_assert(http_text_is_token(text("!#$%&'*+-.^_`|~09azAZ")));
    const char *const others[] = {"", " a", "a b", "a:", "a,b", "a(", "\"a\"", "a/b", "\xc3\xa9"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        ck_assert_msg(!http_text_is_token(text(others[i])), "'%s'", others[i]);
    ck_assert(!http_text_is_token((struct http_text){"a\0b", 3}));
}
END_TEST

START_TEST(numbers_are_digits_that_fit)
{
    uint64_t n = 7;
    const char *const others[] = {"",
                                  "-1",
                                  "+1",
                                  " 1",
                                  "1 ",
                                  "1.0",
                                  "0x10",
                                  "18446744073709551616",
                                  "1e3",
                                  "one",
                                  "99999999999999999999999"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        ck_assert_msg(!http_text_number(text(others[i]), &n) && n == 7, "'%s'", others[i]);
    ck_assert(http_text_number(text("18446744073709551615"), &n));
    ck_assert_uint_eq(n, UINT64_MAX);
    ck_assert(http_text_number(text("007"), &n));
    ck_assert_uint_eq(n, 7);
}
END_TEST

START_TEST(what_does_not_fit_is_not_written)
{
    uint8_t bytes[5] = "....";
    struct http_writer w = {.at = bytes, .left = 3};
    http_write_text(&w, "ab");
    http_write_number(&w, 10);
    ck_assert(w.full);
    ck_assert_mem_eq(bytes, "ab1.", 4);
    http_write_text(&w, "");
    ck_assert(w.full);
}
END_TEST

START_TEST(numbers_are_written_in_decimal)
{
    char bytes[60] = "";
    struct http_writer w = {.at = (uint8_t *)bytes, .left = sizeof bytes};
    http_write_number(&w, 0);
    http_write_byte(&w, ' ');
    http_write_number(&w, UINT64_MAX);
    ck_assert_str_eq(bytes, "0 18446744073709551615");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, words_are_the_same_in_any_case);
    tcase_add_test(t, blanks_around_are_trimmed);
    tcase_add_test(t, splitting_takes_the_separator);
    tcase_add_test(t, tokens_have_no_blanks_and_no_separators);
    tcase_add_test(t, numbers_are_digits_that_fit);
    tcase_add_test(t, what_does_not_fit_is_not_written);
    tcase_add_test(t, numbers_are_written_in_decimal);
}

int main(void)
{
    return run_tests("http text", add);
}
