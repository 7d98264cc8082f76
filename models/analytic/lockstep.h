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

/* What phones share on their way, both directions. */
enum lockstep_stage {
    LOCKSTEP_DOWN,      /* the WAN; not to a load server */
    LOCKSTEP_UP,        /* ... */
    LOCKSTEP_PROCESSOR, /* the server's */
    LOCKSTEP_PORT_OUT,  /* its port, from it */
    LOCKSTEP_PORT_IN,   /* ... and to it */
    LOCKSTEP_LAN_DOWN,  /* the router's port of the subnet, to the phones; not to a
                           load server */
    LOCKSTEP_LAN_UP,    /* ... and back */
    LOCKSTEP_STAGES,
};

enum lockstep_kind {
    LOCKSTEP_WINDOWS, /* full ones */
    LOCKSTEP_LAST,    /* windows: one a file */
    LOCKSTEP_AGREED,  /* requests that are answered by an OACK */
    LOCKSTEP_KINDS,
};

/* What goes into one kind of rounds of one phone, all of them together. */
struct lockstep_rounds {
    double count;
    double alone;                  /* s, when nobody else is there */
    double takes[LOCKSTEP_STAGES]; /* s of each stage */
};

/* One phone's download of one load, alone: from its first request until it has
 * seen the last block.
 */
struct lockstep_download {
    struct lockstep_rounds kinds[LOCKSTEP_KINDS];
    double propagation; /* s of all these, on cables and the WAN ... */
    double serving;     /* ... of the server's processor ... */
    double turnaround;  /* ... and its own, work on a window's blocks included */
    double bytes;       /* of the files */
    double last_block;  /* bytes of the last block that is not empty */
    double files;
};

/* Of the group's load of that number; `way` is one of the two that lead to a
 * server. */
void lockstep_download_of(struct lockstep_download *download, const struct analytic_site *site,
                          const struct analytic_group *group, enum analytic_way way, uint32_t load);

/* The whole answer of a method by which all groups fetch by TFTP, each phone by
 * itself. */
void lockstep_evaluate(const struct analytic_site *site, enum analytic_method method,
                       struct analytic_answer *answer);

#endif
