/* From an answer without others to one with them: the ring of phones that the line sees, several
 * draws of others' phases, and what is made of these. */
#include "models/analytic/beside.h"

#include <math.h>
#include <string.h>

#include "models/analytic/beside_line.h"
#include "models/analytic/line.h"

enum {
    BESIDE_DRAWS = 12,     /* of phases that stay as they are ... */
    BESIDE_RANDOM = 4,     /* ... and where some packets come at random */
    BESIDE_TIMES = 2,      /* ... and where only times are wanted */
    BESIDE_PACKETS = 8000, /* that are followed of each at the least, ... */
    BESIDE_PACKETS_TIMES = 3000,
    BESIDE_PACKETS_RANDOM = 16000, /* ... and where some come at random: ... */
    BESIDE_PACKETS_RANDOM_TIMES = 4000,
    BESIDE_PACKETS_MOST = 64000, /* ... until the draws are near each other, or so many */
    BESIDE_MORE = 4,             /* times as many next */
    BESIDE_IP_UDP = 28,
    BESIDE_TFTP = 4, /* bytes of a DATA before its block, and of an ACK */
};
static const double beside_accepted = 0.01; /* how unsure a value may be that is no bound */

/* One answer beside others. */
struct beside {
    const struct analytic_site *site;
    enum analytic_method method;
    struct analytic_answer *answer;
    struct analytic_heard *heard;
    struct beside_ring ring;
    struct beside_stream streams[BESIDE_STREAMS];
    uint32_t stream_count;
    bool rough;               /* the phones are not alike, or some do not go round */
    bool http;                /* some fetch by HTTP */
    bool random;              /* some packets come at random */
    double alone, cycle;      /* s of a round: of one phone, and of all without others */
    double least, most, mean; /* cycles with them, over that one */
    double longest;           /* s */
    bool repeats;             /* packets of the upgrade are lost */
};

/* --- the ring --------------------------------------------------------------------------------- */

static bool beside_is_over_wan(const struct beside *b, uint32_t i)
{
    const enum analytic_way way = b->site->groups[i].ways[b->method];
    return way == ANALYTIC_FROM_CENTRE || way == ANALYTIC_FROM_PEERS;
}

/* Of phones that share one asks the centre: whether an earlier group has it already. */
static bool beside_has_root(const struct beside *b, uint32_t group)
{
    const struct analytic_group *g = &b->site->groups[group];
    for (uint32_t i = 0; i < group; i++) {
        const struct analytic_group *h = &b->site->groups[i];
        if (h->ways[b->method] == ANALYTIC_FROM_PEERS && h->subnet == g->subnet &&
            h->hierarchy == g->hierarchy)
            return true;
    }
    return false;
}

static bool beside_is_alike(const struct analytic_group *g, const struct analytic_group *h)
{
    return g->blksize == h->blksize && g->windowsize == h->windowsize &&
           g->turnaround == h->turnaround && g->cpu == h->cpu && g->load_count == h->load_count;
}

/* From a block's leaving the line until its ACK is there, and from that until the next block is. */
static void beside_ring_times(struct beside_ring *r, const struct analytic_site *site,
                              const struct analytic_group *g)
{
    const struct analytic_line *lan = &site->subnets[g->subnet].lan, *port = &site->central.port;
    const double data = BESIDE_IP_UDP + BESIDE_TFTP + g->blksize, ack = BESIDE_IP_UDP + BESIDE_TFTP;
    const double cpu = site->central.cpu;
    r->takes[BESIDE_DOWN] = line_time(&site->down, data);
    r->takes[BESIDE_UP] = line_time(&site->up, ack);
    r->bytes[BESIDE_DOWN] = line_bytes(&site->down, data);
    r->bytes[BESIDE_UP] = line_bytes(&site->up, ack);
    r->answer = site->down.delay + 2 * (line_time(lan, data) + line_time(lan, ack) + lan->delay) +
                2 * lan->delay + most_of(g->turnaround, g->cpu);
    r->serving =
        site->up.delay + line_time(port, ack) + 2 * cpu + line_time(port, data) + 2 * port->delay;
    r->spacing = most_of(cpu, line_time(port, data));
    r->patience = least_of(site->central.retransmit, g->ack_retransmit);
}

