/* What tells a run from others: the same for all that store runs or compare them. */
#ifndef STUDIES_RUN_KEY_H
#define STUDIES_RUN_KEY_H

#include "results/store.h"
#include "scenarios/scenario.h"

/* Of a scenario that is loaded: its text has all values in force but name, seed and replication,
 * and its catalogue's files are told by their content. The texts are copies; run_key_free frees
 * them. */
void run_key_make(struct store_key *key, const struct scenario *s, const char *engine);
/* Of one that does not load: the file's name and what was set. */
void run_key_make_unloadable(struct store_key *key, const char *path, const char *const *overrides,
                             size_t override_count, const char *engine);
void run_key_free(struct store_key *key);
/* Fields that are no part of the scenario's text: name, seed, replication. NULL at the end. */
extern const char *const run_key_left_out[];
/* Whether runs that differ in this field alone are different runs: not by their name. */
bool run_key_tells(const char *path);

#endif
