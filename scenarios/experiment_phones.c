/* The phones of an experiment, made of how each group gets its firmware (delivery.h). */
#include <stdlib.h>

#include "base/memory.h"
#include "scenarios/experiment_private.h"

static struct phone_server phone_server(const struct scenario *s,
                                        const struct scenario_subnet *subnet,
                                        const struct delivery *d, size_t number)
{
    if (d->local)
        return (struct phone_server){subnet->prefix + FIRST_LOAD_SERVER + (uint32_t)number,
                                     (uint16_t)subnet->load_servers[number].port};
    return (struct phone_server){site_network_central_address(number),
                                 (uint16_t)scenario_central(s, number)->port};
}

static void set_servers(struct phone_config *c, const struct scenario *s,
                        const struct scenario_subnet *subnet, const struct delivery *d)
{
    struct phone_server *servers = mem_calloc(d->server_count, sizeof *servers);
    for (size_t i = 0; i < d->server_count; i++)
        servers[i] = phone_server(s, subnet, d, d->servers[i]);
    c->servers = servers;
    c->server_count = (uint32_t)d->server_count;
}

/* A block of TFTP, or a segment of TCP. */
static void set_usual_piece(struct phone_config *c, const struct scenario_tftp *tftp)
{
    const bool by_tcp = c->pfs || c->transport != PHONE_TFTP;
    c->usual_piece = by_tcp ? NET_TCP_MSS : scenario_blksize(tftp);
    c->usual_piece_time = time_of_bytes(c->usual_piece, c->flash * 8);
}

/* The phone's loads, with their images. Free it. */
static struct phone_step *phone_steps(struct experiment *x, const struct delivery *d)
{
    struct phone_step *steps = mem_calloc(d->load_count, sizeof *steps);
    for (size_t i = 0; i < d->load_count; i++)
        steps[i] = (struct phone_step){d->loads[i], experiment_images(x, d->loads[i])};
    return steps;
}

static struct tftp_client_config phone_client(struct experiment *x, const struct delivery *d)
{
    struct tftp_client_config client = d->client;
    struct tftp_client_policy *policy = &x->phones->policies[x->phones->group_count];
    *policy = d->policy;
    client.policy = policy;
    return client;
}

static struct phone_config phone_config(struct experiment *x, const struct scenario_subnet *subnet,
                                        const struct scenario_phones *group,
                                        const struct delivery *d)
{
    const struct scenario *s = x->scenario;
    struct phone_config c = {
        .steps = phone_steps(x, d),
        .step_count = (uint32_t)d->load_count,
        .has = d->has,
        .client = phone_client(x, d),
        .server_timeout = d->server_timeout,
        .traffic = d->local ? TRAFFIC_LOAD_SERVER : TRAFFIC_TFTP,
        .transport = d->transport,
        .http_port = d->http_port,
        .http = {.idle = s->http.idle, .resume = s->http.resume},
        .tries_for_ever = d->tries_for_ever,
        .pfs = d->shares ? &s->pfs : NULL,
        .hierarchy = d->hierarchy,
        .profile = d->resyncs ? experiment_profile(x) : NULL,
        .log_server = s->log_server ? LOG_SERVER_ADDRESS : 0,
        .cpu = s->phone.cpu,
        .turnaround = s->phone.turnaround,
        .timer_lateness = d->policy.timer_lateness,
        .timer_slack = d->policy.timer_slack,
        .flash = s->phone.flash,
        .boot = s->phone.boot,
        .check = s->phone.check,
        .restart = d->restart,
        .retry = d->retry,
        .resync_retry = d->resync_retry,
        .has_account = s->mpp.profile_auth == PROFILE_AUTH_KNOWN,
        .answer = s->mpp.answered,
    };
    set_servers(&c, s, subnet, d);
    set_usual_piece(&c, &group->tftp);
    return c;
}

/* A phone of the group whose parts were added last. */
static void add_phone(struct experiment *x, const struct scenario_phones *config, uint32_t node)
{
    struct phones *all = x->phones;
    struct net_host *host = x->engine->host(x->net, node);
    const uint32_t part = delivery_part(x->scenario, config, host->address);
    const uint32_t id = all->count;
    const uint32_t group = all->group_count - delivery_parts(config) + part;
    all->infos[id] = (struct phone_info){
        .id = id, .address = host->address, .name = host->name, .group = &all->groups[group]};
    const sim_time reset = delivery_reset(x->scenario, config, host->address, &all->turns);
    all->phones[id] = phone_new(host, &all->configs[group], &all->infos[id], reset);
    all->count++;
    all->bytes += phone_bytes(&all->configs[group]);
}

