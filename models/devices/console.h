/* A phone's console: lines as the known log has them, "LEVEL HH:MM:SS.ffffff DLoad: text", the time
 * being that since the run's start. Observers see each line; a phone with a log server also sends
 * it there, as an RFC 3164 syslog datagram from port 514 (facility local7; DBG debug, NOT notice,
 * INF informational): "<PRI>Mmm dd hh:mm:ss NAME DLoad: text", the date beginning with the run at
 * the first of January. Costs next to nothing when nobody listens.
 *
 * Not modelled: leap years, time zones, what the other parts of a phone print, the time that
 * printing takes. Validated: tests/models/devices/console_test.c, and peer_log_test.c. */
#ifndef MODELS_DEVICES_CONSOLE_H
#define MODELS_DEVICES_CONSOLE_H

#include "sim/net.h"

enum { SYSLOG_PORT = 514 };

struct console {
    struct net_host *host;
    const struct phone_info *info;
    uint32_t log_server; /* address; 0: none */
    struct net_udp *udp; /* NULL: there is no log server */
};

void console_init(struct console *c, struct net_host *host, const struct phone_info *info,
                  uint32_t log_server);
void console_fini(struct console *c);
/* Whether a line would reach anybody: otherwise there is no need to make it up. */
bool console_is_read(const struct console *c);
void console_print(struct console *c, const char *level, const char *text);

#endif
