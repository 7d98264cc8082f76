/* Events as an iCalendar file (RFC 5545), which calendar programs import: the same events make the
 * same bytes. */
#ifndef PLANNER_CALENDAR_H
#define PLANNER_CALENDAR_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Texts may be any bytes: what does not print is shown as escapes (base/visible.h), line by line.
 */
struct calendar_event {
    const char *key; /* what the event is of, and no other of the calendar: a site's name, say. An
                      * event of the same key, imported again, takes the place of the first */
    int64_t begin, end;      /* seconds of UTC; an event that does not end later is a moment */
    const char *summary;     /* one line */
    const char *description; /* lines; NULL or "" for none */
    const char *const *categories; /* NULL at the end; NULL for none */
};

struct calendar {
    const char *name; /* part of the events' identity, beside their keys */
    int64_t stamp;    /* seconds of UTC: since when this is so. Never the clock's: the plan's */
    const struct calendar_event *events;
    size_t count; /* the RFC wants at least one */
};

/* Whether all could be written, the file's owner sees when closing it. */
void calendar_write(FILE *file, const struct calendar *c);

#endif
