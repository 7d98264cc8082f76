/* Points of one's own beside the curves, measured ones say: read from a CSV file. */
#ifndef STUDIES_OWN_POINTS_H
#define STUDIES_OWN_POINTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct own_point {
    char *label;  /* "" without one */
    char *method; /* "" of any */
    uint32_t phones;
    double seconds; /* until all were back */
};

struct own_points {
    struct own_point *items;
    size_t count;
};

/* The header names the columns, in any order: `phones`; one of `all_back_s`, `upgrade_time_s`
 * (seconds), `all_back`, `upgrade_time` (with a unit: "107 min"); `label` and `method`, which may
 * be missing. Errors (negative) name file and line: another column, a value that is none, no point
 * at all. */
int own_points_read(struct own_points *p, const char *path, struct error *e);
void own_points_free(struct own_points *p);

#endif
