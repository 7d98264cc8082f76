/* One store of the runs of several: it is written aside, a copy of a run after the other, and
 * renamed. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"
#include "results/store_private.h"
#include "results/text.h"

struct merge {
    struct store *out;
    const char *const *paths;
    int64_t *last;                                   /* of each path: its last run in `out` */
    size_t at;                                       /* which is being copied */
    struct store *in;                                /* that one */
    char build[BUILD_IDENTITY_DIGITS + 1], *version; /* of all runs; "" before the first */
    size_t build_of;                                 /* the path that has told it */
};

/* --- one build ------------------------------------------------------------------------------- */

static int merge_build(void *user, const struct store_build *b, struct error *e)
{
    struct merge *m = user;
    if (m->build[0] && strcmp(m->build, b->identity) != 0)
        return error_set(e, "%s: has runs of build %.*s (%.40s), and %s of build %.*s (%.40s)",
                         m->paths[m->at], BUILD_IDENTITY_SHORT, b->identity, b->version,
                         m->build_of == m->at ? "others" : m->paths[m->build_of],
                         BUILD_IDENTITY_SHORT, m->build, m->version);
    if (m->build[0])
        return 0;
    snprintf(m->build, sizeof m->build, "%s", b->identity);
    m->version = mem_strdup(b->version);
    m->build_of = m->at;
    store_set_build(m->out, m->build, m->version);
    return 0;
}

/* --- a run ----------------------------------------------------------------------------------- */

/* A run that is there comes from the store whose runs reach up to its number. */
static int merge_twice(const struct merge *m, const struct store_run *run, int64_t id,
                       struct error *e)
{
    size_t from = 0;
    while (from < m->at && m->last[from] < id)
        from++;
    const struct store_parameter *p = run->parameters;
    return error_set(e,
                     "%s: a run is in %s, too: replication %" PRIu32 " of \"%.60s\", seed %" PRIu64
                     "%s%.60s%s%.60s",
                     m->paths[m->at], m->paths[from], run->replication, run->name, run->seed,
                     run->parameter_count ? ", " : "", run->parameter_count ? p->path : "",
                     run->parameter_count ? "=" : "", run->parameter_count ? p->value : "");
}

static int merge_quantities(struct merge *m, int64_t run, const struct store_run *from,
                            struct error *e)
{
    for (size_t i = 0; i < from->quantity_count; i++) {
        const struct store_quantity *q = &from->quantities[i];
        const int64_t name = store_add_name(m->out, q->name, q->unit, e);
        const int result =
            name < 0 ? -1
            : q->whole
                ? store_do(m->out, STORE_ADD_QUANTITY, e, "iii", run, name, (int64_t)q->value.whole)
                : store_do(m->out, STORE_ADD_QUANTITY, e, "iir", run, name, q->value.real);
        if (result < 0)
            return -1;
    }
    return 0;
}

struct merge_rows {
    FILE *file;
    const char *const *columns;
    size_t count;
};

static int merge_row(void *user, const char *const *fields, struct error *e)
{
    struct merge_rows *rows = user;
    (void)e;
    for (size_t i = 0; rows->columns[i]; i++) {
        fputs(i > 0 ? "," : "", rows->file);
        text_csv(rows->file, fields[i]);
    }
    fputc('\n', rows->file);
    rows->count++;
    return 0;
}

/* By way of the CSV that they have been. */
static int merge_table(struct merge *m, int64_t run, int64_t from, enum store_table table,
                       struct error *e)
{
    char *text;
    size_t size;
    struct merge_rows rows = {open_memstream(&text, &size), store_table_columns(table), 0};
    if (!rows.file)
        mem_exhausted();
    for (size_t i = 0; rows.columns[i]; i++)
        fprintf(rows.file, "%s%s", i > 0 ? "," : "", rows.columns[i]);
    fputc('\n', rows.file);
    int result = store_rows(m->in, from, table, rows.columns, merge_row, &rows, e);
    if (fclose(rows.file) != 0)
        mem_exhausted();
    if (result == 0 && rows.count > 0)
        result = store_keep(m->out, run, table, text, e);
    free(text);
    return result;
}

