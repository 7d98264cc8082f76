/* Dates by GLib's GDate, which knows nothing of clocks, zones and locales; times of the day. */
#include "planner/date.h"

#include <glib.h>
#include <string.h>

#include "base/check.h"

const char *const date_weekdays[WEEK_DAYS] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                              "Friday", "Saturday", "Sunday"};
const char *const date_months[12] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

#define DATE_EPOCH 719163 /* GDate's number of 1 January 1970 */

bool date_exists(struct date d)
{
    return d.year >= DATE_YEAR_FIRST && d.year <= DATE_YEAR_LAST && d.month >= 1 && d.month <= 12 &&
           d.day >= 1 && d.day <= g_date_get_days_in_month((GDateMonth)d.month, (GDateYear)d.year);
}

date_day date_of(struct date d)
{
    CHECK(date_exists(d));
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)d.day, (GDateMonth)d.month, (GDateYear)d.year);
    return (date_day)g_date_get_julian(&date) - DATE_EPOCH;
}

struct date date_read_day(date_day day)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32)(day + DATE_EPOCH));
    return (struct date){g_date_get_year(&date), (int)g_date_get_month(&date),
                         g_date_get_day(&date)};
}

/* 1 January 1970 was a Thursday. */
int date_weekday(date_day day)
{
    const int since = (int)((day + 3) % WEEK_DAYS);
    return since < 0 ? since + WEEK_DAYS : since;
}

int64_t civil_seconds(struct civil c)
{
    return (int64_t)c.day * DAY_SECONDS + c.second;
}

struct civil civil_of(int64_t seconds)
{
    int64_t day = seconds / DAY_SECONDS;
    day -= seconds % DAY_SECONDS < 0;
    return (struct civil){(date_day)day, (int32_t)(seconds - day * DAY_SECONDS)};
}

static bool date_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number of so many digits, `least` to `most`. Returns what follows, or NULL. */
static const char *date_number(const char *text, int least, int most, int *number)
{
    *number = 0;
    int digits = 0;
    for (; digits < most && date_digit(*text); digits++)
        *number = *number * 10 + (*text++ - '0');
    return digits < least || date_digit(*text) ? NULL : text;
}

const char *date_read_time(const char *text, int32_t *minutes)
{
    int hour, minute;
    text = date_number(text, 1, 2, &hour);
    text = text && *text == ':' ? date_number(text + 1, 2, 2, &minute) : NULL;
    if (!text || minute > 59)
        return NULL;
    *minutes = hour * 60 + minute;
    return *minutes <= DAY_MINUTES ? text : NULL;
}

/* Returns what follows; NULL when it has not the form of a date. */
static const char *date_form(const char *text, struct date *d)
{
    text = date_number(text, 4, 4, &d->year);
    text = text && *text == '-' ? date_number(text + 1, 2, 2, &d->month) : NULL;
    return text && *text == '-' ? date_number(text + 1, 2, 2, &d->day) : NULL;
}

static int date_refuse(const char *text, struct date d, struct error *e)
{
    if (d.year < DATE_YEAR_FIRST || d.year > DATE_YEAR_LAST)
        return error_set(e, "'%s': a year is from %d to %d", text, DATE_YEAR_FIRST, DATE_YEAR_LAST);
    if (d.month < 1 || d.month > 12)
        return error_set(e, "'%s': a month is from 01 to 12; a date is written as in 2026-12-01",
                         text);
    return error_set(e, "'%s': %s %d has %d days", text, date_months[d.month - 1], d.year,
                     g_date_get_days_in_month((GDateMonth)d.month, (GDateYear)d.year));
}

int date_read(date_day *day, const char *text, struct error *e)
{
    struct date d;
    const char *const end = date_form(text, &d);
    if (!end || *end)
        return error_set(e, "'%s' is no date; one is written as in 2026-12-01", text);
    if (!date_exists(d))
        return date_refuse(text, d, e);
    *day = date_of(d);
    return 0;
}

int civil_read(struct civil *c, const char *text, enum civil_edge edge, struct error *e)
{
    struct date d;
    int32_t minutes = edge == CIVIL_END ? DAY_MINUTES : 0;
    const char *end = date_form(text, &d);
    if (end && (*end == ' ' || *end == 'T'))
        end = date_read_time(end + 1, &minutes);
    if (!end || *end)
        return error_set(e,
                         "'%s' is no time; one is written as in 2026-12-01 22:00 or 2026-12-01, "
                         "local to the site",
                         text);
    if (!date_exists(d))
        return date_refuse(text, d, e);
    *c = (struct civil){date_of(d), minutes * 60};
    return 0;
}
