/* The machine's state, its one set_state, and its deadlines; what happens in a state is in the
 * files of the rules (doc/developing.md). */
#include "models/pfs/peer.h"

#include "base/check.h"
#include "models/pfs/peer_private.h"

const char *const pfs_state_names[PFS_STATES] = {
    "IDLE",          "OPENING",    "LISTEN", "CLAIM",         "ROOT_WAITING",
    "ROOT_TRANSFER", "AWAIT_ROOT", "JOIN",   "CHILD_WAITING", "CHILD_TRANSFER",
    "CHECKING",      "SERVING",    "DONE",   "FALLBACK"};

#define TO(state) (1u << (state))

/* The states that may follow each. */
static const uint32_t edges[PFS_STATES] = {
    [PFS_IDLE] = TO(PFS_OPENING),
    [PFS_OPENING] = TO(PFS_LISTEN),
    [PFS_LISTEN] = TO(PFS_CLAIM) | TO(PFS_AWAIT_ROOT),
    [PFS_CLAIM] = TO(PFS_ROOT_WAITING) | TO(PFS_AWAIT_ROOT),
    [PFS_ROOT_WAITING] = TO(PFS_ROOT_TRANSFER) | TO(PFS_AWAIT_ROOT),
    [PFS_ROOT_TRANSFER] = TO(PFS_SERVING) | TO(PFS_FALLBACK),
    [PFS_AWAIT_ROOT] = TO(PFS_LISTEN) | TO(PFS_JOIN),
    [PFS_JOIN] = TO(PFS_LISTEN) | TO(PFS_CHILD_WAITING) | TO(PFS_FALLBACK),
    [PFS_CHILD_WAITING] = TO(PFS_LISTEN) | TO(PFS_CHILD_TRANSFER) | TO(PFS_FALLBACK),
    [PFS_CHILD_TRANSFER] = TO(PFS_LISTEN) | TO(PFS_CHECKING) | TO(PFS_FALLBACK),
    [PFS_CHECKING] = TO(PFS_LISTEN) | TO(PFS_CHILD_WAITING) | TO(PFS_SERVING) | TO(PFS_FALLBACK),
    [PFS_SERVING] = TO(PFS_DONE),
    [PFS_DONE] = TO(PFS_LISTEN),
    [PFS_FALLBACK] = TO(PFS_LISTEN),
};

bool pfs_is_waiting(const struct pfs_peer *p)
{
    return p->state == PFS_CHILD_WAITING || p->state == PFS_CHILD_TRANSFER;
}

/* It is to tell its children how far the file is. */
static bool is_getting(const struct pfs_peer *p)
{
    return pfs_is_waiting(p) || p->state == PFS_ROOT_WAITING || p->state == PFS_ROOT_TRANSFER ||
           p->state == PFS_CHECKING;
}

bool pfs_has_place(const struct pfs_peer *p)
{
    return is_getting(p) || p->state == PFS_SERVING;
}

void pfs_set_state(struct pfs_peer *p, enum pfs_state state, sim_time deadline)
{
    CHECK((edges[p->state] & TO(state)) != 0);
    p->state = state;
    p->state_deadline = deadline;
    p->stall_deadline = TIME_NEVER;
    p->working = true;
    if (is_getting(p))
        pfs_tell_children(p, OWED_PROGRESS);
}

static void check_config(const struct pfs_config *c)
{
    CHECK(c->ad_interval > 0 && c->connect_timeout > 0 && c->progress_interval > 0);
    CHECK(c->subtree_interval > 0 && c->parent_silence > 0 && c->child_silence > 0);
    CHECK(c->stall_timeout > 0 && c->connect_tries > 0);
    CHECK(c->port_open >= 0 && c->listen >= 0 && c->root_waiting >= 0 && c->claim_silence >= 0);
}

static void stop_timers(struct pfs_peer *p)
{
    p->state_deadline = p->stall_deadline = TIME_NEVER;
    p->progress_deadline = p->subtree_deadline = p->ad_deadline = TIME_NEVER;
}

void pfs_peer_init(struct pfs_peer *p, const struct pfs_config *config,
                   const struct pfs_identity *identity, pfs_random_fn *random, void *user)
{
    check_config(config);
    *p = (struct pfs_peer){.config = config, .identity = *identity, .random = random, .user = user};
    stop_timers(p);
}

