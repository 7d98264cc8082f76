/* UDP sockets of the native engine. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "sim/native/native.h"
#include "sim/native/ports.h"

struct native_udp {
    struct native_host *host;
    uint16_t port;
    uint16_t fragment;             /* IP_DONT_FRAGMENT or 0 */
    uint8_t traffic;               /* enum traffic */
    struct net_endpoint connected; /* port 0: to nobody */
    net_receive_fn *receive;
    void *user;
    union {
        struct native_host *peer; /* whom it sent to last */
        struct native_udp *next;  /* free one */
    };
};

/* Sockets are many, and small: they come from slabs. */
enum { SLAB_SOCKETS = 64 };

struct native_udp_slab {
    struct native_udp_slab *next;
    struct native_udp sockets[SLAB_SOCKETS];
};

static void add_slab(struct native *n)
{
    struct native_udp_slab *slab = mem_calloc(1, sizeof *slab);
    slab->next = n->udp_slabs;
    n->udp_slabs = slab;
    for (int i = SLAB_SOCKETS; i-- > 0;) {
        slab->sockets[i].next = n->free_udp;
        n->free_udp = &slab->sockets[i];
    }
}

static struct native_udp *take_socket(struct native *n)
{
    if (!n->free_udp)
        add_slab(n);
    struct native_udp *s = n->free_udp;
    n->free_udp = s->next;
    return s;
}

/* Sockets of fixed ports, few, are searched; the others are found by their port. */
static inline struct native_udp *socket_at(const struct native_host *host, uint16_t port)
{
    if (port >= PORT_DYNAMIC) {
        const uint32_t i = port - PORT_DYNAMIC;
        return i < host->port_count ? host->ports[i] : NULL;
    }
    for (uint32_t i = 0; i < host->fixed_count; i++)
        if (host->fixed[i]->port == port)
            return host->fixed[i];
    return NULL;
}

static void add_fixed(struct native_host *host, struct native_udp *s)
{
    host->fixed = mem_resize(host->fixed, host->fixed_count + 1u, sizeof *host->fixed);
    host->fixed[host->fixed_count++] = s;
}

static void free_ports(struct native_host *host)
{
    if (host->ports != host->few_ports)
        free(host->ports);
}

/* From now on the host has many. */
static void count_ports(struct native_host *host)
{
    host->many_ports = mem_calloc(1, sizeof *host->many_ports);
    for (uint32_t i = 0; i < host->port_count; i++)
        if (host->ports[i])
            port_set_take(host->many_ports, i);
}

static void add_ports(struct native_host *host, uint32_t count)
{
    struct native_udp **ports = host->few_ports;
    if (count > HOST_FEW_PORTS)
        ports = mem_calloc(count, sizeof *ports);
    if (host->port_count)
        memcpy(ports, host->ports, host->port_count * sizeof *ports);
    free_ports(host);
    host->ports = ports;
    host->port_count = (uint16_t)count;
    if (count > HOST_MANY_PORTS && !host->many_ports)
        count_ports(host);
}

static void add_dynamic(struct native_host *host, struct native_udp *s)
{
    const uint32_t i = s->port - PORT_DYNAMIC;
    if (i >= host->port_count)
        add_ports(host, i < HOST_FEW_PORTS ? HOST_FEW_PORTS : 2 * i);
    host->ports[i] = s;
    if (host->many_ports)
        port_set_take(host->many_ports, i);
}

static void remove_dynamic(struct native_host *host, uint32_t i)
{
    host->ports[i] = NULL;
    if (host->many_ports)
        port_set_give(host->many_ports, i);
}

static void remove_fixed(struct native_host *host, const struct native_udp *s)
{
    uint32_t i = 0;
    while (host->fixed[i] != s)
        i++;
    host->fixed[i] = host->fixed[--host->fixed_count];
}

/* Of a host without many ports: those behind `port_count` are free. */
static int32_t free_of_few(const struct native_host *host)
{
    uint32_t i = host->next_port;
    while (i < host->port_count && host->ports[i])
        i++;
    return (int32_t)(i % PORTS_DYNAMIC);
}

/* A port that was not used lately, so that a late packet finds nobody. 0 when none is free. */
static uint16_t free_port(struct native_host *host)
{
    const int32_t i =
        host->many_ports ? port_set_next(host->many_ports, host->next_port) : free_of_few(host);
    if (i < 0)
        return 0;
    host->next_port = (uint16_t)((i + 1) % PORTS_DYNAMIC);
    return (uint16_t)(PORT_DYNAMIC + i);
}

static struct net_udp *udp_bind(struct net_host *net_host, uint16_t port, enum traffic traffic,
                                net_receive_fn *receive, void *user)
{
    struct native_host *host = (struct native_host *)net_host;
    if (port == 0)
        port = free_port(host);
    if (port == 0 || socket_at(host, port))
        return NULL;
    struct native_udp *s = take_socket(native_of(host));
    *s = (struct native_udp){.host = host,
                             .port = port,
                             .fragment = IP_DONT_FRAGMENT,
                             .traffic = (uint8_t)traffic,
                             .receive = receive,
                             .user = user};
    if (port < PORT_DYNAMIC)
        add_fixed(host, s);
    else
        add_dynamic(host, s);
    return (struct net_udp *)s;
}

