/* Pictures: each is drawn aside, and takes its name when all of its formats are there. */
#include "plots/draw.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/output.h"
#include "plots/program.h"

enum { FORMATS = 2 };
static const char *const formats[FORMATS] = {"png", "svg"};

/* How one picture is made: `from` is drawn by `script`, or, when that is NULL, is a graph. */
struct drawing {
    const char *script, *from;
    struct program_signals signals; /* held back until nothing is half done */
};

/* Gnuplot takes names that begin with '<' or '|' for commands: an absolute path never does. */
static char *absolute_path(const char *path, struct error *e)
{
    char *absolute = realpath(path, NULL);
    if (!absolute)
        error_set(e, "%s: cannot be read: %s", path, strerror(errno));
    return absolute;
}

/* -d keeps the user's ~/.gnuplot out. */
static int run_gnuplot(const struct drawing *d, const char *out, const char *format,
                       struct error *e)
{
    char *arguments[] = {"gnuplot",       "-d",        "-c",           (char *)d->script,
                         (char *)d->from, (char *)out, (char *)format, NULL};
    return program_run(arguments, d->script, "gnuplot-nox fonts-liberation", &d->signals, e);
}

static int run_dot(const struct drawing *d, const char *out, const char *format, struct error *e)
{
    char *form = mem_printf("-T%s", format);
    char *arguments[] = {"dot", form, "-o", (char *)out, (char *)d->from, NULL};
    const int result = program_run(arguments, d->from, "graphviz fonts-liberation", &d->signals, e);
    free(form);
    return result;
}

static int check_drawn(const struct output *o, const struct drawing *d, struct error *e)
{
    struct stat found;
    if (stat(o->temporary_path, &found) == 0 && found.st_size > 0)
        return 0;
    return error_set(e, "%s: %s has drawn nothing into %s", d->script ? d->script : d->from,
                     d->script ? "gnuplot" : "dot", o->final_path);
}

static int draw_aside(struct output *o, const struct drawing *d, const char *folder,
                      const char *name, const char *format, struct error *e)
{
    char *file = mem_printf("%s.%s", name, format);
    int result = output_reserve(o, folder, file, e);
    free(file);
    if (result < 0)
        return -1;
    result = d->script ? run_gnuplot(d, o->temporary_path, format, e)
                       : run_dot(d, o->temporary_path, format, e);
    return result < 0 ? result : check_drawn(o, d, e);
}

static int draw_all(const struct drawing *d, const char *folder, const char *name, struct error *e)
{
    struct output outputs[FORMATS] = {0};
    int result = 0;
    for (int i = 0; result == 0 && i < FORMATS; i++)
        result = draw_aside(&outputs[i], d, folder, name, formats[i], e);
    for (int i = 0; i < FORMATS; i++)
        if (result == 0)
            result = output_commit(&outputs[i], e);
        else
            output_abandon(&outputs[i]);
    return result;
}

static int draw(const char *script, const char *from, const char *output, const char *name,
                struct error *e)
{
    if (output_folder(output, e) < 0)
        return -1;
    char *source = absolute_path(from, e);
    char *folder = source ? absolute_path(output, e) : NULL;
    struct drawing d = {.script = script, .from = source};
    program_hold(&d.signals);
    const int result = folder ? draw_all(&d, folder, name, e) : -1;
    program_release(&d.signals);
    free(source);
    free(folder);
    return result;
}

int plot_draw(const char *script, const char *data, const char *output, const char *name,
              struct error *e)
{
    return draw(script, data, output, name, e);
}

int graph_draw(const char *graph, const char *output, const char *name, struct error *e)
{
    return draw(NULL, graph, output, name, e);
}
