/* What the parts of pfsim compare share. */
#ifndef CLI_COMPARE_PRIVATE_H
#define CLI_COMPARE_PRIVATE_H

#include "cli/cli.h"
#include "studies/compare.h"
#include "studies/first_difference.h"

struct compare_command_options {
    struct texts parameters, quantities, tolerances, accepted;
    struct overrides overrides;
    const char *engine, *programs[2], *builds[2];
    uint64_t replications, workers; /* 0: not given */
    bool unpaired, json, full, quick;
};

/* What is compared, and what may be: by row of run_quantities. */
struct compare_demands {
    bool *wanted;
    struct run_tolerance *tolerances;
    const char **accepted; /* why; NULL: a change is not */
    struct compare_options options;
};

int compare_demands_read(struct compare_demands *d, const struct compare_command_options *o,
                         struct error *e);
void compare_demands_fini(struct compare_demands *d);

/* Both sides, and what it takes to run a pair of theirs again. */
struct compare_sides {
    const struct compare_command_options *options;
    char *names[2];
    struct compare_side sides[2];
    bool stores; /* they are of stores; or their scenarios are: */
    struct scenario scenarios[2];
    bool loaded[2];
    const struct engine *engines[2];
};

/* Reads the stores, or runs the scenarios, that the arguments name. */
int compare_sides_read(struct compare_sides *s, const struct compare_command_options *o,
                       char *const *arguments, size_t count, struct error *e);
void compare_sides_fini(struct compare_sides *s);
/* The scenario of one of their runs, with its seed and replication; free it by the next. */
int compare_sides_scenario(struct compare_sides *s, int side, const struct compare_run *run,
                           struct scenario *scenario, struct error *e);
void compare_sides_scenario_free(const struct compare_sides *s, struct scenario *scenario);
/* The first event that differs, of the pair c->different. */
int compare_sides_first(struct compare_sides *s, const struct comparison *c,
                        struct first_difference *first, struct error *e);

/* What is shown. */
struct compare_view {
    const struct comparison *comparison;
    const struct compare_demands *demands;
    const struct first_difference *first; /* NULL: it was not looked for */
    const char *why_not;                  /* ... since; or NULL */
    bool full;
};

/* Moved, and not accepted. */
bool compare_is_open(const struct compare_view *v, const struct compare_row *r);
void compare_print(const struct compare_view *v);
void compare_print_json(const struct compare_view *v);

#endif
