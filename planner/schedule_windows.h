/* A job and its windows, as if it were alone. */
#ifndef PLANNER_SCHEDULE_WINDOWS_H
#define PLANNER_SCHEDULE_WINDOWS_H

#include "planner/schedule.h"

/* A gate where there is none. */
#define SCHEDULE_ANY_TIME (-SCHEDULE_LIMIT)

/* From when to when a job may start; never, if the latest is before the earliest. */
struct schedule_starts {
    int64_t earliest, latest;
};

/* By when it must have ended in one of its windows. */
int64_t schedule_end_in(const struct schedule_job *job, int32_t window);
/* In one of its windows, by release and deadline, and not before `gate`. */
struct schedule_starts schedule_starts_in(const struct schedule_job *job, int32_t window,
                                          int64_t gate);
/* In all of its windows: the very first and the very last one. SCHEDULE_NEVER, and a latest before
 * that, if it does not fit into any. */
struct schedule_starts schedule_starts_of(const struct schedule_job *job, int64_t gate);

#endif
