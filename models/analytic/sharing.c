/* Which hierarchies and lone phones there are, and what is answered; how they fare is in
 * sharing_flow.c. */
#include "models/analytic/sharing.h"

#include <math.h>

#include "base/check.h"
#include "models/analytic/least.h"
#include "models/analytic/lockstep_way.h"
#include "models/analytic/sharing_flow.h"

/* Of the answer: a value that may be off by more is said to be a bound. */
static const double sharing_accepted = 0.005;

/* --- flows ------------------------------------------------------------------------------------
 */

static bool sharing_goes_alike(const struct analytic_group *g, const struct analytic_group *h)
{
    return g->transport == ANALYTIC_BY_TFTP && h->transport == ANALYTIC_BY_TFTP &&
           lockstep_goes_alike(g, h);
}

static void sharing_open(struct sharing_flow *f, const struct sharing_run *run,
                         const struct analytic_group *g)
{
    f->group = g;
    f->file = g->loads->files;
    f->shares = g->ways[run->method] == ANALYTIC_FROM_PEERS;
    f->ended = false;
    f->load = 0;
    f->count = f->shares ? 1 : g->count;
    f->phones = f->shares ? g->count : 1;
    f->first = g->first_reset;
    f->last = g->last_reset;
    f->flash = g->flash;
    f->check = g->check;
    f->restart = g->restart;
    f->patience = least_of(run->site->central.retransmit, g->ack_retransmit);
    f->round = f > run->flows && sharing_goes_alike(f[-1].group, g)
                   ? f[-1].round
                   : sharing_round_of(run->site, g);
    f->left = 0;
    f->backlog = f->sent = f->files = f->rounds = f->ends = f->fetching = f->line = 0;
    f->received = -INFINITY;
    for (int p = 0; p < ANALYTIC_PARTS; p++)
        f->spent[p] = 0;
}

/* Another group of the same hierarchy. */
static void sharing_join(struct sharing_flow *f, const struct analytic_group *g)
{
    f->phones += g->count;
    f->first = least_of(f->first, g->first_reset);
    f->last = most_of(f->last, g->last_reset);
    f->flash = least_of(f->flash, g->flash);
    if (g->check + g->restart > f->check + f->restart) {
        f->check = g->check;
        f->restart = g->restart;
    }
}

static bool sharing_is_of(const struct sharing_run *run, const struct sharing_flow *f,
                          const struct analytic_group *g)
{
    return f->shares && g->ways[run->method] == ANALYTIC_FROM_PEERS &&
           f->group->subnet == g->subnet && f->group->hierarchy == g->hierarchy;
}

static bool sharing_has_way(const struct sharing_run *run, const struct analytic_group *g)
{
    return g->ways[run->method] == ANALYTIC_FROM_PEERS ||
           g->ways[run->method] == ANALYTIC_FROM_CENTRE;
}

static void sharing_add(struct sharing_run *run, uint32_t group)
{
    const struct analytic_group *g = &run->site->groups[group];
    uint32_t i = 0;
    while (i < run->count && !sharing_is_of(run, &run->flows[i], g))
        i++;
    if (i < run->count)
        sharing_join(&run->flows[i], g);
    else
        sharing_open(&run->flows[run->count++], run, g);
    run->of[group] = i;
}

/* Whether so many are at the line as if each were alone: else they part, or lose packets, and each
 * is followed by itself. */
static bool sharing_fits(const struct sharing_flow *f, double count)
{
    return count * f->round.takes[SHARING_DOWN] <= f->round.round &&
           (count * f->round.windowsize - 1) * f->round.bunch <= f->round.holds;
}

/* They do the same at the same time, in different subnets. */
static bool sharing_is_alike(const struct sharing_flow *a, const struct sharing_flow *b)
{
    const struct analytic_group *g = a->group, *h = b->group;
    return a->shares && b->shares && a->phones == b->phones && a->first == b->first &&
           a->last == b->last && g->loads == h->loads && g->load_count == h->load_count &&
           g->boot == h->boot && a->flash == b->flash && a->check == b->check &&
           a->restart == b->restart && a->round.round == b->round.round && a->mates == b->mates &&
           a->mates * a->round.takes[SHARING_LAN] <= a->round.round;
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

static void sharing_merge_alike(struct sharing_run *run)
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
        if (sharing_has_way(run, &run->site->groups[g]))
            run->of[g] = now[run->of[g]];
}

