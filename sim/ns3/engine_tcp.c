/* TCP of the engine on ns-3: its sockets, with the bytes in ns-3's packets, so that captures show
 * them and faults reach them. */
#include <stdlib.h>

#include "sim/ns3/engine_private.h"

/* A listener or a connection. */
struct ns3_tcp {
    struct ns3_host *host;
    struct ns3c_tcp *tcp; /* NULL of one that connects to an address that nobody has */
    enum traffic traffic;
    net_tcp_accepted_fn *accepted;
    const struct net_tcp_events *events;
    void *user;
    uint64_t buffered;    /* bytes given and not acknowledged */
    bool full;            /* the user waits for room for more */
    struct timer silence; /* nobody answers */
    struct ns3_tcp *next, **at;
    bool *gone; /* told when it is freed, while it is being accepted */
};

static struct ns3_tcp *new_tcp(struct ns3_host *host, enum traffic traffic)
{
    struct ns3_net *n = net_of(host);
    struct ns3_tcp *c = core->mem_calloc(1, sizeof *c);
    *c = (struct ns3_tcp){.host = host, .traffic = traffic, .next = n->tcp, .at = &n->tcp};
    if (c->next)
        c->next->at = &c->next;
    n->tcp = c;
    return c;
}

static void remove_tcp(struct ns3_tcp *c)
{
    core->timer_cancel(&net_of(c->host)->events, &c->silence);
    if (c->gone)
        *c->gone = true;
    *c->at = c->next;
    if (c->next)
        c->next->at = c->at;
    free(c);
}

void ns3_tcp_close_all(struct ns3_net *n)
{
    while (n->tcp)
        remove_tcp(n->tcp); /* ns-3's sockets go with the simulation */
}

/* --- what ns-3 tells ------------------------------------------------------------------------- */

static void connected(void *user)
{
    const struct ns3_tcp *c = user;
    struct ns3_net *n = net_of(c->host);
    ns3_enter(n, c->host);
    if (c->events->connected)
        c->events->connected(c->user);
    ns3_leave(n);
}

static void received(void *user, const uint8_t *bytes, uint32_t length)
{
    const struct ns3_tcp *c = user;
    struct ns3_net *n = net_of(c->host);
    ns3_enter(n, c->host);
    if (c->events->received)
        c->events->received(c->user, bytes, length);
    ns3_leave(n);
}

static void acknowledged(void *user, uint64_t bytes)
{
    struct ns3_tcp *c = user;
    struct ns3_net *n = net_of(c->host);
    c->buffered -= bytes;
    if (!c->full || !net_tcp_is_writable(&n->net, c->buffered))
        return;
    c->full = false;
    ns3_enter(n, c->host);
    if (c->events->writable)
        c->events->writable(c->user);
    ns3_leave(n);
}

static void finished(void *user)
{
    const struct ns3_tcp *c = user;
    struct ns3_net *n = net_of(c->host);
    ns3_enter(n, c->host);
    if (c->events->finished)
        c->events->finished(c->user);
    ns3_leave(n);
}

static enum net_tcp_end end_of(enum ns3c_end why)
{
    switch (why) {
    case NS3C_END_CLOSED:
        return NET_TCP_CLOSED;
    case NS3C_END_RESET:
        return NET_TCP_RESET;
    case NS3C_END_REFUSED:
        return NET_TCP_REFUSED;
    case NS3C_END_TIMED_OUT:
        break;
    }
    return NET_TCP_TIMED_OUT;
}

static void tell_end(struct ns3_tcp *c, enum net_tcp_end why)
{
    const struct net_tcp_events *events = c->events;
    void *user = c->user;
    remove_tcp(c);
    if (events->ended)
        events->ended(user, why);
}

static void ended(void *user, enum ns3c_end why)
{
    struct ns3_tcp *c = user;
    struct ns3_net *n = net_of(c->host);
    ns3_enter(n, c->host);
    tell_end(c, end_of(why));
    ns3_leave(n);
}

static const struct ns3c_tcp_events events_of_ns3 = {.connected = connected,
                                                     .received = received,
                                                     .acknowledged = acknowledged,
                                                     .finished = finished,
                                                     .ended = ended};

