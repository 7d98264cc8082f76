/* How a run is watched: observers are tables of callbacks, called by the engine and the devices.
 *
 * An observer sees what could be observed from outside: packets sent, dropped and delivered on the
 * links, what devices do and become. It never changes anything. Whatever is NULL is not called.
 * Pointers to info structs stay valid, and the same, for the whole run; the packet only during the
 * call. Times are given where they are not the present: a first-in-first-out link knows a packet's
 * departure when it is queued, another one tells of it when it starts. An engine may tell of what
 * is still to come, the way of a packet through routers that lie ahead of it; who counts up to a
 * moment leaves that out. */
#ifndef SIM_OBSERVER_H
#define SIM_OBSERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/link.h"
#include "sim/time.h"

/* What packets are counted as: by the purpose of the socket that sent them. */
enum traffic {
    TRAFFIC_TFTP,        /* TFTP with the call manager */
    TRAFFIC_LOAD_SERVER, /* with a load server, by whatever protocol */
    TRAFFIC_HTTP,        /* HTTP with the call manager */
    TRAFFIC_PFS,         /* between phones: discovery and transfers */
    TRAFFIC_SYSLOG,      /* to the log server */
    TRAFFIC_OTHER,
    TRAFFIC_VOICE, /* calls */
    TRAFFIC_DATA,  /* what others do on the line */
    TRAFFIC_KINDS
};
/* "tftp", "load-server", "http", "pfs", "syslog", "other", "voice", "data" */
extern const char *const traffic_names[TRAFFIC_KINDS];

/* Messages that are counted, in the words of their protocols: each as often as a device sends it,
 * again included, in however many packets. */
#define MESSAGES(X)                                                                                \
    X(TFTP_RRQ, "tftp", "RRQ")                                                                     \
    X(TFTP_OACK, "tftp", "OACK")                                                                   \
    X(TFTP_DATA, "tftp", "DATA")                                                                   \
    X(TFTP_ACK, "tftp", "ACK")                                                                     \
    X(TFTP_ERROR, "tftp", "ERROR")                                                                 \
    X(PFS_CLAIM, "pfs", "claim")                                                                   \
    X(PFS_AD, "pfs", "ad")                                                                         \
    X(PFS_WITHDRAW, "pfs", "withdraw")                                                             \
    X(PFS_JOIN, "pfs", "JOIN")                                                                     \
    X(PFS_ACCEPT, "pfs", "ACCEPT")                                                                 \
    X(PFS_REDIRECT, "pfs", "REDIRECT")                                                             \
    X(PFS_SUBTREE, "pfs", "SUBTREE")                                                               \
    X(PFS_PROGRESS, "pfs", "PROGRESS")                                                             \
    X(PFS_XFRCMD, "pfs", "XFRCMD")                                                                 \
    X(PFS_FILE, "pfs", "FILE")                                                                     \
    X(PFS_DATA, "pfs", "DATA")                                                                     \
    X(PFS_DONE, "pfs", "DONE")                                                                     \
    X(PFS_ABORT, "pfs", "ABORT")

enum message {
#define MESSAGE_ENUM(symbol, protocol, name) MESSAGE_##symbol,
    MESSAGES(MESSAGE_ENUM)
#undef MESSAGE_ENUM
        MESSAGE_KINDS
};
struct message_kind {
    const char *protocol, *name;
};
extern const struct message_kind message_kinds[MESSAGE_KINDS];

enum ip_protocol { IP_PROTOCOL_ICMP = 1, IP_PROTOCOL_TCP = 6, IP_PROTOCOL_UDP = 17 };

/* Messages of ICMP (RFC 792, 1191). Of the first the ports are those of the datagram that was
 * undeliverable, the other way round, and the header is that datagram's UDP header. Of the others
 * the header is what they quote, an IP header without identification, time to live and checksum,
 * and 8 bytes behind it; ports are 0. */
enum icmp_message {
    ICMP_PORT_UNREACHABLE,
    ICMP_FRAGMENTATION_NEEDED, /* a router has dropped a packet that must not be fragmented */
    ICMP_REASSEMBLY_TIME,      /* a host has waited in vain for the rest of a datagram */
};

enum { IP_HEADER = 20 }; /* bytes; none has options */

