/* One walk: what comes again, or late, tells that something was lost, and the round that began
 * before how long packets waited then. A queue loses what comes when it is full. */
#include "studies/capture_loss.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

#define FULL 0.7 /* of the longest wait: a queue that long may have been full */

/* One transfer, as it goes. */
struct passed {
    sim_time last;  /* when anything of it passed */
    sim_time block; /* when the latest block did */
    uint32_t acked; /* the latest ACK */
};

struct walk {
    struct capture_loss *loss;
    const struct capture_line *l;
    enum capture_where where;
    struct capture_round_list rounds; /* those which the queue is in */
    double least;                     /* s, of them */
    double silence;                   /* s */
    uint64_t full;                    /* events when the queue was about its longest */
};

static double loss_round(const struct capture_round *r)
{
    return time_seconds(r->to - r->from);
}

static int loss_by_begin(const void *a, const void *b)
{
    const struct capture_round *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* Those of full blocks, in the order of their beginnings; free them. */
static struct capture_round_list loss_rounds(const struct capture_round_list *l)
{
    struct capture_round_list full = {.list = mem_calloc(l->count + 1, sizeof *full.list)};
    for (size_t i = 0; i < l->count; i++)
        if (l->list[i].full)
            full.list[full.count++] = l->list[i];
    qsort(full.list, full.count, sizeof *full.list, loss_by_begin);
    return full;
}

/* What a packet waited at that time: that of the last round which began before. */
static double loss_wait(const struct walk *w, sim_time at)
{
    size_t low = 0, high = w->rounds.count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (w->rounds.list[middle].from < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? loss_round(&w->rounds.list[low - 1]) - w->least : 0;
}

static void loss_event(struct walk *w, sim_time at)
{
    w->loss->events++;
    w->full += w->l->queue_sure != CAPTURE_NOT_TOLD && loss_wait(w, at) >= FULL * w->l->full;
}

/* A block that comes again before its ACK was lost behind, or its ACK was: not at the clients'
 * side, where they do not answer for reasons of their own. What comes after a silence replaces a
 * block that was lost before it came here, or an ACK behind: not at the server's side. */
static void loss_block(struct walk *w, struct passed *s, const struct capture_packet *p)
{
    const bool late = s->last && time_seconds(p->time - s->last) > w->silence;
    if (p->again && p->block == s->acked + 1) {
        if (w->where != CAPTURE_AT_CLIENT)
            loss_event(w, s->block);
    } else if (late && w->where != CAPTURE_AT_SERVER) {
        loss_event(w, s->last);
    }
    s->block = p->time;
}

static double loss_least(const struct capture_round_list *l)
{
    double least = INFINITY;
    for (size_t i = 0; i < l->count; i++)
        least = fmin(least, loss_round(&l->list[i]));
    return isfinite(least) ? least : 0;
}

static void loss_walk(struct walk *w, const struct capture_transfers *t)
{
    struct passed *passed = mem_calloc(t->count, sizeof *passed);
    for (size_t i = 0; i < t->packet_count; i++) {
        const struct capture_packet *p = &t->packets[i];
        struct passed *s = &passed[p->transfer];
        if (p->foreign || p->kind == CAPTURE_ERROR)
            continue;
        w->loss->packets++;
        if (p->kind == CAPTURE_DATA)
            loss_block(w, s, p);
        else if (p->kind == CAPTURE_ACK && !p->again)
            s->acked = p->block;
        else if (p->kind == CAPTURE_REQUEST && p->again)
            loss_event(w, s->last);
        s->last = p->time;
    }
    free(passed);
}

void capture_loss_find(struct capture_loss *loss, const struct capture_line *l,
                       const struct capture_rounds *r, const struct capture_transfers *t)
{
    struct walk w = {.loss = loss,
                     .l = l,
                     .where = r->where,
                     .rounds = loss_rounds(l->before ? &r->server : &r->client),
                     .silence = l->silence};
    w.least = loss_least(&w.rounds);
    *loss = (struct capture_loss){0};
    loss_walk(&w, t);
    free(w.rounds.list);
    loss->random = loss->events > 0 && (l->lost_where == CAPTURE_LOST_NOT_TOLD
                                            ? 2 * w.full < loss->events
                                            : l->lost_where == CAPTURE_LOST_ELSEWHERE);
    if (!loss->random)
        return;
    /* Counts of rare events: Poisson's distribution. */
    const double count = (double)loss->events, packets = (double)loss->packets;
    const double half = 1.96 * sqrt(count);
    loss->share = count / packets;
    loss->low = fmax(0, count - half) / packets;
    loss->high = (count + half) / packets;
}
