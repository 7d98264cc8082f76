/* How much of a resource is used when: what the jobs that have a place demand of it, over time. */
#ifndef PLANNER_SCHEDULE_PROFILE_H
#define PLANNER_SCHEDULE_PROFILE_H

#include <stddef.h>
#include <stdint.h>

enum { PROFILE_BLOCK_STEPS = 256 };

/* From this time on, until the next step. */
struct profile_step {
    int64_t from, used;
};
struct profile_block {
    size_t count; /* one or more */
    struct profile_step steps[PROFILE_BLOCK_STEPS];
};

/* Steps ascend in time, and each differs from the one before; the first one is at the beginning of
 * time, and the last one has 0. */
struct schedule_profile {
    int64_t capacity;
    struct profile_entry {
        int64_t from; /* of its first step */
        struct profile_block *block;
    } * blocks;
    size_t count, room;
};

/* A step's place; good until more is used. */
struct profile_cursor {
    size_t block, step;
};

void profile_init(struct schedule_profile *p, int64_t capacity);
void profile_fini(struct schedule_profile *p);

/* The step that holds at a time. */
struct profile_cursor profile_at(const struct schedule_profile *p, int64_t time);
/* The first time in [from, until) at which less than `amount` is left; `until`, if there is none.
 * `cursor` was at `from`, or before; now it is there. */
int64_t profile_conflict(const struct schedule_profile *p, struct profile_cursor *cursor,
                         int64_t from, int64_t until, int64_t amount);
/* The first time from `from` on at which `amount`, at most the capacity, is left. `cursor` was at
 * `from`, or before; now it is at that time. */
int64_t profile_free(const struct schedule_profile *p, struct profile_cursor *cursor, int64_t from,
                     int64_t amount);
/* Uses `amount` in [from, until), where it is left. */
void profile_use(struct schedule_profile *p, int64_t from, int64_t until, int64_t amount);

#endif
