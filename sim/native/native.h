/* The native engine's inside: nodes, hosts and the network they form. Others see sim/engine.h. */
#ifndef SIM_NATIVE_NATIVE_H
#define SIM_NATIVE_NATIVE_H

#include "sim/engine.h"
#include "sim/native/channel.h"
#include "sim/native/packet.h"

struct native_udp;

/* A node forwards a packet to its subnet, or to the host itself when that is attached to it. */
struct native_node {
    const struct topology_node *config;
    struct channel **out; /* the channels that leave it, in the order of the links */
    uint32_t out_count;
    struct channel **route;   /* by subnet; of routers and switches */
    struct native_host *host; /* of hosts */
};

struct native_host {
    struct net_host host;
    struct native_node *node;
    struct native_node *attached;      /* the switch or router at the other end of its link */
    struct channel *uplink, *downlink; /* uplink: the node's only `out` */
    sim_time sending_until;            /* when what it has sent so far has left it */
    uint32_t subnet;
    uint16_t next_port; /* to be tried as a free one */
    uint16_t fixed_count, port_count;
    struct native_udp **fixed; /* sockets of ports below PORT_DYNAMIC */
    struct native_udp **ports; /* the others, by port from PORT_DYNAMIC on; NULL where free */
};

struct native {
    struct net net;
    struct event_queue events;
    struct packet_pool packets;
    const struct topology *topology;
    struct native_node *nodes;
    struct native_host *hosts;
    struct channel *channels; /* two a link: [2 * link + direction] */
    struct link_info *links;
    uint32_t host_count, subnet_count;
    bool in_order; /* an observer wants to be told of all links in the order of time */
    /* Links that the same observers watch share a list: by the set of observers, a bit for each. */
    struct observer_list *watchers[1 << OBSERVERS_MAX];
    struct native_host **by_address; /* a hash table of address_mask + 1 places */
    uint32_t address_mask;
    uint64_t unreachable; /* packets for an address that nobody has */
    uint64_t unbound;     /* packets for a port that nobody listens on */
};

/* NULL when nobody has that address. */
struct native_host *native_host_of(const struct native *n, uint32_t address);

/* A packet has come in over `from`; the hold is the node's. */
void native_node_receive(struct native_node *node, struct channel *from, struct packet *p);

/* The host's UDP takes a packet that is for it; the hold is the host's. */
void native_udp_receive(struct native_host *host, struct packet *p);
void native_udp_close_all(struct native_host *host);

extern const struct net_ops native_net_ops;

#endif
