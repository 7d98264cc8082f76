/* A field's text turned into the struct's member, and back. */
#ifndef SCENARIOS_FORMAT_VALUE_H
#define SCENARIOS_FORMAT_VALUE_H

#include "scenarios/format/schema.h"

/* Sets the member in the struct at `base`. Models and loads are those of the scenario's catalogue.
 * Errors (negative) quote the text and say what would be right, without a place. */
int value_set(const struct scenario *s, const struct schema_field *f, void *base, const char *text,
              struct error *e);

/* The same of a SCHEMA_LOADS, each of the texts a load. */
int value_set_loads(const struct scenario *s, const struct schema_field *f, void *base,
                    const char *const *texts, size_t count, struct error *e);

/* What value_set reads as the same value; NULL when the member has none. Free it. */
char *value_text(const struct schema_field *f, const void *base);

#endif
