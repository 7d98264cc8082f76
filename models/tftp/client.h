/* The reader's side of one transfer: asks for a file and delivers its bytes, in order and once.
 *
 * The driver owns the struct and calls, in this order:
 *   1. tftp_client_init once, then tftp_client_start for each file;
 *   2. tftp_client_next until it returns false, and does what each action says;
 *   3. waits for a datagram at its port, then calls tftp_client_receive; or until
 *      tftp_client_deadline, then calls tftp_client_expire; and goes back to 2, before the bytes
 *      of that datagram go away.
 * After TFTP_CLIENT_DONE the client may dally; after that, and after TFTP_CLIENT_FAILED, it is idle
 * (tftp_client_is_idle) and can be started again. A new transfer needs a new port.
 *
 * Rules beyond RFC 1350, of a policy like cisco-7900; client_policy.h says in what others differ.
 * The first reply fixes the server's TID; an answer that comes from another
 * port or address later (a doubled RRQ opens two transfers) gets ERROR 5 and disturbs nothing, an
 * ERROR excepted, which is never answered. A reply that is a DATA 1 says that the server ignores
 * options. An OACK with an option that was not asked for, or with a value that does not answer
 * what was asked, gets ERROR 8 and ends the transfer. An ACK, RRQ or WRQ from the server, and a
 * DATA longer than a block, get ERROR 4 and end it. Windows (RFC 7440): a gap is answered with one
 * ACK for the last block in order, and no other until there is progress. A duplicate of the last
 * block is acknowledged again if it was the last that had been acknowledged (always so with window
 * 1); if not, an ACK would make the sender send the rest of its window twice, for ever after. When
 * the retransmission timer runs out, the request, or an ACK for the last block in order, is sent.
 */
#ifndef MODELS_TFTP_CLIENT_H
#define MODELS_TFTP_CLIENT_H

#include "models/tftp/block.h"
#include "models/tftp/client_policy.h"
#include "models/tftp/failure.h"
#include "models/tftp/packet.h"
#include "models/tftp/retry.h"

#define TFTP_CLIENT_MESSAGE_MAX 63 /* bytes that are kept of a peer's message */

struct tftp_client_config {
    const struct tftp_client_policy *policy; /* must outlive the transfer. What it asks for, its
                                              * limit and `then` are the driver's matter */
    struct tftp_draw draw;                   /* of policies with a spread only */
    sim_time limit; /* from the start, after which the transfer fails; 0: none */
    enum tftp_rollover rollover;
    uint16_t port;       /* the server's for requests; 0: TFTP_PORT */
    uint16_t blksize;    /* bytes to ask for, 8 to 65464; 0: not asked */
    uint16_t windowsize; /* blocks to ask for; 0: not asked */
    uint8_t timeout;     /* s to ask for; 0: not asked */
    bool tsize;          /* whether to ask for the file's size */
};

struct tftp_client_counters {
    uint32_t blocks;     /* received in order */
    uint32_t duplicates; /* of the last block, or of the OACK before block 1 */
    uint32_t stale;      /* blocks before the last, or outside the window; ignored */
    uint32_t gaps;       /* blocks that came ahead of the next in order; ignored */
    uint32_t malformed;  /* too short, or with an unknown opcode; dropped */
    uint32_t strays;     /* from another address or port, or by broadcast */
    uint32_t timeouts;   /* that led to a retransmission */
};

enum tftp_client_state {
    TFTP_CLIENT_IDLE,
    TFTP_CLIENT_ASKING,    /* RRQ sent, the first reply awaited */
    TFTP_CLIENT_RECEIVING, /* OACK or block 1 has come */
    TFTP_CLIENT_DALLYING,  /* all blocks have come; repeated ones are still acknowledged */
    TFTP_CLIENT_ENDED,     /* finished or failed */
};

