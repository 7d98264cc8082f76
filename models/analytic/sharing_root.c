/* The legs of a root's lock-step download. */
#include "models/analytic/sharing_root.h"

#include <math.h>
#include <stddef.h>

#include "models/analytic/http_path.h"
#include "models/analytic/line.h"

#define ROOT_UDP 28.0     /* bytes of the IPv4 and UDP headers */
#define ROOT_DATA 4.0     /* of a DATA or an ACK, before the block */
#define ROOT_REQUEST 10.0 /* of a request beside its name: opcode, "octet", two zeros, one more */

/* The stages of a packet of so many bytes of IP on its way down. */
static void root_down(const struct analytic_site *site, const struct analytic_subnet *subnet,
                      double ip, double takes[SHARING_STAGES])
{
    takes[SHARING_PROCESSOR] = site->central.cpu;
    takes[SHARING_PORT] = line_time(&site->central.port, ip);
    takes[SHARING_DOWN] = line_time(&site->down, ip);
    takes[SHARING_LAN] = line_time(&subnet->lan, ip);
}

/* Of one packet: the LAN's ports are two. */
static double root_sum(const double takes[SHARING_STAGES])
{
    return takes[SHARING_PROCESSOR] + takes[SHARING_PORT] + takes[SHARING_DOWN] +
           2 * takes[SHARING_LAN];
}

static double root_slowest(const double takes[SHARING_STAGES])
{
    double most = takes[SHARING_PROCESSOR];
    most = takes[SHARING_PORT] > most ? takes[SHARING_PORT] : most;
    most = takes[SHARING_DOWN] > most ? takes[SHARING_DOWN] : most;
    return takes[SHARING_LAN] > most ? takes[SHARING_LAN] : most;
}

/* A window's blocks leave the server at the pace of its slower stage, and the line at its own. */
static double root_bunch(const double takes[SHARING_STAGES])
{
    const double sent = fmax(takes[SHARING_PROCESSOR], takes[SHARING_PORT]);
    return sent < takes[SHARING_DOWN] ? 1 - sent / takes[SHARING_DOWN] : 0;
}

/* Packets that wait at a line while it takes so many s for each. */
static double root_holds(const struct analytic_line *line, double packet)
{
    return line->queue_in_bytes ? floor(line->queue * 8 / line->rate / packet * (1 + 1e-15))
                                : line->queue;
}

/* From a phone to the server's having read it. */
static double root_up(const struct analytic_site *site, const struct analytic_subnet *subnet,
                      double ip)
{
    return 2 * line_time(&subnet->lan, ip) + line_time(&site->up, ip) +
           line_time(&site->central.port, ip) + site->central.cpu;
}

static double root_cables(const struct analytic_site *site, const struct analytic_subnet *subnet)
{
    return site->central.port.delay + 2 * subnet->lan.delay;
}

/* From the last of `blocks`, which come one each `spacing`, to its ACK: its turn-around is over,
 * and the work on all of them done. */
static double root_answer(double turnaround, double cpu, double blocks, double spacing)
{
    const double work = cpu > spacing ? blocks * cpu - (blocks - 1) * spacing : cpu;
    return turnaround > work ? turnaround : work;
}

/* The opening: a request without its name and, with options, their grant and its ACK. */
static void root_open(const struct analytic_site *site, const struct analytic_group *g,
                      struct sharing_round *r)
{
    const struct analytic_subnet *subnet = &site->subnets[g->subnet];
    const double cables = root_cables(site, subnet), up = site->up.delay + cables;
    r->opening = root_up(site, subnet, ROOT_UDP + ROOT_REQUEST + g->options) + up;
    r->grant = r->grant_line = 0;
    if (g->options <= 0)
        return;
    double takes[SHARING_STAGES];
    root_down(site, subnet, ROOT_UDP + 2 + g->answer, takes);
    r->grant_line = takes[SHARING_DOWN];
    r->grant = root_sum(takes) + site->down.delay + cables + fmax(g->turnaround, g->cpu) +
               root_up(site, subnet, ROOT_UDP + ROOT_DATA) + up;
    r->opening += r->grant;
}

/* What a byte takes where. */
static void root_bytes(const struct analytic_site *site, const struct analytic_group *g,
                       struct sharing_round *r)
{
    const double port = 8 / site->central.port.rate, lan = 16 / site->subnets[g->subnet].lan.rate;
    r->line_byte = 8 / site->down.rate;
    r->byte = port + lan + r->line_byte;
    r->name_byte = port + lan + 8 / site->up.rate;
    r->blksize = g->blksize;
    r->windowsize = g->windowsize;
    r->of_block = 1 / g->blksize;
    r->of_window = 1 / g->windowsize;
    r->cpu = g->cpu;
    r->patience = g->turnaround;
}

/* --- by HTTP ---------------------------------------------------------------------------------- */

