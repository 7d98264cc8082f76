/* What the parts of answers share: the model of a kind by a method (answers_model.c), what others
 * on the line make of its times (answers_beside.c), and what is sent back by a worker. */
#ifndef PLANNER_ANSWERS_PRIVATE_H
#define PLANNER_ANSWERS_PRIVATE_H

#include "planner/answers.h"
#include "scenarios/estimate.h"

enum { ANSWERS_INPUTS = UNKNOWNS_MOST + PLAN_DIMENSIONS };

/* Without pointers: `why` is what `why_not` is made of, "" if it is possible. */
struct answers_result {
    struct plan_answer answer;
    struct error why;
    float samples[PLAN_POINTS];
};

struct answers_model {
    struct scenario scenario;
    struct estimate *estimate;
    int knobs[ANSWERS_INPUTS];
    size_t count;
    bool others; /* something else is on the line */
};

/* Of the inputs' site. 1: it is not possible, for the reason in `result`; nothing is to be freed
 * then. Errors (negative): an end of a range that the scenario does not take. */
int answers_model_open(struct answers_model *m, const struct answers_request *r, size_t site,
                       enum method method, const struct answers_inputs *in,
                       struct answers_result *result, struct error *e);
void answers_model_close(struct answers_model *m);

/* The answer at a point, until the next call. */
const struct estimate_answer *answers_model_at(const struct answers_model *m,
                                               const struct answers_inputs *in, size_t point);
/* Its time; INFINITY. */
double answers_time(const struct estimate_answer *a);

/* Fills in what the model says of calls: has_mos, and both MOS if it knows them. */
void answers_hear(struct plan_answer *a, const struct estimate_answer *at);

/* Fills in p10 to p99, at_confidence, point and never_share. */
void answers_quantiles(struct plan_answer *a, const float samples[PLAN_POINTS], double confidence);

/* A copy of samples, which is the answers'. */
const float *answers_keep(struct answers *a, const float samples[PLAN_POINTS]);

/* Fills in the answer of one site, whose inputs these are. */
void answers_fill(struct answers_result *result, const struct answers_model *m,
                  const struct answers_inputs *in, double confidence);

/* What calls and other traffic do: to the samples, which are as if the line were the upgrade's
 * alone, as are the seconds in which the last phone fetches, by point. Returns the share of the
 * points that were followed with them in which the model knows a lower bound only. */
double answers_beside(float samples[PLAN_POINTS], const float fetching[PLAN_POINTS],
                      const struct answers_model *m, const struct answers_inputs *in);

#endif
