/* Draws charts and graphs: runs gnuplot on the scripts of this folder, and Graphviz's dot. */
#ifndef PLOTS_DRAW_H
#define PLOTS_DRAW_H

#include "base/error.h"

/* Runs the script at `script` on the CSV files in `data`, and writes name.png and name.svg into
 * `output`, which is made if need be. Both appear, or neither. Negative: gnuplot is not installed,
 * it failed (what it said is in the message; a warning is no failure), it drew nothing, or SIGHUP,
 * SIGINT or SIGTERM came. Such a signal ends gnuplot at once, leaves nothing half done, and has its
 * effect on the caller then. */
int plot_draw(const char *script, const char *data, const char *output, const char *name,
              struct error *e);
/* The same with dot, of the graph in the file `graph` (dot's language). */
int graph_draw(const char *graph, const char *output, const char *name, struct error *e);

#endif
