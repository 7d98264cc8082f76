/* Times as they are printed. */
#include "planner/when.h"

#include <check.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support.h"

struct printed {
    const char *zone;
    int64_t utc;
    const char *local, *iso, *plain;
};

static const struct printed printed[] = {
    {"Europe/Paris", 1796158800, "Tue 1 Dec 22:00", "2026-12-01T22:00:00+01:00",
     "2026-12-01T21:00Z"},
    {"Europe/Paris", 1796158830, "Tue 1 Dec 22:00", "2026-12-01T22:00:30+01:00",
     "2026-12-01T21:00:30Z"},
    {"UTC", 1796158859, "Tue 1 Dec 21:00", "2026-12-01T21:00:59+00:00", "2026-12-01T21:00:59Z"},
    {"Asia/Tokyo", 1796158800, "Wed 2 Dec 06:00", "2026-12-02T06:00:00+09:00", "2026-12-01T21:00Z"},
    {"Asia/Kathmandu", 1796158800, "Wed 2 Dec 02:45", "2026-12-02T02:45:00+05:45",
     "2026-12-01T21:00Z"},
    {"America/St_Johns", 1796158800, "Tue 1 Dec 17:30", "2026-12-01T17:30:00-03:30",
     "2026-12-01T21:00Z"},
    {"America/New_York", 1796158800, "Tue 1 Dec 16:00", "2026-12-01T16:00:00-05:00",
     "2026-12-01T21:00Z"},
    /* the two 02:30 of a night */
    {"Europe/Paris", 1792888200, "Sun 25 Oct 02:30", "2026-10-25T02:30:00+02:00",
     "2026-10-25T00:30Z"},
    {"Europe/Paris", 1792891800, "Sun 25 Oct 02:30", "2026-10-25T02:30:00+01:00",
     "2026-10-25T01:30Z"},
    {"America/New_York", 0, "Wed 31 Dec 19:00", "1969-12-31T19:00:00-05:00", "1970-01-01T00:00Z"},
};

static void expect_printed(const struct printed *p)
{
    struct zones *zones = zones_new();
    struct error e = {""};
    const struct zone *zone = zone_find(zones, p->zone, &e);
    ck_assert_msg(zone != NULL, "%s", e.text);
    char text[WHEN_ROOM];
    ck_assert_str_eq(when_local(text, zone, p->utc), p->local);
    ck_assert_str_eq(when_iso(text, zone, p->utc), p->iso);
    ck_assert_str_eq(when_utc(text, p->utc), p->plain);
    zones_free(zones);
}

START_TEST(moments_are_printed)
{
    expect_printed(&printed[_i]);
}
END_TEST

START_TEST(the_process_has_no_part_in_it)
{
    setenv("TZ", "America/Lima", 1);
    setenv("LC_ALL", "fr_FR.UTF-8", 1);
    setlocale(LC_ALL, "");
    expect_printed(&printed[0]);
}
END_TEST

START_TEST(days_are_printed)
{
    char text[WHEN_ROOM];
    ck_assert_str_eq(when_day(text, 20788), "Tue 1 Dec");
    ck_assert_str_eq(when_date(text, 20788), "2026-12-01");
    ck_assert_str_eq(when_day(text, 20820), "Sat 2 Jan");
    ck_assert_str_eq(when_date(text, 20820), "2027-01-02");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_loop_test(t, moments_are_printed, 0, sizeof printed / sizeof *printed);
    tcase_add_test(t, the_process_has_no_part_in_it);
    tcase_add_test(t, days_are_printed);
}

int main(void)
{
    return run_tests("when", add);
}
