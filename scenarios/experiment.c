#include "scenarios/experiment.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/phone.h"
#include "models/devices/tftp_server.h"
#include "scenarios/site_network.h"
#include "sim/random.h"

enum { LARGEST_BLKSIZE = LINK_MTU - NET_UDP_OVERHEAD - TFTP_DATA_HEADER };

/* A server with what its `lookup` needs. */
struct server {
    struct experiment *experiment;
    const struct scenario_server *config;
    struct server_info info;
    struct tftp_server *device;
};

/* A load with its content, in the order of its files. */
struct load_images {
    const struct firmware_load *load;
    const struct image **images;
};

struct experiment {
    const struct scenario *scenario;
    const struct engine *engine;
    struct site_network network;
    struct net *net;
    struct image_store images;
    struct load_images *loads; /* that a phone is to get */
    size_t load_count;
    struct tftp_policy phone_policy;
    struct phone_config *phone_configs; /* one a group of phones */
    struct server *servers;             /* [0] is the call manager's */
    uint32_t server_count;
    struct phone **phones;
    struct phone_info *phone_infos;
    uint32_t phone_count, phones_ended;
    uint64_t bytes; /* that all phones are to get */
    struct observer counter;
    bool over;
    struct experiment_progress at_end; /* when it is over */
};

static void phone_changed(void *user, const struct phone_info *phone,
                          const struct phone_change *change, sim_time now)
{
    struct experiment *x = user;
    (void)phone;
    (void)now;
    x->phones_ended += change->ended;
    if (x->phones_ended == x->phone_count)
        x->engine->stop(x->net);
}

