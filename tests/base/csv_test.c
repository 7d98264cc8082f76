/* Rows that are handed over, and files that are refused with line and reason. */
#include "base/csv.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const columns[] = {"name", "bytes", NULL};
static char seen[400];

static int take(void *user, const struct csv_row *row, struct error *e)
{
    (void)user;
    if (!strcmp(row->fields[0], "stop"))
        return error_set(e, "%zu: stop", row->line);
    snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%zu:%s=%s;", row->line,
             row->fields[0], row->fields[1]);
    return 0;
}

/* Reads a file of these bytes, and removes it. The path in messages is cut off. */
static int read_bytes(const char *bytes, size_t length, struct error *e)
{
    char path[] = "/tmp/csv_testXXXXXX";
    const int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, bytes, length), (ssize_t)length);
    close(file);
    seen[0] = e->text[0] = '\0';
    const int status = csv_read(path, columns, take, NULL, e);
    unlink(path);
    if (!strncmp(e->text, path, strlen(path)))
        memmove(e->text, e->text + strlen(path), strlen(e->text + strlen(path)) + 1);
    return status;
}

struct text {
    const char *bytes, *result;
};

static const struct text read_well[] = {
    {"name,bytes\na,1\nb,2\n", "2:a=1;3:b=2;"},
    {"name,bytes\r\na,1\r\nb,2\r\n", "2:a=1;3:b=2;"},
    {"name,bytes\na,1", "2:a=1;"},
    {"name,bytes\n", ""},
    {"name,bytes\n\n\na,1\n", "4:a=1;"},
    {"name,bytes\n\"a, \"\"b\"\"\",1\n", "2:a, \"b\"=1;"},
    {"name,bytes\n\"a\nb\",1\nc,2\n", "2:a\nb=1;4:c=2;"},
    {"name,bytes\n,\n", "2:=;"},
    {"\xef\xbb\xbfname,bytes\na,1\n", "2:a=1;"},
    {"name,bytes\n\xc3\xa9,1\n", "2:\xc3\xa9=1;"},
};

START_TEST(rows_are_handed_over)
{
    struct error e;
    ck_assert_msg(read_bytes(read_well[_i].bytes, strlen(read_well[_i].bytes), &e) == 0, "%s",
                  e.text);
    ck_assert_str_eq(seen, read_well[_i].result);
}
END_TEST

static const struct text refused[] = {
    {"", ":1: the file is empty; its first row is the header"},
    {"name\n", ":1: the header is not what it should be: name,bytes"},
    {"bytes,name\n", ":1: the header is not what it should be: name,bytes"},
    {"name,bytes\na,1\nb\n", ":3: the row has 1 fields; it needs 2, as the header has"},
    {"name,bytes\na,1,2\n", ":2: the row has 3 fields; it needs 2, as the header has"},
    {"name,bytes\na\"b,1\n",
     ":2: a quote where none may be; quote the whole field, and double the quotes in it"},
    {"name,bytes\n\"a\"b,1\n",
     ":2: a quote where none may be; quote the whole field, and double the quotes in it"},
    {"name,bytes\nx,1\n\"a,1\nb,2\n", ":3: a quoted field has no end"},
    {"name,bytes\na,\xff\n", ":2: a byte that is not UTF-8; write the file as UTF-8 text"},
    {"name,bytes\na,\xc0\x80\n", ":2: a byte that is not UTF-8; write the file as UTF-8 text"},
    {"name,bytes\na,\xed\xa0\x80\n", ":2: a byte that is not UTF-8; write the file as UTF-8 text"},
    {"name,bytes\na,\xe2\x82", ":2: a byte that is not UTF-8; write the file as UTF-8 text"},
    {"name,bytes\na,1\nstop,1\nb,2\n", "3: stop"},
};

START_TEST(bad_files_are_refused)
{
    struct error e;
    ck_assert_int_lt(read_bytes(refused[_i].bytes, strlen(refused[_i].bytes), &e), 0);
    ck_assert_str_eq(e.text, refused[_i].result);
}
END_TEST

START_TEST(zero_bytes_are_refused)
{
    struct error e;
    ck_assert_int_lt(read_bytes("name,bytes\na,\0\n", 15, &e), 0);
    ck_assert_str_eq(e.text, ":2: a zero byte; write the file as UTF-8 text");
}
END_TEST

START_TEST(large_files_are_refused)
{
    struct error e;
    const size_t length = ((size_t)16 << 20) + 1;
    char *bytes = malloc(length);
    memset(bytes, 'x', length);
    ck_assert_int_lt(read_bytes(bytes, length, &e), 0);
    ck_assert_str_eq(e.text, ": the file is over 16 MiB");
    free(bytes);
}
END_TEST

