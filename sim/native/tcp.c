/* TCP sockets: ports, who a segment is for, and what a device calls. */
#include "sim/native/tcp.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "sim/mix.h"

static uint64_t hash(struct net_endpoint local, struct net_endpoint remote)
{
    return mix64((uint64_t)local.address << 32 | remote.address,
                 (uint64_t)local.port << 32 | remote.port);
}

/* RFC 6528's clock ticks every 4 us. */
uint32_t tcp_initial_sequence(uint64_t seed, struct net_endpoint local, struct net_endpoint remote,
                              sim_time now)
{
    return (uint32_t)mix64(seed, hash(local, remote)) + (uint32_t)(now / (4 * MICROSECONDS));
}

/* --- the table of connections --------------------------------------------------------------- */

static struct native_tcp *tcp_of(struct native *n)
{
    if (!n->tcp)
        n->tcp = mem_calloc(1, sizeof *n->tcp);
    return n->tcp;
}

static struct net_endpoint local_of(const struct tcp_connection *c)
{
    return (struct net_endpoint){c->socket.host->host.address, c->socket.port};
}

static struct tcp_connection **place_of(const struct native_tcp *t, struct net_endpoint local,
                                        struct net_endpoint remote)
{
    return &t->places[hash(local, remote) & t->mask];
}

static bool is_between(const struct tcp_connection *c, const struct native_host *host,
                       uint16_t port, struct net_endpoint remote)
{
    return c->socket.host == host && c->socket.port == port && c->remote.port == remote.port &&
           c->remote.address == remote.address;
}

static struct tcp_connection *find(const struct native_host *host, uint16_t port,
                                   struct net_endpoint remote)
{
    const struct native_tcp *t = native_of(host)->tcp;
    if (!t || !t->places)
        return NULL;
    struct tcp_connection *c =
        *place_of(t, (struct net_endpoint){host->host.address, port}, remote);
    while (c && !is_between(c, host, port, remote))
        c = c->next;
    return c;
}

static void put(struct native_tcp *t, struct tcp_connection *c)
{
    struct tcp_connection **place = place_of(t, local_of(c), c->remote);
    c->next = *place;
    *place = c;
}

static void take_out(struct native_tcp *t, struct tcp_connection *c)
{
    struct tcp_connection **at = place_of(t, local_of(c), c->remote);
    while (*at != c)
        at = &(*at)->next;
    *at = c->next;
    t->count--;
}

static void make_room(struct native_tcp *t)
{
    const uint32_t old = t->places ? t->mask + 1 : 0;
    if (t->count++ < old)
        return;
    struct tcp_connection **places = t->places;
    t->mask = old ? 2 * old - 1 : 15;
    t->places = mem_calloc((size_t)t->mask + 1, sizeof(struct tcp_connection *));
    for (uint32_t i = 0; i < old; i++)
        for (struct tcp_connection *c = places[i], *next; c; c = next) {
            next = c->next;
            put(t, c);
        }
    free(places);
}

/* --- TIME-WAIT ------------------------------------------------------------------------------- */

static void stop_waiting(struct native_tcp *t, struct tcp_connection *c)
{
    *(c->sooner ? &c->sooner->later : &t->first_waiting) = c->later;
    *(c->later ? &c->later->sooner : &t->last_waiting) = c->sooner;
    c->sooner = c->later = NULL;
    c->over = 0;
}

void tcp_connection_wait(struct tcp_connection *c)
{
    struct native_tcp *t = tcp_native(c)->tcp;
    if (c->over)
        stop_waiting(t, c);
    c->over = tcp_now(c) + TCP_TIME_WAIT_TIME;
    c->sooner = t->last_waiting;
    *(c->sooner ? &c->sooner->later : &t->first_waiting) = c;
    t->last_waiting = c;
}

static void forget_what_is_over(struct native *n)
{
    struct native_tcp *t = n->tcp;
    while (t && t->first_waiting && t->first_waiting->over <= n->events.now)
        tcp_connection_remove(t->first_waiting);
}

/* --- connections ----------------------------------------------------------------------------- */

