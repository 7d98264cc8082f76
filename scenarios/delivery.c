/* The decisions themselves; what a scenario's values are by model or policy is asked of the
 * scenario. */
#include "scenarios/delivery.h"

#include "base/check.h"
#include "sim/random.h"

static enum method delivery_method(const struct scenario_phones *group, bool shares)
{
    if (shares)
        return METHOD_PFS;
    return scenario_phones_use_load_server(group) ? METHOD_LOAD_SERVER : METHOD_TFTP;
}

static enum tftp_rollover delivery_rollover(enum rollover rollover)
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

static enum phone_transport delivery_transport(const struct scenario_phones *group)
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

/* A load server has no fall-back; with PFS there is the call manager behind it. */
static void delivery_choose_servers(struct delivery *d, const struct scenario *s,
                                    const struct scenario_subnet *subnet,
                                    const struct scenario_phones *group)
{
    d->local = scenario_phones_use_load_server(group);
    if (d->local) {
        d->servers[0] = scenario_load_server(subnet, group);
        d->server_count = 1;
    } else {
        d->server_count = scenario_asked(s, group, d->servers);
        d->server_timeout = scenario_server_timeout(s, group);
    }
    d->tries_for_ever = group->method != METHOD_LOAD_SERVER;
    d->http_port =
        d->local && scenario_phones_are_mpp(group) ? HTTP_PORT_LOAD_SERVER : HTTP_PORT_CALL_MANAGER;
}

static void delivery_ask(struct delivery *d, const struct scenario *s,
                         const struct scenario_phones *group)
{
    const struct scenario_tftp *tftp = &group->tftp;
    d->transport = delivery_transport(group);
    d->policy = scenario_policy(s, group);
    d->client = (struct tftp_client_config){
        .rollover = delivery_rollover(tftp->rollover),
        .blksize = (uint16_t)tftp->blksize,
        .windowsize = (uint16_t)tftp->windowsize,
        .timeout = tftp->timeout ? (uint8_t)tftp->timeout : d->policy.timeout,
        .tsize = tftp->tsize || d->policy.tsize,
    };
}

static sim_time delivery_resync_retry(const struct scenario *s, const struct scenario_phones *group)
{
    if (s->mpp.resync_retry == TIME_NEVER)
        return scenario_retry(s, group);
    return s->mpp.resync_retry ? s->mpp.resync_retry : TIME_NEVER;
}

uint32_t delivery_parts(const struct scenario_phones *group)
{
    return scenario_phones_differ(group) ? 2 : 1;
}

const char *delivery_hierarchy(const struct scenario_phones *group)
{
    return scenario_phones_are_mpp(group) ? group->model->series : group->model->name;
}

static bool delivery_shares(const struct scenario_phones *group, uint32_t part)
{
    return group->shares && part + 1 == delivery_parts(group);
}

struct delivery delivery_of(const struct scenario *s, const struct scenario_subnet *subnet,
                            const struct scenario_phones *group, uint32_t part)
{
    const bool shares = delivery_shares(group, part);
    struct delivery d = {
        .method = delivery_method(group, shares),
        .loads = group->loads,
        .load_count = group->load_count,
        .has = group->has,
        .resyncs = scenario_phones_are_mpp(group),
        .shares = shares,
        .hierarchy = delivery_hierarchy(group),
        .restart = group->model->background ? s->phone.background_restart : s->phone.restart,
        .retry = scenario_retry(s, group),
        .resync_retry = delivery_resync_retry(s, group),
    };
    CHECK(part < delivery_parts(group));
    delivery_choose_servers(&d, s, subnet, group);
    delivery_ask(&d, s, group);
    return d;
}

uint32_t delivery_part(const struct scenario *s, const struct scenario_phones *group,
                       uint32_t address)
{
    struct random_stream draws;
    if (!scenario_phones_differ(group))
        return 0;
    random_init(&draws, s->seed, s->replication, address, RANDOM_SETTING);
    return random_chance(&draws, group->pfs_share) ? 1 : 0;
}

static uint32_t delivery_alone_of_subnet(const struct scenario *s,
                                         const struct scenario_subnet *subnet)
{
    uint32_t address = subnet->prefix + FIRST_PHONE, alone = 0;
    for (size_t g = 0; g < subnet->phones_count; g++) {
        const struct scenario_phones *group = &subnet->phones[g];
        for (uint32_t i = 0; i < group->count; i++, address++)
            alone += !delivery_shares(group, group->shares ? delivery_part(s, group, address) : 0);
    }
    return alone;
}

uint32_t delivery_alone(const struct scenario *s)
{
    uint32_t alone = 0;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t n = 0; n < s->sites[i].subnet_count; n++)
            alone += delivery_alone_of_subnet(s, &s->sites[i].subnets[n]);
    return alone;
}

void delivery_begin_site(struct delivery_turns *turns)
{
    turns->turns[RESET_OF_SITE] = 0;
}

void delivery_begin_group(struct delivery_turns *turns)
{
    turns->turns[RESET_OF_GROUP] = 0;
}

sim_time delivery_reset(const struct scenario *s, const struct scenario_phones *group,
                        uint32_t address, struct delivery_turns *turns)
{
    const struct scenario_reset *reset = &group->reset;
    const uint32_t turn = turns->turns[group->reset_of]++;
    struct random_stream draws;
    switch (reset->pattern) {
    case RESET_BULK:
        random_init(&draws, s->seed, s->replication, address, RANDOM_RESET);
        return reset->at + random_time(&draws, reset->spread);
    case RESET_STAGGERED:
        return reset->at + turn * reset->interval;
    }
    return 0;
}

/* A limit on an option, of which 0 is none. */
static uint16_t delivery_at_most(uint32_t limit, uint16_t most)
{
    return limit && limit < most ? (uint16_t)limit : most;
}

static struct tftp_server_kind delivery_kind(const struct scenario_server *server)
{
    const struct tftp_server_kind *named = tftp_server_kind_find(server->kind);
    CHECK(named != NULL); /* the loader knows the same names */
    struct tftp_server_kind kind = *named;
    kind.transfers = server->transfers;
    if (kind.policy.forever)
        kind.policy.intervals[0] = server->retransmit;
    return kind;
}

struct delivery_server delivery_server(const struct scenario *s,
                                       const struct scenario_server *server)
{
    const bool own = server->rollover != ROLLOVER_AS_TFTP;
    return (struct delivery_server){
        .kind = delivery_kind(server),
        .rollover = delivery_rollover(own ? server->rollover : s->tftp.rollover),
        .largest_blksize = delivery_at_most(server->blksize, TFTP_BLKSIZE_MAX),
        .largest_windowsize = delivery_at_most(server->windowsize, TFTP_WINDOWSIZE_MAX),
    };
}

bool delivery_load_server_has_http(const struct scenario_subnet *subnet, uint32_t number)
{
    for (size_t g = 0; g < subnet->phones_count; g++) {
        const struct scenario_phones *group = &subnet->phones[g];
        if (scenario_phones_use_load_server(group) && delivery_transport(group) == PHONE_HTTP &&
            scenario_load_server(subnet, group) == number)
            return true;
    }
    return false;
}
