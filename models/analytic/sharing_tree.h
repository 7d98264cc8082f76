/* How a file gets from a hierarchy's root to all its phones: a balanced tree, in which each phone
 * passes a file on when it has all of it, to all its children at the same time. Arithmetic only;
 * seconds, bit/s, bytes. Derived in doc/analytic.md, "Peer Firmware Sharing". */
#ifndef MODELS_ANALYTIC_SHARING_TREE_H
#define MODELS_ANALYTIC_SHARING_TREE_H

#include "models/analytic/site.h"

/* What TCP's segments take on the ports of a subnet's phones, which are all alike. */
struct sharing_ports {
    double byte;    /* s of a byte */
    double header;  /* s of a full segment's headers and framing */
    double full;    /* s of a full segment */
    double frame;   /* s of the frame that goes before a file */
    double verdict; /* s until a child's word that it has the file is there */
    double cables;  /* s from port to port */
    double round;   /* s of a full segment and its ACK, there and back */
    double of_mss;  /* 1 / bytes of a full segment */
    double paced;   /* s a byte at the least: what the window lets go */
    double initial; /* segments that slow start begins with ... */
    double window;  /* ... and those that the window holds */
};

struct sharing_ports sharing_ports_of(const struct analytic_line *lan,
                                      const struct analytic_tcp *tcp);

/* What a file of so many bytes costs there. */
struct sharing_hop {
    double stream;  /* s for which a parent's port sends it to one child */
    double paced;   /* s at the least, however few children: what TCP's window lets go */
    double latency; /* s until the last byte is there, beyond that */
    double stall;   /* s for which slow start leaves the port idle, with one child */
    double burst;   /* s for which a child's port sends to one child of its own, before it says that
                     * it has the file */
    double verdict; /* s until that has come */
};

struct sharing_hop sharing_hop_of(const struct sharing_ports *p, double bytes);

/* From a parent's having a file until so many children have it. */
double sharing_hop_time(const struct sharing_hop *h, double children);

/* The tree of so many phones: each sends whoever asks to the child with fewer below it, so that all
 * subtrees of a phone are alike but for one phone. */
struct sharing_shape {
    double children;      /* of the root */
    double grandchildren; /* of its child with the most */
    bool has_leaf;        /* a child of the root without children */
    double full_hops;     /* on the way to the phone that gets a file last: by parents with as many
                           * children as they may have ... */
    double last_children; /* ... and then by one with so many; 0: there is none */
    double limit;         /* children that a phone may have */
};

struct sharing_shape sharing_shape_of(double phones, double limit);

/* From the root's having the file. */
struct sharing_spread {
    double first; /* s until somebody who has passed it on, or has nobody to pass it on to, begins
                   * with the next */
    double all;   /* s until the last phone has it */
    double hop;   /* s of the last hop of these; 0: there is none */
    double sent;  /* s for which the root's port sends */
};

/* Of a file of so many bytes. */
struct sharing_spread sharing_spread_of(const struct sharing_ports *p,
                                        const struct sharing_shape *s, double bytes);

#endif
