/* One phone's download, alone: the stages of its way, window by window. */
#include <stddef.h>

#include "base/check.h"
#include "models/analytic/lockstep_private.h"

enum { LINES = LOCKSTEP_LINES };

/* Sums over the files of a load, or of several. */
struct lockstep_files {
    double files, bytes, windows;
    struct lockstep_packets requests;
    struct lockstep_packets last; /* the last blocks */
    double before_last;           /* full blocks in the same windows as these ... */
    double came, seen;            /* ... and s of all these windows, as of lockstep_window */
    double last_block;
};

/* Nobody waits for the ACK of a last window of `blocks` full ones and one of `bytes`. */
static void lockstep_last_window(struct lockstep_files *s, const struct lockstep_way *w,
                                 double blocks, double bytes)
{
    double last[LINES], before;
    lockstep_legs_of_one(last, &w->down, bytes);
    s->came += lockstep_window(w, last, blocks, &before);
    s->seen += lockstep_seen(w, blocks + 1, before);
    s->before_last += blocks;
}

/* floor, which is a call where the processor need not have it. */
static inline double lockstep_whole(double x)
{
    return (double)(int64_t)x;
}

static void lockstep_sum_files(struct lockstep_files *s, const struct lockstep_way *w,
                               const struct analytic_load *load)
{
    const double blksize = w->group->blksize, windowsize = w->group->windowsize;
    const double asks = LOCKSTEP_REQUEST + w->group->options;
    double bytes = 0, names = 0, rests = 0, windows = 0, rest = 0, last = 0;
    *s = (struct lockstep_files){.files = load->file_count};
    for (uint32_t f = 0; f < load->file_count; f++) {
        const struct analytic_file *file = &load->files[f];
        const double blocks = lockstep_whole(file->bytes / blksize);
        double full = blocks;
        last = file->bytes;
        rest = last - blocks * blksize;
        bytes += last;
        names += file->name;
        rests += rest;
        lockstep_pad(&s->requests, &w->up, asks + file->name);
        lockstep_pad(&s->last, &w->down, LOCKSTEP_DATA + rest);
        if (windowsize > 1) {
            full = lockstep_whole(blocks / windowsize);
            lockstep_last_window(s, w, blocks - full * windowsize, LOCKSTEP_DATA + rest);
        }
        windows += full;
    }
    s->requests.count = s->last.count = s->files;
    s->requests.bytes = names + s->files * asks;
    s->last.bytes = rests + s->files * LOCKSTEP_DATA;
    s->windows = windows;
    s->bytes = bytes;
    s->last_block = rest > 0 ? rest : least_of(blksize, last);
}

static void lockstep_add_packets(struct lockstep_packets *sum, const struct lockstep_packets *p)
{
    sum->count += p->count;
    sum->bytes += p->bytes;
    for (int i = 0; i < LINES; i++)
        sum->padding[i] += p->padding[i];
}

/* Adds a load that comes after those. */
static void lockstep_add_files(struct lockstep_files *sum, const struct lockstep_files *s)
{
    lockstep_add_packets(&sum->requests, &s->requests);
    lockstep_add_packets(&sum->last, &s->last);
    sum->files += s->files;
    sum->windows += s->windows;
    sum->before_last += s->before_last;
    sum->came += s->came;
    sum->seen += s->seen;
    sum->bytes = s->bytes;
    sum->last_block = s->last_block;
}

/* How long all files take alone, by kinds of rounds. Until the first block of each may be sent: the
 * answer to a request is that block, or where options are asked for an OACK, whose ACK then takes
 * the request's place. */
static void lockstep_go_alone(struct lockstep_download *d, const struct lockstep_way *w,
                              const struct lockstep_files *s, double requests, double last)
{
    const double files = s->files, windows = s->windows;
    const bool in_windows = w->group->windowsize > 1, agrees = w->group->options > 0;
    const double seen = in_windows ? s->seen : files * w->alone;
    const double came = in_windows ? s->came : last + files * w->cpu;
    const double asked = requests + files * w->cpu;
    struct lockstep_rounds *kinds = d->kinds;
    kinds[LOCKSTEP_WINDOWS].count = windows;
    kinds[LOCKSTEP_WINDOWS].alone = windows * w->window;
    kinds[LOCKSTEP_LAST].count = files;
    kinds[LOCKSTEP_LAST].alone =
        came + seen + (agrees ? files * (w->ack_sum + w->cpu) : asked) + files * w->delay;
    kinds[LOCKSTEP_AGREED].count = agrees ? files : 0;
    kinds[LOCKSTEP_AGREED].alone = agrees ? asked + files * w->agreed : 0;
    d->alone =
        kinds[LOCKSTEP_WINDOWS].alone + kinds[LOCKSTEP_LAST].alone + kinds[LOCKSTEP_AGREED].alone;
    d->turnaround = windows * w->seen + seen + (agrees ? files * w->alone : 0);
}

/* What a round of each kind takes of the stages, all but the processor; `requests` and `last`: s of
 * all files' on each line. */
