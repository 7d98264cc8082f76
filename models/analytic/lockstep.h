/* Phones that fetch their files by TFTP, window by window, each by itself: from
 * the centre over the WAN, or from their subnet's load server. What one takes
 * alone, what it takes of what all share, and how long all take together
 * (fluid.h). Arithmetic only, nothing is allocated.
 *
 * Derivation, regions, what is not modelled and how it was validated:
 * doc/analytic.md, "Lock-step".
 */
#ifndef MODELS_ANALYTIC_LOCKSTEP_H
#define MODELS_ANALYTIC_LOCKSTEP_H

#include "models/analytic/site.h"

enum { LOCKSTEP_LOADS = 8 }; /* at most, one phone's */

/* The stages of the way, both directions; all but one are shared. */
enum lockstep_stage {
    LOCKSTEP_PORT_OUT,  /* the server's port, from it */
    LOCKSTEP_DOWN,      /* the WAN; not from a load server */
    LOCKSTEP_LAN_DOWN,  /* the router's port of the subnet; not from a load server */
    LOCKSTEP_OWN,       /* the switch's port to the phone, where nobody else is: no time of it */
    LOCKSTEP_PORT_IN,   /* ... and back: the server's port, */
    LOCKSTEP_UP,        /* the WAN, */
    LOCKSTEP_LAN_UP,    /* the port between switch and router */
    LOCKSTEP_PROCESSOR, /* the server's, for both directions */
    LOCKSTEP_STAGES,
};

enum lockstep_kind {
    LOCKSTEP_WINDOWS, /* full ones */
    LOCKSTEP_LAST,    /* windows: one a file */
    LOCKSTEP_AGREED,  /* requests that are answered by an OACK */
    LOCKSTEP_KINDS,
};

/* One kind of rounds of one phone. */
struct lockstep_rounds {
    double count;
    double alone;                  /* s of all of them, when nobody else is there */
    double takes[LOCKSTEP_STAGES]; /* s of each stage, a round */
};

enum { LOCKSTEP_LINES = 4 }; /* as the stages: server's port, WAN, router's port, phone's own */

/* One phone's downloads of all its loads, alone: each from its first request until it has seen the
 * last block.
 */
struct lockstep_download {
    struct lockstep_rounds kinds[LOCKSTEP_KINDS];
    double work[LOCKSTEP_STAGES];    /* s of each stage, of all rounds ... */
    double longest[LOCKSTEP_STAGES]; /* ... and of the one that takes longest there */
    double alone;                    /* s of all rounds ... */
    double propagation;              /* ... of which on cables and the WAN, ... */
    double serving;                  /* ... of the server's processor ... */
    double turnaround;               /* ... and its own, work on a window's blocks included */
    double files;                    /* of all loads */
    double bytes;                    /* of the last load */
    double last_block;               /* bytes of its last block that is not empty */
    double windows[LOCKSTEP_LOADS];  /* of each load: how many are full ... */
    double flash[LOCKSTEP_LOADS];    /* ... and, but for the last one, s that flash still writes
                                      * when its last block has been seen, alone */
};

/* The whole answer of a method by which all groups fetch by TFTP, each phone by
 * itself. */
void lockstep_evaluate(const struct analytic_site *site, enum analytic_method method,
                       struct analytic_answer *answer);

#endif
