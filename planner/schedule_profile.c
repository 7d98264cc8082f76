/* A resource's profile as a sorted array of steps. */
#include "planner/schedule_profile.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"

void profile_init(struct schedule_profile *p, int64_t capacity)
{
    *p = (struct schedule_profile){.capacity = capacity, .count = 1, .room = 16};
    p->steps = mem_calloc(p->room, sizeof *p->steps);
    p->steps[0].from = INT64_MIN;
}

void profile_fini(struct schedule_profile *p)
{
    free(p->steps);
}

/* The step that holds at a time. */
static size_t profile_at(const struct schedule_profile *p, int64_t time)
{
    size_t low = 0, high = p->count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (p->steps[middle].from <= time)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int64_t profile_conflict(const struct schedule_profile *p, int64_t from, int64_t until,
                         int64_t amount)
{
    const int64_t most = p->capacity - amount;
    for (size_t i = profile_at(p, from); i < p->count && p->steps[i].from < until; i++)
        if (p->steps[i].used > most)
            return p->steps[i].from > from ? p->steps[i].from : from;
    return until;
}

int64_t profile_free(const struct schedule_profile *p, int64_t from, int64_t amount)
{
    CHECK(amount <= p->capacity);
    const int64_t most = p->capacity - amount;
    size_t i = profile_at(p, from);
    while (p->steps[i].used > most) /* the last one has 0 */
        i++;
    return p->steps[i].from > from ? p->steps[i].from : from;
}

/* The step that begins at a time, which is made if there is none. */
static size_t profile_cut(struct schedule_profile *p, int64_t time)
{
    const size_t i = profile_at(p, time);
    if (p->steps[i].from == time)
        return i;
    if (p->count == p->room) {
        p->room *= 2;
        p->steps = mem_resize(p->steps, p->room, sizeof *p->steps);
    }
    memmove(&p->steps[i + 2], &p->steps[i + 1], (p->count - i - 1) * sizeof *p->steps);
    p->steps[i + 1] = (struct profile_step){time, p->steps[i].used};
    p->count++;
    return i + 1;
}

/* A step that says nothing new goes. */
static void profile_join(struct schedule_profile *p, size_t i)
{
    if (p->steps[i].used != p->steps[i - 1].used)
        return;
    p->count--;
    memmove(&p->steps[i], &p->steps[i + 1], (p->count - i) * sizeof *p->steps);
}

void profile_use(struct schedule_profile *p, int64_t from, int64_t until, int64_t amount)
{
    if (amount == 0 || from == until)
        return;
    const size_t first = profile_cut(p, from), behind = profile_cut(p, until);
    for (size_t i = first; i < behind; i++)
        p->steps[i].used += amount;
    profile_join(p, behind);
    profile_join(p, first);
}
