/* Packets that are larger than a link takes (RFC 791, 3.2; 1191): hosts and routers cut them, or
 * routers drop them and say so. What becomes of fragments at their end is in assembly.c. */
#include <string.h>

#include "base/check.h"
#include "sim/native/native.h"

/* --- cutting --------------------------------------------------------------------------------- */

static uint32_t fragment_least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The part of header and payload that lies from `from` up to `to`, of both together. The header's
 * is copied. A payload that a fault has changed is the whole packet's, or copied. */
static void fragment_slice(struct packet *f, const struct packet *p, uint32_t from, uint32_t to)
{
    const uint32_t header = p->info.header_length;
    const uint32_t first = fragment_least(from, header), behind = fragment_least(to, header);
    memcpy(f->header, p->info.header + first, behind - first);
    f->info.header = f->header;
    f->info.header_length = behind - first;
    f->info.payload_length = (to - behind) - (from - first);
    if (f->info.payload_length)
        f->info.payload = p->info.payload + (from - first);
    if (p->whole && p->changed)
        packet_change(f);
}

/* Of later fragments nobody on the way sees what is in the transport's header. */
static void fragment_forget_transport(struct packet_info *info)
{
    info->source_port = info->destination_port = 0;
    info->tcp_flags = 0;
    info->tcp_window = info->tcp_mss = 0;
    info->tcp_options_length = 0;
    info->tcp_sequence = info->tcp_acknowledgement = 0;
}

/* The `length` bytes from `from` on, of what is behind the IP header of `p`, a fragment itself or
 * none. */
static struct packet *fragment_new(struct native *n, struct packet *p, uint32_t from,
                                   uint32_t length, bool more)
{
    const uint32_t data = p->info.header_length + p->info.payload_length;
    const uint32_t transport = p->info.bytes - IP_HEADER - data;
    const uint32_t first = from > transport ? from - transport : 0;
    const uint32_t behind = from + length > transport ? from + length - transport : 0;
    const uint32_t header = p->info.header_length;
    struct packet *f =
        packet_new(&n->packets, fragment_least(behind, header) - fragment_least(first, header));
    f->info = p->info;
    f->to = p->to;
    f->whole = p->whole ? p->whole : p;
    f->whole->holds++;
    fragment_slice(f, p, first, behind);
    f->info.bytes = IP_HEADER + length;
    f->info.fragment = (uint16_t)((p->info.fragment & IP_OFFSET) + from / IP_OFFSET_UNIT);
    if (more || p->info.fragment & IP_MORE_FRAGMENTS)
        f->info.fragment |= IP_MORE_FRAGMENTS;
    if (packet_offset(&f->info))
        fragment_forget_transport(&f->info);
    else if (f->info.protocol == IP_PROTOCOL_UDP)
        f->info.udp_length = (uint16_t)(f->whole->info.bytes - IP_HEADER);
    f->info.digest = packet_fragment_digest(&f->info);
    return f;
}

/* A packet in parts that fit; the hold on it is given up. */
struct cutting {
    struct native *native;
    struct packet *packet;
    uint32_t at, step, end; /* of what is behind its IP header */
};

static struct cutting fragment_cut(struct native *n, struct packet *p, uint32_t mtu)
{
    return (struct cutting){.native = n,
                            .packet = p,
                            .step = (mtu - IP_HEADER) / IP_OFFSET_UNIT * IP_OFFSET_UNIT,
                            .end = p->info.bytes - IP_HEADER};
}

/* The next one, or NULL. */
static struct packet *fragment_next(struct cutting *c)
{
    if (c->at == c->end) {
        packet_release(&c->native->packets, c->packet);
        return NULL;
    }
    const uint32_t length = fragment_least(c->step, c->end - c->at);
    struct packet *f = fragment_new(c->native, c->packet, c->at, length, c->at + length < c->end);
    c->at += length;
    return f;
}

/* --- hosts ----------------------------------------------------------------------------------- */

/* As Linux with IP_PMTUDISC_WANT: what fits the way must not be fragmented on it; what does not is
 * cut here, and may be. */
void native_send_large(struct native_host *host, struct packet *p, sim_time at)
{
    struct native *n = native_of(host);
    uint32_t mtu = link_mtu(host->uplink->line.config);
    const struct path_mtu *path =
        p->to ? path_mtus_find(&n->paths, host->host.address, p->to->host.address, n->events.now)
              : NULL;
    if (path)
        mtu = fragment_least(mtu, path->bytes);
    if (p->info.bytes > mtu || (path && path->locked))
        p->info.fragment = 0;
    if (!(p->info.fragment & IP_DONT_FRAGMENT)) {
        p->ip_id_round = (uint8_t)(host->next_ip_id >> 16);
        p->info.ip_id = (uint16_t)host->next_ip_id++;
    }
    if (p->info.bytes <= mtu) {
        native_put_on_cable(host, p, at);
        return;
    }
    struct cutting c = fragment_cut(n, p, mtu);
    for (struct packet *f; (f = fragment_next(&c));)
        native_put_on_cable(host, f, at);
}

/* --- routers --------------------------------------------------------------------------------- */

static void fragment_refuse(struct native_node *router, struct channel *out, struct packet *p)
{
    struct native *n = out->native;
    OBSERVE(&n->net.observers, packet_dropped, &out->link->info, channel_direction(out), &p->info,
            DROP_TOO_BIG, n->events.now);
    if (out->line.config->icmp == LINK_ICMP_ON)
        native_icmp_too_big(router, p, link_mtu(out->line.config));
    packet_release(&n->packets, p);
}

void native_forward_narrow(struct native_node *router, struct channel *out, struct packet *p)
{
    const uint32_t mtu = link_mtu(out->line.config);
    const sim_time now = out->native->events.now;
    if (p->info.bytes <= mtu) {
        channel_send(out, p, now);
    } else if (p->info.fragment & IP_DONT_FRAGMENT) {
        fragment_refuse(router, out, p);
    } else {
        struct cutting c = fragment_cut(out->native, p, mtu);
        for (struct packet *f; (f = fragment_next(&c));)
            channel_send(out, f, now);
    }
}
