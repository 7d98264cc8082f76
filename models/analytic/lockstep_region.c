/* Where an answer stands: whether queues, receive buffers and transfers hold all phones, and the
 * round stays below what is waited for until a repeat. */
#include <math.h>

#include "models/analytic/line.h"
#include "models/analytic/lockstep_private.h"

static const double accepted = 0.015; /* error of a value that is no bound */
static const double tail = 0.5;       /* of a download alone: by how much the last may lag behind */

/* What is found out about one answer. */
struct lockstep_state {
    const struct lockstep_run *r;
    double active[ANALYTIC_GROUPS]; /* phones under way at the same time */
    const struct fluid_waits *with; /* with all these, endless queues */
    struct fluid_waits own;
    bool overflows; /* a queue of the network, for as long as all are there */
    bool begins_so; /* ... only while they begin */
    bool windows;   /* ... of phones with windows */
    bool buffers;   /* a processor's receive buffer overflows */
    bool turns;     /* there are more phones than transfers */
    double repeats; /* least part of the patience that a cycle leaves: not above 0, repeats */
};

/* Customers that come at random, `n` of them in a time in which `m` can be served: how many are
 * there at most. The bridge of a random walk has its supremum above x with probability
 * exp(-2x (x + m - n) / n); this x is the median of the highest of so many draws. */
static double lockstep_peak(double n, double m, double draws)
{
    const double drift = m - n, chance = 1 - pow(0.5, 1 / draws);
    return (sqrt(drift * drift - 2 * n * log(chance)) - drift) / 2;
}

/* The longest wait at a queue, s, when `n` bursts of `work` begin within `spread`, or `spacing`
 * apart if that takes longer; 0, where it cannot be more than `room`. */
static double lockstep_begin(double n, double work, double spread, double spacing, double draws,
                             double room)
{
    if (n <= 1 || (n - 1) * work <= room)
        return 0;
    if (n <= 2) /* whose resets are the first and the last */
        return most_of(0, work - most_of(spread, spacing));
    if (spread <= n * spacing)
        return (n - 1) * most_of(0, work - spacing);
    return least_of(lockstep_peak(n, spread / work, draws), n - 1) * work;
}

/* s of work that a line's queue holds beside the packet on it. */
static double lockstep_room(const struct analytic_line *line, double packet)
{
    return line->queue_in_bytes ? line->queue * 8 / line->rate : line->queue * packet;
}

static double lockstep_wait(const struct lockstep_state *s, const struct lockstep_group *x,
                            enum lockstep_stage stage)
{
    return s->with->waits[lockstep_resource(x, stage)];
}

/* Phones under way with the same server. */
static double lockstep_phones(const struct lockstep_state *s, const struct lockstep_group *x)
{
    double phones = 0;
    for (uint32_t i = 0; i < s->r->count; i++) {
        const struct lockstep_group *y = &s->r->groups[i];
        if (y->local == x->local && (!x->local || y->g->subnet == x->g->subnet))
            phones += s->active[i];
    }
    return phones;
}

/* The WAN's queue towards the phones. */
static void lockstep_check_down(struct lockstep_state *s, uint32_t i, double phones)
{
    const struct lockstep_group *x = &s->r->groups[i];
    const struct fluid_class *c = &s->r->classes[i];
    const double window = x->g->windowsize, block = x->way->block[LOCKSTEP_DOWN];
    const double work = window * block, away = c->round - work;
    const double room = lockstep_room(&s->r->site->down, block);
    const double burst = (window - 1) * most_of(0, block - x->spacing);
    const double wait = lockstep_wait(s, x, LOCKSTEP_DOWN);
    const double spacing = most_of(x->way->request, x->pace);
    if (wait + burst > room * (1 + 1e-9) + 1e-12) {
        s->overflows = true;
        s->windows |= window > 1;
    } else if (c->spread < away || wait <= 0) {
        const double within = least_of(c->spread, most_of(away, 0));
        s->begins_so |=
            lockstep_begin(phones, work, within, spacing, x->all.files, room - burst) + burst >
            room;
    }
}

