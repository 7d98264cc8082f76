/* What the parts of lockstep share, and nobody else sees. */
#ifndef MODELS_ANALYTIC_LOCKSTEP_PRIVATE_H
#define MODELS_ANALYTIC_LOCKSTEP_PRIVATE_H

#include "models/analytic/fluid.h"
#include "models/analytic/least.h"
#include "models/analytic/lockstep.h"

enum {
    LOCKSTEP_COMMON = LOCKSTEP_LAN_DOWN, /* stages of the centre; then those of each subnet: */
    LOCKSTEP_OF_SUBNET = 5,              /* LAN down, up, load server's processor, port out, in */
    LOCKSTEP_LOADS = 8,
};

/* Times of single packets, for the queues. */
struct lockstep_sizes {
    double block, request; /* s of a full block on the WAN down, and of a request
                              on it up */
    double spacing;        /* s between the blocks of a window where they leave the server ... */
    double pace;           /* ... and there from one phone's window to another's */
};

/* A group, by one method. */
struct lockstep_group {
    const struct analytic_group *g;
    bool local;                          /* from its load server */
    enum lockstep_stage first, end;      /* its stages: from first to below end */
    uint32_t resources[LOCKSTEP_STAGES]; /* numbers of these */
    struct lockstep_sizes sizes;
    struct lockstep_download all;         /* its loads together */
    const struct lockstep_rounds *rounds; /* of these, those that are the rounds of its class */
    double windows[LOCKSTEP_LOADS];
    double flash[LOCKSTEP_LOADS]; /* s that it still writes when a load has come, alone */
    double share;                 /* of its phones that its server serves at the same time: 1,
                                   * unless there are more than transfers */
    double turns;                 /* s for which the last ones have to wait for that ... */
    double repeats;               /* ... and s that repeats take from the line */
    double bytes;                 /* of its last load */
    double alone;                 /* s of all its rounds */
    double back;                  /* s, when its last phone is back, without repeats */
};

struct lockstep_run {
    const struct analytic_site *site;
    uint32_t count, resources;
    struct lockstep_group groups[ANALYTIC_GROUPS];
    struct fluid_class classes[ANALYTIC_GROUPS];
    struct fluid_part parts[ANALYTIC_GROUPS][LOCKSTEP_LOADS];
    double first_reset;            /* of the site */
    double waits[FLUID_RESOURCES]; /* while all phones are there */
};

/* The number of a group's stage among all resources of the run. */
static inline uint32_t lockstep_resource(const struct lockstep_group *x, enum lockstep_stage stage)
{
    return x->resources[stage];
}

/* Names the answer's region, and says whether all_back is no more than a bound; after fluid_run,
 * with group_back and all_back as if nothing were lost. What repeats cost is added to them. */
void lockstep_region(struct lockstep_run *r, struct analytic_answer *a);

#endif
