/* What each phone did from when to when, made of a run's record: its states, and while it fetches
 * files, which one it was at and whether it waited, received, or served others. */
#ifndef RESULTS_TIMELINE_H
#define RESULTS_TIMELINE_H

#include "results/record.h"

enum stretch_doing {
    DOING_NOTHING, /* with files */
    DOING_WAITING, /* for a parent, or for a server */
    DOING_RECEIVING,
    DOING_SERVING, /* it has the file, and its children have not; or the next is about to begin */
    DOINGS,
};
extern const char *const stretch_doing_names[DOINGS]; /* "", "waiting", "receiving", "serving" */

struct stretch {
    const struct phone_info *phone;
    const char *state;
    uint32_t number;  /* of the file, as the phone began with them, from 1; 0: none */
    const char *file; /* NULL: none */
    const char *load; /* that it is at; NULL: it still waits for its reset */
    enum stretch_doing doing;
    sim_time begin, end; /* the first begins at 0, each where the last ends, and the last ends with
                          * the run; only that one may be empty */
};

/* Whether a phone in that state is at its files: it gets one, or pauses before it asks again. */
bool timeline_is_fetching(const char *state);

typedef void stretch_fn(void *user, const struct stretch *);

/* Calls `take` for each, by phone, in the order of time. Of a run that has ended, and was recorded
 * with `files`; otherwise there is none. */
void timeline_make(const struct record *r, stretch_fn *take, void *user);

#endif
