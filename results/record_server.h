/* What is recorded of a server. */
#ifndef RESULTS_RECORD_SERVER_H
#define RESULTS_RECORD_SERVER_H

#include "results/histogram.h"
#include "results/series.h"
#include "sim/observer.h"

struct server_record {
    const struct server_info *info;
    uint64_t events[SERVER_EVENTS]; /* how often each */
    uint32_t transfers;             /* under way */
    uint32_t peak_transfers;
    uint64_t data_blocks;        /* sent, retransmissions included */
    uint64_t retransmissions;    /* of them, sent again */
    uint64_t cpu;                /* nanoseconds */
    sim_time busy_until;         /* when the processor has done all the work it has taken up */
    struct histogram block_rtt;  /* of blocks that were sent once */
    struct histogram block_time; /* of all blocks */
    struct series series;        /* busy: the processor; drops: requests refused as busy */
};

/* Heap memory, server_record_free gives it back; `info` must stay valid. */
struct server_record *server_record_new(const struct server_info *info);
void server_record_free(struct server_record *s);

void server_record_event(struct server_record *s, enum server_event event, sim_time now);
void server_record_block(struct server_record *s, const struct block_info *block);
void server_record_busy(struct server_record *s, sim_time start, sim_time end);
/* The run has ended: work that was taken up, and was to be done later, counts no more. */
void server_record_finish(struct server_record *s, sim_time now);

#endif
