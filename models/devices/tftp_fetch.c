/* Drives the TFTP client's machine on UDP, with the phone's processor before it; a fetch is
 * freed only when no callback of its is under way. */
#include "models/devices/tftp_fetch.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/datagram.h"
#include "models/devices/late_timer.h"

/* One transfer; it lives until its client is idle. */
struct tftp_fetch {
    struct tftp_processor *processor;
    struct tftp_fetch *next;
    const struct fetch_events *events;
    void *user;
    struct tftp_client_config config;
    struct tftp_client client;
    struct late_timer timer; /* the client's deadline */
    struct net_udp *udp;
    bool connects; /* its socket, once the server has answered */
};

static sim_time now_of(const struct tftp_processor *p)
{
    return net_now(p->host->net);
}

/* What a datagram takes the processor for. Without a window each one is acknowledged, and a phone
 * does nothing else until that is done. */
static sim_time work_for(const struct tftp_fetch *f)
{
    return f->client.windowsize > 1 ? f->processor->cpu : f->processor->lock_step;
}

/* The first one that waits is seen when it has been worked on, and not before its turn-around. */
static void see_first(struct tftp_processor *p)
{
    const struct net_datagram *d = p->received.first;
    if (d && !timer_is_set(&p->timer))
        timer_set(p->host->net->events, &p->timer, time_max(d->came + p->turnaround, d->worked));
}

/* Whether RECEIVE_QUEUE_MAX wait for the processor, the one in work included: the work on them is
 * of one piece. What only waits for its turn-around has been read. */
static bool is_full(const struct tftp_processor *p)
{
    return p->received.count >= RECEIVE_QUEUE_MAX &&
           p->worked - now_of(p) > (RECEIVE_QUEUE_MAX - 1) * p->cpu;
}

/* Ends the work on what has come for the transfer: what is behind it is worked on so much sooner.
 */
static void end_work(struct tftp_processor *p, const struct tftp_fetch *f)
{
    sim_time free_at = now_of(p);
    for (struct net_datagram *d = p->received.first; d; d = d->next)
        if (d->owner != f && d->worked > now_of(p))
            free_at = d->worked = time_min(d->worked, free_at + work_for(d->owner));
    p->worked = free_at;
}

/* Drops what has come for the transfer. */
static void drop_received(struct tftp_processor *p, const struct tftp_fetch *f)
{
    const struct net_datagram *first = p->received.first;
    end_work(p, f);
    receive_queue_drop(&p->received, p->host, f);
    if (p->received.first == first)
        return;
    timer_cancel(p->host->net->events, &p->timer);
    see_first(p);
}

static void free_fetch(struct tftp_fetch *f)
{
    struct tftp_processor *p = f->processor;
    struct tftp_fetch **link = &p->fetches;
    while (*link != f)
        link = &(*link)->next;
    *link = f->next;
    late_timer_cancel(&f->timer);
    drop_received(p, f);
    net_udp_close(p->host, f->udp);
    free(f);
}

static struct fetch_result result_of(const struct tftp_fetch *f, enum fetch_end end,
                                     const char *reason)
{
    const struct tftp_client_counters *c = &f->client.counters;
    return (struct fetch_result){.end = end,
                                 .reason = reason,
                                 .answered = tftp_client_is_answered(&f->client),
                                 .retransmissions = c->timeouts,
                                 .duplicates = (uint64_t)c->duplicates + c->stale};
}

static struct fetch_result failure_of(const struct tftp_fetch *f,
                                      const struct tftp_client_action *a)
{
    if (a->failure != TFTP_FAILURE_PEER)
        return result_of(f, FETCH_LOST, tftp_failure_text(a->failure));
    if (a->peer_error != TFTP_ERROR_NOT_FOUND)
        return result_of(f, FETCH_REFUSED, tftp_failure_text(a->failure));
    return result_of(f, FETCH_MISSING, "missing file");
}

static void end(struct tftp_fetch *f, struct fetch_result result)
{
    f->events->ended(f->user, &result);
}

