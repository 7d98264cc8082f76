/* Timers of real hosts fire late: by a uniform draw from 0 to what the host's `lateness` says, once
 * for each time that one fires, out of a random stream that all timers of the host share. A host
 * without lateness has exact ones, and draws nothing. */
#ifndef MODELS_DEVICES_LATE_TIMER_H
#define MODELS_DEVICES_LATE_TIMER_H

#include "sim/net.h"
#include "sim/random.h"

struct lateness {
    sim_time longest;
    struct random_stream draws;
};

/* From now on the host's timers are late by up to `longest`, if that is not 0. The struct is the
 * caller's, and must stay until lateness_fini. */
void lateness_init(struct lateness *l, struct net_host *host, sim_time longest);
/* ... and from now on exact: those of connections that are closing outlive the device. */
void lateness_fini(struct net_host *host);

struct late_timer {
    struct timer timer;
    bool drawn; /* it is set for when it fires, and not for what it was set to */
    struct net_host *host;
    void (*fire)(struct late_timer *);
};

void late_timer_init(struct late_timer *t, struct net_host *host,
                     void (*fire)(struct late_timer *));

/* Sets or moves it to `due`; TIME_NEVER cancels it. A time that has passed means that it is about
 * to fire, and is left to do so. */
static inline void late_timer_set(struct late_timer *t, sim_time due)
{
    struct event_queue *events = t->host->net->events;
    if (t->drawn) {
        if (due <= events->now)
            return;
        t->drawn = false;
    }
    timer_set(events, &t->timer, due);
}

/* The same of what is no timer of the host's, as the end of some work: it fires at `due`. */
static inline void late_timer_set_exact(struct late_timer *t, sim_time due)
{
    t->drawn = true;
    timer_set(t->host->net->events, &t->timer, due);
}

static inline void late_timer_cancel(struct late_timer *t)
{
    t->drawn = false;
    timer_cancel(t->host->net->events, &t->timer);
}

#endif
