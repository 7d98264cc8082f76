/* What is looked at when a scenario has been loaded: what its values contradict (errors), and what
 * of them has no effect (warnings). Each is in the file of its name. */
#ifndef SCENARIOS_CHECKS_H
#define SCENARIOS_CHECKS_H

#include "scenarios/format/loader.h"

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

/* Whether phones get a file of more blocks than there are numbers. */
bool fit_numbers_begin_anew(const struct scenario *s, const struct scenario_subnet *subnet,
                            const struct scenario_phones *group);

#endif