static void act(struct tftp_fetch *f, const struct tftp_client_action *a)
{
    const struct net_endpoint to = {a->address, a->port};
    switch (a->kind) {
    case TFTP_CLIENT_SEND:
        tftp_count(f->processor->host->net, a->bytes);
        net_udp_send(f->processor->host, f->udp, to, a->bytes, a->length, NULL, 0);
        break;
    case TFTP_CLIENT_DELIVER:
        f->events->delivered(f->user, a->offset, a->data, a->length);
        break;
    case TFTP_CLIENT_DONE:
        end(f, result_of(f, FETCH_DONE, NULL));
        break;
    case TFTP_CLIENT_FAILED:
        end(f, failure_of(f, a));
        break;
    }
}

/* Does what the client wants done, until it waits again or is through. */
static void drive(struct tftp_fetch *f)
{
    struct tftp_client_action action;
    while (tftp_client_next(&f->client, &action, now_of(f->processor)))
        act(f, &action);
    if (tftp_client_is_idle(&f->client))
        free_fetch(f);
    else
        late_timer_set(&f->timer, tftp_client_deadline(&f->client));
}

static void fetch_expired(struct late_timer *timer)
{
    struct tftp_fetch *f = CONTAINER_OF(timer, struct tftp_fetch, timer);
    check_context.entity = f->processor->host->name;
    tftp_client_expire(&f->client, now_of(f->processor));
    drive(f);
}

/* Other ports of the server then find nobody, as with programs whose sockets are connected. */
static void connect_once_answered(struct tftp_fetch *f)
{
    if (!tftp_client_is_answered(&f->client))
        return;
    const struct net_endpoint server = {f->client.server, f->client.tid};
    net_udp_connect(f->processor->host, f->udp, server);
    f->connects = false;
}

static void turned_around(struct timer *timer)
{
    struct tftp_processor *p = CONTAINER_OF(timer, struct tftp_processor, timer);
    check_context.entity = p->host->name;
    struct net_datagram *d = receive_queue_take(&p->received);
    if (d) {
        struct tftp_fetch *f = d->owner;
        const struct tftp_datagram datagram = tftp_datagram_of(d);
        tftp_client_receive(&f->client, &datagram, now_of(p));
        if (f->connects)
            connect_once_answered(f);
        drive(f);
        net_release(p->host, d);
    }
    see_first(p);
}

/* A phone hears that a port is unreachable, and waits on: only an ERROR or silence ends a file. */
static void fetch_receive(void *user, const struct net_datagram *d)
{
    struct tftp_fetch *f = user;
    struct tftp_processor *p = f->processor;
    const sim_time now = now_of(p);
    if (d->unreachable || is_full(p))
        return;
    struct net_datagram *held = receive_queue_append(&p->received, p->host, d, f);
    held->came = now;
    held->worked = p->worked = time_max(p->worked, now) + work_for(f);
    see_first(p);
}

struct tftp_fetch *tftp_fetch_start(struct tftp_processor *p,
                                    const struct tftp_client_config *config, uint32_t server,
                                    enum traffic traffic, const char *name,
                                    const struct fetch_events *events, void *user)
{
    struct tftp_fetch *f = mem_calloc(1, sizeof *f);
    *f = (struct tftp_fetch){
        .processor = p, .next = p->fetches, .events = events, .user = user, .config = *config};
    p->fetches = f;
    f->connects = config->policy->foreign == TFTP_FOREIGN_IGNORED;
    tftp_client_init(&f->client);
    late_timer_init(&f->timer, p->host, fetch_expired);
    f->udp = net_udp_bind(p->host, 0, traffic, fetch_receive, f);
    CHECK(f->udp != NULL);
    CHECK(tftp_client_start(&f->client, &f->config, server, name, now_of(p)) == 0);
    drive(f);
    return f;
}

struct fetch_result tftp_fetch_result(const struct tftp_fetch *f)
{
    return result_of(f, FETCH_LOST, NULL);
}

void tftp_fetch_stop(struct tftp_fetch *f)
{
    free_fetch(f);
}

void tftp_processor_init(struct tftp_processor *p, struct net_host *host, sim_time cpu,
                         sim_time turnaround)
{
    *p = (struct tftp_processor){
        .host = host, .cpu = cpu, .turnaround = turnaround, .lock_step = time_max(cpu, turnaround)};
    timer_init(&p->timer, turned_around);
}

void tftp_processor_stop(struct tftp_processor *p)
{
    while (p->fetches)
        free_fetch(p->fetches);
    timer_cancel(p->host->net->events, &p->timer);
}
