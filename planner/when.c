/* Times as text. */
#include "planner/when.h"

#include <stdio.h>
#include <stdlib.h>

/* Hours, minutes and seconds of a day. */
struct when_clock {
    int hour, minute, second;
};

static struct when_clock when_clock_of(int32_t seconds)
{
    return (struct when_clock){(int)seconds / 3600, (int)seconds / 60 % 60, (int)seconds % 60};
}

char *when_day(char text[static WHEN_ROOM], date_day day)
{
    const struct date d = date_read_day(day);
    snprintf(text, WHEN_ROOM, "%.3s %d %.3s", date_weekdays[date_weekday(day)], d.day,
             date_months[d.month - 1]);
    return text;
}

char *when_local(char text[static WHEN_ROOM], const struct zone *zone, int64_t utc)
{
    const struct civil c = zone_from_utc(zone, utc);
    const struct when_clock at = when_clock_of(c.second);
    char day[WHEN_ROOM];
    snprintf(text, WHEN_ROOM, "%.20s %02d:%02d", when_day(day, c.day), at.hour, at.minute);
    return text;
}

char *when_date(char text[static WHEN_ROOM], date_day day)
{
    const struct date d = date_read_day(day);
    snprintf(text, WHEN_ROOM, "%04d-%02d-%02d", d.year, d.month, d.day);
    return text;
}

char *when_iso(char text[static WHEN_ROOM], const struct zone *zone, int64_t utc)
{
    const int32_t offset = zone_offset(zone, utc);
    const struct civil c = zone_from_utc(zone, utc);
    const struct when_clock at = when_clock_of(c.second), ahead = when_clock_of(abs(offset));
    char date[WHEN_ROOM];
    snprintf(text, WHEN_ROOM, "%.12sT%02d:%02d:%02d%c%02d:%02d", when_date(date, c.day), at.hour,
             at.minute, at.second, offset < 0 ? '-' : '+', ahead.hour, ahead.minute);
    return text;
}

char *when_utc(char text[static WHEN_ROOM], int64_t utc)
{
    const struct civil c = civil_of(utc);
    const struct when_clock at = when_clock_of(c.second);
    char date[WHEN_ROOM], seconds[WHEN_ROOM] = "";
    if (at.second)
        snprintf(seconds, sizeof seconds, ":%02d", at.second);
    snprintf(text, WHEN_ROOM, "%.12sT%02d:%02d%.3sZ", when_date(date, c.day), at.hour, at.minute,
             seconds);
    return text;
}
