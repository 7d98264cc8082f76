/* Fragments at the host that they are for: a datagram is handed on when all of it has come, or
 * dropped when it does not within 30 seconds. Which bytes are there is reassembly.c's to know. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sim/native/native.h"
#include "sim/native/reassembly.h"

/* ipfrag_time of Linux, and of ns-3; RFC 1122, 3.3.2 has 60 to 120 s. */
#define ASSEMBLY_TIME (30 * SECONDS)

struct native_assembly {
    struct native_assembly *next; /* of the host, or of the free ones */
    struct native_host *host;
    struct timer timer;
    struct packet_info fragment; /* that came first */
    struct packet *whole;        /* that it is of, held */
    struct packet *patched;      /* a copy with parts that differ; NULL: there is none */
    bool has_first;              /* the fragment that begins the datagram */
    bool mixed;                  /* it has parts of several datagrams with one identification */
    struct reassembly reassembly;
};

static void assembly_remove(struct native_assembly *a)
{
    struct native *n = native_of(a->host);
    struct native_assembly **at = &a->host->assemblies;
    while (*at != a)
        at = &(*at)->next;
    *at = a->next;
    timer_cancel(&n->events, &a->timer);
    packet_release(&n->packets, a->whole);
    if (a->patched)
        packet_release(&n->packets, a->patched);
    a->next = n->free_assemblies;
    n->free_assemblies = a;
}

static void assembly_drop(struct native_assembly *a, enum datagram_drop reason)
{
    struct native *n = native_of(a->host);
    OBSERVE(&n->net.observers, datagram_dropped, a->host->host.name, a->fragment.source, reason,
            n->events.now);
    assembly_remove(a);
}

/* Who has the beginning tells the sender (RFC 792). */
static void assembly_expires(struct timer *timer)
{
    struct native_assembly *a = CONTAINER_OF(timer, struct native_assembly, timer);
    if (a->has_first && a->whole->to)
        native_icmp_time_exceeded(a->host, &a->fragment, &a->whole->info);
    assembly_drop(a, DATAGRAM_INCOMPLETE);
}

static struct native_assembly *assembly_new(struct native_host *host, struct packet *p)
{
    struct native *n = native_of(host);
    struct native_assembly *a = n->free_assemblies;
    if (a)
        n->free_assemblies = a->next;
    else
        a = mem_calloc(1, sizeof *a);
    *a = (struct native_assembly){
        .next = host->assemblies, .host = host, .fragment = p->info, .whole = p->whole};
    p->whole->holds++;
    host->assemblies = a;
    timer_init(&a->timer, assembly_expires);
    timer_set(&n->events, &a->timer, n->events.now + ASSEMBLY_TIME);
    return a;
}

static bool assembly_is_of(const struct native_assembly *a, const struct packet_info *p)
{
    return a->fragment.ip_id == p->ip_id && a->fragment.source == p->source &&
           a->fragment.destination == p->destination && a->fragment.protocol == p->protocol;
}

static struct native_assembly *assembly_of(struct native_host *host, struct packet *p)
{
    struct native_assembly *a = host->assemblies;
    while (a && !assembly_is_of(a, &p->info))
        a = a->next;
    return a ? a : assembly_new(host, p);
}

/* Puts the fragment's bytes in their place in a copy of the whole. */
static void assembly_patch(struct native_assembly *a, const struct packet *f)
{
    if (!a->patched) {
        a->patched = packet_copy(&native_of(a->host)->packets, a->whole);
        packet_change(a->patched);
    }
    const struct packet_info *whole = &a->whole->info;
    const uint32_t transport =
        whole->bytes - IP_HEADER - whole->header_length - whole->payload_length;
    const uint32_t offset = packet_offset(&f->info);
    const uint32_t at = offset > transport ? offset - transport : 0;
    memcpy(a->patched->header + at, f->info.header, f->info.header_length);
    if (f->info.payload_length)
        memcpy(a->patched->changed + (at + f->info.header_length - whole->header_length),
               f->info.payload, f->info.payload_length);
    a->patched->info.corrupted |= f->info.corrupted;
}

/* With the hold of whoever gets it. */
static struct packet *assembly_take(struct native_assembly *a)
{
    struct native *n = native_of(a->host);
    struct packet *p = a->patched;
    a->patched = NULL;
    if (!p)
        p = packet_copy(&n->packets, a->whole);
    p->info.fragment = 0;
    assembly_remove(a);
    return p;
}

/* The network may have made several packets of one: what they have in common may be of any. */
static void assembly_note(struct native_assembly *a, const struct packet *p)
{
    a->has_first |= packet_offset(&p->info) == 0;
    a->mixed |= p->whole->ip_id_round != a->whole->ip_id_round;
    if ((p->info.corrupted || p->whole != a->whole) && !a->mixed)
        assembly_patch(a, p);
}

/* Returns the datagram when it is complete, or NULL. */
static struct packet *assembly_add(struct native_assembly *a, const struct packet *p)
{
    const struct packet_info *info = &p->info;
    switch (reassembly_add(&a->reassembly, packet_offset(info), info->bytes - IP_HEADER,
                           info->fragment & IP_MORE_FRAGMENTS)) {
    case REASSEMBLY_MORE:
        assembly_note(a, p);
        break;
    case REASSEMBLY_COMPLETE:
        assembly_note(a, p);
        if (!a->mixed)
            return assembly_take(a);
        assembly_drop(a, DATAGRAM_INVALID); /* its checksum is wrong */
        break;
    case REASSEMBLY_DUPLICATE:
        break;
    case REASSEMBLY_OVERLAP:
        assembly_drop(a, DATAGRAM_OVERLAP);
        break;
    case REASSEMBLY_TOO_LONG:
        assembly_drop(a, DATAGRAM_TOO_LONG);
        break;
    case REASSEMBLY_INVALID:
        assembly_drop(a, DATAGRAM_INVALID);
        break;
    }
    return NULL;
}

void native_fragment_receive(struct native_host *host, struct packet *p)
{
    struct packet *datagram = assembly_add(assembly_of(host, p), p);
    packet_release(&native_of(host)->packets, p);
    if (datagram)
        native_deliver(host, datagram);
}

void native_assembly_close_all(struct native *n)
{
    for (uint32_t h = 0; h < n->host_count; h++)
        while (n->hosts[h].assemblies)
            assembly_remove(n->hosts[h].assemblies);
    for (struct native_assembly *next; n->free_assemblies; n->free_assemblies = next) {
        next = n->free_assemblies->next;
        free(n->free_assemblies);
    }
}
