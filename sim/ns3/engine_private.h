/* The inside of the engine on ns-3. Others see sim/engine.h.
 *
 *   engine.c        the module's symbol, the clock, running
 *   engine_build.c  ns-3's network from its description
 *   engine_queue.c  queue disciplines of its lines
 *   engine_watch.c  what observers are told, and faults
 *   engine_udp.c, engine_tcp.c  sockets
 *   engine_animate.c  where nodes stand on the picture */
#ifndef SIM_NS3_ENGINE_PRIVATE_H
#define SIM_NS3_ENGINE_PRIVATE_H

#include "sim/ns3/module.h"
#include "sim/ns3/ns3c.h"

struct ns3_udp;
struct ns3_tcp;

struct ns3_host {
    struct net_host host;
    struct ns3c_node *node;
    struct ns3c_device *device; /* the end of its only link */
    struct ns3_udp *udp;        /* its sockets */
    uint16_t next_port;         /* to be tried as a free one */
};

/* One direction of a link; what it is told by ns-3 is about the device that it leaves. */
struct ns3_way {
    struct ns3_net *net;
    struct ns3_link *link;
    int direction;
    uint64_t *counts; /* wire bytes by kind of traffic, as an observer wants them; or NULL */
    struct fault_streams faults;
};

struct ns3_link {
    struct link_info info;
    struct observer_list watchers;
    struct ns3c_device *ends[2];
    struct ns3_way way[2];
};

struct ns3_net {
    struct net net;
    struct event_queue events; /* timers of the devices */
    struct ns3c *sim;
    const struct topology *topology;
    struct ns3c_node **nodes;     /* by the topology's numbers */
    struct ns3_host *hosts;       /* `host_count`, in the order of the nodes */
    struct ns3_host **host_of;    /* by the topology's numbers; NULL of others */
    struct ns3_host **by_address; /* `host_count`, sorted */
    uint32_t host_count;
    uint32_t mtu; /* the least of all links: what is no larger goes everywhere in one piece */
    struct ns3_link *links;
    struct ns3_tcp *tcp; /* all listeners and connections */
    struct ns3c_event alarm;
    sim_time alarm_at;
    uint64_t alarm_events; /* that ns-3 had handled when the alarm was set behind the others */
    sim_time until;        /* of the run */
    uint64_t last_event;   /* ns-3's number of the run's last */
    uint64_t counted;      /* of ns-3's events, in events.fired */
    bool running, firing, stopped, more;
};

/* The program's functions. */
extern const struct engine_core *core;

#define ENGINE_CHECK(condition)                                                                    \
    (__builtin_expect(!(condition), 0) ? core->check_failed(#condition, __FILE__, __LINE__)        \
                                       : (void)0)

static inline struct ns3_net *net_of(const struct ns3_host *host)
{
    return (struct ns3_net *)host->host.net;
}

/* Around each call into a device or an observer that ns-3 causes: sets the time, and afterwards
 * looks whether a timer was set for earlier than ns-3 knows. */
void ns3_enter(struct ns3_net *n, const struct ns3_host *host);
void ns3_leave(struct ns3_net *n);

/* Negative with the error filled in. */
int ns3_build_network(struct ns3_net *n, const struct engine_options *options, struct error *e);
int ns3_failed(struct error *e); /* with what libns3c says */
void ns3_watch(struct ns3_net *n);
int ns3_animate(struct net *net, FILE *file, struct error *e); /* as in sim/engine.h */
/* NULL when nobody has that address. */
struct ns3_host *ns3_host_at(const struct ns3_net *n, uint32_t address);

/* What the socket at the host's port sends is counted as. */
enum traffic ns3_udp_traffic(const struct ns3_host *host, uint16_t port);
void ns3_udp_close_all(struct ns3_host *host);
void ns3_tcp_close_all(struct ns3_net *n);

/* Marks of packets: 0 has none. */
static inline uint32_t ns3_mark(enum traffic traffic)
{
    return (uint32_t)traffic + 1;
}

/* The type of service that goes with it. */
static inline uint8_t ns3_tos(const struct ns3_net *n, enum traffic traffic)
{
    return (uint8_t)(n->net.dscp[traffic] << 2);
}

/* Gives the direction's end the queue that it describes, if that is not first in, first out.
 * Negative with the error filled in: of a queue that ns-3 has not, too. */
int ns3_set_queue(struct ns3_net *n, uint32_t link, int direction, struct error *e);

struct net_udp *ns3_udp_bind(struct net_host *, uint16_t port, enum traffic, net_receive_fn *,
                             void *user);
void ns3_udp_close(struct net_udp *);
void ns3_udp_let_fragment(struct net_udp *);
void ns3_udp_connect(struct net_udp *, struct net_endpoint peer);
void ns3_udp_send(struct net_udp *, struct net_endpoint to, const uint8_t *header,
                  uint32_t header_length, const uint8_t *payload, uint32_t payload_length,
                  sim_time at);
struct net_datagram *ns3_hold(struct net *, const struct net_datagram *);
void ns3_release(struct net *, struct net_datagram *);
struct net_tcp *ns3_tcp_listen(struct net_host *, uint16_t port, enum traffic,
                               net_tcp_accepted_fn *, void *user);
struct net_tcp *ns3_tcp_connect(struct net_host *, struct net_endpoint to, enum traffic,
                                const struct net_tcp_events *, void *user);
bool ns3_tcp_send(struct net_tcp *, const uint8_t *header, uint32_t header_length,
                  const uint8_t *payload, uint64_t payload_length);
uint64_t ns3_tcp_unsent(const struct net_tcp *);
void ns3_tcp_close(struct net_tcp *);
void ns3_tcp_abort(struct net_tcp *);

#endif
