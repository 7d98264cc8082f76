/* The TFTP downloads of a capture: who asked for what, what was agreed on, and each packet's time.
 *
 * A transfer is a client's address and port, from its request on. Packets keep the order of the
 * capture. What of a transfer is not in the capture is not guessed. */
#ifndef STUDIES_CAPTURE_TRANSFERS_H
#define STUDIES_CAPTURE_TRANSFERS_H

#include "base/error.h"
#include "models/tftp/block.h"
#include "models/tftp/options.h"
#include "results/capture_read.h"

/* Of one capture; more are an error, which says so. */
enum { CAPTURE_TRANSFERS_MAX = 20000, CAPTURE_PACKETS_MAX = 16 * 1000 * 1000 };

enum capture_kind { CAPTURE_REQUEST, CAPTURE_OACK, CAPTURE_DATA, CAPTURE_ACK, CAPTURE_ERROR };

/* A packet of a transfer. An OACK has block 0, a request none. */
struct capture_packet {
    sim_time time;
    uint32_t span; /* ns, from its first fragment to its last, at `time` */
    uint32_t transfer;
    uint32_t block;    /* counted on past 65535 */
    uint32_t ip_bytes; /* with the IP headers of all fragments */
    uint32_t bytes;    /* of a block's content */
    uint8_t kind;      /* enum capture_kind */
    bool again;        /* it was seen before */
    bool foreign;      /* of another port of the server's than the client answers to */
};

enum capture_end {
    CAPTURE_UNFINISHED, /* the capture, or the transfer, ends before */
    CAPTURE_UNANSWERED, /* no answer to the request is in the capture */
    CAPTURE_COMPLETED,  /* the last block was acknowledged */
    CAPTURE_REFUSED,    /* an ERROR of the server's */
    CAPTURE_ABORTED,    /* an ERROR of the client's */
};

struct capture_transfer {
    char *file;
    uint32_t client, server;            /* IPv4 */
    uint16_t client_port, server_port;  /* the latter 0: not known */
    struct tftp_options asked, granted; /* granted: valid if `oack` */
    bool oack;
    uint32_t blksize, windowsize;
    enum capture_end end;
    uint16_t error;              /* the code of REFUSED and ABORTED */
    uint64_t bytes;              /* of the file, as far as it is known; of COMPLETED all */
    uint32_t blocks;             /* the highest that was seen */
    enum tftp_rollover rollover; /* as seen behind block 65535; OFF: there was none */
    sim_time first, last;        /* its request, and its last packet; of COMPLETED the last ACK */
    uint32_t requests, data, data_again, acks, acks_again, foreign;
    uint32_t fragments; /* of a full block; 1: it is none */
    uint32_t lane;      /* number of the client that it belongs to; see below */
    uint32_t before;    /* number of the one before it in its lane; its own: there is none */
    /* Only while the capture is read. */
    uint32_t top_ack;
    uint64_t recent;      /* bit i: block `blocks - i` was seen */
    bool acked, has_last; /* the client has sent an ACK; the short block was seen */
    uint32_t next;        /* of the same place in the table */
};

/* One client: transfers one after the other, of different files. Where several run at the same time
 * from one address, each has a lane of its own. */
struct capture_lane {
    uint32_t client;
    uint32_t first, last; /* numbers of transfers */
    uint32_t transfers;
};

/* Times to live as they came, and ways, by who sent it. */
struct capture_sender {
    uint64_t packets, out, in;
    uint8_t ttl_least, ttl_most;
    uint32_t datagram_most; /* IP bytes */
};

struct capture_transfers {
    struct capture_transfer *list;
    size_t count, room;
    struct capture_packet *packets;
    size_t packet_count, packet_room;
    struct capture_lane *lanes;
    size_t lane_count, lane_room;
    struct capture_sender of_server, of_client;
    uint64_t orphans; /* DATA and ACKs of transfers whose request is not in the capture */
    uint64_t cut;     /* requests of which the capture does not have all */
    uint64_t strange; /* to and from transfers' ports, but no TFTP */
    uint32_t *table;  /* transfers by client and port, while the capture is read */
    struct capture_census census;
};

/* Reads the capture at `path` ("-": standard input). Errors (negative) are those of capture_read,
 * and that there is no download in it: what is there instead, and what would help. */
int capture_transfers_read(struct capture_transfers *t, const char *path, struct error *e);
/* The same of a file that is open, which is closed. */
int capture_transfers_read_stream(struct capture_transfers *t, FILE *file, const char *path,
                                  struct error *e);
void capture_transfers_free(struct capture_transfers *t);

/* The last packet of a block, and the answer that belongs to it. */
static inline bool capture_is_down(const struct capture_packet *p)
{
    return p->kind == CAPTURE_DATA || p->kind == CAPTURE_OACK;
}

#endif
