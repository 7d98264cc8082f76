/* Files that appear under their name only when they are complete: written aside, then renamed. */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include <stdio.h>

#include "base/error.h"

struct output {
    FILE *file; /* where to write; NULL when none is open */
    char *final_path, *temporary_path;
};

/* Makes the folder, and those above it, if they are not there. */
int output_folder(const char *path, struct error *e);
/* Opens `folder/name` for writing. */
int output_open(struct output *o, const char *folder, const char *name, struct error *e);
/* Opens a file whose path the user has given, in a folder that is there. What is there already and
 * is no ordinary file is refused: renaming would replace a device. */
int output_open_path(struct output *o, const char *path, struct error *e);
/* Opens the temporary file's name only, for a library or a program that writes it by itself. */
int output_reserve(struct output *o, const char *folder, const char *name, struct error *e);
/* Closes and renames. A write that failed before, a full disk say, is found here. */
int output_commit(struct output *o, struct error *e);
/* Closes and removes what was written; does nothing on one that is committed or zeroed. */
void output_abandon(struct output *o);

#endif
