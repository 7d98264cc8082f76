/* Checks of the scenario as a whole. Each blames the place that a reader would change. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/tftp/server_kind.h"
#include "scenarios/checks.h"
#include "scenarios/format/words.h"
#include "scenarios/site_network.h"
#include "scenarios/site_traffic.h"

#define LOAD_SERVERS_MAX 8
#define BLOCKS_MAX 65535

/* One subnet, and where it is written. */
struct place {
    const struct scenario_subnet *subnet;
    const struct tree_node *node;
    size_t site;
    size_t index; /* among all subnets */
};

static const struct tree_node *site_node(const struct loader *l, size_t site)
{
    const struct tree_node *sites = tree_child(l->tree->root, "sites");
    return sites ? tree_item(sites, site) : l->tree->root;
}

static const struct tree_node *phones_node(const struct place *p, size_t phones)
{
    return tree_item(tree_child(p->node, "phones"), phones);
}

/* The value of the key, or the map that lacks it. */
static const struct tree_node *value_or_map(const struct tree_node *map, const char *key)
{
    const struct tree_node *n = tree_child(map, key);
    return n ? n : map;
}

/* What decides which load a group of phones gets. */
static const struct tree_node *load_node(const struct tree_node *phones)
{
    return value_or_map(phones, tree_child(phones, "firmware") ? "firmware" : "model");
}

static struct place *list_places(const struct loader *l, size_t count)
{
    struct place *places = mem_calloc(count, sizeof *places);
    size_t n = 0;
    for (size_t i = 0; i < l->s->site_count; i++) {
        const struct tree_node *subnets = tree_child(site_node(l, i), "subnets");
        for (size_t j = 0; j < l->s->sites[i].subnet_count; j++, n++)
            places[n] = (struct place){&l->s->sites[i].subnets[j], tree_item(subnets, j), i, n};
    }
    return places;
}

static bool overlap(uint32_t a, uint8_t a_length, uint32_t b, uint8_t b_length)
{
    const uint8_t shorter = a_length < b_length ? a_length : b_length;
    return ((a ^ b) >> (32 - shorter)) == 0;
}

static int compare_prefixes(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    if (a->subnet->prefix != b->subnet->prefix)
        return a->subnet->prefix < b->subnet->prefix ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

static int refuse_overlap(struct loader *l, const struct place *a, const struct place *b)
{
    const struct place *first = a->index < b->index ? a : b, *second = first == a ? b : a;
    return tree_error(l->tree, value_or_map(second->node, "prefix"), l->e,
                      "%s overlaps %s of an earlier subnet; give another prefix",
                      second->subnet->text, first->subnet->text);
}

/* Prefixes contain each other or are apart: once sorted, only neighbours need a look. */
static int check_prefixes(struct loader *l, const struct place *places, size_t count)
{
    struct place *sorted = mem_calloc(count, sizeof *sorted);
    memcpy(sorted, places, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_prefixes);
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++) {
        const struct scenario_subnet *a = sorted[i].subnet;
        const struct scenario_subnet *b = i + 1 < count ? sorted[i + 1].subnet : NULL;
        if (overlap(a->prefix, a->prefix_length, DATA_CENTRE_PREFIX, DATA_CENTRE_LENGTH))
            status = tree_error(l->tree, value_or_map(sorted[i].node, "prefix"), l->e,
                                "%s overlaps 192.0.2.0/24, the data centre's; give another prefix",
                                a->text);
        else if (b && overlap(a->prefix, a->prefix_length, b->prefix, b->prefix_length))
            status = refuse_overlap(l, &sorted[i], &sorted[i + 1]);
    }
    free(sorted);
    return status;
}

static int check_room(struct loader *l, const struct place *p)
{
    const struct scenario_subnet *subnet = p->subnet;
    const uint64_t addresses = (uint64_t)1 << (32 - subnet->prefix_length);
    const uint64_t room = addresses - FIRST_PHONE - 1; /* the last address is for broadcasts */
    uint64_t phones = 0, others = 0;
    for (size_t i = 0; i < subnet->phones_count; i++)
        phones += subnet->phones[i].count;
    const struct scenario_site *site = &l->s->sites[p->site];
    if (subnet == site->subnets) /* where those are that only talk, or copy files */
        others = site_traffic_calls(site) + site_traffic_has_data(site);
    if (phones + others <= room)
        return 0;
    char why[64] = "";
    if (others)
        snprintf(why, sizeof why, ", with %llu of traffic", (unsigned long long)others);
    return tree_error(l->tree, value_or_map(p->node, "prefix"), l->e,
                      "%s has room for %llu phones, not for %llu%s; give a shorter prefix or more "
                      "subnets",
                      subnet->text, (unsigned long long)room, (unsigned long long)(phones + others),
                      why);
}

