/* Checks of the servers of the data centre, and of the order in which phones ask them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/checks.h"
#include "scenarios/format/words.h"

const struct tree_node *central_server_node(const struct loader *l, size_t number)
{
    const struct tree_node *root = l->tree->root;
    return number ? tree_item(tree_child(root, "servers"), number - 1) : tree_child(root, "server");
}

static int servers_check_name(struct loader *l, size_t number)
{
    const char *name = scenario_central(l->s, number)->name;
    bool taken = !strcmp(name, "log server") || !strcmp(name, "head router") ||
                 !strcmp(name, "head end") || !strcmp(name, "hub router");
    for (size_t i = 0; i < number; i++)
        taken |= !strcmp(scenario_central(l->s, i)->name, name);
    if (!taken)
        return 0;
    const struct tree_node *n = central_server_node(l, number), *given = tree_child(n, "name");
    return tree_error(l->tree, given ? given : n, l->e,
                      "'%s' is the name of another one in the data centre; give another",
                      words_shown(name).text);
}

static int servers_refuse(struct loader *l, const struct tree_node *n)
{
    const size_t count = scenario_central_count(l->s);
    const char **names = mem_calloc(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = scenario_central(l->s, i)->name;
    char *advice = words_advice(n->text, names, count);
    tree_error(l->tree, n, l->e, "'%s' is not a server of the data centre%s",
               words_shown(n->text).text, advice);
    free(advice);
    free(names);
    return -1;
}

static bool servers_are(const struct scenario *s, const char *name)
{
    for (size_t i = 0; i < scenario_central_count(s); i++)
        if (!strcmp(scenario_central(s, i)->name, name))
            return true;
    return false;
}

/* The order that a map gives, if it does. */
static int servers_check_order(struct loader *l, const struct tree_node *map)
{
    const struct tree_node *order = tree_child(map, "server_order");
    for (size_t i = 0; order && i < order->count; i++) {
        const struct tree_node *n = order->children[i];
        if (!servers_are(l->s, n->text))
            return servers_refuse(l, n);
        for (size_t k = 0; k < i; k++)
            if (!strcmp(order->children[k]->text, n->text))
                return tree_error(l->tree, n, l->e, "'%s' is named twice; name it once",
                                  words_shown(n->text).text);
    }
    return 0;
}

/* Those of a site, which may be the scenario itself, and of its groups. */
static int servers_check_site(struct loader *l, const struct tree_node *site)
{
    const struct tree_node *subnets = tree_child(site, "subnets");
    int status = servers_check_order(l, site);
    for (size_t i = 0; subnets && i < subnets->count; i++) {
        const struct tree_node *phones = tree_child(subnets->children[i], "phones");
        for (size_t k = 0; phones && k < phones->count && status == 0; k++)
            status = servers_check_order(l, phones->children[k]);
    }
    return status;
}

int check_central_servers(struct loader *l)
{
    const struct tree_node *root = l->tree->root, *sites = tree_child(root, "sites");
    const size_t count = scenario_central_count(l->s);
    if (count > CENTRAL_SERVERS_MAX)
        return tree_error(l->tree, tree_child(root, "servers"), l->e,
                          "has %zu servers; beside 'server' there is room for %u", count - 1,
                          CENTRAL_SERVERS_MAX - 1);
    int status = 0;
    for (size_t i = 1; i < count && status == 0; i++)
        status = servers_check_name(l, i);
    if (status == 0)
        status = servers_check_site(l, root);
    for (size_t i = 0; sites && i < sites->count && status == 0; i++)
        status = servers_check_site(l, sites->children[i]);
    return status;
}
