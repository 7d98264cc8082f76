/* Actions: first those that wait in their order, then what connections owe. */
#include <string.h>

#include "base/check.h"
#include "models/pfs/peer_private.h"

/* --- what waits --- */

static struct pfs_pending *add(struct pfs_peer *p, enum pfs_action_kind kind)
{
    CHECK(p->pending_count < PFS_PENDING_MAX);
    const uint32_t at = (p->pending_first + p->pending_count++) % PFS_PENDING_MAX;
    p->pending[at] = (struct pfs_pending){.kind = (uint8_t)kind, .xid = p->xid, .depth = p->depth};
    return &p->pending[at];
}

void pfs_act(struct pfs_peer *p, enum pfs_action_kind kind, uint32_t address, const char *reason)
{
    struct pfs_pending *a = add(p, kind);
    a->address = address;
    a->reason = reason;
}

void pfs_broadcast(struct pfs_peer *p, enum pfs_message_kind kind)
{
    struct pfs_pending *a = add(p, PFS_ACTION_BROADCAST);
    a->code = (uint8_t)kind;
    a->flags =
        (uint8_t)((p->confirmed ? PFS_CONFIRMED : 0) | (p->transferring ? PFS_TRANSFERRING : 0) |
                  (pfs_is_full(p) ? PFS_FULL : 0));
    a->number = p->ad;
}

void pfs_deliver(struct pfs_peer *p, const uint8_t *data, uint32_t length)
{
    p->data = data;
    p->data_length = length;
    add(p, PFS_ACTION_DELIVER)->number = p->received;
}

void pfs_tell(struct pfs_peer *p, enum pfs_event event, uint32_t address, const char *reason)
{
    struct pfs_pending *a = add(p, PFS_ACTION_EVENT);
    a->code = (uint8_t)event;
    a->address = address;
    a->reason = reason;
}

void pfs_log_of(struct pfs_peer *p, enum pfs_line line, uint32_t address, uint64_t number,
                const char *reason)
{
    struct pfs_pending *a = add(p, PFS_ACTION_LOG);
    a->code = (uint8_t)line;
    a->address = address;
    a->number = number;
    a->reason = reason;
}

void pfs_log(struct pfs_peer *p, enum pfs_line line)
{
    pfs_log_of(p, line, 0, 0, NULL);
}

static void fill_broadcast(const struct pfs_peer *p, const struct pfs_pending *w,
                           struct pfs_action *a)
{
    const struct pfs_message m = {
        .kind = w->code,
        .flags = w->flags,
        .ad = (uint8_t)w->number,
        .xid = p->own_xid,
        .map = p->map,
        .strength = p->own_strength,
        .address = p->identity.address,
        .model = pfs_text_of(p->identity.model),
        .file = pfs_text_of(p->file.name),
    };
    a->byte_count = pfs_message_encode(a->bytes, &m);
}

static void fill(const struct pfs_peer *p, const struct pfs_pending *w, struct pfs_action *a)
{
    a->kind = (enum pfs_action_kind)w->kind;
    a->address = w->address;
    a->depth = w->depth;
    a->reason = w->reason;
    a->byte_count = a->length = 0;
    switch (a->kind) {
    case PFS_ACTION_BROADCAST:
        fill_broadcast(p, w, a);
        break;
    case PFS_ACTION_DELIVER:
        a->data = p->data;
        a->length = p->data_length;
        a->offset = w->number;
        break;
    case PFS_ACTION_EVENT:
        a->event = (enum pfs_event)w->code;
        a->xid = w->xid;
        break;
    case PFS_ACTION_LOG:
        pfs_log_text(p, w, a);
        break;
    case PFS_ACTION_OPEN:
    case PFS_ACTION_CONNECT:
    case PFS_ACTION_SEND:
    case PFS_ACTION_CLOSE:
    case PFS_ACTION_ABORT:
    case PFS_ACTION_DOWNLOAD:
    case PFS_ACTION_CHECK:
    case PFS_ACTION_FALL_BACK:
    case PFS_ACTION_DONE:
        break;
    }
}

static void take(struct pfs_peer *p, struct pfs_action *a)
{
    const struct pfs_pending w = p->pending[p->pending_first];
    p->pending_first = (p->pending_first + 1) % PFS_PENDING_MAX;
    p->pending_count--;
    fill(p, &w, a);
}

