/* Hierarchies and lone phones as flows, from file to file; only the files sharing*.c see this.
 *
 *   sharing.c       which flows there are, and what is answered
 *   sharing_flow.c  what a flow does from file to file
 *   sharing_line.c  who is at the line when
 *   sharing_root.c  the legs of a download, sharing_tree.c a file's way down a tree
 */
#ifndef MODELS_ANALYTIC_SHARING_FLOW_H
#define MODELS_ANALYTIC_SHARING_FLOW_H

#include "models/analytic/sharing_root.h"
#include "models/analytic/sharing_tree.h"

/* Hierarchies that are alike, or a group of phones that download each by itself. */
struct sharing_flow {
    const struct analytic_group *group; /* the first of its groups */
    const struct analytic_file *file;   /* under way, or next ... */
    const struct analytic_file *end;    /* ... and what comes after the load's last one */
    bool shares, ended;
    bool known; /* see sharing_is_known */
    uint32_t load;
    double count;       /* that are at the line at once */
    double mates;       /* of one subnet, all flows together */
    double phones;      /* of one hierarchy */
    double first, last; /* resets */
    double flash, check, restart;
    double claims;   /* s from looking for its peers until its last ad ... */
    double search;   /* ... and until it begins to download; 0: it does not share */
    double patience; /* s after which it, or its server, sends again */
    struct sharing_shape shape;
    struct sharing_ports ports;
    struct sharing_round round;
    struct sharing_fetch fetch;
    double begins;   /* when its rounds begin, while it is not at the line */
    double left;     /* rounds; 0: it is not at the line */
    double port;     /* s a round at the least, of the port to its subnet, to all there */
    double cycle;    /* s a round, by what is at the line */
    double received; /* when the last phone began to receive the file before */
    double behind;   /* s by which the last of the hierarchy is behind the first */
    double backlog;  /* s of flash that is still to be written then */
    double sent;     /* s for which its root's port sends */
    double back;     /* the last phone's */
    /* Of all files: */
    double files;
    double rounds;   /* whole windows before the last */
    double ends;     /* s of all that is no such window, alone */
    double fetching; /* s of all of it, as it was */
    double line;     /* s that the line down takes for them */
    double spent[ANALYTIC_PARTS];
};

struct sharing_run {
    const struct analytic_site *site;
    enum analytic_method method;
    struct analytic_answer *answer;
    double first;  /* reset */
    bool rough;    /* roots by HTTP wait for each other: how long is not worked out */
    double unsure; /* s: the longest wait at a line where a root's place in a round is not known */
    uint32_t count;
    struct sharing_flow flows[ANALYTIC_GROUPS];
    uint32_t of[ANALYTIC_GROUPS]; /* a group's flow */
};

/* It resets, and begins with its first load. */
void sharing_boot(struct sharing_run *run, struct sharing_flow *f, double now);
/* It has had its last window but for what comes behind the line, and has the file at `has`: on to
 * the next one, or to its end. */
void sharing_has(struct sharing_run *run, struct sharing_flow *f, double has);
/* What it has spent in which way, when it is at its end. */
void sharing_account(const struct sharing_run *run, struct sharing_flow *f);
/* The answer stands in that region, if not in a worse one. */
void sharing_is_in(struct sharing_run *run, enum analytic_region region);
/* Whether what the hierarchy does hangs on no draw (doc/analytic.md). */
bool sharing_is_known(const struct sharing_run *run, const struct sharing_flow *f);

/* Sees all flows, which have booted, through to their ends. */
void sharing_run_all(struct sharing_run *run);

#endif