/* False: nobody fetches over the WAN. */
static bool beside_find_ring(struct beside *b)
{
    const struct analytic_group *first = NULL;
    double phones = 0;
    for (uint32_t i = 0; i < b->site->group_count; i++) {
        const struct analytic_group *g = &b->site->groups[i];
        if (!beside_is_over_wan(b, i)) {
            b->rough = true;
            continue;
        }
        first = first ? first : g;
        b->http |= g->transport != ANALYTIC_BY_TFTP;
        b->rough |= !beside_is_alike(first, g) || g->ways[b->method] != first->ways[b->method];
        if (g->ways[b->method] == ANALYTIC_FROM_CENTRE)
            phones += g->count;
        else
            phones += beside_has_root(b, i) ? 0 : 1;
    }
    if (!first)
        return false;
    b->ring = (struct beside_ring){
        .phones = (uint32_t)ceil(phones),
        .window = (uint32_t)first->windowsize,
        .spread = first->last_reset - first->first_reset,
        .room = {b->site->down.queue, b->site->up.queue},
        .in_bytes = {b->site->down.queue_in_bytes, b->site->up.queue_in_bytes}};
    beside_ring_times(&b->ring, b->site, first);
    b->alone = b->ring.takes[BESIDE_DOWN] * b->ring.window + b->ring.takes[BESIDE_UP] +
               b->ring.answer + b->ring.serving;
    return true;
}

/* --- others ----------------------------------------------------------------------------------- */

static double beside_flow_takes(const struct beside *b, const struct analytic_flow *f)
{
    return line_time(f->down ? &b->site->down : &b->site->up, f->bytes);
}

/* Share of a direction's time that others take. */
static double beside_share(const struct beside *b, bool down)
{
    const struct analytic_others *o = b->site->others;
    double share = 0;
    for (uint32_t i = 0; i < o->flow_count; i++)
        if (o->flows[i].down == down)
            share += o->flows[i].rate * beside_flow_takes(b, &o->flows[i]);
    return share;
}

/* False: there are too many. */
static bool beside_add_flow(struct beside *b, const struct analytic_flow *f)
{
    const double streams = f->streams > 0 ? f->streams : 1;
    if (b->stream_count + streams > BESIDE_STREAMS)
        return false;
    b->random |= f->streams <= 0;
    for (uint32_t i = 0; i < (uint32_t)streams; i++)
        b->streams[b->stream_count++] = (struct beside_stream){
            .direction = f->down ? BESIDE_DOWN : BESIDE_UP,
            .gap = streams / f->rate,
            .takes = beside_flow_takes(b, f),
            .bytes = line_bytes(f->down ? &b->site->down : &b->site->up, f->bytes),
            .random = f->streams <= 0,
            .first = f->first,
            .heard = f->heard && !b->site->others->times_only};
    return true;
}

static bool beside_add_flows(struct beside *b)
{
    const struct analytic_others *o = b->site->others;
    for (uint32_t i = 0; i < o->flow_count; i++)
        if (!beside_add_flow(b, &o->flows[i]))
            return false;
    return true;
}

/* --- what packets of calls meet --------------------------------------------------------------- */

struct beside_sum {
    struct beside_heard of[BESIDE_DIRECTIONS];
};

static void beside_sum_add(struct beside_sum *sum, const struct beside_seen *seen)
{
    for (int d = 0; d < BESIDE_DIRECTIONS; d++) {
        struct beside_heard *to = &sum->of[d];
        const struct beside_heard *from = &seen->heard[d];
        to->came += from->came;
        to->lost += from->lost;
        to->sum += from->sum;
        to->most = most_of(to->most, from->most);
        to->width = from->width;
        for (int i = 0; i < BESIDE_BINS; i++)
            to->bins[i] += from->bins[i];
    }
}

