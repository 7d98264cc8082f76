/* Twelve bytes there and back. */
#include "models/voice/rtp.h"

enum { RTP_VERSION_2 = 0x80, RTP_MARKER = 0x80, RTP_PAYLOAD_TYPE = 0x7f };

static void rtp_put(uint8_t *out, uint32_t value, int bytes)
{
    for (int i = bytes; i-- > 0; value >>= 8)
        out[i] = (uint8_t)value;
}

static uint32_t rtp_get(const uint8_t *in, int bytes)
{
    uint32_t value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | in[i];
    return value;
}

void rtp_encode(uint8_t out[RTP_HEADER], const struct rtp_packet *p)
{
    out[0] = RTP_VERSION_2;
    out[1] = (uint8_t)((p->marker ? RTP_MARKER : 0) | (p->payload_type & RTP_PAYLOAD_TYPE));
    rtp_put(out + 2, p->sequence, 2);
    rtp_put(out + 4, p->timestamp, 4);
    rtp_put(out + 8, p->ssrc, 4);
}

bool rtp_decode(struct rtp_packet *p, const uint8_t *bytes, uint32_t have, uint32_t length)
{
    /* Version, no padding, no extension, no contributing sources: one byte says all. */
    if (have < RTP_HEADER || length < have || bytes[0] != RTP_VERSION_2)
        return false;
    p->marker = bytes[1] & RTP_MARKER;
    p->payload_type = bytes[1] & RTP_PAYLOAD_TYPE;
    p->sequence = (uint16_t)rtp_get(bytes + 2, 2);
    p->timestamp = rtp_get(bytes + 4, 4);
    p->ssrc = rtp_get(bytes + 8, 4);
    p->payload_length = length - RTP_HEADER;
    return true;
}