static bool names(char *const *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

static const struct image *look_up(void *user, const char *name)
{
    struct server *server = user;
    struct experiment *x = server->experiment;
    const struct scenario_server *config = server->config;
    if (names(config->missing, config->missing_count, name))
        return NULL;
    for (size_t l = 0; l < x->load_count; l++) {
        const struct firmware_load *load = x->loads[l].load;
        for (size_t f = 0; f < load->file_count; f++)
            if (strcmp(load->files[f].name, name) == 0)
                return names(config->invalid, config->invalid_count, name)
                           ? image_of(&x->images, load, &load->files[f], true)
                           : x->loads[l].images[f];
    }
    return NULL;
}

static const struct image *const *images_of(struct experiment *x, const struct firmware_load *load)
{
    for (size_t i = 0; i < x->load_count; i++)
        if (x->loads[i].load == load)
            return x->loads[i].images;
    x->loads = mem_resize(x->loads, x->load_count + 1, sizeof *x->loads);
    struct load_images *added = &x->loads[x->load_count++];
    added->load = load;
    added->images = mem_calloc(load->file_count, sizeof *added->images);
    for (size_t f = 0; f < load->file_count; f++)
        added->images[f] = image_of(&x->images, load, &load->files[f], false);
    return added->images;
}

static enum tftp_rollover rollover_of(const struct scenario *s)
{
    switch (s->tftp.rollover) {
    case ROLLOVER_0:
        return TFTP_ROLLOVER_TO_0;
    case ROLLOVER_1:
        return TFTP_ROLLOVER_TO_1;
    case ROLLOVER_OFF:
        return TFTP_ROLLOVER_OFF;
    }
    return TFTP_ROLLOVER_OFF;
}

static struct tftp_policy policy_of(const struct scenario_server *config)
{
    const struct tftp_policy *named = tftp_policy_find(config->kind);
    CHECK(named != NULL); /* the loader knows the same names */
    struct tftp_policy policy = *named;
    policy.transfers = config->transfers;
    if (policy.forever)
        policy.intervals[0] = config->retransmit;
    return policy;
}

static void add_server(struct experiment *x, const struct scenario_server *config, uint32_t node,
                       enum traffic traffic)
{
    struct server *server = &x->servers[x->server_count];
    struct net_host *host = x->engine->host(x->net, node);
    server->experiment = x;
    server->config = config;
    server->info = (struct server_info){.id = x->server_count++,
                                        .name = host->name,
                                        .kind = config->kind,
                                        .address = host->address};
    const struct tftp_server_config device = {
        .policy = policy_of(config),
        .rollover = rollover_of(x->scenario),
        .largest_blksize = LARGEST_BLKSIZE,
        .largest_windowsize = TFTP_WINDOWSIZE_MAX,
        .cpu = config->cpu,
        .traffic = traffic,
        .lookup = look_up,
        .user = server,
        .images = &x->images,
    };
    server->device = tftp_server_new(host, &device, &server->info);
}

static uint32_t load_server_number(const struct scenario_subnet *subnet, const char *name)
{
    for (uint32_t i = 0; name && i < subnet->load_server_count; i++)
        if (strcmp(subnet->load_servers[i].name, name) == 0)
            return i;
    return 0;
}

static void set_method(struct phone_config *c, const struct scenario *s,
                       const struct scenario_subnet *subnet, const struct scenario_phones *group)
{
    switch (group->method) {
    case METHOD_TFTP:
        c->server = site_network_server_address(s);
        c->traffic = TRAFFIC_TFTP;
        c->tries_for_ever = true;
        break;
    case METHOD_LOAD_SERVER:
        c->server =
            subnet->prefix + FIRST_LOAD_SERVER + load_server_number(subnet, group->load_server);
        c->traffic = TRAFFIC_LOAD_SERVER;
        c->tries_for_ever = false;
        break;
    }
}

static struct phone_config phone_config(struct experiment *x, const struct scenario_subnet *subnet,
                                        const struct scenario_phones *group)
{
    const struct scenario *s = x->scenario;
    struct phone_config c = {
        .load = group->load,
        .images = images_of(x, group->load),
        .client = {.policy = &x->phone_policy,
                   .dally = s->phone.dally,
                   .rollover = rollover_of(s),
                   .blksize = (uint16_t)s->tftp.blksize,
                   .windowsize = (uint16_t)s->tftp.windowsize},
        .turnaround = s->phone.turnaround,
        .flash = s->phone.flash,
        .boot = s->phone.boot,
        .check = s->phone.check,
        .restart = group->model->background ? s->phone.background_restart : s->phone.restart,
        .retry = s->phone.retry,
    };
    set_method(&c, s, subnet, group);
    return c;
}

static sim_time reset_time(const struct scenario *s, uint32_t number, uint32_t address)
{
    struct random_stream draws;
    switch (s->reset.pattern) {
    case RESET_BULK:
        random_init(&draws, s->seed, s->replication, address, RANDOM_RESET);
        return random_time(&draws, s->reset.spread);
    case RESET_STAGGERED:
        return number * s->reset.interval;
    }
    return 0;
}

static void add_phone(struct experiment *x, const struct scenario_site *site,
                      const struct scenario_subnet *subnet, const struct scenario_phones *group,
                      const struct phone_config *config, uint32_t node)
{
    const uint32_t id = x->phone_count;
    struct net_host *host = x->engine->host(x->net, node);
    x->phone_infos[id] = (struct phone_info){
        .id = id,
        .name = host->name,
        .site = site->name,
        .subnet = subnet->text,
        .model = group->model->name,
        .method = method_names[group->method],
        .load = group->load->name,
        .address = host->address,
        .background = group->model->background,
    };
    const struct scenario *s = x->scenario;
    const sim_time reset = reset_time(s, id, host->address);
    x->phones[id] = phone_new(host, config, &x->phone_infos[id], reset);
    x->phone_count++;
    x->bytes += group->load->bytes;
}

struct totals {
    uint32_t phones, groups, servers;
};

static struct totals count(const struct scenario *s)
{
    struct totals t = {.servers = 1};
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++) {
            const struct scenario_subnet *subnet = &s->sites[i].subnets[j];
            t.servers += (uint32_t)subnet->load_server_count;
            t.groups += (uint32_t)subnet->phones_count;
            for (size_t g = 0; g < subnet->phones_count; g++)
                t.phones += subnet->phones[g].count;
        }
    return t;
}

