/* Files that are read. */
#ifndef BASE_INPUT_H
#define BASE_INPUT_H

#include "base/error.h"

/* Opens a regular file, or what a shell hands over under /dev/stdin or /dev/fd (a pipe); returns
 * its descriptor. Errors (negative): it cannot be read, or is a folder, a device or a named pipe,
 * which would be waited for. `wanted` ends the line, as in "a scenario file". */
int input_open(const char *path, const char *wanted, struct error *e);

#endif
