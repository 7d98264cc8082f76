/* Part of swarm.h: its phones, and what they do.
 *
 * Many machines against each other, in memory: a broadcast that loses, connections that are slow
 * and end, phones that are unplugged. All draws come from one stream, so a seed is a run. */
#ifndef TESTS_MODELS_PFS_SWARM_PHONE_H
#define TESTS_MODELS_PFS_SWARM_PHONE_H

#include "models/pfs/peer.h"
#include "sim/random.h"
#include "tests/support.h"

enum { PHONES_MAX = 60, FILE_BYTES = 140000, EVENTS_MAX = 1 << 16 };

/* Each ck_assert writes a message to the test's parent, which is too slow for every packet. */
#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition))                                                                          \
            ck_abort_msg("%s", #condition);                                                        \
    } while (0)

#define SWARM_NET 0x0a000000u

struct swarm;

/* One end of a connection. */
struct end {
    struct pfs_connection connection;
    struct end *other, *all;
    int phone;
    bool closed;      /* the machine has forgotten it */
    sim_time arrived; /* what it has sent arrives not before */
};

struct swarm_phone {
    struct swarm *swarm;
    struct pfs_peer peer;
    struct pfs_identity identity;
    uint32_t index;
    bool plugged, drained, complete, fell_back, was_root;
    uint8_t depth_most;
    int parent; /* index, or -1 */
    sim_time expire_at;
    uint8_t got[FILE_BYTES];
};

enum event_kind { BROADCAST, ACCEPT, CONNECTED, BYTES, END, START, UNPLUG, DOWNLOADED, FETCHED };

struct swarm_event {
    sim_time at;
    uint64_t order;
    enum event_kind kind;
    int phone, from;
    struct end *end; /* that it comes to */
    uint8_t *bytes;
    uint32_t length;
};

struct swarm {
    struct pfs_config config;
    struct random_stream random;
    struct swarm_phone phones[PHONES_MAX];
    int count;
    sim_time now, download, latency; /* the longest; uniform */
    uint32_t broadcast_loss;         /* parts per billion */
    uint32_t damage;                 /* of a DATA piece, parts per billion */
    uint32_t slow;                   /* a piece that comes 300 ms later, parts per billion */
    bool missing;                    /* the server does not have the file */
    int downloads, roots;            /* how often each came */
    struct end *ends;
    uint64_t orders;
    int event_count;
    struct swarm_event events[EVENTS_MAX]; /* a heap */
};

static uint8_t swarm_file[FILE_BYTES];

static inline void swarm_digest(const uint8_t *bytes, uint8_t digest[PFS_DIGEST])
{
    uint64_t sum = 1469598103934665603u;
    for (int i = 0; i < FILE_BYTES; i++)
        sum = (sum ^ bytes[i]) * 1099511628211u;
    memset(digest, 0, PFS_DIGEST);
    memcpy(digest, &sum, sizeof sum);
}

/* --- the heap --- */

