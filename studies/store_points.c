/* Two walks: the first finds what varies besides what was asked for, since runs of different
 * settings have no mean; the second puts the runs of each point together. */
#include "studies/store_points.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/statistics.h"
#include "scenarios/format/path.h"
#include "studies/axis_kind.h"

struct points_cell {
    char *x, *by, *member, *digest;
    double at;
    double *values;
    size_t count, room;
    uint64_t left_out;
};

struct points_walk {
    const struct store_points_request *r;
    /* What may vary besides: the parameters, the engine, the scenario's name; the first value of
     * each, and whether there is another. */
    const char **paths;
    char **first;
    bool *varies;
    size_t path_count;
    struct points_cell *cells;
    size_t cell_count, cell_room, latest;
    bool numbers, time;             /* x has numbers only; y is a time */
    const struct run_quantity *row; /* of y; NULL: this pfsim has none of that name */
    uint64_t runs, failed, incomplete, without;
};

/* The value of the run; "" when it has none. Free it. */
static char *points_text(const struct store_run *run, const char *path, double *number)
{
    const struct store_parameter *p = store_run_parameter(run, path);
    *number = NAN;
    if (p) {
        *number = p->number;
        return mem_strdup(p->value);
    }
    if (strcmp(path, "engine") == 0)
        return mem_strdup(run->engine);
    if (strcmp(path, STORE_POINTS_SCENARIO) == 0)
        return mem_strdup(run->name);
    if (strcmp(path, "seed") == 0) {
        *number = (double)run->seed;
        return mem_printf("%" PRIu64, run->seed);
    }
    if (strcmp(path, "replication") == 0) {
        *number = run->replication;
        return mem_printf("%" PRIu32, run->replication);
    }
    return mem_strdup("");
}

/* "tftp, 384 kbps", of those paths that `wanted` has; NULL: of all. Free it. */
static char *points_texts(const struct store_run *run, const char *const *paths, size_t count,
                          const bool *wanted)
{
    char *texts = mem_strdup("");
    for (size_t i = 0; i < count; i++) {
        double number;
        if (wanted && !wanted[i])
            continue;
        char *text = points_text(run, paths[i], &number);
        char *longer = mem_printf("%s%s%s", texts, *texts ? ", " : "", *text ? text : "-");
        free(text);
        free(texts);
        texts = longer;
    }
    return texts;
}

/* --- what varies -------------------------------------------------------------------------------
 */

static bool points_is_asked(const struct store_points_request *r, const char *path)
{
    bool asked = strcmp(path, r->x) == 0;
    for (size_t i = 0; i < r->by_count; i++)
        asked = asked || strcmp(path, r->by[i]) == 0;
    return asked;
}

static void points_add_path(struct points_walk *w, const char *path)
{
    if (points_is_asked(w->r, path))
        return;
    for (size_t i = 0; i < w->path_count; i++)
        if (strcmp(w->paths[i], path) == 0)
            return;
    w->paths[w->path_count++] = path;
}

static void points_begin(struct points_walk *w)
{
    const struct store_names *names = w->r->names;
    w->paths = mem_calloc(names->parameter_count + 2, sizeof *w->paths);
    for (size_t i = 0; i < names->parameter_count; i++)
        if (strcmp(names->parameters[i], "seed") != 0)
            points_add_path(w, names->parameters[i]);
    points_add_path(w, "engine");
    points_add_path(w, STORE_POINTS_SCENARIO);
    w->first = mem_calloc(w->path_count + 1, sizeof *w->first);
    w->varies = mem_calloc(w->path_count + 1, sizeof *w->varies);
}

static int points_look(void *user, const struct store_run *run, struct error *e)
{
    struct points_walk *w = user;
    (void)e;
    for (size_t i = 0; i < w->path_count; i++) {
        double number;
        if (w->varies[i])
            continue;
        char *text = points_text(run, w->paths[i], &number);
        w->varies[i] = w->first[i] && strcmp(w->first[i], text) != 0;
        if (!w->first[i])
            w->first[i] = text;
        else
            free(text);
    }
    return 0;
}

/* --- runs into cells ---------------------------------------------------------------------------
 */

