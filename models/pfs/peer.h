/* Peer Firmware Sharing as one phone's protocol machine: no I/O, no clock, no memory of its own.
 *
 * A phone takes part in one hierarchy at a time, that of the file it is at (doc/pfs.md is the
 * protocol, with its rules by number). The driver starts it for each file in turn, feeds it what
 * happens, and after each call asks pfs_peer_next for what is to be done, until there is nothing
 * more; then it sets its timer to pfs_peer_deadline. Texts and structs that are handed in stay the
 * caller's.
 *
 *   IDLE -> OPENING -> LISTEN -> CLAIM -> ROOT_WAITING -> ROOT_TRANSFER -> SERVING -> DONE
 *                      LISTEN, CLAIM -> AWAIT_ROOT -> JOIN -> CHILD_WAITING -> CHILD_TRANSFER
 *                                                             -> CHECKING -> SERVING -> DONE
 *   FALLBACK when the hierarchy is lost and no rejoin is left. */
#ifndef MODELS_PFS_PEER_H
#define MODELS_PFS_PEER_H

#include "models/pfs/frame.h"
#include "models/pfs/message.h"
#include "sim/time.h"

enum { PFS_CHILDREN_MAX = 8, PFS_LOG_MAX = 200, PFS_PENDING_MAX = 64 };

/* Timers and limits; doc/pfs.md says which are known. */
struct pfs_config {
    sim_time port_open, listen, ad_interval, root_waiting, claim_silence, connect_timeout,
        progress_interval, subtree_interval, parent_silence, child_silence, stall_timeout;
    uint32_t children; /* slots, 1 to PFS_CHILDREN_MAX */
    uint32_t ads, connect_tries, redirects, rejoins;
    bool check; /* whether a received file is checked before it is kept and passed on (rule 9) */
};

/* Who the phone is, for as long as the machine lives. */
struct pfs_identity {
    uint32_t address;
    const char *model; /* of its hierarchies: the phone model, or of MPP phones the series */
    const char *slots; /* how the console names the free slots; NULL: as the known log does */
};

/* The file that it is to get. */
struct pfs_file {
    const char *name;
    bool size_known, digest_known; /* from the index; not of the index itself */
    uint64_t size;
    uint8_t digest[PFS_DIGEST];
};

enum pfs_state {
    PFS_IDLE,
    PFS_OPENING, /* its ports */
    PFS_LISTEN,
    PFS_CLAIM,
    PFS_ROOT_WAITING,
    PFS_ROOT_TRANSFER,
    PFS_AWAIT_ROOT,
    PFS_JOIN,
    PFS_CHILD_WAITING,
    PFS_CHILD_TRANSFER,
    PFS_CHECKING, /* all bytes have come; the driver's verdict is awaited */
    PFS_SERVING,
    PFS_DONE,
    PFS_FALLBACK,
    PFS_STATES,
};

/* What a connection is for. */
enum pfs_role {
    PFS_ROLE_NONE, /* forgotten by the machine: what comes on it is ignored */
    PFS_ROLE_NEW,  /* accepted; its JOIN is awaited */
    PFS_ROLE_HELD, /* its JOIN waits until this phone has a place itself (rule 8) */
    PFS_ROLE_CHILD,
    PFS_ROLE_PARENT, /* opened by this phone: the one asked for a place, and then its parent */
};

/* One end of a TCP connection; the driver's memory, usually inside a struct of its own. */
struct pfs_connection {
    enum pfs_role role;
    uint32_t address; /* of the peer */
    struct pfs_frame_decoder decoder;
    struct pfs_connection *next;  /* the machine's list */
    sim_time deadline;            /* until which something must come */
    uint32_t subtree, redirected; /* of a child: its last SUBTREE, redirects sent its way */
    uint32_t xid, map;            /* that its JOIN was for */
    uint32_t redirect;            /* where it is sent */
    uint64_t sent;                /* of the file, to a child, bytes */
    uint16_t owed;                /* frames to be sent, and how it is to end */
    uint8_t slot;                 /* of a child */
    uint8_t done, abort;          /* what the DONE and ABORT that are owed say */
    bool connected, sending, served, resent;
    bool full; /* it takes no more of the file for now */
};

