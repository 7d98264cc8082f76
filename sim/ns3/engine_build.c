/* ns-3's network, made of its description.
 *
 * The description gives addresses to hosts only. Here a router gets the highest free address of a
 * subnet whose hosts it serves, and one of a subnet of two on a line between routers. Routers form
 * a tree: the first is its root, each sends what it does not know to its parent, and knows the
 * subnets below it. */
#include <inttypes.h>
#include <stdlib.h>

#include "sim/ns3/engine_private.h"

/* --- TCP --------------------------------------------------------------------------------------
 * doc/ns3.md says what each of these is on the native engine. */

static const char *const defaults[][2] = {
    {"ns3::TcpL4Protocol::SocketType", "ns3c::TcpNewReno"},
    {"ns3::TcpL4Protocol::RecoveryType", "ns3::TcpClassicRecovery"},
    {"ns3::TcpSocketBase::LimitedTransmit", "true"},
    {"ns3::TcpSocketBase::MinRto", "1s"},
    {"ns3c::TcpSocket::KeepBackOff", "true"},
    {"ns3c::TcpSocket::ClearDuplicates", "true"},
    {"ns3::TcpSocketBase::ClockGranularity", "1ns"},
    {"ns3::TcpSocketBase::MaxSegLifetime", "30"},
    {"ns3::TcpSocket::SegmentSize", "9176"}, /* of the largest MTU: it is cut to what fits */
    {"ns3::TcpSocket::InitialCwnd", "3"},
    {"ns3::TcpSocket::DelAckCount", "2"},
    {"ns3::TcpSocket::DelAckTimeout", "200ms"},
    {"ns3::TcpSocket::ConnTimeout", "1s"},
    {"ns3::TcpSocket::ConnCount", "6"},
    {"ns3::TcpSocket::DataRetries", "12"},
    {"ns3::TcpSocket::TcpNoDelay", "true"},
    {"ns3::RttEstimator::InitialEstimation", "1s"},
    {"ns3::BridgeNetDevice::ExpirationTime", "10000d"}, /* switches do not forget */
};

int ns3_failed(struct error *e)
{
    return core->error_set(e, "ns-3: %s", ns3c_error());
}

static int set_number(struct ns3_net *n, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    return ns3c_set_default(n->sim, name, text);
}

static int set_switch(struct ns3_net *n, const char *name, bool on)
{
    return ns3c_set_default(n->sim, name, on ? "true" : "false");
}

/* ns-3's own send buffer is larger than what the engine lets a user fill, by a piece. */
static int set_tcp(struct ns3_net *n, const struct net_tcp_settings *tcp)
{
    if (set_switch(n, "ns3::TcpSocketBase::Sack", tcp->sack) < 0 ||
        set_switch(n, "ns3::TcpSocketBase::Timestamp", tcp->timestamps) < 0 ||
        set_switch(n, "ns3::TcpSocketBase::WindowScaling", tcp->window > NET_TCP_WINDOW) < 0 ||
        set_number(n, "ns3::TcpSocket::RcvBufSize", tcp->window) < 0 ||
        set_number(n, "ns3::TcpSocket::SndBufSize", 2 * (uint64_t)tcp->window + 131074) < 0)
        return -1;
    return 0;
}

static int create(struct ns3_net *n, const struct engine_options *o, struct error *e)
{
    const struct ns3c_options options = {
        .seed = (uint32_t)(1 + o->seed % UINT32_C(4294944442)),
        .run = (uint64_t)o->replication + 1,
        .scheduler = NS3C_MAP,
    };
    if (ns3c_create(&n->sim, &options) < 0)
        return ns3_failed(e);
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        if (ns3c_set_default(n->sim, defaults[i][0], defaults[i][1]) < 0)
            return ns3_failed(e);
    const struct net_tcp_settings tcp = engine_tcp(o);
    return set_tcp(n, &tcp) < 0 ? ns3_failed(e) : 0;
}

/* --- nodes and links ------------------------------------------------------------------------- */

static int compare_addresses(const void *a, const void *b)
{
    const struct ns3_host *const *x = a, *const *y = b;
    return ((*x)->host.address > (*y)->host.address) - ((*x)->host.address < (*y)->host.address);
}

struct ns3_host *ns3_host_at(const struct ns3_net *n, uint32_t address)
{
    const struct ns3_host key = {.host.address = address}, *const wanted = &key;
    struct ns3_host **found =
        bsearch(&wanted, n->by_address, n->host_count, sizeof *n->by_address, compare_addresses);
    return found ? *found : NULL;
}

