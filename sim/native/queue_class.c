/* By code point into lists, each with its limit; policing in integers of nanoseconds. */
#include "sim/native/queue_class.h"

void policer_init(struct policer *p, const struct link_direction *d, const struct link_class *c)
{
    const unsigned __int128 share = (unsigned __int128)link_bandwidth(d) * c->share;
    *p = (struct policer){.rate = (uint64_t)(share / LINK_BILLION),
                          .burst = c->burst ? c->burst : LINK_BURST};
}

bool policer_lets_pass(struct policer *p, uint32_t bytes, bool wanted, sim_time now)
{
    if (!p->rate)
        return true;
    const sim_time full_at = time_max(p->full_at, now) + time_of_bytes(bytes, p->rate);
    if (full_at - now > p->burst)
        return !wanted;
    p->full_at = full_at;
    return true;
}

/* By others than class `i`. */
static bool queue_class_wanted(const struct queue *q, const struct queue_classes *c, uint32_t i)
{
    return q->congested && (q->packets > c->list[i].packets || c->taken != i);
}

int queue_class_put(struct queue *q, struct queue_classes *c, struct packet *p, sim_time now)
{
    const struct link_queue *config = &q->config->queue;
    const uint32_t i = link_class_of(config, p->info.dscp), bytes = p->waits.bytes;
    const uint32_t own = i < config->class_count ? config->classes[i].limit : 0;
    if (queue_is_full(q, &c->list[i], own ? own : config->limit, bytes)) {
        queue_drop(q, p, DROP_QUEUE_FULL);
        return -1;
    }
    if (!policer_lets_pass(&c->policer[i], bytes, queue_class_wanted(q, c, i), now)) {
        queue_drop(q, p, DROP_POLICED);
        return -1;
    }
    queue_append(q, &c->list[i], p);
    return (int)i;
}

struct packet *queue_class_taken(struct queue *q, struct queue_classes *c, struct packet *p)
{
    if (p)
        c->taken = link_class_of(&q->config->queue, p->info.dscp);
    return p;
}
