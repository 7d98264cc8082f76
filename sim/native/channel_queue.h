/* A channel whose queue is not first in, first out: the line asks the queue for the next packet
 * when it is free, which is an event more than a hop costs otherwise. A packet that comes when the
 * line has just become free finds that the next one has begun. The packet that is on the line, or
 * has been taken and waits for the token bucket, is not overtaken, but for link fragmentation:
 * between a long packet's fragments those of classes with priority go. */
#ifndef SIM_NATIVE_CHANNEL_QUEUE_H
#define SIM_NATIVE_CHANNEL_QUEUE_H

#include "sim/native/channel.h"

/* What a fragment has on the line beside framing: the multilink header with long sequence numbers;
 * and what the first one has besides, the protocol of what is in the packet (RFC 1990, 3). */
enum { FRAGMENT_HEADER = 4, FRAGMENT_PROTOCOL = 2 };

struct channel_queue;

/* For a channel that has been initialised, on the heap. */
struct channel_queue *channel_queue_new(struct channel *c);
void channel_queue_free(struct channel_queue *q);
/* A packet has come; the hold is the queue's. */
void channel_queue_send(struct channel_queue *q, struct packet *p, sim_time now);

#endif