static void lockstep_take(struct lockstep_download *d, const struct lockstep_way *w,
                          const struct lockstep_files *s, const double requests[LINES],
                          const double last[LINES])
{
    const double files = s->files, each = 1 / files, before = s->before_last * each;
    const double windows = s->windows, windowsize = w->group->windowsize;
    const double some = windows > 0 ? 1 : 0; /* they count among the longest if there are any */
    struct lockstep_rounds *full = &d->kinds[LOCKSTEP_WINDOWS], *ends = &d->kinds[LOCKSTEP_LAST];
    for (int i = 0; i < LINES; i++) {
        const double window = windowsize * w->block[i], end = before * w->block[i] + last[i] * each;
        full->takes[i] = window;
        ends->takes[i] = end;
        d->work[i] = windows * window + files * end;
        d->longest[i] = most_of(end, some * window);
    }
    for (int i = 0; i < LINES; i++) {
        const int up = LOCKSTEP_PORT_IN + i;
        const double end = w->ack[i] + requests[i] * each;
        full->takes[up] = w->ack[i];
        ends->takes[up] = end;
        d->work[up] = windows * w->ack[i] + files * end;
        d->longest[up] = end;
    }
}

/* The same where options are agreed on: in rounds of their own, which take the requests from the
 * others. */
static void lockstep_take_agreed(struct lockstep_download *d, const struct lockstep_way *w,
                                 const struct lockstep_files *s, const double requests[LINES])
{
    struct lockstep_rounds *agreed = &d->kinds[LOCKSTEP_AGREED], *ends = &d->kinds[LOCKSTEP_LAST];
    const double files = s->files, each = 1 / files;
    for (int i = 0; i < LINES; i++) {
        const int up = LOCKSTEP_PORT_IN + i;
        const double request = requests[i] * each;
        agreed->takes[i] = w->oack[i];
        d->work[i] += files * w->oack[i];
        d->longest[i] = most_of(d->longest[i], w->oack[i]);
        agreed->takes[up] = request;
        ends->takes[up] = 2 * w->ack[i];
        d->work[up] += files * w->ack[i];
        d->longest[up] = most_of(request, 2 * w->ack[i]);
    }
}

/* What the processor has to do: it reads what begins a round and sends the blocks of it, or the
 * OACK; and it reads the last ACK. Nobody waits at a phone's own port. */
static void lockstep_take_processor(struct lockstep_download *d, const struct lockstep_way *w,
                                    const struct lockstep_files *s)
{
    const bool agrees = w->group->options > 0;
    const double full = (w->group->windowsize + 1) * w->cpu;
    const double end = (s->before_last / s->files + 3) * w->cpu, agreed = agrees ? 2 * w->cpu : 0;
    d->kinds[LOCKSTEP_WINDOWS].takes[LOCKSTEP_PROCESSOR] = full;
    d->kinds[LOCKSTEP_LAST].takes[LOCKSTEP_PROCESSOR] = end;
    d->kinds[LOCKSTEP_AGREED].takes[LOCKSTEP_PROCESSOR] = agreed;
    d->work[LOCKSTEP_PROCESSOR] = s->windows * full + s->files * (end + agreed);
    d->longest[LOCKSTEP_PROCESSOR] = most_of(end, s->windows > 0 ? full : 0);
    for (int k = 0; k < LOCKSTEP_KINDS; k++)
        d->kinds[k].takes[LOCKSTEP_OWN] = 0;
    d->work[LOCKSTEP_OWN] = d->longest[LOCKSTEP_OWN] = 0;
}

double lockstep_flash(const struct analytic_group *g, double bytes, double last_block,
                      double seconds)
{
    return most_of(last_block / g->flash, bytes / g->flash - seconds);
}

/* The files of all loads, and what flash has left to do between them. */
static void lockstep_sum_loads(struct lockstep_download *d, const struct lockstep_way *w,
                               const struct analytic_group *g, struct lockstep_files *all)
{
    struct lockstep_files next, *s = all;
    double legs[LINES];
    lockstep_sum_files(all, w, &g->loads[0]);
    d->windows[0] = all->windows;
    for (uint32_t l = 1; l < g->load_count; l++) {
        lockstep_go_alone(d, w, s, lockstep_legs_of(legs, &w->up, &s->requests),
                          lockstep_legs_of(legs, &w->down, &s->last));
        d->flash[l - 1] = lockstep_flash(g, s->bytes, s->last_block, d->alone);
        s = &next;
        lockstep_sum_files(s, w, &g->loads[l]);
        d->windows[l] = s->windows;
        lockstep_add_files(all, s);
    }
}

void lockstep_download_of(struct lockstep_download *d, const struct lockstep_way *w,
                          const struct analytic_group *g)
{
    struct lockstep_files s;
    double requests[LINES], last[LINES];
    CHECK(g->load_count > 0 && g->load_count <= LOCKSTEP_LOADS);
    lockstep_sum_loads(d, w, g, &s);
    const double asked = lockstep_legs_of(requests, &w->up, &s.requests);
    lockstep_go_alone(d, w, &s, asked, lockstep_legs_of(last, &w->down, &s.last));
    lockstep_take(d, w, &s, requests, last);
    if (g->options > 0)
        lockstep_take_agreed(d, w, &s, requests);
    else
        d->kinds[LOCKSTEP_AGREED] = (struct lockstep_rounds){.count = 0};
    lockstep_take_processor(d, w, &s);
    const double rounds =
        s.windows + d->kinds[LOCKSTEP_LAST].count + d->kinds[LOCKSTEP_AGREED].count;
    d->propagation = rounds * w->delay;
    d->serving = 2 * rounds * w->cpu;
    d->files = s.files;
    d->bytes = s.bytes;
    d->last_block = s.last_block;
}
