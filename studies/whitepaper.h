/* The white paper regenerated: its figures as tables and charts, and its numbers beside simulated
 * ones. Scenarios, not this code, hold the inputs: scenarios/whitepaper-*.yaml. */
#ifndef STUDIES_WHITEPAPER_H
#define STUDIES_WHITEPAPER_H

#include "base/pool.h"
#include "results/published.h"
#include "studies/figures.h"
#include "studies/table1.h"

struct whitepaper_options {
    struct library *library;    /* its folder has scenarios/, results/published.csv, plots/ */
    const char *folder;         /* where tables and charts go; made when it is not there */
    unsigned workers;           /* processes; 0: one a processor */
    bool charts;                /* whether to draw them with gnuplot and dot */
    pool_progress_fn *progress; /* NULL: nobody wants to know */
    pool_progress_fn *drawing;  /* the same of pictures */
    void *user;                 /* of both */
};

struct whitepaper {
    struct published published;
    struct study_runs runs;
    struct figures figures;
    struct table1 table1;
};

/* Runs all points, writes the tables figure1.csv, figure3.csv, figure4.csv, lan.csv, table1.csv,
 * published.csv, all result files of the paper's own site by TFTP and by PFS (tftp-40/, pfs-40/),
 * and the charts (PNG, SVG), and leaves the comparison in `w`, which is the caller's to give back
 * with whitepaper_fini, also after an error (negative). */
int whitepaper_run(struct whitepaper *w, const struct whitepaper_options *options, struct error *e);
void whitepaper_fini(struct whitepaper *w);

#endif
