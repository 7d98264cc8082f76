/* Packets on their way from a queue over a line to the far end, and who is told of them. */
#include "sim/native/channel.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "sim/native/channel_queue.h"
#include "sim/native/native.h"

#define WATCH(channel, callback, ...)                                                              \
    OBSERVE((channel)->link->watchers, callback, &(channel)->link->info,                           \
            channel_direction(channel), __VA_ARGS__)

/* Of whatever link, to all that look at drops. */
static __attribute__((noinline)) void tell_dropped(const struct channel *c, const struct packet *p,
                                                   enum drop_reason reason, sim_time now)
{
    OBSERVE(&c->native->net.observers, packet_dropped, &c->link->info, channel_direction(c),
            &p->info, reason, now);
}

static struct channel_extras *extras_of(struct channel *c)
{
    if (!c->extras)
        c->extras = mem_calloc(1, sizeof *c->extras);
    return c->extras;
}

void channel_set_relay(struct channel *c, struct channel *relay)
{
    CHECK(!channel_has_faults(c) && channel_is_fifo(relay));
    extras_of(c)->relay = relay;
}

void channel_init(struct channel *c, struct native *native, const struct link_direction *config,
                  const struct native_link *link, int direction)
{
    *c = (struct channel){.native = native, .link = link};
    line_init(&c->line, config);
    c->rank = 2 * link->info.id + (uint32_t)direction;
    c->counts = observer_wire_bytes(&native->net.observers, &link->info, direction);
    if (!c->counts)
        c->counts = native->uncounted;
    struct fault_streams *faults = line_faults_new(config, link->info.name, direction,
                                                   native->net.seed, native->net.replication);
    if (faults || config->shaped)
        extras_of(c)->faults = faults;
    if (config->queue.discipline != QUEUE_FIFO)
        extras_of(c)->queue = channel_queue_new(c);
}

void channel_fini(struct channel *c)
{
    if (c->extras) {
        channel_queue_free(c->extras->queue);
        free(c->extras->faults);
    }
    free(c->extras);
    fifo_fini(&c->waiting);
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
        tell_dropped(c, p, p->lost ? DROP_LOST : DROP_UNPLUGGED, now);
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
    const struct fault_fate fate = line_suffer(c->extras->faults, c->line.config, p, at);
    at += fate.extra_delay;
    set_arrival_alone(c, p, at);
    if (fate.twice && !p->lost)
        set_arrival_alone(c, packet_copy(&c->native->packets, p), at);
}

/* Lets the line send it. Returns when it gets to the far end; TIME_NEVER when the queue is full. */
static inline sim_time transmit(struct channel *c, struct packet *p, sim_time at)
{
    const struct link_direction *d = c->line.config;
    const uint32_t wire_bytes = line_bytes(&c->line, p->info.bytes);
    CHECK(at >= c->given_at);
    c->given_at = at;
    fifo_let_start(&c->waiting, at);
    sim_time start = time_max(at, c->line.free_at);
    if (d->shaped)
        start = bucket_allows(&c->extras->bucket, d, wire_bytes, start);
    if (start > at) {
        if (!fifo_has_room(&c->waiting, &d->queue, wire_bytes)) {
            tell_dropped(c, p, DROP_QUEUE_FULL, at);
            return TIME_NEVER;
        }
        fifo_put(&c->waiting, start, wire_bytes);
    }
    if (d->shaped)
        bucket_take(&c->extras->bucket, d, wire_bytes, start);
    const sim_time arrival = line_send(&c->line, wire_bytes, start);
    c->counts[p->info.traffic] += wire_bytes;
    const struct transmission sent = {at, start, c->line.free_at, wire_bytes, c->waiting.packets};
    WATCH(c, packet_sent, &p->info, &sent);
    return arrival;
}

/* It arrives by an event. */
static inline void set_off(struct channel *c, struct packet *p, sim_time at)
{
    if (__builtin_expect(channel_has_faults(c), 0))
        suffer(c, p, at);
    else
        set_arrival_in_turn(c, p, at);
}

/* It will be at the far end then. Returns where it goes on at once; NULL: it has been seen to. */
static inline struct channel *travel(struct channel *c, struct packet *p, sim_time at)
{
    struct channel *relay = c->extras ? c->extras->relay : NULL;
    if (!relay) {
        set_off(c, p, at);
        return NULL;
    }
    WATCH(c, packet_delivered, &p->info, at);
    if (p->to)
        return relay;
    packet_release(&c->native->packets, p); /* a broadcast ends at the router */
    return NULL;
}

void channel_dropped(struct channel *c, struct packet *p, enum drop_reason reason, sim_time now)
{
    WATCH(c, packet_dropped, &p->info, reason, now);
    packet_release(&c->native->packets, p);
}

void channel_send(struct channel *c, struct packet *p, sim_time at)
{
    do {
        if (__builtin_expect(!channel_is_fifo(c), 0)) {
            channel_queue_send(c->extras->queue, p, at);
            return;
        }
        at = transmit(c, p, at);
        if (__builtin_expect(at == TIME_NEVER, 0)) {
            packet_release(&c->native->packets, p);
            return;
        }
    } while ((c = travel(c, p, at)));
}

void channel_sent(struct channel *c, struct packet *p, const struct transmission *t)
{
    const sim_time at = t->end + c->line.config->delay;
    c->counts[p->info.traffic] += t->wire_bytes;
    WATCH(c, packet_sent, &p->info, t);
    c = travel(c, p, at);
    if (c)
        channel_send(c, p, at);
}
