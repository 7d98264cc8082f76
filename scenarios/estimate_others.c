/* What else is on a site's WAN, in numbers for the formulas, and what they say of its calls as
 * callers have it: delay, losses and opinions. */
#include <math.h>
#include <string.h>

#include "models/voice/codec.h"
#include "models/voice/emodel.h"
#include "models/voice/quality.h"
#include "scenarios/estimate_private.h"
#include "scenarios/site_traffic.h"

/* --- in ----------------------------------------------------------------------------------------
 */

/* Whether packets with that code point go before the upgrade's. */
static bool others_go_first(const struct scenario *s, const struct link_direction *line,
                            uint32_t code_point)
{
    const struct link_queue *q = &line->queue;
    return q->discipline == QUEUE_PRIORITY &&
           link_class_of(q, code_point) < link_class_of(q, s->qos.firmware);
}

static void others_add(struct estimate *x, const struct analytic_flow *flow)
{
    struct analytic_others *o = &x->others;
    if (flow->rate > 0 && o->flow_count < ANALYTIC_FLOWS)
        o->flows[o->flow_count++] = *flow;
}

static void others_add_calls(struct estimate *x, const struct scenario_site *site,
                             const struct scenario_traffic *t)
{
    const double interval = time_seconds(t->packet);
    for (int d = 0; d < 2; d++)
        others_add(x, &(struct analytic_flow){.down = d == 0,
                                              .rate = t->count / interval,
                                              .bytes = site_traffic_call_bytes(t),
                                              .streams = t->count,
                                              .first = others_go_first(x->scenario, &site->line[d],
                                                                       x->scenario->qos.voice),
                                              .heard = true});
}

/* Packets of the mix, of each size by themselves: which is next is drawn. `rate` is bit/s, with
 * `framing` bytes for each packet. */
static void others_add_mix(struct estimate *x, int direction, bool first, double rate,
                           struct link_overhead framing)
{
    const double bits = site_traffic_mix_bits(framing);
    for (int i = 0; i < PACKET_MIX_SIZES; i++)
        others_add(x, &(struct analytic_flow){.down = direction == 0,
                                              .rate = rate / bits * packet_mix_imix[i].parts,
                                              .bytes = packet_mix_imix[i].bytes,
                                              .first = first});
}

static void others_add_packets(struct estimate *x, const struct scenario_site *site,
                               const struct scenario_traffic *t)
{
    for (int d = 0; d < 2; d++) {
        const bool first = others_go_first(x->scenario, &site->line[d], x->scenario->qos.data);
        if (!site_traffic_goes(t, d))
            continue;
        if (!t->bytes)
            others_add_mix(x, d, first, (double)t->rate, (struct link_overhead){0});
        else
            others_add(x,
                       &(struct analytic_flow){.down = d == 0,
                                               .rate = (double)t->rate / (8.0 * t->bytes),
                                               .bytes = t->bytes,
                                               .streams = t->arrivals == PACKETS_CONSTANT ? 1 : 0,
                                               .first = first});
    }
}

void estimate_fill_others(struct estimate *x, const struct scenario_site *site)
{
    x->others.flow_count = 0;
    x->others.times_only = x->takes == ESTIMATE_TIMES;
    x->site.others = NULL;
    if (x->takes == ESTIMATE_NO_OTHERS)
        return;
    for (size_t i = 0; i < site->traffic_count; i++)
        if (site->traffic[i].kind == TRAFFIC_CALLS)
            others_add_calls(x, site, &site->traffic[i]);
        else
            others_add_packets(x, site, &site->traffic[i]);
    for (int d = 0; d < 2; d++)
        others_add_mix(x, d, others_go_first(x->scenario, &site->line[d], x->scenario->qos.data),
                       site_traffic_busy_rate(site, d), link_overhead(&site->line[d]));
    x->site.others = x->others.flow_count > 0 ? &x->others : NULL;
}

/* --- out ---------------------------------------------------------------------------------------
 */

/* Packets of calls that fare alike: of one item and direction, with the upgrade or without. */
struct calls_part {
    const struct analytic_waits *waits;
    const struct scenario_traffic *item;
    double weight; /* packets/s */
    double way;    /* s beside the waiting */
};

/* Adds up parts: a mean, and how many packets take no longer than a time. */
struct calls_sum {
    double weight, lost, delay, rated, mos, most;
};

static void calls_add_part(struct calls_sum *sum, const struct calls_part *p)
{
    const struct voice_codec *codec = voice_codec_find(p->item->codec);
    const double playout = time_seconds(p->item->playout);
    const double coding = time_seconds(voice_codec_delay(codec, p->item->packet));
    const double *q = p->waits->quantiles;
    const bool rated = voice_codec_is_rated(codec);
    double late = 0, mos = 0;
    for (int first = 0; first < ANALYTIC_QUANTILES; first++) { /* of a talk spurt: any */
        int after = 0;
        while (after < ANALYTIC_QUANTILES && q[after] <= q[first] + playout)
            after++;
        const double too_late = 1 - (double)after / ANALYTIC_QUANTILES;
        const double lost = p->waits->lost + (1 - p->waits->lost) * too_late;
        const double delay = coding + p->way + q[first] + playout;
        late += too_late / ANALYTIC_QUANTILES;
        if (rated)
            mos +=
                emodel_mos(voice_rating(codec, 1000 * delay, 100 * lost, 1)) / ANALYTIC_QUANTILES;
    }
    sum->weight += p->weight;
    sum->lost += p->weight * (p->waits->lost + (1 - p->waits->lost) * late);
    sum->delay += p->weight * (p->way + p->waits->mean);
    sum->most = fmax(sum->most, p->weight > 0 ? p->way + p->waits->most : 0);
    if (rated) {
        sum->rated += p->weight;
        sum->mos += p->weight * mos;
    }
}

