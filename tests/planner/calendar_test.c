/* An iCalendar file, byte by byte, and what hostile names make of it. */
#include "planner/calendar.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "tests/support.h"

/* The calendar as it is written; the caller's to free. */
static char *written(const struct calendar *c)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    calendar_write(file, c);
    fclose(file);
    char *copy = mem_strdup(text);
    free(text);
    return copy;
}

static const struct calendar_event lyon = {.key = "Lyon",
                                           .begin = 1796158800,
                                           .end = 1796162430,
                                           .summary = "Upgrade of Lyon",
                                           .description = "40 phones\nby sharing",
                                           .categories =
                                               (const char *const[]){"pfsim", "wave 1", NULL}};

START_TEST(an_event_is_written)
{
    const struct calendar c = {
        .name = "December", .stamp = 1795996800, .events = &lyon, .count = 1};
    char *text = written(&c);
    ck_assert_str_eq(text, "BEGIN:VCALENDAR\r\n"
                           "VERSION:2.0\r\n"
                           "PRODID:-//pfsim//pfsim//EN\r\n"
                           "X-WR-CALNAME:December\r\n"
                           "BEGIN:VEVENT\r\n"
                           "UID:144081bbf9ce7a8e5ea586831621bc5f@pfsim\r\n"
                           "DTSTAMP:20261130T000000Z\r\n"
                           "DTSTART:20261201T210000Z\r\n"
                           "DTEND:20261201T220030Z\r\n"
                           "SUMMARY:Upgrade of Lyon\r\n"
                           "DESCRIPTION:40 phones\\nby sharing\r\n"
                           "CATEGORIES:pfsim,wave 1\r\n"
                           "END:VEVENT\r\n"
                           "END:VCALENDAR\r\n");
    free(text);
}
END_TEST

/* What need not be given is not there; without an end after its begin an event is a moment. */
START_TEST(an_event_with_little)
{
    const struct calendar_event event = {
        .key = "x", .begin = 60, .end = 60, .summary = "", .description = ""};
    const struct calendar c = {.name = "", .stamp = 0, .events = &event, .count = 1};
    char *text = written(&c);
    ck_assert_ptr_nonnull(
        strstr(text, "\r\nDTSTART:19700101T000100Z\r\nSUMMARY:\r\nEND:VEVENT\r\n"));
    free(text);
}
END_TEST

/* The UID of the calendar's first event; the caller's to free. */
static char *uid(const char *name, const char *key, int64_t begin)
{
    struct calendar_event event = lyon;
    event.key = key;
    event.begin = begin;
    char *text = written(&(struct calendar){.name = name, .events = &event, .count = 1});
    char *found = strstr(text, "UID:");
    ck_assert_ptr_nonnull(found);
    char *value = mem_printf("%.*s", (int)strcspn(found, "\r"), found);
    free(text);
    return value;
}

START_TEST(a_uid_is_of_calendar_and_key)
{
    char *of[] = {uid("December", "Lyon", 60), uid("December", "Lyon", 120),
                  uid("December", "Lille", 60), uid("January", "Lyon", 60),
                  uid("DecemberL", "yon", 60)};
    ck_assert_str_eq(of[0], of[1]); /* later: the same event */
    for (size_t i = 2; i < sizeof of / sizeof *of; i++)
        ck_assert_str_ne(of[0], of[i]);
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        free(of[i]);
}
END_TEST

/* Lines end in CRLF, have at most 75 bytes, and are UTF-8 each. */
static void expect_lines(const char *text)
{
    while (*text) {
        const size_t length = strcspn(text, "\r\n");
        ck_assert_uint_le(length, 75);
        ck_assert(text[length] == '\r' && text[length + 1] == '\n');
        for (size_t at = 0; at < length;) {
            const size_t character = utf8_length(text + at, length - at);
            ck_assert_uint_gt(character, 0);
            at += character;
        }
        text += length + 2;
    }
}

/* Takes what folds lines out of the text, in place. */
static void unfold(char *text)
{
    for (char *fold; (fold = strstr(text, "\r\n "));)
        memmove(fold, fold + 3, strlen(fold + 3) + 1);
}

/* How many lines of the unfolded text begin so. */
static int lines_that_begin(const char *text, const char *with)
{
    int count = 0;
    for (; *text; text = strstr(text, "\r\n") + 2)
        count += strncmp(text, with, strlen(with)) == 0;
    return count;
}