/* s of work at the line up when all requests of the group's subnet have come to it, each subnet's
 * one after the other through its port, and all began at once. */
static double lockstep_requests(const struct lockstep_state *s, uint32_t i)
{
    const struct lockstep_run *r = s->r;
    double ports[FLUID_RESOURCES] = {0}, work = 0;
    for (uint32_t j = 0; j < r->count; j++) {
        const struct lockstep_group *x = &r->groups[j];
        const struct analytic_line *lan = &r->site->subnets[x->g->subnet].lan;
        if (!x->local)
            ports[lockstep_resource(x, LOCKSTEP_LAN_UP)] +=
                s->active[j] * line_time(lan, 37 + 12 + x->g->options);
    }
    const double until = ports[lockstep_resource(&r->groups[i], LOCKSTEP_LAN_UP)];
    for (uint32_t j = 0; j < r->count; j++) {
        const struct lockstep_group *x = &r->groups[j];
        if (x->local)
            continue;
        const double port = ports[lockstep_resource(x, LOCKSTEP_LAN_UP)];
        work += s->active[j] * x->way->request * (port > until ? until / port : 1);
    }
    return work - until;
}

static void lockstep_check_up(struct lockstep_state *s, uint32_t i, double phones)
{
    const struct lockstep_group *x = &s->r->groups[i];
    const double request = x->way->request;
    const double room = lockstep_room(&s->r->site->up, request);
    const double spread = s->r->classes[i].spread;
    const bool overflows = lockstep_begin(phones, request, spread, 0, 1, room) > room;
    s->overflows |= lockstep_wait(s, x, LOCKSTEP_UP) > room;
    s->begins_so |= overflows && (spread > 0 || lockstep_requests(s, i) - request > room);
}

/* Ports of routers and switches. */
static void lockstep_check_ports(struct lockstep_state *s, uint32_t i)
{
    const struct lockstep_group *x = &s->r->groups[i];
    const double block = x->way->block[LOCKSTEP_OWN];
    const double room = lockstep_room(&s->r->site->subnets[x->g->subnet].lan, block);
    if (!x->local)
        s->overflows |= lockstep_wait(s, x, LOCKSTEP_LAN_DOWN) > room;
    s->overflows |= (x->g->windowsize - 1) * most_of(0, block - x->spacing) > room;
}

/* Phones that are alike come to a file's end together, and the last ACK and the next request of
 * each are in the receive buffer at the same time: three packets' work on two. Those are not there
 * that are between a block and what they say to it, each a pair behind the other. */
static bool lockstep_ends_overflow(const struct lockstep_state *s, uint32_t i, double phones,
                                   double cpu)
{
    const struct lockstep_group *x = &s->r->groups[i];
    const double pair = 3 * cpu, room = (s->r->site->receive_buffer - 1) / 2 * pair;
    const double waits = lockstep_wait(s, x, LOCKSTEP_PROCESSOR);
    double rounds = 0;
    if (x->all.files <= 1 || cpu <= 0)
        return false;
    for (int k = 0; k < LOCKSTEP_KINDS; k++)
        rounds += x->all.kinds[k].count;
    const double away = x->g->turnaround + x->all.propagation / rounds;
    const double apart = x->local ? 0 : x->way->request + x->way->ack[LOCKSTEP_DOWN];
    const double waiting = waits / (cpu * (1 + x->g->windowsize)); /* in their rounds */
    return waiting * pair > room || lockstep_begin(phones - away / pair, pair,
                                                   s->r->classes[i].spread, apart, 1, room) > room;
}

/* A round with the longest waits that the queues let come; `work`: s that a processor's receive
 * buffer holds. */
static double lockstep_longest_cycle(const struct lockstep_state *s, uint32_t i, double work)
{
    const struct lockstep_group *x = &s->r->groups[i];
    const double down = lockstep_room(&s->r->site->down, x->way->block[LOCKSTEP_DOWN]);
    double cycle = s->with->cycles[i], wait;
    if (!s->with->any)
        return cycle;
    wait = lockstep_wait(s, x, LOCKSTEP_PROCESSOR);
    cycle -= wait > work ? wait - work : 0; /* work is no number where a packet takes no time */
    wait = x->local ? 0 : lockstep_wait(s, x, LOCKSTEP_DOWN);
    return cycle - (wait > down ? wait - down : 0);
}

