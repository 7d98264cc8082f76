/* Writing to a store: a run with its point, and the parameters of the point. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "base/memory.h"
#include "results/store_private.h"

/* The digest of the key's scenario and catalogue; valid until the next one is asked for. */
static const char *write_digest(struct store *s, const struct store_key *key)
{
    if (s->scenario && strcmp(s->scenario, key->scenario) == 0 &&
        strcmp(s->catalogue, key->catalogue) == 0)
        return s->digest;
    free(s->scenario);
    free(s->catalogue);
    s->scenario = mem_strdup(key->scenario);
    s->catalogue = mem_strdup(key->catalogue);
    digest_texts(s->digest, (const char *const[]){s->scenario, s->catalogue}, 2);
    return s->digest;
}

/* What is kept of the file's rows is of no use after a transaction that did not end well. */
static void write_forget(struct store *s)
{
    s->point = 0;
    memset(s->name_ids, 0, run_quantity_count * sizeof *s->name_ids);
}

/* --- transactions ---------------------------------------------------------------------------- */

/* SQLite waits for the disk three times a transaction. Without that (synchronous = OFF) a machine
 * that fails leaves pages of many transactions, some new and some old: a damaged file, and a
 * night's runs are lost. With it, a transaction a run would cost more than many a run, so that runs
 * share one: as many as come in twenty times what the last one took, but no more than those of a
 * second. */

int store_delay = 1000;

static int64_t write_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool write_is_due(const struct store *s)
{
    const int64_t most = (int64_t)store_delay * 1000000, shared = 20 * s->took;
    return write_now() - s->committed >= (shared < most ? shared : most);
}

int store_flush(struct store *s, struct error *e)
{
    if (sqlite3_get_autocommit(s->db))
        return 0;
    struct error ignored;
    const int64_t begun = write_now();
    const int result = store_do(s, STORE_COMMIT, e, "");
    s->committed = write_now();
    s->took = s->committed - begun;
    if (result == 0)
        return 0;
    write_forget(s);
    if (!sqlite3_get_autocommit(s->db))
        store_do(s, STORE_ROLLBACK, &ignored, "");
    return -1;
}

int store_tick(struct store *s, struct error *e)
{
    return write_is_due(s) ? store_flush(s, e) : 0;
}

static int write_begin(struct store *s, struct error *e)
{
    if (sqlite3_get_autocommit(s->db) && store_do(s, STORE_BEGIN, e, "") < 0)
        return -1;
    return store_do(s, STORE_SAVE, e, "");
}

/* Commits if it is time for that, or undoes this run when `result` is negative already: those
 * before it stay, unless the database itself has undone them. */
static int write_end(struct store *s, int result, struct error *e)
{
    if (result == 0)
        result = store_do(s, STORE_RELEASE, e, "");
    if (result == 0)
        return store_tick(s, e);
    struct error ignored;
    write_forget(s);
    if (!sqlite3_get_autocommit(s->db) && store_do(s, STORE_UNDO, &ignored, "") == 0)
        store_do(s, STORE_RELEASE, &ignored, "");
    return -1;
}

/* --- points ---------------------------------------------------------------------------------- */

static void write_remember_point(struct store *s, int64_t point, const char *digest,
                                 const struct store_key *key)
{
    s->point = point;
    s->point_seed = (int64_t)key->seed;
    memcpy(s->point_digest, digest, sizeof s->point_digest);
    free(s->point_engine);
    s->point_engine = mem_strdup(key->engine);
}

/* 0: there is none. */
static int64_t write_find_point(struct store *s, const struct store_key *key, const char *digest,
                                struct error *e)
{
    if (s->point && s->point_seed == (int64_t)key->seed && strcmp(s->point_digest, digest) == 0 &&
        strcmp(s->point_engine, key->engine) == 0)
        return s->point;
    const int64_t point = store_number(s, STORE_FIND_POINT, e, "titt", digest, (int64_t)key->seed,
                                       key->engine, s->build);
    if (point > 0)
        write_remember_point(s, point, digest, key);
    return point;
}

static int64_t write_build(struct store *s, struct error *e)
{
    const int64_t found = store_number(s, STORE_FIND_BUILD, e, "t", s->build);
    if (found != 0)
        return found;
    if (store_do(s, STORE_ADD_BUILD, e, "tt", s->build, s->version) < 0)
        return -1;
    return sqlite3_last_insert_rowid(s->db);
}

static int64_t write_scenario(struct store *s, const struct store_key *key, const char *digest,
                              struct error *e)
{
    const int64_t found = store_number(s, STORE_FIND_SCENARIO, e, "t", digest);
    if (found != 0)
        return found;
    if (store_do(s, STORE_ADD_SCENARIO, e, "tttt", digest, key->scenario, key->catalogue,
                 key->name) < 0)
        return -1;
    return sqlite3_last_insert_rowid(s->db);
}

