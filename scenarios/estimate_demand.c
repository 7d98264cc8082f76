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

static void demand_add_part(void *user, const struct estimate *x, const struct estimate_part *p)
{
    struct estimate_demand *d = user;
    const struct delivery how = delivery_of(x->scenario, p->subnet, p->phones, p->part);
    if (!how.shares) {
        d->alone += p->count;
        d->transfers += how.local ? 0 : p->count;
    }
    d->outage = fmax(d->outage,
                     p->phones->model->background ? time_seconds(how.restart) : p->back - p->first);
}

/* Of each hierarchy one phone has a transfer. */
static void demand_add_roots(struct estimate_demand *d, const struct scenario_site *site)
{
    for (size_t i = 0; i < site->subnet_count; i++)
        for (size_t g = 0; g < site->subnets[i].phones_count; g++)
            if (site->subnets[i].phones[g].shares && !demand_has_root(&site->subnets[i], g))
                d->transfers++;
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
    *d = (struct estimate_demand){0};
    estimate_each_part(x, demand_add_part, d);
    for (size_t i = 0; i < x->scenario->site_count; i++) {
        demand_add_roots(d, &x->scenario->sites[i]);
        demand_add_site(d, &x->sites[i], &x->scenario->sites[i]);
    }
    if (most)
        d->transfers = fmin(d->transfers, most);
}
