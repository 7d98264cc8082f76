/* TCP of the native engine (RFC 9293), as its own files see it; devices see sim/net.h.
 *
 *   tcp.c             sockets: ports, who a segment is for, what a device calls
 *   tcp_connection.c  a connection's states, and what arrives for it
 *   tcp_send.c        segments that leave, the retransmission timer
 *   tcp_receive.c     bytes in order, delayed acknowledgements
 *   tcp_queue.c       bytes to be sent; tcp_congestion.c: how much, and the time-out
 *   tcp_agree.c       what the SYNs agree on, and options (tcp_options.c has their bytes)
 *   tcp_recover.c     what is sent next where ACKs are selective, by the scoreboard of tcp_sack.c
 *
 * The window that is advertised is always the same, net_tcp_settings.window: the user takes bytes
 * at once, so it never closes, and what came out of order is held without counting it. A receiver
 * never takes back what it has acknowledged selectively. Not built: ECN, urgent data, keep-alive,
 * simultaneous open (a SYN for a connection in SYN-SENT is answered with RST),
 * a receiver that is slow to take its bytes, protection against wrapped sequence numbers (RFC 7323,
 * 5), blocks with an ACK that carries data, duplicate SACK. A connection in FIN-WAIT-2 waits
 * without limit, as the user may. */
#ifndef SIM_NATIVE_TCP_H
#define SIM_NATIVE_TCP_H

#include "sim/native/native.h"
#include "sim/native/tcp_congestion.h"
#include "sim/native/tcp_options.h"
#include "sim/native/tcp_queue.h"
#include "sim/native/tcp_sack.h"

enum {
    TCP_OVERHEAD = 40, /* bytes of the IPv4 and TCP headers */
    TCP_SYN_OPTIONS = 4,
    TCP_SYN_RETRIES = 6, /* retransmissions, after which nobody answers */
    TCP_RETRIES = 12,    /* of data or a FIN */
};
#define TCP_DELAYED_ACK (200 * MILLISECONDS)
/* Twice the maximum segment lifetime, as Linux has it. TIME-WAIT needs no event: what is over is
 * found when somebody looks for it. */
#define TCP_TIME_WAIT_TIME (60 * SECONDS)

enum tcp_state {
    TCP_CLOSED,
    TCP_SYN_SENT,
    TCP_SYN_RECEIVED,
    TCP_ESTABLISHED,
    TCP_FIN_WAIT_1,
    TCP_FIN_WAIT_2,
    TCP_CLOSE_WAIT,
    TCP_CLOSING,
    TCP_LAST_ACK,
    TCP_TIME_WAIT,
    TCP_STATES
};

/* What a net_tcp is; a listener and a connection begin with it. */
struct tcp_socket {
    struct native_host *host;
    uint16_t port;
    uint8_t traffic;
    bool listens;
};

struct tcp_listener {
    struct tcp_socket socket;
    struct tcp_listener *next; /* of the host */
    net_tcp_accepted_fn *accepted;
    void *user;
    uint32_t number; /* that no other of the network has had */
};

/* All places are those of tcp_queue.h. */
struct tcp_sending {
    struct tcp_queue queue;
    uint32_t initial;     /* sequence number of place 0 */
    uint8_t shift;        /* by which the peer scales its window */
    uint8_t retries;      /* time-outs since an acknowledgement */
    bool closing;         /* a FIN follows the queue */
    bool full;            /* the user waits for room in the buffer */
    bool syn_again;       /* the SYN was sent more than once */
    bool is_held;         /* by the peer's window: see `held` */
    int64_t acknowledged; /* SND.UNA */
    int64_t next;         /* what is sent next; goes back to `acknowledged` on a time-out */
    int64_t highest;      /* SND.NXT: up to where all has been sent once */
    int64_t peer_window;  /* bytes, scaled */
    sim_time last;        /* when data was sent last */
    sim_time begun;       /* when the handshake was done */
    sim_time held;      /* so long the peer's window alone has held back what was to be sent ... */
    sim_time held_from; /* ... and from then on, while `is_held` */
    struct timer timer; /* retransmission */
    struct tcp_congestion congestion;
    struct tcp_round_trip round_trip;
    struct tcp_scoreboard board; /* with selective acknowledgements */
};

