/* IPv4 fragments put together again (RFC 791), in memory that does not grow.
 *
 * Of a datagram its first bytes are kept, as many as whoever reads the headers of TFTP needs, and
 * which of its bytes have come; so a capture that has cut its packets is enough. */
#ifndef RESULTS_CAPTURE_FRAGMENTS_H
#define RESULTS_CAPTURE_FRAGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"

/* Bytes kept of a datagram: a UDP header and the longest request; datagrams under way at once, of
 * which the oldest makes room; and when one that is not complete is forgotten. */
enum { CAPTURE_HEAD = 8 + 512, CAPTURE_UNDER_WAY = 256 };
#define CAPTURE_FORGET (30 * SECONDS)

struct capture_fragment {
    uint32_t source, destination;
    uint16_t id;
    uint8_t protocol;
    uint32_t offset;      /* bytes, of the datagram */
    uint32_t length;      /* bytes, on the line */
    bool more;            /* others follow */
    const uint8_t *bytes; /* what is there of it */
    size_t captured;
    uint32_t ip_bytes; /* of its packet, header included */
    sim_time time;
};

struct capture_whole {
    const uint8_t *head; /* valid until the next fragment is added */
    size_t captured;
    uint32_t length;   /* bytes, on the line */
    uint32_t ip_bytes; /* of all its packets */
    uint32_t packets;
    sim_time first; /* when the first of them came */
};

struct capture_fragments;

struct capture_fragments *capture_fragments_new(void);
void capture_fragments_free(struct capture_fragments *f);
/* True when the datagram is complete with this one. One that goes past 64 KiB, or past the end that
 * another one has told, is no fragment of anything, and is dropped. */
bool capture_fragments_add(struct capture_fragments *f, const struct capture_fragment *piece,
                           struct capture_whole *whole);
/* Datagrams that were never complete, up to now and with those under way. */
uint64_t capture_fragments_lost(const struct capture_fragments *f);

#endif