static int check_load_servers(struct loader *l, const struct place *p)
{
    const struct scenario_subnet *subnet = p->subnet;
    const struct tree_node *list = tree_child(p->node, "load_servers");
    if (subnet->load_server_count > LOAD_SERVERS_MAX)
        return tree_error(l->tree, list, l->e, "has %zu servers; a subnet has room for %d",
                          subnet->load_server_count, LOAD_SERVERS_MAX);
    for (size_t i = 1; i < subnet->load_server_count; i++)
        for (size_t j = 0; j < i; j++)
            if (!strcmp(subnet->load_servers[i].name, subnet->load_servers[j].name))
                return tree_error(l->tree, value_or_map(tree_item(list, i), "name"), l->e,
                                  "'%s' is the name of another one of this subnet; give another",
                                  words_shown(subnet->load_servers[i].name).text);
    return 0;
}

/* Without a roll-over, block numbers end at 65535, and the last block is a short one. */
static int check_blocks_of(struct loader *l, const struct scenario_tftp *tftp,
                           const struct firmware_load *load, const struct tree_node *n)
{
    const uint32_t blksize = scenario_blksize(tftp);
    if (tftp->rollover != ROLLOVER_OFF)
        return 0;
    for (size_t i = 0; i < load->file_count; i++)
        if (load->files[i].bytes / blksize + 1 > BLOCKS_MAX)
            return tree_error(l->tree, load_node(n), l->e,
                              "file %s of load '%s' has over 65535 blocks of %u bytes; let "
                              "tftp.rollover be 0 or 1, or give a larger tftp.blksize",
                              words_shown(load->files[i].name).text, load->name, blksize);
    return 0;
}

static int check_blocks(struct loader *l, const struct place *p, size_t index)
{
    const struct scenario_phones *phones = &p->subnet->phones[index];
    for (size_t i = 0; i < phones->load_count; i++)
        if (check_blocks_of(l, &phones->tftp, phones->loads[i], phones_node(p, index)) < 0)
            return -1;
    return 0;
}

static int check_subnets(struct loader *l, const struct place *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (check_room(l, &places[i]) < 0 || check_load_servers(l, &places[i]) < 0)
            return -1;
        for (size_t k = 0; k < places[i].subnet->phones_count; k++)
            if (check_blocks(l, &places[i], k) < 0)
                return -1;
    }
    return 0;
}

static int check_calls(struct loader *l)
{
    uint64_t calls = 0;
    for (size_t i = 0; i < l->s->site_count; i++) {
        calls += site_traffic_calls(&l->s->sites[i]);
        if (calls > CALLS_MAX)
            return tree_error_key(l->tree, tree_child(site_node(l, i), "traffic"), l->e,
                                  "makes over %u calls in all; give fewer", CALLS_MAX);
    }
    return 0;
}

static int check_total(struct loader *l, const struct place *places, size_t count, uint64_t *total)
{
    *total = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < places[i].subnet->phones_count; k++) {
            *total += places[i].subnet->phones[k].count;
            if (*total > PHONES_MAX)
                return tree_error(l->tree, value_or_map(phones_node(&places[i], k), "count"), l->e,
                                  "makes over 1,000,000 phones in all; give fewer");
        }
    return 0;
}

/* `number`: of the last phone of the group, among those that have the reset from the same place. */
static int check_reset(struct loader *l, const struct scenario_phones *group, uint64_t number,
                       const struct tree_node *n)
{
    const struct scenario_reset *reset = &group->reset;
    if (reset->pattern != RESET_STAGGERED || reset->interval == 0 ||
        (sim_time)number <= (l->s->limit - reset->at) / reset->interval)
        return 0;
    const struct tree_places given = tree_within(tree_around(n, "reset"), "reset");
    const struct tree_node *interval = tree_find(given, "interval");
    return tree_error(l->tree, interval ? interval : given.node, l->e,
                      "the last phone would reset after run.limit; give a shorter interval or a "
                      "longer limit");
}

