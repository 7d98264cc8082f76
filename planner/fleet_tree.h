/* Trees of a scenario's text put together from parts. */
#ifndef PLANNER_FLEET_TREE_H
#define PLANNER_FLEET_TREE_H

#include <stdio.h>

#include "scenarios/format/tree.h"

/* The node at a path of keys joined by points, below the map's node at another; NULL: there is
 * none. */
struct tree_node *fleet_tree_at(const struct tree_node *map, const char *within, const char *path);

/* A copy. */
struct tree_node *fleet_tree_copy(const struct tree_node *n);
/* Puts a copy of `n` under its key into the map; a map that is there gets the keys of `n`. */
void fleet_tree_merge(struct tree_node *map, const struct tree_node *n);
/* Puts a text at the path, in place of what is there; maps that are missing are made. */
void fleet_tree_put(struct tree_node *map, const char *path, const char *text,
                    struct tree_place place);
/* Puts an empty list or map there, and returns it. */
struct tree_node *fleet_tree_open(struct tree_node *map, const char *path, enum tree_kind kind,
                                  struct tree_place place);
/* An empty map at the end of a list. */
struct tree_node *fleet_tree_item(struct tree_node *list, struct tree_place place);
/* Takes away what is at the path, if anything is, and maps that are empty then. */
void fleet_tree_drop(struct tree_node *map, const char *path);

/* What is said behind a value, a line without its end; NULL: nothing. Free it. */
typedef char *fleet_comment_fn(const void *user, const struct tree_node *n);
/* The map as YAML, a line a value; `comment` may be NULL. */
void fleet_tree_write(const struct tree_node *map, FILE *out, fleet_comment_fn *comment,
                      const void *user);

#endif
