/* Packets between a queue of any discipline and its line, whole or in fragments. */
#include "sim/native/channel_queue.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "sim/native/native.h"
#include "sim/native/queue.h"

struct channel_queue {
    struct channel *channel;
    struct queue *queue;
    struct timer free; /* the line has sent what it was given, and something waits */
    /* Of the packet that goes in fragments: what has not been sent of it, and of what has been sent
     * the bytes and the time on the line. */
    struct packet *cut;
    uint32_t cut_left, cut_wire_bytes;
    sim_time cut_time;
};

static void channel_queue_is_free(struct timer *timer);

struct channel_queue *channel_queue_new(struct channel *c)
{
    struct channel_queue *q = mem_calloc(1, sizeof *q);
    const struct net *net = &c->native->net;
    q->channel = c;
    q->queue = queue_new(c->line.config, c->link->info.name, channel_direction(c), net->seed,
                         net->replication);
    timer_init(&q->free, channel_queue_is_free);
    return q;
}

void channel_queue_free(struct channel_queue *q)
{
    if (!q)
        return;
    queue_free(q->queue);
    free(q);
}

/* --- the line -------------------------------------------------------------------------------- */

/* So many bytes go out as soon as the bucket allows. Returns when they begin to. */
static sim_time channel_queue_begin(struct channel *c, uint32_t wire_bytes, sim_time now)
{
    const struct link_direction *d = c->line.config;
    sim_time start = time_max(now, c->line.free_at);
    if (d->shaped) {
        start = bucket_allows(&c->extras->bucket, d, wire_bytes, start);
        bucket_take(&c->extras->bucket, d, wire_bytes, start);
    }
    line_send(&c->line, wire_bytes, start);
    return start;
}

static void channel_queue_whole(struct channel_queue *q, struct packet *p, sim_time now)
{
    const struct packet_waiting w = p->waits;
    const sim_time start = channel_queue_begin(q->channel, w.bytes, now);
    const struct transmission sent = {w.since, start, q->channel->line.free_at, w.bytes, w.queue};
    channel_sent(q->channel, p, &sent);
}

/* --- fragments ------------------------------------------------------------------------------- */

/* Bytes of a packet that fit into a fragment. */
static uint32_t fragment_room(const struct channel *c)
{
    const struct link_direction *d = c->line.config;
    const uint64_t bytes =
        (uint64_t)((unsigned __int128)d->fragment * d->rate / (8 * (uint64_t)SECONDS));
    const uint32_t headers = c->line.overhead.bytes + FRAGMENT_HEADER;
    return bytes > headers ? (uint32_t)(bytes - headers) : 1;
}

static bool is_to_be_cut(const struct channel_queue *q, const struct packet *p)
{
    struct line *line = &q->channel->line;
    const sim_time longest = line->config->fragment;
    return longest && q->queue->discipline->take_urgent &&
           line_time(line, p->waits.bytes) > longest &&
           !q->queue->discipline->is_urgent(q->queue, p);
}

static void channel_queue_cut(struct channel_queue *q, struct packet *p)
{
    q->cut = p;
    q->cut_left = p->info.bytes + FRAGMENT_PROTOCOL;
    q->cut_wire_bytes = 0;
    q->cut_time = 0;
}

/* The next one. With the last the packet is told of: as if all had gone one behind the other. */
static void channel_queue_fragment(struct channel_queue *q, sim_time now)
{
    struct channel *c = q->channel;
    const uint32_t room = fragment_room(c), bytes = q->cut_left < room ? q->cut_left : room;
    const uint32_t wire_bytes = line_bytes(&c->line, bytes + FRAGMENT_HEADER);
    channel_queue_begin(c, wire_bytes, now);
    q->cut_left -= bytes;
    q->cut_wire_bytes += wire_bytes;
    q->cut_time += line_time(&c->line, wire_bytes);
    if (q->cut_left)
        return;
    struct packet *p = q->cut;
    q->cut = NULL;
    const sim_time end = c->line.free_at;
    const struct transmission sent = {p->waits.since, end - q->cut_time, end, q->cut_wire_bytes,
                                      p->waits.queue};
    channel_sent(c, p, &sent);
}

/* --- the queue ------------------------------------------------------------------------------- */

static void channel_queue_tell_drops(struct channel_queue *q, sim_time now)
{
    for (struct packet *p; (p = packet_list_first(&q->queue->dropped));) {
        const enum drop_reason reason = (enum drop_reason)p->waits.reason;
        channel_dropped(q->channel, p, reason, now);
    }
}

/* Gives the line what goes next; false: there is nothing. */
static bool channel_queue_next(struct channel_queue *q, sim_time now)
{
    const struct queue_discipline *d = q->queue->discipline;
    struct packet *p = q->cut ? d->take_urgent(q->queue, now) : d->take(q->queue, now);
    channel_queue_tell_drops(q, now);
    if (p && (q->cut || !is_to_be_cut(q, p))) {
        channel_queue_whole(q, p, now);
        return true;
    }
    if (p)
        channel_queue_cut(q, p);
    if (!q->cut)
        return false;
    channel_queue_fragment(q, now);
    return true;
}

/* Lets the line go on until it is busy, and asks again when it is free, if there is something. */
static void channel_queue_go_on(struct channel_queue *q, sim_time now)
{
    struct channel *c = q->channel;
    while (c->line.free_at <= now && channel_queue_next(q, now))
        ;
    if (q->queue->packets || q->cut)
        timer_set_ranked(&c->native->events, &q->free, c->line.free_at, c->rank);
}

static void channel_queue_is_free(struct timer *timer)
{
    struct channel_queue *q = CONTAINER_OF(timer, struct channel_queue, free);
    channel_queue_go_on(q, q->channel->native->events.now);
}

void channel_queue_send(struct channel_queue *q, struct packet *p, sim_time now)
{
    struct channel *c = q->channel;
    struct queue *queue = q->queue;
    if (c->line.free_at <= now) { /* it has asked, also when there was nothing */
        timer_cancel(&c->native->events, &q->free);
        channel_queue_go_on(q, now);
    }
    queue->congested = c->line.free_at > now;
    p->waits = (struct packet_waiting){.since = now,
                                       .bytes = line_bytes(&c->line, p->info.bytes),
                                       .queue = queue->congested ? queue->packets + 1 : 0};
    queue->discipline->put(queue, p, now);
    channel_queue_tell_drops(q, now);
    if (!timer_is_set(&q->free))
        channel_queue_go_on(q, now);
}