static int64_t write_point(struct store *s, const struct store_key *key, struct error *e)
{
    const char *digest = write_digest(s, key);
    const int64_t found = write_find_point(s, key, digest, e);
    if (found != 0)
        return found;
    const int64_t build = write_build(s, e);
    const int64_t scenario = build < 0 ? -1 : write_scenario(s, key, digest, e);
    if (scenario < 0 || store_do(s, STORE_ADD_POINT, e, "iiti", build, scenario, key->engine,
                                 (int64_t)key->seed) < 0)
        return -1;
    const int64_t point = sqlite3_last_insert_rowid(s->db);
    write_remember_point(s, point, digest, key);
    return point;
}

/* --- parameters ------------------------------------------------------------------------------ */

/* A number as eight bytes whose order is that of the numbers. */
static void write_ordered(FILE *file, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    bits = bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
    for (int shift = 56; shift >= 0; shift -= 8)
        fputc((int)(bits >> shift & 255), file);
}

/* Adds a parameter to the bytes by which points are ordered: its path, its number or none, its
 * text. */
static void write_place(FILE *file, const struct store_parameter *p)
{
    fwrite(p->path, 1, strlen(p->path) + 1, file);
    fputc(isnan(p->number) ? 2 : 1, file);
    if (!isnan(p->number))
        write_ordered(file, p->number);
    fwrite(p->value, 1, strlen(p->value) + 1, file);
}

/* The parameters of a point have changed, and so where it is in the order. */
static int write_reorder(struct store *s, int64_t point, struct error *e)
{
    char *bytes;
    size_t size;
    FILE *file = open_memstream(&bytes, &size);
    if (!file)
        mem_exhausted();
    int result = store_do(s, STORE_PARAMETERS, e, "i", point);
    while (result > 0) {
        sqlite3_stmt *row = store_row(s, STORE_PARAMETERS);
        struct store_parameter p = {.number = NAN};
        if (store_text(s, STORE_PARAMETERS, 0, false, &p.path, e) < 0 ||
            store_text(s, STORE_PARAMETERS, 1, false, &p.value, e) < 0) {
            store_done(s, STORE_PARAMETERS);
            result = -1;
            break;
        }
        if (sqlite3_column_type(row, 2) != SQLITE_NULL)
            p.number = sqlite3_column_double(row, 2);
        write_place(file, &p);
        result = store_next(s, STORE_PARAMETERS, e);
    }
    if (fclose(file) != 0)
        mem_exhausted();
    if (result == 0)
        result = store_do(s, STORE_PLACE_POINT, e, "bi", bytes, size, point);
    free(bytes);
    return result;
}

/* Whether the point knows the parameter already. Of two ways to write one value the first in the
 * order of bytes stays, so that it does not matter which came first. 1 or 0, or negative. */
static int write_knows(struct store *s, int64_t point, const struct store_parameter *p,
                       struct error *e)
{
    bool known = false;
    int result = store_do(s, STORE_PARAMETERS, e, "i", point);
    while (result > 0) {
        const char *path, *value;
        if (store_text(s, STORE_PARAMETERS, 0, false, &path, e) < 0 ||
            store_text(s, STORE_PARAMETERS, 1, false, &value, e) < 0) {
            store_done(s, STORE_PARAMETERS);
            return -1;
        }
        known = known || (strcmp(path, p->path) == 0 && strcmp(value, p->value) <= 0);
        result = store_next(s, STORE_PARAMETERS, e);
    }
    return result < 0 ? -1 : known;
}

/* Returns how many were not known, or negative. */
static int write_parameters(struct store *s, int64_t point,
                            const struct store_parameter *parameters, size_t count, struct error *e)
{
    int added = 0;
    for (size_t i = 0; i < count; i++) {
        const struct store_parameter *p = &parameters[i];
        const int known = write_knows(s, point, p, e);
        if (known < 0)
            return -1;
        if (known)
            continue;
        /* SQLite takes NAN for NULL */
        if (store_do(s, STORE_SET_PARAMETER, e, "ittr", point, p->path, p->value, p->number) < 0)
            return -1;
        added++;
    }
    return added > 0 && write_reorder(s, point, e) < 0 ? -1 : added;
}

int64_t store_add_point(struct store *s, const struct store_key *key,
                        const struct store_parameter *parameters, size_t count, struct error *e)
{
    const int64_t point = write_point(s, key, e);
    return point < 0 || write_parameters(s, point, parameters, count, e) < 0 ? -1 : point;
}

