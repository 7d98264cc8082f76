/* One direction of a link: a queue, a line, and who is told of what passes.
 *
 * What becomes of a packet is known when it is given to the channel: it starts when the line is
 * free (and the token bucket, if there is one, holds its bytes), is serialised, and arrives a delay
 * later. So a hop is one event, the arrival; how many packets wait is brought up to date when
 * somebody asks. A packet whose start is the present has left the queue. Packets arrive in the
 * order in which they were given, unless faults change that: then only the one that is due first is
 * in the event queue, and the others stand behind it, so that a full pipe does not make every event
 * dearer.
 *
 * A queue of another discipline (channel_queue.h) is asked for the next packet when the line is
 * free; from then on all is the same.
 *
 * A router with two links passes everything on from one to the other, in order. What arrives there
 * is given to the next channel at once, for the time of its arrival, without an event: that channel
 * has no other source, so it gets its packets in the order of time all the same. Not if its queue
 * has another discipline, which works on the queue as it is at present. */
#ifndef SIM_NATIVE_CHANNEL_H
#define SIM_NATIVE_CHANNEL_H

#include "sim/native/fifo.h"
#include "sim/native/line.h"
#include "sim/native/packet.h"

struct native;
struct native_node;

/* What only some channels have: cables, the most by far, have nothing of it. */
struct channel_extras {
    struct channel *relay; /* where all that arrives goes on to; NULL: it arrives by an event */
    struct channel_queue *queue;  /* of another discipline; NULL: first in, first out */
    struct fault_streams *faults; /* NULL: none */
    struct bucket bucket;         /* of a line that is shaped */
};

/* A link as observers see it, and those who want its packets. */
struct native_link {
    struct link_info info;
    const struct observer_list *watchers;
};

struct channel {
    struct native *native;
    struct native_node *to;
    const struct native_link *link;
    struct line line;
    struct fifo waiting;
    /* Of its arrivals, so that what happens at one time does not depend on relays: twice the link's
     * number, and the direction. */
    uint32_t rank;
    sim_time given_at;             /* when it was last given a packet */
    struct packet *last_arriving;  /* of those that will arrive one after the other; NULL: none */
    struct channel_extras *extras; /* NULL: none */
    uint64_t *counts;              /* wire bytes by kind of traffic, as an observer wants them */
};

static inline int channel_direction(const struct channel *c)
{
    return (int)(c->rank & 1);
}

void channel_init(struct channel *c, struct native *native, const struct link_direction *config,
                  const struct native_link *link, int direction);
void channel_fini(struct channel *c);
/* What arrives goes on to `relay`, which is first in, first out. Not of a channel with faults. */
void channel_set_relay(struct channel *c, struct channel *relay);
static inline bool channel_has_faults(const struct channel *c)
{
    return c->extras && c->extras->faults;
}

static inline bool channel_is_fifo(const struct channel *c)
{
    return !c->extras || !c->extras->queue;
}

/* The line takes the packet, as in `t`: tells of it, and sends it on its way. */
void channel_sent(struct channel *c, struct packet *p, const struct transmission *t);
/* The packet, which the channel holds, is dropped. */
void channel_dropped(struct channel *c, struct packet *p, enum drop_reason reason, sim_time now);

/* Sends a packet that the caller holds; the hold is the channel's from then on. `at`, when it gets
 * there, is the present, or later where the caller is a relay; never before the last one's. */
void channel_send(struct channel *c, struct packet *p, sim_time at);

#endif
