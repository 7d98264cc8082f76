/* Runs of a store, a row each, as a table for people, CSV and JSON. Each walk over the store prints
 * what it sees, so that memory does not grow with it. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_identity.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "base/visible.h"
#include "cli/results_private.h"
#include "results/summary_json.h"
#include "results/text.h"

/* --- for people ------------------------------------------------------------------------------ */

struct print_column {
    int width;
    char *first; /* what it says of the first run; NULL: there is none yet */
    bool varies; /* and of another run something else */
};

struct print {
    struct results *r;
    struct print_column *columns;
    uint64_t runs, failed, points;
    int64_t point;
};

static char *print_cell(const struct results_column *c, const struct store_run *run)
{
    char *text = results_shown(c, run), *visible = visible_text(text);
    free(text);
    return visible;
}

static int print_measure(void *user, const struct store_run *run, struct error *e)
{
    struct print *p = user;
    (void)e;
    for (size_t i = 0; i < p->r->column_count; i++) {
        struct print_column *c = &p->columns[i];
        char *text = print_cell(&p->r->columns[i], run);
        const int width = (int)utf8_count(text);
        c->width = width > c->width ? width : c->width;
        c->varies = c->varies || (c->first && strcmp(c->first, text) != 0);
        if (c->first)
            free(text);
        else
            c->first = text;
    }
    p->points += p->runs == 0 || run->point != p->point;
    p->point = run->point;
    p->runs++;
    p->failed += run->state == STORE_FAILED;
    return 0;
}

/* What is the same of all runs is no column, but for quantities and parameters, and for the
 * replication; of the state the reason tells more. */
static bool print_has(const struct print *p, size_t i)
{
    switch (p->r->columns[i].kind) {
    case RESULTS_PARAMETER:
    case RESULTS_QUANTITY:
    case RESULTS_REPLICATION:
        return true;
    case RESULTS_SCENARIO:
    case RESULTS_ENGINE:
    case RESULTS_SEED:
        return p->columns[i].varies;
    case RESULTS_FAILURE:
        return p->failed > 0;
    case RESULTS_STATE:
    case RESULTS_FINGERPRINT:
    case RESULTS_BUILD:
        return false;
    }
    return false;
}

/* A line whose blanks are printed when something follows them. */
struct print_cells {
    int blanks;
};

static void print_padded(struct print_cells *line, const char *text, int width, bool right)
{
    const int length = (int)utf8_count(text), rest = width > length ? width - length : 0;
    line->blanks += 2 + (right ? rest : 0);
    if (*text)
        printf("%*s%s", line->blanks, "", text);
    line->blanks = (*text ? 0 : line->blanks + length) + (right ? 0 : rest);
}

static void print_line(const struct print *p, const struct store_run *run)
{
    struct print_cells line = {0};
    for (size_t i = 0; i < p->r->column_count; i++) {
        if (!print_has(p, i))
            continue;
        const struct results_column *c = &p->r->columns[i];
        char *text = run ? print_cell(c, run) : visible_text(c->name);
        print_padded(&line, text, p->columns[i].width,
                     c->kind == RESULTS_QUANTITY || c->kind == RESULTS_SEED ||
                         c->kind == RESULTS_REPLICATION);
        free(text);
    }
    putchar('\n');
}

static int print_run(void *user, const struct store_run *run, struct error *e)
{
    (void)e;
    print_line(user, run);
    return 0;
}

static const char *print_first(const struct print *p, enum results_kind kind)
{
    for (size_t i = 0; i < p->r->column_count; i++)
        if (p->r->columns[i].kind == kind && !p->columns[i].varies)
            return p->columns[i].first;
    return NULL;
}

static void print_plural(uint64_t count, const char *what)
{
    printf("%s %s%s", text_count(count).text, what, count == 1 ? "" : "s");
}

static void print_head(const struct print *p)
{
    char *path = visible_text(p->r->path);
    printf("%s: ", path);
    free(path);
    print_plural(p->points, "point");
    printf(", ");
    print_plural(p->runs, "run");
    if (p->failed > 0)
        printf(", of which %s failed", text_count(p->failed).text);
    printf("; build %.*s of %s\n", BUILD_IDENTITY_SHORT, p->r->build, p->r->version);
    const char *name = print_first(p, RESULTS_SCENARIO), *seed = print_first(p, RESULTS_SEED),
               *engine = print_first(p, RESULTS_ENGINE);
    printf("%s%s%s%s%s%s%s\n", name ? name : "several scenarios", engine ? "; engine " : "",
           engine ? engine : "", seed ? "; seed " : "", seed ? seed : "", p->failed > 0 ? "" : "",
           "");
}

static int print_all(struct print *p, struct error *e)
{
    if (store_runs(p->r->store, &p->r->filter, print_measure, p, e) < 0)
        return -1;
    if (p->runs == 0) {
        char *path = visible_text(p->r->path);
        printf("%s: no such run\n", path);
        free(path);
        return 0;
    }
    print_head(p);
    print_line(p, NULL);
    return store_runs(p->r->store, &p->r->filter, print_run, p, e);
}

