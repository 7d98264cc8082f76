/* Tables as gnuplot reads them. In quotes it ends a field's text at a comma, or at a doubled quote,
 * and takes a backslash for the beginning of an escape. Names are made visible (base/visible.h):
 * what gnuplot draws, a person looks at. */
#ifndef PLOTS_PLAIN_TABLES_H
#define PLOTS_PLAIN_TABLES_H

#include "base/error.h"

/* A folder with the tables: their own, or a temporary one. */
struct plain_tables {
    char *folder;
    const char *const *names; /* of the files in a temporary folder; NULL: it is none */
};

/* For the files `names` (NULL at the end; may be NULL) of `folder`: if there is a quote inside a
 * field, a backslash, an apostrophe or what is not ASCII in one of them, all are copied, in
 * gnuplot's way of writing. Negative: one cannot be read, or there is no room. */
int plain_tables_make(struct plain_tables *t, const char *folder, const char *const *names,
                      struct error *e);
/* Removes what is temporary. */
void plain_tables_free(struct plain_tables *t);

#endif