static void add_subnet(struct experiment *x, const struct scenario_site *site,
                       const struct scenario_subnet *subnet, const struct subnet_nodes *nodes,
                       struct phone_config **next_config)
{
    for (uint32_t i = 0; i < subnet->load_server_count; i++)
        add_server(x, &subnet->load_servers[i], nodes->first_load_server + i, TRAFFIC_LOAD_SERVER);
    uint32_t node = nodes->first_phone;
    for (size_t g = 0; g < subnet->phones_count; g++) {
        struct phone_config *config = (*next_config)++;
        *config = phone_config(x, subnet, &subnet->phones[g]);
        for (uint32_t i = 0; i < subnet->phones[g].count; i++)
            add_phone(x, site, subnet, &subnet->phones[g], config, node++);
    }
}

static void add_devices(struct experiment *x)
{
    const struct scenario *s = x->scenario;
    const struct totals t = count(s);
    x->servers = mem_calloc(t.servers, sizeof *x->servers);
    x->phones = mem_calloc(t.phones, sizeof(struct phone *));
    x->phone_infos = mem_calloc(t.phones, sizeof *x->phone_infos);
    x->phone_configs = mem_calloc(t.groups, sizeof *x->phone_configs);
    x->phone_policy = (struct tftp_policy){.name = "phone",
                                           .intervals = {s->phone.retransmit},
                                           .count = 1,
                                           .forever = true,
                                           .idle_limit = s->phone.idle};
    add_server(x, &s->server, x->network.server, TRAFFIC_TFTP);
    struct phone_config *next_config = x->phone_configs;
    const struct subnet_nodes *nodes = x->network.subnets;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            add_subnet(x, &s->sites[i], &s->sites[i].subnets[j], nodes++, &next_config);
}

struct experiment *experiment_new(const struct scenario *s, const struct engine *engine,
                                  const struct observer_list *observers, struct error *e)
{
    struct experiment *x = mem_calloc(1, sizeof *x);
    x->scenario = s;
    x->engine = engine;
    x->counter = (struct observer){.user = x, .phone_changed = phone_changed};
    site_network_init(&x->network, s);
    image_store_init(&x->images);
    struct engine_options options = {
        .seed = s->seed, .replication = s->replication, .observers = *observers};
    observer_list_add(&options.observers, &x->counter);
    x->net = engine->build(&x->network.topology, &options, e);
    if (!x->net) {
        experiment_free(x);
        return NULL;
    }
    add_devices(x);
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

static void take_away_devices(struct experiment *x)
{
    for (uint32_t i = 0; i < x->phone_count; i++)
        phone_free(x->phones[i]);
    for (uint32_t i = 0; i < x->server_count; i++)
        tftp_server_free(x->servers[i].device);
    x->phone_count = x->server_count = 0;
}

/* Packets that are on their way get to its end, with nobody left to answer them: whatever was seen
 * to be sent is also seen to be delivered or dropped. */
static void end(struct experiment *x)
{
    for (uint32_t i = 0; i < x->phone_count; i++)
        phone_end_of_run(x->phones[i]);
    x->at_end = experiment_progress(x);
    x->over = true;
    take_away_devices(x);
    x->engine->run(x->net, TIME_NEVER, UINT64_MAX);
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

void experiment_free(struct experiment *x)
{
    take_away_devices(x);
    if (x->net)
        x->engine->free(x->net);
    for (size_t i = 0; i < x->load_count; i++)
        free(x->loads[i].images);
    free(x->loads);
    image_store_fini(&x->images);
    site_network_fini(&x->network);
    free(x->phone_configs);
    free(x->phones);
    free(x->phone_infos);
    free(x->servers);
    free(x);
}
