/* The performance model of one site: from its plain numbers, by arithmetic, what a run of the
 * simulator takes hours of simulated time for; all three methods at once.
 *
 * All times are seconds, all rates bit/s, all sizes bytes: doubles, since these are formulas and no
 * simulation. Nothing is shared with the simulator beyond units and words. Nothing is allocated,
 * kept or printed: the caller sets members of a struct, and reads another. Derivations, where each
 * holds, what is not modelled and how it was validated: doc/analytic.md. */
#ifndef MODELS_ANALYTIC_SITE_H
#define MODELS_ANALYTIC_SITE_H

#include <stdbool.h>
#include <stdint.h>

enum { ANALYTIC_GROUPS = 64, ANALYTIC_SUBNETS = 64 };

/* What the site is asked for: what each phone would do by that method is in its group (`ways`). */
enum analytic_method { ANALYTIC_TFTP, ANALYTIC_LOAD_SERVER, ANALYTIC_PFS, ANALYTIC_METHODS };

/* How a group of phones gets its files. */
enum analytic_way {
    ANALYTIC_FROM_CENTRE,      /* over the WAN, each phone by itself */
    ANALYTIC_FROM_LOAD_SERVER, /* from its subnet's */
    ANALYTIC_FROM_PEERS,       /* Peer Firmware Sharing: the root over the WAN */
    ANALYTIC_NO_WAY,           /* it has none by this method: the method has no answer */
};

enum analytic_transport { ANALYTIC_BY_TFTP, ANALYTIC_BY_HTTP };

/* A direction of a line, or a port: what a packet waits for, then is serialised on. */
struct analytic_line {
    double rate;        /* bit/s; INFINITY: no time */
    double delay;       /* s of propagation, this direction */
    double framing;     /* bytes that it adds to an IP packet ... */
    double payload_min; /* ... which is padded to this */
    double queue;       /* packets, or bytes with framing, that wait beside the one on the line;
                         * INFINITY: no limit */
    bool queue_in_bytes;
};

/* A server with its processor, which works on one packet at a time. */
struct analytic_server {
    double cpu;                /* s a packet, received or sent */
    struct analytic_line port; /* its cable; both directions alike */
    double retransmit;         /* s from a DATA to the first repeat of it */
    double transfers;          /* at once; INFINITY: no limit */
    bool requests_wait;        /* what is beyond the limit waits there, and is not lost */
};

struct analytic_file {
    double bytes;
    double name; /* bytes of its name */
};

/* What a phone is sent through in one go: it restarts after each load. */
struct analytic_load {
    const struct analytic_file *files; /* in order; the index first */
    uint32_t file_count;
};

/* Phones of a site that are alike. */
struct analytic_group {
    double count;       /* phones; whole, but any positive number is answered */
    uint32_t subnet;    /* index */
    uint32_t hierarchy; /* those of the same number in one subnet share, by ANALYTIC_FROM_PEERS */
    enum analytic_way ways[ANALYTIC_METHODS];
    enum analytic_transport transport;
    const struct analytic_load *loads; /* one after the other */
    uint32_t load_count;
    /* TFTP, as agreed with its server. */
    double blksize, windowsize;
    double options;                 /* bytes that they take in a request; 0: none are asked for, and
                                     * block 1 is the answer, not an OACK */
    double answer;                  /* bytes that they take in the OACK */
    double request_retransmit;      /* s from a request to its first repeat ... */
    double ack_retransmit;          /* ... and from an ACK */
    double turnaround;              /* s from a datagram to its answer */
    double cpu;                     /* s of work on a block of a window */
    double flash;                   /* bytes/s */
    double boot;                    /* s from reset to the first request */
    double check, restart;          /* s after the last byte is in flash */
    double first_reset, last_reset; /* s, the earliest and latest of its phones */
};

/* A broadcast domain: a switch with ports that are alike, the router's too. */
struct analytic_subnet {
    struct analytic_line lan;
    struct analytic_server load_server;
};

struct analytic_tcp {
    double mss;            /* bytes of a full segment's payload */
    double header;         /* bytes of IP and TCP, options included */
    double window;         /* bytes that a receiver offers */
    double initial_window; /* segments (RFC 6928) */
};

/* Timers and limits of Peer Firmware Sharing (doc/pfs.md). */
struct analytic_sharing {
    double port_open, listen, ad_interval, root_waiting, claim_silence, connect_timeout;
    double progress_interval;
    double ads;       /* after the first claim */
    double children;  /* that one phone has at a time */
    double redirects; /* that a phone follows; deeper trees are not modelled */
};

