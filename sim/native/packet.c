/* Slabs of packets, which are freed with the pool; payloads are pointed at, and copied only to
 * be corrupted. A fragment points into the payload of the whole packet. */
#include "sim/native/packet.h"

#include <stdlib.h>
#include <string.h>

#include "base/big_endian.h"
#include "base/check.h"
#include "base/memory.h"

struct packet_slab {
    struct packet_slab *next;
    uint16_t room; /* of its packets */
};

enum { SLAB_PACKETS = 32 };

void packet_pool_init(struct packet_pool *pool)
{
    *pool = (struct packet_pool){0};
}

static size_t aligned(size_t bytes)
{
    const size_t step = _Alignof(struct packet);
    return (bytes + step - 1) / step * step;
}

static uint32_t packets_in(uint16_t room)
{
    return room == PACKET_SMALL ? SLAB_PACKETS : 1;
}

static struct packet *packet_at(struct packet_slab *slab, uint32_t i)
{
    const size_t packet_bytes = aligned(sizeof(struct packet) + slab->room);
    return (struct packet *)((char *)slab + aligned(sizeof *slab) + i * packet_bytes);
}

static void free_slab(struct packet_slab *slab)
{
    for (uint32_t i = 0; i < packets_in(slab->room); i++)
        free(packet_at(slab, i)->changed); /* of one that is still on its way */
    free(slab);
}

void packet_pool_fini(struct packet_pool *pool)
{
    while (pool->slabs) {
        struct packet_slab *slab = pool->slabs;
        pool->slabs = slab->next;
        free_slab(slab);
    }
    packet_pool_init(pool);
}

void packet_pool_add(struct packet_pool *pool, struct packet **list, uint32_t header_length)
{
    CHECK(header_length <= PACKET_LARGEST);
    const uint16_t room = header_length <= PACKET_SMALL   ? PACKET_SMALL
                          : header_length <= PACKET_LARGE ? PACKET_LARGE
                                                          : PACKET_LARGEST;
    const size_t packet_bytes = aligned(sizeof(struct packet) + room);
    struct packet_slab *slab =
        mem_calloc(1, aligned(sizeof *slab) + packets_in(room) * packet_bytes);
    slab->room = room;
    slab->next = pool->slabs;
    pool->slabs = slab;
    for (uint32_t i = packets_in(room); i-- > 0;) {
        struct packet *p = packet_at(slab, i);
        p->room = room;
        p->next = *list;
        *list = p;
    }
}

/* Header, options and a changed payload are the packet's own, and its info points to them. The
 * options of a fragment are in the whole packet. */
static void point_to_own(struct packet *p)
{
    p->info.header = p->header;
    if (!p->whole)
        p->info.tcp_options = p->header + p->info.header_length;
    if (p->changed)
        p->info.payload = p->changed;
}

struct packet *packet_copy(struct packet_pool *pool, const struct packet *p)
{
    const bool tcp = p->info.protocol == IP_PROTOCOL_TCP && !p->whole;
    const uint32_t own = p->info.header_length + (tcp ? p->info.tcp_options_length : 0);
    struct packet *copy = packet_new(pool, own);
    const struct packet fresh = *copy;
    *copy = *p;
    copy->arrival = (struct timer){0};
    copy->holds = fresh.holds;
    copy->room = fresh.room;
    memcpy(copy->header, p->header, own);
    if (p->changed) {
        copy->changed = mem_calloc(p->info.payload_length, 1);
        memcpy(copy->changed, p->changed, p->info.payload_length);
    }
    point_to_own(copy);
    if (copy->whole)
        copy->whole->holds++;
    return copy;
}

/* One that is not as most are. */
static __attribute__((noinline)) void release_rare(struct packet_pool *pool, struct packet *p)
{
    struct packet **list = packet_pool_list(pool, p->room);
    struct packet *whole = p->whole;
    p->whole = NULL;
    free(p->changed);
    p->changed = NULL;
    p->next = *list;
    *list = p;
    if (whole)
        packet_release(pool, whole);
}

void packet_release(struct packet_pool *pool, struct packet *p)
{
    if (--p->holds)
        return;
    if (__builtin_expect(p->room != PACKET_SMALL || p->changed || p->whole, 0)) {
        release_rare(pool, p);
        return;
    }
    p->next = pool->small;
    pool->small = p;
}

void packet_change(struct packet *p)
{
    if (p->changed || !p->info.payload_length)
        return;
    p->changed = mem_calloc(p->info.payload_length, 1);
    memcpy(p->changed, p->info.payload, p->info.payload_length);
    p->info.payload = p->changed;
}

enum { QUOTED_TRANSPORT = 8 };

uint32_t packet_changeable(const struct packet *p)
{
    return p->info.protocol == IP_PROTOCOL_ICMP ? QUOTED_TRANSPORT
                                                : p->info.header_length + p->info.payload_length;
}

/* The ports of a message are those that it quotes. */
static void set_quoted_ports(struct packet *p)
{
    p->info.destination_port = (uint16_t)get16(p->header);
    p->info.source_port = (uint16_t)get16(p->header + 2);
}

void packet_corrupt(struct packet *p, uint32_t which, uint8_t mask)
{
    const bool icmp = p->info.protocol == IP_PROTOCOL_ICMP;
    if (icmp)
        which += p->info.header_length - QUOTED_TRANSPORT;
    if (which < p->info.header_length) {
        p->header[which] ^= mask;
    } else {
        packet_change(p); /* the image that it points into stays as it is */
        p->changed[which - p->info.header_length] ^= mask;
    }
    point_to_own(p);
    if (icmp && p->info.icmp == ICMP_PORT_UNREACHABLE)
        set_quoted_ports(p);
    p->info.corrupted = true;
    p->info.digest = p->whole ? packet_fragment_digest(&p->info) : packet_digest(&p->info);
}