struct hostile {
    const char *name, *value;
};

static const struct hostile hostile[] = {
    {"BEGIN:VEVENT", "BEGIN:VEVENT"},
    {"x\r\nEND:VEVENT\r\nBEGIN:VEVENT", "x\\nEND:VEVENT\\nBEGIN:VEVENT"},
    {"x\nEND:VEVENT", "x\\nEND:VEVENT"},
    {"x\rEND:VEVENT", "x\\\\x0dEND:VEVENT"},
    {"\n\n", "\\n\\n"},
    {"a,b;c\\d:e\"f", "a\\,b\\;c\\\\d:e\"f"},
    {"a\\n", "a\\\\n"},
    {"\xff\xc3", "\\\\xff\\\\xc3"},
    {"\x1b[2J\t\xe2\x80\xae", "\\\\x1b[2J\\\\x09\\\\u202e"},
};

START_TEST(names_are_data)
{
    const char *name = hostile[_i].name;
    const struct calendar_event event = {.key = name,
                                         .summary = name,
                                         .description = name,
                                         .categories = (const char *const[]){name, name, NULL}};
    char *text = written(&(struct calendar){.name = name, .events = &event, .count = 1});
    expect_lines(text);
    unfold(text);
    ck_assert_int_eq(lines_that_begin(text, "BEGIN:VEVENT"), 1);
    ck_assert_int_eq(lines_that_begin(text, "END:VEVENT"), 1);
    ck_assert_int_eq(lines_that_begin(text, ""), 13);
    char *wanted =
        mem_printf("\r\nSUMMARY:%s\r\nDESCRIPTION:%s\r\nCATEGORIES:%s,%s\r\n", hostile[_i].value,
                   hostile[_i].value, hostile[_i].value, hostile[_i].value);
    ck_assert_msg(strstr(text, wanted) != NULL, "%s", text);
    free(wanted);
    free(text);
}
END_TEST

/* 200 characters of one to four bytes, begun at each place of a line: none is cut, none is lost. */
START_TEST(long_names_are_folded_between_characters)
{
    static const char *const characters[] = {"x", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x93\x9e",
                                             ","};
    for (int ahead = 0; ahead < 75; ahead++) {
        char name[1000] = "", value[1000] = "";
        memset(name, '-', (size_t)ahead);
        memset(value, '-', (size_t)ahead);
        for (int i = 0; i < 200; i++) {
            strcat(name, characters[_i]);
            strcat(strcat(value, _i == 4 ? "\\" : ""), characters[_i]);
        }
        const struct calendar_event event = {.key = "x", .summary = name};
        char *text = written(&(struct calendar){.name = "", .events = &event, .count = 1});
        expect_lines(text);
        unfold(text);
        char *wanted = mem_printf("\r\nSUMMARY:%s\r\nEND", value);
        ck_assert_msg(strstr(text, wanted) != NULL, "%s", text);
        free(wanted);
        free(text);
    }
}
END_TEST

/* A line of just 75 bytes is not folded, one of 76 is. */
START_TEST(a_full_line_is_not_folded)
{
    char name[] = "-------------------------------------------------------------------x";
    struct calendar_event event = {.key = "x", .summary = name + 1};
    const struct calendar c = {.name = "", .events = &event, .count = 1};
    char *text = written(&c);
    ck_assert_int_eq(strlen("SUMMARY:") + strlen(name + 1), 75);
    ck_assert_ptr_nonnull(strstr(text, "-x\r\nEND:VEVENT"));
    free(text);
    event.summary = name;
    text = written(&c);
    ck_assert_ptr_nonnull(strstr(text, "-\r\n x\r\nEND:VEVENT"));
    free(text);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, an_event_is_written);
    tcase_add_test(t, an_event_with_little);
    tcase_add_test(t, a_uid_is_of_calendar_and_key);
    tcase_add_loop_test(t, names_are_data, 0, sizeof hostile / sizeof *hostile);
    tcase_add_loop_test(t, long_names_are_folded_between_characters, 0, 5);
    tcase_add_test(t, a_full_line_is_not_folded);
}

int main(void)
{
    return run_tests("calendar", add);
}
