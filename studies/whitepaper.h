/* The white paper regenerated: its figures as tables and charts, and its numbers beside simulated
 * ones. Scenarios, not this code, hold the inputs: scenarios/whitepaper-*.yaml. */
#ifndef STUDIES_WHITEPAPER_H
#define STUDIES_WHITEPAPER_H

#include "base/pool.h"
#include "results/published.h"
#include "studies/figures.h"
#include "studies/table1.h"
#include "studies/whitepaper_charts.h"

struct whitepaper_options {
    struct library *library; /* its folder has scenarios/, results/published.csv, plots/ */
    const char *folder;      /* where tables and charts go; made when it is not there */
    bool parts[WHITEPAPER_PARTS];
    const char *phones;     /* the points of the curves, as studies/values.h; NULL: the paper's */
    const char *const *set; /* as with -s, in all runs */
    size_t set_count;
    const char *own_points;     /* a file as own_points.h has it; NULL: none */
    const struct look *look;    /* of the curves' charts */
    bool log_x, log_y;          /* likewise */
    unsigned workers;           /* processes; 0: one a processor */
    bool charts;                /* whether to draw them with gnuplot and dot */
    pool_progress_fn *progress; /* NULL: nobody wants to know */
    pool_progress_fn *drawing;  /* the same of pictures */
    void *user;                 /* of both */
};

struct whitepaper {
    struct published published;
    size_t compared; /* how many published numbers were; none where something is set */
    uint32_t *phones;
    size_t phones_count;
    struct own_points own;
    struct study_runs runs;
    struct figures figures;
    struct table1 table1;
};

/* Runs what the parts need, writes their tables, figure1.csv, figure3.csv, figure4.csv, lan.csv,
 * table1.csv, published.csv, all result files of the paper's own site by TFTP and by PFS (tftp-40/,
 * pfs-40/), and the charts (PNG, SVG), and leaves the comparison in `w`, which is the caller's to
 * give back with whitepaper_fini, also after an error (negative). Before anything runs, all that is
 * given is looked at, and all scenarios are loaded. Tables of other parts stay as they were. */
int whitepaper_run(struct whitepaper *w, const struct whitepaper_options *options, struct error *e);
void whitepaper_fini(struct whitepaper *w);

#endif
