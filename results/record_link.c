/* What is still to come as a ring of passages, since a link tells of a packet's departure when it
 * is queued, or starts; all sums are exact integers. */
#include "results/record_link.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static struct passage *passage_at(const struct passages *p, uint32_t number)
{
    return &p->ring[number & (p->room - 1)];
}

static void passages_grow(struct passages *p)
{
    struct passages larger = *p;
    larger.room = p->room ? 2 * p->room : 16;
    larger.ring = mem_calloc(larger.room, sizeof *larger.ring);
    for (uint32_t i = p->first; i != p->end; i++)
        *passage_at(&larger, i) = *passage_at(p, i);
    free(p->ring);
    *p = larger;
}

struct link_record *link_record_new(const struct link_info *info)
{
    struct link_record *l = mem_calloc(1, sizeof *l);
    l->info = info;
    for (int i = 0; i < 2; i++) {
        const struct link_direction *config = info->direction[i];
        l->direction[i] = (struct direction_record){
            .clock = info->clock,
            .delay = config->delay,
            .with_series = link_info_is_line(info),
            .shaped = config->shaped < config->rate ? config->shaped : 0,
        };
    }
    return l;
}

void link_record_free(struct link_record *l)
{
    if (!l)
        return;
    for (int i = 0; i < 2; i++) {
        free(l->direction[i].passages.ring);
        free(l->direction[i].drops_ahead.times);
        free(l->direction[i].delays);
        series_fini(&l->direction[i].series);
    }
    free(l);
}

/* What a token bucket lets pass in a burst goes at the port's rate. Its use is that of a line that
 * has the bucket's rate, one packet after the other, which is free at `*free_at`. */
static struct transmission use_of(const struct direction_record *d, const struct passage *p,
                                  sim_time *free_at)
{
    struct transmission use = {.queued = p->queued, .start = p->start, .end = p->end};
    if (!d->shaped)
        return use;
    use.start = time_max(p->start, *free_at);
    use.end = *free_at = use.start + time_of_bytes(p->wire_bytes, d->shaped);
    return use;
}

/* Many links have no queue, and so no histogram. */
static void direction_waited(struct direction_record *d, sim_time delay)
{
    if (delay == 0)
        return;
    if (!d->delays)
        d->delays = mem_calloc(1, sizeof *d->delays);
    histogram_add(d->delays, delay);
}

static inline void count_traffic(struct direction_record *d, const struct passage *p)
{
    struct traffic_count *traffic = &d->traffic[p->traffic];
    traffic->packets++;
    traffic->wire_bytes += p->wire_bytes;
    traffic->ip_bytes += p->ip_bytes;
    if (p->queue > d->max_queue)
        d->max_queue = p->queue;
}

/* Counts what has arrived at `now`. */
static void count_arrived(struct direction_record *d, sim_time now)
{
    struct passages *passages = &d->passages;
    const uint32_t behind = passages->end, mask = passages->room - 1;
    const sim_time latest_end = now - d->delay;
    const bool with_series = d->with_series;
    uint32_t first = passages->first;
    uint64_t busy = 0, waiting = 0;
    for (; first != behind; first++) {
        const struct passage *p = &passages->ring[first & mask];
        if (p->end > latest_end)
            break;
        const struct transmission use = use_of(d, p, &d->shaped_until);
        count_traffic(d, p);
        busy += (uint64_t)(use.end - use.start);
        waiting += (uint64_t)(p->start - p->queued);
        direction_waited(d, p->start - p->queued);
        if (with_series)
            series_add_passage(&d->series, p->queued, p->start, &use, p->queue);
    }
    passages->first = first;
    d->busy += busy;
    d->waiting += waiting;
}

/* Counts what came by `now`, and of its times what was before. */
static void count_the_rest(struct direction_record *d, sim_time now)
{
    struct passages *passages = &d->passages;
    for (; passages->first != passages->end; passages->first++) {
        const struct passage *p = passage_at(passages, passages->first);
        struct transmission use = use_of(d, p, &d->shaped_until);
        if (p->queued > now)
            continue;
        use.start = time_min(use.start, now);
        use.end = time_min(use.end, now);
        count_traffic(d, p);
        direction_waited(d, time_min(p->start, now) - p->queued);
        if (d->with_series)
            series_add_passage(&d->series, p->queued, time_min(p->start, now), &use, p->queue);
    }
}

/* Makes room in the ring. Many packets are counted at once, so that each costs little. */
static void make_room(struct direction_record *d, sim_time queued)
{
    struct passages *p = &d->passages;
    count_arrived(d, d->clock ? *d->clock : queued);
    if (p->end - p->first >= p->room / 2)
        passages_grow(p);
}

/* It came before a moment at which the link was measured, and is told of only now that it has
 * started: then it waited. */
static void waited_before(struct direction_use *moment, const struct transmission *t)
{
    if (t->queued < moment->time)
        moment->waiting += (uint64_t)(time_min(t->start, moment->time) - t->queued);
}

/* Seldom; calls from direction_sent would make each packet dearer, for registers that are kept. */
static __attribute__((noinline)) void prepare_and_send(struct direction_record *d,
                                                       const struct packet_info *p,
                                                       const struct transmission *t)
{
    make_room(d, t->queued);
    direction_sent(d, p, t);
}