static void beside_waits_of(struct analytic_waits *w, const struct beside_heard *h)
{
    double below = 0;
    int q = 0;
    *w = (struct analytic_waits){.mean = h->came > 0 ? h->sum / h->came : 0,
                                 .most = h->most,
                                 .lost = h->came + h->lost > 0 ? h->lost / (h->came + h->lost) : 0};
    for (int i = 0; i < BESIDE_BINS && h->came > 0; i++) {
        const double until = below + h->bins[i];
        for (; q < ANALYTIC_QUANTILES && q * h->came / (ANALYTIC_QUANTILES - 1) <= until; q++)
            if (h->bins[i] > 0)
                w->quantiles[q] = least_of(
                    h->most,
                    h->width * (i + (q * h->came / (ANALYTIC_QUANTILES - 1) - below) / h->bins[i]));
            else
                break;
        below = until;
    }
    for (; q < ANALYTIC_QUANTILES; q++)
        w->quantiles[q] = h->most;
}

static void beside_hear(struct analytic_waits waits[2], const struct beside_sum *sum)
{
    beside_waits_of(&waits[0], &sum->of[BESIDE_DOWN]);
    beside_waits_of(&waits[1], &sum->of[BESIDE_UP]);
}

/* --- how sure it is --------------------------------------------------------------------------- */

/* s of the last phone's time in which it fetches. */
static double beside_fetching(const struct analytic_answer *a)
{
    return a->budget[ANALYTIC_SERIALISATION] + a->budget[ANALYTIC_PROPAGATION] +
           a->budget[ANALYTIC_SERVING] + a->budget[ANALYTIC_TURNAROUND] +
           a->budget[ANALYTIC_QUEUEING] + a->budget[ANALYTIC_REPEATING];
}

/* Of the line's time, s for each s: the variance of what comes at random. */
static double beside_variance(const struct beside *b)
{
    double sum = 0;
    for (uint32_t i = 0; i < b->stream_count; i++) {
        const struct beside_stream *s = &b->streams[i];
        if (s->random && s->direction == BESIDE_DOWN)
            sum += s->takes * s->takes / s->gap;
    }
    return sum;
}

/* Of the factor: three standard deviations of what comes while phones fetch. */
static double beside_chance(const struct beside *b, double fetching)
{
    return 3 * sqrt(beside_variance(b) / fetching) / (1 - beside_share(b, true));
}

/* By how much the factor may be another one: phases are drawn once and stay; chance may have it
 * otherwise, and of it the draws leave some. */
static double beside_unsure(const struct beside *b, double fetching)
{
    const double range = b->most - b->least;
    if (!b->random)
        return range;
    return beside_chance(b, fetching) + range / 4;
}

/* Whether what draws leave is little, a quarter of what is accepted or is chance anyway, and does
 * not decide whether it is a bound. */
static bool beside_is_sure(const struct beside *b)
{
    const double fetching = beside_fetching(b->answer), chance = beside_chance(b, fetching);
    const double all = b->answer->all_back + (b->mean - 1) * fetching;
    const double accepted = beside_accepted * all / fetching;
    if (!b->random || b->repeats) /* losses are followed for long as it is */
        return true;
    if (chance > accepted)
        return b->most - b->least <= chance;
    return b->most - b->least <= accepted && beside_unsure(b, fetching) <= accepted;
}

/* --- draws ------------------------------------------------------------------------------------ */

static double beside_packets(const struct beside *b)
{
    const bool times = b->site->others->times_only;
    if (b->random)
        return times ? BESIDE_PACKETS_RANDOM_TIMES : BESIDE_PACKETS_RANDOM;
    return times ? BESIDE_PACKETS_TIMES : BESIDE_PACKETS;
}

/* Without others. */
static bool beside_is_full(const struct beside *b)
{
    return b->cycle > b->alone * 1.01;
}