static void sharing_merge(struct sharing_run *run)
{
    double all = 0;
    for (uint32_t i = 0; i < run->count; i++)
        all += run->flows[i].count;
    if (run->count > 1 && sharing_fits(&run->flows[0], all))
        sharing_merge_alike(run);
}

/* --- the answer --------------------------------------------------------------------------------
 */

static void sharing_fill_groups(const struct sharing_run *run)
{
    for (uint32_t i = 0; i < run->site->group_count; i++)
        if (sharing_has_way(run, &run->site->groups[i]))
            run->answer->group_back[i] = run->flows[run->of[i]].back - run->first;
}

/* Where its time went. */
static void sharing_fill_budget(const struct sharing_run *run, const struct sharing_flow *f)
{
    struct analytic_answer *a = run->answer;
    const double turns = f->rounds + f->files;
    const double serving = (f->group->windowsize + 1) * run->site->central.cpu;
    for (int p = 0; p < ANALYTIC_PARTS; p++)
        a->budget[p] = f->spent[p];
    a->budget[ANALYTIC_PROPAGATION] = turns * f->round.waits;
    a->budget[ANALYTIC_TURNAROUND] = turns * f->round.turnaround;
    a->budget[ANALYTIC_SERVING] = turns * serving;
    a->budget[ANALYTIC_SERIALISATION] = f->rounds * f->round.round + f->ends -
                                        turns * (f->round.waits + f->round.turnaround + serving);
    a->budget[ANALYTIC_RESETS] = f->first - run->first;
}

static void sharing_fill_utilisation(const struct sharing_run *run)
{
    struct analytic_answer *a = run->answer;
    double down = 0, up = 0, processor = 0, port = 0, lan = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        const struct sharing_flow *f = &run->flows[i];
        const double turns = f->count * (f->rounds + f->files);
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

static const enum analytic_resource sharing_resource[SHARING_STAGES] = {
    [SHARING_DOWN] = ANALYTIC_WAN_DOWN,
    [SHARING_UP] = ANALYTIC_WAN_UP,
    [SHARING_PROCESSOR] = ANALYTIC_SERVER,
    [SHARING_PORT] = ANALYTIC_SERVER_PORT,
    [SHARING_LAN] = ANALYTIC_LAN};

/* What each stage would be asked for a second, if nobody waited: of all, and of lone phones. */
static void sharing_asked(const struct sharing_run *run, double all[SHARING_STAGES],
                          double lone[SHARING_STAGES])
{
    for (int s = 0; s < SHARING_STAGES; s++)
        all[s] = lone[s] = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        const struct sharing_flow *f = &run->flows[i];
        const double lan = f->mates * f->round.takes[SHARING_LAN] / f->round.round;
        for (int s = 0; s < SHARING_LAN; s++)
            all[s] += f->count * f->round.takes[s] / f->round.round;
        all[SHARING_LAN] = most_of(all[SHARING_LAN], lan);
        for (int s = 0; s < SHARING_STAGES && !f->shares; s++)
            lone[s] += f->count * f->round.takes[s] / f->round.round;
    }
}

/* Roots are as many whatever the number of phones: only phones that do not share fill a line. */
static double sharing_knee(const struct sharing_run *run, double all, double lone)
{
    double phones = 0, roots = 0;
    for (uint32_t i = 0; i < run->site->group_count; i++)
        phones += run->site->groups[i].count;
    for (uint32_t i = 0; i < run->count; i++)
        roots += run->flows[i].shares ? run->flows[i].count : 0;
    if (all - lone >= 1)
        return roots;
    return lone > 0 ? phones * (1 - (all - lone)) / lone : INFINITY;
}

