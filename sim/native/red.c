/* Random early detection (Floyd and Jacobson, "Random early detection gateways for congestion
 * avoidance", 1993, figure 2), with thresholds for all packets or for each class: then they share
 * the queue and its average (Cisco's weighted RED). In integers: averages and probabilities in
 * billionths. */
#include "sim/native/queue_class.h"

/* Bytes of a packet that an idle line has missed, as in ns-3. */
enum { RED_TYPICAL = 500 };

struct red {
    struct queue queue;
    struct packet_list list;
    int64_t average;     /* of what the limit counts, in billionths */
    sim_time idle_since; /* when nothing waits: when the line will be, or was, through */
    uint32_t since[LINK_CLASSES + 1]; /* 1 + the paper's count, of a class */
};

static void red_init(struct queue *q)
{
    (void)q;
}

static const struct link_red *red_of(const struct link_queue *q, uint32_t i)
{
    return i < q->class_count ? &q->classes[i].red : &q->red;
}

static int64_t red_length(const struct red *s)
{
    return s->queue.config->queue.in_bytes ? s->list.bytes : s->list.packets;
}

/* (1 - weight)^times, in billionths. */
static uint64_t red_power(uint64_t weight, uint64_t times)
{
    uint64_t power = LINK_BILLION;
    for (uint64_t factor = LINK_BILLION - weight; times && power; times >>= 1) {
        if (times & 1)
            power = power * factor / LINK_BILLION;
        factor = factor * factor / LINK_BILLION;
    }
    return power;
}

/* While the line is idle the average falls as if typical packets came and found it so. */
static void red_average(struct red *s, sim_time now)
{
    const struct link_direction *d = s->queue.config;
    const uint64_t weight = d->queue.red.weight ? d->queue.red.weight : LINK_RED_WEIGHT;
    if (s->list.packets || now < s->idle_since) {
        const int64_t above = red_length(s) * LINK_BILLION - s->average;
        s->average += (int64_t)((__int128)above * (int64_t)weight / LINK_BILLION);
        return;
    }
    const sim_time typical = time_of_bytes(RED_TYPICAL, link_bandwidth(d));
    const uint64_t missed = typical ? (uint64_t)((now - s->idle_since) / typical) : UINT64_MAX;
    s->average =
        (int64_t)((__int128)s->average * (int64_t)red_power(weight, missed) / LINK_BILLION);
}

/* In billionths, with the paper's count; between the thresholds. In bytes a packet's is by its
 * length. */
static uint32_t red_chance(const struct red *s, const struct link_red *r, uint32_t count,
                           uint32_t bytes)
{
    const uint64_t most_chance = r->probability ? r->probability : LINK_RED_CHANCE;
    const int64_t above = s->average - (int64_t)r->least * LINK_BILLION;
    uint64_t chance = (uint64_t)((__int128)above * (int64_t)most_chance /
                                 ((int64_t)(r->most - r->least) * LINK_BILLION));
    if (s->queue.config->queue.in_bytes)
        chance = chance * bytes / s->queue.largest;
    const uint64_t used = count * chance;
    return used + chance >= LINK_BILLION
               ? LINK_BILLION
               : (uint32_t)(chance * LINK_BILLION / (LINK_BILLION - used));
}

static bool red_drops(struct red *s, uint32_t i, uint32_t bytes)
{
    const struct link_red *r = red_of(&s->queue.config->queue, i);
    if (!r->most || s->average < (int64_t)r->least * LINK_BILLION) {
        s->since[i] = 0;
        return false;
    }
    const uint32_t count = s->since[i]++;
    const bool drops = s->average >= (int64_t)r->most * LINK_BILLION ||
                       random_chance(&s->queue.random, red_chance(s, r, count, bytes));
    if (drops)
        s->since[i] = 1;
    return drops;
}

static void red_put(struct queue *q, struct packet *p, sim_time now)
{
    struct red *s = (struct red *)q;
    const struct link_queue *config = &q->config->queue;
    const uint32_t i = config->discipline == QUEUE_WRED ? link_class_of(config, p->info.dscp)
                                                        : config->class_count;
    red_average(s, now);
    if (red_drops(s, i, p->waits.bytes))
        queue_drop(q, p, DROP_EARLY);
    else if (queue_is_full(q, &s->list, config->limit, p->waits.bytes))
        queue_drop(q, p, DROP_QUEUE_FULL);
    else
        queue_append(q, &s->list, p);
}

static struct packet *red_take(struct queue *q, sim_time now)
{
    struct red *s = (struct red *)q;
    struct packet *p = queue_first(q, &s->list);
    if (p && !s->list.packets)
        s->idle_since = now + time_of_bytes(p->waits.bytes, q->config->rate);
    return p;
}

const struct queue_discipline queue_red = {
    .size = sizeof(struct red),
    .init = red_init,
    .put = red_put,
    .take = red_take,
};
