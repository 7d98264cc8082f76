/* The answer of a site whose phones fetch by HTTP: what of a phone's time is whose, how busy what
 * all share is, and in which region that is. */
#include "models/analytic/http.h"

#include <math.h>

#include "models/analytic/http_walk.h"

/* A connection whose SYN came back late waits so long for its first ACK (RFC 6298, 5.7); what takes
 * longer is sent again though nothing was lost. */
#define HTTP_PATIENCE 3.0 /* s */
/* Of the answer: a value that chance may move by more is said to be a bound. */
#define HTTP_UNSURE 0.005

static enum analytic_way http_way_of(const struct http_walk *w, uint32_t i)
{
    return w->site->groups[i].ways[w->method];
}

bool analytic_http_is_all(const struct analytic_site *site, enum analytic_method method)
{
    for (uint32_t i = 0; i < site->group_count; i++) {
        const struct analytic_group *g = &site->groups[i];
        const enum analytic_way way = g->ways[method];
        if (g->transport != ANALYTIC_BY_HTTP ||
            (way != ANALYTIC_FROM_CENTRE && way != ANALYTIC_FROM_LOAD_SERVER))
            return false;
    }
    return site->group_count > 0;
}

double analytic_http_file(const struct analytic_site *site, const struct analytic_group *g,
                          enum analytic_way way, const struct analytic_file *file, double at_once)
{
    const struct http_way path = http_path(site, g, way, (struct http_sharers){at_once, at_once});
    return http_path_opening(site, g, way, file) +
           http_train(&path, http_path_segments(site, file), 0).last;
}

/* --- regions --------------------------------------------------------------------------------- */

static const struct http_sharers http_one = {1, 1};

static double http_queue_limit(const struct http_walk *w, uint32_t i, enum analytic_resource r)
{
    const struct analytic_site *site = w->site;
    const struct analytic_line *line = r == ANALYTIC_WAN_DOWN ? &site->down
                                       : r == ANALYTIC_WAN_UP
                                           ? &site->up
                                           : &site->subnets[site->groups[i].subnet].lan;
    const double header = site->tcp.header;
    const double bytes = r == ANALYTIC_WAN_UP ? header : header + site->tcp.mss;
    return line->queue_in_bytes
               ? floor(line->queue / (fmax(bytes, line->payload_min) + line->framing))
               : line->queue;
}

/* More wait than there is room for. Where another resource holds the segments back, a sender's
 * first ones come to it together. */
static bool http_overflows(const struct http_walk *w, uint32_t i, enum analytic_resource r)
{
    if (http_path_turn(w->site, &w->site->groups[i], http_way_of(w, i), http_one, r) <= 0)
        return false;
    const double burst = r == ANALYTIC_WAN_UP ? 1 : w->site->tcp.initial_window + 1;
    /* rounding must not decide where a queue is exactly full */
    return fmax(w->at[i].chance[r], burst) > http_queue_limit(w, i, r) + 1e-6;
}

static bool http_drops(const struct http_walk *w)
{
    for (uint32_t i = 0; i < w->site->group_count; i++)
        if (http_overflows(w, i, ANALYTIC_WAN_DOWN) || http_overflows(w, i, ANALYTIC_WAN_UP) ||
            http_overflows(w, i, ANALYTIC_LAN))
            return true;
    return false;
}

static double http_transfers(const struct http_walk *w, uint32_t i)
{
    const struct analytic_site *site = w->site;
    return http_way_of(w, i) == ANALYTIC_FROM_CENTRE
               ? site->central.transfers
               : site->subnets[site->groups[i].subnet].load_server.transfers;
}

