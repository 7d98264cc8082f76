/* The queue as a ring of passages, since a link tells of a packet's departure when it is queued;
 * all sums are exact integers. */
#include "results/record_link.h"

#include <stdlib.h>

#include "base/memory.h"

static struct passage *passage_at(const struct passages *p, uint32_t index)
{
    return &p->ring[(p->first + index) & (p->room - 1)];
}

static void passages_grow(struct passages *p)
{
    struct passages larger = {.room = p->room ? 2 * p->room : 16, .count = p->count};
    larger.ring = mem_calloc(larger.room, sizeof *larger.ring);
    for (uint32_t i = 0; i < p->count; i++)
        larger.ring[i] = *passage_at(p, i);
    free(p->ring);
    *p = larger;
}

static void passages_push(struct passages *p, const struct transmission *t)
{
    if (__builtin_expect(p->count == p->room, 0))
        passages_grow(p);
    p->count++;
    *passage_at(p, p->count - 1) = (struct passage){t->queued, t->start, t->end};
}

/* Forgets those that are over at `now`. */
static void passages_leave(struct passages *p, sim_time now)
{
    while (p->count > 0 && p->ring[p->first].end <= now) {
        p->first = (p->first + 1) & (p->room - 1);
        p->count--;
    }
}

/* One at most is on the wire, and it is the first. */
static uint32_t passages_waiting(const struct passages *p, sim_time now)
{
    return p->count > 0 && p->ring[p->first].start <= now ? p->count - 1 : p->count;
}

struct link_record *link_record_new(const struct link_info *info)
{
    struct link_record *l = mem_calloc(1, sizeof *l);
    l->info = info;
    for (int i = 0; i < 2; i++) {
        l->direction[i].with_series = info->wan;
        l->direction[i].shaped = info->direction[i]->shaped;
    }
    return l;
}

void link_record_free(struct link_record *l)
{
    if (!l)
        return;
    for (int i = 0; i < 2; i++) {
        free(l->direction[i].passages.ring);
        series_fini(&l->direction[i].series);
    }
    free(l);
}

/* An interval in which nothing arrives has a queue too: the one that it began with. */
static void carry_queue_over(struct direction_record *d, sim_time now)
{
    while (d->next_interval <= now) {
        passages_leave(&d->passages, d->next_interval);
        const uint32_t waiting = passages_waiting(&d->passages, d->next_interval);
        if (waiting == 0 && d->passages.count == 0) {
            d->next_interval = (now / SERIES_INTERVAL + 1) * SERIES_INTERVAL;
            return;
        }
        series_raise_queue(&d->series, d->next_interval, waiting);
        d->next_interval += SERIES_INTERVAL;
    }
}

static void move_on(struct direction_record *d, sim_time now)
{
    if (d->with_series && d->next_interval <= now)
        carry_queue_over(d, now);
    passages_leave(&d->passages, now);
}

/* What a token bucket lets pass in a burst goes at the port's rate. Its use is that of a line that
 * has the bucket's rate, one packet after the other. */
static struct transmission on_shaped_line(struct direction_record *d, const struct transmission *t)
{
    struct transmission use = *t;
    use.start = time_max(t->start, d->shaped_until);
    use.end = use.start + time_of_bytes(t->wire_bytes, d->shaped);
    d->shaped_until = use.end;
    return use;
}

/* Not to be inlined: gcc then works out where `d` is each time that it is used. */
__attribute__((noinline)) void direction_sent(struct direction_record *d,
                                              const struct packet_info *p,
                                              const struct transmission *t)
{
    struct traffic_count *traffic = &d->traffic[p->traffic];
    traffic->packets++;
    traffic->wire_bytes += t->wire_bytes;
    traffic->ip_bytes += p->bytes;
    const struct transmission use = d->shaped ? on_shaped_line(d, t) : *t;
    d->busy += (uint64_t)(use.end - use.start);
    d->waiting += (uint64_t)(t->start - t->queued);
    move_on(d, t->queued);
    passages_push(&d->passages, t);
    const uint32_t queue = passages_waiting(&d->passages, t->queued);
    if (queue > d->max_queue)
        d->max_queue = queue;
    if (d->with_series)
        series_add_passage(&d->series, t, &use, queue);
}

void direction_dropped(struct direction_record *d, enum drop_reason reason, sim_time now)
{
    d->dropped[reason]++;
    if (d->with_series)
        series_add_drop(&d->series, now);
}

static struct direction_use direction_use_at(struct direction_record *d, sim_time now)
{
    move_on(d, now);
    struct direction_use use = {now, d->busy, d->waiting};
    for (uint32_t i = 0; i < d->passages.count; i++) {
        const struct passage *p = passage_at(&d->passages, i);
        if (!d->shaped)
            use.busy -= (uint64_t)(p->end - time_max(p->start, now));
        use.waiting -= (uint64_t)(time_max(p->start, now) - time_max(p->queued, now));
    }
    if (d->shaped_until > now)
        use.busy -= (uint64_t)(d->shaped_until - now);
    return use;
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
