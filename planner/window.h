/* When phones may be upgraded: windows of the week, as planners write them, and the openings that
 * they make between two dates.
 *
 *     Mon-Fri 22:00-05:00; Sat 00:00-24:00
 *     Mon,Wed 22:00-24:00; Fri-Mon 01:00-04:00
 *     22:00-05:00
 *
 * Windows are separated by ';'. Days are English names in any case, three letters or whole, single
 * or in ranges, which may go over the week's end; without days a window is daily. It belongs to the
 * day on which it opens; one whose end is not after its begin ends on the next day (so 22:00-22:00
 * lasts a day). An end may be 24:00.
 *
 * Windows that overlap or touch are one opening, also across midnight: Sat 00:00-24:00 and Sun
 * 00:00-24:00 are one of 48 hours. What is counted by the day that a window opened on, phones a
 * night, is counted by the opening's parts: each moment belongs to the window that opened first, so
 * that of Fri 22:00-05:00 and Sat 00:00-24:00 the latter's part begins at 05:00. */
#ifndef PLANNER_WINDOW_H
#define PLANNER_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "planner/date.h"
#include "planner/zone.h"

/* Minutes since the midnight at which the day begins; `end` may lie on the next day. */
struct window {
    int weekday;        /* on which it opens; 0 is Monday */
    int32_t begin, end; /* of local clocks */
};

/* By day and begin; those of a day neither overlap nor touch. */
struct windows {
    struct window *list;
    size_t count;
};

/* Errors (negative): the text is no windows; the line begins with the column in it, from 1, and
 * says what would be right. Nothing is to be freed then. */
int windows_read(struct windows *w, const char *text, struct error *e);
void windows_fini(struct windows *w);

/* As text, always in the same form: "Mon-Fri 22:00-05:00; Sat 00:00-24:00". windows_read makes the
 * same windows of it. Free it. */
char *windows_text(const struct windows *w);

/* Seconds of UTC, from `open` until before `close`, which is later. */
struct opening_part {
    int64_t open, close;
    date_day day; /* on which its window opened, by local clocks: its night */
};

struct opening {
    int64_t open, close;
    const struct opening_part *parts; /* that it consists of, one after the other */
    size_t part_count;                /* at least one */
};

struct openings {
    struct opening *list; /* by time; between two of them it is closed for a while */
    size_t count;
    struct opening_part *parts; /* of all, by time */
    size_t part_count;
};

/* Of all windows that open on the days from `start` to `until`, which is one of them; what a window
 * of the day before still has open is left out. Where clocks are changed, zone.h says when it is: a
 * window of 7 hours then lasts 6 or 8, and one that is skipped is none. */
void windows_openings(struct openings *o, const struct windows *w, const struct zone *zone,
                      date_day start, date_day until);
void openings_fini(struct openings *o);

#endif
