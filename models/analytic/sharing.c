/* Who is at the line when: hierarchies and lone phones as flows, from file to file. The tree on the
 * LAN is in sharing_tree.c, a download's legs in sharing_root.c. */
#include "models/analytic/sharing.h"

#include <math.h>

#include "base/check.h"
#include "models/analytic/sharing_root.h"
#include "models/analytic/sharing_tree.h"

static const double closeness = 1e-10; /* relative, of times that are the same */

/* Hierarchies that are alike, or a group of phones that download each by itself. */
struct sharing_flow {
    const struct analytic_group *group; /* the first of its groups */
    const struct analytic_file *file;   /* under way, or next */
    bool shares, ended;
    uint32_t load;
    double count;       /* that are at the line at once */
    double mates;       /* of one subnet, all flows together */
    double phones;      /* of one hierarchy */
    double first, last; /* resets */
    double flash, check, restart;
    struct sharing_shape shape;
    struct sharing_ports ports;
    struct sharing_round round;
    struct sharing_fetch fetch;
    double begins;       /* when its rounds begin, while it is not at the line */
    double left;         /* rounds; 0: it is not at the line */
    double received;     /* when the last phone began to receive the file before */
    double behind;       /* s by which the last of the hierarchy is behind the first */
    double backlog;      /* s of flash that is still to be written then */
    double sent;         /* s for which its root's port sends */
    double back;         /* the last phone's */
    double turns, alone; /* rounds of all files, and s that they take alone */
    double line;         /* s that the line down takes for them */
    double spent[ANALYTIC_PARTS];
};

struct sharing_run {
    const struct analytic_site *site;
    struct analytic_answer *answer;
    double first; /* reset */
    uint32_t count;
    struct sharing_flow flows[ANALYTIC_GROUPS];
    uint32_t of[ANALYTIC_GROUPS]; /* a group's flow */
};

/* --- flows ------------------------------------------------------------------------------------
 */

static void sharing_open(struct sharing_flow *f, const struct analytic_site *site,
                         const struct analytic_group *g)
{
    f->group = g;
    f->file = g->loads->files;
    f->shares = g->ways[ANALYTIC_PFS] == ANALYTIC_FROM_PEERS;
    f->ended = false;
    f->load = 0;
    f->count = f->shares ? 1 : g->count;
    f->phones = f->shares ? g->count : 1;
    f->first = g->first_reset;
    f->last = g->last_reset;
    f->flash = g->flash;
    f->check = g->check;
    f->restart = g->restart;
    f->round = sharing_round_of(site, g);
    f->left = 0;
    f->backlog = f->sent = f->turns = f->alone = f->line = 0;
    f->received = -INFINITY;
    for (int p = 0; p < ANALYTIC_PARTS; p++)
        f->spent[p] = 0;
}

/* Another group of the same hierarchy. */
static void sharing_join(struct sharing_flow *f, const struct analytic_group *g)
{
    f->phones += g->count;
    f->first = fmin(f->first, g->first_reset);
    f->last = fmax(f->last, g->last_reset);
    f->flash = fmin(f->flash, g->flash);
    if (g->check + g->restart > f->check + f->restart) {
        f->check = g->check;
        f->restart = g->restart;
    }
}

static bool sharing_is_of(const struct sharing_flow *f, const struct analytic_group *g)
{
    return f->shares && g->ways[ANALYTIC_PFS] == ANALYTIC_FROM_PEERS &&
           f->group->subnet == g->subnet && f->group->hierarchy == g->hierarchy;
}

static bool sharing_has_way(const struct analytic_group *g)
{
    return g->ways[ANALYTIC_PFS] == ANALYTIC_FROM_PEERS ||
           g->ways[ANALYTIC_PFS] == ANALYTIC_FROM_CENTRE;
}

static void sharing_add(struct sharing_run *run, uint32_t group)
{
    const struct analytic_group *g = &run->site->groups[group];
    uint32_t i = 0;
    while (i < run->count && !sharing_is_of(&run->flows[i], g))
        i++;
    if (i < run->count)
        sharing_join(&run->flows[i], g);
    else
        sharing_open(&run->flows[run->count++], run->site, g);
    run->of[group] = i;
}

