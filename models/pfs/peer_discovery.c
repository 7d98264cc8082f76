/* Broadcasts: who leads the hierarchy (rules 1 to 6). */
#include <string.h>

#include "models/pfs/peer_private.h"

static bool has_text(struct pfs_text text, const char *wanted)
{
    const struct pfs_text other = pfs_text_of(wanted);
    return text.length == other.length && memcmp(text.bytes, other.bytes, other.length) == 0;
}

static bool is_mine(const struct pfs_peer *p, const struct pfs_message *m)
{
    return m->map == p->map && has_text(m->model, p->identity.model) &&
           has_text(m->file, p->file.name);
}

static uint8_t own_flags(const struct pfs_peer *p)
{
    return (uint8_t)((p->confirmed ? PFS_CONFIRMED : 0) | (p->transferring ? PFS_TRANSFERRING : 0));
}

static struct pfs_claimant self(const struct pfs_peer *p)
{
    return (struct pfs_claimant){p->identity.address, p->own_xid, p->own_strength, own_flags(p)};
}

/* The one it waits for. */
static struct pfs_claimant awaited(const struct pfs_peer *p)
{
    return (struct pfs_claimant){p->root, p->xid, p->strength, p->root_flags};
}

static int rank(const struct pfs_claimant *c)
{
    return ((c->flags & PFS_TRANSFERRING) != 0 ? 2 : 0) + ((c->flags & PFS_CONFIRMED) != 0);
}

/* Rule 2. */
static bool is_greater(struct pfs_claimant a, struct pfs_claimant b)
{
    if (rank(&a) != rank(&b))
        return rank(&a) > rank(&b);
    return a.strength != b.strength ? a.strength > b.strength : a.address > b.address;
}

void pfs_ignore(struct pfs_peer *p, uint32_t address, uint32_t xid)
{
    p->left_address = address;
    p->left_xid = xid;
}

bool pfs_is_ignored(const struct pfs_peer *p, uint32_t address, uint32_t xid)
{
    return p->left_address == address && p->left_xid == xid;
}

/* --- claiming --- */

static void lead(struct pfs_peer *p)
{
    p->root = p->identity.address;
    p->xid = p->own_xid;
    p->strength = p->own_strength;
    p->depth = 0;
}

void pfs_claim(struct pfs_peer *p, sim_time now)
{
    p->own_xid = p->random(p->user);
    p->own_strength = p->random(p->user) >> 1;
    p->ad = 0;
    pfs_set_state(p, PFS_CLAIM, now + p->config->ad_interval);
    lead(p);
    pfs_log(p, LINE_SEND_OFFER);
    pfs_log(p, LINE_CLAIM);
    pfs_broadcast(p, PFS_CLAIM_MESSAGE);
}

static void advertise(struct pfs_peer *p, sim_time now)
{
    p->ad++;
    p->state_deadline = now + p->config->ad_interval;
    pfs_log(p, LINE_SEND_OFFER);
    pfs_log_of(p, LINE_AD, 0, p->ad, NULL);
    pfs_broadcast(p, PFS_AD_MESSAGE);
}

static void send_ad(struct pfs_peer *p, sim_time now)
{
    p->ad_owed = false;
    p->ad_deadline = now + p->config->ad_interval;
    pfs_broadcast(p, PFS_AD_MESSAGE);
}

static void confirm(struct pfs_peer *p, sim_time now)
{
    p->own_strength += p->random(p->user) >> 4;
    p->confirmed = true;
    p->progress = 0;
    p->total = p->file.size_known ? p->file.size : 0;
    lead(p);
    pfs_set_state(p, PFS_ROOT_WAITING, now + p->config->root_waiting);
    pfs_log(p, LINE_BUMP);
    pfs_log_of(p, LINE_ROOT, p->identity.address, 0, NULL);
    pfs_tell(p, PFS_EVENT_ROOT, 0, NULL);
    send_ad(p, now);
}

void pfs_claim_timeout(struct pfs_peer *p, sim_time now)
{
    pfs_log(p, LINE_DO_TIMEOUT);
    pfs_log(p, LINE_TIMEOUT);
    if (p->ad < p->config->ads)
        advertise(p, now);
    else
        confirm(p, now);
}

void pfs_send_owed_ad(struct pfs_peer *p, sim_time now)
{
    if (p->confirmed)
        send_ad(p, now);
    p->ad_owed = false;
}

/* Rule 4. */
static void answer_with_ad(struct pfs_peer *p, sim_time now)
{
    if (now >= p->ad_deadline)
        send_ad(p, now);
    else
        p->ad_owed = true;
}

