/* Groups go from file to file; when one begins another file, all are at the same place of theirs as
 * before, and go on at the pace of those that fetch now. */
#include "models/analytic/http_walk.h"

#include <math.h>
#include <string.h>

static const struct analytic_group *walk_group(const struct http_walk *w, uint32_t i)
{
    return &w->site->groups[i];
}

static enum analytic_way walk_way(const struct http_walk *w, uint32_t i)
{
    return walk_group(w, i)->ways[w->method];
}

static const struct analytic_load *walk_load(const struct http_walk *w, uint32_t i)
{
    return &walk_group(w, i)->loads[w->at[i].load];
}

static bool walk_has_server_of(const struct http_walk *w, uint32_t i, uint32_t other)
{
    const bool central = walk_way(w, i) == ANALYTIC_FROM_CENTRE;
    return walk_way(w, other) == walk_way(w, i) &&
           (central || walk_group(w, other)->subnet == walk_group(w, i)->subnet);
}

struct http_sharers http_walk_sharers(const struct http_walk *w, uint32_t group, bool all)
{
    struct http_sharers s = {0};
    for (uint32_t i = 0; i < w->site->group_count; i++) {
        if (!walk_has_server_of(w, group, i) || !(all || w->at[i].fetches))
            continue;
        s.site += walk_group(w, i)->count;
        if (walk_group(w, i)->subnet == walk_group(w, group)->subnet)
            s.subnet += walk_group(w, i)->count;
    }
    return s;
}

static double walk_turn(const struct http_walk *w, uint32_t group, struct http_sharers sharers,
                        enum analytic_resource r)
{
    return http_path_turn(w->site, walk_group(w, group), walk_way(w, group), sharers, r);
}

enum analytic_resource http_walk_slowest(const struct http_walk *w, uint32_t group,
                                         struct http_sharers sharers, enum analytic_resource not_)
{
    enum analytic_resource slowest = not_ == ANALYTIC_PHONE ? ANALYTIC_WAN_DOWN : ANALYTIC_PHONE;
    for (enum analytic_resource r = 0; r < ANALYTIC_RESOURCES; r++)
        if (r != not_ && walk_turn(w, group, sharers, r) > walk_turn(w, group, sharers, slowest))
            slowest = r;
    return slowest;
}

/* Phones that may come together by chance. */
enum { WALK_TOGETHER = 4 };

/* --- a file ---------------------------------------------------------------------------------- */

static const struct analytic_file *walk_file(const struct http_walk *w, uint32_t i)
{
    return &walk_load(w, i)->files[w->at[i].file];
}

static struct http_arrival walk_fetch(const struct http_walk *w, uint32_t i,
                                      struct http_sharers sharers, double behind)
{
    const struct analytic_group *g = walk_group(w, i);
    const struct http_way way = http_path(w->site, g, walk_way(w, i), sharers);
    const double opening = http_path_opening(w->site, g, walk_way(w, i), walk_file(w, i));
    struct http_arrival a =
        http_train(&way, http_path_segments(w->site, walk_file(w, i)), fmax(0, behind - opening));
    a.last += opening;
    a.written += opening;
    return a;
}

static const struct http_sharers walk_nobody_else = {1, 1};

/* The line between the group and its server is full: all windows together are more than a round
 * trip takes up. If it is not, each is as if alone, once chance has put them at odds. */
static bool walk_is_full(const struct http_walk *w, uint32_t i, struct http_sharers sharers)
{
    return http_walk_slowest(w, i, sharers, ANALYTIC_RESOURCES) != ANALYTIC_PHONE;
}

/* Seconds that a resource works on one segment of the group, or on one ACK. */
static double walk_packet(const struct http_walk *w, uint32_t i, enum analytic_resource r)
{
    const double turn = walk_turn(w, i, walk_nobody_else, r);
    return r == ANALYTIC_WAN_UP ? 2 * turn : turn;
}

static void walk_note_packets(struct http_walk *w, uint32_t i, enum analytic_resource r,
                              double packets)
{
    w->at[i].chance[r] = fmax(w->at[i].chance[r], packets);
}

/* How long the wait before a resource gets, and what is in it. By chance what several send at once
 * falls together, where each by itself would wait or where all would. */