/* Those of other subnets do the same at the same time, if the line is wide enough: else they part
 * (see sharing_fetched), and each is followed by itself. */
static bool sharing_is_alike(const struct sharing_flow *a, const struct sharing_flow *b)
{
    const struct analytic_group *g = a->group, *h = b->group;
    return a->shares && b->shares && a->phones == b->phones && a->first == b->first &&
           a->last == b->last && g->loads == h->loads && g->load_count == h->load_count &&
           g->boot == h->boot && a->flash == b->flash && a->check == b->check &&
           a->restart == b->restart && a->round.round == b->round.round && a->mates == b->mates &&
           (a->count + b->count) * a->round.takes[SHARING_DOWN] <= a->round.round;
}

static void sharing_count_mates(struct sharing_run *run)
{
    for (uint32_t i = 0; i < run->count; i++) {
        run->flows[i].mates = 0;
        for (uint32_t j = 0; j < run->count; j++)
            if (run->flows[j].group->subnet == run->flows[i].group->subnet)
                run->flows[i].mates += run->flows[j].count;
    }
}

static void sharing_merge(struct sharing_run *run)
{
    uint32_t kept = 0, now[ANALYTIC_GROUPS];
    for (uint32_t i = 0; i < run->count; i++) {
        uint32_t j = 0;
        while (j < kept && !sharing_is_alike(&run->flows[j], &run->flows[i]))
            j++;
        now[i] = j;
        if (j < kept)
            run->flows[j].count += run->flows[i].count;
        else if (kept++ < i)
            run->flows[j] = run->flows[i];
    }
    run->count = kept;
    for (uint32_t g = 0; g < run->site->group_count; g++)
        if (sharing_has_way(&run->site->groups[g]))
            run->of[g] = now[run->of[g]];
}

/* --- a file ------------------------------------------------------------------------------------
 */

/* It begins with a file: at the line, or with looking for its peers. */
static void sharing_begin(struct sharing_run *run, struct sharing_flow *f, double now)
{
    const struct analytic_sharing *s = &run->site->sharing;
    f->fetch = sharing_fetch_of(&f->round, f->file);
    f->begins = now;
    if (!f->shares)
        return;
    const double claims = s->listen + (s->ads + 1) * s->ad_interval;
    f->begins += claims + s->root_waiting;
    f->spent[ANALYTIC_DISCOVERY] += claims;
    f->spent[ANALYTIC_ROOT_WAITING] += s->root_waiting;
}

/* With a load: after its reset, or having restarted with the one before. */
static void sharing_boot(struct sharing_run *run, struct sharing_flow *f, double now)
{
    double boot = f->group->boot, opens = f->shares ? run->site->sharing.port_open : 0;
    f->file = f->group->loads[f->load].files;
    f->spent[ANALYTIC_BOOT] += boot;
    f->spent[ANALYTIC_DISCOVERY] += opens;
    sharing_begin(run, f, now + boot + opens);
}

/* A download took `time`. */
static void sharing_spend(struct sharing_flow *f, double time)
{
    const double alone = f->fetch.rounds * f->round.round + f->fetch.ends;
    f->turns += f->fetch.rounds + 1;
    f->alone += alone;
    f->line += f->fetch.bytes;
    f->spent[ANALYTIC_QUEUEING] += time - alone;
}

/* When a phone has written a file of which the bytes came from `received` on, for `took`: behind
 * the last `piece` of them, or later if flash is slower. */
static double sharing_written(struct sharing_flow *f, double received, double took, double piece)
{
    const double idle = received - f->received;
    f->backlog = f->backlog > idle ? f->backlog - idle : 0;
    f->backlog += f->file->bytes / f->flash;
    f->received = received;
    const double least = took + piece / f->flash;
    return received + (least > f->backlog ? least : f->backlog);
}