/* What the SYNs have agreed on. */
struct tcp_agreed {
    bool scaling, sack, timestamps;
    bool any;      /* of these three */
    uint32_t echo; /* the stamp that is sent back (TS.Recent) */
};

struct tcp_receiving {
    uint32_t initial; /* sequence number of the peer's place 0 */
    bool acknowledge_now;
    uint8_t block_count;
    uint16_t segment;     /* bytes of the peer's full ones; 0: as its own */
    int64_t next;         /* RCV.NXT */
    int64_t acknowledged; /* what the peer has been told of */
    uint32_t window;      /* bytes */
    uint16_t field;       /* ... as segments say it, scaled */
    uint16_t shorter; /* bytes of the last segment, if it was shorter than that, and full; or 0 */
    struct tcp_range blocks[TCP_SACK_BLOCKS_MAX]; /* to be reported, the latest first */
    struct packet *early;     /* came before their turn, in the order of their places */
    struct timer acknowledge; /* set while an acknowledgement is delayed */
};

struct tcp_connection {
    struct tcp_socket socket;
    struct net_endpoint remote;
    struct native_host *peer;     /* NULL: nobody has that address */
    struct tcp_connection *next;  /* at its place of the table, or in TIME-WAIT by age */
    struct tcp_connection *later; /* in TIME-WAIT: whose time is over later, and ... */
    struct tcp_connection *sooner;
    sim_time over; /* ... when its own is */
    const struct net_tcp_events *events;
    void *user;
    uint32_t listener; /* number of the one that its SYN came to */
    uint8_t state;     /* enum tcp_state */
    bool connects;     /* it is this side that did */
    bool busy; /* a segment or a timer is being handled: nothing is sent or freed until then */
    bool gone; /* it ended meanwhile */
    struct tcp_agreed agreed;
    struct tcp_sending send;
    struct tcp_receiving receive;
};

/* One network's TCP; there is none until somebody listens or connects. */
struct native_tcp {
    struct tcp_connection **places;                      /* a hash table of mask + 1 places */
    uint32_t mask, count, listeners;                     /* `listeners`: so far */
    struct tcp_connection *first_waiting, *last_waiting; /* in TIME-WAIT, by age */
    struct tcp_piece_pool pieces;
};

/* What a segment's header says. */
struct tcp_header {
    struct net_endpoint from, to;
    uint32_t sequence, acknowledgement;
    uint8_t flags, traffic;
    uint16_t window; /* as on the wire */
    uint16_t mss;    /* of a SYN */
};

static inline struct native *tcp_native(const struct tcp_connection *c)
{
    return native_of(c->socket.host);
}

static inline sim_time tcp_now(const struct tcp_connection *c)
{
    return tcp_native(c)->events.now;
}

/* The place that a sequence number stands for: the nearest one to `near`. */
static inline int64_t tcp_place(uint32_t sequence, uint32_t initial, int64_t near)
{
    return near + (int32_t)(sequence - (initial + (uint32_t)near));
}

/* Behind the segment that would begin at `place`: it is full, or ends with the queue. */
static inline int64_t tcp_segment_behind(const struct tcp_sending *s, int64_t place)
{
    const int64_t full = place + s->congestion.mss;
    return full < s->queue.end ? full : s->queue.end;
}

/* Tells nobody anything. */
extern const struct net_tcp_events tcp_silence;

/* RFC 6528, with a hash that is not for secrets. */
uint32_t tcp_initial_sequence(uint64_t seed, struct net_endpoint local, struct net_endpoint remote,
                              sim_time now);

/* --- tcp.c --- */

/* A connection in TCP_CLOSED, in the table, without events. */
struct tcp_connection *tcp_connection_new(struct native_host *host, uint16_t port,
                                          struct net_endpoint remote, uint8_t traffic);
/* Out of the table; freed, or when it is busy as soon as it is not. */
void tcp_connection_remove(struct tcp_connection *c);
/* Frees it if it was removed meanwhile. False then. */
bool tcp_connection_leave(struct tcp_connection *c);
/* Tells observers what it was, when its user is told that it ends, or has ended it. */
void tcp_connection_report(struct tcp_connection *c);
/* Puts it at the end of those in TIME-WAIT, again when it is there. */
void tcp_connection_wait(struct tcp_connection *c);
struct tcp_listener *tcp_listener_at(const struct native_host *host, uint16_t port);
/* Answers a segment that is for nobody (RFC 9293, 3.10.7.1). */
void tcp_answer_stray(struct native_host *host, const struct packet_info *info);

