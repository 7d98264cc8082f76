/* Blocks that do not fit the way to the phones, or the numbers that both ends give them, each with
 * a warning: they travel in fragments, or never arrive. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/tftp/packet.h"
#include "models/tftp/server_kind.h"
#include "scenarios/checks.h"
#include "scenarios/format/words.h"

enum { FIT_LINKS = 4, BLOCK_HEADERS = NET_UDP_OVERHEAD + TFTP_DATA_HEADER };

/* From the server on: what each link takes, and what it is called. */
struct fit_way {
    const char *name[FIT_LINKS];
    uint32_t mtu[FIT_LINKS];
    bool silent[FIT_LINKS]; /* the router before it */
    const struct link_direction
        *line[FIT_LINKS]; /* where a queue can be full; NULL: a host's cable */
    int count;
    uint32_t least; /* of their MTUs, of the way back too */
};

static const struct link_direction fit_server_cable;

static uint32_t fit_smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void fit_add(struct fit_way *w, const char *name, const struct link_direction *d,
                    const struct link_direction *back)
{
    w->least = fit_smaller(w->least, fit_smaller(link_mtu(d), link_mtu(back)));
    w->name[w->count] = name;
    w->silent[w->count] = d->icmp == LINK_ICMP_OFF;
    w->line[w->count] = w->count || d != &fit_server_cable ? d : NULL;
    w->mtu[w->count++] = link_mtu(d);
}

/* How many fragments `bytes` behind an IP header are in the end. */
static uint32_t fit_fragments(uint32_t bytes, const struct fit_way *w, int link)
{
    if (link == w->count)
        return 1;
    const uint32_t step = (w->mtu[link] - IP_HEADER) / 8 * 8;
    if (bytes <= w->mtu[link] - IP_HEADER)
        return fit_fragments(bytes, w, link + 1);
    const uint32_t last = bytes % step ? bytes % step : step;
    return (bytes - last) / step * fit_fragments(step, w, link + 1) +
           fit_fragments(last, w, link + 1);
}

/* The most packets of a burst that comes at `rate` for which the line has room: one is on the line,
 * as many wait as its queue holds, and some have left meanwhile. */
static double fit_room(const struct link_direction *d, uint32_t packets, uint32_t bytes,
                       uint64_t rate)
{
    const uint32_t wire_bytes = link_wire_bytes(link_overhead(d), bytes);
    const double waiting = d->queue.in_bytes ? (double)d->queue.limit / wire_bytes : d->queue.limit;
    return 1 + waiting + packets * ((double)d->rate / (double)rate);
}

/* The first link on which not all fragments of a block find room, whatever else is on it; or -1.
 * What a token bucket lets pass at once is not looked into. */
static int fit_overflows(const struct fit_way *w, const struct scenario_server *server,
                         uint32_t packet, uint32_t *fragments)
{
    struct fit_way until = *w;
    uint64_t rate = server->lan;
    for (int i = 0; i < w->count; i++) {
        const struct link_direction *d = w->line[i];
        until.count = i + 1;
        *fragments = fit_fragments(packet - IP_HEADER, &until, 0);
        if (!d)
            continue;
        if (d->shaped)
            return -1;
        if (d->rate<rate && * fragments> 1 &&
            *fragments > fit_room(d, *fragments, fit_smaller(packet, w->mtu[i]), rate))
            return i;
        rate = d->rate < rate ? d->rate : rate;
    }
    return -1;
}

/* What the server grants; 512 where it does not know the option. */
static uint32_t fit_granted(const struct scenario_server *server, uint32_t asked, uint32_t mtu)
{
    const struct tftp_server_kind *kind = tftp_server_kind_find(server->kind);
    const uint32_t cap = server->blksize ? server->blksize : TFTP_BLKSIZE_MAX;
    const uint32_t most = tftp_server_kind_blksize(kind, (uint16_t)cap, mtu - BLOCK_HEADERS);
    if (asked != TFTP_BLKSIZE_DEFAULT && !(kind->options & TFTP_OPTION_BLKSIZE))
        return TFTP_BLKSIZE_DEFAULT;
    return fit_smaller(asked, most);
}

/* The first link that takes less than `bytes`, an IP packet. */
static int fit_narrow(const struct fit_way *w, uint32_t bytes)
{
    int i = 0;
    while (i < w->count && w->mtu[i] >= bytes)
        i++;
    return i;
}

static const struct tree_node *fit_culprit(const struct loader *l, const struct tree_node *group,
                                           const char *key, const char *other)
{
    const struct tree_places tftp = tree_within(tree_around(group, "tftp"), "tftp");
    const struct tree_node *n = tree_find(tftp, key);
    n = n || !other ? n : tree_find(tftp, other);
    return n ? n : group ? group : l->tree->root;
}

