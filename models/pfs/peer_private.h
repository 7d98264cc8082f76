/* What the machine's files share, and nobody else sees:
 *
 *   peer.c             states, the clock, the start of a file
 *   peer_discovery.c   broadcasts: rules 1 to 6
 *   peer_connection.c  connections: which there are, what comes on them, how they end
 *   peer_join.c        the way to a parent and away from it: rules 8, 10 and 11
 *   peer_children.c    children, redirects, progress: rules 7 and 8
 *   peer_transfer.c    the file itself: rule 9
 *   peer_next.c        actions
 *   peer_log.c         the console's lines */
#ifndef MODELS_PFS_PEER_PRIVATE_H
#define MODELS_PFS_PEER_PRIVATE_H

#include "models/pfs/peer.h"

enum { PFS_DEPTH_MAX = 200 }; /* deeper than any tree; a child there is refused */

/* Bits of `owed`; frames go out in this order, and a connection ends after them. */
enum pfs_owed {
    OWED_JOIN = 1,
    OWED_ACCEPT = 2,
    OWED_REDIRECT = 4,
    OWED_XFRCMD = 8,
    OWED_PROGRESS = 16,
    OWED_FILE = 32,
    OWED_SUBTREE = 64,
    OWED_DONE = 128,
    OWED_ABORT = 256,
    OWED_CLOSE = 512,
    OWED_RESET = 1024,
};

/* A claimant to be root of this phone's hierarchy, as rule 2 compares them. */
struct pfs_claimant {
    uint32_t address, xid, strength;
    uint8_t flags;
};

/* Lines of the console. */
enum pfs_line {
    LINE_LISTENING,
    LINE_OPEN_UDP,
    LINE_SLOTS,
    LINE_SEND_OFFER,
    LINE_CLAIM,
    LINE_AD,
    LINE_DO_TIMEOUT,
    LINE_TIMEOUT,
    LINE_BUMP,
    LINE_ROOT,
    LINE_XFRCMD_SENT,
    LINE_FOLLOWING,
    LINE_YIELDING,
    LINE_JOINING,
    LINE_REDIRECTED,
    LINE_CHILD,
    LINE_ACCEPTED,
    LINE_REDIRECTING,
    LINE_LOST_CHILD,
    LINE_XFRCMD_RECEIVED,
    LINE_RECEIVING,
    LINE_PROGRESS,
    LINE_HAS_FILE,
    LINE_REJECTED,
    LINE_SERVED,
    LINE_LEFT,
    LINE_FELL_BACK,
    LINE_DONE,
};

/* --- peer.c --- */
void pfs_set_state(struct pfs_peer *p, enum pfs_state state, sim_time deadline);
void pfs_listen(struct pfs_peer *p, sim_time now);
/* It is in a hierarchy that lives, and can have children. */
bool pfs_has_place(const struct pfs_peer *p);
/* It has a parent, and does not have the file yet. */
bool pfs_is_waiting(const struct pfs_peer *p);

/* --- peer_discovery.c --- */
void pfs_claim(struct pfs_peer *p, sim_time now);
void pfs_claim_timeout(struct pfs_peer *p, sim_time now);
void pfs_send_owed_ad(struct pfs_peer *p, sim_time now);
/* Tells everybody that it is no root any more, if it was one. */
void pfs_withdraw(struct pfs_peer *p);
/* Hears no more of that hierarchy, or of redirects to that phone. */
void pfs_ignore(struct pfs_peer *p, uint32_t address, uint32_t xid);
bool pfs_is_ignored(const struct pfs_peer *p, uint32_t address, uint32_t xid);

/* --- peer_connection.c --- */
void pfs_owe(struct pfs_peer *p, struct pfs_connection *c, enum pfs_owed what);
/* The machine is through with `c`: it ends after an ABORT (`reason`, 0: none), or at once. */
void pfs_drop(struct pfs_peer *p, struct pfs_connection *c, uint8_t reason);
void pfs_reset(struct pfs_peer *p, struct pfs_connection *c);
void pfs_forget(struct pfs_peer *p, struct pfs_connection *c);
void pfs_expire_connections(struct pfs_peer *p, sim_time now);
sim_time pfs_connections_deadline(const struct pfs_peer *p);

