/* A line on the terminal that says how a long run gets on; of many runs, where stderr is no
 * terminal, a line of text at the start and then each half minute. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "scenarios/experiment.h"

struct progress {
    bool terminal;        /* stderr is one */
    bool jobs;            /* of many runs */
    bool shown;           /* there is a line to clear */
    double started, next; /* s of the monotonic clock */
};

void progress_init(struct progress *p);
/* The same of many runs. */
void progress_init_jobs(struct progress *p);
/* Seconds of wall-clock time since progress_init. */
double progress_elapsed(const struct progress *p);
/* Whether it is time for a new line: a second after the start, then a few times a second. */
bool progress_is_due(struct progress *p);
void progress_show_run(struct progress *p, const struct experiment_progress *x);
void progress_show_jobs(struct progress *p, uint64_t done, uint64_t count);
/* The `number`th picture of `count` is being drawn. */
void progress_show_drawing(struct progress *p, uint64_t number, uint64_t count);
void progress_clear(struct progress *p);

#endif
