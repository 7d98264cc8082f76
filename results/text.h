/* Numbers as people read them, and as files hold them. Integer arithmetic and the C locale's
 * digits: the same everywhere. */
#ifndef RESULTS_TEXT_H
#define RESULTS_TEXT_H

#include <stdint.h>
#include <stdio.h>

#include "sim/time.h"

/* Returned by value, so that text_duration(t).text can be an argument of printf. */
struct text {
    char text[48];
};

/* For people: "1 h 46 min 38.2 s", "9 min 20.0 s", "38.2 s", "140.3 ms", "50.0 us", "0 s"; rounded
 * once, "none" when `t` is negative. */
struct text text_duration(sim_time t);
/* "284.0 MB", "7.1 kB", "512 B": decimal prefixes. */
struct text text_bytes(uint64_t bytes);
/* "384 kbit/s", "1.544 Mbit/s", "100 Mbit/s"; three decimals at most. */
struct text text_rate(uint64_t bits_per_second);
/* "98.6 %" of the ratio 0.986. */
struct text text_percent(double ratio);
/* "554,720". */
struct text text_count(uint64_t count);

/* For files: seconds with nine decimals, exactly; empty when `t` is negative. */
struct text text_seconds(sim_time t);
/* part / whole with six decimals, rounded; "0.000000" when `whole` is 0. */
struct text text_ratio(uint64_t part, uint64_t whole);
/* A field of a CSV file (RFC 4180): in quotes where it must be; nothing of NULL. One that a
 * spreadsheet would take for a formula has a ' in front, which table_read takes away again. */
void text_csv(FILE *file, const char *field);

#endif