static int add_node(struct ns3_net *n, uint32_t i)
{
    const struct topology_node *node = &n->topology->nodes[i];
    if (node->kind == NODE_ROUTER)
        return ns3c_add_router(n->sim, &n->nodes[i]);
    if (node->kind == NODE_SWITCH)
        return ns3c_add_switch(n->sim, &n->nodes[i]);
    struct ns3_host *h = &n->hosts[n->host_count];
    h->host = engine_host(&n->net, node);
    n->host_of[i] = n->by_address[n->host_count] = h;
    n->host_count++;
    const int result = ns3c_add_host(n->sim, &h->node);
    n->nodes[i] = h->node;
    return result;
}

static int add_nodes(struct ns3_net *n, struct error *e)
{
    const uint32_t count = n->topology->node_count;
    n->nodes = core->mem_calloc(count, sizeof(struct ns3c_node *));
    n->hosts = core->mem_calloc(count, sizeof *n->hosts);
    n->host_of = core->mem_calloc(count, sizeof *n->host_of);
    n->by_address = core->mem_calloc(count, sizeof *n->by_address);
    for (uint32_t i = 0; i < count; i++)
        if (add_node(n, i) < 0)
            return ns3_failed(e);
    qsort(n->by_address, n->host_count, sizeof *n->by_address, compare_addresses);
    return 0;
}

static struct ns3c_direction direction_of(const struct link_direction *d)
{
    const struct link_overhead overhead = core->link_overhead(d);
    return (struct ns3c_direction){
        .rate = d->rate,
        .delay = d->delay,
        .overhead = overhead.bytes,
        .payload_min = overhead.payload_min,
        .queue_limit = d->queue.discipline == QUEUE_FIFO ? d->queue.limit : 1,
        .queue_in_bytes = d->queue.discipline == QUEUE_FIFO && d->queue.in_bytes,
        .shaped = d->shaped,
        .burst = d->burst,
        .mtu = (uint16_t)link_mtu(d),
    };
}

static enum node_kind kind_of(const struct ns3_net *n, uint32_t node)
{
    return n->topology->nodes[node].kind;
}

static bool are_routers(const struct ns3_net *n, const uint32_t node[2])
{
    return kind_of(n, node[0]) == NODE_ROUTER && kind_of(n, node[1]) == NODE_ROUTER;
}

static int add_link(struct ns3_net *n, uint32_t i)
{
    const struct topology_link *config = &n->topology->links[i];
    struct ns3_link *l = &n->links[i];
    const struct ns3c_cable cable = {
        .direction = {direction_of(config->direction[0]), direction_of(config->direction[1])},
        .ethernet = !are_routers(n, config->node),
    };
    l->info = engine_link_info(&n->net, n->topology, i);
    if (ns3c_add_cable(n->nodes[config->node[0]], n->nodes[config->node[1]], &cable, l->ends) < 0)
        return -1;
    for (int d = 0; d < 2; d++) {
        struct ns3_host *host = n->host_of[config->node[d]];
        if (!host)
            continue;
        host->device = l->ends[d];
        host->host.mtu = link_mtu(config->direction[d]);
    }
    return 0;
}

/* ns-3 fragments whatever is too large, and its routers say nothing. */
static int check_mtu(struct ns3_net *n, const struct topology_link *link,
                     const struct link_direction *d, struct error *e)
{
    const uint32_t mtu = link_mtu(d);
    n->mtu = mtu < n->mtu ? mtu : n->mtu;
    if (mtu < n->topology->unfragmentable)
        return core->error_set(e,
                               "%s takes packets of %" PRIu32 " bytes, and there are some of "
                               "%" PRIu32 " that must not be fragmented, which ns-3 does; the "
                               "native engine runs it",
                               link->name, mtu, n->topology->unfragmentable);
    return 0;
}

static int check_mtus(struct ns3_net *n, struct error *e)
{
    n->mtu = UINT32_MAX;
    for (uint32_t i = 0; i < n->topology->link_count; i++)
        for (int d = 0; d < 2; d++) {
            const struct topology_link *link = &n->topology->links[i];
            if (check_mtu(n, link, link->direction[d], e) < 0)
                return -1;
        }
    return 0;
}

static int add_links(struct ns3_net *n, struct error *e)
{
    if (check_mtus(n, e) < 0)
        return -1;
    n->links = core->mem_calloc(n->topology->link_count, sizeof *n->links);
    for (uint32_t i = 0; i < n->topology->link_count; i++)
        if (add_link(n, i) < 0)
            return ns3_failed(e);
    return 0;
}

static int set_queues(struct ns3_net *n, struct error *e)
{
    for (uint32_t i = 0; i < n->topology->link_count; i++)
        for (int d = 0; d < 2; d++)
            if (ns3_set_queue(n, i, d, e) < 0)
                return -1;
    return 0;
}

/* --- addresses and routes -------------------------------------------------------------------- */