static int64_t merge_add_run(struct merge *m, const struct store_run *run, struct error *e)
{
    const struct store_key key = {.scenario = run->scenario,
                                  .catalogue = run->catalogue,
                                  .name = run->name,
                                  .engine = run->engine,
                                  .seed = run->seed,
                                  .replication = run->replication};
    char fingerprint[24];
    snprintf(fingerprint, sizeof fingerprint, "0x%016" PRIx64, run->fingerprint);
    const int64_t point = store_add_point(m->out, &key, run->parameters, run->parameter_count, e);
    if (point < 0)
        return -1;
    const int64_t there =
        store_number(m->out, STORE_FIND_RUN, e, "ii", point, (int64_t)run->replication);
    if (there != 0)
        return there < 0 ? -1 : merge_twice(m, run, there, e);
    if (store_do(m->out, STORE_ADD_RUN, e, "iitt", point, (int64_t)run->replication,
                 run->failure ? NULL : fingerprint, run->failure) < 0)
        return -1;
    return sqlite3_last_insert_rowid(m->out->db);
}

static int merge_run(void *user, const struct store_run *run, struct error *e)
{
    struct merge *m = user;
    const int64_t id = merge_add_run(m, run, e);
    if (id < 0 || merge_quantities(m, id, run, e) < 0)
        return -1;
    m->last[m->at] = id;
    for (int table = 0; table < STORE_TABLES; table++)
        if (merge_table(m, id, run->id, (enum store_table)table, e) < 0)
            return -1;
    return 0;
}

/* Also of quantities that no run has: they are columns all the same. */
static int merge_names(struct merge *m, struct error *e)
{
    int result = store_do(m->in, STORE_NAMES, e, "");
    while (result > 0) {
        const char *name, *unit;
        if (store_text(m->in, STORE_NAMES, 1, false, &name, e) < 0 ||
            store_text(m->in, STORE_NAMES, 2, false, &unit, e) < 0 ||
            store_add_name(m->out, name, unit, e) < 0) {
            store_done(m->in, STORE_NAMES);
            return -1;
        }
        result = store_next(m->in, STORE_NAMES, e);
    }
    return result;
}

/* --- all of it ------------------------------------------------------------------------------- */

static int merge_store(struct merge *m, struct error *e)
{
    if (store_open(&m->in, m->paths[m->at], STORE_READ, e) < 0)
        return -1;
    m->last[m->at] = m->at > 0 ? m->last[m->at - 1] : 0;
    int result = store_builds(m->in, merge_build, m, e);
    if (result == 0)
        result = merge_names(m, e);
    if (result == 0)
        result = store_runs(m->in, NULL, merge_run, m, e);
    store_close(m->in);
    m->in = NULL;
    return result;
}

static int merge_all(struct merge *m, size_t count, struct error *e)
{
    if (store_do(m->out, STORE_BEGIN, e, "") < 0)
        return -1;
    for (m->at = 0; m->at < count; m->at++)
        if (merge_store(m, e) < 0)
            return -1;
    return store_do(m->out, STORE_COMMIT, e, "");
}

/* The merged store is written without a journal that is waited for, so that it is on the disk only
 * by this: before it has its name, and the parts are perhaps removed. */
static int merge_settle(const struct output *aside, const char *path, struct error *e)
{
    const int file = open(aside->temporary_path, O_RDONLY | O_CLOEXEC);
    const int result = file < 0 ? -1 : fsync(file);
    const int reason = errno;
    if (file >= 0)
        close(file);
    return result == 0 ? 0 : error_set(e, "%s: cannot be written: %s", path, strerror(reason));
}

/* What is there already is not replaced: it may be a store that nobody else has. */
static int merge_begin(struct output *o, const char *path, struct error *e)
{
    struct stat found;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    if (!*name || lstat(path, &found) == 0)
        return error_set(e, "%s: is there already; the merged store needs a name of its own", path);
    char *folder = mem_printf("%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    const int result = output_reserve(o, folder, name, e);
    free(folder);
    return result;
}

int store_merge(const char *path, const char *const *stores, size_t count, struct error *e)
{
    struct output aside = {0};
    struct merge m = {.paths = stores, .last = mem_calloc(count + 1, sizeof *m.last)};
    int result = merge_begin(&aside, path, e);
    if (result == 0)
        result = store_open_aside(&m.out, aside.temporary_path, path, e);
    if (result == 0)
        result = merge_all(&m, count, e);
    store_close(m.out);
    free(m.last);
    free(m.version);
    if (result == 0)
        result = merge_settle(&aside, path, e);
    if (result == 0)
        return output_commit(&aside, e);
    output_abandon(&aside);
    return -1;
}
