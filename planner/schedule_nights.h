/* How many phones of each night are left. */
#ifndef PLANNER_SCHEDULE_NIGHTS_H
#define PLANNER_SCHEDULE_NIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "planner/schedule.h"

struct schedule_nights {
    struct night_phones {
        int64_t night, left;
    } * nights; /* ascending; NULL where there is no limit */
    size_t count, room;
};

/* All nights that windows of the problem have, with all their phones. */
void nights_init(struct schedule_nights *n, const struct schedule_problem *p);
void nights_fini(struct schedule_nights *n);

/* Of one of them; INT64_MAX without a limit. */
int64_t nights_left(const struct schedule_nights *n, int64_t night);
void nights_use(struct schedule_nights *n, int64_t night, int64_t phones);

#endif
