/* What has become of baselines, for a person. */
#ifndef CLI_BASELINE_PRINT_H
#define CLI_BASELINE_PRINT_H

#include "studies/baseline_run.h"

/* Those that moved, with a table of each one's numbers; those that failed, and were skipped. */
void baseline_print_outcomes(const struct baselines *b, FILE *file);
/* How many of each there are. */
void baseline_print_counts(const struct baselines *b, FILE *file);
/* The same when those that moved have been written, with that reason. */
void baseline_print_renewed(const struct baselines *b, const char *because, FILE *file);
size_t baseline_count(const struct baselines *b, enum baseline_state state);

#endif
