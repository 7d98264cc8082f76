/* The functions that rows of the schema point at. Each may look at what was loaded before it,
 * and at nothing later. */
#include "scenarios/format/derive.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/tftp/server_kind.h"
#include "scenarios/format/words.h"

#define POSITION_MAX 255 /* of a site or subnet that is told apart by one byte of its prefix */

void derive_site(struct loader *l, void *base, size_t index)
{
    struct scenario_site *site = base;
    const struct tree_node *sites = tree_child(l->tree->root, "sites");
    const struct tree_node *n = tree_item(sites, index);
    const bool repeats = index && n == tree_item(sites, index - 1);
    l->site = index;
    l->copy = repeats ? l->copy + 1 : 1;
    site->given_name =
        sites && !tree_child(n, "count") ? mem_printf("site-%zu", index + 1) : mem_strdup("site");
    if (!sites)
        site->name = mem_strdup(site->given_name);
}

int derive_site_name(struct loader *l, void *base, struct tree_places places)
{
    struct scenario_site *site = base;
    (void)places;
    l->counted = site->count > 1;
    site->name =
        l->counted ? mem_printf("%s-%zu", site->given_name, l->copy) : mem_strdup(site->given_name);
    return 0;
}

/* Positions say which site and which subnet, as long as there is a byte for each; else they are
 * counted through. */
static bool prefix_of_position(const struct loader *l, size_t index, uint32_t *prefix)
{
    const size_t site = l->in_order ? (l->subnet - 1) / 256 : l->site + 1;
    const size_t subnet = l->in_order ? (l->subnet - 1) % 256 : index;
    *prefix = 10u << 24 | (uint32_t)site << 16 | (uint32_t)subnet << 8;
    return site <= POSITION_MAX && subnet <= POSITION_MAX;
}

void derive_prefix(struct loader *l, void *base, size_t index)
{
    struct scenario_subnet *subnet = base;
    subnet->lan.framing = FRAMING_ETHERNET;
    subnet->counted = l->counted;
    l->subnet++;
    if (!prefix_of_position(l, index, &subnet->prefix))
        return;
    subnet->prefix_length = 24;
    subnet->text = prefix_write(subnet->prefix, subnet->prefix_length);
}

bool derive_prefix_applies(const void *base)
{
    return !((const struct scenario_subnet *)base)->counted;
}

void derive_load_server(struct loader *l, void *base, size_t index)
{
    (void)l;
    struct scenario_server *server = base;
    server->name = index ? mem_printf("load-server-%zu", index + 1) : mem_strdup("load-server");
    server->kind = mem_strdup("generic");
}

void derive_central_server(struct loader *l, void *base, size_t index)
{
    (void)l;
    ((struct scenario_server *)base)->name = mem_printf("server-%zu", index + 2);
}

void derive_phones(struct loader *l, void *base, size_t index)
{
    (void)index;
    struct scenario_phones *phones = base;
    phones->loads = mem_calloc(l->s->load_count, sizeof *phones->loads);
    phones->load_count = l->s->load_count;
    memcpy(phones->loads, l->s->loads, phones->load_count * sizeof *phones->loads);
}

const char *derive_kind(const void *base)
{
    const struct scenario_server *server = base;
    return server->kind ? NULL : "cucm-tftp";
}

const char *derive_transfers(const void *base)
{
    static _Thread_local char text[16];
    const struct scenario_server *server = base;
    const struct tftp_server_kind *kind = tftp_server_kind_find(server->kind);
    if (!kind || !kind->transfers)
        return "unlimited";
    snprintf(text, sizeof text, "%" PRIu32, kind->transfers);
    return text;
}

/* As a text that stays valid until the next. */
static const char *derive_written(enum quantity quantity, uint64_t value)
{
    static _Thread_local char text[32];
    char *written = quantity_write(quantity, value);
    snprintf(text, sizeof text, "%s", written);
    free(written);
    return text;
}

const char *derive_timer_lateness(const void *base)
{
    const struct scenario_server *server = base;
    const struct tftp_server_kind *kind = tftp_server_kind_find(server->kind);
    return derive_written(QUANTITY_TIME, kind ? (uint64_t)kind->timer_lateness : 0);
}

const char *derive_timer_slack(const void *base)
{
    const struct scenario_server *server = base;
    const struct tftp_server_kind *kind = tftp_server_kind_find(server->kind);
    return derive_written(QUANTITY_SHARE, kind ? kind->timer_slack : 0);
}

