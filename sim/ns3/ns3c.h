/* ns3c: the network simulator ns-3 (3.37) from C.
 *
 * Everything belongs to one simulation, `struct ns3c`; whatever a function here makes is freed with
 * it, at the latest by ns3c_destroy. ns-3 has one simulator a process, so there is one `struct
 * ns3c` at a time, but any number one after another: with the same options and calls they give the
 * same results. All calls come from one thread, and all callbacks are made on it, inside ns3c_run.
 *
 * Times are nanoseconds of virtual time in int64_t, rates bit/s, addresses and ports in host byte
 * order (10.1.0.2 is 0x0a010002). Names of types and attributes are ns-3's ("ns3::TcpNewReno").
 *
 * Functions that return int return 0, or one of `enum ns3c_code`, which is negative; then nothing
 * has changed, and ns3c_error says in one line what was wrong. Arguments are checked before ns-3
 * sees them. What cannot be checked is the caller's duty: a pointer is one that this library has
 * given and that still lives, and strings end with a zero. No C++ exception leaves this library. */
#ifndef NS3C_H
#define NS3C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- errors ----------------------------------------------------------------------------------- */

#define NS3C_CODES(X)                                                                              \
    X(NS3C_INVALID, -1, "an argument is missing or out of range")                                  \
    X(NS3C_BUSY, -2, "there is a simulation in this process already")                              \
    X(NS3C_STATE, -3, "this cannot be done at this point")                                         \
    X(NS3C_UNKNOWN, -4, "no type or attribute has this name")                                      \
    X(NS3C_TAKEN, -5, "the address or port is taken, or no port is free")                          \
    X(NS3C_NO_ROUTE, -6, "no route leads to the address")                                          \
    X(NS3C_TOO_LONG, -7, "too many bytes for one datagram")                                        \
    X(NS3C_FILE, -8, "a file cannot be written")                                                   \
    X(NS3C_MEMORY, -9, "out of memory")                                                            \
    X(NS3C_INTERNAL, -10, "a C++ exception came from inside; please report it")

enum ns3c_code {
#define NS3C_CODE_(name, number, text) name = number,
    NS3C_CODES(NS3C_CODE_)
#undef NS3C_CODE_
};

/* What was wrong with this thread's last call that failed; "" before the first. */
const char *ns3c_error(void);
/* "NS3C_BUSY" and so on; "NS3C_OK" for 0, NULL for a number that is no code. */
const char *ns3c_code_name(int code);
/* The version of ns-3 this was built with: "3.37". */
const char *ns3c_ns3_version(void);

/* --- the simulation, time, events ------------------------------------------------------------- */

struct ns3c;
struct ns3c_node;
struct ns3c_device;

#define NS3C_MICROSECOND INT64_C(1000)
#define NS3C_MILLISECOND INT64_C(1000000)
#define NS3C_SECOND INT64_C(1000000000)
#define NS3C_TIME_MAX (INT64_MAX / 4) /* the latest time there is: 73 years */
#define NS3C_FOREVER INT64_MAX

/* How events are kept; results do not depend on it, speed does. */
enum ns3c_scheduler { NS3C_MAP, NS3C_CALENDAR, NS3C_HEAP, NS3C_PRIORITY_QUEUE };

/* All zero is fine: seed 1, run 1. */
struct ns3c_options {
    uint32_t seed;                 /* 0 means 1; below 4294944443 */
    uint64_t run;                  /* number of the replication; 0 means 1 */
    enum ns3c_scheduler scheduler; /* NS3C_MAP unless said otherwise */
    bool checksums;                /* IPv4, UDP and TCP compute theirs, and check them */
    bool global_routing;           /* routers can use ns3c_compute_routes */
};

/* Begins a simulation, at time 0, with every default of ns-3's as ns-3 has it. `options` may be
 * NULL. NS3C_BUSY while another lives. */
int ns3c_create(struct ns3c **sim, const struct ns3c_options *options);
/* Ends it and frees all that belongs to it. NULL is fine. NS3C_STATE in a callback. */
int ns3c_destroy(struct ns3c *sim);

