/* The recorder: keeps what a run's results are made of, as an observer of the run.
 *
 * Memory: about 100 bytes a phone and a file, and the series, which grow with simulated time only;
 * with `files`, what record_progress.h says.
 * What the info structs point to must stay valid until the record is no longer used. */
#ifndef RESULTS_RECORD_H
#define RESULTS_RECORD_H

#include "results/record_calls.h"
#include "results/record_link.h"
#include "results/record_peers.h"
#include "results/record_phone.h"
#include "results/record_progress.h"
#include "results/record_server.h"
#include "results/record_site.h"

struct record_options {
    bool all_links; /* counters of every link; otherwise of WAN links only */
    bool files;     /* a row for each download, each step of it, each change of a phone's state, and
                       each     talk spurt */
};

struct record {
    struct record_options options;
    /* Each array is indexed by the id; a link that is not recorded is NULL. */
    struct link_record **links;
    struct phone_record *phones;
    struct server_record **servers;
    struct file_record *files; /* in the order in which they ended */
    size_t link_count, phone_count, server_count, file_count;
    size_t link_room, phone_room, server_room, file_room;
    size_t phones_ended;
    bool begun; /* a phone has been reset */
    struct sites_record sites;
    uint64_t lan[2][TRAFFIC_KINDS]; /* wire bytes given to the phones' cables: to them, from them */
    uint64_t lan_until[2][TRAFFIC_KINDS]; /* the same until the run was over, from then on */
    uint64_t lan_dropped; /* packets, on all cables that are no line of a site or of all sites */
    uint64_t messages[MESSAGE_KINDS];     /* sent; 0 until the run's end */
    uint64_t datagrams[DATAGRAM_DROPS];   /* that came in fragments, and were given up */
    uint64_t server_files;                /* downloads completed from servers of the data centre */
    sim_time sending;                     /* of connections, all together, and ... */
    sim_time held;                        /* ... of that while the receiver's window held it back */
    struct peers_record peers;
    struct calls_record calls;
    struct progress_record progress;
    struct names names;
    sim_time ended; /* of the run; -1 while it is under way */
    sim_time until; /* what comes later does not count; TIME_NEVER while the run is under way */
};

void record_init(struct record *r, struct record_options options);
void record_fini(struct record *r);
/* The observer that feeds `r`, which must outlive the run. */
struct observer record_observer(struct record *r);

#endif