/* --- runs ------------------------------------------------------------------------------------ */

int store_find(struct store *s, const struct store_key *key, struct error *e)
{
    const char *digest = write_digest(s, key);
    const int64_t point = write_find_point(s, key, digest, e);
    if (point <= 0)
        return point < 0 ? -1 : STORE_NONE;
    const int found = store_do(s, STORE_FIND_RUN, e, "ii", point, (int64_t)key->replication);
    if (found <= 0)
        return found < 0 ? -1 : STORE_NONE;
    const bool done = sqlite3_column_type(store_row(s, STORE_FIND_RUN), 1) != SQLITE_NULL;
    store_done(s, STORE_FIND_RUN);
    return done ? STORE_DONE : STORE_FAILED;
}

int store_value(struct store *s, const struct store_key *key, const struct run_quantity *quantity,
                struct run_value *value, struct error *e)
{
    *value = (struct run_value){0};
    const int64_t point = write_find_point(s, key, write_digest(s, key), e);
    if (point <= 0)
        return point < 0 ? -1 : 0;
    const int found =
        store_do(s, STORE_FIND_VALUE, e, "iit", point, (int64_t)key->replication, quantity->name);
    if (found <= 0)
        return found;
    sqlite3_stmt *row = store_row(s, STORE_FIND_VALUE);
    *value = (struct run_value){.known = true,
                                .whole = (uint64_t)sqlite3_column_int64(row, 0),
                                .real = sqlite3_column_double(row, 0)};
    store_done(s, STORE_FIND_VALUE);
    return 0;
}

int64_t store_add_name(struct store *s, const char *name, const char *unit, struct error *e)
{
    const int64_t found = store_number(s, STORE_FIND_NAME, e, "t", name);
    if (found != 0)
        return found;
    return store_do(s, STORE_ADD_NAME, e, "tt", name, unit) < 0 ? -1
                                                                : sqlite3_last_insert_rowid(s->db);
}

static int64_t write_name(struct store *s, size_t i, struct error *e)
{
    if (s->name_ids[i] != 0)
        return s->name_ids[i];
    const struct run_quantity *q = &run_quantities[i];
    const char *unit = q->kind == RUN_TIME ? "ns" : run_quantity_unit(q);
    const int64_t id = store_add_name(s, q->name, unit, e);
    s->name_ids[i] = id > 0 ? id : 0;
    return id;
}

static int write_bind(sqlite3_stmt *statement, int at, int64_t run, int64_t name,
                      const struct run_quantity *q, const struct run_value *v)
{
    const int first = sqlite3_bind_int64(statement, at, run);
    const int second = sqlite3_bind_int64(statement, at + 1, name);
    const int third = run_kind_is_real(q->kind)
                          ? sqlite3_bind_double(statement, at + 2, v->real)
                          : sqlite3_bind_int64(statement, at + 2, (int64_t)v->whole);
    return first != SQLITE_OK ? first : second != SQLITE_OK ? second : third;
}

/* Of run_quantities, those that exist. */
struct write_values {
    size_t *rows;
    struct run_value *values;
    size_t count;
};

static int write_some(struct store *s, int64_t run, const struct write_values *all, size_t from,
                      size_t count, struct error *e)
{
    const enum store_statement which =
        count == STORE_TOGETHER ? STORE_ADD_QUANTITIES : STORE_ADD_QUANTITY;
    sqlite3_stmt *statement = store_prepared(s, which, e);
    if (!statement)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const size_t row = all->rows[from + i];
        const int64_t name = write_name(s, row, e);
        if (name < 0)
            return -1;
        if (write_bind(statement, 1 + 3 * (int)i, run, name, &run_quantities[row],
                       &all->values[from + i]) != SQLITE_OK)
            return store_failed(s, e);
    }
    return store_next(s, which, e);
}

static int write_quantities(struct store *s, int64_t run, const struct run_summary *summary,
                            struct error *e)
{
    struct write_values all = {mem_calloc(run_quantity_count, sizeof *all.rows),
                               mem_calloc(run_quantity_count, sizeof *all.values), 0};
    int result = 0;
    for (size_t i = 0; i < run_quantity_count && result == 0; i++) {
        if (run_quantities[i].kind == RUN_OTHER)
            continue;
        if (write_name(s, i, e) < 0)
            result = -1;
        all.rows[all.count] = i;
        all.values[all.count] = run_quantity_value(&run_quantities[i], summary);
        all.count += all.values[all.count].known;
    }
    for (size_t from = 0, n; from < all.count && result == 0; from += n) {
        n = all.count - from >= STORE_TOGETHER ? STORE_TOGETHER : 1;
        result = write_some(s, run, &all, from, n, e);
    }
    free(all.rows);
    free(all.values);
    return result;
}

