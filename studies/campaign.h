/* A campaign: the runs of many points, with replications, on all processors. What is stored already
 * is not run again, so that one that was interrupted goes on where it was, and more points or
 * replications run only what is missing.
 *
 * Worker processes simulate; the caller's process stores, a run at a time, as they end: in any
 * order. Memory grows neither with the number of points nor with that of runs. */
#ifndef STUDIES_CAMPAIGN_H
#define STUDIES_CAMPAIGN_H

#include <stdbool.h>

#include "results/store.h"
#include "scenarios/scenario.h"

enum { CAMPAIGN_LEAST = 10 }; /* replications, where a precision decides how many there are */
#define CAMPAIGN_REPLICATIONS_MAX 1000000u
#define CAMPAIGN_CONFIDENCE 0.95

/* What is run, but for the replication. */
struct point {
    char *scenario;   /* the file, as `load` understands it */
    char **overrides; /* "PATH=VALUE", as given with -s, in their order */
    size_t override_count;
    char *engine;                       /* its name: "native" */
    struct store_parameter *parameters; /* what varies, to be remembered with each run */
    size_t parameter_count;
};

/* Add copies of the texts to a point that was zeroed; point_fini frees all that it has. */
void point_override(struct point *p, const char *text);
void point_parameter(struct point *p, const char *path, const char *value, double number);
void point_fini(struct point *p);

/* A run on its way to where it is stored. */
struct campaign_run {
    uint64_t number; /* of its point, from 0 */
    const struct point *point;
    const struct store_key *key;
    struct store_outcome outcome; /* of `put` only */
};

struct campaign_progress {
    uint64_t points, points_ended;
    /* Of all points, as far as is known: a point may turn out to have fewer. */
    uint64_t runs;
    uint64_t done, failed, found; /* now; that were stored before */
};

struct campaign {
    uint64_t points; /* how many */
    /* Fills in the `number`th point, which was zeroed; the same each time. Called in the caller's
     * process and in workers. */
    int (*point)(void *user, uint64_t number, struct point *p, struct error *e);
    /* Loads its scenario, in both. An error is the point's failure, and is stored as such. When
     * what a worker loads is not what its caller had, since a file has changed, the run has failed.
     */
    int (*load)(void *user, const struct point *p, struct scenario *s, struct error *e);
    /* Whether the run is stored: enum store_state. Of one that is done the value of `precise`,
     * unless that is NULL, is wanted too. Negative: the campaign ends. */
    int (*find)(void *user, const struct campaign_run *run, const struct run_quantity *precise,
                struct run_value *value, struct error *e);
    /* Stores the run with its outcome. Negative: the campaign ends. */
    int (*put)(void *user, const struct campaign_run *run, struct error *e);
    /* Called as a pool's tick is (base/pool.h), and while points are looked at. False: it is
     * interrupted. NULL: nobody wants to know. */
    bool (*progress)(void *user, const struct campaign_progress *progress);
    void *user;
    /* From the scenario's own on; without a precision of each point so many, and no more than
     * CAMPAIGN_REPLICATIONS_MAX. */
    uint32_t replications;
    /* Unless `precise` is NULL, each point has CAMPAIGN_LEAST replications at least, and then as
     * many more, up to `replications`, until half the width of that quantity's interval of
     * CAMPAIGN_CONFIDENCE is no more than this part of the mean. How many that are depends neither
     * on the workers nor on what was stored before. */
    const struct run_quantity *precise;
    double precision;
    unsigned workers;             /* 0: one a processor */
    unsigned time_limit;          /* seconds a run; 0: none */
    bool retry;                   /* runs that had failed are run again */
    bool keep_phones, keep_links; /* the outcome has these tables (results/tables.h), too */
};

/* Runs all that is missing. `result`, which may be NULL, says how far it came, also after an error.
 * Errors (negative): those of `point`, `find` and `put`; "interrupted"; no worker to be had. What
 * was stored stays. */
int campaign_execute(const struct campaign *c, struct campaign_progress *result, struct error *e);

#endif
