/* What clocks show where, on days on which they are changed and on others. */
#include "planner/zone.h"

#include <check.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/support.h"

static const struct zone *zone_named(struct zones *zones, const char *name)
{
    struct error e = {""};
    const struct zone *zone = zone_find(zones, name, &e);
    ck_assert_msg(zone != NULL, "%s: %s", name, e.text);
    return zone;
}

static struct civil local_time(const char *text)
{
    struct civil c;
    struct error e;
    ck_assert_msg(civil_read(&c, text, CIVIL_BEGIN, &e) == 0, "%s", e.text);
    return c;
}

/* "2026-03-29 01:00", and seconds if there are any. */
static const char *shown(struct civil c)
{
    static char text[40];
    const struct date d = date_read_day(c.day);
    snprintf(text, sizeof text,
             c.second % 60 ? "%04d-%02d-%02d %02d:%02d:%02d" : "%04d-%02d-%02d %02d:%02d", d.year,
             d.month, d.day, (int)c.second / 3600, (int)c.second / 60 % 60, (int)c.second % 60);
    return text;
}

/* A local time, the moment that it is, and what clocks show at that moment. */
struct moment {
    const char *zone, *local, *utc, *back, *abbreviation;
    int32_t offset; /* minutes */
};

static const struct moment moments[] = {
    {"UTC", "2026-12-01 22:00", "2026-12-01 22:00", "2026-12-01 22:00", "UTC", 0},
    {"Etc/UTC", "2026-12-01 22:00", "2026-12-01 22:00", "2026-12-01 22:00", "UTC", 0},
    {"Europe/Paris", "2026-12-01 22:00", "2026-12-01 21:00", "2026-12-01 22:00", "CET", 60},
    {"Europe/Paris", "2026-07-01 00:00", "2026-06-30 22:00", "2026-07-01 00:00", "CEST", 120},
    /* in spring from 02:00 to 03:00 at 01:00 UTC */
    {"Europe/Paris", "2026-03-29 01:59", "2026-03-29 00:59", "2026-03-29 01:59", "CET", 60},
    {"Europe/Paris", "2026-03-29 02:00", "2026-03-29 01:00", "2026-03-29 03:00", "CEST", 120},
    {"Europe/Paris", "2026-03-29 02:30", "2026-03-29 01:00", "2026-03-29 03:00", "CEST", 120},
    {"Europe/Paris", "2026-03-29 02:59", "2026-03-29 01:00", "2026-03-29 03:00", "CEST", 120},
    {"Europe/Paris", "2026-03-29 03:01", "2026-03-29 01:01", "2026-03-29 03:01", "CEST", 120},
    /* in autumn from 03:00 to 02:00 at 01:00 UTC */
    {"Europe/Paris", "2026-10-25 01:59", "2026-10-24 23:59", "2026-10-25 01:59", "CEST", 120},
    {"Europe/Paris", "2026-10-25 02:30", "2026-10-25 00:30", "2026-10-25 02:30", "CEST", 120},
    {"Europe/Paris", "2026-10-25 03:00", "2026-10-25 02:00", "2026-10-25 03:00", "CET", 60},
    {"America/New_York", "2026-03-08 02:30", "2026-03-08 07:00", "2026-03-08 03:00", "EDT", -240},
    {"America/New_York", "2026-11-01 01:30", "2026-11-01 05:30", "2026-11-01 01:30", "EDT", -240},
    {"America/New_York", "2026-11-01 02:00", "2026-11-01 07:00", "2026-11-01 02:00", "EST", -300},
    {"Asia/Tokyo", "2026-03-29 02:30", "2026-03-28 17:30", "2026-03-29 02:30", "JST", 540},
    /* half an hour: from 02:00 to 02:30, and from 02:00 to 01:30 */
    {"Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30", "2026-10-04 02:30", "+11", 660},
    {"Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", "2026-04-05 01:45", "+11", 660},
    {"Australia/Lord_Howe", "2026-04-05 02:00", "2026-04-04 15:30", "2026-04-05 02:00", "+1030",
     630},
    /* there was no 30 December */
    {"Pacific/Apia", "2011-12-30 12:00", "2011-12-30 10:00", "2011-12-31 00:00", "+14", 840},
    {"Pacific/Apia", "2026-12-01 22:00", "2026-12-01 09:00", "2026-12-01 22:00", "+13", 780},
    /* midnight is skipped */
    {"America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04 03:00", "2018-11-04 01:00", "-02", -120},
    /* by law winter is the time that is not standard there */
    {"Europe/Dublin", "2037-03-29 01:30", "2037-03-29 01:00", "2037-03-29 02:00", "IST", 60},
    {"Europe/Dublin", "2037-10-25 01:30", "2037-10-25 00:30", "2037-10-25 01:30", "IST", 60},
    /* from one standard time to another, an hour back at 02:00 */
    {"Europe/Moscow", "2014-10-26 01:30", "2014-10-25 21:30", "2014-10-26 01:30", "MSK", 240},
    {"Africa/Casablanca", "2019-05-05 02:59", "2019-05-05 01:59", "2019-05-05 02:59", "+01", 60},
    {"Africa/Casablanca", "2019-05-05 03:00", "2019-05-05 03:00", "2019-05-05 03:00", "+00", 0},
    {"Africa/Casablanca", "2019-06-09 02:30", "2019-06-09 02:00", "2019-06-09 03:00", "+01", 60},
};

