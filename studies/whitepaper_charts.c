/* Which pictures there are, and of which tables; nothing is simulated here. */
#include "studies/whitepaper_charts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/memory.h"
#include "base/output.h"
#include "plots/draw.h"
#include "plots/run_charts.h"
#include "results/screens.h"
#include "results/table_read.h"

#define EARLY (300 * SECONDS) /* by TFTP all phones are busy then */

const char *const whitepaper_part_names[WHITEPAPER_PARTS + 1] = {
    [PART_FIGURE1] = "figure1", [PART_FIGURE2] = "figure2", [PART_FIGURE3] = "figure3",
    [PART_FIGURE4] = "figure4", [PART_LAN] = "lan",         [PART_TABLE1] = "table1",
};

/* One picture, or all of a run. */
struct picture {
    int (*draw)(const struct whitepaper_pictures *, const struct picture *, struct error *e);
    enum whitepaper_part part;
    const char *name, *run;
};

/* The table's name, or NULL when it is not there. Free it. */
static char *table_beside(const char *folder, const char *name, const char *ending)
{
    char *table = mem_printf("%s%s", name, ending), *path = mem_printf("%s/%s", folder, table);
    const bool there = access(path, F_OK) == 0;
    free(path);
    if (there)
        return table;
    free(table);
    return NULL;
}

static int draw_curves(const struct whitepaper_pictures *d, const struct picture *p,
                       struct error *e)
{
    char *script = mem_printf("%s/%s.gp", d->scripts, p->name);
    char *table = mem_printf("%s.csv", p->name);
    char *published = table_beside(d->folder, p->name, "-published.csv");
    char *own = table_beside(d->folder, p->name, "-own.csv");
    const char *const tables[] = {table, published ? published : own, published ? own : NULL, NULL};
    const char *options[8] = {0};
    size_t count = 0;
    for (; d->look->options[count]; count++)
        options[count] = d->look->options[count];
    if (!published)
        options[count++] = "published=no";
    if (own)
        options[count++] = "own=yes";
    if (d->formulas && p->part == PART_FIGURE3)
        options[count++] = "formulas=yes";
    if (d->log_x || d->log_y)
        options[count++] = d->log_x ? d->log_y ? "log=xy" : "log=x" : "log=y";
    const struct plot plot = {.script = script,
                              .data = d->folder,
                              .tables = tables,
                              .options = options,
                              .formats = d->look->formats,
                              .output = d->folder,
                              .name = p->name};
    const int result = plot_draw(&plot, e);
    free(own);
    free(published);
    free(table);
    free(script);
    return result;
}

static int draw_run(const struct whitepaper_pictures *d, const struct picture *p, struct error *e)
{
    char *folder = mem_printf("%s/%s", d->folder, p->run);
    const struct run_charts charts = {
        .scripts = d->scripts, .folder = folder, .sites = 1, .completed = true};
    const int result = run_charts_draw(&charts, e);
    free(folder);
    return result;
}

/* The second hierarchy of a run is that of its first large file: the index comes before it. */
static int draw_hierarchy(const struct whitepaper_pictures *d, const struct picture *p,
                          struct error *e)
{
    static const char *const patterns[] = {"hierarchy-002-*.dot", NULL};
    char *folder = mem_printf("%s/%s", d->folder, p->run), **names;
    const size_t count = folder_names(folder, patterns, &names);
    int result;
    if (count) {
        char *path = mem_printf("%s/%s", folder, names[0]);
        result = graph_draw(path, d->folder, p->name, e);
        free(path);
    } else {
        result = error_set(e, "%s/%s: there is no such file", folder, patterns[0]);
    }
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
    free(folder);
    return result;
}

/* When a file is on its way down its hierarchy: half-way from the first phone that has it to the
 * last one. Then some phones show it complete, and others count or wait. */
struct passing {
    sim_time first, last;
};

static int note_passing(void *user, const char *const *fields, struct error *e)
{
    struct passing *p = user;
    sim_time has_file;
    if (table_time(fields[1], &has_file, e) < 0)
        return -1;
    if (strcmp(fields[0], "2") == 0 && has_file >= 0) {
        p->first = time_min(p->first, has_file);
        p->last = time_max(p->last, has_file);
    }
    return 0;
}

