/* Draws charts and graphs: runs gnuplot on the scripts of this folder, and Graphviz's dot. Whoever
 * calls is told of failures by a negative number: the program is not installed, it failed (what it
 * said is in the message; a warning is no failure), it drew nothing, or SIGHUP, SIGINT, SIGQUIT or
 * SIGTERM came. Such a signal ends the program at once, leaves nothing half done, and has its
 * effect on the caller then. */
#ifndef PLOTS_DRAW_H
#define PLOTS_DRAW_H

#include "base/error.h"

struct plot {
    const char *script;         /* path of a gnuplot script */
    const char *data;           /* the folder with its tables */
    const char *const *tables;  /* which it reads, NULL at the end. Names in there may be anything;
                                 * of tables that are not named here, gnuplot misreads some */
    const char *const *options; /* as "site=NAME", see arguments.gp; up to 8, NULL at the end; NULL:
                                 * none */
    const char *const *formats; /* up to 4 of arguments.gp's, NULL at the end; NULL: png and svg */
    const char *output,
        *name; /* output/name.png and .svg, say, are drawn; the folder is made if need be */
};

/* All formats appear, or none. */
int plot_draw(const struct plot *p, struct error *e);
/* The same with dot, of the graph in the file `graph` (dot's language). */
int graph_draw(const char *graph, const char *output, const char *name, struct error *e);
/* An SVG file as `output`/`name`.png, by rsvg-convert. */
int svg_draw(const char *svg, const char *output, const char *name, struct error *e);

#endif
