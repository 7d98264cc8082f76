/* Timers of real hosts fire late, by draws for each time that one fires, out of a random stream
 * that all timers of the host share:
 * - until the program runs: uniform from 0 to the host's `longest`;
 * - by slack: a kernel may put a timer off by a share of its wait, so that timers fire together. It
 *   then fires at the end of that, or with the first interrupt before. These come at random, on
 *   average LATENESS_WAKE apart.
 * A host without lateness has exact ones, and draws nothing. */
#ifndef MODELS_DEVICES_LATE_TIMER_H
#define MODELS_DEVICES_LATE_TIMER_H

#include "sim/net.h"
#include "sim/random.h"

/* Measured on Linux 6.18, where nothing else ran: a wait of 5 s, whose slack is 5 ms, was late
 * by 4.2 ms on average (the mean of the earlier of an exponential draw with this mean and 5 ms). */
#define LATENESS_WAKE (14 * MILLISECONDS)

struct lateness {
    sim_time longest;
    uint32_t slack; /* parts per billion of the wait */
    struct random_stream draws;
};

/* From now on the host's timers are late, unless both are 0: by up to `longest`, and `slack` parts
 * per billion of their wait. The struct is the caller's, and must stay until lateness_fini. */
void lateness_init(struct lateness *l, struct net_host *host, sim_time longest, uint32_t slack);
/* ... and from now on exact: those of connections that are closing outlive the device. */
void lateness_fini(struct net_host *host);

struct late_timer {
    struct timer timer;
    sim_time since; /* when it was last set, if only to what it waits for anyway: a program that was woken
                     * waits for what is left, and so has less slack */
    bool drawn;     /* it is set for when it fires, and not for what it was set to */
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
    t->since = events->now;
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
