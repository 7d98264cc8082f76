/* Rounds over common resources: the waits by Newton's method, resource by resource, and the events
 * between which they are constant. */
#include "models/analytic/fluid.h"

#include <math.h>

#include "base/check.h"
#include "models/analytic/least.h"

enum { FLUID_STEPS = 60 };             /* of either iteration; three are usual */
static const double closeness = 1e-12; /* relative: of loads to 1, of times to each other */

struct fluid_state {
    const struct fluid_class *classes;
    const double *active;
    uint32_t count, resources;
};

static double fluid_demand_of(const struct fluid_class *c, uint32_t resource)
{
    for (uint32_t d = 0; d < c->demand_count; d++)
        if (c->demands[d].resource == resource)
            return c->demands[d].time;
    return 0;
}

/* What has to be added to a resource's wait so that its load is 1, or its wait 0. One over the load
 * is concave in the wait, and straight for clients that are alike: Newton's steps never go too far,
 * and for one class the first is exact. The cycles are with the waits so far. */
static double fluid_more_wait(const struct fluid_state *s, const double *cycles, uint32_t resource,
                              double wait)
{
    double works[FLUID_CLASSES], rounds[FLUID_CLASSES], more = -wait;
    uint32_t passing = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->active[i] <= 0)
            continue;
        works[passing] = s->active[i] * fluid_demand_of(&s->classes[i], resource);
        rounds[passing] = cycles[i];
        passing += works[passing] > 0;
    }
    for (int step = 0; step < FLUID_STEPS; step++) {
        double load = 0, fall = 0; /* by which it falls with the wait */
        for (uint32_t i = 0; i < passing; i++) {
            const double pace = 1 / (rounds[i] + more), asked = works[i] * pace;
            load += asked;
            fall += asked * pace;
        }
        if (load <= 1 + closeness)
            break;
        more += (load - 1) * load / fall;
        if (passing == 1)
            break;
    }
    return more;
}

static void fluid_add_wait(const struct fluid_state *s, double *cycles, uint32_t resource,
                           double more)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->active[i] > 0 && fluid_demand_of(&s->classes[i], resource) > 0)
            cycles[i] += more;
}

/* The loads of all resources, with the waits so far; returns the resource of the greatest. */
static uint32_t fluid_loads(const struct fluid_state *s, const double *cycles, double *loads)
{
    uint32_t greatest = 0;
    for (uint32_t k = 0; k < s->resources; k++)
        loads[k] = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->active[i] <= 0)
            continue;
        const struct fluid_class *c = &s->classes[i];
        const double pace = s->active[i] / cycles[i];
        for (uint32_t d = 0; d < c->demand_count; d++)
            loads[c->demands[d].resource] += pace * c->demands[d].time;
    }
    for (uint32_t k = 1; k < s->resources; k++)
        if (loads[k] > loads[greatest])
            greatest = k;
    return greatest;
}

/* Where several are full, each is solved in turn with the others' waits as they are, until nothing
 * moves: the waits are the prices of a concave problem (doc/analytic.md), so they settle. */
static void fluid_settle(const struct fluid_state *s, struct fluid_waits *w, const double *loads)
{
    double moved = INFINITY;
    for (int step = 0; step < FLUID_STEPS && moved > closeness; step++) {
        double longest = 0;
        moved = 0;
        for (uint32_t k = 0; k < s->resources; k++) {
            if (w->waits[k] <= 0 && loads[k] <= 0)
                continue;
            const double more = fluid_more_wait(s, w->cycles, k, w->waits[k]);
            fluid_add_wait(s, w->cycles, k, more);
            w->waits[k] += more;
            moved = most_of(moved, fabs(more));
            longest = most_of(longest, w->waits[k]);
        }
        moved = longest > 0 ? moved / longest : 0;
    }
}

/* Whether no active class holds another resource for longer: then with this one full, no other is.
 */
static bool fluid_is_longest(const struct fluid_state *s, uint32_t resource)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct fluid_class *c = &s->classes[i];
        const double time = fluid_demand_of(c, resource);
        for (uint32_t d = 0; d < c->demand_count && s->active[i] > 0; d++)
            if (c->demands[d].time > time)
                return false;
    }
    return true;
}

