/* One walk over the packets with what each transfer waits for; then where the capture was taken, of
 * which the cooked link header knows most, then times to live, then the shares of a round. */
#include "studies/capture_rounds.h"

#include <stdlib.h>

#include "base/memory.h"

/* Less than this share of a round is spent where the capture was taken. Half of it is likely. */
#define NEAR 0.25

const char *const capture_where_words[] = {"at the server's side", "at the clients' side",
                                           "between server and clients"};
const char *const capture_sure_words[] = {"sure", "likely", "guessed", "not told"};

/* What one transfer waits for. */
struct waiting {
    sim_time block_time, ack_time;
    uint32_t block, ack, packet;
    uint32_t ip_bytes;
    uint32_t window;       /* IP bytes since the last ACK */
    bool has_block, clean; /* the last block was seen once */
    bool full;
    bool has_ack; /* the last ACK was seen once, and no block has come since */
    bool asked;   /* by one request, and no answer has come since */
};

static void rounds_add(struct capture_round_list *l, struct capture_round round)
{
    if (l->count == l->room) {
        l->room = l->room ? 2 * l->room : 1024;
        l->list = mem_resize(l->list, l->room, sizeof *l->list);
    }
    l->list[l->count++] = round;
}

static void rounds_server(struct capture_rounds *r, const struct waiting *w,
                          const struct capture_packet *p, uint32_t number, bool full)
{
    const bool opening = w->asked || p->block <= 1;
    rounds_add(&r->server, (struct capture_round){.from = w->ack_time,
                                                  .to = p->time - p->span,
                                                  .transfer = p->transfer,
                                                  .packet = number,
                                                  .ip_bytes = p->ip_bytes,
                                                  .opening = opening,
                                                  .full = full && !opening});
}

static void rounds_request(struct waiting *w, const struct capture_packet *p)
{
    w->asked = !p->again;
    w->ack_time = p->time;
}

static void rounds_block(struct capture_rounds *r, struct waiting *w,
                         const struct capture_transfers *t, uint32_t number)
{
    const struct capture_packet *p = &t->packets[number];
    const bool oack = p->kind == CAPTURE_OACK;
    const bool full = !oack && p->bytes == t->list[p->transfer].blksize;
    if (p->again) {
        w->clean &= p->block > w->block;
        w->has_ack = false;
        return;
    }
    if (w->asked || (w->has_ack && p->block == w->ack + 1 && !oack))
        rounds_server(r, w, p, number, full);
    w->asked = false;
    w->has_ack = false;
    w->has_block = w->clean = true;
    w->block = p->block;
    w->block_time = p->time;
    w->packet = number;
    w->ip_bytes = p->ip_bytes;
    w->window += p->ip_bytes;
    w->full = full;
}

static void rounds_ack(struct capture_rounds *r, struct waiting *w, const struct capture_packet *p)
{
    if (!p->again && w->has_block && w->clean && p->block == w->block)
        rounds_add(&r->client, (struct capture_round){.from = w->block_time,
                                                      .to = p->time,
                                                      .transfer = p->transfer,
                                                      .packet = w->packet,
                                                      .ip_bytes = w->ip_bytes,
                                                      .window = w->window,
                                                      .opening = p->block == 0,
                                                      .full = w->full});
    w->window = 0;
    w->has_ack = !p->again;
    w->ack = p->block;
    w->ack_time = p->time;
}

static struct capture_spread rounds_spread(const struct capture_round_list *l, double *soon)
{
    struct capture_sample s = {0};
    for (size_t i = 0; i < l->count; i++)
        if (!l->list[i].opening)
            capture_sample_add(&s, time_seconds(l->list[i].to - l->list[i].from));
    const struct capture_spread spread = capture_sample_spread(&s);
    *soon = capture_sample_quantile(&s, 0.05);
    capture_sample_free(&s);
    return spread;
}

