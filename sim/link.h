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

/* Which of the waiting packets goes next, and which are dropped. */
enum link_discipline {
    QUEUE_FIFO,     /* first in, first out; what finds the queue full is dropped */
    QUEUE_PRIORITY, /* classes in their order, the rest last; those with a share are policed to it
                       while others want the line, as in Cisco's low latency queueing */
    QUEUE_DRR,      /* deficit round robin over the classes and the rest by their shares (Shreedhar
                       and Varghese, SIGCOMM 1995); classes with `priority` go before these */
    QUEUE_RED,      /* random early detection (Floyd and Jacobson, 1993) */
    QUEUE_WRED,     /* the same, with thresholds for each class, on the queue that they share */
    QUEUE_CODEL,    /* controlled delay (RFC 8289) */
    QUEUE_FQ_CODEL, /* flow queue CoDel (RFC 8290) */
    QUEUE_DISCIPLINES
};
/* "fifo", "priority", "drr", "red", "wred", "codel", "fq_codel" */
extern const char *const link_discipline_names[QUEUE_DISCIPLINES];

/* Random early detection. Defaults are Floyd's recommendations ("RED: discussions of setting
 * parameters", 1997), but for the thresholds, which depend on the line. */
struct link_red {
    /* Average queue, in what the queue's limit counts: below `least` none is dropped, from `most`
     * on each. Both 0: none is dropped early. */
    uint32_t least, most;
    uint32_t probability; /* of a drop just below `most`, per billion; 0: LINK_RED_CHANCE */
    uint32_t weight;      /* of the present queue in the average, per billion; 0: LINK_RED_WEIGHT */
};
enum { LINK_RED_CHANCE = 100000000, LINK_RED_WEIGHT = 2000000 }; /* 0.1 and 0.002 */

/* Packets that a queue treats alike, told by their code point (RFC 2474). */
struct link_class {
    uint64_t dscp; /* which are in it: bit n is for code point n, 0 to 63 */
    /* Of link_bandwidth, per billion. Of PRIORITY, and of DRR with `priority`: what the class is
     * policed to; 0: it is not. Of DRR's others: its part, not 0; the rest has what is left, which
     * is not 0 either. */
    uint32_t share;
    bool priority;  /* of DRR: it goes before all that are not, in the order of the classes */
    sim_time burst; /* depth of its policer's bucket, as time at the class's rate; 0: LINK_BURST */
    uint32_t limit; /* waiting of the class, in what the queue's limit counts; 0: the queue's */
    struct link_red red; /* of WRED */
};
enum { LINK_CLASSES = 8 };              /* beside the rest, at most */
#define LINK_BURST (200 * MILLISECONDS) /* Cisco's default (IOS QoS reference, "priority") */

/* Defaults of RFC 8289, 4.2 and 4.3, and of RFC 8290, 5.2: the quantum is a frame of Ethernet's
 * without its FCS. */
#define LINK_CODEL_TARGET (5 * MILLISECONDS)
#define LINK_CODEL_INTERVAL (100 * MILLISECONDS)
enum { LINK_FLOWS = 1024, LINK_QUANTUM = 1514 };

struct link_queue {
    bool in_bytes; /* what `limit` counts: bytes of the packets with their framing, or packets */
    /* Waiting beside the packet on the wire; what comes beyond is dropped (tail). PRIORITY and DRR
     * have as much for the rest, and for each class that has no limit of its own. */
    uint32_t limit;
    enum link_discipline discipline; /* the members below are only of those that are named */
    /* PRIORITY, DRR, WRED: no code point is in two classes; what is in none is the rest. */
    uint32_t class_count;
    struct link_class classes[LINK_CLASSES];
    struct link_red red;       /* RED; WRED: of the rest */
    sim_time target, interval; /* CODEL, FQ_CODEL; 0: LINK_CODEL_TARGET, LINK_CODEL_INTERVAL */
    uint32_t flows;            /* FQ_CODEL: queues into which flows are hashed; 0: LINK_FLOWS */
    /* FQ_CODEL: bytes of IP packets that a flow sends in a round; 0: LINK_QUANTUM. DRR: with
     * framing, of the class with the least share; 0: the link's largest packet. */
    uint32_t quantum;
};

/* Which class packets with the code point are in; the number of classes: the rest. So of classes
 * with priority the lower number goes first. */
static inline uint32_t link_class_of(const struct link_queue *q, uint32_t code_point)
{
    uint32_t i = 0;
    while (i < q->class_count && !(q->classes[i].dscp >> code_point & 1))
        i++;
    return i;
}

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
    /* Link fragmentation and interleaving (RFC 1990, 2686): a packet that would take longer than
     * this goes in fragments that do not, between which packets of classes with priority go, which
     * are not cut. 0: none; it has no effect but of PRIORITY and DRR, and on a line with a rate. */
    sim_time fragment;
    struct link_faults faults;
};

static inline uint32_t link_mtu(const struct link_direction *d)
{
    return d->mtu ? d->mtu : LINK_MTU;
}

/* What all classes have together, bit/s: the line's rate, or its shaper's where that is slower. */
static inline uint64_t link_bandwidth(const struct link_direction *d)
{
    return d->shaped && d->shaped < d->rate ? d->shaped : d->rate;
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
