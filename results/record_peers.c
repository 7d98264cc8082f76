/* The places of phones in hierarchies, as they tell of them. */
#include "results/record_peers.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const char *const member_role_names[MEMBER_ROLES] = {
    [MEMBER_NONE] = "none",
    [MEMBER_ROOT] = "root",
    [MEMBER_CHILD] = "child",
    [MEMBER_FELL_BACK] = "fallback",
};

_Static_assert(sizeof(struct member) <= 72, "a member is to be small: there are many");

void peers_record_fini(struct peers_record *r)
{
    free(r->members);
    free(r->by_address);
    *r = (struct peers_record){0};
}

static int by_address(const void *a, const void *b, void *phones)
{
    const struct phone_record *p = phones;
    const uint32_t x = p[*(const uint32_t *)a].info->address;
    const uint32_t y = p[*(const uint32_t *)b].info->address;
    return (x > y) - (x < y);
}

static void sort_phones(struct peers_record *r, const struct phone_record *phones, size_t count)
{
    r->by_address = mem_resize(r->by_address, count, sizeof *r->by_address);
    for (size_t i = 0; i < count; i++)
        r->by_address[i] = (uint32_t)i;
    qsort_r(r->by_address, count, sizeof *r->by_address, by_address, (void *)phones);
    r->sorted = count;
}

const struct phone_record *peers_record_phone(const struct peers_record *r,
                                              const struct phone_record *phones, uint32_t address)
{
    size_t low = 0, high = r->sorted;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (phones[r->by_address[middle]].info->address < address)
            low = middle + 1;
        else
            high = middle;
    }
    const struct phone_record *p = low < r->sorted ? &phones[r->by_address[low]] : NULL;
    return p && p->info->address == address ? p : NULL;
}

/* What the phone was told to share last, or before that. */
static struct member *find(const struct peers_record *r, const struct phone_record *phone,
                           const char *file)
{
    for (uint32_t i = phone->member; i > 0; i = r->members[i - 1].previous)
        if (strcmp(r->members[i - 1].file, file) == 0)
            return &r->members[i - 1];
    return NULL;
}

static struct member *add(struct peers_record *r, struct phone_record *phone, const char *file)
{
    if (r->count == r->room) {
        r->room = r->room ? 2 * r->room : 64;
        r->members = mem_resize(r->members, r->room, sizeof *r->members);
    }
    struct member *m = &r->members[r->count++];
    *m = (struct member){.phone = phone->info->id,
                         .previous = phone->member,
                         .file = file,
                         .joined = -1,
                         .receiving = -1,
                         .has_file = -1,
                         .done = -1};
    phone->member = r->count;
    return m;
}

/* A parent counts its children itself: a child may hear later that it is none any more, when
 * another one has its place. */
static void member_take_child(struct member *m)
{
    if (++m->children > m->most_children)
        m->most_children = m->children;
}

static void member_lose_child(struct member *m)
{
    if (m->children > 0)
        m->children--;
}

static void get_place(struct member *m, const struct peer_info *info, sim_time now)
{
    m->rejoins += m->joined >= 0;
    m->map = info->map;
    m->parent = info->other;
    m->depth = info->depth;
    m->joined = now;
    m->receiving = m->has_file = m->done = -1;
    m->reason = NULL;
}

static void lose_place(struct member *m, enum member_role role, const char *reason)
{
    m->role = (uint8_t)role;
    m->parent = 0;
    m->children = 0; /* it has given them up */
    m->reason = reason;
}

void peers_record_change(struct peers_record *r, struct phone_record *phones, size_t phone_count,
                         const struct peer_info *info, struct names *names, sim_time now)
{
    if (r->sorted != phone_count)
        sort_phones(r, phones, phone_count);
    struct phone_record *phone = &phones[info->phone];
    const char *file = names_keep(names, info->file);
    struct member *m = find(r, phone, file);
    if (!m)
        m = add(r, phone, file);
    m->map = info->map;
    switch (info->event) {
    case PEER_ROOT:
    case PEER_CHILD:
        get_place(m, info, now);
        m->role = info->event == PEER_ROOT ? MEMBER_ROOT : MEMBER_CHILD;
        break;
    case PEER_RECEIVING:
        if (m->receiving < 0)
            m->receiving = now;
        break;
    case PEER_HAS_FILE:
        m->has_file = now;
        break;
    case PEER_LEFT:
        lose_place(m, MEMBER_NONE, names_keep(names, info->reason));
        break;
    case PEER_FELL_BACK:
        lose_place(m, MEMBER_FELL_BACK, names_keep(names, info->reason));
        break;
    case PEER_DONE:
        m->done = now;
        m->children = 0;
        break;
    case PEER_ACCEPTED:
        member_take_child(m);
        break;
    case PEER_CHILD_GONE:
        member_lose_child(m);
        break;
    case PEER_EVENTS:
        break;
    }
}

void peers_record_unplugged(struct peers_record *r, const struct phone_record *phones,
                            uint32_t phone)
{
    const uint32_t latest = phones[phone].member;
    struct member *m = latest ? &r->members[latest - 1] : NULL;
    if (!m || m->done >= 0 || m->role == MEMBER_FELL_BACK)
        return;
    lose_place(m, MEMBER_NONE, "unplugged");
}
