/* How bursty losses are: the burst ratio of ITU-T G.107, which is the mean length of the runs of
 * lost packets over that of losses at random (1 / (1 - P)). It is what a Markov chain of two states
 * gives, received and lost, with the transitions that were seen (RFC 3611, 4.7.2, has the idea of
 * telling bursts from gaps). */
#ifndef MODELS_VOICE_LOSS_RUNS_H
#define MODELS_VOICE_LOSS_RUNS_H

#include <stdbool.h>
#include <stdint.h>

/* All zero is an empty one. */
struct loss_runs {
    uint64_t packets, lost, runs; /* runs of lost ones */
    bool losing;                  /* the last one was lost */
};

/* The next packet, in the order of sending. */
static inline void loss_runs_add(struct loss_runs *l, bool lost)
{
    l->packets++;
    l->lost += lost;
    l->runs += lost && !l->losing;
    l->losing = lost;
}

/* From 0 to 1; 0 of no packets. */
static inline double loss_runs_share(const struct loss_runs *l)
{
    return l->packets ? (double)l->lost / (double)l->packets : 0;
}

/* 1 when nothing, or all, is lost: then there is nothing to compare with. Below 1 losses keep
 * apart. */
static inline double loss_runs_burst_ratio(const struct loss_runs *l)
{
    if (l->lost == 0 || l->lost == l->packets)
        return 1;
    return (double)l->lost / (double)l->runs * (1 - loss_runs_share(l));
}

#endif
