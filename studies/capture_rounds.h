/* The rounds of transfers as they pass the place of the capture: from a block to its ACK, which is
 * the client's side of the round, and from an ACK to the next block, the server's side. Of blocks
 * and ACKs that were seen once only (Karn's rule). */
#ifndef STUDIES_CAPTURE_ROUNDS_H
#define STUDIES_CAPTURE_ROUNDS_H

#include "studies/capture_sample.h"
#include "studies/capture_transfers.h"

struct capture_round {
    sim_time from, to;
    uint32_t transfer;
    uint32_t packet;   /* number of the block's last packet, in the capture */
    uint32_t ip_bytes; /* of the block */
    uint32_t window;   /* IP bytes of all blocks since the last ACK; of a client's half only */
    bool opening;      /* with an OACK or block 1, which a server prepares otherwise */
    bool full;         /* a block of full size */
};

struct capture_round_list {
    struct capture_round *list;
    size_t count, room;
};

enum capture_where { CAPTURE_AT_SERVER, CAPTURE_AT_CLIENT, CAPTURE_BETWEEN };
enum capture_sure { CAPTURE_SURE, CAPTURE_LIKELY, CAPTURE_GUESSED, CAPTURE_NOT_TOLD };

extern const char *const capture_where_words[]; /* "at the server's side" and so on */
extern const char *const capture_sure_words[];

struct capture_rounds {
    struct capture_round_list client, server;
    struct capture_spread client_spread, server_spread; /* s, openings left out */
    double client_soon, server_soon;                    /* s: a twentieth of them are faster */
    enum capture_where where;
    enum capture_sure where_sure;
    const char *where_why; /* what tells it */
    size_t most_at_once;   /* transfers under way at the same time */
};

void capture_rounds_find(struct capture_rounds *r, const struct capture_transfers *t);
void capture_rounds_free(struct capture_rounds *r);

#endif
