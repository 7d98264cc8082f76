/* YAML read into a tree, with what a scenario has no use for refused by name. */
#ifndef SCENARIOS_FORMAT_YAML_H
#define SCENARIOS_FORMAT_YAML_H

#include "scenarios/format/tree.h"

#define YAML_SIZE_LIMIT ((size_t)1 << 20) /* bytes */
#define YAML_DEPTH_LIMIT 8                /* maps and lists within each other */
#define YAML_KEYS_LIMIT 64                /* in one map */
#define YAML_NODES_LIMIT 50000            /* in all */

/* Reads one document. Errors (negative) begin with the place: not well-formed, not UTF-8, a zero
 * byte, nothing in it, a second document, an anchor, an alias, a tag, a key twice, a key that is no
 * plain word, or one of the limits passed. `option` is that of the places: 0 for the file. The node
 * is the caller's. */
int yaml_read(const struct scenario_tree *t, const char *bytes, size_t length, size_t option,
              struct tree_node **root, struct error *e);

/* A text as YAML has a scalar: plain, or in quotes. Free it. */
char *yaml_quote(const char *text);
/* Texts as YAML has a list: "[a, b]". Free it. */
char *yaml_list(const char *const *texts, size_t count);

#endif
