/* A packet that waited behind another one leaves the bottleneck right after it, so their distance
 * is its time on the line. Behind the bottleneck that distance is seen itself; before it, by the
 * ACKs, which all are later by the same time. */
#include "studies/capture_line.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

enum { PAIRS_LEAST = 10, QUIET_LEAST = 5, RECENT = 64 };
#define ALIKE 0.1      /* pairs of the line differ by no more, as a share */
#define NEAR_MODE 0.25 /* pairs that are further off have another reason */
#define UNSETTLED 0.25 /* a mean that is known worse than so is of few, and a median is better */
#define CLEARLY 0.9    /* of two, one that is less than so much of the other is the better one */
#define SILENCE 0.8    /* s; no named server repeats a block sooner, unless it is told to */

/* A block as it leaves the bottleneck, or is known to have left it a fixed time ago. */
struct departure {
    double time;   /* s */
    double bytes;  /* IP bytes of all up to this one */
    double waited; /* s, more than the least of all */
    double round;  /* s; 0: not known */
    double own;    /* its IP bytes */
    bool in_burst; /* the next block of the same window as the one before it */
};

struct finder {
    struct capture_line *l;
    const struct capture_rounds *r;
    const struct capture_transfers *t;
    const struct capture_round_list *rounds; /* those which the queue is in */
    double *bytes;                           /* by packet: IP bytes of all blocks up to it */
    bool *lost;                              /* by packet: it was lost behind */
    bool windows;                            /* of more than one block */
    struct departure *list;
    size_t count;
};

static double line_time(const struct finder *f, sim_time t)
{
    return time_seconds(t - f->t->census.first);
}

static double line_round(const struct capture_round *r)
{
    return time_seconds(r->to - r->from);
}

/* Which side of the round gets longer when others are under way: the one with the queue. */
static double line_width(const struct capture_round_list *l)
{
    struct capture_sample s = {0};
    for (size_t i = 0; i < l->count; i++)
        if (!l->list[i].opening)
            capture_sample_add(&s, line_round(&l->list[i]));
    capture_sample_spread(&s);
    const double width = capture_sample_quantile(&s, 0.9) - capture_sample_quantile(&s, 0.1);
    capture_sample_free(&s);
    return width;
}

static bool line_is_before(const struct capture_rounds *r)
{
    return r->where == CAPTURE_BETWEEN ? line_width(&r->server) > line_width(&r->client)
                                       : r->where == CAPTURE_AT_CLIENT;
}

/* A block that passes and comes again before it was acknowledged was lost behind: it never took its
 * time on the line. */
static void line_mark_lost(struct finder *f)
{
    const struct capture_transfers *t = f->t;
    uint32_t(*sent)[RECENT] = mem_calloc(t->count, sizeof *sent); /* number of the packet, plus 1 */
    uint32_t *acked = mem_calloc(t->count, sizeof *acked);
    f->lost = mem_calloc(t->packet_count + 1, sizeof *f->lost);
    for (size_t i = 0; i < t->packet_count; i++) {
        const struct capture_packet *p = &t->packets[i];
        if (p->foreign)
            continue;
        if (p->kind == CAPTURE_ACK && !p->again)
            acked[p->transfer] = p->block;
        if (p->kind != CAPTURE_DATA)
            continue;
        uint32_t *place = &sent[p->transfer][p->block % RECENT];
        if (p->again && p->block > acked[p->transfer] && *place &&
            t->packets[*place - 1].block == p->block) {
            f->lost[*place - 1] = true;
            f->l->lost_behind++;
        }
        *place = (uint32_t)i + 1;
        f->l->blocks++;
    }
    free(sent);
    free(acked);
}

static void line_count_bytes(struct finder *f)
{
    double sum = 0;
    f->bytes = mem_calloc(f->t->packet_count + 1, sizeof *f->bytes);
    for (size_t i = 0; i < f->t->packet_count; i++) {
        if (capture_is_down(&f->t->packets[i]) && (f->l->before || !f->lost[i]))
            sum += f->t->packets[i].ip_bytes;
        f->bytes[i] = sum;
    }
}

/* The least round of blocks of full size, so that what is more is waiting. */
static double line_least(const struct finder *f)
{
    double least = INFINITY;
    for (size_t i = 0; i < f->rounds->count; i++)
        if (f->rounds->list[i].full && line_round(&f->rounds->list[i]) < least)
            least = line_round(&f->rounds->list[i]);
    return isfinite(least) ? least : 0;
}

/* Before the bottleneck: the ACKs, each of which tells that its block has come, also when the block
 * came twice. With windows the blocks of the window come with it, as they passed here. */
