/* Windows as planners write them, what is wrong with others, and when they are open. */
#include "planner/window.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support.h"

struct text {
    const char *text, *result;
};

/* In, and out in the one form. */
static const struct text read_well[] = {
    {"Mon-Fri 22:00-05:00; Sat 00:00-24:00", "Mon-Fri 22:00-05:00; Sat 00:00-24:00"},
    {"22:00-05:00", "22:00-05:00"},
    {"\t monday - FRIDAY\n22:00 - 5:00 ;sat 0:00-24:00 ", "Mon-Fri 22:00-05:00; Sat 00:00-24:00"},
    {"Mon,Wed 22:00-24:00", "Mon,Wed 22:00-24:00"},
    {"Wed , mon 22:00-00:00", "Mon,Wed 22:00-24:00"},
    {"Mon,Tue,Wed 22:00-23:00", "Mon-Wed 22:00-23:00"},
    {"Mon-Wed,Fri,Sunday 01:00-02:00", "Fri,Sun-Wed 01:00-02:00"},
    {"Fri-Mon 01:00-04:00", "Fri-Mon 01:00-04:00"},
    {"Sat,Sun,Tue 01:00-04:00", "Tue,Sat-Sun 01:00-04:00"},
    {"Mon-Sun 01:00-04:00", "01:00-04:00"},
    {"Tue-Mon 01:00-04:00", "01:00-04:00"},
    {"Mon 01:00-04:00; Tue-Sun 01:00-04:00", "01:00-04:00"},
    {"Tue-Tue 01:00-04:00", "Tue 01:00-04:00"},
    /* overlapping, touching, one in the other, twice the same: of a day they are one */
    {"Mon 01:00-04:00; Mon 03:00-06:00", "Mon 01:00-06:00"},
    {"Mon 04:00-06:00; Mon 01:00-04:00", "Mon 01:00-06:00"},
    {"Mon 01:00-06:00; Mon 02:00-03:00; Mon 01:00-06:00", "Mon 01:00-06:00"},
    {"Mon 01:00-02:00; Mon 02:01-03:00", "Mon 01:00-02:00; Mon 02:01-03:00"},
    /* of two days they stay two, each of its day */
    {"Sat-Sun 00:00-24:00", "Sat-Sun 00:00-24:00"},
    {"Fri 22:00-05:00; Sat 03:00-06:00", "Fri 22:00-05:00; Sat 03:00-06:00"},
    /* a day long, and longer, which are two windows */
    {"Mon 22:00-22:00", "Mon 22:00-22:00"},
    {"Mon 00:00-00:00", "Mon 00:00-24:00"},
    {"Mon 00:00-24:00; Mon 23:59-23:58", "Mon 00:00-24:00; Mon 23:58-23:58"},
};

START_TEST(windows_have_one_form)
{
    struct windows w;
    struct error e = {""};
    ck_assert_msg(windows_read(&w, read_well[_i].text, &e) == 0, "%s", e.text);
    char *out = windows_text(&w);
    ck_assert_str_eq(out, read_well[_i].result);
    windows_fini(&w);
    free(out);
}
END_TEST

