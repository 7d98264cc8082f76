/* A queue whose packets may overtake each other, or be dropped while they wait: its channel puts
 * in what comes, and takes out what goes next when the line is free. First in, first out is not one
 * of them (fifo.h). A discipline is a file with the functions of struct queue_discipline; what they
 * share is in queue.c, and what classes share in queue_class.h. */
#ifndef SIM_NATIVE_QUEUE_H
#define SIM_NATIVE_QUEUE_H

#include "sim/native/packet.h"
#include "sim/random.h"

struct queue;

struct queue_discipline {
    size_t
        size; /* bytes of its struct, which begins with a struct queue and is all zero at first */
    void (*init)(struct queue *);
    /* A packet has come: it is kept (queue_append) or dropped (queue_drop), and so may others be.
     */
    void (*put)(struct queue *, struct packet *, sim_time now);
    /* What goes next; NULL: nothing does. May drop others. The line asks whenever it is free. */
    struct packet *(*take)(struct queue *, sim_time now);
    /* The same of classes with priority only, and whether a packet is of one; NULL: it has none. */
    struct packet *(*take_urgent)(struct queue *, sim_time now);
    bool (*is_urgent)(const struct queue *, const struct packet *);
    void (*fini)(struct queue *); /* NULL: it has nothing on the heap */
};

/* Packets one behind the other, by `waits.next`. All zero is an empty list. */
struct packet_list {
    struct packet *first, *last;
    uint32_t packets, bytes; /* with framing */
};

/* What every queue begins with. */
struct queue {
    const struct queue_discipline *discipline;
    const struct link_direction *config;
    uint32_t largest;           /* bytes with framing of the largest packet that the link takes */
    uint32_t packets, bytes;    /* that wait */
    bool congested;             /* set before `put`: the line is not free */
    struct packet_list dropped; /* by `put` and `take`, with waits.reason: the caller's to empty */
    struct random_stream random;
};

/* A queue of another discipline than QUEUE_FIFO for that direction of that link, on the heap. */
struct queue *queue_new(const struct link_direction *config, const char *link, int direction,
                        uint64_t seed, uint32_t replication);
void queue_free(struct queue *q);

/* Whether a packet of so many bytes is too much beside those in `list`, of which `limit`, counted
 * as the queue's, may wait. One that needs not wait never is. */
bool queue_is_full(const struct queue *q, const struct packet_list *list, uint32_t limit,
                   uint32_t bytes);
/* The packet waits at the end of `list`, one of the queue's. */
void queue_append(struct queue *q, struct packet_list *list, struct packet *p);
/* Takes the first one out of `list`; NULL: it is empty. */
struct packet *queue_first(struct queue *q, struct packet_list *list);
/* The packet, which waits no more or has not begun to, is dropped. */
void queue_drop(struct queue *q, struct packet *p, enum drop_reason reason);

/* Lists alone. */
void packet_list_append(struct packet_list *list, struct packet *p);
struct packet *packet_list_first(struct packet_list *list);

extern const struct queue_discipline queue_priority, queue_drr, queue_red, queue_codel,
    queue_fq_codel;

#endif
