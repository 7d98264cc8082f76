/* What a resource did in each second of simulated time: 24 bytes a second and resource. */
#ifndef RESULTS_SERIES_H
#define RESULTS_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "sim/observer.h"

#define SERIES_INTERVAL SECONDS

struct series_interval {
    uint32_t busy;      /* nanoseconds of this interval */
    uint32_t drops;     /* packets, or refused requests of a server */
    uint64_t waiting;   /* sum over the waiting packets of their nanoseconds in this interval */
    uint32_t max_queue; /* packets waiting at once */
    int32_t through; /* until series_finish: packets that wait from this interval's begin on, less
                      * those that no longer do */
};

/* All zero is an empty one; of the intervals behind `count` there is room for one at least, and
 * they are all zero but for that one's `through`. */
struct series {
    struct series_interval *intervals;
    size_t count, room;
    size_t latest; /* the one used last, and when it begins */
    sim_time latest_start;
};

void series_fini(struct series *s);
/* The resource is busy from `start` to `end`: shared out to the intervals. */
void series_add_busy(struct series *s, sim_time start, sim_time end);
/* It was not, although that has been added. */
void series_remove_busy(struct series *s, sim_time start, sim_time end);
/* A packet waits from `queued` to `start`, and uses the line as in `use`; with it, `queue` packets
 * wait when it comes. In any order of packets; however long one waits, that is little work. */
static inline void series_add_passage(struct series *s, sim_time queued, sim_time start,
                                      const struct transmission *use, uint32_t queue);
/* Once, at the end: before, `waiting` and `max_queue` lack what packets do that wait when an
 * interval begins. */
void series_finish(struct series *s);
void series_add_drop(struct series *s, sim_time now);

/* The busiest interval's busy time, as a share of it. */
double series_peak(const struct series *s);
/* The interval `index`, zero behind the last one recorded. */
struct series_interval series_get(const struct series *s, size_t index);

/* Of any times. */
void series_add_any_passage(struct series *s, sim_time queued, sim_time start,
                            const struct transmission *use, uint32_t queue);

/* Most are over within the interval that was used last. */
static inline void series_add_passage(struct series *s, sim_time queued, sim_time start,
                                      const struct transmission *use, uint32_t queue)
{
    const sim_time from = s->latest_start, until = from + SERIES_INTERVAL;
    if (__builtin_expect(queued < from || start >= until || use->start < from || use->end > until ||
                             !s->count,
                         0)) {
        series_add_any_passage(s, queued, start, use, queue);
        return;
    }
    struct series_interval *interval = &s->intervals[s->latest];
    interval->busy += (uint32_t)(use->end - use->start);
    interval->waiting += (uint64_t)(start - queued);
    if (queue > interval->max_queue)
        interval->max_queue = queue;
}

#endif
