/* Checks of the scenario as a whole that are about Peer Firmware Sharing, and about phones that are
 * pulled out. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "models/tftp/server_kind.h"
#include "scenarios/checks.h"
#include "scenarios/format/words.h"

static int check_profiles(struct loader *l)
{
    const struct scenario *s = l->s;
    const struct tree_node *list = tree_child(l->tree->root, "profiles");
    for (size_t i = 1; i < s->profile_count; i++)
        for (size_t k = 0; k < i; k++)
            if (!strcmp(s->profiles[i].name, s->profiles[k].name))
                return tree_error(l->tree, tree_child(tree_item(list, i), "name"), l->e,
                                  "'%s' is the name of another profile; give another",
                                  words_shown(s->profiles[i].name).text);
    return 0;
}

static bool some_group_shares(const struct scenario *s)
{
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++) {
            const struct scenario_subnet *subnet = &s->sites[i].subnets[j];
            for (size_t k = 0; k < subnet->phones_count; k++)
                if (subnet->phones[k].shares)
                    return true;
        }
    return false;
}

/* The longest pause that the server makes before it repeats a block. */
static sim_time longest_pause(const struct scenario_server *server)
{
    const struct tftp_policy *policy = &tftp_server_kind_find(server->kind)->policy;
    sim_time longest = 0;
    if (policy->forever)
        return server->retransmit;
    for (int i = 0; i < policy->count; i++)
        longest = time_max(longest, policy->intervals[i]);
    return longest;
}

/* What is no stall, although nothing comes for so long: `key` of `group`, at `node`, sets it. */
struct pause {
    const char *group, *key;
    const struct tree_node *node;
    sim_time length;
    const char *what; /* happens then */
};

static int check_stall(struct loader *l, const struct pause *pause)
{
    const sim_time stall = l->s->pfs.stall_timeout;
    const struct tree_node *root = l->tree->root;
    const struct tree_node *given = tree_child(tree_child(root, "pfs"), "stall_timeout");
    const struct tree_node *other = tree_child(pause->node, pause->key);
    if (stall > pause->length)
        return 0;
    char *longest = quantity_write(QUANTITY_TIME, (uint64_t)pause->length);
    char *least = quantity_write(QUANTITY_TIME, (uint64_t)stall);
    if (given)
        tree_error(l->tree, given, l->e,
                   "'%s' is not longer than the longest pause by %s.%s, '%s': %s would look like a "
                   "stalled download; give a longer one",
                   least, pause->group, pause->key, longest, pause->what);
    else
        tree_error(l->tree, other ? other : root, l->e,
                   "its longest pause, '%s', is not shorter than pfs.stall_timeout, '%s': %s would "
                   "look like a stalled download; give a shorter one, or a longer stall_timeout",
                   longest, least, pause->what);
    free(longest);
    free(least);
    return -1;
}

/* Of sharing phones the longest waits: by their policy, of the seconds that they ask servers for,
 * and for one of several servers. */
struct waits {
    sim_time policy, timeout, server;
};

static void add_waits(const struct scenario *s, const struct scenario_phones *group,
                      struct waits *w)
{
    size_t numbers[CENTRAL_SERVERS_MAX];
    const struct tftp_client_policy policy = scenario_policy(s, group);
    w->timeout = time_max(w->timeout, group->tftp.timeout * SECONDS);
    w->policy = time_max(w->policy, scenario_longest_wait(&policy.request));
    w->policy = time_max(w->policy, scenario_longest_wait(&policy.ack));
    if (scenario_asked(s, group, numbers) > 1)
        w->server = time_max(w->server, scenario_server_timeout(s, group));
}

static struct waits longest_waits(const struct scenario *s)
{
    struct waits w = {0};
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            for (size_t k = 0; k < s->sites[i].subnets[j].phones_count; k++) {
                const struct scenario_phones *group = &s->sites[i].subnets[j].phones[k];
                if (group->shares)
                    add_waits(s, group, &w);
            }
    return w;
}

static int check_server_stall(struct loader *l, size_t number)
{
    const struct scenario_server *server = scenario_central(l->s, number);
    const struct pause pause = {.group = number ? "servers" : "server",
                                .key = strcmp(server->kind, "cucm-tftp") ? "kind" : "retransmit",
                                .node = central_server_node(l, number),
                                .length = longest_pause(server),
                                .what = "a lost packet"};
    return check_stall(l, &pause);
}

static int check_stalls(struct loader *l)
{
    const struct scenario *s = l->s;
    const struct tree_node *root = l->tree->root, *phone = tree_child(root, "phone");
    struct waits w = longest_waits(s);
    const struct pause pauses[] = {
        {"phone", "retransmit", phone, w.policy, "a lost packet"},
        {"tftp", "timeout", tree_child(root, "tftp"), w.timeout, "a lost packet"},
        {"phone", "server_timeout", phone, w.server, "a server that is silent"},
        {"pfs", "root_waiting", tree_child(root, "pfs"), s->pfs.root_waiting,
         "a root that waits for children"},
    };
    int status = check_stall(l, &pauses[0]);
    for (size_t i = 0; i < scenario_central_count(s) && status == 0; i++)
        status = check_server_stall(l, i);
    for (size_t i = 1; i < sizeof pauses / sizeof *pauses && status == 0; i++)
        status = check_stall(l, &pauses[i]);
    return status;
}

static int check_unplugged(struct loader *l, uint64_t total, bool shares)
{
    const struct tree_node *list = tree_child(l->tree->root, "unplug");
    for (size_t i = 0; i < l->s->unplug_count; i++) {
        const uint32_t phone = l->s->unplug[i].phone;
        const struct tree_node *n = tree_child(tree_item(list, i), "phone");
        if (phone > total)
            return tree_error(l->tree, n, l->e,
                              "there is no phone %" PRIu32 "; give a number from 1 to %" PRIu64
                              ", or 'root'",
                              phone, total);
        if (!phone && !shares)
            return tree_error(l->tree, n, l->e,
                              "there is never a root, since no phone takes part in PFS; give a "
                              "phone's number, or let method be pfs");
    }
    return 0;
}

int check_sharing(struct loader *l, uint64_t total)
{
    const bool shares = some_group_shares(l->s);
    if (check_profiles(l) < 0)
        return -1;
    if (shares && check_stalls(l) < 0)
        return -1;
    return check_unplugged(l, total, shares);
}
