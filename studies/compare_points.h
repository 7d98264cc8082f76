/* Which runs of two sides belong together: a part of studies/compare.h. */
#ifndef STUDIES_COMPARE_POINTS_H
#define STUDIES_COMPARE_POINTS_H

#include "studies/compare.h"

/* The runs of a point that are on both sides, by seed and replication; of pairs the i-th of A is
 * that of B. */
struct compare_match {
    const struct compare_run **runs[2];
};

/* Fills in changes and points of the comparison, and an array of matches, one a point, which
 * compare_matches_free frees. Errors (negative) as comparison_make. */
int compare_match(struct comparison *c, bool unpaired, struct compare_match **matches,
                  struct error *e);
void compare_matches_free(struct compare_match *matches, size_t count);

#endif
