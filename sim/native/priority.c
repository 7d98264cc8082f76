/* Strict priority, as Cisco's low latency queueing has it: a class's packets go before those of all
 * later classes and of the rest, but do not interrupt what is on the line. A class with a share is
 * policed to it while others want the line, so that it cannot starve them. */
#include "sim/native/queue_class.h"

struct priority {
    struct queue queue;
    struct queue_classes classes;
};

static void priority_init(struct queue *q)
{
    struct priority *s = (struct priority *)q;
    for (uint32_t i = 0; i < q->config->queue.class_count; i++)
        policer_init(&s->classes.policer[i], q->config, &q->config->queue.classes[i]);
}

static void priority_put(struct queue *q, struct packet *p, sim_time now)
{
    queue_class_put(q, &((struct priority *)q)->classes, p, now);
}

/* The first packet of the first `count` classes. */
static struct packet *priority_first(struct queue *q, uint32_t count)
{
    struct packet_list *lists = ((struct priority *)q)->classes.list;
    for (uint32_t i = 0; i < count; i++)
        if (lists[i].first)
            return queue_first(q, &lists[i]);
    return NULL;
}

static struct packet *priority_take(struct queue *q, sim_time now)
{
    struct packet *p = priority_first(q, q->config->queue.class_count + 1);
    (void)now;
    return queue_class_taken(q, &((struct priority *)q)->classes, p);
}

static struct packet *priority_take_urgent(struct queue *q, sim_time now)
{
    (void)now;
    return priority_first(q, q->config->queue.class_count);
}

static bool priority_is_urgent(const struct queue *q, const struct packet *p)
{
    return link_class_of(&q->config->queue, p->info.dscp) < q->config->queue.class_count;
}

const struct queue_discipline queue_priority = {
    .size = sizeof(struct priority),
    .init = priority_init,
    .put = priority_put,
    .take = priority_take,
    .take_urgent = priority_take_urgent,
    .is_urgent = priority_is_urgent,
};
