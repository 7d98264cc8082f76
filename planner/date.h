/* Dates of the calendar and times of the day, without a time zone: what a clock on a wall shows.
 * The process's time zone and locale have no part in it. */
#ifndef PLANNER_DATE_H
#define PLANNER_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum { DAY_MINUTES = 24 * 60, DAY_SECONDS = 24 * 60 * 60, WEEK_DAYS = 7 };

/* Days since 1 January 1970. */
typedef int32_t date_day;

/* What is taken for a date when it is read. Any other year is a slip, and GLib is wrong about
 * Dublin, where clocks go back in spring by law, from 2038 on. */
enum { DATE_YEAR_FIRST = 1970, DATE_YEAR_LAST = 2037 };

struct date {
    int year, month, day; /* month and day from 1 */
};

/* "Monday" is 0. */
extern const char *const date_weekdays[WEEK_DAYS];
extern const char *const date_months[12]; /* "January" is 0 */

/* Whether there is such a date, in the years that are read. */
bool date_exists(struct date d);
date_day date_of(struct date d); /* which must exist */
struct date date_read_day(date_day day);
int date_weekday(date_day day); /* 0 is Monday */

/* A date and a time of that day. */
struct civil {
    date_day day;
    int32_t second; /* since midnight: from 0 to 86,400, which is midnight at the day's end */
};

/* Seconds since 1 January 1970, 00:00, by a clock that nobody changes. */
int64_t civil_seconds(struct civil c);
struct civil civil_of(int64_t seconds); /* its second is below 86,400 */

/* Reads "22:00", from 0:00 to 24:00, in `minutes` since midnight. Returns what follows, or NULL
 * when it is no time. */
const char *date_read_time(const char *text, int32_t *minutes);

/* Reads "2026-12-01". Errors (negative): it is no date, or not in the calendar. */
int date_read(date_day *day, const char *text, struct error *e);

/* Which moment of the day a date without a time is. */
enum civil_edge { CIVIL_BEGIN, CIVIL_END };

/* Reads "2026-12-01 22:00", with a blank or a T between, or "2026-12-01", which is that day's begin
 * or end. Errors (negative): it is neither. */
int civil_read(struct civil *c, const char *text, enum civil_edge edge, struct error *e);

#endif
