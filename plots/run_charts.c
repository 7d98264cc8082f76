/* Which scripts draw which tables of a run, and its hierarchies by dot; nothing is computed here
 * that a table does not hold. */
#include "plots/run_charts.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "plots/draw.h"

static int draw_chart(const char *scripts, const char *folder, const char *name, struct error *e)
{
    char *script = mem_printf("%s/%s.gp", scripts, name);
    const int result = plot_draw(script, folder, folder, name, e);
    free(script);
    return result;
}

static int is_graph(const struct dirent *d)
{
    const char *ending = strrchr(d->d_name, '.');
    return strncmp(d->d_name, "hierarchy-", strlen("hierarchy-")) == 0 && ending &&
           strcmp(ending, ".dot") == 0;
}

static int draw_graph(const char *folder, const char *file, struct error *e)
{
    char *path = mem_printf("%s/%s", folder, file);
    char *name = mem_strdup(file);
    name[strlen(name) - strlen(".dot")] = '\0';
    const int result = graph_draw(path, folder, name, e);
    free(name);
    free(path);
    return result;
}

static int draw_graphs(const char *folder, struct error *e)
{
    struct dirent **files;
    const int count = scandir(folder, &files, is_graph, versionsort);
    if (count < 0)
        return error_set(e, "%s: cannot be read: %s", folder, strerror(errno));
    int result = 0;
    for (int i = 0; i < count; i++) {
        if (result == 0)
            result = draw_graph(folder, files[i]->d_name, e);
        free(files[i]);
    }
    free(files);
    return result;
}

int run_charts_draw(const char *scripts, const char *folder, bool completed, struct error *e)
{
    if (draw_chart(scripts, folder, "wan", e) < 0 || draw_chart(scripts, folder, "progress", e) < 0)
        return -1;
    if (completed && draw_chart(scripts, folder, "phones", e) < 0)
        return -1;
    return draw_graphs(folder, e);
}