static int check_resets(struct loader *l, const struct place *places, size_t count)
{
    uint64_t phones[RESETS_OF] = {0};
    for (size_t i = 0; i < count; i++) {
        phones[RESET_OF_SITE] =
            i && places[i].site == places[i - 1].site ? phones[RESET_OF_SITE] : 0;
        for (size_t k = 0; k < places[i].subnet->phones_count; k++) {
            const struct scenario_phones *group = &places[i].subnet->phones[k];
            phones[RESET_OF_GROUP] = 0;
            phones[group->reset_of] += group->count;
            if (check_reset(l, group, phones[group->reset_of] - 1, phones_node(&places[i], k)) < 0)
                return -1;
        }
    }
    return 0;
}

struct named_site {
    const char *name;
    size_t index;
};

static int compare_names(const void *left, const void *right)
{
    const struct named_site *a = left, *b = right;
    const int order = strcmp(a->name, b->name);
    return order ? order : a->index < b->index ? -1 : a->index > b->index;
}

static int check_site_names(struct loader *l)
{
    const size_t count = l->s->site_count;
    struct named_site *sorted = mem_calloc(count, sizeof *sorted);
    int status = 0;
    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct named_site){l->s->sites[i].name, i};
    qsort(sorted, count, sizeof *sorted, compare_names);
    for (size_t i = 1; i < count && status == 0; i++)
        if (!strcmp(sorted[i].name, sorted[i - 1].name))
            status = tree_error(l->tree, value_or_map(site_node(l, sorted[i].index), "name"), l->e,
                                "'%s' is the name of another site; give another",
                                words_shown(sorted[i].name).text);
    free(sorted);
    return status;
}

/* Of each load of the catalogue, the first place that has a phone get it, or NULL. Free it. */
static const struct tree_node **list_users(const struct loader *l, const struct place *places,
                                           size_t count)
{
    const struct tree_node **users = mem_calloc(l->s->catalogue->load_count, sizeof *users);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < places[i].subnet->phones_count; k++) {
            const struct scenario_phones *phones = &places[i].subnet->phones[k];
            for (size_t step = 0; step < phones->load_count; step++) {
                const size_t load = (size_t)(phones->loads[step] - l->s->catalogue->loads);
                if (!users[load])
                    users[load] = load_node(phones_node(&places[i], k));
            }
        }
    return users;
}

static int check_files(struct loader *l, const struct tree_node *const *users, char *const *files,
                       size_t count, const struct tree_node *list)
{
    const struct catalogue *c = l->s->catalogue;
    for (size_t i = 0; i < count; i++) {
        bool found = strcmp(files[i], PROFILE_NAME) == 0 && scenario_has_mpp(l->s);
        for (size_t k = 0; k < c->load_count && !found; k++)
            found = users[k] && firmware_load_has(&c->loads[k], files[i]);
        if (!found)
            return tree_error(l->tree, tree_item(list, i), l->e,
                              "'%s' is in no load that a phone gets; give a file's name as the "
                              "catalogue has it",
                              words_shown(files[i]).text);
    }
    return 0;
}

static int check_server_files(struct loader *l, const struct tree_node *const *users,
                              const struct scenario_server *v, const struct tree_node *node)
{
    if (check_files(l, users, v->missing, v->missing_count, tree_child(node, "missing")) < 0)
        return -1;
    return check_files(l, users, v->invalid, v->invalid_count, tree_child(node, "invalid"));
}

static int check_all_files(struct loader *l, const struct place *places, size_t count)
{
    const struct tree_node **users = list_users(l, places, count);
    int status = check_loads(l, users);
    for (size_t i = 0; i < scenario_central_count(l->s) && status == 0; i++)
        status = check_server_files(l, users, scenario_central(l->s, i), central_server_node(l, i));
    for (size_t i = 0; i < count && status == 0; i++) {
        const struct tree_node *list = tree_child(places[i].node, "load_servers");
        for (size_t k = 0; k < places[i].subnet->load_server_count && status == 0; k++)
            status = check_server_files(l, users, &places[i].subnet->load_servers[k],
                                        tree_item(list, k));
    }
    free(users);
    return status;
}

/* Of all phones the shortest idle limit, and the longest wait before they send again. */
struct patience {
    sim_time idle, wait;
    const char *by; /* what makes the wait */
};

static void add_patience(struct patience *p, const struct tftp_policy *policy)
{
    p->idle = time_min(p->idle, policy->idle_limit);
    p->wait = time_max(p->wait, policy->intervals[0] + policy->spread);
}

