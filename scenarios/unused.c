/* What was given and has no effect, each with a warning: whoever gave it expected one. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/tftp/client_policy.h"
#include "models/tftp/server_kind.h"
#include "scenarios/format/derive.h"
#include "scenarios/unused_private.h"

/* `n` is what was given, NULL: nothing. `by_method`: it may be of use with another method. */
static void unused_warn(const struct usage *u, const struct tree_node *n, bool by_method,
                        const char *why)
{
    if (!n || (by_method && u->method_by_option && !n->place.option))
        return;
    char *what = mem_printf("has no effect: %s", why);
    loader_warn(u->l, n, what);
    free(what);
}

/* Whether it is what it would be if it had not been given. */
static bool unused_is_default(const struct usage *u, const struct schema_field *f, void *base,
                              const struct tree_node *n)
{
    const bool single =
        f->kind == SCHEMA_QUANTITY || f->kind == SCHEMA_CHOICE || f->kind == SCHEMA_SWITCH ||
        f->kind == SCHEMA_WORD || f->kind == SCHEMA_LOAD || f->kind == SCHEMA_CODE_POINT ||
        f->kind == SCHEMA_QUEUE_LIMIT || (f->kind == SCHEMA_LOADS && n->kind == TREE_SCALAR);
    return single ? loader_has_default(u->l, f, base) : n->kind == TREE_LIST && !n->count;
}

void unused_value(const struct usage *u, const struct schema_group *g, void *base, const char *key,
                  const struct tree_node *n, bool by_method, const char *why)
{
    if (n && !unused_is_default(u, schema_find(g, key), base, n))
        unused_warn(u, n, by_method, why);
}

void unused_of_scenario(const struct usage *u, const char *map, const char *key, bool by_method,
                        const char *why)
{
    const struct schema_field *f = map ? schema_find(&schema_root, map) : NULL;
    const struct schema_group *g = f ? f->group : &schema_root;
    const struct tree_node *root = u->l->tree->root, *n = map ? tree_child(root, map) : root;
    void *base = (char *)u->l->s + (f ? f->offset : 0);
    for (size_t i = 0; n && i < n->count; i++)
        if (!key || !strcmp(n->children[i]->key, key))
            unused_value(u, g, base, n->children[i]->key, n->children[i], by_method, why);
}

/* --- links ----------------------------------------------------------------------------------- */

/* What both directions have in common, and each for itself. */
static void unused_common(const struct usage *u, const struct tree_node *common,
                          const struct tree_node *down, const struct tree_node *up)
{
    for (size_t i = 0; common && down && up && i < common->count; i++) {
        const struct tree_node *n = common->children[i];
        const struct tree_node *own_down = tree_child(down, n->key),
                               *own_up = tree_child(up, n->key);
        if (n->kind == TREE_MAP)
            unused_common(u, n, own_down, own_up);
        else if (own_down && own_up)
            unused_warn(u, n, false, "down and up have their own");
    }
}

/* `n` is where a line's or port's queue may have been given, by a group with these rows. */
static void unused_queue(const struct usage *u, const struct schema_group *g,
                         struct link_direction *link, const struct tree_node *n)
{
    if (!link->shaped && link->rate == LINK_UNLIMITED)
        unused_value(u, schema_find(g, "queue")->group, link, "limit",
                     tree_child(tree_child(n, "queue"), "limit"), false,
                     "nothing waits for a line of unlimited rate");
}

/* What the queue's discipline is not about, unless that was chosen by an option: the rest may be
 * there for others. */
static void unused_discipline(const struct usage *u, struct link_direction *link,
                              struct tree_places places)
{
    const struct tree_places queue = tree_within(places, "queue");
    const struct tree_node *discipline = tree_find(queue, "discipline");
    if (discipline && discipline->place.option)
        return;
    char *why = mem_printf("queue.discipline is %s", link_discipline_names[link->queue.discipline]);
    for (size_t i = 0; i < schema_queue.field_count; i++) {
        const struct schema_field *f = &schema_queue.fields[i];
        const struct tree_node *n = tree_find(queue, f->key);
        if (n && f->matters && !f->matters(link) && (f->kind != SCHEMA_LIST || n->count))
            unused_warn(u, n, false, why);
    }
    if (!derive_interleaves(link))
        unused_value(u, &schema_link, link, "fragment", tree_find(places, "fragment"), false, why);
    free(why);
}