static void udp_connect(struct net_udp *udp, struct net_endpoint peer)
{
    ((struct native_udp *)udp)->connected = peer;
}

/* Of a socket that is connected, what another sends is not. */
static bool is_for(const struct native_udp *s, const struct packet_info *p)
{
    const struct net_endpoint *peer = &s->connected;
    return !peer->port || (p->source == peer->address && p->source_port == peer->port);
}

static void udp_close(struct net_udp *udp)
{
    struct native_udp *s = (struct native_udp *)udp;
    if (s->port < PORT_DYNAMIC)
        remove_fixed(s->host, s);
    else
        remove_dynamic(s->host, s->port - PORT_DYNAMIC);
    struct native *n = native_of(s->host);
    s->host = NULL; /* whoever uses it again finds out */
    s->next = n->free_udp;
    n->free_udp = s;
}

void native_udp_close_all(struct native *n)
{
    for (uint32_t h = 0; h < n->host_count; h++) {
        free(n->hosts[h].fixed);
        free_ports(&n->hosts[h]);
        free(n->hosts[h].many_ports);
    }
    for (struct native_udp_slab *next; n->udp_slabs; n->udp_slabs = next) {
        next = n->udp_slabs->next;
        free(n->udp_slabs);
    }
}

static void udp_let_fragment(struct net_udp *udp)
{
    ((struct native_udp *)udp)->fragment = 0;
}

static struct native_host *destination(struct native_udp *s, uint32_t address)
{
    if (!s->peer || s->peer->host.address != address)
        s->peer = native_host_of(native_of(s->host), address);
    return s->peer;
}

static void set_bytes(struct packet *p, const uint8_t *header, uint32_t header_length,
                      const uint8_t *payload, uint32_t payload_length)
{
    if (header_length == 4) /* of TFTP's DATA and ACK, nearly all there is */
        memcpy(p->header, header, 4);
    else if (header_length)
        memcpy(p->header, header, header_length);
    p->info.header = p->header;
    p->info.header_length = header_length;
    p->info.payload = payload;
    p->info.payload_length = payload_length;
}

static void set_addresses(struct packet *p, struct net_endpoint from, struct net_endpoint to)
{
    p->info.source = from.address;
    p->info.source_port = from.port;
    p->info.destination = to.address;
    p->info.destination_port = to.port;
}

/* The rest of what observers see of it. */
static void set_kind(struct packet *p, uint8_t protocol, uint8_t traffic, uint8_t dscp,
                     uint16_t fragment, uint32_t overhead)
{
    p->info.protocol = protocol;
    p->info.traffic = traffic;
    p->info.dscp = dscp;
    p->info.corrupted = false;
    p->info.fragment = fragment;
    p->info.ip_id = 0; /* what may be fragmented gets one in native_send_large */
    p->info.bytes = overhead + p->info.header_length + p->info.payload_length;
    p->info.digest = packet_digest(&p->info);
}

/* Without a cable it is lost. */
static __attribute__((noinline)) void leave_in_vain(struct native_host *host, struct packet *p,
                                                    sim_time now)
{
    struct channel *uplink = host->uplink;
    if (host->cable == CABLE_UNPLUGGED && !native_of(host)->silent)
        OBSERVE(&uplink->native->net.observers, packet_dropped, &uplink->link->info,
                channel_direction(uplink), &p->info, DROP_UNPLUGGED, now);
    packet_release(&uplink->native->packets, p);
}

static inline void leave(struct native_host *host, struct packet *p, sim_time now)
{
    if (__builtin_expect(host->cable == CABLE_PLUGGED, 1))
        channel_send(host->uplink, p, now);
    else
        leave_in_vain(host, p, now);
}

static void depart(struct timer *timer)
{
    struct packet *p = CONTAINER_OF(timer, struct packet, arrival);
    leave(p->sender, p, native_of(p->sender)->events.now);
}

/* What is to leave later is not given to the cable before: until then the host itself may send
 * something, an ICMP message, or be unplugged. */
static inline void put_on_cable(struct native_host *host, struct packet *p, sim_time at)
{
    struct native *n = native_of(host);
    if (at == n->events.now) {
        leave(host, p, at);
        return;
    }
    p->sender = host;
    timer_init(&p->arrival, depart);
    timer_set_ranked(&n->events, &p->arrival, at, host->uplink->rank);
}

void native_put_on_cable(struct native_host *host, struct packet *p, sim_time at)
{
    put_on_cable(host, p, at);
}

void native_send(struct native_host *host, struct packet *p, sim_time at)
{
    struct native *n = native_of(host);
    if (__builtin_expect(p->info.bytes > n->mtu, 0))
        native_send_large(host, p, at);
    else
        put_on_cable(host, p, at);
}

