/* How much of a resource is used when: what the jobs that have a place demand of it, over time. */
#ifndef PLANNER_SCHEDULE_PROFILE_H
#define PLANNER_SCHEDULE_PROFILE_H

#include <stddef.h>
#include <stdint.h>

/* From this time on, until the next step. */
struct profile_step {
    int64_t from, used;
};

/* Steps ascend in time; the first one is at the beginning of time, and the last one has 0. */
struct schedule_profile {
    int64_t capacity;
    struct profile_step *steps;
    size_t count, room;
};

void profile_init(struct schedule_profile *p, int64_t capacity);
void profile_fini(struct schedule_profile *p);

/* The first time in [from, until) at which less than `amount` is left; `until`, if there is none.
 */
int64_t profile_conflict(const struct schedule_profile *p, int64_t from, int64_t until,
                         int64_t amount);
/* The first time from `from` on at which `amount`, at most the capacity, is left. */
int64_t profile_free(const struct schedule_profile *p, int64_t from, int64_t amount);
/* Uses `amount` in [from, until), where it is left. */
void profile_use(struct schedule_profile *p, int64_t from, int64_t until, int64_t amount);

#endif