static const struct text refused[] = {
    {"", "column 1: a window as in Mon-Fri 22:00-05:00 is wanted, but the text ends"},
    {"  ", "column 3: a window as in Mon-Fri 22:00-05:00 is wanted, but the text ends"},
    {"Mon 22:00-05:00;",
     "column 17: a window as in Mon-Fri 22:00-05:00 is wanted, but the text ends"},
    {"; Mon 22:00-05:00", "column 1: a window as in Mon-Fri 22:00-05:00 is wanted, not ';'"},
    {"\xe2\x80\x93", "column 1: a window as in Mon-Fri 22:00-05:00 is wanted, not '\xe2\x80\x93'"},
    {"Fryday 22:00-05:00",
     "column 1: a day as in Mon or Monday is wanted, not 'Fryday'; did you mean 'Friday'?"},
    {"Mon-Fr 22:00-05:00", "column 5: a day as in Mon or Monday is wanted, not 'Fr'"},
    {"Mon, Thurs 22:00-05:00",
     "column 6: a day as in Mon or Monday is wanted, not 'Thurs'; did you mean 'Thursday'?"},
    {"Mon-22:00-05:00", "column 5: a day as in Mon or Monday is wanted, not '22:00'"},
    {"Mon,", "column 5: a day as in Mon or Monday is wanted, but the text ends"},
    {"Mon", "column 4: a time as in 22:00 is wanted, but the text ends"},
    {"Mon Tue 22:00-05:00", "column 5: a time as in 22:00 is wanted, not 'Tue'"},
    {"Mon 10pm-5am", "column 5: a time as in 22:00 is wanted, not '10pm'"},
    {"Mon 22-05", "column 5: a time as in 22:00 is wanted, not '22'"},
    {"Mon 22:60-05:00", "column 5: a time as in 22:00 is wanted, not '22:60'"},
    {"Mon 22:00-24:01", "column 11: a time as in 22:00 is wanted, not '24:01'"},
    {"Mon 22:00--05:00", "column 11: a time as in 22:00 is wanted, not '-'"},
    {"Mon 22:00-", "column 11: a time as in 22:00 is wanted, but the text ends"},
    {"Mon 22:00 05:00", "column 11: a '-' and the window's end is wanted, not '05:00'"},
    {"Mon 22:00", "column 10: a '-' and the window's end is wanted, but the text ends"},
    {"Mon 22:00\xe2\x80\x93"
     "05:00",
     "column 10: a '-' and the window's end is wanted, not '\xe2\x80\x93"
     "05:00'"},
    {"Mon 24:00-05:00",
     "column 5: a begin before 24:00 is wanted, not '24:00'; that is 00:00 of the next day"},
    {"Mon 22:00-05:00 Sat 00:00-24:00",
     "column 17: a ';' between two windows is wanted, not 'Sat'"},
    {"Mon 22:00-05:00, Sat 00:00-24:00", "column 16: a ';' between two windows is wanted, not ','"},
    {"Mon 22:00-05:00\x1b[2J", "column 16: a ';' between two windows is wanted, not '\\x1b[2J'"},
    {"Mon \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
     "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
     "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
     "column 5: a time as in 22:00 is wanted, not "
     "'\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
     "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
     "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9'"},
};

START_TEST(what_is_wrong_has_its_column)
{
    struct windows w;
    struct error e = {""};
    ck_assert_int_lt(windows_read(&w, refused[_i].text, &e), 0);
    ck_assert_str_eq(e.text, refused[_i].result);
}
END_TEST

static date_day day_of(const char *text)
{
    date_day day;
    struct error e;
    ck_assert_msg(date_read(&day, text, &e) == 0, "%s", e.text);
    return day;
}

/* "1 22:00": day of the month and local time. */
static void say_moment(char *out, const struct zone *zone, int64_t utc)
{
    const struct civil c = zone_from_utc(zone, utc);
    sprintf(out + strlen(out), "%d %02d:%02d", date_read_day(c.day).day, (int)c.second / 3600,
            (int)c.second / 60 % 60);
}

/* Each opening as "1 22:00 to 2 05:00", with its hours, and its parts' nights if there are several.
 */
static void say_openings(char *out, const struct openings *o, const struct zone *zone)
{
    *out = '\0';
    for (size_t i = 0; i < o->count; i++) {
        const struct opening *opening = &o->list[i];
        strcat(out, i ? "; " : "");
        say_moment(out, zone, opening->open);
        strcat(out, " to ");
        say_moment(out, zone, opening->close);
        sprintf(out + strlen(out), " %g h", (double)(opening->close - opening->open) / 3600);
        for (size_t p = 0; p < opening->part_count; p++) {
            sprintf(out + strlen(out), " [%d", date_read_day(opening->parts[p].day).day);
            if (p) {
                strcat(out, " from ");
                say_moment(out, zone, opening->parts[p].open);
            }
            strcat(out, "]");
        }
    }
}

