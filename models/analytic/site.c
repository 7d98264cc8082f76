/* All three methods of a site: which group goes which way, and what they have in common. */
#include "models/analytic/site.h"

#include <math.h>
#include <string.h>

const char *const analytic_method_names[ANALYTIC_METHODS] = {
    [ANALYTIC_TFTP] = "tftp", [ANALYTIC_LOAD_SERVER] = "load-server", [ANALYTIC_PFS] = "pfs"};

const char *const analytic_region_names[ANALYTIC_REGIONS] = {[ANALYTIC_EXACT] = "exact",
                                                             [ANALYTIC_DROPS] = "drops",
                                                             [ANALYTIC_REPEATS] =
                                                                 "repeats without loss",
                                                             [ANALYTIC_WAVES] = "waves"};

const char *const analytic_resource_names[ANALYTIC_RESOURCES] = {
    [ANALYTIC_WAN_DOWN] = "WAN down",
    [ANALYTIC_WAN_UP] = "WAN up",
    [ANALYTIC_SERVER] = "server processor",
    [ANALYTIC_SERVER_PORT] = "server port",
    [ANALYTIC_LAN] = "LAN",
    [ANALYTIC_PHONE] = "round of a phone"};

const char *const analytic_part_names[ANALYTIC_PARTS] = {[ANALYTIC_RESETS] = "resets",
                                                         [ANALYTIC_BOOT] = "boot",
                                                         [ANALYTIC_SERIALISATION] = "serialisation",
                                                         [ANALYTIC_PROPAGATION] = "propagation",
                                                         [ANALYTIC_SERVING] = "server",
                                                         [ANALYTIC_TURNAROUND] = "turn-around",
                                                         [ANALYTIC_QUEUEING] = "queueing",
                                                         [ANALYTIC_REPEATING] = "repeats",
                                                         [ANALYTIC_DISCOVERY] = "discovery",
                                                         [ANALYTIC_ROOT_WAITING] = "root waiting",
                                                         [ANALYTIC_TREE] = "tree",
                                                         [ANALYTIC_FLASH] = "flash",
                                                         [ANALYTIC_CHECKING] = "checking",
                                                         [ANALYTIC_RESTART] = "restart"};

static double site_bytes(const struct analytic_group *g)
{
    double bytes = 0;
    for (uint32_t l = 0; l < g->load_count; l++)
        for (uint32_t f = 0; f < g->loads[l].file_count; f++)
            bytes += g->loads[l].files[f].bytes;
    return bytes;
}

/* What is sure whatever happens: the line brings all bytes once. */
static void site_bound(const struct analytic_site *site, enum analytic_method method,
                       struct analytic_answer *a)
{
    double bytes = 0, restart = 0;
    for (uint32_t i = 0; i < site->group_count; i++) {
        const struct analytic_group *g = &site->groups[i];
        if (g->ways[method] == ANALYTIC_NO_WAY)
            return;
        if (g->ways[method] == ANALYTIC_FROM_CENTRE)
            bytes += g->count * site_bytes(g);
        restart = fmax(restart, g->boot + g->check + g->restart);
    }
    a->there = a->bound = true;
    a->knee = INFINITY;
    a->budget[ANALYTIC_SERIALISATION] = bytes * 8 / site->down.rate;
    a->budget[ANALYTIC_RESTART] = restart;
    a->all_back = a->budget[ANALYTIC_SERIALISATION] + restart;
    for (uint32_t i = 0; i < site->group_count; i++)
        a->group_back[i] = a->all_back;
}

void analytic_site_evaluate(const struct analytic_site *site,
                            struct analytic_answer answers[ANALYTIC_METHODS])
{
    memset(answers, 0, ANALYTIC_METHODS * sizeof *answers);
    for (enum analytic_method m = 0; m < ANALYTIC_METHODS; m++)
        site_bound(site, m, &answers[m]);
}
