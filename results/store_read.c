/* Reading a store: what each of the chosen runs has, and what there is at all. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/store_private.h"

/* Names of quantities are a table of the file. */
struct read_name {
    int64_t id;
    char *name, *unit;
    const struct run_quantity *row;
};

/* A walk over runs. What belongs to a point is read once a point. */
struct read_walk {
    struct store *s;
    struct read_name *names; /* by id */
    size_t name_count;
    int64_t point; /* whose texts are here; 0: none */
    char *texts[5];
    char *engine;
    char *failure;
    struct store_parameter *parameters;
    size_t parameter_count;
    struct store_quantity *quantities;
    size_t quantity_count;
};

enum { READ_MOST = 100000 }; /* of what a store has few of: names, parameters of a point */

/* --- names of quantities --------------------------------------------------------------------- */

static const struct run_quantity *read_row_of(const char *name)
{
    for (size_t i = 0; i < run_quantity_count; i++)
        if (strcmp(run_quantities[i].name, name) == 0)
            return &run_quantities[i];
    return NULL;
}

static int read_name(struct read_walk *w, struct error *e)
{
    struct store *s = w->s;
    int64_t id;
    const char *name, *unit;
    if (store_whole(s, STORE_NAMES, 0, INT64_MIN, INT64_MAX, &id, e) < 0 ||
        store_text(s, STORE_NAMES, 1, false, &name, e) < 0 ||
        store_text(s, STORE_NAMES, 2, false, &unit, e) < 0)
        return -1;
    if (w->name_count >= READ_MOST)
        return store_damaged(s, "it has too many names of quantities", e);
    w->names = mem_resize(w->names, w->name_count + 1, sizeof *w->names);
    w->names[w->name_count++] = (struct read_name){
        .id = id, .name = mem_strdup(name), .unit = mem_strdup(unit), .row = read_row_of(name)};
    return 0;
}

static int read_names(struct read_walk *w, struct error *e)
{
    int result = store_do(w->s, STORE_NAMES, e, "");
    while (result > 0) {
        result = read_name(w, e);
        if (result < 0)
            store_done(w->s, STORE_NAMES);
        else
            result = store_next(w->s, STORE_NAMES, e);
    }
    return result;
}

static int read_by_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b; /* the id comes first */
    return *x < *y ? -1 : *x > *y;
}

/* Names in the order of run_quantities, then by name. */
static int read_by_row(const struct run_quantity *a, const char *a_name,
                       const struct run_quantity *b, const char *b_name)
{
    if (a && b)
        return a < b ? -1 : a > b;
    if (a || b)
        return a ? -1 : 1;
    return strcmp(a_name, b_name);
}

static int read_by_quantity(const void *a, const void *b)
{
    const struct store_quantity *x = a, *y = b;
    return read_by_row(x->row, x->name, y->row, y->name);
}

/* --- one run --------------------------------------------------------------------------------- */

static int read_quantity(struct read_walk *w, struct error *e)
{
    struct store *s = w->s;
    sqlite3_stmt *row = store_row(s, STORE_QUANTITIES);
    const int64_t id = sqlite3_column_int64(row, 0);
    const struct read_name *name =
        w->name_count ? bsearch(&id, w->names, w->name_count, sizeof *w->names, read_by_id) : NULL;
    const int type = sqlite3_column_type(row, 1);
    if (!name || w->quantity_count >= w->name_count ||
        (type != SQLITE_INTEGER && type != SQLITE_FLOAT))
        return store_damaged(s, "a quantity is not what it should be", e);
    const bool whole = type == SQLITE_INTEGER;
    w->quantities[w->quantity_count++] = (struct store_quantity){
        .name = name->name,
        .row = name->row,
        .unit = name->unit,
        .time = whole && strcmp(name->unit, "ns") == 0,
        .whole = whole,
        .value = {.known = true,
                  .whole = whole ? (uint64_t)sqlite3_column_int64(row, 1) : 0,
                  .real = sqlite3_column_double(row, 1)},
    };
    return 0;
}

static int read_quantities(struct read_walk *w, int64_t run, struct error *e)
{
    w->quantity_count = 0;
    int result = store_do(w->s, STORE_QUANTITIES, e, "i", run);
    while (result > 0) {
        result = read_quantity(w, e);
        if (result < 0)
            store_done(w->s, STORE_QUANTITIES);
        else
            result = store_next(w->s, STORE_QUANTITIES, e);
    }
    if (w->quantity_count)
        qsort(w->quantities, w->quantity_count, sizeof *w->quantities, read_by_quantity);
    return result;
}

static void read_forget_point(struct read_walk *w)
{
    for (size_t i = 0; i < w->parameter_count; i++) {
        free((char *)w->parameters[i].path);
        free((char *)w->parameters[i].value);
    }
    w->parameter_count = 0;
    for (size_t i = 0; i < sizeof w->texts / sizeof *w->texts; i++) {
        free(w->texts[i]);
        w->texts[i] = NULL;
    }
    free(w->engine);
    w->engine = NULL;
    w->point = 0;
}

