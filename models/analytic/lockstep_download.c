/* One phone's download, alone: the stages of its way, window by window. */
#include <stddef.h>

#include "base/check.h"
#include "models/analytic/lockstep_private.h"

enum {
    UDP = 28, /* bytes of IP and UDP */
    ACK = UDP + 4,
    DATA = UDP + 4, /* ... and opcode and block number */
    REQUEST = UDP + 2 + 1 + 6,
    OACK = UDP + 2, /* ... opcode, the name's end, "octet" */
    NAME = 12,      /* of a file whose request is one among many */
    LINES = LOCKSTEP_LINES,
};

static void lockstep_set_line(struct lockstep_lines *w, int i, const struct analytic_line *line)
{
    w->byte[i] = 8 / line->rate;
    w->framing[i] = line->framing;
    w->payload_min[i] = line->payload_min;
    w->padded = most_of(w->padded, line->payload_min);
    w->delay += line->delay;
}

static void lockstep_set_lines(struct lockstep_lines *w, const struct analytic_line *port,
                               const struct analytic_line *wan, const struct analytic_line *lan)
{
    *w = (struct lockstep_lines){.padded = 0};
    lockstep_set_line(w, LOCKSTEP_PORT_OUT, port);
    if (wan) {
        lockstep_set_line(w, LOCKSTEP_DOWN, wan);
        lockstep_set_line(w, LOCKSTEP_LAN_DOWN, lan);
    }
    lockstep_set_line(w, LOCKSTEP_OWN, lan);
}

/* Packets of the same way: the time of all together on a line is a matter of their number and
 * their bytes, but for what those that are short are padded with. */
struct lockstep_packets {
    double count, bytes;
    double padding[LINES];
};

static inline void lockstep_pad(struct lockstep_packets *p, const struct lockstep_lines *lines,
                                double bytes)
{
    if (bytes < lines->padded)
        for (int i = 0; i < LINES; i++)
            p->padding[i] += most_of(0, lines->payload_min[i] - bytes);
}

/* s that they take on each line; returns the sum. */
static inline double lockstep_legs_of(double legs[LINES], const struct lockstep_lines *lines,
                                      const struct lockstep_packets *p)
{
    for (int i = 0; i < LINES; i++)
        legs[i] = (p->bytes + p->padding[i] + p->count * lines->framing[i]) * lines->byte[i];
    return legs[0] + legs[1] + legs[2] + legs[3];
}

/* s of one packet on one line. */
static inline double lockstep_line_time(const struct lockstep_lines *lines, int i, double bytes)
{
    return (most_of(bytes, lines->payload_min[i]) + lines->framing[i]) * lines->byte[i];
}

static double lockstep_legs_of_one(double legs[LINES], const struct lockstep_lines *lines,
                                   double bytes)
{
    struct lockstep_packets one = {.count = 1, .bytes = bytes};
    lockstep_pad(&one, lines, bytes);
    return lockstep_legs_of(legs, lines, &one);
}

/* From the moment at which `blocks` full ones and then a last one may be sent, until the last has
 * come; and `before`, by how much the first came earlier. Each stage works on one at a time. */
static double lockstep_window(const struct lockstep_way *w, const double last[LINES], double blocks,
                              double *before)
{
    double longest = w->cpu, sum = w->cpu; /* of the stages so far, for full blocks */
    double came = w->cpu * (blocks + 1);   /* when the last one is through the stage */
    for (int i = 0; i < LINES; i++) {
        sum += w->block[i];
        longest = most_of(longest, w->block[i]);
        if (blocks > 0) /* the line may have to finish with the one before */
            came = most_of(came, sum + (blocks - 1) * longest);
        came += last[i];
    }
    *before = blocks > 0 ? came - sum : 0;
    return came;
}

/* From the arrival of a window's last block until the phone has seen it. Works on its blocks may
 * lag behind: the first came `before` earlier. In lock-step the phone does nothing beside. */
static double lockstep_seen(const struct lockstep_way *w, double blocks, double before)
{
    return w->group->windowsize <= 1 ? w->alone
                                     : most_of(w->alone, blocks * w->group->cpu - before);
}

/* Full windows begin with the ACK of the one before. */
static void lockstep_find_rounds(struct lockstep_way *w, const struct analytic_group *g)
{
    double before;
    w->alone = most_of(g->cpu, g->turnaround);
    lockstep_legs_of_one(w->block, &w->down, DATA + g->blksize);
    w->ack_sum = lockstep_legs_of_one(w->ack, &w->up, ACK);
    w->request = lockstep_line_time(&w->up, LOCKSTEP_DOWN, REQUEST + NAME + g->options);
    const double came = lockstep_window(w, w->block, g->windowsize - 1, &before);
    w->seen = lockstep_seen(w, g->windowsize, before);
    w->window = came + w->seen + w->ack_sum + w->cpu + w->delay;
    w->agreed = 0;
    if (g->options > 0)
        w->agreed = lockstep_legs_of_one(w->oack, &w->down, OACK + g->answer) + w->alone + w->cpu +
                    w->delay;
}

void lockstep_way_of(struct lockstep_way *w, const struct analytic_site *site,
                     const struct analytic_group *g, enum analytic_way way)
{
    const struct analytic_subnet *subnet = &site->subnets[g->subnet];
    const bool local = way == ANALYTIC_FROM_LOAD_SERVER;
    const struct analytic_server *server = local ? &subnet->load_server : &site->central;
    lockstep_set_lines(&w->down, &server->port, local ? NULL : &site->down, &subnet->lan);
    lockstep_set_lines(&w->up, &server->port, local ? NULL : &site->up, &subnet->lan);
    w->way = way;
    w->group = g;
    w->cpu = server->cpu;
    w->delay = w->down.delay + w->up.delay;
    lockstep_find_rounds(w, g);
}

bool lockstep_is_same_way(const struct lockstep_way *w, const struct analytic_group *g,
                          enum analytic_way way)
{
    const struct analytic_group *h = w->group;
    return w->way == way && h->subnet == g->subnet && h->blksize == g->blksize &&
           h->windowsize == g->windowsize && h->options == g->options && h->answer == g->answer &&
           h->turnaround == g->turnaround && h->cpu == g->cpu;
}

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
    const double asks = REQUEST + w->group->options;
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
        lockstep_pad(&s->last, &w->down, DATA + rest);
        if (windowsize > 1) {
            full = lockstep_whole(blocks / windowsize);
            lockstep_last_window(s, w, blocks - full * windowsize, DATA + rest);
        }
        windows += full;
    }
    s->requests.count = s->last.count = s->files;
    s->requests.bytes = names + s->files * asks;
    s->last.bytes = rests + s->files * DATA;
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