static enum analytic_region http_region(const struct http_walk *w)
{
    double wait = 0;
    for (uint32_t i = 0; i < w->site->group_count; i++)
        if (http_walk_sharers(w, i, true).site > http_transfers(w, i))
            return ANALYTIC_WAVES;
    if (http_drops(w))
        return ANALYTIC_DROPS;
    for (enum analytic_resource r = 0; r < ANALYTIC_RESOURCES; r++)
        wait = fmax(wait, w->queue[r]);
    return wait > HTTP_PATIENCE ? ANALYTIC_REPEATS : ANALYTIC_EXACT;
}

/* --- times ----------------------------------------------------------------------------------- */

static double http_first_reset(const struct analytic_site *site)
{
    double first = INFINITY;
    for (uint32_t i = 0; i < site->group_count; i++)
        first = fmin(first, site->groups[i].first_reset);
    return first;
}

static double http_lag(const struct http_walk *w, uint32_t i)
{
    return w->site->groups[i].last_reset - http_first_reset(w->site);
}

/* Seconds of work that the groups of the same server are to a resource; of a LAN those of the
 * subnet. */
static double http_work(const struct http_walk *w, uint32_t group, enum analytic_resource r)
{
    const struct analytic_site *site = w->site;
    double work = 0;
    for (uint32_t i = 0; i < site->group_count; i++) {
        const bool central = http_way_of(w, group) == ANALYTIC_FROM_CENTRE;
        const bool here = site->groups[i].subnet == site->groups[group].subnet;
        if (http_way_of(w, i) == http_way_of(w, group) && (here || (central && r != ANALYTIC_LAN)))
            work += site->groups[i].count * w->at[i].segments *
                    http_path_turn(site, &site->groups[i], http_way_of(w, i), http_one, r);
    }
    return http_way_of(w, group) != ANALYTIC_FROM_CENTRE && r == ANALYTIC_LAN
               ? work / http_walk_sharers(w, group, true).subnet
               : work;
}

/* What is sure whatever is lost: no round trip brings more than a window, and what all share works
 * off all of it. */
static double http_bound(const struct http_walk *w, uint32_t i)
{
    double bound = http_lag(w, i) + w->at[i].least;
    if (w->site->group_count > 1)
        return bound;
    for (enum analytic_resource r = 0; r < ANALYTIC_PHONE; r++)
        bound = fmax(bound, http_work(w, i, r) + w->at[i].fixed);
    return bound;
}

/* Where others are on the line who is first decides: at each file's end, and by what was had before
 * the others came. As a bound no file has the line idle, and the phone is the luckiest of all.
 * Where each is as if alone, those that were reset together meet nevertheless. */
static double http_unsure(const struct http_walk *w, uint32_t i)
{
    const struct http_progress *p = &w->at[i];
    const bool alone = p->shared.time <= http_lag(w, i) + p->alone.time;
    return alone ? fmax(0, p->meets + p->opens - http_lag(w, i)) : p->unsure + http_lag(w, i);
}

static double http_back(const struct http_walk *w, uint32_t i, const struct analytic_answer *a)
{
    const double alone = http_lag(w, i) + w->at[i].alone.time;
    if (a->region != ANALYTIC_EXACT)
        return http_bound(w, i);
    return fmax(w->at[i].shared.time - (a->bound ? 2 * w->at[i].unsure : 0), alone);
}

/* Of all groups together, where they have a server in common. */
static double http_last_work(const struct http_walk *w)
{
    double last = 0;
    for (uint32_t i = 0; i < w->site->group_count; i++) {
        double restart = INFINITY;
        for (uint32_t k = 0; k < w->site->group_count; k++)
            restart = fmin(restart, w->at[k].fixed);
        for (enum analytic_resource r = 0; r < ANALYTIC_PHONE; r++)
            last = fmax(last, http_work(w, i, r) + restart);
    }
    return last;
}

/* Returns the group that is back last. */
static uint32_t http_times(const struct http_walk *w, struct analytic_answer *a)
{
    uint32_t last = 0;
    for (uint32_t i = 0; i < w->site->group_count; i++) {
        a->group_back[i] = http_back(w, i, a);
        last = a->group_back[i] > a->group_back[last] ? i : last;
    }
    if (a->region != ANALYTIC_EXACT)
        a->group_back[last] = fmax(a->group_back[last], http_last_work(w));
    a->all_back = a->group_back[last];
    return last;
}