/* Not to be inlined: gcc then works out where `d` is each time that it is used. */
__attribute__((noinline)) void direction_sent(struct direction_record *d,
                                              const struct packet_info *p,
                                              const struct transmission *t)
{
    struct passages *passages = &d->passages;
    if (__builtin_expect(passages->end - passages->first >= passages->room, 0)) {
        prepare_and_send(d, p, t);
        return;
    }
    if (__builtin_expect(t->queued < d->measured, 0)) {
        waited_before(&d->before, t);
        waited_before(&d->after, t);
    }
    struct passage *new = passage_at(passages, passages->end++);
    new->queued = t->queued;
    new->start = t->start;
    new->end = t->end;
    new->wire_bytes = t->wire_bytes;
    new->ip_bytes = (uint16_t)p->bytes;
    new->traffic = p->traffic;
    new->queue = t->queue;
}

/* --- drops ----------------------------------------------------------------------------------- */

static void count_drop(struct direction_record *d, enum drop_reason reason, sim_time now)
{
    d->dropped[reason]++;
    if (d->with_series)
        series_add_drop(&d->series, now);
}

static void count_drops_until(struct direction_record *d, sim_time now)
{
    struct drops_ahead *a = &d->drops_ahead;
    uint32_t over = 0;
    while (over < a->count && a->times[over] <= now)
        count_drop(d, DROP_QUEUE_FULL, a->times[over++]);
    a->count -= over;
    if (over && a->count)
        memmove(a->times, a->times + over, a->count * sizeof *a->times);
}

/* Only a full queue is told of before its time. */
void direction_dropped(struct direction_record *d, enum drop_reason reason, sim_time now)
{
    struct drops_ahead *a = &d->drops_ahead;
    if (reason != DROP_QUEUE_FULL || !d->clock || now <= *d->clock) {
        count_drop(d, reason, now);
        return;
    }
    if (a->count == a->room) {
        count_drops_until(d, *d->clock);
        if (a->count >= a->room / 2) {
            a->room = a->room ? 2 * a->room : 16;
            a->times = mem_resize(a->times, a->room, sizeof *a->times);
        }
    }
    a->times[a->count++] = now;
}

/* --- moments --------------------------------------------------------------------------------- */

static uint64_t part_before(sim_time now, sim_time start, sim_time end)
{
    return (uint64_t)(time_min(end, now) - time_min(start, now));
}

static struct direction_use direction_use_at(struct direction_record *d, sim_time now)
{
    count_arrived(d, now);
    d->measured = now;
    struct direction_use sum = {now, d->busy, d->waiting};
    if (d->shaped_until > now) /* without a gap: all that is counted has begun */
        sum.busy -= (uint64_t)(d->shaped_until - now);
    sim_time free_at = d->shaped_until;
    for (uint32_t i = d->passages.first; i != d->passages.end; i++) {
        const struct passage *p = passage_at(&d->passages, i);
        const struct transmission use = use_of(d, p, &free_at);
        sum.busy += part_before(now, use.start, use.end);
        sum.waiting += part_before(now, p->queued, p->start);
    }
    return sum;
}

void link_record_begin(struct link_record *l, sim_time now)
{
    for (int i = 0; i < 2; i++)
        l->direction[i].before = direction_use_at(&l->direction[i], now);
}

void link_record_measure(struct link_record *l, sim_time now)
{
    for (int i = 0; i < 2; i++)
        l->direction[i].after = direction_use_at(&l->direction[i], now);
}

/* An engine that tells of a delivery before its time tells of each with the packet. */
void direction_stop(struct direction_record *d, sim_time now)
{
    count_arrived(d, now);
    count_drops_until(d, now);
    d->drops_ahead.count = 0;
    d->clock = NULL; /* it goes on */
    if (d->delivered_last > now)
        d->delivered -= d->passages.end - d->passages.first;
}

void direction_finish(struct direction_record *d, sim_time now)
{
    if (d->shaped_until > now && d->with_series)
        series_remove_busy(&d->series, now, d->shaped_until);
    count_the_rest(d, now);
    series_finish(&d->series);
}

struct traffic_count direction_total(const struct direction_record *d)
{
    struct traffic_count total = {0};
    for (int i = 0; i < TRAFFIC_KINDS; i++) {
        total.packets += d->traffic[i].packets;
        total.wire_bytes += d->traffic[i].wire_bytes;
        total.ip_bytes += d->traffic[i].ip_bytes;
    }
    return total;
}

uint64_t direction_drops(const struct direction_record *d)
{
    uint64_t drops = 0;
    for (int i = 0; i < DROP_REASONS; i++)
        drops += d->dropped[i];
    return drops;
}

void direction_delays(const struct direction_record *d, struct histogram *out)
{
    const uint64_t packets = direction_total(d).packets;
    *out = d->delays ? *d->delays : (struct histogram){0};
    if (out->count < packets)
        histogram_add_zeros(out, packets - out->count);
}

struct direction_use direction_use(const struct direction_record *d)
{
    return (struct direction_use){.time = d->after.time - d->before.time,
                                  .busy = d->after.busy - d->before.busy,
                                  .waiting = d->after.waiting - d->before.waiting};
}

double direction_utilisation(const struct direction_record *d)
{
    const struct direction_use use = direction_use(d);
    return use.time > 0 ? (double)use.busy / (double)use.time : 0;
}

double direction_mean_queue(const struct direction_record *d)
{
    const struct direction_use use = direction_use(d);
    return use.time > 0 ? (double)use.waiting / (double)use.time : 0;
}
