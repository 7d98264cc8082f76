/* Points of one's own: which columns there may be, and what is no point. */
#include "studies/own_points.h"

#include "tests/support.h"

static char *folder, *path;
static struct own_points points;
static struct error e;

static void setup(void)
{
    folder = fresh_folder();
    path = mem_printf("%s/own.csv", folder);
}

static void teardown(void)
{
    free(path);
    remove_folder(folder);
}

static int read_text(const char *text)
{
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
    return own_points_read(&points, path, &e);
}

static void expect(size_t i, const char *label, const char *method, uint32_t phones, double seconds)
{
    ck_assert_uint_lt(i, points.count);
    ck_assert_str_eq(points.items[i].label, label);
    ck_assert_str_eq(points.items[i].method, method);
    ck_assert_uint_eq(points.items[i].phones, phones);
    ck_assert_double_eq(points.items[i].seconds, seconds);
}

START_TEST(columns_are_found_by_name)
{
    ck_assert_msg(read_text("method,phones,label,all_back_s\ntftp,40,\"our, lab\",6420.5\n"
                            "pfs,40,,560\n") == 0,
                  "%s", e.text);
    ck_assert_uint_eq(points.count, 2);
    expect(0, "our, lab", "tftp", 40, 6420.5);
    expect(1, "", "pfs", 40, 560);
    own_points_free(&points);
    ck_assert_int_eq(read_text("phones,upgrade_time_s\n1,480\n"), 0);
    expect(0, "", "", 1, 480);
    own_points_free(&points);
}
END_TEST

START_TEST(times_may_have_units)
{
    ck_assert_int_eq(read_text("upgrade_time,phones\n107 min,40\n9.5min,40\n"), 0);
    expect(0, "", "", 40, 6420);
    expect(1, "", "", 40, 570);
    own_points_free(&points);
    ck_assert_int_eq(read_text("all_back,phones\n2h,3\n"), 0);
    expect(0, "", "", 3, 7200);
    own_points_free(&points);
}
END_TEST

static const struct {
    const char *text, *said;
} wrong[] = {
    {"phones,time\n1,2\n", "own.csv:1: unknown column 'time'"},
    {"phone,all_back_s\n1,2\n", "did you mean 'phones'"},
    {"all_back_s\n2\n", "own.csv:1: there is no column 'phones'"},
    {"phones,label\n1,a\n", "own.csv:1: there should be one column of times"},
    {"phones,all_back_s,all_back\n1,2,3s\n", "own.csv:1: there should be one column of times"},
    {"phones,all_back_s,upgrade_time_s\n1,2,3\n", "own.csv:1: 'upgrade_time_s' is there already"},
    {"phones,all_back_s\n", "own.csv: there is no point in it"},
    {"phones,all_back_s\n1,2\n0,2\n", "own.csv:3: '0' is no number of phones"},
    {"phones,all_back_s\n1.5,2\n", "own.csv:2: '1.5' "},
    {"phones,all_back_s\n4294967296,2\n", "own.csv:2: '4294967296' is no number of phones"},
    {"phones,all_back_s\n1,\n", "own.csv:2: '' is no time in seconds above 0"},
    {"phones,all_back_s\n1,0\n", "own.csv:2: '0' is no time in seconds above 0"},
    {"phones,all_back_s\n1,-3\n", "own.csv:2: '-3' is no time"},
    {"phones,all_back_s\n1,inf\n", "own.csv:2: 'inf' is no time"},
    {"phones,all_back_s\n1,1e999\n", "own.csv:2: '1e999' is no time"},
    {"phones,all_back_s\n1,5 min\n", "own.csv:2: '5 min' is no time in seconds"},
    {"phones,all_back\n1,5\n", "own.csv:2: '5' has no unit"},
    {"phones,all_back\n1,0s\n", "own.csv:2: '0s' is no time above 0"},
};

START_TEST(what_is_no_point_is_said)
{
    ck_assert_int_lt(read_text(wrong[_i].text), 0);
    ck_assert_msg(strstr(e.text, wrong[_i].said) != NULL, "wanted %s, got %s", wrong[_i].said,
                  e.text);
    ck_assert_ptr_null(points.items);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, columns_are_found_by_name);
    tcase_add_test(t, times_may_have_units);
    tcase_add_loop_test(t, what_is_no_point_is_said, 0, sizeof wrong / sizeof *wrong);
}

int main(void)
{
    return run_tests("own_points", add);
}
