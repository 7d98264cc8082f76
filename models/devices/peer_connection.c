/* TCP connections of a phone's PFS machine, which outlive the machine until both sides have
 * closed; frames are not looked at here. */
#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/peer_private.h"

/* How long a connection whose own side is closed may send nothing before it is aborted: a peer that
 * is alive, but never closes its side, would keep it for ever. */
#define LINGER (10 * SECONDS)

static const struct net_tcp_events tcp_events;

static struct peer_connection *connection_of(struct pfs_connection *machine)
{
    return CONTAINER_OF(machine, struct peer_connection, machine);
}

/* What comes on it is of no interest any more. */
static bool is_forgotten(const struct peer_connection *c)
{
    return c->peer->gone || c->machine.role == PFS_ROLE_NONE;
}

/* The net_tcp is no more. */
static void bury(struct peer_connection *c)
{
    late_timer_cancel(&c->linger);
    c->tcp = NULL;
}

void peer_connections_free(struct peer *p)
{
    for (struct peer_connection **link = &p->connections, *c; (c = *link);)
        if (c->tcp) {
            link = &c->next;
        } else {
            *link = c->next;
            free(c);
        }
}

static void set_linger(struct peer_connection *c)
{
    struct peer *p = c->peer;
    c->unsent = net_tcp_unsent(p->host, c->tcp);
    late_timer_set(&c->linger, peer_now(p) + LINGER);
}

static void close_connection(struct peer_connection *c)
{
    net_tcp_close(c->peer->host, c->tcp);
    set_linger(c);
}

/* One that is being accepted the network aborts itself when it hears that it is not wanted. */
static void abort_connection(struct peer_connection *c)
{
    if (!c->accepting)
        net_tcp_abort(c->peer->host, c->tcp);
    bury(c);
}

static void linger_expired(struct late_timer *timer)
{
    struct peer_connection *c = CONTAINER_OF(timer, struct peer_connection, linger);
    struct peer *p = c->peer;
    check_context.entity = p->info->name;
    if (net_tcp_unsent(p->host, c->tcp) < c->unsent) {
        set_linger(c);
    } else {
        abort_connection(c);
        peer_connections_free(p);
    }
}

static struct peer_connection *connection_new(struct peer *p)
{
    struct peer_connection *c = mem_calloc(1, sizeof *c);
    c->peer = p;
    c->next = p->connections;
    p->connections = c;
    late_timer_init(&c->linger, p->host, linger_expired);
    return c;
}

static void *accepted(void *user, struct net_tcp *tcp, struct net_endpoint from,
                      const struct net_tcp_events **events)
{
    struct peer *p = user;
    struct peer_connection *c = connection_new(p);
    c->tcp = tcp;
    c->accepting = true;
    peer_enter(p);
    pfs_peer_accepted(&p->machine, &c->machine, from.address, peer_now(p));
    peer_drain(p);
    c->accepting = false;
    const bool wanted = c->tcp != NULL;
    peer_leave(p);
    *events = &tcp_events;
    return wanted ? c : NULL;
}

static void connected(void *user)
{
    struct peer_connection *c = user;
    struct peer *p = c->peer;
    peer_enter(p);
    if (!is_forgotten(c))
        pfs_peer_connected(&p->machine, &c->machine, peer_now(p));
    peer_leave(p);
}

static void received(void *user, const uint8_t *bytes, uint32_t length)
{
    struct peer_connection *c = user;
    struct peer *p = c->peer;
    peer_enter(p);
    for (uint32_t taken = 0; taken < length && !is_forgotten(c);) {
        taken +=
            pfs_peer_stream(&p->machine, &c->machine, bytes + taken, length - taken, peer_now(p));
        peer_drain(p);
    }
    peer_leave(p);
}

static void writable(void *user)
{
    struct peer_connection *c = user;
    struct peer *p = c->peer;
    peer_enter(p);
    if (!is_forgotten(c))
        pfs_peer_writable(&p->machine, &c->machine, peer_now(p));
    peer_leave(p);
}

static void finished(void *user)
{
    struct peer_connection *c = user;
    struct peer *p = c->peer;
    peer_enter(p);
    if (!is_forgotten(c))
        pfs_peer_disconnected(&p->machine, &c->machine, peer_now(p));
    peer_drain(p);
    if (c->tcp)
        close_connection(c);
    peer_leave(p);
}

static void ended(void *user, enum net_tcp_end end)
{
    struct peer_connection *c = user;
    struct peer *p = c->peer;
    (void)end;
    peer_enter(p);
    bury(c);
    if (!is_forgotten(c))
        pfs_peer_disconnected(&p->machine, &c->machine, peer_now(p));
    peer_leave(p);
}

static const struct net_tcp_events tcp_events = {.connected = connected,
                                                 .received = received,
                                                 .writable = writable,
                                                 .finished = finished,
                                                 .ended = ended};

void peer_connect(struct peer *p, uint32_t address)
{
    struct peer_connection *c = connection_new(p);
    const struct net_endpoint to = {address, PFS_PORT};
    c->tcp = net_tcp_connect(p->host, to, TRAFFIC_PFS, &tcp_events, c);
    pfs_peer_connecting(&p->machine, &c->machine, peer_now(p));
}

struct net_tcp *peer_listen(struct peer *p)
{
    return net_tcp_listen(p->host, PFS_PORT, TRAFFIC_PFS, accepted, p);
}

void peer_connection_send(struct pfs_connection *machine, const uint8_t *bytes, uint32_t byte_count,
                          const uint8_t *content, uint32_t length)
{
    const struct peer_connection *c = connection_of(machine);
    if (!net_tcp_send(c->peer->host, c->tcp, bytes, byte_count, content, length))
        pfs_peer_full(machine);
}

void peer_connection_close(struct pfs_connection *machine)
{
    close_connection(connection_of(machine));
}

void peer_connection_abort(struct pfs_connection *machine)
{
    abort_connection(connection_of(machine));
}

void peer_connections_abort(struct peer *p)
{
    for (struct peer_connection *c = p->connections; c; c = c->next)
        if (c->tcp)
            abort_connection(c);
}
