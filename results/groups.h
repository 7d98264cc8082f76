/* A run's phones by what they have in common: by method, and by model. */
#ifndef RESULTS_GROUPS_H
#define RESULTS_GROUPS_H

#include "results/column.h"
#include "results/record.h"

enum group_key { GROUP_BY_METHOD, GROUP_BY_MODEL, GROUP_KEYS };
extern const char *const group_key_names[GROUP_KEYS]; /* "method", "model" */

struct group_summary {
    const char *name; /* the phones' */
    uint32_t phones, completed;
    sim_time all_back;     /* from the group's first reset to its last phone's being back */
    sim_time upgrade_time; /* its slowest phone's; both -1: none has completed */
    sim_time outage;       /* the longest of a phone */
    sim_time first_reset;  /* -1: none of its phones was reset */
};

/* Its numbers, of a struct group_summary; there is no file of them, but an array in summary.json.
 */
extern const struct table groups_table;

/* In the order of their first phones; `*groups` is the caller's to free. */
size_t groups_summarise(const struct record *r, enum group_key key, struct group_summary **groups);

#endif