static void open_between(struct openings *o, const struct zone *zone, const char *text,
                         const char *start, const char *until)
{
    struct windows w;
    struct error e = {""};
    ck_assert_msg(windows_read(&w, text, &e) == 0, "%s", e.text);
    windows_openings(o, &w, zone, day_of(start), day_of(until));
    windows_fini(&w);
}

struct timeline {
    const char *zone, *windows, *start, *until, *openings;
};

static const struct timeline timelines[] = {
    /* 1 December 2026 is a Tuesday; the last one opens on Friday and ends on Saturday */
    {"Europe/Paris", "Mon-Fri 22:00-05:00", "2026-12-03", "2026-12-07",
     "3 22:00 to 4 05:00 7 h [3]; 4 22:00 to 5 05:00 7 h [4]; 7 22:00 to 8 05:00 7 h [7]"},
    /* both ends are days on which windows open: what is open from the day before is none */
    {"Europe/Paris", "22:00-05:00", "2026-12-01", "2026-12-01", "1 22:00 to 2 05:00 7 h [1]"},
    {"Europe/Paris", "Mon-Fri 22:00-05:00", "2026-12-05", "2026-12-06", ""},
    {"Europe/Paris", "Tue 22:00-05:00", "2026-12-02", "2026-12-01", ""},
    /* Saturday and Sunday are one, of two nights */
    {"Europe/Paris", "Sat 00:00-24:00; Sun 00:00-24:00", "2026-12-01", "2026-12-12",
     "5 00:00 to 7 00:00 48 h [5] [6 from 6 00:00]; 12 00:00 to 13 00:00 24 h [12]"},
    {"Europe/Paris", "Mon-Fri 22:00-05:00; Sat 00:00-24:00", "2026-12-04", "2026-12-05",
     "4 22:00 to 6 00:00 26 h [4] [5 from 5 05:00]"},
    {"Europe/Paris", "00:00-24:00", "2026-12-01", "2026-12-03",
     "1 00:00 to 4 00:00 72 h [1] [2 from 2 00:00] [3 from 3 00:00]"},
    /* what is open all the while from the day before has no part of its own */
    {"Europe/Paris", "Fri 22:00-22:00; Sat 03:00-05:00; Sat 21:00-23:00", "2026-12-01",
     "2026-12-06", "4 22:00 to 5 23:00 25 h [4] [5 from 5 22:00]"},
    /* several a day */
    {"Asia/Tokyo", "Tue 12:00-13:00; Tue 00:30-02:00", "2026-12-01", "2026-12-02",
     "1 00:30 to 1 02:00 1.5 h [1]; 1 12:00 to 1 13:00 1 h [1]"},
    /* clocks go forward on 29 March, and back on 25 October */
    {"Europe/Paris", "Sat 22:00-05:00", "2026-03-21", "2026-03-28",
     "21 22:00 to 22 05:00 7 h [21]; 28 22:00 to 29 05:00 6 h [28]"},
    {"Europe/Paris", "Sat 22:00-05:00", "2026-10-17", "2026-10-24",
     "17 22:00 to 18 05:00 7 h [17]; 24 22:00 to 25 05:00 8 h [24]"},
    {"America/New_York", "Sat 22:00-05:00", "2026-10-31", "2026-10-31",
     "31 22:00 to 1 05:00 8 h [31]"},
    {"Australia/Lord_Howe", "Sat 22:00-05:00", "2026-10-03", "2026-10-03",
     "3 22:00 to 4 05:00 6.5 h [3]"},
    /* skipped: until 02:30 is until the change, from 02:30 is from it, and within it is never */
    {"Europe/Paris", "Sun 01:00-02:30", "2026-03-29", "2026-03-29",
     "29 01:00 to 29 03:00 1 h [29]"},
    {"Europe/Paris", "Sun 02:30-04:00", "2026-03-29", "2026-03-29",
     "29 03:00 to 29 04:00 1 h [29]"},
    {"Europe/Paris", "Sun 02:15-02:45", "2026-03-22", "2026-03-29",
     "22 02:15 to 22 02:45 0.5 h [22]"},
    {"Europe/Paris", "Sun 01:00-02:15; Sun 02:45-04:00", "2026-03-29", "2026-03-29",
     "29 01:00 to 29 04:00 2 h [29]"},
    /* doubled: the first 02:30 is meant */
    {"Europe/Paris", "Sun 01:00-02:30", "2026-10-25", "2026-10-25",
     "25 01:00 to 25 02:30 1.5 h [25]"},
    {"Europe/Paris", "Sun 02:30-04:00", "2026-10-25", "2026-10-25",
     "25 02:30 to 25 04:00 2.5 h [25]"},
    /* the day that there was not: Thursday's window ends where Saturday begins */
    {"Pacific/Apia", "00:00-24:00", "2011-12-29", "2011-12-31",
     "29 00:00 to 1 00:00 48 h [29] [31 from 31 00:00]"},
    {"Pacific/Apia", "Fri 10:00-12:00", "2011-12-30", "2011-12-30", ""},
};

