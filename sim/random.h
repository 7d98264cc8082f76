/* Random streams: Philox4x32-10, a counter-based generator (Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", SC11), so that every entity and purpose has a stream of its own
 * that no other draw disturbs. Draws that decide something are made in integers, so that they are
 * the same on every processor; GSL's distributions work on a stream through random_gsl(). */
#ifndef SIM_RANDOM_H
#define SIM_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

#include <gsl/gsl_rng.h>

#include "sim/time.h"

/* What a draw is for. Numbers are part of a stream's identity: add at the end, never renumber. */
enum random_purpose {
    RANDOM_RESET = 1,
    RANDOM_LOSS = 2,
    RANDOM_DUPLICATE = 3,
    RANDOM_REORDER = 4,
    RANDOM_CORRUPT = 5,
    RANDOM_PEER = 6,      /* xids, strengths */
    RANDOM_SCENARIO = 7,  /* a scenario itself */
    RANDOM_RETRY = 10,    /* of a phone's TFTP: how long it waits */
    RANDOM_JITTER = 11,   /* of a link's delay */
    RANDOM_LATENESS = 12, /* of a host's timers */
    RANDOM_SHUFFLE = 13,  /* of runs that are compared */
    RANDOM_RESAMPLE = 14, /* of rows of a design */
    RANDOM_SETTING = 20,  /* who has a setting that a share of a group has */
    RANDOM_POINT = 31,    /* of a plan: which of its points a site has */
    RANDOM_QUEUE = 30,    /* of a link: which packets are dropped early, how flows are hashed */
    RANDOM_CALL = 21,     /* where a call's numbers begin, and its packets' times */
    RANDOM_TALK = 22,     /* how long somebody talks, and is silent */
    RANDOM_DATA = 23,     /* when other traffic's packets leave, and how long they are */
    RANDOM_TEST = 100,
};

struct random_stream {
    uint32_t key[2];     /* the seed */
    uint32_t counter[4]; /* [0]: block of the stream; [1] purpose, [2] entity, [3] replication */
    uint32_t block[4];   /* four draws at a time */
    uint32_t used;       /* of block */
};

/* A stream has 2^34 draws of 32 bits and then begins again. */
void random_init(struct random_stream *r, uint64_t seed, uint32_t replication, uint32_t entity,
                 enum random_purpose purpose);
/* A number that names an entity by its text, the same on every machine. */
uint32_t random_entity(const char *name);

uint32_t random_u32(struct random_stream *r);
uint64_t random_u64(struct random_stream *r);
/* Uniform from 0 to `limit` - 1, without bias (Lemire's method); `limit` is not 0. */
uint64_t random_below(struct random_stream *r, uint64_t limit);
/* True with a probability of `parts_per_billion`. Always one draw. */
bool random_chance(struct random_stream *r, uint32_t parts_per_billion);
/* Uniform from 0 to `longest`, both included. */
sim_time random_time(struct random_stream *r, sim_time longest);

/* Exponential with that mean, ns, of which there may be TIME_NEVER / 40; to the nearest nanosecond.
 */
sim_time random_exponential(struct random_stream *r, double mean);

/* The stream as GSL sees it: draws come from `r`, which must outlive it. Nothing is allocated. */
gsl_rng random_gsl(struct random_stream *r);

#endif
