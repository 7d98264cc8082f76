/* A store of runs: what is put comes out, in an order of its own; nothing is there twice; and what
 * is no store, or damaged, or kept by another, is told in one line. */
#include "results/store.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "results/store_private.h"
#include "tests/support.h"

static char *folder, *path;
static struct store *s;
static struct error e;

static void setup(void)
{
    folder = fresh_folder();
    path = mem_printf("%s/study.db", folder);
    e.text[0] = '\0';
    s = NULL;
}

static void teardown(void)
{
    store_close(s);
    free(path);
    remove_folder(folder);
}

static void open_store(enum store_mode mode)
{
    store_close(s);
    ck_assert_msg(store_open(&s, path, mode, &e) == 0, "%s", e.text);
}

static void expect_refused(enum store_mode mode, const char *wanted)
{
    struct store *none;
    ck_assert_int_lt(store_open(&none, path, mode, &e), 0);
    ck_assert_ptr_null(none);
    char *line = mem_printf("%s: %s", path, wanted);
    ck_assert_str_eq(e.text, line);
    free(line);
}

/* Executes SQL on the file by itself. */
static void sql(const char *text)
{
    sqlite3 *db;
    char *why = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, text, NULL, NULL, &why);
    ck_assert_msg(why == NULL, "%s: %s", text, why);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static struct store_key key_of(const char *scenario, uint64_t seed, uint32_t replication)
{
    return (struct store_key){.scenario = scenario,
                              .catalogue = "c",
                              .name = "a name",
                              .engine = "native",
                              .seed = seed,
                              .replication = replication};
}

static struct store_parameter rate(const char *value, double number)
{
    return (struct store_parameter){"wan.rate", value, number};
}

/* A run at that rate, whose scenario says nothing else. */
static int put(const char *value, double number, uint32_t replication, sim_time all_back)
{
    const struct store_key key = key_of(value, 1, replication);
    const struct store_parameter p = rate(value, number);
    const struct run_summary summary = {
        .all_back = all_back, .phones = 3, .fingerprint = UINT64_C(0xfedcba9876543210)};
    return store_put(s, &key, &p, 1, &(struct store_outcome){.summary = &summary}, &e);
}

static void must_put(const char *value, double number, uint32_t replication, sim_time all_back)
{
    ck_assert_msg(put(value, number, replication, all_back) == 0, "%s", e.text);
}

static int put_failure(const char *value, double number, uint32_t replication, const char *why)
{
    const struct store_key key = key_of(value, 1, replication);
    const struct store_parameter p = rate(value, number);
    return store_put(s, &key, &p, 1, &(struct store_outcome){.failure = why}, &e);
}

static int list_run(void *user, const struct store_run *run, struct error *error)
{
    (void)error;
    FILE *file = user;
    for (size_t i = 0; i < run->parameter_count; i++)
        fprintf(file, "%s=%s ", run->parameters[i].path, run->parameters[i].value);
    const struct store_quantity *all_back = store_run_quantity(run, "all_back_s");
    fprintf(file, "%llu.%u %s", (unsigned long long)run->seed, run->replication,
            run->state == STORE_DONE ? "done" : run->failure);
    if (all_back)
        fprintf(file, " %lld", (long long)all_back->value.whole);
    fputc('\n', file);
    return 0;
}

/* What store_runs visits, a line a run. Free it. */
static char *listed(const struct store_filter *filter)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    ck_assert_msg(store_runs(s, filter, list_run, file, &e) == 0, "%s", e.text);
    fclose(file);
    return text;
}

static void expect_listed(const struct store_filter *filter, const char *wanted)
{
    char *text = listed(filter);
    ck_assert_str_eq(text, wanted);
    free(text);
}

/* --- what is put comes out ------------------------------------------------------------------- */

