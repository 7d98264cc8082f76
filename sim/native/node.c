/* Where a packet goes on from a node: switches flood and forward, routers forward, hosts hand it
 * to TCP, UDP or ICMP. */
#include "sim/native/native.h"

/* To every other port of the switch. Apart, since it is rare. */
__attribute__((noinline)) static void flood(struct native_node *node, struct channel *from,
                                            struct packet *p)
{
    struct native *n = from->native;
    for (uint32_t i = 0; i < node->out_count; i++) {
        struct channel *out = node->out[i];
        if (out->link != from->link)
            channel_send(out, packet_copy(&n->packets, p), n->events.now);
    }
    packet_release(&n->packets, p);
}

static inline void forward(struct native_node *node, struct packet *p)
{
    const uint32_t way = p->to->place - node->number; /* of what is above, a large number */
    struct channel *out = way == 0                  ? p->to->downlink
                          : way < node->below_count ? node->below[way]
                                                    : node->up;
    if (__builtin_expect(node->narrow, 0))
        native_forward_narrow(node, out, p);
    else
        channel_send(out, p, out->native->events.now);
}

void native_forward(struct native_node *node, struct packet *p)
{
    forward(node, p);
}

static inline void pass_on(struct native_node *node, struct channel *from, struct packet *p)
{
    if (p->to)
        forward(node, p);
    else if (node->config->kind == NODE_SWITCH)
        flood(node, from, p);
    else /* a broadcast ends at the router */
        packet_release(&from->native->packets, p);
}

static inline void deliver(struct native_host *host, struct packet *p)
{
    if (__builtin_expect(p->info.protocol == IP_PROTOCOL_UDP, 1))
        native_udp_receive(host, p);
    else if (p->info.protocol == IP_PROTOCOL_TCP)
        native_tcp_receive(host, p);
    else if (p->info.icmp == ICMP_PORT_UNREACHABLE)
        native_udp_receive(host, p);
    else
        native_icmp_receive(host, p);
}

void native_deliver(struct native_host *host, struct packet *p)
{
    deliver(host, p);
}

void native_node_receive(struct native_node *node, struct channel *from, struct packet *p)
{
    if (!node->host)
        pass_on(node, from, p);
    else if (__builtin_expect(p->whole != NULL, 0))
        native_fragment_receive(node->host, p);
    else
        deliver(node->host, p);
}

void native_set_plugged(struct net_host *net_host, bool plugged)
{
    struct native_host *host = (struct native_host *)net_host;
    if (host->cable != CABLE_SILENT)
        host->cable = plugged ? CABLE_PLUGGED : CABLE_UNPLUGGED;
}
