/* How long each site of a fleet takes by each method, by the performance model at all points
 * (plan_points.h) of what nobody knows exactly: what is shared (unknowns.h), and what the site's
 * cells give as ranges. Where a list of sites comes from is not known here: answers_of_fleet asks
 * for those of one that was read. */
#ifndef PLANNER_ANSWERS_H
#define PLANNER_ANSWERS_H

#include "base/pool.h"
#include "planner/fleet.h"
#include "planner/plan_points.h"
#include "planner/unknowns.h"

enum { ANSWERS_METHODS = METHOD_PFS + 1 };

/* By one method. All but `possible`, `why_not` and `not_modelled` is of a possible one only. Times
 * are from the first reset until all phones are back, s; INFINITY: never, or not within run.limit.
 */
struct plan_answer {
    bool possible;
    char *why_not;     /* what is in its way */
    bool not_modelled; /* that is only the model, which does not know a field: simulate it */
    /* Order statistics: of a share q the ceil(q * PLAN_POINTS)-th of all, from the smallest. */
    double p10, p50, p90, p99, at_confidence;
    size_t point; /* the one whose time at_confidence is: the planning point */
    /* By point, shared with other sites of its kind: the model's, or by runs. NULL: there is one
     * time for all of them. */
    const float *samples;
    double never_share; /* of the points, in which not all are back */
    /* Share of the points, in which the model knows a lower bound only; and whether that matters:
     * were these as late as can be, at_confidence would be another by more than 0.5 %. */
    double bound_share;
    bool bound;
    /* Of who simulates it: */
    bool simulated;
    bool by_runs; /* all of it is the simulator's, of several runs (confirm_design.h) */
    double ratio; /* simulator / model at the planning point; NAN: there is no model of it */
    /* At the planning point, of a time that is finite: */
    bool has_mos; /* there are calls, and the model knows */
    double mos, mos_before;
    double wan_bytes; /* of the upgrade, to the site, with framing */
    double wan_use; /* share of the line until all are back, of the busier direction, others' too */
    double mean_rate;  /* bit/s: wan_bytes over the time */
    double transfers;  /* with the data centre at once */
    double server_use; /* share of the data centre's processor until all are back */
    double alone;      /* phones that do not share */
    double outage;     /* s that a phone cannot be used, at most */
};

/* What is asked of a site. Sites of one kind have the same scenario, and ranges, but for the name.
 */
struct answers_site {
    const char *name;
    size_t kind; /* those of a kind need not be together */
    const struct fleet_range *ranges;
    size_t range_count;
};

struct answers_request {
    const struct answers_site *sites;
    size_t count;
    const struct unknowns *unknowns;
    double confidence; /* above 0 and below 1 */
    /* Why a site cannot be upgraded so, static; NULL: it can. */
    const char *(*cannot)(void *user, size_t site, enum method m);
    /* In a worker process. Negative: that method is not possible, for the reason of the error. */
    int (*load)(void *user, size_t site, enum method m, struct scenario *s, struct error *e);
    void *user;
    unsigned workers; /* 0: one a processor */
    pool_progress_fn *progress;
    void *progress_user;
};

struct answers_samples;

struct answers {
    struct plan_answer (*of)[ANSWERS_METHODS]; /* by site, by enum method */
    size_t count;
    struct answers_samples *samples; /* the answers' */
};

/* Errors (negative): an end of a range that the site's scenario does not take, too many ranges, the
 * pool's. */
int answers_make(struct answers *a, const struct answers_request *r, struct error *e);
void answers_free(struct answers *a);

/* A fleet's sites as they are asked for; of the request confidence, workers and progress may be set
 * then. */
struct answers_fleet {
    struct answers_request request;
    struct answers_site *sites; /* the request's */
};

void answers_fleet_init(struct answers_fleet *x, const struct fleet *f, const struct unknowns *u);
void answers_fleet_fini(struct answers_fleet *x);

/* Of all sites of a fleet. */
int answers_of_fleet(struct answers *a, const struct fleet *f, const struct unknowns *u,
                     double confidence, unsigned workers, pool_progress_fn *progress,
                     void *progress_user, struct error *e);

/* --- inputs ---------------------------------------------------------------------------------- */

/* What varies at a site: what is shared first, then its ranges. */
struct answers_inputs {
    const struct plan_points *points; /* the caller's, as all but the order */
    const struct unknowns *unknowns;
    const struct answers_site *site;
    uint16_t order[PLAN_POINTS];
    size_t count;
};

/* Errors (negative): over PLAN_DIMENSIONS ranges. */
int answers_inputs_init(struct answers_inputs *in, const struct plan_points *points,
                        const struct unknowns *u, const struct answers_site *site, struct error *e);
const char *answers_input_path(const struct answers_inputs *in, size_t input);
/* The column of a site's range, else the path of what is shared. */
const char *answers_input_name(const struct answers_inputs *in, size_t input);
const struct fleet_number *answers_input_number(const struct answers_inputs *in, size_t input);
/* Its share of the distribution at a point, and the value there. */
double answers_input_share(const struct answers_inputs *in, size_t input, size_t point);
uint64_t answers_input_at(const struct answers_inputs *in, size_t input, size_t point);
/* "PATH=VALUE", as -s takes it, of a value of the input, and of that at a point. Free it. */
char *answers_input_set(const struct answers_inputs *in, size_t input, uint64_t value);
char *answers_input_assignment(const struct answers_inputs *in, size_t input, size_t point);

/* --- of one answer --------------------------------------------------------------------------- */

/* Whether the simulator parts from the model by more than 2 %. */
bool plan_answer_is_off(const struct plan_answer *a);
/* By what its times are to be multiplied: the ratio, where the simulator parts from the model so
 * far; else 1, as of times that are the simulator's. */
double plan_answer_scale(const struct plan_answer *a);
/* Its time at a point, by the scale; without samples at_confidence at all of them. INFINITY of one
 * that is not possible. */
double plan_answer_at(const struct plan_answer *a, size_t point);
/* The share of the points at which all are back within so many seconds. */
double plan_answer_within(const struct plan_answer *a, double seconds);

#endif
