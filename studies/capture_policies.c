/* First what was sent again by a timer, with how long it was after what; then each row of the
 * tables of models/tftp beside that. */
#include "studies/capture_policies.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/* A wait is told by a capture to this, besides what lines and clocks add. */
#define SHARE 0.02
#define FIXED 0.03         /* s */
#define MOST_EXPLAINED 0.9 /* of the repetitions, by a policy that fits */
enum { ANSWERS = 3 };      /* so many are no chance */

struct repeat {
    double first; /* s since it was sent for the first time */
    double last;  /* s since anything was sent or received */
    double own;   /* s since it was sent the last time */
    uint32_t transfer;
    bool request, again; /* again: it was not the first repetition */
};

struct repeats {
    struct repeat *list;
    size_t count, room;
};

/* One transfer, as it goes. */
struct following {
    sim_time block_first, block_last, ack_first, ack_last;
    uint32_t block, ack;
    bool has_block, has_ack, old_block; /* a block came that was acknowledged before */
    bool block_repeated, ack_repeated;
    bool asked_again; /* the ACK was repeated by a timer, and nothing has come since */
};

/* What a server does when an ACK comes again that it has answered before. */
struct answers {
    size_t answered, ignored;
};

static void policies_add(struct repeats *r, struct repeat repeat)
{
    if (r->count == r->room) {
        r->room = r->room ? 2 * r->room : 64;
        r->list = mem_resize(r->list, r->room, sizeof *r->list);
    }
    r->list[r->count++] = repeat;
}

/* The first block that is due: what a window begins with. An ACK that has just come may be what it
 * answers; then it is no timer's doing. */
static void policies_block(struct repeats *r, struct answers *a, struct following *f,
                           const struct capture_packet *p, const struct capture_line *l)
{
    const sim_time answer = (sim_time)((0.05 + l->server.value + l->waited) * SECONDS);
    const double silence = fmax(l->silence, 4 * l->server.value + l->waited);
    const sim_time taken = (sim_time)(l->server.value * SECONDS);
    if (f->has_ack && p->block <= f->ack)
        f->old_block = true;
    if (f->asked_again && p->again) {
        a->answered += p->time - f->ack_last <= answer;
        a->ignored += p->time - f->ack_last > answer;
    }
    f->asked_again = false;
    if (f->has_ack ? p->block != f->ack + 1 : p->block > 1)
        return;
    if (!p->again || !f->has_block || p->block != f->block) {
        const bool late = f->has_ack && time_seconds(p->time - f->ack_last) > silence;
        f->block_first = late ? f->ack_first + taken : p->time;
        f->block_repeated = late;
        if (late)
            policies_add(r, (struct repeat){.first = time_seconds(p->time - f->block_first),
                                            .last = time_seconds(p->time - f->ack_last - taken),
                                            .transfer = p->transfer});
    } else if (!f->has_ack || p->time - f->ack_last > answer) {
        const sim_time before = f->has_ack ? time_max(f->block_last, f->ack_last) : f->block_last;
        policies_add(r, (struct repeat){.first = time_seconds(p->time - f->block_first),
                                        .last = time_seconds(p->time - before),
                                        .own = time_seconds(p->time - f->block_last),
                                        .transfer = p->transfer,
                                        .again = f->block_repeated});
        f->block_repeated = true;
    }
    f->has_block = true;
    f->block = p->block;
    f->block_last = p->time;
}

/* An ACK that comes again without a block that it could answer, or a request without an answer. */
static void policies_ack(struct repeats *r, struct following *f, const struct capture_packet *p)
{
    const bool request = p->kind == CAPTURE_REQUEST;
    if (p->again && f->has_ack && p->block == f->ack && !f->old_block) {
        const sim_time before = f->has_block ? time_max(f->ack_last, f->block_last) : f->ack_last;
        policies_add(r, (struct repeat){.first = time_seconds(p->time - f->ack_first),
                                        .last = time_seconds(p->time - before),
                                        .own = time_seconds(p->time - f->ack_last),
                                        .transfer = p->transfer,
                                        .request = request,
                                        .again = f->ack_repeated});
        f->ack_repeated = true;
        f->asked_again = !request;
    } else if (!p->again) {
        f->ack_first = p->time;
        f->ack_repeated = false;
    }
    f->old_block = false;
    f->has_ack = true;
    f->ack = p->block;
    f->ack_last = p->time;
}

