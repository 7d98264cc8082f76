/* A question turned round: the value of a number at which a demand begins to hold, or ceases to.
 * Which side holds is found, not told: of a rate it is the least that does, of a number of phones
 * the most.
 *
 * The search goes over whole numbers. What a demand is, and how it is judged (by simulation, with a
 * model beforehand), is the caller's. */
#ifndef STUDIES_SOLVE_H
#define STUDIES_SOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { SOLVE_POINTS = 400 };

struct solve_point {
    uint64_t value;
    bool holds;
    bool given_up; /* it took too long to be judged: whether it holds is not known */
    double is;     /* of the quantity that is demanded; NAN: it has none there */
};

struct solve {
    uint64_t low, high; /* limits of the value, both of which are possible */
    uint64_t now;       /* from which on it is looked for */
    uint64_t unit;      /* where that is 0, it begins with this */
    bool limited;       /* the limits are meant: all between them is looked at */
    uint64_t step;      /* the answer is a multiple of it; 0: half a per cent of it or less */
    double wanted;      /* of the quantity */
    /* Fills in `holds` and `is` of all points, or that they are given up. */
    int (*judge)(void *user, struct solve_point *points, size_t count, struct error *e);
    /* The same of one point, at once, but not for sure. False: it cannot say. NULL: there is no
     * model. */
    bool (*model)(void *user, struct solve_point *point);
    void *user;
};

enum solve_outcome {
    SOLVE_FOUND,
    SOLVE_ALWAYS, /* it holds wherever it was looked */
    SOLVE_NEVER,
    SOLVE_NOTHING, /* the value changes nothing; `answer` says what is */
    SOLVE_OPEN,    /* between `answer`, which holds, and `fails`, which was given up */
};

struct solve_result {
    enum solve_outcome outcome;
    bool least;                /* larger values hold too; else smaller ones do */
    struct solve_point answer; /* of NEVER the nearest: that which misses by least */
    struct solve_point fails;  /* its neighbour, of FOUND; the next one, of OPEN */
    uint64_t step;
    /* Beyond the answer, where it ought to hold, it does not at `odd`: it is not monotonic. From
     * `all_beyond` on it held wherever it was looked, if it did anywhere. */
    bool with_odd;
    struct solve_point odd;
    bool all_beyond_known;
    uint64_t all_beyond;
    /* It also begins or ceases to hold between these; by the model, if `other_by_model`. */
    bool several, other_by_model;
    uint64_t other_low, other_high;
    bool by_model;                           /* the model said where to look, and where else */
    size_t given_up;                         /* values */
    size_t judged;                           /* values */
    struct solve_point points[SOLVE_POINTS]; /* all that were judged, by value */
    size_t count;
};

int solve_search(const struct solve *s, struct solve_result *r, struct error *e);

/* The greatest of 1, 2 and 5 times a power of ten that is no more than `x`; 1 at least. */
uint64_t solve_round_step(double x);

#endif
