/* Classes of packets: which one a packet is in, its list, and the policer of those with priority.
 */
#ifndef SIM_NATIVE_QUEUE_CLASS_H
#define SIM_NATIVE_QUEUE_CLASS_H

#include "sim/native/queue.h"

/* A token bucket at the class's share of the rate, as the time at which it will be full. */
struct policer {
    uint64_t rate; /* bit/s; 0: it lets everything pass */
    sim_time burst, full_at;
};

void policer_init(struct policer *p, const struct link_direction *d, const struct link_class *c);
/* Whether so many bytes may pass. What is beyond the class's rate and burst may while nothing else
 * wants the line, and takes no tokens (Cisco's conditional policer). */
bool policer_lets_pass(struct policer *p, uint32_t bytes, bool congested, sim_time now);

/* The queue's classes and, behind them, the rest. */
struct queue_classes {
    struct packet_list list[LINK_CLASSES + 1];
    struct policer policer[LINK_CLASSES + 1];
};

/* Which class the packet is in; the number of classes: the rest. */
uint32_t queue_class_of(const struct link_queue *q, const struct packet *p);
/* Keeps the packet in its class's list, or drops it. Returns its class, or a negative number. */
int queue_class_put(struct queue *q, struct queue_classes *c, struct packet *p, sim_time now);

#endif
