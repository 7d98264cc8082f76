/* ICMP of routers whose next link takes less, and of hosts that wait in vain for fragments (RFC
 * 792, 1191). Port unreachable is in udp.c. */
#include <string.h>

#include "base/big_endian.h"
#include "sim/native/native.h"

enum {
    ICMP_HEADER = 8,
    QUOTED_TRANSPORT = 8,
    QUOTE = IP_HEADER + QUOTED_TRANSPORT,
    QUOTED_DESTINATION = 16, /* its place in a quote */
};

/* `whole` is the packet, or what it is a fragment of. */
static void icmp_quote(uint8_t out[QUOTE], const struct packet_info *p,
                       const struct packet_info *whole)
{
    uint8_t *at = put16(put16(out, 0x4500u | (uint32_t)p->dscp << 2), p->bytes);
    at = put16(put16(at, 0), p->fragment);
    at = put16(put16(at, p->protocol), 0);
    at = put32(put32(at, p->source), p->destination);
    at = put16(put16(at, whole->source_port), whole->destination_port);
    if (p->protocol == IP_PROTOCOL_TCP)
        put32(at, whole->tcp_sequence);
    else
        put16(put16(at, whole->bytes - IP_HEADER), 0);
}

static struct packet *icmp_new(struct native *n, uint32_t from, enum icmp_message message,
                               const struct packet_info *quoted, const struct packet_info *whole)
{
    struct packet *p = packet_new(&n->packets, QUOTE);
    icmp_quote(p->header, quoted, whole);
    p->to = native_host_of(n, quoted->source);
    p->info = (struct packet_info){
        .source = from,
        .destination = quoted->source,
        .protocol = IP_PROTOCOL_ICMP,
        .traffic = quoted->traffic,
        .fragment = IP_DONT_FRAGMENT,
        .icmp = (uint8_t)message,
        .bytes = IP_HEADER + ICMP_HEADER + QUOTE,
        .header = p->header,
        .header_length = QUOTE,
    };
    return p;
}

/* A router is number 1 of the subnet that it tells. */
void native_icmp_too_big(struct native_node *router, const struct packet *p, uint32_t mtu)
{
    struct native *n = p->to ? native_of(p->to) : NULL;
    const struct native_host *told = n ? native_host_of(n, p->info.source) : NULL;
    if (!told)
        return;
    const struct packet_info *whole = p->whole ? &p->whole->info : &p->info;
    struct packet *message =
        icmp_new(n, told->node->config->prefix + 1, ICMP_FRAGMENTATION_NEEDED, &p->info, whole);
    message->info.icmp_mtu = (uint16_t)mtu;
    message->info.digest = packet_digest(&message->info);
    native_forward(router, message);
}

void native_icmp_time_exceeded(struct native_host *host, const struct packet_info *fragment,
                               const struct packet_info *whole)
{
    struct native *n = native_of(host);
    struct packet *p = icmp_new(n, host->host.address, ICMP_REASSEMBLY_TIME, fragment, whole);
    p->info.digest = packet_digest(&p->info);
    native_send(host, p, n->events.now);
}

void native_icmp_receive(struct native_host *host, struct packet *p)
{
    struct native *n = native_of(host);
    if (p->info.icmp == ICMP_FRAGMENTATION_NEEDED) {
        const uint32_t to = get32(p->info.header + QUOTED_DESTINATION);
        path_mtus_learn(&n->paths, host->host.address, to, p->info.icmp_mtu, n->events.now);
        native_tcp_told_mtu(host, to);
    }
    packet_release(&n->packets, p);
}
