/* What others do on the sites' lines: packets, TCP, and `busy`, which is packets too; between a
 * computer of the site and a host of the data centre. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "models/devices/bulk_flow.h"
#include "scenarios/experiment_private.h"
#include "scenarios/site_traffic.h"
#include "sim/random.h"

enum { DISCARD_PORT = 9 }; /* RFC 863 */

/* A host that takes what is sent to it. */
struct taker {
    struct packet_sink *packets;
    struct bulk_sink *bulk;
};

struct other_traffic {
    struct part part;
    struct packet_flow **flows;
    struct bulk_flow **bulks;
    struct taker *takers;
    size_t flow_count, bulk_count, taker_count;
};

/* Both ends of a site's traffic, by the direction that leads to them: down is to the site. */
struct traffic_ends {
    struct net_host *hosts[2];
};

/* Between packets of so many bytes, 0: of the mix imix, that have that rate with their framing. */
static sim_time traffic_gap(uint32_t bytes, struct link_overhead framing, double rate)
{
    const double bits = bytes ? 8.0 * link_wire_bytes(framing, bytes)
                              : site_traffic_mix_bits(framing) / PACKET_MIX_PARTS;
    return (sim_time)fmax(1, round(bits * SECONDS / rate));
}

/* `name`: of the flow, as its draws go by it. Frees it. */
static void traffic_add_flow(struct other_traffic *all, const struct traffic_ends *ends,
                             int direction, struct packet_flow_config config, char *name)
{
    config.to = (struct net_endpoint){ends->hosts[direction]->address, DISCARD_PORT};
    config.entity = random_entity(name);
    free(name);
    all->flows = mem_resize(all->flows, all->flow_count + 1, sizeof(struct packet_flow *));
    all->flows[all->flow_count++] = packet_flow_new(ends->hosts[!direction], &config);
}

static void traffic_add_bulks(struct other_traffic *all, const struct traffic_ends *ends,
                              int direction, const struct scenario_traffic *t)
{
    const struct net_endpoint to = {ends->hosts[direction]->address, DISCARD_PORT};
    all->bulks = mem_resize(all->bulks, all->bulk_count + t->flows, sizeof(struct bulk_flow *));
    for (uint32_t i = 0; i < t->flows; i++)
        all->bulks[all->bulk_count++] =
            bulk_flow_new(ends->hosts[!direction], to, t->start, t->stop);
}

static void traffic_add_item(struct other_traffic *all, const struct traffic_ends *ends,
                             const struct scenario_site *site, size_t number)
{
    const struct scenario_traffic *t = &site->traffic[number];
    for (int d = 0; d < 2; d++) {
        if (t->kind == TRAFFIC_CALLS || !site_traffic_goes(t, d))
            continue;
        if (t->kind == TRAFFIC_TCP)
            traffic_add_bulks(all, ends, d, t);
        else
            traffic_add_flow(
                all, ends, d,
                (struct packet_flow_config){
                    .bytes = t->bytes,
                    .gap = traffic_gap(t->bytes, (struct link_overhead){0}, (double)t->rate),
                    .arrivals = t->arrivals,
                    .on = t->on,
                    .off = t->off,
                    .starts = t->start,
                    .stops = t->stop},
                mem_printf("packets %zu %d %s", number, d, site->name));
    }
}

static void traffic_add_busy(struct other_traffic *all, const struct traffic_ends *ends,
                             const struct scenario_site *site)
{
    for (int d = 0; d < 2 && site->busy; d++) {
        const struct link_overhead framing = link_overhead(&site->line[d]);
        traffic_add_flow(all, ends, d,
                         (struct packet_flow_config){
                             .gap = traffic_gap(0, framing, site_traffic_busy_rate(site, d)),
                             .arrivals = PACKETS_POISSON,
                             .stops = TIME_NEVER},
                         mem_printf("busy %d %s", d, site->name));
    }
}

static void traffic_add_taker(struct other_traffic *all, struct net_host *host)
{
    all->takers = mem_resize(all->takers, all->taker_count + 1, sizeof *all->takers);
    all->takers[all->taker_count++] = (struct taker){.packets = packet_sink_new(host, DISCARD_PORT),
                                                     .bulk = bulk_sink_new(host, DISCARD_PORT)};
}

static void traffic_add_site(struct other_traffic *all, struct experiment *x, size_t number)
{
    const struct scenario_site *site = &x->scenario->sites[number];
    const struct traffic_ends ends = {{x->engine->host(x->net, x->network.sites[number].data),
                                       x->engine->host(x->net, x->network.data_host)}};
    if (all->taker_count == 0)
        traffic_add_taker(all, ends.hosts[1]);
    traffic_add_taker(all, ends.hosts[0]);
    for (size_t i = 0; i < site->traffic_count; i++)
        traffic_add_item(all, &ends, site, i);
    traffic_add_busy(all, &ends, site);
}

static void traffic_stop(struct part *part)
{
    struct other_traffic *all = CONTAINER_OF(part, struct other_traffic, part);
    for (size_t i = 0; i < all->flow_count; i++)
        packet_flow_free(all->flows[i]);
    for (size_t i = 0; i < all->bulk_count; i++)
        bulk_flow_free(all->bulks[i]);
    for (size_t i = 0; i < all->taker_count; i++) {
        packet_sink_free(all->takers[i].packets);
        bulk_sink_free(all->takers[i].bulk);
    }
}

static void traffic_free(struct part *part)
{
    struct other_traffic *all = CONTAINER_OF(part, struct other_traffic, part);
    free(all->flows);
    free(all->bulks);
    free(all->takers);
    free(all);
}

void experiment_add_traffic(struct experiment *x)
{
    struct other_traffic *all = NULL;
    for (size_t i = 0; i < x->scenario->site_count; i++) {
        if (!site_traffic_has_data(&x->scenario->sites[i]))
            continue;
        if (!all)
            all = mem_calloc(1, sizeof *all);
        traffic_add_site(all, x, i);
    }
    if (!all)
        return;
    all->part = (struct part){.stop = traffic_stop, .free = traffic_free};
    experiment_add_part(x, &all->part);
}
