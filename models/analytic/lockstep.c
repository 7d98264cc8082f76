/* All phones of a site that fetch by TFTP: their downloads on what they share, and where the
 * answer stands. */
#include <math.h>
#include <stddef.h>

#include "models/analytic/lockstep_private.h"

static enum analytic_resource lockstep_kind(uint32_t resource)
{
    static const enum analytic_resource kinds[LOCKSTEP_COMMON + LOCKSTEP_OF_SUBNET] = {
        ANALYTIC_WAN_DOWN,    ANALYTIC_WAN_UP,     ANALYTIC_SERVER, ANALYTIC_SERVER_PORT,
        ANALYTIC_SERVER_PORT, ANALYTIC_LAN,        ANALYTIC_LAN,    ANALYTIC_SERVER,
        ANALYTIC_SERVER_PORT, ANALYTIC_SERVER_PORT};
    return kinds[resource < LOCKSTEP_COMMON ? resource
                                            : LOCKSTEP_COMMON + resource % LOCKSTEP_OF_SUBNET];
}

/* --- classes ----------------------------------------------------------------------------------
 */

static void lockstep_demands(struct lockstep_run *r, uint32_t i)
{
    struct lockstep_group *x = &r->groups[i];
    struct fluid_class *c = &r->classes[i];
    uint32_t d = 0;
    for (size_t n = 0; n < sizeof lockstep_shared / sizeof *lockstep_shared; n++) {
        const enum lockstep_stage s = lockstep_shared[n];
        const double takes = x->rounds->takes[s];
        if (takes <= 0)
            continue;
        const uint32_t k = lockstep_resource(x, s);
        c->demands[d] = (struct fluid_demand){k, takes};
        x->stages[d++] = s;
        r->busy[k] += c->clients * x->all.work[s];
        r->bursts[k] += c->clients * x->all.longest[s];
    }
    c->demand_count = d;
}

static void lockstep_pace_of(struct lockstep_group *x)
{
    const struct lockstep_way *w = x->way;
    const double windowsize = x->g->windowsize;
    x->spacing = most_of(w->cpu, w->block[LOCKSTEP_PORT_OUT]);
    x->pace = most_of((1 + windowsize) * w->cpu, windowsize * x->spacing);
}

/* That of the group before, if it is the same. */
static void lockstep_find_way(struct lockstep_run *r, uint32_t i, enum analytic_way way)
{
    struct lockstep_group *x = &r->groups[i];
    const struct lockstep_way *before = i > 0 ? r->groups[i - 1].way : NULL;
    if (before && before->way == way && lockstep_goes_alike(before->group, x->g)) {
        x->way = before;
        return;
    }
    x->way = &r->ways[i];
    lockstep_way_of(&r->ways[i], r->site, x->g, way);
}

/* A round is a full window; of files without any, a last one. */
static void lockstep_class(struct lockstep_run *r, uint32_t i, enum analytic_way way)
{
    struct lockstep_group *x = &r->groups[i];
    struct fluid_class *c = &r->classes[i];
    const struct analytic_group *g = &r->site->groups[i];
    x->g = g;
    x->local = way == ANALYTIC_FROM_LOAD_SERVER;
    x->lan = LOCKSTEP_COMMON + LOCKSTEP_OF_SUBNET * g->subnet;
    x->server = x->local ? x->lan : 0;
    lockstep_find_way(r, i, way);
    lockstep_download_of(&x->all, x->way, g);
    lockstep_pace_of(x);
    x->rounds = &x->all.kinds[LOCKSTEP_WINDOWS];
    if (x->rounds->count <= 0)
        x->rounds = &x->all.kinds[LOCKSTEP_LAST];
    c->clients = g->count;
    c->start = g->first_reset + g->boot;
    c->spread = g->last_reset - g->first_reset;
    c->round = x->rounds->alone / x->rounds->count;
    lockstep_demands(r, i);
}

/* --- the ends of files -------------------------------------------------------------------------
 */

/* The stage that sets the pace: of those that are full the one with the most to do. */
static enum lockstep_stage lockstep_pace(const struct lockstep_group *x,
                                         const struct fluid_class *c, const double *waits)
{
    uint32_t pace = 0;
    double most = 0;
    for (uint32_t d = 0; d < c->demand_count; d++) {
        const double weight = c->demands[d].time * (1 + waits[c->demands[d].resource] * 1e6);
        if (weight > most) {
            most = weight;
            pace = d;
        }
    }
    return x->stages[pace];
}