struct pfs_counters {
    uint32_t ignored; /* messages of other maps, or of what it left */
    uint32_t dropped; /* messages that are not well formed */
    uint32_t broken;  /* connections closed for a protocol error */
    uint32_t joins, redirects_sent, redirects_followed, rejections, yields;
};

enum pfs_action_kind {
    PFS_ACTION_OPEN,      /* listen on UDP and TCP port 4051; once */
    PFS_ACTION_BROADCAST, /* `bytes` to the subnet */
    PFS_ACTION_CONNECT,   /* to `address`; the driver calls pfs_peer_connecting at once */
    PFS_ACTION_SEND,      /* `bytes`, then `length` bytes of the file from `offset`, as this phone
                           * has it */
    PFS_ACTION_CLOSE,     /* the connection, when all has been sent; the machine has forgotten it */
    PFS_ACTION_ABORT,     /* the connection, at once; the machine has forgotten it */
    PFS_ACTION_DOWNLOAD,  /* get the file from the server (a root); tell how it goes */
    PFS_ACTION_DELIVER,   /* `data`, the file's bytes from `offset`; 0 begins it anew */
    PFS_ACTION_CHECK,     /* check what was delivered; answer with pfs_peer_checked */
    PFS_ACTION_FALL_BACK, /* get the file from the server alone; the machine is through with it */
    PFS_ACTION_DONE,      /* the phone has the file, and its children too: on to the next */
    PFS_ACTION_EVENT,     /* for those who watch */
    PFS_ACTION_LOG,       /* a line of the console */
};

/* Of PFS_ACTION_EVENT. */
enum pfs_event {
    PFS_EVENT_ROOT,
    PFS_EVENT_CHILD,
    PFS_EVENT_RECEIVING,
    PFS_EVENT_HAS_FILE,
    PFS_EVENT_LEFT,
    PFS_EVENT_FELL_BACK,
    PFS_EVENT_DONE,
    PFS_EVENT_ACCEPTED,  /* a child, `address` */
    PFS_EVENT_CHILD_GONE /* `address` is its child no more; `reason`: NULL when it has been served
                          */
};

/* Only the fields of its kind are set. */
struct pfs_action {
    enum pfs_action_kind kind;
    struct pfs_connection *connection; /* SEND, CLOSE, ABORT */
    uint32_t address;                  /* CONNECT; EVENT: the parent, 0 of a root, or the child */
    uint64_t offset;                   /* SEND, DELIVER: in the file, bytes */
    uint32_t length;                   /* SEND, DELIVER: bytes of the file */
    const uint8_t *data;               /* DELIVER: inside what pfs_peer_stream was given last */
    uint32_t byte_count;               /* BROADCAST, SEND: of `bytes` */
    enum pfs_event event;
    uint32_t xid;  /* EVENT: of the hierarchy */
    uint8_t depth; /* EVENT */
    const char *
        reason; /* EVENT of LEFT, FELL_BACK and CHILD_GONE, FALL_BACK: a string constant; or NULL */
    const char *level; /* LOG: "DBG", "NOT" or "INF" */
    union {
        uint8_t bytes[PFS_MESSAGE_MAX]; /* the longest: a discovery message or a JOIN */
        char text[PFS_LOG_MAX];
    };
};

/* Draws a uniform 32-bit number from the phone's own random stream. */
typedef uint32_t pfs_random_fn(void *user);

/* An action that waits to be asked for; the machine's own. Frames do not wait here, but as `owed`
 * of their connections, so that however many connections there are, few actions wait. */
struct pfs_pending {
    uint8_t kind, code; /* of `code`: a message's kind, an event, or a line */
    uint8_t depth, flags;
    uint32_t address, xid;
    uint64_t number;
    const char *reason;
};

