/* Clients that each go round after round, over resources that they have in common: how long it
 * takes until all are through. Deterministic times, first come, first served.
 *
 * A client of class i alone takes `round` for a round, of which it holds resource k for d_ik. While
 * n_i of each class are active, a resource that is full makes every passage wait for the same w_k:
 *
 *     cycle_i = round_i + sum of w_k over its resources,
 *     sum over i of n_i d_ik / cycle_i = 1 where w_k > 0, at most 1 where w_k = 0.
 *
 * With one class and one resource that is the asymptotic bound max(R, n d), which constant times
 * attain. Between events (a start, the end of a part, the end of a pause) the cycles are constant,
 * so the answer goes from event to event. doc/analytic.md derives it. */
#ifndef MODELS_ANALYTIC_FLUID_H
#define MODELS_ANALYTIC_FLUID_H

#include <stdbool.h>
#include <stdint.h>

enum { FLUID_DEMANDS = 8, FLUID_RESOURCES = 336, FLUID_CLASSES = 192 };

struct fluid_demand {
    uint32_t resource;
    double time; /* s a round for which a client holds it; 0: it does not pass it */
};

/* A stretch of a client's way: so many rounds, then a pause in which it uses nothing. */
struct fluid_part {
    double rounds; /* any number, not only whole ones */
    double pause;  /* s */
};

struct fluid_class {
    double clients;                             /* above 0 */
    double start;                               /* s, of the first of them */
    double spread;                              /* s from there to the start of the last, evenly */
    double round;                               /* s, alone; above 0 */
    struct fluid_demand demands[FLUID_DEMANDS]; /* no resource twice */
    uint32_t demand_count;
    const struct fluid_part *parts; /* of one of its own, if NULL */
    uint32_t part_count;
    struct fluid_part own;
    /* Out. */
    double done;    /* s, when the last of them is through */
    double longest; /* s, of its cycles */
    /* The run's own. */
    double left;  /* rounds of the part */
    double event; /* s, when it starts or its pause ends, unless it is in its rounds */
    uint32_t part;
};

/* What n_i (`active`) of each class have to wait while they are under way. */
struct fluid_waits {
    bool any;                      /* somebody has to wait */
    uint32_t fullest;              /* resource: what of it would be asked for is the most */
    double loads[FLUID_RESOURCES]; /* of each, what would be asked for if nobody waited: above 1 it
                                    * is full */
    double waits[FLUID_RESOURCES]; /* s at each */
    double cycles[FLUID_CLASSES];  /* s of each class's rounds */
};

void fluid_solve(struct fluid_waits *w, const struct fluid_class *classes, const double *active,
                 uint32_t count, uint32_t resources);

/* Runs all classes from their starts until they are through. At most FLUID_CLASSES of them, on
 * resources numbered from 0 to below `resources`, at most FLUID_RESOURCES. `together`: while all
 * are under way, where the caller has that (fluid_solve), or NULL. */
void fluid_run(struct fluid_class *classes, uint32_t count, uint32_t resources,
               const struct fluid_waits *together);

#endif
