/* Timelines of one machine: what comes in when, what must go out, and what the next deadline is.
 *
 * The phone is 10.0.0.100, model "M"; peers are 10.0.0.N, written N. Its draws are all 200, so that
 * it claims with xid 200 and strength 100, and confirms with 112. What comes in:
 *
 *   start FILE [SIZE] · tick (the machine's own deadline, and nothing may happen a nanosecond
 *   before) · look (only drains) · look N (expires late, at N ms after its deadline)
 *   9: claim XID STRENGTH [confirmed|transferring] · 9: ad ... · 9: withdraw XID
 *   a accepted 9 (a peer connects; it is called a) · a connected · a lost
 *   a full · a writable (its connection's send buffer)
 *   a JOIN [XID [FILE]] · a ACCEPT 1 · a REDIRECT 9 · a SUBTREE 3 · a PROGRESS 0 5 10 · a XFRCMD
 *   a FILE 100 [other] · a DATA 50 · a DONE kept|rejected · a ABORT moved|... · a hex 00 00
 *   progress 50 100 · downloaded 100 · missing · failed · good · bad (digest as FILE said, or not)
 *
 * and what goes out, joined by "; ":
 *
 *   open · claim · ad 1 [confirmed] [transferring] [full] · withdraw · connect a 9 · a<JOIN ...
 *   a<DATA 0+100 · close a · reset a · download · deliver 0+50 · check · fall back: reason · done
 *   [root] · [child 9 depth 1] · [receiving] · [has file] · [left: reason] · [fell back: reason]
 *   · [done]; and with `logs`, lines as 'text'. */
#ifndef TESTS_MODELS_PFS_TIMELINE_H
#define TESTS_MODELS_PFS_TIMELINE_H

#include "tests/models/pfs/phone.h"

#define NEVER (-1)

struct step {
    int64_t at; /* ms */
    const char *in;
    const char *out;  /* actions in order, joined by "; " */
    int64_t deadline; /* ms afterwards, or NEVER */
};

static inline int64_t deadline_of(const struct phone *ph)
{
    const sim_time deadline = pfs_peer_deadline(&ph->peer);
    return deadline == TIME_NEVER ? NEVER : deadline / MILLISECONDS;
}

static inline void tick(struct phone *ph, int64_t at, int number)
{
    const sim_time now = at * MILLISECONDS;
    ck_assert_msg(deadline_of(ph) == at, "step %d: deadline %lld ms, not %lld", number,
                  (long long)deadline_of(ph), (long long)at);
    pfs_peer_expire(&ph->peer, now - 1);
    drain(ph, now - 1);
    ck_assert_msg(ph->out[0] == 0, "step %d: a nanosecond early: %s", number, ph->out);
    pfs_peer_expire(&ph->peer, now);
}

static inline void run_steps(struct phone *ph, const struct step *steps, int count)
{
    for (int i = 0; i < count; i++) {
        const struct step *s = &steps[i];
        const sim_time now = s->at * MILLISECONDS;
        if (strcmp(s->in, "tick") == 0)
            tick(ph, s->at, i);
        else
            feed(ph, s->in, now);
        drain(ph, now);
        ck_assert_msg(strcmp(ph->out, s->out) == 0, "step %d (%s): '%s', not '%s'", i, s->in,
                      ph->out, s->out);
        ck_assert_msg(deadline_of(ph) == s->deadline, "step %d (%s): deadline %lld ms, not %lld", i,
                      s->in, (long long)deadline_of(ph), (long long)s->deadline);
    }
}

#define RUN(phone, ...)                                                                            \
    do {                                                                                           \
        const struct step steps_[] = {__VA_ARGS__};                                                \
        run_steps((phone), steps_, (int)(sizeof steps_ / sizeof steps_[0]));                       \
    } while (0)

/* --- ways there --- */

/* The file f of 100 bytes, from 0 ms; LISTEN, from 28 ms to 528 ms. */
#define TO_LISTEN                                                                                  \
    {0, "start f 100", "open", 28},                                                                \
    {                                                                                              \
        28, "tick", "", 528                                                                        \
    }
/* Confirmed at 1778 ms, waiting until 11778 ms. */
#define TO_ROOT                                                                                    \
    TO_LISTEN, {528, "tick", "claim 200 100", 778}, {778, "tick", "ad 1", 1028},                   \
        {1028, "tick", "ad 2", 1278}, {1278, "tick", "ad 3", 1528}, {1528, "tick", "ad 4", 1778},  \
    {                                                                                              \
        1778, "tick", "[root]; ad 4 confirmed", 11778                                              \
    }
/* Child of 9, the root, by connection a, with xid 5, since 100 ms. */
#define TO_JOIN                                                                                    \
    TO_LISTEN, {100, "9: ad 5 50 confirmed", "connect a 9", 2100},                                 \
    {                                                                                              \
        100, "a connected", "a<JOIN 5", 10100                                                      \
    }
#define TO_CHILD                                                                                   \
    TO_JOIN,                                                                                       \
    {                                                                                              \
        100, "a ACCEPT 1", "[child 9 depth 1]", 5100                                               \
    }

#endif
