/* The scoreboard of a sender with selective acknowledgements: what of its stream has arrived above
 * the first byte that has not, and what follows from that (RFC 6675; the names in brackets are
 * its).
 *
 * Arithmetic only: places are those of tcp_queue.h. `first` is the first place that is not
 * acknowledged (HighACK + 1), `highest` the one behind all that was sent (HighData + 1). */
#ifndef SIM_NATIVE_TCP_SACK_H
#define SIM_NATIVE_TCP_SACK_H

#include <stdbool.h>
#include <stdint.h>

/* From a place to the one behind. */
struct tcp_range {
    int64_t from, until;
};

/* All zero is an empty one. */
struct tcp_scoreboard {
    struct tcp_range *ranges; /* that have arrived, in order, with gaps between them */
    uint32_t count, room;
    int64_t again;   /* behind what was sent again in this recovery (HighRxt + 1) */
    int64_t rescued; /* a rescue is in order when `first` is beyond it (RescueRxt) */
};

void tcp_sack_fini(struct tcp_scoreboard *b);
/* The range has arrived. True when some of it was not known of (Update). */
bool tcp_sack_add(struct tcp_scoreboard *b, struct tcp_range range);
/* All before `place` is acknowledged. */
void tcp_sack_release(struct tcp_scoreboard *b, int64_t place);
/* Bytes that have arrived in the range. */
int64_t tcp_sack_bytes(const struct tcp_scoreboard *b, struct tcp_range range);
/* Whether the byte at `place`, which has not arrived, is taken for lost: three ranges have arrived
 * above it, or more than two segments of `mss` bytes (IsLost). */
bool tcp_sack_is_lost(const struct tcp_scoreboard *b, int64_t place, int64_t mss);
/* Bytes that are on their way (SetPipe). */
int64_t tcp_sack_pipe(const struct tcp_scoreboard *b, int64_t first, int64_t highest, int64_t mss);
/* The gap around `place`, or the next one above if that has arrived; its end is at most `highest`.
 */
struct tcp_range tcp_sack_gap(const struct tcp_scoreboard *b, int64_t place, int64_t highest);
/* The lowest gap, from `again` on, below something that has arrived (NextSeg, 1.a and 1.b). False:
 * there is none. */
bool tcp_sack_hole(const struct tcp_scoreboard *b, int64_t first, struct tcp_range *hole);
/* The highest gap: in it is the last byte that has not arrived. Empty: there is none. */
struct tcp_range tcp_sack_last_gap(const struct tcp_scoreboard *b, int64_t first, int64_t highest);

#endif