static bool points_is_cell(const struct points_cell *c, const char *x, const char *by,
                           const char *member)
{
    return strcmp(c->x, x) == 0 && strcmp(c->by, by) == 0 && strcmp(c->member, member) == 0;
}

/* The runs of a point follow each other, mostly. The texts become the cell's, or are freed. */
static struct points_cell *points_cell(struct points_walk *w, char *x, char *by, char *member)
{
    size_t i = w->latest;
    if (i >= w->cell_count || !points_is_cell(&w->cells[i], x, by, member))
        for (i = 0; i < w->cell_count && !points_is_cell(&w->cells[i], x, by, member);)
            i++;
    w->latest = i;
    if (i < w->cell_count) {
        free(x);
        free(by);
        free(member);
        return &w->cells[i];
    }
    if (w->cell_count == w->cell_room) {
        w->cell_room = w->cell_room ? 2 * w->cell_room : 64;
        w->cells = mem_resize(w->cells, w->cell_room, sizeof *w->cells);
    }
    w->cells[w->cell_count] = (struct points_cell){.x = x, .by = by, .member = member};
    return &w->cells[w->cell_count++];
}

static bool points_is_incomplete(const struct points_walk *w, const struct store_run *run)
{
    const struct store_quantity *completed = store_run_quantity(run, "completed");
    const struct store_quantity *phones = store_run_quantity(run, "phones");
    return w->row && w->row->of_all && completed && phones &&
           completed->value.whole < phones->value.whole;
}

static void points_add_value(struct points_walk *w, struct points_cell *c,
                             const struct store_run *run)
{
    const struct store_quantity *q = store_run_quantity(run, w->r->quantity);
    const bool failed = run->state == STORE_FAILED;
    const bool incomplete = !failed && points_is_incomplete(w, run);
    w->failed += failed;
    w->incomplete += incomplete;
    w->without += !failed && !incomplete && !q;
    if (failed || incomplete || !q) {
        c->left_out++;
        return;
    }
    if (c->count == c->room) {
        c->room = c->room ? 2 * c->room : 16;
        c->values = mem_resize(c->values, c->room, sizeof *c->values);
    }
    const double number = q->whole ? (double)q->value.whole : q->value.real;
    c->values[c->count++] = q->time ? (double)(int64_t)q->value.whole / 1e9 : number;
    w->time = w->time || q->time;
}

static int points_take(void *user, const struct store_run *run, struct error *e)
{
    struct points_walk *w = user;
    double at;
    char *x = points_text(run, w->r->x, &at);
    w->numbers = w->numbers && isfinite(at) && isdigit((unsigned char)*x);
    struct points_cell *c = points_cell(w, x, points_texts(run, w->r->by, w->r->by_count, NULL),
                                        points_texts(run, w->paths, w->path_count, w->varies));
    c->at = at;
    if (!c->digest && run->state == STORE_DONE)
        c->digest = mem_strdup(run->digest);
    if (run->state == STORE_DONE && strcmp(c->digest, run->digest) != 0)
        return error_set(e,
                         "at %s = %.100s there are runs of different scenarios, which no parameter "
                         "tells apart: a store of their own for each would",
                         w->r->x, c->x);
    points_add_value(w, c, run);
    w->runs++;
    return 0;
}

/* --- what comes of it --------------------------------------------------------------------------
 */

static enum axis_kind points_x_kind(const struct points_walk *w)
{
    struct path_field field;
    struct error ignored;
    if (!w->numbers)
        return AXIS_WORDS;
    if (path_find(&field, w->r->x, &ignored) < 0)
        return AXIS_NUMBER;
    const bool is_quantity = field.field->kind == SCHEMA_QUANTITY;
    const enum axis_kind kind =
        is_quantity ? axis_kind_of_field(field.field->quantity) : AXIS_WORDS;
    path_free(&field);
    return kind;
}

static enum axis_kind points_y_kind(const struct points_walk *w)
{
    return w->time ? AXIS_TIME : w->row ? axis_kind_of_run(w->row->kind) : AXIS_NUMBER;
}

