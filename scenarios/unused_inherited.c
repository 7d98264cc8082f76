/* What was given for phones that have it from elsewhere, or have no use for it. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/tftp/server_kind.h"
#include "scenarios/unused_private.h"

static const char *const unused_keys[] = {"method", "transport", "tftp", "reset", "server_order"};

/* A group of phones, whom it asks, and where it is written. */
struct unused_group {
    const struct scenario_phones *phones;
    const struct tftp_server_kind *kind;
    const struct tree_node *node;
};

/* A place that can give values: the scenario, a site or a group, and the groups in it. */
struct unused_place {
    const struct tree_node *node;
    const struct schema_group *schema;
    void *base;
    const struct unused_group *groups;
    size_t group_count;
};

/* A value that was given: `map` is NULL of one that stands alone. */
struct unused_leaf {
    const char *map, *key;
    const struct tree_node *node;
};

/* Where the group has the value from; NULL: it is the default. */
static const struct tree_node *unused_source(const struct unused_group *g,
                                             const struct unused_leaf *leaf)
{
    const struct tree_places around = tree_around(g->node, leaf->map ? leaf->map : leaf->key);
    return tree_find(leaf->map ? tree_within(around, leaf->map) : around, leaf->key);
}

/* Of an option that their server does not know. */
static const char *unused_option(const struct unused_group *g, const char *key)
{
    const uint8_t known = g->kind->options;
    const bool unknown = (!strcmp(key, "windowsize") && !(known & TFTP_OPTION_WINDOWSIZE)) ||
                         (!strcmp(key, "timeout") && !(known & TFTP_OPTION_TIMEOUT));
    return unknown ? "their server's kind does not know this option" : NULL;
}

/* Why the phones have no use for the value; NULL: they have. */
static const char *unused_reason(const struct unused_group *g, const struct unused_leaf *leaf)
{
    const struct scenario_phones *p = g->phones;
    const bool bulk = p->reset.pattern == RESET_BULK;
    const char *group = leaf->map ? leaf->map : leaf->key;
    if (!strcmp(group, "transport") && p->model->transport != TRANSPORT_HTTP_THEN_TFTP)
        return "none of the models here asks by HTTP first, as the 8900 and 9900 series do";
    if (!strcmp(group, "tftp") && scenario_phones_are_mpp(p) && p->rule == RULE_HTTP)
        return "all phones use HTTP";
    if (!strcmp(group, "reset") && !strcmp(leaf->key, bulk ? "interval" : "spread"))
        return bulk ? "the reset is a bulk one" : "the reset is a staggered one";
    if (!strcmp(group, "server_order") && scenario_phones_use_load_server(p))
        return "these phones use a load server";
    return !strcmp(group, "tftp") ? unused_option(g, leaf->key) : NULL;
}

static void unused_check(const struct usage *u, const struct unused_place *p,
                         const struct schema_group *g, void *base, const struct unused_leaf *leaf)
{
    const char *why = NULL;
    bool others = true, taken = false;
    for (size_t i = 0; i < p->group_count; i++) {
        const struct tree_node *source = unused_source(&p->groups[i], leaf);
        if (source != leaf->node) {
            others &= source->kind != TREE_SCALAR || leaf->node->kind != TREE_SCALAR ||
                      strcmp(source->text, leaf->node->text);
            continue;
        }
        taken = true;
        why = unused_reason(&p->groups[i], leaf);
        if (!why)
            return;
    }
    if (!taken && others)
        why = "all phones have another one of their own";
    if (why)
        unused_value(u, g, base, leaf->key, leaf->node, !strcmp(leaf->key, "server_order"), why);
}

static void unused_place(const struct usage *u, const struct unused_place *p)
{
    for (size_t i = 0; i < sizeof unused_keys / sizeof *unused_keys; i++) {
        const char *key = unused_keys[i];
        const struct schema_field *f = schema_find(p->schema, key);
        const struct tree_node *n = tree_child(p->node, key);
        void *base = (char *)p->base + (f->group ? f->offset : 0);
        for (size_t k = 0; f->group && n && k < n->count; k++)
            unused_check(u, p, f->group, base,
                         &(struct unused_leaf){key, n->children[k]->key, n->children[k]});
        if (!f->group && n)
            unused_check(u, p, p->schema, base, &(struct unused_leaf){NULL, key, n});
    }
}

static const struct tftp_server_kind *unused_kind(const struct scenario *s,
                                                  const struct scenario_subnet *subnet,
                                                  const struct scenario_phones *p)
{
    size_t numbers[CENTRAL_SERVERS_MAX];
    if (scenario_phones_use_load_server(p))
        return tftp_server_kind_find(subnet->load_servers[scenario_load_server(subnet, p)].kind);
    scenario_asked(s, p, numbers);
    return tftp_server_kind_find(scenario_central(s, numbers[0])->kind);
}

/* Adds the site's groups of phones; returns how many. */
static size_t unused_list(const struct scenario *s, const struct scenario_site *site,
                          const struct tree_node *n, struct unused_group *groups)
{
    size_t count = 0;
    for (size_t k = 0; k < site->subnet_count; k++) {
        const struct tree_node *list = tree_child(tree_item(tree_child(n, "subnets"), k), "phones");
        for (size_t g = 0; g < site->subnets[k].phones_count; g++) {
            const struct scenario_phones *p = &site->subnets[k].phones[g];
            groups[count++] =
                (struct unused_group){p, unused_kind(s, &site->subnets[k], p), tree_item(list, g)};
        }
    }
    return count;
}

static size_t unused_groups(const struct scenario *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t k = 0; k < s->sites[i].subnet_count; k++)
            count += s->sites[i].subnets[k].phones_count;
    return count;
}

void unused_inherited(const struct usage *u)
{
    struct scenario *s = u->l->s;
    const struct tree_node *root = u->l->tree->root, *sites = tree_child(root, "sites");
    const struct schema_group *site = schema_find(&schema_root, "sites")->group;
    const struct schema_group *subnet = schema_find(site, "subnets")->group;
    const struct schema_group *phones = schema_find(subnet, "phones")->group;
    struct unused_group *groups = mem_calloc(unused_groups(s), sizeof *groups);
    size_t count = 0;
    for (size_t i = 0; i < s->site_count; i++)
        count += unused_list(s, &s->sites[i], sites ? tree_item(sites, i) : root, &groups[count]);
    unused_place(u, &(struct unused_place){root, &schema_root, s, groups, count});
    const struct unused_group *next = groups;
    for (size_t i = 0; sites && i < s->site_count; i++) {
        size_t of_site = 0;
        for (size_t k = 0; k < s->sites[i].subnet_count; k++)
            of_site += s->sites[i].subnets[k].phones_count;
        unused_place(
            u, &(struct unused_place){tree_item(sites, i), site, &s->sites[i], next, of_site});
        next += of_site;
    }
    for (size_t i = 0; i < count; i++)
        unused_place(u, &(struct unused_place){groups[i].node, phones, (void *)groups[i].phones,
                                               &groups[i], 1});
    free(groups);
}