static inline bool is_before(const struct swarm_event *a, const struct swarm_event *b)
{
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static inline struct swarm_event *at_in(struct swarm *s, sim_time at, enum event_kind kind)
{
    EXPECT(s->event_count < EVENTS_MAX);
    int i = s->event_count++;
    const struct swarm_event e = {.at = at, .order = s->orders++, .kind = kind};
    while (i > 0 && is_before(&e, &s->events[(i - 1) / 2])) {
        s->events[i] = s->events[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    s->events[i] = e;
    return &s->events[i];
}

static inline struct swarm_event pop(struct swarm *s)
{
    const struct swarm_event first = s->events[0], last = s->events[--s->event_count];
    int i = 0;
    for (;;) {
        int child = 2 * i + 1;
        if (child >= s->event_count)
            break;
        if (child + 1 < s->event_count && is_before(&s->events[child + 1], &s->events[child]))
            child++;
        if (!is_before(&s->events[child], &last))
            break;
        s->events[i] = s->events[child];
        i = child;
    }
    s->events[i] = last;
    return first;
}

/* --- connections --- */

static inline sim_time arrival(struct swarm *s, struct end *from)
{
    sim_time at = s->now + 10 * MICROSECONDS + random_time(&s->random, s->latency);
    if (random_chance(&s->random, s->slow))
        at += 300 * MILLISECONDS;
    from->arrived = time_max(from->arrived, at);
    return from->arrived;
}

static inline struct end *end_new(struct swarm *s, int phone)
{
    struct end *e = mem_calloc(1, sizeof *e);
    e->phone = phone;
    e->all = s->ends;
    s->ends = e;
    return e;
}

static inline void swarm_connect(struct swarm *s, int from, uint32_t address)
{
    struct end *e = end_new(s, from);
    const uint32_t to = address - SWARM_NET;
    pfs_peer_connecting(&s->phones[from].peer, &e->connection, s->now);
    EXPECT(to < (uint32_t)s->count);
    struct swarm_event *v = at_in(s, arrival(s, e), ACCEPT);
    v->phone = (int)to;
    v->end = e;
}

static inline void swarm_send(struct swarm *s, struct end *e, const struct pfs_action *a)
{
    if (e->other == NULL || !s->phones[e->phone].plugged)
        return;
    uint8_t *bytes = mem_calloc(1, a->byte_count + a->length);
    memcpy(bytes, a->bytes, a->byte_count);
    memcpy(bytes + a->byte_count, s->phones[e->phone].got + a->offset, a->length);
    if (a->length != 0 && random_chance(&s->random, s->damage))
        bytes[a->byte_count + a->length / 2] ^= 1;
    struct swarm_event *v = at_in(s, arrival(s, e), BYTES);
    v->end = e->other;
    v->bytes = bytes;
    v->length = a->byte_count + a->length;
}

static inline void swarm_end(struct swarm *s, struct end *e)
{
    e->closed = true;
    if (e->other != NULL && s->phones[e->phone].plugged)
        at_in(s, arrival(s, e), END)->end = e->other;
}

/* --- properties --- */

static inline void check_children(const struct swarm_phone *ph)
{
    int children = 0;
    for (const struct pfs_connection *c = ph->peer.connections; c != NULL; c = c->next)
        children += c->role == PFS_ROLE_CHILD;
    EXPECT(children <= (int)ph->peer.config->children);
}

/* rule 12 */
static inline void check_deadline(const struct swarm_phone *ph, sim_time now)
{
    const enum pfs_state s = ph->peer.state;
    const sim_time deadline = pfs_peer_deadline(&ph->peer);
    EXPECT(deadline > now);
    if (s != PFS_IDLE && s != PFS_DONE && s != PFS_FALLBACK && s != PFS_ROOT_TRANSFER &&
        s != PFS_CHECKING)
        EXPECT(deadline != TIME_NEVER);
}

static inline bool has_cycle(const struct swarm *s, int from)
{
    int steps = 0;
    for (int i = s->phones[from].parent; i >= 0; i = s->phones[i].parent)
        if (i == from || ++steps > PHONES_MAX)
            return true;
    return false;
}

/* --- a phone --- */

static inline uint32_t swarm_draw(void *user)
{
    return random_u32(&((struct swarm_phone *)user)->swarm->random);
}

static inline void note(struct swarm *s, struct swarm_phone *ph, const struct pfs_action *a)
{
    switch (a->event) {
    case PFS_EVENT_ROOT:
        s->roots++;
        ph->was_root = true;
        ph->parent = -1;
        break;
    case PFS_EVENT_CHILD:
        ph->parent = (int)(a->address - SWARM_NET);
        if (a->depth > ph->depth_most)
            ph->depth_most = a->depth;
        break;
    case PFS_EVENT_LEFT:
    case PFS_EVENT_FELL_BACK:
        ph->parent = -1;
        break;
    case PFS_EVENT_RECEIVING:
    case PFS_EVENT_HAS_FILE:
    case PFS_EVENT_DONE:
    case PFS_EVENT_ACCEPTED:
    case PFS_EVENT_CHILD_GONE:
        break;
    }
}

static inline void swarm_broadcast(struct swarm *s, int from, const struct pfs_action *a)
{
    for (int i = 0; i < s->count; i++) {
        if (random_chance(&s->random, s->broadcast_loss) || !s->phones[from].plugged)
            continue;
        const sim_time at = s->now + 10 * MICROSECONDS + random_time(&s->random, s->latency);
        struct swarm_event *v = at_in(s, at, BROADCAST);
        v->phone = i;
        v->from = from;
        v->length = a->byte_count;
        v->bytes = mem_calloc(1, a->byte_count);
        memcpy(v->bytes, a->bytes, a->byte_count);
    }
}

static inline void swarm_check(struct swarm *s, struct swarm_phone *ph)
{
    uint8_t digest[PFS_DIGEST];
    swarm_digest(ph->got, digest);
    const bool good = memcmp(ph->got, swarm_file, FILE_BYTES) == 0;
    pfs_peer_checked(&ph->peer, good, digest, s->now);
}

static inline void swarm_act(struct swarm *s, int i, const struct pfs_action *a)
{
    struct swarm_phone *ph = &s->phones[i];
    switch (a->kind) {
    case PFS_ACTION_OPEN:
    case PFS_ACTION_LOG:
        break;
    case PFS_ACTION_BROADCAST:
        swarm_broadcast(s, i, a);
        break;
    case PFS_ACTION_CONNECT:
        swarm_connect(s, i, a->address);
        break;
    case PFS_ACTION_SEND:
        swarm_send(s, (struct end *)a->connection, a);
        break;
    case PFS_ACTION_CLOSE:
    case PFS_ACTION_ABORT:
        swarm_end(s, (struct end *)a->connection);
        break;
    case PFS_ACTION_DOWNLOAD:
        s->downloads++;
        at_in(s, s->now + s->download, DOWNLOADED)->phone = i;
        break;
    case PFS_ACTION_DELIVER:
        EXPECT(a->offset + a->length <= FILE_BYTES);
        memcpy(ph->got + a->offset, a->data, a->length);
        break;
    case PFS_ACTION_CHECK:
        swarm_check(s, ph);
        break;
    case PFS_ACTION_FALL_BACK:
        ph->fell_back = true;
        at_in(s, s->now + s->download, FETCHED)->phone = i;
        break;
    case PFS_ACTION_DONE:
        ck_assert_mem_eq(ph->got, swarm_file, FILE_BYTES);
        ph->complete = true;
        break;
    case PFS_ACTION_EVENT:
        note(s, ph, a);
        break;
    }
}

static inline void swarm_drain(struct swarm *s, int i)
{
    struct pfs_action a;
    while (pfs_peer_next(&s->phones[i].peer, &a, s->now))
        swarm_act(s, i, &a);
    check_children(&s->phones[i]);
    check_deadline(&s->phones[i], s->now);
}

#endif
