/* All phones of a site that fetch by TFTP: their downloads on what they share, and where the
 * answer stands. */
#include <math.h>
#include <string.h>

#include "base/check.h"
#include "models/analytic/line.h"
#include "models/analytic/lockstep_private.h"

static const enum analytic_resource lockstep_kind[] = {
    [LOCKSTEP_DOWN] = ANALYTIC_WAN_DOWN,       [LOCKSTEP_UP] = ANALYTIC_WAN_UP,
    [LOCKSTEP_PROCESSOR] = ANALYTIC_SERVER,    [LOCKSTEP_PORT_OUT] = ANALYTIC_SERVER_PORT,
    [LOCKSTEP_PORT_IN] = ANALYTIC_SERVER_PORT, [LOCKSTEP_LAN_DOWN] = ANALYTIC_LAN,
    [LOCKSTEP_LAN_UP] = ANALYTIC_LAN,
};

static void lockstep_number(struct lockstep_group *x)
{
    const uint32_t subnet = LOCKSTEP_COMMON + LOCKSTEP_OF_SUBNET * x->g->subnet;
    for (enum lockstep_stage stage = 0; stage < LOCKSTEP_LAN_DOWN; stage++)
        x->resources[stage] = x->local ? subnet + stage : stage;
    x->resources[LOCKSTEP_LAN_DOWN] = subnet;
    x->resources[LOCKSTEP_LAN_UP] = subnet + 1;
    x->first = x->local ? LOCKSTEP_PROCESSOR : LOCKSTEP_DOWN;
    x->end = x->local ? LOCKSTEP_LAN_DOWN : LOCKSTEP_STAGES;
}

static void lockstep_add_rounds(struct lockstep_rounds *sum, const struct lockstep_rounds *r)
{
    sum->count += r->count;
    sum->alone += r->alone;
    for (int s = 0; s < LOCKSTEP_STAGES; s++)
        sum->takes[s] += r->takes[s];
}

static void lockstep_add(struct lockstep_download *sum, const struct lockstep_download *d)
{
    for (int k = 0; k < LOCKSTEP_KINDS; k++)
        lockstep_add_rounds(&sum->kinds[k], &d->kinds[k]);
    sum->propagation += d->propagation;
    sum->serving += d->serving;
    sum->turnaround += d->turnaround;
    sum->bytes += d->bytes;
    sum->files += d->files;
    sum->last_block = d->last_block;
}

static double lockstep_alone(const struct lockstep_download *d)
{
    return d->kinds[LOCKSTEP_WINDOWS].alone + d->kinds[LOCKSTEP_LAST].alone +
           d->kinds[LOCKSTEP_AGREED].alone;
}

/* What flash still has to write when the last block has been seen, after a download of so long. */
static double lockstep_flash(const struct analytic_group *g, double bytes, double last_block,
                             double seconds)
{
    return most_of(last_block / g->flash, bytes / g->flash - seconds);
}

static void lockstep_loads(struct lockstep_run *r, uint32_t i, enum analytic_way way)
{
    struct lockstep_group *x = &r->groups[i];
    const struct analytic_group *g = x->g;
    CHECK(g->load_count > 0 && g->load_count <= LOCKSTEP_LOADS);
    for (uint32_t l = 0; l < g->load_count; l++) {
        struct lockstep_download more, *d = l == 0 ? &x->all : &more;
        lockstep_download_of(d, r->site, g, way, l);
        x->windows[l] = d->kinds[LOCKSTEP_WINDOWS].count;
        x->bytes = d->bytes;
        x->flash[l] = lockstep_flash(g, d->bytes, d->last_block, lockstep_alone(d));
        r->parts[i][l].pause =
            l + 1 < g->load_count ? x->flash[l] + g->check + g->restart + g->boot : 0;
        if (l > 0)
            lockstep_add(&x->all, d);
    }
    x->alone = lockstep_alone(&x->all);
}

static void lockstep_sizes_of(struct lockstep_group *x, const struct analytic_site *site)
{
    const struct analytic_group *g = x->g;
    const struct analytic_server *server =
        x->local ? &site->subnets[g->subnet].load_server : &site->central;
    x->sizes.block = line_time(&site->down, 32 + g->blksize);
    x->sizes.request = line_time(&site->up, 37 + 12 + g->options);
    x->sizes.spacing = most_of(server->cpu, line_time(&server->port, 32 + g->blksize));
    x->sizes.pace = most_of((1 + g->windowsize) * server->cpu, g->windowsize * x->sizes.spacing);
}

