/* The white paper's charts: curves of the time until all are back against the number of phones. */
#ifndef STUDIES_FIGURES_H
#define STUDIES_FIGURES_H

#include "results/column.h"
#include "results/published.h"
#include "studies/runs.h"

enum { FIGURE_PHONES = 40 }; /* the curves' last point */

/* One curve: a scenario with a model's phones, run with other numbers of them. */
enum curve {
    CURVE_TFTP_7962,
    CURVE_TFTP_7965,
    CURVE_TFTP_7942,
    CURVE_PFS_7942,
    CURVE_PFS_7965,
    CURVE_TFTP_8961,
    CURVE_TFTP_9971,
    CURVE_PFS_8961,
    CURVE_PFS_9971,
    CURVE_LAN_7965,
    CURVES,
};

struct figures {
    struct study_runs *runs;
    size_t number[CURVES][FIGURE_PHONES + 1]; /* 1 + the run's; 0: the curve has no such point */
};

/* Adds all points' runs. */
void figures_plan(struct figures *f, struct study_runs *runs);
/* The result of a point that there is, when the runs have been executed. */
const struct study_result *figures_at(const struct figures *f, enum curve curve, uint32_t phones);
/* Upgrade time of the last phone, s. */
double figures_time(const struct figures *f, enum curve curve, uint32_t phones);
/* Slope of the least-squares line through log(upgrade time) against log(phones), over the points
 * from `first` to `last` phones. */
double figures_slope(const struct figures *f, enum curve curve, uint32_t first, uint32_t last);
/* The columns of all of these curves' files. */
extern const struct table figures_table;

/* Writes figure1.csv, figure3.csv, figure4.csv and lan.csv, and the published points beside them,
 * figure1-published.csv and figure3-published.csv, into `folder`. */
int figures_write(const struct figures *f, const struct published *p, const char *folder,
                  struct error *e);

#endif
