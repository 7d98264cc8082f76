/* Where a packet goes on from a node: switches flood and forward, routers forward, hosts hand it
 * to TCP or UDP. */
#include "sim/native/native.h"

/* To every other port of the switch. */
static void flood(struct native_node *node, struct channel *from, struct packet *p)
{
    struct native *n = from->native;
    for (uint32_t i = 0; i < node->out_count; i++) {
        struct channel *out = node->out[i];
        if (out->link != from->link)
            channel_send(out, packet_copy(&n->packets, p), n->events.now);
    }
    packet_release(&n->packets, p);
}

static void forward(struct native_node *node, struct channel *from, struct packet *p)
{
    if (!p->to) {
        if (node->config->kind == NODE_SWITCH)
            flood(node, from, p);
        else /* a broadcast ends at the router */
            packet_release(&from->native->packets, p);
        return;
    }
    channel_send(p->to->attached == node ? p->to->downlink : node->route[p->to->subnet], p,
                 from->native->events.now);
}

void native_node_receive(struct native_node *node, struct channel *from, struct packet *p)
{
    if (!node->host)
        forward(node, from, p);
    else if (p->info.protocol == IP_PROTOCOL_TCP)
        native_tcp_receive(node->host, p);
    else
        native_udp_receive(node->host, p);
}

void native_set_plugged(struct net_host *net_host, bool plugged)
{
    struct native_host *host = (struct native_host *)net_host;
    if (host->cable != CABLE_SILENT)
        host->cable = plugged ? CABLE_PLUGGED : CABLE_UNPLUGGED;
}
