/* A run as trace events (Trace Event Format, JSON Object Format), which Perfetto and Chrome open: a
 * process for each site, in it a thread for each phone; what is in them, results/README.md says.
 *
 * Watches the run beside the record, and is written when it has ended. Memory: 312 bytes a phone;
 * 88 a slice, of which a phone and file makes about five; 128 a talk spurt; and what writing takes,
 * 16 bytes an event. */
#ifndef RESULTS_TRACE_H
#define RESULTS_TRACE_H

#include <stdio.h>

#include "results/names.h"
#include "results/record.h"
#include "results/summary.h"

/* How slices of a phone lie in each other. */
enum trace_level {
    TRACE_STATE, /* its state */
    TRACE_FILE,  /* a file that it is at */
    TRACE_DOING, /* what it does with the file */
    TRACE_LEVELS
};

/* Texts are kept in the trace's names, or constants. */
struct trace_slice {
    uint32_t phone;
    uint32_t from;                  /* address; 0: nobody, or not known */
    uint8_t level;                  /* enum trace_level */
    bool in_service;                /* of a state */
    int16_t depth;                  /* in a hierarchy, 0 of a root; -1: in none */
    const char *name;               /* NULL: there is none */
    const char *load;               /* or NULL */
    const char *reason, *transport; /* or NULL */
    sim_time begin, end;
    uint64_t bytes, total, retransmissions;
};

/* A parent begins to give a child a file. */
struct trace_flow {
    sim_time time;
    const char *file;
    uint32_t parent, child; /* an address, 0: there is no arrow after all; a phone */
};

/* From `time` on a server has so many transfers under way. */
struct trace_transfers {
    sim_time time;
    uint32_t server, count;
};

struct trace_phone;

/* Each array is followed by how many it has, and has room for. */
struct trace {
    struct trace_phone *phones; /* by id */
    size_t phone_count, phone_room;
    struct trace_slice *slices; /* as they ended */
    size_t slice_count, slice_room;
    struct trace_flow *flows; /* in the order of time, as the next ones */
    size_t flow_count, flow_room;
    struct trace_transfers *transfers;
    size_t transfers_count, transfers_room;
    uint32_t *under_way; /* transfers, by server */
    size_t server_count, server_room;
    struct speech_info *spurts; /* as they were told */
    size_t spurt_count, spurt_room;
    struct names names;
};

void trace_init(struct trace *t);
void trace_fini(struct trace *t);
/* The observer that feeds `t`, which must outlive the run. */
struct observer trace_observer(struct trace *t);

/* Writes the trace of a run that has ended, of which `r` is the record: equal runs give equal
 * bytes. Nothing of the label's wall-clock time is in it. Write errors stay with the file (ferror).
 */
void trace_write(FILE *file, const struct trace *t, const struct record *r,
                 const struct run_label *label);

#endif