static void unused_link(const struct usage *u, struct link_direction *link,
                        struct tree_places places)
{
    const struct tree_places shaper = tree_within(places, "shaper");
    unused_discipline(u, link, places);
    if (link->rate == LINK_UNLIMITED && derive_interleaves(link))
        unused_value(u, &schema_link, link, "fragment", tree_find(places, "fragment"), false,
                     "on a line of unlimited rate no packet takes long");
    if (!link->faults.reorder && link->faults.reorder_delay)
        unused_warn(u, tree_find(places, "reorder_delay"), false, "no packet is reordered");
    if (!link->shaped)
        unused_value(u, schema_find(&schema_link, "shaper")->group, link, "burst",
                     tree_find(shaper, "burst"), false, "the shaper has no rate");
    else if (link->shaped >= link->rate)
        unused_warn(u, tree_find(shaper, "rate"), false, "the line itself is no faster");
}

/* What comes from the data centre is no larger than the server's cable takes. */
static void unused_icmp(const struct usage *u, const struct scenario_site *site,
                        const struct tree_node *wan)
{
    uint32_t largest = 0;
    for (size_t i = 0; i < site->subnet_count; i++)
        largest =
            link_mtu(&site->subnets[i].lan) > largest ? link_mtu(&site->subnets[i].lan) : largest;
    if (site->down.icmp == LINK_ICMP_OFF && link_mtu(&site->down) >= LINK_MTU &&
        link_mtu(&site->up) >= largest)
        unused_warn(u, tree_child(wan, "icmp"), false, "no packet is too large for the line");
}

static void unused_wan(const struct usage *u, struct link_direction line[2],
                       const struct tree_node *wan)
{
    const struct tree_node *down = tree_child(wan, "down"), *up = tree_child(wan, "up");
    const size_t before = u->l->s->warning_count;
    unused_common(u, wan, down, up);
    unused_queue(u, &schema_link, &line[0], down);
    unused_queue(u, &schema_link, &line[1], up);
    if (line[1].rate == LINK_UNLIMITED && !line[1].shaped)
        unused_queue(u, &schema_link, &line[0], wan);
    unused_link(u, &line[0], (struct tree_places){.node = down, .common = wan});
    /* What is common to both has been said. */
    const bool said = u->l->s->warning_count > before;
    unused_link(u, &line[1], (struct tree_places){.node = up, .common = said ? NULL : wan});
}

/* --- servers and phones ---------------------------------------------------------------------- */

static void unused_server(const struct usage *u, struct scenario_server *server,
                          const struct tree_node *n)
{
    if (!u->blocks)
        unused_value(u, &schema_load_server, server, "blksize", tree_child(n, "blksize"), false,
                     "no phone asks for a size of blocks");
    if (!u->long_files)
        unused_value(u, &schema_load_server, server, "rollover", tree_child(n, "rollover"), false,
                     "no file has over 65535 blocks");
    if (!(tftp_server_kind_find(server->kind)->options & TFTP_OPTION_WINDOWSIZE))
        unused_value(u, &schema_load_server, server, "windowsize", tree_child(n, "windowsize"),
                     false, "the server's kind does not know this option");
    else if (!u->windows)
        unused_value(u, &schema_load_server, server, "windowsize", tree_child(n, "windowsize"),
                     false, "no phone asks for a window of blocks");
    if (server->down_at == TIME_NEVER)
        unused_value(u, &schema_load_server, server, "down_for", tree_child(n, "down_for"), false,
                     "the server is never switched off; give down_at");
    else if (server->down_at >= u->l->s->limit)
        unused_warn(u, tree_child(n, "down_at"), false, "the run ends before");
}

static void unused_group(const struct usage *u, struct scenario_phones *group,
                         const struct tree_node *n)
{
    char why[100];
    if (group->pfs == SETTING_OFF)
        unused_warn(u, tree_child(tree_child(n, "pfs"), "share"), false,
                    "the setting is off, and so is that of the others");
    if (!scenario_phones_use_load_server(group))
        unused_warn(u, tree_child(n, "load_server"), true,
                    "the method of these phones is not load-server");
    if (group->decided_by < LEVEL_MODEL)
        return;
    const bool model = group->decided_by == LEVEL_MODEL;
    if (model)
        snprintf(why, sizeof why, "%.50s cannot share", group->model->name);
    else
        snprintf(why, sizeof why, "the method of these phones is %s", method_names[group->method]);
    unused_warn(u, tree_child(n, "profile"), !model, why);
    if (group->pfs == SETTING_ON)
        unused_warn(u, tree_child(n, "pfs"), !model, why);
}