/* The time. */
int64_t ns3c_now(const struct ns3c *sim);
/* Events that ns-3 has handled so far. */
uint64_t ns3c_event_count(const struct ns3c *sim);

/* Runs all events up to and including those at `until`, and those they set there; then it is
 * `until`. With NS3C_FOREVER it runs until there are none. ns3c_stop ends it earlier, after the
 * event that is being handled; ns3c_run can be called again to go on. NS3C_STATE in a callback. */
int ns3c_run(struct ns3c *sim, int64_t until);
void ns3c_stop(struct ns3c *sim);

/* An event of the caller's: its memory is the caller's and stays until the event has fired or was
 * cancelled, or ns3c_destroy has returned (which fires nothing; it is not set then). Begin with all
 * zero; set `fire` and `user`; the rest is private. */
struct ns3c_event {
    void (*fire)(void *user);
    void *user;
    void *pending_; /* NULL: it is not set */
    int64_t at_;
    uint32_t serial_;
};

/* Fires `e` at the time `at`, which is not before now. Events at one time fire in the order they
 * were set. NS3C_STATE if it is set already. */
int ns3c_schedule(struct ns3c *sim, struct ns3c_event *e, int64_t at);
/* Takes it back; fine if it is not set. */
int ns3c_cancel(struct ns3c *sim, struct ns3c_event *e);
static inline bool ns3c_is_set(const struct ns3c_event *e)
{
    return e->pending_ != NULL;
}

/* --- ns-3's attributes ------------------------------------------------------------------------ */

/* Sets the value that an attribute has in all objects made from now on, in this simulation:
 * ns3c_set_default(sim, "ns3::TcpSocket::SegmentSize", "1460"). The text is as ns-3 writes values
 * ("10ms", "5Mbps", "100p", "true"). NS3C_UNKNOWN: no such attribute. NS3C_INVALID: the text is no
 * value of it, or its type cannot be given as text (objects, callbacks). */
int ns3c_set_default(struct ns3c *sim, const char *name, const char *value);

/* --- nodes and links -------------------------------------------------------------------------- */

/* A node with IPv4, UDP, TCP, ICMP and static routing, that does not pass packets on. */
int ns3c_add_host(struct ns3c *sim, struct ns3c_node **host);
/* The same, but it passes packets on. */
int ns3c_add_router(struct ns3c *sim, struct ns3c_node **router);
/* A learning Ethernet switch: all its devices are ports of one bridge. It has no address. */
int ns3c_add_switch(struct ns3c *sim, struct ns3c_node **node);

/* One direction of a cable. A packet takes (bytes on the line) * 8 / rate to send, rounded to the
 * nearest nanosecond, and arrives `delay` after its last bit went out. One that comes just when the
 * line becomes free finds that the next has gone out of the queue. Of packets that arrive at one
 * time, those of the cable that was laid first come first, [0] before [1]. */
#define NS3C_UNLIMITED UINT64_MAX
struct ns3c_direction {
    uint64_t rate;        /* bit/s, at least 1; NS3C_UNLIMITED: sending takes no time */
    int64_t delay;        /* ns */
    uint32_t overhead;    /* bytes on the line beside the IP packet (Ethernet: 38 with the gap) */
    uint32_t payload_min; /* bytes, to which a shorter IP packet is padded (Ethernet: 46) */
    uint32_t queue_limit; /* packets or bytes waiting beside the packet on the line; tail drop */
    bool queue_in_bytes;  /* it counts bytes on the line, not packets */
    uint64_t shaped;      /* bit/s of a token bucket before the line; 0: none */
    uint32_t burst;       /* bytes: depth of the bucket; a longer packet goes when it is full */
    uint16_t mtu;         /* bytes of an IP packet, at least 68; 0: the cable's */
};

struct ns3c_cable {
    struct ns3c_direction direction[2]; /* [0] leads from the first node to the second */
    bool
        ethernet; /* it has MAC addresses and ARP and can be a switch's; else it is a serial line */
    uint16_t mtu; /* bytes of an IP packet, at least 68; 0 means 1500 */
};

