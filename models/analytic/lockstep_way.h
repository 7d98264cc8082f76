/* How a phone asks a server by TFTP, window by window: the lines of its way, and what single
 * packets and whole windows take on it when nobody else is there. For lockstep, and for roots of
 * Peer Firmware Sharing. Arithmetic only; seconds, bytes. Derived in doc/analytic.md, "Lock-step".
 */
#ifndef MODELS_ANALYTIC_LOCKSTEP_WAY_H
#define MODELS_ANALYTIC_LOCKSTEP_WAY_H

#include <stdbool.h>

#include "models/analytic/least.h"
#include "models/analytic/lockstep.h"

/* Bytes of IP and UDP, and what TFTP has in them. */
enum {
    LOCKSTEP_UDP = 28,
    LOCKSTEP_DATA = LOCKSTEP_UDP + 4,            /* opcode and block number; so has an ACK */
    LOCKSTEP_REQUEST = LOCKSTEP_UDP + 2 + 1 + 6, /* opcode, the name's end, "octet" */
    LOCKSTEP_OACK = LOCKSTEP_UDP + 2,
};

/* The lines of a way, in the order of the way down; a line that is not there takes no time. */
struct lockstep_lines {
    double byte[LOCKSTEP_LINES]; /* s */
    double framing[LOCKSTEP_LINES], payload_min[LOCKSTEP_LINES];
    double padded; /* the greatest payload_min */
    double delay;  /* s of all cables */
};

/* How a phone asks its server: what holds for all its files. */
struct lockstep_way {
    enum analytic_way way;
    const struct analytic_group *group; /* the first that goes this way */
    struct lockstep_lines down, up;
    double cpu;                   /* of the server */
    double block[LOCKSTEP_LINES]; /* s of a full block on each line, ... */
    double ack[LOCKSTEP_LINES];   /* ... of an ACK, */
    double oack[LOCKSTEP_LINES];  /* ... and of an OACK */
    double block_sum, ack_sum;    /* s of these on all lines */
    double request, delay; /* s of a request with a name of 12 bytes on the WAN; and of cables,
                            * there and back */
    double seen;           /* s until a full window has been seen, ... */
    double alone;          /* ... and until a packet has, behind which no other comes */
    double window;         /* s of a full window's round */
    double agreed; /* s of an OACK until it has been seen, sent after what asks for it was read */
};

void lockstep_way_of(struct lockstep_way *w, const struct analytic_site *site,
                     const struct analytic_group *g, enum analytic_way way);

/* Whether two groups go the same way to servers of the same kind. */
bool lockstep_goes_alike(const struct analytic_group *g, const struct analytic_group *h);

/* Packets of the same way: the time of all together on a line is a matter of their number and
 * their bytes, but for what those that are short are padded with. */
struct lockstep_packets {
    double count, bytes;
    double padding[LOCKSTEP_LINES];
};

static inline void lockstep_pad(struct lockstep_packets *p, const struct lockstep_lines *lines,
                                double bytes)
{
    if (bytes < lines->padded)
        for (int i = 0; i < LOCKSTEP_LINES; i++)
            p->padding[i] += most_of(0, lines->payload_min[i] - bytes);
}

/* s that they take on each line; returns the sum. */
static inline double lockstep_legs_of(double legs[LOCKSTEP_LINES],
                                      const struct lockstep_lines *lines,
                                      const struct lockstep_packets *p)
{
    for (int i = 0; i < LOCKSTEP_LINES; i++)
        legs[i] = (p->bytes + p->padding[i] + p->count * lines->framing[i]) * lines->byte[i];
    return legs[0] + legs[1] + legs[2] + legs[3];
}

double lockstep_legs_of_one(double legs[LOCKSTEP_LINES], const struct lockstep_lines *lines,
                            double bytes);

/* From the moment at which `blocks` full ones and then a last one, which takes so long on each
 * line, may be sent, until the last has come; and `before`, by how much the first came earlier. */
double lockstep_window(const struct lockstep_way *w, const double last[LOCKSTEP_LINES],
                       double blocks, double *before);

/* From the arrival of the last of so many blocks until the phone has seen it, if the first came
 * `before` earlier. */
double lockstep_seen(const struct lockstep_way *w, double blocks, double before);

#endif
