/* The recursion: what comes next, at which of the two lines, and who waits there. */
#include "models/analytic/beside_line.h"

#include <math.h>
#include <string.h>

#include "models/analytic/least.h"

enum {
    LINE_PACKETS = 8000,   /* that are followed at the least */
    LINE_ROUNDS = 250,     /* of each phone, where the line is not full: in so many it has fallen in
                            * step with a stream, or next to */
    LINE_FULL = 12,        /* ... and where it is: the line never idles, whatever the phases */
    LINE_MOST = 120000,    /* packets that are followed at the most */
    LINE_BLOCK = -1,       /* a packet of the upgrade: the last of a window, or an ACK ... */
    LINE_BLOCK_BEFORE = -2 /* ... and one before it */
};
/* For so many it is followed where something is lost, and where that leaves the line idle, or is of
 * calls. */
static const double line_patiences[] = {3, 15};

struct line_packet {
    double at; /* when it came, or is due */
    int32_t of;
};

struct line_fifo {
    struct line_packet items[BESIDE_ROOM];
    uint32_t head, count;
    double first; /* when the first of them came, or is due; INFINITY: there is none */
};

/* A direction. */
struct line_queue {
    struct line_fifo waiting[2]; /* those that go first, and the rest */
    double bytes[2];
    double most[2];        /* that waited, or bytes; more than its room: some were lost */
    struct line_packet on; /* the line, until ... */
    double ends;           /* INFINITY: it is idle */
};

struct line_run {
    const struct beside_ring *ring;
    const struct beside_stream *streams;
    struct beside_seen *seen;
    uint32_t count;
    uint64_t state; /* of the draws */
    double now, counts_from;
    double due[BESIDE_STREAMS];
    uint32_t next; /* the stream that is due first, ... */
    double comes;  /* ... and when */
    struct line_queue lines[BESIDE_DIRECTIONS];
    struct line_fifo answers;   /* ACKs on their way to the line up, ... */
    struct line_fifo blocks;    /* ... blocks on theirs to the line down, ... */
    struct line_fifo repeats;   /* ... and what is waited for in vain */
    uint32_t in_round;          /* phones that have come round since the last whole one */
    double rounds, ends;        /* windows that have ended, and when the last did */
    double first, last;         /* ... when the first of them, and when the last whole round */
    double whole;               /* rounds: the ring's phones each */
    double others, others_then; /* s of the line since the first, and until the last */
    bool idled;                 /* the line down, since it counts */
    bool overflow;
};

/* Uniform in [0, 1): a linear congruence of Knuth's (MMIX). */
static double line_draw(struct line_run *r)
{
    r->state = r->state * 6364136223846793005u + 1442695040888963407u;
    return (double)(r->state >> 11) * 0x1p-53;
}

static void line_empty(struct line_fifo *f)
{
    f->head = f->count = 0;
    f->first = INFINITY;
}

static void line_put(struct line_run *r, struct line_fifo *f, struct line_packet p)
{
    if (f->count == BESIDE_ROOM) {
        r->overflow = true;
        return;
    }
    if (!f->count)
        f->first = p.at;
    f->items[(f->head + f->count++) % BESIDE_ROOM] = p;
}

static struct line_packet line_take(struct line_fifo *f)
{
    const struct line_packet p = f->items[f->head];
    f->head = (f->head + 1) % BESIDE_ROOM;
    f->first = --f->count ? f->items[f->head].at : INFINITY;
    return p;
}

/* --- at a line -------------------------------------------------------------------------------- */

static bool line_is_first(const struct line_run *r, int32_t of)
{
    return of >= 0 && r->streams[of].first;
}

static double step_bytes(const struct line_run *r, int direction, int32_t of)
{
    return of >= 0 ? r->streams[of].bytes : r->ring->bytes[direction];
}

static struct beside_heard *line_hears(struct line_run *r, int direction, int32_t of)
{
    const bool wanted = of >= 0 && r->streams[of].heard && r->now >= r->counts_from;
    return wanted ? &r->seen->heard[direction] : NULL;
}