/* All is there: it checks and restarts, for good or with the next load. */
static void sharing_end_load(struct sharing_run *run, struct sharing_flow *f, double first,
                             double last)
{
    const double end = f->load + 1 == f->group->load_count ? last : first;
    f->spent[ANALYTIC_CHECKING] += f->check;
    f->spent[ANALYTIC_RESTART] += f->restart;
    f->back = last + f->check + f->restart;
    f->load++;
    f->ended = f->load == f->group->load_count;
    if (!f->ended) {
        f->behind = last - first;
        f->backlog = 0;
        sharing_boot(run, f, end + f->check + f->restart);
    }
}

/* The last phones have to have heard of the root before it has the file, or they lead a hierarchy
 * of their own. */
static void sharing_check_behind(struct sharing_run *run, const struct sharing_flow *f, double has)
{
    const struct analytic_sharing *s = &run->site->sharing;
    const double claimed = f->begins - s->root_waiting - (s->ads + 1) * s->ad_interval;
    if (f->behind > has - claimed)
        run->answer->bound = true;
}

/* The root has the file: at `has`, after `time` at the line. */
static void sharing_pass_on(struct sharing_run *run, struct sharing_flow *f, double has)
{
    const struct analytic_site *site = run->site;
    const struct sharing_hop h = sharing_hop_of(&f->ports, f->file->bytes);
    const double first = sharing_first_done(&h, &f->shape);
    const double hops = sharing_descent(&h, &f->shape);
    const double took = hops > 0 ? sharing_last_hop(&h, &f->shape) : has - f->begins;
    const bool is_last =
        f->file + 1 == f->group->loads[f->load].files + f->group->loads[f->load].file_count;
    sharing_check_behind(run, f, has);
    const double written =
        sharing_written(f, has + hops - took, took, hops > 0 ? site->tcp.mss : f->fetch.rest);
    f->sent += h.stream * f->shape.children;
    if (!is_last) {
        f->behind = hops - first;
        f->spent[ANALYTIC_TREE] += first;
        f->file++;
        sharing_begin(run, f, has + first);
        return;
    }
    const bool ends = f->load + 1 == f->group->load_count;
    const double flashed =
        fmax(has + f->fetch.rest / f->flash, f->begins + f->file->bytes / f->flash);
    const double root = fmax(has + first, flashed);
    f->spent[ANALYTIC_TREE] += ends ? hops : first;
    f->spent[ANALYTIC_FLASH] += ends ? written - has - hops : root - has - first;
    sharing_end_load(run, f, root, written);
}

/* A file has come, of each at the line by itself. */
static void sharing_keep(struct sharing_run *run, struct sharing_flow *f, double has)
{
    const struct analytic_load *load = &f->group->loads[f->load];
    const double written = sharing_written(f, f->begins, has - f->begins, f->fetch.rest);
    if (++f->file < load->files + load->file_count) {
        sharing_begin(run, f, has);
        return;
    }
    f->file--;
    f->spent[ANALYTIC_FLASH] += written - has;
    sharing_end_load(run, f, written, written);
}

/* Of those whose last windows come at the same time, `before` have theirs first. They begin with
 * the next file as far apart, and who is first has the line for itself until the others come. */
static void sharing_fetched(struct sharing_run *run, struct sharing_flow *f, double now,
                            double before)
{
    const double has = now + f->fetch.ends + (before + f->count - 1) * f->fetch.last;
    f->left = 0;
    sharing_spend(f, has - f->begins);
    if (f->shares)
        sharing_pass_on(run, f, has);
    else
        sharing_keep(run, f, has);
}

/* What the machines do otherwise in ways that hang on their draws (doc/analytic.md): who hears an
 * ad too late claims itself, and may win; who is sent down too far begins anew. */
static bool sharing_is_known(const struct analytic_sharing *s, const struct sharing_flow *f)
{
    const double hears = s->claim_silence + s->listen;
    const double depth = f->shape.full_hops + (f->shape.last_children > 0);
    if (!f->shares || f->phones <= 1)
        return true;
    return s->ad_interval < hears && depth <= s->redirects + 1 &&
           (s->ad_interval <= s->listen || f->first == f->last);
}

/* --- the line ----------------------------------------------------------------------------------
 */

/* How long each round waits so that a stage is not asked for more than there is: sum of
 * count * takes / (round + wait) = 1. Newton's method from below: the sum is convex. */
