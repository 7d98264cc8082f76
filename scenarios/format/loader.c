/* Walks the tree by the rows of the schema; what a field means is not known here, but for the
 * short forms of one site. */
#include "scenarios/format/loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "scenarios/format/override.h"
#include "scenarios/format/value.h"
#include "scenarios/format/words.h"

#define LOADS_LIMIT 16   /* in a chain */
#define TEXTS_LIMIT 1000 /* items in a list of texts */

static int load_group(struct loader *l, const struct schema_group *g, void *base,
                      struct tree_places places);

static int refuse_key(struct loader *l, const struct schema_group *g, const struct tree_node *n)
{
    char *advice = schema_advice(g, n->key);
    tree_error_key(l->tree, n, l->e, "unknown key%s", advice);
    free(advice);
    return -1;
}

/* `n` is a map of the group's keys, or NULL. */
static int check_map(struct loader *l, const struct schema_group *g, const struct tree_node *n)
{
    if (!n)
        return 0;
    if (n->kind != TREE_MAP)
        return tree_error(l->tree, n, l->e, "must be a map of keys, such as '%s'",
                          g->fields[0].key);
    for (size_t i = 0; i < n->count; i++)
        if (!schema_find(g, n->children[i]->key))
            return refuse_key(l, g, n->children[i]);
    return 0;
}

static int check_list(struct loader *l, const struct tree_node *n)
{
    if (n->kind != TREE_LIST)
        return tree_error(l->tree, n, l->e, "must be a list, as in '- ...' or [...]");
    return 0;
}

void loader_set_default(struct loader *l, const struct schema_field *f, void *base)
{
    struct error e;
    const char *text = f->fallback_by ? f->fallback_by(base) : f->fallback;
    if (text)
        CHECK(value_set(l->s, f, base, text, &e) == 0);
}

static int set_from(struct loader *l, const struct schema_field *f, void *base,
                    const struct tree_node *n)
{
    struct error what;
    if (n->kind != TREE_SCALAR)
        return tree_error(l->tree, n, l->e, "must be a single value: %s", f->meaning);
    if (value_set(l->s, f, base, n->text, &what) < 0)
        return tree_error(l->tree, n, l->e, "%s", what.text);
    return 0;
}

bool loader_has_default(struct loader *l, const struct schema_field *f, void *base)
{
    char *given = value_text(f, base);
    struct error e;
    loader_set_default(l, f, base);
    char *fallback = value_text(f, base);
    const bool same = given && fallback && !strcmp(given, fallback);
    if (given)
        CHECK(value_set(l->s, f, base, given, &e) == 0);
    free(fallback);
    free(given);
    return same;
}

static int load_value(struct loader *l, const struct schema_field *f, void *base,
                      struct tree_places places)
{
    const struct tree_node *n = tree_find(places, f->key);
    const bool applies = !f->applies || f->applies(base);
    if (!n && f->required && applies)
        return tree_error_missing(l->tree, places.node, f->key, l->e, "is missing; give %s",
                                  f->standing);
    if (!n) {
        loader_set_default(l, f, base);
        return 0;
    }
    if (!applies)
        return tree_error_key(l->tree, n, l->e, "has no sense here: %s; leave it out", f->meaning);
    /* What two directions have in common is read even where each has its own value: nothing that
     * was given passes unread. */
    const struct tree_node *common = tree_child(places.common, f->key);
    if (common && common != n && set_from(l, f, base, common) < 0)
        return -1;
    return set_from(l, f, base, n);
}

static int load_texts(struct loader *l, const struct schema_field *f, void *base,
                      struct tree_places places)
{
    const struct tree_node *n = tree_find(places, f->key);
    const struct schema_field item = {.key = f->key, .kind = SCHEMA_TEXT};
    if (!n)
        return 0;
    if (check_list(l, n) < 0)
        return -1;
    if (n->count > TEXTS_LIMIT)
        return tree_error(l->tree, n, l->e, "has over %d items; shorten it", TEXTS_LIMIT);
    char **texts = mem_calloc(n->count, sizeof *texts);
    schema_set_list(f, base, texts, n->count);
    for (size_t i = 0; i < n->count; i++) {
        struct error what;
        if (n->children[i]->kind != TREE_SCALAR)
            return tree_error(l->tree, n->children[i], l->e, "must be a single value");
        if (value_set(l->s, &item, &texts[i], n->children[i]->text, &what) < 0)
            return tree_error(l->tree, n->children[i], l->e, "%s", what.text);
    }
    return 0;
}