int results_print(struct results *r, struct error *e)
{
    struct print p = {.r = r, .columns = mem_calloc(r->column_count, sizeof *p.columns)};
    for (size_t i = 0; i < r->column_count; i++)
        p.columns[i].width = (int)utf8_count(r->columns[i].name);
    const int result = print_all(&p, e);
    for (size_t i = 0; i < r->column_count; i++)
        free(p.columns[i].first);
    free(p.columns);
    return result;
}

/* --- for files ------------------------------------------------------------------------------- */

static void print_csv_head(const struct results *r)
{
    for (size_t i = 0; i < r->column_count; i++) {
        fputs(i > 0 ? "," : "", stdout);
        text_csv(stdout, r->columns[i].name);
    }
}

static void print_csv_cells(const struct results *r, const struct store_run *run)
{
    for (size_t i = 0; i < r->column_count; i++) {
        char *text = results_cell(&r->columns[i], run);
        fputs(i > 0 ? "," : "", stdout);
        /* a negative number is no formula */
        if (r->columns[i].kind == RESULTS_QUANTITY)
            fputs(text, stdout);
        else
            text_csv(stdout, text);
        free(text);
    }
}

static int print_csv_run(void *user, const struct store_run *run, struct error *e)
{
    (void)e;
    print_csv_cells(user, run);
    putchar('\n');
    return 0;
}

int results_print_csv(struct results *r, struct error *e)
{
    print_csv_head(r);
    putchar('\n');
    return store_runs(r->store, &r->filter, print_csv_run, r, e);
}

/* --- JSON ------------------------------------------------------------------------------------ */

struct print_json {
    const struct results *r;
    uint64_t count;
};

static json_t *print_json_parameters(const struct store_run *run)
{
    json_t *object = json_object();
    for (size_t i = 0; i < run->parameter_count; i++)
        json_object_set_new(object, run->parameters[i].path, json_string(run->parameters[i].value));
    return object;
}

static json_t *print_json_value(const struct store_quantity *q)
{
    if (!q)
        return json_null();
    if (q->time)
        return json_real(time_seconds((sim_time)q->value.whole));
    return q->whole ? json_integer((json_int_t)q->value.whole)
                    : json_real(run_real_rounded(q->value.real));
}

static json_t *print_json_quantities(const struct results *r, const struct store_run *run)
{
    json_t *object = json_object();
    for (size_t i = 0; i < r->quantity_count; i++) {
        json_t *value = print_json_value(store_run_quantity(run, r->quantities[i]));
        json_object_set_new(object, r->quantities[i], value ? value : json_null());
    }
    return object;
}

static json_t *print_json_object(const struct results *r, const struct store_run *run)
{
    json_t *object = json_object();
    json_object_set_new(object, "parameters", print_json_parameters(run));
    json_object_set_new(object, "scenario", json_string(run->name));
    json_object_set_new(object, "engine", json_string(run->engine));
    json_object_set_new(object, "seed", json_integer((json_int_t)run->seed));
    json_object_set_new(object, "replication", json_integer(run->replication));
    json_object_set_new(object, "build", json_string(run->build));
    json_object_set_new(object, "state", json_string(run->state == STORE_DONE ? "done" : "failed"));
    if (run->state == STORE_FAILED) {
        json_object_set_new(object, "reason", json_string(run->failure));
        return object;
    }
    json_object_set_new(object, "fingerprint", json_sprintf("0x%016" PRIx64, run->fingerprint));
    json_object_set_new(object, "quantities", print_json_quantities(r, run));
    return object;
}

static int print_json_run(void *user, const struct store_run *run, struct error *e)
{
    struct print_json *p = user;
    (void)e;
    json_t *object = print_json_object(p->r, run);
    fputs(p->count++ > 0 ? ",\n" : "", stdout);
    summary_json_write(stdout, object);
    json_decref(object);
    return 0;
}

int results_print_json(struct results *r, struct error *e)
{
    struct print_json p = {.r = r};
    puts("[");
    const int result = store_runs(r->store, &r->filter, print_json_run, &p, e);
    puts("]");
    return result;
}

/* --- rows that were kept ---------------------------------------------------------------------- */

struct print_rows {
    struct results *r;
    enum store_table table;
    const struct store_run *run;
};

static int print_row(void *user, const char *const *fields, struct error *e)
{
    const struct print_rows *p = user;
    (void)e;
    print_csv_cells(p->r, p->run);
    for (size_t i = 0; store_table_columns(p->table)[i]; i++) {
        putchar(',');
        text_csv(stdout, fields[i]);
    }
    putchar('\n');
    return 0;
}

static int print_rows_of(void *user, const struct store_run *run, struct error *e)
{
    struct print_rows *p = user;
    p->run = run;
    return store_rows(p->r->store, run->id, p->table, store_table_columns(p->table), print_row, p,
                      e);
}

int results_print_rows(struct results *r, enum store_table table, struct error *e)
{
    struct print_rows p = {.r = r, .table = table};
    print_csv_head(r);
    for (size_t i = 0; store_table_columns(table)[i]; i++)
        printf(",%s", store_table_columns(table)[i]);
    putchar('\n');
    return store_runs(r->store, &r->filter, print_rows_of, &p, e);
}
