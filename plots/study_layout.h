/* A chart of many runs, laid out: what study_chart.c decides and study_files.c writes. */
#ifndef PLOTS_STUDY_LAYOUT_H
#define PLOTS_STUDY_LAYOUT_H

#include <stdbool.h>

#include "plots/study_chart.h"

/* Different texts, in the order in which they came; they are the points' own. */
struct study_texts {
    const char **items;
    size_t count;
};

struct study_row {
    const struct study_point *point;
    size_t by, member; /* in the lists of that name, from 0 */
    size_t line;       /* from 1; lines of a colour follow each other */
    double x;          /* of words the place, from 1 */
};

struct study_layout {
    const struct study_chart *chart;
    const struct look *look;
    struct study_texts bys, members, words;
    struct study_row *rows; /* by line and x; as many as there are points */
    size_t lines;
    struct axis x, y;
    bool boxes;     /* instead of points: side by side, up from 0 */
    bool intervals; /* at least one is to be seen */
    char *notes;    /* small print, a line or several */
    uint64_t left_out;
};

/* The file `name`.csv and the script `name`.gp, which is made of the settings and the parts in
 * `scripts`. Negative: a part cannot be read, or a file not written. */
int study_files_write(const struct study_layout *l, const char *scripts, const char *folder,
                      const char *name, struct error *e);

#endif
