/* The line of a channel: what a packet takes on it, when a token bucket lets it begin, and what
 * happens on the way. It sends one packet after the other, and knows of no queue. */
#ifndef SIM_NATIVE_LINE_H
#define SIM_NATIVE_LINE_H

#include "sim/fault.h"

struct packet;

struct line {
    const struct link_direction *config;
    sim_time free_at;    /* when it has sent all it has been given */
    sim_time last_time;  /* what the packet sent last took, and ... */
    uint16_t last_bytes; /* ... its bytes on the wire: most packets are as long as the one before */
    struct link_overhead overhead;
};

/* Of a line that has one: its level is kept as the time at which it will be full: level = burst -
 * rate * (full_at - now). */
struct bucket {
    sim_time full_at;
};

static inline void line_init(struct line *l, const struct link_direction *config)
{
    *l = (struct line){.config = config, .overhead = link_overhead(config)};
}

/* Bytes on the wire of an IP packet. */
static inline uint32_t line_bytes(const struct line *l, uint32_t ip_bytes)
{
    return link_wire_bytes(l->overhead, ip_bytes);
}

/* How long so many bytes take. */
static inline sim_time line_time(struct line *l, uint32_t wire_bytes)
{
    if (wire_bytes != l->last_bytes) {
        l->last_bytes = (uint16_t)wire_bytes;
        l->last_time = time_of_bytes(wire_bytes, l->config->rate);
    }
    return l->last_time;
}

/* Sends so many bytes from `start` on, when it is free. Returns when they are at the far end. */
static inline sim_time line_send(struct line *l, uint32_t wire_bytes, sim_time start)
{
    l->free_at = start + line_time(l, wire_bytes);
    return l->free_at + l->config->delay;
}

/* The first time from `earliest` on at which the bucket of a shaped line holds `bytes`, or is full
 * when it cannot hold so many. */
sim_time bucket_allows(const struct bucket *b, const struct link_direction *d, uint32_t bytes,
                       sim_time earliest);
/* They begin to go out at `start`. */
void bucket_take(struct bucket *b, const struct link_direction *d, uint32_t bytes, sim_time start);

/* The streams of a line's faults, on the heap; NULL: it has none. */
struct fault_streams *line_faults_new(const struct link_direction *d, const char *link,
                                      int direction, uint64_t seed, uint32_t replication);
/* What happens to a packet that would arrive at `at`: it may be marked as lost, or changed. */
struct fault_fate line_suffer(struct fault_streams *streams, const struct link_direction *d,
                              struct packet *p, sim_time at);

#endif
