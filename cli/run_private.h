/* What the parts of pfsim run share. */
#ifndef CLI_RUN_PRIVATE_H
#define CLI_RUN_PRIVATE_H

#include "base/output.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/require.h"
#include "results/capture.h"
#include "results/console_log.h"
#include "results/events.h"
#include "results/summary.h"
#include "results/trace.h"
#include "studies/trial.h"

struct run_options {
    const char *folder, *captures, *logs, *engine, *animation, *methods, *events, *precision,
        *trace;
    bool json, all_links, draw;
    uint64_t replications, workers; /* 0: not given */
    struct texts required;
    struct overrides overrides;
    struct texts captured; /* names of links; none: those of capture.h */
};

struct run {
    const struct run_options *options;
    const struct engine *engine;
    struct requirement *required; /* as many as options->required */
    struct scenario scenario;
    struct trial trial;
    struct observer watchers[TRIAL_WATCHERS];
    size_t watcher_count;
    struct experiment *experiment; /* from when it has been built, and ... */
    const struct record *record;   /* ... this from when it has ended */
    struct capture capture;
    struct console_log logs;
    struct output animation;
    struct events events;
    struct output events_file;
    struct trace trace;
    struct output trace_file;
    struct progress progress;
    struct run_summary summary;
    sim_time stopped; /* when it was interrupted */
    int status;       /* the command's */
};

/* Builds the experiment, runs it, writes and prints what was asked for. Returns the exit status,
 * after a message if need be. The scenario stays the caller's. */
int run_simulate(struct run *r);

/* Whether --events takes standard output for itself. */
bool run_streams_events(const struct run_options *o);

/* Writes the files that were asked for, all of them or none, and draws. */
int run_write(struct run *r, const struct run_label *label, struct error *e);
/* Prints the summary as text or JSON. Returns the exit status. */
int run_print(const struct run *r, const struct run_label *label);

/* A part of run_write: the scenario with all its values. */
int run_put_scenario(const struct scenario *s, const char *folder, struct output_set *set,
                     struct error *e);

/* --methods: the scenario `path` by several methods, side by side. Returns the exit status. */
int run_methods(const struct run_options *o, const struct engine *engine, const char *path);
/* -r: the scenario `path` in several replications, and their means. Returns the exit status. */
int run_replications(const struct run_options *o, const struct engine *engine,
                     const struct requirement *required, const char *path);
/* What does not go with -r: a usage error's status, or -1. */
int run_replications_check(const struct run_options *o);
/* What does not go with --methods: a usage error's status, or -1. */
int run_methods_check(const struct run_options *o);

#endif
