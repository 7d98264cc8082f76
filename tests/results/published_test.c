/* Published numbers: the file, the three relations, and what is made of them. */
#include "results/published.h"

#include <math.h>

#include "tests/support.h"

#define HEADER "id,quantity,value,unit,tolerance,relation,condition,source,number,set,uncertainty\n"

static char *folder;
static struct published p;
static struct error e;

static void setup(void)
{
    folder = fresh_folder();
}

static void teardown(void)
{
    published_fini(&p);
    remove_folder(folder);
}

static int read_text(const char *text)
{
    char *path = mem_printf("%s/in.csv", folder);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
    const int result = published_read(&p, path, &e);
    free(path);
    return result;
}

static void compare(const char *id, double simulated)
{
    ck_assert_msg(published_compare(&p, id, simulated, &e) == 0, "%s", e.text);
}

static bool agrees(const char *id, double simulated)
{
    compare(id, simulated);
    return published_agrees(published_find(&p, id));
}

static const char three_rows[] = HEADER "time,\"upgrade time, last phone\",200,s,0.25,within,,us,,,\n"
                                        "slope,growth,1,exponent,0.5,below,,us,,,\n"
                                        "rank,place,1,rank,0,at-most,,us,,,\n";

START_TEST(relations_include_and_exclude_their_ends)
{
    ck_assert_int_eq(read_text(three_rows), 0);
    ck_assert_uint_eq(p.count, 3);
    ck_assert(agrees("time", 150));
    ck_assert(!agrees("time", 149.999));
    ck_assert(agrees("time", 250));
    ck_assert(!agrees("time", 250.001));
    ck_assert(agrees("slope", 0.5));
    ck_assert(!agrees("slope", 0.499));
    ck_assert(agrees("slope", 0.999));
    ck_assert(!agrees("slope", 1));
    ck_assert(agrees("rank", 1));
    ck_assert(!agrees("rank", 2));
}
END_TEST

START_TEST(all_agree_counts_what_was_compared)
{
    size_t compared;
    ck_assert_int_eq(read_text(three_rows), 0);
    ck_assert(published_all_agree(&p, &compared));
    ck_assert_uint_eq(compared, 0);
    compare("time", 210);
    ck_assert(published_all_agree(&p, &compared));
    ck_assert_uint_eq(compared, 1);
    compare("slope", 2);
    ck_assert(!published_all_agree(&p, &compared));
    ck_assert_uint_eq(compared, 2);
}
END_TEST

START_TEST(unknown_row_or_no_number_is_an_error)
{
    ck_assert_int_eq(read_text(three_rows), 0);
    ck_assert_int_lt(published_compare(&p, "nothing", 1, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "'nothing'"));
    ck_assert_int_lt(published_compare(&p, "time", NAN, &e), 0);
    ck_assert(!published_find(&p, "time")->simulated_known);
}
END_TEST

START_TEST(file_has_the_compared_rows_only)
{
    ck_assert_int_eq(read_text(three_rows), 0);
    compare("time", 210);
    compare("slope", 1.25);
    ck_assert_int_eq(published_write(&p, folder, &e), 0);
    expect_file(folder, "published.csv",
                "id,published,simulated,error,tolerance,ok,relation,unit,quantity\n"
                "time,200,210,0.050000,0.25,yes,within,s,\"upgrade time, last phone\"\n"
                "slope,1,1.25,0.250000,0.5,no,below,exponent,growth\n");
}
END_TEST

START_TEST(table_names_what_is_missing)
{
    ck_assert_int_eq(read_text(three_rows), 0);
    compare("time", 210);
    compare("slope", 1.25);
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    published_print(&p, file);
    fclose(file);
    const char *wanted[] = {"agrees\n", "DISAGREES\n", "not simulated yet\n"};
    const char *at = text;
    for (int i = 0; i < 3; i++) {
        at = strstr(at, wanted[i]);
        ck_assert_msg(at != NULL, "%s not in\n%s", wanted[i], text);
    }
    free(text);
}
END_TEST

static const struct {
    const char *row, *message;
} bad[] = {
    {"a,q,x,s,0.1,within,,,,,\n", ":2: value is 'x'; a number from 0 is wanted"},
    {"a,q,1e999,s,0.1,within,,,,,\n", ":2: value is '1e999'; a number from 0 is wanted"},
    {"a,q,0,s,0.1,within,,,,,\n", ":2: value is 0; a tolerance is a share of it, so it must be more"},
    {"a,q,1,s,,within,,,,,\n", ":2: tolerance is ''; a number from 0 is wanted"},
    {"a,q,1,s,0.1,about,,,,,\n", ":2: relation is 'about'; within, below or at-most is wanted"},
    {",q,1,s,0.1,within,,,,,\n", ":2: id is empty; name the row"},
    {"a,q,1,s,0.1,within,,,,,\na,q,1,s,0.1,within,,,,,\n", ":3: id 'a' is there twice; choose another"},
};

START_TEST(bad_rows_are_named)
{
    char *text = mem_printf("%s%s", HEADER, bad[_i].row);
    ck_assert_int_lt(read_text(text), 0);
    free(text);
    char *wanted = mem_printf("%s/in.csv%s", folder, bad[_i].message);
    ck_assert_str_eq(e.text, wanted);
    free(wanted);
}
END_TEST

START_TEST(the_projects_file_is_well_formed)
{
    const char *srcdir = getenv("srcdir");
    char *path = mem_printf("%s/results/published.csv", srcdir ? srcdir : ".");
    ck_assert_msg(published_read(&p, path, &e) == 0, "%s", e.text);
    free(path);
    ck_assert_uint_ge(p.count, 1);
    for (size_t i = 0; i < p.count; i++)
        ck_assert_msg(*p.rows[i].source && *p.rows[i].condition, "%s", p.rows[i].id);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, relations_include_and_exclude_their_ends);
    tcase_add_test(t, all_agree_counts_what_was_compared);
    tcase_add_test(t, unknown_row_or_no_number_is_an_error);
    tcase_add_test(t, file_has_the_compared_rows_only);
    tcase_add_test(t, table_names_what_is_missing);
    tcase_add_loop_test(t, bad_rows_are_named, 0, sizeof bad / sizeof *bad);
    tcase_add_test(t, the_projects_file_is_well_formed);
}

int main(void)
{
    return run_tests("published", add);
}
