/* A run's summary as text for a person. */
#ifndef RESULTS_SUMMARY_PRINT_H
#define RESULTS_SUMMARY_PRINT_H

#include <stdio.h>

#include "results/summary.h"

/* About 20 lines. Write errors stay with the file (ferror). */
void summary_print(FILE *file, const struct record *r, const struct run_summary *s,
                   const struct run_label *label);

#endif
