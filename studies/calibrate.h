/* Calibration: the values of a scenario's fields with which it gives numbers that were published or
 * measured, and how sure each of them is.
 *
 * The model (scenarios/estimate.h) answers while values are looked for, and the simulator is asked
 * at the values that were found: what it says otherwise is added to the model, and values are
 * looked for again, until they stay. So the fit is the simulator's, and the model's errors are in
 * it only as far as they change on the way. Of a number that the model does not tell, runs nearby
 * make a straight line in its place. All runs have the scenario's seed. */
#ifndef STUDIES_CALIBRATE_H
#define STUDIES_CALIBRATE_H

#include "results/quantity.h"
#include "studies/free_field.h"
#include "studies/least_squares.h"
#include "studies/variants.h"

struct calibrate_target {
    const char *id; /* for people */
    const struct run_quantity *quantity;
    double value, uncertainty; /* as `real` of a run_value: of times nanoseconds */
    const char *const *set;    /* what it holds for: options of -s */
    size_t set_count;
};

struct calibrate {
    const struct free_field *fields;
    size_t field_count; /* up to LEAST_PARAMETERS */
    const struct calibrate_target *targets;
    size_t target_count; /* up to LEAST_TARGETS */
    struct variants runs;
    bool profiles; /* are wanted */
};

struct calibrate_result {
    uint64_t values[LEAST_PARAMETERS]; /* of the fields, in their units */
    struct least_fit fit;              /* of the fields in SI units: s, bit/s, bytes, packets */
    struct least_profile profiles[LEAST_PARAMETERS];
    /* By target: what the simulator gives with these values (NAN: there is none), and whether the
     * model tells it. */
    double simulated[LEAST_TARGETS];
    bool told[LEAST_TARGETS];
    double chi2;               /* of what was simulated */
    size_t runs;               /* of the simulator */
    bool settled;              /* the values stayed; else the last ones */
    struct error not_modelled; /* why the model tells nothing of some targets; or empty */
};

/* Errors (negative): a scenario that cannot be loaded or run with some of the values; no values
 * from which anything is predicted. */
int calibrate_run(const struct calibrate *c, struct calibrate_result *r, struct error *e);

#endif
