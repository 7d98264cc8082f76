/* Nights: which sites start in windows of one day, and what is under way at once. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/plan_private.h"

static date_day plan_day_of(const struct plan_site *s)
{
    return s->windows[s->window].day;
}

static int plan_compare_starts(const void *a, const void *b, void *user)
{
    const struct plan *p = user;
    const struct plan_site *x = &p->sites[*(const size_t *)a], *y = &p->sites[*(const size_t *)b];
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return strcmp(x->site->name, y->site->name);
}

static int plan_compare_nights(const void *a, const void *b)
{
    const struct plan_night *x = a, *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

static struct plan_night *plan_night_of(struct plan *p, date_day day)
{
    for (size_t n = p->night_count; n-- > 0;)
        if (p->nights[n].day == day)
            return &p->nights[n];
    p->nights[p->night_count] = (struct plan_night){.day = day, .all_fit = 1};
    return &p->nights[p->night_count++];
}

/* Sites that have a place, by start, then by name; free it. */
static size_t *plan_by_start(struct plan *p, size_t *count)
{
    size_t *order = mem_calloc(p->count + 1, sizeof *order);
    *count = 0;
    for (size_t i = 0; i < p->count; i++)
        if (p->sites[i].scheduled)
            order[(*count)++] = i;
    qsort_r(order, *count, sizeof *order, plan_compare_starts, p);
    return order;
}

static void plan_fill_nights(struct plan *p, const size_t *order, size_t count)
{
    const size_t days = (size_t)(p->options.last_day - p->options.first_day) + 1;
    p->nights = mem_calloc(days + 1, sizeof *p->nights);
    for (size_t i = 0; i < count; i++)
        plan_night_of(p, plan_day_of(&p->sites[order[i]]))->count++;
    qsort(p->nights, p->night_count, sizeof *p->nights, plan_compare_nights);
    for (size_t n = 0; n < p->night_count; n++) {
        p->nights[n].sites = mem_calloc(p->nights[n].count, sizeof *p->nights[n].sites);
        p->nights[n].count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        struct plan_site *s = &p->sites[order[i]];
        struct plan_night *night = plan_night_of(p, plan_day_of(s));
        s->night = (size_t)(night - p->nights);
        night->start = night->count == 0 ? s->start : night->start;
        night->end = s->end > night->end ? s->end : night->end;
        night->phones += s->site->phone_count;
        night->sites[night->count++] = order[i];
    }
}

/* --- at once ---------------------------------------------------------------------------------- */

/* Sites that have begun and not ended. */
struct plan_load {
    double rate, transfers;
    uint64_t phones;
};

static void plan_keep_most(struct plan_night *night, const struct plan_load *now, int64_t time)
{
    night->rate = now->rate > night->rate ? now->rate : night->rate;
    night->transfers = now->transfers > night->transfers ? now->transfers : night->transfers;
    if (now->phones > night->phones_out) {
        night->phones_out = now->phones;
        night->worst = time;
    }
}

/* Drops what has ended by then. Summed anew each time, so that no rounding is left of that. */
static struct plan_load plan_load_at(const struct plan *p, size_t *under_way, size_t *open,
                                     int64_t time)
{
    struct plan_load now = {0, 0, 0};
    size_t left = 0;
    for (size_t k = 0; k < *open; k++) {
        const struct plan_site *s = &p->sites[under_way[k]];
        if (s->end <= time)
            continue;
        under_way[left++] = under_way[k];
        now.rate += s->answers[s->chosen].mean_rate;
        now.transfers += s->answers[s->chosen].transfers;
        now.phones += s->site->phone_count;
    }
    *open = left;
    return now;
}

/* What is under way when a site starts, it included: no more is until the next one does. It is so
 * in each night that has one of them: far from each other, nights of two dates go on at once. */
static void plan_fill_loads(struct plan *p, const size_t *order, size_t count)
{
    size_t *under_way = mem_calloc(count + 1, sizeof *under_way), open = 0;
    for (size_t i = 0; i < count; i++) {
        const int64_t time = p->sites[order[i]].start;
        under_way[open++] = order[i];
        const struct plan_load now = plan_load_at(p, under_way, &open, time);
        for (size_t k = 0; k < open; k++)
            plan_keep_most(&p->nights[p->sites[under_way[k]].night], &now, time);
    }
    free(under_way);
}

void plan_find_nights(struct plan *p)
{
    size_t count;
    size_t *order = plan_by_start(p, &count);
    plan_fill_nights(p, order, count);
    plan_fill_loads(p, order, count);
    free(order);
}
