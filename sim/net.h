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
#define NET_UDP_MAX 65507   /* bytes of the largest datagram, without them */
#define NET_TCP_MSS 1460    /* bytes of a full TCP segment on links of 1,500 bytes (RFC 6691) */
/* Bytes of a receive window: without scaling, at most (RFC 7323, 2.3), and at least (two segments).
 */
#define NET_TCP_WINDOW 65535
#define NET_TCP_WINDOW_MAX ((uint32_t)65535 << 14)
#define NET_TCP_WINDOW_MIN 2920

/* How TCP is set, on all hosts of a network. */
struct net_tcp_settings {
    uint32_t window;       /* bytes; 0: NET_TCP_WINDOW; more than that is offered with scaling */
    bool sack, timestamps; /* are offered (RFC 2018, 7323) */
};

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
    /* For whoever holds it: a list, what it belongs to, when it came, and when the work on it is or
     * will be done. */
    struct net_datagram *next;
    void *owner;
    sim_time came, worked;
};

struct net;      /* one simulation's network */
struct net_host; /* a device's place in it */
struct net_udp;  /* a bound UDP port */
struct lateness; /* of a host's timers: models/devices/late_timer.h */
struct net_tcp;  /* a TCP port that listens, or one end of a connection */

/* `d` and its header are valid during the call, and until net_release if net_hold was called. */
typedef void net_receive_fn(void *user, const struct net_datagram *d);

/* Why a connection is no more. */
enum net_tcp_end {
    NET_TCP_CLOSED,    /* both sides have closed, and all bytes of both have arrived */
    NET_TCP_RESET,     /* the peer has aborted it, or knows nothing of it (RST) */
    NET_TCP_REFUSED,   /* nobody listens there (RST to the SYN) */
    NET_TCP_TIMED_OUT, /* no answer to a SYN, or to data or a FIN, after all retransmissions */
};
extern const char *const net_tcp_end_names[]; /* "closed", "reset", "refused", "timed out" */

/* What a connection's user is told; NULL is not called. `user` is net_tcp_connect's, or what
 * `accepted` returned. */
struct net_tcp_events {
    /* The handshake is done, on the side that connected. */
    void (*connected)(void *user);
    /* The next bytes, in order; valid during the call. On the simulating engines they are inside
     * what the peer has sent, unless a fault changed them. */
    void (*received)(void *user, const uint8_t *bytes, uint32_t length);
    /* There is room in the send buffer again, when net_tcp_send had found it full. */
    void (*writable)(void *user);
    /* The peer has closed its side: no more bytes will come. One's own side is still open. */
    void (*finished)(void *user);
    /* The connection is no more, and neither is its net_tcp. Not told to a user that has aborted it
     * himself. */
    void (*ended)(void *user, enum net_tcp_end);
};

/* A peer has connected to a listening port. Returns the connection's user, with its events, or NULL
 * to abort the connection. */
typedef void *net_tcp_accepted_fn(void *user, struct net_tcp *connection, struct net_endpoint peer,
                                  const struct net_tcp_events **events);

struct net_ops {
    struct net_udp *(*udp_bind)(struct net_host *, uint16_t port, enum traffic, net_receive_fn *,
                                void *user);
    void (*udp_close)(struct net_udp *);
    void (*udp_let_fragment)(struct net_udp *);
    void (*udp_connect)(struct net_udp *, struct net_endpoint peer);
    void (*udp_send)(struct net_udp *, struct net_endpoint to, const uint8_t *header,
                     uint32_t header_length, const uint8_t *payload, uint32_t payload_length,
                     sim_time at);
    struct net_datagram *(*hold)(struct net *, const struct net_datagram *);
    void (*release)(struct net *, struct net_datagram *);
    struct net_tcp *(*tcp_listen)(struct net_host *, uint16_t port, enum traffic,
                                  net_tcp_accepted_fn *, void *user);
    struct net_tcp *(*tcp_connect)(struct net_host *, struct net_endpoint to, enum traffic,
                                   const struct net_tcp_events *, void *user);
    bool (*tcp_send)(struct net_tcp *, const uint8_t *header, uint32_t header_length,
                     const uint8_t *payload, uint64_t payload_length);
    uint64_t (*tcp_unsent)(const struct net_tcp *);
    void (*tcp_close)(struct net_tcp *);
    void (*tcp_abort)(struct net_tcp *);
    void (*set_plugged)(struct net_host *, bool plugged);
};

/* What every engine's network begins with. */
struct net {
    const struct net_ops *ops;
    struct event_queue *events;       /* the timers of the devices, and the time */
    struct observer_list observers;   /* who watches the run */
    uint64_t messages[MESSAGE_KINDS]; /* that devices have sent (net_count) */
    uint64_t seed;
    uint32_t replication;
    struct net_tcp_settings tcp; /* with the window in force */
    uint8_t dscp[TRAFFIC_KINDS]; /* code points of what is sent, by its purpose */
};

/* What every engine's host begins with. */
struct net_host {
    struct net *net;
    const char *name;
    uint32_t address;
    uint32_t broadcast;        /* address of its subnet */
    uint32_t mtu;              /* bytes of the largest IP packet that its cable takes */
    struct lateness *lateness; /* of its devices' timers: the devices' matter; NULL: none */
};

static inline sim_time net_now(const struct net *net)
{
    return net->events->now;
}