static void unused_subnet(const struct usage *u, struct scenario_subnet *subnet,
                          const struct tree_node *n)
{
    const struct tree_node *servers = tree_child(n, "load_servers");
    unused_queue(u, &schema_lan, &subnet->lan, tree_child(n, "lan"));
    unused_link(u, &subnet->lan, (struct tree_places){.node = tree_child(n, "lan")});
    for (size_t i = 0; servers && i < subnet->load_server_count; i++) {
        struct scenario_server *server = &subnet->load_servers[i];
        if (!scenario_load_server_is_used(subnet, server->name))
            unused_warn(u, tree_item(servers, i), true, "no phone of its subnet uses it");
        unused_server(u, server, tree_item(servers, i));
    }
    for (size_t i = 0; i < subnet->phones_count; i++)
        unused_group(u, &subnet->phones[i], tree_item(tree_child(n, "phones"), i));
}

static void unused_sites(const struct usage *u)
{
    struct scenario *s = u->l->s;
    const struct tree_node *root = u->l->tree->root, *sites = tree_child(root, "sites");
    for (size_t i = 0; i < s->site_count; i++) {
        const struct tree_node *n = sites ? tree_item(sites, i) : root;
        unused_icmp(u, &s->sites[i], tree_child(n, "wan"));
        unused_wan(u, s->sites[i].line, tree_child(n, "wan"));
        for (size_t k = 0; k < s->sites[i].subnet_count; k++)
            unused_subnet(u, &s->sites[i].subnets[k], tree_item(tree_child(n, "subnets"), k));
    }
}

/* --- the scenario ---------------------------------------------------------------------------- */

static bool unused_other_loads(const struct scenario_phones *group, const struct scenario *s)
{
    if (group->load_count != s->load_count)
        return true;
    for (size_t i = 0; i < s->load_count; i++)
        if (group->loads[i] != (s->loads[i] ? s->loads[i] : group->model->load))
            return true;
    return false;
}

/* How long it goes on without a new block, at most. */
static sim_time unused_gives_up(const struct tftp_policy *p)
{
    sim_time sum = p->spread * tftp_policy_tries(p);
    for (int i = 0; i < tftp_policy_tries(p); i++)
        sum += p->intervals[i < p->count ? i : p->count - 1];
    return p->forever ? TIME_NEVER : sum;
}

static bool unused_idles(const struct scenario *s, const struct scenario_phones *group)
{
    const struct tftp_client_policy policy = scenario_policy(s, group);
    const sim_time limit = policy.limit ? policy.limit : TIME_NEVER;
    return policy.request.idle_limit < time_min(limit, unused_gives_up(&policy.request)) ||
           policy.ack.idle_limit < time_min(limit, unused_gives_up(&policy.ack));
}

static void unused_count(struct usage *u, const struct scenario_phones *group,
                         const struct tree_node *n)
{
    size_t numbers[CENTRAL_SERVERS_MAX];
    u->sharing |= group->shares;
    u->mpp |= scenario_phones_are_mpp(group);
    u->background |= group->model->background;
    u->foreground |= !group->model->background;
    u->several_servers |=
        !scenario_phones_use_load_server(group) && scenario_asked(u->l->s, group, numbers) > 1;
    u->by_http |= scenario_phones_use_http(group);
    u->idles |= unused_idles(u->l->s, group);
    u->windows |= group->tftp.windowsize > 1;
    u->blocks |= group->tftp.blksize || tftp_client_policy_at(group->tftp.policy)->blksizes[0] != 0;
    u->asks_again |= tftp_client_policy_at(group->tftp.policy)->then == TFTP_THEN_AGAIN;
    u->other_firmware &= tree_child(n, "firmware") && unused_other_loads(group, u->l->s);
}

static struct usage unused_usage(struct loader *l)
{
    const struct scenario *s = l->s;
    const struct tree_node *root = l->tree->root, *sites = tree_child(root, "sites");
    const struct tree_node *method = tree_child(root, "method");
    struct usage u = {
        .l = l, .method_by_option = method && method->place.option, .other_firmware = true};
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t k = 0; k < s->sites[i].subnet_count; k++) {
            const struct scenario_subnet *subnet = &s->sites[i].subnets[k];
            const struct tree_node *site = sites ? tree_item(sites, i) : root;
            const struct tree_node *n = tree_item(tree_child(site, "subnets"), k);
            for (size_t g = 0; g < subnet->phones_count; g++) {
                unused_count(&u, &subnet->phones[g], tree_item(tree_child(n, "phones"), g));
                u.long_files |= fit_numbers_begin_anew(s, subnet, &subnet->phones[g]);
            }
        }
    return u;
}

static bool unused_names_profile(const struct scenario *s, const char *profile)
{
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t k = 0; k < s->sites[i].subnet_count; k++) {
            const struct scenario_subnet *subnet = &s->sites[i].subnets[k];
            for (size_t g = 0; g < subnet->phones_count; g++)
                if (subnet->phones[g].profile && !strcmp(subnet->phones[g].profile, profile))
                    return true;
        }
    return false;
}

