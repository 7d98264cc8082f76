/* Busy and waiting time put into the seconds it falls into; all adding is in integers, so that
 * the order does not matter. */
#include "results/series.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void series_fini(struct series *s)
{
    free(s->intervals);
    *s = (struct series){0};
}

static void grow(struct series *s, size_t index)
{
    if (index + 2 > s->room) {
        const size_t room = index + 2 > 2 * s->room ? index + 2 : 2 * s->room;
        s->intervals = mem_resize(s->intervals, room, sizeof *s->intervals);
        memset(s->intervals + s->room, 0, (room - s->room) * sizeof *s->intervals);
        s->room = room;
    }
    s->count = index + 1;
}

/* Most of what is recorded falls into the same interval as what was before: no division then. */
static void move_to(struct series *s, sim_time t)
{
    s->latest = (size_t)(t / SERIES_INTERVAL);
    s->latest_start = (sim_time)s->latest * SERIES_INTERVAL;
    if (s->latest >= s->count)
        grow(s, s->latest);
}

static inline struct series_interval *at(struct series *s, sim_time t)
{
    if (__builtin_expect((uint64_t)(t - s->latest_start) >= SERIES_INTERVAL || s->count == 0, 0))
        move_to(s, t);
    return &s->intervals[s->latest];
}

/* A line or a processor does one thing at a time: no more than the interval. */
static void add_busy(struct series_interval *interval, sim_time duration)
{
    interval->busy += (uint32_t)duration;
}

static void add_waiting(struct series_interval *interval, sim_time duration)
{
    interval->waiting += (uint64_t)duration;
}

void series_add_busy(struct series *s, sim_time start, sim_time end)
{
    while (start < end) {
        struct series_interval *interval = at(s, start);
        const sim_time until = time_min(end, s->latest_start + SERIES_INTERVAL);
        add_busy(interval, until - start);
        start = until;
    }
}

void series_remove_busy(struct series *s, sim_time start, sim_time end)
{
    while (start < end) {
        struct series_interval *interval = at(s, start);
        const sim_time until = time_min(end, s->latest_start + SERIES_INTERVAL);
        interval->busy -= (uint32_t)(until - start);
        start = until;
    }
}

/* The first interval's part, and a note of the others, each of which begins with it in the queue:
 * they count as whole ones, so that the last gets its part less a whole one. */
static void add_waiting_over(struct series *s, sim_time start, sim_time end)
{
    const size_t last = (size_t)((end - 1) / SERIES_INTERVAL);
    add_waiting(at(s, end - 1), end - (sim_time)(last + 1) * SERIES_INTERVAL);
    s->intervals[last + 1].through--;
    struct series_interval *first = at(s, start);
    add_waiting(first, s->latest_start + SERIES_INTERVAL - start);
    s->intervals[s->latest + 1].through++;
}

void series_add_any_passage(struct series *s, sim_time queued, sim_time start,
                            const struct transmission *use, uint32_t queue)
{
    struct series_interval *interval = at(s, queued);
    if (queue > interval->max_queue)
        interval->max_queue = queue;
    if (start < s->latest_start + SERIES_INTERVAL)
        add_waiting(interval, start - queued);
    else
        add_waiting_over(s, queued, start);
    series_add_busy(s, use->start, use->end);
    at(s, queued); /* the next packet is likely to come there */
}

void series_finish(struct series *s)
{
    int64_t through = 0;
    for (size_t i = 0; i < s->count; i++) {
        struct series_interval *interval = &s->intervals[i];
        through += interval->through;
        interval->through = 0;
        add_waiting(interval, through * SERIES_INTERVAL);
        if (through > interval->max_queue)
            interval->max_queue = (uint32_t)through;
    }
}

void series_add_drop(struct series *s, sim_time now)
{
    at(s, now)->drops++;
}

double series_peak(const struct series *s)
{
    uint64_t peak = 0;
    for (size_t i = 0; i < s->count; i++)
        if (s->intervals[i].busy > peak)
            peak = s->intervals[i].busy;
    return (double)peak / (double)SERIES_INTERVAL;
}

struct series_interval series_get(const struct series *s, size_t index)
{
    return index < s->count ? s->intervals[index] : (struct series_interval){0};
}
