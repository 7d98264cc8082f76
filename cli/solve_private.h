/* What the parts of pfsim solve share. */
#ifndef CLI_SOLVE_PRIVATE_H
#define CLI_SOLVE_PRIVATE_H

#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/require.h"
#include "scenarios/estimate.h"
#include "studies/free_field.h"
#include "studies/solve.h"

struct solve_options {
    const char *field, *step, *engine;
    bool json;
    uint64_t workers; /* 0: not given */
    uint64_t events;  /* of a run, at the most */
    struct overrides overrides;
};

struct solving {
    const struct solve_options *options;
    const char *path;
    const struct engine *engine;
    struct scenario scenario;
    struct requirement demand;
    struct free_field field;
    struct error below, above; /* why the limits are no further away; empty: they are the field's */
    struct progress progress;
    struct solve search;
    bool is_loaded;           /* `modelled` is */
    struct scenario modelled; /* the estimate's, if there is one */
    struct estimate *estimate;
    int knob;
    struct error model_says; /* whether it said where to look, or why not */
    struct solve_result result;
};

/* Loads it with the command's own options, then these. `user` is a struct solving. */
int solve_load(void *user, const char *const *set, size_t count, struct scenario *s,
               struct error *e);
/* Runs it with the field at each value. A search's `judge`. */
int solve_judge(void *user, struct solve_point *points, size_t count, struct error *e);

/* Prints the answer as text or JSON. Returns the exit status. */
int solve_print(const struct solving *v);

#endif