struct tftp_client {
    const struct tftp_client_config *config; /* the caller's */
    struct tftp_retry retry;
    const char *filename; /* the caller's */
    uint64_t received;    /* the last block in order */
    uint64_t size;        /* bytes, from tsize; UINT64_MAX */
    const uint8_t *bytes; /* of the datagram received last: to deliver, or the peer's message, */
    uint32_t length;      /* ... and how many */
    enum tftp_client_state state;
    enum tftp_failure failure;
    uint32_t server;
    const char *error_text; /* of an ERROR to send */
    uint32_t stray_address;
    uint16_t stray_port;
    uint16_t tid; /* the server's; its port for requests until the first reply */
    uint16_t blksize;
    uint16_t windowsize;
    uint16_t unacked; /* blocks received since the last ACK: a window starts before them */
    uint16_t error;   /* code of the ERROR to send, or of the peer's */
    uint8_t pending;  /* actions to come */
    bool forgot;      /* by an OACK that came late, which blocks it has (a policy's `forgets`) */
    bool gap_told;    /* a gap, or a wrong block that gets one ACK, has been acknowledged, and there
                       * was no progress since */
    struct tftp_client_counters counters;
};

enum tftp_client_action_kind {
    TFTP_CLIENT_SEND,    /* send `bytes` to address and port */
    TFTP_CLIENT_DELIVER, /* the file's next bytes have come */
    TFTP_CLIENT_DONE,    /* all bytes have been delivered, and the last ACK has been sent */
    TFTP_CLIENT_FAILED,  /* see `failure` */
};

/* Only the fields of its kind are set. */
struct tftp_client_action {
    enum tftp_client_action_kind kind;
    uint32_t address;
    uint16_t port;
    uint32_t length;                 /* SEND, DELIVER: bytes */
    uint64_t offset;                 /* DELIVER: in the file, bytes */
    const uint8_t *data;             /* DELIVER: inside the datagram received last */
    enum tftp_failure failure;       /* FAILED */
    uint16_t peer_error;             /* FAILED with TFTP_FAILURE_PEER: the peer's code */
    uint8_t bytes[TFTP_REQUEST_MAX]; /* SEND. FAILED with TFTP_FAILURE_PEER: its message, printable
                                      * ASCII, cut, ended by a zero; otherwise an empty one */
};

/* Idle. */
void tftp_client_init(struct tftp_client *c);
/* Asks the server for the file. The configuration and the name stay the caller's and must stay
 * valid, and the same, until the end. The client must be idle. Returns 0; or negative, and still
 * idle: TFTP_E_NAME_EMPTY, TFTP_E_NAME_LONG, TFTP_E_OPTION (blksize). */
int tftp_client_start(struct tftp_client *c, const struct tftp_client_config *config,
                      uint32_t server, const char *filename, sim_time now);
void tftp_client_receive(struct tftp_client *c, const struct tftp_datagram *d, sim_time now);
/* Fills in the next action; false when there is none for now. */
bool tftp_client_next(struct tftp_client *c, struct tftp_client_action *action, sim_time now);
/* When tftp_client_expire is due; TIME_NEVER when idle. */
sim_time tftp_client_deadline(const struct tftp_client *c);
/* Does nothing before the deadline. */
void tftp_client_expire(struct tftp_client *c, sim_time now);
/* Ends the transfer: an ERROR goes to the server, if its TID is known, and FAILED comes. While
 * dallying it just ends that; when idle it does nothing. `text`, a constant, has up to 63 bytes. */
void tftp_client_abort(struct tftp_client *c, enum tftp_error_code code, const char *text);

/* Nothing is under way and no action is left. */
bool tftp_client_is_idle(const struct tftp_client *c);
/* Whether something has come from the server since the start. */
bool tftp_client_is_answered(const struct tftp_client *c);
/* The file's size in bytes if the server told it, else UINT64_MAX. */
uint64_t tftp_client_size(const struct tftp_client *c);

#endif