/* The 16 bits of an IP header that say how it is with fragments (RFC 791, 3.1). */
enum ip_fragment {
    IP_DONT_FRAGMENT = 0x4000,
    IP_MORE_FRAGMENTS = 0x2000,
    IP_OFFSET = 0x1fff, /* in units of ... */
    IP_OFFSET_UNIT = 8, /* bytes */
};

enum tcp_flag { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16 };

struct packet_info {
    uint32_t source, destination; /* IPv4, host byte order */
    uint16_t source_port, destination_port;
    uint8_t protocol;    /* enum ip_protocol */
    uint8_t traffic;     /* enum traffic */
    uint8_t dscp;        /* code point (RFC 2474), 0 to 63; ICMP's is 0 */
    bool corrupted;      /* a fault changed its bytes */
    uint8_t tcp_flags;   /* enum tcp_flag; of TCP only, as the next six */
    uint16_t tcp_window; /* as on the wire, not scaled */
    uint16_t tcp_mss;    /* of a SYN: the option's; 0: it has none */
    uint8_t tcp_options_length;
    const uint8_t *tcp_options; /* as on the wire, but the MSS, which goes before them */
    uint32_t tcp_sequence, tcp_acknowledgement;
    /* Of a fragment, header and payload are the part that is in it; of one that is not the first,
     * ports, and what is of TCP, are 0. */
    uint16_t fragment; /* enum ip_fragment */
    uint16_t ip_id;    /* identification; 0 of what must not be fragmented (RFC 6864) */
    union {
        uint16_t udp_length; /* of a datagram's first fragment: what its UDP header says, bytes */
        uint16_t icmp_mtu;   /* of ICMP, fragmentation needed: what the next link takes, bytes */
    };
    uint8_t icmp;                           /* enum icmp_message; of ICMP only */
    uint32_t bytes;                         /* of the IP packet, headers included */
    uint32_t header_length, payload_length; /* of what the UDP or TCP header is followed by */
    const uint8_t *header, *payload;
    uint64_t digest; /* of addresses, ports, protocol, lengths and leading bytes (packet_digest) */
};

static inline bool packet_is_fragment(const struct packet_info *p)
{
    return p->fragment & (IP_MORE_FRAGMENTS | IP_OFFSET);
}

/* Bytes between the IP header and what a fragment begins with. */
static inline uint32_t packet_offset(const struct packet_info *p)
{
    return (uint32_t)(p->fragment & IP_OFFSET) * IP_OFFSET_UNIT;
}

struct link_info {
    uint32_t id; /* from 0, in the order of the topology */
    const char *name;
    bool wan;
    bool head_end;       /* the line that all sites share */
    const char *ends[2]; /* names of the nodes; direction 0 leads from [0] */
    const struct link_direction *const *direction; /* two */
    bool phone;                                    /* a phone's cable: direction 0 leads to it */
    const sim_time *clock; /* the present, for whom it matters that something is still to come */
};

/* A site's line, or the one that all share: what a run's numbers are about. */
static inline bool link_info_is_line(const struct link_info *info)
{
    return info->wan || info->head_end;
}

/* One packet's passage through a link's direction: told when it is queued, where none can overtake
 * it, else when the line takes it; always in the order in which packets start. */
struct transmission {
    sim_time queued; /* when it got to the queue */
    sim_time start;  /* when its first bit goes out */
    sim_time end;    /* when its last bit has gone out */
    uint32_t wire_bytes;
    uint32_t queue; /* packets that waited when it came, with itself if it had to */
};

enum drop_reason {
    DROP_QUEUE_FULL,
    DROP_LOST,
    DROP_UNPLUGGED,
    DROP_TOO_BIG, /* for the link, and it must not be fragmented */
    DROP_EARLY,   /* before the queue was full: by RED, CoDel */
    DROP_POLICED, /* beyond what its class may send while others want the line */
    DROP_REASONS
};
/* "queue full", "lost", "unplugged", "too big", "early", "policed" */
extern const char *const drop_reason_names[DROP_REASONS];

/* Why a host gives up a datagram of which fragments have come. */
enum datagram_drop {
    DATAGRAM_INCOMPLETE, /* the rest did not come in time */
    DATAGRAM_OVERLAP,    /* fragments lie over each other */
    DATAGRAM_TOO_LONG,   /* they end beyond 65,535 bytes */
    DATAGRAM_INVALID,    /* they do not fit together, or are of several that have one number */
    DATAGRAM_DROPS
};
/* "incomplete", "overlap", "too long", "invalid" */
extern const char *const datagram_drop_names[DATAGRAM_DROPS];

