/* Dates and times as they are read, and the calendar. */
#include "planner/date.h"

#include <check.h>
#include <string.h>

#include "tests/support.h"

struct text {
    const char *text, *result;
};

static const struct text read_well[] = {
    {"1970-01-01", "0+0 Thursday"},
    {"2026-12-01", "20788+0 Tuesday"},
    {"2026-12-01 22:00", "20788+79200 Tuesday"},
    {"2026-12-01T22:00", "20788+79200 Tuesday"},
    {"2026-12-01 7:05", "20788+25500 Tuesday"},
    {"2026-12-01 24:00", "20788+86400 Tuesday"},
    {"2028-02-29", "21243+0 Tuesday"},
    {"2037-12-31", "24836+0 Thursday"},
};

START_TEST(dates_are_read)
{
    struct civil c;
    struct error e = {""};
    char said[60];
    ck_assert_msg(civil_read(&c, read_well[_i].text, CIVIL_BEGIN, &e) == 0, "%s", e.text);
    snprintf(said, sizeof said, "%d+%d %s", (int)c.day, (int)c.second,
             date_weekdays[date_weekday(c.day)]);
    ck_assert_str_eq(said, read_well[_i].result);
}
END_TEST

#define NO_TIME                                                                                    \
    " is no time; one is written as in 2026-12-01 22:00 or 2026-12-01, local to the site"

static const struct text refused[] = {
    {"", "''" NO_TIME},
    {"tomorrow", "'tomorrow'" NO_TIME},
    {"2026-12-1", "'2026-12-1'" NO_TIME},
    {"26-12-01", "'26-12-01'" NO_TIME},
    {"2026/12/01", "'2026/12/01'" NO_TIME},
    {"2026-12-011", "'2026-12-011'" NO_TIME},
    {"2026-12-01 ", "'2026-12-01 '" NO_TIME},
    {"2026-12-01 22", "'2026-12-01 22'" NO_TIME},
    {"2026-12-01 22:60", "'2026-12-01 22:60'" NO_TIME},
    {"2026-12-01 24:01", "'2026-12-01 24:01'" NO_TIME},
    {"2026-12-01 22:00Z", "'2026-12-01 22:00Z'" NO_TIME},
    {"2026-12-01 22:00:00", "'2026-12-01 22:00:00'" NO_TIME},
    {"2026-13-01", "'2026-13-01': a month is from 01 to 12; a date is written as in 2026-12-01"},
    {"2026-00-01", "'2026-00-01': a month is from 01 to 12; a date is written as in 2026-12-01"},
    {"2026-11-31", "'2026-11-31': November 2026 has 30 days"},
    {"2026-11-00 22:00", "'2026-11-00 22:00': November 2026 has 30 days"},
    {"2027-02-29", "'2027-02-29': February 2027 has 28 days"},
    {"1969-12-31", "'1969-12-31': a year is from 1970 to 2037"},
    {"2038-01-01", "'2038-01-01': a year is from 1970 to 2037"},
};

START_TEST(what_is_none_is_refused)
{
    struct civil c;
    struct error e = {""};
    ck_assert_int_lt(civil_read(&c, refused[_i].text, CIVIL_BEGIN, &e), 0);
    ck_assert_str_eq(e.text, refused[_i].result);
}
END_TEST

START_TEST(a_date_alone)
{
    date_day day;
    struct error e = {""};
    ck_assert_int_eq(date_read(&day, "2026-12-12", &e), 0);
    ck_assert_int_eq(day, 20799);
    ck_assert_int_lt(date_read(&day, "2026-12-12 22:00", &e), 0);
    ck_assert_str_eq(e.text, "'2026-12-12 22:00' is no date; one is written as in 2026-12-01");
    ck_assert_int_lt(date_read(&day, "2026-12-32", &e), 0);
    ck_assert_str_eq(e.text, "'2026-12-32': December 2026 has 31 days");

    struct civil c; /* as a deadline: that day still counts */
    ck_assert_int_eq(civil_read(&c, "2026-12-12", CIVIL_END, &e), 0);
    ck_assert_int_eq(civil_seconds(c), 20800LL * DAY_SECONDS);
    ck_assert_int_eq(civil_read(&c, "2026-12-12 06:00", CIVIL_END, &e), 0);
    ck_assert_int_eq(civil_seconds(c), 20799LL * DAY_SECONDS + 6 * 3600);
}
END_TEST

/* Day by day from 1969 to 2037: each date follows from the one before. */
START_TEST(days_follow_each_other)
{
    struct date last = date_read_day(-365);
    ck_assert_int_eq(last.year * 10000 + last.month * 100 + last.day, 19690101);
    int weekday = date_weekday(-365);
    ck_assert_int_eq(weekday, 2);
    for (date_day day = -364; day <= 24836; day++) {
        const struct date d = date_read_day(day);
        const bool next_day = d.month == last.month && d.day == last.day + 1;
        const bool next_month = d.day == 1 && d.month == last.month % 12 + 1 && last.day >= 28;
        ck_assert(next_day || next_month);
        ck_assert_int_eq(d.year, last.year + (next_month && d.month == 1));
        weekday = (weekday + 1) % 7;
        ck_assert_int_eq(date_weekday(day), weekday);
        if (d.year >= 1970)
            ck_assert_int_eq(date_of(d), day);
        last = d;
    }
}
END_TEST

START_TEST(seconds_are_days_and_seconds)
{
    const struct civil before = civil_of(-1);
    ck_assert_int_eq(before.day, -1);
    ck_assert_int_eq(before.second, DAY_SECONDS - 1);
    const struct civil midnight = civil_of(-DAY_SECONDS);
    ck_assert_int_eq(midnight.day, -1);
    ck_assert_int_eq(midnight.second, 0);
    ck_assert_int_eq(civil_seconds(before), -1);
    ck_assert_int_eq(civil_of(DAY_SECONDS).day, 1);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_loop_test(t, dates_are_read, 0, sizeof read_well / sizeof *read_well);
    tcase_add_loop_test(t, what_is_none_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(t, a_date_alone);
    tcase_add_test(t, days_follow_each_other);
    tcase_add_test(t, seconds_are_days_and_seconds);
}

int main(void)
{
    return run_tests("date", add);
}
