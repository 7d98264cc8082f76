/* Builds the native engine's network from its description, and runs it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "sim/native/native.h"

/* Fibonacci hashing: the high bits of a product with 2^32 divided by the golden ratio. */
static uint32_t place_of(const struct native *n, uint32_t address)
{
    return (uint32_t)((uint64_t)(address * 2654435769u) * (n->address_mask + 1) >> 32);
}

struct native_host *native_host_of(const struct native *n, uint32_t address)
{
    uint32_t i = place_of(n, address), h;
    while ((h = n->by_address[i]) && n->hosts[h - 1].host.address != address)
        i = (i + 1) & n->address_mask;
    return h ? &n->hosts[h - 1] : NULL;
}

static void index_addresses(struct native *n)
{
    uint32_t places = 4;
    while (places < 2 * n->host_count)
        places *= 2;
    n->address_mask = places - 1;
    n->by_address = mem_calloc(places, sizeof *n->by_address);
    for (uint32_t h = 0; h < n->host_count; h++) {
        uint32_t i = place_of(n, n->hosts[h].host.address);
        for (; n->by_address[i]; i = (i + 1) & n->address_mask)
            CHECK(n->hosts[n->by_address[i] - 1].host.address != n->hosts[h].host.address);
        n->by_address[i] = h + 1;
    }
}

static void init_hosts(struct native *n)
{
    const struct topology *t = n->topology;
    n->hosts = mem_calloc(t->node_count, sizeof *n->hosts);
    for (uint32_t i = 0; i < t->node_count; i++) {
        const struct topology_node *node = &t->nodes[i];
        if (node->kind != NODE_HOST)
            continue;
        struct native_host *h = &n->hosts[n->host_count++];
        h->host = engine_host(&n->net, node);
        h->node = &n->nodes[i];
        n->nodes[i].host = h;
    }
}

static void init_nodes(struct native *n)
{
    const struct topology *t = n->topology;
    n->nodes = mem_calloc(t->node_count, sizeof *n->nodes);
    for (uint32_t i = 0; i < t->node_count; i++)
        n->nodes[i].config = &t->nodes[i];
    init_hosts(n);
}

/* Hosts, the most by far, have one link, and need no array for it. */
static void add_out(struct native_node *node, struct channel *c)
{
    const uint32_t count = node->out_count++;
    if (node->host) {
        node->host->uplink = c;
        node->out = &node->host->uplink;
        return;
    }
    if ((count & (count - 1)) == 0)
        node->out = mem_resize(node->out, count ? 2 * (size_t)count : 1, sizeof(struct channel *));
    node->out[count] = c;
}

/* The list of those observers that want the link's packets. */
static const struct observer_list *watchers_of(struct native *n, const struct link_info *info)
{
    struct observer_list wanting = {0};
    uint32_t set = 0;
    for (uint32_t i = 0; i < n->net.observers.count; i++) {
        const struct observer *o = n->net.observers.observers[i];
        if (o->link && o->link(o->user, info)) {
            set |= 1u << i;
            observer_list_add(&wanting, o);
        }
    }
    if (!n->watchers[set]) {
        n->watchers[set] = mem_calloc(1, sizeof wanting);
        *n->watchers[set] = wanting;
    }
    return n->watchers[set];
}

static void connect_channels(struct native *n, uint32_t link)
{
    const struct topology_link *config = &n->topology->links[link];
    struct native_link *l = &n->links[link];
    l->info = engine_link_info(&n->net, n->topology, link);
    l->watchers = watchers_of(n, &l->info);
    for (int d = 0; d < 2; d++) {
        struct channel *c = &n->channels[2 * link + (uint32_t)d];
        channel_init(c, n, config->direction[d], l, d);
        c->to = &n->nodes[config->node[1 - d]];
        add_out(&n->nodes[config->node[d]], c);
    }
}

static void init_links(struct native *n)
{
    const uint32_t count = n->topology->link_count;
    n->links = mem_calloc(count, sizeof *n->links);
    n->channels = mem_calloc(2 * (size_t)count, sizeof *n->channels);
    for (uint32_t i = 0; i < count; i++)
        connect_channels(n, i);
}

