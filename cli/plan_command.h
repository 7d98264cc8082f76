/* What the parts of pfsim plan share. */
#ifndef CLI_PLAN_COMMAND_H
#define CLI_PLAN_COMMAND_H

#include "cli/cli.h"
#include "planner/against.h"
#include "planner/done.h"
#include "planner/explained.h"
#include "planner/plan.h"

struct plan_command_options {
    struct texts firmware, set, unknown;
    const char *start, *until, *head_end, *waves, *soak, *confidence, *engine, *like, *output,
        *against, *done, *explain;
    uint64_t sites_at_once, phones_a_night, server_transfers, workers;
    bool template, together, json;
};

/* Prints the plan as text. */
void plan_print(const struct plan *p);

/* Prints what has changed since the plan at `path`. */
void plan_print_against(const struct against *a, const char *path);

/* Prints what came back, by the list at `path`, beside what was planned. */
void plan_print_done(const struct done *d, const char *path);

/* Prints one site in full, behind the plan. */
void plan_print_explained(const struct explained *x);

#endif
