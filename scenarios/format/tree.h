/* The tree of a scenario as it was written: maps, lists and scalars, each with the place it was
 * given at, in the file or in an option. Values stay text until the schema gives them a sense. */
#ifndef SCENARIOS_FORMAT_TREE_H
#define SCENARIOS_FORMAT_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum tree_kind { TREE_SCALAR, TREE_MAP, TREE_LIST };

struct tree_place {
    size_t line, column; /* from 1, in the file or in the option's value */
    size_t option;       /* 0: in the file; n: in the n-th option */
};

struct tree_node {
    enum tree_kind kind;
    struct tree_place place;
    struct tree_node *parent; /* NULL of the root */
    char *key;                /* in a map; NULL in a list */
    struct tree_place key_place;
    char *text; /* of a scalar: UTF-8 without a zero byte */
    /* Of a map or a list. An item of a list may stand there several times in a row, and is one. */
    struct tree_node **children;
    size_t count, room;
};

struct scenario_tree {
    char *file;     /* as messages name it */
    char **options; /* the texts of the -s options, in their order */
    size_t option_count;
    struct tree_node *root; /* NULL until it is read */
    char *text;             /* what it was read from, for who reads it again; NULL: not kept */
    size_t length;
};

struct scenario_tree *tree_new(const char *file, const char *const *options, size_t option_count);
/* Copies it. */
void tree_keep_text(struct scenario_tree *t, const char *text, size_t length);
void tree_free(struct scenario_tree *t);

struct tree_node *tree_node_new(enum tree_kind kind, struct tree_place place);
void tree_node_free(struct tree_node *n);
/* The parent owns the child from then on. `key` is copied; NULL in a list. */
void tree_add(struct tree_node *parent, struct tree_node *child, const char *key,
              struct tree_place key_place);
/* Puts `fresh` where `old` stands, under its key, and frees `old`. */
void tree_replace(struct scenario_tree *t, struct tree_node *old, struct tree_node *fresh);

/* The value of a key. NULL when `map` is NULL, no map, or has no such key. */
struct tree_node *tree_child(const struct tree_node *map, const char *key);
/* An item of a list. NULL when `list` is NULL, no list, or shorter. */
struct tree_node *tree_item(const struct tree_node *list, size_t index);

/* Where the values of a group stand: in `node`, what is not there in `common`, as a direction of a
 * link has what both share, and what is not there either in `general`. Each may be NULL. */
struct tree_places {
    const struct tree_node *node, *common, *general;
};
const struct tree_node *tree_find(struct tree_places places, const char *key);
/* The places of a group within the group. */
struct tree_places tree_within(struct tree_places places, const char *key);
/* Of the map and those around it, the innermost three that give the key: a phone group has what its
 * site says, and that what the scenario does. An empty map gives nothing. */
struct tree_places tree_around(const struct tree_node *map, const char *key);
/* The node to blame for the value of a key: where it is given, or else where its group is. */
const struct tree_node *tree_culprit(const struct scenario_tree *t, struct tree_places places,
                                     const char *key);

/* Each fills in "PLACE: KEY.PATH: " and the text, and returns -1. PLACE is FILE:LINE:COLUMN, or the
 * option. tree_error blames a value, tree_error_key its key, tree_error_missing the lack of `key`
 * in a map. */
int tree_error(const struct scenario_tree *t, const struct tree_node *n, struct error *e,
               const char *format, ...) __attribute__((format(printf, 4, 5)));
int tree_error_key(const struct scenario_tree *t, const struct tree_node *n, struct error *e,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));
int tree_error_missing(const struct scenario_tree *t, const struct tree_node *map, const char *key,
                       struct error *e, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* "FILE:LINE:COLUMN" or "-s OPTION", shortened. Free it. */
char *tree_place_text(const struct scenario_tree *t, struct tree_place place);

#endif
