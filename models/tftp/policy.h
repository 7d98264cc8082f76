/* When a server or a client sends again, and when it gives up, as data. */
#ifndef MODELS_TFTP_POLICY_H
#define MODELS_TFTP_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"

#define TFTP_POLICY_INTERVALS 9

struct tftp_policy {
    const char *name;
    /* Waits after the first transmission, after the second, and so on, in whole milliseconds.
     * A new block starts again from the first. */
    sim_time intervals[TFTP_POLICY_INTERVALS];
    sim_time spread;     /* each wait is longer by a uniform draw from 0 to this */
    int count;           /* of intervals, from 1; when the last has run out the sender gives up */
    int last_times;      /* how often the last interval runs; 0: once */
    bool forever;        /* instead, the last interval repeats for as long as the transfer lives */
    sim_time clock;      /* 0: exact; else deadlines are seen by a clock with ticks of this length,
                          * and so come early by up to one tick */
    sim_time idle_limit; /* the transfer ends after this long without a new block; TIME_NEVER */
};

/* How often its owner sends before it gives up, where it is not for ever. */
static inline int tftp_policy_tries(const struct tftp_policy *p)
{
    return p->count + (p->last_times ? p->last_times - 1 : 0);
}

#endif