struct subnet {
    uint32_t prefix;
    uint8_t length;
    uint32_t router;            /* node, or NO_NODE */
    struct ns3c_device *device; /* the router's */
    uint32_t gateway;           /* the router's address */
};

struct parent {
    uint32_t router;       /* node, or NO_NODE: of the root, and of what has not been reached */
    uint32_t address, own; /* the two ends of the line */
    struct ns3c_device *up, *down;
    bool reached;
};

/* What is known of the network while it is built. */
struct plan {
    struct ns3_net *n;
    struct subnet *subnets;
    uint32_t subnet_count;
    struct parent *parents;   /* by node; of routers */
    uint32_t *link_of;        /* by node; of hosts */
    uint32_t *router_link_of; /* by node: a link that joins a switch with its router */
};

#define NO_NODE UINT32_MAX

static uint32_t other_end(const struct topology_link *l, uint32_t node)
{
    return l->node[l->node[0] == node];
}

static struct ns3c_device *end_of(const struct ns3_net *n, uint32_t link, uint32_t node)
{
    return n->links[link].ends[n->topology->links[link].node[1] == node];
}

static int note_link(struct plan *p, uint32_t link, struct error *e)
{
    const struct topology *t = p->n->topology;
    const struct topology_link *l = &t->links[link];
    const enum node_kind kinds[2] = {kind_of(p->n, l->node[0]), kind_of(p->n, l->node[1])};
    for (int end = 0; end < 2; end++) {
        const uint32_t node = l->node[end];
        if (kinds[end] == NODE_HOST)
            p->link_of[node] = link;
        if (kinds[end] != NODE_SWITCH || kinds[1 - end] == NODE_HOST)
            continue;
        if (kinds[1 - end] == NODE_SWITCH || p->router_link_of[node] != NO_NODE)
            return core->error_set(e,
                                   "%s: the ns3 engine has one router at a switch, and no line "
                                   "between switches",
                                   l->name);
        p->router_link_of[node] = link;
    }
    return 0;
}

/* The router that serves a host, and the device it does so with. */
static void find_router(const struct plan *p, uint32_t host, struct subnet *s)
{
    const struct topology *t = p->n->topology;
    uint32_t link = p->link_of[host];
    uint32_t at = other_end(&t->links[link], host);
    s->router = NO_NODE;
    if (kind_of(p->n, at) == NODE_SWITCH && p->router_link_of[at] != NO_NODE) {
        link = p->router_link_of[at];
        at = other_end(&t->links[link], at);
    }
    if (kind_of(p->n, at) == NODE_ROUTER) {
        s->router = at;
        s->device = end_of(p->n, link, at);
    }
}

/* The highest address of the subnet that no host has; 0 when there is none. */
static uint32_t free_address(const struct ns3_net *n, const struct subnet *s)
{
    for (uint32_t a = engine_broadcast(s->prefix, s->length) - 1; a > s->prefix; a--)
        if (!ns3_host_at(n, a))
            return a;
    return 0;
}

static struct subnet *find_subnet(struct plan *p, uint32_t prefix)
{
    for (uint32_t i = p->subnet_count; i-- > 0;) /* hosts of one subnet come together */
        if (p->subnets[i].prefix == prefix)
            return &p->subnets[i];
    return NULL;
}

static int add_subnet(struct plan *p, uint32_t host, struct error *e)
{
    const struct topology_node *node = &p->n->topology->nodes[host];
    struct subnet *s = &p->subnets[p->subnet_count++];
    *s = (struct subnet){.prefix = node->prefix, .length = node->prefix_length};
    find_router(p, host, s);
    if (s->router == NO_NODE)
        return 0;
    s->gateway = free_address(p->n, s);
    if (!s->gateway)
        return core->error_set(e,
                               "the subnet of host %s has no address left for its router, which "
                               "the ns3 engine needs",
                               node->name);
    if (ns3c_add_address(s->device, s->gateway, s->length) < 0)
        return ns3_failed(e);
    return 0;
}

static int add_host_addresses(struct plan *p, struct error *e)
{
    struct ns3_net *n = p->n;
    for (uint32_t i = 0; i < n->topology->node_count; i++) {
        const struct topology_node *node = &n->topology->nodes[i];
        struct ns3_host *h = n->host_of[i];
        if (!h)
            continue;
        if (ns3c_add_address(h->device, node->address, node->prefix_length) < 0)
            return ns3_failed(e);
        if (!find_subnet(p, node->prefix) && add_subnet(p, i, e) < 0)
            return -1;
        const struct subnet *s = find_subnet(p, node->prefix);
        if (s->gateway && ns3c_add_route(h->node, 0, 0, s->gateway, h->device) < 0)
            return ns3_failed(e);
    }
    return 0;
}

