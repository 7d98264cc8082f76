/* Somebody copies files: a TCP connection whose sender has always more. The host that has it
 * connects to a bulk_sink, at once again when a connection is lost, after BULK_PAUSE.
 *
 * Not modelled: ends of files, and pauses between them. Validated:
 * tests/models/devices/bulk_flow_test.c. */
#ifndef MODELS_DEVICES_BULK_FLOW_H
#define MODELS_DEVICES_BULK_FLOW_H

#include "sim/net.h"

#define BULK_PAUSE SECONDS

struct bulk_flow;
struct bulk_sink;

/* It connects at `starts`, and closes its side at `stops`, TIME_NEVER: never. */
struct bulk_flow *bulk_flow_new(struct net_host *host, struct net_endpoint to, sim_time starts,
                                sim_time stops);
void bulk_flow_free(struct bulk_flow *f);

/* Takes what any number of flows send to that port of TCP. */
struct bulk_sink *bulk_sink_new(struct net_host *host, uint16_t port);
uint64_t bulk_sink_received(const struct bulk_sink *s); /* bytes */
void bulk_sink_free(struct bulk_sink *s);

#endif
