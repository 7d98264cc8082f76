/* A site of a scenario as the formulas want it: numbers only. Nothing is decided here: how a group
 * gets its files is delivery.h's to say. */
#include <math.h>
#include <string.h>

#include "models/devices/receive_queue.h"
#include "models/tftp/options.h"
#include "models/tftp/packet.h"
#include "models/tftp/text.h"
#include "scenarios/estimate_private.h"
#include "scenarios/site_network.h"

/* What a segment of TCP has around its payload: IP 20, TCP 20, timestamps 12. */
enum { TCP_HEADER = 40, TCP_TIMESTAMPS = 12, TCP_FIRST_WINDOW = 3 };

static struct analytic_line site_line(const struct link_direction *d)
{
    const struct link_overhead o = link_overhead(d);
    return (struct analytic_line){
        .rate = d->rate == LINK_UNLIMITED ? INFINITY : (double)d->rate,
        .delay = time_seconds(d->delay),
        .framing = o.bytes,
        .payload_min = o.payload_min,
        .queue = d->queue.limit == LINK_QUEUE_ENDLESS ? INFINITY : d->queue.limit,
        .queue_in_bytes = d->queue.in_bytes,
    };
}

/* From a packet to its first repeat, at the least: on a clock that counts in steps it may be one
 * earlier. */
static double site_wait(const struct tftp_policy *p)
{
    return time_seconds(p->intervals[0] - p->clock);
}

static struct analytic_server site_server(const struct scenario *s,
                                          const struct scenario_server *server,
                                          const struct link_direction *port)
{
    const struct delivery_server d = delivery_server(s, server);
    return (struct analytic_server){
        .cpu = time_seconds(server->cpu),
        .port = site_line(port),
        .retransmit = site_wait(&d.kind.policy),
        .transfers = d.kind.transfers ? d.kind.transfers : INFINITY,
        .requests_wait = d.kind.requests_wait,
    };
}

/* --- options -----------------------------------------------------------------------------------
 */

/* What a phone asks for: of the blocks that its policy would try the largest. */
static struct tftp_options site_asks(const struct delivery *d)
{
    const uint16_t blksize = d->client.blksize ? d->client.blksize : d->policy.blksizes[0];
    struct tftp_options o = {
        .blksize = blksize, .windowsize = d->client.windowsize, .timeout = d->client.timeout};
    o.valid |= (uint8_t)(blksize ? TFTP_OPTION_BLKSIZE : 0);
    o.valid |= (uint8_t)(o.windowsize ? TFTP_OPTION_WINDOWSIZE : 0);
    o.valid |= (uint8_t)(o.timeout ? TFTP_OPTION_TIMEOUT : 0);
    o.valid |= (uint8_t)(d->client.tsize ? TFTP_OPTION_TSIZE : 0);
    return o;
}

static struct tftp_options site_grants(const struct tftp_options *asked,
                                       const struct delivery_server *server)
{
    struct tftp_options o = *asked;
    const uint16_t blksize = tftp_server_kind_blksize(
        &server->kind, server->largest_blksize, LINK_MTU - NET_UDP_OVERHEAD - TFTP_DATA_HEADER);
    o.valid &= server->kind.options;
    if (o.blksize > blksize)
        o.blksize = blksize;
    if (o.windowsize > server->largest_windowsize)
        o.windowsize = server->largest_windowsize;
    if (o.valid & TFTP_OPTION_TSIZE)
        o.tsize = 1000000; /* as long in digits as files of firmware are */
    return o;
}

/* Bytes that they take in a packet. */
static double site_option_bytes(const struct tftp_options *o)
{
    uint8_t bytes[TFTP_REQUEST_MAX];
    struct tftp_writer w = tftp_writer_of(bytes, sizeof bytes);
    tftp_options_encode(o, &w);
    return (double)tftp_writer_length(&w);
}

static void site_agree(struct analytic_group *g, const struct delivery *d,
                       const struct delivery_server *server)
{
    const struct tftp_options asked = site_asks(d), granted = site_grants(&asked, server);
    g->options = site_option_bytes(&asked);
    g->answer = site_option_bytes(&granted);
    g->blksize = granted.valid & TFTP_OPTION_BLKSIZE ? granted.blksize : TFTP_BLKSIZE_DEFAULT;
    g->windowsize =
        granted.valid & TFTP_OPTION_WINDOWSIZE ? granted.windowsize : TFTP_WINDOWSIZE_DEFAULT;
}