static void line_departures_behind(struct finder *f)
{
    const struct capture_transfers *t = f->t;
    const double least = line_least(f);
    uint32_t(*size)[RECENT] = mem_calloc(t->count, sizeof *size);
    size_t round = 0;
    double sum = 0;
    for (size_t i = 0; i < t->packet_count; i++) {
        const struct capture_packet *p = &t->packets[i];
        uint32_t *known = &size[p->transfer][p->block % RECENT];
        if (capture_is_down(p) && !p->foreign)
            *known = p->ip_bytes;
        if (p->kind != CAPTURE_ACK || p->foreign)
            continue;
        struct departure d = {.time = line_time(f, p->time), .own = *known};
        sum += *known;
        d.bytes = sum;
        const struct capture_round *r = round < f->rounds->count ? &f->rounds->list[round] : NULL;
        if (r && r->to == p->time && r->transfer == p->transfer) {
            round++;
            d.round = line_round(r);
            d.waited = d.round - least;
            if (f->windows)
                d.bytes = f->bytes[r->packet];
        } else if (f->windows) {
            continue;
        }
        f->list[f->count++] = d;
    }
    free(size);
}

/* Behind it: all blocks that pass, of which some begin a round. */
static void line_departures_before(struct finder *f)
{
    const struct capture_transfers *t = f->t;
    const double least = line_least(f);
    uint32_t *last = mem_calloc(t->count, sizeof *last);
    bool *burst = mem_calloc(t->count, sizeof *burst);
    size_t round = 0;
    for (size_t i = 0; i < t->packet_count; i++) {
        const struct capture_packet *p = &t->packets[i];
        if (p->kind == CAPTURE_ACK)
            burst[p->transfer] = false;
        if (!capture_is_down(p))
            continue;
        struct departure d = {
            .time = line_time(f, p->time), .bytes = f->bytes[i], .own = p->ip_bytes};
        while (round < f->rounds->count && f->rounds->list[round].packet < i)
            round++;
        if (round < f->rounds->count && f->rounds->list[round].packet == i) {
            d.round = line_round(&f->rounds->list[round]);
            d.waited = d.round - least;
        }
        d.in_burst = burst[p->transfer] && !p->again && p->block == last[p->transfer] + 1;
        burst[p->transfer] = true;
        last[p->transfer] = p->block;
        f->list[f->count++] = d;
    }
    free(last);
    free(burst);
}

/* Seconds a byte of a pair of which the second one had waited for the first; 0 of others. */
static double line_pair(const struct departure *a, const struct departure *b, bool bursts)
{
    const double gap = b->time - a->time, bytes = b->bytes - a->bytes;
    if (gap <= 0 || bytes <= 0)
        return 0;
    return (b->round > 0 && b->waited >= gap / 2) || (bursts && b->in_burst) ? gap / bytes : 0;
}

/* The median of those near the mode: one that is late makes the next one early by as much. The mode
 * is that of logarithms: packets that a busy host lets go at once are microseconds apart, which is
 * near in time, but not in proportion. */
static void line_rate_by_pairs(struct finder *f, bool bursts)
{
    struct capture_line *l = f->l;
    struct capture_sample all = {0}, near = {0};
    for (size_t i = 1; i < f->count; i++) {
        const double pair = line_pair(&f->list[i - 1], &f->list[i], bursts);
        if (pair > 0)
            capture_sample_add(&all, log(pair));
    }
    capture_sample_spread(&all);
    const double mode = exp(capture_sample_densest(&all, ALIKE));
    for (size_t i = 0; i < all.count; i++)
        if (fabs(exp(all.values[i]) / mode - 1) <= NEAR_MODE)
            capture_sample_add(&near, exp(all.values[i]));
    const struct capture_spread pair = capture_sample_spread(&near);
    if (near.count >= PAIRS_LEAST) {
        l->rate = 8 / pair.median;
        l->rate_low = 8 / pair.high;
        l->rate_high = 8 / pair.low;
        l->rate_count = near.count;
        l->from = bursts ? CAPTURE_RATE_BURSTS : CAPTURE_RATE_PAIRS;
        const bool sure = near.count >= 5 * PAIRS_LEAST && 2 * near.count > all.count &&
                          l->rate_high - l->rate_low < 0.04 * l->rate;
        l->rate_sure = sure ? CAPTURE_SURE : CAPTURE_LIKELY;
    }
    capture_sample_free(&all);
    capture_sample_free(&near);
}

/* Bytes that are on the line between the beginning of that half of a round and its end: behind the
 * capture all of a window, before it the window's first block. */
