/* Who is at the line when: roots alone window by window, as they come in turn; with lone phones
 * beside them, of whom there may be many, by rates. */
#include <math.h>
#include <stddef.h>

#include "models/analytic/least.h"
#include "models/analytic/sharing_flow.h"

static const double closeness = 1e-10; /* relative, of times that are the same */

/* --- by rates ------------------------------------------------------------------------------------
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
            const double cycle = most_of(f->round.round + wait, f->port);
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

/* s for which the router's port to a flow's subnet sends to those at the line, a round. */
static double sharing_port_of(const struct sharing_run *run, const struct sharing_flow *of)
{
    double takes = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        const struct sharing_flow *f = &run->flows[i];
        if (f->left > 0 && f->group->subnet == of->group->subnet)
            takes += (f->shares ? 1 : f->count) * f->round.takes[SHARING_LAN];
    }
    return takes;
}

/* s of a turn in which all at the line have it once, in the same order each time, since nobody is
 * so much faster that he overtakes another; 0 if somebody does, or waits for his port. */
static double sharing_turn_takes(const struct sharing_run *run)
{
    double takes[SHARING_LAN] = {0}, least = INFINITY, most = 0;
    const double *one = NULL;
    for (uint32_t i = 0; i < run->count; i++) {
        const struct sharing_flow *f = &run->flows[i];
        if (f->left <= 0)
            continue;
        if (f->port > f->round.round)
            return 0;
        for (int s = 0; s < SHARING_LAN; s++)
            takes[s] += f->count * f->round.takes[s];
        least = least_of(least, f->round.round);
        most = most_of(most, f->round.round);
        one = f->round.takes;
    }
    int longest = 0;
    for (int s = 1; s < SHARING_LAN; s++)
        longest = takes[s] > takes[longest] ? s : longest;
    return one && most - least < one[longest] ? most_of(most, takes[longest]) : 0;
}

/* How long everybody's rounds take. */
static double sharing_pace(struct sharing_run *run)
{
    for (uint32_t i = 0; i < run->count; i++) {
        struct sharing_flow *f = &run->flows[i];
        const bool may_fill = f->mates * f->round.takes[SHARING_LAN] > f->round.round;
        f->port = f->left > 0 && may_fill ? sharing_port_of(run, f) : 0;
    }
    const double wait = sharing_wait(run), turn = wait > 0 ? sharing_turn_takes(run) : 0;
    for (uint32_t i = 0; i < run->count; i++)
        run->flows[i].cycle =
            turn > 0 ? turn : most_of(run->flows[i].round.round + wait, run->flows[i].port);
    return wait;
}

/* What the queue would have to hold, of which it may hold less. */
static void sharing_look(struct sharing_run *run, double wait)
{
    const struct analytic_site *site = run->site;
    double packets = 0, holds = INFINITY, away = 0, transfers = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        const struct sharing_flow *f = &run->flows[i];
        if (f->left <= 0)
            continue;
        const double blocks = f->round.windowsize, line = f->round.takes[SHARING_DOWN] / blocks;
        packets += f->count * blocks;
        away = most_of(away, (f->round.round - line * blocks) / line);
        holds = least_of(holds, f->round.holds);
        transfers += f->count;
        run->rough |= f->round.site && wait > 0;
        if (f->cycle > least_of(site->central.retransmit, f->group->ack_retransmit))
            sharing_is_in(run, ANALYTIC_REPEATS);
    }
    if (packets > holds + 1 + away)
        sharing_is_in(run, ANALYTIC_DROPS);
    if (transfers > site->central.transfers)
        sharing_is_in(run, ANALYTIC_WAVES);
}

/* The next time at which one comes to the line, or has had all its rounds. */
static double sharing_next(const struct sharing_run *run, double now)
{
    double next = INFINITY;
    for (uint32_t i = 0; i < run->count; i++) {
        const struct sharing_flow *f = &run->flows[i];
        if (f->ended)
            continue;
        const double at = f->left > 0 ? now + f->left * f->cycle : f->begins;
        next = at < next ? at : next;
    }
    return next;
}

/* Whether it has all of its rounds at `to`. */
static bool sharing_advance(struct sharing_flow *f, double from, double to)
{
    if (f->left > 0) {
        f->left -= (to - from) / f->cycle;
        return f->left * f->cycle <= closeness * (1 + to);
    }
    if (f->begins > to)
        return false;
    f->left = f->fetch.rounds;
    return f->left <= 0;
}

/* Of those whose last windows come at the same time, `before` have theirs first. They begin with
 * the next file as far apart, and who is first has the line for itself until the others come. */
static void sharing_fetched(struct sharing_run *run, struct sharing_flow *f, double now,
                            double before)
{
    sharing_has(run, f, now + f->fetch.ends + (before + f->count - 1) * f->fetch.last);
}

/* Until `to` each round waits `wait`. A root that is at the line then, or comes to it, does so at
 * any place of the others' rounds. */
