/* A store of runs: what is put comes out, in an order of its own, and nothing is there twice. */
#include "results/store.h"

#include "results/tables.h"
#include "results/text.h"
#include "tests/results/small_run.h"
#include "tests/results/small_store.h"

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
    struct run_value value = {.known = true};
    const struct store_key key = key_of("384 kbps", 1, 0);
    ck_assert_int_eq(store_value(s, &key, run_quantity_find("all_back_s"), &value, &e), 0);
    ck_assert(!value.known);
    ck_assert_int_eq(store_value(s, &key, run_quantity_find("phones"), &value, &e), 0);
    ck_assert(value.known && value.whole == 3 && value.real == 3);
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
    f.state = STORE_NONE;
    where = (struct store_parameter){"replication", "1", NAN};
    expect_listed(&f, "wan.rate=1 Mbps 1.1 it took over 5 s\n");
    struct store_parameter both[] = {{"seed", "1", 1}, {"wan.rate", "384 kbps", NAN}};
    f = (struct store_filter){.where = both, .where_count = 2};
    expect_listed(&f, "wan.rate=384 kbps 1.0 done 1\n");
    both[0].value = "2";
    expect_listed(&f, "");
    both[0] = (struct store_parameter){"engine", "native", NAN};
    expect_listed(&f, "wan.rate=384 kbps 1.0 done 1\n");
    both[0].value = "ns3";
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

START_TEST(a_failure_is_forgotten_and_a_result_is_not)
{
    struct store_key one = key_of("1", 1, 0), two = key_of("1", 1, 1);
    open_store(STORE_WRITE);
    ck_assert_int_eq(put_failure("1", 1, 0, "died"), 0);
    must_put("1", 1, 1, 5);
    ck_assert_int_eq(store_forget(s, &one, &e), 0);
    ck_assert_int_eq(store_forget(s, &two, &e), 0);
    ck_assert_int_eq(store_find(s, &one, &e), STORE_NONE);
    ck_assert_int_eq(store_find(s, &two, &e), STORE_DONE);
    one.seed = two.seed = 2; /* of which there is none */
    ck_assert_int_eq(store_forget(s, &one, &e), 0);
    /* The point's last run takes the point with it. */
    must_put("1", 1, 0, 5);
    char *wanted = listed(NULL);
    struct store_key other = key_of("b", 1, 0);
    const struct store_outcome failed = {.failure = "does not load"};
    const struct store_parameter p = rate("2 Mbps", 2e6);
    ck_assert_int_eq(store_put(s, &other, &p, 1, &failed, &e), 0);
    ck_assert_int_eq(store_forget(s, &other, &e), 0);
    expect_listed(NULL, wanted);
    ck_assert_int_eq(store_put(s, &other, &p, 1, &failed, &e), 0);
    ck_assert_int_eq(store_find(s, &other, &e), STORE_FAILED);
    free(wanted);
}
END_TEST

/* --- rows that are kept ---------------------------------------------------------------------- */

struct kept {
    FILE *file;
    enum store_table table;
};

static int write_row(void *user, const char *const *fields, struct error *error)
{
    (void)error;
    const struct kept *k = user;
    for (size_t i = 0; store_table_columns(k->table)[i]; i++) {
        if (i > 0)
            fputc(',', k->file);
        text_csv(k->file, fields[i]);
    }
    fputc('\n', k->file);
    return 0;
}

/* The table as it is in a file of the run, made of what was kept. Free it. */
static char *kept_table(int64_t run, enum store_table table)
{
    char *text;
    size_t size;
    struct kept k = {open_memstream(&text, &size), table};
    const char *const *columns = store_table_columns(table);
    for (size_t i = 0; columns[i]; i++)
        fprintf(k.file, "%s%s", i ? "," : "", columns[i]);
    fputc('\n', k.file);
    ck_assert_msg(store_rows(s, run, table, columns, write_row, &k, &e) == 0, "%s", e.text);
    fclose(k.file);
    return text;
}

struct texts {
    char *phones, *links;
};

static int look_at_kept(void *user, const struct store_run *run, struct error *error)
{
    (void)error;
    const struct texts *wanted = user;
    char *phones = kept_table(run->id, STORE_PHONES), *links = kept_table(run->id, STORE_LINKS);
    ck_assert_str_eq(phones, wanted->phones);
    ck_assert_str_eq(links, wanted->links);
    free(phones);
    free(links);
    return 0;
}

START_TEST(rows_that_are_kept_are_those_of_the_tables)
{
    static const struct link_direction endless = {.rate = LINK_UNLIMITED, .framing = FRAMING_PPP};
    static const struct link_direction *const both[2] = {&endless, &endless};
    static const struct link_info odd = {
        .id = 2, .name = "=1+1", .wan = true, .ends = {"a \"b\"", "c,d"}, .direction = both};
    struct record r;
    struct texts texts;
    size_t size;
    record_init(&r, (struct record_options){0});
    const struct observer o = record_observer(&r);
    o.link(o.user, &odd);
    small_run(&o);
    FILE *file = open_memstream(&texts.phones, &size);
    table_phones(file, &r);
    fclose(file);
    file = open_memstream(&texts.links, &size);
    table_links(file, &r);
    fclose(file);
    ck_assert_ptr_nonnull(strstr(texts.links, "'=1+1"));
    ck_assert_ptr_nonnull(strstr(texts.links, "unlimited"));
    const struct run_summary summary = {0};
    const struct store_outcome outcome = {
        .summary = &summary, .phones = texts.phones, .links = texts.links};
    const struct store_key key = key_of("1", 1, 0);
    open_store(STORE_WRITE);
    ck_assert_msg(store_put(s, &key, NULL, 0, &outcome, &e) == 0, "%s", e.text);
    open_store(STORE_READ);
    ck_assert_int_eq(store_runs(s, NULL, look_at_kept, &texts, &e), 0);
    record_fini(&r);
    free(texts.phones);
    free(texts.links);
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
    tcase_add_test(t, a_failure_is_forgotten_and_a_result_is_not);
    tcase_add_test(t, rows_that_are_kept_are_those_of_the_tables);
}

int main(void)
{
    return run_tests("store", add);
}