/* What the phones of a group have in common, as their scenario made them. */
struct phone_group {
    const char *site, *subnet, *model, *method;
    const char *load; /* that they are to have in the end */
    bool background;  /* they stay in service while they download */
};

struct phone_info {
    uint32_t id; /* from 0 */
    uint32_t address;
    const char *name;
    const struct phone_group *group;
};

/* A change of a phone's state. */
struct phone_change {
    const char *state;  /* e.g. "waiting", "fetching", "upgraded", "failed": a string constant */
    bool in_service;    /* it can be used from now on */
    bool ended;         /* nothing more will happen to it */
    bool completed;     /* it has ended with the new load */
    const char *reason; /* why it has not completed (e.g. "missing file"), or NULL */
    const char *load;   /* the load that it is at; of one that has ended, the last of its loads */
};

/* One download of one file by one phone, when it is over. */
struct file_info {
    uint32_t phone;
    const char *file;
    uint32_t from; /* address of the server, or of the parent in a hierarchy, that sent it */
    const char *method;
    const char *transport; /* "tftp", "http"; "pfs": from a parent */
    sim_time started, ended;
    uint64_t bytes;           /* delivered, in order */
    bool completed;           /* all of it, unharmed */
    const char *reason;       /* why not, or NULL */
    uint64_t retransmissions; /* packets that the phone sent again on a time-out */
    uint64_t duplicates;      /* blocks that the phone got again */
    const char *load;         /* that it is fetched for */
};

/* How far a phone is with a file. */
struct file_progress {
    uint32_t phone;
    const char *file;
    uint64_t bytes, total;
    bool receiving;   /* false: it waits, for a parent or a server */
    bool peers;       /* it takes part in a hierarchy for this file (the PFS mark on its screen) */
    const char *load; /* that it is fetched for */
};

/* What happens to a phone in the hierarchy of a file. */
enum peer_event {
    PEER_ROOT,       /* it has confirmed itself as root; `other` is 0 */
    PEER_CHILD,      /* it has a parent, `other` */
    PEER_RECEIVING,  /* the file's first bytes come: from `other`, or for a root the server, 0 */
    PEER_HAS_FILE,   /* it has all of it, and has checked it */
    PEER_LEFT,       /* it has left its parent (`other`), or its root's part, and begins anew */
    PEER_FELL_BACK,  /* it gets this file from the server instead */
    PEER_DONE,       /* its part is over, its children served */
    PEER_ACCEPTED,   /* it has taken `other` as its child */
    PEER_CHILD_GONE, /* `other` is its child no more; `reason`: NULL when it has been served */
    PEER_EVENTS,
};
extern const char *const peer_event_names[PEER_EVENTS]; /* "root", "child", "receiving", ... */

struct peer_info {
    uint32_t phone;
    const char *file;
    enum peer_event event;
    uint32_t other;     /* address */
    uint32_t xid, map;  /* of the hierarchy */
    uint8_t depth;      /* 0 of a root */
    const char *reason; /* LEFT, FELL_BACK: why, a string constant; or NULL */
};

struct server_info {
    uint32_t id; /* from 0 */
    const char *name, *kind;
    uint32_t address;
    bool local; /* on a subnet of phones; those of the data centre come before all of these */
    sim_time down_at, down_for; /* switched off then, and for so long; 0: never */
};

enum server_event {
    SERVER_REQUEST, /* a request came in */
    SERVER_BUSY,    /* ... and was not answered, or not at once: as many transfers as allowed
                     * are under way */
    SERVER_REFUSED, /* ... and was answered with ERROR */
    SERVER_STARTED, /* a transfer has begun */
    SERVER_ENDED,   /* a transfer has ended, whatever the reason */
    SERVER_GAVE_UP, /* ... because retransmission came to its end (besides SERVER_ENDED) */
    SERVER_EVENTS,
};

/* A block that was acknowledged. */
struct block_info {
    uint32_t server;
    bool sent_once;      /* Karn's rule: only then is `rtt` one */
    sim_time rtt;        /* from its latest transmission to its ACK */
    sim_time block_time; /* from its first transmission to its ACK */
};