/* A device sends such a message: of those that are counted. */
static inline void net_count(struct net *net, enum message message)
{
    net->messages[message]++;
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

/* Routers may fragment what the socket sends (Linux: IP_PMTUDISC_DONT). Others have datagrams that
 * fit the way, as far as that is known, dropped by a router whose next link takes less, and learn
 * it from ICMP, so that the next one is fragmented when it leaves (IP_PMTUDISC_WANT, the default).
 */
static inline void net_udp_let_fragment(struct net_host *host, struct net_udp *udp)
{
    host->net->ops->udp_let_fragment(udp);
}

/* From now on the socket is the peer's alone: to anybody else nobody listens at its port
 * (connect(2) of a UDP socket). It may still send to whom it likes. */
static inline void net_udp_connect(struct net_host *host, struct net_udp *udp,
                                   struct net_endpoint peer)
{
    host->net->ops->udp_connect(udp, peer);
}

/* Sends a datagram, of NET_UDP_MAX bytes at the most: `header` is copied, `payload` must stay as it
 * is until the run ends (an image). To the subnet's broadcast address it reaches every other host
 * of the subnet. What became of it the sender only hears when it got there and nobody listened
 * (`unreachable`). */
static inline void net_udp_send(struct net_host *host, struct net_udp *udp, struct net_endpoint to,
                                const uint8_t *header, uint32_t header_length,
                                const uint8_t *payload, uint32_t payload_length)
{
    host->net->ops->udp_send(udp, to, header, header_length, payload, payload_length,
                             net_now(host->net));
}

/* The same, but it leaves the host at `at`: now, or when its processor will have done its work; if
 * its cable is there then. Datagrams are sent in the order of the calls, so that `at` is never
 * before an earlier one; ICMP messages and TCP's segments do not wait for them. */
static inline void net_udp_send_at(struct net_host *host, struct net_udp *udp,
                                   struct net_endpoint to, const uint8_t *header,
                                   uint32_t header_length, const uint8_t *payload,
                                   uint32_t payload_length, sim_time at)
{
    host->net->ops->udp_send(udp, to, header, header_length, payload, payload_length, at);
}

/* Listens on a port. NULL when somebody listens there already. net_tcp_abort ends it; connections
 * that were accepted stay. */
static inline struct net_tcp *net_tcp_listen(struct net_host *host, uint16_t port,
                                             enum traffic traffic, net_tcp_accepted_fn *accepted,
                                             void *user)
{
    return host->net->ops->tcp_listen(host, port, traffic, accepted, user);
}

/* Connects, from a free port. What comes of it `events` will tell, never before this returns. Never
 * NULL: an address that nobody has does not answer. */
static inline struct net_tcp *net_tcp_connect(struct net_host *host, struct net_endpoint to,
                                              enum traffic traffic,
                                              const struct net_tcp_events *events, void *user)
{
    return host->net->ops->tcp_connect(host, to, traffic, events, user);
}

/* Sends `header`, which is copied, and `payload`, which must stay as it is until the run ends (an
 * image). All of it is taken at once, however long; before the handshake is done, too. Segments go
 * out as soon as the windows allow (no Nagle). Not after net_tcp_close.
 *
 * False while the send buffer, of what is not acknowledged, is full with it: who has more sends it
 * when `writable` says that a third of net_tcp_buffer is free again (as sk_stream_is_writeable of
 * Linux does). So what is under way stays below the buffer and the piece that filled it. */
static inline bool net_tcp_send(struct net_host *host, struct net_tcp *tcp, const uint8_t *header,
                                uint32_t header_length, const uint8_t *payload,
                                uint64_t payload_length)
{
    return host->net->ops->tcp_send(tcp, header, header_length, payload, payload_length);
}

/* Bytes of a connection's send buffer: twice the window, the most that can be in flight. Linux lets
 * it grow to twice the congestion window (tcp_sndbuf_expand, net/ipv4/tcp_input.c). */
static inline uint64_t net_tcp_buffer(const struct net *net)
{
    return 2 * (uint64_t)net->tcp.window;
}

/* Whether a buffer that was full, with `used` bytes now, is writable again. */
static inline bool net_tcp_is_writable(const struct net *net, uint64_t used)
{
    return used <= net_tcp_buffer(net) / 3 * 2;
}

/* Bytes given to net_tcp_send that have not gone out once. */
static inline uint64_t net_tcp_unsent(struct net_host *host, const struct net_tcp *tcp)
{
    return host->net->ops->tcp_unsent(tcp);
}

/* Closes one's own side once all has been sent (FIN). Bytes of the peer still come until it closes
 * its side; `ended` tells when both have. Calling it again does nothing. */
static inline void net_tcp_close(struct net_host *host, struct net_tcp *tcp)
{
    host->net->ops->tcp_close(tcp);
}

/* Ends a connection at once, with a RST to the peer, or ends listening. The net_tcp is no more, and
 * its user is told nothing further. */
static inline void net_tcp_abort(struct net_host *host, struct net_tcp *tcp)
{
    host->net->ops->tcp_abort(tcp);
}

/* Pulls the host's cable, or puts it back. While it is pulled nothing gets in or out: not even an
 * answer that its sockets are gone. What arrives meanwhile is dropped when it arrives, what is sent
 * when it would leave; what was sent before gets there. Its sockets stay, for their owner to close.
 */
static inline void net_set_plugged(struct net_host *host, bool plugged)
{
    host->net->ops->set_plugged(host, plugged);
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