static double sharing_wait_at(const struct sharing_run *run, enum sharing_stage stage, double wait)
{
    for (int step = 0; step < 20; step++) {
        double sum = -1, slope = 0;
        for (uint32_t i = 0; i < run->count; i++) {
            const struct sharing_flow *f = &run->flows[i];
            if (f->left <= 0)
                continue;
            const double cycle = f->round.round + wait;
            const double part = f->count * f->round.takes[stage] / cycle;
            sum += part;
            slope += part / cycle;
        }
        if (sum <= 1e-9)
            return wait;
        wait += sum * (1 + sum) / slope; /* Newton of 1/sum, exact for one class */
    }
    return wait;
}

static double sharing_wait(const struct sharing_run *run)
{
    double wait = 0;
    for (int s = SHARING_DOWN; s < SHARING_LAN; s++)
        wait = sharing_wait_at(run, (enum sharing_stage)s, wait);
    return wait;
}

static double sharing_cycle(const struct sharing_flow *f, double wait)
{
    const double lan = f->mates * f->round.takes[SHARING_LAN];
    const double cycle = f->round.round + wait;
    return cycle > lan ? cycle : lan;
}

/* What the queue would have to hold, of which it may hold less. */
static void sharing_look(struct sharing_run *run, double wait)
{
    const struct analytic_site *site = run->site;
    struct analytic_answer *a = run->answer;
    double packets = 0, away = 0, transfers = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        const struct sharing_flow *f = &run->flows[i];
        if (f->left <= 0)
            continue;
        const double blocks = f->group->windowsize, line = f->round.takes[SHARING_DOWN] / blocks;
        packets += f->count * blocks;
        away = fmax(away, (f->round.round - line * blocks) / line);
        transfers += f->count;
        if (sharing_cycle(f, wait) > fmin(site->central.retransmit, f->group->ack_retransmit))
            a->region = ANALYTIC_REPEATS > a->region ? ANALYTIC_REPEATS : a->region;
    }
    if (packets > site->down.queue + 1 + away)
        a->region = ANALYTIC_DROPS > a->region ? ANALYTIC_DROPS : a->region;
    if (transfers > site->central.transfers)
        a->region = ANALYTIC_WAVES;
    a->bound |= a->region != ANALYTIC_EXACT;
}

/* The next time at which one comes to the line, or has had all its rounds. */
static double sharing_next(const struct sharing_run *run, double now, double wait)
{
    double next = INFINITY;
    for (uint32_t i = 0; i < run->count; i++) {
        const struct sharing_flow *f = &run->flows[i];
        if (f->ended)
            continue;
        const double at = f->left > 0 ? now + f->left * sharing_cycle(f, wait) : f->begins;
        next = at < next ? at : next;
    }
    return next;
}

/* Whether it has all of its rounds at `to`. */
static bool sharing_advance(struct sharing_flow *f, double from, double to, double wait)
{
    const double cycle = sharing_cycle(f, wait);
    if (f->left > 0)
        f->left -= (to - from) / cycle;
    else if (f->begins <= to)
        f->left = f->fetch.rounds;
    else
        return false;
    return f->left * cycle <= closeness * (1 + to);
}

static void sharing_advance_all(struct sharing_run *run, double from, double to, double wait)
{
    double before = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        struct sharing_flow *f = &run->flows[i];
        if (f->ended || !sharing_advance(f, from, to, wait))
            continue;
        sharing_fetched(run, f, to, before);
        before += f->count;
    }
}

static void sharing_run_all(struct sharing_run *run)
{
    for (double now = run->first, next;; now = next) {
        const double wait = sharing_wait(run);
        sharing_look(run, wait);
        next = sharing_next(run, now, wait);
        if (next == INFINITY)
            return;
        sharing_advance_all(run, now, next, wait);
    }
}

/* With nobody else at the line, rounds are all alike. */
static void sharing_run_one(struct sharing_run *run)
{
    struct sharing_flow *f = &run->flows[0];
    f->left = 1;
    const double wait = sharing_wait(run), cycle = sharing_cycle(f, wait);
    sharing_look(run, wait);
    while (!f->ended)
        sharing_fetched(run, f, f->begins + f->fetch.rounds * cycle, 0);
}