/* --- resets ------------------------------------------------------------------------------------
 */

static bool resets_hold(const struct estimate_resets *r, const struct scenario *s,
                        const struct scenario_phones *group, uint32_t turn)
{
    const struct scenario_reset *a = &r->reset, *b = &group->reset;
    return r->count == group->count && r->turn == turn && r->share == group->pfs_share &&
           r->seed == s->seed && r->replication == s->replication && a->at == b->at &&
           a->pattern == b->pattern && a->spread == b->spread && a->interval == b->interval;
}

/* As the experiment draws them. */
static void resets_draw(struct estimate_resets *r, const struct scenario *s,
                        const struct scenario_phones *group, uint32_t address,
                        struct delivery_turns *turns)
{
    *r = (struct estimate_resets){.reset = group->reset,
                                  .seed = s->seed,
                                  .replication = s->replication,
                                  .count = group->count,
                                  .share = group->pfs_share,
                                  .turn = turns->turns[group->reset_of],
                                  .first = {INFINITY, INFINITY},
                                  .last = {-INFINITY, -INFINITY}};
    for (uint32_t i = 0; i < group->count; i++) {
        const uint32_t part = delivery_part(s, group, address + i);
        const double reset = time_seconds(delivery_reset(s, group, address + i, turns));
        r->phones[part]++;
        r->first[part] = fmin(r->first[part], reset);
        r->last[part] = fmax(r->last[part], reset);
    }
}

static void resets_update(struct estimate_resets *r, const struct scenario *s,
                          const struct scenario_phones *group, uint32_t address,
                          struct delivery_turns *turns)
{
    if (resets_hold(r, s, group, turns->turns[group->reset_of]))
        turns->turns[group->reset_of] += group->count;
    else
        resets_draw(r, s, group, address, turns);
}

/* --- groups ------------------------------------------------------------------------------------
 */

/* Those who share have a number of their model or series within the subnet. */
static uint32_t site_hierarchy(const struct scenario_subnet *subnet, size_t number,
                               const char *name)
{
    for (size_t i = 0; i < number; i++)
        if (!strcmp(delivery_hierarchy(&subnet->phones[i]), name))
            return (uint32_t)i;
    return (uint32_t)number;
}

static enum analytic_way site_way(const struct delivery *d)
{
    if (d->shares)
        return ANALYTIC_FROM_PEERS;
    return d->local ? ANALYTIC_FROM_LOAD_SERVER : ANALYTIC_FROM_CENTRE;
}

const struct scenario_server *estimate_asked(const struct scenario *s,
                                             const struct scenario_subnet *subnet,
                                             const struct delivery *d)
{
    return d->local ? &subnet->load_servers[d->servers[0]] : scenario_central(s, d->servers[0]);
}

/* A load server has no HTTP for phones that would go on by TFTP. */
static enum analytic_transport site_transport(const struct delivery *d)
{
    const bool refused = d->local && d->transport == PHONE_HTTP_THEN_TFTP;
    return d->transport == PHONE_TFTP || refused ? ANALYTIC_BY_TFTP : ANALYTIC_BY_HTTP;
}

static void site_add_group(struct estimate *x, const struct scenario_subnet *subnet, size_t number,
                           uint32_t part, const struct estimate_resets *resets)
{
    const struct scenario *s = x->scenario;
    const struct delivery d = delivery_of(s, subnet, &subnet->phones[number], part);
    const struct delivery_server server = delivery_server(s, estimate_asked(s, subnet, &d));
    const struct estimate_loads *loads = estimate_loads(x, &d);
    struct analytic_group *g = &x->site.groups[x->site.group_count++];
    *g = (struct analytic_group){
        .count = resets->phones[part],
        .subnet = x->site.subnet_count - 1,
        .hierarchy = site_hierarchy(subnet, number, d.hierarchy),
        .ways = {ANALYTIC_NO_WAY, ANALYTIC_NO_WAY, ANALYTIC_NO_WAY},
        .transport = site_transport(&d),
        .loads = loads->loads,
        .load_count = (uint32_t)loads->count,
        .request_retransmit = site_wait(&d.policy.request),
        .ack_retransmit = site_wait(&d.policy.ack),
        .turnaround = time_seconds(s->phone.turnaround),
        .cpu = time_seconds(s->phone.cpu),
        .flash = (double)s->phone.flash,
        .boot = time_seconds(s->phone.boot),
        .check = time_seconds(s->phone.check),
        .restart = time_seconds(d.restart),
        .first_reset = resets->first[part],
        .last_reset = resets->last[part],
    };
    g->ways[ESTIMATE_SLOT] = site_way(&d);
    site_agree(g, &d, &server);
}