struct tcp_connection *tcp_connection_new(struct native_host *host, uint16_t port,
                                          struct net_endpoint remote, uint8_t traffic)
{
    struct native *n = native_of(host);
    struct native_tcp *t = tcp_of(n);
    struct tcp_connection *c = mem_calloc(1, sizeof *c);
    c->socket = (struct tcp_socket){.host = host, .port = port, .traffic = traffic};
    c->remote = remote;
    c->peer = native_host_of(n, remote.address);
    if (c->peer == host) /* a host does not talk to itself over its cable */
        c->peer = NULL;
    c->events = &tcp_silence;
    tcp_send_init(c);
    tcp_receive_init(c);
    c->send.initial = tcp_initial_sequence(n->net.seed, local_of(c), remote, n->events.now);
    make_room(t);
    put(t, c);
    return c;
}

void tcp_connection_remove(struct tcp_connection *c)
{
    struct native_tcp *t = tcp_native(c)->tcp;
    if (c->over)
        stop_waiting(t, c);
    take_out(t, c);
    tcp_send_fini(c);
    tcp_receive_fini(c);
    tcp_set_state(c, TCP_CLOSED);
    c->gone = true;
    if (!c->busy)
        free(c);
}

void tcp_connection_report(struct tcp_connection *c)
{
    struct tcp_sending *s = &c->send;
    if (s->highest - 1 <= s->peer_window)
        return;
    tcp_note_held(c, false);
    const int64_t end =
        s->highest < s->queue.end ? s->highest : s->queue.end; /* a FIN is no byte */
    const struct connection_info info = {.traffic = c->socket.traffic,
                                         .bytes = (uint64_t)(end - 1),
                                         .sending = s->last - s->begun,
                                         .held = s->held};
    OBSERVE(&tcp_native(c)->net.observers, connection_ended, &info);
}

bool tcp_connection_leave(struct tcp_connection *c)
{
    c->busy = false;
    if (!c->gone)
        return true;
    free(c);
    return false;
}

/* --- listening ------------------------------------------------------------------------------- */

struct tcp_listener *tcp_listener_at(const struct native_host *host, uint16_t port)
{
    struct tcp_listener *l = host->listeners;
    while (l && l->socket.port != port)
        l = l->next;
    return l;
}

struct net_tcp *native_tcp_listen(struct net_host *net_host, uint16_t port, enum traffic traffic,
                                  net_tcp_accepted_fn *accepted, void *user)
{
    struct native_host *host = (struct native_host *)net_host;
    if (tcp_listener_at(host, port))
        return NULL;
    struct tcp_listener *l = mem_calloc(1, sizeof *l);
    *l = (struct tcp_listener){
        .socket = {.host = host, .port = port, .traffic = (uint8_t)traffic, .listens = true},
        .next = host->listeners,
        .accepted = accepted,
        .user = user,
        .number = tcp_of(native_of(host))->listeners++,
    };
    host->listeners = l;
    return (struct net_tcp *)l;
}

static void stop_listening(struct tcp_listener *l)
{
    struct tcp_listener **at = &l->socket.host->listeners;
    while (*at != l)
        at = &(*at)->next;
    *at = l->next;
    free(l);
}

/* --- what arrives ---------------------------------------------------------------------------- */

/* RFC 9293, 3.10.7.1. */
void tcp_answer_stray(struct native_host *host, const struct packet_info *info)
{
    struct native *n = native_of(host);
    n->unbound++;
    if (info->tcp_flags & TCP_RST)
        return;
    const uint32_t length = info->header_length + info->payload_length +
                            !!(info->tcp_flags & TCP_SYN) + !!(info->tcp_flags & TCP_FIN);
    struct tcp_header h = {.from = {info->destination, info->destination_port},
                           .to = {info->source, info->source_port},
                           .flags = TCP_RST | TCP_ACK,
                           .acknowledgement = info->tcp_sequence + length,
                           .traffic = info->traffic};
    if (info->tcp_flags & TCP_ACK) {
        h.flags = TCP_RST;
        h.sequence = info->tcp_acknowledgement;
        h.acknowledgement = 0;
    }
    struct tcp_queue none;
    tcp_queue_init(&none);
    tcp_transmit(host, native_host_of(n, info->source),
                 tcp_queue_packet(&none, &n->packets, 0, 0, 0), &h);
}

/* A segment for no connection: a SYN for a port that listens makes one. */
static void arrives_for_none(struct native_host *host, const struct packet_info *info)
{
    const struct tcp_listener *l = tcp_listener_at(host, info->destination_port);
    const uint8_t kind = info->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST);
    if (!l || kind != TCP_SYN) {
        tcp_answer_stray(host, info);
        return;
    }
    const struct net_endpoint remote = {info->source, info->source_port};
    tcp_accept_syn(tcp_connection_new(host, info->destination_port, remote, l->socket.traffic), l,
                   info);
}