static int look_at_run(void *user, const struct store_run *run, struct error *error)
{
    (void)error;
    ++*(int *)user;
    ck_assert_str_eq(run->scenario, "384 kbps");
    ck_assert_str_eq(run->catalogue, "c");
    ck_assert_str_eq(run->name, "a name");
    ck_assert_str_eq(run->engine, "native");
    ck_assert_str_eq(run->build, build_identity);
    ck_assert_uint_eq(strlen(run->digest), 64);
    ck_assert_uint_eq(run->fingerprint, UINT64_C(0xfedcba9876543210));
    ck_assert_int_eq(run->state, STORE_DONE);
    ck_assert_ptr_null(run->failure);
    ck_assert_uint_eq(run->parameter_count, 1);
    ck_assert_double_eq(store_run_parameter(run, "wan.rate")->number, 384e3);
    ck_assert_ptr_null(store_run_parameter(run, "wan"));
    size_t at = 0; /* in the order of the rows, all that are known, with their values */
    const struct run_summary summary = {
        .all_back = 7 * SECONDS, .phones = 3, .fingerprint = UINT64_C(0xfedcba9876543210)};
    for (size_t i = 0; i < run_quantity_count; i++) {
        if (run_quantities[i].kind == RUN_OTHER)
            continue;
        const struct run_value wanted = run_quantity_value(&run_quantities[i], &summary);
        if (!wanted.known)
            continue;
        const struct store_quantity *q = &run->quantities[at++];
        ck_assert_ptr_eq(q->row, &run_quantities[i]);
        ck_assert_str_eq(q->name, run_quantities[i].name);
        ck_assert_uint_eq(q->value.whole, wanted.whole);
        ck_assert_double_eq(q->value.real, wanted.real);
        ck_assert_int_eq(q->time, run_quantities[i].kind == RUN_TIME);
    }
    ck_assert_uint_eq(at, run->quantity_count);
    ck_assert_uint_gt(at, 90);
    return 0;
}

START_TEST(what_is_put_comes_out)
{
    open_store(STORE_WRITE);
    must_put("384 kbps", 384e3, 0, 7 * SECONDS);
    open_store(STORE_READ);
    int runs = 0;
    ck_assert_int_eq(store_runs(s, NULL, look_at_run, &runs, &e), 0);
    ck_assert_int_eq(runs, 1);
}
END_TEST

START_TEST(a_time_that_does_not_exist_has_no_row)
{
    open_store(STORE_WRITE);
    must_put("384 kbps", 384e3, 0, -1);
    expect_listed(NULL, "wan.rate=384 kbps 1.0 done\n");
}
END_TEST

START_TEST(a_run_is_found_by_all_of_its_key)
{
    open_store(STORE_WRITE);
    const struct store_key key = key_of("text", 7, 2);
    const struct run_summary summary = {.phones = 1};
    ck_assert_int_eq(store_find(s, &key, &e), STORE_NONE);
    ck_assert_int_eq(store_put(s, &key, NULL, 0, &(struct store_outcome){.summary = &summary}, &e),
                     0);
    for (int reopened = 0; reopened < 2; reopened++) {
        ck_assert_int_eq(store_find(s, &key, &e), STORE_DONE);
        struct store_key other = key;
        other.scenario = "other text";
        ck_assert_int_eq(store_find(s, &other, &e), STORE_NONE);
        other = key;
        other.catalogue = "d";
        ck_assert_int_eq(store_find(s, &other, &e), STORE_NONE);
        other = key;
        other.engine = "ns3";
        ck_assert_int_eq(store_find(s, &other, &e), STORE_NONE);
        other = key;
        other.seed = 8;
        ck_assert_int_eq(store_find(s, &other, &e), STORE_NONE);
        other = key;
        other.replication = 3;
        ck_assert_int_eq(store_find(s, &other, &e), STORE_NONE);
        other = key;
        other.name = "another name";
        ck_assert_int_eq(store_find(s, &other, &e), STORE_DONE);
        store_set_build(s, "another build", "pfsim 0");
        ck_assert_int_eq(store_find(s, &key, &e), STORE_NONE);
        open_store(STORE_WRITE);
    }
}
END_TEST

/* --- the order ------------------------------------------------------------------------------- */

