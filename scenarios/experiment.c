/* An experiment from its making to its end; servers, phones and faults are made in the files of
 * those names. */
#include "scenarios/experiment.h"

#include <stdlib.h>

#include "base/memory.h"
#include "scenarios/experiment_private.h"

static void phone_changed(void *user, const struct phone_info *phone,
                          const struct phone_change *change, sim_time now)
{
    struct experiment *x = user;
    (void)now;
    if (!change->ended || x->ended[phone->id])
        return;
    x->ended[phone->id] = true;
    if (++x->phones_ended == x->phone_count)
        x->engine->stop(x->net);
}

static void peer_changed(void *user, const struct peer_info *peer, sim_time now)
{
    (void)now;
    if (peer->event == PEER_RECEIVING && peer->other == 0)
        experiment_root_downloads(user);
}

struct totals {
    uint32_t phones, groups, servers;
};

static struct totals count(const struct scenario *s)
{
    struct totals t = {.servers = (uint32_t)scenario_central_count(s)};
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++) {
            const struct scenario_subnet *subnet = &s->sites[i].subnets[j];
            t.servers += (uint32_t)subnet->load_server_count;
            for (size_t g = 0; g < subnet->phones_count; g++) {
                t.phones += subnet->phones[g].count;
                t.groups += delivery_parts(&subnet->phones[g]);
            }
        }
    return t;
}

static void make_room(struct experiment *x)
{
    const struct scenario *s = x->scenario;
    const struct totals t = count(s);
    x->servers = mem_calloc(t.servers, sizeof *x->servers);
    x->phones = mem_calloc(t.phones, sizeof(struct phone *));
    x->phone_infos = mem_calloc(t.phones, sizeof *x->phone_infos);
    x->phone_configs = mem_calloc(t.groups, sizeof *x->phone_configs);
    x->phone_policies = mem_calloc(t.groups, sizeof *x->phone_policies);
    x->phone_groups = mem_calloc(t.groups, sizeof *x->phone_groups);
    x->ended = mem_calloc(t.phones, sizeof *x->ended);
}

static void add_subnet(struct experiment *x, const struct scenario_site *site,
                       const struct scenario_subnet *subnet, const struct subnet_nodes *nodes)
{
    for (uint32_t i = 0; i < subnet->load_server_count; i++)
        experiment_add_load_server(x, subnet, i, nodes->first_load_server + i);
    experiment_add_phones(x, site, subnet, nodes->first_phone);
}

static void add_devices(struct experiment *x)
{
    const struct scenario *s = x->scenario;
    const struct subnet_nodes *nodes = x->network.subnets;
    make_room(x);
    experiment_add_loads(x);
    experiment_add_central_servers(x);
    if (s->log_server)
        experiment_add_log_server(x);
    for (size_t i = 0; i < s->site_count; i++) {
        delivery_begin_site(&x->turns);
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            add_subnet(x, &s->sites[i], &s->sites[i].subnets[j], nodes++);
    }
}

static void take_away_devices(struct experiment *x)
{
    experiment_cancel_faults(x);
    for (uint32_t i = 0; i < x->phone_count; i++)
        phone_free(x->phones[i]);
    x->phone_count = 0;
    experiment_free_servers(x);
}

struct experiment *experiment_new(const struct scenario *s, const struct engine *engine,
                                  const struct observer_list *observers, struct error *e)
{
    struct experiment *x = mem_calloc(1, sizeof *x);
    x->engine = engine;
    x->observer =
        (struct observer){.user = x, .phone_changed = phone_changed, .peer_changed = peer_changed};
    site_network_init(&x->network, s);
    experiment_images_init(x, s);
    struct engine_options options = {
        .seed = s->seed, .replication = s->replication, .tcp = s->tcp, .observers = *observers};
    observer_list_add(&options.observers, &x->observer);
    x->net = engine->build(&x->network.topology, &options, e);
    if (!x->net) {
        experiment_free(x);
        return NULL;
    }
    add_devices(x);
    experiment_plan_faults(x);
    return x;
}

struct experiment_progress experiment_progress(const struct experiment *x)
{
    if (x->over)
        return x->at_end;
    struct experiment_progress p = {.now = net_now(x->net),
                                    .events = x->net->events->fired,
                                    .phones = x->phone_count,
                                    .phones_ended = x->phones_ended,
                                    .bytes = x->bytes};
    for (uint32_t i = 0; i < x->phone_count; i++)
        p.bytes_done += phone_bytes_done(x->phones[i]);
    return p;
}

/* Packets that are under way get to the end of it, with nobody left to answer them: whatever was
 * seen to be sent is also seen to be delivered or dropped. What the devices send when they are
 * taken away nobody sees. */
static void end(struct experiment *x)
{
    for (uint32_t i = 0; i < x->phone_count; i++)
        phone_end_of_run(x->phones[i]);
    x->at_end = experiment_progress(x);
    x->over = true;
    OBSERVE(&x->net->observers, run_stopped, x->at_end.now);
    x->engine->silence(x->net);
    take_away_devices(x);
    x->engine->run(x->net, TIME_NEVER, UINT64_MAX);
    OBSERVE(&x->net->observers, messages_sent, x->net->messages);
    OBSERVE(&x->net->observers, run_ended, x->at_end.now);
}

bool experiment_run(struct experiment *x, uint64_t events)
{
    if (x->over)
        return false;
    const bool more = x->engine->run(x->net, x->scenario->limit, events);
    if (!more)
        end(x);
    return more;
}

int experiment_animate(struct experiment *x, FILE *file, struct error *e)
{
    return x->engine->animate(x->net, file, e);
}

void experiment_free(struct experiment *x)
{
    take_away_devices(x);
    if (x->net)
        x->engine->free(x->net);
    experiment_images_fini(x);
    site_network_fini(&x->network);
    for (uint32_t i = 0; i < x->group_count; i++) {
        free((void *)x->phone_configs[i].steps);
        free((void *)x->phone_configs[i].servers);
    }
    free(x->phone_configs);
    free(x->phone_groups);
    free(x->phone_policies);
    free(x->phones);
    free(x->phone_infos);
    free(x->ended);
    free(x->servers);
    free(x->unpluggings);
    free(x);
}
