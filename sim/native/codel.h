/* Controlled delay (RFC 8289): of a list of packets, those that have waited too long for too long
 * are dropped when they would go out. */
#ifndef SIM_NATIVE_CODEL_H
#define SIM_NATIVE_CODEL_H

#include "sim/native/queue.h"

/* Of one list, in the RFC's words (5.3). All zero at first. */
struct codel {
    sim_time first_above; /* when packets will have waited longer than the target for an interval */
    sim_time drop_next;
    uint32_t count, lastcount; /* drops since dropping began; the same when it began last */
    uint16_t root;             /* 1 / sqrt(count), in 65,536ths */
    bool dropping;
};

/* Takes the next packet out of `list`, one of the queue's, after what is dropped; NULL: none is
 * left. */
struct packet *codel_take(struct queue *q, struct codel *c, struct packet_list *list, sim_time now);

#endif
