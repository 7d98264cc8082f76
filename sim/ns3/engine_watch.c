/* What observers are told of packets, and the faults of links. */
#include <stdlib.h>
#include <string.h>

#include "sim/ns3/engine_private.h"

enum {
    TCP_HEADER = 20,
    UDP_HEADERS = 28,
    ICMP_HEADERS = 28,
    QUOTED_IP = 20, /* of ICMP */
    QUOTED_TRANSPORT = 8,
    QUOTED = QUOTED_IP + QUOTED_TRANSPORT,
};

static uint32_t number(const uint8_t *bytes, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* --- what a packet is ------------------------------------------------------------------------ */

static uint16_t fragment_of(const uint8_t *bytes)
{
    return (uint16_t)number(bytes + 6, 2);
}

static bool is_fragment(const uint8_t *bytes)
{
    return fragment_of(bytes) & (IP_MORE_FRAGMENTS | IP_OFFSET);
}

/* Where the transport's payload begins; 0 when it is none that a device sends. A later fragment has
 * nothing of the transport's header. */
static uint32_t headers_of(const uint8_t *bytes, uint32_t length)
{
    if (length < IP_HEADER + 1 || bytes[0] != 0x45)
        return 0;
    if (fragment_of(bytes) & IP_OFFSET)
        return IP_HEADER;
    switch (bytes[9]) {
    case IP_PROTOCOL_UDP:
        return length < UDP_HEADERS ? 0 : UDP_HEADERS;
    case IP_PROTOCOL_TCP:
        return length < IP_HEADER + TCP_HEADER ? 0 : IP_HEADER + (uint32_t)(bytes[32] >> 4) * 4;
    case IP_PROTOCOL_ICMP:
        return length < ICMP_HEADERS + QUOTED ? 0 : ICMP_HEADERS;
    default:
        return 0;
    }
}

/* ns-3's SYN has no MSS, so that all of them are those that are told apart from it. */
static void set_tcp(struct packet_info *info, const uint8_t *bytes, uint32_t headers)
{
    info->tcp_options_length = (uint8_t)(headers - IP_HEADER - TCP_HEADER);
    info->tcp_options = bytes + IP_HEADER + TCP_HEADER;
    info->tcp_sequence = number(bytes + 24, 4);
    info->tcp_acknowledgement = number(bytes + 28, 4);
    info->tcp_flags = bytes[33];
    info->tcp_window = (uint16_t)number(bytes + 34, 2);
}

/* An ICMP message has no mark: it belongs to the socket that is told. The ports of port unreachable
 * are those of the datagram it quotes, the other way round. Of time exceeded the quote is told, but
 * for what is not the same on every engine. */
static void set_icmp(const struct ns3_net *n, struct packet_info *info, uint8_t *bytes)
{
    uint8_t *quote = bytes + ICMP_HEADERS;
    const struct ns3_host *told = ns3_host_at(n, info->destination);
    const uint16_t port = (uint16_t)number(quote + QUOTED_IP, 2);
    const bool unreachable = bytes[IP_HEADER] == 3;
    info->icmp = unreachable ? ICMP_PORT_UNREACHABLE : ICMP_REASSEMBLY_TIME;
    info->source_port = unreachable ? (uint16_t)number(quote + QUOTED_IP + 2, 2) : 0;
    info->destination_port = unreachable ? port : 0;
    info->traffic = told ? (uint8_t)ns3_udp_traffic(told, port) : TRAFFIC_OTHER;
    info->header = unreachable ? quote + QUOTED_IP : quote;
    info->header_length = unreachable ? QUOTED_TRANSPORT : QUOTED;
    info->payload_length = 0;
    memset(quote + 4, 0, 2); /* identification */
    quote[8] = 0;            /* time to live */
    memset(quote + 10, 0, 2);
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* A datagram is header and payload as a device has sent it, and stays so when a fault has changed a
 * byte, or in fragments, and all bytes are in ns-3's packet. A TCP segment has all in its header.
 */
static void set_data(struct packet_info *info, const struct ns3c_packet *packet,
                     const uint8_t *data, uint32_t length)
{
    const uint32_t offset = packet_offset(info);
    const uint32_t at =
        offset ? offset - (UDP_HEADERS - IP_HEADER) : 0; /* of the datagram's data */
    const uint32_t whole = ns3c_packet_header(packet);
    const uint32_t header = info->protocol != IP_PROTOCOL_UDP ? length
                            : whole > at                      ? least(whole - at, length)
                                                              : 0;
    const uint8_t *payload = ns3c_packet_payload(packet, NULL);
    info->header = data;
    info->header_length = header;
    info->payload = payload ? payload : data + header;
    info->payload_length = length - header;
}

static void set_fragment(struct packet_info *info, const uint8_t *bytes)
{
    info->fragment = fragment_of(bytes);
    info->ip_id = (uint16_t)number(bytes + 4, 2);
    if (packet_offset(info))
        info->source_port = info->destination_port = 0;
    else
        info->udp_length = (uint16_t)number(bytes + 24, 2);
}

/* False of a packet that no device has sent. `bytes` is room for the packet's. */
static bool describe(const struct ns3_net *n, const struct ns3c_packet *packet, uint8_t *bytes,
                     struct packet_info *info)
{
    const uint32_t length = ns3c_packet_length(packet);
    if (ns3c_packet_protocol(packet) != 0x0800 || length > LINK_MTU_MAX)
        return false;
    uint32_t by_pointer = 0;
    ns3c_packet_payload(packet, &by_pointer);
    ns3c_packet_copy(packet, 0, bytes, length - by_pointer);
    const uint32_t headers = headers_of(bytes, length);
    if (!headers)
        return false;
    const uint32_t mark = ns3c_packet_mark(packet);
    *info = (struct packet_info){
        .source = number(bytes + 12, 4),
        .destination = number(bytes + 16, 4),
        .source_port = (uint16_t)number(bytes + 20, 2),
        .destination_port = (uint16_t)number(bytes + 22, 2),
        .protocol = bytes[9],
        .dscp = bytes[1] >> 2,
        .traffic = (uint8_t)(mark ? mark - 1 : TRAFFIC_OTHER),
        .fragment = IP_DONT_FRAGMENT,
        .bytes = length,
    };
    if (is_fragment(bytes))
        set_fragment(info, bytes);
    set_data(info, packet, bytes + headers, length - headers);
    if (info->protocol == IP_PROTOCOL_TCP)
        set_tcp(info, bytes, headers);
    else if (info->protocol == IP_PROTOCOL_ICMP)
        set_icmp(n, info, bytes);
    info->digest =
        is_fragment(bytes) ? core->packet_fragment_digest(info) : core->packet_digest(info);
    return true;
}

/* --- what observers are told ----------------------------------------------------------------- */

static enum drop_reason reason_of(enum ns3c_drop_reason reason)
{
    switch (reason) {
    case NS3C_QUEUE_FULL:
        return DROP_QUEUE_FULL;
    case NS3C_UNPLUGGED:
        return DROP_UNPLUGGED;
    case NS3C_EARLY:
        return DROP_EARLY;
    case NS3C_NOT_DROPPED:
    case NS3C_LOST:
    case NS3C_COLLIDED:
        break;
    }
    return DROP_LOST;
}

static void tell(const struct ns3_way *w, int direction, const struct ns3c_passage *p,
                 const struct packet_info *info)
{
    const struct observer_list *watchers = &w->link->watchers;
    const struct link_info *link = &w->link->info;
    const sim_time now = w->net->events.now;
    if (p->kind == NS3C_SENT) {
        const struct transmission sent = {p->queued, p->start, p->end, p->wire_bytes, p->queue};
        if (w->counts)
            w->counts[info->traffic] += p->wire_bytes;
        OBSERVE(watchers, packet_sent, link, direction, info, &sent);
    } else if (p->kind == NS3C_RECEIVED) {
        OBSERVE(watchers, packet_delivered, link, direction, info, now);
    } else {
        OBSERVE(&w->net->net.observers, packet_dropped, link, direction, info, reason_of(p->reason),
                now);
    }
}

/* Of what it carries, or else of drops alone. */
static bool way_is_told(const struct ns3_way *w)
{
    return w->link->watchers.count || w->counts;
}

static void packet_passes(void *user, const struct ns3c_passage *p)
{
    const struct ns3_way *w = user;
    struct ns3_net *n = w->net;
    uint8_t bytes[LINK_MTU_MAX];
    struct packet_info info;
    if (p->kind == NS3C_QUEUED || (p->kind != NS3C_DROPPED && !way_is_told(w)) ||
        !describe(n, p->packet, bytes, &info))
        return;
    info.corrupted = p->changed;
    n->events.now = ns3c_now(n->sim);
    tell(w, p->arriving ? 1 - w->direction : w->direction, p, &info);
}

/* --- faults ---------------------------------------------------------------------------------- */

/* Of the transport's headers and what of their payload can be changed; the latter is 0 when no
 * device sends such packets. Of an ICMP message it is what it quotes of a datagram, behind the IP
 * header. */
static uint32_t payload_of(const struct ns3c_packet *packet, uint32_t *headers)
{
    uint8_t bytes[IP_HEADER + 20];
    const uint32_t length = ns3c_packet_length(packet);
    if (ns3c_packet_copy(packet, 0, bytes, sizeof bytes) < IP_HEADER)
        return 0;
    *headers = headers_of(bytes, length);
    if (*headers && bytes[9] == IP_PROTOCOL_ICMP) {
        *headers += QUOTED_IP;
        return QUOTED_TRANSPORT;
    }
    return *headers && *headers < length ? length - *headers : 0;
}

/* It begins to go out now. */
static sim_time arrival_of(const struct ns3_way *w, const struct ns3c_packet *packet)
{
    const struct link_direction *d = w->link->info.direction[w->direction];
    const uint32_t bytes = link_wire_bytes(core->link_overhead(d), ns3c_packet_length(packet));
    return ns3c_now(w->net->sim) + time_of_bytes(bytes, d->rate) + d->delay;
}

static void suffer(void *user, const struct ns3c_packet *packet, struct ns3c_fate *fate)
{
    struct ns3_way *w = user;
    const struct link_faults *f = &w->link->info.direction[w->direction]->faults;
    uint32_t headers = 0;
    const uint32_t payload = f->corrupt ? payload_of(packet, &headers) : 0;
    const struct fault_fate drawn = core->fault_draw(&w->faults, f, payload, arrival_of(w, packet));
    fate->lost = drawn.lost;
    fate->duplicate = drawn.twice;
    fate->extra_delay = drawn.extra_delay;
    if (!drawn.corrupted)
        return;
    fate->corrupt = 1 + headers + drawn.which;
    fate->corrupt_with = drawn.with;
}

/* --- setting it up --------------------------------------------------------------------------- */

static void watch_way(struct ns3_way *w)
{
    struct ns3c_device *device = w->link->ends[w->direction];
    w->counts = observer_wire_bytes(&w->net->net.observers, &w->link->info, w->direction);
    if (way_is_told(w) || w->net->net.observers.packet_dropped[0])
        ENGINE_CHECK(ns3c_trace(device, packet_passes, w) == 0);
    const struct net *net = &w->net->net;
    if (fault_possible(&w->link->info.direction[w->direction]->faults)) {
        core->fault_streams_init(&w->faults, w->link->info.name, w->direction, net->seed,
                                 net->replication);
        ENGINE_CHECK(ns3c_filter(device, suffer, w) == 0);
    }
}

/* The other reasons there are (enum datagram_drop) are of fragments that no host sends. */
static void datagram_is_incomplete(void *user, uint32_t source)
{
    const struct ns3_host *host = user;
    struct ns3_net *n = net_of(host);
    n->events.now = ns3c_now(n->sim);
    OBSERVE(&n->net.observers, datagram_dropped, host->host.name, source, DATAGRAM_INCOMPLETE,
            n->events.now);
}

void ns3_watch(struct ns3_net *n)
{
    for (uint32_t i = 0; i < n->topology->link_count; i++) {
        struct ns3_link *l = &n->links[i];
        for (uint32_t o = 0; o < n->net.observers.count; o++) {
            const struct observer *observer = n->net.observers.observers[o];
            if (observer->link && observer->link(observer->user, &l->info))
                core->observer_list_add(&l->watchers, observer);
        }
        for (int d = 0; d < 2; d++) {
            l->way[d] = (struct ns3_way){.net = n, .link = l, .direction = d};
            watch_way(&l->way[d]);
        }
    }
    for (uint32_t i = 0; i < n->host_count; i++)
        ENGINE_CHECK(
            ns3c_watch_incomplete(n->hosts[i].node, datagram_is_incomplete, &n->hosts[i]) == 0);
}
