/* The pictures of one run, drawn from the folder with its tables (`pfsim run -o DIR --draw`, `pfsim
 * draw`). */
#ifndef PLOTS_RUN_CHARTS_H
#define PLOTS_RUN_CHARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct run_charts {
    const char *scripts; /* the folder with the gnuplot scripts */
    const char *folder;  /* with the tables; pictures go there too */
    const char *site;    /* one site's pictures; NULL: those of the whole run */
    size_t site_number;  /* its number, from 1 */
    size_t sites;        /* how many there are */
    bool completed;      /* some phone of the site, or the run, has */
    /* Called before each picture, the `number`th (from 1) of `count`; NULL: nobody wants to know.
     */
    void (*progress)(void *user, size_t number, size_t count);
    void *user;
};

/* Draws as PNG and SVG: wan, progress, phones (when `completed`), sites (of several, when
 * `completed`), calls (when there were any) and each hierarchy-*.dot; of one site site-N-wan, site-N-progress, site-N-phones and site-N-calls.
 * Negative: what could not be drawn, as draw.h says; those before it are there. */
int run_charts_draw(const struct run_charts *c, struct error *e);

#endif