void native_tcp_receive(struct native_host *host, struct packet *p)
{
    struct native *n = native_of(host);
    const struct packet_info *info = &p->info;
    check_context.entity = host->host.name;
    forget_what_is_over(n);
    struct tcp_connection *c =
        find(host, info->destination_port, (struct net_endpoint){info->source, info->source_port});
    if (c)
        tcp_arrives(c, p);
    else
        arrives_for_none(host, info);
    check_context.entity = NULL;
    packet_release(&n->packets, p);
}

/* All connections with the other host fit their segments to the way. */
void native_tcp_told_mtu(struct native_host *host, uint32_t to)
{
    const struct native_tcp *t = native_of(host)->tcp;
    for (uint32_t i = 0; t && t->places && i <= t->mask; i++)
        for (struct tcp_connection *c = t->places[i]; c; c = c->next)
            if (c->socket.host == host && c->remote.address == to)
                tcp_told_mtu(c);
}

/* --- what a device calls --------------------------------------------------------------------- */

/* A port that was not used lately. With ports to spare by the thousand, none free is a defect. */
static uint16_t free_port(struct native_host *host, struct net_endpoint remote)
{
    for (uint32_t tried = 0; tried < PORTS_DYNAMIC; tried++) {
        const uint16_t port = (uint16_t)(PORT_DYNAMIC + host->next_tcp_port);
        host->next_tcp_port = (uint16_t)((host->next_tcp_port + 1) % PORTS_DYNAMIC);
        if (!tcp_listener_at(host, port) && !find(host, port, remote))
            return port;
    }
    return 0;
}

struct net_tcp *native_tcp_connect(struct net_host *net_host, struct net_endpoint to,
                                   enum traffic traffic, const struct net_tcp_events *events,
                                   void *user)
{
    struct native_host *host = (struct native_host *)net_host;
    forget_what_is_over(native_of(host));
    const uint16_t port = free_port(host, to);
    CHECK(port != 0);
    struct tcp_connection *c = tcp_connection_new(host, port, to, (uint8_t)traffic);
    c->events = events;
    c->user = user;
    tcp_open(c);
    return (struct net_tcp *)c;
}

static struct tcp_connection *connection(const struct net_tcp *tcp)
{
    struct tcp_connection *c = (struct tcp_connection *)tcp;
    CHECK(!c->socket.listens && !c->gone);
    return c;
}

bool native_tcp_send(struct net_tcp *tcp, const uint8_t *header, uint32_t header_length,
                     const uint8_t *payload, uint64_t payload_length)
{
    struct tcp_connection *c = connection(tcp);
    CHECK(!c->send.closing);
    tcp_queue_add(&c->send.queue, &tcp_native(c)->tcp->pieces, header, header_length, payload,
                  payload_length);
    c->send.full |= tcp_buffered(c) >= net_tcp_buffer(&tcp_native(c)->net);
    if (!c->busy)
        tcp_output(c);
    return !c->send.full;
}

uint64_t native_tcp_unsent(const struct net_tcp *tcp)
{
    const struct tcp_connection *c = connection(tcp);
    const int64_t sent = c->send.highest ? c->send.highest : 1;
    return sent < c->send.queue.end ? (uint64_t)(c->send.queue.end - sent) : 0;
}

void native_tcp_close(struct net_tcp *tcp)
{
    struct tcp_connection *c = connection(tcp);
    c->send.closing = true;
    if (!c->busy)
        tcp_output(c);
}

void native_tcp_abort(struct net_tcp *tcp)
{
    if (((struct tcp_socket *)tcp)->listens) {
        stop_listening((struct tcp_listener *)tcp);
        return;
    }
    struct tcp_connection *c = connection(tcp);
    tcp_send_reset(c);
    tcp_connection_report(c);
    tcp_connection_remove(c);
}

void native_tcp_close_all(struct native *n)
{
    for (uint32_t h = 0; h < n->host_count; h++)
        while (n->hosts[h].listeners)
            stop_listening(n->hosts[h].listeners);
    struct native_tcp *t = n->tcp;
    if (!t)
        return;
    for (uint32_t i = 0; t->places && i <= t->mask; i++)
        while (t->places[i])
            tcp_connection_remove(t->places[i]);
    tcp_piece_pool_fini(&t->pieces);
    free(t->places);
    free(t);
    n->tcp = NULL;
}