/* --- peer_join.c --- */
/* Asks the root for a place. */
void pfs_join(struct pfs_peer *p, sim_time now);
void pfs_join_timeout(struct pfs_peer *p, sim_time now);
/* This hierarchy has no place for it: it listens again. */
void pfs_join_failed(struct pfs_peer *p, sim_time now);
/* The connection to the parent, `address`, or to the one that is asked for a place, is no more. */
void pfs_parent_lost(struct pfs_peer *p, uint32_t address, const char *reason, sim_time now);
void pfs_parent_aborted(struct pfs_peer *p, uint32_t address, enum pfs_abort reason, sim_time now);
/* Leaves the hierarchy, in which `parent` was its own, before it has the file (rule 10). `abort` is
 * what its children are told: of a hierarchy that has stalled, that it has, so that they do not
 * come back to it. */
void pfs_leave(struct pfs_peer *p, uint32_t parent, const char *reason, enum pfs_abort abort,
               sim_time now);
void pfs_fall_back(struct pfs_peer *p, const char *reason, enum pfs_abort abort);
/* False: the parent may not send that now. */
bool pfs_parent_frame(struct pfs_peer *p, const struct pfs_frame *f, sim_time now);
void pfs_stalled(struct pfs_peer *p, sim_time now);
/* It waits on, for the file that its parent will send. */
void pfs_wait(struct pfs_peer *p, sim_time now);

/* --- peer_children.c --- */
bool pfs_join_frame(struct pfs_peer *p, struct pfs_connection *c, const struct pfs_frame *f,
                    sim_time now);
bool pfs_child_frame(struct pfs_peer *p, struct pfs_connection *c, const struct pfs_frame *f);
/* Its connection has been given up; it is lost if it does not have the file from here. */
void pfs_child_gone(struct pfs_peer *p, const struct pfs_connection *child, const char *reason);
/* Answers one JOIN that is held; false when there is none that can be answered. */
bool pfs_answer_held(struct pfs_peer *p, sim_time now);
/* The first child from `c` on in the list, or NULL. */
struct pfs_connection *pfs_child_from(struct pfs_connection *c);
bool pfs_is_full(const struct pfs_peer *p);
void pfs_tell_children(struct pfs_peer *p, enum pfs_owed what);
void pfs_drop_children(struct pfs_peer *p, enum pfs_abort reason);
uint32_t pfs_descendants(const struct pfs_peer *p);

/* --- peer_transfer.c --- */
void pfs_begin_transfer(struct pfs_peer *p, sim_time now);
/* Sends the file to a child. */
void pfs_serve(struct pfs_peer *p, struct pfs_connection *c);
/* The hierarchy's transfer has begun. */
void pfs_note_transfer(struct pfs_peer *p);
bool pfs_file_frame(struct pfs_peer *p, const struct pfs_frame *f);
bool pfs_data_frame(struct pfs_peer *p, const struct pfs_frame *f);
bool pfs_done_frame(struct pfs_peer *p, struct pfs_connection *c, const struct pfs_frame *f);
/* It is done when it has the file and nobody waits for it; false when that is not so. */
bool pfs_finish(struct pfs_peer *p);

/* --- peer_next.c: actions that will be asked for, in the order of these calls --- */
void pfs_act(struct pfs_peer *p, enum pfs_action_kind kind, uint32_t address, const char *reason);
void pfs_broadcast(struct pfs_peer *p, enum pfs_message_kind kind);
/* `data` is the file's from `p->received` on. */
void pfs_deliver(struct pfs_peer *p, const uint8_t *data, uint32_t length);
void pfs_tell(struct pfs_peer *p, enum pfs_event event, uint32_t address, const char *reason);
void pfs_log(struct pfs_peer *p, enum pfs_line line);
void pfs_log_of(struct pfs_peer *p, enum pfs_line line, uint32_t address, uint64_t number,
                const char *reason);

/* --- peer_log.c --- */
void pfs_log_text(const struct pfs_peer *p, const struct pfs_pending *line,
                  struct pfs_action *action);

#endif
