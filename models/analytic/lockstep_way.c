/* A way of TFTP, and one phone's windows on it: the stages, one after the other. */
#include "models/analytic/lockstep_way.h"

#include <stddef.h>

enum { NAME = 12, LINES = LOCKSTEP_LINES }; /* bytes of a file's whose request is one among many */

static void lockstep_set_line(struct lockstep_lines *w, int i, const struct analytic_line *line)
{
    w->byte[i] = 8 / line->rate;
    w->framing[i] = line->framing;
    w->payload_min[i] = line->payload_min;
    w->padded = most_of(w->padded, line->payload_min);
    w->delay += line->delay;
}

/* Both ways are the same but for the WAN; NULL: it is not on the way, nor is the router's port. */
static void lockstep_set_lines(struct lockstep_way *w, const struct analytic_line *port,
                               const struct analytic_site *wan, const struct analytic_line *lan)
{
    w->down = (struct lockstep_lines){.padded = 0};
    lockstep_set_line(&w->down, LOCKSTEP_PORT_OUT, port);
    lockstep_set_line(&w->down, LOCKSTEP_OWN, lan);
    if (wan)
        lockstep_set_line(&w->down, LOCKSTEP_LAN_DOWN, lan);
    w->up = w->down;
    if (wan) {
        lockstep_set_line(&w->down, LOCKSTEP_DOWN, &wan->down);
        lockstep_set_line(&w->up, LOCKSTEP_DOWN, &wan->up);
    }
}

/* s of one packet on one line. */
static inline double lockstep_line_time(const struct lockstep_lines *lines, int i, double bytes)
{
    return (most_of(bytes, lines->payload_min[i]) + lines->framing[i]) * lines->byte[i];
}

double lockstep_legs_of_one(double legs[LINES], const struct lockstep_lines *lines, double bytes)
{
    struct lockstep_packets one = {.count = 1, .bytes = bytes};
    lockstep_pad(&one, lines, bytes);
    return lockstep_legs_of(legs, lines, &one);
}

/* From the moment at which `blocks` full ones and then a last one may be sent, until the last has
 * come; and `before`, by how much the first came earlier. Each stage works on one at a time. */
double lockstep_window(const struct lockstep_way *w, const double last[LINES], double blocks,
                       double *before)
{
    double longest = w->cpu, sum = w->cpu; /* of the stages so far, for full blocks */
    double came = w->cpu * (blocks + 1);   /* when the last one is through the stage */
    for (int i = 0; i < LINES; i++) {
        sum += w->block[i];
        longest = most_of(longest, w->block[i]);
        if (blocks > 0) /* the line may have to finish with the one before */
            came = most_of(came, sum + (blocks - 1) * longest);
        came += last[i];
    }
    *before = blocks > 0 ? came - sum : 0;
    return came;
}

/* From the arrival of a window's last block until the phone has seen it. Works on its blocks may
 * lag behind: the first came `before` earlier. In lock-step the phone does nothing beside. */
double lockstep_seen(const struct lockstep_way *w, double blocks, double before)
{
    return w->group->windowsize <= 1 ? w->alone
                                     : most_of(w->alone, blocks * w->group->cpu - before);
}

/* Full windows begin with the ACK of the one before. */
static void lockstep_find_rounds(struct lockstep_way *w, const struct analytic_group *g)
{
    double before;
    w->alone = most_of(g->cpu, g->turnaround);
    w->block_sum = lockstep_legs_of_one(w->block, &w->down, LOCKSTEP_DATA + g->blksize);
    w->ack_sum = lockstep_legs_of_one(w->ack, &w->up, LOCKSTEP_DATA);
    w->request = lockstep_line_time(&w->up, LOCKSTEP_DOWN, LOCKSTEP_REQUEST + NAME + g->options);
    const double came = lockstep_window(w, w->block, g->windowsize - 1, &before);
    w->seen = lockstep_seen(w, g->windowsize, before);
    w->window = came + w->seen + w->ack_sum + w->cpu + w->delay;
    w->agreed = 0;
    if (g->options > 0)
        w->agreed = lockstep_legs_of_one(w->oack, &w->down, LOCKSTEP_OACK + g->answer) + w->alone +
                    w->cpu + w->delay;
}

void lockstep_way_of(struct lockstep_way *w, const struct analytic_site *site,
                     const struct analytic_group *g, enum analytic_way way)
{
    const struct analytic_subnet *subnet = &site->subnets[g->subnet];
    const bool local = way == ANALYTIC_FROM_LOAD_SERVER;
    const struct analytic_server *server = local ? &subnet->load_server : &site->central;
    lockstep_set_lines(w, &server->port, local ? NULL : site, &subnet->lan);
    w->way = way;
    w->group = g;
    w->cpu = server->cpu;
    w->delay = w->down.delay + w->up.delay;
    lockstep_find_rounds(w, g);
}

bool lockstep_goes_alike(const struct analytic_group *g, const struct analytic_group *h)
{
    return g->subnet == h->subnet && g->blksize == h->blksize && g->windowsize == h->windowsize &&
           g->options == h->options && g->answer == h->answer && g->turnaround == h->turnaround &&
           g->cpu == h->cpu;
}