/* Lays a full-duplex cable from `a` to `b`; `ends` are filled in with a's device and b's. */
int ns3c_add_cable(struct ns3c_node *a, struct ns3c_node *b, const struct ns3c_cable *cable,
                   struct ns3c_device *ends[2]);

/* Shared Ethernet (CSMA) that joins `count` nodes, with ns-3's own devices: half duplex, 18 bytes
 * of header and trailer, back-off on collision. `queue_packets` is each device's queue. */
int ns3c_add_bus(struct ns3c *sim, struct ns3c_node *const *nodes, size_t count, uint64_t rate,
                 int64_t delay, uint32_t queue_packets, struct ns3c_device **devices);

/* The device's node, and its MAC address in the low 48 bits. */
struct ns3c_node *ns3c_device_node(const struct ns3c_device *device);
uint64_t ns3c_device_mac(const struct ns3c_device *device);
/* Packets waiting in a cable's device, without the one on the line; 0 of a bus. */
uint32_t ns3c_device_waiting(const struct ns3c_device *device);
/* Pulls the cable out of a device, or puts it back: while it is out, what arrives is dropped when
 * it arrives, and what is sent when it would leave. Cables only. */
int ns3c_device_set_plugged(struct ns3c_device *device, bool plugged);
/* Whether what the device is given to send is gone at once, without a trace of it; what is in its
 * queue already still goes out, and what arrives is taken. At the end of a run a program can so
 * take down its sockets without a packet of theirs being seen. Cables only. */
int ns3c_device_set_silent(struct ns3c_device *device, bool silent);

/* --- addresses and routes --------------------------------------------------------------------- */

/* Gives a device an address of the subnet with that prefix length (1 to 32). Packets of the subnet
 * go out of it from now on. NS3C_TAKEN if some device has the address. */
int ns3c_add_address(struct ns3c_device *device, uint32_t address, uint8_t prefix_length);
/* Sends what is for network/prefix_length (0/0: all else) out of `device`, to the router with the
 * address `gateway`; 0 means that the destination is on the line itself. */
int ns3c_add_route(struct ns3c_node *node, uint32_t network, uint8_t prefix_length,
                   uint32_t gateway, struct ns3c_device *device);
/* Fills in shortest routes between all subnets (ns-3's global routing, which looks at the whole
 * network); again after a change. NS3C_STATE unless the option was set at ns3c_create. */
int ns3c_compute_routes(struct ns3c *sim);
/* Tells every node the MAC addresses of its neighbours, so that there is no ARP on the wire: call
 * it after the last address. Hosts learn of routers and routers of hosts at once, hosts of hosts
 * when the first of the two sends to or connects with the other. Switches learn what is at their
 * ports. */
int ns3c_fill_neighbours(struct ns3c *sim);

/* --- packets, as traces show them ------------------------------------------------------------- */

struct ns3c_packet; /* valid during the callback */

/* Bytes of the IP packet; ARP's, where it is no IP. */
uint32_t ns3c_packet_length(const struct ns3c_packet *packet);
/* 0x0800 is IPv4, 0x0806 ARP. */
uint16_t ns3c_packet_protocol(const struct ns3c_packet *packet);
/* Copies bytes from `offset` on, as many as there are, up to `length`; returns how many. A payload
 * that goes by pointer is filled in for UDP; for TCP it reads as zeros. */
uint32_t ns3c_packet_copy(const struct ns3c_packet *packet, uint32_t offset, void *to,
                          uint32_t length);
/* The payload pointer a UDP datagram was sent with (NS3C_BY_POINTER), and its length; NULL without.
 */
const uint8_t *ns3c_packet_payload(const struct ns3c_packet *packet, uint32_t *length);
/* How many bytes of a UDP datagram with a mark were sent as its header, also when a filter has
 * changed a byte of it and there is no payload pointer any more; 0 of others. */
uint32_t ns3c_packet_header(const struct ns3c_packet *packet);
/* What the socket it came from was marked with (ns3c_udp_set_mark, ns3c_tcp_set_mark); 0 without.
 */
uint32_t ns3c_packet_mark(const struct ns3c_packet *packet);

