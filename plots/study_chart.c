/* What stands where in a chart of many runs, and what is said about it. */
#include "plots/study_chart.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "plots/draw.h"
#include "plots/study_layout.h"

static size_t study_text(struct study_texts *t, const char *text)
{
    size_t i = 0;
    while (i < t->count && strcmp(t->items[i], text) != 0)
        i++;
    if (i == t->count) {
        t->items = mem_resize(t->items, t->count + 1, sizeof *t->items);
        t->items[t->count++] = text;
    }
    return i;
}

/* --- rows --------------------------------------------------------------------------------------
 */

static int study_row_order(const void *a, const void *b)
{
    const struct study_row *p = a, *q = b;
    if (p->by != q->by)
        return p->by < q->by ? -1 : 1;
    if (p->member != q->member)
        return p->member < q->member ? -1 : 1;
    return (p->x > q->x) - (p->x < q->x);
}

static void study_take_rows(struct study_layout *l)
{
    const struct study_chart *c = l->chart;
    l->rows = mem_calloc(c->count, sizeof *l->rows);
    for (size_t i = 0; i < c->count; i++) {
        const struct study_point *p = &c->points[i];
        struct study_row *r = &l->rows[i];
        r->point = p;
        r->by = study_text(&l->bys, p->by);
        r->member = study_text(&l->members, p->member);
        r->x = c->x.kind == AXIS_WORDS ? (double)(1 + study_text(&l->words, p->x)) : p->at;
        l->left_out += p->left_out;
    }
    qsort(l->rows, c->count, sizeof *l->rows, study_row_order);
    for (size_t i = 0; i < c->count; i++) {
        struct study_row *r = &l->rows[i];
        if (i == 0 || r->by != r[-1].by || r->member != r[-1].member)
            l->lines++;
        r->line = l->lines;
    }
}

static int study_check(const struct study_layout *l, struct error *e)
{
    const struct study_chart *c = l->chart;
    if (l->bys.count > STUDY_COLOURS)
        return error_set(e,
                         "%s has %zu values, and a chart can tell %d lines apart: choose some, or "
                         "another x axis",
                         c->by ? c->by : "", l->bys.count, STUDY_COLOURS);
    if (l->lines > STUDY_LINES)
        return error_set(e,
                         "%zu lines are too many for a chart, which has up to %d: %s varies, too",
                         l->lines, STUDY_LINES, c->members ? c->members : "");
    for (size_t i = 0; i < c->count; i++)
        if (isfinite(c->points[i].mean))
            return 0;
    return error_set(e, "there is nothing to be drawn: no run has an answer for %s%s%s", c->y.name,
                     c->left_out ? ": " : "", c->left_out ? c->left_out : "");
}

/* --- axes --------------------------------------------------------------------------------------
 */

static int study_order(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void study_set_x(struct study_layout *l)
{
    const size_t count = l->chart->count;
    double *values = mem_calloc(count, sizeof *values);
    for (size_t i = 0; i < count; i++)
        values[i] = l->rows[i].x;
    qsort(values, count, sizeof *values, study_order);
    axis_of_places(&l->x, l->chart->x.kind, l->chart->x.scale, values, count);
    free(values);
}

/* Of means and of their intervals; what of them reaches below 0, or far below all means where the
 * axis is logarithmic, is cut off. */
static void study_set_y(struct study_layout *l)
{
    const struct study_chart *c = l->chart;
    const bool logarithmic = c->y.scale == AXIS_LOGARITHMIC;
    double *values = mem_calloc(2 * c->count, sizeof *values);
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct study_point *p = &c->points[i];
        if (!isfinite(p->mean) || (logarithmic && !(p->mean > 0)))
            continue;
        values[count++] = p->mean;
        if (p->half_width > 0) {
            l->intervals = true;
            values[count++] = p->mean + p->half_width;
        }
    }
    axis_of_heights(&l->y, c->y.kind, c->y.scale, values, count);
    free(values);
}

static int study_set_axes(struct study_layout *l, struct error *e)
{
    const struct study_chart *c = l->chart;
    study_set_x(l);
    study_set_y(l);
    l->boxes = c->x.kind == AXIS_WORDS && !l->y.logarithmic;
    if (c->x.scale == AXIS_LOGARITHMIC && c->x.kind == AXIS_WORDS)
        return error_set(e, "%s has names, not numbers: there is no logarithmic axis of them",
                         c->x.name);
    if (c->x.scale == AXIS_LOGARITHMIC && !l->x.logarithmic)
        return error_set(e, "%s has no value above 0, and so no logarithmic axis", c->x.name);
    if (c->y.scale == AXIS_LOGARITHMIC && !l->y.logarithmic)
        return error_set(e, "%s has no value above 0, and so no logarithmic axis", c->y.name);
    return 0;
}

