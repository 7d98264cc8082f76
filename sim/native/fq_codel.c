/* Flow queue CoDel (RFC 8290): flows are hashed into queues, which take turns by deficit; those
 * that begin to send come before the others, and each is under CoDel. When all together are too
 * many, the longest loses its first packet. */
#include <stdlib.h>

#include "base/memory.h"
#include "sim/mix.h"
#include "sim/native/codel.h"

struct flow {
    struct packet_list list;
    struct codel codel;
    int64_t credits; /* bytes of IP packets that it may still send at its turn */
    struct flow *next;
    bool active; /* it is in `begun` or `others` */
};

struct flow_list {
    struct flow *first, *last;
};

struct fq_codel {
    struct queue queue;
    struct flow *flows;
    uint32_t flow_count;
    int64_t quantum;
    struct flow_list begun, others; /* the RFC's new and old queues */
    uint64_t perturbation;          /* of the hash (4.1.1) */
};

static void flow_append(struct flow_list *list, struct flow *f)
{
    f->next = NULL;
    if (list->last)
        list->last->next = f;
    else
        list->first = f;
    list->last = f;
}

static struct flow *flow_first(struct flow_list *list)
{
    struct flow *f = list->first;
    list->first = f->next;
    if (!list->first)
        list->last = NULL;
    return f;
}

static void fq_codel_init(struct queue *q)
{
    struct fq_codel *s = (struct fq_codel *)q;
    s->flow_count = q->config->queue.flows ? q->config->queue.flows : LINK_FLOWS;
    s->quantum = q->config->queue.quantum ? q->config->queue.quantum : LINK_QUANTUM;
    s->flows = mem_calloc(s->flow_count, sizeof *s->flows);
    s->perturbation = random_u64(&q->random);
}

static void fq_codel_fini(struct queue *q)
{
    free(((struct fq_codel *)q)->flows);
}

/* By addresses, protocol and ports. A fragment that is not a datagram's first has no ports. */
static struct flow *flow_of(const struct fq_codel *s, const struct packet_info *p)
{
    const uint64_t addresses = (uint64_t)p->source << 32 | p->destination;
    const uint64_t ports = (uint64_t)p->protocol << 32 | (uint32_t)p->source_port << 16 |
                           (uint32_t)p->destination_port;
    const uint64_t hash = mix64(mix64(addresses, ports), s->perturbation);
    return &s->flows[(hash >> 32) * s->flow_count >> 32];
}

static struct flow *flow_longest(const struct fq_codel *s)
{
    struct flow *longest = &s->flows[0];
    for (uint32_t i = 1; i < s->flow_count; i++)
        if (s->flows[i].list.bytes > longest->list.bytes)
            longest = &s->flows[i];
    return longest;
}

static bool fq_codel_is_over(const struct queue *q)
{
    const struct link_queue *config = &q->config->queue;
    return q->congested && (config->in_bytes ? q->bytes : q->packets) > config->limit;
}

static void fq_codel_put(struct queue *q, struct packet *p, sim_time now)
{
    (void)now;
    struct fq_codel *s = (struct fq_codel *)q;
    struct flow *f = flow_of(s, &p->info);
    queue_append(q, &f->list, p);
    if (!f->active) {
        f->active = true;
        f->credits = s->quantum;
        flow_append(&s->begun, f);
    }
    while (fq_codel_is_over(q))
        queue_drop(q, queue_first(q, &flow_longest(s)->list), DROP_QUEUE_FULL);
}

/* The flow at whose turn it is, and in which list it is. Whose credits are used up gets new ones,
 * and waits behind the others. */
static struct flow_list *fq_codel_turn(struct fq_codel *s)
{
    for (;;) {
        struct flow_list *list = s->begun.first ? &s->begun : &s->others;
        if (!list->first || list->first->credits > 0)
            return list;
        struct flow *f = flow_first(list);
        f->credits += s->quantum;
        flow_append(&s->others, f);
    }
}

/* An empty one that has begun waits behind the others once, lest it be new again at once (4.2). */
static void fq_codel_leave(struct fq_codel *s, struct flow_list *list)
{
    struct flow *f = flow_first(list);
    if (list == &s->begun)
        flow_append(&s->others, f);
    else
        f->active = false;
}

static struct packet *fq_codel_take(struct queue *q, sim_time now)
{
    struct fq_codel *s = (struct fq_codel *)q;
    struct flow_list *list;
    while ((list = fq_codel_turn(s))->first) {
        struct flow *f = list->first;
        struct packet *p = codel_take(q, &f->codel, &f->list, now);
        if (p) {
            f->credits -= p->info.bytes;
            return p;
        }
        fq_codel_leave(s, list);
    }
    return NULL;
}

const struct queue_discipline queue_fq_codel = {
    .size = sizeof(struct fq_codel),
    .init = fq_codel_init,
    .put = fq_codel_put,
    .take = fq_codel_take,
    .fini = fq_codel_fini,
};
