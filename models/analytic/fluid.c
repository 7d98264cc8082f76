/* Rounds over common resources: the waits by Newton's method, resource by resource, and the events
 * between which they are constant. */
#include "models/analytic/fluid.h"

#include <math.h>
#include <stdbool.h>

#include "base/check.h"
#include "models/analytic/least.h"

enum { FLUID_STEPS = 60 };             /* of either iteration; three are usual */
static const double closeness = 1e-12; /* relative: of loads to 1, of times to each other */

struct fluid_state {
    const struct fluid_class *classes;
    const double *active;
    uint32_t count;
    double cycles[FLUID_CLASSES]; /* with the waits so far */
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
 * and for one class the first is exact. */
static double fluid_more_wait(const struct fluid_state *s, uint32_t resource, double wait)
{
    double works[FLUID_CLASSES], cycles[FLUID_CLASSES], more = -wait;
    uint32_t passing = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        const double work =
            s->active[i] > 0 ? s->active[i] * fluid_demand_of(&s->classes[i], resource) : 0;
        works[passing] = work;
        cycles[passing] = s->cycles[i];
        passing += work > 0;
    }
    for (int step = 0; step < FLUID_STEPS; step++) {
        double load = 0, fall = 0; /* by which it falls with the wait */
        for (uint32_t i = 0; i < passing; i++) {
            const double pace = 1 / (cycles[i] + more);
            load += works[i] * pace;
            fall += works[i] * pace * pace;
        }
        if (load <= 1 + closeness)
            break;
        more += (load - 1) * load / fall;
        if (passing == 1)
            break;
    }
    return more;
}

static void fluid_add_wait(struct fluid_state *s, uint32_t resource, double more)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->active[i] > 0 && fluid_demand_of(&s->classes[i], resource) > 0)
            s->cycles[i] += more;
}

/* The loads of all resources, with the waits so far; returns the resource of the greatest. */
static uint32_t fluid_loads(const struct fluid_state *s, uint32_t resources, double *loads)
{
    uint32_t greatest = 0;
    for (uint32_t k = 0; k < resources; k++)
        loads[k] = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->active[i] <= 0)
            continue;
        const struct fluid_class *c = &s->classes[i];
        const double pace = s->active[i] / s->cycles[i];
        for (uint32_t d = 0; d < c->demand_count; d++)
            loads[c->demands[d].resource] += pace * c->demands[d].time;
    }
    for (uint32_t k = 1; k < resources; k++)
        if (loads[k] > loads[greatest])
            greatest = k;
    return greatest;
}

/* Where several are full, each is solved in turn with the others' waits as they are, until nothing
 * moves: the waits are the prices of a concave problem (doc/analytic.md), so they settle. */
static void fluid_settle(struct fluid_state *s, uint32_t resources, const double *loads,
                         double *waits)
{
    double moved = INFINITY;
    for (int step = 0; step < FLUID_STEPS && moved > closeness; step++) {
        double longest = 0;
        moved = 0;
        for (uint32_t k = 0; k < resources; k++) {
            if (waits[k] <= 0 && loads[k] <= 0)
                continue;
            const double more = fluid_more_wait(s, k, waits[k]);
            fluid_add_wait(s, k, more);
            waits[k] += more;
            moved = most_of(moved, fabs(more));
            longest = most_of(longest, waits[k]);
        }
        moved = longest > 0 ? moved / longest : 0;
    }
}

/* For one class, where it stays longest all wait until that is full, and nowhere else. */
static void fluid_solve_one(struct fluid_state *s, uint32_t class, double *waits)
{
    const struct fluid_class *c = &s->classes[class];
    uint32_t longest = 0;
    for (uint32_t d = 1; d < c->demand_count; d++)
        if (c->demands[d].time > c->demands[longest].time)
            longest = d;
    const double cycle = c->demand_count > 0 ? s->active[class] * c->demands[longest].time : 0;
    if (cycle > c->round * (1 + closeness)) {
        waits[c->demands[longest].resource] = cycle - c->round;
        s->cycles[class] = cycle;
    }
}

/* Whether no active class holds another resource for longer: then with this one full, no other is.
 */
static bool fluid_is_longest(const struct fluid_state *s, uint32_t resource)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct fluid_class *c = &s->classes[i];
        const double time = fluid_demand_of(c, resource);
        for (uint32_t d = 0; d < c->demand_count; d++)
            if (s->active[i] > 0 && c->demands[d].time > time)
                return false;
    }
    return true;
}

