/* Checks of lines that need to know who sends what over them: a bucket, or a queue that counts
 * bytes, has to hold the largest packet, and TCP's window a full segment. */
#include <string.h>

#include "models/tftp/packet.h"
#include "scenarios/checks.h"
#include "scenarios/site_traffic.h"

enum {
    TCP_HEADERS = 40,
    SHORT_PACKETS = 128,                    /* ACKs, OACKs, errors, ICMP */
    REQUEST = NET_UDP_OVERHEAD + 2 + 1 + 6, /* RRQ, with the mode, but the name and options */
    REQUEST_OPTIONS = 52, /* blksize, windowsize, timeout and tsize, of most digits */
    SYSLOG_LINE = NET_UDP_OVERHEAD + 511, /* the longest of models/devices/console.c */
};

/* Bytes of an IP packet: towards the phones, and from them. */
struct largest {
    uint32_t bytes[2];
};

static void lines_raise(struct largest *l, uint32_t down, uint32_t up)
{
    l->bytes[0] = down > l->bytes[0] ? down : l->bytes[0];
    l->bytes[1] = up > l->bytes[1] ? up : l->bytes[1];
}

static uint32_t lines_longest_name(const struct scenario_phones *g)
{
    size_t longest = strlen(PROFILE_NAME);
    for (size_t i = 0; i < g->load_count; i++)
        for (size_t k = 0; k < g->loads[i]->file_count; k++) {
            const size_t length = strlen(g->loads[i]->files[k].name);
            longest = length > longest ? length : longest;
        }
    return (uint32_t)longest;
}

/* What a group of phones sends and is sent: over the WAN, or over its subnet's ports. More than
 * 1,500 bytes in one piece are of peers and of a load server alone: the cables of the data centre's
 * servers take no more, and cut it. */
static void lines_add_group(struct largest *l, const struct scenario *s,
                            const struct scenario_phones *g, bool lan)
{
    if (s->log_server && g->shares)
        lines_raise(l, SHORT_PACKETS, SYSLOG_LINE);
    const bool near = scenario_phones_use_load_server(g), peers = g->shares && lan;
    if (near && !lan)
        return;
    const uint32_t most = near || peers ? LINK_MTU_MAX : LINK_MTU;
    if (scenario_phones_use_http(g) || peers) {
        lines_raise(l, most, most);
        return;
    }
    const uint32_t block = NET_UDP_OVERHEAD + TFTP_DATA_HEADER + scenario_blksize(&g->tftp);
    lines_raise(l, block < most ? block : most, REQUEST + REQUEST_OPTIONS + lines_longest_name(g));
}

static void lines_add_subnet(struct largest *l, const struct scenario *s,
                             const struct scenario_subnet *subnet, bool lan)
{
    lines_raise(l, SHORT_PACKETS, SHORT_PACKETS);
    for (size_t g = 0; g < subnet->phones_count; g++)
        lines_add_group(l, s, &subnet->phones[g], lan);
}

static int lines_refuse(const struct loader *l, const struct tree_node *n, uint32_t given,
                        uint32_t least)
{
    return tree_error(l->tree, n, l->e,
                      "%u bytes do not hold the largest packet with its framing; give at least "
                      "'%u bytes'",
                      given, least);
}

/* One direction of a line. */
static int lines_check(struct loader *l, const struct link_direction *d, uint32_t largest,
                       struct tree_places places)
{
    const uint32_t packet = largest < link_mtu(d) ? largest : link_mtu(d); /* or fragments */
    const uint32_t least = link_wire_bytes(link_overhead(d), packet);
    if (d->queue.in_bytes && d->queue.limit < least)
        return lines_refuse(l, tree_culprit(l->tree, tree_within(places, "queue"), "limit"),
                            d->queue.limit, least);
    if (d->shaped && d->burst < least)
        return lines_refuse(l, tree_culprit(l->tree, tree_within(places, "shaper"), "burst"),
                            d->burst, least);
    return 0;
}