static void udp_send(struct net_udp *udp, struct net_endpoint to, const uint8_t *header,
                     uint32_t header_length, const uint8_t *payload, uint32_t payload_length,
                     sim_time at)
{
    struct native_udp *s = (struct native_udp *)udp;
    struct native *n = native_of(s->host);
    const bool broadcast = to.address == s->host->host.broadcast;
    CHECK(header_length + payload_length <= NET_UDP_MAX);
    struct native_host *peer = broadcast ? NULL : destination(s, to.address);
    if (!broadcast && (!peer || peer == s->host)) {
        n->unreachable++;
        return;
    }
    struct packet *p = packet_new(&n->packets, header_length);
    p->to = peer;
    set_bytes(p, header, header_length, payload, payload_length);
    set_addresses(p, (struct net_endpoint){s->host->host.address, s->port}, to);
    set_kind(p, IP_PROTOCOL_UDP, s->traffic, n->net.dscp[s->traffic], s->fragment,
             NET_UDP_OVERHEAD);
    native_send(s->host, p, at);
}

/* The bytes of an IP header, an ICMP header and the IP header that is quoted; the quoted UDP header
 * comes on top (RFC 792). */
enum { ICMP_OVERHEAD = 20 + 8 + 20, UDP_HEADER = 8 };

static void put_udp_header(uint8_t out[UDP_HEADER], const struct packet_info *p)
{
    const uint32_t length = UDP_HEADER + p->header_length + p->payload_length;
    const uint32_t fields[] = {p->source_port, p->destination_port, length, 0};
    for (int i = 0; i < 4; i++) {
        out[2 * i] = (uint8_t)(fields[i] >> 8);
        out[2 * i + 1] = (uint8_t)fields[i];
    }
}

/* Tells the sender of a datagram that nobody listens at its port. */
static void send_unreachable(struct native_host *host, const struct packet_info *undelivered)
{
    struct native *n = native_of(host);
    uint8_t quoted[UDP_HEADER];
    struct packet *p = packet_new(&n->packets, UDP_HEADER);
    put_udp_header(quoted, undelivered);
    p->to = native_host_of(n, undelivered->source);
    set_bytes(p, quoted, UDP_HEADER, NULL, 0);
    set_addresses(p, (struct net_endpoint){host->host.address, undelivered->destination_port},
                  (struct net_endpoint){undelivered->source, undelivered->source_port});
    p->info.icmp = ICMP_PORT_UNREACHABLE;
    set_kind(p, IP_PROTOCOL_ICMP, undelivered->traffic, 0, IP_DONT_FRAGMENT, ICMP_OVERHEAD);
    native_send(host, p, n->events.now);
}

/* Nobody listens at the port. Only an undeliverable unicast datagram is answered (RFC 1122). */
static void turn_away(struct native_host *host, const struct packet *p)
{
    native_of(host)->unbound++;
    if (p->to == host && p->info.protocol == IP_PROTOCOL_UDP)
        send_unreachable(host, &p->info);
}

/* What the receiver is shown: an ICMP message comes without the bytes that it quotes. */
static void set_datagram(struct packet *p)
{
    const bool unreachable = p->info.protocol == IP_PROTOCOL_ICMP;
    p->datagram = (struct net_datagram){
        .source = {p->info.source, p->info.source_port},
        .broadcast = !p->to,
        .unreachable = unreachable,
        .header = p->info.header,
        .payload = p->info.payload,
        .header_length = unreachable ? 0 : p->info.header_length,
        .payload_length = p->info.payload_length,
    };
}

void native_udp_receive(struct native_host *host, struct packet *p)
{
    struct native *n = native_of(host);
    struct native_udp *s = socket_at(host, p->info.destination_port);
    check_context.entity = host->host.name;
    if (s && (!p->to || p->to == host) && is_for(s, &p->info)) {
        set_datagram(p);
        s->receive(s->user, &p->datagram);
    } else {
        turn_away(host, p);
    }
    check_context.entity = NULL;
    packet_release(&n->packets, p);
}

static struct net_datagram *hold(struct net *net, const struct net_datagram *d)
{
    (void)net;
    struct packet *p = CONTAINER_OF(d, struct packet, datagram);
    p->holds++;
    return &p->datagram;
}

static void release(struct net *net, struct net_datagram *d)
{
    packet_release(&((struct native *)net)->packets, CONTAINER_OF(d, struct packet, datagram));
}

const struct net_ops native_net_ops = {
    .udp_bind = udp_bind,
    .udp_close = udp_close,
    .udp_let_fragment = udp_let_fragment,
    .udp_connect = udp_connect,
    .udp_send = udp_send,
    .hold = hold,
    .release = release,
    .tcp_listen = native_tcp_listen,
    .tcp_connect = native_tcp_connect,
    .tcp_send = native_tcp_send,
    .tcp_unsent = native_tcp_unsent,
    .tcp_close = native_tcp_close,
    .tcp_abort = native_tcp_abort,
    .set_plugged = native_set_plugged,
};
