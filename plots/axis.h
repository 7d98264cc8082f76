/* An axis of a chart: in which unit its values are shown, whether they are on a logarithmic scale,
 * from where to where it goes, and where it has tics. Arithmetic only. */
#ifndef PLOTS_AXIS_H
#define PLOTS_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum axis_kind {
    AXIS_NUMBER, /* of whatever has no unit */
    AXIS_PACKETS,
    AXIS_TIME,      /* seconds */
    AXIS_BYTES,     /* bytes */
    AXIS_RATE,      /* bit/s */
    AXIS_BYTE_RATE, /* bytes/s */
    AXIS_SHARE,     /* 1 is all */
    AXIS_WORDS,     /* names, side by side: no numbers */
};

enum axis_scale {
    AXIS_FITTING, /* logarithmic where the values grow by ratios rather than by steps */
    AXIS_LOGARITHMIC,
    AXIS_LINEAR,
};

/* Of --log: "x", "y" or "x,y" are logarithmic, and what is not named is linear; "none": neither is.
 * NULL: fitting, both. Negative: it is something else. */
int axis_read_scales(const char *text, enum axis_scale *x, enum axis_scale *y, struct error *e);

struct axis {
    const char *unit;   /* "kbps"; "" of plain numbers */
    double unit_size;   /* a value divided by it is in that unit */
    bool logarithmic;   /* values of 0 and less are not on it */
    double least, most; /* its ends, in that unit */
    double *tics;       /* in that unit, ascending; NULL: where gnuplot has them */
    size_t tic_count;
};

/* Whether values in ascending order (equal ones may repeat) grow by ratios: there are at least
 * three, all above 0, the last at least four times the first, and the logarithms of neighbours'
 * ratios differ less from each other, greatest to least, than neighbours' differences do. Those of
 * 1, 2, 4, of log(a..b)/n and of 128, 384, 1500 kbps do; those of 1, 4, 7 and of 10, 25, 40, 60 do
 * not. */
bool axis_grows_by_ratios(const double *sorted, size_t count);

/* Of the x values, in ascending order. The ends leave some room, and a linear axis begins at 0
 * where 0 is near; tics are at the values where they are few and not too near each other. Of words
 * the values are their places, 1 and so on. */
void axis_of_places(struct axis *a, enum axis_kind kind, enum axis_scale scale,
                    const double *sorted, size_t count);
/* Of the y values, which may be in any order; AXIS_FITTING is linear. A linear axis has the 0 on
 * it. */
void axis_of_heights(struct axis *a, enum axis_kind kind, enum axis_scale scale,
                     const double *values, size_t count);
void axis_fini(struct axis *a);

#endif
