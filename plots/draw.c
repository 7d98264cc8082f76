/* Pictures: each is drawn aside, and takes its name when all of its formats are there. */
#include "plots/draw.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/check.h"
#include "base/memory.h"
#include "base/output.h"
#include "plots/plain_tables.h"
#include "plots/program.h"

enum { FORMATS_MAX = 4, OPTIONS_MAX = 8 };
static const char *const png_and_svg[] = {"png", "svg", NULL};
static const char *const png_alone[] = {"png", NULL};

/* How one picture is made. */
struct drawing {
    const char *program, *packages;
    const char *from;   /* what is drawn: a folder with tables, or a file */
    const char *script; /* gnuplot's */
    const char *const *options;
    const char *subject; /* for messages */
    const char *const *formats;
    struct output outputs[FORMATS_MAX]; /* one a format */
    struct program_signals signals;     /* held back until nothing is half done */
};

/* Gnuplot takes names that begin with '<' or '|' for commands: an absolute path never does. */
static char *absolute_path(const char *path, struct error *e)
{
    char *absolute = realpath(path, NULL);
    if (!absolute)
        error_set(e, "%s: cannot be read: %s", path, strerror(errno));
    return absolute;
}

static int draw_run(const struct drawing *d, char *const arguments[], struct error *e)
{
    return program_run(arguments, d->subject, d->packages, &d->signals, e);
}

/* -d keeps the user's ~/.gnuplot out. */
static int draw_gnuplot(const struct drawing *d, struct error *e)
{
    enum { OF_ALL = 7 };
    int result = 0;
    for (size_t i = 0; result == 0 && d->formats[i]; i++) {
        char *arguments[OF_ALL + OPTIONS_MAX + 1] = {"gnuplot",
                                                     "-d",
                                                     "-c",
                                                     (char *)d->script,
                                                     (char *)d->from,
                                                     d->outputs[i].temporary_path,
                                                     (char *)d->formats[i]};
        for (size_t j = 0; d->options && d->options[j]; j++) {
            CHECK(j < OPTIONS_MAX);
            arguments[OF_ALL + j] = (char *)d->options[j];
        }
        result = draw_run(d, arguments, e);
    }
    return result;
}

/* Both at once: the layout takes most of the time. */
static int draw_dot(const struct drawing *d, struct error *e)
{
    char *arguments[] = {"dot",
                         "-Tpng",
                         "-o",
                         d->outputs[0].temporary_path,
                         "-Tsvg",
                         "-o",
                         d->outputs[1].temporary_path,
                         (char *)d->from,
                         NULL};
    return draw_run(d, arguments, e);
}

static int draw_rsvg(const struct drawing *d, struct error *e)
{
    char *arguments[] = {"rsvg-convert",  "-f", "png", "-o", d->outputs[0].temporary_path,
                         (char *)d->from, NULL};
    return draw_run(d, arguments, e);
}

static int draw_reserve(struct drawing *d, const char *folder, const char *name, struct error *e)
{
    int result = 0;
    for (size_t i = 0; result == 0 && d->formats[i]; i++) {
        CHECK(i < FORMATS_MAX);
        char *file = mem_printf("%s.%s", name, d->formats[i]);
        result = output_reserve(&d->outputs[i], folder, file, e);
        free(file);
    }
    return result;
}

static int draw_check(const struct drawing *d, struct error *e)
{
    struct stat found;
    for (size_t i = 0; d->formats[i]; i++)
        if (stat(d->outputs[i].temporary_path, &found) < 0 || found.st_size == 0)
            return error_set(e, "%s: %s has drawn nothing into %s", d->subject, d->program,
                             d->outputs[i].final_path);
    return 0;
}

/* All formats, into `output`. */
static int draw(struct drawing *d, int (*with)(const struct drawing *, struct error *),
                const char *output, const char *name, struct error *e)
{
    char *folder = output_folder(output, e) < 0 ? NULL : absolute_path(output, e);
    int result = folder ? draw_reserve(d, folder, name, e) : -1;
    if (result == 0)
        result = with(d, e);
    if (result == 0)
        result = draw_check(d, e);
    for (size_t i = 0; d->formats[i]; i++)
        if (result == 0)
            result = output_commit(&d->outputs[i], e);
        else
            output_abandon(&d->outputs[i]);
    free(folder);
    return result;
}

int plot_draw(const struct plot *p, struct error *e)
{
    struct drawing d = {.program = "gnuplot",
                        .packages = "gnuplot-nox fonts-liberation",
                        .subject = p->script,
                        .options = p->options,
                        .formats = p->formats ? p->formats : png_and_svg};
    struct plain_tables tables = {0};
    program_hold(&d.signals);
    char *script = absolute_path(p->script, e);
    char *data = script ? absolute_path(p->data, e) : NULL;
    int result = data ? plain_tables_make(&tables, data, p->tables, e) : -1;
    d.script = script;
    d.from = tables.folder;
    if (result == 0)
        result = draw(&d, draw_gnuplot, p->output, p->name, e);
    plain_tables_free(&tables);
    program_release(&d.signals);
    free(data);
    free(script);
    return result;
}

static int draw_file(struct drawing *d, int (*with)(const struct drawing *, struct error *),
                     const char *file, const char *output, const char *name, struct error *e)
{
    char *from = absolute_path(file, e);
    if (!from)
        return -1;
    d->from = from;
    d->subject = from;
    program_hold(&d->signals);
    const int result = draw(d, with, output, name, e);
    program_release(&d->signals);
    free(from);
    return result;
}

int graph_draw(const char *graph, const char *output, const char *name, struct error *e)
{
    struct drawing d = {
        .program = "dot", .packages = "graphviz fonts-liberation", .formats = png_and_svg};
    return draw_file(&d, draw_dot, graph, output, name, e);
}

int svg_draw(const char *svg, const char *output, const char *name, struct error *e)
{
    struct drawing d = {.program = "rsvg-convert",
                        .packages = "librsvg2-bin fonts-liberation",
                        .formats = png_alone};
    return draw_file(&d, draw_rsvg, svg, output, name, e);
}
