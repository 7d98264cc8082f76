/* The white paper's charts: curves of the time until all are back against the number of phones. */
#ifndef STUDIES_FIGURES_H
#define STUDIES_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "results/column.h"
#include "results/published.h"
#include "studies/own_points.h"
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

enum figure { FIGURE_1, FIGURE_3, FIGURE_4, FIGURE_LAN, FIGURES };

extern const char *const figure_names[FIGURES]; /* "figure1": of its tables, chart and script */

/* What is wanted of them. */
struct figures_choice {
    bool figures[FIGURES];
    const uint32_t *phones; /* the points of all curves, ascending; NULL: each curve's own */
    size_t phones_count;
};

struct figures {
    struct study_runs *runs;
    struct figures_choice choice;
    uint32_t most;          /* phones of a point */
    size_t *number[CURVES]; /* by phones, up to that: 1 + the run's; 0: the curve has no such
                             * point. NULL: it has none at all */
};

/* Adds the runs of the points that are wanted; the phones are the caller's. */
void figures_plan(struct figures *f, struct study_runs *runs, const struct figures_choice *choice);
void figures_fini(struct figures *f);
/* Whether there is such a point. */
bool figures_has(const struct figures *f, enum curve curve, uint32_t phones);
/* The result of a point that there is, when the runs have been executed. */
const struct study_result *figures_at(const struct figures *f, enum curve curve, uint32_t phones);
/* Upgrade time of the last phone, s; NAN when there is no such point. */
double figures_time(const struct figures *f, enum curve curve, uint32_t phones);
/* Whether the formulas say something at all points of a figure that is wanted. */
bool figures_have_formulas(const struct figures *f, enum figure figure);
/* Slope of the least-squares line through log(upgrade time) against log(phones), over the points
 * from `first` to `last` phones, at which there are points, or it is NAN. */
double figures_slope(const struct figures *f, enum curve curve, uint32_t first, uint32_t last);

extern const struct table figures_table; /* figure1.csv and its like */

/* Writes the tables of the wanted figures, figure1.csv and so on, into `folder`; with `p` the
 * published points beside them, figure1-published.csv and figure3-published.csv, if there are
 * curves at their phones; without, or without any, such a file of an earlier paper is removed. With
 * `own`, of each figure those points whose method is one of its curves': figure1-own.csv. */
int figures_write(const struct figures *f, const struct published *p, const struct own_points *own,
                  const char *folder, struct error *e);

#endif
