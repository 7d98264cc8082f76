/* pfsim results --plot: a chart of a store's runs. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/output.h"
#include "base/visible.h"
#include "cli/cli.h"
#include "cli/results_private.h"
#include "models/catalogue/library.h"
#include "scenarios/format/path.h"
#include "studies/store_points.h"

/* What is asked for, in the forms in which the store has it. */
struct plot_request {
    char *typed; /* the quantity, as it was given: what the chart calls it */
    const char *quantity;
    char *x;
    char **by;
    size_t by_count;
    struct look look;
    enum axis_scale x_scale, y_scale;
};

/* --- what is asked for ----------------------------------------------------------------------- */

/* NULL: there is none such. Free it. */
static char *plot_path(const struct results *r, const char *text, struct error *e)
{
    char *path =
        strcmp(text, STORE_POINTS_SCENARIO) == 0 ? mem_strdup(text) : results_path(r, text);
    if (!path)
        results_no_path(r, text, e);
    return path;
}

static int plot_add_by(struct plot_request *p, const struct results *r, const char *texts,
                       struct error *e)
{
    char *copy = mem_strdup(texts), *rest = copy;
    int result = 0;
    for (char *text; result == 0 && (text = strsep(&rest, ","));) {
        char *path = plot_path(r, text, e);
        if (path) {
            p->by = mem_resize(p->by, p->by_count + 1, sizeof *p->by);
            p->by[p->by_count++] = path;
        }
        for (size_t i = 0; path && i + 1 < p->by_count; i++)
            if (strcmp(p->by[i], path) == 0)
                result = error_set(e, "--by %s: it is there twice", path);
        if (path && strcmp(path, p->x) == 0)
            result = error_set(e, "--by %s: that is the x axis already", path);
        result = path ? result : -1;
    }
    free(copy);
    return result;
}

/* "Y:X". A path has no colon. */
static int plot_read(struct plot_request *p, const struct results *r, const struct results_plot *o,
                     struct error *e)
{
    const char *colon = strchr(o->plot, ':');
    if (!colon || colon == o->plot || !colon[1])
        return error_set(e, "--plot %s: it should be QUANTITY:PATH, as in --plot all_back:wan.rate",
                         o->plot);
    p->typed = mem_printf("%.*s", (int)(colon - o->plot), o->plot);
    p->quantity = results_find_quantity(r, p->typed);
    if (!p->quantity)
        return results_no_quantity(r, p->typed, e);
    p->x = plot_path(r, colon + 1, e);
    for (size_t i = 0; p->x && i < o->by->count; i++)
        if (plot_add_by(p, r, o->by->items[i], e) < 0)
            return -1;
    return p->x ? 0 : -1;
}

static void plot_fini(struct plot_request *p)
{
    for (size_t i = 0; i < p->by_count; i++)
        free(p->by[i]);
    free(p->by);
    free(p->x);
    free(p->typed);
    look_fini(&p->look);
}

/* --- the chart ------------------------------------------------------------------------------- */

/* "all_back-wan.rate-by-method". Free it. */
static char *plot_name(const struct plot_request *p, const struct store_points *points)
{
    char *text = points->by ? mem_printf("%s-%s-by-%s", p->typed, p->x, points->by)
                            : mem_printf("%s-%s", p->typed, p->x);
    char *name = output_name(text, "");
    free(text);
    return name;
}

static int plot_draw_points(const struct plot_request *p, const struct store_points *points,
                            const char *folder, const char *scripts, struct error *e)
{
    const struct study_chart chart = {.x = {p->x, points->x_kind, p->x_scale},
                                      .y = {p->typed, points->y_kind, p->y_scale},
                                      .by = points->by,
                                      .members = points->members,
                                      .note = points->note,
                                      .left_out = points->left_out,
                                      .points = points->points,
                                      .count = points->count};
    char *name = plot_name(p, points), *shown = visible_text(folder);
    const int result = study_chart_draw(&chart, &p->look, scripts, folder, name, e);
    if (result == 0) {
        printf("%s/%s.gp, .csv", shown, name);
        for (size_t i = 0; p->look.formats[i]; i++)
            printf(", .%s", p->look.formats[i]);
        putchar('\n');
    }
    free(shown);
    free(name);
    return result;
}

static int plot_store(const struct plot_request *p, const struct results *r, const char *folder,
                      const char *scripts, struct error *e)
{
    struct store_points points;
    struct error why;
    const struct store_points_request request = {.store = r->store,
                                                 .filter = &r->filter,
                                                 .names = &r->names,
                                                 .quantity = p->quantity,
                                                 .x = p->x,
                                                 .by = (const char *const *)p->by,
                                                 .by_count = p->by_count};
    int result = store_points_read(&points, &request, &why);
    if (result == 0)
        result = plot_draw_points(p, &points, folder, scripts, &why);
    store_points_free(&points);
    return result < 0 ? error_set(e, "%s: %s", r->path, why.text) : 0;
}

int results_plot(struct results *r, const struct results_plot *o, struct error *e)
{
    struct plot_request p = {0};
    int result = axis_read_scales(o->look->log, &p.x_scale, &p.y_scale, e);
    if (result == 0)
        result = look_read(&p.look, o->look->size, o->look->font, o->look->format, e);
    if (result == 0)
        result = plot_read(&p, r, o, e);
    struct library *library = result == 0 ? cli_library(e) : NULL;
    if (library) {
        char *scripts = mem_printf("%s/plots", library_folder(library));
        result = plot_store(&p, r, o->folder, scripts, e);
        free(scripts);
    } else {
        result = -1;
    }
    plot_fini(&p);
    return result;
}