enum ns3c_passage_kind {
    NS3C_QUEUED,   /* it has got to the device, and was not dropped */
    NS3C_SENT,     /* its first bit goes out */
    NS3C_RECEIVED, /* it has arrived at this device */
    NS3C_DROPPED,
};
enum ns3c_drop_reason {
    NS3C_NOT_DROPPED,
    NS3C_QUEUE_FULL,
    NS3C_LOST,      /* by an error model or a filter; told by the device it would have reached */
    NS3C_UNPLUGGED, /* leaving: told by the sender; arriving: by the receiver */
    NS3C_COLLIDED,  /* a bus: too many collisions */
    NS3C_EARLY,     /* by a queue discipline, which was not full */
};

struct ns3c_passage {
    enum ns3c_passage_kind kind;
    enum ns3c_drop_reason reason;
    bool arriving;              /* at this device; else it leaves */
    int64_t queued, start, end; /* when it got to the sending device, and its first and last bit
                                   left; -1 where that is not known (yet), and on a bus */
    uint32_t wire_bytes;        /* on the line; on a bus, of the frame */
    uint32_t queue; /* packets that waited at the sending device when it came, with itself if it had
                       to; 0 on a bus */
    const struct ns3c_packet *packet;
    bool changed; /* a filter has corrupted it, here or on an earlier cable */
};
typedef void ns3c_trace_fn(void *user, const struct ns3c_passage *passage);

/* Calls `trace` for each packet that leaves `device` or arrives; NULL ends it. One a device. */
int ns3c_trace(struct ns3c_device *device, ns3c_trace_fn *trace, void *user);

/* Writes what leaves and arrives to a pcap file with nanoseconds: Ethernet frames, or bare IP
 * packets of a serial line. It is complete when the simulation is destroyed. One a device. */
int ns3c_capture(struct ns3c_device *device, const char *path);

/* --- animation -------------------------------------------------------------------------------- */

/* Where the node stands on the picture of an animation, x to the right and y down, and what it is
 * called there; it is drawn 3 wide. Without: at 0, 0, by its number. */
int ns3c_place(struct ns3c_node *node, int32_t x, int32_t y, const char *name);
/* Writes an animation for NetAnim (its XML, 3.108) to `file`: nodes and links that there are, and
 * from now on each packet that arrives, about 100 bytes each. What is lost is not shown. `file` is
 * the caller's and stays open until NULL ends the animation, at the latest until ns3c_destroy; it
 * is for him to ask whether all could be written (ferror). NS3C_STATE at the second one. */
int ns3c_animate(struct ns3c *sim, FILE *file);

/* --- losses and other faults ------------------------------------------------------------------ */

/* Each packet that arrives is lost with the probability `rate` (0 to 1), by draws from the random
 * stream `stream` (0 to 4294967295). 0 ends it. */
int ns3c_lose_rate(struct ns3c_device *device, double rate, uint32_t stream);
/* Loses the packets with these numbers, counting those that arrive from 0. */
int ns3c_lose_list(struct ns3c_device *device, const uint32_t *numbers, size_t count);

/* What becomes of a packet that leaves on a cable. All zero: nothing. */
struct ns3c_fate {
    bool lost;
    bool duplicate;       /* it arrives twice, the second just after the first */
    int64_t extra_delay;  /* ns; others may overtake it */
    uint32_t corrupt;     /* 0, or 1 + the offset in the IP packet of a byte ... */
    uint8_t corrupt_with; /* ... that is xored with this */
};
/* Decides, when a packet's first bit goes out. `packet` is valid during the call. */
typedef void ns3c_filter_fn(void *user, const struct ns3c_packet *packet, struct ns3c_fate *fate);
/* Lets `filter` decide for what leaves `device`; NULL ends it. Cables only. Corruption is unseen by
 * checksums unless the option is set; it does not reach TCP bytes that go by pointer. */
int ns3c_filter(struct ns3c_device *device, ns3c_filter_fn *filter, void *user);

/* --- queue disciplines ------------------------------------------------------------------------ */

