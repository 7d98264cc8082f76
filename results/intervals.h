/* The intervals in which a run's series are told, in tables and traces: seconds, or longer ones,
 * the same for all lines and the same for all servers, where there would be too many. */
#ifndef RESULTS_INTERVALS_H
#define RESULTS_INTERVALS_H

#include "results/record.h"

/* How long one is, in seconds. Of a run that has ended, as all here. */
uint32_t intervals_of_lines(const struct record *r);
uint32_t intervals_of_servers(const struct record *r);

/* Seconds up to the last in which there was something; at least one, and none behind the end of the
 * run. 0 of a link that is no line, or is not recorded (NULL). */
size_t intervals_line_seconds(const struct record *r, const struct link_record *l);
size_t intervals_server_seconds(const struct record *r, const struct server_record *s);

/* Nanoseconds of a second are its utilisation, and packets times nanoseconds its mean queue,
 * exactly, when read as billionths. */
struct interval_row {
    sim_time busy, waiting; /* of a second, on average */
    uint32_t max_queue;
    uint64_t drops;
};

/* The interval of `step` seconds that begins with the second `first`. */
struct interval_row interval_row(const struct series *s, size_t first, uint32_t step);

#endif
