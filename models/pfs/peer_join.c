/* The way to a parent, and away from it: rules 8, 10 and 11. */
#include "base/check.h"
#include "models/pfs/peer_private.h"

/* --- asking for a place --- */

static void try_to_connect(struct pfs_peer *p, sim_time now)
{
    CHECK(p->parent == NULL);
    p->state_deadline = now + p->config->connect_timeout;
    pfs_act(p, PFS_ACTION_CONNECT, p->asked, NULL);
}

static void ask(struct pfs_peer *p, uint32_t address, sim_time now)
{
    p->asked = address;
    p->tries = 0;
    pfs_log_of(p, LINE_JOINING, address, 0, NULL);
    try_to_connect(p, now);
}

void pfs_join(struct pfs_peer *p, sim_time now)
{
    pfs_set_state(p, PFS_JOIN, TIME_NEVER);
    p->again = false;
    p->redirects_left = p->config->redirects;
    ask(p, p->root, now);
}

void pfs_join_failed(struct pfs_peer *p, sim_time now)
{
    if (p->parent != NULL)
        pfs_drop(p, p->parent, 0);
    if (p->joins_left == 0) {
        pfs_fall_back(p, "no place found", PFS_ABORT_MOVED);
        return;
    }
    p->joins_left--;
    pfs_listen(p, now);
}

/* Nothing can be had where it was sent: once more from the root, then it listens for another. */
static void give_up_target(struct pfs_peer *p, sim_time now)
{
    if (!p->again && p->asked != p->root) {
        p->again = true;
        p->redirects_left = p->config->redirects;
        ask(p, p->root, now);
        return;
    }
    pfs_join_failed(p, now);
}

/* No connection, no answer, or the pause after a connection that was refused is over. */
void pfs_join_timeout(struct pfs_peer *p, sim_time now)
{
    if (p->parent != NULL)
        pfs_reset(p, p->parent);
    if (++p->tries < p->config->connect_tries) {
        try_to_connect(p, now);
        return;
    }
    if (p->asked == p->root)
        pfs_ignore(p, p->root, p->xid);
    give_up_target(p, now);
}

/* --- answers --- */

static bool holds_join_of(const struct pfs_peer *p, uint32_t address)
{
    for (const struct pfs_connection *c = p->connections; c != NULL; c = c->next)
        if (c->role == PFS_ROLE_HELD && c->address == address)
            return true;
    return false;
}

/* A redirect that leads round in a circle, or to whom it left. */
static bool is_vain(const struct pfs_peer *p, uint32_t address)
{
    return address == p->identity.address || address == p->asked ||
           pfs_is_ignored(p, address, p->xid) || holds_join_of(p, address);
}

static bool redirected(struct pfs_peer *p, uint32_t address, sim_time now)
{
    p->counters.redirects_followed++;
    pfs_log_of(p, LINE_REDIRECTED, address, 0, NULL);
    pfs_drop(p, p->parent, 0);
    if (p->redirects_left == 0 || is_vain(p, address)) {
        give_up_target(p, now);
        return true;
    }
    p->redirects_left--;
    ask(p, address, now);
    return true;
}

void pfs_wait(struct pfs_peer *p, sim_time now)
{
    pfs_set_state(p, PFS_CHILD_WAITING, TIME_NEVER);
    p->stall_deadline = now + p->config->stall_timeout;
    p->parent->deadline = now + p->config->parent_silence;
}

static bool accepted(struct pfs_peer *p, uint8_t depth, sim_time now)
{
    p->counters.joins++;
    p->depth = depth;
    p->hop = depth;
    p->rejected = false;
    p->subtree_deadline = now + p->config->subtree_interval;
    pfs_wait(p, now);
    pfs_log_of(p, LINE_CHILD, p->parent->address, depth, NULL);
    pfs_tell(p, PFS_EVENT_CHILD, p->parent->address, NULL);
    return true;
}

/* --- waiting --- */

/* A change from above that is more than bytes is passed on at once. */
static bool progress(struct pfs_peer *p, const struct pfs_frame *f, sim_time now)
{
    if (p->state != PFS_CHILD_WAITING)
        return true;
    const uint8_t hop = f->hop < p->depth ? (uint8_t)(f->hop + 1) : p->depth;
    const bool other = hop != p->hop || f->total != p->total;
    if (other || f->done != p->progress)
        p->stall_deadline = now + p->config->stall_timeout;
    p->hop = hop;
    p->progress = f->done;
    p->total = f->total;
    if (other)
        pfs_tell_children(p, OWED_PROGRESS);
    return true;
}