static int load_loads(struct loader *l, const struct schema_field *f, void *base,
                      struct tree_places places)
{
    const struct tree_node *n = tree_find(places, f->key);
    if (!n || n->kind == TREE_SCALAR)
        return load_value(l, f, base, places);
    if (check_list(l, n) < 0)
        return -1;
    if (!n->count || n->count > LOADS_LIMIT)
        return tree_error(l->tree, n, l->e, "has %zu items; give 1 to %d loads", n->count,
                          LOADS_LIMIT);
    const char *texts[LOADS_LIMIT];
    struct error what;
    for (size_t i = 0; i < n->count; i++) {
        const struct tree_node *item = n->children[i];
        if (item->kind != TREE_SCALAR)
            return tree_error(l->tree, item, l->e, "must be a single value: a load");
        texts[i] = item->text;
        /* First each alone, so that the one that is wrong is blamed. */
        if (value_set_loads(l->s, f, base, &texts[i], 1, &what) < 0)
            return tree_error(l->tree, item, l->e, "%s", what.text);
    }
    return value_set_loads(l->s, f, base, texts, n->count, l->e);
}

static int load_map(struct loader *l, const struct schema_field *f, void *base,
                    struct tree_places places)
{
    const struct tree_places within = tree_within(places, f->key);
    if (check_map(l, f->group, within.node) < 0 || check_map(l, f->group, within.common) < 0 ||
        check_map(l, f->group, within.general) < 0)
        return -1;
    return load_group(l, f->group, (char *)base + f->offset, within);
}

static int load_item(struct loader *l, const struct schema_group *g, void *element, size_t index,
                     const struct tree_node *n)
{
    const struct tree_places places = {.node = n};
    if (check_map(l, g, n) < 0)
        return -1;
    if (g->prepare)
        g->prepare(l, element, index);
    if (load_group(l, g, element, places) < 0)
        return -1;
    return g->common ? load_group(l, g->common, element, places) : 0;
}

static int load_list(struct loader *l, const struct schema_field *f, void *base,
                     struct tree_places places)
{
    const struct tree_node *n = tree_find(places, f->key);
    if (!n && f->required)
        return tree_error_missing(l->tree, places.node, f->key, l->e, "is missing; give %s",
                                  f->standing);
    if (!n)
        return 0;
    if (check_list(l, n) < 0)
        return -1;
    if (f->required && !n->count)
        return tree_error(l->tree, n, l->e, "is empty; give %s", f->standing);
    if (f->room && n->count > f->room)
        return tree_error(l->tree, n, l->e, "has %zu items; give at most %zu", n->count, f->room);
    schema_set_list(f, base, f->room ? NULL : mem_calloc(n->count, f->element_size), n->count);
    char *elements = schema_list(f, base);
    for (size_t i = 0; i < n->count; i++)
        if (load_item(l, f->group, elements + i * f->element_size, i, n->children[i]) < 0)
            return -1;
    return 0;
}

/* The node that gives a one-way delay, for the link or for one direction of it; or NULL. */
static const struct tree_node *find_delay(const struct tree_node *wan)
{
    const struct tree_node *both = tree_child(wan, "delay");
    const struct tree_node *down = tree_child(tree_child(wan, "down"), "delay");
    return both ? both : down ? down : tree_child(tree_child(wan, "up"), "delay");
}

static int load_rtt(struct loader *l, const struct schema_field *f, struct link_direction line[2],
                    const struct tree_node *wan)
{
    const struct tree_node *delay = find_delay(wan), *rtt_node = tree_child(wan, "rtt");
    sim_time rtt = 0;
    if (delay && rtt_node)
        return tree_error_key(l->tree, delay, l->e,
                              "rtt and delay exclude each other; give one of them");
    if (delay)
        return 0;
    if (load_value(l, schema_find(f->group, "rtt"), &rtt, (struct tree_places){.node = wan}) < 0)
        return -1;
    line[0].delay = rtt / 2;
    line[1].delay = rtt - rtt / 2;
    return 0;
}

/* What the line says for both directions holds where the direction says nothing itself. */
static int load_line(struct loader *l, const struct schema_field *f, struct link_direction line[2],
                     const struct tree_node *n)
{
    const struct tree_node *down = tree_child(n, "down"), *up = tree_child(n, "up");
    if (check_map(l, f->group, n) < 0 || check_map(l, &schema_link, down) < 0 ||
        check_map(l, &schema_link, up) < 0)
        return -1;
    if (load_group(l, &schema_link, &line[0], (struct tree_places){.node = down, .common = n}) <
            0 ||
        load_group(l, &schema_link, &line[1], (struct tree_places){.node = up, .common = n}) < 0)
        return -1;
    return load_rtt(l, f, line, n);
}

static int load_wan(struct loader *l, const struct schema_field *f, void *base,
                    struct tree_places places)
{
    const struct tree_node *n = tree_find(places, f->key);
    bool *there = f->there_offset ? (bool *)((char *)base + f->there_offset) : NULL;
    if (there)
        *there = n;
    if (there && !n)
        return 0;
    if (load_line(l, f, (struct link_direction *)((char *)base + f->offset), n) < 0)
        return -1;
    return f->group->finish ? f->group->finish(l, base, (struct tree_places){.node = n}) : 0;
}

static int load_short_form(struct loader *l, const struct schema_field *f, void *base,
                           struct tree_places places)
{
    struct scenario_site *site = mem_calloc(1, sizeof *site);
    schema_set_list(f, base, site, 1);
    f->group->prepare(l, site, 0);
    return load_group(l, f->group->common, site, places);
}

