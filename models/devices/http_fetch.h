/* A file that a phone fetches by HTTP: one GET on a connection of its own (models/http/response.h).
 * Where it resumes, a connection that has brought bytes of the file and then is lost is followed by
 * another one, that asks for the rest; this goes on as long as each brings some.
 *
 * Its end, as fetch.h has them: DONE with the last of the bytes that Content-Length has announced;
 * MISSING for 404 and 410; REFUSED for any other status, and for an answer that is malformed or
 * that the phone cannot use; LOST when there is no connection, when it ends before the last byte,
 * and when nothing comes for the idle limit. There are no other second tries: they are the
 * caller's.
 *
 * Not modelled: the phone's processor (unlike TFTP's, it has no turn-around). */
#ifndef MODELS_DEVICES_HTTP_FETCH_H
#define MODELS_DEVICES_HTTP_FETCH_H

#include "models/devices/fetch.h"
#include "sim/net.h"

/* What it does about a connection that stops. */
struct http_fetch_config {
    sim_time idle; /* how long nothing may come until a connection is lost */
    bool resume;
    bool authorized; /* it gives an account with its request */
};

struct http_fetch;

/* Asks the server for the file. Name and configuration are copied, `events` must outlive the fetch;
 * none is called before this returns. When `ended` is called the pointer is no longer the caller's:
 * the connection is then closed, which takes the fetch a little longer than its caller. */
struct http_fetch *http_fetch_start(struct net_host *host, struct net_endpoint server,
                                    enum traffic traffic, const char *name,
                                    const struct http_fetch_config *config,
                                    const struct fetch_events *events, void *user);
/* Aborts it, and nobody is told; at any time before `ended`, in `delivered` too. */
void http_fetch_free(struct http_fetch *f);

#endif
