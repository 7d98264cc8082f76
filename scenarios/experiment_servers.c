/* The servers of an experiment, the files they have, and when they are switched off; the log server
 * beside them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/devices/http_server.h"
#include "models/devices/late_timer.h"
#include "models/devices/log_server.h"
#include "models/devices/processor.h"
#include "models/devices/tftp_server.h"
#include "scenarios/experiment_private.h"

/* A machine that serves files, by TFTP and perhaps by HTTP. */
struct server {
    struct experiment *experiment;
    const struct scenario_server *config;
    struct net_host *host;
    struct server_info info;
    struct processor processor;
    struct lateness lateness;
    struct tftp_server *tftp;
    struct http_server *http; /* NULL: nobody asks by it */
    struct timer goes, comes; /* when it is switched off and on */
};

struct servers {
    struct part part;
    struct server *servers; /* those of the data centre first, in their order */
    uint32_t count;
};

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
    struct image_store *images = &server->experiment->images;
    const struct scenario_server *config = server->config;
    if (names(config->missing, config->missing_count, name))
        return NULL;
    const struct image *image = image_named(images, name);
    return image && names(config->invalid, config->invalid_count, name)
               ? image_of(images, image->file, true)
               : image;
}

static void serve_tftp(struct server *server, enum traffic traffic)
{
    struct experiment *x = server->experiment;
    const struct delivery_server d = delivery_server(x->scenario, server->config);
    const struct tftp_server_config config = {
        .kind = d.kind,
        .port = (uint16_t)server->config->port,
        .rollover = d.rollover,
        .largest_blksize = d.largest_blksize,
        .largest_windowsize = d.largest_windowsize,
        .processor = &server->processor,
        .traffic = traffic,
        .lookup = look_up,
        .user = server,
        .images = &x->images,
    };
    server->tftp = tftp_server_new(server->host, &config, &server->info);
}

static void serve_http(struct server *server, enum traffic traffic, uint16_t port)
{
    const struct http_server_config config = {
        .port = port,
        .processor = &server->processor,
        .transfers = server->config->transfers,
        .traffic = traffic == TRAFFIC_TFTP ? TRAFFIC_HTTP : traffic,
        .guarded = server->experiment->scenario->mpp.profile_auth == PROFILE_AUTH_NONE
                       ? NULL
                       : PROFILE_NAME,
        .lookup = look_up,
        .user = server,
    };
    server->http = http_server_new(server->host, &config, &server->info);
}

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

static void plan_outage(struct server *server)
{
    struct event_queue *events = server->host->net->events;
    const struct scenario_server *config = server->config;
    timer_init(&server->goes, server_goes);
    timer_init(&server->comes, server_comes);
    if (config->down_at == TIME_NEVER)
        return;
    server->info.down_at = config->down_at;
    server->info.down_for = config->down_for;
    timer_set(events, &server->goes, config->down_at);
    timer_set(events, &server->comes, config->down_at + config->down_for);
}

/* `http_port` 0: it does not serve HTTP. */
static void add_server(struct experiment *x, struct servers *all,
                       const struct scenario_server *config, uint32_t node, enum traffic traffic,
                       uint16_t http_port)
{
    struct server *server = &all->servers[all->count];
    server->experiment = x;
    server->config = config;
    server->host = x->engine->host(x->net, node);
    server->info = (struct server_info){.id = all->count++,
                                        .name = server->host->name,
                                        .kind = config->kind,
                                        .local = traffic == TRAFFIC_LOAD_SERVER,
                                        .address = server->host->address};
    plan_outage(server);
    lateness_init(&server->lateness, server->host, config->timer_lateness,
                  (uint32_t)config->timer_slack);
    processor_init(&server->processor, x->net, server->info.id, config->cpu);
    serve_tftp(server, traffic);
    if (http_port)
        serve_http(server, traffic, http_port);
}

static void add_load_servers(struct experiment *x, struct servers *all,
                             const struct scenario_subnet *subnet, uint32_t node)
{
    for (uint32_t i = 0; i < subnet->load_server_count; i++) {
        const uint16_t port = delivery_load_server_has_http(subnet, i) ? HTTP_PORT_LOAD_SERVER : 0;
        add_server(x, all, &subnet->load_servers[i], node + i, TRAFFIC_LOAD_SERVER, port);
    }
}

static size_t count_servers(const struct scenario *s)
{
    size_t count = scenario_central_count(s);
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            count += s->sites[i].subnets[j].load_server_count;
    return count;
}

static void servers_stop(struct part *part)
{
    struct servers *all = CONTAINER_OF(part, struct servers, part);
    for (uint32_t i = 0; i < all->count; i++) {
        struct server *server = &all->servers[i];
        timer_cancel(server->host->net->events, &server->goes);
        timer_cancel(server->host->net->events, &server->comes);
        tftp_server_free(server->tftp);
        if (server->http)
            http_server_free(server->http);
    }
}

static void servers_free(struct part *part)
{
    struct servers *all = CONTAINER_OF(part, struct servers, part);
    free(all->servers);
    free(all);
}

void experiment_add_servers(struct experiment *x)
{
    const struct scenario *s = x->scenario;
    const struct subnet_nodes *nodes = x->network.subnets;
    struct servers *all = mem_calloc(1, sizeof *all);
    all->part = (struct part){.stop = servers_stop, .free = servers_free};
    all->servers = mem_calloc(count_servers(s), sizeof *all->servers);
    for (size_t i = 0; i < scenario_central_count(s); i++)
        add_server(x, all, scenario_central(s, i), x->network.servers[i].node, TRAFFIC_TFTP,
                   HTTP_PORT_CALL_MANAGER);
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            add_load_servers(x, all, &s->sites[i].subnets[j], (nodes++)->first_load_server);
    experiment_add_part(x, &all->part);
}

struct log_server_part {
    struct part part;
    struct log_server *server;
};

static void log_server_stop(struct part *part)
{
    log_server_free(CONTAINER_OF(part, struct log_server_part, part)->server);
}

static void log_server_part_free(struct part *part)
{
    free(CONTAINER_OF(part, struct log_server_part, part));
}

void experiment_add_log_server(struct experiment *x)
{
    if (!x->scenario->log_server)
        return;
    struct log_server_part *p = mem_calloc(1, sizeof *p);
    p->part = (struct part){.stop = log_server_stop, .free = log_server_part_free};
    /* Whoever watches the run has seen the lines already. */
    p->server = log_server_new(x->engine->host(x->net, x->network.log_server), NULL, NULL);
    experiment_add_part(x, &p->part);
}
