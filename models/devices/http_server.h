/* An HTTP server as a device: the call manager's on port 6970, or a load server's on 80.
 *
 * It answers one GET (or HEAD) on each connection, and closes it. Its machine's processor
 * (processor.h) works a packet's time on the request, whatever segments it came in, and one for
 * each NET_TCP_MSS bytes of the answer, begun ones included. The answer's first bytes go out when
 * the work on them is done, at most HTTP_SERVER_PIECE packets at a time; what else the machine has
 * to do comes in between, first come, first served. While the connection's send buffer is full
 * (net_tcp_send) no work is done for it: the processor is ahead of the line by that and no more.
 *
 * Who asks for a file from a byte on gets the rest (206); it is a transfer as any other.
 *
 * A file that it lacks is answered with 404, what is no proper request as models/http/request.h
 * says, and a request beyond the limit on transfers with 503. A connection on which no complete
 * request comes within HTTP_SERVER_REQUEST_LIMIT is closed, without an answer; one on which an
 * answer gets nowhere for HTTP_SERVER_STALL_LIMIT is aborted.
 *
 * Observers are told what a TFTP server tells them, with the id of `info`: a request that is
 * complete, and a transfer from its look-up until both sides have closed, whatever the reason.
 * SERVER_REFUSED is every answer but 200, 206 and 503, which is SERVER_BUSY.
 *
 * Not modelled: several requests on a connection (keep-alive, pipelining), conditions, other
 * ranges, HTTPS, disk reads, and the processor's work on acknowledgements. Validated:
 * tests/models/devices/http_server_test.c, against arithmetic worked out by hand. */
#ifndef MODELS_DEVICES_HTTP_SERVER_H
#define MODELS_DEVICES_HTTP_SERVER_H

#include "models/devices/lookup.h"
#include "models/devices/processor.h"
#include "sim/net.h"

#define HTTP_SERVER_REQUEST_LIMIT (30 * SECONDS)
#define HTTP_SERVER_STALL_LIMIT (10 * MINUTES)

enum { HTTP_SERVER_PIECE = 44 }; /* packets: the most below 64 KiB */

struct http_server_config {
    uint16_t port;
    struct processor *processor; /* the caller's, shared with the machine's other servers */
    uint32_t transfers;          /* at once, by all protocols; 0: without limit */
    enum traffic traffic;
    const char *guarded; /* name of a file that only who gives an account gets (401); NULL */
    server_lookup_fn *lookup;
    void *user;
};

struct http_server_counters {
    uint64_t connections; /* accepted */
    uint64_t silent;      /* closed because no complete request came */
    uint64_t broken;      /* that ended before the client had all of the answer */
};

struct http_server;

/* Listens on `host`; the configuration is copied, `info` must outlive the server. The machine is
 * announced to observers (server_added) by whoever made `info`, or by its TFTP server. */
struct http_server *http_server_new(struct net_host *host, const struct http_server_config *config,
                                    const struct server_info *info);
/* Switches it off: all connections are forgotten, and nobody listens. And on: it listens again, and
 * knows of nothing. Its counters stay. Does nothing when it is so already. Whoever switches a
 * machine off has pulled its cable before (net_set_plugged), so that nobody hears of it; and plugs
 * it in after he has switched it on. */
void http_server_set_up(struct http_server *s, bool up);
const struct http_server_counters *http_server_counters(const struct http_server *s);
void http_server_free(struct http_server *s);

#endif
