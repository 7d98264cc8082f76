/* All three methods of a site: which group goes which way, and what they have in common. */
#include "models/analytic/http.h"
#include "models/analytic/lockstep.h"
#include "models/analytic/sharing.h"

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

static bool site_has_way(const struct analytic_site *site, enum analytic_method method,
                         enum analytic_way way)
{
    for (uint32_t i = 0; i < site->group_count; i++)
        if (site->groups[i].ways[method] == way)
            return true;
    return false;
}

static bool site_has_transport(const struct analytic_site *site, enum analytic_transport transport)
{
    for (uint32_t i = 0; i < site->group_count; i++)
        if (site->groups[i].transport == transport)
            return true;
    return false;
}

static void site_answer(const struct analytic_site *site, enum analytic_method method,
                        struct analytic_answer *a)
{
    if (site_has_way(site, method, ANALYTIC_NO_WAY))
        return;
    if (analytic_http_is_all(site, method))
        analytic_http_evaluate(site, method, a);
    else if (site_has_way(site, method, ANALYTIC_FROM_PEERS))
        analytic_sharing_evaluate(site, method, a);
    else if (analytic_http_is_all(site, method))
        analytic_http_evaluate(site, method, a);
    else if (site_has_transport(site, ANALYTIC_BY_HTTP))
        analytic_http_evaluate_mixed(site, method, a);
    else
        lockstep_evaluate(site, method, a);
}

void analytic_site_evaluate(const struct analytic_site *site,
                            struct analytic_answer answers[ANALYTIC_METHODS])
{
    memset(answers, 0, ANALYTIC_METHODS * sizeof *answers);
    for (enum analytic_method m = 0; m < ANALYTIC_METHODS; m++)
        site_answer(site, m, &answers[m]);
}
