/* The loader's own state, shared by its parts. */
#ifndef SCENARIOS_FORMAT_LOADER_H
#define SCENARIOS_FORMAT_LOADER_H

#include "scenarios/format/schema.h"

struct loader {
    struct scenario *s;
    struct scenario_tree *tree;
    struct error *e;
    size_t site;   /* index of the site that is being loaded */
    size_t copy;   /* which one it is of those that its item stands for, from 1 */
    size_t subnet; /* how many there have been */
    bool in_order; /* prefixes are given in that order: one byte is too small for positions */
    bool counted;  /* of the site: it is one of several that its item stands for */
    bool repeated; /* some item stands for several sites */
};

/* Has each item of `sites` with a count stand in the tree so many times: the list then has an item,
 * the same one, for each site. */
int sites_repeat(struct loader *l);
/* Whether positions of sites and subnets need more than a byte each. */
bool sites_are_many(const struct tree_node *root);

/* Walks the tree and the table into the scenario, which is zeroed before. What is allocated on
 * error is scenario_free's. */
int loader_run(struct loader *l);

/* Adds a warning about what was given at `n`. */
void loader_warn(struct loader *l, const struct tree_node *n, const char *what);

/* Whether the field in the struct at `base`, a single value, has its default. */
bool loader_has_default(struct loader *l, const struct schema_field *f, void *base);

/* One field's default, as if it had not been given. */
void loader_set_default(struct loader *l, const struct schema_field *f, void *base);

#endif
