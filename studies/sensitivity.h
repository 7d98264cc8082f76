/* Which of a scenario's assumptions one of its numbers depends on: fields that may have any value
 * of an interval each, the points of a design in them (sobol.h), and what comes of these. */
#ifndef STUDIES_SENSITIVITY_H
#define STUDIES_SENSITIVITY_H

#include <stdio.h>

#include "base/pool.h"
#include "plots/axis.h"
#include "plots/look.h"
#include "results/quantity.h"
#include "scenarios/format/path.h"
#include "studies/sobol.h"

/* --- the parameters -------------------------------------------------------------------------- */

struct sensitivity_parameter {
    struct path_field at;
    enum quantity quantity;
    uint64_t low, high; /* in its integers: bit/s, ns, bytes */
    bool by_ratios;     /* drawn evenly by ratios, as log(LOW..HIGH), and not by steps */
};

struct sensitivity_parameters {
    struct sensitivity_parameter items[SOBOL_PARAMETERS];
    size_t count;
};

/* Reads "PATH=LOW..HIGH" and "PATH=log(LOW..HIGH)". `set` are the options of -s, which no parameter
 * may be. Errors (negative) name what was given: no interval, an empty one, an unknown field, one
 * without numbers, one that is set or there twice, more than SOBOL_PARAMETERS. */
int sensitivity_read(struct sensitivity_parameters *p, const struct scenario *s,
                     const char *const *over, size_t over_count, const char *const *set,
                     size_t set_count, struct error *e);
void sensitivity_fini(struct sensitivity_parameters *p);

/* The value at a share of the interval, from 0 to 1: whole numbers are equally likely. */
uint64_t sensitivity_value(const struct sensitivity_parameter *p, double share);
/* "PATH=VALUE", as -s takes it. Free it. */
char *sensitivity_assignment(const struct sensitivity_parameter *p, uint64_t value);

/* --- the points ------------------------------------------------------------------------------ */

/* How far an answer is to be trusted: what the model says of itself, or whether a run completed. */
enum sensitivity_standing {
    SENSITIVITY_SOUND, /* simulated, or in the model's exact region */
    SENSITIVITY_BOUND, /* a lower bound of the model */
    SENSITIVITY_DROPS, /* the model's value where a queue overflows, and so on */
    SENSITIVITY_REPEATS,
    SENSITIVITY_WAVES,
    SENSITIVITY_NEVER, /* there is no value: not all phones are ever back */
    SENSITIVITY_STANDINGS,
};

struct sensitivity_answer {
    double value; /* times in seconds; NAN: there is none */
    enum sensitivity_standing standing;
};

/* Answers a point, whose values are by parameter. Negative: it cannot be asked at all. */
typedef int sensitivity_fn(void *user, const uint64_t *values, struct sensitivity_answer *answer,
                           struct error *e);

struct sensitivity_request {
    const struct sensitivity_parameters *parameters;
    const char *name; /* of the number, for messages */
    size_t rows;      /* of the design (sobol.h) */
    sensitivity_fn *answer;
    void *user;
    bool in_pool; /* each answer takes long: by processes, as many as `workers` (base/pool.h) */
    unsigned workers;
    pool_progress_fn *progress;
    void *progress_user;
};

struct sensitivity {
    const struct sensitivity_parameters *parameters;
    struct sobol *design;
    double *values; /* by run */
    size_t runs;
    size_t standings[SENSITIVITY_STANDINGS]; /* runs of each */
    struct sobol_result indices;
    double p10, p50, p90, p99; /* of the runs that are drawn independently, and have a value */
};

/* Errors (negative): those of the design, of an answer, and of what comes of them. Nothing is to be
 * freed then. */
int sensitivity_execute(struct sensitivity *s, const struct sensitivity_request *r,
                        struct error *e);
void sensitivity_free(struct sensitivity *s);

/* --- what it means --------------------------------------------------------------------------- */

/* Sentences: which parameters the spread of `name` comes from, which act together, which do not
 * matter. Free it. */
char *sensitivity_meaning(const struct sensitivity *s, const char *name);
/* What else has to be said: runs without a value, and outside of what the model knows; a line each.
 * Empty: nothing. Free it. */
char *sensitivity_caution(const struct sensitivity *s);

/* `folder`/sensitivity.csv, .gp, .png and so on: a bar for each index, with its interval; and
 * indices.csv, the numbers. `name` is the quantity's. */
int sensitivity_draw(const struct sensitivity *s, const char *name, const struct look *look,
                     const char *scripts, const char *folder, struct error *e);
/* `folder`/scatter-PATH.csv and so on, for each parameter: the values against its own. */
int sensitivity_draw_scatter(const struct sensitivity *s, const char *name, enum axis_kind kind,
                             const struct look *look, const char *scripts, const char *folder,
                             struct error *e);

#endif
