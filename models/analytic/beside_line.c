/* The recursion: what comes next, at which of the two lines, and who waits there. */
#include "models/analytic/beside_line.h"

#include <math.h>
#include <string.h>

#include "models/analytic/least.h"

enum {
    LINE_PACKETS = 8000,   /* that are followed, of which none comes at random, ... */
    LINE_RANDOM = 64000,   /* ... or some, ... */
    LINE_MOST = 120000,    /* ... or until the time is long enough, but no more than these */
    LINE_BLOCK = -1,       /* a packet of the upgrade: the last of a window, or an ACK ... */
    LINE_BLOCK_BEFORE = -2 /* ... and one before it */
};
static const double line_patiences = 15; /* for which it is followed at the least */

struct line_packet {
    double at; /* when it came, or is due */
    int32_t of;
};

struct line_fifo {
    struct line_packet items[BESIDE_ROOM];
    uint32_t head, count;
};

/* A direction. */
struct line_queue {
    struct line_fifo waiting[2]; /* those that go first, and the rest */
    double bytes[2];
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
    struct line_queue lines[BESIDE_DIRECTIONS];
    struct line_fifo answers;   /* ACKs on their way to the line up, ... */
    struct line_fifo blocks;    /* ... blocks on theirs to the line down, ... */
    struct line_fifo repeats;   /* ... and what is waited for in vain */
    double rounds, first, last; /* how many have ended, and when the first of them and the last */
    bool overflow;
};

/* Uniform in [0, 1): a linear congruence of Knuth's (MMIX). */
static double line_draw(struct line_run *r)
{
    r->state = r->state * 6364136223846793005u + 1442695040888963407u;
    return (double)(r->state >> 11) * 0x1p-53;
}

static void line_put(struct line_run *r, struct line_fifo *f, struct line_packet p)
{
    if (f->count == BESIDE_ROOM) {
        r->overflow = true;
        return;
    }
    f->items[(f->head + f->count++) % BESIDE_ROOM] = p;
}

static struct line_packet line_take(struct line_fifo *f)
{
    const struct line_packet p = f->items[f->head];
    f->head = (f->head + 1) % BESIDE_ROOM;
    f->count--;
    return p;
}

static double line_first(const struct line_fifo *f)
{
    return f->count ? f->items[f->head].at : INFINITY;
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
    } else if (holds > r->ring->room[direction]) {
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
    if (left.of != LINE_BLOCK)
        return;
    if (direction == BESIDE_UP) {
        line_serve(r, r->now + r->ring->serving);
        return;
    }
    if (r->now >= r->counts_from) {
        r->last = r->now;
        if (r->rounds++ <= 0)
            r->first = r->now;
    }
    line_put(r, &r->answers, (struct line_packet){r->now + r->ring->answer, LINE_BLOCK});
}

/* --- what comes next -------------------------------------------------------------------------- */

static uint32_t line_next_stream(const struct line_run *r)
{
    uint32_t next = 0;
    for (uint32_t i = 1; i < r->count; i++)
        if (r->due[i] < r->due[next])
            next = i;
    return next;
}

static double line_gap(struct line_run *r, uint32_t stream)
{
    const struct beside_stream *s = &r->streams[stream];
    return s->random ? -log(1 - line_draw(r)) * s->gap : s->gap;
}

static void line_step(struct line_run *r)
{
    const uint32_t stream = line_next_stream(r);
    const double comes = r->count ? r->due[stream] : INFINITY;
    const double ends = least_of(r->lines[BESIDE_DOWN].ends, r->lines[BESIDE_UP].ends);
    const double blocks = line_first(&r->blocks), answers = line_first(&r->answers);
    const double repeats = line_first(&r->repeats);
    const double rest = least_of(least_of(blocks, answers), repeats);
    r->now = least_of(least_of(comes, ends), rest);
    if (ends <= r->now) {
        line_end(r, r->lines[BESIDE_DOWN].ends <= r->now ? BESIDE_DOWN : BESIDE_UP);
    } else if (blocks <= r->now) {
        line_come(r, BESIDE_DOWN, line_take(&r->blocks).of);
    } else if (answers <= r->now) {
        line_take(&r->answers);
        line_come(r, BESIDE_UP, LINE_BLOCK);
    } else if (repeats <= r->now) {
        line_take(&r->repeats);
        line_repeat(r);
    } else {
        r->due[stream] += line_gap(r, stream);
        if (r->streams[stream].direction == BESIDE_DOWN && r->now >= r->counts_from)
            r->seen->others += r->streams[stream].takes;
        line_come(r, r->streams[stream].direction, (int32_t)stream);
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
}

/* s in which so many packets come. */
static double line_time(const struct line_run *r)
{
    const struct beside_ring *ring = r->ring;
    double rate = 0, packets = LINE_PACKETS;
    for (uint32_t i = 0; i < r->count; i++) {
        rate += 1 / r->streams[i].gap;
        if (r->streams[i].random)
            packets = LINE_RANDOM;
    }
    if (ring->phones)
        rate += 2 / most_of(ring->takes[BESIDE_DOWN],
                            (ring->answer + ring->serving) / (ring->phones * ring->window));
    return least_of(
        LINE_MOST / rate,
        most_of(packets / rate, ring->phones > 1 ? line_patiences * ring->patience : 0));
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

bool beside_line_run(const struct beside_ring *ring, const struct beside_stream *streams,
                     uint32_t count, uint32_t draw, struct beside_seen *seen)
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
    r.now = r.rounds = 0;
    r.overflow = false;
    for (enum beside_direction d = 0; d < BESIDE_DIRECTIONS; d++) {
        struct line_queue *q = &r.lines[d];
        for (int class = 0; class < 2; class ++) {
            q->waiting[class].head = q->waiting[class].count = 0;
            q->bytes[class] = 0;
        }
        q->ends = INFINITY;
        seen->heard[d].width = line_longest(&r, d) / BESIDE_BINS;
    }
    r.answers.head = r.answers.count = r.blocks.head = r.blocks.count = 0;
    r.repeats.head = r.repeats.count = 0;
    line_start(&r);
    const double until = line_time(&r);
    r.counts_from = until / 5;
    while (r.now < until && !r.overflow)
        line_step(&r);
    seen->others /= r.now - r.counts_from;
    seen->cycle = r.rounds > 1 ? ring->phones * (r.last - r.first) / (r.rounds - 1) : INFINITY;
    return !r.overflow;
}
