/* One phone's download, alone: the stages of its way, window by window. */
#include <math.h>

#include "models/analytic/lockstep_private.h"

enum {
    UDP = 28, /* bytes of IP and UDP */
    ACK = UDP + 4,
    DATA = UDP + 4, /* ... and opcode and block number */
    REQUEST = UDP + 2 + 1 + 6,
    OACK = UDP + 2, /* ... opcode, the name's end, "octet" */
    LINES = 4,
};

/* A line, as a packet sees it. */
struct lockstep_line {
    double byte, framing, payload_min; /* s, bytes, bytes */
    enum lockstep_stage as;
};

/* The lines that a packet passes, in the order of the way down, and the greatest of their
 * payload_min. The last is the phone's own port, the others are stages. */
struct lockstep_lines {
    struct lockstep_line line[LINES];
    int count;
    double padded, delay;
};

struct lockstep_way {
    const struct analytic_server *server;
    struct lockstep_lines down, up;
};

static void lockstep_add(struct lockstep_lines *w, const struct analytic_line *line,
                         enum lockstep_stage as)
{
    w->line[w->count++] =
        (struct lockstep_line){8 / line->rate, line->framing, line->payload_min, as};
    w->padded = most_of(w->padded, line->payload_min);
    w->delay += line->delay;
}

static void lockstep_find_way(struct lockstep_way *w, const struct analytic_site *site,
                              const struct analytic_group *g, enum analytic_way way)
{
    const struct analytic_subnet *subnet = &site->subnets[g->subnet];
    const struct analytic_line *lan = &subnet->lan;
    const bool central = way != ANALYTIC_FROM_LOAD_SERVER;
    w->server = central ? &site->central : &subnet->load_server;
    w->down.count = w->up.count = 0;
    w->down.padded = w->up.padded = w->down.delay = w->up.delay = 0;
    lockstep_add(&w->down, &w->server->port, LOCKSTEP_PORT_OUT);
    lockstep_add(&w->up, &w->server->port, LOCKSTEP_PORT_IN);
    if (central) {
        lockstep_add(&w->down, &site->down, LOCKSTEP_DOWN);
        lockstep_add(&w->up, &site->up, LOCKSTEP_UP);
        lockstep_add(&w->down, lan, LOCKSTEP_LAN_DOWN);
        lockstep_add(&w->up, lan, LOCKSTEP_LAN_UP);
    }
    lockstep_add(&w->down, lan, LOCKSTEP_STAGES);
    lockstep_add(&w->up, lan, LOCKSTEP_STAGES);
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
        for (int i = 0; i < lines->count; i++)
            p->padding[i] += most_of(0, lines->line[i].payload_min - bytes);
}

/* What packets take on the way down, or up. */
struct lockstep_legs {
    double stages[LINES]; /* s of each line */
    double sum;
};

static inline struct lockstep_legs lockstep_legs_of(const struct lockstep_lines *lines,
                                                    const struct lockstep_packets *p)
{
    struct lockstep_legs l;
    l.sum = 0;
    for (int i = 0; i < lines->count; i++) {
        const struct lockstep_line *line = &lines->line[i];
        l.stages[i] = (p->bytes + p->padding[i] + p->count * line->framing) * line->byte;
        l.sum += l.stages[i];
    }
    return l;
}

static struct lockstep_legs lockstep_legs_of_one(const struct lockstep_lines *lines, double bytes)
{
    struct lockstep_packets one = {.count = 1, .bytes = bytes};
    lockstep_pad(&one, lines, bytes);
    return lockstep_legs_of(lines, &one);
}

/* From the arrival of a window's last block until the phone has seen it. Works on its blocks may
 * lag behind: the first came `before` earlier. In lock-step the phone does nothing beside. */
static double lockstep_seen(const struct analytic_group *g, double blocks, double before)
{
    if (g->windowsize <= 1)
        return most_of(g->cpu, g->turnaround);
    return most_of(g->turnaround, most_of(g->cpu, blocks * g->cpu - before));
}

/* From the moment at which `blocks` full ones and then a last one may be sent, until the last has
 * come; and `before`, by how much the first came earlier. Each stage works on one at a time. */