static void lockstep_check_server(struct lockstep_state *s, uint32_t i, double phones)
{
    const struct lockstep_group *x = &s->r->groups[i];
    const struct analytic_site *site = s->r->site;
    const struct analytic_server *server =
        x->local ? &site->subnets[x->g->subnet].load_server : &site->central;
    const double room = (site->receive_buffer + 1) * server->cpu * (1 + x->g->windowsize);
    const double buffer = site->receive_buffer * 2 * server->cpu;
    const double came = x->local ? 0 : x->way->request;
    const double patience = least_of(server->retransmit, x->g->ack_retransmit);
    s->turns |= x->share < 1;
    s->buffers |= lockstep_wait(s, x, LOCKSTEP_PROCESSOR) > room;
    s->buffers |=
        lockstep_begin(phones, 2 * server->cpu, s->r->classes[i].spread, came, 1, buffer) > buffer;
    s->buffers |= lockstep_ends_overflow(s, i, phones, server->cpu);
    s->repeats = least_of(s->repeats, 1 - lockstep_longest_cycle(s, i, room) / patience);
}

/* Phones of a group that are there at the same time: those that begin before the first is
 * through, and have a transfer. */
static double lockstep_under_way(const struct lockstep_run *r, uint32_t i)
{
    const struct fluid_class *c = &r->classes[i];
    const double lasts = c->done - c->start - c->spread - r->groups[i].turns;
    const double phones = c->clients * least_of(1, lasts / most_of(c->spread, 1e-9));
    return most_of(phones, least_of(c->clients, 1)) * r->groups[i].share;
}

static void lockstep_find_out(struct lockstep_state *s)
{
    bool all = true;
    for (uint32_t i = 0; i < s->r->count; i++) {
        s->active[i] = lockstep_under_way(s->r, i);
        all &= s->active[i] >= s->r->classes[i].clients;
    }
    s->with = &s->r->together;
    if (!all && s->with->any) {
        fluid_solve(&s->own, s->r->classes, s->active, s->r->count, s->r->resources);
        s->with = &s->own;
    }
    for (uint32_t i = 0; i < s->r->count; i++) {
        const double phones = lockstep_phones(s, &s->r->groups[i]);
        if (!s->r->groups[i].local) {
            lockstep_check_down(s, i, phones);
            lockstep_check_up(s, i, phones);
        }
        lockstep_check_ports(s, i);
        lockstep_check_server(s, i, phones);
    }
}

/* By how much those who wait for a transfer may be late for it, all turns together. */
static double lockstep_lag(const struct lockstep_run *r, double patience)
{
    double least = 1, classes = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        least = least_of(least, r->groups[i].share);
        classes += r->groups[i].share < 1 ? 1 : 0;
    }
    return least < 1 ? (1 / least) * patience + (classes > 1 ? INFINITY : 0) : 0;
}

/* The longest wait of a phone for the WAN, and the shortest patience of those that wait for it. */
struct lockstep_collapse {
    double room, round, patience, rounds;
};

static struct lockstep_collapse lockstep_collapse_of(const struct lockstep_run *r)
{
    struct lockstep_collapse c = {.patience = INFINITY};
    for (uint32_t i = 0; i < r->count; i++) {
        const struct lockstep_group *x = &r->groups[i];
        if (x->local)
            continue;
        c.room = most_of(c.room, lockstep_room(&r->site->down, x->way->block[LOCKSTEP_DOWN]));
        c.round = most_of(c.round, r->classes[i].round);
        c.rounds = most_of(c.rounds, x->rounds->count);
        c.patience = least_of(c.patience, r->site->central.retransmit);
    }
    return c;
}

/* Without repeats a round would take `wanted`, more than a server waits. Until the queue is full
 * it grows by what is repeated. From then on it never empties, and of all that is in it a phone has
 * a window that it has not seen yet: the rest are copies, and the line carries them. Returns by how
 * many times all takes longer at the least. */
