/* A path such as subnets[0].phones[0].count followed through the tree; what it may say is the
 * loader's matter. */
#include "scenarios/format/override.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/path.h"
#include "scenarios/format/words.h"
#include "scenarios/format/yaml.h"

static int refuse(const struct scenario_tree *t, size_t option, struct error *e, const char *what)
{
    return error_set(e, "-s %s: %s", words_shown(t->options[option - 1]).text, what);
}

static int refuse_item(const struct scenario_tree *t, size_t option, const struct tree_node *n,
                       const struct path_step *s, struct error *e)
{
    char what[300];
    if (n->kind == TREE_MAP && !n->count)
        snprintf(what, sizeof what, "%s: there is no such list yet; give it as a whole, as [{...}]",
                 n->key);
    else if (n->kind != TREE_LIST)
        snprintf(what, sizeof what, "%s: is not a list; leave the index out", n->key);
    else if (!s->indexed)
        snprintf(what, sizeof what, "%s: has %zu items; say which, as in %s[0]", n->key, n->count,
                 n->key);
    else
        snprintf(what, sizeof what, "%s[%zu]: is not there; %s has %zu of them, counted from 0",
                 n->key, s->index, n->key, n->count);
    return refuse(t, option, e, what);
}

/* The item of the list `n` that a step means; NULL when it means none. */
static struct tree_node *pick_item(const struct tree_node *n, const struct path_step *s)
{
    if (s->indexed)
        return tree_item(n, s->index);
    return n->count == 1 ? n->children[0] : NULL;
}

/* The child that the step leads to, made if it is missing. */
static struct tree_node *enter(struct tree_node *map, const struct path_step *s,
                               struct tree_place place)
{
    struct tree_node *n = tree_child(map, s->key);
    if (!n) {
        n = tree_node_new(TREE_MAP, place);
        tree_add(map, n, s->key, place);
    }
    return n;
}

static int put_value(struct scenario_tree *t, struct tree_node *n, const char *value, size_t option,
                     struct error *e)
{
    struct tree_node *fresh;
    if (!*value)
        return refuse(t, option, e, "has no value; give one after '='");
    if (yaml_read(t, value, strlen(value), option, &fresh, e) < 0)
        return -1;
    tree_replace(t, n, fresh);
    return 0;
}

static int refuse_scalar(const struct scenario_tree *t, size_t option, const struct tree_node *n,
                         struct error *e)
{
    char what[300];
    snprintf(what, sizeof what, "%s: is a value and has no keys; set it as a whole",
             n->key ? words_shown(n->key).text : "the item");
    return refuse(t, option, e, what);
}

int override_apply(struct scenario_tree *t, size_t option, struct error *e)
{
    const char *p = t->options[option - 1] + strspn(t->options[option - 1], " ");
    const struct tree_place place = {1, 1, option};
    struct tree_node *n = t->root;
    struct path_step s;
    bool last = false;
    for (int keys = 0; !last; keys++) {
        p = keys < PATH_KEYS_LIMIT ? path_step_read(p, &s) : NULL;
        if (!p || !*p)
            return refuse(t, option, e,
                          "is not KEY.PATH=VALUE; give it as in 'wan.rate=768 kbps' or "
                          "'subnets[0].phones[0].count=20'");
        last = *p++ == '=';
        if (n->kind != TREE_MAP)
            return refuse_scalar(t, option, n, e);
        n = enter(n, &s, place);
        if (s.indexed || (!last && n->kind == TREE_LIST)) {
            struct tree_node *item = pick_item(n, &s);
            if (!item)
                return refuse_item(t, option, n, &s, e);
            n = item;
        }
    }
    n->key_place = place;
    return put_value(t, n, p + strspn(p, " "), option, e);
}