static void site_add_subnet(struct estimate *x, const struct scenario_subnet *subnet)
{
    struct analytic_subnet *a = &x->site.subnets[x->site.subnet_count++];
    *a = (struct analytic_subnet){.lan = site_line(&subnet->lan)};
    if (!subnet->load_server_count)
        return;
    struct link_direction port = subnet->lan;
    port.rate = subnet->load_servers[0].lan;
    a->load_server = site_server(x->scenario, &subnet->load_servers[0], &port);
}

static void site_add_phones(struct estimate *x, const struct scenario_subnet *subnet, size_t *group,
                            struct delivery_turns *turns)
{
    uint32_t address = subnet->prefix + FIRST_PHONE;
    for (size_t g = 0; g < subnet->phones_count; g++) {
        const struct scenario_phones *phones = &subnet->phones[g];
        struct estimate_resets *resets = &x->resets[(*group)++];
        delivery_begin_group(turns);
        resets_update(resets, x->scenario, phones, address, turns);
        for (uint32_t part = 0; part < delivery_parts(phones); part++)
            if (resets->phones[part] > 0)
                site_add_group(x, subnet, g, part, resets);
        address += phones->count;
    }
}

/* --- the site ----------------------------------------------------------------------------------
 */

static void site_timers(struct analytic_sharing *a, const struct pfs_config *c)
{
    *a = (struct analytic_sharing){
        .port_open = time_seconds(c->port_open),
        .listen = time_seconds(c->listen),
        .ad_interval = time_seconds(c->ad_interval),
        .root_waiting = time_seconds(c->root_waiting),
        .claim_silence = time_seconds(c->claim_silence),
        .connect_timeout = time_seconds(c->connect_timeout),
        .progress_interval = time_seconds(c->progress_interval),
        .ads = c->ads,
        .children = c->children,
        .redirects = c->redirects,
    };
}

static struct analytic_tcp site_tcp(const struct net_tcp_settings *tcp)
{
    const double header = TCP_HEADER + (tcp->timestamps ? TCP_TIMESTAMPS : 0);
    return (struct analytic_tcp){.mss = LINK_MTU - header,
                                 .header = header,
                                 .window = (double)tcp->window,
                                 .initial_window = TCP_FIRST_WINDOW};
}

double estimate_fill(struct estimate *x, const struct scenario_site *site, size_t *group,
                     struct delivery_turns *turns)
{
    const struct scenario *s = x->scenario;
    struct analytic_site *a = &x->site;
    const struct scenario_server *central = &s->server;
    const struct link_direction port = site_network_central_port(central->lan);
    double first = INFINITY;
    a->down = site_line(&site->down);
    a->up = site_line(&site->up);
    a->central = site_server(s, central, &port);
    a->limit = time_seconds(s->limit);
    a->receive_buffer = RECEIVE_QUEUE_MAX;
    a->tcp = site_tcp(&s->tcp);
    site_timers(&a->sharing, &s->pfs);
    estimate_fill_others(x, site);
    a->subnet_count = a->group_count = 0;
    delivery_begin_site(turns);
    for (size_t i = 0; i < site->subnet_count; i++) {
        site_add_subnet(x, &site->subnets[i]);
        site_add_phones(x, &site->subnets[i], group, turns);
    }
    for (uint32_t i = 0; i < a->group_count; i++)
        first = fmin(first, a->groups[i].first_reset);
    return first;
}