static void walk_note_queue(struct http_walk *w, uint32_t i, struct http_sharers sharers,
                            double queue, bool full)
{
    const enum analytic_resource all = http_walk_slowest(w, i, sharers, ANALYTIC_PHONE);
    const enum analytic_resource own =
        full ? all : http_walk_slowest(w, i, walk_nobody_else, ANALYTIC_PHONE);
    const double packet = walk_packet(w, i, own), packets = packet > 0 ? queue / packet : 0;
    w->queue[own] = fmax(w->queue[own], queue);
    walk_note_packets(
        w, i, own,
        packets *
            (full ? 1 : fmin(own == ANALYTIC_LAN ? sharers.subnet : sharers.site, WALK_TOGETHER)));
    if (!full)
        walk_note_packets(w, i, all, packets * fmin(sharers.site, WALK_TOGETHER));
}

/* While windows grow, three segments leave for two that have come: a line before the slowest stage
 * is overrun too if it is not faster by half. */
static void walk_note_growth(struct http_walk *w, uint32_t i, struct http_sharers sharers)
{
    const enum analytic_resource line = ANALYTIC_WAN_DOWN;
    const enum analytic_resource r = http_walk_slowest(w, i, sharers, ANALYTIC_PHONE);
    const double behind = walk_turn(w, i, sharers, r);
    const double overrun = fmax(0, 1.5 * walk_turn(w, i, sharers, line) - behind);
    const double window = w->site->tcp.window / w->site->tcp.mss;
    if (r != line && overrun > 0)
        walk_note_packets(w, i, line, overrun * window / 1.5 / walk_packet(w, i, line));
}

/* Seconds by which a file that others fetch as well differs from one of a phone that is alone on a
 * line of its share. The first: the others' segments come before. The next ones: if all had come to
 * the end of the file before at once, the line would be idle for a round trip from then on; of
 * which it is nothing if they come one after the other over the last round. In between, and taken
 * for half. */
static double walk_company(const struct http_walk *w, uint32_t i, struct http_sharers sharers)
{
    const struct http_progress *p = &w->at[i];
    const double window = floor(w->site->tcp.window / w->site->tcp.mss);
    const double round = window * walk_turn(w, i, sharers, ANALYTIC_PHONE);
    const enum analytic_resource r = http_walk_slowest(w, i, sharers, ANALYTIC_PHONE);
    if (p->load == 0 && p->file == 0)
        return walk_turn(w, i, sharers, r) - walk_turn(w, i, walk_nobody_else, r);
    return p->file > 0 && sharers.site > 1 ? -round / 2 : 0;
}

/* What the group's file takes now. */
static void walk_share(struct http_walk *w, uint32_t i)
{
    struct http_progress *p = &w->at[i];
    const struct http_sharers sharers = http_walk_sharers(w, i, false);
    if (p->is_known && p->with.site == sharers.site && p->with.subnet == sharers.subnet)
        return;
    const bool full = walk_is_full(w, i, sharers);
    p->now = walk_fetch(w, i, full ? sharers : walk_nobody_else, p->shared.behind);
    p->company = full ? walk_company(w, i, sharers) : 0;
    p->now.last += p->company;
    p->with = sharers;
    p->is_known = true;
    walk_note_queue(w, i, sharers, p->now.queue, full);
    walk_note_growth(w, i, sharers);
}

/* Phones that come together meet once at what they share, and are as far apart from then on; but
 * the processor works on a whole piece for each before the next one's first segment, at each file.
 */
static void walk_note_meeting(struct http_walk *w, uint32_t i, double segments)
{
    struct http_progress *p = &w->at[i];
    const enum analytic_resource r = http_walk_slowest(w, i, p->with, ANALYTIC_PHONE);
    const double window = fmin(ceil(segments), floor(w->site->tcp.window / w->site->tcp.mss));
    const double others = walk_turn(w, i, p->with, r) - walk_turn(w, i, walk_nobody_else, r);
    p->meets = fmax(p->meets, window * others);
    p->opens += (p->with.site - 1) *
                http_path_serving(w->site, walk_group(w, i), walk_way(w, i), walk_file(w, i));
}

