/* Moments and days as they are printed: in English, whatever the process's locale and time zone. */
#ifndef PLANNER_WHEN_H
#define PLANNER_WHEN_H

#include <stdint.h>

#include "planner/date.h"
#include "planner/zone.h"

enum { WHEN_ROOM = 48 }; /* bytes that a text takes, at most */

/* Each writes into `text` and returns it. Moments are seconds of UTC. */

/* For a person, by the zone's clocks: "Tue 1 Dec 22:00"; seconds are left out. */
char *when_local(char text[static WHEN_ROOM], const struct zone *zone, int64_t utc);
/* For a person, a day: "Tue 1 Dec". */
char *when_day(char text[static WHEN_ROOM], date_day day);

/* For files, ISO 8601: by the zone's clocks, "2026-12-01T22:00:00+01:00"; seconds of an offset,
 * which none has had since 1972, are left out. */
char *when_iso(char text[static WHEN_ROOM], const struct zone *zone, int64_t utc);
/* "2026-12-01T21:00Z", or "2026-12-01T21:00:30Z" where there are seconds. */
char *when_utc(char text[static WHEN_ROOM], int64_t utc);
/* "2026-12-01". */
char *when_date(char text[static WHEN_ROOM], date_day day);

#endif