static struct patience patience_of(const struct scenario *s, const struct place *places,
                                   size_t count)
{
    struct patience p = {TIME_NEVER, 0, "phone.retransmit"};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < places[i].subnet->phones_count; k++) {
            const struct tftp_client_policy policy =
                scenario_policy(s, &places[i].subnet->phones[k]);
            add_patience(&p, &policy.request);
            add_patience(&p, &policy.ack);
            if (!s->phone.retransmit && places[i].subnet->phones[k].tftp.policy)
                p.by = "tftp.policy";
        }
    return p;
}

/* What a phone waits for before it begins again has to have had time to come a second time. `who`
 * makes the pause; `other` is where that is given. */
static int check_idle_against(struct loader *l, const struct patience *p, sim_time pause,
                              const char *who, const struct tree_node *other)
{
    const struct tree_node *root = l->tree->root;
    const struct tree_node *idle = tree_child(tree_child(root, "phone"), "idle");
    if (p->idle > pause)
        return 0;
    char *given = quantity_write(QUANTITY_TIME, (uint64_t)p->idle);
    char *least = quantity_write(QUANTITY_TIME, (uint64_t)pause);
    tree_error(l->tree,
               idle    ? idle
               : other ? other
                       : root,
               l->e,
               "phone.idle, '%s', is not longer than the first pause by %s, '%s': with each lost "
               "packet the file would begin anew; give a longer phone.idle",
               given, who, least);
    free(given);
    free(least);
    return -1;
}

static int check_idle_server(struct loader *l, const struct patience *p,
                             const struct scenario_server *v, const char *what,
                             const struct tree_node *node)
{
    const struct tftp_policy *policy = &tftp_server_kind_find(v->kind)->policy;
    const char *key = policy->forever ? "retransmit" : "kind";
    char *who = mem_printf("%s.%s", what, key);
    const int status = check_idle_against(
        l, p, policy->forever ? v->retransmit : policy->intervals[0], who, tree_child(node, key));
    free(who);
    return status;
}

static int check_idle_load_servers(struct loader *l, const struct patience *p,
                                   const struct place *place)
{
    const struct tree_node *list = tree_child(place->node, "load_servers");
    for (size_t i = 0; i < place->subnet->load_server_count; i++) {
        const struct scenario_server *v = &place->subnet->load_servers[i];
        if (scenario_load_server_is_used(place->subnet, v->name) &&
            check_idle_server(l, p, v, "load_servers", tree_item(list, i)) < 0)
            return -1;
    }
    return 0;
}

/* Seconds that phones ask for are the server's first pause, and theirs. */
static int check_idle_timeouts(struct loader *l, const struct patience *p,
                               const struct place *place)
{
    for (size_t k = 0; k < place->subnet->phones_count; k++) {
        const struct tree_places given =
            tree_within(tree_around(phones_node(place, k), "tftp"), "tftp");
        if (check_idle_against(l, p, place->subnet->phones[k].tftp.timeout * SECONDS,
                               "tftp.timeout", tree_find(given, "timeout")) < 0)
            return -1;
    }
    return 0;
}

/* Of the servers those that phones use. */
static int check_idle(struct loader *l, const struct place *places, size_t count)
{
    const struct tree_node *root = l->tree->root;
    const struct tree_node *retransmit = tree_child(tree_child(root, "phone"), "retransmit");
    const struct patience p = patience_of(l->s, places, count);
    int status = check_idle_against(l, &p, p.wait, p.by, retransmit);
    for (size_t i = 0; i < scenario_central_count(l->s) && status == 0; i++)
        if (scenario_central_is_asked(l->s, i))
            status = check_idle_server(l, &p, scenario_central(l->s, i), i ? "servers" : "server",
                                       central_server_node(l, i));
    for (size_t i = 0; i < count && status == 0; i++)
        status = check_idle_load_servers(l, &p, &places[i]) < 0
                     ? -1
                     : check_idle_timeouts(l, &p, &places[i]);
    return status;
}

int check_consistency(struct loader *l)
{
    const size_t count = scenario_subnets(l->s);
    struct place *places = list_places(l, count);
    uint64_t total = 0;
    int status = check_central_servers(l);
    if (status == 0)
        status = check_prefixes(l, places, count);
    if (status == 0)
        status = check_subnets(l, places, count);
    if (status == 0)
        status = check_total(l, places, count, &total);
    if (status == 0)
        status = check_calls(l);
    if (status == 0)
        status = check_resets(l, places, count);
    if (status == 0)
        status = check_idle(l, places, count);
    if (status == 0)
        status = check_sharing(l, total);
    if (status == 0)
        status = check_site_names(l);
    if (status == 0)
        status = check_lines(l);
    if (status == 0)
        status = check_all_files(l, places, count);
    free(places);
    return status;
}