static const struct {
    const char *value;
    double number;
    uint32_t replication;
} ordered[] = {
    {"-1", -1, 0},          {"0", 0, 0},
    {"128 kbps", 128e3, 0}, {"128 kbps", 128e3, 1},
    {"384 kbps", 384e3, 0}, {"1.5 Mbps", 1.5e6, 0},
    {"10 Mbps", 1e7, 9},    {"10 Mbps", 1e7, 10},
    {"unlimited", NAN, 0},
};
enum { ORDERED = sizeof ordered / sizeof *ordered };

START_TEST(the_order_is_by_value_and_not_by_time)
{
    char *first = NULL;
    for (int way = 0; way < 3; way++) {
        unlink(path);
        open_store(STORE_WRITE);
        for (int i = 0; i < ORDERED; i++) {
            const int n = way == 0 ? i : way == 1 ? ORDERED - 1 - i : i * 4 % ORDERED;
            must_put(ordered[n].value, ordered[n].number, ordered[n].replication, n);
        }
        char *text = listed(NULL);
        const char *at = text;
        for (int i = 0; i < ORDERED; i++) {
            char *line = mem_printf("wan.rate=%s 1.%u done %d\n", ordered[i].value,
                                    ordered[i].replication, i);
            ck_assert_msg(strncmp(at, line, strlen(line)) == 0, "'%s' begins not with '%s'", at,
                          line);
            at += strlen(line);
            free(line);
        }
        ck_assert(!first || strcmp(first, text) == 0);
        free(first);
        first = text;
    }
    free(first);
}
END_TEST

START_TEST(of_two_ways_to_ask_for_a_point_both_are_known)
{
    const struct store_key key = key_of("text", 1, 0);
    const struct run_summary summary = {.all_back = 5};
    const struct store_outcome o = {.summary = &summary};
    const struct store_parameter a[] = {{"wan.rate", "384 kbps", 384e3}, {"method", "tftp", NAN}};
    const struct store_parameter b[] = {{"wan.rate", "0.384 Mbps", 384e3}};
    for (int way = 0; way < 3; way++) {
        unlink(path);
        open_store(STORE_WRITE);
        ck_assert_int_eq(store_put(s, &key, way == 1 ? b : a, way == 1 ? 1 : 2, &o, &e), 0);
        if (way == 2)
            ck_assert_int_eq(store_note(s, &key, b, 1, &e), 0);
        else
            ck_assert_int_eq(store_put(s, &key, way == 1 ? a : b, way == 1 ? 2 : 1, &o, &e), 0);
        expect_listed(NULL, "method=tftp wan.rate=0.384 Mbps 1.0 done 5\n");
    }
}
END_TEST

/* --- which runs ------------------------------------------------------------------------------ */

START_TEST(runs_are_chosen_by_parameter_and_state)
{
    open_store(STORE_WRITE);
    must_put("384 kbps", 384e3, 0, 1);
    must_put("1 Mbps", 1e6, 0, 2);
    ck_assert_int_eq(put_failure("1 Mbps", 1e6, 1, "it took over 5 s"), 0);
    struct store_parameter where = {"wan.rate", "1000 kbps", 1e6};
    struct store_filter f = {.where = &where, .where_count = 1};
    expect_listed(&f, "wan.rate=1 Mbps 1.0 done 2\nwan.rate=1 Mbps 1.1 it took over 5 s\n");
    f.state = STORE_FAILED;
    expect_listed(&f, "wan.rate=1 Mbps 1.1 it took over 5 s\n");
    f.state = STORE_DONE;
    expect_listed(&f, "wan.rate=1 Mbps 1.0 done 2\n");
    where = (struct store_parameter){"wan.rate", "384 kbps", NAN};
    expect_listed(&f, "wan.rate=384 kbps 1.0 done 1\n");
    where.value = "385 kbps";
    expect_listed(&f, "");
    where = (struct store_parameter){"wan.rtt", "384 kbps", 384e3};
    expect_listed(&f, "");
}
END_TEST