struct channel *native_reverse(const struct native *n, const struct channel *c)
{
    return &n->channels[c->rank ^ 1];
}

static int attach_host(struct native *n, struct native_host *h, struct error *e)
{
    if (h->node->out_count != 1)
        return error_set(e, "host %s has %" PRIu32 " links; it needs exactly one", h->host.name,
                         h->node->out_count);
    h->host.mtu = link_mtu(h->uplink->line.config);
    h->downlink = native_reverse(n, h->uplink);
    h->attached = h->uplink->to;
    const struct native_host *peer = h->attached->host;
    if (peer && peer->node->config->prefix != h->node->config->prefix)
        return error_set(e, "hosts %s and %s are linked, but in two subnets", h->host.name,
                         peer->host.name);
    return 0;
}

/* The node that stands for all that are connected with `i` so far. */
static uint32_t root_of(uint32_t *parents, uint32_t i)
{
    while (parents[i] != i)
        i = parents[i] = parents[parents[i]];
    return i;
}

static int join_ends(const struct topology *t, uint32_t *parents, struct error *e)
{
    for (uint32_t i = 0; i < t->link_count; i++) {
        const uint32_t a = root_of(parents, t->links[i].node[0]);
        const uint32_t b = root_of(parents, t->links[i].node[1]);
        if (a == b)
            return error_set(e, "link %s closes a loop; the links must form a tree",
                             t->links[i].name);
        parents[b] = a;
    }
    for (uint32_t i = 1; i < t->node_count; i++)
        if (root_of(parents, i) != root_of(parents, 0))
            return error_set(e, "%s and %s are not connected; the links must form a tree",
                             t->nodes[0].name, t->nodes[i].name);
    return 0;
}

static int check_tree(const struct topology *t, struct error *e)
{
    uint32_t *parents = mem_calloc(t->node_count, sizeof *parents);
    for (uint32_t i = 0; i < t->node_count; i++)
        parents[i] = i;
    const int result = join_ends(t, parents, e);
    free(parents);
    return result;
}

/* They hear each other's broadcasts: at one switch, or at both ends of one link. */
static bool are_neighbours(const struct native_host *a, const struct native_host *b)
{
    if (a->attached->host)
        return a->attached == b->node;
    return a->attached == b->attached && a->attached->config->kind == NODE_SWITCH;
}

/* The place in the table of the first host of that prefix, or where it is to be put. */
static uint32_t place_of_prefix(const struct native *n, const uint32_t *first, uint32_t prefix)
{
    uint32_t i = place_of(n, prefix);
    while (first[i] && n->hosts[first[i] - 1].node->config->prefix != prefix)
        i = (i + 1) & n->address_mask;
    return i;
}

/* Hosts of the same prefix are one subnet, and are neighbours; one alone may be at a router. */
static int check_subnets(struct native *n, struct error *e)
{
    uint32_t *first = mem_calloc(n->address_mask + 1, sizeof *first); /* 1 + index, or 0 */
    int result = 0;
    for (uint32_t h = 0; h < n->host_count && result == 0; h++) {
        struct native_host *host = &n->hosts[h];
        const uint32_t i = place_of_prefix(n, first, host->node->config->prefix);
        if (!first[i])
            first[i] = h + 1;
        else if (!are_neighbours(&n->hosts[first[i] - 1], host))
            result = error_set(e, "hosts %s and %s are in one subnet, but not at one switch",
                               n->hosts[first[i] - 1].host.name, host->host.name);
    }
    free(first);
    return result;
}

/* The least MTU of all links, and where they differ. */
static void find_mtus(struct native *n)
{
    n->mtu = UINT32_MAX;
    for (uint32_t i = 0; i < 2 * n->topology->link_count; i++) {
        const uint32_t mtu = link_mtu(n->channels[i].line.config);
        n->mtu = mtu < n->mtu ? mtu : n->mtu;
    }
    for (uint32_t i = 0; i < n->topology->node_count; i++) {
        struct native_node *node = &n->nodes[i];
        for (uint32_t k = 0; k < node->out_count && node->config->kind == NODE_ROUTER; k++)
            node->narrow |=
                link_mtu(node->out[k]->line.config) != link_mtu(node->out[0]->line.config) ||
                link_mtu(native_reverse(n, node->out[k])->line.config) !=
                    link_mtu(node->out[0]->line.config);
    }
}