static void add_part(struct experiment *x, const struct scenario_site *site,
                     const struct scenario_subnet *subnet, const struct scenario_phones *group,
                     uint32_t part)
{
    struct phones *all = x->phones;
    const struct delivery d = delivery_of(x->scenario, subnet, group, part);
    all->configs[all->group_count] = phone_config(x, subnet, group, &d);
    all->groups[all->group_count] = (struct phone_group){
        .site = site->name,
        .subnet = subnet->text,
        .model = group->model->name,
        .method = method_names[d.method],
        .load = d.loads[d.load_count - 1]->name,
        .background = group->model->background,
    };
    all->group_count++;
}

/* The subnet's phones; `node` is the first one's. */
static void add_subnet(struct experiment *x, const struct scenario_site *site,
                       const struct scenario_subnet *subnet, uint32_t node)
{
    for (size_t g = 0; g < subnet->phones_count; g++) {
        const struct scenario_phones *group = &subnet->phones[g];
        delivery_begin_group(&x->phones->turns);
        for (uint32_t part = 0; part < delivery_parts(group); part++)
            add_part(x, site, subnet, group, part);
        for (uint32_t i = 0; i < group->count; i++)
            add_phone(x, group, node++);
    }
}

static void make_room(struct phones *all, const struct scenario *s)
{
    size_t phones = 0, groups = 0;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++) {
            const struct scenario_subnet *subnet = &s->sites[i].subnets[j];
            for (size_t g = 0; g < subnet->phones_count; g++) {
                phones += subnet->phones[g].count;
                groups += delivery_parts(&subnet->phones[g]);
            }
        }
    all->phones = mem_calloc(phones, sizeof(struct phone *));
    all->infos = mem_calloc(phones, sizeof *all->infos);
    all->ended = mem_calloc(phones, sizeof *all->ended);
    all->configs = mem_calloc(groups, sizeof *all->configs);
    all->policies = mem_calloc(groups, sizeof *all->policies);
    all->groups = mem_calloc(groups, sizeof *all->groups);
}

static void phones_end_of_run(struct part *part)
{
    struct phones *all = CONTAINER_OF(part, struct phones, part);
    for (uint32_t i = 0; i < all->count; i++)
        phone_end_of_run(all->phones[i]);
}

static void phones_stop(struct part *part)
{
    struct phones *all = CONTAINER_OF(part, struct phones, part);
    for (uint32_t i = 0; i < all->count; i++)
        phone_free(all->phones[i]);
}

static void phones_free(struct part *part)
{
    struct phones *all = CONTAINER_OF(part, struct phones, part);
    for (uint32_t i = 0; i < all->group_count; i++) {
        free((void *)all->configs[i].steps);
        free((void *)all->configs[i].servers);
    }
    free(all->phones);
    free(all->infos);
    free(all->ended);
    free(all->configs);
    free(all->policies);
    free(all->groups);
    free(all);
}

void experiment_add_phones(struct experiment *x)
{
    const struct scenario *s = x->scenario;
    const struct subnet_nodes *nodes = x->network.subnets;
    struct phones *all = mem_calloc(1, sizeof *all);
    all->part =
        (struct part){.end_of_run = phones_end_of_run, .stop = phones_stop, .free = phones_free};
    make_room(all, s);
    x->phones = all;
    for (size_t i = 0; i < s->site_count; i++) {
        delivery_begin_site(&all->turns);
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            add_subnet(x, &s->sites[i], &s->sites[i].subnets[j], (nodes++)->first_phone);
    }
    experiment_add_part(x, &all->part);
}

void experiment_phone_changed(struct experiment *x, const struct phone_info *phone,
                              const struct phone_change *change)
{
    struct phones *all = x->phones;
    if (!change->ended || all->ended[phone->id])
        return;
    all->ended[phone->id] = true;
    if (++all->ended_count == all->count)
        x->engine->stop(x->net);
}
