/* Queue disciplines that ns-3 has too; of the others the engine says so. */
#include "sim/ns3/engine_private.h"

/* What of the discipline ns-3 lacks; NULL: nothing. */
static const char *queue_lacks(const struct link_direction *d)
{
    const struct link_queue *q = &d->queue;
    if (d->fragment && (q->discipline == QUEUE_PRIORITY || q->discipline == QUEUE_DRR))
        return "link fragmentation";
    if (q->in_bytes)
        return "limits in bytes on the line";
    for (uint32_t i = 0; i < q->class_count && q->discipline == QUEUE_PRIORITY; i++)
        if (q->classes[i].share)
            return "policed classes";
    switch (q->discipline) {
    case QUEUE_DRR:
        return "deficit round robin";
    case QUEUE_WRED:
        return "thresholds for each class";
    case QUEUE_FIFO:
    case QUEUE_PRIORITY:
    case QUEUE_RED:
    case QUEUE_CODEL:
    case QUEUE_FQ_CODEL:
    case QUEUE_DISCIPLINES:
        break;
    }
    return NULL;
}

/* The rest is the last band. */
static void queue_bands(const struct link_queue *q, struct ns3c_queue *out)
{
    out->bands = q->class_count + 1;
    for (uint32_t code = 0; code < 64; code++)
        out->band[code] = (uint8_t)link_class_of(q, code);
    for (uint32_t i = 0; i < q->class_count; i++)
        out->band_limit[i] = q->classes[i].limit;
}

static void queue_red(const struct link_direction *d, struct ns3c_queue *out)
{
    const struct link_red *r = &d->queue.red;
    out->discipline = NS3C_RED;
    out->red_least = r->least;
    out->red_most = r->most;
    out->red_probability =
        (double)(r->probability ? r->probability : LINK_RED_CHANCE) / LINK_BILLION;
    out->red_weight = (double)(r->weight ? r->weight : LINK_RED_WEIGHT) / LINK_BILLION;
    out->red_rate = link_bandwidth(d);
}

static struct ns3c_queue queue_twin(const struct link_direction *d)
{
    const struct link_queue *q = &d->queue;
    struct ns3c_queue twin = {.discipline = NS3C_FIFO,
                              .limit = q->limit,
                              .target = q->target,
                              .interval = q->interval,
                              .flows = q->flows,
                              .quantum = q->quantum ? q->quantum : LINK_QUANTUM,
                              .beside_line = true};
    if (q->discipline == QUEUE_PRIORITY && q->class_count) {
        twin.discipline = NS3C_PRIORITY;
        queue_bands(q, &twin);
    } else if (q->discipline == QUEUE_RED && q->red.most) {
        queue_red(d, &twin);
    } else if (q->discipline == QUEUE_CODEL) {
        twin.discipline = NS3C_CODEL;
    } else if (q->discipline == QUEUE_FQ_CODEL) {
        twin.discipline = NS3C_FQ_CODEL;
    }
    return twin;
}

int ns3_set_queue(struct ns3_net *n, uint32_t link, int direction, struct error *e)
{
    const struct topology_link *l = &n->topology->links[link];
    const struct link_direction *d = l->direction[direction];
    if (d->queue.discipline == QUEUE_FIFO)
        return 0;
    const char *lacks = queue_lacks(d);
    if (lacks)
        return core->error_set(e, "%s: ns-3 has no %s; the native engine runs it", l->name, lacks);
    struct ns3c_queue twin = queue_twin(d);
    twin.stream = 1000 + 2 * link + (uint32_t)direction;
    return ns3c_set_queue(n->links[link].ends[direction], &twin) < 0 ? ns3_failed(e) : 0;
}
