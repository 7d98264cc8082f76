/* A chart of many runs: means with their intervals against what was varied, a line for each value
 * of something else. It is left as three things: the data (CSV), a gnuplot script that needs
 * nothing else, and the pictures. */
#ifndef PLOTS_STUDY_CHART_H
#define PLOTS_STUDY_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "plots/axis.h"
#include "plots/look.h"

struct study_point {
    const char *x;      /* as text: "384 kbps" */
    double at;          /* the same as a number, in the kind's unit; of words it does not count */
    const char *by;     /* whose line; "" when there is just one */
    const char *member; /* which of the lines of that colour; "" when there is just one */
    uint64_t runs;      /* of which the mean is */
    uint64_t left_out;  /* which failed, or gave no answer */
    double mean;        /* NAN: of no run */
    double half_width;  /* of the mean's 95 % interval; NAN: there is none */
};

struct study_axis {
    const char *name; /* "wan.rate" */
    enum axis_kind kind;
    enum axis_scale scale;
};

/* Names and texts may be anything. What has words, lines and their members keep the order in which
 * they come first. */
struct study_chart {
    struct study_axis x, y; /* y is not of words */
    const char *by;         /* what tells the lines apart: "method"; NULL: there is one */
    const char *members;    /* what tells those of a colour apart; NULL: there is one of each */
    const char *heading;    /* NULL: y against x */
    const char *note;       /* small print below the title, a line or several; NULL: none */
    const char *each;       /* what a point or bar is; NULL: the mean of so many runs */
    bool scattered;         /* points of one run each, small, and no lines */
    const char *left_out;   /* why runs are: "of 2 some phones did not complete"; NULL: see above */
    const struct study_point *points;
    size_t count; /* at least one */
};

enum {
    STUDY_COLOURS = 12, /* the most values of `by` */
    STUDY_LINES = 240,  /* the most lines */
};

/* Writes `folder`/`name`.csv and .gp, and draws `name`.png and so on as `look` has it. `scripts` is
 * the folder with the parts that the script is made of (plots/). The chart says how many runs a
 * point is of, what its bars are, what was left out, and how many points a logarithmic axis cannot
 * show. Negative: too many lines, nothing to be shown, or as draw.h says. */
int study_chart_draw(const struct study_chart *c, const struct look *look, const char *scripts,
                     const char *folder, const char *name, struct error *e);

#endif
