/* The bytes that one side of a TCP connection sends, from the oldest that is not acknowledged to
 * the newest: a list of pieces, each a header that was copied and a payload that is pointed to.
 *
 * Places in a stream are 64 bits wide, so that nothing wraps: 0 is the SYN, the data begins at 1,
 * and the FIN is behind the last byte. */
#ifndef SIM_NATIVE_TCP_QUEUE_H
#define SIM_NATIVE_TCP_QUEUE_H

#include "sim/native/packet.h"

struct tcp_piece;

struct tcp_queue {
    struct tcp_piece *first, *last;
    struct tcp_piece *current; /* where a segment was taken from last */
    int64_t end;               /* the place behind the last byte */
};

/* Free pieces whose headers are small; the others are on the heap. */
struct tcp_piece_pool {
    struct tcp_piece *free;
};

void tcp_piece_pool_fini(struct tcp_piece_pool *pool);

void tcp_queue_init(struct tcp_queue *q);
void tcp_queue_fini(struct tcp_queue *q, struct tcp_piece_pool *pool);
void tcp_queue_add(struct tcp_queue *q, struct tcp_piece_pool *pool, const uint8_t *header,
                   uint32_t header_length, const uint8_t *payload, uint64_t payload_length);
/* Forgets what is before the place `until`. */
void tcp_queue_release(struct tcp_queue *q, struct tcp_piece_pool *pool, int64_t until);
/* A packet, held once, with the `length` bytes at `from`, and room behind its header for `options`
 * bytes, of which it has none; its other fields are not set. Its payload
 * points to the bytes of one piece: all but those that come before and had to be copied. */
struct packet *tcp_queue_packet(struct tcp_queue *q, struct packet_pool *packets, int64_t from,
                                uint32_t length, uint32_t options);

#endif
