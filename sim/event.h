/* The event core: virtual time, and intrusive timers in one total order.
 *
 * Timers fire by time; of the same time, those with a rank first, by rank, and then in the order in
 * which they were set. A timer is a member of whatever it belongs to, and nothing is allocated when
 * it is set (the queue's arrays grow to the largest number of timers set at once, and stay).
 * Setting a timer again moves it. */
#ifndef SIM_EVENT_H
#define SIM_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"

struct timer {
    sim_time due;   /* when it fires, while it is set */
    uint64_t order; /* which of equal times comes first */
    uint32_t slot;  /* where its heap keeps it: 1 + index; 0 when it is not set */
    bool far;       /* which heap */
    void (*fire)(struct timer *);
};

#define TIMER_RANKS (1u << 23)

struct event_entry;

struct event_heap {
    struct event_entry *entries;
    uint32_t used, room;
};

struct event_queue {
    sim_time now;
    uint64_t fired; /* events so far */
    /* The rest is the queue's own. */
    uint64_t settings; /* so far */
    /* Timers that are far ahead when they are set, as for retransmission, stand in a heap of their
     * own, so that the many that never fire do not make the others dearer. */
    struct event_heap near, far;
    struct event_heap *vacant; /* whose top is that of the event being handled; NULL: none */
    bool stopped;
};

/* The struct that holds `member`: how a timer's `fire` finds its owner. */
#define CONTAINER_OF(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))

void event_queue_init(struct event_queue *q);
void event_queue_fini(struct event_queue *q);

static inline void timer_init(struct timer *t, void (*fire)(struct timer *))
{
    *t = (struct timer){.fire = fire};
}

static inline bool timer_is_set(const struct timer *t)
{
    return t->slot != 0;
}

/* Sets or moves the timer to `due`, which is not in the past; TIME_NEVER cancels it. */
void timer_set(struct event_queue *q, struct timer *t, sim_time due);
/* The same for a timer with a rank, below TIMER_RANKS: its place among those of the same time then
 * does not depend on when it was set. */
void timer_set_ranked(struct event_queue *q, struct timer *t, sim_time due, uint32_t rank);
/* Does nothing on a timer that is not set. */
void timer_cancel(struct event_queue *q, struct timer *t);

/* The time of the next event, or TIME_NEVER. */
sim_time event_queue_next(struct event_queue *q);
/* Fires events up to and including the time `until`, but no more than `events` of them. Returns
 * true when that number ended it and there are more; false when none is left that early (`now` is
 * then `until`, unless that is TIME_NEVER or past), or after event_queue_stop. */
bool event_queue_run(struct event_queue *q, sim_time until, uint64_t events);
/* Makes event_queue_run return after the event that is being handled. */
void event_queue_stop(struct event_queue *q);

#endif
