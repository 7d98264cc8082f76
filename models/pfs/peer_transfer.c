/* The file itself: it is passed on when all of it is there and right (rule 9). */
#include <string.h>

#include "base/check.h"
#include "models/pfs/peer_private.h"

/* The console hears of each tenth. */
static void note_progress(struct pfs_peer *p, uint64_t done, uint64_t total)
{
    p->progress = done;
    if (total == 0)
        return;
    p->total = total;
    const uint64_t tenth = total / 10 + (total % 10 != 0);
    const uint8_t tenths = (uint8_t)(done >= total ? 10 : done / tenth);
    if (tenths > p->tenths && tenths < 10)
        pfs_log_of(p, LINE_PROGRESS, 0, tenths * 10u, NULL);
    p->tenths = tenths;
}

static void has_file(struct pfs_peer *p)
{
    p->progress_deadline = TIME_NEVER;
    pfs_set_state(p, PFS_SERVING, TIME_NEVER);
    pfs_log_of(p, LINE_HAS_FILE, 0, p->size, NULL);
    pfs_tell(p, PFS_EVENT_HAS_FILE, p->parent != NULL ? p->parent->address : 0, NULL);
    if (p->parent != NULL) {
        p->parent->done = PFS_DONE_KEPT;
        pfs_owe(p, p->parent, OWED_DONE);
    }
    for (struct pfs_connection *c = pfs_child_from(p->connections); c != NULL;
         c = pfs_child_from(c->next))
        pfs_serve(p, c);
}

/* --- a root --- */

void pfs_begin_transfer(struct pfs_peer *p, sim_time now)
{
    (void)now;
    p->transferring = true;
    pfs_set_state(p, PFS_ROOT_TRANSFER, TIME_NEVER);
    pfs_log(p, LINE_XFRCMD_SENT);
    pfs_tell_children(p, OWED_XFRCMD);
    pfs_tell(p, PFS_EVENT_RECEIVING, 0, NULL);
    pfs_act(p, PFS_ACTION_DOWNLOAD, 0, NULL);
}

void pfs_peer_download_progress(struct pfs_peer *p, uint64_t bytes, uint64_t total, sim_time now)
{
    (void)now;
    if (p->state == PFS_ROOT_TRANSFER)
        note_progress(p, bytes, total);
}

void pfs_peer_download_done(struct pfs_peer *p, uint64_t size, const uint8_t digest[PFS_DIGEST],
                            sim_time now)
{
    (void)now;
    if (p->state != PFS_ROOT_TRANSFER)
        return;
    p->size = size;
    memcpy(p->digest, digest, PFS_DIGEST);
    has_file(p);
}

void pfs_peer_download_failed(struct pfs_peer *p, bool missing, sim_time now)
{
    (void)now;
    if (p->state != PFS_ROOT_TRANSFER)
        return;
    pfs_fall_back(p, missing ? "missing file" : "download failed",
                  missing ? PFS_ABORT_MISSING : PFS_ABORT_MOVED);
}

/* --- from the parent --- */

void pfs_note_transfer(struct pfs_peer *p)
{
    if (p->transferring)
        return;
    p->transferring = true;
    pfs_log(p, LINE_XFRCMD_RECEIVED);
    pfs_tell_children(p, OWED_XFRCMD);
}

static void all_received(struct pfs_peer *p)
{
    pfs_set_state(p, PFS_CHECKING, TIME_NEVER);
    pfs_act(p, PFS_ACTION_CHECK, 0, NULL);
}

/* What the index says; without the check the digest is not looked at. */
static bool is_wanted(const struct pfs_peer *p, const struct pfs_frame *f)
{
    const struct pfs_file *file = &p->file;
    if (file->size_known && f->size != file->size)
        return false;
    return !file->digest_known || !p->config->check ||
           memcmp(f->digest, file->digest, PFS_DIGEST) == 0;
}

