/* The engine on ns-3: the module's symbol, and the clock.
 *
 * There are two queues of events: ns-3's, and that of the devices' timers. ns-3 runs. An event of
 * its own, the alarm, stands at the time of the next timer, goes behind all else that happens then,
 * as the native engine has arrivals before timers, and fires the timers of that time. */
#include <stdlib.h>
#include <string.h>

#include "sim/ns3/engine_private.h"

const struct engine_core *core;

/* --- the clock ------------------------------------------------------------------------------- */

static void set_alarm_at(struct ns3_net *n, sim_time at)
{
    n->alarm_at = at;
    n->alarm_events = UINT64_MAX - 1;
    ENGINE_CHECK(ns3c_schedule(n->sim, &n->alarm, at) == 0);
}

/* A timer that has moved to later leaves the alarm where it is: it then finds nothing to do. */
static void set_alarm(struct ns3_net *n)
{
    const sim_time due = time_min(core->event_queue_next(&n->events), n->until);
    if (due == TIME_NEVER)
        return;
    if (ns3c_is_set(&n->alarm)) {
        if (n->alarm_at <= due)
            return;
        ns3c_cancel(n->sim, &n->alarm);
    }
    set_alarm_at(n, due);
}

static void stop_after_enough(struct ns3_net *n)
{
    if (ns3c_event_count(n->sim) >= n->last_event) {
        n->more = true;
        ns3c_stop(n->sim);
    }
}

/* True when no event of ns-3's has come between two turns of the alarm: it is behind all others of
 * its time. */
static bool is_last_of_its_time(struct ns3_net *n)
{
    const uint64_t handled = ns3c_event_count(n->sim);
    if (handled == n->alarm_events + 1)
        return true;
    set_alarm_at(n, n->alarm_at);
    n->alarm_events = handled;
    return false;
}

static void fire_timers(struct ns3_net *n, sim_time now)
{
    const uint64_t before = n->events.fired;
    n->events.now = now;
    n->firing = true;
    core->event_queue_run(&n->events, now, UINT64_MAX);
    n->firing = false;
    if (n->stopped)
        return;
    if (now >= n->until && n->events.fired == before)
        ns3c_stop(n->sim);
    else
        set_alarm(n);
}

static void alarm_fires(void *user)
{
    struct ns3_net *n = user;
    const sim_time now = n->alarm_at;
    if (n->stopped)
        return;
    if (time_min(core->event_queue_next(&n->events), n->until) > now) {
        set_alarm(n);
        return;
    }
    if (!is_last_of_its_time(n))
        return;
    fire_timers(n, now);
    stop_after_enough(n);
}

void ns3_enter(struct ns3_net *n, const struct ns3_host *host)
{
    n->events.now = ns3c_now(n->sim);
    core->check_context->entity = host ? host->host.name : NULL;
}

void ns3_leave(struct ns3_net *n)
{
    if (n->firing)
        return;
    core->check_context->entity = NULL;
    if (n->running && !n->stopped) {
        set_alarm(n);
        stop_after_enough(n);
    }
}

/* --- the engine ------------------------------------------------------------------------------ */

static bool run(struct net *net, sim_time until, uint64_t events)
{
    struct ns3_net *n = (struct ns3_net *)net;
    const uint64_t before = ns3c_event_count(n->sim);
    core->check_context->now = &n->events.now;
    core->check_context->seed = net->seed;
    n->until = until > NS3C_TIME_MAX ? TIME_NEVER : until;
    n->last_event = events < UINT64_MAX - before ? before + events : UINT64_MAX;
    n->stopped = n->more = false;
    n->running = true;
    set_alarm(n);
    ENGINE_CHECK(ns3c_run(n->sim, NS3C_FOREVER) == 0);
    n->running = false;
    n->events.now = time_max(n->events.now, ns3c_now(n->sim));
    n->events.fired += ns3c_event_count(n->sim) - n->counted;
    n->counted = ns3c_event_count(n->sim);
    return n->more && !n->stopped;
}

static void stop(struct net *net)
{
    struct ns3_net *n = (struct ns3_net *)net;
    n->stopped = true;
    core->event_queue_stop(&n->events);
    ns3c_stop(n->sim);
}

static void silence(struct net *net)
{
    struct ns3_net *n = (struct ns3_net *)net;
    for (uint32_t i = 0; i < n->host_count; i++)
        ns3c_device_set_silent(n->hosts[i].device, true);
}

static void set_plugged(struct net_host *host, bool plugged)
{
    ns3c_device_set_plugged(((struct ns3_host *)host)->device, plugged);
}

static const struct net_ops ops = {
    .udp_bind = ns3_udp_bind,
    .udp_close = ns3_udp_close,
    .udp_let_fragment = ns3_udp_let_fragment,
    .udp_connect = ns3_udp_connect,
    .udp_send = ns3_udp_send,
    .hold = ns3_hold,
    .release = ns3_release,
    .tcp_listen = ns3_tcp_listen,
    .tcp_connect = ns3_tcp_connect,
    .tcp_send = ns3_tcp_send,
    .tcp_unsent = ns3_tcp_unsent,
    .tcp_close = ns3_tcp_close,
    .tcp_abort = ns3_tcp_abort,
    .set_plugged = set_plugged,
};

static void free_net(struct net *net)
{
    struct ns3_net *n = (struct ns3_net *)net;
    for (uint32_t i = 0; i < n->host_count; i++)
        ns3_udp_close_all(&n->hosts[i]);
    ns3_tcp_close_all(n);
    ns3c_destroy(n->sim);
    core->event_queue_fini(&n->events);
    free(n->links);
    free(n->by_address);
    free(n->host_of);
    free(n->hosts);
    free(n->nodes);
    free(n);
    *core->check_context = (struct check_context){0};
}

/* The native engine looks at the description first, so that both refuse the same ones with the same
 * words. */
static int check(const struct topology *t, struct error *e)
{
    struct net *net = core->native->build(t, &(struct engine_options){0}, e);
    if (!net)
        return -1;
    core->native->free(net);
    return 0;
}

static struct net *build(const struct topology *t, const struct engine_options *options,
                         struct error *e)
{
    if (check(t, e) < 0)
        return NULL;
    struct ns3_net *n = core->mem_calloc(1, sizeof *n);
    core->event_queue_init(&n->events);
    n->net = (struct net){.ops = &ops,
                          .events = &n->events,
                          .observers = options->observers,
                          .seed = options->seed,
                          .replication = options->replication,
                          .tcp = engine_tcp(options)};
    memcpy(n->net.dscp, options->dscp, sizeof n->net.dscp);
    n->topology = t;
    n->alarm = (struct ns3c_event){.fire = alarm_fires, .user = n};
    if (ns3_build_network(n, options, e) < 0) {
        free_net(&n->net);
        return NULL;
    }
    ns3_watch(n);
    return &n->net;
}

static struct net_host *host(struct net *net, uint32_t node)
{
    return &((struct ns3_net *)net)->host_of[node]->host;
}

static const struct engine engine = {
    .name = "ns3",
    .build = build,
    .host = host,
    .run = run,
    .stop = stop,
    .silence = silence,
    .animate = ns3_animate,
    .free = free_net,
};

const struct engine *ns3_engine_load(const struct engine_core *table)
{
    if (table->version != ENGINE_CORE_VERSION)
        return NULL;
    core = table;
    return &engine;
}
