/* Tables read back: columns by name, quotes, and what is refused. */
#include "results/table_read.h"

#include "tests/support.h"

static char *folder, seen[200];
static struct error e;

static void setup(void)
{
    folder = fresh_folder();
    seen[0] = '\0';
}

static void teardown(void)
{
    remove_folder(folder);
}

static int take(void *user, const char *const *fields, struct error *error)
{
    (void)user;
    snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "[%s|%s]", fields[0], fields[1]);
    return strcmp(fields[0], "refused") == 0 ? error_set(error, "it is refused") : 0;
}

static int read_text(const char *text)
{
    static const char *const columns[] = {"b", "a", NULL};
    char *path = mem_printf("%s/t.csv", folder);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
    free(path);
    return table_read(folder, "t.csv", columns, take, NULL, &e);
}

START_TEST(columns_are_found_by_name)
{
    ck_assert_int_eq(read_text("a,x,b\n1,2,3\n\"q,\"\"r\",,\n"), 0);
    ck_assert_str_eq(seen, "[3|1][|q,\"r]");
}
END_TEST

START_TEST(marks_of_formulas_are_taken_away)
{
    ck_assert_int_eq(read_text("a,b\n'=1,''+2\n't,'\n"), 0);
    ck_assert_str_eq(seen, "['+2|=1]['|'t]");
}
END_TEST

START_TEST(short_rows_have_empty_fields)
{
    ck_assert_int_eq(read_text("a,b\n1\n"), 0);
    ck_assert_str_eq(seen, "[|1]");
}
END_TEST

static const struct {
    const char *text, *said;
} refused[] = {
    {"a,c\n1,2\n", "t.csv: there is no column 'b'"},
    {"a,b\n1,2\n3,refused\n4,5\n", "t.csv:3: it is refused"},
    {"", "t.csv: there is nothing in it"},
    {"a,b\n\"1,2\n", "t.csv: not well-formed"},
};

START_TEST(bad_tables_are_refused)
{
    ck_assert_int_lt(read_text(refused[_i].text), 0);
    ck_assert_msg(strstr(e.text, refused[_i].said) != NULL, "%s", e.text);
}
END_TEST

START_TEST(missing_table_says_how_it_is_made)
{
    static const char *const columns[] = {"a", NULL};
    ck_assert_int_lt(table_read(folder, "none.csv", columns, take, NULL, &e), 0);
    ck_assert_ptr_nonnull(
        strstr(e.text, "none.csv: there is no such file; 'pfsim run FILE -o DIR'"));
}
END_TEST

static const struct {
    const char *text;
    sim_time time;
} times[] = {
    {"", -1},
    {"0.000000000", 0},
    {"1.000000001", SECONDS + 1},
    {"12", 12 * SECONDS},
    {"3.25", 3250 * MILLISECONDS},
};

START_TEST(times_are_exact)
{
    sim_time t;
    ck_assert_int_eq(table_time(times[_i].text, &t, &e), 0);
    ck_assert_int_eq(t, times[_i].time);
}
END_TEST

START_TEST(other_texts_are_no_numbers)
{
    static const char *const texts[] = {"x", "-1", "1.", "1.0000000001", "1 s", "1234567890", ".5"};
    sim_time t;
    uint64_t count;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(strcmp(texts[i], "1.") == 0 || table_time(texts[i], &t, &e) < 0, "%s",
                      texts[i]);
    ck_assert_int_eq(table_count("12", &count, &e), 0);
    ck_assert_uint_eq(count, 12);
    ck_assert_int_eq(table_count("9999999999999999", &count, &e), 0);
    ck_assert_int_lt(table_count("10000000000000000", &count, &e), 0);
    ck_assert_int_lt(table_count("", &count, &e), 0);
    ck_assert_int_lt(table_count("12x", &count, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "'12x' is not a whole number"));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, columns_are_found_by_name);
    tcase_add_test(t, marks_of_formulas_are_taken_away);
    tcase_add_test(t, short_rows_have_empty_fields);
    tcase_add_loop_test(t, bad_tables_are_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(t, missing_table_says_how_it_is_made);
    tcase_add_loop_test(t, times_are_exact, 0, sizeof times / sizeof *times);
    tcase_add_test(t, other_texts_are_no_numbers);
}

int main(void)
{
    return run_tests("table_read", add);
}