/* What is to be done beside full windows: as so many of these, and s beyond them. */
struct lockstep_rest {
    double rounds, pause;
};

/* Phones that are alike come to a file's end at the same time: there, rounds with little to send
 * leave the line idle, however many phones there are. With them the line has as much to do as
 * with so many full windows; what they take beyond that is a pause. */
static struct lockstep_rest lockstep_rest_of(const struct lockstep_run *r, uint32_t i)
{
    const struct lockstep_group *x = &r->groups[i];
    const struct fluid_class *c = &r->classes[i];
    const struct lockstep_rounds *kinds = x->all.kinds;
    const double cycle = r->together.cycles[i];
    if (cycle <= c->round)
        return (struct lockstep_rest){
            (kinds[LOCKSTEP_LAST].alone + kinds[LOCKSTEP_AGREED].alone) / cycle, 0};
    const enum lockstep_stage s = lockstep_pace(x, c, r->together.waits);
    struct lockstep_rest rest = {0, 0};
    for (int k = LOCKSTEP_LAST; k < LOCKSTEP_KINDS; k++) {
        const double as = kinds[k].count * kinds[k].takes[s] / x->rounds->takes[s];
        rest.rounds += as;
        rest.pause += most_of(0, kinds[k].alone - as * cycle);
    }
    return rest;
}

/* From a load's last block until the next one's first request. */
static double lockstep_between(const struct lockstep_group *x, uint32_t load)
{
    const struct analytic_group *g = x->g;
    return load + 1 < g->load_count ? x->all.flash[load] + g->check + g->restart + g->boot : 0;
}

static void lockstep_parts(struct lockstep_run *r, uint32_t i)
{
    struct lockstep_group *x = &r->groups[i];
    struct fluid_class *c = &r->classes[i];
    const struct analytic_group *g = x->g;
    const struct lockstep_rest rest = lockstep_rest_of(r, i);
    for (uint32_t l = 0; l < g->load_count; l++) {
        const double share = g->load_count == 1 ? 1 : g->loads[l].file_count / x->all.files;
        r->parts[i][l].rounds = x->all.windows[l] + rest.rounds * share;
        r->parts[i][l].pause = rest.pause * share + lockstep_between(x, l);
    }
    c->own = r->parts[i][0];
    c->parts = g->load_count > 1 ? r->parts[i] : NULL;
    c->part_count = g->load_count;
}

static void lockstep_all_parts(struct lockstep_run *r)
{
    double active[ANALYTIC_GROUPS];
    for (uint32_t i = 0; i < r->count; i++)
        active[i] = r->classes[i].clients;
    fluid_solve(&r->together, r->classes, active, r->count, r->resources);
    for (uint32_t i = 0; i < r->count; i++)
        lockstep_parts(r, i);
}

/* --- turns -------------------------------------------------------------------------------------
 */

/* Who asks the same server as one group. */
struct lockstep_others {
    double phones, groups;
    double alone; /* s that all of them take alone, one after the other */
};

static struct lockstep_others lockstep_others_of(const struct lockstep_run *r,
                                                 const struct lockstep_group *x)
{
    struct lockstep_others o = {0, 0, 0};
    for (uint32_t j = 0; j < r->count; j++) {
        const struct lockstep_group *y = &r->groups[j];
        if (y->local != x->local || (x->local && y->g->subnet != x->g->subnet))
            continue;
        o.phones += y->g->count;
        o.alone += y->g->count * y->all.alone;
        o.groups++;
    }
    return o;
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
    const struct lockstep_others o = lockstep_others_of(r, x);
    x->share = 1;
    x->turns = x->repeats = 0;
    if (o.phones <= transfers)
        return;
    const double took = c->done - c->start, spread = least_of(c->spread, took);
    const double alone = x->all.alone, full = floor(o.phones / transfers);
    const double rest = o.phones - full * transfers, each = (took - spread) / o.phones;
    double waves =
        full * most_of(alone, transfers * each) + (rest > 0 ? most_of(alone, rest * each) : 0);
    if (o.groups > 1)
        waves = o.alone / transfers;
    x->share = transfers / o.phones;
    x->turns = most_of(0, waves - took);
    c->done += x->turns;
}

