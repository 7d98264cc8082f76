/* Policies of real clients, as data: how long a client waits, what it makes of packets that it did
 * not ask for, which options it asks for, and what becomes of it when it gives up. */
#ifndef MODELS_TFTP_CLIENT_POLICY_H
#define MODELS_TFTP_CLIENT_POLICY_H

#include "models/tftp/policy.h"

#define TFTP_CLIENT_BLKSIZES 4

/* A packet from the server's address, but from another port than the first answer's. */
enum tftp_foreign {
    TFTP_FOREIGN_REFUSED,  /* ERROR 5 goes back, and the transfer goes on */
    TFTP_FOREIGN_IGNORED,  /* the program never sees it: its socket is connected, and ICMP tells
                            * the other port that nobody listens (the driver's to do) */
    TFTP_FOREIGN_TAKEN,    /* as if it were the server's; answers go to the first port */
    TFTP_FOREIGN_FOLLOWED, /* ... and from now on to this one */
};

/* A DATA that is not the next block; of several kinds those that are named. */
enum tftp_wrong_block {
    TFTP_WRONG_REPEAT_ACKED, /* the last block is acknowledged again, each time that it comes */
    TFTP_WRONG_ACKED_ONCE,   /* any, even before block 1, is answered with an ACK for the last block
                              * in order; only the first of them until there is progress */
    TFTP_WRONG_IGNORED,      /* nothing is sent */
};

/* A DATA of fewer than four bytes. */
enum tftp_malformed {
    TFTP_MALFORMED_DROPPED,
    TFTP_MALFORMED_RESENDS, /* what was sent last is sent again, at once */
    TFTP_MALFORMED_WRONG,   /* as a DATA of a wrong block */
};

/* What a phone does that has given up. */
enum tftp_then {
    TFTP_THEN_AGAIN,   /* it asks for the file again */
    TFTP_THEN_RESTART, /* it restarts, and begins anew with its first file */
    TFTP_THEN_KEEP,    /* it stays with its old load, and in service */
    TFTP_THEN_FAIL,    /* it has failed */
};

struct tftp_client_policy {
    const char *name, *provenance;   /* where the row is from, in a line */
    struct tftp_policy request, ack; /* waits for the first answer, and for the next block */
    sim_time timer_lateness; /* the most by which its timers fire late; the device's matter */
    uint32_t timer_slack;    /* and by which share of the wait, parts per billion; likewise */
    sim_time limit;          /* of a phone's whole download; 0: none */
    enum tftp_then then;
    sim_time dally; /* how long after the last ACK to answer a repeated block; 0: its port is
                     * closed at once */
    enum tftp_foreign foreign;
    enum tftp_wrong_block wrong;
    enum tftp_malformed malformed;
    bool waits_anew;  /* with any packet of the server's: the present wait begins again */
    bool forgets;     /* with an OACK, even another port's, which blocks it has: it answers ACK 0,
                       * waits for block 1, and takes no other */
    bool own_timeout; /* an agreed option timeout is the server's alone */
    /* What it asks for when it is not told otherwise. Sizes, in bytes, are tried in turn: the next
     * when a transfer has failed without a block, the first again for the next file. 0: no more;
     * none: the option is not asked for. */
    uint16_t blksizes[TFTP_CLIENT_BLKSIZES];
    uint8_t timeout; /* s; 0: not asked */
    bool tsize;
};

/* The policy of that name, or NULL. */
const struct tftp_client_policy *tftp_client_policy_find(const char *name);
/* The policies in order, from 0; NULL after the last. */
const struct tftp_client_policy *tftp_client_policy_at(size_t index);

#endif