static void sharing_fill_limits(const struct sharing_run *run)
{
    struct analytic_answer *a = run->answer;
    double all[SHARING_STAGES], lone[SHARING_STAGES];
    int most = 0, second = 1;
    sharing_asked(run, all, lone);
    for (int s = 1; s < SHARING_STAGES; s++) {
        if (all[s] > all[most]) {
            second = most;
            most = s;
        } else if (s > 1 && all[s] > all[second]) {
            second = s;
        }
    }
    const bool full = all[most] >= 1;
    a->limits = full ? sharing_resource[most] : ANALYTIC_PHONE;
    a->next = !full              ? sharing_resource[most]
              : all[second] >= 1 ? sharing_resource[second]
                                 : ANALYTIC_PHONE;
    a->knee = sharing_knee(run, all[most], lone[most]);
}

static struct sharing_flow *sharing_last(struct sharing_run *run)
{
    struct sharing_flow *last = &run->flows[0];
    for (uint32_t i = 1; i < run->count; i++)
        if (run->flows[i].back > last->back)
            last = &run->flows[i];
    return last;
}

static void sharing_leave_out(struct sharing_flow *f, enum analytic_part part)
{
    f->back -= f->spent[part];
    f->spent[part] = 0;
}

/* What is sure whatever is lost and sent again: nobody is faster than without the others, and the
 * line brings all bytes once. */
static void sharing_bound(struct sharing_run *run)
{
    double sent = 0, begins = INFINITY, behind = INFINITY;
    for (uint32_t i = 0; i < run->count; i++) {
        struct sharing_flow *f = &run->flows[i];
        sharing_leave_out(f, ANALYTIC_QUEUEING);
        if (!f->known) { /* who finds no place falls back, and waits for nobody */
            sharing_leave_out(f, ANALYTIC_DISCOVERY);
            sharing_leave_out(f, ANALYTIC_ROOT_WAITING);
        }
        sent += f->count * f->line;
        begins = least_of(begins, f->first);
        behind = least_of(behind, f->check + f->restart);
    }
    struct sharing_flow *last = sharing_last(run);
    const double more = begins + sent + behind - last->back;
    if (more > 0) {
        last->back += more;
        last->spent[ANALYTIC_QUEUEING] = more;
    }
    run->answer->bound = true;
}

static void sharing_answer(struct sharing_run *run)
{
    struct analytic_answer *a = run->answer;
    for (uint32_t i = 0; i < run->count; i++)
        sharing_account(run, &run->flows[i]);
    const double all_back = sharing_last(run)->back - run->first;
    if (a->region != ANALYTIC_EXACT || run->rough || run->unsure > sharing_accepted * all_back)
        sharing_bound(run);
    const struct sharing_flow *last = sharing_last(run);
    a->there = true;
    a->all_back = last->back - run->first;
    sharing_fill_budget(run, last);
    sharing_fill_utilisation(run);
    sharing_fill_limits(run);
    sharing_fill_groups(run);
}

static void sharing_gather(struct sharing_run *run)
{
    const struct analytic_site *site = run->site;
    for (uint32_t i = 0; i < site->group_count; i++) {
        run->first = least_of(run->first, site->groups[i].first_reset);
        if (sharing_has_way(run, &site->groups[i]))
            sharing_add(run, i);
    }
    sharing_count_mates(run);
    sharing_merge(run);
}

void analytic_sharing_evaluate(const struct analytic_site *site, enum analytic_method method,
                               struct analytic_answer *answer)
{
    struct sharing_run run;
    run.site = site;
    run.method = method;
    run.answer = answer;
    run.count = 0;
    run.rough = false;
    run.unsure = 0;
    run.first = INFINITY;
    sharing_gather(&run);
    CHECK(run.count > 0);
    for (uint32_t i = 0; i < run.count; i++) {
        struct sharing_flow *f = &run.flows[i];
        f->shape = sharing_shape_of(f->phones, site->sharing.children);
        f->ports = sharing_ports_of(&site->subnets[f->group->subnet].lan, &site->tcp);
        f->known = sharing_is_known(&run, f);
        if (!f->known)
            sharing_is_in(&run, ANALYTIC_WAVES);
        if (f->shape.full_hops > site->sharing.redirects + 1) /* then several, and less deep */
            f->shape = sharing_shape_of(2, 1);
        f->behind = f->last - f->first;
        sharing_boot(&run, f, f->first);
    }
    sharing_run_all(&run);
    sharing_answer(&run);
}
