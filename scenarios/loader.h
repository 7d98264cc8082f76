/* The loader's own state, shared by its parts. */
#ifndef SCENARIOS_LOADER_H
#define SCENARIOS_LOADER_H

#include "scenarios/schema.h"

struct loader {
    struct scenario *s;
    struct scenario_tree *tree;
    const char *data_folder;
    struct error *e;
    size_t site; /* index of the site that is being loaded */
};

/* Walks the tree and the table into the scenario, which is zeroed before. What is allocated on
 * error is scenario_free's. */
int loader_run(struct loader *l);

/* What one group's values do not tell: that prefixes do not overlap, names are unique, phones fit,
 * files exist and are not too large. */
int check_consistency(struct loader *l);
/* The part of it that is about PFS, and about phones that are pulled out: profiles have names of
 * their own, roots are not given up for a packet that was lost, phones to unplug are there. `total`
 * counts the phones of all sites. */
int check_sharing(struct loader *l, uint64_t total);

/* The part of it that is about lines: a token bucket, or a queue in bytes, holds the largest packet
 * that phones and servers send over it. */
int check_lines(struct loader *l);

/* On a server one name is one file: the loads that phones get have the same size of a file of the
 * same name, none is the index of one load and another file of another, and none is called as the
 * profile of MPP phones is. `users` says of each load of the catalogue where the scenario has it
 * from; NULL: nobody gets it. */
int check_loads(struct loader *l, const struct tree_node *const *users);

/* Servers of the data centre have names of their own, and an order names each once. */
int check_central_servers(struct loader *l);
/* Where a server of the data centre is given (scenario_central); NULL: it is not. */
const struct tree_node *central_server_node(const struct loader *l, size_t number);

/* The scenario's warnings: what was given and has no effect. A value that is the default is none:
 * scenario_write writes all of them. */
void warn_unused(struct loader *l);

/* The same of blocks that do not fit the way to the phones: they travel in fragments, or never
 * arrive. One such warning is enough. */
void warn_fit(struct loader *l);

/* Adds a warning about what was given at `n`. */
void loader_warn(struct loader *l, const struct tree_node *n, const char *what);

/* Whether the field in the struct at `base`, a single value, has its default. */
bool loader_has_default(struct loader *l, const struct schema_field *f, void *base);

/* One field's default, as if it had not been given. */
void loader_set_default(struct loader *l, const struct schema_field *f, void *base);

#endif
