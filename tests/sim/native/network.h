/* Small networks on the native engine, and what is seen of a run, as lines of text.
 *
 * A test adds nodes and links, calls network_build, says with packet_at() which packets go when,
 * and compares what was seen with the lines that it expects. A line begins with the time in
 * microseconds (`1234.567`); a packet is called by a letter, its first byte. Sockets write
 * `TIME host got A`, or `TIME host told unreachable PORT`; a watched link writes
 *   TIME down A START-END     was given to the link's direction 0, and is on its line from START
 *   TIME up A queue full      or: was dropped, for that reason
 *   TIME down A over          has arrived */
#ifndef TESTS_SIM_NATIVE_NETWORK_H
#define TESTS_SIM_NATIVE_NETWORK_H

#include <inttypes.h>
#include <stdarg.h>

#include "sim/engine.h"
#include "tests/support.h"

enum {
    BYTES_A_MICROSECOND = 8000000, /* bit/s: a rate at which a byte takes a microsecond */
    PORT = 5000,                   /* of network_listen */
    LABEL_BYTES = 1,
    SEEN_BYTES = 1 << 20,
};

#define SERVER 0xC000020Au /* 192.0.2.10 */
#define SITE_1 0x0A010000u /* 10.1.0.0/24 */
#define SITE_2 0x0A020000u

struct sending;

struct network {
    struct topology topology;
    struct observer observer; /* of the links named in `watched` */
    struct engine_options options;
    struct net *net;
    const char *watched; /* a link's name */
    struct sending *sendings;
    char *seen;
    size_t seen_length;
};

/* A socket that writes down what it gets. */
struct listener {
    struct network *network;
    struct net_host *host;
    struct net_udp *udp;
};

/* A packet that is to be sent. */
struct sending {
    struct timer timer;
    struct listener *from;
    struct net_endpoint to;
    uint8_t label;
    const uint8_t *payload;
    uint32_t payload_length;
    struct sending *next;
};

static const uint8_t network_content[NET_UDP_MAX] =
    "The payload of all packets whose content is no matter.";

__attribute__((format(printf, 2, 3))) static inline void network_write(struct network *n,
                                                                       const char *format, ...)
{
    const sim_time now = net_now(n->net);
    char *at = n->seen + n->seen_length;
    size_t room = SEEN_BYTES - n->seen_length;
    int length = snprintf(at, room, "%" PRId64, now / MICROSECONDS);
    if (now % MICROSECONDS)
        length += snprintf(at + length, room - (size_t)length, ".%03d", (int)(now % MICROSECONDS));
    at[length++] = ' ';
    va_list arguments;
    va_start(arguments, format);
    length += vsnprintf(at + length, room - (size_t)length, format, arguments);
    va_end(arguments);
    at[length++] = '\n';
    n->seen_length += (size_t)length;
    ck_assert_uint_lt(n->seen_length, SEEN_BYTES - 1000);
    n->seen[n->seen_length] = 0;
}

static inline bool network_wants(void *user, const struct link_info *link)
{
    const struct network *n = user;
    return n->watched && strcmp(link->name, n->watched) == 0;
}

/* For other observers, that want all there is. */
static inline bool network_wants_all(void *user, const struct link_info *link)
{
    (void)user, (void)link;
    return true;
}

static inline const char *direction_name(int direction)
{
    return direction == 0 ? "down" : "up";
}

static inline void network_sent(void *user, const struct link_info *link, int direction,
                                const struct packet_info *p, const struct transmission *t)
{
    struct network *n = user;
    (void)link;
    ck_assert(t->queued == net_now(n->net) || t->end >= net_now(n->net));
    char start[32], end[32];
    snprintf(start, sizeof start, "%.12g", (double)t->start / MICROSECONDS);
    snprintf(end, sizeof end, "%.12g", (double)t->end / MICROSECONDS);
    network_write(n, "%s %c %s-%s", direction_name(direction), p->header[0], start, end);
}

static inline void network_dropped(void *user, const struct link_info *link, int direction,
                                   const struct packet_info *p, enum drop_reason reason,
                                   sim_time now)
{
    struct network *n = user;
    if (!network_wants(n, link)) /* drops are told of every link */
        return;
    ck_assert_int_eq(now, net_now(n->net));
    network_write(n, "%s %c %s", direction_name(direction), p->header[0],
                  drop_reason_names[reason]);
}

