/* The pseudocode of RFC 8289, 5, and a discipline of one list. */
#include "sim/native/codel.h"

static sim_time codel_target(const struct queue *q)
{
    return q->config->queue.target ? q->config->queue.target : LINK_CODEL_TARGET;
}

static sim_time codel_interval(const struct queue *q)
{
    return q->config->queue.interval ? q->config->queue.interval : LINK_CODEL_INTERVAL;
}

/* 1 / sqrt(count) in 65,536ths, from that of the count before by one step of Newton's method, as
 * Linux and ns-3 do it (include/net/codel_impl.h): x (3 - count x^2) / 2. From 1 to 2 that gives
 * 0.5 for 0.707, from 16 on it is right within a hundredth. */
static void codel_step(struct codel *c)
{
    const uint64_t x = (uint64_t)c->root << 16;
    const uint64_t square = x * x >> 32;
    const uint64_t factor = ((UINT64_C(3) << 32) - c->count * square) >> 2;
    c->root = (uint16_t)(factor * x >> 31 >> 16);
}

/* interval / sqrt(count) later. */
static sim_time codel_law(const struct queue *q, const struct codel *c, sim_time t)
{
    return t + (sim_time)((uint64_t)codel_interval(q) * c->root >> 16);
}

/* dodequeue(): the next packet, and whether it may be dropped. */
static struct packet *codel_next(struct queue *q, struct codel *c, struct packet_list *list,
                                 sim_time now, bool *may_drop)
{
    struct packet *p = queue_first(q, list);
    *may_drop = false;
    if (!p || now - p->waits.since < codel_target(q) || list->bytes <= q->largest)
        c->first_above = 0;
    else if (c->first_above == 0)
        c->first_above = now + codel_interval(q);
    else
        *may_drop = now >= c->first_above;
    return p;
}

/* It is dropping: as often as is due. */
static struct packet *codel_go_on(struct queue *q, struct codel *c, struct packet_list *list,
                                  struct packet *p, bool may_drop, sim_time now)
{
    c->dropping = may_drop;
    while (c->dropping && now >= c->drop_next) {
        queue_drop(q, p, DROP_EARLY);
        c->count++;
        codel_step(c);
        p = codel_next(q, c, list, now, &may_drop);
        c->dropping = may_drop;
        if (may_drop)
            c->drop_next = codel_law(q, c, c->drop_next);
    }
    return p;
}

/* It begins: at the rate it had last, if that is not long ago. */
static struct packet *codel_begin(struct queue *q, struct codel *c, struct packet_list *list,
                                  struct packet *p, sim_time now)
{
    bool ignored;
    queue_drop(q, p, DROP_EARLY);
    p = codel_next(q, c, list, now, &ignored);
    c->dropping = true;
    const uint32_t delta = c->count - c->lastcount;
    const bool lately = now - c->drop_next < 16 * codel_interval(q);
    c->count = delta > 1 && lately ? delta : 1;
    if (c->count > 1)
        codel_step(c);
    else
        c->root = UINT16_MAX;
    c->drop_next = codel_law(q, c, now);
    c->lastcount = c->count;
    return p;
}

struct packet *codel_take(struct queue *q, struct codel *c, struct packet_list *list, sim_time now)
{
    bool may_drop;
    struct packet *p = codel_next(q, c, list, now, &may_drop);
    if (c->dropping)
        return codel_go_on(q, c, list, p, may_drop, now);
    return may_drop ? codel_begin(q, c, list, p, now) : p;
}

/* --- the discipline -------------------------------------------------------------------------- */

struct codel_queue {
    struct queue queue;
    struct packet_list list;
    struct codel codel;
};

static void codel_init(struct queue *q)
{
    (void)q;
}

static void codel_queue_put(struct queue *q, struct packet *p, sim_time now)
{
    (void)now;
    struct codel_queue *s = (struct codel_queue *)q;
    if (queue_is_full(q, &s->list, q->config->queue.limit, p->waits.bytes))
        queue_drop(q, p, DROP_QUEUE_FULL);
    else
        queue_append(q, &s->list, p);
}

static struct packet *codel_queue_take(struct queue *q, sim_time now)
{
    struct codel_queue *s = (struct codel_queue *)q;
    return codel_take(q, &s->codel, &s->list, now);
}

const struct queue_discipline queue_codel = {
    .size = sizeof(struct codel_queue),
    .init = codel_init,
    .put = codel_queue_put,
    .take = codel_queue_take,
};
