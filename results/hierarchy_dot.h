/* A hierarchy as a picture: a file for Graphviz (`dot -Tsvg`). The root is at the top, below the
 * server, and colours tell the depth; edges say from when to when the file came; phones that fell
 * back, or have no place, stand apart. More than HIERARCHY_UPRIGHT phones grow to the right. */
#ifndef RESULTS_HIERARCHY_DOT_H
#define RESULTS_HIERARCHY_DOT_H

#include <stdio.h>

#include "results/hierarchy.h"

enum { HIERARCHY_UPRIGHT = 64 };

/* Write errors stay with the file (ferror). */
void hierarchy_dot(FILE *file, const struct hierarchy *h);
/* "hierarchy-01-SCCP45.loads.dot" of the hierarchy `number`, from 1: characters of the file's name
 * that would be odd in a path are '_'. The caller's to free. */
char *hierarchy_dot_name(size_t number, const struct hierarchy *h);

#endif