static void line_begin(struct line_run *r, int direction, struct line_packet p)
{
    struct beside_heard *h = line_hears(r, direction, p.of);
    const double waited = r->now - p.at;
    r->lines[direction].on = p;
    r->lines[direction].ends =
        r->now + (p.of >= 0 ? r->streams[p.of].takes : r->ring->takes[direction]);
    if (!h)
        return;
    h->came++;
    h->sum += waited;
    h->most = most_of(h->most, waited);
    h->bins[(uint32_t)least_of(waited / h->width, BESIDE_BINS - 1)]++;
}

static void line_lose(struct line_run *r, int direction, int32_t of)
{
    struct beside_heard *h = line_hears(r, direction, of);
    if (h)
        h->lost++;
    if (of == LINE_BLOCK)
        line_put(r, &r->repeats, (struct line_packet){r->now + r->ring->patience, LINE_BLOCK});
    if (of < 0)
        r->seen->repeated++;
}

static void line_come(struct line_run *r, int direction, int32_t of)
{
    struct line_queue *q = &r->lines[direction];
    const int class = line_is_first(r, of) ? 0 : 1;
    const double bytes = step_bytes(r, direction, of);
    const double holds =
        r->ring->in_bytes[direction] ? q->bytes[class] + bytes : q->waiting[class].count + 1.0;
    if (isinf(q->ends)) {
        line_begin(r, direction, (struct line_packet){r->now, of});
        return;
    }
    q->most[class] = most_of(q->most[class], holds);
    if (holds > r->ring->room[direction]) {
        line_lose(r, direction, of);
    } else {
        q->bytes[class] += bytes;
        line_put(r, &q->waiting[class], (struct line_packet){r->now, of});
    }
}

/* --- the ring --------------------------------------------------------------------------------- */

/* A window's blocks leave the server one behind the other, behind those of others. */
static void line_serve(struct line_run *r, double at)
{
    struct line_fifo *f = &r->blocks;
    for (uint32_t i = 0; i < r->ring->window; i++) {
        if (f->count)
            at =
                most_of(at, f->items[(f->head + f->count - 1) % BESIDE_ROOM].at + r->ring->spacing);
        line_put(
            r, f,
            (struct line_packet){at, i + 1 < r->ring->window ? LINE_BLOCK_BEFORE : LINE_BLOCK});
    }
}

/* What was lost is at the line again, before those that are on their way to it. */
static void line_repeat(struct line_run *r)
{
    for (uint32_t i = 0; i + 1 < r->ring->window; i++)
        line_come(r, BESIDE_DOWN, LINE_BLOCK_BEFORE);
    line_come(r, BESIDE_DOWN, LINE_BLOCK);
}

/* A phone has its window. In a fifo they come round in their order, so that the same one has come
 * as often when each has. */
static void line_count_round(struct line_run *r)
{
    r->ends = r->now;
    if (r->rounds++ <= 0) {
        r->first = r->last = r->now;
        r->whole = r->others = r->others_then = 0;
        r->in_round = 0;
    } else if (++r->in_round == r->ring->phones) {
        r->in_round = 0;
        r->whole++;
        r->last = r->now;
        r->others_then = r->others;
    }
}

/* The packet on the line has left it. */
static void line_end(struct line_run *r, int direction)
{
    struct line_queue *q = &r->lines[direction];
    const struct line_packet left = q->on;
    q->ends = INFINITY;
    for (int class = 0; class < 2 && isinf(q->ends); class ++)
        if (q->waiting[class].count) {
            const struct line_packet next = line_take(&q->waiting[class]);
            q->bytes[class] -= step_bytes(r, direction, next.of);
            line_begin(r, direction, next);
        }
    if (isinf(q->ends) && direction == BESIDE_DOWN)
        r->idled = true;
    if (left.of != LINE_BLOCK)
        return;
    if (direction == BESIDE_UP) {
        line_serve(r, r->now + r->ring->serving);
        return;
    }
    if (r->now >= r->counts_from)
        line_count_round(r);
    line_put(r, &r->answers, (struct line_packet){r->now + r->ring->answer, LINE_BLOCK});
}

/* --- what comes next -------------------------------------------------------------------------- */

