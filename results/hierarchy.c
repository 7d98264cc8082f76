/* Places gathered by file, subnet and model and sorted from the root down; the record is read
 * only. */
#include "results/hierarchy.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* The same subnet, model (or series) and file. Names of files are kept once each. */
static int by_group(const struct place *a, const struct place *b)
{
    int order = compare(a->member->map, b->member->map);
    if (order == 0)
        order = strcmp(a->phone->info->group->subnet, b->phone->info->group->subnet);
    if (order == 0)
        order = strcmp(a->phone->info->group->site, b->phone->info->group->site);
    return order ? order : strcmp(a->member->file, b->member->file);
}

static int rank(const struct place *p)
{
    switch ((enum member_role)p->member->role) {
    case MEMBER_ROOT:
        return 0;
    case MEMBER_CHILD:
        return p->member->depth;
    case MEMBER_FELL_BACK:
        return 1000;
    case MEMBER_NONE:
    case MEMBER_ROLES:
        break;
    }
    return 2000;
}

static int by_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = by_group(x, y);
    if (order == 0)
        order = rank(x) - rank(y);
    return order ? order : compare(x->member->phone, y->member->phone);
}

static const struct member *first_of(const struct hierarchy *h)
{
    const struct member *first = h->places[0].member;
    for (size_t i = 1; i < h->count; i++)
        if (h->places[i].member < first)
            first = h->places[i].member;
    return first;
}

/* Members are in the order in which they were first heard of. */
static int by_beginning(const void *a, const void *b)
{
    const struct member *x = first_of(a), *y = first_of(b);
    return (x > y) - (x < y);
}

static void count_role(struct hierarchy *h, enum member_role role)
{
    switch (role) {
    case MEMBER_ROOT:
        h->roots++;
        break;
    case MEMBER_CHILD:
        h->children++;
        break;
    case MEMBER_FELL_BACK:
        h->fell_back++;
        break;
    case MEMBER_NONE:
    case MEMBER_ROLES:
        h->without++;
        break;
    }
}

static void split(struct hierarchies *h, size_t places)
{
    for (size_t i = 0; i < places; i++) {
        if (i == 0 || by_group(&h->places[i - 1], &h->places[i]) != 0)
            h->list[h->count++].places = &h->places[i];
        struct hierarchy *last = &h->list[h->count - 1];
        last->count++;
        count_role(last, (enum member_role)h->places[i].member->role);
    }
}

static int by_phone_and_file(const void *a, const void *b)
{
    const struct place *x = *(const struct place *const *)a, *y = *(const struct place *const *)b;
    const int order = compare(x->member->phone, y->member->phone);
    return order ? order : strcmp(x->member->file, y->member->file);
}

static struct place *find(struct place **sorted, size_t count, const struct file_record *f)
{
    const struct member wanted = {.phone = f->phone, .file = f->file};
    const struct place key = {.member = &wanted};
    const struct place *pointer = &key;
    struct place **found = bsearch(&pointer, sorted, count, sizeof *sorted, by_phone_and_file);
    return found ? *found : NULL;
}

/* Of several downloads of one file the one that completed counts, or else the last. */
static void add_files(struct hierarchies *h, size_t places, const struct record *r)
{
    struct place **sorted = mem_calloc(places, sizeof *sorted);
    for (size_t i = 0; i < places; i++)
        sorted[i] = &h->places[i];
    qsort(sorted, places, sizeof *sorted, by_phone_and_file);
    for (size_t i = 0; i < r->file_count; i++) {
        struct place *p = find(sorted, places, &r->files[i]);
        if (p && (!p->file || !p->file->completed || r->files[i].completed))
            p->file = &r->files[i];
    }
    free(sorted);
}

void hierarchies_make(struct hierarchies *h, const struct record *r)
{
    const size_t places = r->peers.count;
    *h = (struct hierarchies){.list = mem_calloc(places, sizeof *h->list),
                              .places = mem_calloc(places, sizeof *h->places)};
    for (size_t i = 0; i < places; i++) {
        const struct member *m = &r->peers.members[i];
        h->places[i] = (struct place){.member = m, .phone = &r->phones[m->phone]};
        if (m->role == MEMBER_CHILD)
            h->places[i].parent = peers_record_phone(&r->peers, r->phones, m->parent);
    }
    qsort(h->places, places, sizeof *h->places, by_place);
    split(h, places);
    add_files(h, places, r);
    qsort(h->list, h->count, sizeof *h->list, by_beginning);
}

void hierarchies_free(struct hierarchies *h)
{
    free(h->list);
    free(h->places);
    *h = (struct hierarchies){0};
}
