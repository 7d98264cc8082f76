/* A run's result files: summary.json, the tables and the hierarchies, described in
 * results/README.md. */
#ifndef RESULTS_WRITE_H
#define RESULTS_WRITE_H

#include "base/error.h"
#include "results/summary.h"

enum { HIERARCHY_FILES = 200 }; /* of more hierarchies the first ones have a .dot file */

/* Writes all files into `folder`, which is made if need be. Either all appear or, negative, none
 * that was not there before: a file that cannot be written leaves the old ones as they are.
 * Hierarchies of an earlier run, and their pictures, are removed. No wall-clock time is in them,
 * and equal runs give equal bytes. */
int results_write(const char *folder, const struct record *r, const struct run_summary *s,
                  const struct run_label *label, struct error *e);

#endif