/* What is the same however many fetch. */
static void walk_end_file(struct http_walk *w, uint32_t i)
{
    struct http_progress *p = &w->at[i];
    const struct analytic_group *g = walk_group(w, i);
    const enum analytic_way way = walk_way(w, i);
    const double segments = http_path_segments(w->site, walk_file(w, i));
    const struct http_arrival a = walk_fetch(w, i, walk_nobody_else, p->alone.behind);
    const double round = walk_turn(w, i, walk_nobody_else, ANALYTIC_PHONE);
    const struct http_way path = http_path(w->site, g, way, walk_nobody_else);
    p->alone.time += a.last;
    p->alone.behind = fmax(0, a.written - a.last);
    p->least += http_path_opening(w->site, g, way, walk_file(w, i)) + path.there - path.part +
                fmax(0, segments - path.window) * round;
    walk_note_meeting(w, i, segments);
    p->segments += segments;
    p->serving += http_path_serving(w->site, g, way, walk_file(w, i));
}

/* --- from one to the next -------------------------------------------------------------------- */

static void walk_begin_load(struct http_walk *w, uint32_t i)
{
    struct http_progress *p = &w->at[i];
    const double boot = walk_group(w, i)->boot;
    p->file = 0;
    p->fetches = true;
    p->left = 1;
    p->fixed += boot;
    p->least += boot;
    p->shared.time += boot;
    p->alone.time += boot;
}

static void walk_write(struct http_course *c, double fixed)
{
    c->time += c->behind + fixed;
    c->flash += c->behind;
    c->behind = 0;
}

/* The load is there: what is left of the flash, and the restart. */
static void walk_end_load(struct http_walk *w, uint32_t i)
{
    struct http_progress *p = &w->at[i];
    const double fixed = walk_group(w, i)->check + walk_group(w, i)->restart;
    p->pause = p->shared.behind + fixed;
    walk_write(&p->shared, fixed);
    walk_write(&p->alone, fixed);
    p->fixed += fixed;
    p->least += fixed;
    p->fetches = false;
}

static void walk_next(struct http_walk *w, uint32_t i)
{
    struct http_progress *p = &w->at[i];
    p->left = 1;
    p->is_known = false;
    if (!p->fetches) {
        p->done = ++p->load == walk_group(w, i)->load_count;
        if (!p->done)
            walk_begin_load(w, i);
        return;
    }
    /* flash had as long as the file took, however others then left its pace */
    p->shared.behind = fmax(0, p->now.written - fmax(p->now.last, p->spent));
    p->spent = 0;
    p->unsure += fabs(p->company);
    walk_end_file(w, i);
    if (++p->file == walk_load(w, i)->file_count)
        walk_end_load(w, i);
}

/* --- all together ---------------------------------------------------------------------------- */

static double walk_whole(const struct http_progress *p)
{
    return p->fetches ? p->now.last : p->pause;
}

/* The one that comes first to the end of what it is at; or none. */
static uint32_t walk_first(struct http_walk *w)
{
    uint32_t first = ANALYTIC_GROUPS;
    double least = INFINITY;
    for (uint32_t i = 0; i < w->site->group_count; i++) {
        const struct http_progress *p = &w->at[i];
        if (p->done)
            continue;
        if (p->fetches)
            walk_share(w, i);
        if (p->left * walk_whole(p) < least) {
            least = p->left * walk_whole(p);
            first = i;
        }
    }
    return first;
}

/* Time goes by for all, a pause's too: that was added when it began. */
static void walk_pass(struct http_walk *w, double seconds)
{
    for (uint32_t i = 0; i < w->site->group_count; i++) {
        struct http_progress *p = &w->at[i];
        if (p->done || walk_whole(p) <= 0)
            continue;
        p->left -= seconds / walk_whole(p);
        if (!p->fetches)
            continue;
        p->shared.time += seconds;
        p->spent += seconds;
    }
}

void http_walk(struct http_walk *w, const struct analytic_site *site, enum analytic_method method)
{
    memset(w, 0, sizeof *w);
    w->site = site;
    w->method = method;
    for (uint32_t i = 0; i < site->group_count; i++)
        walk_begin_load(w, i);
    for (uint32_t i; (i = walk_first(w)) < ANALYTIC_GROUPS; walk_next(w, i))
        walk_pass(w, w->at[i].left * walk_whole(&w->at[i]));
}
