/* The phones of an experiment: how each group gets its firmware. */

#include "base/memory.h"
#include "scenarios/experiment_private.h"
#include "sim/random.h"

/* What they are said to use: "tftp", "load-server" or "pfs". */
static const char *method_of(const struct scenario_phones *group)
{
    if (group->shares)
        return method_names[METHOD_PFS];
    return method_names[scenario_phones_use_load_server(group) ? METHOD_LOAD_SERVER : METHOD_TFTP];
}

enum tftp_rollover experiment_rollover(enum rollover rollover)
{
    switch (rollover) {
    case ROLLOVER_0:
        return TFTP_ROLLOVER_TO_0;
    case ROLLOVER_1:
        return TFTP_ROLLOVER_TO_1;
    case ROLLOVER_OFF:
        return TFTP_ROLLOVER_OFF;
    case ROLLOVER_AS_TFTP: /* of servers, which say here what that is */
        break;
    }
    return TFTP_ROLLOVER_OFF;
}

enum phone_transport experiment_transport(const struct scenario_phones *group)
{
    switch (group->model->transport) {
    case TRANSPORT_TFTP:
        return PHONE_TFTP;
    case TRANSPORT_HTTP_THEN_TFTP:
        return group->transport == BY_HTTP_THEN_TFTP ? PHONE_HTTP_THEN_TFTP : PHONE_TFTP;
    case TRANSPORT_UPGRADE_RULE:
        return group->rule == RULE_HTTP ? PHONE_HTTP : PHONE_TFTP;
    }
    return PHONE_TFTP;
}

static uint16_t http_port_of(const struct scenario_phones *group)
{
    return scenario_phones_are_mpp(group) && scenario_phones_use_load_server(group)
               ? HTTP_PORT_LOAD_SERVER
               : HTTP_PORT_CALL_MANAGER;
}

static void use_load_server(struct phone_config *c, const struct scenario_subnet *subnet,
                            const struct scenario_phones *group)
{
    const uint32_t number = scenario_load_server(subnet, group);
    struct phone_server *server = mem_calloc(1, sizeof *server);
    server->address = subnet->prefix + FIRST_LOAD_SERVER + number;
    server->port = (uint16_t)subnet->load_servers[number].port;
    c->servers = server;
    c->server_count = 1;
}

static void use_central_servers(struct phone_config *c, const struct scenario *s,
                                const struct scenario_phones *group)
{
    size_t numbers[CENTRAL_SERVERS_MAX];
    const size_t count = scenario_asked(s, group, numbers);
    struct phone_server *servers = mem_calloc(count, sizeof *servers);
    for (size_t i = 0; i < count; i++) {
        servers[i].address = site_network_central_address(numbers[i]);
        servers[i].port = (uint16_t)scenario_central(s, numbers[i])->port;
    }
    c->servers = servers;
    c->server_count = (uint32_t)count;
    c->server_timeout = scenario_server_timeout(s, group);
}

/* A load server has no fall-back; with PFS there is the call manager behind it. */
static void set_server(struct phone_config *c, const struct scenario *s,
                       const struct scenario_subnet *subnet, const struct scenario_phones *group)
{
    const bool local = scenario_phones_use_load_server(group);
    if (local)
        use_load_server(c, subnet, group);
    else
        use_central_servers(c, s, group);
    c->traffic = local ? TRAFFIC_LOAD_SERVER : TRAFFIC_TFTP;
    c->tries_for_ever = group->method != METHOD_LOAD_SERVER;
    c->http_port = http_port_of(group);
}

static void set_sharing(struct phone_config *c, const struct scenario *s,
                        const struct scenario_phones *group)
{
    c->pfs = group->shares ? &s->pfs : NULL;
    c->hierarchy = scenario_phones_are_mpp(group) ? group->model->series : group->model->name;
    c->log_server = s->log_server ? LOG_SERVER_ADDRESS : 0;
}

/* A block of TFTP, or a segment of TCP. */
static void set_usual_piece(struct phone_config *c, const struct scenario_tftp *tftp)
{
    const bool by_tcp = c->pfs || c->transport != PHONE_TFTP;
    c->usual_piece = by_tcp ? NET_TCP_MSS : scenario_blksize(tftp);
    c->usual_piece_time = time_of_bytes(c->usual_piece, c->flash * 8);
}

/* The phone's loads, with their images. Free it. */
static struct phone_step *phone_steps(struct experiment *x, const struct scenario_phones *group)
{
    struct phone_step *steps = mem_calloc(group->load_count, sizeof *steps);
    for (size_t i = 0; i < group->load_count; i++)
        steps[i] = (struct phone_step){group->loads[i], experiment_images(x, group->loads[i])};
    return steps;
}

static sim_time resync_retry(const struct scenario *s, const struct scenario_phones *group)
{
    if (s->mpp.resync_retry == TIME_NEVER)
        return scenario_retry(s, group);
    return s->mpp.resync_retry ? s->mpp.resync_retry : TIME_NEVER;
}