START_TEST(builds_are_not_mixed)
{
    open_store(STORE_WRITE);
    store_set_build(s, "bbbb", "pfsim 2");
    must_put("1", 1, 0, 2);
    store_set_build(s, "abab", "pfsim 1");
    must_put("1", 1, 0, 1);
    must_put("1", 1, 1, 1);
    ck_assert_int_lt(store_runs(s, NULL, list_run, stdout, &e), 0);
    char *wanted = mem_printf("%s: has runs of several builds; which? abab (2 runs of pfsim 1), "
                              "bbbb (1 runs of pfsim 2)",
                              path);
    ck_assert_str_eq(e.text, wanted);
    free(wanted);
    expect_listed(&(struct store_filter){.build = "b"}, "wan.rate=1 1.0 done 2\n");
    expect_listed(&(struct store_filter){.build = "abab"},
                  "wan.rate=1 1.0 done 1\nwan.rate=1 1.1 done 1\n");
    ck_assert_int_lt(store_runs(s, &(struct store_filter){.build = "c"}, list_run, stdout, &e), 0);
    ck_assert_msg(strstr(e.text, "has no build c, but abab (2 runs") != NULL, "%s", e.text);
}
END_TEST

/* --- nothing is there twice ------------------------------------------------------------------ */

START_TEST(a_failure_is_replaced_and_a_result_is_not)
{
    open_store(STORE_WRITE);
    const struct store_key key = key_of("1", 1, 0);
    ck_assert_int_eq(put_failure("1", 1, 0, "its worker died twice"), 0);
    ck_assert_int_eq(store_find(s, &key, &e), STORE_FAILED);
    expect_listed(NULL, "wan.rate=1 1.0 its worker died twice\n");
    must_put("1", 1, 0, 4);
    ck_assert_int_eq(store_find(s, &key, &e), STORE_DONE);
    must_put("1", 1, 0, 4); /* the same once more */
    expect_listed(NULL, "wan.rate=1 1.0 done 4\n");
    const struct run_summary other = {.fingerprint = 1};
    ck_assert_int_lt(store_put(s, &key, NULL, 0, &(struct store_outcome){.summary = &other}, &e),
                     0);
    ck_assert_msg(strstr(e.text, "replication 0 of \"a name\" (seed 1) is there already, with "
                                 "another fingerprint"),
                  "%s", e.text);
    ck_assert_int_eq(put_failure("1", 1, 0, "no"), 0);
    expect_listed(NULL, "wan.rate=1 1.0 done 4\n");
}
END_TEST

/* --- what is no store ------------------------------------------------------------------------ */

