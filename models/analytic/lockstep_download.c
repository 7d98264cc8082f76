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
    enum lockstep_stage as;            /* LOCKSTEP_STAGES: the phone's own port */
};

/* The lines that a packet passes, in the order of its way down. */
struct lockstep_way {
    const struct analytic_server *server;
    struct lockstep_line down[LINES], up[LINES];
    int lines;
    double down_delay, up_delay;
};

static void lockstep_add(struct lockstep_way *w, const struct analytic_line *down,
                         enum lockstep_stage down_as, const struct analytic_line *up,
                         enum lockstep_stage up_as)
{
    w->down[w->lines] =
        (struct lockstep_line){8 / down->rate, down->framing, down->payload_min, down_as};
    w->up[w->lines++] = (struct lockstep_line){8 / up->rate, up->framing, up->payload_min, up_as};
    w->down_delay += down->delay;
    w->up_delay += up->delay;
}

static void lockstep_find_way(struct lockstep_way *w, const struct analytic_site *site,
                              const struct analytic_group *g, enum analytic_way way)
{
    const struct analytic_subnet *subnet = &site->subnets[g->subnet];
    const struct analytic_line *lan = &subnet->lan;
    const bool central = way != ANALYTIC_FROM_LOAD_SERVER;
    w->server = central ? &site->central : &subnet->load_server;
    w->lines = 0;
    w->down_delay = w->up_delay = 0;
    lockstep_add(w, &w->server->port, LOCKSTEP_PORT_OUT, &w->server->port, LOCKSTEP_PORT_IN);
    if (central) {
        lockstep_add(w, &site->down, LOCKSTEP_DOWN, &site->up, LOCKSTEP_UP);
        lockstep_add(w, lan, LOCKSTEP_LAN_DOWN, lan, LOCKSTEP_LAN_UP);
    }
    lockstep_add(w, lan, LOCKSTEP_STAGES, lan, LOCKSTEP_STAGES);
}

double lockstep_time(const struct analytic_line *line, double bytes)
{
    return (most_of(bytes, line->payload_min) + line->framing) * 8 / line->rate;
}

/* What packets of one size take on the way down, or up. */
struct lockstep_legs {
    double stages[LINES]; /* s of each line */
    double sum;
};

