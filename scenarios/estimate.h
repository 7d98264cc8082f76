/* The answer to a scenario by arithmetic (models/analytic/site.h), in microseconds: what a run of
 * it would say, without a run. The twin of the experiment: both read delivery.h, and share nothing
 * else.
 *
 * A scenario is answered as it stands, with the methods that its groups have; for another method
 * load it with another one ("method=pfs" as an option). What the formulas do not know they refuse:
 * a scenario that sets it gets no answer. Whoever needs many answers makes one estimate, asks for a
 * knob for each field that is to change, and then sets knobs and evaluates:
 *
 *     struct estimate *x = estimate_new(&scenario, &e);
 *     const int rate = estimate_knob(x, "wan.rate", 128000, 2048000, &e);
 *     estimate_set(x, rate, 500000);
 *     double seconds = estimate_evaluate(x)->all_back;
 */
#ifndef SCENARIOS_ESTIMATE_H
#define SCENARIOS_ESTIMATE_H

#include "models/analytic/site.h"
#include "scenarios/scenario.h"

struct estimate;

/* Calls during the upgrade, of the direction that is heard worse, as in a run's summary. */
struct estimate_calls {
    uint32_t count; /* 0: all else is NAN */
    bool known;     /* false: likewise (by HTTP, or too much is under way) */
    double lost;    /* share of the packets, late ones included */
    double delay_mean, delay_p95, delay_max; /* s that a packet takes through the network */
    double mos,
        mos_before; /* by G.107, mean over packets, and without the upgrade; NAN: not rated */
};

/* Of the whole scenario. Times are seconds, or INFINITY. */
struct estimate_answer {
    bool never;         /* not all phones are ever back: all_back is INFINITY */
    bool bound;         /* all_back is a lower bound */
    bool shared;        /* ... since the sites together want more than their server has */
    bool limited;       /* run.limit ends the run before all_back */
    double all_back;    /* from the first reset of all until the last phone is back */
    double first_reset; /* from the run's start */
    /* Of each site, in the scenario's order: times from its own first reset. */
    const struct analytic_answer *sites;
    size_t site_count;
    size_t last;                 /* the site that is back last */
    struct estimate_calls calls; /* all of them */
};

/* Prepares for a loaded scenario, which is the caller's, must outlive the estimate, and is changed
 * by its knobs. NULL with the error filled in: "not modelled: FIELD, FIELD". */
struct estimate *estimate_new(struct scenario *s, struct error *e);
/* The scenario stays as the knobs have it. */
void estimate_free(struct estimate *x);

/* A number for a field with a number as its value, by its path as -s takes it ("wan.rate"): of a
 * time nanoseconds, of a rate bit/s, of a size bytes, of a share parts per billion; of a queue's
 * limit packets. It is to be set between `low` and `high`, both of which the scenario must take.
 * What inherits or derives from the field follows it. Errors (negative): no such field or no
 * number; a value that the scenario does not take; a field that the formulas do not know. */
int estimate_knob(struct estimate *x, const char *path, uint64_t low, uint64_t high,
                  struct error *e);
void estimate_set(struct estimate *x, int knob, uint64_t value);

/* The answer, until the next call: with the knobs as they are. Nothing is allocated. */
const struct estimate_answer *estimate_evaluate(struct estimate *x);

/* What the next answers make of calls and other traffic. Beside them packets are followed, which
 * takes milliseconds, of times only a fifth of that, and without them microseconds. */
enum estimate_others {
    ESTIMATE_BESIDE,    /* what the upgrade and calls are to each other; so it begins */
    ESTIMATE_TIMES,     /* what they are to the upgrade: nothing is known of calls */
    ESTIMATE_NO_OTHERS, /* nothing: the upgrade has its lines for itself; as little of calls */
};
void estimate_take_others(struct estimate *x, enum estimate_others how);

/* What the last answer's upgrade wants of what others use too, and of its phones. */
struct estimate_demand {
    /* Bytes over the sites' lines, with framing; of an answer with others theirs are in them. A
     * line without a rate counts none. */
    double down, up;
    double server; /* s of work of the data centre's, or where load servers work more, of theirs */
    double transfers; /* with the data centre at once: of phones that fetch for themselves, and of a
                       * root of each hierarchy; no more than its server takes */
    double alone;     /* phones that do not share */
    double outage;    /* s that a phone cannot be used, at most; INFINITY: some are never back */
};
/* Of one that is never back bytes and work are NAN. */
void estimate_demand(const struct estimate *x, struct estimate_demand *d);

/* The number that a run's summary.json has under that name ("all_back_s", "wan.utilisation"), in
 * the same unit; false: the formulas do not tell it. NAN: it has none, since phones are never
 * back. */
bool estimate_quantity(const struct estimate_answer *a, const char *name, double *value);

/* Of the last answer, the calls with the codec; NULL: all. */
void estimate_calls_of(const struct estimate *x, const char *codec, struct estimate_calls *calls);

/* The phones by their models, as in summary.json's by_model: in the order of the scenario. */
struct estimate_model {
    const char *name; /* the scenario's */
    double phones;
    double all_back; /* from the first reset of these phones, s; INFINITY: never */
};

/* Of the last answer. Returns how many; free the array. */
size_t estimate_models(const struct estimate *x, struct estimate_model **models);

#endif