static void expect_moment(struct zones *zones, const struct moment *m)
{
    const struct zone *zone = zone_named(zones, m->zone);
    const int64_t utc = zone_to_utc(zone, local_time(m->local));
    ck_assert_msg(strcmp(shown(civil_of(utc)), m->utc) == 0, "%s %s: %s", m->zone, m->local,
                  shown(civil_of(utc)));
    ck_assert_str_eq(shown(zone_from_utc(zone, utc)), m->back);
    ck_assert_str_eq(zone_abbreviation(zone, utc), m->abbreviation);
    ck_assert_int_eq(zone_offset(zone, utc), m->offset * 60);
    ck_assert_str_eq(zone_name(zone), m->zone);
}

START_TEST(a_local_time_is_a_moment)
{
    struct zones *zones = zones_new();
    expect_moment(zones, &moments[_i]);
    zones_free(zones);
}
END_TEST

/* The second half of an hour that is doubled is shown by clocks, and means the first when it is
 * read. */
START_TEST(the_second_of_two_is_seen_only)
{
    struct zones *zones = zones_new();
    const struct zone *paris = zone_named(zones, "Europe/Paris");
    const int64_t second = zone_to_utc(paris, local_time("2026-10-25 02:30")) + 3600;
    ck_assert_str_eq(shown(zone_from_utc(paris, second)), "2026-10-25 02:30");
    ck_assert_str_eq(zone_abbreviation(paris, second), "CET");
    zones_free(zones);
}
END_TEST

/* Neither before nor after: the process's own zone and locale stay as they are, and say nothing. */
START_TEST(the_process_has_no_part_in_it)
{
    setenv("TZ", "Asia/Kathmandu", 1);
    tzset();
    setlocale(LC_ALL, "");
    struct zones *zones = zones_new();
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
        expect_moment(zones, &moments[i]);
    zones_free(zones);
    ck_assert_str_eq(getenv("TZ"), "Asia/Kathmandu");
    ck_assert_int_eq(timezone, -(5 * 3600 + 45 * 60));
}
END_TEST

/* A later local time is never an earlier moment: each quarter of an hour of a year. */
START_TEST(moments_keep_their_order)
{
    static const char *const names[] = {"Europe/Paris", "Australia/Lord_Howe", "America/New_York",
                                        "Africa/Casablanca", "Europe/Dublin"};
    struct zones *zones = zones_new();
    const struct zone *zone = zone_named(zones, names[_i]);
    const int64_t first = civil_seconds(local_time("2026-01-01"));
    int64_t last = zone_to_utc(zone, civil_of(first - 900));
    for (int64_t local = first; local < first + 365 * DAY_SECONDS; local += 900) {
        const int64_t utc = zone_to_utc(zone, civil_of(local));
        ck_assert_int_ge(utc, last);
        ck_assert_int_ge(civil_seconds(zone_from_utc(zone, utc)), local);
        last = utc;
    }
    zones_free(zones);
}
END_TEST

