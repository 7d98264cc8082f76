/* The nights of all windows, sorted, with what is left of each. They are few beside the windows. */
#include "planner/schedule_nights.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"

/* The first one that is not before; `count` if there is none. */
static size_t nights_from(const struct schedule_nights *n, int64_t night)
{
    size_t low = 0;
    for (size_t high = n->count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        if (n->nights[middle].night < night)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void nights_add(struct schedule_nights *n, int64_t night, int64_t phones)
{
    const size_t at = nights_from(n, night);
    if (at < n->count && n->nights[at].night == night)
        return;
    if (n->count == n->room) {
        n->room = n->room ? 2 * n->room : 64;
        n->nights = mem_resize(n->nights, n->room, sizeof *n->nights);
    }
    memmove(&n->nights[at + 1], &n->nights[at], (n->count - at) * sizeof *n->nights);
    n->nights[at] = (struct night_phones){night, phones};
    n->count++;
}

void nights_init(struct schedule_nights *n, const struct schedule_problem *p)
{
    *n = (struct schedule_nights){0};
    for (int32_t i = 0; i < p->job_count && p->phones_a_night > 0; i++)
        for (int32_t j = 0; j < p->jobs[i].window_count; j++)
            nights_add(n, p->jobs[i].windows[j].night, p->phones_a_night);
}

void nights_fini(struct schedule_nights *n)
{
    free(n->nights);
}

static struct night_phones *nights_find(const struct schedule_nights *n, int64_t night)
{
    const size_t at = nights_from(n, night);
    CHECK(at < n->count && n->nights[at].night == night);
    return &n->nights[at];
}

int64_t nights_left(const struct schedule_nights *n, int64_t night)
{
    return n->nights ? nights_find(n, night)->left : INT64_MAX;
}

void nights_use(struct schedule_nights *n, int64_t night, int64_t phones)
{
    if (n->nights)
        nights_find(n, night)->left -= phones;
}
