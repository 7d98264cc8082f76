/* Runs a program that draws. Whether it failed is told by its exit status; what it says besides, a
 * warning about a locale or a font's cache, does no harm. */
#ifndef PLOTS_PROGRAM_H
#define PLOTS_PROGRAM_H

#include <signal.h>

#include "base/error.h"

/* Holds SIGHUP, SIGINT, SIGQUIT and SIGTERM back, but for those that are ignored, until
 * program_release, which lets them have their effect: between the two there is time to remove what
 * is half done. `held` is the caller's memory. */
struct program_signals {
    sigset_t held, before;
};

void program_hold(struct program_signals *held);
void program_release(const struct program_signals *held);

/* Runs arguments[0], found by PATH, with `arguments` (NULL at the end) as they are: there is no
 * shell. Of the environment it sees only what finds programs, libraries, fonts and their caches;
 * its locale is C.UTF-8. `subject` (what is drawn) begins the messages, `packages` are the Debian
 * packages that bring the program. Negative: it is not installed, it failed (the first line that it
 * said is in the message), or one of the signals `held` has come: then it was killed, with all that
 * it had started. */
int program_run(char *const arguments[], const char *subject, const char *packages,
                const struct program_signals *held, struct error *e);

#endif
