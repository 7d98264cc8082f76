/* Sites of which one item of the list stands for many. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/loader.h"
#include "scenarios/format/value.h"

/* Maps, lists and values of all sites with a count, as if they had been written one by one: far
 * more than a file may have, and few enough to be refused in a tenth of a second. */
#define SITES_NODES_LIMIT 250000u

enum { SITE_POSITIONS = 255, SUBNET_POSITIONS = 256 };

static size_t sites_nodes(const struct tree_node *n)
{
    size_t count = 1;
    for (size_t i = 0; i < n->count; i++)
        count += sites_nodes(n->children[i]);
    return count;
}

/* What is no count stays for the loader to refuse: 1. */
static uint32_t sites_count_of(const struct loader *l, const struct tree_node *n)
{
    const struct schema_field *sites = schema_find(&schema_root, "sites");
    struct schema_field count = *schema_find(sites->group, "count");
    const struct tree_node *given = tree_child(n, "count");
    uint32_t value = 1;
    struct error e;
    count.offset = 0;
    if (!given || given->kind != TREE_SCALAR ||
        value_set(l->s, &count, &value, given->text, &e) < 0)
        return 1;
    return value;
}

/* Each of several sites would have the same addresses. */
static int sites_check_prefixes(struct loader *l, const struct tree_node *n)
{
    const struct tree_node *subnets = tree_child(n, "subnets");
    for (size_t i = 0; subnets && i < subnets->count; i++) {
        const struct tree_node *prefix = tree_child(subnets->children[i], "prefix");
        if (prefix)
            return tree_error_key(l->tree, prefix, l->e,
                                  "cannot stand in a site with a count, each of which has its own; "
                                  "leave it out, and they are given by position");
    }
    return 0;
}

/* What all sites have together. */
struct sites_total {
    size_t sites, nodes;
};

static int sites_add(struct loader *l, struct sites_total *t, const struct tree_node *n)
{
    const uint32_t count = sites_count_of(l, n);
    t->sites += count;
    if (count == 1)
        return 0;
    t->nodes += count * sites_nodes(n);
    if (t->sites > SITES_MAX)
        return tree_error(l->tree, tree_child(n, "count"), l->e,
                          "makes over 65,536 sites in all; give fewer");
    if (t->nodes > SITES_NODES_LIMIT)
        return tree_error(l->tree, tree_child(n, "count"), l->e,
                          "makes sites with over 250,000 keys and values in all; give fewer, or "
                          "fewer keys in each");
    return sites_check_prefixes(l, n);
}

int sites_repeat(struct loader *l)
{
    struct tree_node *sites = tree_child(l->tree->root, "sites");
    if (!sites || sites->kind != TREE_LIST || !sites->count)
        return 0;
    struct sites_total total = {0};
    for (size_t i = 0; i < sites->count; i++)
        if (sites_add(l, &total, sites->children[i]) < 0)
            return -1;
    if (total.sites == sites->count)
        return 0;
    struct tree_node **all = mem_calloc(total.sites, sizeof(struct tree_node *));
    size_t at = 0;
    for (size_t i = 0; i < sites->count; i++)
        for (uint32_t k = sites_count_of(l, sites->children[i]); k > 0; k--)
            all[at++] = sites->children[i];
    free(sites->children);
    sites->children = all;
    sites->count = sites->room = total.sites;
    l->repeated = true;
    return 0;
}

bool sites_are_many(const struct tree_node *root)
{
    const struct tree_node *sites = tree_child(root, "sites");
    bool many = sites && sites->count > SITE_POSITIONS;
    for (size_t i = 0; sites && i < sites->count && !many; i++) {
        const struct tree_node *subnets = tree_child(sites->children[i], "subnets");
        many = subnets && subnets->count > SUBNET_POSITIONS;
    }
    return many;
}
