/* A run's result files: summary.json, the tables and the hierarchies, described in
 * results/README.md. */
#ifndef RESULTS_WRITE_H
#define RESULTS_WRITE_H

#include "base/error.h"
#include "base/output.h"
#include "results/summary.h"

enum { HIERARCHY_FILES = 200 }; /* of more hierarchies the first ones have a .dot file */

/* Before a run, so that nothing is lost: negative when a file is in `folder` that the run would
 * replace or remove and that is no run's, since no summary.json of a run is beside it. */
int results_check_folder(const char *folder, struct error *e);

/* Writes all files aside, for `folder`, which is made if need be, and puts them into `set`: all
 * appear when it does. Hierarchies of an earlier run, and all pictures of it, are removed then. No
 * wall-clock time is in them, and equal runs give equal bytes. */
int results_put(struct output_set *set, const char *folder, const struct record *r,
                const struct run_summary *s, const struct run_label *label, struct error *e);

/* The same in a set of its own. Either all appear or, negative, none: the old ones stay as they
 * are. */
int results_write(const char *folder, const struct record *r, const struct run_summary *s,
                  const struct run_label *label, struct error *e);

#endif
