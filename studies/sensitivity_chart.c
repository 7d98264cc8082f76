/* The charts of a sensitivity study: bars of the indices, and the values against each parameter. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"
#include "base/output.h"
#include "plots/study_chart.h"
#include "results/text.h"
#include "studies/axis_kind.h"
#include "studies/sensitivity.h"
#include "studies/values.h"

#define CHART_SCATTERED                                                                            \
    2048 /* points in a chart, the first of the design: no picture shows more                      \
          */

static struct study_point chart_bar(const struct sensitivity *s, size_t i, const char *by,
                                    const struct sobol_index *index)
{
    return (struct study_point){.x = s->parameters->items[i].at.path,
                                .by = by,
                                .member = "",
                                .runs = s->runs,
                                .mean = fmax(index->value, 0),
                                .half_width = index->half_width};
}

/* --- the numbers ----------------------------------------------------------------------------- */

static int chart_write_numbers(const struct sensitivity *s, const char *folder, struct error *e)
{
    struct output o;
    if (output_folder(folder, e) < 0 || output_open(&o, folder, "indices.csv", e) < 0)
        return -1;
    fputs("path,from,to,first,first_half_width,total,total_half_width\n", o.file);
    for (size_t i = 0; i < s->parameters->count; i++) {
        const struct sensitivity_parameter *p = &s->parameters->items[i];
        const struct sobol_index *first = &s->indices.first[i], *total = &s->indices.total[i];
        char *low = quantity_write(p->quantity, p->low),
             *high = quantity_write(p->quantity, p->high);
        csv_write_field(o.file, p->at.path);
        fputc(',', o.file);
        csv_write_field(o.file, low);
        fputc(',', o.file);
        csv_write_field(o.file, high);
        fprintf(o.file, ",%.6f,%.6f,%.6f,%.6f\n", first->value, first->half_width, total->value,
                total->half_width);
        free(low);
        free(high);
    }
    return output_commit(&o, e);
}

/* --- pictures -------------------------------------------------------------------------------- */

int sensitivity_draw(const struct sensitivity *s, const char *name, const struct look *look,
                     const char *scripts, const char *folder, struct error *e)
{
    struct study_point bars[2 * SOBOL_PARAMETERS];
    const size_t count = s->parameters->count;
    for (size_t i = 0; i < count; i++) {
        bars[i] = chart_bar(s, i, "first order: by itself", &s->indices.first[i]);
        bars[count + i] = chart_bar(s, i, "total: with others too", &s->indices.total[i]);
    }
    char *meaning = sensitivity_meaning(s, name);
    char *each = mem_printf("Sobol indices, with their 95 %% intervals, of %s runs",
                            text_count(s->runs).text);
    meaning[strcspn(meaning, "\n")] = '\0';
    char *heading = mem_printf("What the spread of %s comes from", name);
    const struct study_chart chart = {.x = {"parameter", AXIS_WORDS, AXIS_LINEAR},
                                      .y = {"share of the spread", AXIS_SHARE, AXIS_LINEAR},
                                      .by = "index",
                                      .heading = heading,
                                      .note = meaning,
                                      .each = each,
                                      .points = bars,
                                      .count = 2 * count};
    int status = chart_write_numbers(s, folder, e);
    if (status == 0)
        status = study_chart_draw(&chart, look, scripts, folder, "sensitivity", e);
    free(heading);
    free(each);
    free(meaning);
    return status;
}

static int chart_scatter(const struct sensitivity *s, size_t parameter, const char *name,
                         enum axis_kind kind, const struct look *look, const char *scripts,
                         const char *folder, struct error *e)
{
    const struct sensitivity_parameter *p = &s->parameters->items[parameter];
    struct study_point *points = mem_calloc(CHART_SCATTERED, sizeof *points);
    double at[SOBOL_PARAMETERS];
    size_t count = 0;
    for (size_t run = 0; run < s->runs && count < CHART_SCATTERED; run++) {
        if (!sobol_is_sample(s->design, run))
            continue;
        sobol_point(s->design, run, at);
        points[count++] = (struct study_point){.x = "",
                                               .at = (double)sensitivity_value(p, at[parameter]) /
                                                     values_scale(p->quantity),
                                               .by = "",
                                               .member = "",
                                               .runs = isfinite(s->values[run]),
                                               .left_out = !isfinite(s->values[run]),
                                               .mean = s->values[run],
                                               .half_width = NAN};
    }
    const enum axis_scale scale = p->by_ratios ? AXIS_LOGARITHMIC : AXIS_LINEAR;
    const struct study_chart chart = {.x = {p->at.path, axis_kind_of_field(p->quantity), scale},
                                      .y = {name, kind, AXIS_LINEAR},
                                      .each =
                                          "each point is one run, in which all parameters differ",
                                      .left_out = "not all phones are ever back",
                                      .scattered = true,
                                      .points = points,
                                      .count = count};
    char *text = mem_printf("scatter-%s", p->at.path), *file = output_name(text, "");
    const int status = study_chart_draw(&chart, look, scripts, folder, file, e);
    free(file);
    free(text);
    free(points);
    return status;
}

int sensitivity_draw_scatter(const struct sensitivity *s, const char *name, enum axis_kind kind,
                             const struct look *look, const char *scripts, const char *folder,
                             struct error *e)
{
    for (size_t i = 0; i < s->parameters->count; i++)
        if (chart_scatter(s, i, name, kind, look, scripts, folder, e) < 0)
            return -1;
    return 0;
}
