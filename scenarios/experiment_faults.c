/* Phones that are pulled out under way. */
#include <stdlib.h>

#include "base/memory.h"
#include "scenarios/experiment_private.h"

/* A phone that is to be pulled out. */
struct unplugging {
    struct experiment *experiment;
    const struct scenario_unplug *config;
    struct timer goes, comes;
    bool waits_for_root;
    struct phone *phone; /* that is out, NULL: none is */
};

struct unpluggings {
    struct part part;
    size_t count;
    struct unplugging each[];
};

/* The first phone that is root and downloads; the number of phones: none is. */
static uint32_t find_root(const struct experiment *x)
{
    uint32_t i = 0;
    while (i < x->phones->count && !phone_is_downloading_root(x->phones->phones[i]))
        i++;
    return i;
}

/* Which of them keeps the phone out; NULL: it is in. */
static struct unplugging *find_unplugging(const struct experiment *x, const struct phone *phone)
{
    for (size_t i = 0; i < x->unpluggings->count; i++)
        if (x->unpluggings->each[i].phone == phone)
            return &x->unpluggings->each[i];
    return NULL;
}

/* When it puts its phone back; TIME_NEVER: not at all. */
static sim_time end_of(const struct unplugging *u)
{
    return timer_is_set(&u->comes) ? u->comes.due : TIME_NEVER;
}

/* One that is out already stays out for the longer of the two. */
static void unplug(struct unplugging *u, uint32_t number)
{
    struct event_queue *events = u->experiment->net->events;
    const bool for_good = u->config->back_after == TIME_NEVER;
    const sim_time back = for_good ? TIME_NEVER : events->now + u->config->back_after;
    struct phone *phone = u->experiment->phones->phones[number];
    struct unplugging *before = find_unplugging(u->experiment, phone);
    if (before && end_of(before) >= back)
        return;
    if (before) {
        timer_cancel(events, &before->comes);
        before->phone = NULL;
    }
    u->phone = phone;
    phone_unplug(phone, for_good);
    if (!for_good)
        timer_set(events, &u->comes, back);
}

static void phone_goes(struct timer *timer)
{
    struct unplugging *u = CONTAINER_OF(timer, struct unplugging, goes);
    const struct experiment *x = u->experiment;
    const uint32_t number = u->config->phone ? u->config->phone - 1 : find_root(x);
    u->waits_for_root = number == x->phones->count;
    if (!u->waits_for_root)
        unplug(u, number);
}

static void phone_comes(struct timer *timer)
{
    struct unplugging *u = CONTAINER_OF(timer, struct unplugging, comes);
    struct phone *phone = u->phone;
    u->phone = NULL;
    phone_plug(phone);
}

static void plan_unplugging(struct experiment *x, struct unplugging *u,
                            const struct scenario_unplug *config)
{
    *u = (struct unplugging){.experiment = x, .config = config};
    timer_init(&u->goes, phone_goes);
    timer_init(&u->comes, phone_comes);
    timer_set(x->net->events, &u->goes, config->at);
}

static void unpluggings_stop(struct part *part)
{
    struct unpluggings *all = CONTAINER_OF(part, struct unpluggings, part);
    for (size_t i = 0; i < all->count; i++) {
        struct event_queue *events = all->each[i].experiment->net->events;
        timer_cancel(events, &all->each[i].goes);
        timer_cancel(events, &all->each[i].comes);
    }
}

static void unpluggings_free(struct part *part)
{
    free(CONTAINER_OF(part, struct unpluggings, part));
}

void experiment_add_unpluggings(struct experiment *x)
{
    const struct scenario *s = x->scenario;
    struct unpluggings *all =
        mem_calloc(1, sizeof *all + s->unplug_count * sizeof(struct unplugging));
    all->part = (struct part){.stop = unpluggings_stop, .free = unpluggings_free};
    all->count = s->unplug_count;
    for (size_t i = 0; i < s->unplug_count; i++)
        plan_unplugging(x, &all->each[i], &s->unplug[i]);
    x->unpluggings = all;
    experiment_add_part(x, &all->part);
}

/* What a root says as it begins has left before it is pulled out. At the same instant it would be
 * the engine's choice whether it has: ns-3's TCP sends a nanosecond later. */
#define UNPLUG_AFTER MILLISECONDS

void experiment_root_downloads(struct experiment *x)
{
    struct unpluggings *all = x->unpluggings;
    for (size_t i = 0; i < all->count; i++)
        if (all->each[i].waits_for_root) {
            timer_set(x->net->events, &all->each[i].goes, net_now(x->net) + UNPLUG_AFTER);
            return;
        }
}