enum ns3c_discipline {
    NS3C_FIFO,     /* drop tail */
    NS3C_PRIORITY, /* three bands by the packet's type of service, as Linux maps it; drop tail each
                    */
    NS3C_FQ_CODEL, /* RFC 8290; what is too much is dropped one by one (DropBatchSize 1) */
    NS3C_CODEL,    /* RFC 8289 */
    NS3C_RED,      /* Floyd and Jacobson, 1993: not adaptive, not gentle, no wait */
};
enum { NS3C_BANDS = 16 };

/* Zeros are the defaults of RFC 8290. */
struct ns3c_queue {
    enum ns3c_discipline discipline;
    uint32_t limit;   /* packets or bytes, at least 1; of NS3C_PRIORITY, of each band */
    bool in_bytes;    /* bytes of IP packets; not with NS3C_FQ_CODEL */
    int64_t target;   /* NS3C_FQ_CODEL, NS3C_CODEL: ns; 0 means 5 ms */
    int64_t interval; /* NS3C_FQ_CODEL, NS3C_CODEL: ns; 0 means 100 ms */
    uint32_t flows;   /* NS3C_FQ_CODEL: number of queues; 0 means 1024 */
    uint32_t quantum; /* NS3C_FQ_CODEL: bytes of IP packets; 0 means the device's MTU */
    /* NS3C_PRIORITY: bands, 2 to NS3C_BANDS, the first of which goes first, the band of each code
     * point (RFC 2474), and the limit of each, 0: `limit`. 0 bands: Linux's three. */
    uint32_t bands;
    uint8_t band[64];
    uint32_t band_limit[NS3C_BANDS];
    /* NS3C_RED: average queue, in what the limit counts; at most 1; `stream` as in ns3c_add_random.
     */
    double red_least, red_most, red_probability, red_weight;
    uint64_t red_rate; /* bit/s, of packets of 500 bytes that an empty queue has missed */
    uint32_t stream;
    /* The device takes a packet only when its line is free, so that none waits behind the queue
     * discipline; it tells of the queue's drops, and of packets as if they had waited in it. */
    bool beside_line;
};

struct ns3c_queue_counters {
    uint64_t received_packets, received_bytes, sent_packets, sent_bytes, dropped_packets,
        dropped_bytes, marked_packets;
    uint32_t waiting_packets, waiting_bytes; /* now */
};

/* Puts a queue discipline before the device of a host's or router's cable, which takes packets from
 * it while its own queue has room for a full packet: give that a limit of 1 packet. What the
 * discipline drops is in its counters, not in the device's trace. Before the run begins; one a
 * device. */
int ns3c_set_queue(struct ns3c_device *device, const struct ns3c_queue *queue);
/* NS3C_STATE without a queue discipline. */
int ns3c_queue_count(const struct ns3c_device *device, struct ns3c_queue_counters *counters);

/* --- UDP -------------------------------------------------------------------------------------- */

struct ns3c_udp;

struct ns3c_endpoint {
    uint32_t address;
    uint16_t port;
};

enum ns3c_send_flags {
    /* The payload's bytes are not copied, nor carried in ns-3's packets: the receiver gets the
     * pointer. They must stay as they are until the simulation is destroyed. */
    NS3C_BY_POINTER = 1,
};

struct ns3c_datagram {
    struct ns3c_endpoint source;
    uint32_t destination; /* one of the host's addresses, or a broadcast address */
    bool broadcast;
    bool unreachable; /* no datagram: one that was sent to `source` found nobody there (ICMP) */
    /* With NS3C_BY_POINTER as they were sent; else `header` is all the bytes. Valid during the
     * callback, but a payload that went by pointer is as long as the sender lets it. */
    const uint8_t *header, *payload;
    uint32_t header_length, payload_length;
};
typedef void ns3c_receive_fn(void *user, const struct ns3c_datagram *datagram);

/* Binds a port of all of the node's addresses, or a free one from 49152 on with 0. NS3C_TAKEN.
 * `receive` may do anything, closing the socket included; NULL drops what comes. */
int ns3c_udp_bind(struct ns3c_node *node, uint16_t port, ns3c_receive_fn *receive, void *user,
                  struct ns3c_udp **udp);