/* The fullest is full: how long everybody waits. */
static void fluid_find_waits(const struct fluid_state *s, struct fluid_waits *w)
{
    const uint32_t fullest = w->fullest;
    w->waits[fullest] = fluid_more_wait(s, w->cycles, fullest, 0);
    fluid_add_wait(s, w->cycles, fullest, w->waits[fullest]);
    if (fluid_is_longest(s, fullest))
        return;
    double loads[FLUID_RESOURCES];
    if (loads[fluid_loads(s, w->cycles, loads)] > 1 + 1e-9)
        fluid_settle(s, w, loads);
}

/* Of one class, where it stays longest all wait until that is full, and nowhere else. */
static void fluid_solve_one(const struct fluid_state *s, uint32_t class, struct fluid_waits *w)
{
    const struct fluid_class *c = &s->classes[class];
    const double active = s->active[class], pace = active / c->round;
    double longest = 0;
    for (uint32_t d = 0; d < c->demand_count; d++) {
        w->loads[c->demands[d].resource] = pace * c->demands[d].time;
        if (c->demands[d].time > longest) {
            longest = c->demands[d].time;
            w->fullest = c->demands[d].resource;
        }
    }
    w->any = pace * longest > 1 + closeness;
    if (w->any) {
        w->cycles[class] = active * longest;
        w->waits[w->fullest] = w->cycles[class] - c->round;
    }
}

void fluid_solve(struct fluid_waits *w, const struct fluid_class *classes, const double *active,
                 uint32_t count, uint32_t resources)
{
    const struct fluid_state s = {classes, active, count, resources};
    CHECK(count <= FLUID_CLASSES && resources <= FLUID_RESOURCES);
    uint32_t under_way = 0, last = 0;
    for (uint32_t k = 0; k < resources; k++)
        w->waits[k] = w->loads[k] = 0;
    for (uint32_t i = 0; i < count; i++) {
        w->cycles[i] = classes[i].round;
        under_way += active[i] > 0;
        last = active[i] > 0 ? i : last;
    }
    w->fullest = 0;
    if (under_way <= 1) {
        fluid_solve_one(&s, last, w);
        return;
    }
    w->fullest = fluid_loads(&s, w->cycles, w->loads);
    w->any = w->loads[w->fullest] > 1 + closeness;
    if (w->any)
        fluid_find_waits(&s, w);
}

/* --- from event to event ----------------------------------------------------------------------
 */

/* Where all classes are. */
struct fluid_walk {
    struct fluid_class *classes;
    uint32_t count;
    double active[FLUID_CLASSES]; /* clients of each that are in their rounds */
    const double *cycles;         /* s of these */
};

static const struct fluid_part *fluid_part_of(const struct fluid_class *c)
{
    return c->parts ? &c->parts[c->part] : &c->own;
}

/* Begins with the part that has rounds or a pause, or is through. */
static void fluid_begin(struct fluid_class *c, double now)
{
    const uint32_t parts = c->parts ? c->part_count : 1;
    while (c->part < parts && fluid_part_of(c)->rounds <= 0 && fluid_part_of(c)->pause <= 0)
        c->part++;
    c->left = 0;
    c->event = INFINITY;
    if (c->part == parts)
        c->done = now;
    else if (fluid_part_of(c)->rounds > 0)
        c->left = fluid_part_of(c)->rounds;
    else
        c->event = now + fluid_part_of(c)->pause;
}

/* The rounds of a part are done. */
static void fluid_end_rounds(struct fluid_class *c, double now)
{
    const double pause = fluid_part_of(c)->pause;
    c->left = 0;
    if (pause > 0) {
        c->event = now + pause;
    } else {
        c->part++;
        fluid_begin(c, now);
    }
}

/* The earliest end of a part, or of a pause; INFINITY when all are through. */
static double fluid_next(const struct fluid_walk *w, double now)
{
    double next = INFINITY;
    for (uint32_t i = 0; i < w->count; i++) {
        struct fluid_class *c = &w->classes[i];
        if (w->active[i] > 0) {
            next = least_of(next, now + c->left * w->cycles[i]);
            c->longest = most_of(c->longest, w->cycles[i]);
        } else {
            next = least_of(next, c->event);
        }
    }
    return next;
}