/* --- the answer --------------------------------------------------------------------------------
 */

static void sharing_fill_groups(const struct sharing_run *run)
{
    for (uint32_t i = 0; i < run->site->group_count; i++)
        if (sharing_has_way(&run->site->groups[i]))
            run->answer->group_back[i] = run->flows[run->of[i]].back - run->first;
}

/* Where its time went. */
static void sharing_fill_budget(const struct sharing_run *run, const struct sharing_flow *f)
{
    struct analytic_answer *a = run->answer;
    const double serving = (f->group->windowsize + 1) * run->site->central.cpu;
    for (int p = 0; p < ANALYTIC_PARTS; p++)
        a->budget[p] = f->spent[p];
    a->budget[ANALYTIC_PROPAGATION] = f->turns * f->round.waits;
    a->budget[ANALYTIC_TURNAROUND] = f->turns * f->round.turnaround;
    a->budget[ANALYTIC_SERVING] = f->turns * serving;
    a->budget[ANALYTIC_SERIALISATION] =
        f->alone - f->turns * (f->round.waits + f->round.turnaround + serving);
    a->budget[ANALYTIC_RESETS] = f->first - run->first;
}

static void sharing_fill_utilisation(const struct sharing_run *run)
{
    struct analytic_answer *a = run->answer;
    double down = 0, up = 0, processor = 0, port = 0, lan = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        const struct sharing_flow *f = &run->flows[i];
        const double turns = f->count * f->turns;
        down += f->count * f->line;
        up += turns * f->round.takes[SHARING_UP];
        processor += turns * f->round.takes[SHARING_PROCESSOR];
        port += turns * f->round.takes[SHARING_PORT];
        lan = f->sent > lan ? f->sent : lan;
    }
    const double per_s = 1 / a->all_back;
    a->utilisation[ANALYTIC_WAN_DOWN] = down * per_s;
    a->utilisation[ANALYTIC_WAN_UP] = up * per_s;
    a->utilisation[ANALYTIC_SERVER] = processor * per_s;
    a->utilisation[ANALYTIC_SERVER_PORT] = port * per_s;
    a->utilisation[ANALYTIC_LAN] = lan * per_s;
}

static const struct sharing_flow *sharing_last(const struct sharing_run *run)
{
    const struct sharing_flow *last = &run->flows[0];
    for (uint32_t i = 1; i < run->count; i++)
        if (run->flows[i].back > last->back)
            last = &run->flows[i];
    return last;
}

static void sharing_answer(struct sharing_run *run)
{
    struct analytic_answer *a = run->answer;
    const struct sharing_flow *last = sharing_last(run);
    a->there = true;
    a->all_back = last->back - run->first;
    sharing_fill_budget(run, last);
    sharing_fill_utilisation(run);
    sharing_fill_groups(run);
}

static void sharing_gather(struct sharing_run *run)
{
    const struct analytic_site *site = run->site;
    for (uint32_t i = 0; i < site->group_count; i++) {
        run->first = fmin(run->first, site->groups[i].first_reset);
        if (sharing_has_way(&site->groups[i]))
            sharing_add(run, i);
    }
    sharing_count_mates(run);
    sharing_merge(run);
}

void analytic_sharing_evaluate(const struct analytic_site *site, struct analytic_answer *answer)
{
    struct sharing_run run;
    run.site = site;
    run.answer = answer;
    run.count = 0;
    run.first = INFINITY;
    sharing_gather(&run);
    CHECK(run.count > 0);
    for (uint32_t i = 0; i < run.count; i++) {
        struct sharing_flow *f = &run.flows[i];
        f->shape = sharing_shape_of(f->phones, site->sharing.children);
        f->ports = sharing_ports_of(&site->subnets[f->group->subnet].lan, &site->tcp);
        answer->bound |= !sharing_is_known(&site->sharing, f);
        f->shape.full_hops = fmin(f->shape.full_hops, site->sharing.redirects + 1);
        f->behind = f->last - f->first;
        sharing_boot(&run, f, f->first);
    }
    if (run.count == 1)
        sharing_run_one(&run);
    else
        sharing_run_all(&run);
    sharing_answer(&run);
}