static void sharing_advance_all(struct sharing_run *run, double from, double to, double wait)
{
    double before = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        struct sharing_flow *f = &run->flows[i];
        if (f->shares && !f->ended && (f->left > 0 || f->begins <= to))
            run->unsure = most_of(run->unsure, wait);
        if (f->ended || !sharing_advance(f, from, to))
            continue;
        sharing_fetched(run, f, to, before);
        before += f->count;
    }
}

static void sharing_run_by_rates(struct sharing_run *run)
{
    for (double now = run->first, next;; now = next) {
        const double wait = sharing_pace(run);
        sharing_look(run, wait);
        next = sharing_next(run, now);
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
    sharing_look(run, sharing_pace(run));
    while (!f->ended)
        sharing_fetched(run, f, f->begins + f->fetch.rounds * f->cycle, 0);
}

/* --- window by window --------------------------------------------------------------------------
 */

/* A root's next window. */
struct sharing_window {
    struct sharing_flow *flow;
    bool granted;    /* the file's options are agreed on: else that comes, before the first */
    double came;     /* when it comes */
    double start;    /* when it is served, in the turn under way */
    double left;     /* whole windows of the file, with this one; none before it is granted */
    double patience; /* s after which it, or its server, sends again */
};

/* The stage that all have to pass and that takes longest, as a queue of windows. */
struct sharing_queue {
    struct sharing_run *run;
    double takes; /* s of a window */
    double round; /* s from a window's start there until the next one of its root comes */
    double free;  /* when it is free */
    double sends; /* s for which the server sends a window ... */
    double sent;  /* ... and when it is through with all that have come */
    double room;  /* s of packets that may wait at the line down when another window comes */
    double spare; /* s by which packets that wait until `spare_end` are shorter than full ones */
    double spare_end;
    uint32_t count;
    struct sharing_window windows[ANALYTIC_GROUPS]; /* by when they come; the next one last */
};

/* Windows one after the other, each of another root: the last ones of the queue. */
struct sharing_turn {
    struct sharing_window *first, *beyond; /* served last; and who is not in it, or none */
    double end;                            /* of its last window */
    double left;                           /* rounds that each of its roots has, at the least */
    double queued;                         /* s, the longest wait at the line down */
    double patience;                       /* s of the least patient, ... */
    double slack;                          /* ... and what a wait leaves at the least of that */
    bool whole;                            /* up to the first one's next window */
};

/* Puts those from `first` on, whose next windows have come later, in their places. Who came last,
 * of those that come at the same time, is served last. */
static void sharing_sort(struct sharing_queue *q, struct sharing_window *first)
{
    struct sharing_window *const end = q->windows + q->count;
    for (struct sharing_window *w = first; w < end; w++) {
        if (w == q->windows || w[-1].came >= w->came)
            continue;
        const struct sharing_window later = *w;
        struct sharing_window *at = w;
        for (; at > q->windows && at[-1].came < later.came; at--)
            at[0] = at[-1];
        *at = later;
    }
}

static void sharing_come(struct sharing_window *w)
{
    const struct sharing_flow *f = w->flow;
    w->granted = f->round.grant <= 0;
    w->came = f->begins + f->fetch.opening - f->round.grant;
    w->left = w->granted ? f->fetch.rounds : 0;
}

/* s that it waits at the line, served at `start`, if all before it were full blocks: of those that
 * come at once the server sends one after the other. */
static double sharing_waits(struct sharing_queue *q, const struct sharing_window *w, double start,
                            double sends)
{
    const double sent = most_of(w->came, q->sent);
    q->sent = sent + sends;
    if (sent >= q->spare_end)
        q->spare = 0;
    return start - sent + q->spare;
}

/* What was served until now is shorter by so many s, and takes as many places of a queue. */
static void sharing_is_short(struct sharing_queue *q, double by)
{
    if (!q->run->site->down.queue_in_bytes)
        q->spare += by;
    q->spare_end = q->free;
}

/* The agreement on options, which comes next, has to wait as well. */
static void sharing_serve_grant(struct sharing_queue *q, struct sharing_window *w)
{
    const struct sharing_round *r = &w->flow->round;
    const double start = most_of(w->came, q->free);
    if (sharing_waits(q, w, start, q->sends * r->of_window) > r->holds * r->line)
        sharing_is_in(q->run, ANALYTIC_DROPS);
    q->free = start + r->grant_line;
    sharing_is_short(q, r->line - r->grant_line);
    w->came = start + r->grant;
    w->granted = true;
    w->left = w->flow->fetch.rounds;
    sharing_sort(q, w);
}

/* The last window of a file, which comes next. */
static void sharing_serve_last(struct sharing_queue *q, struct sharing_window *w)
{
    struct sharing_flow *f = w->flow;
    const double start = most_of(w->came, q->free);
    const double waits = sharing_waits(q, w, start, q->sends), line = f->round.line;
    const double before = (double)(int64_t)(f->fetch.last / line); /* blocks before its last */
    if (waits > (f->round.holds - before * f->round.bunch) * line)
        sharing_is_in(q->run, ANALYTIC_DROPS);
    q->free = start + f->fetch.last;
    sharing_is_short(q, (before + 1) * line - f->fetch.last);
    sharing_has(q->run, f, start + f->fetch.ends - f->fetch.opening);
    if (f->ended) {
        q->count--;
        return;
    }
    sharing_come(w);
    sharing_sort(q, w);
}

/* All that come before the first one comes again, or until one has his last window. */
static struct sharing_turn sharing_take_turn(struct sharing_queue *q)
{
    struct sharing_window *const first = q->windows + q->count - 1, *w = first;
    struct sharing_turn t = {.first = first,
                             .end = q->free,
                             .left = first->left,
                             .patience = first->patience,
                             .slack = INFINITY};
    const double takes = q->takes, again = most_of(w->came, t.end) + q->round;
    for (; w >= q->windows && w->came <= again && w->left >= 1; w--) {
        w->start = most_of(w->came, t.end);
        t.end = w->start + takes;
        t.left = least_of(w->left, t.left);
        t.patience = least_of(w->patience, t.patience);
        t.slack = least_of(w->patience - (w->start - w->came), t.slack);
        t.queued = most_of(sharing_waits(q, w, w->start, q->sends), t.queued);
    }
    t.beyond = w;
    t.whole = w < q->windows || w->came > again;
    return t;
}

/* s from each turn to the next, if all are alike from this one on: nobody is in another's way when
 * he comes again, or everybody waits for the one before. 0: they are not. */
static double sharing_period(const struct sharing_queue *q, const struct sharing_turn *turn)
{
    const double took = turn->end - turn->first->start;
    if (took <= q->round + closeness)
        return q->round;
    const double all = (double)(turn->first - turn->beyond) * q->takes;
    return took <= all + closeness ? all : 0;
}

/* So many turns at once, as none has his last window in, and nobody else comes. */
static double sharing_turns(const struct sharing_queue *q, const struct sharing_turn *turn,
                            double period)
{
    if (!turn->whole || period <= 0)
        return 1;
    if (turn->beyond < q->windows)
        return turn->left;
    const double until = turn->beyond->came - turn->end + q->takes;
    if (until < period)
        return 1;
    return least_of(turn->left, 1 + (double)(int64_t)(until / period));
}

static void sharing_serve_turns(struct sharing_queue *q)
{
    const struct sharing_turn turn = sharing_take_turn(q);
    const double period = sharing_period(q, &turn), turns = sharing_turns(q, &turn, period);
    const double later = (turns - 1) * period, again = later + q->round;
    const double waits = turns > 1 ? period - q->round : 0; /* in all turns but the first */
    if (most_of(turn.queued, waits) > q->room)
        sharing_is_in(q->run, ANALYTIC_DROPS);
    if (q->round > least_of(turn.slack, turn.patience - waits))
        sharing_is_in(q->run, ANALYTIC_REPEATS);
    for (struct sharing_window *w = turn.first; w > turn.beyond; w--) {
        w->came = w->start + again;
        w->left -= turns;
    }
    q->free = turn.end + later;
    if (turn.beyond >= q->windows)
        sharing_sort(q, turn.beyond + 1);
}

static void sharing_run_by_windows(struct sharing_run *run, double takes)
{
    const struct sharing_round *r = &run->flows[0].round;
    struct sharing_queue q;
    q.run = run;
    q.takes = takes;
    q.round = r->round;
    q.free = 0;
    q.sends = r->windowsize * run->site->central.cpu;
    q.sent = q.spare = q.spare_end = 0;
    q.room = (r->holds - (r->windowsize - 1) * r->bunch) * r->line;
    q.count = run->count;
    if (run->count > run->site->central.transfers)
        sharing_is_in(run, ANALYTIC_WAVES);
    for (uint32_t i = 0; i < run->count; i++) {
        q.windows[i].flow = &run->flows[run->count - 1 - i];
        q.windows[i].patience = q.windows[i].flow->patience;
        sharing_come(&q.windows[i]);
    }
    sharing_sort(&q, q.windows);
    while (q.count > 0) {
        struct sharing_window *next = &q.windows[q.count - 1];
        if (!next->granted)
            sharing_serve_grant(&q, next);
        else if (next->left < 1)
            sharing_serve_last(&q, next);
        else
            sharing_serve_turns(&q);
    }
}

/* s of the stage that all have to pass which takes longest in a round, if all are roots that go
 * round alike; 0 if they are not. */
static double sharing_common_stage(const struct sharing_run *run)
{
    const struct sharing_round *r = &run->flows[0].round;
    double most = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        const struct sharing_flow *f = &run->flows[i];
        if (!f->shares || f->count > 1 || f->round.round != r->round || f->round.site)
            return 0;
    }
    for (int s = SHARING_DOWN; s < SHARING_LAN; s++)
        most = r->takes[s] > most ? r->takes[s] : most;
    return run->flows[0].mates * r->takes[SHARING_LAN] > run->count * most ? 0 : most;
}

void sharing_run_all(struct sharing_run *run)
{
    const double takes = run->count > 1 ? sharing_common_stage(run) : 0;
    if (run->count == 1)
        sharing_run_one(run);
    else if (takes > 0)
        sharing_run_by_windows(run, takes);
    else
        sharing_run_by_rates(run);
}
