/* Stores that are merged: of all runs, in the same order as if one store had got them; or nothing.
 */
#include "results/tables.h"
#include "results/text.h"
#include "tests/results/small_run.h"
#include "tests/results/small_store.h"

static char *parts[4];

/* Which of the parts is written to from now on. */
static void open_part(int i)
{
    if (!parts[i])
        parts[i] = mem_printf("%s/part-%d.db", folder, i);
    free(path);
    path = mem_strdup(parts[i]);
    open_store(STORE_WRITE);
}

static int merge(size_t count)
{
    char *out = mem_printf("%s/all.db", folder);
    store_close(s);
    s = NULL;
    const int result = store_merge(out, (const char *const *)parts, count, &e);
    free(path);
    path = out;
    return result;
}

static void free_parts(void)
{
    for (int i = 0; i < 4; i++) {
        free(parts[i]);
        parts[i] = NULL;
    }
}

/* Values, replications and results of one campaign. */
static void put_one(uint32_t i)
{
    static const char *const values[] = {"9 bps", "384 kbps", "1.5 Mbps", "unlimited"};
    static const double numbers[] = {9, 384e3, 1.5e6, NAN};
    if (i % 7 == 3)
        ck_assert_int_eq(put_failure(values[i % 4], numbers[i % 4], i / 4, "it took too long"), 0);
    else
        must_put(values[i % 4], numbers[i % 4], i / 4, (sim_time)i);
}

enum { RUNS = 23 };

/* How many quantities the store has names of. */
static size_t names(void)
{
    struct store_names all;
    ck_assert_msg(store_names(s, NULL, &all, &e) == 0, "%s", e.text);
    const size_t count = all.quantity_count;
    store_names_free(&all);
    return count;
}

START_TEST(parts_are_the_whole)
{
    open_store(STORE_WRITE);
    for (uint32_t i = 0; i < RUNS; i++)
        put_one(i);
    char *wanted = listed(NULL);
    const size_t wanted_names = names();
    for (uint32_t i = 0; i < RUNS; i++) {
        open_part((int)(i * i % 4));
        put_one(RUNS - 1 - i);
    }
    open_part(2);
    open_part(3); /* of these two some may have no run */
    ck_assert_msg(merge(4) == 0, "%s", e.text);
    open_store(STORE_READ);
    expect_listed(NULL, wanted);
    ck_assert_uint_eq(names(), wanted_names); /* also of those that no run has */
    free(wanted);
    free_parts();
    store_close(s);
    s = NULL;
    ck_assert_int_eq(files_in(folder), 6); /* nothing aside */
}
END_TEST

START_TEST(a_run_is_in_two_parts)
{
    open_part(0);
    must_put("1", 1, 0, 4);
    open_part(1);
    must_put("1", 1, 1, 4);
    open_part(2);
    must_put("2", 2, 0, 4);
    must_put("1", 1, 1, 4);
    ck_assert_int_lt(merge(3), 0);
    char *wanted = mem_printf("%s: a run is in %s, too: replication 1 of \"a name\", seed 1, "
                              "wan.rate=1",
                              parts[2], parts[1]);
    ck_assert_str_eq(e.text, wanted);
    free(wanted);
    ck_assert_int_eq(files_in(folder), 3);
    free_parts();
}
END_TEST

START_TEST(parts_are_of_two_builds)
{
    open_part(0);
    must_put("1", 1, 0, 4);
    open_part(1);
    store_set_build(s, "abcd", "pfsim 0");
    must_put("1", 1, 1, 4);
    ck_assert_int_lt(merge(2), 0);
    char *wanted =
        mem_printf("%s: has runs of build abcd (pfsim 0), and %s of build %.12s (pfsim 0.1.0)",
                   parts[1], parts[0], build_identity);
    ck_assert_str_eq(e.text, wanted);
    free(wanted);
    ck_assert_int_eq(files_in(folder), 2);
    open_part(2);
    store_set_build(s, "abcd", "pfsim 0");
    must_put("1", 1, 0, 4);
    store_close(s);
    s = NULL;
    free(parts[0]);
    parts[0] = mem_strdup(parts[2]);
    ck_assert_msg(merge(2) == 0, "%s", e.text); /* of another build than this program, but of one */
    open_store(STORE_READ);
    expect_listed(&(struct store_filter){.build = "abcd"},
                  "wan.rate=1 1.0 done 4\nwan.rate=1 1.1 done 4\n");
    free_parts();
}
END_TEST

static int read_names(void *user, const char *const *fields, struct error *error)
{
    (void)error;
    ck_assert_uint_lt(strlen(user) + strlen(fields[0]), 60);
    strcat(user, fields[0]);
    return 0;
}

static int look_at_kept(void *user, const struct store_run *run, struct error *error)
{
    static const char *const phone[] = {"phone", NULL}, *const link[] = {"link", NULL};
    (void)user;
    char names[64] = "";
    ck_assert_int_eq(store_rows(s, run->id, STORE_PHONES, phone, read_names, names, error), 0);
    ck_assert_int_eq(store_rows(s, run->id, STORE_LINKS, link, read_names, names, error), 0);
    ck_assert_str_eq(names, "phone-0phone-1phone-2wan branchwan branch");
    return 0;
}

START_TEST(rows_that_were_kept_come_along)
{
    struct record r;
    char *phones, *links;
    size_t size;
    record_init(&r, (struct record_options){0});
    const struct observer o = record_observer(&r);
    small_run(&o);
    FILE *file = open_memstream(&phones, &size);
    table_phones(file, &r);
    fclose(file);
    file = open_memstream(&links, &size);
    table_links(file, &r);
    fclose(file);
    record_fini(&r);
    const struct run_summary summary = {0};
    const struct store_key key = key_of("1", 1, 0);
    open_part(0);
    ck_assert_int_eq(
        store_put(s, &key, NULL, 0,
                  &(struct store_outcome){.summary = &summary, .phones = phones, .links = links},
                  &e),
        0);
    ck_assert_msg(merge(1) == 0, "%s", e.text);
    open_store(STORE_READ);
    ck_assert_msg(store_runs(s, NULL, look_at_kept, NULL, &e) == 0, "%s", e.text);
    free(phones);
    free(links);
    free_parts();
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, parts_are_the_whole);
    tcase_add_test(t, a_run_is_in_two_parts);
    tcase_add_test(t, parts_are_of_two_builds);
    tcase_add_test(t, rows_that_were_kept_come_along);
}

int main(void)
{
    return run_tests("store_merge", add);
}
