/* A table of datagrams under way. Which bytes have come is told by a bit for eight of them, which
 * is what fragments are counted in. */
#include "results/capture_fragments.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { DATAGRAM_MAX = 65536, UNIT = 8, UNITS = DATAGRAM_MAX / UNIT };

struct under_way {
    bool used;
    uint32_t source, destination;
    uint16_t id;
    uint8_t protocol;
    uint32_t length; /* 0: not known yet */
    uint32_t units;  /* that have come */
    uint32_t ip_bytes, packets;
    size_t head; /* bytes of it, without a hole */
    sim_time first;
    uint8_t bits[UNITS / 8];
    uint8_t bytes[CAPTURE_HEAD];
};

struct capture_fragments {
    struct under_way slots[CAPTURE_UNDER_WAY];
    size_t high;                /* those behind are free */
    uint8_t head[CAPTURE_HEAD]; /* of the last that was complete */
    uint64_t lost;
};

struct capture_fragments *capture_fragments_new(void)
{
    return mem_calloc(1, sizeof(struct capture_fragments));
}

void capture_fragments_free(struct capture_fragments *f)
{
    free(f);
}

uint64_t capture_fragments_lost(const struct capture_fragments *f)
{
    uint64_t lost = f->lost;
    for (size_t i = 0; i < f->high; i++)
        lost += f->slots[i].used;
    return lost;
}

static bool fragments_belongs(const struct under_way *u, const struct capture_fragment *p)
{
    return u->used && u->source == p->source && u->destination == p->destination &&
           u->id == p->id && u->protocol == p->protocol;
}

/* The datagram that the piece is of; a new one in a free place, or in that of the oldest. */
static struct under_way *fragments_slot(struct capture_fragments *f,
                                        const struct capture_fragment *p)
{
    while (f->high && !f->slots[f->high - 1].used)
        f->high--;
    struct under_way *place = &f->slots[f->high < CAPTURE_UNDER_WAY ? f->high : 0];
    for (size_t i = 0; i < f->high; i++) {
        struct under_way *u = &f->slots[i];
        if (u->used && p->time - u->first > CAPTURE_FORGET) {
            u->used = false;
            f->lost++;
        }
        if (fragments_belongs(u, p))
            return u;
        if (place->used && (!u->used || u->first < place->first))
            place = u;
    }
    if (place == &f->slots[f->high])
        f->high++;
    f->lost += place->used;
    *place = (struct under_way){.used = true,
                                .source = p->source,
                                .destination = p->destination,
                                .id = p->id,
                                .protocol = p->protocol,
                                .first = p->time};
    return place;
}

static void fragments_mark(struct under_way *u, const struct capture_fragment *p)
{
    const uint32_t end = (p->offset + p->length + UNIT - 1) / UNIT;
    for (uint32_t unit = p->offset / UNIT; unit < end; unit++) {
        const uint8_t bit = (uint8_t)(1u << unit % 8);
        u->units += !(u->bits[unit / 8] & bit);
        u->bits[unit / 8] |= bit;
    }
    if (p->offset <= u->head && p->offset + p->captured > u->head) {
        const size_t room = CAPTURE_HEAD - p->offset;
        const size_t count = p->captured < room ? p->captured : room;
        memcpy(u->bytes + p->offset, p->bytes, count);
        u->head = p->offset + count;
    }
    u->ip_bytes += p->ip_bytes;
    u->packets++;
    if (!p->more)
        u->length = p->offset + p->length;
}

/* What follows others has to begin on a unit, and what others follow has to fill its units. */
static bool fragments_fits(const struct under_way *u, const struct capture_fragment *p)
{
    const uint32_t end = p->offset + p->length;
    if (p->offset % UNIT || (p->more && p->length % UNIT) || !p->length || end > DATAGRAM_MAX)
        return false;
    return !u->length || (p->more ? end <= u->length : end == u->length);
}

bool capture_fragments_add(struct capture_fragments *f, const struct capture_fragment *piece,
                           struct capture_whole *whole)
{
    struct under_way *u = fragments_slot(f, piece);
    if (!fragments_fits(u, piece)) {
        if (!u->packets)
            u->used = false;
        return false;
    }
    fragments_mark(u, piece);
    if (!u->length || u->units * UNIT < u->length)
        return false;
    memcpy(f->head, u->bytes, u->head);
    *whole = (struct capture_whole){.head = f->head,
                                    .captured = u->head,
                                    .length = u->length,
                                    .ip_bytes = u->ip_bytes,
                                    .packets = u->packets,
                                    .first = u->first};
    u->used = false;
    return true;
}
