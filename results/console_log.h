/* The phones' consoles as files: `folder/NAME.log`, a line of text each as the phone printed it.
 *
 * A phone that prints nothing has no file. Files appear when the set that console_log_finish puts
 * them into does. Lines are gathered in memory, 16 KiB a phone at most, and then appended, so that
 * one file is open at a time, however many phones there are. What is in a line and does not print
 * is written as base/visible.h shows it. A phone's name, which is unique, becomes the file's; one
 * that cannot be a file's name is written as output_name writes it, with "~" and the phone's id. */
#ifndef RESULTS_CONSOLE_LOG_H
#define RESULTS_CONSOLE_LOG_H

#include "base/error.h"
#include "base/output.h"
#include "sim/observer.h"

enum { CONSOLE_LOG_GATHERED = 16 * 1024 }; /* bytes of a phone's lines in memory */

struct console_log_phone;

struct console_log {
    const char *folder;
    FILE *stream;                     /* NULL: files */
    struct console_log_phone *phones; /* by id */
    size_t count;
    bool failed;
    struct error error; /* the first one */
};

/* `folder`, whose text must stay valid, is made if need be: negative when it cannot be. */
int console_log_init(struct console_log *l, const char *folder, struct error *e);
/* Instead of files: each line goes to `out` as it comes, so that all phones' are in the order of
 * time, with the time since the start of the run in front, to the microsecond, and the phone's
 * name: "12.345678 SEP02000A6A750A INF 00:00:00.550125 DLoad: ...". */
void console_log_init_stream(struct console_log *l, FILE *out);
/* The observer that feeds `l`, which must outlive the run. */
struct observer console_log_observer(struct console_log *l);
/* After the run: puts the files into `set`, and frees. Negative when one could not be written. */
int console_log_finish(struct console_log *l, struct output_set *set, struct error *e);
/* Frees, and removes what was written; does nothing after console_log_finish. */
void console_log_abandon(struct console_log *l);

#endif
