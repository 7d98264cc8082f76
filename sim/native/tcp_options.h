/* Options of TCP's header (RFC 7323, 2018) as bytes, and as what they say: all but a SYN's MSS,
 * which stands in front of them (packet_info.tcp_mss). */
#ifndef SIM_NATIVE_TCP_OPTIONS_H
#define SIM_NATIVE_TCP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    TCP_OPTIONS_MAX = 40,         /* bytes; 36 beside an MSS */
    TCP_TIMESTAMPS_BYTES = 12,    /* of a segment that has them and nothing else */
    TCP_SACK_BLOCKS_MAX = 4,      /* 3 with timestamps */
    TCP_SHIFT_MAX = 14,           /* RFC 7323, 2.3 */
    TCP_WINDOW_UNSCALED = 0xffff, /* the most that 16 bits say */
};

/* Sequence numbers of what has come: from the first byte to the one behind the last. */
struct tcp_block {
    uint32_t from, until;
};

struct tcp_options {
    bool scales, sack_permitted, timestamps;
    uint8_t shift;        /* where it scales */
    uint32_t stamp, echo; /* milliseconds of the sender's clock, and of the receiver's */
    uint8_t blocks;
    struct tcp_block block[TCP_SACK_BLOCKS_MAX];
};

/* Writes them, filled up in front so that the bytes are a multiple of four (RFC 7323, appendix A).
 * Blocks for which there is no room are left out. Returns the number of bytes. */
uint32_t tcp_options_write(uint8_t out[TCP_OPTIONS_MAX], const struct tcp_options *o);
/* Reads them. What is unknown is passed over; what is cut off or of another length than its kind
 * has ends it. */
void tcp_options_read(struct tcp_options *o, const uint8_t *bytes, uint32_t length);

#endif
