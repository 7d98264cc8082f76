/* All fields of a scenario, by the path that -s takes: for lists of them, and for the shell. */
#ifndef SCENARIOS_FORMAT_FIELDS_H
#define SCENARIOS_FORMAT_FIELDS_H

#include "scenarios/format/schema.h"

/* Called for each field in the order of the table, its path as in "subnets[].phones[].count", valid
 * during the call only. Of a map or list: whether to go on with the fields in it. */
typedef bool fields_fn(void *user, const char *path, const struct schema_field *f);

void fields_walk(fields_fn *fn, void *user);

/* A single value, or a list of texts: what has no fields in it. */
bool field_is_value(const struct schema_field *f);

/* What may be given: "a rate, such as 384 kbps", "tftp, load-server, pfs". Free it. */
char *field_values(const struct schema_field *f);

#endif