static void points_make(struct store_points *p, struct points_walk *w)
{
    p->points = mem_calloc(w->cell_count, sizeof *p->points);
    p->count = w->cell_count;
    for (size_t i = 0; i < w->cell_count; i++) {
        struct points_cell *c = &w->cells[i];
        const struct statistics_interval interval = statistics_interval(c->values, c->count, 0.95);
        p->points[i] = (struct study_point){.x = c->x,
                                            .at = c->at,
                                            .by = c->by,
                                            .member = c->member,
                                            .runs = c->count,
                                            .left_out = c->left_out,
                                            .mean = interval.mean,
                                            .half_width = interval.half_width};
        c->x = c->by = c->member = NULL;
    }
    p->x_kind = points_x_kind(w);
    p->y_kind = points_y_kind(w);
}

/* "wan.rate, method". NULL of none. Free it. */
static char *points_names(const char *const *paths, size_t count, const bool *wanted)
{
    char *names = NULL;
    for (size_t i = 0; i < count; i++) {
        if (wanted && !wanted[i])
            continue;
        char *longer = mem_printf("%s%s%s", names ? names : "", names ? ", " : "", paths[i]);
        free(names);
        names = longer;
    }
    return names;
}

/* The name says what the scenario is without what is varied: 40 phones, when there are others. */
static char *points_note(const struct points_walk *w)
{
    const struct store_names *names = w->r->names;
    char *name = NULL;
    char *others =
        points_names((const char *const *)names->parameters, names->parameter_count, NULL);
    for (size_t i = 0; i < w->path_count; i++)
        if (strcmp(w->paths[i], STORE_POINTS_SCENARIO) == 0 && !w->varies[i] && w->first[i])
            name = mem_printf("scenario “%s”%s%s", w->first[i], others ? " with other " : "",
                              others ? others : "");
    const char *meaning = w->row ? w->row->meaning : "";
    char *note = mem_printf("%s%s%s", name ? name : "", name && *meaning ? "\n" : "", meaning);
    free(others);
    free(name);
    if (*note)
        return note;
    free(note);
    return NULL;
}

/* "3 failed, in 2 some phones did not complete". Free it. */
static char *points_left_out(const struct points_walk *w)
{
    const struct {
        uint64_t count;
        const char *before, *behind;
    } reasons[] = {{w->failed, "", " failed"},
                   {w->incomplete, "in ", " some phones did not complete"},
                   {w->without, "", " without that number"}};
    char *text = NULL;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (!reasons[i].count)
            continue;
        char *longer = mem_printf("%s%s%s%" PRIu64 "%s", text ? text : "", text ? ", " : "",
                                  reasons[i].before, reasons[i].count, reasons[i].behind);
        free(text);
        text = longer;
    }
    return text;
}

static void points_end(struct points_walk *w)
{
    for (size_t i = 0; i < w->cell_count; i++) {
        free(w->cells[i].x);
        free(w->cells[i].by);
        free(w->cells[i].member);
        free(w->cells[i].digest);
        free(w->cells[i].values);
    }
    for (size_t i = 0; i < w->path_count; i++)
        free(w->first[i]);
    free(w->cells);
    free(w->first);
    free(w->varies);
    free(w->paths);
}

int store_points_read(struct store_points *p, const struct store_points_request *r, struct error *e)
{
    struct points_walk w = {.r = r, .numbers = true, .row = run_quantity_find(r->quantity)};
    struct store_filter filter = *r->filter;
    *p = (struct store_points){0};
    filter.state = STORE_NONE;
    points_begin(&w);
    int result = store_runs(r->store, &filter, points_look, &w, e);
    if (result == 0)
        result = store_runs(r->store, &filter, points_take, &w, e);
    if (result == 0 && w.runs == 0)
        result = error_set(e, "there is no such run");
    if (result == 0) {
        points_make(p, &w);
        p->by = points_names(r->by, r->by_count, NULL);
        p->members = points_names(w.paths, w.path_count, w.varies);
        p->note = points_note(&w);
        p->left_out = points_left_out(&w);
    }
    points_end(&w);
    return result;
}

void store_points_free(struct store_points *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free((char *)p->points[i].x);
        free((char *)p->points[i].by);
        free((char *)p->points[i].member);
    }
    free(p->points);
    free(p->by);
    free(p->members);
    free(p->note);
    free(p->left_out);
    *p = (struct store_points){0};
}