static void fit_check(struct loader *l, const struct scenario_server *server,
                      const struct scenario_phones *g, const struct tree_node *group,
                      const struct fit_way *w)
{
    const struct tftp_server_kind *kind = tftp_server_kind_find(server->kind);
    const uint32_t block = fit_granted(server, scenario_blksize(&g->tftp), w->mtu[0]);
    const uint32_t packet = BLOCK_HEADERS + block;
    const int narrow = fit_narrow(w, packet);
    char *text = NULL;
    uint32_t fragments;
    const int full = fit_overflows(w, server, packet, &fragments);
    if (narrow == w->count)
        return;
    if (narrow > 0 && !kind->lets_fragment && w->silent[narrow])
        text = mem_printf("blocks of %" PRIu32 " bytes never get over %s: it takes packets of "
                          "%" PRIu32 ", they must not be fragmented, and icmp is off",
                          block, w->name[narrow], w->mtu[narrow]);
    else if (full >= 0)
        text = mem_printf("blocks of %" PRIu32 " bytes never get over %s: they come in %" PRIu32
                          " fragments, and its queue has no room for so many",
                          block, w->name[full], fragments);
    else
        text = mem_printf("blocks of %" PRIu32 " bytes travel in %" PRIu32 " fragments, since %s "
                          "takes packets of %" PRIu32 "; the loss of one loses the block",
                          block, fit_fragments(packet - IP_HEADER, w, 0), w->name[narrow],
                          w->mtu[narrow]);
    loader_warn(l, fit_culprit(l, group, "blksize", "policy"), text);
    free(text);
}

static bool fit_uses_tftp(const struct scenario_phones *g)
{
    return !scenario_phones_are_mpp(g) || g->rule == RULE_TFTP;
}

/* The way to the group's phones from their servers, which are on their LAN or in the data centre.
 */
static void fit_way_to(const struct scenario *s, const struct scenario_site *site,
                       const struct scenario_subnet *subnet, const struct scenario_phones *group,
                       struct fit_way *w)
{
    *w = (struct fit_way){.least = UINT32_MAX};
    if (!scenario_phones_use_load_server(group)) {
        fit_add(w, "the server's cable", &fit_server_cable, &fit_server_cable);
        if (s->head_end.there)
            fit_add(w, "the head end", &s->head_end.down, &s->head_end.up);
        fit_add(w, "the WAN", &site->down, &site->up);
    }
    fit_add(w, "the LAN", &subnet->lan, &subnet->lan);
}

/* The servers that they ask, the first one first; returns how many. */
static size_t fit_servers_of(const struct scenario *s, const struct scenario_subnet *subnet,
                             const struct scenario_phones *group,
                             const struct scenario_server *servers[CENTRAL_SERVERS_MAX])
{
    size_t asked[CENTRAL_SERVERS_MAX];
    if (scenario_phones_use_load_server(group)) {
        servers[0] = &subnet->load_servers[scenario_load_server(subnet, group)];
        return 1;
    }
    const size_t count = scenario_asked(s, group, asked);
    for (size_t i = 0; i < count; i++)
        servers[i] = scenario_central(s, asked[i]);
    return count;
}

/* --- numbers --------------------------------------------------------------------------------- */

/* The first file of the group's loads that has more blocks than there are numbers; or NULL. */
static const struct firmware_file *fit_long_file(const struct scenario_phones *g, uint32_t blksize)
{
    for (size_t i = 0; i < g->load_count; i++)
        for (size_t k = 0; k < g->loads[i]->file_count; k++)
            if (g->loads[i]->files[k].bytes / blksize + 1 > TFTP_BLOCK_WIRE_MAX)
                return &g->loads[i]->files[k];
    return NULL;
}

/* What follows block 65535 has to be the same at both ends. */
static void fit_check_rollover(struct loader *l, const struct scenario_server *server,
                               const struct scenario_phones *g, const struct tree_node *group,
                               uint32_t cable)
{
    static const char *const next[] = {
        [ROLLOVER_0] = "block 0", [ROLLOVER_1] = "block 1", [ROLLOVER_OFF] = "none"};
    const enum rollover own =
        server->rollover == ROLLOVER_AS_TFTP ? l->s->tftp.rollover : server->rollover;
    const uint32_t blksize = fit_granted(server, scenario_blksize(&g->tftp), cable);
    const struct firmware_file *file = own == g->tftp.rollover ? NULL : fit_long_file(g, blksize);
    if (!file)
        return;
    char *text =
        mem_printf("phones never get file %s of over 65535 blocks of %" PRIu32 " bytes: "
                   "the next is %s for them and %s for their server (server.rollover)",
                   words_shown(file->name).text, blksize, next[g->tftp.rollover], next[own]);
    loader_warn(l, fit_culprit(l, group, "rollover", NULL), text);
    free(text);
}

