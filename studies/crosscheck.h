/* One scenario on two engines, and how far apart they are. */
#ifndef STUDIES_CROSSCHECK_H
#define STUDIES_CROSSCHECK_H

#include "results/summary.h"
#include "scenarios/scenario.h"
#include "sim/engine.h"

enum { CROSSCHECK_NAME = 48 };

/* Two engines agree when, with UDP alone, all packets are the same and on the wire at the same time
 * and phones have their loads at the same time, within CROSSCHECK_UDP; with TCP, when each phone
 * has its load at a time within CROSSCHECK_TCP of the other's. */
#define CROSSCHECK_UDP (1 * MICROSECONDS)
#define CROSSCHECK_TCP 0.01

struct crosscheck_side {
    uint32_t completed;
    sim_time upgrade_time;
    uint64_t packets, wan_packets; /* sent on all links, and on the WAN both ways */
    uint64_t fingerprint;
};

/* Without pointers, so that a worker process can return it. */
struct crosscheck {
    struct crosscheck_side side[2];
    uint32_t phones;
    bool tcp; /* there were TCP segments */
    /* Of the phones that have the same end on both: the largest difference, and whose it is; and
     * the largest as a part of the time since the start. */
    sim_time phone_apart;
    char phone[CROSSCHECK_NAME];
    double phone_ratio;
    uint32_t other_ends; /* phones that have completed on one engine only */
    /* The packets of each direction of each link, one after the other. */
    uint64_t differ;     /* in what they are */
    sim_time wire_apart; /* the largest difference in time of those that do not */
    sim_time first_at;   /* when the first sent that differs in either; -1: none */
    char first_link[CROSSCHECK_NAME];
};

/* Runs it on both. Negative with the error filled in when an engine cannot run it. */
int crosscheck_run(const struct scenario *s, const struct engine *const engines[2],
                   struct crosscheck *result, struct error *e);
bool crosscheck_agrees(const struct crosscheck *c);

#endif
