/* What moved between two sets of runs: two settings, versions or stores.
 *
 * Runs are compared by points, which are what was varied on both sides; what all runs of one side
 * have alike, and all of the other otherwise, is what the comparison is about. Within a point runs
 * with the same seed and replication are pairs, which have the same random draws, so that only the
 * difference of their values counts; where no two runs are a pair, the means are compared (Welch).
 *
 * Of each quantity and point: "same", when the 90 % interval of the difference lies within the
 * tolerance on both sides of 0 (two one-sided tests at 5 %); "moved", when it lies outside with a
 * probability that is below 5 % after Holm's correction over all that are compared, so that the 95
 * % interval is outside too; else it cannot be said. Where all pairs have one and the same
 * difference it is exact, and no test is needed. */
#ifndef STUDIES_COMPARE_H
#define STUDIES_COMPARE_H

#include "results/quantity.h"
#include "results/significance.h"
#include "results/store.h"
#include "scenarios/scenario.h"

#define COMPARE_LEVEL 0.05      /* of tests */
#define COMPARE_CONFIDENCE 0.95 /* of intervals that are shown */

/* --- what is compared ------------------------------------------------------------------------ */

struct compare_run {
    const char *build, *scenario; /* texts of the side's */
    char *name, *engine;
    struct store_parameter *parameters;
    size_t parameter_count;
    uint64_t seed, fingerprint;
    uint32_t replication;
    struct run_value *values; /* by row of run_quantities; of others than numbers not known */
    int64_t id;               /* in its store */
    double *phones;           /* upgrade times of those that completed, s */
    size_t phone_count;
};

struct compare_side {
    const char *name; /* the caller's: "before.db" */
    struct compare_run *runs;
    size_t count, room;
    uint64_t failed; /* runs without a result, which are not among these */
    char **texts;    /* builds and scenarios */
    size_t text_count, text_room;
};

void compare_side_init(struct compare_side *side, const char *name);
void compare_side_fini(struct compare_side *side);
/* A new run, without values; `build` and `scenario` are copied, unless they are those of the run
 * before it. Valid until the next one is added. */
struct compare_run *compare_side_add(struct compare_side *side, const char *build,
                                     const char *scenario);
/* Adds all runs of a store that are done and pass the filter, and their phones' times, where they
 * were kept. Errors (negative): the store's. */
int compare_side_read(struct compare_side *side, struct store *store,
                      const struct store_filter *filter, struct error *e);

struct compare_options {
    const bool *wanted;                     /* by row of run_quantities: it is compared */
    const struct run_tolerance *tolerances; /* by row */
    bool unpaired;                          /* no two runs are a pair */
};

/* Those that are compared unless others are asked for: that are better or worse when they change,
 * and are not the program's own. */
bool compare_is_wanted(const struct run_quantity *q);

/* --- what came out --------------------------------------------------------------------------- */

enum compare_verdict {
    COMPARE_EQUAL, /* the same number in all runs that were compared */
    COMPARE_SAME,
    COMPARE_MOVED,
    COMPARE_UNSURE,
};
extern const char *const compare_verdict_names[]; /* "equal", "same", "moved", "cannot say" */

struct compare_row {
    const struct run_quantity *quantity;
    size_t point;
    size_t count[2];   /* values that were compared; of pairs both the same */
    size_t lacking[2]; /* runs that have no value, such as the time of phones that are not back */
    double mean[2];    /* nanoseconds, bytes, ... as in run_value */
    bool exact;        /* all differences are the same; there is no interval */
    struct mean_difference difference; /* B less A */
    double half_width;                 /* of its interval; NAN: none */
    double tolerance;
    double p;        /* of a difference beyond the tolerance; NAN: fewer than two values */
    double adjusted; /* by Holm */
    double
        rank_p; /* Wilcoxon's, or Mann and Whitney's, that there is none; NAN where it is equal */
    enum compare_verdict verdict;
};

enum { COMPARE_QUANTILES = 5 };
extern const double compare_quantiles[COMPARE_QUANTILES]; /* 5, 25, 50, 75, 95 % */

/* Phones' upgrade times, of all runs of a point together. Phones of one run are not independent: p
 * of the distance is its share among those that come about when whole runs change sides at random,
 * of pairs both runs of one. */
struct compare_phones {
    size_t count[2];                       /* 0 0: they are not known */
    double quantile[2][COMPARE_QUANTILES]; /* s */
    double distance;                       /* Kolmogorov and Smirnov's D */
    double p;                              /* NAN: there are no two runs */
    double adjusted;                       /* by Benjamini and Hochberg, over the points */
    double independent_p; /* if phones were independent: of no use but to compare with others */
};

struct compare_point {
    char *name; /* "wan.rate = 384 kbps, method = pfs"; "" of the only one */
    bool paired;
    bool certain;    /* nothing is drawn at random: on either side all runs are the same */
    size_t count[2]; /* runs that are compared */
    size_t alone[2]; /* runs without a partner, left out */
    struct compare_phones phones;
};

/* What is one thing on side A and another one on side B: a parameter, "scenario" or "engine". */
struct compare_change {
    char *path, *value[2]; /* "": that side has none */
};

struct comparison {
    const struct compare_side *sides[2];
    struct compare_change *changes;
    size_t change_count;
    struct compare_point *points;
    size_t point_count;
    size_t points_alone[2];   /* that the other side does not have */
    struct compare_row *rows; /* by point, then as run_quantities */
    size_t row_count;
    size_t pairs, equal_pairs;              /* of all points; with equal fingerprints */
    const struct compare_run *different[2]; /* the first pair that has others; NULL: none */
    const struct compare_run *first[2];     /* the first runs that are compared with each other */
};

/* The sides must stay. Errors (negative): a side has no runs, or no point is on both. */
int comparison_make(struct comparison *c, const struct compare_side *a,
                    const struct compare_side *b, const struct compare_options *o, struct error *e);
void comparison_fini(struct comparison *c);

/* Adds to the changes what is set otherwise in the scenario of a run of B than in that of one of A,
 * by its path, but for name, seed and replication. */
void comparison_add_fields(struct comparison *c, const struct scenario *a,
                           const struct scenario *b);

/* Whether all runs were pairs, and all of them are equal. */
bool comparison_is_identical(const struct comparison *c);

#endif
