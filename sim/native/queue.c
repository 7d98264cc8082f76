/* What queues of all disciplines share: which there are, lists, counts and limits. */
#include "sim/native/queue.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"

static const struct queue_discipline *const queue_disciplines[QUEUE_DISCIPLINES] = {
    [QUEUE_PRIORITY] = &queue_priority, [QUEUE_DRR] = &queue_drr,
    [QUEUE_RED] = &queue_red,           [QUEUE_WRED] = &queue_red,
    [QUEUE_CODEL] = &queue_codel,       [QUEUE_FQ_CODEL] = &queue_fq_codel,
};

struct queue *queue_new(const struct link_direction *config, const char *link, int direction,
                        uint64_t seed, uint32_t replication)
{
    const struct queue_discipline *discipline = queue_disciplines[config->queue.discipline];
    CHECK(discipline != NULL);
    struct queue *q = mem_calloc(1, discipline->size);
    q->discipline = discipline;
    q->config = config;
    q->largest = link_wire_bytes(link_overhead(config), link_mtu(config));
    char *name = mem_printf("%s %d", link, direction);
    random_init(&q->random, seed, replication, random_entity(name), RANDOM_QUEUE);
    free(name);
    discipline->init(q);
    return q;
}

void queue_free(struct queue *q)
{
    if (q && q->discipline->fini)
        q->discipline->fini(q);
    free(q);
}

void packet_list_append(struct packet_list *list, struct packet *p)
{
    p->waits.next = NULL;
    if (list->last)
        list->last->waits.next = p;
    else
        list->first = p;
    list->last = p;
    list->packets++;
    list->bytes += p->waits.bytes;
}

struct packet *packet_list_first(struct packet_list *list)
{
    struct packet *p = list->first;
    if (!p)
        return NULL;
    list->first = p->waits.next;
    if (!list->first)
        list->last = NULL;
    list->packets--;
    list->bytes -= p->waits.bytes;
    return p;
}

bool queue_is_full(const struct queue *q, const struct packet_list *list, uint32_t limit,
                   uint32_t bytes)
{
    if (!q->congested)
        return false;
    return q->config->queue.in_bytes ? (uint64_t)list->bytes + bytes > limit
                                     : list->packets >= limit;
}

void queue_append(struct queue *q, struct packet_list *list, struct packet *p)
{
    packet_list_append(list, p);
    q->packets++;
    q->bytes += p->waits.bytes;
}

struct packet *queue_first(struct queue *q, struct packet_list *list)
{
    struct packet *p = packet_list_first(list);
    if (p) {
        q->packets--;
        q->bytes -= p->waits.bytes;
    }
    return p;
}

void queue_drop(struct queue *q, struct packet *p, enum drop_reason reason)
{
    p->waits.reason = reason;
    packet_list_append(&q->dropped, p);
}
