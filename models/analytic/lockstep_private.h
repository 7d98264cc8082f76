/* What the parts of lockstep share, and nobody else sees. */
#ifndef MODELS_ANALYTIC_LOCKSTEP_PRIVATE_H
#define MODELS_ANALYTIC_LOCKSTEP_PRIVATE_H

#include "models/analytic/fluid.h"
#include "models/analytic/least.h"
#include "models/analytic/lockstep.h"

enum {
    LOCKSTEP_COMMON = 5,    /* resources of the centre; then those of each subnet: */
    LOCKSTEP_OF_SUBNET = 5, /* LAN down, up, load server's processor, port out, in */
};

/* A group, by one method. What is said of its class's demands is in the same order as these. */
struct lockstep_group {
    const struct analytic_group *g;
    bool local;                           /* from its load server */
    uint32_t server, lan;                 /* first resource of its server, and of its subnet */
    struct lockstep_download all;         /* its loads together */
    const struct lockstep_rounds *rounds; /* of these, those that are the rounds of its class */
    enum lockstep_stage stages[LOCKSTEP_STAGES]; /* of each demand */
    double bursts[LOCKSTEP_STAGES];              /* ... and s of a phone's longest round there */
    double spacing; /* s between the blocks of a window where they leave the server ... */
    double pace;    /* ... and there from one phone's window to another's */
    double share;   /* of its phones that its server serves at the same time: 1, unless there are
                     * more than transfers */
    double turns;   /* s for which the last ones have to wait for that ... */
    double repeats; /* ... and s that repeats take from the line */
    double back;    /* s, when its last phone is back, without repeats */
};

struct lockstep_run {
    const struct analytic_site *site;
    uint32_t count, resources;
    struct lockstep_group groups[ANALYTIC_GROUPS];
    struct fluid_class classes[ANALYTIC_GROUPS];
    struct fluid_part parts[ANALYTIC_GROUPS][LOCKSTEP_LOADS];
    double first_reset;             /* of the site */
    struct fluid_waits together;    /* while all phones are there */
    double busy[FLUID_RESOURCES];   /* s of work on each resource */
    double bursts[FLUID_RESOURCES]; /* ... and of the longest rounds of all phones */
};

/* The number of a group's stage among all resources of the run. */
uint32_t lockstep_resource(const struct lockstep_group *x, enum lockstep_stage stage);

/* What flash still has to write when the last block has been seen, after a download of so long. */
double lockstep_flash(const struct analytic_group *g, double bytes, double last_block,
                      double seconds);

/* Names the answer's region, and says whether all_back is no more than a bound; after fluid_run,
 * with group_back and all_back as if nothing were lost. What repeats cost is added to them. */
void lockstep_region(struct lockstep_run *r, struct analytic_answer *a);

#endif