/* Routers with two links pass on what arrives without an event (channel.h), unless faults can
 * change the order, the next queue is not first in, first out, the router may have to send something itself, or an observer wants to be told
 * of all links in the order of time. */
static void find_relays(struct native *n)
{
    for (uint32_t i = 0; i < n->net.observers.count; i++)
        n->in_order |= n->net.observers.observers[i]->in_order;
    if (n->in_order)
        return;
    for (uint32_t i = 0; i < 2 * n->topology->link_count; i++) {
        struct channel *c = &n->channels[i];
        const struct native_node *node = c->to;
        if (node->config->kind != NODE_ROUTER || node->out_count != 2 || node->narrow ||
            channel_has_faults(c))
            continue;
        struct channel *next = node->out[node->out[0]->link == c->link];
        if (channel_is_fifo(next))
            channel_set_relay(c, next);
    }
}

static void native_free(struct net *net)
{
    struct native *n = (struct native *)net;
    native_tcp_close_all(n);
    native_assembly_close_all(n);
    path_mtus_fini(&n->paths);
    native_udp_close_all(n);
    for (uint32_t i = 0; i < n->topology->node_count; i++) {
        if (!n->nodes[i].host)
            free(n->nodes[i].out);
        free(n->nodes[i].below);
    }
    for (uint32_t i = 0; i < 2 * n->topology->link_count; i++)
        channel_fini(&n->channels[i]);
    for (uint32_t i = 0; i < sizeof n->watchers / sizeof *n->watchers; i++)
        free(n->watchers[i]);
    packet_pool_fini(&n->packets);
    event_queue_fini(&n->events);
    free(n->by_address);
    free(n->channels);
    free(n->links);
    free(n->hosts);
    free(n->nodes);
    free(n);
    check_context = (struct check_context){0};
}

static struct net *native_build(const struct topology *t, const struct engine_options *options,
                                struct error *e)
{
    if (t->link_count > TIMER_RANKS / 2) {
        error_set(e, "%" PRIu32 " links are too many for the native engine; it takes %u",
                  t->link_count, TIMER_RANKS / 2);
        return NULL;
    }
    struct native *n = mem_calloc(1, sizeof *n);
    event_queue_init(&n->events);
    packet_pool_init(&n->packets);
    n->net = (struct net){.ops = &native_net_ops,
                          .events = &n->events,
                          .observers = options->observers,
                          .seed = options->seed,
                          .replication = options->replication,
                          .tcp = engine_tcp(options)};
    memcpy(n->net.dscp, options->dscp, sizeof n->net.dscp);
    n->topology = t;
    init_nodes(n);
    init_links(n);
    index_addresses(n);
    int result = 0;
    for (uint32_t h = 0; h < n->host_count && result == 0; h++)
        result = attach_host(n, &n->hosts[h], e);
    if (result == 0)
        result = check_tree(t, e);
    if (result == 0)
        result = check_subnets(n, e);
    if (result == 0)
        native_find_ways(n);
    find_mtus(n);
    find_relays(n);
    if (result < 0) {
        native_free(&n->net);
        return NULL;
    }
    return &n->net;
}

static struct net_host *native_host(struct net *net, uint32_t node)
{
    return &((struct native *)net)->nodes[node].host->host;
}

static bool native_run(struct net *net, sim_time until, uint64_t events)
{
    check_context.now = &net->events->now;
    check_context.seed = net->seed;
    return event_queue_run(net->events, until, events);
}

static void native_silence(struct net *net)
{
    struct native *n = (struct native *)net;
    n->silent = true;
    for (uint32_t h = 0; h < n->host_count; h++)
        if (n->hosts[h].cable == CABLE_PLUGGED)
            n->hosts[h].cable = CABLE_SILENT;
}

static void native_stop(struct net *net)
{
    event_queue_stop(net->events);
}

const struct engine native_engine = {
    .name = "native",
    .build = native_build,
    .host = native_host,
    .run = native_run,
    .stop = native_stop,
    .silence = native_silence,
    .free = native_free,
};
