/* What the parts of pfsim sweep share. */
#ifndef CLI_SWEEP_PRIVATE_H
#define CLI_SWEEP_PRIVATE_H

#include "cli/cli.h"
#include "cli/precision.h"
#include "cli/progress.h"
#include "studies/campaign.h"
#include "studies/points.h"
#include "studies/shard.h"

struct sweep_options {
    const char *store, *file, *precision, *keep, *shard, *engine, *time_limit;
    uint64_t replications, workers, array; /* 0: not given */
    bool zip, dry_run, retry;
    struct texts given; /* -p */
    struct overrides overrides;
};

struct sweep {
    const struct sweep_options *options;
    const char *path; /* of the scenario */
    struct scenario scenario;
    struct points *points;
    struct shard shard; /* 1/1: all */
    uint32_t replications;
    struct precision precision; /* its quantity is NULL without */
    unsigned time_limit;        /* s; 0: none */
    bool keep_phones, keep_links;
};

/* Runs what is missing in the store, and says what came of it. Returns the exit status. */
int sweep_execute(const struct sweep *s);
/* Prints the points as a file that --points reads, and on stderr how many runs that is. */
int sweep_print_points(const struct sweep *s);
/* Prints a batch script for Slurm. */
int sweep_print_array(const struct sweep *s);

#endif
