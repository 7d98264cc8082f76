/* A list of runs, made before any of them starts, so that all of a study's run in one pool. */
#ifndef STUDIES_RUNS_H
#define STUDIES_RUNS_H

#include "base/pool.h"
#include "results/summary.h"
#include "scenarios/scenario.h"

/* What came out of a run, and what its scenario says about it. */
struct study_result {
    struct run_summary run;
    double ideal;        /* s: all loads' bytes at the first site's WAN rate, and nothing else */
    uint32_t groups;     /* pairs of a phone model and a subnet */
    uint64_t files;      /* downloads it takes if each of these pairs gets each file once */
    uint64_t wan_rate;   /* bit/s of the first site's WAN, towards the phones */
    uint64_t load_bytes; /* of the first phones' load */
    double formula;      /* s until all are back, by formulas; NAN: they do not know, or never */
};

struct study_run {
    char *scenario; /* name of a file in scenarios/, without .yaml */
    char **overrides;
    size_t override_count;
    char *keep; /* name of a folder for all its result files; NULL: none are kept */
};

struct study_runs {
    struct library *library; /* in whose folder scenarios/ is */
    const char *folder;      /* where the kept ones have theirs */
    const char *const *set;  /* as with -s, in all runs; a run's own overrides come after them */
    size_t set_count;
    struct study_run *runs;
    struct study_result *results; /* by the runs' numbers, when they have been executed */
    size_t count, room;
};

/* Library and folder are the caller's. */
void study_runs_init(struct study_runs *s, struct library *library, const char *folder);
void study_runs_fini(struct study_runs *s);
/* Adds a run and returns its number; one that is there already, and keeps nothing, serves twice.
 * `overrides`, as given with -s, end with NULL and are copied, as the names. Runs that take longest
 * should be added last: the pool begins with them. */
size_t study_runs_add(struct study_runs *s, const char *scenario, const char *const *overrides,
                      const char *keep);
/* Loads the scenarios of all, so that what is wrong with one is known before any runs. */
int study_runs_check(const struct study_runs *s, struct error *e);
/* Executes all with `workers` processes (0: one a processor). Errors (negative): the first run's,
 * by number, that failed. */
int study_runs_execute(struct study_runs *s, unsigned workers, pool_progress_fn *progress,
                       void *user, struct error *e);

#endif
