/* Durations, counted in classes of constant relative width: quantiles without keeping the values.
 *
 * Each octave from 2^10 ns (about 1 us) to 2^50 ns (about 13 days) has 64 classes, so a quantile
 * is within 0.8 % of the true one; what is shorter or longer is counted in the outermost class.
 * Count, sum, minimum and maximum are exact. All arithmetic is on integers. A class counts up to
 * 2^32 - 1 and stays there: a run has many histograms (10 kB each), and no such number of packets.
 */
#ifndef RESULTS_HISTOGRAM_H
#define RESULTS_HISTOGRAM_H

#include <stdint.h>

#include "sim/time.h"

enum {
    HISTOGRAM_LOWEST = 10,
    HISTOGRAM_OCTAVES = 40,
    HISTOGRAM_CLASS_BITS = 6,
    HISTOGRAM_CLASSES = HISTOGRAM_OCTAVES << HISTOGRAM_CLASS_BITS,
};

/* All zero is an empty one. */
struct histogram {
    uint64_t count;
    uint64_t sum; /* nanoseconds */
    sim_time minimum, maximum;
    uint32_t classes[HISTOGRAM_CLASSES];
};

void histogram_add(struct histogram *h, sim_time duration);
/* `count` times 0. */
void histogram_add_zeros(struct histogram *h, uint64_t count);
/* All that is in `other`. */
void histogram_merge(struct histogram *h, const struct histogram *other);
/* Rounded to nanoseconds; 0 of an empty one. */
sim_time histogram_mean(const struct histogram *h);
/* The least duration that at least `percent` (1 to 100) in a hundred do not exceed; 0 of an empty
 * one. */
sim_time histogram_percentile(const struct histogram *h, uint32_t percent);

#endif