/* What a phone takes longer that waits for repeats, on a line that is not full, is not said. */
static bool beside_is_unknown(const struct beside *b)
{
    return b->rough || (b->repeats && !beside_is_full(b));
}

static void beside_add_draw(struct beside *b, const struct beside_seen *seen, uint32_t draws)
{
    double longer = seen->cycle / b->cycle;
    if (beside_is_full(b)) /* what others want more, or less, than on average: chance */
        longer *= (1 - seen->others) / (1 - beside_share(b, true));
    b->least = least_of(b->least, longer);
    b->most = most_of(b->most, longer);
    b->mean += longer / draws;
    b->longest = most_of(b->longest, seen->cycle);
    b->repeats |= seen->repeated > 0;
}

static uint32_t beside_draws(const struct beside *b)
{
    if (b->random)
        return BESIDE_RANDOM;
    return b->site->others->times_only ? BESIDE_TIMES : BESIDE_DRAWS;
}

/* All draws. */
static bool beside_draw(struct beside *b, struct beside_effort effort, struct beside_sum *sum)
{
    const bool times = b->site->others->times_only;
    const uint32_t draws = beside_draws(b);
    struct beside_seen seen;
    memset(sum, 0, sizeof *sum);
    b->least = INFINITY;
    b->most = b->mean = 0;
    for (uint32_t draw = 0; draw < draws && !(times && beside_is_unknown(b)); draw++) {
        if (!beside_line_run(&b->ring, b->streams, b->stream_count, effort, draw, &seen) ||
            isinf(seen.cycle))
            return false;
        beside_add_draw(b, &seen, draws);
        if (!times)
            beside_sum_add(sum, &seen);
    }
    return true;
}

static bool beside_run(struct beside *b)
{
    struct beside_effort effort = {BESIDE_PACKETS_TIMES, true};
    struct beside_seen seen;
    struct beside_sum sum;
    if (!beside_line_run(&b->ring, NULL, 0, effort, 0, &seen) || isinf(seen.cycle))
        return false;
    b->cycle = seen.cycle;
    effort.losses = !b->site->others->times_only || beside_is_full(b);
    for (effort.packets = beside_packets(b); effort.packets <= BESIDE_PACKETS_MOST;
         effort.packets *= BESIDE_MORE) {
        if (!beside_draw(b, effort, &sum))
            return false;
        if (beside_is_unknown(b) || beside_is_sure(b))
            break;
    }
    beside_hear(b->heard->busy, &sum);
    b->heard->known = true;
    return true;
}

/* Without the upgrade. */
static bool beside_run_idle(struct beside *b)
{
    struct beside_seen seen;
    struct beside_sum sum;
    struct beside_ring nobody = b->ring;
    const struct beside_effort effort = {beside_packets(b), false};
    nobody.phones = 0;
    if (b->site->others->times_only)
        return true;
    memset(&sum, 0, sizeof sum);
    for (uint32_t draw = 0; draw < BESIDE_RANDOM; draw++) {
        if (!beside_line_run(&nobody, b->streams, b->stream_count, effort, draw, &seen))
            return false;
        beside_sum_add(&sum, &seen);
    }
    beside_hear(b->heard->idle, &sum);
    return true;
}

/* --- the answer ------------------------------------------------------------------------------- */

/* Phones that a full queue turns away may be the last, alone (lockstep_region.c). */
static double beside_tail(const struct beside *b, double fetching)
{
    const double room = b->ring.in_bytes[BESIDE_DOWN]
                            ? b->ring.room[BESIDE_DOWN] * 8 / b->site->down.rate
                            : b->ring.room[BESIDE_DOWN] * b->ring.takes[BESIDE_DOWN];
    const double alone = fetching * b->alone / b->cycle;
    return 0.5 * alone * least_of(1, b->alone / room) + 2 * b->ring.patience;
}

