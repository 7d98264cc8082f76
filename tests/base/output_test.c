/* Files that appear when they are complete, and leave nothing behind when they are not. */
#include "base/output.h"

#include <unistd.h>

#include "tests/support.h"

static char *folder;
static struct output o;
static struct error e;

static void setup(void)
{
    folder = fresh_folder();
    o = (struct output){0};
    e.text[0] = '\0';
}

static void teardown(void)
{
    remove_folder(folder);
}

START_TEST(file_appears_with_commit)
{
    ck_assert_int_eq(output_open(&o, folder, "a.csv", &e), 0);
    fputs("one\n", o.file);
    ck_assert(!file_exists(folder, "a.csv"));
    ck_assert_int_eq(output_commit(&o, &e), 0);
    expect_file(folder, "a.csv", "one\n");
    ck_assert_int_eq(files_in(folder), 1);
    output_abandon(&o); /* does nothing */
    ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(old_file_stays_until_commit)
{
    ck_assert_int_eq(output_open(&o, folder, "a.csv", &e), 0);
    fputs("old\n", o.file);
    ck_assert_int_eq(output_commit(&o, &e), 0);
    ck_assert_int_eq(output_open(&o, folder, "a.csv", &e), 0);
    fputs("new\n", o.file);
    fflush(o.file);
    expect_file(folder, "a.csv", "old\n");
    ck_assert_int_eq(output_commit(&o, &e), 0);
    expect_file(folder, "a.csv", "new\n");
}
END_TEST

START_TEST(abandoned_file_leaves_nothing)
{
    ck_assert_int_eq(output_open(&o, folder, "a.csv", &e), 0);
    fputs("half", o.file);
    output_abandon(&o);
    ck_assert_int_eq(files_in(folder), 0);
}
END_TEST

START_TEST(a_path_names_folder_and_file)
{
    char *path = mem_printf("%s/b.xml", folder);
    ck_assert_int_eq(output_open_path(&o, path, &e), 0);
    fputs("x", o.file);
    ck_assert_int_eq(output_commit(&o, &e), 0);
    expect_file(folder, "b.xml", "x");
    free(path);
    ck_assert_int_lt(output_open_path(&o, folder, &e), 0);
    ck_assert_msg(strstr(e.text, "it is no file but a folder") != NULL, "%s", e.text);
    path = mem_printf("%s/pipe", folder);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_int_lt(output_open_path(&o, path, &e), 0);
    ck_assert_int_eq(unlink(path), 0);
    free(path);
    ck_assert_int_lt(output_open_path(&o, "/nowhere/b.xml", &e), 0);
    ck_assert_str_eq(e.text, "/nowhere/b.xml: cannot be written: No such file or directory");
    ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(two_writers_of_one_name_do_not_meet)
{
    struct output other;
    ck_assert_int_eq(output_open(&o, folder, "a.csv", &e), 0);
    ck_assert_int_eq(output_open(&other, folder, "a.csv", &e), 0);
    fputs("first", o.file);
    fputs("second", other.file);
    ck_assert_int_eq(output_commit(&o, &e), 0);
    ck_assert_int_eq(output_commit(&other, &e), 0);
    expect_file(folder, "a.csv", "second");
}
END_TEST

START_TEST(reserved_name_is_written_by_others)
{
    ck_assert_int_eq(output_reserve(&o, folder, "a.png", &e), 0);
    ck_assert_ptr_null(o.file);
    FILE *file = fopen(o.temporary_path, "w");
    fputs("picture", file);
    fclose(file);
    ck_assert_int_eq(output_commit(&o, &e), 0);
    expect_file(folder, "a.png", "picture");
}
END_TEST

START_TEST(folders_are_made_down_to_the_last)
{
    char *deep = mem_printf("%s/a//b/c/", folder);
    ck_assert_int_eq(output_folder(deep, &e), 0);
    ck_assert_int_eq(output_folder(deep, &e), 0);
    ck_assert(file_exists(folder, "a/b/c"));
    free(deep);
}
END_TEST

START_TEST(file_in_the_place_of_a_folder_is_named)
{
    ck_assert_int_eq(output_open(&o, folder, "a", &e), 0);
    ck_assert_int_eq(output_commit(&o, &e), 0);
    char *deep = mem_printf("%s/a/b", folder);
    ck_assert_int_lt(output_folder(deep, &e), 0);
    char *wanted = mem_printf("%s/a: cannot make the folder: there is a file of that name", folder);
    ck_assert_str_eq(e.text, wanted);
    free(wanted);
    free(deep);
}
END_TEST

START_TEST(missing_folder_is_an_error)
{
    char *missing = mem_printf("%s/missing", folder);
    ck_assert_int_lt(output_open(&o, missing, "a.csv", &e), 0);
    char *wanted = mem_printf("%s/a.csv: cannot be written: No such file or directory", missing);
    ck_assert_str_eq(e.text, wanted);
    ck_assert_int_lt(output_reserve(&o, missing, "a.csv", &e), 0);
    output_abandon(&o);
    free(wanted);
    free(missing);
}
END_TEST

/* A name that is a folder's cannot be renamed to. */
START_TEST(failed_rename_leaves_nothing_aside)
{
    char *taken = mem_printf("%s/a.csv", folder);
    ck_assert_int_eq(output_folder(taken, &e), 0);
    free(taken);
    ck_assert_int_eq(output_open(&o, folder, "a.csv", &e), 0);
    ck_assert_int_lt(output_commit(&o, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "a.csv: cannot be written: "));
    ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(full_disk_is_found_by_commit)
{
    ck_assert_int_eq(output_open(&o, folder, "a.csv", &e), 0);
    ck_assert_ptr_nonnull(freopen("/dev/full", "w", o.file));
    fputs("lost", o.file);
    ck_assert_int_lt(output_commit(&o, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "No space left on device"));
    ck_assert_int_eq(files_in(folder), 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, file_appears_with_commit);
    tcase_add_test(t, old_file_stays_until_commit);
    tcase_add_test(t, abandoned_file_leaves_nothing);
    tcase_add_test(t, a_path_names_folder_and_file);
    tcase_add_test(t, two_writers_of_one_name_do_not_meet);
    tcase_add_test(t, reserved_name_is_written_by_others);
    tcase_add_test(t, folders_are_made_down_to_the_last);
    tcase_add_test(t, file_in_the_place_of_a_folder_is_named);
    tcase_add_test(t, missing_folder_is_an_error);
    tcase_add_test(t, failed_rename_leaves_nothing_aside);
    tcase_add_test(t, full_disk_is_found_by_commit);
}

int main(void)
{
    return run_tests("output", add);
}
