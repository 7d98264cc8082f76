/* Time zones of the IANA's data base (Debian's tzdata): what clocks show, as seconds of UTC, and
 * back. The process's own time zone and locale have no part in it; TZDIR, if it is set, names the
 * folder of the data base.
 *
 * Where clocks are changed, one rule holds: a local time is the first moment at which clocks show
 * it, or, if a change skips it, the moment of the change. So 02:30 on the night in spring in which
 * clocks go from 02:00 to 03:00 is 03:00, 02:30 in the night in autumn in which they go from 03:00
 * back to 02:00 is the first of two, and a later local time is never an earlier moment. */
#ifndef PLANNER_ZONE_H
#define PLANNER_ZONE_H

#include <stdint.h>

#include "base/error.h"
#include "planner/date.h"

/* Zones that have been asked for, each read once. */
struct zones;
struct zone;

struct zones *zones_new(void);
void zones_free(struct zones *zones); /* with its zones */

/* The zone of that name, as in "Europe/Paris"; "UTC" needs no data base. It stays the zones'.
 * Errors (NULL): there is none of that name, and the nearest one is named; there is no data base,
 * and the package is. */
const struct zone *zone_find(struct zones *zones, const char *name, struct error *e);

const char *zone_name(const struct zone *zone);

/* Seconds of UTC since 1970, by the rule above. */
int64_t zone_to_utc(const struct zone *zone, struct civil local);
/* What clocks show then. */
struct civil zone_from_utc(const struct zone *zone, int64_t utc);
/* How many seconds they are before UTC then: 3,600 in Paris in winter. */
int32_t zone_offset(const struct zone *zone, int64_t utc);
/* "CET", or "+11" in zones whose times have no English name. It stays the zones'. */
const char *zone_abbreviation(const struct zone *zone, int64_t utc);

#endif
