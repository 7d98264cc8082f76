/* A line is made up only when somebody reads it; nothing here decides what a phone does. */
#include "models/devices/console.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"

enum {
    LINE_MAX_BYTES = 512,
    FACILITY_LOCAL7 = 23, /* RFC 3164, 4.1.1 */
    DAYS_A_YEAR = 365,    /* the phones' calendar has no leap years */
};

/* A message of syslog is its header, which differs from the line's, and the same text. */
#define TAG "DLoad: "

static int severity_of(const char *level)
{
    static const struct {
        const char *level;
        int severity;
    } known[] = {{"DBG", 7}, {"NOT", 5}, {"INF", 6}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].level, level) == 0)
            return known[i].severity;
    CHECK(!"a level that the console does not have");
    return 0;
}

/* The phone's clock starts with the run, at midnight of the first of January. */
static void put_date(char *out, size_t size, sim_time now)
{
    static const char names[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int day = (int)(now / DAYS % DAYS_A_YEAR), month = 0;
    while (day >= days[month])
        day -= days[month++];
    const int second = (int)(now % DAYS / SECONDS);
    snprintf(out, size, "%.3s %2d %02d:%02d:%02d", names[month], day + 1, second / 3600,
             second / 60 % 60, second % 60);
}

static void show(struct console *c, const char *level, const char *text, sim_time now)
{
    char line[LINE_MAX_BYTES];
    const int64_t second = now / SECONDS, hours = now / HOURS;
    snprintf(line, sizeof line, "%s %02" PRId64 ":%02d:%02d.%06d " TAG "%s", level, hours,
             (int)(second / 60 % 60), (int)(second % 60), (int)(now % SECONDS / MICROSECONDS),
             text);
    OBSERVE(&c->host->net->observers, console_line, c->info->id, line, now);
}

static void send(struct console *c, const char *level, const char *text, sim_time now)
{
    char message[LINE_MAX_BYTES], date[64];
    put_date(date, sizeof date, now);
    const int length =
        snprintf(message, sizeof message, "<%d>%s %s " TAG "%s",
                 FACILITY_LOCAL7 * 8 + severity_of(level), date, c->info->name, text);
    const uint32_t bytes = length < (int)sizeof message ? (uint32_t)length : sizeof message - 1;
    net_udp_send(c->host, c->udp, (struct net_endpoint){c->log_server, SYSLOG_PORT},
                 (const uint8_t *)message, bytes, NULL, 0);
}

/* A log server answers nothing; that nobody listens there is of no interest. */
static void ignore(void *user, const struct net_datagram *d)
{
    (void)user, (void)d;
}

void console_init(struct console *c, struct net_host *host, const struct phone_info *info,
                  uint32_t log_server)
{
    *c = (struct console){.host = host, .info = info, .log_server = log_server};
    if (!log_server)
        return;
    c->udp = net_udp_bind(host, SYSLOG_PORT, TRAFFIC_SYSLOG, ignore, c);
    CHECK(c->udp != NULL);
}

void console_fini(struct console *c)
{
    if (c->udp)
        net_udp_close(c->host, c->udp);
    c->udp = NULL;
}

bool console_is_read(const struct console *c)
{
    return c->udp || c->host->net->observers.console_line[0];
}

void console_print(struct console *c, const char *level, const char *text)
{
    const sim_time now = net_now(c->host->net);
    if (!console_is_read(c))
        return;
    show(c, level, text, now);
    if (c->udp)
        send(c, level, text, now);
}