bool pfs_parent_frame(struct pfs_peer *p, const struct pfs_frame *f, sim_time now)
{
    const bool asks = p->state == PFS_JOIN;
    if (!p->parent->connected)
        return false;
    switch (f->kind) {
    case PFS_FRAME_ACCEPT:
        return asks && accepted(p, f->depth, now);
    case PFS_FRAME_REDIRECT:
        return asks && redirected(p, f->address, now);
    case PFS_FRAME_PROGRESS:
        return !asks && progress(p, f, now);
    case PFS_FRAME_XFRCMD:
        if (!asks)
            pfs_note_transfer(p);
        return !asks;
    case PFS_FRAME_FILE:
        return pfs_file_frame(p, f);
    case PFS_FRAME_DATA:
        return pfs_data_frame(p, f);
    case PFS_FRAME_JOIN:
    case PFS_FRAME_SUBTREE:
    case PFS_FRAME_DONE:
    case PFS_FRAME_ABORT:
        break;
    }
    return false;
}

/* --- leaving --- */

void pfs_leave(struct pfs_peer *p, uint32_t parent, const char *reason, enum pfs_abort abort,
               sim_time now)
{
    pfs_log_of(p, LINE_LEFT, parent, 0, reason);
    pfs_tell(p, PFS_EVENT_LEFT, parent, reason);
    pfs_drop_children(p, abort);
    if (p->rejoins_left == 0) {
        pfs_fall_back(p, reason, abort);
        return;
    }
    p->rejoins_left--;
    pfs_listen(p, now);
}

void pfs_fall_back(struct pfs_peer *p, const char *reason, enum pfs_abort abort)
{
    pfs_drop_children(p, abort);
    if (p->parent != NULL)
        pfs_drop(p, p->parent, 0);
    pfs_withdraw(p);
    p->progress_deadline = p->subtree_deadline = TIME_NEVER;
    pfs_set_state(p, PFS_FALLBACK, TIME_NEVER);
    pfs_log_of(p, LINE_FELL_BACK, 0, 0, reason);
    pfs_tell(p, PFS_EVENT_FELL_BACK, 0, reason);
    pfs_act(p, PFS_ACTION_FALL_BACK, 0, reason);
}

void pfs_parent_lost(struct pfs_peer *p, uint32_t address, const char *reason, sim_time now)
{
    if (p->state == PFS_JOIN) {
        p->state_deadline = now + p->config->connect_timeout;
    } else if (pfs_is_waiting(p)) {
        pfs_ignore(p, address, p->xid);
        pfs_leave(p, address, reason, PFS_ABORT_MOVED, now);
    }
}

/* Whom a phone ignores that is sent away: nobody when its parent has moved, since that may come
 * back to the same hierarchy; the whole hierarchy when that has stalled. */
static void leave_as_told(struct pfs_peer *p, uint32_t parent, enum pfs_abort reason, sim_time now)
{
    switch (reason) {
    case PFS_ABORT_MOVED:
        pfs_leave(p, parent, "parent moved", PFS_ABORT_MOVED, now);
        break;
    case PFS_ABORT_STALLED:
        pfs_ignore(p, p->root, p->xid);
        pfs_leave(p, parent, "stalled", PFS_ABORT_STALLED, now);
        break;
    case PFS_ABORT_NOT_HERE:
    case PFS_ABORT_PROTOCOL:
        pfs_ignore(p, parent, p->xid);
        pfs_leave(p, parent, "sent away", PFS_ABORT_MOVED, now);
        break;
    case PFS_ABORT_MISSING:
        pfs_fall_back(p, "missing file", PFS_ABORT_MISSING);
        break;
    }
}

void pfs_parent_aborted(struct pfs_peer *p, uint32_t address, enum pfs_abort reason, sim_time now)
{
    if (pfs_is_waiting(p))
        leave_as_told(p, address, reason, now);
    else if (p->state == PFS_JOIN && reason == PFS_ABORT_MISSING)
        pfs_fall_back(p, "missing file", PFS_ABORT_MISSING);
    else if (p->state == PFS_JOIN)
        pfs_join_failed(p, now);
}

static void stop_waiting(struct pfs_peer *p, sim_time now)
{
    const uint32_t parent = p->parent->address;
    pfs_drop(p, p->parent, PFS_ABORT_STALLED);
    pfs_leave(p, parent, "stalled", PFS_ABORT_STALLED, now);
}

void pfs_stalled(struct pfs_peer *p, sim_time now)
{
    pfs_ignore(p, p->root, p->xid);
    if (p->state == PFS_AWAIT_ROOT)
        pfs_listen(p, now);
    else
        stop_waiting(p, now);
}
