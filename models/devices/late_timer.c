/* What a timer draws when it fires; that nothing is drawn for those that never do keeps them cheap.
 */
#include "models/devices/late_timer.h"

#include <gsl/gsl_randist.h>

void lateness_init(struct lateness *l, struct net_host *host, sim_time longest, uint32_t slack)
{
    const struct net *net = host->net;
    l->longest = longest;
    l->slack = slack;
    random_init(&l->draws, net->seed, net->replication, host->address, RANDOM_LATENESS);
    host->lateness = longest || slack ? l : NULL;
}

void lateness_fini(struct net_host *host)
{
    host->lateness = NULL;
}

/* What a wait's slack makes of it. */
static sim_time late_by_slack(struct lateness *l, sim_time wait)
{
    const sim_time slack = (sim_time)((__int128)wait * l->slack / SECONDS);
    const gsl_rng draws = random_gsl(&l->draws);
    const double wake = gsl_ran_exponential(&draws, (double)LATENESS_WAKE);
    return wake < (double)slack ? (sim_time)wake : slack;
}

static void late_timer_due(struct timer *timer)
{
    struct late_timer *t = CONTAINER_OF(timer, struct late_timer, timer);
    struct lateness *l = t->host->lateness;
    if (l && !t->drawn) {
        t->drawn = true;
        sim_time late = random_time(&l->draws, l->longest);
        if (l->slack)
            late += late_by_slack(l, timer->due - t->since);
        timer_set(t->host->net->events, timer, timer->due + late);
        return;
    }
    t->drawn = false;
    t->fire(t);
}

void late_timer_init(struct late_timer *t, struct net_host *host, void (*fire)(struct late_timer *))
{
    *t = (struct late_timer){.host = host, .fire = fire};
    timer_init(&t->timer, late_timer_due);
}