const char *derive_cpu(const void *base)
{
    const struct scenario *s = base;
    return derive_written(QUANTITY_COST, (uint64_t)s->phone.turnaround / 4);
}

bool derive_retransmit_applies(const void *base)
{
    const struct scenario_server *server = base;
    return !strcmp(server->kind, "cucm-tftp");
}

bool derive_rule_applies(const void *base)
{
    return scenario_phones_are_mpp(base);
}

/* A path of the catalogue, from the scenario's folder on; NULL: the project's own. Free it. */
static char *resolve(const struct loader *l, const char *given)
{
    if (!strcmp(given, "default"))
        return NULL;
    const char *slash = strrchr(l->tree->file, '/');
    if (*given == '/' || !slash)
        return mem_strdup(given);
    return mem_printf("%.*s/%s", (int)(slash - l->tree->file), l->tree->file, given);
}

/* A path that was given is kept as one that holds from every folder. Frees `found`. */
static void keep_place(char **given, char *found)
{
    char *place = found ? realpath(found, NULL) : NULL;
    if (place) {
        free(*given);
        *given = place;
    }
    free(found);
}

int derive_catalogue(struct loader *l, void *base, struct tree_places places)
{
    struct scenario *s = base;
    struct error what;
    char *firmware = resolve(l, s->firmware_csv), *models = resolve(l, s->models_csv);
    s->catalogue = library_borrow(s->library, firmware, models, &what);
    keep_place(&s->firmware_csv, firmware);
    keep_place(&s->models_csv, models);
    if (!s->catalogue && places.node)
        return tree_error(l->tree, places.node, l->e, "%s", what.text);
    return s->catalogue ? 0 : error_set(l->e, "%s", what.text);
}

int derive_shaper(struct loader *l, void *base, struct tree_places places)
{
    (void)base;
    const struct tree_node *given = places.node ? places.node : places.common;
    if (given && !tree_find(places, "rate"))
        return tree_error_missing(l->tree, given, "rate", l->e,
                                  "is missing; give the rate to "
                                  "which the shaper holds the traffic, such as '384 kbps'");
    return 0;
}

int derive_link(struct loader *l, void *base, struct tree_places places)
{
    const struct link_direction *link = base;
    if (link->faults.reorder && !link->faults.reorder_delay && !link->faults.jitter)
        return tree_error(l->tree, tree_culprit(l->tree, places, "reorder"), l->e,
                          "has no effect without a reorder_delay; give one, such as '50 ms'");
    return 0;
}

int derive_head_end(struct loader *l, void *base, struct tree_places places)
{
    const struct tree_node *n = places.node;
    (void)base;
    if (tree_child(n, "rate") ||
        (tree_child(tree_child(n, "down"), "rate") && tree_child(tree_child(n, "up"), "rate")))
        return 0;
    return tree_error_missing(l->tree, n, "rate", l->e,
                              "is missing; give the rate of the line that the sites share, such as "
                              "'10 Mbps'");
}

int derive_reset(struct loader *l, void *base, struct tree_places places)
{
    const struct scenario_reset *reset = base;
    const struct tree_node *spread = tree_find(places, "spread"), *at = tree_find(places, "at");
    const struct tree_node *limit = tree_child(tree_child(l->tree->root, "run"), "limit");
    const sim_time longest = reset->pattern == RESET_BULK ? reset->spread : 0;
    if (reset->at + longest <= l->s->limit)
        return 0;
    return tree_error(l->tree,
                      at       ? at
                      : spread ? spread
                               : limit,
                      l->e,
                      "phones would reset after the run's end; give %sa shorter reset.spread or a "
                      "longer run.limit",
                      at ? "an earlier reset.at, " : "");
}

/* Where the load of a step is given: the item of a list, or the value. */
static const struct tree_node *load_culprit(const struct loader *l, struct tree_places places,
                                            size_t step)
{
    const struct tree_node *given = tree_find(places, "firmware");
    if (!given)
        return tree_culprit(l->tree, places, "model");
    return given->kind == TREE_LIST ? tree_item(given, step) : given;
}

