/* What windows of the week are open between two dates, in a zone. */
#include <stdlib.h>

#include "base/memory.h"
#include "planner/window.h"

static int64_t openings_moment(const struct zone *zone, date_day day, int32_t minutes)
{
    return zone_to_utc(zone, civil_of(civil_seconds((struct civil){.day = day}) + minutes * 60));
}

/* What the window of that day has open after all that opened before it. There is room. Two windows
 * of a day touch where what is between them is skipped. */
static void openings_add_part(struct openings *o, const struct window *window,
                              const struct zone *zone, date_day day)
{
    struct opening_part *const last = o->part_count ? &o->parts[o->part_count - 1] : NULL;
    struct opening_part part = {.open = openings_moment(zone, day, window->begin),
                                .close = openings_moment(zone, day, window->end),
                                .day = day};
    if (last && part.open < last->close)
        part.open = last->close;
    if (part.open >= part.close)
        return;
    if (last && last->day == day && part.open == last->close)
        last->close = part.close;
    else
        o->parts[o->part_count++] = part;
}

/* Parts that touch are of one opening. */
static void openings_join(struct openings *o)
{
    o->list = mem_calloc(o->part_count, sizeof *o->list);
    for (size_t i = 0; i < o->part_count; i++) {
        const struct opening_part *const part = &o->parts[i];
        if (!i || part->open > part[-1].close)
            o->list[o->count++] = (struct opening){.open = part->open, .parts = part};
        struct opening *const last = &o->list[o->count - 1];
        last->close = part->close;
        last->part_count++;
    }
}

void windows_openings(struct openings *o, const struct windows *w, const struct zone *zone,
                      date_day start, date_day until)
{
    *o = (struct openings){0};
    const size_t weeks = until < start ? 0 : (size_t)(until - start) / WEEK_DAYS + 1;
    o->parts = mem_calloc(weeks * w->count, sizeof *o->parts);
    for (date_day day = start; day <= until; day++)
        for (size_t i = 0; i < w->count; i++)
            if (w->list[i].weekday == date_weekday(day))
                openings_add_part(o, &w->list[i], zone, day);
    openings_join(o);
}

void openings_fini(struct openings *o)
{
    free(o->list);
    free(o->parts);
    *o = (struct openings){0};
}
