/* How likely an upgrade is in time, what that depends on, and what faults would do to it. All by
 * the points of the answers (answers.h), so that what sites share makes them late together. */
#ifndef PLANNER_RISK_H
#define PLANNER_RISK_H

#include "planner/answers.h"
#include "studies/sobol.h"

/* --- in time --------------------------------------------------------------------------------- */

struct risk_site {
    const struct plan_answer *answer; /* by the method that it is upgraded by */
    double allowed;                   /* s from its start until its window closes */
};

/* The share of the points at which each of them is back within what it is allowed; of one site as
 * plan_answer_within. 1 of no site. */
double risk_all_within(const struct risk_site *sites, size_t count);

/* --- what it depends on ---------------------------------------------------------------------- */

/* The share of the variance of a site's time that each input is the cause of by itself, its
 * first-order index: what the mean of the times varies by over RISK_BINS parts of its distribution,
 * less what it would by chance. Times that are never count as twice the longest of the others.
 * Returns the input with the largest, or -1: the time does not vary. */
enum { RISK_BINS = 16 };
int risk_shares(const struct plan_answer *a, const struct answers_inputs *in, double *shares);

/* All indices of one site by a method, first-order and total, by a design of its own (sobol.h).
 * `indices` are by input. Beside calls and other traffic the design has less rows. Errors
 * (negative): over SOBOL_PARAMETERS inputs, or none; the method is not possible, or the model's;
 * the time does not vary. */
int risk_indices(const struct answers_request *r, size_t site, enum method m,
                 struct sobol_result *indices, struct error *e);

/* --- faults ---------------------------------------------------------------------------------- */

enum risk_fault {
    RISK_NONE,    /* for comparison */
    RISK_ROOT,    /* the phone that downloads for the others is unplugged for good, */
    RISK_SERVER,  /* the server is off for server.down_for, halfway through */
    RISK_NO_FILE, /* it lacks the load's last file */
    RISK_FAULTS,
};

struct risk_outcome {
    bool applies; /* false: nobody shares */
    uint32_t phones, back;
    double all_back; /* s until the last one is back that is; NAN: none is */
    double lasts;    /* s, of RISK_SERVER: for which the server is off; else 0 */
};

/* Simulates a site with its ranges at their modes by a method with each fault, since formulas do
 * not know them; `expected` is its time without, s. A run ends after four times that and an hour
 * more. Errors (negative): it cannot be loaded or run. */
int risk_faults(const struct answers_request *r, size_t site, enum method m, double expected,
                struct risk_outcome outcomes[RISK_FAULTS], struct error *e);

/* "none", "root unplugged", "server off", "missing file". */
extern const char *const risk_fault_names[RISK_FAULTS];

#endif
