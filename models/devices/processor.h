/* A server's processor: one, which works on one packet at a time, first come, first served, for
 * all that the machine serves; and how many transfers it serves, by whatever protocol, since the
 * limit on them is the machine's. */
#ifndef MODELS_DEVICES_PROCESSOR_H
#define MODELS_DEVICES_PROCESSOR_H

#include "sim/net.h"

struct processor {
    struct net *net;
    uint32_t server;    /* id (struct server_info), for observers */
    sim_time cpu;       /* per packet */
    sim_time free_at;   /* when it has done all the work it has taken up */
    uint32_t transfers; /* under way */
};

static inline void processor_init(struct processor *p, struct net *net, uint32_t server,
                                  sim_time cpu)
{
    *p = (struct processor){.net = net, .server = server, .cpu = cpu};
}

/* When it would begin with more work: now, or when it is free. */
static inline sim_time processor_start(const struct processor *p)
{
    return time_max(net_now(p->net), p->free_at);
}

/* Takes up the work on `packets` more, of which there is at least one: returns when that is done.
 */
static inline sim_time processor_work(struct processor *p, uint32_t packets)
{
    const sim_time start = processor_start(p);
    p->free_at = start + packets * p->cpu;
    OBSERVE(&p->net->observers, server_busy, p->server, start, p->free_at);
    return p->free_at;
}

#endif