uint16_t ns3c_udp_port(const struct ns3c_udp *udp);
/* Frees the port, at once, and `udp`. */
int ns3c_udp_close(struct ns3c_udp *udp);
/* From now on only the peer's datagrams come; to others nobody listens at the port. */
int ns3c_udp_connect(struct ns3c_udp *udp, struct ns3c_endpoint peer);
/* Type of service (and DSCP) of what is sent; 0 at first. */
int ns3c_udp_set_tos(struct ns3c_udp *udp, uint8_t tos);
/* A number of the caller's that traces find in the packets. */
int ns3c_udp_set_mark(struct ns3c_udp *udp, uint32_t mark);
/* Sends header and payload as one datagram; either may be empty. To a subnet's broadcast address it
 * gets to all its hosts; to 255.255.255.255, to those of each subnet the node is in. `flags` are of
 * enum ns3c_send_flags. NS3C_TOO_LONG above 65507 bytes, and with NS3C_BY_POINTER above what fits
 * in the outgoing device's packets. That it left is not that it arrived: a queue may have dropped
 * it. */
int ns3c_udp_send(struct ns3c_udp *udp, struct ns3c_endpoint to, const void *header,
                  uint32_t header_length, const void *payload, uint32_t payload_length,
                  unsigned flags);

/* The same, but it leaves at the time `at`, now or later, even if the socket is closed by then. If
 * there is no route then, or it is too long for the device, it is dropped, and nobody is told. */
int ns3c_udp_send_at(struct ns3c_udp *udp, struct ns3c_endpoint to, const void *header,
                     uint32_t header_length, const void *payload, uint32_t payload_length,
                     unsigned flags, int64_t at);

/* `source` sent a datagram in fragments, and some did not come within 30 s. */
typedef void ns3c_incomplete_fn(void *user, uint32_t source);
/* Calls `incomplete` for each datagram that the node gives up so; one a node. NS3C_STATE at the
 * second one, or of a switch. */
int ns3c_watch_incomplete(struct ns3c_node *node, ns3c_incomplete_fn *incomplete, void *user);

/* --- TCP -------------------------------------------------------------------------------------- */

/* A listening port, or one end of a connection. ns-3's TCP is set by attributes, before the sockets
 * are made; without them it is Cubic with SACK, time stamps, window scaling, segments of 536. Each
 * socket's segments are at most what the outgoing device's packets hold beside the headers and time
 * stamps, whatever ns3::TcpSocket::SegmentSize says, so that they do not go as fragments. */
struct ns3c_tcp;

/* Why a connection is no more. */
enum ns3c_end {
    NS3C_END_CLOSED,    /* both sides have closed, and all bytes have arrived */
    NS3C_END_RESET,     /* the peer has aborted it */
    NS3C_END_REFUSED,   /* nobody listens there */
    NS3C_END_TIMED_OUT, /* no answer, after all retransmissions */
};

/* What its user is told; NULL is not called. They may do anything, aborting included. */
struct ns3c_tcp_events {
    void (*connected)(void *user); /* the handshake is done, on the side that connected */
    /* The next bytes, in order; valid during the call. */
    void (*received)(void *user, const uint8_t *bytes, uint32_t length);
    /* So many more bytes given to ns3c_tcp_send were acknowledged. */
    void (*acknowledged)(void *user, uint64_t bytes);
    void (*finished)(void *user); /* the peer has closed its side; one's own is still open */
    /* The connection is no more, and the ns3c_tcp is freed when this returns. Not told of one that
     * was aborted here. A close is complete when TIME-WAIT begins. */
    void (*ended)(void *user, enum ns3c_end why);
};

/* A peer has connected. Returns the connection's user and sets `*events`, which must stay; leaving
 * `*events` NULL aborts it. */
typedef void *ns3c_accept_fn(void *user, struct ns3c_tcp *connection, struct ns3c_endpoint peer,
                             const struct ns3c_tcp_events **events);

/* Listens on a port of all the node's addresses. NS3C_TAKEN. ns3c_tcp_abort ends it. */
int ns3c_tcp_listen(struct ns3c_node *node, uint16_t port, ns3c_accept_fn *accept, void *user,
                    struct ns3c_tcp **listener);