static void fluid_advance(const struct fluid_walk *w, double now, double next)
{
    for (uint32_t i = 0; i < w->count; i++) {
        struct fluid_class *c = &w->classes[i];
        if (w->active[i] > 0) {
            const bool ends = now + c->left * w->cycles[i] <= next; /* even if that is now */
            c->left -= (next - now) / w->cycles[i];
            if (ends || c->left <= closeness * fluid_part_of(c)->rounds)
                fluid_end_rounds(c, next);
        } else if (c->event <= next) {
            c->part++; /* a start comes before part 0 */
            fluid_begin(c, next);
        }
    }
}

/* Who is in its rounds now; returns whether that has changed. */
static bool fluid_find_active(struct fluid_walk *w)
{
    bool changed = false;
    for (uint32_t i = 0; i < w->count; i++) {
        const double now = w->classes[i].left > 0 ? w->classes[i].clients : 0;
        changed |= now != w->active[i];
        w->active[i] = now;
    }
    return changed;
}

static bool fluid_all_active(const struct fluid_walk *w)
{
    for (uint32_t i = 0; i < w->count; i++)
        if (w->active[i] <= 0)
            return false;
    return true;
}

static void fluid_walk(struct fluid_class *classes, uint32_t count, uint32_t resources,
                       const struct fluid_waits *together)
{
    struct fluid_walk w;
    struct fluid_waits some;
    double next;
    w.classes = classes;
    w.count = count;
    w.cycles = together->cycles;
    for (uint32_t i = 0; i < count; i++) {
        w.active[i] = 0;
        classes[i].part = UINT32_MAX;
        classes[i].left = 0;
        classes[i].event = classes[i].start;
        classes[i].longest = classes[i].round;
    }
    for (double now = 0;; now = next) {
        if (fluid_find_active(&w)) {
            const bool all = fluid_all_active(&w);
            w.cycles = all ? together->cycles : some.cycles;
            if (!all)
                fluid_solve(&some, classes, w.active, count, resources);
        }
        next = fluid_next(&w, now);
        if (isinf(next))
            return;
        fluid_advance(&w, now, next);
    }
}

/* When a client that begins at `now` is through, if all its rounds are alike. */
static double fluid_through(const struct fluid_class *c, double now, double cycle)
{
    const struct fluid_part *parts = c->parts ? c->parts : &c->own;
    const uint32_t count = c->parts ? c->part_count : 1;
    for (uint32_t p = 0; p < count; p++)
        now = now + parts[p].rounds * cycle + parts[p].pause;
    return now;
}

/* Those that start late are behind by fewer rounds the fuller it is then: of the spread, what the
 * resource was idle for is lost, at the beginning and at the end. */
static void fluid_spread(struct fluid_class *c)
{
    const double idle = c->round / c->longest;
    if (c->spread > 0)
        c->done = most_of(c->done + c->spread * (idle + idle * idle) / 2,
                          fluid_through(c, c->start + c->spread, c->round));
}

/* As many as there are, at the same time. */
static void fluid_solve_all(struct fluid_waits *w, const struct fluid_class *classes,
                            uint32_t count, uint32_t resources)
{
    double active[FLUID_CLASSES];
    for (uint32_t i = 0; i < count; i++)
        active[i] = classes[i].clients;
    fluid_solve(w, classes, active, count, resources);
}

/* Fewer than all wait no longer than all: if nobody waits then, nobody ever does. */
void fluid_run(struct fluid_class *classes, uint32_t count, uint32_t resources,
               const struct fluid_waits *together)
{
    struct fluid_waits all;
    if (!together) {
        fluid_solve_all(&all, classes, count, resources);
        together = &all;
    }
    if (together->any && count > 1)
        fluid_walk(classes, count, resources, together);
    else
        for (uint32_t i = 0; i < count; i++) {
            classes[i].longest = together->cycles[i];
            classes[i].done = fluid_through(&classes[i], classes[i].start, together->cycles[i]);
        }
    for (uint32_t i = 0; i < count; i++)
        fluid_spread(&classes[i]);
}