/* --- tcp_connection.c --- */

void tcp_set_state(struct tcp_connection *c, enum tcp_state to);
/* The first SYN, from or to this side. */
void tcp_open(struct tcp_connection *c);
void tcp_accept_syn(struct tcp_connection *c, const struct tcp_listener *l,
                    const struct packet_info *syn);
void tcp_arrives(struct tcp_connection *c, struct packet *p);
/* It ends, and its user is told why. Only while it is busy. */
void tcp_end(struct tcp_connection *c, enum net_tcp_end why);

/* --- tcp_send.c --- */

void tcp_send_init(struct tcp_connection *c);
void tcp_send_fini(struct tcp_connection *c);
/* Sends what the windows allow, then the FIN if it is due, and an ACK if it must not be delayed. */
void tcp_output(struct tcp_connection *c);
void tcp_send_syn(struct tcp_connection *c);
void tcp_send_ack(struct tcp_connection *c);
void tcp_send_reset(struct tcp_connection *c);
/* The MSS that a host tells its peers, and what a peer's SYN says of its own: the lower one of both
 * counts. */
uint16_t tcp_host_mss(const struct native_host *host);
void tcp_hear_mss(struct tcp_connection *c, const struct packet_info *syn);
/* A packet of its was too large for the way. */
void tcp_told_mtu(struct tcp_connection *c);
/* A segment acknowledges `place`, which is not beyond what was sent. `pure`: it has no bytes. */
void tcp_acknowledged(struct tcp_connection *c, int64_t place, bool pure);
/* The handshake is done: the SYN is acknowledged. */
void tcp_send_established(struct tcp_connection *c);
/* Bytes that the user has given and the peer has not acknowledged. */
uint64_t tcp_buffered(const struct tcp_connection *c);
/* The FIN was sent, and is acknowledged. */
bool tcp_fin_acknowledged(const struct tcp_connection *c);
/* Sends the next segment of `gap`, with the FIN if that is in it; returns the place behind it. */
int64_t tcp_send_gap(struct tcp_connection *c, struct tcp_range gap);
/* Sends a segment; `p` has its bytes and options, and its hold goes to the network. */
void tcp_transmit(struct native_host *host, struct native_host *peer, struct packet *p,
                  const struct tcp_header *header);

/* Whether what is to be sent is held back by the peer's window, from now on. */
void tcp_note_held(struct tcp_connection *c, bool is_held);

/* --- tcp_agree.c --- */

/* As tcp_queue_packet, with the options of such a segment. */
struct packet *tcp_packet_with_options(struct tcp_connection *c, uint8_t flags, int64_t place,
                                       uint32_t length);
/* The peer's SYN has come: what it and this side's own settings make of the connection. */
void tcp_hear_syn(struct tcp_connection *c, const struct packet_info *syn);
/* The segment that ends the handshake has come, on the side that listens. */
void tcp_hear_first(struct tcp_connection *c, const struct packet_info *info);
/* As tcp_acknowledged, of a segment that may have options, and whose window is scaled. */
void tcp_acknowledged_with_options(struct tcp_connection *c, const struct packet_info *info,
                                   int64_t acknowledged, bool pure);

/* --- tcp_recover.c --- */

/* As tcp_acknowledged, of a segment with such options. */
void tcp_acknowledged_selectively(struct tcp_connection *c, const struct tcp_options *o,
                                  int64_t place);
void tcp_recover_time_out(struct tcp_connection *c);
/* Sends what the windows allow. */
void tcp_recover_output(struct tcp_connection *c);

/* --- tcp_receive.c --- */

void tcp_receive_init(struct tcp_connection *c);
void tcp_receive_fini(struct tcp_connection *c);
/* Bytes, or a FIN, at `place`, which is not beyond the window. */
void tcp_take(struct tcp_connection *c, struct packet *p, int64_t place);
/* All has been acknowledged that has come. */
void tcp_acknowledgement_sent(struct tcp_connection *c);
/* The peer has closed its side: what comes with the last byte. In tcp_connection.c. */
void tcp_fin_arrives(struct tcp_connection *c);

#endif
