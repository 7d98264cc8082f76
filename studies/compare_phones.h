/* Distributions of phones' times: a part of studies/compare.h. */
#ifndef STUDIES_COMPARE_PHONES_H
#define STUDIES_COMPARE_PHONES_H

#include "studies/compare_points.h"

/* Fills in p->phones, by the runs of the point, which is the `number`th; but for `adjusted`, which
 * is of all points together. */
void compare_phones(struct compare_point *p, const struct compare_match *m, uint32_t number);
void compare_phones_together(struct compare_point *points, size_t count);

#endif
