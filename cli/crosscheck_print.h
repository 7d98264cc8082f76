/* What comparisons of the engines came to, for people and for programs. */
#ifndef CLI_CROSSCHECK_PRINT_H
#define CLI_CROSSCHECK_PRINT_H

#include "studies/crosscheck.h"

/* Several lines of one scenario. */
void crosscheck_print(const struct crosscheck *c);
/* A line each, below a heading, and how many do not agree. */
void crosscheck_print_table(const struct crosscheck *checks, size_t count);
/* Before a comparison: negative when the folder has a crosscheck.csv that is none of these. */
int crosscheck_check_folder(const char *folder, struct error *e);
/* Writes crosscheck.csv; `paths` are the scenarios' files. */
int crosscheck_write(const struct crosscheck *checks, size_t count, char *const *paths,
                     const char *folder, struct error *e);

#endif