static void line_next_stream(struct line_run *r)
{
    r->comes = INFINITY;
    for (uint32_t i = 0; i < r->count; i++)
        if (r->due[i] < r->comes) {
            r->comes = r->due[i];
            r->next = i;
        }
}

static double line_gap(struct line_run *r, uint32_t stream)
{
    const struct beside_stream *s = &r->streams[stream];
    return s->random ? -log(1 - line_draw(r)) * s->gap : s->gap;
}

/* A packet of others. */
static void line_stream(struct line_run *r)
{
    const uint32_t stream = r->next;
    const struct beside_stream *s = &r->streams[stream];
    r->due[stream] += line_gap(r, stream);
    line_next_stream(r);
    if (s->direction == BESIDE_DOWN)
        r->others += s->takes;
    line_come(r, s->direction, (int32_t)stream);
}

static void line_step(struct line_run *r)
{
    const double ends = least_of(r->lines[BESIDE_DOWN].ends, r->lines[BESIDE_UP].ends);
    const double blocks = r->blocks.first, answers = r->answers.first;
    const double rest = least_of(least_of(blocks, answers), r->repeats.first);
    r->now = least_of(least_of(r->comes, ends), rest);
    if (ends <= r->now) {
        line_end(r, r->lines[BESIDE_DOWN].ends <= r->now ? BESIDE_DOWN : BESIDE_UP);
    } else if (blocks <= r->now) {
        line_come(r, BESIDE_DOWN, line_take(&r->blocks).of);
    } else if (answers <= r->now) {
        line_take(&r->answers);
        line_come(r, BESIDE_UP, LINE_BLOCK);
    } else if (r->repeats.first <= r->now) {
        line_take(&r->repeats);
        line_repeat(r);
    } else {
        line_stream(r);
    }
}

/* Phones begin at random within their spread, and no later than a phone alone comes round. */
static void line_start(struct line_run *r)
{
    const struct beside_ring *ring = r->ring;
    const double round = ring->answer + ring->serving;
    const double spread = least_of(ring->spread, round);
    for (uint32_t i = 0; i < r->count; i++)
        r->due[i] = r->streams[i].random ? line_gap(r, i) : line_draw(r) * r->streams[i].gap;
    for (uint32_t i = 0; i < ring->phones; i++)
        line_serve(r, (i + line_draw(r)) * spread / ring->phones);
    line_next_stream(r);
}

/* Packets/s, about. */
static double line_rate(const struct line_run *r)
{
    const struct beside_ring *ring = r->ring;
    double rate = 0;
    for (uint32_t i = 0; i < r->count; i++)
        rate += 1 / r->streams[i].gap;
    if (ring->phones)
        rate += 2 / most_of(ring->takes[BESIDE_DOWN],
                            (ring->answer + ring->serving) / (ring->phones * ring->window));
    return rate;
}

/* s that it is followed at the least. */
static double line_time(const struct line_run *r, double packets)
{
    const struct beside_ring *ring = r->ring;
    const double window = ring->window * ring->takes[BESIDE_DOWN];
    const double alone = window + ring->takes[BESIDE_UP] + ring->answer + ring->serving;
    const double full = ring->phones * window, rate = line_rate(r);
    const double rounds = !ring->phones         ? 0
                          : full > 1.01 * alone ? LINE_FULL * full
                                                : LINE_ROUNDS * alone;
    return least_of(LINE_MOST / rate, most_of(packets / rate, rounds));
}

/* The longest wait that any bin can have. */
static double line_longest(const struct line_run *r, enum beside_direction direction)
{
    const struct beside_ring *ring = r->ring;
    double most = ring->takes[direction];
    for (uint32_t i = 0; i < r->count; i++)
        if (r->streams[i].direction == direction)
            most += r->streams[i].takes;
    const double blocks = ring->phones * (direction == BESIDE_DOWN ? ring->window : 1.0);
    return most + 2 * blocks * ring->takes[direction];
}

/* --- a run ------------------------------------------------------------------------------------ */