/* 198.18.0.0/15 is for networks under test (RFC 2544). */
#define LINE_ADDRESSES UINT32_C(0xc6120000)
enum { LINES_MAX = 1 << 15, LINE_LENGTH = 30 };

static int address_line(struct plan *p, uint32_t link, struct error *e)
{
    const uint32_t first = LINE_ADDRESSES + 4 * link + 1;
    if (link >= LINES_MAX)
        return core->error_set(e, "the ns3 engine takes %d links at the most", LINES_MAX);
    for (uint32_t end = 0; end < 2; end++)
        if (ns3c_add_address(p->n->links[link].ends[end], first + end, LINE_LENGTH) < 0)
            return ns3_failed(e);
    return 0;
}

/* Adds `child`, at the other end of `link`, below `router`. */
static int add_child(struct plan *p, uint32_t router, uint32_t child, uint32_t link,
                     struct error *e)
{
    struct ns3_net *n = p->n;
    const uint32_t first = LINE_ADDRESSES + 4 * link + 1;
    const bool child_is_second = n->topology->links[link].node[1] == child;
    p->parents[child] = (struct parent){.router = router,
                                        .address = first + !child_is_second,
                                        .own = first + child_is_second,
                                        .up = end_of(n, link, child),
                                        .down = end_of(n, link, router),
                                        .reached = true};
    const struct parent *up = &p->parents[child];
    if (ns3c_add_route(n->nodes[child], 0, 0, up->address, up->up) < 0)
        return ns3_failed(e);
    return 0;
}

/* Goes over the links until no router is new; those of a site come after the head's. */
static int find_parents(struct plan *p, struct error *e)
{
    struct ns3_net *n = p->n;
    bool news = true;
    for (uint32_t i = 0; i < n->topology->node_count && news; i++)
        if (kind_of(n, i) == NODE_ROUTER) {
            p->parents[i] = (struct parent){.router = NO_NODE, .reached = true};
            news = false;
        }
    for (news = true; news;) {
        news = false;
        for (uint32_t i = 0; i < n->topology->link_count; i++) {
            const uint32_t *node = n->topology->links[i].node;
            if (!are_routers(n, node) || p->parents[node[0]].reached == p->parents[node[1]].reached)
                continue;
            const int child = p->parents[node[0]].reached;
            if (add_child(p, node[1 - child], node[child], i, e) < 0)
                return -1;
            news = true;
        }
    }
    return 0;
}

static int route_to_subnets(struct plan *p, struct error *e)
{
    for (uint32_t i = 0; i < p->subnet_count; i++) {
        const struct subnet *s = &p->subnets[i];
        for (uint32_t at = s->router; at != NO_NODE; at = p->parents[at].router) {
            const struct parent *up = &p->parents[at];
            if (up->router != NO_NODE && ns3c_add_route(p->n->nodes[up->router], s->prefix,
                                                        s->length, up->own, up->down) < 0)
                return ns3_failed(e);
        }
    }
    return 0;
}

static int address_all(struct plan *p, struct error *e)
{
    struct ns3_net *n = p->n;
    for (uint32_t i = 0; i < n->topology->link_count; i++)
        if (note_link(p, i, e) < 0)
            return -1;
    if (add_host_addresses(p, e) < 0)
        return -1;
    for (uint32_t i = 0; i < n->topology->link_count; i++)
        if (are_routers(n, n->topology->links[i].node) && address_line(p, i, e) < 0)
            return -1;
    if (find_parents(p, e) < 0 || route_to_subnets(p, e) < 0)
        return -1;
    return ns3c_fill_neighbours(n->sim) < 0 ? ns3_failed(e) : 0;
}

static int give_addresses(struct ns3_net *n, struct error *e)
{
    const uint32_t count = n->topology->node_count;
    struct plan p = {.n = n};
    p.subnets = core->mem_calloc(count, sizeof *p.subnets);
    p.parents = core->mem_calloc(count, sizeof *p.parents);
    p.link_of = core->mem_calloc(count, sizeof *p.link_of);
    p.router_link_of = core->mem_calloc(count, sizeof *p.router_link_of);
    for (uint32_t i = 0; i < count; i++)
        p.router_link_of[i] = NO_NODE;
    const int result = address_all(&p, e);
    free(p.subnets);
    free(p.parents);
    free(p.link_of);
    free(p.router_link_of);
    return result;
}

int ns3_build_network(struct ns3_net *n, const struct engine_options *options, struct error *e)
{
    if (create(n, options, e) < 0 || add_nodes(n, e) < 0 || add_links(n, e) < 0)
        return -1;
    return give_addresses(n, e) < 0 ? -1 : set_queues(n, e);
}
