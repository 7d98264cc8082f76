/* The bottleneck between server and clients, as far as a capture tells of it: its rate, its queue,
 * and what a round takes beside them. */
#ifndef STUDIES_CAPTURE_LINE_H
#define STUDIES_CAPTURE_LINE_H

#include "studies/capture_rounds.h"

enum capture_rate_from {
    CAPTURE_RATE_NONE,   /* nothing waited for the line: `least` is all that is known */
    CAPTURE_RATE_PAIRS,  /* packets that had waited one behind the other */
    CAPTURE_RATE_BURSTS, /* the packets of one window */
    CAPTURE_RATE_SIZES,  /* short blocks are back sooner than full ones */
};

/* Blocks that were lost behind the capture; not told where the line was not busy, or before it. */
enum capture_lost { CAPTURE_LOST_NOT_TOLD, CAPTURE_LOST_IN_QUEUE, CAPTURE_LOST_ELSEWHERE };

/* What one side takes of a round whose block did not wait, beside the block's time on the line. */
struct capture_base {
    double value, low, high; /* s, with 95 % */
    size_t count;            /* of how many rounds; 0: it is the least of all, and so too much */
};

struct capture_line {
    bool before; /* the queue is between the server and the capture; else behind it */
    enum capture_rate_from from;
    enum capture_sure rate_sure;
    double rate, rate_low, rate_high; /* bit/s of IP packets, their headers included */
    size_t rate_count;                /* pairs, bursts or blocks that it is of */
    double least;                     /* bit/s that were seen in the busiest second */
    double used;                      /* share of the rate in that second; 0: rate not known */

    double waited; /* s, the longest wait in the queue of a packet that was not lost */
    double full;   /* s, the longest but for one in a hundred, which a busy host may have kept */
    double queue;  /* packets of a full block that fit beside the one on the line */
    enum capture_sure queue_sure;
    bool queue_is_least; /* no packet was lost there, so there may be room for more */

    struct capture_base client, server;
    double silence; /* s. What takes longer on the server's side has waited for a timer */

    uint64_t lost_before, lost_behind; /* blocks that were sent again, by where they were lost */
    enum capture_lost lost_where;
    uint64_t blocks; /* that were seen, for comparison */
};

/* s. What takes longer than this, of rounds such as these, has waited for a timer. */
double capture_line_silence(const struct capture_spread *rounds);
void capture_line_find(struct capture_line *l, const struct capture_rounds *r,
                       const struct capture_transfers *t);

#endif