START_TEST(only_regular_files_are_read)
{
    struct error e;
    ck_assert_int_lt(csv_read("/", columns, take, NULL, &e), 0);
    ck_assert_str_eq(e.text, "/: cannot be read: it is a directory; give a CSV file");
    ck_assert_int_lt(csv_read("/dev/zero", columns, take, NULL, &e), 0);
    ck_assert_str_eq(e.text, "/dev/zero: cannot be read: it is a device; give a CSV file");
    ck_assert_int_lt(csv_read("/nowhere", columns, take, NULL, &e), 0);
    ck_assert_str_eq(e.text,
                     "/nowhere: cannot be read: No such file or directory; give a CSV file");
}
END_TEST

/* Of a sheet: each row's line and fields. */
static int take_sheet(void *user, const struct csv_row *row, struct error *e)
{
    (void)user;
    (void)e;
    snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%zu:", row->line);
    for (size_t i = 0; i < row->count; i++)
        snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s%s", i ? "|" : "",
                 row->fields[i]);
    strcat(seen, "/");
    return 0;
}

static int read_sheet(const char *bytes, size_t limit, struct error *e)
{
    char path[] = "/tmp/csv_testXXXXXX";
    const int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
    close(file);
    seen[0] = e->text[0] = '\0';
    const int status = csv_read_sheet(path, limit, take_sheet, NULL, e);
    unlink(path);
    if (!strncmp(e->text, path, strlen(path)))
        memmove(e->text, e->text + strlen(path), strlen(e->text + strlen(path)) + 1);
    return status;
}

static const struct text sheets[] = {
    {"a,b\n1,2\n", "1:a|b/2:1|2/"},
    {"a;b\r\n1,5;2\r\n", "1:a|b/2:1,5|2/"},
    {"a\tb\n1;5\t2,3\n", "1:a|b/2:1;5|2,3/"},
    {"a\tb\tc\n1\t\t3\n", "1:a|b|c/2:1||3/"},
    {"\xef\xbb\xbf"
     "a;b\n1;2\n",
     "1:a|b/2:1|2/"},
    {"\"a;b;c\",b\n1,2\n", "1:a;b;c|b/2:1|2/"},           /* separators in quotes */
    {"\"a\n;;\",b\n1,2\n", "1:a\n;;|b/3:1|2/"},           /* ... and a line end */
    {"# x, y, z\na;b\n1;2\n", "2:a|b/3:1|2/"},            /* comments do not count */
    {"\"# x, y\";;\n\n#\na;b;c\n", "4:a|b|c/"},           /* nor do quoted ones */
    {"a,b\n# don't \"quote\"\n1,2\n#\n", "1:a|b/3:1|2/"}, /* whatever is in them */
    {"a,b\n#1,2\n#\t3,4\n", "1:a|b/2:#1|2/"},             /* a name may begin so */
    {"a,b\n,\n , \n1,2\n", "1:a|b/4:1|2/"},
    {"a,b\n1\n1,2,3\n", "1:a|b/2:1/3:1|2|3/"},
    {"a,b\n\"1\n# 2\",3\n", "1:a|b/2:1\n# 2|3/"}, /* in quotes a line is no comment */
    {"# only\n#", ":1: the file is empty; its first row is the header"},
    {"\"", ":1: a quoted field has no end"},
    {"a,b\n1,2\"\n",
     ":2: a quote where none may be; quote the whole field, and double the quotes in it"},
};

START_TEST(sheets_are_read_as_people_keep_them)
{
    struct error e;
    const int status = read_sheet(sheets[_i].bytes, 100, &e);
    ck_assert_str_eq(status < 0 ? e.text : seen, sheets[_i].result);
}
END_TEST

START_TEST(a_sheet_has_the_callers_limit)
{
    struct error e;
    ck_assert_int_eq(read_sheet("a,b\n1,2\n", 8, &e), 0);
    ck_assert_int_lt(read_sheet("a,b\n1,2\n", 7, &e), 0);
    ck_assert_str_eq(e.text, ": the file is over 0 MiB");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *t = tcase_create("csv");
    tcase_add_loop_test(t, rows_are_handed_over, 0, (int)(sizeof read_well / sizeof *read_well));
    tcase_add_loop_test(t, bad_files_are_refused, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_loop_test(t, sheets_are_read_as_people_keep_them, 0,
                        (int)(sizeof sheets / sizeof *sheets));
    tcase_add_test(t, a_sheet_has_the_callers_limit);
    tcase_add_test(t, zero_bytes_are_refused);
    tcase_add_test(t, large_files_are_refused);
    tcase_add_test(t, only_regular_files_are_read);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