static void line_init(struct line_run *r)
{
    for (enum beside_direction d = 0; d < BESIDE_DIRECTIONS; d++) {
        struct line_queue *q = &r->lines[d];
        for (int class = 0; class < 2; class ++) {
            line_empty(&q->waiting[class]);
            q->bytes[class] = q->most[class] = 0;
        }
        q->ends = INFINITY;
    }
    line_empty(&r->answers);
    line_empty(&r->blocks);
    line_empty(&r->repeats);
    r->now = r->others = 0;
    r->overflow = false;
}

/* What comes from then on counts, and nothing that has come before. */
static void line_count_from(struct line_run *r, double from)
{
    r->counts_from = from;
    r->rounds = r->whole = 0;
    r->idled = false;
    memset(r->seen->heard, 0, sizeof r->seen->heard);
    for (enum beside_direction d = 0; d < BESIDE_DIRECTIONS; d++)
        r->seen->heard[d].width = line_longest(r, d) / BESIDE_BINS;
}

static void line_follow(struct line_run *r, double until)
{
    while (r->now < until && !r->overflow)
        line_step(r);
}

/* Whether some packets were lost, or would be if all streams came at once, or more at random by
 * a deviation of a number. */
static bool line_is_tight(const struct line_run *r, enum beside_direction d)
{
    const struct beside_ring *ring = r->ring;
    double packet = ring->in_bytes[d] ? ring->bytes[d] : 1, streams = 0;
    bool random = false;
    for (uint32_t i = 0; i < r->count; i++)
        if (r->streams[i].direction == d) {
            streams += r->streams[i].random ? 0 : 1;
            random |= r->streams[i].random;
            packet = ring->in_bytes[d] ? most_of(packet, r->streams[i].bytes) : 1;
        }
    const double most = most_of(r->lines[d].most[0], r->lines[d].most[1]);
    const double more = random ? sqrt(most / packet) : 0;
    return most + (streams + more) * packet > ring->room[d];
}

/* Who goes first waits for no more than a block of a line that never idles, whoever's it is. */
static bool line_waits_for_places(const struct line_run *r)
{
    for (uint32_t i = 0; i < r->count; i++)
        if (r->streams[i].heard && !r->streams[i].first)
            return true;
    return false;
}

/* Phones that lose a block wait for its repeat: only in many times that wait do so many come and
 * go as will. Of a line that never idles only who has its places is a matter of them. */
static void line_follow_losses(struct line_run *r, double until)
{
    const double most = LINE_MOST / line_rate(r);
    for (int i = 0; i < 2; i++) {
        const double enough = least_of(most, line_patiences[i] * r->ring->patience);
        if (!line_is_tight(r, BESIDE_DOWN) && !line_is_tight(r, BESIDE_UP))
            return;
        if (i > 0 && !r->idled && !line_waits_for_places(r))
            return;
        if (enough <= until)
            continue;
        line_count_from(r, most_of(r->now, enough / 5));
        line_follow(r, enough);
    }
}

static void line_see(const struct line_run *r, struct beside_seen *seen)
{
    const double last = r->whole > 0 ? r->last : r->ends;
    seen->cycle = r->whole > 0    ? (last - r->first) / r->whole
                  : r->rounds > 1 ? r->ring->phones * (last - r->first) / (r->rounds - 1)
                                  : INFINITY;
    if (r->rounds > 1)
        seen->others = (r->whole > 0 ? r->others_then : r->others) / (last - r->first);
}

bool beside_line_run(const struct beside_ring *ring, const struct beside_stream *streams,
                     uint32_t count, struct beside_effort effort, uint32_t draw,
                     struct beside_seen *seen)
{
    struct line_run r;
    memset(seen, 0, sizeof *seen);
    if (count > BESIDE_STREAMS || (double)ring->phones * ring->window > BESIDE_ROOM)
        return false;
    r.ring = ring;
    r.streams = streams;
    r.seen = seen;
    r.count = count;
    r.state = draw + 1;
    line_init(&r);
    line_start(&r);
    const double until = line_time(&r, effort.packets);
    line_count_from(&r, until / 5);
    line_follow(&r, until);
    if (effort.losses && ring->phones > 1)
        line_follow_losses(&r, until);
    line_see(&r, seen);
    return !r.overflow;
}