static struct phone_config phone_config(struct experiment *x, const struct scenario_subnet *subnet,
                                        const struct scenario_phones *group)
{
    const struct scenario *s = x->scenario;
    struct tftp_client_policy *policy = &x->phone_policies[x->group_count];
    *policy = scenario_policy(s, group);
    struct phone_config c = {
        .steps = phone_steps(x, group),
        .step_count = (uint32_t)group->load_count,
        .has = group->has,
        .client = {.policy = policy,
                   .rollover = experiment_rollover(group->tftp.rollover),
                   .blksize = (uint16_t)group->tftp.blksize,
                   .windowsize = (uint16_t)group->tftp.windowsize,
                   .timeout = group->tftp.timeout ? (uint8_t)group->tftp.timeout : policy->timeout,
                   .tsize = group->tftp.tsize || policy->tsize},
        .http = {.idle = s->http.idle, .resume = s->http.resume},
        .transport = experiment_transport(group),
        .profile = scenario_phones_are_mpp(group) ? experiment_profile(x) : NULL,
        .cpu = s->phone.cpu,
        .turnaround = s->phone.turnaround,
        .timer_lateness = policy->timer_lateness,
        .timer_slack = policy->timer_slack,
        .flash = s->phone.flash,
        .boot = s->phone.boot,
        .check = s->phone.check,
        .restart = group->model->background ? s->phone.background_restart : s->phone.restart,
        .retry = scenario_retry(s, group),
        .resync_retry = resync_retry(s, group),
        .has_account = s->mpp.profile_auth == PROFILE_AUTH_KNOWN,
        .answer = s->mpp.answered,
    };
    set_server(&c, s, subnet, group);
    set_sharing(&c, s, group);
    set_usual_piece(&c, &group->tftp);
    return c;
}

/* `number`: of those that have the reset from the same place, from 0. */
static sim_time reset_time(const struct scenario *s, const struct scenario_reset *reset,
                           uint32_t number, uint32_t address)
{
    struct random_stream draws;
    switch (reset->pattern) {
    case RESET_BULK:
        random_init(&draws, s->seed, s->replication, address, RANDOM_RESET);
        return reset->at + random_time(&draws, reset->spread);
    case RESET_STAGGERED:
        return reset->at + number * reset->interval;
    }
    return 0;
}

/* Whether a phone is one of the share that has the group's setting: with a larger share these and
 * others do. */
static bool has_setting(const struct scenario *s, const struct scenario_phones *group,
                        uint32_t address)
{
    struct random_stream draws;
    if (!scenario_phones_differ(group))
        return true;
    random_init(&draws, s->seed, s->replication, address, RANDOM_SETTING);
    return random_chance(&draws, group->pfs_share);
}

/* A phone of the group that was added last, or of the one before for those that differ. */
static void add_phone(struct experiment *x, const struct scenario_phones *config, uint32_t node)
{
    struct net_host *host = x->engine->host(x->net, node);
    const bool has = has_setting(x->scenario, config, host->address);
    const uint32_t id = x->phone_count, group = x->group_count - (has ? 1 : 2);
    x->phone_infos[id] = (struct phone_info){
        .id = id, .address = host->address, .name = host->name, .group = &x->phone_groups[group]};
    const sim_time reset =
        reset_time(x->scenario, &config->reset, x->resets[config->reset_of]++, host->address);
    x->phones[id] = phone_new(host, &x->phone_configs[group], &x->phone_infos[id], reset);
    x->phone_count++;
    x->bytes += phone_bytes(&x->phone_configs[group]);
}

static void add_group(struct experiment *x, const struct scenario_site *site,
                      const struct scenario_subnet *subnet, const struct scenario_phones *group)
{
    x->phone_configs[x->group_count] = phone_config(x, subnet, group);
    x->phone_groups[x->group_count] = (struct phone_group){
        .site = site->name,
        .subnet = subnet->text,
        .model = group->model->name,
        .method = method_of(group),
        .load = group->loads[group->load_count - 1]->name,
        .background = group->model->background,
    };
    x->group_count++;
}

void experiment_add_phones(struct experiment *x, const struct scenario_site *site,
                           const struct scenario_subnet *subnet, uint32_t node)
{
    for (size_t g = 0; g < subnet->phones_count; g++) {
        x->resets[RESET_OF_GROUP] = 0;
        struct scenario_phones others = subnet->phones[g];
        others.shares = false;
        if (scenario_phones_differ(&subnet->phones[g]))
            add_group(x, site, subnet, &others);
        add_group(x, site, subnet, &subnet->phones[g]);
        for (uint32_t i = 0; i < subnet->phones[g].count; i++)
            add_phone(x, &subnet->phones[g], node++);
    }
}