bool pfs_file_frame(struct pfs_peer *p, const struct pfs_frame *f)
{
    if (p->state != PFS_CHILD_WAITING || !is_wanted(p, f))
        return false;
    pfs_note_transfer(p);
    p->size = p->total = f->size;
    memcpy(p->digest, f->digest, PFS_DIGEST);
    p->received = p->progress = 0;
    p->hop = p->tenths = 0;
    pfs_set_state(p, PFS_CHILD_TRANSFER, TIME_NEVER);
    pfs_log_of(p, LINE_RECEIVING, p->parent->address, p->size, NULL);
    pfs_tell(p, PFS_EVENT_RECEIVING, p->parent->address, NULL);
    if (p->size == 0) {
        pfs_deliver(p, NULL, 0);
        all_received(p);
    }
    return true;
}

bool pfs_data_frame(struct pfs_peer *p, const struct pfs_frame *f)
{
    if (p->state != PFS_CHILD_TRANSFER || f->data_length > p->size - p->received)
        return false;
    pfs_deliver(p, f->data, f->data_length);
    p->received += f->data_length;
    note_progress(p, p->received, p->size);
    if (p->received == p->size)
        all_received(p);
    return true;
}

static void ask_once_more(struct pfs_peer *p, sim_time now)
{
    p->rejected = true;
    p->received = p->progress = 0;
    pfs_owe(p, p->parent, OWED_DONE);
    pfs_wait(p, now);
}

static void reject(struct pfs_peer *p, sim_time now)
{
    p->counters.rejections++;
    pfs_log(p, LINE_REJECTED);
    if (p->parent == NULL) {
        pfs_leave(p, 0, "file rejected", PFS_ABORT_MOVED, now);
        return;
    }
    p->parent->done = PFS_DONE_REJECTED;
    if (!p->rejected) {
        ask_once_more(p, now);
        return;
    }
    pfs_owe(p, p->parent, OWED_DONE);
    pfs_fall_back(p, "file rejected", PFS_ABORT_MOVED);
}

void pfs_peer_checked(struct pfs_peer *p, bool good, const uint8_t digest[PFS_DIGEST], sim_time now)
{
    if (p->state != PFS_CHECKING)
        return;
    if (good && (!p->config->check || memcmp(digest, p->digest, PFS_DIGEST) == 0))
        has_file(p);
    else
        reject(p, now);
}

/* --- to the children --- */

void pfs_serve(struct pfs_peer *p, struct pfs_connection *c)
{
    c->sending = true;
    c->sent = 0;
    pfs_owe(p, c, OWED_FILE);
}

/* It rejects what it got: once more, and no third time. */
static void send_again(struct pfs_peer *p, struct pfs_connection *c)
{
    if (c->resent) {
        pfs_drop(p, c, 0);
        pfs_child_gone(p, c, "rejected the file twice");
        return;
    }
    c->resent = true;
    pfs_serve(p, c);
}

bool pfs_done_frame(struct pfs_peer *p, struct pfs_connection *c, const struct pfs_frame *f)
{
    if (!c->sending || (c->owed & OWED_FILE) != 0 || c->sent < p->size || c->served)
        return false;
    if (f->status == PFS_DONE_REJECTED) {
        send_again(p, c);
        return true;
    }
    c->served = true;
    c->deadline = TIME_NEVER;
    p->working = true;
    pfs_log_of(p, LINE_SERVED, c->address, 0, NULL);
    return true;
}

/* Nobody waits for the file, or for an answer. */
static bool is_through(const struct pfs_peer *p)
{
    for (const struct pfs_connection *c = p->connections; c != NULL; c = c->next)
        if (c->role == PFS_ROLE_HELD || (c->role == PFS_ROLE_CHILD && !c->served))
            return false;
    return true;
}

static void close_all(struct pfs_peer *p)
{
    for (struct pfs_connection *c = p->connections; c != NULL; c = c->next)
        if (c->role == PFS_ROLE_CHILD || c->role == PFS_ROLE_PARENT)
            pfs_drop(p, c, 0);
}

bool pfs_finish(struct pfs_peer *p)
{
    if (p->state != PFS_SERVING || !is_through(p))
        return false;
    close_all(p);
    pfs_withdraw(p);
    p->subtree_deadline = TIME_NEVER;
    pfs_set_state(p, PFS_DONE, TIME_NEVER);
    pfs_log(p, LINE_DONE);
    pfs_tell(p, PFS_EVENT_DONE, 0, NULL);
    pfs_act(p, PFS_ACTION_DONE, 0, NULL);
    return true;
}
