/* What client.c (events) and client_next.c (actions) share, and nobody else sees. */
#ifndef MODELS_TFTP_CLIENT_PRIVATE_H
#define MODELS_TFTP_CLIENT_PRIVATE_H

#include "models/tftp/client.h"

/* Bits of `pending`: actions to come, in their order. */
enum {
    PENDING_DELIVER = 1,
    PENDING_REQUEST = 2,
    PENDING_ACK = 4,
    PENDING_STRAY = 8,
    PENDING_ERROR = 16,
    PENDING_END = 32,
};

/* The RRQ as the configuration wants it. */
struct tftp_request tftp_client_request(const struct tftp_client *c);

#endif