/* Connects, from a free port. No event is told before it returns. NS3C_NO_ROUTE. */
int ns3c_tcp_connect(struct ns3c_node *node, struct ns3c_endpoint to,
                     const struct ns3c_tcp_events *events, void *user,
                     struct ns3c_tcp **connection);
/* Gives bytes to be sent, all of them, however many, as soon as the windows allow; also before the
 * handshake is done. They are not copied: they must stay until they are acknowledged or the
 * connection has ended; with NS3C_BY_POINTER (no bytes in ns-3's packets, the receiver gets pieces
 * of them) until the simulation is destroyed; with NS3C_COPY they are copied at once. On a
 * connection either all sends are with NS3C_BY_POINTER or none. NS3C_STATE after ns3c_tcp_close. */
int ns3c_tcp_send(struct ns3c_tcp *tcp, const void *bytes, uint64_t length, unsigned flags);
#define NS3C_COPY 2u /* a flag of ns3c_tcp_send */
/* Bytes given to ns3c_tcp_send that have not gone out once. */
uint64_t ns3c_tcp_unsent(const struct ns3c_tcp *tcp);
/* The congestion window in bytes, and the smoothed round trip (ns; 0 without a sample). */
uint32_t ns3c_tcp_window(const struct ns3c_tcp *tcp);
int64_t ns3c_tcp_round_trip(const struct ns3c_tcp *tcp);
/* The two ends; of a listener only the local port. */
struct ns3c_endpoint ns3c_tcp_local(const struct ns3c_tcp *tcp);
struct ns3c_endpoint ns3c_tcp_peer(const struct ns3c_tcp *tcp);
/* Type of service, and the number traces find, of what is sent from now on. */
int ns3c_tcp_set_tos(struct ns3c_tcp *tcp, uint8_t tos);
int ns3c_tcp_set_mark(struct ns3c_tcp *tcp, uint32_t mark);
/* Sends FIN when all has been sent. The peer's bytes still come. Calling it again does nothing. */
int ns3c_tcp_close(struct ns3c_tcp *tcp);
/* Ends a connection with RST, or ends listening, and frees `tcp`; no event is told any more. */
int ns3c_tcp_abort(struct ns3c_tcp *tcp);

/* --- random numbers, flow counters ------------------------------------------------------------ */

struct ns3c_random;

/* The random stream with that number (0 to 4294967295) of the simulation's seed and run: the same
 * numbers in every simulation with the same three. Streams of one number give the same numbers. */
int ns3c_add_random(struct ns3c *sim, uint32_t stream, struct ns3c_random **random);
/* Evenly from 0 (included) to 1; exponentially with that mean; normally. */
double ns3c_random_uniform(struct ns3c_random *random);
double ns3c_random_exponential(struct ns3c_random *random, double mean);
double ns3c_random_normal(struct ns3c_random *random, double mean, double deviation);
/* An integer from 0 to `below` - 1; 0 when `below` is 0. */
uint32_t ns3c_random_below(struct ns3c_random *random, uint32_t below);

struct ns3c_flow {
    struct ns3c_endpoint source, destination;
    uint8_t protocol;                                                    /* 6 TCP, 17 UDP */
    uint64_t sent_packets, sent_bytes, received_packets, received_bytes; /* IP packets */
    uint64_t lost_packets;             /* known to be dropped, or not seen for 10 s */
    int64_t first_sent, last_received; /* -1: never */
    int64_t delay_sum, jitter_sum;     /* ns, over the packets received */
};

/* Counts, from now on, the packets of every flow between the hosts and routers that exist. It has
 * an event every second, so that a run without an end never ends. */
int ns3c_count_flows(struct ns3c *sim);
/* Calls `each` for every flow, in the order in which they began. NS3C_STATE without
 * ns3c_count_flows. */
int ns3c_flows(struct ns3c *sim, void (*each)(void *user, const struct ns3c_flow *flow),
               void *user);

#ifdef __cplusplus
}
#endif

#endif
