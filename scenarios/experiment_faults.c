/* What is switched off under way: servers, and phones that are pulled out. */
#include "base/memory.h"
#include "scenarios/experiment_private.h"

static void set_up(struct server *server, bool up)
{
    tftp_server_set_up(server->tftp, up);
    if (server->http)
        http_server_set_up(server->http, up);
}

static void server_goes(struct timer *timer)
{
    struct server *server = CONTAINER_OF(timer, struct server, goes);
    net_set_plugged(server->host, false); /* first, so that nobody hears of it */
    set_up(server, false);
}

static void server_comes(struct timer *timer)
{
    struct server *server = CONTAINER_OF(timer, struct server, comes);
    set_up(server, true);
    net_set_plugged(server->host, true);
}

static void plan_server(struct server *server)
{
    struct event_queue *events = server->host->net->events;
    const struct scenario_server *config = server->config;
    timer_init(&server->goes, server_goes);
    timer_init(&server->comes, server_comes);
    if (config->down_at == TIME_NEVER)
        return;
    timer_set(events, &server->goes, config->down_at);
    timer_set(events, &server->comes, config->down_at + config->down_for);
}

/* The first phone that is root and downloads; the number of phones: none is. */
static uint32_t find_root(const struct experiment *x)
{
    uint32_t i = 0;
    while (i < x->phone_count && !phone_is_downloading_root(x->phones[i]))
        i++;
    return i;
}

/* Which of them keeps the phone out; NULL: it is in. */
static struct unplugging *find_unplugging(const struct experiment *x, const struct phone *phone)
{
    for (size_t i = 0; i < x->scenario->unplug_count; i++)
        if (x->unpluggings[i].phone == phone)
            return &x->unpluggings[i];
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
    struct phone *phone = u->experiment->phones[number];
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
    u->waits_for_root = number == x->phone_count;
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

void experiment_plan_faults(struct experiment *x)
{
    const struct scenario *s = x->scenario;
    for (uint32_t i = 0; i < x->server_count; i++)
        plan_server(&x->servers[i]);
    x->unpluggings = mem_calloc(s->unplug_count, sizeof *x->unpluggings);
    for (size_t i = 0; i < s->unplug_count; i++)
        plan_unplugging(x, &x->unpluggings[i], &s->unplug[i]);
}

/* What a root says as it begins has left before it is pulled out. At the same instant it would be
 * the engine's choice whether it has: ns-3's TCP sends a nanosecond later. */
#define UNPLUG_AFTER MILLISECONDS

void experiment_root_downloads(struct experiment *x)
{
    for (size_t i = 0; x->unpluggings && i < x->scenario->unplug_count; i++)
        if (x->unpluggings[i].waits_for_root) {
            timer_set(x->net->events, &x->unpluggings[i].goes, net_now(x->net) + UNPLUG_AFTER);
            return;
        }
}

void experiment_cancel_faults(struct experiment *x)
{
    struct event_queue *events = x->net ? x->net->events : NULL;
    for (uint32_t i = 0; i < x->server_count; i++) {
        timer_cancel(events, &x->servers[i].goes);
        timer_cancel(events, &x->servers[i].comes);
    }
    for (size_t i = 0; x->unpluggings && i < x->scenario->unplug_count; i++) {
        timer_cancel(events, &x->unpluggings[i].goes);
        timer_cancel(events, &x->unpluggings[i].comes);
    }
}