static double line_burst(const struct capture_round *r, bool before)
{
    return before ? r->ip_bytes : r->window;
}

/* What a short last block, or window, is back sooner is what its missing bytes take on the line. */
static void line_rate_by_sizes(struct finder *f, const struct capture_round_list *rounds,
                               bool before)
{
    struct capture_sample full = {0}, less = {0};
    double bytes = 0;
    for (size_t i = 0; i < rounds->count; i++)
        if (!rounds->list[i].opening)
            bytes = fmax(bytes, line_burst(&rounds->list[i], before));
    for (size_t i = 0; i < rounds->count; i++)
        if (!rounds->list[i].opening && line_burst(&rounds->list[i], before) >= bytes)
            capture_sample_add(&full, line_round(&rounds->list[i]));
    const struct capture_spread spread = capture_sample_spread(&full);
    const double wide = capture_sample_quantile(&full, 0.75) - capture_sample_quantile(&full, 0.25);
    for (size_t i = 0; i < rounds->count; i++) {
        const struct capture_round *r = &rounds->list[i];
        const double sooner = spread.median - line_round(r), burst = line_burst(r, before);
        if (!r->opening && burst < 0.8 * bytes && sooner > 5 * wide && sooner > 0)
            capture_sample_add(&less, 8 * (bytes - burst) / sooner);
    }
    const struct capture_spread rates = capture_sample_spread(&less);
    if (rates.count && full.count >= QUIET_LEAST && rates.median > f->l->least &&
        (f->l->from == CAPTURE_RATE_NONE || rates.median < f->l->rate)) {
        f->l->rate = rates.median;
        f->l->rate_low = rates.least;
        f->l->rate_high = rates.most;
        f->l->rate_count = rates.count;
        f->l->from = CAPTURE_RATE_SIZES;
        f->l->rate_sure = CAPTURE_GUESSED;
        f->l->before = before;
        f->rounds = rounds;
    }
    capture_sample_free(&full);
    capture_sample_free(&less);
}

/* One transfer alone never has two packets in the queue, unless it has a window. Sizes tell on
 * which side of the capture the slower line is. */
static void line_rate(struct finder *f)
{
    struct capture_line *l = f->l;
    if (f->r->most_at_once > 1)
        line_rate_by_pairs(f, false);
    if (l->from == CAPTURE_RATE_NONE && l->before && f->windows)
        line_rate_by_pairs(f, true);
    if (l->from != CAPTURE_RATE_NONE)
        return;
    const bool between = f->r->where == CAPTURE_BETWEEN, before = l->before;
    if (between || !before)
        line_rate_by_sizes(f, &f->r->client, false);
    if (between || before)
        line_rate_by_sizes(f, &f->r->server, true);
}

/* Of blocks, in the busiest second; of less than a second, in all of it. */
static void line_busiest(struct finder *f)
{
    const struct capture_transfers *t = f->t;
    double bytes = 0, most = 0;
    size_t first = 0;
    for (size_t i = 0; i < t->packet_count; i++) {
        bytes += capture_is_down(&t->packets[i]) ? t->packets[i].ip_bytes : 0;
        for (; t->packets[i].time - t->packets[first].time >= SECONDS; first++)
            bytes -= capture_is_down(&t->packets[first]) ? t->packets[first].ip_bytes : 0;
        most = bytes > most ? bytes : most;
    }
    const double all = time_seconds(t->census.last - t->census.first);
    f->l->least = 8 * most / (all > 0 && all < 1 ? all : 1);
    /* Before the line a window passes at once, whatever the line takes for it. */
    if (f->windows && !f->l->before && all > 0)
        f->l->least = 8 * f->bytes[t->packet_count - 1] / all;
}

/* Where others are served meanwhile, the mean is of their work, too. */
static struct capture_base line_typical(const struct finder *f, const struct capture_spread *s)
{
    if (f->r->most_at_once > 1)
        return (struct capture_base){s->median, s->low, s->high, s->count};
    return (struct capture_base){s->settled, s->settled - s->error, s->settled + s->error,
                                 s->count};
}

/* What rounds take beside waiting and their block's time on the line, if the line works as is
 * thought: of all, and of those in which no wait had to be reckoned. */
struct residue {
    struct capture_sample all, quiet;
    double least; /* s, of rounds less only the block's time on the line */
};