START_TEST(openings_are_in_local_time)
{
    const struct timeline *t = &timelines[_i];
    struct zones *zones = zones_new();
    struct error e = {""};
    const struct zone *zone = zone_find(zones, t->zone, &e);
    ck_assert_msg(zone != NULL, "%s", e.text);
    struct openings o;
    open_between(&o, zone, t->windows, t->start, t->until);
    char said[1000];
    say_openings(said, &o, zone);
    ck_assert_str_eq(said, t->openings);
    openings_fini(&o);
    zones_free(zones);
}
END_TEST

/* 00:00 in Paris is 23:00 of the day before. */
START_TEST(openings_are_seconds_of_utc)
{
    struct zones *zones = zones_new();
    struct error e;
    struct openings o;
    open_between(&o, zone_find(zones, "Europe/Paris", &e), "00:00-00:01", "2026-12-01",
                 "2026-12-01");
    ck_assert_int_eq(o.count, 1);
    ck_assert_int_eq(o.list[0].open, day_of("2026-12-01") * (int64_t)DAY_SECONDS - 3600);
    ck_assert_int_eq(o.list[0].close, o.list[0].open + 60);
    openings_fini(&o);
    zones_free(zones);
}
END_TEST

/* Numbers that are the same everywhere (xorshift). */
static unsigned drawn(uint64_t *state, unsigned below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (unsigned)(*state % below);
}

static char *random_text(uint64_t *state)
{
    char *text = mem_calloc(400, 1);
    for (unsigned left = 1 + drawn(state, 4); left; left--) {
        const unsigned begin = drawn(state, 96) * 15, end = 15 + drawn(state, 96) * 15;
        sprintf(text + strlen(text), "%s-%s %u:%02u-%u:%02u%s", date_weekdays[drawn(state, 7)],
                date_weekdays[drawn(state, 7)], begin / 60, begin % 60, end / 60, end % 60,
                left > 1 ? ";" : "");
    }
    return text;
}

/* Whether one of the windows is open at that minute of the week, as it is told in windows. */
static bool open_by_windows(const struct windows *w, int64_t minute, int64_t first_day,
                            int64_t last_day)
{
    for (size_t i = 0; i < w->count; i++)
        for (int64_t day = first_day; day <= last_day; day++)
            if (date_weekday((date_day)day) == w->list[i].weekday &&
                minute >= day * DAY_MINUTES + w->list[i].begin &&
                minute < day * DAY_MINUTES + w->list[i].end)
                return true;
    return false;
}

static bool open_by_openings(const struct openings *o, int64_t utc)
{
    for (size_t i = 0; i < o->count; i++)
        if (utc >= o->list[i].open && utc < o->list[i].close)
            return true;
    return false;
}

