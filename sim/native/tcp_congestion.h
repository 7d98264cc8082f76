/* How much a TCP sender may have in flight, and how long it waits for an acknowledgement: slow
 * start, congestion avoidance, fast retransmit (RFC 5681) with NewReno's fast recovery (RFC 6582)
 * and limited transmit (RFC 3042); the retransmission time-out (RFC 6298).
 *
 * Arithmetic only: places are those of tcp_queue.h, and nothing is sent here. */
#ifndef SIM_NATIVE_TCP_CONGESTION_H
#define SIM_NATIVE_TCP_CONGESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/time.h"

enum { TCP_INITIAL_WINDOW = 3, TCP_DUPLICATES = 3 }; /* segments; duplicate ACKs */

#define TCP_RTO_INITIAL (1 * SECONDS)
#define TCP_RTO_AFTER_SYN (3 * SECONDS) /* when a SYN had to be sent again */
#define TCP_RTO_MIN (1 * SECONDS)
#define TCP_RTO_MAX (60 * SECONDS)

/* All in bytes but the count. */
struct tcp_congestion {
    int64_t mss; /* of a full segment */
    int64_t window, threshold;
    int64_t counted; /* in congestion avoidance: acknowledged since the window grew */
    int64_t recover; /* the place that was sent up to when a loss was found last */
    int64_t flight;  /* when the first duplicate ACK came */
    uint8_t duplicates;
    bool recovering, partial; /* in fast recovery; after its first partial ACK */
    bool sack; /* what is sent in recovery is decided by what has arrived (RFC 6675) */
};

void tcp_congestion_init(struct tcp_congestion *g, int64_t mss);
/* Full segments have fewer bytes from now on; the window holds as many. */
void tcp_congestion_set_mss(struct tcp_congestion *g, int64_t mss);
/* The SYN was lost: data begins with one segment. */
void tcp_congestion_syn_lost(struct tcp_congestion *g);
/* Nothing was sent for longer than a time-out. */
void tcp_congestion_restart(struct tcp_congestion *g);
/* Bytes that a sender may have in flight, apart from what the peer's window allows. Limited
 * transmit: each of the first two duplicate ACKs says that a segment has left the network, and lets
 * a new one go. */
static inline int64_t tcp_congestion_allows(const struct tcp_congestion *g, bool new_data)
{
    const bool limited = new_data && !g->recovering && g->duplicates < TCP_DUPLICATES;
    return g->window + (limited ? g->duplicates * g->mss : 0);
}

/* An ACK of `acknowledged` new bytes up to `place`, with `flight` still unacknowledged. True when
 * the first unacknowledged segment is to be sent again (a partial ACK). */
bool tcp_congestion_acknowledged(struct tcp_congestion *g, int64_t acknowledged, int64_t place,
                                 int64_t flight);
/* A duplicate ACK, of `place`, when `sent` was the highest place sent. True when the segment at
 * `place` is to be sent again. */
bool tcp_congestion_duplicate(struct tcp_congestion *g, int64_t place, int64_t sent);
/* With SACK: an ACK has brought news of what has arrived above `place`, of which `lost` is what it
 * says. True when the segment at `place` is to be sent again, and recovery begins. */
bool tcp_congestion_sacked(struct tcp_congestion *g, int64_t place, int64_t sent, bool lost);
/* The retransmission timer has expired, for the first time since an ACK or again. */
void tcp_congestion_timeout(struct tcp_congestion *g, int64_t place, int64_t sent, bool first);

/* The clock has no granularity: RFC 6298's G is 0. */
struct tcp_round_trip {
    sim_time smoothed, variation; /* smoothed 0: there was no sample */
    sim_time shortest;            /* of the samples */
    sim_time timeout;             /* RTO */
    int64_t timed;     /* the ACK of this place is the next sample; 0: none is waited for */
    sim_time timed_at; /* when what ends there was sent */
};

void tcp_round_trip_init(struct tcp_round_trip *r);
/* The way is not full: the round trip is about the shortest, up to a quarter more. */
static inline bool tcp_round_trip_is_short(const struct tcp_round_trip *r)
{
    return r->smoothed <= r->shortest + r->shortest / 4;
}
/* Takes a sample if the ACK of `place` is one. */
void tcp_round_trip_acknowledged(struct tcp_round_trip *r, int64_t place, sim_time now);
/* A new ACK says by its timestamp how long the round trip is; `flight` bytes were under way, in
 * segments of `mss`. Each ACK is a sample, and counts for so much less (RFC 7323, appendix G). */
void tcp_round_trip_echoed(struct tcp_round_trip *r, sim_time measured, int64_t flight,
                           int64_t mss);
/* Doubles the time-out; Karn's rule: what is under way gives no sample. */
void tcp_round_trip_back_off(struct tcp_round_trip *r);

#endif
