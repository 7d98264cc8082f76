/* The white paper regenerated: its figures as tables and charts, and its numbers beside simulated
 * ones. Scenarios, not this code, hold the inputs: scenarios/whitepaper-*.yaml. */
#ifndef STUDIES_WHITEPAPER_H
#define STUDIES_WHITEPAPER_H

#include "results/published.h"
#include "studies/pool.h"

struct whitepaper_options {
    const char *data_folder;    /* with scenarios/, results/published.csv, plots/ */
    const char *folder;         /* where tables and charts go; made when it is not there */
    unsigned workers;           /* processes; 0: one a processor */
    bool charts;                /* whether to draw them with gnuplot */
    pool_progress_fn *progress; /* NULL: nobody wants to know */
    void *user;                 /* of `progress` */
};

/* Runs all points, writes figure1.csv, figure1-published.csv, lan.csv, published.csv and the charts
 * figure1 and lan (PNG, SVG), and leaves the comparison in `published`, which is the caller's to
 * give back with published_fini, also after an error (negative). */
int whitepaper_run(const struct whitepaper_options *options, struct published *published,
                   struct error *e);

#endif