/* --- meeting -----------------------------------------------------------------------------------
 */

/* By how much the last of a group is behind those that began with it. Where a stage is full its
 * waits have that in them, but for the way of a first block to it; and at the end of each file the
 * phones come out of it closer to each other than the other stage lets them through. */
static double lockstep_behind(const struct lockstep_run *r, uint32_t i)
{
    const struct lockstep_group *x = &r->groups[i];
    const struct fluid_class *c = &r->classes[i];
    double last = 0, full = 0;
    for (uint32_t d = 0; d < c->demand_count; d++) {
        const uint32_t k = c->demands[d].resource;
        if (r->together.waits[k] <= 0)
            last = most_of(last, r->bursts[k] - x->all.longest[x->stages[d]]);
        else if (x->stages[d] == LOCKSTEP_PROCESSOR) /* which need not read the last ACK of all */
            return 0;
        else
            full = most_of(full, c->demands[d].time);
    }
    if (full <= 0)
        return last;
    return most_of(0, c->round - full) + x->all.files * most_of(0, last - r->together.cycles[i]);
}

/* Phones that begin together meet at every stage once: behind the one that takes longest they are
 * as far apart as it takes for each, and stay so. The last has waited for all the others, though
 * nothing is full. */
static void lockstep_meet(struct lockstep_run *r)
{
    for (uint32_t i = 0; i < r->count; i++)
        if (r->classes[i].start != r->classes[0].start || r->groups[i].share < 1)
            return;
    for (uint32_t i = 0; i < r->count; i++)
        r->classes[i].done += most_of(0, lockstep_behind(r, i) - r->classes[i].spread);
}

/* --- the answer --------------------------------------------------------------------------------
 */

/* When the last phone of the group is back. */
static double lockstep_back(const struct lockstep_group *x, const struct fluid_class *c)
{
    const struct analytic_group *g = x->g;
    const struct lockstep_download *d = &x->all;
    const double seconds = c->done - c->start - c->spread;
    const double flash = g->load_count > 1 ? d->last_block / g->flash
                                           : lockstep_flash(g, d->bytes, d->last_block, seconds);
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
    b[ANALYTIC_SERIALISATION] = d->alone - d->propagation - d->serving - d->turnaround;
    b[ANALYTIC_CHECKING] = g->check * g->load_count;
    b[ANALYTIC_RESTART] = g->restart * g->load_count;
    b[ANALYTIC_FLASH] = back - (r->classes[last].done - r->first_reset) - g->check - g->restart;
    for (uint32_t l = 0; l + 1 < g->load_count; l++)
        b[ANALYTIC_FLASH] += d->flash[l];
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
    double loads[ANALYTIC_RESOURCES] = {[ANALYTIC_PHONE] = 1};
    double all_back = 0, phones = 0, *const use = a->utilisation;
    for (uint32_t i = 0; i < r->count; i++) {
        const struct lockstep_group *x = &r->groups[i];
        const double back = x->back - r->first_reset;
        phones += x->g->count;
        all_back = most_of(all_back, back);
        use[ANALYTIC_PHONE] = most_of(use[ANALYTIC_PHONE], x->all.alone / back);
    }
    for (uint32_t k = 0; k < r->resources; k++) {
        if (r->busy[k] <= 0)
            continue;
        const enum analytic_resource kind = lockstep_kind(k);
        use[kind] = most_of(use[kind], r->busy[k] / all_back);
        loads[kind] = most_of(loads[kind], r->together.loads[k]);
    }
    const double fullest = r->together.loads[r->together.fullest];
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
    for (uint32_t k = 0; k < r->resources; k++)
        r->busy[k] = r->bursts[k] = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        const enum analytic_way way = site->groups[i].ways[method];
        if (way == ANALYTIC_NO_WAY)
            return false;
        lockstep_class(r, i, way);
        r->first_reset = least_of(r->first_reset, site->groups[i].first_reset);
    }
    return r->count > 0;
}

void lockstep_evaluate(const struct analytic_site *site, enum analytic_method method,
                       struct analytic_answer *answer)
{
    struct lockstep_run r;
    uint32_t last = 0;
    if (!lockstep_prepare(&r, site, method))
        return;
    answer->there = true;
    lockstep_all_parts(&r);
    fluid_run(r.classes, r.count, r.resources, &r.together);
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
