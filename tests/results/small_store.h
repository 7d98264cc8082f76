/* A store in a folder of its own, and what tests put into it and get out again. */
#ifndef TESTS_RESULTS_SMALL_STORE_H
#define TESTS_RESULTS_SMALL_STORE_H

#include <math.h>
#include <sqlite3.h>
#include <unistd.h>

#include "results/store_private.h"
#include "tests/support.h"

static char *folder, *path;
static struct store *s;
static struct error e;

static inline void setup(void)
{
    folder = fresh_folder();
    path = mem_printf("%s/study.db", folder);
    e.text[0] = '\0';
    s = NULL;
    store_patience = 0;
    store_delay = 0;
}

static inline void teardown(void)
{
    store_close(s);
    free(path);
    remove_folder(folder);
}

static inline void open_store(enum store_mode mode)
{
    store_close(s);
    ck_assert_msg(store_open(&s, path, mode, &e) == 0, "%s", e.text);
}

static inline void expect_refused(enum store_mode mode, const char *wanted)
{
    struct store *none;
    ck_assert_int_lt(store_open(&none, path, mode, &e), 0);
    ck_assert_ptr_null(none);
    char *line = mem_printf("%s: %s", path, wanted);
    ck_assert_str_eq(e.text, line);
    free(line);
}

/* Executes SQL on the file by itself. */
static inline void sql(const char *text)
{
    sqlite3 *db;
    char *why = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, text, NULL, NULL, &why);
    ck_assert_msg(why == NULL, "%s: %s", text, why);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static inline struct store_key key_of(const char *scenario, uint64_t seed, uint32_t replication)
{
    return (struct store_key){.scenario = scenario,
                              .catalogue = "c",
                              .name = "a name",
                              .engine = "native",
                              .seed = seed,
                              .replication = replication};
}

static inline struct store_parameter rate(const char *value, double number)
{
    return (struct store_parameter){"wan.rate", value, number};
}

/* A run at that rate, whose scenario says nothing else. */
static inline int put(const char *value, double number, uint32_t replication, sim_time all_back)
{
    const struct store_key key = key_of(value, 1, replication);
    const struct store_parameter p = rate(value, number);
    const struct run_summary summary = {
        .all_back = all_back, .phones = 3, .fingerprint = UINT64_C(0xfedcba9876543210)};
    return store_put(s, &key, &p, 1, &(struct store_outcome){.summary = &summary}, &e);
}

static inline void must_put(const char *value, double number, uint32_t replication,
                            sim_time all_back)
{
    ck_assert_msg(put(value, number, replication, all_back) == 0, "%s", e.text);
}

static inline int put_failure(const char *value, double number, uint32_t replication,
                              const char *why)
{
    const struct store_key key = key_of(value, 1, replication);
    const struct store_parameter p = rate(value, number);
    return store_put(s, &key, &p, 1, &(struct store_outcome){.failure = why}, &e);
}

static inline int list_run(void *user, const struct store_run *run, struct error *error)
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
static inline char *listed(const struct store_filter *filter)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    ck_assert_msg(store_runs(s, filter, list_run, file, &e) == 0, "%s", e.text);
    fclose(file);
    return text;
}

static inline void expect_listed(const struct store_filter *filter, const char *wanted)
{
    char *text = listed(filter);
    ck_assert_str_eq(text, wanted);
    free(text);
}

#endif
