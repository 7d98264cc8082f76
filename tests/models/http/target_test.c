/* Names as request targets, and back. */
#include "models/http/target.h"

#include "tests/support.h"

static char name[HTTP_NAME_MAX + 1];

static enum http_status read(const char *target)
{
    memset(name, 'x', sizeof name);
    return http_read_target((struct http_text){target, strlen(target)}, name);
}

static void expect_name(const char *target, const char *wanted)
{
    ck_assert_msg(read(target) == HTTP_OK, "%s", target);
    ck_assert_str_eq(name, wanted);
}

static void expect_refused(const char *target, enum http_status status)
{
    ck_assert_msg(read(target) == status, "%s", target);
    ck_assert_str_eq(name, "");
}

START_TEST(the_name_is_behind_the_first_slash)
{
    expect_name("/term65.default.loads", "term65.default.loads");
    expect_name("/", "");
    expect_name("//a", "/a");
    expect_name("/a/b", "a/b");
}
END_TEST

START_TEST(the_absolute_form_is_understood)
{
    expect_name("http://192.0.2.10:6970/a.sbn", "a.sbn");
    expect_name("HTTP://host/a.sbn", "a.sbn");
    expect_name("http://host", "");
    expect_refused("http:///a.sbn", HTTP_BAD_REQUEST);
    expect_refused("http://", HTTP_BAD_REQUEST);
    expect_refused("https://host/a.sbn", HTTP_BAD_REQUEST);
}
END_TEST

START_TEST(other_forms_are_refused)
{
    const char *const targets[] = {"", "*", "a.sbn", "host:80", "?a", "http:/a"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        expect_refused(targets[i], HTTP_BAD_REQUEST);
}
END_TEST

START_TEST(a_query_is_ignored)
{
    expect_name("/a.sbn?version=1", "a.sbn");
    expect_name("/a.sbn?", "a.sbn");
    expect_name("/a%3Fb", "a?b");
    expect_name("http://host?a=/b", "");
}
END_TEST

START_TEST(percent_encoding_is_undone)
{
    expect_name("/%41%2e%2Fb%20c%25", "A./b c%");
    expect_name("/%C3%A9", "\xc3\xa9");
    const char *const malformed[] = {"/%", "/%4", "/%4g", "/%g4", "/a%", "/%%41", "/a%00b"};
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++)
        expect_refused(malformed[i], HTTP_BAD_REQUEST);
}
END_TEST

START_TEST(what_no_target_has_is_refused)
{
    const char *const targets[] = {"/a b", "/a\tb", "/a#b", "/\xc3\xa9", "/a\x7f", "/a\rb"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        expect_refused(targets[i], HTTP_BAD_REQUEST);
    ck_assert_int_eq(http_read_target((struct http_text){"/a\0b", 4}, name), HTTP_BAD_REQUEST);
}
END_TEST

START_TEST(a_name_has_its_limit)
{
    char target[2 + HTTP_NAME_MAX + 1] = "/";
    memset(target + 1, 'n', HTTP_NAME_MAX);
    expect_name(target, target + 1);
    target[1 + HTTP_NAME_MAX] = 'n';
    expect_refused(target, HTTP_URI_TOO_LONG);
}
END_TEST

START_TEST(a_written_target_is_read_again)
{
    char target[1000] = "";
    struct http_writer w = {.at = (uint8_t *)target, .left = sizeof target};
    http_write_target(&w, "a/b-c._~ %?#\x01\xff");
    ck_assert_str_eq(target, "/a/b-c._~%20%25%3F%23%01%FF");
    expect_name(target, "a/b-c._~ %?#\x01\xff");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, the_name_is_behind_the_first_slash);
    tcase_add_test(t, the_absolute_form_is_understood);
    tcase_add_test(t, other_forms_are_refused);
    tcase_add_test(t, a_query_is_ignored);
    tcase_add_test(t, percent_encoding_is_undone);
    tcase_add_test(t, what_no_target_has_is_refused);
    tcase_add_test(t, a_name_has_its_limit);
    tcase_add_test(t, a_written_target_is_read_again);
}

int main(void)
{
    return run_tests("http target", add);
}