static int load_sites(struct loader *l, const struct schema_field *f, void *base,
                      struct tree_places places)
{
    const struct tree_node *sites = tree_child(places.node, f->key);
    const struct schema_group *parts = f->group->common;
    if (!sites)
        return load_short_form(l, f, base, places);
    for (size_t i = 0; i < parts->field_count; i++) {
        const struct tree_node *n = tree_child(places.node, parts->fields[i].key);
        if (n)
            return tree_error_key(l->tree, n, l->e,
                                  "cannot stand beside 'sites'; move it into one "
                                  "of the sites");
    }
    if (sites->kind == TREE_LIST && !sites->count)
        return tree_error(l->tree, sites, l->e, "is empty; give %s", f->standing);
    return load_list(l, f, base, places);
}

static int load_field(struct loader *l, const struct schema_field *f, void *base,
                      struct tree_places places)
{
    if (f->inherited)
        places = tree_around(places.node, f->key);
    switch (f->kind) {
    case SCHEMA_TEXTS:
        return load_texts(l, f, base, places);
    case SCHEMA_LOADS:
        return load_loads(l, f, base, places);
    case SCHEMA_MAP:
        return load_map(l, f, base, places);
    case SCHEMA_LIST:
        return load_list(l, f, base, places);
    case SCHEMA_WAN:
        return load_wan(l, f, base, places);
    case SCHEMA_SITES:
        return load_sites(l, f, base, places);
    case SCHEMA_QUANTITY:
    case SCHEMA_TEXT:
    case SCHEMA_CHOICE:
    case SCHEMA_WORD:
    case SCHEMA_FIXED:
    case SCHEMA_SWITCH:
    case SCHEMA_PREFIX:
    case SCHEMA_QUEUE_LIMIT:
    case SCHEMA_CODE_POINT:
    case SCHEMA_CODE_POINTS:
    case SCHEMA_FRAMING:
    case SCHEMA_MODEL:
    case SCHEMA_LOAD:
        return load_value(l, f, base, places);
    }
    return 0;
}

static int load_group(struct loader *l, const struct schema_group *g, void *base,
                      struct tree_places places)
{
    for (size_t i = 0; i < g->field_count; i++)
        if (load_field(l, &g->fields[i], base, places) < 0)
            return -1;
    return g->finish ? g->finish(l, base, places) : 0;
}

/* Puts a map of the one key around a scalar that stands for it. */
static struct tree_node *wrap(struct scenario_tree *t, struct tree_node *scalar, const char *key)
{
    struct tree_node *map = tree_node_new(TREE_MAP, scalar->place);
    struct tree_node *value = tree_node_new(TREE_SCALAR, scalar->place);
    value->text = mem_strdup(scalar->text);
    tree_add(map, value, key, scalar->place);
    tree_replace(t, scalar, map);
    return map;
}

/* Writes out what stands in short, so that options find the keys that are meant. */
static void expand(struct scenario_tree *t, const struct schema_group *g, struct tree_node *n)
{
    for (size_t i = 0; n->kind == TREE_MAP && i < n->count; i++) {
        struct tree_node *child = n->children[i];
        const struct schema_field *f = schema_find(g, child->key);
        if (!f || !f->group)
            continue;
        if (child->kind == TREE_SCALAR && f->group->short_key)
            child = wrap(t, child, f->group->short_key);
        if (child->kind == TREE_MAP)
            expand(t, f->group, child);
        for (size_t k = 0; child->kind == TREE_LIST && k < child->count; k++)
            expand(t, f->group, child->children[k]);
    }
}

void loader_warn(struct loader *l, const struct tree_node *n, const char *what)
{
    struct error line;
    if (n->key)
        tree_error_key(l->tree, n, &line, "%s", what);
    else
        tree_error(l->tree, n, &line, "%s", what);
    struct scenario *s = l->s;
    /* Of sites that are repeated each says the same. */
    for (size_t i = 0; l->repeated && i < s->warning_count; i++)
        if (!strcmp(s->warnings[i], line.text))
            return;
    s->warnings = mem_resize(s->warnings, s->warning_count + 1, sizeof *s->warnings);
    s->warnings[s->warning_count++] = mem_strdup(line.text);
}

int loader_run(struct loader *l)
{
    struct scenario_tree *t = l->tree;
    if (t->root->kind != TREE_MAP)
        return tree_error(t, t->root, l->e, "a scenario is a map of keys, such as 'subnets'");
    expand(t, &schema_root, t->root);
    for (size_t i = 1; i <= t->option_count; i++) {
        if (override_apply(t, i, l->e) < 0)
            return -1;
        expand(t, &schema_root, t->root);
    }
    if (check_map(l, &schema_root, t->root) < 0 || sites_repeat(l) < 0)
        return -1;
    l->in_order = sites_are_many(t->root);
    return load_group(l, &schema_root, l->s, (struct tree_places){.node = t->root});
}
