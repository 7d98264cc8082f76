/* What an engine is to those who start a run: it builds a network from its description, and runs
 * it. Devices see net.h only. */
#ifndef SIM_ENGINE_H
#define SIM_ENGINE_H

#include <stdio.h>

#include "base/error.h"
#include "sim/net.h"
#include "sim/topology.h"

struct engine_options {
    uint64_t seed;
    uint32_t replication;
    struct net_tcp_settings tcp; /* all zero: as without RFC 7323 and 2018 */
    uint8_t dscp[TRAFFIC_KINDS]; /* code points of what is sent, by its purpose (RFC 2474) */
    struct observer_list observers;
};

struct engine {
    const char *name;
    /* The topology must stay as it is until the network is freed. NULL with the error filled in
     * when the engine cannot run it. */
    struct net *(*build)(const struct topology *, const struct engine_options *, struct error *);
    /* The host that is the topology's node `node`. */
    struct net_host *(*host)(struct net *, uint32_t node);
    /* As event_queue_run. */
    bool (*run)(struct net *, sim_time until, uint64_t events);
    /* Makes `run` return after the event that is being handled. */
    void (*stop)(struct net *);
    /* The run is over: from now on hosts send nothing, without a trace of it, and take nothing, so
     * that another `run` shows what becomes of packets that are under way, and nothing else. */
    void (*silence)(struct net *);
    /* Before the first run: writes an animation of what follows to the file, for NetAnim; NULL ends
     * it, and must before the file is closed. An engine that cannot has no such function. Negative
     * with the error filled in. */
    int (*animate)(struct net *, FILE *, struct error *);
    void (*free)(struct net *);
};

extern const struct engine native_engine;

/* --- what engines share ----------------------------------------------------------------------- */

/* The ports from which a socket without one of its own gets it (RFC 6335). */
enum { PORT_DYNAMIC = 49152, PORTS_DYNAMIC = 65536 - PORT_DYNAMIC };

static inline uint32_t engine_broadcast(uint32_t prefix, uint8_t prefix_length)
{
    return prefix_length ? prefix | ~(UINT32_MAX << (32 - prefix_length)) : UINT32_MAX;
}

/* What is to be the network's `tcp`. */
static inline struct net_tcp_settings engine_tcp(const struct engine_options *o)
{
    struct net_tcp_settings tcp = o->tcp;
    if (!tcp.window)
        tcp.window = NET_TCP_WINDOW;
    return tcp;
}

/* The host that the node describes. */
static inline struct net_host engine_host(struct net *net, const struct topology_node *node)
{
    return (struct net_host){.net = net,
                             .name = node->name,
                             .address = node->address,
                             .broadcast = engine_broadcast(node->prefix, node->prefix_length)};
}

/* What observers are told of the topology's link `i`. */
static inline struct link_info engine_link_info(const struct net *net, const struct topology *t,
                                                uint32_t i)
{
    const struct topology_link *l = &t->links[i];
    return (struct link_info){.id = i,
                              .name = l->name,
                              .wan = l->wan,
                              .head_end = l->head_end,
                              .phone = l->phone,
                              .ends = {t->nodes[l->node[0]].name, t->nodes[l->node[1]].name},
                              .direction = l->direction,
                              .clock = &net->events->now};
}

#endif