static double lockstep_window(const struct lockstep_legs *full, const struct lockstep_legs *last,
                              int lines, double cpu, double blocks, double *before)
{
    double longest = cpu, sum = cpu;  /* of the stages so far, for full blocks */
    double came = cpu * (blocks + 1); /* when the last one is through the stage */
    for (int i = 0; i < lines; i++) {
        sum += full->stages[i];
        longest = most_of(longest, full->stages[i]);
        if (blocks > 0) /* the line may have to finish with the one before */
            came = most_of(came, sum + (blocks - 1) * longest);
        came += last->stages[i];
    }
    *before = blocks > 0 ? came - sum : 0;
    return came;
}

/* The time of packets on each shared stage of their way, `times` times. */
static void lockstep_take(struct lockstep_rounds *d, const struct lockstep_legs *legs,
                          const struct lockstep_lines *lines, double times)
{
    for (int i = 0; i + 1 < lines->count; i++)
        d->takes[lines->line[i].as] += times * legs->stages[i];
}

/* What holds for all files of a group, and the sums over them. */
struct lockstep_files {
    struct lockstep_way way;
    struct lockstep_legs block, ack;
    struct lockstep_packets requests;
    struct lockstep_packets last; /* the last blocks */
    double before_last;           /* full blocks in the same windows as these ... */
    double came, seen;            /* ... and s of all these windows, as of lockstep_window */
};

/* Nobody waits for the ACK of a last window of `blocks` full ones and one of `bytes`. */
static void lockstep_last_window(struct lockstep_files *s, const struct analytic_group *g,
                                 double blocks, double bytes)
{
    const struct lockstep_lines *down = &s->way.down;
    const struct lockstep_legs last = lockstep_legs_of_one(down, bytes);
    double before;
    s->came += lockstep_window(&s->block, &last, down->count, s->way.server->cpu, blocks, &before);
    s->seen += lockstep_seen(g, blocks + 1, before);
    s->before_last += blocks;
}

/* floor, which is a call where the processor need not have it. */
static inline double lockstep_whole(double x)
{
    return (double)(int64_t)x;
}

static void lockstep_files(struct lockstep_download *d, struct lockstep_files *s,
                           const struct analytic_group *g, const struct analytic_load *load)
{
    const double blksize = g->blksize, windowsize = g->windowsize, asks = REQUEST + g->options;
    double bytes = 0, names = 0, rests = 0, windows = 0, rest = 0, last = 0;
    s->requests = s->last = (struct lockstep_packets){.count = load->file_count};
    s->before_last = s->came = s->seen = 0;
    for (uint32_t f = 0; f < load->file_count; f++) {
        const struct analytic_file *file = &load->files[f];
        const double blocks = lockstep_whole(file->bytes / blksize);
        double full = blocks;
        rest = file->bytes - blocks * blksize;
        last = file->bytes;
        bytes += last;
        names += file->name;
        rests += rest;
        lockstep_pad(&s->requests, &s->way.up, asks + file->name);
        lockstep_pad(&s->last, &s->way.down, DATA + rest);
        if (windowsize > 1) {
            full = lockstep_whole(blocks / windowsize);
            lockstep_last_window(s, g, blocks - full * windowsize, DATA + rest);
        }
        windows += full;
    }
    s->requests.bytes = names + load->file_count * asks;
    s->last.bytes = rests + load->file_count * (double)DATA;
    d->kinds[LOCKSTEP_WINDOWS].count = windows;
    d->bytes = bytes;
    d->last_block = rest > 0 ? rest : least_of(blksize, last);
}

/* Full windows: each begins with the ACK of the one before. */
static void lockstep_windows(struct lockstep_download *d, struct lockstep_files *s,
                             const struct analytic_group *g)
{
    const struct lockstep_way *w = &s->way;
    struct lockstep_rounds *full = &d->kinds[LOCKSTEP_WINDOWS];
    const double windows = full->count, cpu = w->server->cpu;
    double before;
    const double came =
        lockstep_window(&s->block, &s->block, w->down.count, cpu, g->windowsize - 1, &before);
    const double seen = lockstep_seen(g, g->windowsize, before);
    full->alone = windows * (came + seen + s->ack.sum + cpu);
    lockstep_take(full, &s->block, &w->down, windows * g->windowsize);
    lockstep_take(full, &s->ack, &w->up, windows);
    full->takes[LOCKSTEP_PROCESSOR] += windows * (g->windowsize + 1) * cpu;
    d->turnaround += windows * seen;
}