static inline void network_delivered(void *user, const struct link_info *link, int direction,
                                     const struct packet_info *p, sim_time now)
{
    struct network *n = user;
    (void)link;
    ck_assert_int_eq(now, net_now(n->net));
    network_write(n, "%s %c over", direction_name(direction), p->header[0]);
}

static inline void network_init(struct network *n)
{
    *n = (struct network){.seen = mem_calloc(SEEN_BYTES, 1)};
    topology_init(&n->topology);
    n->observer = (struct observer){.user = n,
                                    .in_order = true,
                                    .link = network_wants,
                                    .packet_sent = network_sent,
                                    .packet_dropped = network_dropped,
                                    .packet_delivered = network_delivered};
    n->options = (struct engine_options){.seed = 1};
}

static inline struct link_direction *network_way(struct network *n, uint32_t link, int direction);

static inline void network_fini(struct network *n)
{
    if (n->net)
        native_engine.free(n->net);
    while (n->sendings) {
        struct sending *s = n->sendings;
        n->sendings = s->next;
        free(s);
    }
    for (uint32_t i = 0; i < n->topology.link_count; i++)
        free(network_way(n, i, 0)); /* both ways, as network_link_ways has made them */
    topology_fini(&n->topology);
    free(n->seen);
}

/* A host of the /24 subnet that its address is in. */
static inline uint32_t network_host(struct network *n, const char *name, uint32_t address)
{
    return topology_add_host(&n->topology, name, address, address & ~0xffu, 24);
}

static inline uint32_t network_router(struct network *n, const char *name)
{
    return topology_add_node(&n->topology, NODE_ROUTER, name);
}

static inline uint32_t network_switch(struct network *n, const char *name)
{
    return topology_add_node(&n->topology, NODE_SWITCH, name);
}

/* A microsecond a byte, without framing, with `delay` microseconds and room for 100 packets. */
static inline struct link_direction plain_line(int64_t delay)
{
    return (struct link_direction){
        .rate = BYTES_A_MICROSECOND, .delay = delay * MICROSECONDS, .queue = {.limit = 100}};
}

static inline void network_link_ways(struct network *n, const char *name, uint32_t a, uint32_t b,
                                     const struct link_direction *down,
                                     const struct link_direction *up)
{
    struct link_direction *ways = mem_calloc(2, sizeof *ways);
    ways[0] = *down;
    ways[1] = *up;
    topology_add_link(&n->topology, name, a, b, &ways[0], &ways[1]);
}

/* The direction, to be changed before the network is built. */
static inline struct link_direction *network_way(struct network *n, uint32_t link, int direction)
{
    return (struct link_direction *)n->topology.links[link].direction[direction];
}

/* Both directions are alike. */
static inline void network_link(struct network *n, const char *name, uint32_t a, uint32_t b,
                                struct link_direction direction)
{
    network_link_ways(n, name, a, b, &direction, &direction);
}

/* What is to be observed otherwise is set in `observer` before this. */
static inline void network_build(struct network *n)
{
    struct error e = {{0}};
    observer_list_add(&n->options.observers, &n->observer);
    n->net = native_engine.build(&n->topology, &n->options, &e);
    ck_assert_msg(n->net != NULL, "%s", e.text);
}

/* Hosts 0 ("h0", SITE_1 + 1) and 1 ("h1", SITE_1 + 2) over one watched link. */
static inline void network_two_hosts(struct network *n, struct link_direction direction)
{
    network_init(n);
    n->watched = "line";
    network_host(n, "h0", SITE_1 + 1);
    network_host(n, "h1", SITE_1 + 2);
    network_link(n, "line", 0, 1, direction);
}

/* The nodes of network_sites. */
enum {
    NODE_SERVER,
    NODE_HEAD,
    NODE_ROUTER_1,
    NODE_SWITCH_1,
    NODE_H1,
    NODE_H2,
    NODE_H3,
    NODE_ROUTER_2,
    NODE_SWITCH_2,
    NODE_H4,
    NODE_H5
};

/* server - head - WAN 1 - router - switch - h1 (SITE_1 + 1), h2, h3
 *            \--- WAN 2 - router - switch - h4 (SITE_2 + 1), h5
 * All links are plain lines of 10 microseconds but the WANs, of 1000. */
