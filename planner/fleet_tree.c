/* Paths here are keys of maps only: lists are made and walked by whoever knows them. */
#include "planner/fleet_tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "base/visible.h"
#include "scenarios/format/yaml.h"

enum { TREE_KEY = 40, TREE_COMMENT_COLUMN = 44 };

/* The first key of a path; returns the rest, NULL behind the last one. */
static const char *tree_step(const char *path, char key[TREE_KEY])
{
    const char *dot = strchr(path, '.');
    const size_t length = dot ? (size_t)(dot - path) : strlen(path);
    CHECK(length < TREE_KEY);
    memcpy(key, path, length);
    key[length] = '\0';
    return dot ? dot + 1 : NULL;
}

static struct tree_node *tree_follow(const struct tree_node *n, const char *path)
{
    char key[TREE_KEY];
    struct tree_node *found = NULL;
    for (; path && n; n = found) {
        path = tree_step(path, key);
        found = tree_child(n, key);
    }
    return path ? NULL : found;
}

struct tree_node *fleet_tree_at(const struct tree_node *map, const char *within, const char *path)
{
    return tree_follow(tree_follow(map, within), path);
}

struct tree_node *fleet_tree_copy(const struct tree_node *n)
{
    struct tree_node *copy = tree_node_new(n->kind, n->place);
    copy->text = n->text ? mem_strdup(n->text) : NULL;
    for (size_t i = 0; i < n->count; i++)
        tree_add(copy, fleet_tree_copy(n->children[i]), n->children[i]->key,
                 n->children[i]->key_place);
    return copy;
}

void fleet_tree_merge(struct tree_node *map, const struct tree_node *n)
{
    struct tree_node *there = tree_child(map, n->key);
    if (!there) {
        tree_add(map, fleet_tree_copy(n), n->key, n->key_place);
    } else if (there->kind == TREE_MAP && n->kind == TREE_MAP) {
        for (size_t i = 0; i < n->count; i++)
            fleet_tree_merge(there, n->children[i]);
    } else {
        tree_replace(NULL, there, fleet_tree_copy(n));
    }
}

/* The map that the path's last key is in, made with those on the way; the key is copied. */
static struct tree_node *tree_enter(struct tree_node *map, const char *path, char key[TREE_KEY],
                                    struct tree_place place)
{
    const char *rest = tree_step(path, key);
    while (rest) {
        struct tree_node *next = tree_child(map, key);
        if (!next) {
            next = tree_node_new(TREE_MAP, place);
            tree_add(map, next, key, place);
        }
        map = next;
        rest = tree_step(rest, key);
    }
    return map;
}

static void tree_put(struct tree_node *map, const char *path, struct tree_node *n)
{
    char key[TREE_KEY];
    map = tree_enter(map, path, key, n->place);
    struct tree_node *there = tree_child(map, key);
    if (there)
        tree_replace(NULL, there, n);
    else
        tree_add(map, n, key, n->place);
}

void fleet_tree_put(struct tree_node *map, const char *path, const char *text,
                    struct tree_place place)
{
    struct tree_node *n = tree_node_new(TREE_SCALAR, place);
    n->text = mem_strdup(text);
    tree_put(map, path, n);
}

struct tree_node *fleet_tree_open(struct tree_node *map, const char *path, enum tree_kind kind,
                                  struct tree_place place)
{
    struct tree_node *n = tree_node_new(kind, place);
    tree_put(map, path, n);
    return n;
}

struct tree_node *fleet_tree_item(struct tree_node *list, struct tree_place place)
{
    struct tree_node *n = tree_node_new(TREE_MAP, place);
    tree_add(list, n, NULL, place);
    return n;
}

/* Also the maps around it, below `map`, in which then is nothing. */
static void tree_drop(const struct tree_node *map, struct tree_node *n)
{
    struct tree_node *parent = n->parent;
    size_t at = 0;
    while (parent->children[at] != n)
        at++;
    memmove(&parent->children[at], &parent->children[at + 1],
            (--parent->count - at) * sizeof(struct tree_node *));
    tree_node_free(n);
    if (!parent->count && parent != map)
        tree_drop(map, parent);
}

void fleet_tree_drop(struct tree_node *map, const char *path)
{
    struct tree_node *n = tree_follow(map, path);
    if (n)
        tree_drop(map, n);
}

/* --- as YAML --------------------------------------------------------------------------------- */

struct tree_writer {
    FILE *out;
    fleet_comment_fn *comment;
    const void *user;
};

static void tree_write_comment(const struct tree_writer *w, int column, const struct tree_node *n)
{
    char *comment = w->comment ? w->comment(w->user, n) : NULL;
    if (comment) {
        char *shown = visible_text(comment);
        fprintf(w->out, "%*s# %s", column < TREE_COMMENT_COLUMN ? TREE_COMMENT_COLUMN - column : 1,
                "", shown);
        free(shown);
    }
    free(comment);
    fputc('\n', w->out);
}

/* A scalar, or a list of such; NULL: neither. Free it. */
static char *tree_value(const struct tree_node *n)
{
    if (n->kind == TREE_SCALAR)
        return yaml_quote(n->text);
    if (!n->count)
        return mem_strdup(n->kind == TREE_LIST ? "[]" : "{}");
    if (n->kind == TREE_MAP || n->children[0]->kind != TREE_SCALAR)
        return NULL;
    const char **texts = mem_calloc(n->count, sizeof *texts);
    for (size_t i = 0; i < n->count; i++)
        texts[i] = n->children[i]->text;
    char *list = yaml_list(texts, n->count);
    free(texts);
    return list;
}

static void tree_write_items(const struct tree_writer *w, const struct tree_node *list, int indent);

/* `dash`: the map is an item of a list, whose first line has one. */
static void tree_write_map(const struct tree_writer *w, const struct tree_node *map, int indent,
                           bool dash)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct tree_node *n = map->children[i];
        const bool first = dash && !i;
        char *value = tree_value(n);
        const int column = fprintf(w->out, "%*s%s%s:%s%s", first ? indent - 2 : indent, "",
                                   first ? "- " : "", n->key, value ? " " : "", value ? value : "");
        tree_write_comment(w, column, n);
        if (!value && n->kind == TREE_MAP)
            tree_write_map(w, n, indent + 2, false);
        if (!value && n->kind == TREE_LIST)
            tree_write_items(w, n, indent + 4);
        free(value);
    }
}

static void tree_write_items(const struct tree_writer *w, const struct tree_node *list, int indent)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!list->children[i]->count)
            fprintf(w->out, "%*s- {}\n", indent - 2, "");
        tree_write_map(w, list->children[i], indent, true);
    }
}

void fleet_tree_write(const struct tree_node *map, FILE *out, fleet_comment_fn *comment,
                      const void *user)
{
    const struct tree_writer w = {out, comment, user};
    tree_write_map(&w, map, 0, false);
}
