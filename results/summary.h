/* A run in numbers: of fixed size and without pointers, so that it can be copied from a worker
 * process. */
#ifndef RESULTS_SUMMARY_H
#define RESULTS_SUMMARY_H

#include "results/record.h"

enum { SUMMARY_NAME_SIZE = 32 };

/* One direction of the WAN; with several sites sums over them, and the highest of a site where it
 * says so. */
struct wan_summary {
    uint64_t packets, wire_bytes;          /* given to the line */
    uint64_t traffic_bytes[TRAFFIC_KINDS]; /* of wire_bytes */
    uint64_t dropped[DROP_REASONS];        /* packets */
    uint64_t drops;                        /* of all reasons */
    double utilisation;                    /* over its upgrade; the highest of a site */
    double peak_utilisation;               /* in one second; the highest of a site */
    bool with_rate;                        /* else it takes no time, and both are 0 */
    double mean_queue;                     /* packets, over time, as utilisation; the highest */
    uint32_t max_queue;                    /* packets; the highest */
    /* In the queue: the delay that a packet sees; of a site where it is highest. -1: no packet. */
    sim_time delay_mean, delay_p95, delay_max;
};

/* The phones' cables together: wire bytes to the phones, and from them, of all kinds and of each;
 * and what was dropped on all cables that are no line of `wan` or `head_end`. */
struct lan_summary {
    uint64_t drops; /* packets, of all reasons */
    uint64_t wire_bytes[2];
    uint64_t traffic_bytes[TRAFFIC_KINDS]; /* of both directions */
};

/* Durations, in nanoseconds; without any -1, and `count` 0. */
struct duration_summary {
    uint64_t count;
    sim_time mean, minimum, maximum, median, p95;
};

struct server_summary {
    char name[SUMMARY_NAME_SIZE];
    sim_time cpu;            /* time its processor was busy */
    double peak_utilisation; /* of its processor, in one second */
    uint64_t requests, busy, refused, transfers, gave_up;
    uint64_t data_blocks, retransmissions; /* the first includes the second */
    uint32_t peak_transfers;
    struct duration_summary block_rtt;  /* of blocks that were sent once */
    struct duration_summary block_time; /* of all blocks */
};

/* Peer Firmware Sharing; all 0 when no phone took part. A phone counts once for each file. */
struct pfs_summary {
    uint32_t hierarchies; /* by subnet, model (or series) and file */
    uint32_t roots, children, fell_back;
    uint32_t trees;        /* roots that had a child */
    uint32_t without;      /* had no place at the end: pulled out, say */
    uint32_t rejoins;      /* how often one got a place again */
    uint32_t max_depth;    /* 0 of a root */
    uint32_t max_children; /* of one parent at once */
};

struct run_summary {
    uint64_t datagrams[DATAGRAM_DROPS]; /* that came in fragments, and were given up */
    uint32_t phones, completed;
    uint32_t unchanged;              /* of the completed, those that had their load already */
    uint32_t loads;                  /* the most that a phone was sent through, as far as it came */
    sim_time first_reset, last_back; /* from the run's start; -1: no phone was */
    sim_time all_back;               /* from the first reset to the last phone's being back; -1 */
    /* Upgrade times, each from the phone's own reset; -1 when there is none. */
    sim_time upgrade_time; /* the slowest phone's */
    sim_time median;       /* of all phones; none, unless more than half have completed */
    sim_time fastest;
    char slowest_phone[SUMMARY_NAME_SIZE];
    sim_time outage_mean, outage_max;
    uint64_t phone_retransmissions, phone_duplicates;
    /* Of TCP connections, together: sending, and held back by the receiver's window alone; -1:
     * nobody has told. */
    sim_time tcp_sending, tcp_held;
    uint64_t restarts;              /* of all phones, after they had given up */
    struct wan_summary wan[2];      /* down, up */
    struct wan_summary head_end[2]; /* the line that all sites share; no part of `wan` */
    bool with_head_end;             /* there is one; or all of it is 0, and its delays -1 */
    struct lan_summary lan;
    uint64_t messages[MESSAGE_KINDS]; /* sent */
    uint64_t files;                   /* downloads completed, from servers and peers */
    uint64_t http_files;              /* of them, by HTTP */
    uint64_t fell_back_files;         /* of them, by TFTP, after HTTP had failed */
    uint64_t server_files;            /* of them, from the data centre: over the WAN */
    struct pfs_summary pfs;
    struct server_summary server; /* the first one, which is the call manager's */
    struct calls_summary calls;
    uint64_t transfers;   /* of all servers */
    sim_time busiest_cpu; /* of the server whose processor worked most */
    double busiest_peak;  /* the highest peak of a server's processor, in one second */
    sim_time simulated;   /* the run's end */
    uint64_t events;      /* the caller's to fill in */
    uint64_t fingerprint; /* the caller's to fill in */
};

/* What a run was, for the reader; texts are the caller's. */
struct run_label {
    const char *name, *method, *engine, *version;
    uint64_t seed;
    uint32_t replication;
    double wall; /* seconds it took; negative: not to be told, as in files */
};

/* Of a run that has ended. */
void summary_make(struct run_summary *s, const struct record *r);
struct duration_summary duration_summary_make(const struct histogram *h);
void server_summary_make(struct server_summary *s, const struct server_record *r);
/* The greater of both directions of the sites' lines. */
double summary_utilisation(const struct run_summary *s);
/* Packets, on all lines and cables there are. */
uint64_t summary_drops(const struct run_summary *s);

/* Why phones have not completed, in the order of the first phone of each. */
enum { INCOMPLETE_NAMES = 10 };

struct incomplete {
    const char *reason;
    uint32_t count;
    const char *phones[INCOMPLETE_NAMES]; /* the first ones; NULL behind the last */
};

/* `*groups` is the caller's to free. */
size_t summary_incomplete(const struct record *r, struct incomplete **groups);

#endif
