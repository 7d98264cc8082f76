/* What many measurements of one value say of it. Times in seconds, or any other unit. */
#ifndef STUDIES_CAPTURE_SAMPLE_H
#define STUDIES_CAPTURE_SAMPLE_H

#include <stddef.h>

struct capture_sample {
    double *values;
    size_t count, room;
};

/* s. A host that has other work to do may be late by less; what is later has waited for a timer. */
#define CAPTURE_FAR 0.25

/* `low` to `high` holds the median of whatever the values are drawn from, with 95 % (order
 * statistics). All are 0 when there are no values. */
struct capture_spread {
    size_t count;
    double least, most, mean, median, low, high;
    double error;   /* half of the 95 % interval of the next */
    double settled; /* the mean of those that are no more than CAPTURE_FAR above the median */
};

void capture_sample_add(struct capture_sample *s, double value);
void capture_sample_free(struct capture_sample *s);
/* Sorts the values. */
struct capture_spread capture_sample_spread(struct capture_sample *s);
/* Of sorted values, from 0 to 1; 0 of none. */
double capture_sample_quantile(const struct capture_sample *s, double fraction);
/* The middle of the stretch of that width which holds most values, of sorted ones; 0 of none. */
double capture_sample_densest(const struct capture_sample *s, double width);

#endif
