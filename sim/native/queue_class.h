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
/* Whether so many bytes may pass. What is beyond the class's rate and burst may unless `wanted`, by
 * others, the line is, and takes no tokens. */
bool policer_lets_pass(struct policer *p, uint32_t bytes, bool wanted, sim_time now);

/* The queue's classes and, behind them, the rest. */
struct queue_classes {
    struct packet_list list[LINK_CLASSES + 1];
    struct policer policer[LINK_CLASSES + 1];
    uint32_t taken; /* of which class the packet is that the line has, or of which it has a part */
};

/* Keeps the packet in its class's list, or drops it. Returns its class, or a negative number.
 *
 * A class is policed while others want the line: a packet of another class or of the rest waits, is
 * on the line (one that has been taken and waits for the token bucket, too), or is between two of
 * its fragments. What the class sends on a line that nobody else wants is not congestion, also when
 * its own packets wait for each other: then the limit of its queue is all that holds it. On Cisco's
 * routers congestion begins where the interface's transmit ring is full ("Understand Packet
 * Counters in Service Policy Interface Output", document 10107), be it of one class or of several;
 * the ring, whose size is the driver's, is not modelled, and a class within the line's rate does
 * not fill it.
 */
int queue_class_put(struct queue *q, struct queue_classes *c, struct packet *p, sim_time now);
/* Returns the packet, which the line takes next, but not between another one's fragments. NULL: it
 * takes none. */
struct packet *queue_class_taken(struct queue *q, struct queue_classes *c, struct packet *p);

#endif