struct analytic_others; /* models/analytic/beside.h */

struct analytic_site {
    struct analytic_others *others; /* on the WAN, beside the upgrade; NULL: nobody */
    struct analytic_line down, up;  /* the WAN, towards the phones and back */
    struct analytic_server central; /* the data centre's */
    struct analytic_sharing sharing;
    struct analytic_tcp tcp;
    double limit;          /* s from the start until nobody waits any longer: what takes longer is
                            * never; 0: none */
    double receive_buffer; /* packets that wait for a processor, beyond which one is lost */
    struct analytic_subnet subnets[ANALYTIC_SUBNETS];
    uint32_t subnet_count;
    struct analytic_group groups[ANALYTIC_GROUPS];
    uint32_t group_count;
};

/* Where the answer stands (doc/analytic.md, "Regions"). */
enum analytic_region {
    ANALYTIC_EXACT,   /* nothing is lost, nothing repeated */
    ANALYTIC_BESIDE,  /* the same, beside others on the line: by their phases and by chance */
    ANALYTIC_DROPS,   /* a queue overflows: the value holds while the line never idles, or it is a
                       * bound */
    ANALYTIC_REPEATS, /* a round takes longer than the smaller retransmission time */
    ANALYTIC_WAVES,   /* more phones than transfers, or than a receive buffer holds; of PFS, phones
                       * that come when their root is through, and lead a hierarchy of their own */
    ANALYTIC_REGIONS,
};

enum analytic_resource {
    ANALYTIC_WAN_DOWN,
    ANALYTIC_WAN_UP,
    ANALYTIC_SERVER,      /* processor of the one that serves: central or load server */
    ANALYTIC_SERVER_PORT, /* its port */
    ANALYTIC_LAN,         /* the port between router and switch, or among phones */
    ANALYTIC_PHONE,       /* a phone by itself: its round, and no resource that is shared */
    ANALYTIC_RESOURCES,
};

/* Where the time goes: the parts add up to all_back. Of the phone that is back last. */
enum analytic_part {
    ANALYTIC_RESETS,        /* from the first reset to its own */
    ANALYTIC_BOOT,          /* of all loads */
    ANALYTIC_SERIALISATION, /* on the lines that its blocks pass, alone */
    ANALYTIC_PROPAGATION,
    ANALYTIC_SERVING,    /* the server's processor, for it alone */
    ANALYTIC_TURNAROUND, /* its own */
    ANALYTIC_QUEUEING,   /* because others are served */
    ANALYTIC_REPEATING,  /* waiting for what was lost, or for a turn (waves) */
    ANALYTIC_DISCOVERY,  /* PFS: ports, listening, claims */
    ANALYTIC_ROOT_WAITING,
    ANALYTIC_TREE, /* PFS: from parent to child */
    ANALYTIC_FLASH,
    ANALYTIC_CHECKING,
    ANALYTIC_RESTART,
    ANALYTIC_PARTS,
};

struct analytic_answer {
    bool there; /* some group has no way by this method: nothing else is said */
    enum analytic_region region;
    bool never;      /* nobody, or not everybody, is ever back: all_back is INFINITY */
    bool bound;      /* all_back is a lower bound, since the region is not worked out, or since in
                      * the exact one chance moves it by more than 0.5 % */
    double all_back; /* from the first reset until the last phone is back */
    double budget[ANALYTIC_PARTS];
    double utilisation[ANALYTIC_RESOURCES]; /* shares, from the first reset until all are back; of
                                             * several of a kind the busiest */
    enum analytic_resource limits, next;    /* what sets the pace while all are downloading, and
                                             * what would if that had no limit */
    double knee; /* phones, in the site's proportions, from which on the line (or what else is the
                  * first) is full; INFINITY: no number fills it */
    double group_back[ANALYTIC_GROUPS]; /* from the site's first reset, the last phone of each of
                                         * the site's groups */
};

/* All three methods: what each would take at this site. Every number of the site must be finite or,
 * where that is said, INFINITY; rates, counts and block sizes above 0. */
void analytic_site_evaluate(const struct analytic_site *site,
                            struct analytic_answer answers[ANALYTIC_METHODS]);

/* The words of the enums, as a command prints them. */
extern const char *const analytic_method_names[ANALYTIC_METHODS];
extern const char *const analytic_region_names[ANALYTIC_REGIONS];
extern const char *const analytic_resource_names[ANALYTIC_RESOURCES];
extern const char *const analytic_part_names[ANALYTIC_PARTS];

#endif
