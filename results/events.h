/* A run as lines, one for each event that its fingerprint is made of: packets given to a link,
 * delivered and dropped, and phones' changes of state. Two runs can be compared by them, also of
 * two versions of the program.
 *
 * CSV with a header: `time_s` (exact, nine decimals); `event` (sent: given to a link, or, where
 * others may overtake it, taken by its line; delivered, dropped, phone); `place` (the link's name,
 * the phone's); `direction` (down: towards the phones; up; of packets); `digest` (of packets, 16
 * digits: sim/observer.h); `until_s` (of sent: when its last bit has gone out); `content`, for
 * people. Lines are in the order of time, and those of one time in the order of their bytes: equal
 * runs give equal bytes, in whatever order an engine does what happens at once. */
#ifndef RESULTS_EVENTS_H
#define RESULTS_EVENTS_H

#include <stdio.h>

#include "sim/observer.h"

#define EVENTS_HEADER "time_s,event,place,direction,digest,until_s,content"

/* Says what is in a packet, in `size` bytes at most, on one line. */
typedef void events_describe_fn(char *out, size_t size, const struct packet_info *p);

enum { EVENTS_CONTENT_MAX = 512 }; /* bytes of a packet's description */

struct events {
    FILE *out;
    events_describe_fn *describe;
    sim_time now; /* whose lines are held back, to be sorted */
    struct text_lines {
        char *text; /* one behind the other, each ended by a zero */
        size_t length, room;
        size_t *starts;
        size_t count, starts_room;
    } lines;
};

/* Writes the header. Whether all could be written, ferror(out) says; `out` stays the caller's. */
void events_init(struct events *v, FILE *out, events_describe_fn *describe);
/* The observer that feeds `v`, which must outlive the run. It makes a run slower. */
struct observer events_observer(struct events *v);
/* Writes what is held back, and frees. */
void events_finish(struct events *v);

#endif
