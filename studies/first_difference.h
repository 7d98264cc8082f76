/* Two runs side by side, until they differ: which of the events that their fingerprints are made of
 * (results/events.h) is the first that is not the same. They run at once, each in a process of its
 * own, and are stopped there; what is in memory does not grow with their length. */
#ifndef STUDIES_FIRST_DIFFERENCE_H
#define STUDIES_FIRST_DIFFERENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "scenarios/scenario.h"
#include "sim/engine.h"

/* One of the two, called in its process: writes the run's events to `out`, or becomes another
 * program that does. Negative with the error filled in, which is then first_difference's. */
typedef int event_source_fn(void *user, FILE *out, struct error *e);

struct event_source {
    event_source_fn *run;
    void *user;
};

/* By this program. */
struct event_source_here {
    const struct scenario *scenario;
    const struct engine *engine;
};
int event_source_run_here(void *user, FILE *out, struct error *e);

/* By another one, another version of it: 'PROGRAM run FILE --events -'. */
struct event_source_program {
    const char *program, *file, *engine;
    uint64_t seed;
    uint32_t replication;
};
int event_source_run_program(void *user, FILE *out, struct error *e);

/* An event as a person reads it; texts are inside the line that it came from. */
struct event_line {
    const char *time;      /* s: "0.550125000" */
    const char *event;     /* "sent" */
    const char *place;     /* the link's name, the phone's */
    const char *direction; /* "down"; of a phone "" */
    const char *until;     /* s, of what was sent; or "" */
    const char *digest;    /* of a packet; or "" */
    const char *content;
};

struct first_difference {
    bool found;
    uint64_t equal; /* events before it, the same in both runs */
    char *last;     /* the last of them; NULL: there was none */
    char *line[2];  /* the first that differs; NULL: this run has no more */
    /* Of the run whose line is the later one, if that is of something else: what happens next where
     * the other run's does, of the same kind. NULL: nothing does, or not for a long time. */
    char *there[2];
};

/* Runs both; `names` are theirs, for messages. Errors (negative): of a source, a process that
 * cannot be made or does not come to its end, a program that writes no events. */
int first_difference(const struct event_source sources[2], const char *const names[2],
                     struct first_difference *d, struct error *e);
void first_difference_fini(struct first_difference *d);

/* Cuts a line apart, which it changes. False: it is none. */
bool event_line_read(struct event_line *event, char *line);

#endif
