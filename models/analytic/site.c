/* All three methods of a site: which group goes which way, and what they have in common. */
#include "models/analytic/beside.h"
#include "models/analytic/http.h"
#include "models/analytic/least.h"
#include "models/analytic/lockstep.h"
#include "models/analytic/sharing.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

const char *const analytic_method_names[ANALYTIC_METHODS] = {
    [ANALYTIC_TFTP] = "tftp", [ANALYTIC_LOAD_SERVER] = "load-server", [ANALYTIC_PFS] = "pfs"};

const char *const analytic_region_names[ANALYTIC_REGIONS] = {[ANALYTIC_EXACT] = "exact",
                                                             [ANALYTIC_BESIDE] = "beside others",
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

/* What the groups have among them: a bit for each way and transport. */
struct site_kinds {
    unsigned ways, transports;
};

static struct site_kinds site_kinds_of(const struct analytic_site *site,
                                       enum analytic_method method)
{
    struct site_kinds k = {0, 0};
    for (uint32_t i = 0; i < site->group_count; i++) {
        k.ways |= 1U << site->groups[i].ways[method];
        k.transports |= 1U << site->groups[i].transport;
    }
    return k;
}

static bool site_has(unsigned kinds, int kind)
{
    return kinds >> kind & 1;
}

static void site_answer_alone(const struct analytic_site *site, enum analytic_method method,
                              struct site_kinds k, struct analytic_answer *a)
{
    const bool http = site_has(k.transports, ANALYTIC_BY_HTTP);
    if (http && analytic_http_is_all(site, method))
        analytic_http_evaluate(site, method, a);
    else if (site_has(k.ways, ANALYTIC_FROM_PEERS))
        analytic_sharing_evaluate(site, method, a);
    else if (http)
        analytic_http_evaluate_mixed(site, method, a);
    else
        lockstep_evaluate(site, method, a);
}

/* --- phones that share, and others that download from load servers
 * --------------------------------
 */

/* Phones that download from load servers, as a site of their own. */
struct site_local {
    struct analytic_site site;
    uint32_t of[ANALYTIC_GROUPS]; /* their groups' numbers in the whole site */
    double later;                 /* s from the whole site's first reset to theirs */
    double all_per_phone;         /* phones of the whole site, over theirs */
};

static void site_take_local(struct site_local *l, const struct analytic_site *site,
                            enum analytic_method method)
{
    double first = INFINITY, local_first = INFINITY, phones = 0, local = 0;
    l->site = *site;
    l->site.group_count = 0;
    for (uint32_t i = 0; i < site->group_count; i++) {
        const struct analytic_group *g = &site->groups[i];
        first = least_of(first, g->first_reset);
        phones += g->count;
        if (g->ways[method] != ANALYTIC_FROM_LOAD_SERVER)
            continue;
        l->of[l->site.group_count] = i;
        l->site.groups[l->site.group_count++] = *g;
        local_first = least_of(local_first, g->first_reset);
        local += g->count;
    }
    l->later = local_first - first;
    l->all_per_phone = phones / local;
}

/* Adds `b`, of those that use nothing of what the others use: who is back last has the time, its
 * budget and its limits; of a kind of resource the busiest counts. */
static void site_add(struct analytic_answer *a, const struct analytic_answer *b)
{
    const bool later = b->all_back > a->all_back;
    const struct analytic_answer *last = later ? b : a, *other = later ? a : b;
    struct analytic_answer both = *last;
    for (int r = 0; r < ANALYTIC_RESOURCES; r++)
        both.utilisation[r] =
            most_of(last->utilisation[r], other->utilisation[r] * other->all_back / last->all_back);
    both.region = a->region > b->region ? a->region : b->region;
    both.bound = a->bound || b->bound;
    both.knee = least_of(a->knee, b->knee);
    memcpy(both.group_back, a->group_back, sizeof both.group_back);
    *a = both;
}

static void site_add_local(const struct analytic_site *site, enum analytic_method method,
                           struct analytic_answer *a)
{
    struct site_local l;
    struct analytic_answer b;
    memset(&b, 0, sizeof b);
    site_take_local(&l, site, method);
    site_answer_alone(&l.site, method, site_kinds_of(&l.site, method), &b);
    for (int r = 0; r < ANALYTIC_RESOURCES; r++)
        b.utilisation[r] *= b.all_back / (b.all_back + l.later);
    b.all_back += l.later;
    b.budget[ANALYTIC_RESETS] += l.later;
    b.knee *= l.all_per_phone;
    for (uint32_t i = 0; i < l.site.group_count; i++)
        a->group_back[l.of[i]] = b.group_back[i] + l.later;
    site_add(a, &b);
}

static void site_answer(const struct analytic_site *site, enum analytic_method method,
                        struct analytic_answer *a)
{
    const struct site_kinds k = site_kinds_of(site, method);
    if (site_has(k.ways, ANALYTIC_NO_WAY))
        return;
    site_answer_alone(site, method, k, a);
    if (site_has(k.ways, ANALYTIC_FROM_PEERS) && site_has(k.ways, ANALYTIC_FROM_LOAD_SERVER))
        site_add_local(site, method, a);
}

void analytic_site_evaluate(const struct analytic_site *site,
                            struct analytic_answer answers[ANALYTIC_METHODS])
{
    const size_t used = offsetof(struct analytic_answer, group_back) +
                        site->group_count * sizeof answers->group_back[0];
    for (enum analytic_method m = 0; m < ANALYTIC_METHODS; m++) {
        memset(&answers[m], 0, used);
        site_answer(site, m, &answers[m]);
    }
    if (site->others)
        analytic_beside(site, answers);
}