/* All that belongs to the file before. */
static void forget_file(struct pfs_peer *p)
{
    p->left_address = p->left_xid = 0;
    p->xid = p->root = p->strength = 0;
    p->depth = p->hop = p->tenths = 0;
    p->confirmed = p->transferring = p->rejected = p->ad_owed = false;
    p->received = p->progress = p->total = 0;
    p->rejoins_left = p->config->rejoins;
    p->joins_left = p->config->redirects;
    stop_timers(p);
}

static void open_ports(struct pfs_peer *p, sim_time now)
{
    p->open = true;
    pfs_act(p, PFS_ACTION_OPEN, 0, NULL);
    pfs_log(p, LINE_LISTENING);
    pfs_log(p, LINE_OPEN_UDP);
    pfs_set_state(p, PFS_OPENING, now + p->config->port_open);
}

void pfs_peer_start(struct pfs_peer *p, const struct pfs_file *file, sim_time now)
{
    CHECK(p->state == PFS_IDLE || p->state == PFS_DONE || p->state == PFS_FALLBACK);
    p->file = *file;
    p->map = pfs_map(pfs_text_of(p->identity.model), pfs_text_of(file->name));
    forget_file(p);
    if (p->open)
        pfs_listen(p, now);
    else
        open_ports(p, now);
}

void pfs_listen(struct pfs_peer *p, sim_time now)
{
    p->confirmed = p->transferring = p->ad_owed = false;
    p->received = p->progress = 0;
    p->hop = p->depth = p->tenths = 0;
    p->progress_deadline = p->subtree_deadline = TIME_NEVER;
    pfs_set_state(p, PFS_LISTEN, now + p->config->listen);
}

sim_time pfs_peer_deadline(const struct pfs_peer *p)
{
    sim_time first = time_min(p->state_deadline, p->stall_deadline);
    first = time_min(first, time_min(p->progress_deadline, p->subtree_deadline));
    if (p->ad_owed)
        first = time_min(first, p->ad_deadline);
    return time_min(first, pfs_connections_deadline(p));
}

static void expire_state(struct pfs_peer *p, sim_time now)
{
    switch (p->state) {
    case PFS_OPENING:
        pfs_log(p, LINE_SLOTS);
        pfs_listen(p, now);
        break;
    case PFS_LISTEN:
        pfs_claim(p, now);
        break;
    case PFS_CLAIM:
        pfs_claim_timeout(p, now);
        break;
    case PFS_ROOT_WAITING:
        pfs_begin_transfer(p, now);
        break;
    case PFS_AWAIT_ROOT:
        pfs_listen(p, now);
        break;
    case PFS_JOIN:
        pfs_join_timeout(p, now);
        break;
    case PFS_IDLE:
    case PFS_ROOT_TRANSFER:
    case PFS_CHILD_WAITING:
    case PFS_CHILD_TRANSFER:
    case PFS_CHECKING:
    case PFS_SERVING:
    case PFS_DONE:
    case PFS_FALLBACK:
    case PFS_STATES:
        CHECK(!"this state has a deadline");
    }
}

static void expire_progress(struct pfs_peer *p, sim_time now)
{
    const bool told = is_getting(p) && pfs_child_from(p->connections) != NULL;
    p->progress_deadline = told ? now + p->config->progress_interval : TIME_NEVER;
    if (told)
        pfs_tell_children(p, OWED_PROGRESS);
}

static void expire_subtree(struct pfs_peer *p, sim_time now)
{
    const bool told = p->parent != NULL && pfs_has_place(p);
    p->subtree_deadline = told ? now + p->config->subtree_interval : TIME_NEVER;
    if (told)
        pfs_owe(p, p->parent, OWED_SUBTREE);
}

void pfs_peer_expire(struct pfs_peer *p, sim_time now)
{
    if (p->state_deadline <= now)
        expire_state(p, now);
    if (p->stall_deadline <= now)
        pfs_stalled(p, now);
    if (p->progress_deadline <= now)
        expire_progress(p, now);
    if (p->subtree_deadline <= now)
        expire_subtree(p, now);
    if (p->ad_owed && p->ad_deadline <= now)
        pfs_send_owed_ad(p, now);
    pfs_expire_connections(p, now);
}
