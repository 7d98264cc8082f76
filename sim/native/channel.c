/* Departure and arrival are computed when a packet is queued, so that a hop costs one event;
 * with a shaper, the time at which the bucket allows it. */
#include "sim/native/channel.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "sim/native/native.h"

#define WATCH(channel, callback, ...)                                                              \
    OBSERVE((channel)->link->watchers, callback, &(channel)->link->info,                           \
            channel_direction(channel), __VA_ARGS__)

static struct fault_streams *faults_new(const struct channel *c)
{
    if (!fault_possible(&c->config->faults))
        return NULL;
    struct fault_streams *streams = mem_calloc(1, sizeof *streams);
    const struct net *net = &c->native->net;
    fault_streams_init(streams, c->link->info.name, channel_direction(c), net->seed,
                       net->replication);
    return streams;
}

static struct channel_extras *extras_of(struct channel *c)
{
    if (!c->extras)
        c->extras = mem_calloc(1, sizeof *c->extras);
    return c->extras;
}

void channel_set_relay(struct channel *c, struct channel *relay)
{
    CHECK(!channel_has_faults(c));
    extras_of(c)->relay = relay;
}

void channel_init(struct channel *c, struct native *native, const struct link_direction *config,
                  const struct native_link *link, int direction)
{
    *c = (struct channel){.native = native, .config = config, .link = link};
    c->overhead = link_overhead(config);
    c->rank = 2 * link->info.id + (uint32_t)direction;
    c->counts = observer_wire_bytes(&native->net.observers, &link->info, direction);
    if (!c->counts)
        c->counts = native->uncounted;
    struct fault_streams *faults = faults_new(c);
    if (faults || config->shaped)
        extras_of(c)->faults = faults;
}

void channel_fini(struct channel *c)
{
    if (c->extras)
        free(c->extras->faults);
    free(c->extras);
    free(c->waiting);
}

static uint32_t room(const struct channel *c)
{
    return c->waiting ? UINT32_C(1) << c->room_bits : 0;
}

/* Takes out of the queue what the line has begun to send. */
static void let_start(struct channel *c, sim_time now)
{
    while (c->packets_waiting && c->waiting[c->first_waiting].start <= now) {
        c->bytes_waiting -= c->waiting[c->first_waiting].wire_bytes;
        c->packets_waiting--;
        c->first_waiting = (c->first_waiting + 1) & (room(c) - 1);
    }
}

/* Rare, and so not a part of channel_send, which would keep registers for it. */
static __attribute__((noinline)) void grow_ring(struct channel *c)
{
    const uint8_t bits = c->waiting ? (uint8_t)(c->room_bits + 1) : 0; /* a phone's hold few */
    struct waiting_packet *larger = mem_calloc((size_t)1 << bits, sizeof *larger);
    for (uint32_t i = 0; i < c->packets_waiting; i++)
        larger[i] = c->waiting[(c->first_waiting + i) & (room(c) - 1)];
    free(c->waiting);
    c->waiting = larger;
    c->first_waiting = 0;
    c->room_bits = bits;
}

static void wait_in_queue(struct channel *c, sim_time start, uint32_t wire_bytes)
{
    if (c->packets_waiting == room(c))
        grow_ring(c);
    const uint32_t last = (c->first_waiting + c->packets_waiting) & (room(c) - 1);
    c->waiting[last] = (struct waiting_packet){start, wire_bytes};
    c->packets_waiting++;
    c->bytes_waiting += wire_bytes;
}

static bool queue_has_room(const struct channel *c, uint32_t wire_bytes)
{
    const struct link_queue *q = &c->config->queue;
    return q->in_bytes ? (uint64_t)c->bytes_waiting + wire_bytes <= q->limit
                       : c->packets_waiting < q->limit;
}

/* The first time from `earliest` on at which the bucket holds `bytes`, or is full when it cannot
 * hold so many. The bucket's level is kept as the time at which it will be full: level = burst -
 * rate * (full_at - now). */
static sim_time bucket_allows(const struct channel *c, uint32_t bytes, sim_time earliest)
{
    const struct link_direction *d = c->config;
    const sim_time may_lack = d->burst > bytes ? time_of_bytes(d->burst - bytes, d->shaped) : 0;
    return time_max(earliest, c->extras->full_at - may_lack);
}

static void take_from_bucket(struct channel *c, uint32_t bytes, sim_time start)
{
    c->extras->full_at =
        time_max(c->extras->full_at, start) + time_of_bytes(bytes, c->config->shaped);
}

/* Whatever gets there, a host does not get it. */
static bool is_cut_off(const struct channel *c)
{
    return c->to->host && c->to->host->cable != CABLE_PLUGGED;
}

