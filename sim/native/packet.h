/* Packets of the native engine, from a pool: nothing is allocated for one that passes. */
#ifndef SIM_NATIVE_PACKET_H
#define SIM_NATIVE_PACKET_H

#include "base/check.h"
#include "sim/event.h"
#include "sim/net.h"
#include "sim/observer.h"

struct channel;
struct native_host;

/* Of a packet in a queue in which others may overtake it. */
struct packet_waiting {
    struct packet *next; /* in its list */
    sim_time since;
    uint32_t bytes; /* with framing */
    uint32_t queue; /* packets that waited when it came, with itself if it had to */
    uint8_t reason; /* enum drop_reason; of one that is dropped */
};

struct packet {
    union {
        struct packet_waiting waits;
        struct {                  /* on its way */
            struct timer arrival; /* at the far end of the channel that it is on */
            union {
                struct channel *channel;
                struct native_host *sender; /* which it has not left yet */
            };
            struct packet *behind; /* on the same channel, arrives next; NULL */
        };
        struct net_datagram datagram; /* at its end: what the receiver is shown */
        struct packet *next;          /* in the pool */
    };
    struct native_host *to; /* NULL: a broadcast on the sender's subnet */
    uint32_t holds;         /* those who still need it */
    bool lost;              /* on the channel that it is on */
    uint8_t ip_id_round;    /* how often its host's identifications had begun anew */
    uint16_t room;          /* for header bytes */
    uint8_t *changed;       /* its own copy of the payload, where a fault changed it */
    struct packet *whole;   /* of a fragment: the packet that it is of, held; else NULL */
    struct packet_info info;
    uint8_t header[];
};

/* Room for the headers of most packets: those of TFTP's DATA and ACK have 4 bytes, what ICMP quotes
 * has 8. */
enum { PACKET_SMALL = 8, PACKET_LARGE = LINK_MTU, PACKET_LARGEST = LINK_MTU_MAX };

struct packet_pool {
    struct packet *small, *large, *largest; /* free ones, by room */
    struct packet_slab *slabs;
};

void packet_pool_init(struct packet_pool *pool);
void packet_pool_fini(struct packet_pool *pool);

/* Adds free packets to `list`, one of the pool's, for headers of `header_length`. For packet_new.
 */
void packet_pool_add(struct packet_pool *pool, struct packet **list, uint32_t header_length);

static inline struct packet **packet_pool_list(struct packet_pool *pool, uint32_t room)
{
    return room <= PACKET_SMALL   ? &pool->small
           : room <= PACKET_LARGE ? &pool->large
                                  : &pool->largest;
}

/* A packet with room for a header of `header_length` bytes (at most PACKET_LARGEST), held once, its
 * fields not set. */
static inline struct packet *packet_new(struct packet_pool *pool, uint32_t header_length)
{
    struct packet **list = packet_pool_list(pool, header_length);
    if (!*list)
        packet_pool_add(pool, list, header_length);
    struct packet *p = *list;
    *list = p->next;
    p->holds = 1;
    p->lost = false;
    return p;
}

/* Another one with the same content. */
struct packet *packet_copy(struct packet_pool *pool, const struct packet *p);
/* Gives up one hold; the last one returns it to the pool. */
void packet_release(struct packet_pool *pool, struct packet *p);
/* Gives it a payload of its own, for the caller to change, at `changed`. */
void packet_change(struct packet *p);
/* How many bytes of it can be changed: those behind the transport header; of an ICMP message the
 * eight that it quotes of a datagram, behind the IP header. */
uint32_t packet_changeable(const struct packet *p);
/* Changes one of them: number `which`, by exclusive or with `mask`. */
void packet_corrupt(struct packet *p, uint32_t which, uint8_t mask);

#endif
