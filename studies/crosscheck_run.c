/* One run on two engines. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "sim/fault.h"
#include "studies/crosscheck.h"
#include "studies/trial.h"

struct sent {
    sim_time start;
    uint64_t digest;
};

/* What left one direction of a link, in order. The first engine fills it, the second's packets are
 * compared with it. */
struct stream {
    struct sent *sent;
    size_t count, room, compared;
};

struct finish {
    sim_time at;
    bool completed;
};

struct comparison {
    struct crosscheck_run *result;
    int side;
    struct stream *streams; /* two a link */
    size_t stream_count;
    struct finish *finishes[2]; /* by phone */
    sim_time completions;       /* of this side's phones that have completed: the sum */
};

/* --- packets --------------------------------------------------------------------------------- */

static bool on_link(void *user, const struct link_info *link)
{
    struct comparison *c = user;
    const size_t needed = 2 * ((size_t)link->id + 1);
    c->result->chance |=
        fault_possible(&link->direction[0]->faults) || fault_possible(&link->direction[1]->faults);
    if (needed > c->stream_count) {
        c->streams = mem_resize(c->streams, needed, sizeof *c->streams);
        for (size_t i = c->stream_count; i < needed; i++)
            c->streams[i] = (struct stream){0};
        c->stream_count = needed;
    }
    return true;
}

static void keep(struct stream *s, struct sent sent)
{
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 64;
        s->sent = mem_resize(s->sent, s->room, sizeof *s->sent);
    }
    s->sent[s->count++] = sent;
}

static void note_difference(struct crosscheck_run *r, sim_time at, const char *link)
{
    if (r->first_at >= 0 && r->first_at <= at)
        return;
    r->first_at = at;
    snprintf(r->first_link, sizeof r->first_link, "%s", link);
}

static void compare(struct crosscheck_run *r, struct stream *s, struct sent sent, const char *link)
{
    if (s->compared == s->count || s->sent[s->compared].digest != sent.digest) {
        r->differ++;
        note_difference(r, sent.start, link);
    } else {
        const sim_time apart = llabs(s->sent[s->compared].start - sent.start);
        r->wire_apart = time_max(r->wire_apart, apart);
        if (apart)
            note_difference(r, sent.start, link);
    }
    if (s->compared < s->count)
        s->compared++;
}

static void packet_sent(void *user, const struct link_info *link, int direction,
                        const struct packet_info *p, const struct transmission *t)
{
    struct comparison *c = user;
    struct stream *s = &c->streams[2 * (size_t)link->id + (size_t)direction];
    const struct sent sent = {t->start, p->digest};
    c->result->side[c->side].packets++;
    c->result->tcp |= p->protocol == IP_PROTOCOL_TCP;
    if (c->side == 0)
        keep(s, sent);
    else
        compare(c->result, s, sent, link->name);
}

static void packet_dropped(void *user, const struct link_info *link, int direction,
                           const struct packet_info *p, enum drop_reason why, sim_time now)
{
    struct comparison *c = user;
    (void)link, (void)direction, (void)p, (void)why, (void)now;
    c->result->side[c->side].dropped++;
    c->result->chance = true;
}

/* --- phones ---------------------------------------------------------------------------------- */

static void phone_added(void *user, const struct phone_info *phone)
{
    struct comparison *c = user;
    struct finish **finishes = &c->finishes[c->side];
    *finishes = mem_resize(*finishes, (size_t)phone->id + 1, sizeof **finishes);
    (*finishes)[phone->id] = (struct finish){.at = -1};
    c->result->phones = phone->id + 1;
}

static void compare_phone(const struct comparison *c, const struct phone_info *phone)
{
    struct crosscheck_run *r = c->result;
    const struct finish *a = &c->finishes[0][phone->id], *b = &c->finishes[1][phone->id];
    if (a->completed != b->completed) {
        r->other_ends++;
        return;
    }
    const sim_time apart = llabs(a->at - b->at);
    const double ratio = a->at > 0 ? (double)apart / (double)a->at : apart > 0;
    r->phone_ratio = ratio > r->phone_ratio ? ratio : r->phone_ratio;
    if (apart <= r->phone_apart)
        return;
    r->phone_apart = apart;
    snprintf(r->phone, sizeof r->phone, "%s", phone->name);
}

static void phone_changed(void *user, const struct phone_info *phone,
                          const struct phone_change *change, sim_time now)
{
    struct comparison *c = user;
    struct finish *f = &c->finishes[c->side][phone->id];
    if (!change->ended)
        return;
    *f = (struct finish){now, change->completed};
    if (change->completed)
        c->completions += now;
    if (c->side == 1)
        compare_phone(c, phone);
}

/* --- both ------------------------------------------------------------------------------------ */

static int run_side(struct comparison *c, const struct scenario *s, const struct engine *engine,
                    struct error *e)
{
    const struct observer watcher = {.user = c,
                                     .link = on_link,
                                     .packet_sent = packet_sent,
                                     .packet_dropped = packet_dropped,
                                     .phone_added = phone_added,
                                     .phone_changed = phone_changed};
    const struct trial how = {.watchers = {&watcher}};
    struct crosscheck_side *side = &c->result->side[c->side];
    struct run_summary summary;
    c->completions = 0;
    if (trial_run(s, engine, &how, &summary, e) < 0)
        return -1;
    side->completed = summary.completed;
    side->all_back = summary.all_back;
    side->completion = summary.completed ? c->completions / (sim_time)summary.completed : -1;
    side->wan_packets = summary.wan[0].packets + summary.wan[1].packets;
    side->fingerprint = summary.fingerprint;
    return 0;
}

int crosscheck_run(const struct scenario *s, const struct engine *const engines[2],
                   struct crosscheck_run *result, struct error *e)
{
    struct comparison c = {.result = result};
    int status = 0;
    *result = (struct crosscheck_run){.first_at = -1};
    for (c.side = 0; c.side < 2 && status == 0; c.side++)
        status = run_side(&c, s, engines[c.side], e);
    for (size_t i = 0; i < c.stream_count; i++) {
        result->differ += c.streams[i].count - c.streams[i].compared;
        free(c.streams[i].sent);
    }
    free(c.streams);
    free(c.finishes[0]);
    free(c.finishes[1]);
    return status;
}

bool crosscheck_run_agrees(const struct crosscheck_run *r)
{
    if (r->other_ends)
        return false;
    if (r->tcp)
        return r->phone_ratio <= CROSSCHECK_TCP;
    return r->differ == 0 && r->wire_apart <= CROSSCHECK_UDP && r->phone_apart <= CROSSCHECK_UDP;
}
