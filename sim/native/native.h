/* The native engine's inside: nodes, hosts and the network they form. Others see sim/engine.h. */
#ifndef SIM_NATIVE_NATIVE_H
#define SIM_NATIVE_NATIVE_H

#include "sim/engine.h"
#include "sim/native/channel.h"
#include "sim/native/packet.h"
#include "sim/native/path_mtu.h"

struct native_assembly;
struct native_udp;
struct port_set;
struct native_udp_slab;
struct native_tcp;
struct tcp_listener;

/* A node forwards a packet to the node that its host is attached to, or to the host itself when
 * that is attached to it. */
struct native_node {
    const struct topology_node *config;
    struct channel **out; /* the channels that leave it, in the order of the links */
    uint32_t out_count;
    bool narrow; /* a router at links of different MTU: what arrives may be too large to go on */
    /* Routers and switches are numbered along the tree, each before those below it, and these in a
     * row: from its own number on. */
    uint32_t number, below_count; /* it and all that are below it */
    struct channel *up;           /* to whatever is not; NULL: of the root */
    struct channel **below;       /* by number, less its own; the first, its own, is NULL */
    struct native_host *host;     /* of hosts */
};

/* Of a host's cable. A silent one has ended with the run: it sends nothing, and takes nothing. */
enum native_cable { CABLE_PLUGGED, CABLE_UNPLUGGED, CABLE_SILENT };

/* Few: a phone's, which has a download and perhaps one that dallies. Many: no longer searched. */
enum { HOST_FEW_PORTS = 2, HOST_MANY_PORTS = 256 };

struct native_host {
    struct net_host host;
    struct native_node *node;
    struct native_node *attached;      /* the switch or router at the other end of its link */
    struct channel *uplink, *downlink; /* uplink: the node's only `out` */
    uint32_t place;                    /* number of the node that it is attached to */
    uint16_t next_port;                /* to be tried as a free one */
    uint16_t next_tcp_port;
    uint8_t cable;                      /* enum native_cable */
    uint32_t next_ip_id;                /* number of its next packet that may be fragmented */
    struct native_assembly *assemblies; /* of datagrams that come in fragments */
    struct tcp_listener *listeners;
    uint16_t fixed_count, port_count;
    struct native_udp **fixed; /* sockets of ports below PORT_DYNAMIC */
    struct native_udp **ports; /* the others, by port from PORT_DYNAMIC on; NULL where free */
    struct native_udp *few_ports[HOST_FEW_PORTS]; /* where `ports` points to at first */
    struct port_set *many_ports; /* which of them are in use; NULL: they are not many */
};

struct native {
    struct net net;
    struct event_queue events;
    struct packet_pool packets;
    const struct topology *topology;
    struct native_node *nodes;
    struct native_host *hosts;
    struct channel *channels; /* two a link: [2 * link + direction] */
    struct native_link *links;
    uint32_t host_count;
    uint32_t mtu; /* the least of all links: what is no larger goes everywhere */
    struct path_mtus paths;
    struct native_assembly *free_assemblies;
    bool silent;   /* the run is over: hosts send nothing any more */
    bool in_order; /* an observer wants to be told of all links in the order of time */
    /* Links that the same observers watch share a list: by the set of observers, a bit for each. */
    struct observer_list *watchers[1 << OBSERVERS_MAX];
    uint32_t *by_address; /* a hash table of address_mask + 1 places: 1 + index of a host, or 0 */
    uint32_t address_mask;
    struct native_udp_slab *udp_slabs;
    struct native_udp *free_udp;
    struct native_tcp *tcp;            /* NULL: nobody has connected yet */
    uint64_t uncounted[TRAFFIC_KINDS]; /* wire bytes that no observer wants to have counted */
    uint64_t unreachable;              /* packets for an address that nobody has */
    uint64_t unbound;                  /* packets for a port that nobody listens on */
};

static inline struct native *native_of(const struct native_host *host)
{
    return (struct native *)host->host.net;
}

/* NULL when nobody has that address. */
struct native_host *native_host_of(const struct native *n, uint32_t address);

/* Of a tree: each router and switch learns where the others are, and each host its place. */
void native_find_ways(struct native *n);
/* The channel of the same link that leads back. */
struct channel *native_reverse(const struct native *n, const struct channel *c);

/* A packet has come in over `from`; the hold is the node's. */
void native_node_receive(struct native_node *node, struct channel *from, struct packet *p);

/* A router or a switch passes a packet on; the hold is its. */
void native_forward(struct native_node *node, struct packet *p);

/* What is larger than the least MTU, and so has to be looked at: on the way from a host, and of a
 * router that is narrow, to the channel `out`. */
void native_send_large(struct native_host *host, struct packet *p, sim_time at);
void native_forward_narrow(struct native_node *router, struct channel *out, struct packet *p);
/* As native_send, but what is given is what goes onto the cable. */
void native_put_on_cable(struct native_host *host, struct packet *p, sim_time at);

/* A fragment has come to the host it is for; the hold is the host's. */
void native_fragment_receive(struct native_host *host, struct packet *p);
void native_assembly_close_all(struct native *n);
/* A whole packet has. */
void native_deliver(struct native_host *host, struct packet *p);

/* A router has dropped a packet that is larger than `mtu`; a host has the beginning of a datagram,
 * of which this is a fragment, and not the rest. Their sender is told. */
void native_icmp_too_big(struct native_node *router, const struct packet *p, uint32_t mtu);
void native_icmp_time_exceeded(struct native_host *host, const struct packet_info *fragment,
                               const struct packet_info *whole);
/* Of both; the hold is the host's. */
void native_icmp_receive(struct native_host *host, struct packet *p);

/* The host's UDP takes a packet that is for it; the hold is the host's. */
void native_udp_receive(struct native_host *host, struct packet *p);
/* Of all hosts. */
void native_udp_close_all(struct native *n);

/* A packet of the host's leaves at `at`, the present or later, when its cable takes it; of a host
 * that is unplugged then it is dropped. The hold is the cable's. */
void native_send(struct native_host *host, struct packet *p, sim_time at);
void native_set_plugged(struct net_host *host, bool plugged);

/* The same two for TCP, of all hosts. */
void native_tcp_receive(struct native_host *host, struct packet *p);
/* Less than was known gets from the host to another one. */
void native_tcp_told_mtu(struct native_host *host, uint32_t to);
void native_tcp_close_all(struct native *n);

struct net_tcp *native_tcp_listen(struct net_host *, uint16_t port, enum traffic,
                                  net_tcp_accepted_fn *, void *user);
struct net_tcp *native_tcp_connect(struct net_host *, struct net_endpoint to, enum traffic,
                                   const struct net_tcp_events *, void *user);
bool native_tcp_send(struct net_tcp *, const uint8_t *header, uint32_t header_length,
                     const uint8_t *payload, uint64_t payload_length);
uint64_t native_tcp_unsent(const struct net_tcp *);
void native_tcp_close(struct net_tcp *);
void native_tcp_abort(struct net_tcp *);

extern const struct net_ops native_net_ops;

#endif
