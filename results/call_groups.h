/* A run's calls by codec and class: their code point decides who goes first, and the codec what a
 * loss costs. */
#ifndef RESULTS_CALL_GROUPS_H
#define RESULTS_CALL_GROUPS_H

#include "results/column.h"
#include "results/record_calls.h"
#include "results/text.h"

struct call_group {
    struct text name;                  /* "G.729, ef" */
    const char *codec, *service_class; /* the calls'; the second NULL: it is not known */
    struct calls_summary calls;
};

/* Its numbers; there is no file of them, but an array in summary.json. */
extern const struct table call_groups_table;

/* In the order of their first calls; `*groups` is the caller's to free. */
size_t call_groups_summarise(const struct calls_record *c, struct call_group **groups);

#endif
