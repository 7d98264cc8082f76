/* The legs of a root's lock-step download. */
#include "models/analytic/sharing_root.h"

#include <math.h>
#include <stddef.h>

#include "models/analytic/http_path.h"
#include "models/analytic/line.h"
#include "models/analytic/lockstep_way.h"

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

/* From the last of `blocks`, which come one each `spacing`, to its ACK: its turn-around is over,
 * and the work on all of them done. */
static double root_answer(double turnaround, double cpu, double blocks, double spacing)
{
    const double work = cpu > spacing ? blocks * cpu - (blocks - 1) * spacing : cpu;
    return turnaround > work ? turnaround : work;
}

/* The opening: a request without its name and, with options, their grant and its ACK. */
static void root_open(struct sharing_round *r, const struct lockstep_way *w, double options)
{
    double legs[LOCKSTEP_LINES];
    r->opening =
        lockstep_legs_of_one(legs, &w->up, LOCKSTEP_REQUEST + options) + w->cpu + w->up.delay;
    r->grant = r->grant_line = 0;
    if (options <= 0)
        return;
    r->grant_line = w->oack[LOCKSTEP_DOWN];
    r->grant = w->agreed + w->ack_sum + w->cpu;
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
    const double segment = site->tcp.mss + site->tcp.header;
    r.takes[SHARING_PROCESSOR] = site->central.cpu;
    r.takes[SHARING_PORT] = line_time(&site->central.port, segment);
    r.takes[SHARING_DOWN] = line_time(&site->down, segment);
    r.takes[SHARING_LAN] = line_time(&site->subnets[g->subnet].lan, segment);
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
    struct sharing_round r = {.site = NULL};
    struct lockstep_way w;
    if (g->transport == ANALYTIC_BY_HTTP)
        return root_http_round(site, g);
    lockstep_way_of(&w, site, g, ANALYTIC_FROM_CENTRE);
    root_bytes(site, g, &r);
    r.takes[SHARING_PROCESSOR] = w.cpu;
    r.takes[SHARING_PORT] = w.block[LOCKSTEP_PORT_OUT];
    r.takes[SHARING_DOWN] = r.line = w.block[LOCKSTEP_DOWN];
    r.takes[SHARING_LAN] = w.block[LOCKSTEP_LAN_DOWN];
    r.slowest = root_slowest(r.takes);
    r.bunch = root_bunch(r.takes);
    r.holds = root_holds(&site->down, r.line);
    r.line_empty = r.line - g->blksize * r.line_byte;
    r.empty = w.cpu + w.block_sum - g->blksize * r.byte + w.down.delay;
    r.turnaround = w.seen;
    r.waits = w.delay;
    r.round = w.window;
    root_open(&r, &w, g->options);
    for (int s = 0; s < SHARING_STAGES; s++)
        r.takes[s] *= g->windowsize;
    r.takes[SHARING_PROCESSOR] += w.cpu;
    r.takes[SHARING_UP] = w.ack[LOCKSTEP_DOWN];
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