/* A round is a full window; of files without any, a last one. */
static void lockstep_class(struct lockstep_run *r, uint32_t i, enum analytic_way way)
{
    struct lockstep_group *x = &r->groups[i];
    struct fluid_class *c = &r->classes[i];
    const struct analytic_group *g = &r->site->groups[i];
    x->g = g;
    x->local = way == ANALYTIC_FROM_LOAD_SERVER;
    lockstep_number(x);
    lockstep_loads(r, i, way);
    lockstep_sizes_of(x, r->site);
    x->rounds = &x->all.kinds[LOCKSTEP_WINDOWS];
    if (x->rounds->count <= 0)
        x->rounds = &x->all.kinds[LOCKSTEP_LAST];
    c->clients = g->count;
    c->start = g->first_reset + g->boot;
    c->spread = g->last_reset - g->first_reset;
    c->round = x->rounds->alone / x->rounds->count;
    c->demand_count = 0;
    for (enum lockstep_stage s = x->first; s < x->end; s++)
        if (x->rounds->takes[s] > 0)
            c->demands[c->demand_count++] = (struct fluid_demand){
                lockstep_resource(x, s), x->rounds->takes[s] / x->rounds->count};
}

/* The stage that sets the pace, with these waits, or would be the first to do so. */
static enum lockstep_stage lockstep_pace(const struct lockstep_group *x, const double *waits)
{
    enum lockstep_stage pace = x->first;
    double most = 0;
    for (enum lockstep_stage s = x->first; s < x->end; s++) {
        const double weight = x->rounds->takes[s] * (1 + waits[lockstep_resource(x, s)] * 1e6);
        if (weight > most) {
            most = weight;
            pace = s;
        }
    }
    return pace;
}

/* Phones that are alike come to a file's end at the same time: there, rounds with little to send
 * leave the line idle, however many phones there are. With them the line has as much to do as
 * with so many (`more`) full windows; what they take beyond that is a pause. */
static void lockstep_ends(struct lockstep_run *r, uint32_t i, const double *waits)
{
    struct lockstep_group *x = &r->groups[i];
    struct fluid_class *c = &r->classes[i];
    const enum lockstep_stage pace = lockstep_pace(x, waits);
    const double takes = x->rounds->takes[pace] / x->rounds->count;
    const bool full = waits[lockstep_resource(x, pace)] > 0;
    double cycle = c->round, more = 0, pause = 0;
    for (enum lockstep_stage s = x->first; s < x->end; s++)
        cycle += waits[lockstep_resource(x, s)];
    for (int k = 0; k < LOCKSTEP_KINDS; k++) {
        const struct lockstep_rounds *kind = &x->all.kinds[k];
        const double as = full ? kind->takes[pace] / takes : kind->alone / cycle;
        if (k == LOCKSTEP_WINDOWS)
            continue;
        more += as;
        pause += most_of(0, kind->alone - as * cycle);
    }
    for (uint32_t l = 0; l < x->g->load_count; l++) {
        const double share = x->g->load_count == 1 ? 1 : x->g->loads[l].file_count / x->all.files;
        r->parts[i][l].rounds = x->windows[l] + more * share;
        r->parts[i][l].pause += pause * share;
    }
    c->own = r->parts[i][0];
    c->parts = x->g->load_count > 1 ? r->parts[i] : 0;
    c->part_count = x->g->load_count;
}

static void lockstep_all_ends(struct lockstep_run *r)
{
    double active[ANALYTIC_GROUPS];
    for (uint32_t i = 0; i < r->count; i++)
        active[i] = r->classes[i].clients;
    fluid_waits(r->classes, active, r->count, r->resources, r->waits);
    for (uint32_t i = 0; i < r->count; i++)
        lockstep_ends(r, i, r->waits);
}

/* More phones than transfers: who has one keeps it from file to file, and when the first are
 * through it is the others' turn. Of phones that are alike these are whole waves; of others, the
 * transfers are never idle at the best. */
static void lockstep_turns(struct lockstep_run *r, uint32_t i)
{
    struct lockstep_group *x = &r->groups[i];
    struct fluid_class *c = &r->classes[i];
    const struct analytic_site *site = r->site;
    const double transfers =
        x->local ? site->subnets[x->g->subnet].load_server.transfers : site->central.transfers;
    const double took = c->done - c->start, spread = least_of(c->spread, took);
    double phones = 0, sum = 0, groups = 0;
    for (uint32_t j = 0; j < r->count; j++) {
        const struct lockstep_group *y = &r->groups[j];
        if (y->local != x->local || (x->local && y->g->subnet != x->g->subnet))
            continue;
        phones += y->g->count;
        sum += y->g->count * y->alone;
        groups++;
    }
    x->share = least_of(1, transfers / phones);
    x->turns = x->repeats = 0;
    if (x->share >= 1)
        return;
    const double alone = x->alone, full = floor(phones / transfers);
    const double rest = phones - full * transfers, each = (took - spread) / phones;
    double waves =
        full * most_of(alone, transfers * each) + (rest > 0 ? most_of(alone, rest * each) : 0);
    if (groups > 1)
        waves = sum / transfers;
    x->turns = most_of(0, waves - took);
    c->done += x->turns;
}

