/* What a timer draws when it fires; that nothing is drawn for those that never do keeps them cheap.
 */
#include "models/devices/late_timer.h"

void lateness_init(struct lateness *l, struct net_host *host, sim_time longest)
{
    const struct net *net = host->net;
    l->longest = longest;
    random_init(&l->draws, net->seed, net->replication, host->address, RANDOM_LATENESS);
    host->lateness = longest ? l : NULL;
}

void lateness_fini(struct net_host *host)
{
    host->lateness = NULL;
}

static void late_timer_due(struct timer *timer)
{
    struct late_timer *t = CONTAINER_OF(timer, struct late_timer, timer);
    struct lateness *l = t->host->lateness;
    if (l && !t->drawn) {
        t->drawn = true;
        timer_set(t->host->net->events, timer, timer->due + random_time(&l->draws, l->longest));
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