/* One side of a TCP connection that has ended, if it has sent more than the peer's window. Told by
 * the native engine only. */
struct connection_info {
    uint8_t traffic;  /* enum traffic */
    uint64_t bytes;   /* sent, again not counted */
    sim_time sending; /* from the handshake until data was sent last */
    sim_time
        held; /* of that, while the peer's window alone held it back, on a way that was not full */
};

/* A call between a host of the data centre and one of a site. */
struct call_info {
    uint32_t id;     /* from 0 */
    uint32_t number; /* from 1: of the calls that one line of the scenario stands for */
    const char *site;
    const char *service_class; /* of its packets: their code point's name, or NULL */
    const char *codec;         /* "G.729" */
    sim_time interval;         /* of speech in a packet */
    uint32_t packet_bytes;     /* of the IP packet */
    bool pauses;               /* nothing is sent while nobody talks */
    const char *ends[2];       /* hosts: direction 0, down, leads to [1], which is at the site */
    uint32_t addresses[2];
};

/* Why speech that was sent is not heard. */
enum speech_loss {
    SPEECH_LOST,    /* in the network */
    SPEECH_LATE,    /* it came when it should have been played already */
    SPEECH_NO_ROOM, /* it came when the playout buffer was full */
    SPEECH_LOSSES
};
/* "network", "late", "buffer" */
extern const char *const speech_loss_names[SPEECH_LOSSES];

/* Speech of one direction of a call: that of a talk spurt, or all of it. */
struct speech_info {
    const struct call_info *call;
    int direction;
    sim_time started, ended; /* when the first packet left, and the last */
    uint64_t packets;        /* sent */
    uint64_t lost[SPEECH_LOSSES];
    uint64_t heard;        /* packets that came, ... */
    sim_time delays;       /* ... and their delays in the network, added up */
    sim_time first_delay;  /* of the first of these; -1: there is none */
    sim_time mouth_to_ear; /* what a listener is behind; of a call the mean, as are the last two */
    sim_time jitter;       /* RFC 3550's, when it ended */
    double burst_ratio;    /* how much longer runs of losses are than at random */
    double rating, mos;    /* by the E-model; NAN: the codec is not rated */
};

struct observer {
    void *user;
    /* Of one direction of one link it is always told in the order of time. Of several, only if it
     * asks for that, which makes a run slower, and changes nothing else. */
    bool in_order;
    /* Asked once a link, before anything else: are its packets wanted? NULL means no link's. */
    bool (*link)(void *user, const struct link_info *);
    /* Asked once a link and direction, after `link`: where the wire bytes that it is given are to
     * be added, by kind of traffic (TRAFFIC_KINDS numbers); NULL: nowhere. It is next to no work,
     * where packet_sent of every cable is much. Of a run's observers at most one has it. */
    uint64_t *(*wire_bytes)(void *user, const struct link_info *, int direction);
    void (*packet_sent)(void *user, const struct link_info *, int direction,
                        const struct packet_info *, const struct transmission *);
    /* A full queue drops at once; a packet that is lost on the way is dropped when it is due. Told
     * of every link, wanted or not: drops are few. */
    void (*packet_dropped)(void *user, const struct link_info *, int direction,
                           const struct packet_info *, enum drop_reason, sim_time now);
    void (*packet_delivered)(void *user, const struct link_info *, int direction,
                             const struct packet_info *, sim_time now);
    /* A host gives up a datagram; `from` is the address of its sender. */
    void (*datagram_dropped)(void *user, const char *host, uint32_t from, enum datagram_drop,
                             sim_time now);
    void (*phone_added)(void *user, const struct phone_info *);
    void (*phone_changed)(void *user, const struct phone_info *, const struct phone_change *,
                          sim_time now);
    void (*file_ended)(void *user, const struct file_info *);
    /* When it begins with a file, when it begins to receive, each 64th of it, and at its end. */
    void (*file_progressed)(void *user, const struct file_progress *, sim_time now);
    void (*peer_changed)(void *user, const struct peer_info *, sim_time now);
    /* A line of a phone's console, as it prints it: "LEVEL HH:MM:SS.ffffff DLoad: text". */
    void (*console_line)(void *user, uint32_t phone, const char *line, sim_time now);
    void (*server_added)(void *user, const struct server_info *);
    void (*server_event)(void *user, uint32_t server, enum server_event, sim_time now);
    /* `data_blocks` have been sent, of them `retransmissions` again, since the last call. */
    void (*server_sent)(void *user, uint32_t server, uint64_t data_blocks,
                        uint64_t retransmissions);
    void (*block_acknowledged)(void *user, const struct block_info *, sim_time now);
    /* The server's processor is busy from `start` to `end`. */
    void (*server_busy)(void *user, uint32_t server, sim_time start, sim_time end);
    void (*connection_ended)(void *user, const struct connection_info *);
    /* Before any packet of the call. */
    void (*call_added)(void *user, const struct call_info *);
    /* A packet of a call has come, so long after it left. */
    void (*call_heard)(void *user, const struct call_info *, int direction, sim_time delay,
                       sim_time now);
    /* The talk spurt ended a while ago: what comes late has been waited for. */
    void (*spurt_ended)(void *user, const struct speech_info *);
    /* Of each direction, when the call is over, or the run. */
    void (*call_ended)(void *user, const struct speech_info *);
    /* Once, before run_ended: how often each message has been sent, by enum message. */
    void (*messages_sent)(void *user, const uint64_t counts[MESSAGE_KINDS]);
    /* The run is over: nobody sends any more. What is told from now on is what becomes of packets
     * that are under way, at times that are no part of the run. */
    void (*run_stopped)(void *user, sim_time now);
    /* Nothing more will be told; `now` as in run_stopped. */
    void (*run_ended)(void *user, sim_time now);
};

