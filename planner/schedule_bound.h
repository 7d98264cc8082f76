/* How early a schedule could end at the very best: no schedule of the same jobs, by whichever rule,
 * ends before the largest of these bounds. */
#ifndef PLANNER_SCHEDULE_BOUND_H
#define PLANNER_SCHEDULE_BOUND_H

#include "planner/schedule.h"

enum schedule_bound_kind {
    SCHEDULE_BOUND_JOB, /* a job's earliest end, alone */
    /* What jobs demand of a resource, amount times duration, when it is used fully, for as long as
     * any of them has an open window, or from the first start on of those that start late; and the
     * same of jobs that need more than half of it, one after the other. Of nights: so many are
     * needed, and the last one is not over before the earliest end in it. */
    SCHEDULE_BOUND_RESOURCE,
    SCHEDULE_BOUND_WAVES, /* both, each wave after the bound of the wave before and the soak time */
    SCHEDULE_BOUNDS,
};

/* "job", "resource", "waves". */
extern const char *const schedule_bound_words[SCHEDULE_BOUNDS];

/* Of whom it is, of waves in the last one: of a job, of several the first by wave and name, or of a
 * resource or SCHEDULE_NIGHTS; the other one is SCHEDULE_NONE. */
struct schedule_bound {
    int64_t end; /* s of UTC since 1970; 0 if there is none */
    int32_t job;
    int32_t resource;
};

struct schedule_bounds {
    struct schedule_bound of[SCHEDULE_BOUNDS];
    enum schedule_bound_kind largest; /* of equal ones the first */
};

/* Of the jobs that have a place: `places` is what schedule_make says of the problem. */
struct schedule_bounds schedule_bound(const struct schedule_problem *p,
                                      const struct schedule_place *places);

#endif