static inline void network_sites(struct network *n)
{
    const struct link_direction lan = plain_line(10), wan = plain_line(1000);
    network_init(n);
    network_host(n, "server", SERVER);
    network_router(n, "head");
    network_router(n, "router 1");
    network_switch(n, "switch 1");
    network_host(n, "h1", SITE_1 + 1);
    network_host(n, "h2", SITE_1 + 2);
    network_host(n, "h3", SITE_1 + 3);
    network_router(n, "router 2");
    network_switch(n, "switch 2");
    network_host(n, "h4", SITE_2 + 1);
    network_host(n, "h5", SITE_2 + 2);
    network_link(n, "server", NODE_SERVER, NODE_HEAD, lan);
    network_link(n, "wan 1", NODE_HEAD, NODE_ROUTER_1, wan);
    network_link(n, "lan 1", NODE_ROUTER_1, NODE_SWITCH_1, lan);
    for (uint32_t h = NODE_H1; h <= NODE_H3; h++)
        network_link(n, n->topology.nodes[h].name, NODE_SWITCH_1, h, lan);
    network_link(n, "wan 2", NODE_HEAD, NODE_ROUTER_2, wan);
    network_link(n, "lan 2", NODE_ROUTER_2, NODE_SWITCH_2, lan);
    for (uint32_t h = NODE_H4; h <= NODE_H5; h++)
        network_link(n, n->topology.nodes[h].name, NODE_SWITCH_2, h, lan);
}

static inline void listener_got(void *user, const struct net_datagram *d)
{
    struct listener *l = user;
    if (d->unreachable) {
        network_write(l->network, "%s told unreachable %d", l->host->name, d->source.port);
        return;
    }
    network_write(l->network, "%s got %c%s", l->host->name, d->header[0],
                  d->broadcast ? " by broadcast" : "");
}

/* Binds PORT on the node. */
static inline void network_listen(struct network *n, uint32_t node, struct listener *l)
{
    l->network = n;
    l->host = native_engine.host(n->net, node);
    l->udp = net_udp_bind(l->host, PORT, TRAFFIC_OTHER, listener_got, l);
    ck_assert_ptr_nonnull(l->udp);
}

static inline void listener_ignores(void *user, const struct net_datagram *d)
{
    (void)user, (void)d;
}

/* What comes to the listener is not written down any more. */
static inline void listener_deafen(struct listener *l)
{
    net_udp_close(l->host, l->udp);
    l->udp = net_udp_bind(l->host, PORT, TRAFFIC_OTHER, listener_ignores, l);
}

static inline void sending_fires(struct timer *timer)
{
    struct sending *s = CONTAINER_OF(timer, struct sending, timer);
    net_udp_send(s->from->host, s->from->udp, s->to, &s->label, LABEL_BYTES, s->payload,
                 s->payload_length);
}

/* Sends, at that time in microseconds, an IP packet of `bytes` that begins with the letter. */
static inline struct sending *packet_at(sim_time microseconds, struct listener *from, uint32_t to,
                                        char label, uint32_t bytes)
{
    struct sending *s = mem_calloc(1, sizeof *s);
    ck_assert_uint_ge(bytes, NET_UDP_OVERHEAD + LABEL_BYTES);
    *s = (struct sending){.from = from,
                          .to = {to, PORT},
                          .label = (uint8_t)label,
                          .payload = network_content,
                          .payload_length = bytes - NET_UDP_OVERHEAD - LABEL_BYTES,
                          .next = from->network->sendings};
    from->network->sendings = s;
    timer_init(&s->timer, sending_fires);
    timer_set(from->network->net->events, &s->timer, microseconds * MICROSECONDS);
    return s;
}

static inline void network_run(struct network *n)
{
    ck_assert(!native_engine.run(n->net, TIME_NEVER, UINT64_MAX));
}

static inline void network_expect(struct network *n, const char *const *lines, size_t count)
{
    char *wanted = mem_calloc(SEEN_BYTES, 1);
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += (size_t)sprintf(wanted + length, "%s\n", lines[i]);
    ck_assert_msg(strcmp(n->seen, wanted) == 0, "seen:\n%sinstead of:\n%s", n->seen, wanted);
    free(wanted);
    n->seen[0] = 0;
    n->seen_length = 0;
}

/* Compares all that was seen, and forgets it. */
#define EXPECT_SEEN(network, ...)                                                                  \
    do {                                                                                           \
        static const char *const lines_[] = {__VA_ARGS__};                                         \
        network_expect((network), lines_, sizeof lines_ / sizeof lines_[0]);                       \
    } while (0)

/* Runs to the end before that. */
#define RUN_AND_SEE(network, ...)                                                                  \
    do {                                                                                           \
        network_run(network);                                                                      \
        EXPECT_SEEN(network, __VA_ARGS__);                                                         \
    } while (0)

#endif
