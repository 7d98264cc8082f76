/* One site of a plan in full: what it is planned with, why it starts when it does, what its time
 * depends on, and what faults would do. */
#ifndef PLANNER_EXPLAINED_H
#define PLANNER_EXPLAINED_H

#include <jansson.h>

#include "planner/plan.h"
#include "planner/plan_risk.h"

struct explained {
    const struct plan *plan; /* the caller's, stays */
    const struct plan_site *site;
    struct fleet_said said[FLEET_COLUMNS];
    char *start; /* why it starts when it does, or has no place; a sentence without a full stop */
    /* `order`: the inputs, those with the largest total index first. */
    bool has_indices;
    struct plan_indices indices;
    size_t order[SOBOL_PARAMETERS];
    bool has_faults;
    struct risk_outcome faults[RISK_FAULTS];
    struct error no_indices, no_faults; /* why there are none */
};

/* Evaluates and simulates what the plan does not have. */
void explained_find(struct explained *x, const struct plan *p, size_t site);
void explained_fini(struct explained *x);

/* The site of that name. Errors (negative): there is none; the nearest is named. */
int explained_site(const struct fleet *f, const char *name, size_t *site, struct error *e);

/* Why a site starts when it does, or has no place. Free it. */
char *explained_start(const struct plan *p, const struct plan_site *s);

/* The range of an input: of the site's cell, or what is shared. Free it. */
char *explained_range(const struct explained *x, size_t input);

/* What plan_json does not have of it. The caller's, json_decref gives it back. */
json_t *explained_json(const struct explained *x);

#endif
