/* When a site may be upgraded: its windows on the days that are planned, within its own limits. */
#include <stdlib.h>

#include "base/memory.h"
#include "planner/plan_private.h"
#include "planner/window.h"

/* Adds what is left of a part of an opening. */
static void plan_add_window(struct plan_site *s, const struct opening *o,
                            const struct opening_part *part)
{
    const struct fleet_site *of = s->site;
    struct plan_window w = {part->open, o->close, part->day};
    if (of->has_deadline && w.close > of->deadline)
        w.close = of->deadline;
    if (of->has_not_before && w.open < of->not_before) {
        if (part->close <= of->not_before) /* the next part has it */
            return;
        w.open = of->not_before;
    }
    if (w.open >= w.close)
        return;
    s->windows[s->window_count++] = w;
    s->longest = w.close - w.open > s->longest ? w.close - w.open : s->longest;
}

static void plan_windows_of(const struct plan *p, struct plan_site *s, const struct windows *always)
{
    const struct windows *windows = s->site->windows ? s->site->windows : always;
    struct openings o;
    windows_openings(&o, windows, s->site->zone, p->options.first_day, p->options.last_day);
    s->windows = mem_calloc(o.part_count + 1, sizeof *s->windows);
    for (size_t i = 0; i < o.count; i++)
        for (size_t k = 0; k < o.list[i].part_count; k++)
            plan_add_window(s, &o.list[i], &o.list[i].parts[k]);
    openings_fini(&o);
}

int plan_find_windows(struct plan *p, struct error *e)
{
    struct windows always;
    if (windows_read(&always, "00:00-24:00", e) < 0)
        return -1;
    for (size_t i = 0; i < p->count; i++)
        plan_windows_of(p, &p->sites[i], &always);
    windows_fini(&always);
    return 0;
}
