/* The segments of one answer by TCP, as they come to the one that asked: slow start from the
 * initial window, an ACK for each second segment or after a while, the receiver's window, and the
 * stage of the way that is slowest.
 *
 * Sources: slow start RFC 5681, whose windows grow by half a round trip with delayed ACKs, as in
 * Cardwell, Savage, Anderson 2000 (equation 13), here segment by segment. Not modelled: what is
 * lost, what is sent again, a window that changes. */
#ifndef MODELS_ANALYTIC_HTTP_TRAIN_H
#define MODELS_ANALYTIC_HTTP_TRAIN_H

#include <stdint.h>

/* Of times, those of full segments. */
struct http_way {
    double there;   /* s from the server to the phone, waiting nowhere */
    double back;    /* s that an ACK takes */
    double service; /* s from one segment of a phone to its next where the way is full */
    double part;    /* s that a full segment spends on lines: what a shorter one saves */
    double window;  /* segments in flight, at most */
    double initial; /* ... at first */
    double write;   /* s in which the phone writes a segment to flash */
};

struct http_arrival {
    double last;    /* s from the first segment's departure until the last one is there */
    double written; /* s, the same until all is written */
    double queue;   /* s, the longest wait of a segment before the slowest stage */
};

/* `segments`, the last of which may be short: 1.5 are one and a half. `writing`: s from the first
 * departure on for which the phone has still to write what came before. */
struct http_arrival http_train(const struct http_way *way, double segments, double writing);

#endif
