/* Connections: which there are, what comes on them, how they end. */
#include "base/check.h"
#include "models/pfs/peer_private.h"

void pfs_owe(struct pfs_peer *p, struct pfs_connection *c, enum pfs_owed what)
{
    c->owed |= (uint16_t)what;
    p->working = true;
}

/* At the end of the list: who comes first is answered first. */
static void adopt(struct pfs_peer *p, struct pfs_connection *c, enum pfs_role role,
                  uint32_t address)
{
    *c = (struct pfs_connection){.role = role, .address = address, .deadline = TIME_NEVER};
    pfs_frame_decoder_init(&c->decoder);
    struct pfs_connection **end = &p->connections;
    while (*end != NULL)
        end = &(*end)->next;
    *end = c;
}

void pfs_forget(struct pfs_peer *p, struct pfs_connection *c)
{
    struct pfs_connection **at = &p->connections;
    while (*at != NULL && *at != c)
        at = &(*at)->next;
    if (*at != NULL)
        *at = c->next;
    c->next = NULL;
    c->role = PFS_ROLE_NONE;
    c->owed = 0;
}

/* It stays in the list until its end has been asked for. */
static void leave(struct pfs_peer *p, struct pfs_connection *c, unsigned owed)
{
    if (p->parent == c)
        p->parent = NULL;
    c->role = PFS_ROLE_NONE;
    c->deadline = TIME_NEVER;
    c->owed = (uint16_t)owed;
    p->working = true;
}

void pfs_drop(struct pfs_peer *p, struct pfs_connection *c, uint8_t reason)
{
    if (!c->connected) {
        pfs_reset(p, c);
        return;
    }
    c->abort = reason;
    const unsigned said = c->owed & (OWED_DONE | OWED_REDIRECT);
    leave(p, c, said | (reason != 0 ? OWED_ABORT : 0u) | OWED_CLOSE);
}

void pfs_reset(struct pfs_peer *p, struct pfs_connection *c)
{
    leave(p, c, OWED_RESET);
}

void pfs_peer_accepted(struct pfs_peer *p, struct pfs_connection *c, uint32_t address, sim_time now)
{
    adopt(p, c, PFS_ROLE_NEW, address);
    c->connected = true;
    c->deadline = now + p->config->child_silence;
}

void pfs_peer_connecting(struct pfs_peer *p, struct pfs_connection *c, sim_time now)
{
    (void)now;
    adopt(p, c, PFS_ROLE_PARENT, p->asked);
    if (p->state == PFS_JOIN && p->parent == NULL)
        p->parent = c;
    else
        pfs_reset(p, c);
}

void pfs_peer_connected(struct pfs_peer *p, struct pfs_connection *c, sim_time now)
{
    if (c != p->parent || p->state != PFS_JOIN || c->connected)
        return;
    c->connected = true;
    p->state_deadline = now + p->config->parent_silence;
    pfs_owe(p, c, OWED_JOIN);
}

void pfs_peer_full(struct pfs_connection *c)
{
    c->full = true;
}

void pfs_peer_writable(struct pfs_peer *p, struct pfs_connection *c, sim_time now)
{
    (void)now;
    c->full = false;
    p->working = true;
}

/* The end of a connection, which has been given up already: `role` is what it was for. */
static void lose(struct pfs_peer *p, const struct pfs_connection *c, enum pfs_role role,
                 const char *reason, sim_time now)
{
    switch (role) {
    case PFS_ROLE_PARENT:
        pfs_parent_lost(p, c->address, reason, now);
        break;
    case PFS_ROLE_CHILD:
        pfs_child_gone(p, c, reason);
        break;
    case PFS_ROLE_NONE:
    case PFS_ROLE_NEW:
    case PFS_ROLE_HELD:
        break;
    }
}

void pfs_peer_disconnected(struct pfs_peer *p, struct pfs_connection *c, sim_time now)
{
    const enum pfs_role role = c->role;
    if (p->parent == c)
        p->parent = NULL;
    pfs_forget(p, c);
    p->working = true;
    lose(p, c, role, "connection lost", now);
}

/* --- what comes --- */

static void receive_abort(struct pfs_peer *p, struct pfs_connection *c, enum pfs_abort reason,
                          sim_time now)
{
    const enum pfs_role role = c->role;
    pfs_drop(p, c, 0);
    if (role == PFS_ROLE_PARENT)
        pfs_parent_aborted(p, c->address, reason, now);
    else
        lose(p, c, role, "left", now);
}

/* False: it may not be sent by this peer now. */
static bool receive(struct pfs_peer *p, struct pfs_connection *c, const struct pfs_frame *f,
                    sim_time now)
{
    switch (c->role) {
    case PFS_ROLE_NEW:
        return pfs_join_frame(p, c, f, now);
    case PFS_ROLE_CHILD:
        return pfs_child_frame(p, c, f);
    case PFS_ROLE_PARENT:
        return pfs_parent_frame(p, f, now);
    case PFS_ROLE_HELD:
    case PFS_ROLE_NONE:
        break;
    }
    return false;
}

static void break_off(struct pfs_peer *p, struct pfs_connection *c, sim_time now)
{
    const enum pfs_role role = c->role;
    p->counters.broken++;
    pfs_drop(p, c, PFS_ABORT_PROTOCOL);
    lose(p, c, role, "protocol error", now);
}

/* Anything that comes is a sign of life. */
static void revive(struct pfs_peer *p, struct pfs_connection *c, sim_time now)
{
    if (c->role == PFS_ROLE_CHILD && !c->served)
        c->deadline = now + p->config->child_silence;
    else if (c->role == PFS_ROLE_PARENT && pfs_is_waiting(p))
        c->deadline = now + p->config->parent_silence;
}

uint32_t pfs_peer_stream(struct pfs_peer *p, struct pfs_connection *c, const uint8_t *bytes,
                         uint32_t length, sim_time now)
{
    struct pfs_frame f;
    uint32_t taken;
    if (c->role == PFS_ROLE_NONE || length == 0)
        return length;
    const enum pfs_decode what = pfs_frame_decode(&c->decoder, bytes, length, &taken, &f);
    revive(p, c, now);
    if (what == PFS_DECODE_FRAME && f.kind == PFS_FRAME_ABORT)
        receive_abort(p, c, (enum pfs_abort)f.reason, now);
    else if (what == PFS_DECODE_ERROR || (what == PFS_DECODE_FRAME && !receive(p, c, &f, now)))
        break_off(p, c, now);
    return taken;
}

/* --- time --- */

sim_time pfs_connections_deadline(const struct pfs_peer *p)
{
    sim_time first = TIME_NEVER;
    for (const struct pfs_connection *c = p->connections; c != NULL; c = c->next)
        first = time_min(first, c->deadline);
    return first;
}

static void expire(struct pfs_peer *p, struct pfs_connection *c, sim_time now)
{
    c->deadline = TIME_NEVER;
    if (c->role == PFS_ROLE_PARENT && !pfs_is_waiting(p))
        return;
    const enum pfs_role role = c->role;
    pfs_reset(p, c);
    lose(p, c, role, "silent", now);
}

void pfs_expire_connections(struct pfs_peer *p, sim_time now)
{
    for (struct pfs_connection *c = p->connections; c != NULL; c = c->next)
        if (c->deadline <= now)
            expire(p, c, now);
}