void pfs_withdraw(struct pfs_peer *p)
{
    if (p->confirmed)
        pfs_broadcast(p, PFS_WITHDRAW_MESSAGE);
    p->confirmed = p->transferring = p->ad_owed = false;
}

/* --- hearing --- */

static void follow(struct pfs_peer *p, struct pfs_claimant c, sim_time now)
{
    p->root = c.address;
    p->xid = c.xid;
    p->strength = c.strength;
    p->root_flags = c.flags;
    p->state_deadline = now + p->config->claim_silence;
    if ((c.flags & PFS_CONFIRMED) != 0)
        pfs_join(p, now);
}

/* Rule 1. Even one that repeats itself for ever is not waited for that long (rule 12). */
static void await(struct pfs_peer *p, struct pfs_claimant c, sim_time now)
{
    if (p->state != PFS_AWAIT_ROOT)
        pfs_set_state(p, PFS_AWAIT_ROOT, TIME_NEVER);
    p->stall_deadline = now + p->config->stall_timeout;
    p->xid = c.xid;
    pfs_log_of(p, LINE_FOLLOWING, c.address, 0, NULL);
    follow(p, c, now);
}

static void hear_while_awaiting(struct pfs_peer *p, struct pfs_claimant c, sim_time now)
{
    if (c.address == p->root && c.xid == p->xid)
        follow(p, c, now);
    else if (c.address == p->root || is_greater(c, awaited(p)))
        await(p, c, now);
}

/* Rule 10: it and its children join anew, each for itself. */
static void yield_root(struct pfs_peer *p, struct pfs_claimant c, sim_time now)
{
    p->counters.yields++;
    pfs_log_of(p, LINE_YIELDING, c.address, 0, NULL);
    pfs_tell(p, PFS_EVENT_LEFT, 0, "a greater root");
    pfs_withdraw(p);
    pfs_drop_children(p, PFS_ABORT_MOVED);
    p->progress_deadline = TIME_NEVER;
    await(p, c, now);
}

/* Rules 4 and 5. The greater of two roots lets the smaller know, unless both transfer. */
static void hear_as_root(struct pfs_peer *p, struct pfs_claimant c, sim_time now)
{
    if (p->transferring && (c.flags & PFS_TRANSFERRING) != 0)
        return;
    if (is_greater(c, self(p)))
        yield_root(p, c, now);
    else
        answer_with_ad(p, now);
}

static void hear_while_claiming(struct pfs_peer *p, struct pfs_claimant c, sim_time now)
{
    if (is_greater(c, self(p)))
        await(p, c, now);
}

static void hear_claimant(struct pfs_peer *p, struct pfs_claimant c, sim_time now)
{
    if (p->confirmed)
        hear_as_root(p, c, now);
    else if (p->state == PFS_LISTEN)
        await(p, c, now);
    else if (p->state == PFS_CLAIM)
        hear_while_claiming(p, c, now);
    else if (p->state == PFS_AWAIT_ROOT)
        hear_while_awaiting(p, c, now);
}

/* Only who has no place yet needs to know: parents tell their children themselves. */
static void hear_withdraw(struct pfs_peer *p, struct pfs_claimant c, sim_time now)
{
    if (c.address != p->root || c.xid != p->xid)
        return;
    if (p->state == PFS_AWAIT_ROOT)
        pfs_listen(p, now);
    else if (p->state == PFS_JOIN)
        pfs_join_failed(p, now);
}

/* It has begun with a file, and has its ports. */
static bool is_hearing(const struct pfs_peer *p)
{
    return p->state != PFS_IDLE && p->state != PFS_OPENING && p->state != PFS_DONE &&
           p->state != PFS_FALLBACK;
}

/* Only a confirmed root can be transferring. */
static uint8_t claimed_flags(const struct pfs_message *m)
{
    if ((m->flags & PFS_TRANSFERRING) != 0)
        return PFS_TRANSFERRING | PFS_CONFIRMED;
    return m->flags & PFS_CONFIRMED;
}

void pfs_peer_receive(struct pfs_peer *p, uint32_t address, const uint8_t *bytes, uint32_t length,
                      sim_time now)
{
    struct pfs_message m;
    if (address == p->identity.address)
        return;
    if (!pfs_message_decode(&m, bytes, length) || m.address != address) {
        p->counters.dropped++;
        return;
    }
    if (!is_hearing(p) || !is_mine(p, &m) || pfs_is_ignored(p, address, m.xid)) {
        p->counters.ignored++;
        return;
    }
    const struct pfs_claimant c = {address, m.xid, m.strength, claimed_flags(&m)};
    if (m.kind == PFS_WITHDRAW_MESSAGE)
        hear_withdraw(p, c, now);
    else
        hear_claimant(p, c, now);
}