static __attribute__((noinline)) void arrive_in_vain(struct channel *c, struct packet *p,
                                                     sim_time now)
{
    if (p->lost || c->to->host->cable == CABLE_UNPLUGGED)
        WATCH(c, packet_dropped, &p->info, p->lost ? DROP_LOST : DROP_UNPLUGGED, now);
    else
        WATCH(c, packet_delivered, &p->info, now);
    packet_release(&c->native->packets, p);
}

static void is_due(struct channel *c, struct packet *p)
{
    timer_set_ranked(&c->native->events, &p->arrival, p->arrival.due, c->rank);
}

/* The one behind it, if there is one, is due next. */
static void advance(struct channel *c, struct packet *arrived)
{
    if (arrived == c->last_arriving)
        c->last_arriving = NULL;
    else if (arrived->behind)
        is_due(c, arrived->behind);
}

static void arrive(struct timer *timer)
{
    struct packet *p = CONTAINER_OF(timer, struct packet, arrival);
    struct channel *c = p->channel;
    const sim_time now = c->native->events.now;
    advance(c, p);
    if (__builtin_expect(p->lost || is_cut_off(c), 0)) {
        arrive_in_vain(c, p, now);
        return;
    }
    WATCH(c, packet_delivered, &p->info, now);
    native_node_receive(c->to, c, p);
}

static void set_arrival(struct channel *c, struct packet *p, sim_time at)
{
    p->channel = c;
    p->behind = NULL;
    timer_init(&p->arrival, arrive);
    p->arrival.due = at;
}

/* It arrives after all that the channel was given before. */
static void set_arrival_in_turn(struct channel *c, struct packet *p, sim_time at)
{
    set_arrival(c, p, at);
    if (c->last_arriving)
        c->last_arriving->behind = p;
    else
        is_due(c, p);
    c->last_arriving = p;
}

/* It arrives then, whatever else is on the way. */
static void set_arrival_alone(struct channel *c, struct packet *p, sim_time at)
{
    set_arrival(c, p, at);
    is_due(c, p);
}

/* What happens on the way. */
static void suffer(struct channel *c, struct packet *p, sim_time at)
{
    const struct fault_fate fate =
        fault_draw(c->extras->faults, &c->config->faults, packet_changeable(p), at);
    p->lost = fate.lost;
    if (fate.corrupted)
        packet_corrupt(p, fate.which, fate.with);
    at += fate.extra_delay;
    set_arrival_alone(c, p, at);
    if (fate.twice && !p->lost)
        set_arrival_alone(c, packet_copy(&c->native->packets, p), at);
}

static sim_time serialisation(struct channel *c, uint32_t wire_bytes)
{
    if (wire_bytes != c->last_bytes) {
        c->last_bytes = (uint16_t)wire_bytes;
        c->last_time = time_of_bytes(wire_bytes, c->config->rate);
    }
    return c->last_time;
}

/* Lets the line send it. Returns when it gets to the far end; TIME_NEVER when the queue is full. */
static inline sim_time transmit(struct channel *c, struct packet *p, sim_time at)
{
    const struct link_direction *d = c->config;
    const uint32_t wire_bytes = link_wire_bytes(c->overhead, p->info.bytes);
    CHECK(at >= c->given_at);
    c->given_at = at;
    let_start(c, at);
    sim_time start = time_max(at, c->free_at);
    if (d->shaped)
        start = bucket_allows(c, wire_bytes, start);
    if (start > at) {
        if (!queue_has_room(c, wire_bytes)) {
            WATCH(c, packet_dropped, &p->info, DROP_QUEUE_FULL, at);
            return TIME_NEVER;
        }
        wait_in_queue(c, start, wire_bytes);
    }
    if (d->shaped)
        take_from_bucket(c, wire_bytes, start);
    c->free_at = start + serialisation(c, wire_bytes);
    c->counts[p->info.traffic] += wire_bytes;
    const struct transmission sent = {at, start, c->free_at, wire_bytes, c->packets_waiting};
    WATCH(c, packet_sent, &p->info, &sent);
    return c->free_at + d->delay;
}

/* It arrives by an event. */
static inline void set_off(struct channel *c, struct packet *p, sim_time at)
{
    if (__builtin_expect(channel_has_faults(c), 0))
        suffer(c, p, at);
    else
        set_arrival_in_turn(c, p, at);
}

void channel_send(struct channel *c, struct packet *p, sim_time at)
{
    while ((at = transmit(c, p, at)) != TIME_NEVER) {
        struct channel *relay = c->extras ? c->extras->relay : NULL;
        if (!relay) {
            set_off(c, p, at);
            return;
        }
        WATCH(c, packet_delivered, &p->info, at);
        if (!p->to) /* a broadcast ends at the router */
            break;
        c = relay;
    }
    packet_release(&c->native->packets, p);
}