/* s that a packet takes through the network but for waiting: the line, and cables of the LAN. */
static double calls_way(const struct scenario_site *site, const struct scenario_traffic *t, int d)
{
    const struct link_direction *line = &site->line[d], *lan = &site->subnets[0].lan;
    const uint32_t bytes = site_traffic_call_bytes(t);
    const double line_bits = 8.0 * link_wire_bytes(link_overhead(line), bytes);
    const double lan_bits = 8.0 * link_wire_bytes(link_overhead(lan), bytes);
    return time_seconds(line->delay) + 2 * time_seconds(lan->delay) +
           line_bits / (double)line->rate + 2 * lan_bits / (double)lan->rate;
}

enum { CALLS_PARTS = 64 };

/* Those of one direction, of some calls. */
struct calls_parts {
    struct calls_part list[CALLS_PARTS];
    size_t count;
    uint32_t calls;
    bool known; /* false: of some calls nothing is */
};

static void calls_add_item(struct calls_parts *p, const struct analytic_heard *h,
                           const struct scenario_site *site, const struct scenario_traffic *t,
                           int direction, bool before)
{
    const double rate = t->count / time_seconds(t->packet), way = calls_way(site, t, direction);
    const double busy = before ? 0 : h->fetching;
    p->calls += t->count;
    p->known &= h->known && p->count + 2 <= CALLS_PARTS;
    if (!p->known)
        return;
    p->list[p->count++] = (struct calls_part){&h->busy[direction], t, rate * busy, way};
    p->list[p->count++] = (struct calls_part){&h->idle[direction], t, rate * (1 - busy), way};
}

static void calls_parts(struct calls_parts *p, const struct estimate *x, const char *codec,
                        int direction, bool before)
{
    p->count = p->calls = 0;
    p->known = true;
    for (size_t i = 0; i < x->scenario->site_count; i++) {
        const struct scenario_site *site = &x->scenario->sites[i];
        for (size_t k = 0; k < site->traffic_count; k++) {
            const struct scenario_traffic *t = &site->traffic[k];
            if (t->kind == TRAFFIC_CALLS && (!codec || !strcmp(codec, t->codec)))
                calls_add_item(p, &x->heard[i], site, t, direction, before);
        }
    }
}

/* Share of the packets that take no longer. */
static double calls_within(const struct calls_parts *p, double seconds)
{
    double within = 0, all = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct calls_part *part = &p->list[i];
        const double *q = part->waits->quantiles, waits = seconds - part->way;
        const double steps = ANALYTIC_QUANTILES - 1;
        double below = 0;
        int j = 0;
        while (j < ANALYTIC_QUANTILES && q[j] <= waits)
            j++;
        if (j == ANALYTIC_QUANTILES)
            below = 1;
        else if (j > 0)
            below = (j - 1 + (waits - q[j - 1]) / (q[j] - q[j - 1])) / steps;
        within += part->weight * below;
        all += part->weight;
    }
    return within / all;
}

static double calls_percentile(const struct calls_parts *p, double share, double most)
{
    double from = 0, to = most;
    for (int step = 0; step < 40; step++) {
        const double middle = (from + to) / 2;
        if (calls_within(p, middle) < share)
            from = middle;
        else
            to = middle;
    }
    return to;
}

static struct calls_sum calls_sum_of(const struct calls_parts *p)
{
    struct calls_sum sum = {0};
    for (size_t i = 0; i < p->count; i++)
        calls_add_part(&sum, &p->list[i]);
    return sum;
}

static double calls_mos(const struct calls_sum *sum)
{
    return sum->rated > 0 ? sum->mos / sum->rated : NAN;
}

static void calls_hear(struct estimate_calls *c, const struct estimate *x, const char *codec,
                       int direction)
{
    struct calls_parts parts;
    calls_parts(&parts, x, codec, direction, true);
    *c = (struct estimate_calls){.count = parts.calls,
                                 .known = parts.known,
                                 .lost = NAN,
                                 .delay_mean = NAN,
                                 .delay_p95 = NAN,
                                 .delay_max = NAN,
                                 .mos = NAN,
                                 .mos_before = NAN};
    if (!parts.known || !parts.calls)
        return;
    const struct calls_sum before = calls_sum_of(&parts);
    calls_parts(&parts, x, codec, direction, false);
    const struct calls_sum during = calls_sum_of(&parts);
    c->lost = during.lost / during.weight;
    c->delay_mean = during.delay / during.weight;
    c->delay_max = during.most;
    c->delay_p95 = calls_percentile(&parts, 0.95, during.most);
    c->mos = calls_mos(&during);
    c->mos_before = calls_mos(&before);
}

void estimate_calls_of(const struct estimate *x, const char *codec, struct estimate_calls *calls)
{
    struct estimate_calls up;
    calls_hear(calls, x, codec, 0);
    calls_hear(&up, x, codec, 1);
    if (up.mos < calls->mos || (!(up.mos > calls->mos) && up.lost > calls->lost))
        *calls = up;
}