static int find_moment(const char *folder, sim_time *moment, struct error *e)
{
    static const char *const columns[] = {"hierarchy", "has_file_s", NULL};
    struct passing p = {TIME_NEVER, 0};
    *moment = EARLY;
    if (table_read(folder, "hierarchies.csv", columns, note_passing, &p, e) < 0)
        return -1;
    if (p.last > 0)
        *moment = p.first + (p.last - p.first) / 2;
    return 0;
}

static int write_screens(const struct whitepaper_pictures *d, const char *name,
                         const struct screens *s, struct error *e)
{
    struct output o;
    char *file = mem_printf("%s.svg", name);
    int result = output_open(&o, d->folder, file, e);
    if (result == 0) {
        screens_svg(o.file, s, false);
        result = output_commit(&o, e);
    }
    free(file);
    return result;
}

static int draw_screens_png(const struct whitepaper_pictures *d, const char *name, struct error *e)
{
    char *svg = mem_printf("%s/%s.svg", d->folder, name);
    const int result = svg_draw(svg, d->folder, name, e);
    free(svg);
    return result;
}

static int draw_screens(const struct whitepaper_pictures *d, const struct picture *p,
                        struct error *e)
{
    struct screens s;
    sim_time moment;
    char *folder = mem_printf("%s/%s", d->folder, p->run);
    int result = find_moment(folder, &moment, e);
    if (result == 0)
        result = screens_read(&s, folder, moment, e);
    free(folder);
    if (result < 0)
        return result;
    result = write_screens(d, p->name, &s, e);
    screens_free(&s);
    return result < 0 ? result : draw_screens_png(d, p->name, e);
}

/* Those that take longest are last, where the pool begins. */
static const struct picture pictures[] = {
    {draw_screens, PART_FIGURE2, "figure2a", "tftp-40"},
    {draw_screens, PART_FIGURE2, "figure2b", "pfs-40"},
    {draw_hierarchy, PART_FIGURE2, "figure2", "pfs-40"},
    {draw_curves, PART_LAN, "lan", NULL},
    {draw_curves, PART_FIGURE1, "figure1", NULL},
    {draw_curves, PART_FIGURE3, "figure3", NULL},
    {draw_curves, PART_FIGURE4, "figure4", NULL},
    {draw_run, PART_FIGURE2, NULL, "tftp-40"},
    {draw_run, PART_FIGURE2, NULL, "pfs-40"},
};

enum { PICTURES = sizeof pictures / sizeof *pictures };

struct drawing {
    const struct whitepaper_pictures *pictures;
    const struct picture *wanted[PICTURES];
    size_t count;
};

static int draw(void *user, size_t number, void *result, struct error *e)
{
    const struct drawing *d = user;
    (void)result;
    return d->wanted[number]->draw(d->pictures, d->wanted[number], e);
}

void whitepaper_charts_remove(const char *folder, const bool parts[WHITEPAPER_PARTS])
{
    static const char *const endings[] = {"png", "svg", "pdf", "eps"};
    for (int i = 0; i < PICTURES; i++)
        for (int j = 0; parts[pictures[i].part] && pictures[i].name && j < 4; j++) {
            char *path = mem_printf("%s/%s.%s", folder, pictures[i].name, endings[j]);
            unlink(path);
            free(path);
        }
}

int whitepaper_charts_draw(const struct whitepaper_pictures *p, struct error *e)
{
    struct drawing d = {.pictures = p};
    char nothing[PICTURES]; /* a picture has no result but its file */
    for (int i = 0; i < PICTURES; i++)
        if (p->parts[pictures[i].part])
            d.wanted[d.count++] = &pictures[i];
    const struct pool_jobs jobs = {.count = d.count,
                                   .result_size = sizeof *nothing,
                                   .job = draw,
                                   .user = &d,
                                   .progress = p->progress,
                                   .progress_user = p->user};
    return pool_run(&jobs, p->workers, nothing, e);
}
