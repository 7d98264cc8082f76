/* The legs of a root's lock-step download. */
#include "models/analytic/sharing_root.h"

#include <math.h>

#define ROOT_UDP 28.0     /* bytes of the IPv4 and UDP headers */
#define ROOT_DATA 4.0     /* of a DATA or an ACK, before the block */
#define ROOT_REQUEST 10.0 /* of a request beside its name: opcode, "octet", two zeros, one more */

static double root_on(const struct analytic_line *line, double ip)
{
    return ((ip > line->payload_min ? ip : line->payload_min) + line->framing) * 8 / line->rate;
}

/* The stages of a packet of so many bytes of IP on its way down. */
static void root_down(const struct analytic_site *site, const struct analytic_subnet *subnet,
                      double ip, double takes[SHARING_STAGES])
{
    takes[SHARING_PROCESSOR] = site->central.cpu;
    takes[SHARING_PORT] = root_on(&site->central.port, ip);
    takes[SHARING_DOWN] = root_on(&site->down, ip);
    takes[SHARING_LAN] = root_on(&subnet->lan, ip);
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

/* From a phone to the server's having read it. */
static double root_up(const struct analytic_site *site, const struct analytic_subnet *subnet,
                      double ip)
{
    return 2 * root_on(&subnet->lan, ip) + root_on(&site->up, ip) +
           root_on(&site->central.port, ip) + site->central.cpu;
}

static double root_cables(const struct analytic_site *site, const struct analytic_subnet *subnet)
{
    return site->central.port.delay + 2 * subnet->lan.delay;
}

/* From the last of `blocks`, which come one each `spacing`, to its ACK: its turn-around is over,
 * and the work on all of them done. */
static double root_answer(const struct analytic_group *g, double blocks, double spacing)
{
    const double work = g->cpu > spacing ? blocks * g->cpu - (blocks - 1) * spacing : g->cpu;
    return g->turnaround > work || g->windowsize <= 1 ? fmax(g->turnaround, g->cpu) : work;
}

struct sharing_round sharing_round_of(const struct analytic_site *site,
                                      const struct analytic_group *g)
{
    const struct analytic_subnet *subnet = &site->subnets[g->subnet];
    const double ack = ROOT_UDP + ROOT_DATA;
    struct sharing_round r;
    root_down(site, subnet, ack + g->blksize, r.takes);
    r.slowest = root_slowest(r.takes);
    r.turnaround = root_answer(g, g->windowsize, r.slowest);
    r.waits = site->down.delay + site->up.delay + 2 * root_cables(site, subnet);
    r.round = root_sum(r.takes) + (g->windowsize - 1) * r.slowest + r.turnaround + r.waits +
              root_up(site, subnet, ack);
    for (int s = 0; s < SHARING_STAGES; s++)
        r.takes[s] *= g->windowsize;
    r.takes[SHARING_PROCESSOR] += site->central.cpu;
    r.takes[SHARING_UP] = root_on(&site->up, ack);
    return r;
}

/* The opening: a request and, with options, their grant and its ACK. */
static double root_opening(const struct analytic_site *site, const struct analytic_group *g,
                           const struct analytic_file *file)
{
    const struct analytic_subnet *subnet = &site->subnets[g->subnet];
    const double up = site->up.delay + root_cables(site, subnet);
    const double down = site->down.delay + root_cables(site, subnet);
    const double asked =
        root_up(site, subnet, ROOT_UDP + ROOT_REQUEST + file->name + g->options) + up;
    if (g->options <= 0)
        return asked;
    double takes[SHARING_STAGES];
    root_down(site, subnet, ROOT_UDP + 2 + g->answer, takes);
    return asked + root_sum(takes) + down + fmax(g->turnaround, g->cpu) +
           root_up(site, subnet, ROOT_UDP + ROOT_DATA) + up;
}

struct sharing_fetch sharing_fetch_of(const struct analytic_site *site,
                                      const struct analytic_group *g, const struct sharing_round *r,
                                      const struct analytic_file *file)
{
    const struct analytic_subnet *subnet = &site->subnets[g->subnet];
    const double full = (double)(int64_t)(file->bytes / g->blksize); /* and a shorter one */
    const double windows = (double)(int64_t)(full / g->windowsize);
    const double before = full - windows * g->windowsize; /* full ones in the last window */
    const double rest = file->bytes - full * g->blksize;
    const double line = r->takes[SHARING_DOWN] / g->windowsize;
    double takes[SHARING_STAGES];
    root_down(site, subnet, ROOT_UDP + ROOT_DATA + rest, takes);
    struct sharing_fetch f;
    f.rest = rest;
    f.rounds = windows;
    f.last = before * line + takes[SHARING_DOWN];
    f.bytes = full * line + takes[SHARING_DOWN];
    f.ends = root_opening(site, g, file) + before * r->slowest + root_sum(takes) +
             site->down.delay + root_cables(site, subnet) + root_answer(g, before + 1, r->slowest);
    return f;
}
