/* What prints stays; what would move a cursor, or the order of words, is shown as an escape. */
#include "base/visible.h"

#include "base/error.h"
#include "base/utf8.h"
#include "tests/support.h"

static void expect_visible(const char *text, const char *wanted)
{
    char *shown = visible_text(text);
    ck_assert_str_eq(shown, wanted);
    ck_assert(visible_already(text) == !strcmp(text, wanted));
    ck_assert(visible_already(shown));
    free(shown);
}

START_TEST(what_prints_stays)
{
    expect_visible("", "");
    expect_visible("40 phones, `$(x)` \"%n\" \\ <a> ~", "40 phones, `$(x)` \"%n\" \\ <a> ~");
    expect_visible("Zürich – 東京 🙂", "Zürich – 東京 🙂");
    expect_visible("\u00a0\u061b\u200c\u200d\u2010\u2027\u202f\u2070", /* beside what is hidden */
                   "\u00a0\u061b\u200c\u200d\u2010\u2027\u202f\u2070");
}
END_TEST

START_TEST(control_characters_are_escapes)
{
    expect_visible("a\x1b[31mb\r\n\t\x07\x7f", "a\\x1b[31mb\\x0d\\x0a\\x09\\x07\\x7f");
    expect_visible("\x01\x1f ~", "\\x01\\x1f ~");
    expect_visible("\xc2\x80\xc2\x9b\xc2\x9f", "\\u0080\\u009b\\u009f"); /* C1 as UTF-8 */
    expect_visible("\x9b\x90", "\\x9b\\x90");                            /* and as bytes */
}
END_TEST

START_TEST(marks_of_direction_are_escapes)
{
    expect_visible("\u061c\u200e\u200f", "\\u061c\\u200e\\u200f");
    expect_visible("\u2028\u2029\u202a\u202e", "\\u2028\\u2029\\u202a\\u202e");
    expect_visible("\u2066\u2069\ufeff", "\\u2066\\u2069\\ufeff");
}
END_TEST

START_TEST(no_characters_are_escapes)
{
    expect_visible("\xef\xbf\xbe\xef\xbf\xbf", "\\ufffe\\uffff");
    expect_visible("\xf0\x9f\xbf\xbf\xf3\xa0\x80\x81", "\\U0001ffff\\U000e0001");
    expect_visible("a\xff\xc3", "a\\xff\\xc3"); /* the end is half a character */
    expect_visible("\xc0\xaf\xe0\x80\xaf", "\\xc0\\xaf\\xe0\\x80\\xaf"); /* overlong */
    expect_visible("\xed\xa0\x80", "\\xed\\xa0\\x80");                   /* half a surrogate pair */
    expect_visible("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
}
END_TEST

START_TEST(text_is_cut_between_characters)
{
    char out[6];
    ck_assert(visible_write(out, sizeof out, "12345"));
    ck_assert_str_eq(out, "12345");
    ck_assert(!visible_write(out, sizeof out, "123456"));
    ck_assert_str_eq(out, "12345");
    ck_assert(!visible_write(out, sizeof out, "1234ü"));
    ck_assert_str_eq(out, "1234");
    ck_assert(!visible_write(out, sizeof out, "12\x1b"));
    ck_assert_str_eq(out, "12");
    ck_assert(visible_write(out, 1, ""));
    ck_assert(!visible_write(out, 1, "x"));
    ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(an_error_is_one_visible_line)
{
    struct error e;
    ck_assert_int_lt(error_set(&e, "%s: cannot be read", "a\x1b]0;x\x07\nb\u202e"), 0);
    ck_assert_str_eq(e.text, "a\\x1b]0;x\\x07\\x0ab\\u202e: cannot be read");
    error_set(&e, "%s", e.text);
    ck_assert_str_eq(e.text, "a\\x1b]0;x\\x07\\x0ab\\u202e: cannot be read");
    char text[2000];
    memset(text, '\n', sizeof text);
    text[sizeof text - 1] = '\0';
    error_set(&e, "%s", text);
    ck_assert_uint_eq(strlen(e.text), 508); /* 127 whole escapes */
}
END_TEST

START_TEST(a_page_keeps_its_newlines)
{
    struct visible_page page;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    visible_page_begin(&page);
    fputs("\na\x1b\n\nb\r\nZürich", page.file);
    visible_page_end(&page, out);
    fclose(out);
    ck_assert_str_eq(text, "\na\\x1b\n\nb\\x0d\nZürich");
    free(text);
}
END_TEST

START_TEST(characters_are_counted_not_bytes)
{
    ck_assert_uint_eq(utf8_count(""), 0);
    ck_assert_uint_eq(utf8_count("Zürich"), 6);
    ck_assert_uint_eq(utf8_count("384 kbit/s € 😀"), 14);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, what_prints_stays);
    tcase_add_test(t, control_characters_are_escapes);
    tcase_add_test(t, marks_of_direction_are_escapes);
    tcase_add_test(t, no_characters_are_escapes);
    tcase_add_test(t, text_is_cut_between_characters);
    tcase_add_test(t, an_error_is_one_visible_line);
    tcase_add_test(t, a_page_keeps_its_newlines);
    tcase_add_test(t, characters_are_counted_not_bytes);
}

int main(void)
{
    return run_tests("visible", add);
}