/* --- what of it is whose --------------------------------------------------------------------- */

/* Takes no more than is left. */
static void http_give(struct analytic_answer *a, enum analytic_part part, double seconds,
                      double *left)
{
    const double given = fmax(0, fmin(seconds, *left));
    a->budget[part] = given;
    *left -= given;
}

static void http_budget(const struct http_walk *w, uint32_t i, struct analytic_answer *a)
{
    const struct http_progress *p = &w->at[i];
    const struct analytic_group *g = &w->site->groups[i];
    double line = 0, left = a->all_back;
    for (enum analytic_resource r = 0; r < ANALYTIC_PHONE; r++)
        if (r != ANALYTIC_SERVER)
            line = fmax(line,
                        p->segments * http_path_turn(w->site, g, http_way_of(w, i), http_one, r));
    http_give(a, ANALYTIC_RESTART, g->load_count * g->restart, &left);
    http_give(a, ANALYTIC_CHECKING, g->load_count * g->check, &left);
    http_give(a, ANALYTIC_BOOT, g->load_count * g->boot, &left);
    http_give(a, ANALYTIC_RESETS, http_lag(w, i), &left);
    http_give(a, ANALYTIC_SERIALISATION, line, &left);
    http_give(a, ANALYTIC_SERVING, p->serving, &left);
    http_give(a, ANALYTIC_FLASH, a->bound ? 0 : p->alone.flash, &left);
    http_give(a, ANALYTIC_PROPAGATION,
              p->alone.time - p->fixed - line - p->serving - p->alone.flash, &left);
    a->budget[ANALYTIC_QUEUEING] = left;
}

static void http_utilisation(const struct http_walk *w, struct analytic_answer *a)
{
    for (uint32_t i = 0; i < w->site->group_count; i++)
        for (enum analytic_resource r = 0; r < ANALYTIC_PHONE; r++)
            a->utilisation[r] = fmax(a->utilisation[r], http_work(w, i, r) / a->all_back);
}

/* Phones whose windows fill what they share. */
static double http_knee(const struct http_walk *w, uint32_t i, struct http_sharers all)
{
    const struct analytic_site *site = w->site;
    const struct analytic_group *g = &site->groups[i];
    double knee = INFINITY;
    for (enum analytic_resource r = 0; r < ANALYTIC_PHONE; r++) {
        const double turn = http_path_turn(site, g, http_way_of(w, i), all, r) / all.site;
        const double own = http_path_turn(site, g, http_way_of(w, i), all, ANALYTIC_PHONE);
        if (r != ANALYTIC_LAN || http_way_of(w, i) == ANALYTIC_FROM_CENTRE)
            knee = fmin(knee, turn > 0 ? own / turn : INFINITY);
    }
    return knee;
}

void analytic_http_evaluate(const struct analytic_site *site, enum analytic_method method,
                            struct analytic_answer *answer)
{
    struct http_walk w;
    *answer = (struct analytic_answer){.there = true};
    http_walk(&w, site, method);
    answer->region = http_region(&w);
    answer->bound = answer->region != ANALYTIC_EXACT;
    uint32_t last = http_times(&w, answer);
    if (!answer->bound && http_unsure(&w, last) > HTTP_UNSURE * answer->all_back) {
        answer->bound = true;
        last = http_times(&w, answer);
    }
    const struct http_sharers all = http_walk_sharers(&w, last, true);
    http_budget(&w, last, answer);
    http_utilisation(&w, answer);
    answer->limits = http_walk_slowest(&w, last, all, ANALYTIC_RESOURCES);
    answer->next = http_walk_slowest(&w, last, all, answer->limits);
    answer->knee = http_knee(&w, last, all);
}
