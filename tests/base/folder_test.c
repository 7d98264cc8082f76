/* What a folder has: whatever its own name is. */
#include "base/folder.h"

#include <sys/stat.h>

#include "tests/support.h"

static char *folder;

static void put(const char *name, const char *text)
{
    char *path = mem_printf("%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
    free(path);
}

static void setup(void)
{
    char *outer = fresh_folder();
    folder = mem_printf("%s/a[1]*", outer);
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    free(outer);
    put("b.csv", "x,y\n1,2\n");
    put("a.csv", "");
    put(".hidden.csv", "");
    put("a.png", "");
}

START_TEST(names_match_and_are_sorted)
{
    static const char *const patterns[] = {"*.csv", "c*", NULL};
    char **names;
    ck_assert_uint_eq(folder_names(folder, patterns, &names), 2);
    ck_assert_str_eq(names[0], "a.csv");
    ck_assert_str_eq(names[1], "b.csv");
    free(names[0]);
    free(names[1]);
    free(names);
    ck_assert_uint_eq(folder_names("/nowhere", patterns, &names), 0);
    ck_assert_ptr_null(names);
}
END_TEST

START_TEST(what_is_there_is_refused)
{
    static const char *const tables[] = {"c.csv", "b.csv", NULL}, *const others[] = {"c.csv", NULL};
    struct error e;
    ck_assert_int_eq(folder_refuse(folder, others, "is not mine", &e), 0);
    ck_assert_int_eq(folder_refuse("/nowhere", others, "is not mine", &e), 0);
    ck_assert_int_lt(folder_refuse(folder, tables, "is not mine", &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "a[1]*/b.csv would be replaced, and is not mine; give"));
    char *file = mem_printf("%s/b.csv", folder);
    ck_assert_int_lt(folder_refuse(file, others, "is not mine", &e), 0);
    ck_assert_ptr_nonnull(
        strstr(e.text, "b.csv: cannot make the folder: there is a file of that name"));
    free(file);
}
END_TEST

START_TEST(beginnings_of_files)
{
    ck_assert(folder_file_begins(folder, "b.csv", "x,y\n", 4));
    ck_assert(!folder_file_begins(folder, "b.csv", "x,z\n", 4));
    ck_assert(!folder_file_begins(folder, "a.csv", "x", 1));
    ck_assert(!folder_file_begins(folder, "c.csv", "x", 1));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, names_match_and_are_sorted);
    tcase_add_test(t, what_is_there_is_refused);
    tcase_add_test(t, beginnings_of_files);
}

int main(void)
{
    return run_tests("folder", add);
}
