/* Files that appear under their name only when they are complete: written aside, then renamed.
 * Whatever ends the program, an exit or a signal that output_discard_all is called for, what was
 * written aside is removed. */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

struct output {
    FILE *file; /* where to write; NULL when none is open */
    char *final_path, *temporary_path;
    struct output_aside *aside; /* by which the file is removed when the program ends */
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
/* Closes the file, which stays aside. A write that failed before is found here, and `o` abandoned.
 */
int output_close(struct output *o, struct error *e);
/* Closes and renames. A write that failed before, a full disk say, is found here. */
int output_commit(struct output *o, struct error *e);
/* Closes and removes what was written; does nothing on one that is committed or zeroed. */
void output_abandon(struct output *o);

/* The name of a file that is named after `text`, which a person or a file has given: its letters,
 * digits, '.', '_' and '-' (ASCII), '-' for each other byte and for a '.' in front, no more than
 * 200 bytes, and then `ending`. Two texts can have one name. Free it. */
char *output_name(const char *text, const char *ending);

/* Files that appear together or not at all, in whatever folders. A zeroed one is empty. */
struct output_set {
    struct output *list;
    size_t count, room;
    char **removed; /* paths of what vanishes with it */
    size_t removed_count;
};

/* Closes `o` and moves it into the set; a write that failed is found here, and `o` is abandoned. */
int output_set_add(struct output_set *s, struct output *o, struct error *e);
/* Whether a file of that name in that folder is in the set. */
bool output_set_has(const struct output_set *s, const char *folder, const char *name);
/* A file of that name in that folder, of an earlier run say, is removed when the set appears. */
void output_set_remove(struct output_set *s, const char *folder, const char *name);
/* Renames all. When one cannot be, those before it are as they were. The set is empty then. */
int output_set_commit(struct output_set *s, struct error *e);
void output_set_abandon(struct output_set *s);

/* Removes all that this process has written aside. It may be called in a signal's handler, when the
 * process is to end. */
void output_discard_all(void);

#endif