static void *accept(void *user, struct ns3c_tcp *connection, struct ns3c_endpoint peer,
                    const struct ns3c_tcp_events **events)
{
    const struct ns3_tcp *l = user;
    struct ns3_net *n = net_of(l->host);
    struct ns3_tcp *c = new_tcp(l->host, l->traffic);
    const struct net_tcp_events *own = NULL;
    bool gone = false;
    c->tcp = connection;
    c->gone = &gone;
    ns3_enter(n, l->host);
    void *connection_user = l->accepted(l->user, (struct net_tcp *)c,
                                        (struct net_endpoint){peer.address, peer.port}, &own);
    if (!gone) {
        c->gone = NULL;
        c->user = connection_user;
        c->events = own;
        if (connection_user)
            *events = &events_of_ns3;
        else
            remove_tcp(c);
    }
    ns3_leave(n);
    return gone || !connection_user ? NULL : c;
}

/* --- what a device calls --------------------------------------------------------------------- */

struct net_tcp *ns3_tcp_listen(struct net_host *net_host, uint16_t port, enum traffic traffic,
                               net_tcp_accepted_fn *accepted, void *user)
{
    struct ns3_host *host = (struct ns3_host *)net_host;
    struct ns3_tcp *l = new_tcp(host, traffic);
    l->accepted = accepted;
    l->user = user;
    if (ns3c_tcp_listen(host->node, port, accept, l, &l->tcp) < 0) {
        remove_tcp(l);
        return NULL;
    }
    ns3c_tcp_set_mark(l->tcp, ns3_mark(traffic));
    ns3c_tcp_set_tos(l->tcp, ns3_tos(net_of(host), traffic));
    return (struct net_tcp *)l;
}

static void nobody_answers(struct timer *timer)
{
    tell_end(CONTAINER_OF(timer, struct ns3_tcp, silence), NET_TCP_TIMED_OUT);
}

/* A SYN, and six more after a second, two, four ...: then 64 s without an answer. */
#define SILENCE (127 * SECONDS)

struct net_tcp *ns3_tcp_connect(struct net_host *net_host, struct net_endpoint to,
                                enum traffic traffic, const struct net_tcp_events *events,
                                void *user)
{
    struct ns3_host *host = (struct ns3_host *)net_host;
    struct ns3_net *n = net_of(host);
    const struct ns3_host *peer = ns3_host_at(n, to.address);
    struct ns3_tcp *c = new_tcp(host, traffic);
    c->events = events;
    c->user = user;
    timer_init(&c->silence, nobody_answers);
    if (peer && peer != host &&
        ns3c_tcp_connect(host->node, (struct ns3c_endpoint){to.address, to.port}, &events_of_ns3, c,
                         &c->tcp) == 0) {
        ns3c_tcp_set_mark(c->tcp, ns3_mark(traffic));
        ns3c_tcp_set_tos(c->tcp, ns3_tos(n, traffic));
    } else {
        core->timer_set(&n->events, &c->silence, n->events.now + SILENCE);
    }
    return (struct net_tcp *)c;
}

bool ns3_tcp_send(struct net_tcp *tcp, const uint8_t *header, uint32_t header_length,
                  const uint8_t *payload, uint64_t payload_length)
{
    struct ns3_tcp *c = (struct ns3_tcp *)tcp;
    c->buffered += header_length + payload_length;
    c->full |= c->buffered >= net_tcp_buffer(&net_of(c->host)->net);
    if (c->tcp && header_length)
        ns3c_tcp_send(c->tcp, header, header_length, NS3C_COPY);
    if (c->tcp && payload_length)
        ns3c_tcp_send(c->tcp, payload, payload_length, 0);
    return !c->full;
}

uint64_t ns3_tcp_unsent(const struct net_tcp *tcp)
{
    const struct ns3_tcp *c = (const struct ns3_tcp *)tcp;
    return c->tcp ? ns3c_tcp_unsent(c->tcp) : 0;
}

void ns3_tcp_close(struct net_tcp *tcp)
{
    struct ns3_tcp *c = (struct ns3_tcp *)tcp;
    c->full = false;
    if (c->tcp)
        ns3c_tcp_close(c->tcp);
}

void ns3_tcp_abort(struct net_tcp *tcp)
{
    struct ns3_tcp *c = (struct ns3_tcp *)tcp;
    if (c->tcp)
        ns3c_tcp_abort(c->tcp);
    remove_tcp(c);
}
