/* Draws charts and graphs: runs gnuplot on the scripts of this folder, and Graphviz's dot. */
#ifndef PLOTS_DRAW_H
#define PLOTS_DRAW_H

#include "base/error.h"

/* Runs the script at `script` on the CSV files in `data`, and writes name.png and name.svg into
 * `output`, which is made if need be. Both appear, or neither. Negative: gnuplot is not installed,
 * it complained (the first line it said is in the message, warnings count), or it drew nothing. */
int plot_draw(const char *script, const char *data, const char *output, const char *name,
              struct error *e);
/* The same with dot, of the graph in the file `graph` (dot's language). */
int graph_draw(const char *graph, const char *output, const char *name, struct error *e);

#endif