static const struct http_sharers root_alone = {1, 1};

/* A window of segments, of which the first of two waits for the second to be acknowledged. */
static struct sharing_round root_http_round(const struct analytic_site *site,
                                            const struct analytic_group *g)
{
    const struct http_way way = http_path(site, g, ANALYTIC_FROM_CENTRE, root_alone);
    struct sharing_round r = {.site = site, .group = g};
    r.blksize = site->tcp.mss;
    r.windowsize = floor(way.window);
    r.of_block = 1 / r.blksize;
    r.of_window = 1 / r.windowsize;
    root_down(site, &site->subnets[g->subnet], site->tcp.mss + site->tcp.header, r.takes);
    r.slowest = root_slowest(r.takes);
    r.line = r.takes[SHARING_DOWN];
    r.holds = root_holds(&site->down, r.line);
    r.round = fmax(way.there + way.back + r.slowest, r.windowsize * r.slowest);
    r.waits = r.round - r.windowsize * r.slowest;
    r.line_byte = 8 / site->down.rate;
    for (int s = 0; s < SHARING_STAGES; s++)
        r.takes[s] *= r.windowsize;
    r.takes[SHARING_UP] = r.windowsize / 2 * line_time(&site->up, site->tcp.header);
    return r;
}

static void root_http_fetch(const struct sharing_round *r, const struct analytic_file *file,
                            struct sharing_fetch *f)
{
    const struct http_way way = http_path(r->site, r->group, ANALYTIC_FROM_CENTRE, root_alone);
    const double segments = http_path_segments(r->site, file), full = floor(segments);
    const double opening = http_path_opening(r->site, r->group, ANALYTIC_FROM_CENTRE, file);
    const struct http_arrival a = http_train(&way, segments, 0);
    f->rounds = floor(segments * r->of_window);
    f->rest = (segments - full) * r->blksize;
    f->last = r->line; /* the others' come in between */
    f->bytes = segments * r->line;
    f->opening = opening;
    f->ends = opening + a.last - f->rounds * r->round;
    f->queue = a.queue / r->line;
}

/* --- either ----------------------------------------------------------------------------------- */

struct sharing_round sharing_round_of(const struct analytic_site *site,
                                      const struct analytic_group *g)
{
    const struct analytic_subnet *subnet = &site->subnets[g->subnet];
    const double ack = ROOT_UDP + ROOT_DATA, cables = root_cables(site, subnet);
    struct sharing_round r = {.site = NULL};
    if (g->transport == ANALYTIC_BY_HTTP)
        return root_http_round(site, g);
    root_bytes(site, g, &r);
    root_down(site, subnet, ack + g->blksize, r.takes);
    r.slowest = root_slowest(r.takes);
    r.bunch = root_bunch(r.takes);
    r.line = r.takes[SHARING_DOWN];
    r.holds = root_holds(&site->down, r.line);
    const double block = root_sum(r.takes);
    r.turnaround = root_answer(g->turnaround, g->cpu, g->windowsize, r.slowest);
    r.line_empty = r.line - g->blksize * r.line_byte;
    r.empty = block - g->blksize * r.byte + site->down.delay + cables;
    r.waits = site->down.delay + cables + site->up.delay + cables;
    root_open(site, g, &r);
    r.round = block + (g->windowsize - 1) * r.slowest + r.turnaround + r.waits +
              root_up(site, subnet, ack);
    for (int s = 0; s < SHARING_STAGES; s++)
        r.takes[s] *= g->windowsize;
    r.takes[SHARING_PROCESSOR] += site->central.cpu;
    r.takes[SHARING_UP] = line_time(&site->up, ack);
    return r;
}

static double root_whole(double x)
{
    return (double)(int64_t)x;
}

/* A last block of no more than a few bytes is padded on Ethernet; that is left out. */
void sharing_fetch_of(const struct sharing_round *r, const struct analytic_file *file,
                      struct sharing_fetch *f)
{
    if (r->site) {
        root_http_fetch(r, file, f);
        return;
    }
    const double full = root_whole(file->bytes * r->of_block * (1 + 1e-15)); /* and a shorter one */
    f->rounds = root_whole(full * r->of_window * (1 + 1e-15));
    f->rest = file->bytes - full * r->blksize;
    const double before = full - f->rounds * r->windowsize; /* full ones in the last window */
    const double rest = r->line_empty + f->rest * r->line_byte;
    f->queue = (f->rounds > 0 ? r->windowsize - 1 : before) * r->bunch;
    f->last = before * r->line + rest;
    f->bytes = full * r->line + rest;
    f->opening = r->opening + file->name * r->name_byte;
    f->ends = f->opening + before * r->slowest + r->empty + f->rest * r->byte;
    f->ends += root_answer(r->patience, r->cpu, before + 1, r->slowest);
}
