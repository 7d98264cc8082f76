/* The log server: takes syslog datagrams (RFC 3164) at UDP port 514, counts them, and hands on
 * their lines.
 *
 * A datagram is well formed when it begins with a priority, "<0>" to "<191>" in decimal without
 * leading zeros, and has at most LOG_SERVER_MESSAGE_MAX bytes. Any other is counted and dropped. */
#ifndef MODELS_DEVICES_LOG_SERVER_H
#define MODELS_DEVICES_LOG_SERVER_H

#include "sim/net.h"

enum { LOG_SERVER_MESSAGE_MAX = 1024 }; /* bytes (RFC 3164, 4.1) */

/* A line that came from that address: what follows the priority, without a zero behind it, any
 * bytes; valid during the call. */
typedef void log_server_line_fn(void *user, uint32_t from, const char *text, uint32_t length);

struct log_server_counters {
    uint64_t datagrams; /* all that came */
    uint64_t bytes;     /* of these */
    uint64_t malformed; /* of these, datagrams that were dropped */
};

struct log_server;

/* Listens on `host`; `line` may be NULL. */
struct log_server *log_server_new(struct net_host *host, log_server_line_fn *line, void *user);
const struct log_server_counters *log_server_counters(const struct log_server *s);
void log_server_free(struct log_server *s);

#endif
