#include "results/sites.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const struct phone_record *later_phone(const struct phone_record *a, const struct phone_record *b)
{
    if (!a || !b)
        return a ? a : b;
    if (a->ended != b->ended)
        return a->ended > b->ended ? a : b;
    const sim_time of_a = phone_upgrade_time(a), of_b = phone_upgrade_time(b);
    if (of_a != of_b)
        return of_a > of_b ? a : b;
    return a->info->id < b->info->id ? a : b;
}

struct site_table {
    struct site_summary *sites;
    const struct phone_record **last; /* of each site */
    size_t count, room;
};

/* A site's phones follow one another, so the last one found is tried first. */
static size_t find_or_add(struct site_table *t, const char *name)
{
    for (size_t i = t->count; i-- > 0;)
        if (strcmp(t->sites[i].name, name) == 0)
            return i;
    if (t->count == t->room) {
        t->room = t->room ? 2 * t->room : 8;
        t->sites = mem_resize(t->sites, t->room, sizeof *t->sites);
        t->last = mem_resize(t->last, t->room, sizeof *t->last);
    }
    t->sites[t->count] = (struct site_summary){.name = name, .upgrade_time = -1};
    t->last[t->count] = NULL;
    return t->count++;
}

static void add_phone(struct site_table *t, const struct phone_record *p)
{
    const size_t i = find_or_add(t, p->info->group->site);
    t->sites[i].phones++;
    if (!p->completed)
        return;
    t->sites[i].completed++;
    t->last[i] = later_phone(t->last[i], p);
    t->sites[i].upgrade_time = phone_upgrade_time(t->last[i]);
}

static void add_wan(struct site_summary *site, const struct link_record *l)
{
    for (int i = 0; i < 2; i++) {
        const struct direction_record *d = &l->direction[i];
        const double utilisation = direction_utilisation(d);
        if (utilisation > site->utilisation)
            site->utilisation = utilisation;
        site->wire_bytes[i] += direction_total(d).wire_bytes;
        site->drops += direction_drops(d);
    }
}

static void assign_wan(struct site_table *t, const struct link_record *l)
{
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(l->info->ends[1], t->sites[i].name) == 0)
            add_wan(&t->sites[i], l);
}

size_t sites_summarise(const struct record *r, struct site_summary **sites)
{
    struct site_table t = {0};
    for (size_t i = 0; i < r->phone_count; i++)
        add_phone(&t, &r->phones[i]);
    for (size_t i = 0; i < r->link_count; i++)
        if (r->links[i] && r->links[i]->info->wan)
            assign_wan(&t, r->links[i]);
    free(t.last);
    *sites = t.sites;
    return t.count;
}
