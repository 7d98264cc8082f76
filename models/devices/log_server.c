/* One socket that counts and hands on; it never answers. */
#include "models/devices/log_server.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/console.h"

enum { PRIORITY_MAX = 191 }; /* facility 23, severity 7 */

struct log_server {
    struct net_host *host;
    struct net_udp *udp;
    log_server_line_fn *line;
    void *user;
    struct log_server_counters counters;
};

/* The bytes of "<PRI>" at the front; 0 when there is none. */
static uint32_t priority_length(const char *text, uint32_t length)
{
    uint32_t i = 1, priority = 0;
    if (length < 3 || text[0] != '<')
        return 0;
    while (i < length && i < 4 && text[i] >= '0' && text[i] <= '9')
        priority = priority * 10 + (uint32_t)(text[i++] - '0');
    const bool leading_zero = text[1] == '0' && i > 2;
    if (i == 1 || i == length || text[i] != '>' || leading_zero || priority > PRIORITY_MAX)
        return 0;
    return i + 1;
}

static void receive(void *user, const struct net_datagram *d)
{
    struct log_server *s = user;
    char text[LOG_SERVER_MESSAGE_MAX];
    const uint32_t length = d->header_length + d->payload_length;
    if (d->unreachable)
        return;
    s->counters.datagrams++;
    s->counters.bytes += length;
    uint32_t priority = 0;
    if (length <= sizeof text) {
        if (d->header_length)
            memcpy(text, d->header, d->header_length);
        if (d->payload_length)
            memcpy(text + d->header_length, d->payload, d->payload_length);
        priority = priority_length(text, length);
    }
    if (priority == 0)
        s->counters.malformed++;
    else if (s->line)
        s->line(s->user, d->source.address, text + priority, length - priority);
}

struct log_server *log_server_new(struct net_host *host, log_server_line_fn *line, void *user)
{
    struct log_server *s = mem_calloc(1, sizeof *s);
    *s = (struct log_server){.host = host, .line = line, .user = user};
    s->udp = net_udp_bind(host, SYSLOG_PORT, TRAFFIC_SYSLOG, receive, s);
    CHECK(s->udp != NULL);
    return s;
}

const struct log_server_counters *log_server_counters(const struct log_server *s)
{
    return &s->counters;
}

void log_server_free(struct log_server *s)
{
    net_udp_close(s->host, s->udp);
    free(s);
}