/* The run was there. When it is done, nothing is written. 1: it had failed. */
static int write_compare(struct store *s, const struct store_key *key, const char *fingerprint,
                         struct error *e)
{
    const char *old;
    if (store_text(s, STORE_FIND_RUN, 1, true, &old, e) < 0)
        return -1;
    if (!old)
        return 1;
    if (!fingerprint || strcmp(old, fingerprint) == 0)
        return 0;
    return error_set(e,
                     "%s: replication %" PRIu32 " of \"%s\" (seed %" PRIu64
                     ") is there already, with another fingerprint",
                     s->path, key->replication, key->name, key->seed);
}

/* Returns the number of the run whose quantities are to be written; 0: none. */
static int64_t write_run(struct store *s, int64_t point, const struct store_key *key,
                         const struct store_outcome *o, struct error *e)
{
    char text[24];
    const char *fingerprint = o->failure ? NULL : text;
    if (fingerprint)
        snprintf(text, sizeof text, "0x%016" PRIx64, o->summary->fingerprint);
    const int found = store_do(s, STORE_FIND_RUN, e, "ii", point, (int64_t)key->replication);
    if (found < 0)
        return -1;
    if (found == 0)
        return store_do(s, STORE_ADD_RUN, e, "iitt", point, (int64_t)key->replication, fingerprint,
                        o->failure) < 0
                   ? -1
                   : sqlite3_last_insert_rowid(s->db);
    const int64_t run = sqlite3_column_int64(store_row(s, STORE_FIND_RUN), 0);
    const int renew = write_compare(s, key, fingerprint, e);
    store_done(s, STORE_FIND_RUN);
    if (renew <= 0)
        return renew;
    return store_do(s, STORE_RENEW_RUN, e, "tti", fingerprint, o->failure, run) < 0 ? -1 : run;
}

static int write_all(struct store *s, const struct store_key *key,
                     const struct store_parameter *parameters, size_t count,
                     const struct store_outcome *o, struct error *e)
{
    const int64_t point = store_add_point(s, key, parameters, count, e);
    if (point < 0)
        return -1;
    const int64_t run = write_run(s, point, key, o, e);
    if (run <= 0 || o->failure)
        return run < 0 ? -1 : 0;
    if (write_quantities(s, run, o->summary, e) < 0)
        return -1;
    if (o->phones && store_keep(s, run, STORE_PHONES, o->phones, e) < 0)
        return -1;
    return o->links ? store_keep(s, run, STORE_LINKS, o->links, e) : 0;
}

int store_put(struct store *s, const struct store_key *key,
              const struct store_parameter *parameters, size_t count,
              const struct store_outcome *outcome, struct error *e)
{
    CHECK(s->mode == STORE_WRITE && (outcome->failure || outcome->summary));
    if (write_begin(s, e) < 0)
        return -1;
    return write_end(s, write_all(s, key, parameters, count, outcome, e), e);
}

int store_note(struct store *s, const struct store_key *key,
               const struct store_parameter *parameters, size_t count, struct error *e)
{
    CHECK(s->mode == STORE_WRITE);
    const char *digest = write_digest(s, key);
    const int64_t point = write_find_point(s, key, digest, e);
    if (point <= 0)
        return point < 0 ? -1 : 0;
    bool all_known = true;
    for (size_t i = 0; i < count && all_known; i++) {
        const int known = write_knows(s, point, &parameters[i], e);
        if (known < 0)
            return -1;
        all_known = known;
    }
    if (all_known)
        return 0;
    if (write_begin(s, e) < 0)
        return -1;
    const int added = write_parameters(s, point, parameters, count, e);
    return write_end(s, added < 0 ? -1 : 0, e);
}

int store_forget(struct store *s, const struct store_key *key, struct error *e)
{
    CHECK(s->mode == STORE_WRITE);
    const int state = store_find(s, key, e);
    if (state != STORE_FAILED)
        return state < 0 ? -1 : 0;
    const int64_t point = write_find_point(s, key, write_digest(s, key), e);
    if (point < 0 || write_begin(s, e) < 0)
        return -1;
    s->point = 0; /* it may be gone */
    const bool gone =
        store_do(s, STORE_FORGET_RUN, e, "ii", point, (int64_t)key->replication) == 0 &&
        store_do(s, STORE_FORGET_PARAMETERS, e, "i", point) == 0 &&
        store_do(s, STORE_FORGET_POINT, e, "i", point) == 0;
    return write_end(s, gone ? 0 : -1, e);
}
