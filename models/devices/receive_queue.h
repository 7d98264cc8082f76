/* Datagrams that were received and wait for a device's processor: a list of held ones, first in,
 * first out. A socket's buffer is finite: what comes beyond RECEIVE_QUEUE_MAX is dropped (assumed:
 * about what Linux's default buffer holds). */
#ifndef MODELS_DEVICES_RECEIVE_QUEUE_H
#define MODELS_DEVICES_RECEIVE_QUEUE_H

#include "sim/net.h"

enum { RECEIVE_QUEUE_MAX = 256 };

struct receive_queue {
    struct net_datagram *first, *last;
    uint32_t count;
};

/* Holds the datagram, and remembers whose it is: returns what is held, the queue's last. The caller
 * sees to it that there is room. */
static inline struct net_datagram *receive_queue_append(struct receive_queue *q,
                                                        struct net_host *host,
                                                        const struct net_datagram *d, void *owner)
{
    q->count++;
    struct net_datagram *held = net_hold(host, d);
    held->owner = owner;
    held->next = NULL;
    if (q->first)
        q->last->next = held;
    else
        q->first = held;
    q->last = held;
    return held;
}

/* The same of one that waits in the buffer. False when there is no room for it. */
static inline bool receive_queue_put(struct receive_queue *q, struct net_host *host,
                                     const struct net_datagram *d, void *owner)
{
    if (q->count == RECEIVE_QUEUE_MAX)
        return false;
    receive_queue_append(q, host, d, owner);
    return true;
}

/* The first one, or NULL; the caller releases it. */
static inline struct net_datagram *receive_queue_take(struct receive_queue *q)
{
    struct net_datagram *d = q->first;
    if (d) {
        q->first = d->next;
        q->count--;
    }
    return d;
}

/* Drops all that are `owner`'s; NULL means everybody's. */
static inline void receive_queue_drop(struct receive_queue *q, struct net_host *host,
                                      const void *owner)
{
    struct receive_queue kept = {0};
    struct net_datagram *d;
    while ((d = receive_queue_take(q))) {
        if (owner && d->owner != owner) {
            d->next = NULL;
            if (kept.first)
                kept.last->next = d;
            else
                kept.first = d;
            kept.last = d;
            kept.count++;
        } else {
            net_release(host, d);
        }
    }
    *q = kept;
}

#endif
