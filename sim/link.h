/* What a link is: the parameters that a scenario gives and every engine implements.
 *
 * A link joins two nodes, full duplex; each direction has its own parameters. A packet that is
 * given to a direction waits in its queue, is serialised at `rate`, and arrives `delay` later.
 *
 * Not modelled: bit stuffing, link-layer retransmission, ARP. */
#ifndef SIM_LINK_H
#define SIM_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"

/* Bytes of the largest IP packet that a link takes: unless it says otherwise (Ethernet's, RFC 894),
 * at least (RFC 791), and at most (Ethernet's jumbo frames, as switches have them). */
enum { LINK_MTU = 1500, LINK_MTU_MIN = 68, LINK_MTU_MAX = 9216 };
#define LINK_UNLIMITED UINT64_MAX     /* rate of a line on which a packet takes no time */
#define LINK_QUEUE_ENDLESS UINT32_MAX /* limit of a queue that drops nothing */
#define LINK_BILLION 1000000000u      /* probabilities are integers, in parts per billion */

enum link_framing {
    FRAMING_NONE, /* 0 bytes: the IP packet alone */
    FRAMING_PPP,  /* RFC 1662: flag, address, control, protocol (2), FCS (2), flag: 8 bytes */
    FRAMING_HDLC, /* Cisco's: flag, address, control, type (2), FCS (2), flag: 8 bytes */
    FRAMING_FRAME_RELAY, /* RFC 2427: flag, address (2), control, NLPID, FCS (2), flag: 8 bytes */
    FRAMING_ETHERNET,    /* preamble and SFD (8), header (14), FCS (4), gap (12): 38 bytes; the
                            payload is padded to 46 */
    FRAMING_BYTES,       /* as many bytes as the scenario says */
};

struct link_queue {
    bool in_bytes;  /* what `limit` counts: bytes of the packets with their framing, or packets */
    uint32_t limit; /* waiting beside the packet on the wire; what comes beyond is dropped (tail) */
};

/* Faults, each an independent draw a packet, in parts per billion; and jitter. */
struct link_faults {
    uint32_t loss;      /* lost on the way */
    uint32_t duplicate; /* arrives twice, the second at the same time after the first */
    uint32_t reorder;   /* arrives `reorder_delay` later than it should; later ones overtake it */
    uint32_t corrupt;   /* one byte of the transport's payload is changed, unseen by checksums */
    sim_time reorder_delay;
    sim_time jitter; /* each arrives later by a draw from 0 to this, and none but a reordered one
                        before one that was sent earlier */
};

/* Whether the router before a link says that a packet is too large for it. */
enum link_icmp { LINK_ICMP_ON, LINK_ICMP_OFF };

struct link_direction {
    uint64_t rate;   /* bit/s of the line on which a packet is serialised; LINK_UNLIMITED */
    sim_time delay;  /* propagation */
    uint64_t shaped; /* bit/s to which a token bucket holds the traffic; 0: no bucket */
    uint32_t
        burst; /* bytes: depth of the bucket; a packet that finds as many tokens goes at `rate` */
    enum link_framing framing;
    uint32_t framing_bytes; /* of FRAMING_BYTES */
    uint32_t mtu;           /* bytes of the largest IP packet; 0: LINK_MTU */
    enum link_icmp icmp;
    struct link_queue queue;
    struct link_faults faults;
};

static inline uint32_t link_mtu(const struct link_direction *d)
{
    return d->mtu ? d->mtu : LINK_MTU;
}

/* What framing adds to an IP packet. */
struct link_overhead {
    uint16_t bytes;       /* header, trailer and what else takes time on the line */
    uint16_t payload_min; /* to which a shorter packet is padded */
};

struct link_overhead link_overhead(const struct link_direction *d);

/* Bytes on the wire of an IP packet of `bytes`. */
static inline uint32_t link_wire_bytes(struct link_overhead o, uint32_t bytes)
{
    return (bytes < o.payload_min ? o.payload_min : bytes) + o.bytes;
}

/* "none", "ppp", ... "ethernet"; FRAMING_BYTES is written as "N bytes" and has no name here. */
extern const char *const link_framing_names[];

#endif
