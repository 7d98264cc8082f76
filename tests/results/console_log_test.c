/* The files that consoles leave behind. */
#include "results/console_log.h"

#include <sys/resource.h>

#include "tests/support.h"

static char *folder;
static struct console_log l;
static struct observer o;
static struct error e;
static const struct phone_info phones[] = {{.id = 0, .name = "SEP0"}, {.id = 1, .name = "SEP1"}};

static void setup(void)
{
    folder = fresh_folder();
    ck_assert_int_eq(console_log_init(&l, folder, &e), 0);
    o = console_log_observer(&l);
    o.phone_added(o.user, &phones[0]);
    o.phone_added(o.user, &phones[1]);
}

static void teardown(void)
{
    console_log_abandon(&l);
    remove_folder(folder);
}

static void print(uint32_t phone, const char *line)
{
    o.console_line(o.user, phone, line, 0);
}

/* What a run does at its end. */
static int finish(void)
{
    struct output_set set = {0};
    if (console_log_finish(&l, &set, &e) == 0)
        return output_set_commit(&set, &e);
    output_set_abandon(&set);
    return -1;
}

START_TEST(a_file_appears_when_the_run_has_ended)
{
    print(1, "DBG 00:00:00.000000 DLoad: a");
    print(0, "INF 00:00:00.000001 DLoad: b");
    print(1, "NOT 00:00:00.000002 DLoad: c");
    ck_assert_int_eq(files_in(folder), 0);
    ck_assert_int_eq(finish(), 0);
    expect_file(folder, "SEP0.log", "INF 00:00:00.000001 DLoad: b\n");
    expect_file(folder, "SEP1.log", "DBG 00:00:00.000000 DLoad: a\nNOT 00:00:00.000002 DLoad: c\n");
}
END_TEST

START_TEST(a_phone_that_prints_nothing_has_no_file)
{
    print(0, "INF 00:00:00.000001 DLoad: b");
    ck_assert_int_eq(finish(), 0);
    ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

/* 20,000 lines of 33 bytes are 40 times what is gathered. */
START_TEST(a_long_log_is_complete_and_in_order)
{
    enum { LINES = 20000 };
    char line[64];
    for (int i = 0; i < LINES; i++) {
        snprintf(line, sizeof line, "%08d %s", i, "a line of the console..");
        print(0, line);
    }
    ck_assert_int_eq(finish(), 0);
    size_t length;
    char *text = file_contents(folder, "SEP0.log", &length);
    ck_assert_uint_eq(length, LINES * 33);
    for (int i = 0; i < LINES; i++)
        ck_assert_int_eq(atoi(text + i * 33), i);
    free(text);
}
END_TEST

/* With 16 files allowed to be open, of which some are. */
START_TEST(a_thousand_phones_need_one_file_open_at_a_time)
{
    enum { PHONES = 1000 };
    const struct rlimit few = {16, 16};
    struct phone_info *many = mem_calloc(PHONES, sizeof *many);
    char names[PHONES][16], line[200] = {0};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    memset(line, 'x', sizeof line - 1);
    for (uint32_t i = 0; i < PHONES; i++) {
        snprintf(names[i], sizeof names[i], "SEP%u", i);
        many[i] = (struct phone_info){.id = i, .name = names[i]};
        o.phone_added(o.user, &many[i]);
    }
    for (int round = 0; round < 100; round++)
        for (uint32_t i = 0; i < PHONES; i++)
            print(i, line);
    ck_assert_msg(finish() == 0, "%s", e.text);
    ck_assert_int_eq(files_in(folder), PHONES);
    free(many);
}
END_TEST

START_TEST(an_abandoned_log_leaves_nothing)
{
    for (int i = 0; i < 2000; i++)
        print(0, "a line of the console");
    ck_assert_int_eq(files_in(folder), 1); /* what is written aside */
    console_log_abandon(&l);
    ck_assert_int_eq(files_in(folder), 0);
    console_log_abandon(&l);
}
END_TEST

START_TEST(a_folder_that_is_gone_is_told_and_leaves_nothing)
{
    print(0, "a");
    char *away = mem_printf("%s-away", folder);
    ck_assert_int_eq(rename(folder, away), 0);
    ck_assert_int_lt(finish(), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "SEP0.log: cannot be written"));
    ck_assert_int_eq(rename(away, folder), 0);
    ck_assert_int_eq(files_in(folder), 0);
    free(away);
}
END_TEST

START_TEST(a_folder_that_cannot_be_made_is_told_before_the_run)
{
    struct console_log other;
    ck_assert_int_lt(console_log_init(&other, "/dev/null/logs", &e), 0);
    console_log_abandon(&other);
}
END_TEST

START_TEST(a_file_that_cannot_be_appended_to_is_told)
{
    for (int i = 0; i < 2000; i++)
        print(0, "a line of the console");
    remove_folder(folder);
    folder = fresh_folder();
    ck_assert_int_lt(finish(), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "SEP0.log: cannot be written"));
}
END_TEST

/* A name is a person's, and a line can have a file's name in it. */
START_TEST(names_and_lines_are_data)
{
    static const char *const names[] = {"../x", "a b", "a\nb", "a-b"};
    struct phone_info many[4];
    for (uint32_t i = 0; i < 4; i++) {
        many[i] = (struct phone_info){.id = 2 + i, .name = names[i]};
        o.phone_added(o.user, &many[i]);
        print(2 + i, "DBG a\nb\x1b[0m");
    }
    ck_assert_int_eq(finish(), 0);
    expect_file(folder, "-.-x~2.log", "DBG a\\x0ab\\x1b[0m\n");
    ck_assert(file_exists(folder, "a-b~3.log"));
    ck_assert(file_exists(folder, "a-b~4.log"));
    ck_assert(file_exists(folder, "a-b.log"));
    ck_assert_int_eq(files_in(folder), 4);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_file_appears_when_the_run_has_ended);
    tcase_add_test(t, a_phone_that_prints_nothing_has_no_file);
    tcase_add_test(t, a_long_log_is_complete_and_in_order);
    tcase_add_test(t, a_thousand_phones_need_one_file_open_at_a_time);
    tcase_add_test(t, names_and_lines_are_data);
    tcase_add_test(t, an_abandoned_log_leaves_nothing);
    tcase_add_test(t, a_folder_that_is_gone_is_told_and_leaves_nothing);
    tcase_add_test(t, a_folder_that_cannot_be_made_is_told_before_the_run);
    tcase_add_test(t, a_file_that_cannot_be_appended_to_is_told);
}

int main(void)
{
    return run_tests("console log", add);
}
