/* A run's result files: summary.json and the tables, described in results/README.md. */
#ifndef RESULTS_WRITE_H
#define RESULTS_WRITE_H

#include "base/error.h"
#include "results/summary.h"

/* Writes all files into `folder`, which is made if need be. Either all appear or, negative, none
 * that was not there before: a file that cannot be written leaves the old ones as they are. No
 * wall-clock time is in them, and equal runs give equal bytes. */
int results_write(const char *folder, const struct record *r, const struct run_summary *s,
                  const struct run_label *label, struct error *e);

#endif
