/* Departures and arrivals in the order of the segments. When the segments in flight are as they
 * were some segments before, the same will happen again, and whole such turns are counted and not
 * followed. Arithmetic only. */
#include "models/analytic/http_train.h"

#include <math.h>
#include <stdbool.h>

#include "base/check.h"

#define TRAIN_DELAYED_ACK 0.2 /* s, of a segment alone */
#define TRAIN_ALIKE 1e-4      /* of a segment's service: times that differ by less are the same */

enum { TRAIN_PLACES = 4096, TRAIN_WINDOW = TRAIN_PLACES / 2 };

struct train {
    const struct http_way *way;
    double segments;                   /* to come */
    uint32_t sent, come, acknowledged; /* so far */
    uint32_t window;                   /* of congestion; the receiver's is `most` */
    uint32_t most;
    double free;             /* when the slowest stage is */
    double queue;            /* the longest wait so far */
    double first;            /* when the one came that waits for an ACK */
    double written;          /* when all that has come is, and ... */
    double before;           /* ... all of that but the latest segment */
    double at[TRAIN_PLACES]; /* arrivals, of the latest segments */
};

/* What was in flight, with times since the last one came. */
struct train_memory {
    uint32_t come, flight, alone;
    double now, free;
    double at[TRAIN_WINDOW];
};

static double train_at(const struct train *t, uint32_t segment)
{
    return t->at[segment % TRAIN_PLACES];
}

/* An ACK of all that has come leaves the phone: what it lets go is sent. */
static void train_acknowledge(struct train *t, double now)
{
    const double departs = now + t->way->back;
    t->acknowledged = t->come;
    if (t->window < t->most)
        t->window++;
    while (t->sent - t->acknowledged < t->window) {
        const double starts = fmax(departs, t->free);
        t->queue = fmax(t->queue, starts - departs);
        t->free = starts + t->way->service;
        t->at[t->sent++ % TRAIN_PLACES] = starts + t->way->there;
    }
}

/* One that is alone is acknowledged late; at once if the next one comes before. */
static void train_wait(struct train *t)
{
    const double due = t->first + TRAIN_DELAYED_ACK;
    if (t->come > t->acknowledged && (t->come == t->sent || train_at(t, t->come) > due))
        train_acknowledge(t, due);
}

/* The next segment comes. */
static void train_take(struct train *t)
{
    train_wait(t);
    const double now = train_at(t, t->come++);
    t->before = t->written;
    t->written = fmax(t->written, now) + t->way->write;
    if (t->come - t->acknowledged >= 2)
        train_acknowledge(t, now);
    else
        t->first = now;
}

static void train_start(struct train *t, const struct http_way *way, double segments,
                        double writing)
{
    t->way = way;
    t->segments = segments;
    t->most = (uint32_t)fmax(2, fmin(floor(way->window), TRAIN_WINDOW - 1));
    t->window = (uint32_t)fmax(1, fmin(way->initial, t->most));
    t->written = t->before = writing;
    t->free = t->queue = t->first = 0;
    t->sent = t->come = t->acknowledged = 0;
    while (t->sent < t->window) {
        t->at[t->sent++ % TRAIN_PLACES] = t->free + way->there;
        t->free += way->service;
    }
}

/* --- turns ----------------------------------------------------------------------------------- */

static double train_now(const struct train *t)
{
    return train_at(t, t->come - 1);
}

/* Not `at`, whose 16 kB are not looked at before they are written. */
static void train_forget(struct train_memory *m)
{
    m->come = m->flight = m->alone = 0;
    m->now = m->free = 0;
}

static void train_remember(const struct train *t, struct train_memory *m)
{
    m->come = t->come;
    m->flight = t->sent - t->come;
    m->alone = t->come - t->acknowledged;
    m->now = train_now(t);
    m->free = t->free - m->now;
    for (uint32_t i = 0; i < m->flight; i++)
        m->at[i] = train_at(t, t->come + i) - m->now;
}

static bool train_is_as(const struct train *t, const struct train_memory *m)
{
    const double now = train_now(t), alike = TRAIN_ALIKE * t->way->service;
    if (m->flight != t->sent - t->come || m->alone != t->come - t->acknowledged)
        return false;
    for (uint32_t i = 0; i < m->flight; i++)
        if (fabs(train_at(t, t->come + i) - now - m->at[i]) > alike)
            return false;
    return fabs(t->free - now - m->free) <= alike;
}

/* Leaves out whole turns since the memory; returns how long they take. */
static double train_leave_out(struct train *t, const struct train_memory *m)
{
    const double turn = t->come - m->come;
    const double turns = floor(fmax(0, t->segments - t->come) / turn);
    const double time = turns * (train_now(t) - m->now);
    t->segments -= turns * turn;
    t->written = fmax(t->written + turns * turn * t->way->write - time, train_now(t));
    t->before = t->written - t->way->write;
    return time;
}

/* Brent's way to find a turn: the memory is renewed after twice as many segments each time. */
struct http_arrival http_train(const struct http_way *way, double segments, double writing)
{
    struct train t;
    struct train_memory m;
    double left_out = 0;
    CHECK(segments > 0);
    train_start(&t, way, segments, writing);
    train_forget(&m);
    for (uint32_t renew = 0; t.come < t.segments;) {
        train_take(&t);
        if (left_out > 0 || t.window < t.most)
            continue;
        if (renew > 0 && train_is_as(&t, &m))
            left_out = train_leave_out(&t, &m);
        if (t.come >= renew) {
            train_remember(&t, &m);
            renew = 2 * t.come;
        }
    }
    const double lacks = t.come - t.segments; /* of the last segment */
    const double last = train_now(&t) - lacks * way->part;
    return (struct http_arrival){.last = left_out + last,
                                 .written =
                                     left_out + fmax(t.before, last) + (1 - lacks) * way->write,
                                 .queue = t.queue};
}