static void line_residue(const struct finder *f, struct residue *r)
{
    const double second = f->l->rate > 0 ? 8 / f->l->rate : 0; /* a byte */
    double free_at = 0;
    size_t round = 0;
    uint32_t since = 0; /* packets since the line was idle */
    *r = (struct residue){.least = INFINITY};
    for (size_t i = 0; i < f->t->packet_count && round < f->rounds->count; i++) {
        const struct capture_packet *p = &f->t->packets[i];
        if (!capture_is_down(p) || (!f->l->before && f->lost[i]))
            continue;
        const struct capture_round *x = &f->rounds->list[round];
        const double on_line = second * p->ip_bytes, now = line_time(f, p->time);
        const bool idle = f->l->before ? now - on_line > free_at + on_line / 2 : free_at <= now;
        const double waits = f->l->before || idle ? 0 : free_at - now;
        since = idle ? 0 : since + 1;
        free_at = f->l->before ? now : now + waits + on_line;
        if (x->packet > i)
            continue;
        round++;
        r->least = fmin(r->least, line_round(x) - on_line);
        if (x->opening)
            continue;
        capture_sample_add(&r->all, line_round(x) - waits - on_line);
        /* The last of a window waits for those before it, which is as good to know. */
        if (idle || second == 0 || (!f->l->before && since < f->t->list[p->transfer].windowsize))
            capture_sample_add(&r->quiet, line_round(x) - waits - on_line);
    }
}

static void line_free_residue(struct residue *r)
{
    capture_sample_free(&r->all);
    capture_sample_free(&r->quiet);
}

/* What a round takes whose block found the line free, beside the block's time on it. */
static struct capture_base line_base(const struct finder *f)
{
    struct residue r;
    line_residue(f, &r);
    const struct capture_spread spread = capture_sample_spread(&r.quiet);
    const double least = isfinite(r.least) ? fmax(r.least, 0) : 0;
    line_free_residue(&r);
    if (spread.count < QUIET_LEAST)
        return (struct capture_base){.value = least};
    if (f->r->most_at_once > 1 && spread.error > UNSETTLED * spread.settled)
        return (struct capture_base){spread.median, spread.low, spread.high, spread.count};
    return (struct capture_base){spread.settled, spread.settled - spread.error,
                                 spread.settled + spread.error, spread.count};
}

/* How far off the median the residues are, on average. */
static double line_unrest(const struct finder *f)
{
    struct residue r;
    double sum = 0;
    line_residue(f, &r);
    const double median = capture_sample_spread(&r.all).median;
    for (size_t i = 0; i < r.all.count; i++)
        sum += fabs(r.all.values[i] - median);
    const double unrest = r.all.count ? sum / (double)r.all.count : 0;
    line_free_residue(&r);
    return unrest;
}

/* Did blocks that were lost behind the capture take their time on the line? What a queue drops does
 * not, what is lost elsewhere does: all others of a busy line wait for it. */
static void line_lost_where(struct finder *f)
{
    struct capture_line *l = f->l;
    if (l->before || l->rate <= 0 || !l->lost_behind)
        return;
    bool *lost = f->lost, *none = mem_calloc(f->t->packet_count + 1, sizeof *none);
    const double dropped = line_unrest(f);
    f->lost = none;
    const double passed = line_unrest(f);
    if (passed < CLEARLY * dropped) {
        l->lost_where = CAPTURE_LOST_ELSEWHERE;
        free(lost);
        return;
    }
    l->lost_where = dropped < CLEARLY * passed ? CAPTURE_LOST_IN_QUEUE : CAPTURE_LOST_NOT_TOLD;
    f->lost = lost;
    free(none);
}

static int line_by_packet(const void *a, const void *b)
{
    const struct capture_round *x = a, *y = b;
    return (x->packet > y->packet) - (x->packet < y->packet);
}

/* Rounds are found in the order of their ends. */
static void line_bases(struct finder *f)
{
    struct capture_round_list own = {.count = f->rounds->count};
    const struct capture_round_list *rounds = f->rounds;
    own.list = mem_calloc(own.count + 1, sizeof *own.list);
    for (size_t i = 0; i < own.count; i++)
        own.list[i] = rounds->list[i];
    qsort(own.list, own.count, sizeof *own.list, line_by_packet);
    f->rounds = &own;
    line_lost_where(f);
    const struct capture_base base = line_base(f);
    f->rounds = rounds;
    free(own.list);
    f->l->client = f->l->before ? line_typical(f, &f->r->client_spread) : base;
    f->l->server = f->l->before ? base : line_typical(f, &f->r->server_spread);
}

double capture_line_silence(const struct capture_spread *rounds)
{
    return fmax(SILENCE, 4 * rounds->median);
}