static void policies_walk(struct repeats *server, struct repeats *client, struct answers *answers,
                          const struct capture_line *l, const struct capture_transfers *t)
{
    struct following *following = mem_calloc(t->count, sizeof *following);
    bool *asked = mem_calloc(t->count, sizeof *asked); /* and nothing else yet */
    for (size_t i = 0; i < t->packet_count; i++) {
        const struct capture_packet *p = &t->packets[i];
        struct following *f = &following[p->transfer];
        if (p->foreign && capture_is_down(p))
            f->old_block = true; /* an ACK may answer that */
        if (p->foreign || p->kind == CAPTURE_ERROR)
            continue;
        if (p->kind == CAPTURE_REQUEST) {
            policies_ack(client, f, p);
            asked[p->transfer] = true;
        } else if (p->kind == CAPTURE_ACK) {
            policies_ack(client, f, p);
            asked[p->transfer] = false;
        } else {
            if (asked[p->transfer]) /* a request is no ACK of block 0 */
                f->has_ack = false;
            policies_block(server, answers, f, p, l);
        }
    }
    free(following);
    free(asked);
}

static double policies_scale(const struct tftp_policy *p, uint8_t timeout)
{
    return timeout ? timeout / time_seconds(p->intervals[0]) : 1;
}

/* Whether a time can be a wait, or a sum of `sums` waits, of a timer that is looked at each `clock`
 * s. */
static bool policies_near(const struct tftp_policy *p, double time, double wait, int sums,
                          double clock, double late)
{
    const double early = clock + FIXED + SHARE * wait;
    const double more = clock + sums * time_seconds(p->spread) + late + FIXED;
    return time >= wait - early && time <= wait + more + SHARE * wait;
}

/* Where all that a side sends is seen, a repetition has to be late by its own wait, too. */
struct look {
    uint8_t timeout; /* s, as agreed; 0: the policy's own */
    bool anew;       /* its waits begin again with what comes */
    bool all_seen;
    double late; /* s, by which it may be seen later than it was sent */
    double poll; /* s, by which a wait that a tick of its clock began may be off */
};

static bool policies_own_wait(const struct tftp_policy *p, const struct repeat *r, double wait,
                              const struct look *o)
{
    return !o->all_seen || !r->again || policies_near(p, r->own, wait, 1, o->poll, o->late);
}

static bool policies_explains(const struct tftp_policy *p, const struct repeat *r,
                              const struct look *o)
{
    const double scale = policies_scale(p, o->timeout);
    const double clock = time_seconds(p->clock);
    double sum = 0;
    for (int i = 0; i < p->count; i++) {
        const double wait = scale * time_seconds(p->intervals[i]);
        sum += wait;
        if ((policies_near(p, r->first, sum, i + 1, clock, o->late) &&
             policies_own_wait(p, r, wait, o)) ||
            (o->anew && policies_near(p, r->last, wait, 1, clock, o->late)))
            return true;
    }
    /* The last wait again and again: any number of it. */
    const double wait = scale * time_seconds(p->intervals[p->count - 1]);
    const double times = round((r->first - sum) / wait);
    return (p->forever || p->last_times) && times >= 0 && policies_own_wait(p, r, wait, o) &&
           policies_near(p, r->first, sum + times * wait, p->count + (int)fmin(times, 1000), clock,
                         o->late);
}

static uint8_t policies_timeout(const struct capture_transfer *t)
{
    return t->oack && t->granted.valid & TFTP_OPTION_TIMEOUT ? t->granted.timeout : 0;
}

static const char *policies_refuse_kind(const struct tftp_server_kind *k,
                                        const struct capture_transfer *t)
{
    const uint8_t asked = t->asked.valid, granted = t->oack ? t->granted.valid : 0;
    if (t->end == CAPTURE_UNANSWERED || t->end == CAPTURE_REFUSED || (!t->oack && !t->blocks))
        return NULL;
    if (granted & ~k->options)
        return "it does not grant an option that was granted";
    if (asked & k->options & ~granted)
        return "it would have granted an option that was not granted";
    if (granted & TFTP_OPTION_BLKSIZE && t->granted.blksize > k->blksize)
        return "it grants no blocks of that size";
    return NULL;
}

static bool policies_has_size(const struct tftp_client_policy *p, uint16_t blksize)
{
    for (int i = 0; i < TFTP_CLIENT_BLKSIZES; i++)
        if (p->blksizes[i] == blksize)
            return true;
    return false;
}

static const char *policies_refuse_client(const struct tftp_client_policy *p,
                                          const struct capture_transfer *t)
{
    const uint8_t asked = t->asked.valid;
    if (p->tsize && !(asked & TFTP_OPTION_TSIZE))
        return "it asks for the file's size";
    if (p->timeout && (!(asked & TFTP_OPTION_TIMEOUT) || t->asked.timeout != p->timeout))
        return "it asks for a time-out of its own";
    if (p->blksizes[0] && !(asked & TFTP_OPTION_BLKSIZE))
        return "it asks for a block size";
    return NULL;
}