static bool beside_is_bound(const struct beside *b, double fetching)
{
    const struct analytic_answer *a = b->answer;
    const double all = a->all_back + (b->mean - 1) * fetching;
    if (a->bound || b->rough || beside_unsure(b, fetching) * fetching > beside_accepted * all)
        return true;
    if (a->region == ANALYTIC_REPEATS || b->longest > b->ring.patience)
        return true;
    return b->repeats &&
           (b->ring.window > 1 || !beside_is_full(b) || beside_tail(b, fetching) > 0.015 * all);
}

/* Others' share of the line is theirs, too. */
static void beside_use(struct beside *b, double before)
{
    struct analytic_answer *a = b->answer;
    for (int r = 0; r < ANALYTIC_RESOURCES; r++)
        a->utilisation[r] *= before / a->all_back;
    a->utilisation[ANALYTIC_WAN_DOWN] =
        least_of(1, a->utilisation[ANALYTIC_WAN_DOWN] + beside_share(b, true));
    a->utilisation[ANALYTIC_WAN_UP] =
        least_of(1, a->utilisation[ANALYTIC_WAN_UP] + beside_share(b, false));
}

/* What flash had still to write is written meanwhile. */
static void beside_lengthen(struct beside *b, double more)
{
    struct analytic_answer *a = b->answer;
    const double flash = least_of(more, a->budget[ANALYTIC_FLASH]), before = a->all_back;
    if (more <= 0)
        return;
    a->budget[ANALYTIC_QUEUEING] += more;
    a->budget[ANALYTIC_FLASH] -= flash;
    a->all_back += more - flash;
    for (uint32_t i = 0; i < b->site->group_count; i++)
        if (beside_is_over_wan(b, i))
            a->group_back[i] *= a->all_back / before;
}

/* If not in a worse one. */
static void beside_is_in(struct analytic_answer *a, enum analytic_region region)
{
    if (a->region < region)
        a->region = region;
}

static void beside_answer(struct beside *b)
{
    struct analytic_answer *a = b->answer;
    const double fetching = beside_fetching(a), before = a->all_back;
    a->bound = beside_is_bound(b, fetching);
    beside_is_in(a, b->longest > b->ring.patience ? ANALYTIC_REPEATS
                    : b->repeats                  ? ANALYTIC_DROPS
                                                  : ANALYTIC_BESIDE);
    const double least = beside_is_unknown(b) ? 1
                         : b->random          ? b->mean - beside_unsure(b, fetching)
                                              : 2 * b->least - b->mean;
    beside_lengthen(b, ((a->bound ? least : b->mean) - 1) * fetching);
    b->heard->fetching = most_of(0, least_of(1, beside_fetching(a) / a->all_back));
    beside_use(b, before);
}

static void beside_method(const struct analytic_site *site, enum analytic_method method,
                          struct analytic_answer *a)
{
    struct beside b;
    b.site = site;
    b.method = method;
    b.answer = a;
    b.heard = &site->others->heard[method];
    b.stream_count = 0;
    b.rough = b.http = b.random = b.repeats = false;
    b.longest = 0;
    memset(b.heard, 0, sizeof *b.heard);
    if (!a->there || a->never)
        return;
    const bool added = beside_add_flows(&b);
    if (!beside_find_ring(&b)) { /* nobody meets others */
        memset(&b.ring, 0, sizeof b.ring);
        b.ring.room[BESIDE_DOWN] = site->down.queue;
        b.ring.room[BESIDE_UP] = site->up.queue;
        b.ring.patience = 1;
        b.heard->known = added && beside_run_idle(&b);
        beside_use(&b, a->all_back);
        return;
    }
    if (added && !b.http && beside_run_idle(&b) && beside_run(&b)) {
        beside_answer(&b);
        return;
    }
    a->bound = true;
    beside_is_in(a, ANALYTIC_BESIDE);
    beside_use(&b, a->all_back);
}

void analytic_beside(const struct analytic_site *site,
                     struct analytic_answer answers[ANALYTIC_METHODS])
{
    for (enum analytic_method m = 0; m < ANALYTIC_METHODS; m++)
        beside_method(site, m, &answers[m]);
}
