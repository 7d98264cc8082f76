/* The white paper's Table 1 says of each method what speaks for it and against it. Here each line
 * stands beside runs that show it. */
#ifndef STUDIES_TABLE1_H
#define STUDIES_TABLE1_H

#include <stdio.h>

#include "results/column.h"
#include "studies/runs.h"

enum { TABLE1_RUNS_MAX = 48 };

struct table1 {
    struct study_runs *runs;
    size_t number[TABLE1_RUNS_MAX]; /* of each row's run */
};

/* Adds the runs of all rows. */
void table1_plan(struct table1 *t, struct study_runs *runs);
extern const struct table table1_table; /* table1.csv */

/* Writes `folder`/table1.csv, with columns as in results/README.md, and table1.md, a Markdown table
 * for people. */
int table1_write(const struct table1 *t, const char *folder, struct error *e);
/* The same for people. */
void table1_print(const struct table1 *t, FILE *file);

#endif
