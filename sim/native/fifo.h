/* A first-in-first-out queue, as numbers: a packet's start is known when it comes, so that nothing
 * needs to be kept of it but when it will have left. A packet whose start is the present has. */
#ifndef SIM_NATIVE_FIFO_H
#define SIM_NATIVE_FIFO_H

#include "sim/link.h"

struct fifo_place {
    sim_time start;
    uint32_t wire_bytes;
};

/* All zero is an empty one. */
struct fifo {
    struct fifo_place *ring;        /* of 2 ^ bits places, unless it is NULL */
    uint32_t first, packets, bytes; /* waiting */
    uint8_t bits;
};

void fifo_fini(struct fifo *f);
/* Makes room for one more. */
void fifo_grow(struct fifo *f);

static inline uint32_t fifo_room(const struct fifo *f)
{
    return f->ring ? UINT32_C(1) << f->bits : 0;
}

/* Takes out what the line has begun to send. */
static inline void fifo_let_start(struct fifo *f, sim_time now)
{
    while (f->packets && f->ring[f->first].start <= now) {
        f->bytes -= f->ring[f->first].wire_bytes;
        f->packets--;
        f->first = (f->first + 1) & (fifo_room(f) - 1);
    }
}

static inline bool fifo_has_room(const struct fifo *f, const struct link_queue *q,
                                 uint32_t wire_bytes)
{
    return q->in_bytes ? (uint64_t)f->bytes + wire_bytes <= q->limit : f->packets < q->limit;
}

static inline void fifo_put(struct fifo *f, sim_time start, uint32_t wire_bytes)
{
    if (f->packets == fifo_room(f))
        fifo_grow(f);
    const uint32_t last = (f->first + f->packets) & (fifo_room(f) - 1);
    f->ring[last] = (struct fifo_place){start, wire_bytes};
    f->packets++;
    f->bytes += wire_bytes;
}

#endif