static int choose_load(struct loader *l, struct scenario_phones *phones, size_t step,
                       struct tree_places places)
{
    const struct firmware_load **load = &phones->loads[step];
    if (!*load)
        *load = phones->model->load;
    if (!firmware_load_fits(*load, phones->model))
        return tree_error(l->tree, load_culprit(l, places, step), l->e,
                          "load '%s' is for series %s, "
                          "not for %s; name another, or 'by model'",
                          (*load)->name, (*load)->family, phones->model->name);
    if (step && *load == load[-1])
        return tree_error(l->tree, load_culprit(l, places, step), l->e,
                          "load '%s' follows itself; name it once", (*load)->name);
    return 0;
}

static int check_has(struct loader *l, const struct scenario_phones *phones,
                     struct tree_places places)
{
    if (!phones->has || firmware_load_fits(phones->has, phones->model))
        return 0;
    return tree_error(l->tree, tree_find(places, "has"), l->e,
                      "load '%s' is for series %s, not for %s; name another, or 'another'",
                      phones->has->name, phones->has->family, phones->model->name);
}

/* The innermost of group, site and scenario that says anything of resets. */
static enum reset_of whose_reset(const struct loader *l, const struct tree_node *group)
{
    const struct tree_node *map = tree_around(group, "reset").node;
    if (!map || map == l->tree->root)
        return RESET_OF_SCENARIO;
    return map == group ? RESET_OF_GROUP : RESET_OF_SITE;
}

int derive_group(struct loader *l, void *base, struct tree_places places)
{
    struct scenario_phones *phones = base;
    phones->reset_of = whose_reset(l, places.node);
    for (size_t i = 0; i < phones->load_count; i++)
        if (choose_load(l, phones, i, places) < 0)
            return -1;
    const int status = check_has(l, phones, places);
    return status < 0 ? status : derive_sharing(l, base, places);
}

static bool uses_load_server(const struct scenario_subnet *subnet)
{
    for (size_t i = 0; i < subnet->phones_count; i++)
        if (subnet->phones[i].method == METHOD_LOAD_SERVER)
            return true;
    return false;
}

/* Where the method is used and no server is listed, there is one with nothing but defaults. */
static void add_load_server(struct loader *l, struct scenario_subnet *subnet)
{
    const struct schema_group *g = &schema_load_server;
    subnet->load_servers = mem_calloc(1, sizeof *subnet->load_servers);
    subnet->load_server_count = 1;
    g->prepare(l, subnet->load_servers, 0);
    for (size_t i = 0; i < g->common->field_count; i++)
        loader_set_default(l, &g->common->fields[i], subnet->load_servers);
}

static int refuse_load_server(struct loader *l, const struct scenario_subnet *subnet,
                              const struct scenario_phones *phones, const struct tree_node *n)
{
    const char **names = mem_calloc(subnet->load_server_count, sizeof *names);
    for (size_t i = 0; i < subnet->load_server_count; i++)
        names[i] = subnet->load_servers[i].name;
    char *advice = subnet->load_server_count
                       ? words_advice(phones->load_server, names, subnet->load_server_count)
                       : mem_strdup("; list it under load_servers");
    tree_error(l->tree, n, l->e, "'%s' is not a load server of this subnet%s",
               words_shown(phones->load_server).text, advice);
    free(advice);
    free(names);
    return -1;
}

static int choose_load_server(struct loader *l, const struct scenario_subnet *subnet,
                              struct scenario_phones *phones, const struct tree_node *node)
{
    if (!phones->load_server) {
        if (phones->method == METHOD_LOAD_SERVER)
            phones->load_server = mem_strdup(subnet->load_servers[0].name);
        return 0;
    }
    for (size_t i = 0; i < subnet->load_server_count; i++)
        if (!strcmp(subnet->load_servers[i].name, phones->load_server))
            return 0;
    return refuse_load_server(l, subnet, phones, tree_child(node, "load_server"));
}

int derive_subnet(struct loader *l, void *base, struct tree_places places)
{
    struct scenario_subnet *subnet = base;
    if (!subnet->text)
        return tree_error_missing(l->tree, places.node, "prefix", l->e,
                                  "is missing; positions "
                                  "tell 65,536 subnets apart, so give one, such as "
                                  "'172.16.0.0/24'");
    if (!subnet->load_server_count && uses_load_server(subnet)) {
        free(subnet->load_servers); /* of a list that was given empty */
        add_load_server(l, subnet);
    }
    const struct tree_node *phones = tree_child(places.node, "phones");
    for (size_t i = 0; i < subnet->phones_count; i++)
        if (choose_load_server(l, subnet, &subnet->phones[i], tree_item(phones, i)) < 0)
            return -1;
    return 0;
}