static void fluid_solve(struct fluid_state *s, uint32_t resources, double *waits)
{
    double loads[FLUID_RESOURCES];
    uint32_t active = 0, last = 0;
    for (uint32_t k = 0; k < resources; k++)
        waits[k] = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        s->cycles[i] = s->classes[i].round;
        if (s->active[i] > 0) {
            active++;
            last = i;
        }
    }
    if (active <= 1) {
        if (active == 1)
            fluid_solve_one(s, last, waits);
        return;
    }
    const uint32_t fullest = fluid_loads(s, resources, loads);
    if (loads[fullest] <= 1 + closeness)
        return;
    waits[fullest] = fluid_more_wait(s, fullest, 0);
    fluid_add_wait(s, fullest, waits[fullest]);
    if (!fluid_is_longest(s, fullest) && loads[fluid_loads(s, resources, loads)] > 1 + 1e-9)
        fluid_settle(s, resources, loads, waits);
}

void fluid_waits(const struct fluid_class *classes, const double *active, uint32_t count,
                 uint32_t resources, double *waits)
{
    struct fluid_state s;
    CHECK(count <= FLUID_CLASSES && resources <= FLUID_RESOURCES);
    s.classes = classes;
    s.active = active;
    s.count = count;
    fluid_solve(&s, resources, waits);
}

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
static double fluid_next(struct fluid_class *classes, const struct fluid_state *s, double now)
{
    double next = INFINITY;
    for (uint32_t i = 0; i < s->count; i++) {
        struct fluid_class *c = &classes[i];
        if (s->active[i] > 0) {
            next = least_of(next, now + c->left * s->cycles[i]);
            c->longest = most_of(c->longest, s->cycles[i]);
        } else {
            next = least_of(next, c->event);
        }
    }
    return next;
}

static void fluid_advance(struct fluid_class *classes, const struct fluid_state *s, double now,
                          double next)
{
    for (uint32_t i = 0; i < s->count; i++) {
        struct fluid_class *c = &classes[i];
        if (s->active[i] > 0) {
            const bool ends = now + c->left * s->cycles[i] <= next; /* even if that is now */
            c->left -= (next - now) / s->cycles[i];
            if (ends || c->left <= closeness * fluid_part_of(c)->rounds)
                fluid_end_rounds(c, next);
        } else if (c->event <= next) {
            c->part++; /* a start comes before part 0 */
            fluid_begin(c, next);
        }
    }
}

/* What a client that is never in anybody's way takes. */
static double fluid_alone(const struct fluid_class *c)
{
    if (!c->parts)
        return c->own.rounds * c->round + c->own.pause;
    double sum = 0;
    for (uint32_t p = 0; p < c->part_count; p++)
        sum += c->parts[p].rounds * c->round + c->parts[p].pause;
    return sum;
}

/* Those that start late are behind by fewer rounds the fuller it is then: of the spread, what the
 * resource was idle for is lost, at the beginning and at the end. */
static void fluid_spread(struct fluid_class *c)
{
    const double idle = c->round / c->longest;
    if (c->spread > 0)
        c->done = most_of(c->done + c->spread * (idle + idle * idle) / 2,
                          c->start + c->spread + fluid_alone(c));
}

/* Who is in its rounds now; returns whether that has changed. */
static bool fluid_find_active(const struct fluid_class *classes, uint32_t count, double *active)
{
    bool changed = false;
    for (uint32_t i = 0; i < count; i++) {
        const double now = classes[i].left > 0 ? classes[i].clients : 0;
        changed |= now != active[i];
        active[i] = now;
    }
    return changed;
}

static bool fluid_all_active(const struct fluid_state *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->active[i] <= 0)
            return false;
    return true;
}

static void fluid_wait_together(struct fluid_state *s, const double *waits)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct fluid_class *c = &s->classes[i];
        s->cycles[i] = c->round;
        for (uint32_t d = 0; d < c->demand_count; d++)
            s->cycles[i] += waits[c->demands[d].resource];
    }
}

void fluid_run(struct fluid_class *classes, uint32_t count, uint32_t resources,
               const double *together)
{
    struct fluid_state s;
    double active[FLUID_CLASSES], waits[FLUID_RESOURCES], now = 0;
    CHECK(count <= FLUID_CLASSES && resources <= FLUID_RESOURCES);
    s.classes = classes;
    s.active = active;
    s.count = count;
    for (uint32_t i = 0; i < count; i++) {
        active[i] = 0;
        classes[i].part = UINT32_MAX;
        classes[i].left = 0;
        classes[i].event = classes[i].start;
        classes[i].longest = classes[i].round;
    }
    for (;;) {
        if (!fluid_find_active(classes, count, active))
            ;
        else if (together && fluid_all_active(&s))
            fluid_wait_together(&s, together);
        else
            fluid_solve(&s, resources, waits);
        const double next = fluid_next(classes, &s, now);
        if (isinf(next))
            break;
        fluid_advance(classes, &s, now, next);
        now = next;
    }
    for (uint32_t i = 0; i < count; i++)
        fluid_spread(&classes[i]);
}
