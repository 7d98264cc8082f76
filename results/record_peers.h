/* What is recorded of Peer Firmware Sharing: of each phone and file its place in the hierarchy.
 *
 * Memory: 72 bytes a phone and file, however often the phone begins anew; nothing without PFS. */
#ifndef RESULTS_RECORD_PEERS_H
#define RESULTS_RECORD_PEERS_H

#include <stddef.h>

#include "results/names.h"
#include "results/record_phone.h"
#include "sim/observer.h"

enum member_role {
    MEMBER_NONE, /* it has no place yet, or none any more: it left, and found no other */
    MEMBER_ROOT,
    MEMBER_CHILD,
    MEMBER_FELL_BACK,
    MEMBER_ROLES,
};
extern const char *const member_role_names[MEMBER_ROLES]; /* "none", "root", "child", "fallback" */

/* A phone's part in the sharing of one file. What it was before it began anew is forgotten, but
 * for the number of times. Times are -1 when there is none. */
struct member {
    uint32_t phone;
    uint32_t parent;           /* address; 0 of all but a child */
    uint32_t map;              /* of the hierarchy: what and with whom it shares */
    uint32_t previous;         /* the phone's file before, as in phone_record.member */
    const char *file, *reason; /* kept in the record's names; why it left or fell back, or NULL */
    sim_time joined;           /* when it became root, or had a parent */
    sim_time receiving;        /* when the first bytes came */
    sim_time has_file;         /* when it had all of it, checked */
    sim_time done;             /* when its children were served too */
    uint16_t rejoins;          /* how often it got a place again */
    uint8_t depth, role;
    uint8_t children, most_children; /* that it has now; the most that it had at once */
};

struct peers_record {
    struct member *members; /* in the order in which they were first heard of */
    uint32_t count, room;
    uint32_t *by_address; /* the ids of the phones, by address; made with the first change */
    size_t sorted;        /* phones in it */
};

void peers_record_fini(struct peers_record *r);
/* The phones' `member` is kept up to date. */
void peers_record_change(struct peers_record *r, struct phone_record *phones, size_t phone_count,
                         const struct peer_info *info, struct names *names, sim_time now);
/* The phone is pulled out: it is nobody's child for now. */
void peers_record_unplugged(struct peers_record *r, const struct phone_record *phones,
                            uint32_t phone);
/* The phone with that address, or NULL; also as long as nobody shares. */
const struct phone_record *peers_record_phone(const struct peers_record *r,
                                              const struct phone_record *phones, uint32_t address);

#endif