/* When the last phone of the group is back. */
static double lockstep_back(const struct lockstep_group *x, const struct fluid_class *c)
{
    const struct analytic_group *g = x->g;
    const double seconds = c->done - c->start - c->spread;
    const double flash = g->load_count > 1
                             ? x->all.last_block / g->flash
                             : lockstep_flash(g, x->bytes, x->all.last_block, seconds);
    return c->done + flash + g->check + g->restart;
}

/* The budget is that of the group that is back last. */
static void lockstep_budget(const struct lockstep_run *r, uint32_t last, struct analytic_answer *a)
{
    const struct lockstep_group *x = &r->groups[last];
    const struct analytic_group *g = x->g;
    const struct lockstep_download *d = &x->all;
    const double back = x->back - r->first_reset;
    double *b = a->budget, sum = 0;
    b[ANALYTIC_RESETS] = g->last_reset - r->first_reset;
    b[ANALYTIC_BOOT] = g->boot * g->load_count;
    b[ANALYTIC_PROPAGATION] = d->propagation;
    b[ANALYTIC_SERVING] = d->serving;
    b[ANALYTIC_TURNAROUND] = d->turnaround;
    b[ANALYTIC_SERIALISATION] = x->alone - d->propagation - d->serving - d->turnaround;
    b[ANALYTIC_CHECKING] = g->check * g->load_count;
    b[ANALYTIC_RESTART] = g->restart * g->load_count;
    b[ANALYTIC_FLASH] = back - (r->classes[last].done - r->first_reset) - g->check - g->restart;
    for (uint32_t l = 0; l + 1 < g->load_count; l++)
        b[ANALYTIC_FLASH] += x->flash[l];
    b[ANALYTIC_REPEATING] = x->turns;
    for (int p = 0; p < ANALYTIC_PARTS; p++)
        sum += b[p];
    b[ANALYTIC_QUEUEING] = back - sum;
    /* The last reset need not be that of the last phone: then it began, and waited, earlier. */
    if (b[ANALYTIC_QUEUEING] < 0) {
        b[ANALYTIC_RESETS] += b[ANALYTIC_QUEUEING];
        b[ANALYTIC_QUEUEING] = 0;
    }
    b[ANALYTIC_REPEATING] += x->repeats;
}

/* Of each resource: s of work on it, and what would be asked of it if nobody had to wait: above 1
 * it is full. */
struct lockstep_asked {
    double busy, load;
};

static void lockstep_ask(const struct lockstep_run *r, struct lockstep_asked *asked)
{
    memset(asked, 0, r->resources * sizeof *asked);
    for (uint32_t i = 0; i < r->count; i++) {
        const struct lockstep_group *x = &r->groups[i];
        const struct lockstep_rounds *kinds = x->all.kinds;
        const double count = x->g->count, pace = count / x->rounds->alone;
        for (enum lockstep_stage s = x->first; s < x->end; s++) {
            struct lockstep_asked *k = &asked[lockstep_resource(x, s)];
            k->busy += count * (kinds[LOCKSTEP_WINDOWS].takes[s] + kinds[LOCKSTEP_LAST].takes[s] +
                                kinds[LOCKSTEP_AGREED].takes[s]);
            k->load += pace * x->rounds->takes[s];
        }
    }
}

/* The first and the second of the loads; a phone by itself is 1 of its own. */
static void lockstep_order(const double *loads, struct analytic_answer *a)
{
    enum analytic_resource first = ANALYTIC_PHONE, second;
    for (enum analytic_resource k = ANALYTIC_WAN_DOWN; k < ANALYTIC_PHONE; k++)
        if (loads[k] > loads[first])
            first = k;
    second = first == ANALYTIC_WAN_DOWN ? ANALYTIC_WAN_UP : ANALYTIC_WAN_DOWN;
    for (enum analytic_resource k = ANALYTIC_WAN_DOWN; k < ANALYTIC_RESOURCES; k++)
        if (k != first && loads[k] > loads[second])
            second = k;
    a->limits = first;
    a->next = second;
}

