/* A file fetched from a server, whatever the protocol: what the phone is told, the same of
 * tftp_fetch.h and http_fetch.h. */
#ifndef MODELS_DEVICES_FETCH_H
#define MODELS_DEVICES_FETCH_H

#include <stdbool.h>
#include <stdint.h>

enum fetch_end {
    FETCH_DONE,         /* all bytes have been delivered, as many as the server said */
    FETCH_MISSING,      /* the server does not have it (ERROR 1, 404) */
    FETCH_REFUSED,      /* the server answers with another error */
    FETCH_UNAUTHORIZED, /* it wants an account (401) */
    FETCH_LOST,         /* the transfer died under way, or no server answered */
};

struct fetch_result {
    enum fetch_end end;
    const char *reason; /* of all but DONE: a string constant */
    bool answered;      /* of a TFTP transfer: something has come from the server */
    uint64_t retransmissions, duplicates;
};

struct fetch_events {
    /* The file's next bytes, in order from offset 0; valid during the call. */
    void (*delivered)(void *user, uint64_t offset, const uint8_t *bytes, uint32_t length);
    /* It is over; the fetch frees itself afterwards, in its own time. */
    void (*ended)(void *user, const struct fetch_result *);
};

#endif
