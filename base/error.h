/* Errors that a person reads: one line, which says what is wrong and what to do.
 *
 * A function that can fail for a reason outside the program (a file, a scenario, the environment)
 * takes a `struct error *`, returns 0 or a negative number, and has filled in the text when it
 * returns negative. The line travels up to main, which prints it. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>

struct error {
    char text[512]; /* one line, without a newline at its end; cut when longer; visible.h */
};

/* Fills in the text, printf-like, whatever the arguments have in them: what does not print is shown
 * as escapes (base/visible.h). Returns -1, so that `return error_set(...)` reads well. */
int error_set(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