static void unused_lists(const struct usage *u)
{
    const struct scenario *s = u->l->s;
    const struct tree_node *root = u->l->tree->root;
    const struct tree_node *profiles = tree_child(root, "profiles");
    for (size_t i = 0; i < s->profile_count; i++)
        if (!unused_names_profile(s, s->profiles[i].name))
            unused_warn(u, tree_child(tree_item(profiles, i), "name"), false,
                        "no phone has this profile");
    for (size_t i = 0; i < s->unplug_count; i++)
        if (s->unplug[i].at >= s->limit)
            unused_warn(u, tree_child(tree_item(tree_child(root, "unplug"), i), "at"), false,
                        "the run ends before");
}

/* What is of use only if some phone does something. */
static void unused_features(const struct usage *u)
{
    if (u->other_firmware)
        unused_of_scenario(u, NULL, "firmware", false, "all phones have another one of their own");
    if (!u->sharing) {
        unused_of_scenario(u, "pfs", NULL, true, "no phone shares");
        unused_of_scenario(u, "enterprise", NULL, true, "no phone shares");
        unused_of_scenario(u, NULL, "log_server", true, "no phone shares");
    }
    if (!u->mpp)
        unused_of_scenario(u, "mpp", NULL, false, "there are no MPP phones");
    else if (!u->by_http)
        unused_of_scenario(u, "mpp", "profile_auth", false, "all MPP phones use TFTP");
    if (u->mpp && u->l->s->mpp.profile_auth != PROFILE_AUTH_ASKED)
        unused_of_scenario(u, "mpp", "answered", false,
                           "no phone asks its user (mpp.profile_auth)");
    if (!u->background)
        unused_of_scenario(u, "phone", "background_restart", false,
                           "no phone downloads in the background");
    if (!u->foreground)
        unused_of_scenario(u, "phone", "restart", false, "all phones download in the background");
    if (!u->asks_again && !u->by_http && !u->sharing)
        unused_of_scenario(u, "phone", "retry", true,
                           "no phone asks again for a file that it was refused (tftp.policy)");
    if (!u->idles)
        unused_of_scenario(u, "phone", "idle", true, "every phone gives up sooner (tftp.policy)");
    if (!u->several_servers)
        unused_of_scenario(u, "phone", "server_timeout", true, "no phone has several servers");
    if (!scenario_central_is_asked(u->l->s, 0))
        unused_of_scenario(u, "server", NULL, true, "no phone uses the call manager's server");
    if (!u->by_http && !u->sharing)
        unused_of_scenario(u, "tcp", NULL, true, "no phone uses TCP");
    if (!u->by_http)
        unused_of_scenario(u, "http", NULL, false, "no phone uses HTTP");
}

/* A phone's work is a part of its turn-around, which shows with a window only. */
static void unused_turnaround(const struct usage *u)
{
    const struct scenario *s = u->l->s;
    if (s->phone.cpu > s->phone.turnaround)
        unused_of_scenario(u, "phone", "turnaround", false, "phone.cpu is longer");
    else if (!u->windows)
        unused_of_scenario(u, "phone", "cpu", false, "no phone asks for a window of blocks");
}

/* Whether some phone asks a server there. */
static bool unused_data_centre(const struct usage *u)
{
    const struct scenario *s = u->l->s;
    for (size_t i = 0; i < scenario_central_count(s); i++)
        if (scenario_central_is_asked(s, i))
            return true;
    return false;
}

/* Only the data centre's traffic crosses it. */
static void unused_head_end(const struct usage *u, const struct tree_node *n)
{
    unused_wan(u, u->l->s->head_end.line, n);
    if (!unused_data_centre(u) && !(u->sharing && u->l->s->log_server))
        unused_warn(u, n, true, "no phone uses a server in the data centre");
}

static void unused_central_servers(const struct usage *u)
{
    struct scenario *s = u->l->s;
    for (size_t i = 0; i < scenario_central_count(s); i++) {
        struct scenario_server *server = i ? &s->servers[i - 1] : &s->server;
        if (scenario_central_is_asked(s, i))
            unused_server(u, server, central_server_node(u->l, i));
        else if (i)
            unused_warn(u, central_server_node(u->l, i), true, "no phone asks it");
    }
}

void warn_unused(struct loader *l)
{
    const struct usage u = unused_usage(l);
    unused_features(&u);
    unused_turnaround(&u);
    unused_inherited(&u);
    unused_central_servers(&u);
    unused_sites(&u);
    if (l->s->head_end.there)
        unused_head_end(&u, tree_child(l->tree->root, "head_end"));
    unused_lists(&u);
    unused_traffic(&u);
}
