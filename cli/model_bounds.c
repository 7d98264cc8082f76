/* pfsim model --bounds: the phones of a site as clients of a closed network, each of which goes
 * round once: what times there are between waiting for nobody and for everybody. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cli/model_private.h"
#include "models/analytic/closed_network.h"

const char *const model_bound_names[MODEL_BOUNDS] = {
    [MODEL_BEST] = "best, asymptotic",   [MODEL_BEST_BALANCED] = "best, balanced jobs",
    [MODEL_CHANCE] = "by chance (MVA)",  [MODEL_WORST_BALANCED] = "worst, balanced jobs",
    [MODEL_WORST] = "worst, asymptotic",
};

static double bounds_phones(const struct scenario_site *site)
{
    double phones = 0;
    for (size_t i = 0; i < site->subnet_count; i++)
        for (size_t g = 0; g < site->subnets[i].phones_count; g++)
            phones += site->subnets[i].phones[g].count;
    return phones;
}

static double bounds_sum(const struct analytic_answer *a, const enum analytic_part *parts,
                         int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += a->budget[parts[i]];
    return sum;
}

/* What all phones need is a station each; the rest of a phone's way is spent alone. */
static double bounds_stations(const struct analytic_answer *a, double phones,
                              struct closed_station stations[ANALYTIC_LAN])
{
    double sum = 0;
    for (int r = 0; r < ANALYTIC_LAN; r++) {
        const double demand = a->utilisation[r] * a->all_back / phones;
        stations[r] = (struct closed_station){.service = demand, .visits = 1, .servers = 1};
        sum += demand;
    }
    return sum;
}

static double bounds_by_chance(const struct closed_network *n)
{
    double *work = mem_calloc((size_t)n->clients + 1, sizeof *work);
    struct closed_use uses[ANALYTIC_LAN];
    const double throughput = closed_network_solve(n, work, uses);
    free(work);
    return throughput;
}

bool model_bounds(const struct model_column *c, double seconds[MODEL_BOUNDS])
{
    static const enum analytic_part way[] = {ANALYTIC_SERIALISATION, ANALYTIC_PROPAGATION,
                                             ANALYTIC_SERVING, ANALYTIC_TURNAROUND};
    static const enum analytic_part own[] = {ANALYTIC_RESETS, ANALYTIC_BOOT, ANALYTIC_FLASH,
                                             ANALYTIC_CHECKING, ANALYTIC_RESTART};
    if (!c->answer || c->method != METHOD_TFTP || c->answer->never)
        return false;
    const struct analytic_answer *a = model_site(c);
    const double phones = bounds_phones(&c->scenario.sites[c->answer->last]);
    struct closed_station stations[ANALYTIC_LAN];
    const double demand = bounds_stations(a, phones, stations);
    const struct closed_network n = {.stations = stations,
                                     .count = ANALYTIC_LAN,
                                     .think = fmax(0, bounds_sum(a, way, 4) - demand),
                                     .clients = (uint32_t)phones};
    const struct closed_bounds asymptotic = closed_network_asymptotic(&n);
    const struct closed_bounds balanced = closed_network_balanced(&n);
    const double throughput[MODEL_BOUNDS] = {[MODEL_BEST] = asymptotic.most,
                                             [MODEL_BEST_BALANCED] = balanced.most,
                                             [MODEL_CHANCE] = bounds_by_chance(&n),
                                             [MODEL_WORST_BALANCED] = balanced.least,
                                             [MODEL_WORST] = asymptotic.least};
    for (int i = 0; i < MODEL_BOUNDS; i++)
        seconds[i] = bounds_sum(a, own, 5) + phones / throughput[i];
    return true;
}
