/* Which builds' runs a store has, and which of its runs are meant, in their order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/store_private.h"

/* --- builds ---------------------------------------------------------------------------------- */

static int choose_build(struct store *s, struct store_build *b, struct error *e)
{
    int64_t points, done, failed;
    if (store_text(s, STORE_BUILDS, 0, false, &b->identity, e) < 0 ||
        store_text(s, STORE_BUILDS, 1, false, &b->version, e) < 0 ||
        store_whole(s, STORE_BUILDS, 2, 0, INT64_MAX, &points, e) < 0 ||
        store_whole(s, STORE_BUILDS, 3, 0, INT64_MAX, &done, e) < 0 ||
        store_whole(s, STORE_BUILDS, 4, 0, INT64_MAX, &failed, e) < 0)
        return -1;
    b->points = (uint64_t)points;
    b->done = (uint64_t)done;
    b->failed = (uint64_t)failed;
    return 0;
}

int store_builds(struct store *s, store_build_fn *fn, void *user, struct error *e)
{
    int result = store_do(s, STORE_BUILDS, e, "");
    while (result > 0) {
        struct store_build build;
        result = choose_build(s, &build, e);
        if (result == 0)
            result = fn(user, &build, e);
        if (result < 0)
            store_done(s, STORE_BUILDS);
        else
            result = store_next(s, STORE_BUILDS, e);
    }
    return result;
}

/* The builds that a filter could mean. */
struct choose_builds {
    const char *begin; /* NULL: any */
    size_t count;
    char identity[BUILD_IDENTITY_DIGITS + 1]; /* of the last one */
    char text[256];                           /* "abc (pfsim 0.1.0, 30 runs), def ..." */
};

static int choose_note_build(void *user, const struct store_build *build, struct error *e)
{
    (void)e;
    struct choose_builds *all = user;
    if (all->begin && strncmp(build->identity, all->begin, strlen(all->begin)) != 0)
        return 0;
    const size_t length = strlen(all->text);
    snprintf(all->text + length, sizeof all->text - length, "%s%.*s (%llu runs of %.40s)",
             length ? ", " : "", BUILD_IDENTITY_SHORT, build->identity,
             (unsigned long long)(build->done + build->failed), build->version);
    snprintf(all->identity, sizeof all->identity, "%s", build->identity);
    all->count++;
    return 0;
}

int store_choose_build(struct store *s, const char *begin, char identity[BUILD_IDENTITY_DIGITS + 1],
                       struct error *e)
{
    struct choose_builds found = {.begin = begin}, all = {0};
    if (store_builds(s, choose_note_build, &found, e) < 0 ||
        store_builds(s, choose_note_build, &all, e) < 0)
        return -1;
    if (found.count > 1)
        return error_set(e, "%s: has runs of several builds; which? %s", s->path, found.text);
    if (found.count == 0 && begin)
        return error_set(e, "%s: has no build %s, but %s", s->path, begin,
                         all.count > 0 ? all.text : "none at all");
    memcpy(identity, found.identity, sizeof found.identity);
    return 0;
}

/* --- which runs ------------------------------------------------------------------------------ */

/* What is no parameter's but the run's own, as SQL. */
static const char *choose_own(const char *path)
{
    return strcmp(path, "engine") == 0        ? "point.engine"
           : strcmp(path, "seed") == 0        ? "CAST(point.seed AS TEXT)"
           : strcmp(path, "replication") == 0 ? "CAST(run.replication AS TEXT)"
                                              : NULL;
}

static char *choose_condition(const struct store_filter *f)
{
    static const char *const states[] = {
        [STORE_NONE] = "",
        [STORE_DONE] = " AND run.fingerprint IS NOT NULL",
        [STORE_FAILED] = " AND run.fingerprint IS NULL",
    };
    char *text = mem_printf("WHERE build.identity = ?1%s", states[f->state]);
    for (size_t i = 0; i < f->where_count; i++) {
        const char *own = choose_own(f->where[i].path);
        char *longer =
            own ? mem_printf("%s AND ?%zu <> '' AND %s = ?%zu", text, 2 + 3 * i, own, 3 + 3 * i)
                : mem_printf("%s AND EXISTS (SELECT 1 FROM parameter WHERE point = point.id "
                             "AND path = ?%zu AND (value = ?%zu OR number = ?%zu))",
                             text, 2 + 3 * i, 3 + 3 * i, 4 + 3 * i);
        free(text);
        text = longer;
    }
    return text;
}

/* Executes a statement on the chosen runs; `before` and `after` their condition. */
static int choose_on_chosen(struct store *s, const struct store_filter *f, const char *build,
                            const char *before, const char *after, struct error *e)
{
    char *condition = choose_condition(f);
    char *text = mem_printf("%s FROM run JOIN point ON point.id = run.point "
                            "JOIN build ON build.id = point.build "
                            "JOIN scenario ON scenario.id = point.scenario %s %s",
                            before, condition, after);
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(s->db, text, -1, &statement, NULL);
    int at = 1;
    if (result == SQLITE_OK)
        result = sqlite3_bind_text(statement, at++, build, -1, SQLITE_STATIC);
    for (size_t i = 0; i < f->where_count && result == SQLITE_OK; i++) {
        result = sqlite3_bind_text(statement, at++, f->where[i].path, -1, SQLITE_STATIC);
        if (result == SQLITE_OK)
            result = sqlite3_bind_text(statement, at++, f->where[i].value, -1, SQLITE_STATIC);
        if (result == SQLITE_OK && !choose_own(f->where[i].path))
            result = sqlite3_bind_double(statement, at, f->where[i].number);
        at++;
    }
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result != SQLITE_DONE)
        store_failed(s, e);
    sqlite3_finalize(statement);
    free(condition);
    free(text);
    return result == SQLITE_DONE ? 0 : -1;
}

int store_choose(struct store *s, const struct store_filter *f, struct error *e)
{
    static const struct store_filter all = {0};
    char build[BUILD_IDENTITY_DIGITS + 1];
    f = f ? f : &all;
    if (store_choose_build(s, f->build, build, e) < 0)
        return -1;
    if (sqlite3_exec(s->db,
                     "CREATE TEMP TABLE IF NOT EXISTS chosen "
                     "(number INTEGER PRIMARY KEY, run INTEGER, point INTEGER); "
                     "DELETE FROM temp.chosen",
                     NULL, NULL, NULL) != SQLITE_OK)
        return store_failed(s, e);
    return choose_on_chosen(s, f, build,
                            "INSERT INTO temp.chosen (run, point) SELECT run.id, point.id",
                            "ORDER BY point.place, scenario.digest, point.engine, point.seed, "
                            "run.replication",
                            e);
}
