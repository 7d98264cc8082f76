/* pfsim draw: charts and graphs of a run whose tables were written. */
#include "cli/draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "cli/cli.h"
#include "plots/run_charts.h"
#include "results/table_read.h"

struct draw_options {
    const char *site;
};

/* The sites of the run, by their rows in sites.csv. */
struct draw_sites {
    char **names;
    bool *completed; /* some phone has */
    size_t count, room;
};

static int draw_take_site(void *user, const char *const *fields, struct error *e)
{
    struct draw_sites *s = user;
    uint64_t completed;
    if (table_count(fields[1], &completed, e) < 0)
        return -1;
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 16;
        s->names = mem_resize(s->names, s->room, sizeof *s->names);
        s->completed = mem_resize(s->completed, s->room, sizeof *s->completed);
    }
    s->completed[s->count] = completed > 0;
    s->names[s->count++] = mem_strdup(fields[0]);
    return 0;
}

static void draw_sites_fini(struct draw_sites *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->names[i]);
    free(s->names);
    free(s->completed);
}

static int draw_no_site(const struct draw_sites *s, const char *folder, const char *site,
                        struct error *e)
{
    char *question = nearest_question(site, (const char *const *)s->names, s->count);
    error_set(e, "%s: the run has no site '%.100s'%s", folder, site, question ? question : "");
    free(question);
    return -1;
}

static int draw_choose(struct run_charts *c, const struct draw_sites *s, struct error *e)
{
    c->sites = s->count;
    for (size_t i = 0; i < s->count; i++) {
        if (c->site && strcmp(s->names[i], c->site) != 0)
            continue;
        c->completed = c->completed || s->completed[i];
        if (c->site)
            c->site_number = i + 1;
    }
    return c->site && !c->site_number ? draw_no_site(s, c->folder, c->site, e) : 0;
}

static void draw_show(void *user, size_t number, size_t count)
{
    const struct progress *p = user;
    if (p->terminal)
        progress_show_drawing(user, number, count);
}

static int draw_with_scripts(struct run_charts *c, struct progress *p, struct error *e)
{
    const struct library *library = cli_library(e);
    if (!library)
        return -1;
    char *scripts = mem_printf("%s/plots", library_folder(library));
    c->scripts = scripts;
    const int result = run_charts_draw(c, e);
    progress_clear(p);
    free(scripts);
    return result;
}

int cli_draw(const char *folder, const char *site, struct progress *p, struct error *e)
{
    static const char *const columns[] = {"site", "completed", NULL};
    struct draw_sites sites = {0};
    struct run_charts c = {.folder = folder, .site = site, .progress = draw_show, .user = p};
    int result = table_read(folder, "sites.csv", columns, draw_take_site, &sites, e);
    if (result == 0)
        result = draw_choose(&c, &sites, e);
    if (result == 0)
        result = draw_with_scripts(&c, p, e);
    if (result == 0 && site)
        printf("%s/site-%zu-wan.png, .svg, and the like\n", folder, c.site_number);
    draw_sites_fini(&sites);
    return result;
}

static int draw_command(const void *options, char *const *arguments, size_t argument_count)
{
    const struct draw_options *o = options;
    struct error e;
    struct progress progress;
    (void)argument_count;
    progress_init(&progress);
    cli_catch_interrupts();
    const int result = cli_draw(arguments[0], o->site, &progress, &e);
    return result < 0 ? cli_fail(&e) : cli_flush_stdout();
}

static const struct option_row rows[] = {
    OPTION_ROW(TEXT, 's', "site", "NAME", struct draw_options, site,
               "the pictures of one site, as site-N-wan.png and the like, by its number N"),
};

const struct command command_draw = {
    .name = "draw",
    .summary = "draw the charts and hierarchies of a run, or those of one site",
    .usage = (const char *const[]){"DIR [--site NAME]", NULL},
    .about =
        "Draws what 'pfsim run -o DIR --draw' draws, as PNG and SVG, from the tables that are in "
        "DIR: the WAN, each phone's progress, how many phones are back when, of several sites "
        "their progress, and hierarchies. With --site, the first three of that site.",
    .examples = (const char *const[]){"run scenarios/two-sites.yaml -o /tmp/two --draw",
                                      "draw /tmp/two --site office", NULL},
    .argument = "the folder of a run",
    .least_arguments = 1,
    .most_arguments = 1,
    .complete = COMPLETE_FOLDER,
    COMMAND_OPTIONS(rows, struct draw_options),
    .run = draw_command,
};
