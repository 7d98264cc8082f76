/* Several runs of one scenario that differ in nothing but the replication: what their numbers are
 * together. */
#ifndef RESULTS_REPLICATIONS_H
#define RESULTS_REPLICATIONS_H

#include <jansson.h>

#include "results/quantity.h"

#define REPLICATIONS_CONFIDENCE 0.95

/* One quantity of all. */
struct replications_row {
    uint32_t count;          /* of the runs that have it; of none the others are NAN */
    double mean, half_width; /* Student's interval is mean -+ half_width; NAN of fewer than two */
    double least, greatest;
};

/* In the quantity's own unit, times in nanoseconds. Not of RUN_OTHER. */
struct replications_row replications_row(const struct run_summary *runs, uint32_t count,
                                         const struct run_quantity *q);
/* Whether all of them are the same run: nothing is drawn at random. */
bool replications_are_equal(const struct run_summary *runs, uint32_t count);

/* For people: the main quantities, a line each. `first` is the label of the first run. */
void replications_print(FILE *file, const struct run_summary *runs, uint32_t count,
                        const struct run_label *first);
/* All quantities that are numbers; json_decref gives it back. */
json_t *replications_json(const struct run_summary *runs, uint32_t count,
                          const struct run_label *first);

#endif
