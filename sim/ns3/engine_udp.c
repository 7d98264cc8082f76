/* UDP sockets of the engine on ns-3. */
#include <stdlib.h>
#include <string.h>

#include "sim/ns3/engine_private.h"

struct ns3_udp {
    struct ns3_host *host;
    struct ns3c_udp *udp;
    uint16_t port;
    enum traffic traffic;
    net_receive_fn *receive;
    void *user;
    struct ns3_udp *next, **at;  /* of the host's */
    const struct ns3_host *peer; /* whom it sent to last */
};

enum traffic ns3_udp_traffic(const struct ns3_host *host, uint16_t port)
{
    for (const struct ns3_udp *s = host->udp; s; s = s->next)
        if (s->port == port)
            return s->traffic;
    return TRAFFIC_OTHER;
}

static void receive(void *user, const struct ns3c_datagram *got)
{
    const struct ns3_udp *s = user;
    struct ns3_net *n = net_of(s->host);
    const struct net_datagram d = {
        .source = {got->source.address, got->source.port},
        .broadcast = got->broadcast,
        .unreachable = got->unreachable,
        .header = got->header,
        .payload = got->payload,
        .header_length = got->header_length,
        .payload_length = got->payload_length,
    };
    ns3_enter(n, s->host);
    s->receive(s->user, &d);
    ns3_leave(n);
}

/* As the native engine does: a port that was not used lately, so that a late packet finds nobody.
 */
static int bind_free_port(struct ns3_udp *s)
{
    struct ns3_host *host = s->host;
    for (uint32_t tried = 0; tried < PORTS_DYNAMIC; tried++) {
        s->port = (uint16_t)(PORT_DYNAMIC + host->next_port);
        host->next_port = (uint16_t)((host->next_port + 1) % PORTS_DYNAMIC);
        if (ns3c_udp_bind(host->node, s->port, receive, s, &s->udp) == 0)
            return 0;
    }
    return -1;
}

struct net_udp *ns3_udp_bind(struct net_host *net_host, uint16_t port, enum traffic traffic,
                             net_receive_fn *receiver, void *user)
{
    struct ns3_host *host = (struct ns3_host *)net_host;
    struct ns3_udp *s = core->mem_calloc(1, sizeof *s);
    *s = (struct ns3_udp){
        .host = host, .port = port, .traffic = traffic, .receive = receiver, .user = user};
    if ((port ? ns3c_udp_bind(host->node, port, receive, s, &s->udp) : bind_free_port(s)) < 0) {
        free(s);
        return NULL;
    }
    ns3c_udp_set_mark(s->udp, ns3_mark(traffic));
    ns3c_udp_set_tos(s->udp, ns3_tos(net_of(host), traffic));
    s->next = host->udp;
    s->at = &host->udp;
    if (s->next)
        s->next->at = &s->next;
    host->udp = s;
    return (struct net_udp *)s;
}

void ns3_udp_close(struct net_udp *udp)
{
    struct ns3_udp *s = (struct ns3_udp *)udp;
    ns3c_udp_close(s->udp);
    *s->at = s->next;
    if (s->next)
        s->next->at = s->at;
    free(s);
}

/* ns-3 fragments whatever does not fit. */
void ns3_udp_let_fragment(struct net_udp *udp)
{
    (void)udp;
}

void ns3_udp_connect(struct net_udp *udp, struct net_endpoint peer)
{
    const struct ns3_udp *s = (struct ns3_udp *)udp;
    ENGINE_CHECK(ns3c_udp_connect(s->udp, (struct ns3c_endpoint){peer.address, peer.port}) == 0);
}

void ns3_udp_close_all(struct ns3_host *host)
{
    while (host->udp)
        ns3_udp_close((struct net_udp *)host->udp);
}

/* Nobody has the address, or it is the host's own: it gets nowhere. */
static bool goes_nowhere(struct ns3_udp *s, uint32_t address)
{
    if (address == s->host->host.broadcast)
        return false;
    if (!s->peer || s->peer->host.address != address)
        s->peer = ns3_host_at(net_of(s->host), address);
    return !s->peer || s->peer == s->host;
}

/* ns-3 cuts bytes, and so has to be given them where a packet does not go everywhere in one piece.
 */
static unsigned flags_of(const struct ns3_net *n, uint32_t header_length, uint32_t payload_length)
{
    const bool whole = NET_UDP_OVERHEAD + header_length + payload_length <= n->mtu;
    return payload_length && whole ? NS3C_BY_POINTER : 0;
}

void ns3_udp_send(struct net_udp *udp, struct net_endpoint to, const uint8_t *header,
                  uint32_t header_length, const uint8_t *payload, uint32_t payload_length,
                  sim_time at)
{
    struct ns3_udp *s = (struct ns3_udp *)udp;
    ENGINE_CHECK(header_length + payload_length <= NET_UDP_MAX);
    if (goes_nowhere(s, to.address))
        return;
    const int result = ns3c_udp_send_at(
        s->udp, (struct ns3c_endpoint){to.address, to.port}, header, header_length, payload,
        payload_length, flags_of(net_of(s->host), header_length, payload_length), at);
    ENGINE_CHECK(result == 0 || result == NS3C_NO_ROUTE);
}

struct held {
    struct net_datagram datagram;
    uint8_t header[];
};

struct net_datagram *ns3_hold(struct net *net, const struct net_datagram *d)
{
    (void)net;
    struct held *held = core->mem_calloc(1, sizeof *held + d->header_length);
    held->datagram = *d;
    if (d->header_length)
        memcpy(held->header, d->header, d->header_length);
    held->datagram.header = held->header;
    return &held->datagram;
}

void ns3_release(struct net *net, struct net_datagram *d)
{
    (void)net;
    free(CONTAINER_OF(d, struct held, datagram));
}
