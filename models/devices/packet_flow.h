/* Packets from one host to another, without an answer: what others do on a line. UDP datagrams,
 * whose receiver counts them and does no more.
 *
 * They come one like the other; at random, with exponential times between them (Poisson); or at
 * random in periods between which none come, all of exponential length. A mix of sizes is drawn
 * packet by packet. What decides is drawn in integers, and times are rounded to nanoseconds.
 *
 * Not modelled: that senders slow down when packets are lost (bulk_flow.h does). Validated:
 * tests/models/devices/packet_flow_test.c. */
#ifndef MODELS_DEVICES_PACKET_FLOW_H
#define MODELS_DEVICES_PACKET_FLOW_H

#include "sim/net.h"

/* A mix of IP packets: so many of each size in PACKET_MIX_PARTS. */
struct packet_mix {
    uint32_t bytes, parts;
};
enum { PACKET_MIX_SIZES = 3, PACKET_MIX_PARTS = 12, PACKET_FLOW_LEAST = 40 };
/* What is called simple IMIX: 7 of 40, 4 of 576 and 1 of 1,500 bytes (Spirent, "Test methodology
 * journal: IMIX", 2006); 4,084 bytes in 12. */
extern const struct packet_mix packet_mix_imix[PACKET_MIX_SIZES];

enum packet_arrivals { PACKETS_CONSTANT, PACKETS_POISSON, PACKETS_ON_OFF };

struct packet_flow_config {
    struct net_endpoint to;
    uint32_t entity; /* whose draws these are, other than any other flow's */
    uint32_t bytes;  /* of an IP packet, at least PACKET_FLOW_LEAST; 0: packet_mix_imix */
    sim_time gap; /* from a packet to the next on average, at least 1 ns; of ON_OFF over all time */
    enum packet_arrivals arrivals;
    sim_time on, off;       /* of ON_OFF: means; it begins with one that is off */
    sim_time starts, stops; /* TIME_NEVER: it goes on */
};

struct packet_flow;
struct packet_sink;

struct packet_flow *packet_flow_new(struct net_host *host, const struct packet_flow_config *config);
uint64_t packet_flow_sent(const struct packet_flow *f); /* packets */
void packet_flow_free(struct packet_flow *f);

/* Takes what flows send to that port, and is silent. */
struct packet_sink *packet_sink_new(struct net_host *host, uint16_t port);
uint64_t packet_sink_received(const struct packet_sink *s); /* packets */
void packet_sink_free(struct packet_sink *s);

#endif