static int read_parameter(struct read_walk *w, struct error *e)
{
    struct store *s = w->s;
    sqlite3_stmt *row = store_row(s, STORE_PARAMETERS);
    const char *path, *value;
    if (store_text(s, STORE_PARAMETERS, 0, false, &path, e) < 0 ||
        store_text(s, STORE_PARAMETERS, 1, false, &value, e) < 0)
        return -1;
    if (w->parameter_count >= READ_MOST)
        return store_damaged(s, "a point has too many parameters", e);
    w->parameters = mem_resize(w->parameters, w->parameter_count + 1, sizeof *w->parameters);
    w->parameters[w->parameter_count++] = (struct store_parameter){
        .path = mem_strdup(path),
        .value = mem_strdup(value),
        .number = sqlite3_column_type(row, 2) == SQLITE_NULL ? NAN : sqlite3_column_double(row, 2)};
    return 0;
}

static int read_parameters(struct read_walk *w, int64_t point, struct error *e)
{
    int result = store_do(w->s, STORE_PARAMETERS, e, "i", point);
    while (result > 0) {
        result = read_parameter(w, e);
        if (result < 0)
            store_done(w->s, STORE_PARAMETERS);
        else
            result = store_next(w->s, STORE_PARAMETERS, e);
    }
    return result;
}

/* The columns of STORE_RUN that belong to the point: the engine, and from the sixth on build,
 * digest, name, text and catalogue. */
static int read_point(struct read_walk *w, int64_t point, struct error *e)
{
    read_forget_point(w);
    const char *text;
    if (store_text(w->s, STORE_RUN, 4, false, &text, e) < 0)
        return -1;
    w->engine = mem_strdup(text);
    for (size_t i = 0; i < sizeof w->texts / sizeof *w->texts; i++) {
        if (store_text(w->s, STORE_RUN, 6 + (int)i, false, &text, e) < 0)
            return -1;
        w->texts[i] = mem_strdup(text);
    }
    w->point = point;
    return read_parameters(w, point, e);
}

static int read_fingerprint(struct store *s, const char *text, uint64_t *fingerprint,
                            struct error *e)
{
    char *end = NULL;
    errno = 0;
    if (!text || strncmp(text, "0x", 2) != 0 || strspn(text + 2, "0123456789abcdef") != 16 ||
        text[18])
        return store_damaged(s, "a fingerprint is none", e);
    *fingerprint = strtoull(text, &end, 16);
    return 0;
}

/* What is in the row of STORE_RUN. */
static int read_row(struct read_walk *w, struct store_run *run, struct error *e)
{
    struct store *s = w->s;
    int64_t replication, seed;
    const char *fingerprint, *failure;
    if (store_whole(s, STORE_RUN, 0, INT64_MIN, INT64_MAX, &run->point, e) < 0 ||
        store_whole(s, STORE_RUN, 1, 0, UINT32_MAX, &replication, e) < 0 ||
        store_whole(s, STORE_RUN, 5, 0, INT64_MAX, &seed, e) < 0 ||
        store_text(s, STORE_RUN, 2, true, &fingerprint, e) < 0 ||
        store_text(s, STORE_RUN, 3, true, &failure, e) < 0)
        return -1;
    if (!fingerprint == !failure)
        return store_damaged(s, "a run is neither done nor failed", e);
    if (fingerprint && read_fingerprint(s, fingerprint, &run->fingerprint, e) < 0)
        return -1;
    if (run->point != w->point && read_point(w, run->point, e) < 0)
        return -1;
    free(w->failure);
    w->failure = failure ? mem_strdup(failure) : NULL;
    run->replication = (uint32_t)replication;
    run->seed = (uint64_t)seed;
    run->state = failure ? STORE_FAILED : STORE_DONE;
    return 0;
}

/* 1: it is here; 0: it is not in the store any more. */
static int read_run(struct read_walk *w, int64_t id, struct store_run *run, struct error *e)
{
    *run = (struct store_run){0};
    int result = store_do(w->s, STORE_RUN, e, "i", id);
    if (result <= 0)
        return result;
    result = read_row(w, run, e);
    store_done(w->s, STORE_RUN);
    if (result < 0 || read_quantities(w, id, e) < 0)
        return -1;
    run->id = id;
    run->engine = w->engine;
    run->build = w->texts[0];
    run->digest = w->texts[1];
    run->name = w->texts[2];
    run->scenario = w->texts[3];
    run->catalogue = w->texts[4];
    run->failure = w->failure;
    run->parameters = w->parameters;
    run->parameter_count = w->parameter_count;
    run->quantities = w->quantities;
    run->quantity_count = w->quantity_count;
    return 1;
}

