/* The server's side of one transfer. It never sees the file's content: it says which bytes of the
 * file a DATA carries.
 *
 * The driver owns the struct and calls, in this order:
 *   1. tftp_sender_init, then tftp_sender_start with the request;
 *   2. tftp_sender_next until it returns false, and does what each action says;
 *   3. waits for a datagram at this transfer's TID, then calls tftp_sender_receive; or until
 *      tftp_sender_deadline, then calls tftp_sender_expire; and goes back to 2.
 * After TFTP_SENDER_DONE or TFTP_SENDER_FAILED, which come last and once, nothing more comes and
 * the struct can be used anew. A window may be drained piecemeal: `now` of tftp_sender_next is the
 * time of transmission, from which round-trip time and deadlines count.
 *
 * Rules beyond RFC 1350: a duplicate ACK never triggers DATA (RFC 1123, 4.2.3.1). After an ACK for
 * block n the next block is n + 1, also when n is not the last of its window (RFC 7440). After a
 * time-out the window is sent again from its first unacknowledged block. An ERROR from the peer
 * ends the transfer without any reply. A DATA, OACK, RRQ or WRQ from the peer is answered with
 * ERROR 4 and ends it. From a stray, an address or port that is not the peer's, every packet but an
 * ERROR is answered with ERROR 5 and leaves the transfer alone; of several strays between two
 * calls of tftp_sender_next the last is answered.
 *
 * A kind (server_kind.h) may do otherwise.
 *
 * Not modelled: netascii's translation, for which the content would have to be known. */
#ifndef MODELS_TFTP_SENDER_H
#define MODELS_TFTP_SENDER_H

#include "models/tftp/block.h"
#include "models/tftp/failure.h"
#include "models/tftp/packet.h"
#include "models/tftp/retry.h"
#include "models/tftp/server_kind.h"

#define TFTP_SENDER_HEADER_MAX 80 /* bytes; the longest is an OACK with all four options */

/* The most that the server grants, beside what its kind does; it lowers what is asked, and never
 * raises it. */
struct tftp_sender_limits {
    uint16_t blksize;    /* bytes; 0: the option is ignored */
    uint16_t windowsize; /* blocks; 0: the option is ignored */
};

struct tftp_sender_counters {
    uint32_t data;            /* DATA sent, retransmissions included */
    uint32_t retransmissions; /* of DATA and OACK */
    uint32_t duplicate_acks;  /* for the block acknowledged last */
    uint32_t stale_acks;      /* for an earlier block, or one that was not sent */
    uint32_t malformed;       /* too short, or with an unknown opcode; dropped */
    uint32_t strays;          /* from another address or port, or by broadcast */
    uint32_t timeouts;        /* that led to a retransmission */
};

enum tftp_sender_state {
    TFTP_SENDER_IDLE,
    TFTP_SENDER_OFFERING, /* OACK sent, ACK 0 awaited */
    TFTP_SENDER_SENDING,  /* DATA */
    TFTP_SENDER_ENDED,    /* done or failed */
};

struct tftp_sender {
    const struct tftp_server_kind *kind;
    enum tftp_sender_state state;
    enum tftp_rollover rollover;
    struct tftp_retry retry;
    uint32_t address; /* the peer's */
    uint16_t port;    /* the peer's TID */
    uint16_t blksize;
    uint16_t windowsize;
    uint16_t stray_port;
    uint32_t stray_address;
    uint64_t file_size; /* bytes */
    uint64_t tsize;     /* bytes, as it is answered */
    uint64_t blocks;    /* of the file, the short or empty last one included */
    uint64_t acked;     /* the last block acknowledged, ... */
    sim_time acked_at;  /* ... and when */
    uint64_t next;      /* the next to send */
    uint64_t highest;   /* the highest that was ever sent */
    uint64_t timed;     /* the last block of a window, whose transmissions are timed */
    sim_time timed_first, timed_last;
    bool timed_again; /* it was sent more than once */
    bool one_only;    /* of the window, since a time-out has sent it again: its first block */
    bool heard;       /* an ACK has come, for the OACK, or even for nothing */
    uint8_t pending;  /* actions to come */
    uint8_t granted;  /* set of tftp_option; their values stand above */
    uint8_t timeout;  /* s, of TFTP_OPTION_TIMEOUT */
    uint16_t peer_error;
    enum tftp_failure failure;
    enum tftp_error_code error; /* to send, with its text */
    const char *error_text;
    struct tftp_sender_counters counters;
};

enum tftp_sender_action_kind {
    TFTP_SENDER_SEND_HEADER, /* send `header` to address and port: an OACK or an ERROR */
    TFTP_SENDER_SEND_DATA,   /* send `header`, then `length` bytes of the file from `offset` */
    TFTP_SENDER_BLOCK_ACKED, /* `block` and all before it have been acknowledged */
    TFTP_SENDER_DONE,        /* the last block has been acknowledged */
    TFTP_SENDER_FAILED,      /* see `failure` */
};

/* Only the fields of its kind are set. */
struct tftp_sender_action {
    enum tftp_sender_action_kind kind;
    uint32_t address;
    uint16_t port;
    bool retransmission;       /* SEND_DATA: this block was sent before */
    uint32_t length;           /* SEND_DATA: bytes of the file */
    uint64_t offset;           /* SEND_DATA: in the file, bytes */
    uint64_t block;            /* SEND_DATA, BLOCK_ACKED: counted from 1 */
    sim_time rtt;              /* BLOCK_ACKED: since its transmission; TIME_NEVER when it was sent
                                * twice (Karn), or was not the last of its window */
    sim_time block_time;       /* BLOCK_ACKED: since its first transmission; TIME_NEVER when it
                                * was not the last of its window */
    enum tftp_failure failure; /* FAILED */
    uint16_t peer_error;       /* FAILED with TFTP_FAILURE_PEER: the peer's code */
    uint32_t header_length;    /* SEND_*: bytes; 4 for DATA */
    uint8_t header[TFTP_SENDER_HEADER_MAX];
};

/* Idle. The kind stays the caller's and must outlive the transfer; its roll-over is the one that is
 * given here. */
void tftp_sender_init(struct tftp_sender *s, const struct tftp_server_kind *kind,
                      enum tftp_rollover rollover);
/* Answers an RRQ that came from `address` and `port`, for a file of `file_size` bytes: with an OACK
 * when at least one option is granted, else with DATA 1. A file with more blocks than the roll-over
 * allows is refused with an ERROR, and the transfer fails; so it does with an option that the kind
 * refuses. Sender must be idle or at its end. */
void tftp_sender_start(struct tftp_sender *s, const struct tftp_request *request, uint32_t address,
                       uint16_t port, uint64_t file_size, const struct tftp_sender_limits *limits,
                       sim_time now);
void tftp_sender_receive(struct tftp_sender *s, const struct tftp_datagram *d, sim_time now);
/* ICMP says that nobody listens at that address and port: if they are the peer's, it is gone, and
 * the transfer fails, if the kind hears of it. */
void tftp_sender_unreachable(struct tftp_sender *s, uint32_t address, uint16_t port);
/* Fills in the next action; false when there is none for now. */
bool tftp_sender_next(struct tftp_sender *s, struct tftp_sender_action *action, sim_time now);
/* When tftp_sender_expire is due; TIME_NEVER before the start and after the end. */
sim_time tftp_sender_deadline(const struct tftp_sender *s);
/* Does nothing before the deadline. */
void tftp_sender_expire(struct tftp_sender *s, sim_time now);

#endif