/* Of the time without repeats: with them the line that is full has nothing but more of the same. */
static void lockstep_use(const struct lockstep_run *r, struct analytic_answer *a)
{
    struct lockstep_asked asked[FLUID_RESOURCES];
    double loads[ANALYTIC_RESOURCES] = {[ANALYTIC_PHONE] = 1};
    double all_back = 0, phones = 0, fullest = 0;
    lockstep_ask(r, asked);
    for (uint32_t i = 0; i < r->count; i++)
        all_back = most_of(all_back, r->groups[i].back - r->first_reset);
    for (uint32_t i = 0; i < r->count; i++) {
        const struct lockstep_group *x = &r->groups[i];
        double *const use = a->utilisation;
        phones += x->g->count;
        use[ANALYTIC_PHONE] = most_of(use[ANALYTIC_PHONE], x->alone / (x->back - r->first_reset));
        for (enum lockstep_stage s = x->first; s < x->end; s++) {
            const struct lockstep_asked *k = &asked[lockstep_resource(x, s)];
            const enum analytic_resource kind = lockstep_kind[s];
            use[kind] = most_of(use[kind], k->busy / all_back);
            loads[kind] = most_of(loads[kind], k->load);
            fullest = most_of(fullest, k->load);
        }
    }
    lockstep_order(loads, a);
    a->knee = fullest > 0 ? phones / fullest : INFINITY;
}

static bool lockstep_prepare(struct lockstep_run *r, const struct analytic_site *site,
                             enum analytic_method method)
{
    r->site = site;
    r->count = site->group_count;
    r->resources = LOCKSTEP_COMMON + LOCKSTEP_OF_SUBNET * site->subnet_count;
    r->first_reset = INFINITY;
    for (uint32_t i = 0; i < r->count; i++) {
        const enum analytic_way way = site->groups[i].ways[method];
        if (way == ANALYTIC_NO_WAY)
            return false;
        lockstep_class(r, i, way);
        r->first_reset = least_of(r->first_reset, site->groups[i].first_reset);
    }
    return r->count > 0;
}

/* The most that one round takes of a stage, of any kind. */
static double lockstep_burst(const struct lockstep_group *x, enum lockstep_stage stage)
{
    double most = 0;
    for (int k = 0; k < LOCKSTEP_KINDS; k++)
        if (x->all.kinds[k].count > 0)
            most = most_of(most, x->all.kinds[k].takes[stage] / x->all.kinds[k].count);
    return most;
}

/* By how much the last of a group is behind for that. Where a stage is full its waits have that in
 * them, but for the way of a first block to it; and at the end of each file the phones come out of
 * it closer to each other than the other stage lets them through. */
static double lockstep_behind(const struct lockstep_run *r, const struct lockstep_group *x,
                              const struct fluid_class *c, const double *bursts)
{
    double last = 0, cycle = c->round, full = 0;
    for (enum lockstep_stage s = x->first; s < x->end; s++) {
        const uint32_t k = lockstep_resource(x, s);
        cycle += r->waits[k];
        if (r->waits[k] <= 0)
            last = most_of(last, bursts[k] - lockstep_burst(x, s));
        else if (s == LOCKSTEP_PROCESSOR) /* which need not read the last ACK of all */
            return 0;
        else
            full = most_of(full, x->rounds->takes[s] / x->rounds->count);
    }
    if (full <= 0)
        return last;
    return most_of(0, c->round - full) + x->all.files * most_of(0, last - cycle);
}

/* Phones that begin together meet at every stage once: behind the one that takes longest they are
 * as far apart as it takes for each, and stay so. The last has waited for all the others, though
 * nothing is full. */
static void lockstep_meet(struct lockstep_run *r)
{
    double bursts[FLUID_RESOURCES];
    for (uint32_t k = 0; k < r->resources; k++)
        bursts[k] = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        const struct lockstep_group *x = &r->groups[i];
        if (r->classes[i].start != r->classes[0].start || x->share < 1)
            return;
        for (enum lockstep_stage s = x->first; s < x->end; s++)
            bursts[lockstep_resource(x, s)] += x->g->count * lockstep_burst(x, s);
    }
    for (uint32_t i = 0; i < r->count; i++) {
        struct fluid_class *c = &r->classes[i];
        c->done += most_of(0, lockstep_behind(r, &r->groups[i], c, bursts) - c->spread);
    }
}

void lockstep_evaluate(const struct analytic_site *site, enum analytic_method method,
                       struct analytic_answer *answer)
{
    struct lockstep_run r;
    uint32_t last = 0;
    if (!lockstep_prepare(&r, site, method))
        return;
    answer->there = true;
    lockstep_all_ends(&r);
    fluid_run(r.classes, r.count, r.resources, r.waits);
    for (uint32_t i = 0; i < r.count; i++)
        lockstep_turns(&r, i);
    lockstep_meet(&r);
    for (uint32_t i = 0; i < r.count; i++) {
        r.groups[i].back = lockstep_back(&r.groups[i], &r.classes[i]);
        answer->group_back[i] = r.groups[i].back - r.first_reset;
        if (answer->group_back[i] > answer->group_back[last])
            last = i;
    }
    answer->all_back = answer->group_back[last];
    lockstep_region(&r, answer);
    lockstep_budget(&r, last, answer);
    lockstep_use(&r, answer);
}
