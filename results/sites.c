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

static void add_phone(struct site_summary *site, const struct phone_record **last,
                      const struct phone_record *p)
{
    if (!p->completed)
        return;
    site->completed++;
    *last = later_phone(*last, p);
    site->upgrade_time = phone_upgrade_time(*last);
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

size_t sites_summarise(const struct record *r, struct site_summary **sites)
{
    const size_t count = r->sites.count;
    const struct phone_record **last = mem_calloc(count, sizeof *last);
    *sites = mem_calloc(count, sizeof **sites);
    for (size_t i = 0; i < count; i++) {
        const struct site_record *site = &r->sites.list[i];
        (*sites)[i] =
            (struct site_summary){.name = site->name, .phones = site->phones, .upgrade_time = -1};
        if (site->wan)
            add_wan(&(*sites)[i], site->wan);
    }
    for (size_t i = 0; i < r->phone_count; i++)
        add_phone(&(*sites)[r->phones[i].site], &last[r->phones[i].site], &r->phones[i]);
    free(last);
    return count;
}
