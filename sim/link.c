/* Names, and bytes of overhead by framing, each from its standard. */
#include "sim/link.h"

const char *const link_framing_names[] = {
    [FRAMING_NONE] = "none",         [FRAMING_PPP] = "ppp",
    [FRAMING_HDLC] = "hdlc",         [FRAMING_FRAME_RELAY] = "frame-relay",
    [FRAMING_ETHERNET] = "ethernet", [FRAMING_BYTES] = NULL,
};

const char *const link_discipline_names[QUEUE_DISCIPLINES] = {
    [QUEUE_FIFO] = "fifo",         [QUEUE_PRIORITY] = "priority", [QUEUE_DRR] = "drr",
    [QUEUE_RED] = "red",           [QUEUE_WRED] = "wred",         [QUEUE_CODEL] = "codel",
    [QUEUE_FQ_CODEL] = "fq_codel",
};

struct link_overhead link_overhead(const struct link_direction *d)
{
    switch (d->framing) {
    case FRAMING_NONE:
        return (struct link_overhead){0, 0};
    case FRAMING_PPP:
    case FRAMING_HDLC:
    case FRAMING_FRAME_RELAY:
        return (struct link_overhead){8, 0};
    case FRAMING_ETHERNET:
        return (struct link_overhead){38, 46};
    case FRAMING_BYTES:
        return (struct link_overhead){(uint16_t)d->framing_bytes, 0};
    }
    return (struct link_overhead){0, 0};
}