/* --- what connections owe --- */

static struct pfs_frame frame_of(const struct pfs_peer *p, const struct pfs_connection *c,
                                 enum pfs_owed what)
{
    switch (what) {
    case OWED_JOIN:
        return (struct pfs_frame){.kind = PFS_FRAME_JOIN,
                                  .xid = p->xid,
                                  .map = p->map,
                                  .strength = p->strength,
                                  .model = pfs_text_of(p->identity.model),
                                  .file = pfs_text_of(p->file.name)};
    case OWED_ACCEPT:
        return (struct pfs_frame){.kind = PFS_FRAME_ACCEPT, .depth = (uint8_t)(p->depth + 1)};
    case OWED_REDIRECT:
        return (struct pfs_frame){.kind = PFS_FRAME_REDIRECT, .address = c->redirect};
    case OWED_XFRCMD:
        return (struct pfs_frame){.kind = PFS_FRAME_XFRCMD};
    case OWED_PROGRESS:
        return (struct pfs_frame){
            .kind = PFS_FRAME_PROGRESS, .hop = p->hop, .done = p->progress, .total = p->total};
    case OWED_SUBTREE:
        return (struct pfs_frame){.kind = PFS_FRAME_SUBTREE, .count = pfs_descendants(p)};
    case OWED_DONE:
        return (struct pfs_frame){.kind = PFS_FRAME_DONE, .status = c->done};
    case OWED_ABORT:
        return (struct pfs_frame){.kind = PFS_FRAME_ABORT, .reason = c->abort};
    case OWED_FILE:
    case OWED_CLOSE:
    case OWED_RESET:
        break;
    }
    struct pfs_frame f = {.kind = PFS_FRAME_FILE, .size = p->size};
    memcpy(f.digest, p->digest, PFS_DIGEST);
    return f;
}

static void fill_send(struct pfs_connection *c, const struct pfs_frame *f, struct pfs_action *a)
{
    a->kind = PFS_ACTION_SEND;
    a->connection = c;
    a->byte_count = pfs_frame_encode(a->bytes, f);
    a->offset = a->length = 0;
}

static void pay(struct pfs_peer *p, struct pfs_connection *c, struct pfs_action *a)
{
    const enum pfs_owed what = (enum pfs_owed)(c->owed & -c->owed);
    c->owed &= (uint16_t)~what;
    if (what != OWED_CLOSE && what != OWED_RESET) {
        const struct pfs_frame f = frame_of(p, c, what);
        fill_send(c, &f, a);
        return;
    }
    a->kind = what == OWED_CLOSE ? PFS_ACTION_CLOSE : PFS_ACTION_ABORT;
    a->connection = c;
    pfs_forget(p, c);
}

static bool pay_owed(struct pfs_peer *p, struct pfs_action *a)
{
    for (struct pfs_connection *c = p->connections; c != NULL; c = c->next)
        if (c->owed != 0) {
            pay(p, c, a);
            return true;
        }
    return false;
}

/* Who has got least so far: children are served at the same time. */
static struct pfs_connection *next_to_serve(const struct pfs_peer *p)
{
    struct pfs_connection *least = NULL;
    for (struct pfs_connection *c = pfs_child_from(p->connections); c != NULL;
         c = pfs_child_from(c->next))
        if (c->sending && !c->full && c->sent < p->size && (least == NULL || c->sent < least->sent))
            least = c;
    return least;
}

static bool send_data(struct pfs_peer *p, struct pfs_action *a)
{
    struct pfs_connection *c = next_to_serve(p);
    if (c == NULL)
        return false;
    const uint64_t left = p->size - c->sent;
    const uint32_t length = left < PFS_FRAME_DATA_MAX ? (uint32_t)left : PFS_FRAME_DATA_MAX;
    fill_send(c, &(struct pfs_frame){.kind = PFS_FRAME_DATA, .data_length = length}, a);
    a->offset = c->sent;
    a->length = length;
    c->sent += length;
    return true;
}

bool pfs_peer_next(struct pfs_peer *p, struct pfs_action *action, sim_time now)
{
    while (p->pending_count != 0 || p->working) {
        if (p->pending_count != 0) {
            take(p, action);
            return true;
        }
        if (pay_owed(p, action) || send_data(p, action))
            return true;
        p->working = pfs_answer_held(p, now) || pfs_finish(p);
    }
    return false;
}
