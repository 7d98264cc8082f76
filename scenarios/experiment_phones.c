/* The phones of an experiment, made of how each group gets its firmware (delivery.h). */

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
    struct tftp_client_policy *policy = &x->phone_policies[x->group_count];
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
    struct net_host *host = x->engine->host(x->net, node);
    const uint32_t part = delivery_part(x->scenario, config, host->address);
    const uint32_t id = x->phone_count;
    const uint32_t group = x->group_count - delivery_parts(config) + part;
    x->phone_infos[id] = (struct phone_info){
        .id = id, .address = host->address, .name = host->name, .group = &x->phone_groups[group]};
    const sim_time reset = delivery_reset(x->scenario, config, host->address, &x->turns);
    x->phones[id] = phone_new(host, &x->phone_configs[group], &x->phone_infos[id], reset);
    x->phone_count++;
    x->bytes += phone_bytes(&x->phone_configs[group]);
}

static void add_part(struct experiment *x, const struct scenario_site *site,
                     const struct scenario_subnet *subnet, const struct scenario_phones *group,
                     uint32_t part)
{
    const struct delivery d = delivery_of(x->scenario, subnet, group, part);
    x->phone_configs[x->group_count] = phone_config(x, subnet, group, &d);
    x->phone_groups[x->group_count] = (struct phone_group){
        .site = site->name,
        .subnet = subnet->text,
        .model = group->model->name,
        .method = method_names[d.method],
        .load = d.loads[d.load_count - 1]->name,
        .background = group->model->background,
    };
    x->group_count++;
}

void experiment_add_phones(struct experiment *x, const struct scenario_site *site,
                           const struct scenario_subnet *subnet, uint32_t node)
{
    for (size_t g = 0; g < subnet->phones_count; g++) {
        const struct scenario_phones *group = &subnet->phones[g];
        delivery_begin_group(&x->turns);
        for (uint32_t part = 0; part < delivery_parts(group); part++)
            add_part(x, site, subnet, group, part);
        for (uint32_t i = 0; i < group->count; i++)
            add_phone(x, group, node++);
    }
}