/* A block that is seen for the first time after a silence was lost on its way here. */
static void line_silences(struct finder *f)
{
    const struct capture_transfers *t = f->t;
    const double silence = f->l->silence;
    sim_time *acked = mem_calloc(t->count, sizeof *acked); /* when the last new ACK was seen */
    for (size_t i = 0; i < t->packet_count; i++) {
        const struct capture_packet *p = &t->packets[i];
        if (p->foreign || p->again)
            continue;
        if (p->kind == CAPTURE_ACK)
            acked[p->transfer] = p->time;
        if (p->kind != CAPTURE_DATA || !acked[p->transfer])
            continue;
        f->l->lost_before += time_seconds(p->time - acked[p->transfer]) > silence;
        acked[p->transfer] = 0;
    }
    free(acked);
}

/* How long packets waited, of rounds that waited for no timer. One in a hundred has waited for a
 * host, too. */
static void line_waits(struct finder *f)
{
    struct capture_line *l = f->l;
    const double base = l->before ? l->server.value : l->client.value;
    const double silence =
        capture_line_silence(l->before ? &f->r->server_spread : &f->r->client_spread);
    struct capture_sample waits = {0};
    for (size_t i = 0; i < f->rounds->count; i++) {
        const struct capture_round *r = &f->rounds->list[i];
        const double waited = line_round(r) - base - (l->rate > 0 ? 8 * r->ip_bytes / l->rate : 0);
        if (!r->opening && line_round(r) <= silence)
            capture_sample_add(&waits, fmax(waited, 0));
    }
    l->waited = capture_sample_spread(&waits).most;
    l->full = capture_sample_quantile(&waits, 0.99);
    capture_sample_free(&waits);
}

/* Of N packets that wait the last one waits for N that are on the line before it, or for a part
 * less of the first. */
static void line_queue(struct finder *f)
{
    struct capture_line *l = f->l;
    double full = 0;
    for (size_t i = 0; i < f->rounds->count; i++)
        if (f->rounds->list[i].full)
            full = f->rounds->list[i].ip_bytes;
    l->queue_sure = CAPTURE_NOT_TOLD;
    if (l->rate <= 0 || full <= 0 || l->from == CAPTURE_RATE_SIZES)
        return;
    const uint64_t lost = l->before ? l->lost_before : l->lost_behind;
    l->queue = ceil(l->full * l->rate / 8 / full - 0.1);
    l->queue_is_least = !lost;
    l->queue_sure = lost >= 3 && !f->windows ? CAPTURE_LIKELY : CAPTURE_GUESSED;
}

static void line_find(struct capture_line *l, bool before, const struct capture_rounds *r,
                      const struct capture_transfers *t)
{
    *l = (struct capture_line){.before = before,
                               .rate_sure = CAPTURE_NOT_TOLD,
                               .silence = capture_line_silence(&r->server_spread)};
    struct finder f = {.l = l, .r = r, .t = t, .rounds = before ? &r->server : &r->client};
    for (size_t i = 0; i < t->count; i++)
        f.windows |= t->list[i].windowsize > 1;
    line_mark_lost(&f);
    line_count_bytes(&f);
    f.list = mem_calloc(t->packet_count + 1, sizeof *f.list);
    if (before)
        line_departures_before(&f);
    else
        line_departures_behind(&f);
    line_busiest(&f);
    line_rate(&f);
    if (l->rate > 0)
        l->used = l->least / l->rate;
    line_silences(&f);
    line_bases(&f);
    line_waits(&f);
    line_queue(&f);
    free(f.list);
    free(f.bytes);
    free(f.lost);
}

/* Of two sides that with more pairs; without any the one whose line is slower, which is the
 * bottleneck. */
static bool line_is_better(const struct capture_line *a, const struct capture_line *b)
{
    const bool pairs = a->from == CAPTURE_RATE_PAIRS;
    if (pairs || b->from == CAPTURE_RATE_PAIRS)
        return pairs && (b->from != CAPTURE_RATE_PAIRS || a->rate_count > b->rate_count);
    if (a->from == CAPTURE_RATE_NONE || b->from == CAPTURE_RATE_NONE)
        return a->from != CAPTURE_RATE_NONE;
    return a->rate < b->rate;
}

void capture_line_find(struct capture_line *l, const struct capture_rounds *r,
                       const struct capture_transfers *t)
{
    struct capture_line other;
    const bool before = line_is_before(r);
    line_find(l, before, r, t);
    if (r->where != CAPTURE_BETWEEN)
        return;
    line_find(&other, !before, r, t);
    if (line_is_better(&other, l))
        *l = other;
}
