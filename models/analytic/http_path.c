/* Stages of a way, added up. What HTTP's messages are long is counted from their text here, not
 * asked from those who write them: this is another opinion. */
#include "models/analytic/http_path.h"

#include <math.h>

#include "models/analytic/line.h"

enum {
    PATH_SYN = 44,      /* bytes of IP: a maximum segment size is its option */
    PATH_PIECE = 44,    /* segments that a server works on in one go */
    PATH_REQUEST = 106, /* bytes of a GET beside the name */
    PATH_HEAD = 96,     /* bytes of an answer's head beside the digits of its length */
};

static const struct analytic_server *
path_server(const struct analytic_site *site, const struct analytic_group *g, enum analytic_way way)
{
    return way == ANALYTIC_FROM_LOAD_SERVER ? &site->subnets[g->subnet].load_server
                                            : &site->central;
}

/* Seconds that a packet takes between server and phone, waiting nowhere. */
static double path_time(const struct analytic_site *site, const struct analytic_group *g,
                        enum analytic_way way, const struct analytic_line *wan, double bytes)
{
    const struct analytic_line *port = &path_server(site, g, way)->port;
    const struct analytic_line *lan = &site->subnets[g->subnet].lan;
    const double near = line_time(port, bytes) + port->delay + line_time(lan, bytes) + lan->delay;
    if (way == ANALYTIC_FROM_LOAD_SERVER)
        return near;
    return near + line_time(wan, bytes) + wan->delay + line_time(lan, bytes) + lan->delay;
}

static double path_full(const struct analytic_site *site)
{
    return site->tcp.mss + site->tcp.header;
}

double http_path_request(const struct analytic_file *file)
{
    return PATH_REQUEST + file->name;
}

double http_path_head(const struct analytic_file *file)
{
    return PATH_HEAD + floor(log10(fmax(file->bytes, 1))) + 1;
}

double http_path_segments(const struct analytic_site *site, const struct analytic_file *file)
{
    return (http_path_head(file) + file->bytes) / site->tcp.mss;
}

double http_path_serving(const struct analytic_site *site, const struct analytic_group *g,
                         enum analytic_way way, const struct analytic_file *file)
{
    const double piece = fmin(PATH_PIECE, ceil(http_path_segments(site, file)));
    return (1 + piece) * path_server(site, g, way)->cpu;
}

double http_path_opening(const struct analytic_site *site, const struct analytic_group *g,
                         enum analytic_way way, const struct analytic_file *file)
{
    const double request = http_path_request(file) + site->tcp.header;
    return path_time(site, g, way, &site->up, PATH_SYN) +
           path_time(site, g, way, &site->down, PATH_SYN) +
           path_time(site, g, way, &site->up, request) + http_path_serving(site, g, way, file);
}

static double path_round(const struct analytic_site *site, const struct analytic_group *g,
                         enum analytic_way way)
{
    return path_time(site, g, way, &site->down, path_full(site)) +
           path_time(site, g, way, &site->up, site->tcp.header);
}

/* An ACK comes for two segments. */
double http_path_turn(const struct analytic_site *site, const struct analytic_group *g,
                      enum analytic_way way, struct http_sharers sharers,
                      enum analytic_resource resource)
{
    const struct analytic_server *server = path_server(site, g, way);
    const struct analytic_line *lan = &site->subnets[g->subnet].lan;
    const bool over_wan = way != ANALYTIC_FROM_LOAD_SERVER;
    const double full = path_full(site);
    switch (resource) {
    case ANALYTIC_WAN_DOWN:
        return over_wan ? sharers.site * line_time(&site->down, full) : 0;
    case ANALYTIC_WAN_UP:
        return over_wan ? sharers.site * line_time(&site->up, site->tcp.header) / 2 : 0;
    case ANALYTIC_SERVER:
        return sharers.site * server->cpu;
    case ANALYTIC_SERVER_PORT:
        return sharers.site * line_time(&server->port, full);
    case ANALYTIC_LAN:
        return (over_wan ? sharers.subnet : 1) * line_time(lan, full);
    case ANALYTIC_PHONE:
    case ANALYTIC_RESOURCES:
        break;
    }
    return path_round(site, g, way) / floor(site->tcp.window / site->tcp.mss);
}

struct http_way http_path(const struct analytic_site *site, const struct analytic_group *g,
                          enum analytic_way way, struct http_sharers sharers)
{
    struct http_way w = {
        .there = path_time(site, g, way, &site->down, path_full(site)),
        .back = path_time(site, g, way, &site->up, site->tcp.header),
        .part = path_time(site, g, way, &site->down, path_full(site) + site->tcp.mss) -
                path_time(site, g, way, &site->down, path_full(site)),
        .window = site->tcp.window / site->tcp.mss,
        .initial = site->tcp.initial_window,
        .write = isinf(g->flash) ? 0 : site->tcp.mss / g->flash,
    };
    for (enum analytic_resource r = 0; r < ANALYTIC_PHONE; r++)
        w.service = fmax(w.service, http_path_turn(site, g, way, sharers, r));
    return w;
}
