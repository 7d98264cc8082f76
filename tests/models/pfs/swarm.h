/* Many machines against each other, in memory: a broadcast that loses, connections that are slow
 * and end, phones that are unplugged. All draws come from one stream, so a seed is a run. */
#ifndef TESTS_MODELS_PFS_SWARM_H
#define TESTS_MODELS_PFS_SWARM_H

#include "tests/models/pfs/swarm_phone.h"

/* --- events --- */

static inline void swarm_accept(struct swarm *s, struct swarm_event *e)
{
    struct swarm_phone *ph = &s->phones[e->phone];
    if (!ph->plugged || e->end->closed || !ph->peer.open)
        return;
    struct end *mine = end_new(s, e->phone);
    mine->other = e->end;
    e->end->other = mine;
    pfs_peer_accepted(&ph->peer, &mine->connection, SWARM_NET + (uint32_t)e->end->phone, s->now);
    at_in(s, arrival(s, mine), CONNECTED)->end = e->end;
}

static inline void swarm_bytes(struct swarm *s, struct swarm_event *e)
{
    const uint8_t *bytes = e->bytes;
    uint32_t length = e->length;
    uint32_t piece = 1 + (uint32_t)random_below(&s->random, length);
    while (length != 0 && !e->end->closed) {
        piece = piece < length ? piece : length;
        const uint32_t taken = pfs_peer_stream(&s->phones[e->end->phone].peer, &e->end->connection,
                                               bytes, piece, s->now);
        swarm_drain(s, e->end->phone);
        bytes += taken;
        length -= taken;
        piece = length;
    }
}

/* Which phone it was for, or -1. */
static inline int swarm_happen(struct swarm *s, struct swarm_event *e)
{
    const int i = e->end != NULL && e->kind != ACCEPT ? e->end->phone : e->phone;
    struct swarm_phone *ph = &s->phones[i];
    if (!ph->plugged)
        return -1;
    switch (e->kind) {
    case BROADCAST:
        if (ph->peer.open)
            pfs_peer_receive(&ph->peer, SWARM_NET + (uint32_t)e->from, e->bytes, e->length, s->now);
        break;
    case ACCEPT:
        swarm_accept(s, e);
        break;
    case CONNECTED:
        if (!e->end->closed)
            pfs_peer_connected(&ph->peer, &e->end->connection, s->now);
        break;
    case BYTES:
        swarm_bytes(s, e);
        break;
    case END:
        if (!e->end->closed) {
            pfs_peer_disconnected(&ph->peer, &e->end->connection, s->now);
            swarm_end(s, e->end);
        }
        break;
    case START: {
        struct pfs_file file = {
            .name = "f", .size_known = true, .digest_known = true, .size = FILE_BYTES};
        swarm_digest(swarm_file, file.digest);
        pfs_peer_start(&ph->peer, &file, s->now);
        break;
    }
    case UNPLUG:
        ph->plugged = false;
        return -1;
    case DOWNLOADED:
        if (s->missing) {
            pfs_peer_download_failed(&ph->peer, true, s->now);
        } else {
            uint8_t digest[PFS_DIGEST];
            memcpy(ph->got, swarm_file, FILE_BYTES);
            swarm_digest(swarm_file, digest);
            pfs_peer_download_done(&ph->peer, FILE_BYTES, digest, s->now);
        }
        break;
    case FETCHED:
        ph->complete = !s->missing;
        break;
    }
    return i;
}

/* --- a run --- */

static inline struct swarm *swarm_new(int count, uint64_t seed, const struct pfs_config *config)
{
    struct swarm *s = mem_calloc(1, sizeof *s);
    for (int i = 0; i < FILE_BYTES; i++)
        swarm_file[i] = (uint8_t)(i * 7 + (i >> 8));
    s->count = count;
    s->config = *config;
    s->download = 20 * SECONDS;
    s->latency = 200 * MICROSECONDS;
    random_init(&s->random, seed, 0, 0, RANDOM_TEST);
    for (int i = 0; i < count; i++) {
        struct swarm_phone *ph = &s->phones[i];
        ph->swarm = s;
        ph->plugged = true;
        ph->parent = -1;
        ph->identity =
            (struct pfs_identity){.address = SWARM_NET + (uint32_t)i, .model = "CP-7965G"};
        pfs_peer_init(&ph->peer, &s->config, &ph->identity, swarm_draw, ph);
    }
    return s;
}

/* All phones start, each at a moment within `spread`. */
static inline void swarm_start(struct swarm *s, sim_time spread)
{
    for (int i = 0; i < s->count; i++)
        at_in(s, random_time(&s->random, spread), START)->phone = i;
}

static inline void swarm_unplug(struct swarm *s, int phone, sim_time at)
{
    at_in(s, at, UNPLUG)->phone = phone;
}

static inline bool is_over(const struct swarm *s)
{
    for (int i = 0; i < s->count; i++)
        if (s->phones[i].plugged && !s->phones[i].complete &&
            !(s->missing && s->phones[i].fell_back))
            return false;
    return true;
}

/* The machine whose deadline is next. */
static inline int next_deadline(const struct swarm *s, sim_time *at)
{
    int first = -1;
    *at = TIME_NEVER;
    for (int i = 0; i < s->count; i++) {
        const sim_time deadline =
            s->phones[i].plugged ? pfs_peer_deadline(&s->phones[i].peer) : TIME_NEVER;
        if (deadline < *at) {
            *at = deadline;
            first = i;
        }
    }
    return first;
}

/* One event or deadline; false when there is none left. */
static inline bool swarm_step(struct swarm *s)
{
    sim_time deadline;
    int i = next_deadline(s, &deadline);
    if (s->event_count != 0 && s->events[0].at <= deadline) {
        struct swarm_event e = pop(s);
        s->now = e.at;
        i = swarm_happen(s, &e);
        free(e.bytes);
    } else if (i >= 0) {
        s->now = deadline;
        pfs_peer_expire(&s->phones[i].peer, s->now);
    } else {
        return false;
    }
    if (i >= 0)
        swarm_drain(s, i);
    return true;
}

/* Until every phone that is plugged in has the file, or `limit`. */
static inline void swarm_run(struct swarm *s, sim_time limit)
{
    while (!is_over(s) && s->now < limit)
        EXPECT(swarm_step(s));
    for (int i = 0; i < s->count; i++)
        ck_assert_msg(is_over(s), "phone %d of %d is still in %s", i, s->count,
                      pfs_state_names[s->phones[i].peer.state]);
}

static inline void swarm_free(struct swarm *s)
{
    while (s->event_count != 0)
        free(pop(s).bytes);
    while (s->ends != NULL) {
        struct end *e = s->ends;
        s->ends = e->all;
        free(e);
    }
    free(s);
}

#endif
