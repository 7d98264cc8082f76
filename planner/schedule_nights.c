/* The nights of all windows, sorted, with what is left of each. */
#include "planner/schedule_nights.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"

static int nights_compare(const void *a, const void *b)
{
    const struct night_phones *x = a, *y = b;
    return (x->night > y->night) - (x->night < y->night);
}

void nights_init(struct schedule_nights *n, const struct schedule_problem *p)
{
    size_t windows = 0, all = 0;
    *n = (struct schedule_nights){0};
    if (p->phones_a_night == 0)
        return;
    for (int32_t i = 0; i < p->job_count; i++)
        windows += (size_t)p->jobs[i].window_count;
    n->nights = mem_calloc(windows + 1, sizeof *n->nights);
    for (int32_t i = 0; i < p->job_count; i++)
        for (int32_t j = 0; j < p->jobs[i].window_count; j++)
            n->nights[all++] =
                (struct night_phones){p->jobs[i].windows[j].night, p->phones_a_night};
    qsort(n->nights, all, sizeof *n->nights, nights_compare);
    for (size_t i = 0; i < all; i++)
        if (n->count == 0 || n->nights[n->count - 1].night != n->nights[i].night)
            n->nights[n->count++] = n->nights[i];
}

void nights_fini(struct schedule_nights *n)
{
    free(n->nights);
}

static struct night_phones *nights_find(const struct schedule_nights *n, int64_t night)
{
    const struct night_phones wanted = {.night = night};
    struct night_phones *found =
        bsearch(&wanted, n->nights, n->count, sizeof *n->nights, nights_compare);
    CHECK(found != NULL);
    return found;
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
