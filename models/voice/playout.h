/* When received speech is played: the buffer that hides differences of delay.
 *
 * A talk spurt is played without gaps: all its packets at the same time after they left, which is
 * set by its first packet and only changes between spurts, where nobody hears it.
 * - fixed: that packet's delay in the network, and `delay` more;
 * - adaptive: d + 4 v, or d + `least` if that is later, where d is a mean of the delays and v one
 * of their deviations: algorithm 4 of R. Ramjee, J. Kurose, D. Towsley, H. Schulzrinne, "Adaptive
 * playout mechanisms for packetized audio applications in wide-area networks", INFOCOM 1994: means
 * with a weight of 1/8 for the new value, and d follows a spike's slope from a jump of over 2 v +
 * 100 ms until it has flattened out. The paper has no least: on an idle line v goes to 0, and what
 * is a millisecond late would be lost, which no device lets happen. The first spurt is played as
 * with `delay` (v begins with a quarter of it). A packet that comes after its time is lost as late.
 * One that would wait longer than `buffer` finds no room, and is lost too. Delays are from where a
 * packet left to where it came: of another clock the difference would be in all of them, and times
 * of playing would be the same.
 *
 * Not modelled: speech that is stretched or shortened within a spurt. Validated:
 * tests/models/voice/playout_test.c. */
#ifndef MODELS_VOICE_PLAYOUT_H
#define MODELS_VOICE_PLAYOUT_H

#include <stdbool.h>

#include "sim/time.h"

struct playout_config {
    bool adaptive;
    sim_time delay;  /* beyond the first packet's */
    sim_time buffer; /* how much speech has room */
    sim_time least;  /* beyond the mean delay, of the adaptive one */
};

/* What becomes of a packet. */
enum playout_verdict { PLAYOUT_PLAYED, PLAYOUT_LATE, PLAYOUT_NO_ROOM };

struct playout {
    struct playout_config config;
    sim_time offset; /* from a packet's leaving to its being played: of the present spurt */
    /* Of the adaptive one. */
    bool heard, spike;
    sim_time mean, deviation; /* d and v */
    sim_time last[2];         /* delays of the packets before, the latest first */
    sim_time flatness;        /* how steep the spike still is */
};

void playout_init(struct playout *p, const struct playout_config *config);
/* A packet has come with that delay: each one, in the order of arrival, before anything else. */
void playout_heard(struct playout *p, sim_time delay);
/* ... and it is the first of a spurt that has come. */
void playout_begin(struct playout *p, sim_time delay);
/* What becomes of a packet of a spurt with that offset. */
enum playout_verdict playout_judge(const struct playout *p, sim_time offset, sim_time delay);

#endif