static struct lockstep_legs lockstep_legs_of(const struct lockstep_line *lines, int count,
                                             double bytes)
{
    struct lockstep_legs l;
    l.sum = 0;
    for (int i = 0; i < count; i++) {
        l.stages[i] = (most_of(bytes, lines[i].payload_min) + lines[i].framing) * lines[i].byte;
        l.sum += l.stages[i];
    }
    return l;
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

/* The time of a packet on each shared stage of its way, `count` times. */
static void lockstep_take(struct lockstep_rounds *d, const struct lockstep_legs *legs,
                          const struct lockstep_line *lines, int count, double times)
{
    for (int i = 0; i < count; i++)
        if (lines[i].as != LOCKSTEP_STAGES)
            d->takes[lines[i].as] += times * legs->stages[i];
}

/* What holds for all files of a group. */
struct lockstep_packets {
    struct lockstep_way way;
    struct lockstep_legs block, ack;
    double window;      /* s until a full window's last block has come ... */
    double window_seen; /* ... and until the phone has seen it */
};

static void lockstep_prepare(struct lockstep_packets *s, const struct analytic_group *g)
{
    const struct lockstep_way *w = &s->way;
    double before;
    s->block = lockstep_legs_of(w->down, w->lines, DATA + g->blksize);
    s->ack = lockstep_legs_of(w->up, w->lines, ACK);
    s->window =
        lockstep_window(&s->block, &s->block, w->lines, w->server->cpu, g->windowsize - 1, &before);
    s->window_seen = lockstep_seen(g, g->windowsize, before);
}

/* Until the first block may be sent. The answer to the request is that block, or where options
 * are asked for an OACK, whose ACK then takes the request's place. */
static void lockstep_request(struct lockstep_download *d, const struct lockstep_packets *s,
                             const struct analytic_group *g, double name)
{
    const struct lockstep_way *w = &s->way;
    const struct lockstep_legs request =
        lockstep_legs_of(w->up, w->lines, REQUEST + name + g->options);
    struct lockstep_rounds *last = &d->kinds[LOCKSTEP_LAST];
    struct lockstep_rounds *asked = g->options > 0 ? &d->kinds[LOCKSTEP_AGREED] : last;
    asked->alone += request.sum + w->server->cpu;
    lockstep_take(asked, &request, w->up, w->lines, 1);
    asked->takes[LOCKSTEP_PROCESSOR] += w->server->cpu;
    if (asked == last)
        return;
    const struct lockstep_legs oack = lockstep_legs_of(w->down, w->lines, OACK + g->answer);
    const double seen = most_of(g->cpu, g->turnaround);
    asked->count++;
    asked->alone += oack.sum + seen + w->server->cpu;
    d->turnaround += seen;
    lockstep_take(asked, &oack, w->down, w->lines, 1);
    asked->takes[LOCKSTEP_PROCESSOR] += w->server->cpu;
    last->alone += s->ack.sum + w->server->cpu;
    lockstep_take(last, &s->ack, w->up, w->lines, 1);
    last->takes[LOCKSTEP_PROCESSOR] += w->server->cpu;
}

/* `blocks` full ones and one of `rest` bytes, which may be none. Nobody waits for the ACK. */
static void lockstep_last_window(struct lockstep_download *d, const struct lockstep_packets *s,
                                 const struct analytic_group *g, double blocks, double rest)
{
    const struct lockstep_way *w = &s->way;
    const struct lockstep_legs last = lockstep_legs_of(w->down, w->lines, DATA + rest);
    struct lockstep_rounds *r = &d->kinds[LOCKSTEP_LAST];
    double before;
    const double came =
        lockstep_window(&s->block, &last, w->lines, w->server->cpu, blocks, &before);
    const double seen = lockstep_seen(g, blocks + 1, before);
    r->count++;
    r->alone += came + seen;
    d->turnaround += seen;
    lockstep_take(r, &s->block, w->down, w->lines, blocks);
    lockstep_take(r, &last, w->down, w->lines, 1);
    lockstep_take(r, &s->ack, w->up, w->lines, 1);
    r->takes[LOCKSTEP_PROCESSOR] += (blocks + 2) * w->server->cpu;
}

/* floor, which is a call where the processor need not have it. */
static double lockstep_whole(double x)
{
    return (double)(int64_t)x;
}

static void lockstep_file(struct lockstep_download *d, const struct lockstep_packets *s,
                          const struct analytic_group *g, const struct analytic_file *file)
{
    const double blocks = lockstep_whole(file->bytes / g->blksize);
    const double rest = file->bytes - blocks * g->blksize;
    const double windows = g->windowsize <= 1 ? blocks : lockstep_whole(blocks / g->windowsize);
    lockstep_request(d, s, g, file->name);
    lockstep_last_window(d, s, g, blocks - windows * g->windowsize, rest);
    d->kinds[LOCKSTEP_WINDOWS].count += windows;
    d->bytes += file->bytes;
    d->last_block = rest > 0 ? rest : least_of(g->blksize, file->bytes);
}

/* All full windows, and what is a matter of how many rounds there are. A processor reads what
 * begins a round and sends the first block of it, or the OACK. */
static void lockstep_sum(struct lockstep_download *d, const struct lockstep_packets *s,
                         const struct analytic_group *g)
{
    const struct lockstep_way *w = &s->way;
    struct lockstep_rounds *full = &d->kinds[LOCKSTEP_WINDOWS];
    const double windows = full->count, delay = w->down_delay + w->up_delay;
    double rounds = 0;
    full->alone = windows * (s->window + s->window_seen + s->ack.sum + w->server->cpu);
    lockstep_take(full, &s->block, w->down, w->lines, windows * g->windowsize);
    lockstep_take(full, &s->ack, w->up, w->lines, windows);
    full->takes[LOCKSTEP_PROCESSOR] = windows * (g->windowsize + 1) * w->server->cpu;
    for (int k = 0; k < LOCKSTEP_KINDS; k++) {
        d->kinds[k].alone += d->kinds[k].count * delay;
        rounds += d->kinds[k].count;
    }
    d->propagation = rounds * delay;
    d->serving = 2 * rounds * w->server->cpu;
    d->turnaround += windows * s->window_seen;
}

struct lockstep_download lockstep_download_of(const struct analytic_site *site,
                                              const struct analytic_group *group,
                                              enum analytic_way way, uint32_t load)
{
    const struct analytic_load *l = &group->loads[load];
    struct lockstep_download d = {.files = l->file_count};
    struct lockstep_packets s;
    lockstep_find_way(&s.way, site, group, way);
    lockstep_prepare(&s, group);
    for (uint32_t f = 0; f < l->file_count; f++)
        lockstep_file(&d, &s, group, &l->files[f]);
    lockstep_sum(&d, &s, group);
    return d;
}
