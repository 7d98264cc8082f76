/* The M/M/1 queue that mm1_core and mm1_bare both simulate: customers come at 0.9 of the rate at
 * which they are served, both times are exponential. The two programs differ only in what tells
 * them which event is next, so that the ratio of their times is the price of the event core. */
#ifndef BENCH_MM1_H
#define BENCH_MM1_H

#include <stdbool.h>
#include <stdint.h>

#include <gsl/gsl_rng.h>

#include "sim/random.h"
#include "sim/time.h"

#define MM1_SERVICE (900 * MICROSECONDS)    /* mean, of one customer */
#define MM1_INTERARRIVAL (1 * MILLISECONDS) /* mean, between two customers */

struct mm1 {
    struct random_stream arrival_stream, service_stream;
    gsl_rng arrivals, services;
    uint64_t number;  /* of customers in the system */
    sim_time changed; /* when that number last did */
    uint64_t area;    /* of the number over time, in customer-nanoseconds */
};

/* Empty, at time 0. It must stay where it is: its generators point into it. */
void mm1_init(struct mm1 *m);
/* Exponential, rounded to the nearest nanosecond. */
sim_time mm1_interarrival(struct mm1 *m);
sim_time mm1_service(struct mm1 *m);
/* The number of events to simulate: the command line's only argument, or 20 million. A wrong one
 * ends the program with status 64 (EX_USAGE). */
uint64_t mm1_events(int argc, char **argv);
/* Prints one line: the events, how many a second of processor time since the program began, and
 * the mean number in the system beside the one that theory gives. */
void mm1_report(const struct mm1 *m, uint64_t events);

static inline void mm1_note_change(struct mm1 *m, sim_time now)
{
    m->area += m->number * (uint64_t)(now - m->changed);
    m->changed = now;
}

/* True when the customer finds the server idle, and its service begins. */
static inline bool mm1_arrive(struct mm1 *m, sim_time now)
{
    mm1_note_change(m, now);
    return m->number++ == 0;
}

/* True when another customer waits, and its service begins. */
static inline bool mm1_depart(struct mm1 *m, sim_time now)
{
    mm1_note_change(m, now);
    return --m->number > 0;
}

#endif