static int policies_explained(const struct tftp_client_policy *p, const struct capture_transfer *t)
{
    const uint8_t asked = t->asked.valid;
    return (asked & TFTP_OPTION_TSIZE && p->tsize) + (asked & TFTP_OPTION_TIMEOUT && p->timeout) +
           (asked & TFTP_OPTION_BLKSIZE && policies_has_size(p, t->asked.blksize));
}

static void policies_judge(struct capture_side *s, const struct repeats *r)
{
    struct capture_sample waits = {0};
    s->repeats = r->count;
    for (size_t i = 0; i < r->count; i++)
        if (!r->list[i].again)
            capture_sample_add(&waits, r->list[i].first);
    s->waits = capture_sample_spread(&waits);
    capture_sample_free(&waits);
    for (size_t i = 0; i < s->count; i++) {
        struct capture_fit *f = &s->fits[i];
        f->fits = !f->why_not && (double)f->repeats >= MOST_EXPLAINED * (double)r->count;
        if (!f->fits)
            continue;
        const struct capture_fit *best = &s->fits[s->best];
        if (!s->fitting++ || f->explained > best->explained ||
            (f->explained == best->explained && f->repeats > best->repeats))
            s->best = i;
    }
}

/* What passes the queue before it is seen here may be late by as much as others wait there. */
/* Blocks that were lost before they came to the capture are no sign of a server that is silent. */
static const char *policies_refuse_answers(const struct tftp_server_kind *k,
                                           const struct answers *a, const struct capture_line *l)
{
    if (!k->answers_duplicates && a->answered >= ANSWERS && a->answered > a->ignored)
        return "it does not answer an ACK that is repeated";
    if (k->answers_duplicates && !a->answered && a->ignored >= ANSWERS && !l->before)
        return "it answers an ACK that is repeated";
    return NULL;
}

static void policies_server(struct capture_side *s, const struct repeats *r,
                            const struct answers *answers, const struct capture_line *l,
                            const struct capture_transfers *t)
{
    const double late = l->before ? l->waited : 0;
    const struct tftp_server_kind *k;
    for (size_t n = 0; n < CAPTURE_FITS && (k = tftp_server_kind_at(n)); n++) {
        struct capture_fit *f = &s->fits[s->count++];
        f->name = k->name;
        f->why_not = policies_refuse_answers(k, answers, l);
        for (size_t i = 0; i < t->count && !f->why_not; i++)
            f->why_not = policies_refuse_kind(k, &t->list[i]);
        struct look look = {.anew = k->waits_anew,
                            .all_seen = !l->before,
                            .late = late,
                            .poll = time_seconds(k->poll)};
        for (size_t i = 0; i < r->count; i++) {
            look.timeout = policies_timeout(&t->list[r->list[i].transfer]);
            f->repeats += policies_explains(&k->policy, &r->list[i], &look);
        }
    }
    policies_judge(s, r);
}

static void policies_client(struct capture_side *s, const struct repeats *r,
                            const struct capture_line *l, const struct capture_transfers *t)
{
    const double late = l->before ? 0 : l->waited;
    const struct tftp_client_policy *p;
    for (size_t n = 0; n < CAPTURE_FITS && (p = tftp_client_policy_at(n)); n++) {
        struct capture_fit *f = &s->fits[s->count++];
        f->name = p->name;
        f->explained = policies_explained(p, &t->list[0]);
        struct look look = {.anew = p->waits_anew, .all_seen = l->before, .late = late};
        for (size_t i = 0; i < t->count && !f->why_not; i++)
            f->why_not = policies_refuse_client(p, &t->list[i]);
        for (size_t i = 0; i < r->count; i++) {
            const struct repeat *x = &r->list[i];
            look.timeout =
                p->own_timeout || x->request ? 0 : policies_timeout(&t->list[x->transfer]);
            f->repeats += policies_explains(x->request ? &p->request : &p->ack, x, &look);
        }
    }
    policies_judge(s, r);
}

void capture_policies_find(struct capture_policies *p, const struct capture_line *l,
                           const struct capture_transfers *t)
{
    struct repeats server = {0}, client = {0};
    *p = (struct capture_policies){0};
    struct answers answers = {0};
    policies_walk(&server, &client, &answers, l, t);
    policies_server(&p->server, &server, &answers, l, t);
    policies_client(&p->client, &client, l, t);
    free(server.list);
    free(client.list);
}
