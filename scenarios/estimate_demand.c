/* What an answer's upgrade wants of lines, servers and phones: of the same walk through the groups
 * that made the answer. */
#include <math.h>
#include <string.h>

#include "scenarios/estimate_private.h"

/* Whether an earlier group of the subnet has phones that would share with these. */
static bool demand_has_root(const struct scenario_subnet *subnet, size_t group)
{
    const char *hierarchy = delivery_hierarchy(&subnet->phones[group]);
    for (size_t i = 0; i < group; i++)
        if (subnet->phones[i].shares && !strcmp(delivery_hierarchy(&subnet->phones[i]), hierarchy))
            return true;
    return false;
}

/* A part of a group, whose last phone is back at `back`, from its site's first reset at `first`. */
static void demand_add_part(struct estimate_demand *d, const struct delivery *how,
                            const struct estimate_resets *r, uint32_t part, bool background,
                            double back)
{
    if (!how->shares) {
        d->alone += r->phones[part];
        d->transfers += how->local ? 0 : r->phones[part];
    }
    d->outage = fmax(d->outage, background ? time_seconds(how->restart) : back - r->first[part]);
}

static void demand_add_groups(struct estimate_demand *d, const struct estimate *x, size_t site,
                              size_t *group)
{
    const struct scenario_site *of = &x->scenario->sites[site];
    size_t number = 0; /* in the site's answer */
    for (size_t i = 0; i < of->subnet_count; i++)
        for (size_t g = 0; g < of->subnets[i].phones_count; g++, (*group)++) {
            const struct scenario_phones *phones = &of->subnets[i].phones[g];
            const struct estimate_resets *r = &x->resets[*group];
            if (phones->shares && !demand_has_root(&of->subnets[i], g))
                d->transfers++;
            for (uint32_t part = 0; part < delivery_parts(phones); part++) {
                if (r->phones[part] <= 0)
                    continue;
                const struct delivery how = delivery_of(x->scenario, &of->subnets[i], phones, part);
                const double back = x->first_resets[site] + x->sites[site].group_back[number++];
                demand_add_part(d, &how, r, part, phones->model->background, back);
            }
        }
}

static double demand_bytes(const struct analytic_answer *a, enum analytic_resource r,
                           const struct link_direction *line)
{
    return line->rate == LINK_UNLIMITED ? 0
                                        : a->utilisation[r] * a->all_back * (double)line->rate / 8;
}

static void demand_add_site(struct estimate_demand *d, const struct analytic_answer *a,
                            const struct scenario_site *site)
{
    if (a->never) {
        d->down = d->up = d->server = NAN;
        d->outage = INFINITY;
        return;
    }
    d->down += demand_bytes(a, ANALYTIC_WAN_DOWN, &site->down);
    d->up += demand_bytes(a, ANALYTIC_WAN_UP, &site->up);
    d->server += a->utilisation[ANALYTIC_SERVER] * a->all_back;
}

void estimate_demand(const struct estimate *x, struct estimate_demand *d)
{
    const uint32_t most = x->scenario->server.transfers;
    size_t group = 0;
    *d = (struct estimate_demand){0};
    for (size_t i = 0; i < x->scenario->site_count; i++) {
        demand_add_groups(d, x, i, &group);
        demand_add_site(d, &x->sites[i], &x->scenario->sites[i]);
    }
    if (most)
        d->transfers = fmin(d->transfers, most);
}