static void expect_order(const struct openings *o, date_day start, date_day until)
{
    size_t parts = 0;
    for (size_t i = 0; i < o->count; i++) {
        const struct opening *opening = &o->list[i];
        ck_assert_int_lt(opening->open, opening->close);
        ck_assert(i == 0 || opening[-1].close < opening->open);
        ck_assert_ptr_eq(opening->parts, o->parts + parts);
        parts += opening->part_count;
        ck_assert_int_eq(opening->parts[0].open, opening->open);
        ck_assert_int_eq(o->parts[parts - 1].close, opening->close);
        for (size_t p = 0; p < opening->part_count; p++) {
            const struct opening_part *part = &opening->parts[p];
            ck_assert_int_lt(part->open, part->close);
            ck_assert(p == 0 || (part[-1].close == part->open && part[-1].day < part->day));
            ck_assert(part->day >= start && part->day <= until);
        }
    }
    ck_assert_int_eq(parts, o->part_count);
}

/* In a zone whose clocks nobody changes each quarter of an hour is open when a window says so. */
START_TEST(random_windows_open_when_they_say)
{
    struct zones *zones = zones_new();
    struct error e = {""};
    const struct zone *utc = zone_find(zones, "UTC", &e);
    uint64_t state = 1 + (uint64_t)_i;
    const date_day start = 20788, until = start + 8;
    char *text = random_text(&state);
    struct windows w, again;
    struct openings o;
    ck_assert_msg(windows_read(&w, text, &e) == 0, "%s: %s", text, e.text);
    windows_openings(&o, &w, utc, start, until);
    expect_order(&o, start, until);
    for (int64_t minute = (start - 1) * DAY_MINUTES; minute < (until + 3) * DAY_MINUTES;
         minute += 15)
        ck_assert_msg(open_by_openings(&o, minute * 60) ==
                          open_by_windows(&w, minute, start, until),
                      "%s: minute %lld", text, (long long)minute);
    openings_fini(&o);

    char *written = windows_text(&w);
    ck_assert_msg(windows_read(&again, written, &e) == 0, "%s: %s", written, e.text);
    ck_assert_int_eq(again.count, w.count);
    for (size_t i = 0; i < w.count; i++) {
        ck_assert_int_eq(again.list[i].weekday, w.list[i].weekday);
        ck_assert_int_eq(again.list[i].begin, w.list[i].begin);
        ck_assert_int_eq(again.list[i].end, w.list[i].end);
    }
    free(written);
    windows_fini(&again);
    windows_fini(&w);
    free(text);
    zones_free(zones);
}
END_TEST

/* Over both changes of a year, in zones of all kinds. */
START_TEST(random_windows_keep_their_order_over_changes)
{
    static const char *const names[] = {"Europe/Paris", "Australia/Lord_Howe", "America/New_York"};
    struct zones *zones = zones_new();
    struct error e = {""};
    const struct zone *zone = zone_find(zones, names[_i % 3], &e);
    uint64_t state = 1000 + (uint64_t)_i;
    char *text = random_text(&state);
    struct openings o;
    open_between(&o, zone, text, "2026-01-01", "2026-12-31");
    expect_order(&o, day_of("2026-01-01"), day_of("2026-12-31"));
    openings_fini(&o);
    free(text);
    zones_free(zones);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_loop_test(t, windows_have_one_form, 0, sizeof read_well / sizeof *read_well);
    tcase_add_loop_test(t, what_is_wrong_has_its_column, 0, sizeof refused / sizeof *refused);
    tcase_add_loop_test(t, openings_are_in_local_time, 0, sizeof timelines / sizeof *timelines);
    tcase_add_test(t, openings_are_seconds_of_utc);
    tcase_add_loop_test(t, random_windows_open_when_they_say, 0, 60);
    tcase_add_loop_test(t, random_windows_keep_their_order_over_changes, 0, 12);
}

int main(void)
{
    return run_tests("window", add);
}