static double lockstep_times(const struct lockstep_run *r, double wanted)
{
    const struct lockstep_collapse c = lockstep_collapse_of(r);
    const double growth = wanted / c.patience - 1;
    if (growth <= 0 || c.room + c.round < c.patience)
        return 1;
    const double until =
        log(most_of(c.room / c.patience, 1)) / growth; /* rounds, till it is full */
    if (until >= c.rounds)
        return 1;
    return 1 + (1 - until / c.rounds) * most_of(0, c.room / wanted - 1);
}

/* What repeats add at the least: while all phones are there. Never, where it is beyond the limit.
 */
static void lockstep_repeat(struct lockstep_run *r, const struct lockstep_state *s,
                            struct analytic_answer *a)
{
    double wanted = 0, line = 0, shortest = INFINITY;
    for (uint32_t i = 0; i < r->count; i++)
        if (!r->groups[i].local) {
            const double took = r->classes[i].done - r->classes[i].start;
            wanted = most_of(wanted,
                             r->classes[i].round + lockstep_wait(s, &r->groups[i], LOCKSTEP_DOWN));
            line = most_of(line, took);
            shortest = least_of(shortest, took);
        }
    if (line <= 0)
        return;
    const double more = (lockstep_times(r, wanted) - 1) * shortest;
    const double limit = r->site->limit;
    a->never = limit > 0 && isfinite(limit) ? r->first_reset + line + more > limit : isinf(more);
    a->bound = !a->never;
    a->all_back = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        struct lockstep_group *x = &r->groups[i];
        x->repeats = x->local ? 0 : a->never ? INFINITY : more;
        a->group_back[i] += x->repeats;
        a->all_back = most_of(a->all_back, a->group_back[i]);
    }
}

/* Which part of that tail is to be feared: phones that the queue turns away are alone at the end
 * only if the line idles then, which it does with fewer than round / block of them left; a long
 * queue has all of these in it. Requests that are lost after an OACK leave transfers behind. */
static double lockstep_uneven(const struct lockstep_run *r)
{
    double part = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        const struct lockstep_group *x = &r->groups[i];
        const double room = lockstep_room(&r->site->down, x->way->block[LOCKSTEP_DOWN]);
        part = most_of(part, x->local || x->g->options > 0 || r->classes[i].round >= room
                                 ? 1
                                 : r->classes[i].round / room);
    }
    return part;
}

/* A request that is repeated, since the first block was lost, leaves a transfer behind, whose first
 * block goes over the line nevertheless: s of the line, one such block for each file. */
static double lockstep_left_behind(const struct lockstep_run *r)
{
    double blocks = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        const struct lockstep_group *x = &r->groups[i];
        if (!x->local)
            blocks += x->g->count * x->all.files * x->way->block[LOCKSTEP_DOWN];
    }
    return blocks;
}

void lockstep_region(struct lockstep_run *r, struct analytic_answer *a)
{
    struct lockstep_state s;
    double alone = 0, patience = 0;
    s.r = r;
    s.overflows = s.begins_so = s.windows = s.buffers = s.turns = false;
    s.repeats = 1;
    lockstep_find_out(&s);
    for (uint32_t i = 0; i < r->count; i++) {
        alone = most_of(alone, r->groups[i].all.kinds[LOCKSTEP_WINDOWS].alone);
        patience = most_of(patience, r->groups[i].g->ack_retransmit);
    }
    a->region = s.repeats <= 0               ? ANALYTIC_REPEATS
                : s.turns || s.buffers       ? ANALYTIC_WAVES
                : s.overflows || s.begins_so ? ANALYTIC_DROPS
                                             : ANALYTIC_EXACT;
    if (a->region == ANALYTIC_EXACT)
        return;
    const double lags = s.overflows || s.buffers
                            ? tail * alone * lockstep_uneven(r) + lockstep_left_behind(r)
                            : lockstep_lag(r, patience);
    a->bound = s.repeats <= 0 || s.windows || lags + 2 * patience > accepted * a->all_back;
    if (s.repeats <= 0)
        lockstep_repeat(r, &s, a);
}
