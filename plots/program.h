/* Runs a program that draws, and takes whatever it says for an error: it warns where a picture is
 * not what it should be. */
#ifndef PLOTS_PROGRAM_H
#define PLOTS_PROGRAM_H

#include "base/error.h"

/* Runs arguments[0], found by PATH, with `arguments` (NULL at the end) as they are: there is no
 * shell. `subject` (what is drawn) begins the messages, `packages` are the Debian packages that
 * bring the program. Negative: it is not installed, it complained (its first line is in the
 * message), or it failed. */
int program_run(char *const arguments[], const char *subject, const char *packages,
                struct error *e);

#endif
