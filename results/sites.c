/* Phones and WAN links added up by site, in the order of the sites. */
#include "results/sites.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void add_phone(struct site_summary *site, const struct phone_record *p, sim_time first_reset)
{
    if (!p->completed)
        return;
    site->completed++;
    site->all_back = time_max(site->all_back, p->ended - first_reset);
    site->upgrade_time = time_max(site->upgrade_time, phone_upgrade_time(p));
}

static void add_wan(struct site_summary *site, const struct link_record *l)
{
    for (int i = 0; i < 2; i++) {
        const struct direction_record *d = &l->direction[i];
        const double utilisation = direction_utilisation(d);
        if (utilisation > site->utilisation)
            site->utilisation = utilisation;
        site->with_rate |= l->info->direction[i]->rate != LINK_UNLIMITED;
        site->wire_bytes[i] += direction_total(d).wire_bytes;
        site->drops += direction_drops(d);
    }
}

size_t sites_summarise(const struct record *r, struct site_summary **sites)
{
    const struct sites_record *of = &r->sites;
    *sites = mem_calloc(of->count, sizeof **sites);
    for (size_t i = 0; i < of->count; i++) {
        (*sites)[i] = (struct site_summary){.name = of->list[i].name,
                                            .phones = of->list[i].phones,
                                            .all_back = -1,
                                            .upgrade_time = -1};
        if (of->list[i].wan)
            add_wan(&(*sites)[i], of->list[i].wan);
    }
    for (size_t i = 0; i < r->phone_count; i++) {
        const struct phone_record *p = &r->phones[i];
        add_phone(&(*sites)[p->site], p, of->list[p->site].first_reset);
    }
    return of->count;
}