enum { OBSERVERS_MAX = 8 };

/* All that OBSERVE can call. */
#define OBSERVER_CALLBACKS(X)                                                                      \
    X(packet_sent)                                                                                 \
    X(packet_dropped)                                                                              \
    X(packet_delivered)                                                                            \
    X(datagram_dropped)                                                                            \
    X(phone_added)                                                                                 \
    X(phone_changed)                                                                               \
    X(file_ended)                                                                                  \
    X(file_progressed)                                                                             \
    X(peer_changed)                                                                                \
    X(console_line)                                                                                \
    X(server_added)                                                                                \
    X(server_event)                                                                                \
    X(server_sent)                                                                                 \
    X(block_acknowledged)                                                                          \
    X(server_busy)                                                                                 \
    X(connection_ended)                                                                            \
    X(call_added)                                                                                  \
    X(call_heard)                                                                                  \
    X(spurt_ended)                                                                                 \
    X(call_ended)                                                                                  \
    X(messages_sent)                                                                               \
    X(run_stopped)                                                                                 \
    X(run_ended)

/* All zero is an empty one. */
struct observer_list {
    uint32_t count;
    const struct observer *observers[OBSERVERS_MAX];
    /* For each callback those that have one, and NULL: packets are many, and most observers look at
     * other things. */
#define OBSERVERS_WITH(callback) const struct observer *callback[OBSERVERS_MAX + 1];
    OBSERVER_CALLBACKS(OBSERVERS_WITH)
#undef OBSERVERS_WITH
};

/* Adds an observer, whose callbacks are set and stay, before the run is built; at most
 * OBSERVERS_MAX. */
void observer_list_add(struct observer_list *list, const struct observer *o);

/* Where the link's wire bytes in that direction are to be added (`wire_bytes`), or NULL. */
static inline uint64_t *observer_wire_bytes(const struct observer_list *list,
                                            const struct link_info *link, int direction)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->observers[i]->wire_bytes)
            return list->observers[i]->wire_bytes(list->observers[i]->user, link, direction);
    return NULL;
}

/* Calls `callback` of every observer in `list` that has one. */
#define OBSERVE(list, callback, ...)                                                               \
    do {                                                                                           \
        for (const struct observer *const *o_ = (list)->callback; *o_; o_++)                       \
            (*o_)->callback((*o_)->user, __VA_ARGS__);                                             \
    } while (0)

/* 64 bits over what an observer can see of a packet wherever it passes: addresses, ports, protocol,
 * lengths and the first 8 bytes of `header`; of TCP also its numbers, flags, window and options.
 * The same on every machine. */
uint64_t packet_digest(const struct packet_info *p);
/* The same of a fragment: also over which part it is, but not over its identification. */
uint64_t packet_fragment_digest(const struct packet_info *p);

#endif
