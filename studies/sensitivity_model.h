/* The performance model's answers to the points of a sensitivity study. */
#ifndef STUDIES_SENSITIVITY_MODEL_H
#define STUDIES_SENSITIVITY_MODEL_H

#include "scenarios/estimate.h"
#include "studies/sensitivity.h"

struct sensitivity_model {
    struct estimate *estimate;
    const char *quantity; /* by its name in summary.json */
    size_t count;
    int knobs[SOBOL_PARAMETERS];
};

/* The scenario is the caller's, and changed. Errors (negative): the scenario, a parameter or the
 * quantity is not modelled, which --simulate helps, or the scenario does not take an end of an
 * interval. */
int sensitivity_model_init(struct sensitivity_model *m, struct scenario *s,
                           const struct sensitivity_parameters *p, const char *quantity,
                           struct error *e);
void sensitivity_model_fini(struct sensitivity_model *m);

/* A sensitivity_fn, whose user is the model. */
int sensitivity_model_answer(void *user, const uint64_t *values, struct sensitivity_answer *answer,
                             struct error *e);

#endif
