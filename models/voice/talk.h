/* When somebody talks: all the time, or in spurts with pauses between, whose lengths are drawn from
 * exponential distributions with the means of ITU-T P.59 (03/1993), table 1. In whole packets: a
 * length is rounded to the nearest number of them, and is at least one.
 *
 * Not modelled: that people listen to each other (P.59's double talk and mutual silence: the two
 * ends of a call talk independently), comfort noise in pauses (G.729 annex B: 2 bytes now and
 * then). Validated: tests/models/voice/talk_test.c. */
#ifndef MODELS_VOICE_TALK_H
#define MODELS_VOICE_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/time.h"

#define TALK_SPURT_MEAN (1004 * MILLISECONDS)
#define TALK_PAUSE_MEAN (1587 * MILLISECONDS)

/* An exponential draw with that mean, out of the owner's random stream. */
struct talk_draw {
    sim_time (*exponential)(void *user, sim_time mean);
    void *user;
};

struct talk {
    sim_time interval;            /* of a packet */
    sim_time spurt, pause;        /* means; a pause of 0: it never ends */
    const struct talk_draw *draw; /* NULL when nothing is to be drawn */
    uint64_t left;                /* packets of the present spurt */
};

/* All the time. */
void talk_init(struct talk *t, sim_time interval);
/* In spurts, a pause first. `draw` must outlive it. */
void talk_init_spurts(struct talk *t, sim_time interval, sim_time spurt, sim_time pause,
                      const struct talk_draw *draw);
/* How many packets are left out before the next one: 0 but for the first of a spurt. */
uint64_t talk_next(struct talk *t);

#endif
