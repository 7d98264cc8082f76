/* How a record is hashed. Nothing else of the program may go in, such as events or memory's
 * addresses: fingerprints would change without behaviour. */
#include "results/fingerprint.h"

#include <string.h>

#include "sim/mix.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* The kinds of records must never be mistaken for one another; part of what is hashed. */
enum record_kind { RECORD_SENT = 1, RECORD_DELIVERED, RECORD_DROPPED, RECORD_PHONE };

/* The second mixing takes in the first: if two were added instead, halves of different records
 * could change places without changing the sum. */
static inline uint64_t mix(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    return mix64(mix64(a, b) ^ c, d);
}

/* Of packets, which are many: times and places are spread over all bits before they are mixed with
 * the digest. */
static inline void add_packet(struct fingerprint *f, sim_time time, uint64_t digest, uint64_t where)
{
    f->value += mix64((uint64_t)time * 0x9E3779B97F4A7C15 + where, digest);
}

static inline void add(struct fingerprint *f, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    f->value += mix(a, b, c, d);
}

/* 24 bits of link, 32 of length, 1 of direction and 7 of kind and detail. */
static inline uint64_t place(enum record_kind kind, uint32_t detail, uint32_t link, int direction,
                             uint32_t length)
{
    return (uint64_t)length << 32 ^ (uint64_t)link << 8 ^ (uint64_t)detail << 4 ^
           (uint64_t)kind << 1 ^ (uint64_t)direction;
}

static bool wants_link(void *user, const struct link_info *link)
{
    (void)user, (void)link;
    return true;
}

static void packet_sent(void *user, const struct link_info *link, int direction,
                        const struct packet_info *p, const struct transmission *t)
{
    const uint64_t where = place(RECORD_SENT, 0, link->id, direction, t->wire_bytes);
    add_packet(user, t->start, p->digest, where + (uint64_t)t->end * 0xD6E8FEB86659FD93);
}

static void packet_delivered(void *user, const struct link_info *link, int direction,
                             const struct packet_info *p, sim_time now)
{
    add_packet(user, now, p->digest,
               place(RECORD_DELIVERED, p->corrupted, link->id, direction, p->bytes));
}

static void packet_dropped(void *user, const struct link_info *link, int direction,
                           const struct packet_info *p, enum drop_reason reason, sim_time now)
{
    add_packet(user, now, p->digest, place(RECORD_DROPPED, reason, link->id, direction, p->bytes));
}

static uint64_t text_hash(const char *text)
{
    return text ? XXH64(text, strlen(text), 1) : 0;
}

static void phone_changed(void *user, const struct phone_info *phone,
                          const struct phone_change *change, sim_time now)
{
    const uint32_t flags = (uint32_t)change->in_service | (uint32_t)change->ended << 1 |
                           (uint32_t)change->completed << 2;
    add(user, (uint64_t)now, text_hash(change->state), text_hash(change->reason),
        place(RECORD_PHONE, flags, 0, 0, phone->id));
}

void fingerprint_init(struct fingerprint *f)
{
    *f = (struct fingerprint){0};
}

struct observer fingerprint_observer(struct fingerprint *f)
{
    return (struct observer){
        .user = f,
        .link = wants_link,
        .packet_sent = packet_sent,
        .packet_dropped = packet_dropped,
        .packet_delivered = packet_delivered,
        .phone_changed = phone_changed,
    };
}