static int rounds_compare(const void *a, const void *b)
{
    const sim_time *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static size_t rounds_at_once(const struct capture_transfers *t)
{
    sim_time *begin = mem_calloc(2 * t->count, sizeof *begin), *end = begin + t->count;
    for (size_t i = 0; i < t->count; i++) {
        begin[i] = t->list[i].first;
        end[i] = t->list[i].last;
    }
    qsort(begin, t->count, sizeof *begin, rounds_compare);
    qsort(end, t->count, sizeof *end, rounds_compare);
    size_t most = 0;
    for (size_t i = 0, ended = 0; i < t->count; i++) {
        while (end[ended] <= begin[i] && ended < i)
            ended++;
        if (i + 1 - ended > most)
            most = i + 1 - ended;
    }
    free(begin);
    return most;
}

/* A host sends with a time to live of 64, 128 or 255, and each router takes one off. */
static bool rounds_is_fresh(const struct capture_sender *s)
{
    return s->ttl_least == s->ttl_most &&
           (s->ttl_least == 64 || s->ttl_least == 128 || s->ttl_least == 255);
}

static void rounds_say(struct capture_rounds *r, enum capture_where where, enum capture_sure sure,
                       const char *why)
{
    r->where = where;
    r->where_sure = sure;
    r->where_why = why;
}

static void rounds_place(struct capture_rounds *r, const struct capture_transfers *t)
{
    const struct capture_sender *s = &t->of_server, *c = &t->of_client;
    const double round = r->client_soon + r->server_soon;
    if (s->out && !s->in && c->in && !c->out)
        rounds_say(r, CAPTURE_AT_SERVER, CAPTURE_SURE, "the server's packets were outgoing there");
    else if (c->out && !c->in && s->in && !s->out)
        rounds_say(r, CAPTURE_AT_CLIENT, CAPTURE_SURE, "the clients' packets were outgoing there");
    else if (rounds_is_fresh(s) && !rounds_is_fresh(c))
        rounds_say(r, CAPTURE_AT_SERVER, CAPTURE_LIKELY,
                   "the server's packets have passed no router (time to live), the clients' have");
    else if (rounds_is_fresh(c) && !rounds_is_fresh(s))
        rounds_say(r, CAPTURE_AT_CLIENT, CAPTURE_LIKELY,
                   "the clients' packets have passed no router (time to live), the server's have");
    else if (!r->client.count || !r->server.count)
        rounds_say(r, CAPTURE_BETWEEN, CAPTURE_NOT_TOLD, "there are no whole rounds");
    else if (r->server_soon < NEAR * round)
        rounds_say(r, CAPTURE_AT_SERVER,
                   r->server_soon < NEAR / 2 * round ? CAPTURE_LIKELY : CAPTURE_GUESSED,
                   "blocks follow their ACKs sooner than ACKs their blocks");
    else if (r->client_soon < NEAR * round)
        rounds_say(r, CAPTURE_AT_CLIENT,
                   r->client_soon < NEAR / 2 * round ? CAPTURE_LIKELY : CAPTURE_GUESSED,
                   "ACKs follow their blocks sooner than blocks their ACKs");
    else
        rounds_say(r, CAPTURE_BETWEEN, CAPTURE_GUESSED,
                   "both halves of a round take a good part of it");
}

void capture_rounds_find(struct capture_rounds *r, const struct capture_transfers *t)
{
    struct waiting *waiting = mem_calloc(t->count, sizeof *waiting);
    *r = (struct capture_rounds){.most_at_once = rounds_at_once(t)};
    for (size_t i = 0; i < t->packet_count; i++) {
        const struct capture_packet *p = &t->packets[i];
        if (p->foreign)
            continue;
        if (capture_is_down(p))
            rounds_block(r, &waiting[p->transfer], t, (uint32_t)i);
        else if (p->kind == CAPTURE_ACK)
            rounds_ack(r, &waiting[p->transfer], p);
        else if (p->kind == CAPTURE_REQUEST)
            rounds_request(&waiting[p->transfer], p);
    }
    free(waiting);
    r->client_spread = rounds_spread(&r->client, &r->client_soon);
    r->server_spread = rounds_spread(&r->server, &r->server_soon);
    rounds_place(r, t);
}

void capture_rounds_free(struct capture_rounds *r)
{
    free(r->client.list);
    free(r->server.list);
    *r = (struct capture_rounds){0};
}
