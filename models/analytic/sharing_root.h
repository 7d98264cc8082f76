/* How a root downloads a file from the centre: by TFTP, in lock-step, the legs of its way, and what
 * it takes of what all share; by HTTP (http.h) windows instead of windows, which slow start makes
 * longer. Arithmetic only. Derived in doc/analytic.md. */
#ifndef MODELS_ANALYTIC_SHARING_ROOT_H
#define MODELS_ANALYTIC_SHARING_ROOT_H

#include "models/analytic/site.h"

/* What many take one after the other. */
enum sharing_stage {
    SHARING_DOWN,
    SHARING_UP,
    SHARING_PROCESSOR,
    SHARING_PORT,
    SHARING_LAN, /* the router's port to a subnet */
    SHARING_STAGES,
};

/* Of whom one phone is: they have the same server and line. */
struct sharing_round {
    const struct analytic_site *site;   /* NULL: by TFTP; else by HTTP ... */
    const struct analytic_group *group; /* ... and then whose it is */
    double round;                       /* s of a window of full blocks, alone */
    double takes[SHARING_STAGES];       /* s of each stage in it */
    double waits;                       /* of `round`: propagation and cables ... */
    double turnaround;                  /* ... and the phone's own */
    double slowest;                     /* s of a block at the slowest stage on its way down */
    double bunch; /* packets by which the queue at the line down grows with a window's block */
    double holds; /* blocks that may wait there */
    /* What a file's transfer is made of. */
    double blksize, windowsize;
    double of_block, of_window; /* 1 / these */
    double line;                /* s of a full block at the line down ... */
    double line_byte;           /* ... of a byte of it there ... */
    double line_empty;          /* ... and of a block without any */
    double byte, empty;         /* on the whole way down, alone, with propagation and cables */
    double opening, name_byte;  /* s of a request without its name, and the agreement on options;
                                 * and of a byte of its name */
    double grant, grant_line;   /* s of the agreement alone, and of its packet at the line down */
    double patience, cpu;       /* s of a phone's turn-around, and of its work on a block */
};

struct sharing_round sharing_round_of(const struct analytic_site *site,
                                      const struct analytic_group *g);

/* A file's transfer. */
struct sharing_fetch {
    double rest;    /* bytes of the last block */
    double opening; /* s from its beginning until the server has been asked for its first window */
    double rounds;  /* whole windows before the last */
    double ends;    /* s of all that is no such round, alone: request, option, last window */
    double last;    /* s of the last window at the line down ... */
    double bytes;   /* ... and of the whole file there, with headers, as s */
    double queue;   /* packets of its own that wait there when another one comes */
};

void sharing_fetch_of(const struct sharing_round *r, const struct analytic_file *file,
                      struct sharing_fetch *fetch);

#endif
