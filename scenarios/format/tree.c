/* Nodes, where each was given, and the messages that name such a place. */
#include "scenarios/format/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "scenarios/format/words.h"

#define FILE_SHOWN_LIMIT 200 /* bytes of a path in a message, from its end */

struct scenario_tree *tree_new(const char *file, const char *const *options, size_t option_count)
{
    struct scenario_tree *t = mem_calloc(1, sizeof *t);
    t->file = mem_strdup(file);
    t->options = mem_calloc(option_count, sizeof *t->options);
    t->option_count = option_count;
    for (size_t i = 0; i < option_count; i++)
        t->options[i] = mem_strdup(options[i]);
    return t;
}

void tree_keep_text(struct scenario_tree *t, const char *text, size_t length)
{
    t->text = mem_resize(NULL, length + 1, 1);
    t->length = length;
    memcpy(t->text, text, length);
}

void tree_free(struct scenario_tree *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->option_count; i++)
        free(t->options[i]);
    tree_node_free(t->root);
    free(t->options);
    free(t->text);
    free(t->file);
    free(t);
}

struct tree_node *tree_node_new(enum tree_kind kind, struct tree_place place)
{
    struct tree_node *n = mem_calloc(1, sizeof *n);
    n->kind = kind;
    n->place = place;
    return n;
}

/* The reader of YAML limits the nesting, and with it this recursion. */
void tree_node_free(struct tree_node *n)
{
    if (!n)
        return;
    for (size_t i = 0; i < n->count; i++)
        if (i + 1 == n->count || n->children[i + 1] != n->children[i])
            tree_node_free(n->children[i]);
    free(n->children);
    free(n->key);
    free(n->text);
    free(n);
}

void tree_add(struct tree_node *parent, struct tree_node *child, const char *key,
              struct tree_place key_place)
{
    if (parent->count == parent->room) {
        parent->room = parent->room ? 2 * parent->room : 4;
        parent->children = mem_resize(parent->children, parent->room, sizeof(struct tree_node *));
    }
    parent->children[parent->count++] = child;
    child->parent = parent;
    child->key = key ? mem_strdup(key) : NULL;
    child->key_place = key_place;
}

/* As it was given: an item that stands there several times is one. */
static size_t index_of(const struct tree_node *n)
{
    struct tree_node *const *children = n->parent->children;
    size_t number = 0;
    for (size_t i = 0; children[i] != n; i++)
        number += children[i + 1] != children[i];
    return number;
}

void tree_replace(struct scenario_tree *t, struct tree_node *old, struct tree_node *fresh)
{
    fresh->parent = old->parent;
    fresh->key = old->key;
    fresh->key_place = old->key_place;
    old->key = NULL;
    if (old->parent)
        old->parent->children[index_of(old)] = fresh;
    else
        t->root = fresh;
    tree_node_free(old);
}

struct tree_node *tree_child(const struct tree_node *map, const char *key)
{
    if (!map || map->kind != TREE_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (!strcmp(map->children[i]->key, key))
            return map->children[i];
    return NULL;
}

struct tree_node *tree_item(const struct tree_node *list, size_t index)
{
    return list && list->kind == TREE_LIST && index < list->count ? list->children[index] : NULL;
}

const struct tree_node *tree_find(struct tree_places places, const char *key)
{
    const struct tree_node *n = tree_child(places.node, key);
    if (!n)
        n = tree_child(places.common, key);
    return n ? n : tree_child(places.general, key);
}

struct tree_places tree_within(struct tree_places places, const char *key)
{
    return (struct tree_places){tree_child(places.node, key), tree_child(places.common, key),
                                tree_child(places.general, key)};
}

static bool gives(const struct tree_node *map, const char *key)
{
    const struct tree_node *n = tree_child(map, key);
    return n && (n->kind != TREE_MAP || n->count);
}

struct tree_places tree_around(const struct tree_node *map, const char *key)
{
    const struct tree_node *found[3] = {NULL};
    int count = 0;
    for (; map && count < 3; map = map->parent)
        if (gives(map, key))
            found[count++] = map;
    return (struct tree_places){found[0], found[1], found[2]};
}

const struct tree_node *tree_culprit(const struct scenario_tree *t, struct tree_places places,
                                     const char *key)
{
    const struct tree_node *n = tree_find(places, key);
    const struct tree_node *group = places.node ? places.node : places.common;
    return n ? n : group ? group : t->root;
}

/* "subnets[0].phones[1].count"; "" of the root. */
static char *path_of(const struct tree_node *n)
{
    if (!n->parent)
        return mem_strdup("");
    char *front = path_of(n->parent);
    char *path = n->key ? mem_printf("%s%s%s", front, *front ? "." : "", words_shown(n->key).text)
                        : mem_printf("%s[%zu]", front, index_of(n));
    free(front);
    return path;
}

char *tree_place_text(const struct scenario_tree *t, struct tree_place place)
{
    CHECK(place.option <= t->option_count);
    if (place.option)
        return mem_printf("-s %s", words_shown(t->options[place.option - 1]).text);
    const size_t length = strlen(t->file);
    const char *file = length > FILE_SHOWN_LIMIT ? t->file + length - FILE_SHOWN_LIMIT : t->file;
    return mem_printf("%s%s:%zu:%zu", file == t->file ? "" : "...", file, place.line, place.column);
}

static int blame(const struct scenario_tree *t, struct tree_place place, char *path,
                 struct error *e, const char *format, va_list arguments)
{
    struct error what;
    vsnprintf(what.text, sizeof what.text, format, arguments);
    char *where = tree_place_text(t, place);
    error_set(e, "%s: %s%s%s", where, path, *path ? ": " : "", what.text);
    free(where);
    free(path);
    return -1;
}

int tree_error(const struct scenario_tree *t, const struct tree_node *n, struct error *e,
               const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    blame(t, n->place, path_of(n), e, format, arguments);
    va_end(arguments);
    return -1;
}

int tree_error_key(const struct scenario_tree *t, const struct tree_node *n, struct error *e,
                   const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    blame(t, n->key_place, path_of(n), e, format, arguments);
    va_end(arguments);
    return -1;
}

int tree_error_missing(const struct scenario_tree *t, const struct tree_node *map, const char *key,
                       struct error *e, const char *format, ...)
{
    char *front = path_of(map);
    char *path = mem_printf("%s%s%s", front, *front ? "." : "", key);
    free(front);
    va_list arguments;
    va_start(arguments, format);
    blame(t, map->place, path, e, format, arguments);
    va_end(arguments);
    return -1;
}
