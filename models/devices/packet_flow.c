/* A timer a flow: a packet leaves, and the next one's time is drawn. */
#include "models/devices/packet_flow.h"

#include <stdlib.h>

#include "base/big_endian.h"
#include "base/check.h"
#include "base/memory.h"
#include "sim/random.h"

enum { FLOW_NUMBER = 4 }; /* bytes at the front of each datagram: which one it is */

const struct packet_mix packet_mix_imix[PACKET_MIX_SIZES] = {{40, 7}, {576, 4}, {1500, 1}};

struct packet_flow {
    struct net_host *host;
    struct packet_flow_config config;
    struct net_udp *udp;
    struct random_stream draws;
    struct timer due;
    uint64_t sent;
    sim_time off_at; /* of ON_OFF: when the present period with packets ends */
};

/* What is in packets is of no interest. */
static const uint8_t flow_payload[NET_UDP_MAX];

static uint32_t flow_bytes(struct packet_flow *f)
{
    if (f->config.bytes)
        return f->config.bytes;
    uint64_t part = random_below(&f->draws, PACKET_MIX_PARTS);
    const struct packet_mix *m = packet_mix_imix;
    for (; part >= m->parts; m++)
        part -= m->parts;
    return m->bytes;
}

/* What of a gap is left at the end of a period without packets goes on in the next one: at random
 * times it makes no difference. */
static sim_time flow_next_on_off(struct packet_flow *f, sim_time at)
{
    const struct packet_flow_config *c = &f->config;
    const double share = (double)c->on / (double)(c->on + c->off);
    at += random_exponential(&f->draws, (double)c->gap * share);
    while (at >= f->off_at) {
        const sim_time rest = at - f->off_at;
        const sim_time on_at = f->off_at + random_exponential(&f->draws, (double)c->off);
        f->off_at = on_at + random_exponential(&f->draws, (double)c->on);
        at = on_at + rest;
    }
    return at;
}

/* When the packet after one at that time leaves. */
static sim_time flow_next(struct packet_flow *f, sim_time at)
{
    switch (f->config.arrivals) {
    case PACKETS_CONSTANT:
        return at + f->config.gap;
    case PACKETS_POISSON:
        return at + random_exponential(&f->draws, (double)f->config.gap);
    case PACKETS_ON_OFF:
        return flow_next_on_off(f, at);
    }
    return TIME_NEVER;
}

static void flow_wait(struct packet_flow *f, sim_time at)
{
    if (at < f->config.stops)
        timer_set(f->host->net->events, &f->due, at);
}

static void flow_is_due(struct timer *timer)
{
    struct packet_flow *f = CONTAINER_OF(timer, struct packet_flow, due);
    uint8_t number[FLOW_NUMBER];
    put32(number, (uint32_t)f->sent++);
    net_udp_send(f->host, f->udp, f->config.to, number, sizeof number, flow_payload,
                 flow_bytes(f) - NET_UDP_OVERHEAD - FLOW_NUMBER);
    flow_wait(f, flow_next(f, net_now(f->host->net)));
}

static void flow_ignore(void *user, const struct net_datagram *d)
{
    (void)user, (void)d;
}

struct packet_flow *packet_flow_new(struct net_host *host, const struct packet_flow_config *config)
{
    struct packet_flow *f = mem_calloc(1, sizeof *f);
    CHECK(config->gap > 0 && (!config->bytes || config->bytes >= PACKET_FLOW_LEAST));
    *f = (struct packet_flow){.host = host, .config = *config, .off_at = config->starts};
    f->udp = net_udp_bind(host, 0, TRAFFIC_DATA, flow_ignore, f);
    CHECK(f->udp != NULL);
    net_udp_let_fragment(host, f->udp);
    random_init(&f->draws, host->net->seed, host->net->replication, config->entity, RANDOM_DATA);
    timer_init(&f->due, flow_is_due);
    flow_wait(f,
              config->arrivals == PACKETS_CONSTANT ? config->starts : flow_next(f, config->starts));
    return f;
}

uint64_t packet_flow_sent(const struct packet_flow *f)
{
    return f->sent;
}

void packet_flow_free(struct packet_flow *f)
{
    timer_cancel(f->host->net->events, &f->due);
    net_udp_close(f->host, f->udp);
    free(f);
}

/* --- where they go -----------------------------------------------------------------------------
 */

struct packet_sink {
    struct net_host *host;
    struct net_udp *udp;
    uint64_t received;
};

static void sink_receive(void *user, const struct net_datagram *d)
{
    struct packet_sink *s = user;
    s->received += !d->unreachable;
}

struct packet_sink *packet_sink_new(struct net_host *host, uint16_t port)
{
    struct packet_sink *s = mem_calloc(1, sizeof *s);
    s->host = host;
    s->udp = net_udp_bind(host, port, TRAFFIC_DATA, sink_receive, s);
    CHECK(s->udp != NULL);
    return s;
}

uint64_t packet_sink_received(const struct packet_sink *s)
{
    return s->received;
}

void packet_sink_free(struct packet_sink *s)
{
    net_udp_close(s->host, s->udp);
    free(s);
}
