/* Which scripts draw which tables of a run, and its hierarchies by dot; nothing is computed here
 * that a table does not hold. */
#include "plots/run_charts.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/visible.h"
#include "plots/draw.h"

enum { TABLES_MAX = 2 };

static const struct chart {
    const char *name;
    const char *const tables[TABLES_MAX + 1];
    bool of_completed, of_sites;
    bool where_tables; /* only where its tables are: of calls */
} charts[] = {
    {"wan", {"wan.csv", "links.csv", NULL}, false, false, false},
    {"progress", {"timeline.csv", "phones.csv", NULL}, false, false, false},
    {"phones", {"phones.csv", NULL}, true, false, false},
    {"sites", {"phones.csv", NULL}, true, true, false},
    {"calls", {"spurts.csv", NULL}, false, false, true},
};

enum { CHARTS = sizeof charts / sizeof *charts };

/* What has been drawn, of how much. */
struct drawn {
    const struct run_charts *charts;
    size_t number, count;
};

static bool chart_has_tables(const struct run_charts *c, const struct chart *chart)
{
    bool has = true;
    for (int i = 0; chart->tables[i]; i++) {
        char *path = mem_printf("%s/%s", c->folder, chart->tables[i]);
        has = has && access(path, R_OK) == 0;
        free(path);
    }
    return has;
}

static bool chart_is_wanted(const struct run_charts *c, const struct chart *chart)
{
    if (chart->of_completed && !c->completed)
        return false;
    if (chart->where_tables && !chart_has_tables(c, chart))
        return false;
    return !chart->of_sites || (!c->site && c->sites > 1);
}

static void drawn_next(struct drawn *d)
{
    d->number++;
    if (d->charts->progress)
        d->charts->progress(d->charts->user, d->number, d->count);
}

static int draw_chart(struct drawn *d, const struct chart *chart, struct error *e)
{
    const struct run_charts *c = d->charts;
    char *script = mem_printf("%s/%s.gp", c->scripts, chart->name);
    char *site = visible_text(c->site ? c->site : ""); /* as in the tables that gnuplot gets */
    char *option = c->site ? mem_printf("site=%s", site) : NULL;
    const char *const options[] = {option, NULL};
    char *name =
        c->site ? mem_printf("site-%zu-%s", c->site_number, chart->name) : mem_strdup(chart->name);
    const struct plot plot = {.script = script,
                              .data = c->folder,
                              .tables = chart->tables,
                              .options = option ? options : NULL,
                              .output = c->folder,
                              .name = name};
    drawn_next(d);
    const int result = plot_draw(&plot, e);
    free(name);
    free(option);
    free(site);
    free(script);
    return result;
}

static int is_graph(const struct dirent *d)
{
    const char *ending = strrchr(d->d_name, '.');
    return strncmp(d->d_name, "hierarchy-", strlen("hierarchy-")) == 0 && ending &&
           strcmp(ending, ".dot") == 0;
}

static int draw_graph(struct drawn *d, const char *file, struct error *e)
{
    char *path = mem_printf("%s/%s", d->charts->folder, file);
    char *name = mem_strdup(file);
    name[strlen(name) - strlen(".dot")] = '\0';
    drawn_next(d);
    const int result = graph_draw(path, d->charts->folder, name, e);
    free(name);
    free(path);
    return result;
}

static int draw_all(struct drawn *d, struct dirent **graphs, int graph_count, struct error *e)
{
    for (int i = 0; i < CHARTS; i++)
        if (chart_is_wanted(d->charts, &charts[i]) && draw_chart(d, &charts[i], e) < 0)
            return -1;
    for (int i = 0; i < graph_count; i++)
        if (draw_graph(d, graphs[i]->d_name, e) < 0)
            return -1;
    return 0;
}

int run_charts_draw(const struct run_charts *c, struct error *e)
{
    struct drawn d = {.charts = c};
    struct dirent **graphs = NULL;
    const int count = c->site ? 0 : scandir(c->folder, &graphs, is_graph, versionsort);
    if (count < 0)
        return error_set(e, "%s: cannot be read: %s", c->folder, strerror(errno));
    for (int i = 0; i < CHARTS; i++)
        d.count += chart_is_wanted(c, &charts[i]);
    d.count += (size_t)count;
    const int result = draw_all(&d, graphs, count, e);
    for (int i = 0; i < count; i++)
        free(graphs[i]);
    free(graphs);
    return result;
}