bool fit_numbers_begin_anew(const struct scenario *s, const struct scenario_subnet *subnet,
                            const struct scenario_phones *group)
{
    const struct scenario_server *servers[CENTRAL_SERVERS_MAX];
    const size_t count = fit_servers_of(s, subnet, group, servers);
    const uint32_t cable =
        scenario_phones_use_load_server(group) ? link_mtu(&subnet->lan) : LINK_MTU;
    for (size_t i = 0; i < count && fit_uses_tftp(group); i++)
        if (fit_long_file(group, fit_granted(servers[i], scenario_blksize(&group->tftp), cable)))
            return true;
    return false;
}

/* One warning a subnet is enough. */
static void fit_check_subnet(struct loader *l, const struct scenario_site *site,
                             const struct scenario_subnet *subnet, const struct tree_node *node)
{
    const size_t before = l->s->warning_count;
    for (size_t g = 0; g < subnet->phones_count && l->s->warning_count == before; g++) {
        struct fit_way w;
        const struct scenario_server *servers[CENTRAL_SERVERS_MAX];
        const struct scenario_phones *group = &subnet->phones[g];
        const struct tree_node *n = tree_item(tree_child(node, "phones"), g);
        fit_way_to(l->s, site, subnet, group, &w);
        fit_servers_of(l->s, subnet, group, servers);
        if (fit_uses_tftp(group)) {
            fit_check(l, servers[0], group, n, &w);
            fit_check_rollover(l, servers[0], group, n, w.mtu[0]);
        }
    }
}

void warn_fit(struct loader *l)
{
    const struct tree_node *root = l->tree->root, *sites = tree_child(root, "sites");
    const size_t before = l->s->warning_count;
    for (size_t i = 0; i < l->s->site_count; i++) {
        const struct scenario_site *site = &l->s->sites[i];
        const struct tree_node *subnets = tree_child(sites ? tree_item(sites, i) : root, "subnets");
        for (size_t k = 0; k < site->subnet_count && l->s->warning_count == before; k++)
            fit_check_subnet(l, site, &site->subnets[k], tree_item(subnets, k));
    }
}

/* --- what must not be fragmented -------------------------------------------------------------- */

enum { OPTIONS_MOST = 60 /* bytes, of a request's or an OACK's, names and values of all four */ };

static uint32_t fit_larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* IP packets: of the longest request that the phones send, which is longer than its OACK. */
static uint32_t fit_request(const struct scenario_phones *g)
{
    size_t longest = 0;
    for (size_t i = 0; i < g->load_count; i++)
        for (size_t k = 0; k < g->loads[i]->file_count; k++) {
            const size_t length = strlen(g->loads[i]->files[k].name);
            longest = length > longest ? length : longest;
        }
    return NET_UDP_OVERHEAD + 2 + (uint32_t)longest + sizeof "" + sizeof "octet" + OPTIONS_MOST;
}

/* And of the largest block that leaves the server in one piece: where whole ones do not, it is the
 * last one of a file. */
static uint32_t fit_whole_block(const struct scenario_phones *g, uint32_t blksize, uint32_t cable)
{
    uint32_t largest = 0;
    if (BLOCK_HEADERS + blksize <= cable)
        return BLOCK_HEADERS + blksize;
    for (size_t i = 0; i < g->load_count; i++)
        for (size_t k = 0; k < g->loads[i]->file_count; k++) {
            const uint32_t last = (uint32_t)(g->loads[i]->files[k].bytes % blksize);
            if (BLOCK_HEADERS + last <= cable)
                largest = fit_larger(BLOCK_HEADERS + last, largest);
        }
    return largest;
}

/* The largest to and from a group that must not be fragmented, if it does not fit; or 0. */
static uint32_t fit_largest(const struct scenario *s, const struct scenario_subnet *subnet,
                            const struct scenario_phones *g, const struct fit_way *w)
{
    const struct scenario_server *servers[CENTRAL_SERVERS_MAX];
    const size_t count = fit_servers_of(s, subnet, g, servers);
    for (int i = 0; i < w->count; i++)
        if (w->silent[i]) /* TCP does not learn it either */
            return w->mtu[0];
    uint32_t largest = fit_uses_tftp(g) ? fit_request(g) : 0;
    for (size_t i = 0; i < count && fit_uses_tftp(g); i++) {
        const uint32_t granted = fit_granted(servers[i], scenario_blksize(&g->tftp), w->mtu[0]);
        if (!tftp_server_kind_find(servers[i]->kind)->lets_fragment)
            largest = fit_larger(fit_whole_block(g, granted, w->mtu[0]), largest);
    }
    return largest > w->least ? largest : 0;
}

uint32_t scenario_unfragmentable(const struct scenario *s)
{
    uint32_t largest = 0;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t k = 0; k < s->sites[i].subnet_count; k++) {
            const struct scenario_subnet *subnet = &s->sites[i].subnets[k];
            for (size_t g = 0; g < subnet->phones_count; g++) {
                struct fit_way w;
                fit_way_to(s, &s->sites[i], subnet, &subnet->phones[g], &w);
                largest = fit_larger(fit_largest(s, subnet, &subnet->phones[g], &w), largest);
            }
        }
    return largest;
}
