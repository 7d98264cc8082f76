/* The pictures of one run, drawn from the folder with its tables (`pfsim run -o DIR --draw`). */
#ifndef PLOTS_RUN_CHARTS_H
#define PLOTS_RUN_CHARTS_H

#include <stdbool.h>

#include "base/error.h"

/* Draws into `folder`, from what is in there, as PNG and SVG: wan, progress, phones (when
 * `completed`: some phone has completed) and each hierarchy-*.dot. `scripts` is the folder with the
 * gnuplot scripts. Negative: what could not be drawn, as plot_draw says; those before it are there.
 */
int run_charts_draw(const char *scripts, const char *folder, bool completed, struct error *e);

#endif
