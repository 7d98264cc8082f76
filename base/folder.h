/* What is in a folder already: names by pattern, and what is not to be replaced. */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* The names in the folder, whose own name may have any characters, that match one of the patterns
 * (those of a shell; NULL at their end), sorted. None where the folder cannot be read. Free each,
 * and the array. */
size_t folder_names(const char *folder, const char *const *patterns, char ***names);

/* Before anything is computed, so that nothing is lost: negative when there is a file of such a
 * name. The error names it, and ends in `what`: "is not of ...". Nor may the folder be a file. */
int folder_refuse(const char *folder, const char *const *patterns, const char *what,
                  struct error *e);

/* Whether a file is there and begins with these bytes. */
bool folder_file_begins(const char *folder, const char *name, const void *bytes, size_t length);

#endif
