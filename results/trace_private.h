/* What the parts of a trace share. */
#ifndef RESULTS_TRACE_PRIVATE_H
#define RESULTS_TRACE_PRIVATE_H

#include "results/trace.h"

/* A phone as it is watched. */
struct trace_phone {
    const struct phone_info *info; /* NULL: there is no phone of that number */
    const char *state;
    bool ended;
    struct trace_slice open[TRACE_LEVELS]; /* under way; without a name: none */
    /* Of the file that it is at: */
    size_t received; /* the slice that ended last in which it came, from 1; 0: none */
    size_t flow;     /* the arrow to its download, from 1; 0: none */
    uint32_t parent; /* address; 0: none */
    bool peers;      /* it takes part in a hierarchy, ... */
    bool root;       /* ... as a root */
    bool begun;      /* its parent gives it the file, or, of a root, it has asked the server */
    bool receiving;  /* bytes come */
};

/* Makes room for one element more in an array of `count`. */
void *trace_grow(void *array, size_t *room, size_t count, size_t size);

/* What a phone tells. It waits for its reset from 0 on. */
void trace_phone_init(struct trace_phone *p, const struct phone_info *info);
void trace_phone_change(struct trace *t, struct trace_phone *p, const struct phone_change *change,
                        sim_time now);
void trace_phone_progress(struct trace *t, struct trace_phone *p,
                          const struct file_progress *progress, sim_time now);
void trace_phone_peer(struct trace *t, struct trace_phone *p, const struct peer_info *info,
                      sim_time now);
void trace_phone_file(struct trace *t, struct trace_phone *p, const struct file_info *file);
/* The run is over. */
void trace_phone_finish(struct trace *t, struct trace_phone *p, sim_time now);

/* What is counted: of a line's direction, or of a server. */
enum trace_measure {
    TRACE_UTILISATION, /* billionths */
    TRACE_QUEUE,       /* packets, billionths */
    TRACE_LONGEST,     /* packets */
    TRACE_DROPS,       /* packets in the interval */
    TRACE_PROCESSOR,   /* billionths */
    TRACE_REFUSED,     /* requests in the interval */
    TRACE_TRANSFERS,   /* under way */
};

/* What is counted has a value from `time` on. */
struct trace_counter {
    sim_time time;
    uint64_t value;
    uint32_t of; /* server, or twice the link and its direction */
    enum trace_measure measure;
};

struct trace_counters {
    struct trace_counter *list; /* by source and measure; of each in the order of time */
    size_t count, room;
};

/* Each value that is another than the one before. The list is the caller's to free. */
void trace_counters_make(struct trace_counters *c, const struct trace *t, const struct record *r);

#endif
