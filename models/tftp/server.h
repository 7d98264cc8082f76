/* What happens at port 69, before a transfer exists: one datagram in, one answer out, no state.
 *
 * The file itself, the limit on transfers and the new TID are the device's business. For a file
 * that is not there it encodes an ERROR with TFTP_ERROR_NOT_FOUND (packet.h). */
#ifndef MODELS_TFTP_SERVER_H
#define MODELS_TFTP_SERVER_H

#include "models/tftp/packet.h"

enum tftp_answer_kind {
    TFTP_ANSWER_IGNORE, /* send nothing */
    TFTP_ANSWER_REFUSE, /* send an ERROR with `code` and `text`, and forget it */
    TFTP_ANSWER_READ,   /* look up `request.filename` and start a sender (sender.h) */
};

struct tftp_answer {
    enum tftp_answer_kind kind;
    enum tftp_error_code code;   /* of a refusal */
    const char *text;            /* of a refusal; a constant */
    struct tftp_request request; /* of a read; points into the datagram */
};

/* The device's, zeroed by it. */
struct tftp_server_counters {
    uint64_t reads;      /* requests to look up */
    uint64_t refused;    /* answered with an ERROR */
    uint64_t broadcasts; /* ignored: came by broadcast (RFC 1123, 4.2.3.4) */
    uint64_t others;     /* ignored: no request at all */
};

/* Decides on a datagram that came to port 69. Refused are: writing (ERROR 2), names that are
 * absolute or have a component `..` (2), mode mail (4), and malformed requests (4). Only a request
 * is ever answered: every other opcode, known or not, is ignored, so that no two machines can
 * answer each other's errors for ever. */
void tftp_server_answer(const struct tftp_datagram *d, struct tftp_answer *answer,
                        struct tftp_server_counters *counters);

#endif