/* --- small print -------------------------------------------------------------------------------
 */

static void study_note_runs(const struct study_layout *l, FILE *file)
{
    uint64_t least = UINT64_MAX, most = 0;
    for (size_t i = 0; i < l->chart->count; i++) {
        const uint64_t runs = l->chart->points[i].runs;
        if (runs) {
            least = runs < least ? runs : least;
            most = runs > most ? runs : most;
        }
    }
    const char *what = l->boxes ? "bar" : "point";
    if (most == 1)
        fprintf(file, "each %s is one run", what);
    else if (least == most)
        fprintf(file, "each %s is the mean of %" PRIu64 " runs", what, most);
    else
        fprintf(file, "each %s is the mean of %" PRIu64 " to %" PRIu64 " runs", what, least, most);
    if (l->intervals)
        fputs(", with its 95 % interval", file);
    else if (most > 1)
        fputs(", which are all the same", file);
}

static void study_note_left_out(const struct study_layout *l, FILE *file)
{
    uint64_t all = 0;
    for (size_t i = 0; i < l->chart->count; i++)
        all += l->chart->points[i].runs + l->chart->points[i].left_out;
    if (l->left_out)
        fprintf(file, "\n✕ %" PRIu64 " of %" PRIu64 " runs %s left out%s%s", l->left_out, all,
                l->left_out == 1 ? "is" : "are", l->chart->left_out ? ": " : "",
                l->chart->left_out ? l->chart->left_out : "");
}

/* Of what a logarithmic axis does not have. */
static void study_note_zeros(const struct study_layout *l, FILE *file)
{
    size_t zeros = 0;
    for (size_t i = 0; i < l->chart->count; i++) {
        const struct study_point *p = &l->chart->points[i];
        zeros += isfinite(p->mean) &&
                 ((l->y.logarithmic && !(p->mean > 0)) || (l->x.logarithmic && !(p->at > 0)));
    }
    if (zeros)
        fprintf(file, "\n%zu point%s of 0 %s not on the logarithmic axis", zeros,
                zeros == 1 ? "" : "s", zeros == 1 ? "is" : "are");
}

static void study_note(struct study_layout *l)
{
    size_t size;
    FILE *file = open_memstream(&l->notes, &size);
    if (!file)
        mem_exhausted();
    if (l->chart->note)
        fprintf(file, "%s\n", l->chart->note);
    if (l->chart->each)
        fputs(l->chart->each, file);
    else
        study_note_runs(l, file);
    if (l->members.count > 1)
        fprintf(file, "\n%s a %s for each %s, from %s (pale) to %s",
                l->bys.count > 1 ? "of each colour" : "there is", l->boxes ? "bar" : "line",
                l->chart->members ? l->chart->members : "", l->members.items[0],
                l->members.items[l->members.count - 1]);
    study_note_zeros(l, file);
    study_note_left_out(l, file);
    if (fclose(file) != 0)
        mem_exhausted();
}

/* -----------------------------------------------------------------------------------------------
 */

static int study_lay_out(struct study_layout *l, struct error *e)
{
    study_take_rows(l);
    if (study_check(l, e) < 0 || study_set_axes(l, e) < 0)
        return -1;
    study_note(l);
    return 0;
}

static void study_layout_fini(struct study_layout *l)
{
    free(l->bys.items);
    free(l->members.items);
    free(l->words.items);
    free(l->rows);
    free(l->notes);
    axis_fini(&l->x);
    axis_fini(&l->y);
}

static int study_draw(const struct study_layout *l, const char *folder, const char *name,
                      struct error *e)
{
    char *script = mem_printf("%s/%s.gp", folder, name);
    const struct plot plot = {.script = script,
                              .data = folder,
                              .options = l->look->options,
                              .formats = l->look->formats,
                              .output = folder,
                              .name = name};
    const int result = plot_draw(&plot, e);
    free(script);
    return result;
}

int study_chart_draw(const struct study_chart *c, const struct look *look, const char *scripts,
                     const char *folder, const char *name, struct error *e)
{
    struct study_layout l = {.chart = c, .look = look};
    int result = study_lay_out(&l, e);
    if (result == 0)
        result = study_files_write(&l, scripts, folder, name, e);
    if (result == 0)
        result = study_draw(&l, folder, name, e);
    study_layout_fini(&l);
    return result;
}
