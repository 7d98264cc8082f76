/* A run's summary as one JSON object; its keys are described in results/README.md. */
#ifndef RESULTS_SUMMARY_JSON_H
#define RESULTS_SUMMARY_JSON_H

#include <jansson.h>

#include "results/summary.h"

/* The caller's, json_decref gives it back. Wall-clock figures are left out when the label's `wall`
 * is negative. */
json_t *summary_json(const struct record *r, const struct run_summary *s,
                     const struct run_label *label);
/* Writes an object as the project writes JSON: keys in their order, indented, with a newline at
 * the end. Write errors stay with the file (ferror). */
void summary_json_write(FILE *file, const json_t *object);
/* Writes a text in the same way, in its quotes; null of NULL. */
void summary_json_text(FILE *file, const char *text);

#endif