/* One run in one reading transaction, which has ended when the caller sees it. */
static int read_visit(struct read_walk *w, int64_t id, store_run_fn *fn, void *user,
                      struct error *e)
{
    struct store_run run;
    if (store_do(w->s, STORE_BEGIN_TO_READ, e, "") < 0)
        return -1;
    const int found = read_run(w, id, &run, e);
    struct error ignored;
    if (store_do(w->s, STORE_COMMIT, found < 0 ? &ignored : e, "") < 0)
        return -1;
    return found > 0 ? fn(user, &run, e) : found;
}

static void read_end(struct read_walk *w)
{
    read_forget_point(w);
    for (size_t i = 0; i < w->name_count; i++) {
        free(w->names[i].name);
        free(w->names[i].unit);
    }
    free(w->names);
    free(w->failure);
    free(w->parameters);
    free(w->quantities);
}

/* The chosen run behind that number. A statement that is under way would keep a lock on the file.
 */
static int read_chosen(struct store *s, int64_t *number, int64_t *run, struct error *e)
{
    const int found = store_do(s, STORE_CHOSEN, e, "i", *number);
    if (found <= 0)
        return found;
    *number = sqlite3_column_int64(store_row(s, STORE_CHOSEN), 0);
    *run = sqlite3_column_int64(store_row(s, STORE_CHOSEN), 1);
    store_done(s, STORE_CHOSEN);
    return 1;
}

static int read_walk(struct read_walk *w, store_run_fn *fn, void *user, struct error *e)
{
    if (read_names(w, e) < 0)
        return -1;
    w->quantities = mem_calloc(w->name_count + 1, sizeof *w->quantities);
    int64_t number = 0, run;
    int result;
    while ((result = read_chosen(w->s, &number, &run, e)) > 0 &&
           (result = read_visit(w, run, fn, user, e)) >= 0)
        ;
    return result;
}

int store_runs(struct store *s, const struct store_filter *filter, store_run_fn *fn, void *user,
               struct error *e)
{
    struct read_walk walk = {.s = s};
    if (store_flush(s, e) < 0 || store_choose(s, filter, e) < 0)
        return -1;
    const int result = read_walk(&walk, fn, user, e);
    read_end(&walk);
    return result;
}

const struct store_quantity *store_run_quantity(const struct store_run *run, const char *name)
{
    for (size_t i = 0; i < run->quantity_count; i++)
        if (strcmp(run->quantities[i].name, name) == 0)
            return &run->quantities[i];
    return NULL;
}

const struct store_parameter *store_run_parameter(const struct store_run *run, const char *path)
{
    for (size_t i = 0; i < run->parameter_count; i++)
        if (strcmp(run->parameters[i].path, path) == 0)
            return &run->parameters[i];
    return NULL;
}

/* --- what there is --------------------------------------------------------------------------- */

static int read_paths(struct store *s, const char *build, struct store_names *names,
                      struct error *e)
{
    int result = store_do(s, STORE_PATHS, e, "t", build);
    while (result > 0) {
        const char *path;
        result = store_text(s, STORE_PATHS, 0, false, &path, e);
        if (result == 0 && names->parameter_count >= READ_MOST)
            result = store_damaged(s, "it has too many parameters", e);
        if (result < 0) {
            store_done(s, STORE_PATHS);
            return -1;
        }
        names->parameters =
            mem_resize(names->parameters, names->parameter_count + 1, sizeof *names->parameters);
        names->parameters[names->parameter_count++] = mem_strdup(path);
        result = store_next(s, STORE_PATHS, e);
    }
    return result;
}

static int read_by_name(const void *a, const void *b)
{
    const struct read_name *x = a, *y = b;
    return read_by_row(x->row, x->name, y->row, y->name);
}

int store_names(struct store *s, const struct store_filter *filter, struct store_names *names,
                struct error *e)
{
    struct read_walk walk = {.s = s};
    char build[BUILD_IDENTITY_DIGITS + 1];
    *names = (struct store_names){0};
    int result = store_choose_build(s, filter ? filter->build : NULL, build, e);
    if (result == 0)
        result = read_paths(s, build, names, e);
    if (result == 0)
        result = read_names(&walk, e);
    if (result == 0) {
        if (walk.name_count)
            qsort(walk.names, walk.name_count, sizeof *walk.names, read_by_name);
        names->quantities = mem_calloc(walk.name_count + 1, sizeof *names->quantities);
        for (; names->quantity_count < walk.name_count; names->quantity_count++)
            names->quantities[names->quantity_count] =
                mem_strdup(walk.names[names->quantity_count].name);
    }
    read_end(&walk);
    if (result < 0)
        store_names_free(names);
    return result;
}

void store_names_free(struct store_names *names)
{
    for (size_t i = 0; i < names->parameter_count; i++)
        free(names->parameters[i]);
    for (size_t i = 0; i < names->quantity_count; i++)
        free(names->quantities[i]);
    free(names->parameters);
    free(names->quantities);
    *names = (struct store_names){0};
}