/* What is on the line beside the upgrade. */
static void lines_add_traffic(struct largest *l, const struct scenario_site *site)
{
    if (site->busy)
        lines_raise(l, LINK_MTU, LINK_MTU);
    for (size_t i = 0; i < site->traffic_count; i++) {
        const struct scenario_traffic *t = &site->traffic[i];
        const bool packets = t->kind == TRAFFIC_PACKETS && t->bytes;
        const uint32_t bytes = t->kind == TRAFFIC_CALLS ? site_traffic_call_bytes(t)
                               : packets                ? t->bytes
                                                        : LINK_MTU;
        lines_raise(l, bytes, bytes);
    }
}

static struct largest lines_of_site(const struct scenario *s, const struct scenario_site *site)
{
    struct largest largest = {0};
    for (size_t i = 0; i < site->subnet_count; i++)
        lines_add_subnet(&largest, s, &site->subnets[i], false);
    lines_add_traffic(&largest, site);
    return largest;
}

/* Both directions of one. */
static int lines_check_line(struct loader *l, const struct link_direction line[2],
                            const struct largest *largest, const struct tree_node *n)
{
    static const char *const names[2] = {"down", "up"};
    for (int d = 0; d < 2; d++)
        if (lines_check(l, &line[d], largest->bytes[d],
                        (struct tree_places){.node = tree_child(n, names[d]), .common = n}) < 0)
            return -1;
    return 0;
}

/* A port is the same in both directions. */
static int lines_check_lan(struct loader *l, const struct scenario_site *site,
                           const struct scenario_subnet *subnet, const struct tree_node *lan)
{
    struct largest largest = {0};
    if (subnet == site->subnets)
        lines_add_traffic(&largest, site);
    lines_add_subnet(&largest, l->s, subnet, true);
    lines_raise(&largest, largest.bytes[1], 0);
    return lines_check(l, &subnet->lan, largest.bytes[0], (struct tree_places){.node = lan});
}

/* No segment is shortened to fit a window: one that is smaller would stop a connection for ever.
 * Peers alone have segments of more than 1,500 bytes, the servers' cables take no more. */
static int lines_check_window(struct loader *l, const struct scenario_subnet *subnet)
{
    const uint32_t segment = link_mtu(&subnet->lan) - TCP_HEADERS;
    bool shares = false;
    for (size_t g = 0; g < subnet->phones_count; g++)
        shares |= subnet->phones[g].shares;
    if (!shares || l->s->tcp.window >= segment)
        return 0;
    const struct tree_node *tcp = tree_child(l->tree->root, "tcp");
    return tree_error(l->tree, tree_culprit(l->tree, (struct tree_places){.node = tcp}, "window"),
                      l->e,
                      "%u bytes hold no full segment of a subnet's lan.mtu; give at least "
                      "'%u bytes'",
                      l->s->tcp.window, segment);
}

int check_lines(struct loader *l)
{
    const struct tree_node *root = l->tree->root, *sites = tree_child(root, "sites");
    struct largest all = {0};
    for (size_t i = 0; i < l->s->site_count; i++) {
        const struct scenario_site *site = &l->s->sites[i];
        const struct tree_node *n = sites ? tree_item(sites, i) : root;
        const struct largest largest = lines_of_site(l->s, site);
        lines_raise(&all, largest.bytes[0], largest.bytes[1]);
        if (lines_check_line(l, site->line, &largest, tree_child(n, "wan")) < 0)
            return -1;
        const struct tree_node *subnets = tree_child(n, "subnets");
        for (size_t k = 0; k < site->subnet_count; k++)
            if (lines_check_lan(l, site, &site->subnets[k],
                                tree_child(tree_item(subnets, k), "lan")) < 0 ||
                lines_check_window(l, &site->subnets[k]) < 0)
                return -1;
    }
    return l->s->head_end.there
               ? lines_check_line(l, l->s->head_end.line, &all, tree_child(root, "head_end"))
               : 0;
}