START_TEST(a_zone_is_read_once)
{
    struct zones *zones = zones_new();
    const struct zone *paris = zone_named(zones, "Europe/Paris");
    const struct zone *tokyo = zone_named(zones, "Asia/Tokyo");
    setenv("TZDIR", "/nowhere", 1);
    ck_assert_ptr_eq(zone_named(zones, "Europe/Paris"), paris);
    ck_assert_ptr_eq(zone_named(zones, "Asia/Tokyo"), tokyo);
    zones_free(zones);
    unsetenv("TZDIR");
}
END_TEST

struct refused {
    const char *name, *error;
};

static const struct refused refused[] = {
    {"Europe/Pariss", "there is no time zone 'Europe/Pariss'; did you mean 'Europe/Paris'?"},
    {"europe/paris", "there is no time zone 'europe/paris'; did you mean 'Europe/Paris'?"},
    {"Paris", "there is no time zone 'Paris'; did you mean 'Europe/Paris'?"},
    {"New_York", "there is no time zone 'New_York'; did you mean 'America/New_York'?"},
    {"UTCC", "there is no time zone 'UTCC'; did you mean 'UTC'?"}, /* a link, and three deep */
    {"America/Argentina/Ushuaja", "there is no time zone 'America/Argentina/Ushuaja'; did you mean "
                                  "'America/Argentina/Ushuaia'?"},
    {"Qqqqqq", "there is no time zone 'Qqqqqq'; one is written as in Europe/Paris"},
    {"", "there is no time zone ''; one is written as in Europe/Paris"},
    /* what is in the folder, and what GLib would take beside */
    {"zone1970.tab", "there is no time zone 'zone1970.tab'; one is written as in Europe/Paris"},
    {"localtime", "there is no time zone 'localtime'; one is written as in Europe/Paris"},
    {"/usr/share/zoneinfo/Europe/Oslo",
     "there is no time zone '/usr/share/zoneinfo/Europe/Oslo'; one is written as in Europe/Paris"},
    {"Asia/../Asia/Tokyo",
     "there is no time zone 'Asia/../Asia/Tokyo'; one is written as in Europe/Paris"},
    {"right/Asia/Tokyo",
     "there is no time zone 'right/Asia/Tokyo'; one is written as in Europe/Paris"},
    {"\x1b[2J", "there is no time zone '\\x1b[2J'; one is written as in Europe/Paris"},
};

START_TEST(an_unknown_zone_names_the_nearest)
{
    struct zones *zones = zones_new();
    struct error e = {""};
    ck_assert_ptr_null(zone_find(zones, refused[_i].name, &e));
    ck_assert_str_eq(e.text, refused[_i].error);
    zones_free(zones);
}
END_TEST

START_TEST(without_the_data_base_its_package_is_named)
{
    setenv("TZDIR", "/nowhere", 1);
    struct zones *zones = zones_new();
    struct error e = {""};
    ck_assert_ptr_null(zone_find(zones, "Europe/Paris", &e));
    ck_assert_str_eq(e.text,
                     "there are no time zones in /nowhere; on Debian: apt-get install tzdata");
    ck_assert_ptr_nonnull(zone_find(zones, "UTC", &e));
    zones_free(zones);
    unsetenv("TZDIR");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_loop_test(t, a_local_time_is_a_moment, 0, sizeof moments / sizeof *moments);
    tcase_add_test(t, the_second_of_two_is_seen_only);
    tcase_add_test(t, the_process_has_no_part_in_it);
    tcase_add_loop_test(t, moments_keep_their_order, 0, 5);
    tcase_add_test(t, a_zone_is_read_once);
    tcase_add_loop_test(t, an_unknown_zone_names_the_nearest, 0, sizeof refused / sizeof *refused);
    tcase_add_test(t, without_the_data_base_its_package_is_named);
}

int main(void)
{
    return run_tests("zone", add);
}
