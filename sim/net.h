/* The network as devices see it. Every engine implements `struct net_ops`; a device calls the
 * functions below and cannot tell which engine runs it.
 *
 * All calls come from, and all callbacks go to, one thread per simulation. Addresses and ports are
 * in host byte order. A device may do anything in a callback, closing the socket that called
 * included. */
#ifndef SIM_NET_H
#define SIM_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/event.h"
#include "sim/observer.h"
#include "sim/time.h"

#define NET_UDP_OVERHEAD 28 /* bytes of the IPv4 and UDP headers of a datagram */

struct net_endpoint {
    uint32_t address;
    uint16_t port;
};

/* A datagram's bytes are `header` followed by `payload`. The simulating engines carry a payload as
 * the pointer that was sent; an engine on real sockets delivers all bytes in `header`. */
struct net_datagram {
    struct net_endpoint source;
    bool broadcast; /* it was sent to the subnet's broadcast address */
    /* It is no datagram, but news that one to `source` found nobody listening there (ICMP, port
     * unreachable): there are no bytes. */
    bool unreachable;
    const uint8_t *header, *payload;
    uint32_t header_length, payload_length;
    /* For whoever holds it: a list, and what it belongs to. */
    struct net_datagram *next;
    void *owner;
};

struct net;      /* one simulation's network */
struct net_host; /* a device's place in it */
struct net_udp;  /* a bound UDP port */

/* `d` and its header are valid during the call, and until net_release if net_hold was called. */
typedef void net_receive_fn(void *user, const struct net_datagram *d);

struct net_ops {
    struct net_udp *(*udp_bind)(struct net_host *, uint16_t port, enum traffic, net_receive_fn *,
                                void *user);
    void (*udp_close)(struct net_udp *);
    void (*udp_send)(struct net_udp *, struct net_endpoint to, const uint8_t *header,
                     uint32_t header_length, const uint8_t *payload, uint32_t payload_length,
                     sim_time at);
    struct net_datagram *(*hold)(struct net *, const struct net_datagram *);
    void (*release)(struct net *, struct net_datagram *);
    /* TCP takes its place here: listen, connect, send, close. */
};

/* What every engine's network begins with. */
struct net {
    const struct net_ops *ops;
    struct event_queue *events;     /* the timers of the devices, and the time */
    struct observer_list observers; /* who watches the run */
    uint64_t seed;
    uint32_t replication;
};

/* What every engine's host begins with. */
struct net_host {
    struct net *net;
    const char *name;
    uint32_t address;
    uint32_t broadcast; /* address of its subnet */
};

static inline sim_time net_now(const struct net *net)
{
    return net->events->now;
}

/* Binds a port, or a free one from 49152 on when `port` is 0. Returns NULL when the port is taken
 * or none is free. `traffic` is what the packets sent from it are counted as. */
static inline struct net_udp *net_udp_bind(struct net_host *host, uint16_t port,
                                           enum traffic traffic, net_receive_fn *receive,
                                           void *user)
{
    return host->net->ops->udp_bind(host, port, traffic, receive, user);
}

static inline void net_udp_close(struct net_host *host, struct net_udp *udp)
{
    host->net->ops->udp_close(udp);
}

/* Sends a datagram: `header` is copied, `payload` must stay as it is until the run ends (an image).
 * To the subnet's broadcast address it reaches every other host of the subnet. What became of it
 * the sender only hears when it got there and nobody listened (`unreachable`). */
static inline void net_udp_send(struct net_host *host, struct net_udp *udp, struct net_endpoint to,
                                const uint8_t *header, uint32_t header_length,
                                const uint8_t *payload, uint32_t payload_length)
{
    host->net->ops->udp_send(udp, to, header, header_length, payload, payload_length,
                             net_now(host->net));
}

/* The same, but it leaves the host at `at`: now, or when its processor will have done its work. A
 * host sends everything in the order of the calls, so that `at` is never before an earlier one. */
static inline void net_udp_send_at(struct net_host *host, struct net_udp *udp,
                                   struct net_endpoint to, const uint8_t *header,
                                   uint32_t header_length, const uint8_t *payload,
                                   uint32_t payload_length, sim_time at)
{
    host->net->ops->udp_send(udp, to, header, header_length, payload, payload_length, at);
}

/* Keeps a received datagram beyond its callback (a receive buffer): the datagram returned is the
 * caller's until its release, to be linked into one list. */
static inline struct net_datagram *net_hold(struct net_host *host, const struct net_datagram *d)
{
    return host->net->ops->hold(host->net, d);
}

static inline void net_release(struct net_host *host, struct net_datagram *d)
{
    host->net->ops->release(host->net, d);
}

#endif
