/* The servers of an experiment, and the files they have. */
#include <string.h>

#include "base/memory.h"
#include "scenarios/experiment_private.h"

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

/* `http_port` 0: it does not serve HTTP. */
static void add_server(struct experiment *x, const struct scenario_server *config, uint32_t node,
                       enum traffic traffic, uint16_t http_port)
{
    struct server *server = &x->servers[x->server_count];
    server->experiment = x;
    server->config = config;
    server->host = x->engine->host(x->net, node);
    server->info = (struct server_info){.id = x->server_count++,
                                        .name = server->host->name,
                                        .kind = config->kind,
                                        .local = traffic == TRAFFIC_LOAD_SERVER,
                                        .address = server->host->address};
    if (config->down_at != TIME_NEVER) {
        server->info.down_at = config->down_at;
        server->info.down_for = config->down_for;
    }
    lateness_init(&server->lateness, server->host, config->timer_lateness,
                  (uint32_t)config->timer_slack);
    processor_init(&server->processor, x->net, server->info.id, config->cpu);
    serve_tftp(server, traffic);
    if (http_port)
        serve_http(server, traffic, http_port);
}

void experiment_add_central_servers(struct experiment *x)
{
    for (size_t i = 0; i < scenario_central_count(x->scenario); i++)
        add_server(x, scenario_central(x->scenario, i), x->network.servers[i].node, TRAFFIC_TFTP,
                   HTTP_PORT_CALL_MANAGER);
}

void experiment_add_load_server(struct experiment *x, const struct scenario_subnet *subnet,
                                uint32_t number, uint32_t node)
{
    const uint16_t port = delivery_load_server_has_http(subnet, number) ? HTTP_PORT_LOAD_SERVER : 0;
    add_server(x, &subnet->load_servers[number], node, TRAFFIC_LOAD_SERVER, port);
}

void experiment_add_log_server(struct experiment *x)
{
    /* Whoever watches the run has seen the lines already. */
    x->log_server = log_server_new(x->engine->host(x->net, x->network.log_server), NULL, NULL);
}

void experiment_free_servers(struct experiment *x)
{
    for (uint32_t i = 0; i < x->server_count; i++) {
        tftp_server_free(x->servers[i].tftp);
        if (x->servers[i].http)
            http_server_free(x->servers[i].http);
    }
    x->server_count = 0;
    if (x->log_server)
        log_server_free(x->log_server);
    x->log_server = NULL;
}