struct pfs_peer {
    const struct pfs_config *config;
    struct pfs_identity identity;
    pfs_random_fn *random;
    void *user; /* of `random` */
    struct pfs_file file;
    enum pfs_state state;
    uint32_t map, own_xid, own_strength;
    uint32_t xid, strength, root;    /* of the hierarchy it is in, or waits for */
    uint32_t left_address, left_xid; /* what it left (rule 10) */
    uint32_t asked;                  /* in JOIN: the address */
    uint8_t root_flags;              /* of the claimant it waits for */
    uint8_t depth, ad;
    bool open, confirmed, transferring;
    bool again;    /* in JOIN: it has come back to the root once */
    bool rejected; /* the file has been asked for once more */
    bool working;  /* connections may have something for pfs_peer_next */
    uint32_t tries, redirects_left, rejoins_left, joins_left;
    uint64_t received; /* bytes of the file */
    uint64_t size;     /* of the file as it is served, or as FILE announced it */
    uint8_t digest[PFS_DIGEST];
    uint8_t tenths;           /* of the file that the console has been told of */
    uint64_t progress, total; /* of the nearest ancestor that receives, or its own */
    uint8_t hop;              /* how far away that is */
    sim_time state_deadline, stall_deadline, progress_deadline, subtree_deadline, ad_deadline;
    bool ad_owed;
    uint32_t subtree_told;
    struct pfs_connection *connections, *parent;
    const uint8_t *data; /* to deliver */
    uint32_t data_length;
    uint32_t pending_first, pending_count;
    struct pfs_pending pending[PFS_PENDING_MAX];
    struct pfs_counters counters;
};

/* Idle. `config` must stay as it is for as long as the machine is used. */
void pfs_peer_init(struct pfs_peer *p, const struct pfs_config *config,
                   const struct pfs_identity *identity, pfs_random_fn *random, void *user);
/* Begins with a file: idle, done or fallen back. The file is copied, its name is the caller's. */
void pfs_peer_start(struct pfs_peer *p, const struct pfs_file *file, sim_time now);

/* A datagram came to UDP port 4051. One's own broadcasts are ignored. */
void pfs_peer_receive(struct pfs_peer *p, uint32_t address, const uint8_t *bytes, uint32_t length,
                      sim_time now);

/* A peer has connected to TCP port 4051. `c`'s memory must stay until pfs_peer_disconnected, or the
 * CLOSE or ABORT action. */
void pfs_peer_accepted(struct pfs_peer *p, struct pfs_connection *c, uint32_t address,
                       sim_time now);
/* The driver has begun to connect, as PFS_ACTION_CONNECT said: `c` is that connection. */
void pfs_peer_connecting(struct pfs_peer *p, struct pfs_connection *c, sim_time now);
void pfs_peer_connected(struct pfs_peer *p, struct pfs_connection *c, sim_time now);
/* The next bytes of a connection, in any split. Returns how many were taken, from 1: the driver
 * does what pfs_peer_next says and calls again with the rest, unless the connection is forgotten
 * (PFS_ROLE_NONE). */
uint32_t pfs_peer_stream(struct pfs_peer *p, struct pfs_connection *c, const uint8_t *bytes,
                         uint32_t length, sim_time now);
/* The connection's send buffer is full: no bytes of the file are to be sent on it until it is
 * writable again. Short frames are. */
void pfs_peer_full(struct pfs_connection *c);
void pfs_peer_writable(struct pfs_peer *p, struct pfs_connection *c, sim_time now);
/* The connection is refused, reset, timed out, or closed by the peer; the machine forgets it. */
void pfs_peer_disconnected(struct pfs_peer *p, struct pfs_connection *c, sim_time now);

/* The download that PFS_ACTION_DOWNLOAD asked for: how far it is (at any step; total 0 when it is
 * not known), that all is there and has been checked, with its size and digest, or that it failed
 * for good. */
void pfs_peer_download_progress(struct pfs_peer *p, uint64_t bytes, uint64_t total, sim_time now);
void pfs_peer_download_done(struct pfs_peer *p, uint64_t size, const uint8_t digest[PFS_DIGEST],
                            sim_time now);
void pfs_peer_download_failed(struct pfs_peer *p, bool missing, sim_time now);
/* The verdict that PFS_ACTION_CHECK asked for, and the digest of what came. */
void pfs_peer_checked(struct pfs_peer *p, bool good, const uint8_t digest[PFS_DIGEST],
                      sim_time now);

/* Fills in the next action; false when there is none for now. */
bool pfs_peer_next(struct pfs_peer *p, struct pfs_action *action, sim_time now);
/* When pfs_peer_expire is due; TIME_NEVER when nothing is. */
sim_time pfs_peer_deadline(const struct pfs_peer *p);
/* Does nothing before the deadline. */
void pfs_peer_expire(struct pfs_peer *p, sim_time now);

/* "LISTEN", "CLAIM", ... as doc/pfs.md writes them. */
extern const char *const pfs_state_names[PFS_STATES];

#endif
