/* What the parts of lockstep share, and nobody else sees. */
#ifndef MODELS_ANALYTIC_LOCKSTEP_PRIVATE_H
#define MODELS_ANALYTIC_LOCKSTEP_PRIVATE_H

#include "models/analytic/fluid.h"
#include "models/analytic/least.h"
#include "models/analytic/lockstep_way.h"

enum {
    LOCKSTEP_COMMON = 5,    /* resources of the centre; then those of each subnet: */
    LOCKSTEP_OF_SUBNET = 5, /* LAN down, up, load server's processor, port out, in */
};

/* A group, by one method. What is said of its class's demands is in the same order as these. */
struct lockstep_group {
    const struct analytic_group *g;
    bool local;           /* from its load server */
    uint32_t server, lan; /* first resource of its server, and of its subnet */
    const struct lockstep_way *way;
    struct lockstep_download all;         /* its loads together */
    const struct lockstep_rounds *rounds; /* of these, those that are the rounds of its class */
    enum lockstep_stage stages[LOCKSTEP_STAGES];
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
    struct lockstep_way
        ways[ANALYTIC_GROUPS]; /* of those that go another one than the one before */
    struct lockstep_group groups[ANALYTIC_GROUPS];
    struct fluid_class classes[ANALYTIC_GROUPS];
    struct fluid_part parts[ANALYTIC_GROUPS][LOCKSTEP_LOADS];
    double first_reset;             /* of the site */
    struct fluid_waits together;    /* while all phones are there */
    double busy[FLUID_RESOURCES];   /* s of work on each resource */
    double bursts[FLUID_RESOURCES]; /* ... and of the longest rounds of all phones */
};

/* The centre's stages come first among the resources, then those of each subnet: the LAN's two
 * ports, and its load server's three stages in the places of the centre's. In this order: */
static const enum lockstep_stage lockstep_shared[] = {
    LOCKSTEP_DOWN,    LOCKSTEP_UP,       LOCKSTEP_PROCESSOR, LOCKSTEP_PORT_OUT,
    LOCKSTEP_PORT_IN, LOCKSTEP_LAN_DOWN, LOCKSTEP_LAN_UP};

/* The number of a group's stage among all resources of the run. */
static inline uint32_t lockstep_resource(const struct lockstep_group *x, enum lockstep_stage stage)
{
    static const uint32_t places[LOCKSTEP_STAGES] = {
        [LOCKSTEP_DOWN] = 0,     [LOCKSTEP_UP] = 1,      [LOCKSTEP_PROCESSOR] = 2,
        [LOCKSTEP_PORT_OUT] = 3, [LOCKSTEP_PORT_IN] = 4, [LOCKSTEP_LAN_DOWN] = 0,
        [LOCKSTEP_LAN_UP] = 1};
    const bool lan = stage == LOCKSTEP_LAN_DOWN || stage == LOCKSTEP_LAN_UP;
    return places[stage] + (lan ? x->lan : x->server);
}

void lockstep_download_of(struct lockstep_download *download, const struct lockstep_way *w,
                          const struct analytic_group *g);

/* What flash still has to write when the last block has been seen, after a download of so long. */
double lockstep_flash(const struct analytic_group *g, double bytes, double last_block,
                      double seconds);

/* Names the answer's region, and says whether all_back is no more than a bound; after fluid_run,
 * with group_back and all_back as if nothing were lost. What repeats cost is added to them. */
void lockstep_region(struct lockstep_run *r, struct analytic_answer *a);

#endif
