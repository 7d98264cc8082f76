/* Children, and those who ask to be: rules 7 and 8. */
#include "base/check.h"
#include "models/pfs/peer_private.h"

struct pfs_connection *pfs_child_from(struct pfs_connection *c)
{
    while (c != NULL && c->role != PFS_ROLE_CHILD)
        c = c->next;
    return c;
}

/* The child in a slot, or NULL. */
static struct pfs_connection *child_in(const struct pfs_peer *p, int slot)
{
    struct pfs_connection *c = pfs_child_from(p->connections);
    while (c != NULL && c->slot != slot)
        c = pfs_child_from(c->next);
    return c;
}

/* -1 when there is none. */
static int free_slot(const struct pfs_peer *p)
{
    for (int slot = 0; slot < (int)p->config->children; slot++)
        if (child_in(p, slot) == NULL)
            return slot;
    return -1;
}

bool pfs_is_full(const struct pfs_peer *p)
{
    return free_slot(p) < 0;
}

void pfs_tell_children(struct pfs_peer *p, enum pfs_owed what)
{
    for (struct pfs_connection *c = pfs_child_from(p->connections); c != NULL;
         c = pfs_child_from(c->next))
        pfs_owe(p, c, what);
}

void pfs_drop_children(struct pfs_peer *p, enum pfs_abort reason)
{
    for (struct pfs_connection *c = pfs_child_from(p->connections); c != NULL;
         c = pfs_child_from(c->next))
        pfs_drop(p, c, (uint8_t)reason);
}

/* A count that a peer made up may be large, but never wraps. */
uint32_t pfs_descendants(const struct pfs_peer *p)
{
    uint64_t sum = 0;
    for (const struct pfs_connection *c = pfs_child_from(p->connections); c != NULL;
         c = pfs_child_from(c->next))
        sum += 1 + (uint64_t)c->subtree;
    return sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
}

static void tell_parent(struct pfs_peer *p)
{
    if (p->parent != NULL && pfs_has_place(p))
        pfs_owe(p, p->parent, OWED_SUBTREE);
}

/* --- a JOIN --- */

bool pfs_join_frame(struct pfs_peer *p, struct pfs_connection *c, const struct pfs_frame *f,
                    sim_time now)
{
    if (f->kind != PFS_FRAME_JOIN)
        return false;
    c->role = PFS_ROLE_HELD;
    c->xid = f->xid;
    c->map = f->map;
    c->deadline = now + p->config->child_silence;
    p->working = true;
    return true;
}

static void accept_child(struct pfs_peer *p, struct pfs_connection *c, int slot, sim_time now)
{
    c->role = PFS_ROLE_CHILD;
    c->slot = (uint8_t)slot;
    c->deadline = now + p->config->child_silence;
    pfs_owe(p, c, OWED_ACCEPT);
    pfs_log_of(p, LINE_ACCEPTED, c->address, (uint64_t)slot, NULL);
    pfs_tell(p, PFS_EVENT_ACCEPTED, c->address, NULL);
    if (p->transferring)
        pfs_owe(p, c, OWED_XFRCMD);
    if (p->state == PFS_SERVING) {
        pfs_serve(p, c);
    } else {
        pfs_owe(p, c, OWED_PROGRESS);
        p->progress_deadline = time_min(p->progress_deadline, now + p->config->progress_interval);
    }
    tell_parent(p);
}

/* Rule 7. By the last SUBTREE alone counts lag in a rush, and the tree becomes a list. */
static uint64_t weight(const struct pfs_connection *child)
{
    const uint64_t sent = 1 + (uint64_t)child->redirected;
    return child->subtree > sent ? child->subtree : sent;
}

static void redirect(struct pfs_peer *p, struct pfs_connection *c)
{
    struct pfs_connection *to = child_in(p, 0);
    for (int slot = 1; slot < (int)p->config->children; slot++)
        if (weight(child_in(p, slot)) < weight(to))
            to = child_in(p, slot);
    to->redirected++;
    p->counters.redirects_sent++;
    pfs_log_of(p, LINE_REDIRECTING, c->address, to->address, NULL);
    c->redirect = to->address;
    pfs_owe(p, c, OWED_REDIRECT);
    pfs_drop(p, c, 0);
}

/* A child that asks again has lost the connection that is known. */
static void replace(struct pfs_peer *p, uint32_t address)
{
    for (struct pfs_connection *c = pfs_child_from(p->connections); c != NULL;
         c = pfs_child_from(c->next))
        if (c->address == address) {
            pfs_reset(p, c);
            pfs_child_gone(p, c, "asks again");
        }
}

/* Its own parent cannot be its child, which would close a circle. */
static bool is_welcome(const struct pfs_peer *p, const struct pfs_connection *c)
{
    return pfs_has_place(p) && c->map == p->map && c->xid == p->xid && p->depth < PFS_DEPTH_MAX &&
           (p->parent == NULL || p->parent->address != c->address);
}

static void answer(struct pfs_peer *p, struct pfs_connection *c, sim_time now)
{
    if (!is_welcome(p, c)) {
        pfs_drop(p, c, PFS_ABORT_NOT_HERE);
        return;
    }
    replace(p, c->address);
    const int slot = free_slot(p);
    if (slot >= 0)
        accept_child(p, c, slot, now);
    else
        redirect(p, c);
}

/* Rule 8: who asks one that itself waits for ACCEPT is answered afterwards. */
static bool can_answer(const struct pfs_peer *p, const struct pfs_connection *c)
{
    return p->state != PFS_JOIN || c->map != p->map || c->xid != p->xid;
}

bool pfs_answer_held(struct pfs_peer *p, sim_time now)
{
    for (struct pfs_connection *c = p->connections; c != NULL; c = c->next)
        if (c->role == PFS_ROLE_HELD && can_answer(p, c)) {
            answer(p, c, now);
            return true;
        }
    return false;
}

/* --- a child --- */

bool pfs_child_frame(struct pfs_peer *p, struct pfs_connection *c, const struct pfs_frame *f)
{
    switch (f->kind) {
    case PFS_FRAME_SUBTREE:
        if (f->count != c->subtree) {
            c->subtree = f->count;
            tell_parent(p);
        }
        return true;
    case PFS_FRAME_DONE:
        return pfs_done_frame(p, c, f);
    case PFS_FRAME_JOIN:
    case PFS_FRAME_ACCEPT:
    case PFS_FRAME_REDIRECT:
    case PFS_FRAME_PROGRESS:
    case PFS_FRAME_XFRCMD:
    case PFS_FRAME_FILE:
    case PFS_FRAME_DATA:
    case PFS_FRAME_ABORT:
        break;
    }
    return false;
}

void pfs_child_gone(struct pfs_peer *p, const struct pfs_connection *child, const char *reason)
{
    const char *lost = child->served ? NULL : reason;
    if (lost != NULL)
        pfs_log_of(p, LINE_LOST_CHILD, child->address, 0, lost);
    pfs_tell(p, PFS_EVENT_CHILD_GONE, child->address, lost);
    p->working = true;
    tell_parent(p);
}
