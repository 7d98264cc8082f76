/* What else is on a site's WAN beside the upgrade: calls, and packets that come at random. How long
 * the upgrade takes then, and how long packets of calls wait.
 *
 * Of phones by TFTP over the WAN, roots of Peer Firmware Sharing included, the line is followed
 * packet by packet (beside_line.h), with and without others; what a round takes longer, the
 * downloads take. By HTTP the time is a lower bound, and waits are not known. doc/analytic.md,
 * "Beside others". */
#ifndef MODELS_ANALYTIC_BESIDE_H
#define MODELS_ANALYTIC_BESIDE_H

#include "models/analytic/site.h"

enum { ANALYTIC_FLOWS = 32, ANALYTIC_QUANTILES = 65 };

/* Packets of others in one direction, all alike. */
struct analytic_flow {
    bool down;      /* to the site */
    double rate;    /* packets/s, all together */
    double bytes;   /* of the IP packet */
    double streams; /* that send at constant times, each for itself; 0: at random (Poisson) */
    bool first;     /* they go before the upgrade, whatever waits */
    bool heard;     /* of calls: their waits are wanted */
};

/* Of packets of calls at the line, one way: waiting, without their own time on it. */
struct analytic_waits {
    double lost;                          /* share */
    double mean, most;                    /* s */
    double quantiles[ANALYTIC_QUANTILES]; /* s, evenly from the least to the longest */
};

/* By one method; index 0 down, 1 up. */
struct analytic_heard {
    bool known;
    double
        fetching; /* share of the time until all are back in which somebody fetches over the WAN */
    struct analytic_waits busy[2]; /* in that time */
    struct analytic_waits idle[2]; /* in the rest of it */
};

struct analytic_others {
    struct analytic_flow flows[ANALYTIC_FLOWS];
    uint32_t flow_count;
    bool times_only; /* waits are not wanted: two draws will do */
    /* Out. */
    struct analytic_heard heard[ANALYTIC_METHODS];
};

/* Of answers that are as if the upgrade had the line for itself: what they are beside the site's
 * others. */
void analytic_beside(const struct analytic_site *site,
                     struct analytic_answer answers[ANALYTIC_METHODS]);

#endif
