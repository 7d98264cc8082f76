/* A file's way down a tree of phones, by TCP from port to port of a switch. */
#include "models/analytic/sharing_tree.h"

#include <math.h>

#include "models/analytic/line.h"

/* Bytes of frames (doc/pfs.md): what goes before the file, and before each piece of its bytes. */
#define TREE_FILE 45.0
#define TREE_DATA 5.0
#define TREE_PIECE 65536.0
#define TREE_DONE 6.0

static double tree_ceil(double x)
{
    const double whole = (double)(int64_t)x;
    return whole < x ? whole + 1 : whole;
}

/* s of a packet of so many bytes with TCP's and IP's headers. */
static double tree_packet(const struct analytic_line *lan, const struct analytic_tcp *tcp,
                          double bytes)
{
    return line_time(lan, bytes + tcp->header);
}

/* Slow start: the window grows by a segment for each ACK, of two segments; until it holds a round
 * trip the port is idle for the rest of it. */
static double tree_stall(double window, double limit, double segment, double round)
{
    double stall = 0;
    for (; window < limit && window * segment < round; window *= 1.5)
        stall += round - window * segment;
    return stall;
}

struct sharing_ports sharing_ports_of(const struct analytic_line *lan,
                                      const struct analytic_tcp *tcp)
{
    const double answer = tree_packet(lan, tcp, 0);
    struct sharing_ports p;
    p.byte = 8 / lan->rate;
    p.header = (tcp->header + lan->framing) * p.byte;
    p.full = tree_packet(lan, tcp, tcp->mss);
    p.frame = tree_packet(lan, tcp, TREE_FILE);
    p.cables = 2 * lan->delay;
    p.verdict = 2 * tree_packet(lan, tcp, TREE_DONE) + p.cables;
    p.round = 2 * (p.full + answer + p.cables);
    p.of_mss = 1 / tcp->mss;
    p.paced = p.round / tcp->window;
    p.initial = tcp->initial_window;
    p.window = tcp->window * p.of_mss;
    return p;
}

static inline struct sharing_hop tree_hop(const struct sharing_ports *p, double bytes)
{
    const double stream = bytes + TREE_DATA * tree_ceil(bytes * (1 / TREE_PIECE));
    const double segments = tree_ceil(stream * p->of_mss);
    const double first = segments < p->initial ? segments : p->initial;
    struct sharing_hop h;
    h.stream = stream * p->byte + segments * p->header + p->frame;
    h.paced = stream * p->paced;
    h.latency = (segments > 1 ? p->full : stream * p->byte + p->header) + p->cables;
    h.stall = 0;
    if (first * p->full < p->round && segments > first)
        h.stall = tree_stall(first, segments < p->window ? segments : p->window, p->full, p->round);
    h.burst = first * p->full;
    h.verdict = p->verdict;
    return h;
}

static inline double tree_hop_time(const struct sharing_hop *h, double children)
{
    const double stall = h->stall > 0 ? h->stall / children : 0;
    const double sent = h->stream * children + stall;
    return (sent > h->paced ? sent : h->paced) + h->latency;
}

struct sharing_hop sharing_hop_of(const struct sharing_ports *p, double bytes)
{
    return tree_hop(p, bytes);
}

double sharing_hop_time(const struct sharing_hop *h, double children)
{
    return tree_hop_time(h, children);
}

static double tree_children(double phones, double limit)
{
    return phones - 1 < limit ? phones - 1 : limit;
}

/* Phones below the root's child with the most, itself included. */
static double tree_largest(double phones, double limit)
{
    return tree_ceil((phones - 1) / limit);
}

struct sharing_shape sharing_shape_of(double phones, double limit)
{
    struct sharing_shape s = {.limit = limit};
    s.children = tree_children(phones, limit);
    s.grandchildren = phones > 1 ? tree_children(tree_largest(phones, limit), limit) : 0;
    s.has_leaf = phones > 1 && phones - 1 < 2 * limit;
    while (phones - 1 >= limit) {
        s.full_hops++;
        phones = tree_largest(phones, limit);
    }
    s.last_children = phones - 1;
    return s;
}

struct sharing_spread sharing_spread_of(const struct sharing_ports *p,
                                        const struct sharing_shape *s, double bytes)
{
    const struct sharing_hop h = tree_hop(p, bytes);
    struct sharing_spread spread = {0, 0, 0, h.stream * s->children};
    double has = 0; /* the root's first child */
    if (s->full_hops > 0) {
        spread.hop = has = tree_hop_time(&h, s->limit);
        spread.all = s->full_hops * has;
    }
    if (s->last_children > 0) {
        spread.hop = tree_hop_time(&h, s->last_children);
        spread.all += spread.hop;
        has = s->full_hops > 0 ? has : spread.hop;
    }
    if (s->children >= 1)
        spread.first = s->has_leaf ? has : has + h.burst * s->grandchildren + h.verdict;
    return spread;
}
