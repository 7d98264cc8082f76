/* A site's line followed packet by packet: phones that go round by TFTP, and what others send
 * beside them, both ways. Lindley's recursion, for a ring of clients and streams that do not care;
 * how the upgrade's rounds and others' packets fall in with each other is a matter of their phases,
 * and has no formula. Arithmetic only, nothing is allocated. doc/analytic.md, "Beside others". */
#ifndef MODELS_ANALYTIC_BESIDE_LINE_H
#define MODELS_ANALYTIC_BESIDE_LINE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    BESIDE_STREAMS = 128, /* that are followed at most */
    BESIDE_ROOM = 4096,   /* packets under way anywhere */
    BESIDE_BINS = 1024,
};

enum beside_direction { BESIDE_DOWN, BESIDE_UP, BESIDE_DIRECTIONS };

/* Packets that are alike, one after the other. */
struct beside_stream {
    enum beside_direction direction;
    double gap;         /* s from one to the next, on average if they come at random */
    double takes;       /* s of the line */
    double bytes;       /* on it */
    bool random, first; /* first: goes before what is not */
    bool heard;         /* its waits are wanted */
};

/* Phones that are alike, each with a window under way. */
struct beside_ring {
    uint32_t phones, window;
    double takes[BESIDE_DIRECTIONS]; /* s of a block on the line down, and of an ACK on it up ... */
    double bytes[BESIDE_DIRECTIONS]; /* ... and bytes of these */
    double answer;                   /* s from a block's having left the line until its ACK is at
                                      * the line up ... */
    double serving;                  /* ... and from there until the next block is at the line */
    double spacing;                  /* s between blocks of the server */
    double patience;                 /* s until what is lost is sent again */
    double spread;                   /* s within which phones begin */
    double room[BESIDE_DIRECTIONS];  /* packets that wait, or bytes; of each class as many */
    bool in_bytes[BESIDE_DIRECTIONS];
};

struct beside_heard {
    double came, lost; /* packets */
    double sum, most;  /* s waited */
    double width;      /* s of a bin */
    uint32_t bins[BESIDE_BINS];
};

struct beside_seen {
    double cycle;    /* s a round; INFINITY: none was made */
    double others;   /* share of the line down that others' packets want in these rounds */
    double repeated; /* of the upgrade's packets: lost, and sent again */
    struct beside_heard heard[BESIDE_DIRECTIONS];
};

struct beside_effort {
    double packets; /* followed at the least; more, as rounds need to settle */
    bool losses;    /* where something is lost, for many times the wait for its repeat */
};

/* From draws of its own: `draw` 0, 1, ... are different ones. False: too much is under way to be
 * followed. */
bool beside_line_run(const struct beside_ring *ring, const struct beside_stream *streams,
                     uint32_t count, struct beside_effort effort, uint32_t draw,
                     struct beside_seen *seen);

#endif
