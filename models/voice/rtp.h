/* The fixed header of RTP (RFC 3550, 5.1), encoded and decoded, without state. */
#ifndef MODELS_VOICE_RTP_H
#define MODELS_VOICE_RTP_H

#include <stdbool.h>
#include <stdint.h>

enum { RTP_HEADER = 12 }; /* bytes, without contributing sources and extension */

struct rtp_packet {
    bool marker; /* the first packet of a talk spurt (RFC 3551, 4.1) */
    uint8_t payload_type;
    uint16_t sequence;
    uint32_t timestamp, ssrc;
    uint32_t payload_length; /* bytes, without padding */
};

/* Writes RTP_HEADER bytes. */
void rtp_encode(uint8_t out[RTP_HEADER], const struct rtp_packet *p);
/* `length` bytes are in the datagram, of which `have` are at `bytes`: at least RTP_HEADER, or all
 * of it. What is behind them is taken for payload. False: it is no RTP packet of version 2, or one
 * with contributing sources, an extension or padding, which no phone sends with these codecs. */
bool rtp_decode(struct rtp_packet *p, const uint8_t *bytes, uint32_t have, uint32_t length);

#endif