static void lockstep_last_windows(struct lockstep_download *d, const struct lockstep_files *s,
                                  const struct analytic_group *g)
{
    const struct lockstep_way *w = &s->way;
    const struct lockstep_legs last = lockstep_legs_of(&w->down, &s->last);
    struct lockstep_rounds *r = &d->kinds[LOCKSTEP_LAST];
    const double cpu = w->server->cpu, files = d->files;
    const double came = g->windowsize > 1 ? s->came : last.sum + files * cpu;
    const double seen = g->windowsize > 1 ? s->seen : files * lockstep_seen(g, 1, 0);
    r->count += files;
    r->alone += came + seen;
    d->turnaround += seen;
    if (s->before_last > 0)
        lockstep_take(r, &s->block, &w->down, s->before_last);
    lockstep_take(r, &last, &w->down, 1);
    lockstep_take(r, &s->ack, &w->up, files);
    r->takes[LOCKSTEP_PROCESSOR] += (s->before_last + 2 * files) * cpu;
}

/* Until the first block of each file may be sent. The answer to a request is that block, or where
 * options are asked for an OACK, whose ACK then takes the request's place. */
static void lockstep_requests(struct lockstep_download *d, const struct lockstep_files *s,
                              const struct analytic_group *g)
{
    const struct lockstep_way *w = &s->way;
    const struct lockstep_legs requests = lockstep_legs_of(&w->up, &s->requests);
    const double cpu = w->server->cpu, files = d->files;
    struct lockstep_rounds *last = &d->kinds[LOCKSTEP_LAST];
    struct lockstep_rounds *asked = g->options > 0 ? &d->kinds[LOCKSTEP_AGREED] : last;
    asked->alone += requests.sum + files * cpu;
    lockstep_take(asked, &requests, &w->up, 1);
    asked->takes[LOCKSTEP_PROCESSOR] += files * cpu;
    if (asked == last)
        return;
    const struct lockstep_legs oack = lockstep_legs_of_one(&w->down, OACK + g->answer);
    const double seen = most_of(g->cpu, g->turnaround);
    asked->count += files;
    asked->alone += files * (oack.sum + seen + cpu);
    d->turnaround += files * seen;
    lockstep_take(asked, &oack, &w->down, files);
    asked->takes[LOCKSTEP_PROCESSOR] += files * cpu;
    last->alone += files * (s->ack.sum + cpu);
    lockstep_take(last, &s->ack, &w->up, files);
    last->takes[LOCKSTEP_PROCESSOR] += files * cpu;
}

/* What is a matter of how many rounds there are. A processor reads what begins a round and sends
 * the first block of it, or the OACK. */
static void lockstep_rounds(struct lockstep_download *d, const struct lockstep_way *w)
{
    const double delay = w->down.delay + w->up.delay;
    double rounds = 0;
    for (int k = 0; k < LOCKSTEP_KINDS; k++) {
        d->kinds[k].alone += d->kinds[k].count * delay;
        rounds += d->kinds[k].count;
    }
    d->propagation = rounds * delay;
    d->serving = 2 * rounds * w->server->cpu;
}

void lockstep_download_of(struct lockstep_download *d, const struct analytic_site *site,
                          const struct analytic_group *group, enum analytic_way way, uint32_t load)
{
    const struct analytic_load *l = &group->loads[load];
    struct lockstep_files s;
    *d = (struct lockstep_download){.files = l->file_count};
    lockstep_find_way(&s.way, site, group, way);
    s.block = lockstep_legs_of_one(&s.way.down, DATA + group->blksize);
    s.ack = lockstep_legs_of_one(&s.way.up, ACK);
    lockstep_files(d, &s, group, l);
    lockstep_windows(d, &s, group);
    lockstep_last_windows(d, &s, group);
    lockstep_requests(d, &s, group);
    lockstep_rounds(d, &s.way);
}
