/* A connection that is kept full, and the port that takes what it sends. */
#include "models/devices/bulk_flow.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"

enum { BULK_PIECE = 16384 }; /* bytes given to TCP at a time */

struct bulk_flow {
    struct net_host *host;
    struct net_endpoint to;
    struct net_tcp *tcp; /* NULL: there is no connection */
    struct timer begin, end;
    bool stopped;
};

/* What is copied is of no interest. */
static const uint8_t bulk_payload[BULK_PIECE];

static void bulk_fill(void *user)
{
    struct bulk_flow *f = user;
    while (!f->stopped && net_tcp_send(f->host, f->tcp, NULL, 0, bulk_payload, BULK_PIECE))
        continue;
}

static void bulk_ended(void *user, enum net_tcp_end why)
{
    struct bulk_flow *f = user;
    struct net *net = f->host->net;
    (void)why;
    f->tcp = NULL;
    if (!f->stopped)
        timer_set(net->events, &f->begin, net_now(net) + BULK_PAUSE);
}

static const struct net_tcp_events bulk_events = {
    .connected = bulk_fill, .writable = bulk_fill, .ended = bulk_ended};

static void bulk_begin(struct timer *timer)
{
    struct bulk_flow *f = CONTAINER_OF(timer, struct bulk_flow, begin);
    f->tcp = net_tcp_connect(f->host, f->to, TRAFFIC_DATA, &bulk_events, f);
}

static void bulk_end(struct timer *timer)
{
    struct bulk_flow *f = CONTAINER_OF(timer, struct bulk_flow, end);
    f->stopped = true;
    timer_cancel(f->host->net->events, &f->begin);
    if (f->tcp)
        net_tcp_close(f->host, f->tcp);
}

struct bulk_flow *bulk_flow_new(struct net_host *host, struct net_endpoint to, sim_time starts,
                                sim_time stops)
{
    struct bulk_flow *f = mem_calloc(1, sizeof *f);
    *f = (struct bulk_flow){.host = host, .to = to};
    timer_init(&f->begin, bulk_begin);
    timer_init(&f->end, bulk_end);
    timer_set(host->net->events, &f->begin, starts);
    if (stops != TIME_NEVER)
        timer_set(host->net->events, &f->end, stops);
    return f;
}

void bulk_flow_free(struct bulk_flow *f)
{
    timer_cancel(f->host->net->events, &f->begin);
    timer_cancel(f->host->net->events, &f->end);
    if (f->tcp)
        net_tcp_abort(f->host, f->tcp);
    free(f);
}

/* --- where it goes -----------------------------------------------------------------------------
 */

struct bulk_end {
    struct bulk_sink *sink;
    struct net_tcp *tcp;
    struct bulk_end *before, *next;
};

struct bulk_sink {
    struct net_host *host;
    struct net_tcp *listening;
    struct bulk_end *ends; /* of connections, the latest first */
    uint64_t received;
};

static void sink_remove(struct bulk_end *end)
{
    *(end->before ? &end->before->next : &end->sink->ends) = end->next;
    if (end->next)
        end->next->before = end->before;
    free(end);
}

static void sink_received(void *user, const uint8_t *bytes, uint32_t length)
{
    struct bulk_end *end = user;
    (void)bytes;
    end->sink->received += length;
}

static void sink_finished(void *user)
{
    struct bulk_end *end = user;
    net_tcp_close(end->sink->host, end->tcp);
}

static void sink_ended(void *user, enum net_tcp_end why)
{
    (void)why;
    sink_remove(user);
}

static void *sink_accepted(void *user, struct net_tcp *tcp, struct net_endpoint peer,
                           const struct net_tcp_events **events)
{
    static const struct net_tcp_events sink_events = {
        .received = sink_received, .finished = sink_finished, .ended = sink_ended};
    struct bulk_sink *s = user;
    struct bulk_end *end = mem_calloc(1, sizeof *end);
    (void)peer;
    *end = (struct bulk_end){.sink = s, .tcp = tcp, .next = s->ends};
    if (s->ends)
        s->ends->before = end;
    s->ends = end;
    *events = &sink_events;
    return end;
}

struct bulk_sink *bulk_sink_new(struct net_host *host, uint16_t port)
{
    struct bulk_sink *s = mem_calloc(1, sizeof *s);
    s->host = host;
    s->listening = net_tcp_listen(host, port, TRAFFIC_DATA, sink_accepted, s);
    CHECK(s->listening != NULL);
    return s;
}

uint64_t bulk_sink_received(const struct bulk_sink *s)
{
    return s->received;
}

void bulk_sink_free(struct bulk_sink *s)
{
    net_tcp_abort(s->host, s->listening);
    while (s->ends) {
        net_tcp_abort(s->host, s->ends->tcp);
        sink_remove(s->ends);
    }
    free(s);
}
