/* A site of which some phones fetch by HTTP and others by TFTP. Where they have no server in common
 * each kind is as if alone. Where they have, nobody has worked out how windows and lock-step share
 * a line: what each kind takes alone, and all bytes' time there, is a bound. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "models/analytic/http.h"
#include "models/analytic/lockstep.h"

static bool mixed_meets(enum analytic_method method, const struct analytic_group *a,
                        const struct analytic_group *b)
{
    const bool central = a->ways[method] == ANALYTIC_FROM_CENTRE;
    return a->transport != b->transport && a->ways[method] == b->ways[method] &&
           (central || a->subnet == b->subnet);
}

static bool mixed_has_meeting(const struct analytic_site *site, enum analytic_method method)
{
    for (uint32_t i = 0; i < site->group_count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (mixed_meets(method, &site->groups[i], &site->groups[k]))
                return true;
    return false;
}

/* The site with the groups of one kind only; `of` says which they are. */
static struct analytic_site mixed_part(const struct analytic_site *site,
                                       enum analytic_transport transport,
                                       uint32_t of[ANALYTIC_GROUPS])
{
    struct analytic_site part = *site;
    part.group_count = 0;
    for (uint32_t i = 0; i < site->group_count; i++)
        if (site->groups[i].transport == transport) {
            of[part.group_count] = i;
            part.groups[part.group_count++] = site->groups[i];
        }
    return part;
}

static double mixed_first(const struct analytic_site *site)
{
    double first = INFINITY;
    for (uint32_t i = 0; i < site->group_count; i++)
        first = fmin(first, site->groups[i].first_reset);
    return first;
}

/* Its part, with times from the site's first reset on; those of its groups go to `back`, by their
 * number at the site. */
static void mixed_answer(const struct analytic_site *site, enum analytic_method method,
                         enum analytic_transport transport, struct analytic_answer *a, double *back)
{
    uint32_t of[ANALYTIC_GROUPS];
    const struct analytic_site part = mixed_part(site, transport, of);
    const double later = mixed_first(&part) - mixed_first(site);
    memset(a, 0, sizeof *a);
    if (transport == ANALYTIC_BY_HTTP)
        analytic_http_evaluate(&part, method, a);
    else
        lockstep_evaluate(&part, method, a);
    for (uint32_t i = 0; i < part.group_count; i++)
        back[of[i]] = a->group_back[i] + later;
    a->all_back += later;
    a->budget[ANALYTIC_RESETS] += later;
    for (int r = 0; r < ANALYTIC_RESOURCES; r++) /* seconds */
        a->utilisation[r] *= a->all_back - later;
}

static double mixed_least_end(const struct analytic_site *site)
{
    double least = INFINITY;
    for (uint32_t i = 0; i < site->group_count; i++)
        least = fmin(least, site->groups[i].check + site->groups[i].restart);
    return least;
}

/* Adds `b`, whose utilisations are seconds as well: of one line together, else the larger. */
static void mixed_add(struct analytic_answer *a, const struct analytic_answer *b, bool meets)
{
    for (int r = 0; r < ANALYTIC_RESOURCES; r++)
        a->utilisation[r] = meets && r != ANALYTIC_PHONE
                                ? a->utilisation[r] + b->utilisation[r]
                                : fmax(a->utilisation[r], b->utilisation[r]);
    a->region = b->region > a->region ? b->region : a->region;
    a->never |= b->never;
    a->bound |= b->bound;
}

void analytic_http_evaluate_mixed(const struct analytic_site *site, enum analytic_method method,
                                  struct analytic_answer *answer)
{
    struct analytic_answer a, b;
    mixed_answer(site, method, ANALYTIC_BY_TFTP, &a, answer->group_back);
    mixed_answer(site, method, ANALYTIC_BY_HTTP, &b, answer->group_back);
    const bool meets = mixed_has_meeting(site, method), swap = b.all_back > a.all_back;
    memcpy(answer, swap ? &b : &a, offsetof(struct analytic_answer, group_back));
    mixed_add(answer, swap ? &a : &b, meets);
    answer->bound |= meets;
    if (answer->never)
        return;
    const double more =
        answer->utilisation[ANALYTIC_WAN_DOWN] + mixed_least_end(site) - answer->all_back;
    if (answer->bound && more > 0) {
        answer->all_back += more;
        answer->budget[ANALYTIC_QUEUEING] += more;
    }
    for (int r = 0; r < ANALYTIC_RESOURCES; r++)
        answer->utilisation[r] /= answer->all_back;
}