static void write_file(const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

START_TEST(what_is_no_store_is_refused)
{
    expect_refused(STORE_READ, "cannot be read: No such file or directory");
    write_file("");
    expect_refused(STORE_READ, "is no store: it is empty");
    write_file("id,phone\nthis is a table of another kind, and long enough to be looked at\n");
    expect_refused(STORE_READ, "is no store: it is no file of SQLite's");
    expect_refused(STORE_WRITE, "is no store: it is no file of SQLite's");
    unlink(path);
    sql("CREATE TABLE person (name)");
    expect_refused(STORE_READ, "is no store of pfsim's but another file of SQLite's");
    expect_refused(STORE_WRITE, "is no store of pfsim's but another file of SQLite's");
    unlink(path);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    expect_refused(STORE_READ, "is no store but a folder or device");
    expect_refused(STORE_WRITE, "is no store but a folder or device");
}
END_TEST

START_TEST(an_empty_file_becomes_a_store)
{
    write_file("");
    open_store(STORE_WRITE);
    must_put("1", 1, 0, 4);
    ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(a_folder_that_is_not_there)
{
    free(path);
    path = mem_printf("%s/nowhere/study.db", folder);
    expect_refused(STORE_WRITE, "cannot be written: there is no such folder");
}
END_TEST

START_TEST(a_newer_store_is_refused)
{
    open_store(STORE_WRITE);
    sql("PRAGMA user_version = 1000");
    char *wanted = mem_printf("is a store of a newer pfsim (version 1000; this one knows %d): use "
                              "that",
                              STORE_VERSION);
    expect_refused(STORE_READ, wanted);
    expect_refused(STORE_WRITE, wanted);
    free(wanted);
}
END_TEST

START_TEST(tables_are_as_pfsim_makes_them)
{
    open_store(STORE_WRITE);
    sql("DROP VIEW result");
    sql("CREATE TABLE of_the_user (x)");
    open_store(STORE_READ);
    store_close(s);
    s = NULL;
    sql("ALTER TABLE parameter RENAME TO p");
    expect_refused(STORE_READ,
                   "is damaged, or no store of pfsim's: its table parameter is missing");
    sql("CREATE VIEW parameter AS SELECT * FROM p");
    expect_refused(STORE_READ,
                   "is damaged, or no store of pfsim's: its table parameter is missing");
    sql("DROP VIEW parameter; CREATE TABLE parameter (point, path, value, number)");
    expect_refused(STORE_WRITE,
                   "is damaged, or no store of pfsim's: its table parameter is another");
}
END_TEST

/* A trigger from elsewhere does nothing. */
START_TEST(triggers_are_not_executed)
{
    open_store(STORE_WRITE);
    sql("CREATE TRIGGER evil AFTER INSERT ON run BEGIN DELETE FROM build; END");
    open_store(STORE_WRITE);
    must_put("1", 1, 0, 4);
    expect_listed(NULL, "wan.rate=1 1.0 done 4\n");
}
END_TEST

START_TEST(what_is_in_the_rows_is_looked_at)
{
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"UPDATE scenario SET name = CAST(x'80ff' AS TEXT)", "a text is not UTF-8"},
        {"UPDATE point SET engine = CAST(x'610062' AS TEXT)", "a text is not UTF-8"},
        {"UPDATE parameter SET value = CAST(x'c0' AS TEXT)", "a text is not UTF-8"},
        {"UPDATE run SET fingerprint = 'none'", "a fingerprint is none"},
        {"UPDATE run SET fingerprint = NULL", "a run is neither done nor failed"},
        {"UPDATE run SET failure = 'both'", "a run is neither done nor failed"},
        {"UPDATE run SET replication = -1", "a number is not what it should be"},
        {"UPDATE point SET seed = -1", "a number is not what it should be"},
        {"UPDATE quantity SET value = 'text'", "a quantity is not what it should be"},
        {"DELETE FROM quantity_name WHERE id = 3", "a quantity is not what it should be"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unlink(path);
        open_store(STORE_WRITE);
        must_put("1", 1, 0, 4);
        sql(cases[i].text);
        open_store(STORE_READ);
        ck_assert_int_lt(store_runs(s, NULL, list_run, stderr, &e), 0);
        ck_assert_msg(strstr(e.text, cases[i].wanted) != NULL, "%s: %s", cases[i].text, e.text);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, what_is_put_comes_out);
    tcase_add_test(t, a_time_that_does_not_exist_has_no_row);
    tcase_add_test(t, a_run_is_found_by_all_of_its_key);
    tcase_add_test(t, the_order_is_by_value_and_not_by_time);
    tcase_add_test(t, of_two_ways_to_ask_for_a_point_both_are_known);
    tcase_add_test(t, runs_are_chosen_by_parameter_and_state);
    tcase_add_test(t, builds_are_not_mixed);
    tcase_add_test(t, a_failure_is_replaced_and_a_result_is_not);
    tcase_add_test(t, what_is_no_store_is_refused);
    tcase_add_test(t, an_empty_file_becomes_a_store);
    tcase_add_test(t, a_folder_that_is_not_there);
    tcase_add_test(t, a_newer_store_is_refused);
    tcase_add_test(t, tables_are_as_pfsim_makes_them);
    tcase_add_test(t, triggers_are_not_executed);
    tcase_add_test(t, what_is_in_the_rows_is_looked_at);
}

int main(void)
{
    return run_tests("store", add);
}
