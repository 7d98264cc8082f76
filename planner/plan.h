/* A fleet's upgrade, planned: for each site a method, a time and a verdict with its reasons; of all
 * of them nights, waves, what they depend on, and how sure that is. The steps are in plan.c, each
 * in a file of its own; each fills in its part of this, and prints nothing. What prints reads it.
 *
 * Times of a run are seconds, as doubles; of the calendar seconds of UTC since 1970, as integers.
 * Days are those of the calendar, counted from 1970-01-01. A site's windows belong to the days on
 * which they open where it is, and so do its nights. */
#ifndef PLANNER_PLAN_H
#define PLANNER_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "planner/answers.h"
#include "planner/date.h"
#include "planner/fleet.h"
#include "planner/risk.h"
#include "planner/schedule_bound.h"
#include "planner/unknowns.h"
#include "planner/verdict.h"
#include "planner/waves.h"

enum { PLAN_METHODS = ANSWERS_METHODS, PLAN_DAYS = 400 };

#define PLAN_MOS                                                                                   \
    3.6 /* calls below that are harmed: "some users dissatisfied" in G.107 begins there */

enum plan_engine { PLAN_BY_BOTH, PLAN_BY_MODEL, PLAN_BY_SIMULATOR };
extern const char *const plan_engines[]; /* "both", "model", "simulate", NULL */

/* What is asked; its texts and arrays are the caller's, and stay. */
struct plan_options {
    date_day first_day, last_day; /* whose windows may be used, both included */
    uint64_t head_end;            /* bit/s that all sites together may take; 0: no limit */
    uint64_t
        server_transfers;   /* at once, of the data centre's servers together; 0: the scenario's */
    uint64_t sites_at_once; /* 0: no limit, as the next one */
    uint64_t phones_a_night;
    struct waves_wanted waves;
    int64_t soak;      /* s from the end of a wave to the start of the next one */
    double confidence; /* of the planning quantile, a share: 0.9 */
    enum plan_engine engine;
    bool together; /* simulates each night as one run */
    const struct unknowns *unknowns;
    unsigned workers; /* 0: one a processor */
    pool_progress_fn *progress;
    /* Called before so many runs of together so many packets begin; NULL: nobody wants to know. */
    void (*confirming)(void *user, size_t runs, double packets);
    void *progress_user; /* of both */
};

/* From `open` to before `close`, UTC. Windows that touch are open until the last of them closes:
 * each of them ends with it, and a site that starts after the next one has opened is in the next
 * one. */
struct plan_window {
    int64_t open, close;
    date_day day; /* of `open`, where the site is */
};

struct plan_site {
    const struct fleet_site *site;
    /* By enum method; times are scaled where the simulator parts from the model. Texts and samples
     * are the plan's. */
    struct plan_answer answers[PLAN_METHODS];

    /* Windows that it may use, ascending: of the days that are planned, cut to its not_before and
     * deadline. `longest` of them, s, 0 where there is none. */
    struct plan_window *windows;
    size_t window_count;
    int64_t longest;

    /* choose.c */
    int chosen; /* enum method; -1: it has none that is possible at all */
    char *note; /* "pfs 18 min 27 gains nothing"; NULL: nothing is to be said of the others */

    /* schedule */
    size_t wave; /* from 0; of sites that fit nowhere 0 too */
    bool scheduled;
    struct schedule_place place; /* why it is where it is, or nowhere; `job` is an index in
                                  * plan.sites, `window` one in `windows` */
    int64_t start, end;          /* end: at the planning quantile, rounded up to the minute */
    size_t window;               /* its index in `windows`, that it runs in */
    double slack;                /* s from its end at the planning quantile to that of its window */
    size_t night;                /* its index in plan.nights */

    /* verdict.c, remedy.c */
    enum verdict verdict;
    char *because;    /* one sentence of numbers, without a full stop */
    uint32_t measure; /* columns that are assumed and decide the verdict, a bit each */
    char *change; /* what would change it; NULL: nothing needs to, or nothing that is known would */

    /* together.h, both 0 without it: s from its first reset until all phones are back, by itself,
     * and with all others of its night, where ranges are likeliest. */
    double alone_back, together_back;

    /* plan_risk.h */
    double fits;              /* probability that it ends inside its window; NAN: not scheduled */
    const char *matters_most; /* the input: a column or an unknown's path; NULL: none does */
    double matters_share;     /* of the variance */
};

struct plan_wave {
    size_t sites;
    uint64_t phones;
    size_t scheduled;
    int64_t start, end; /* of those that are; 0 if none is */
};

/* All that starts in windows of one day, where the sites are. */
struct plan_night {
    date_day day;
    size_t *sites; /* indices in plan.sites, by start, then by name */
    size_t count;
    uint64_t phones;
    int64_t start, end;
    double all_fit;      /* probability that all of them end inside their windows */
    /* The most at once while one of its sites is under way, with those of other nights that are so
     * at the same time: */
    double rate;         /* bit/s over the head end, by mean rates */
    double transfers;    /* with the server */
    uint64_t phones_out; /* phones of these sites: what a dead server or a missing file would stop
                          * in the worst hour ... */
    int64_t worst;       /* ... which begins then; UTC */
    /* plan_faults.h: the largest of these sites, in plan.sites, and what faults would do to it:
     * each applies or not, none without a simulator. */
    size_t worst_site;
    struct risk_outcome faults[RISK_FAULTS];
    bool together;       /* this night was simulated as one run: */
    double alone_back, together_back; /* s until the last of it is back, of the sites alone, too */
    char *not_together;               /* why it was not, though that was asked for; or NULL */
};

/* A column that was empty at some sites, whose default is assumed there. */
struct plan_assumed {
    unsigned column; /* in the fleet's table of columns */
    size_t sites;    /* where it is empty */
    size_t decides;  /* verdicts that are another one somewhere in its range */
};

/* What sites that are under way at once share; those without a limit have none. */
enum plan_resource_kind {
    PLAN_HEAD_END,
    PLAN_TRANSFERS,
    PLAN_PROCESSOR,
    PLAN_SITES,
    PLAN_RESOURCES
};

struct plan_resource {
    enum plan_resource_kind kind;
    int64_t capacity; /* bit/s, transfers, millionths of a processor, sites */
};

/* No schedule of the sites that have a place ends earlier. */
struct plan_bound {
    int64_t end; /* UTC; 0: none has a place */
    enum schedule_bound_kind by;
    size_t site;      /* of SCHEDULE_BOUND_JOB: its index in plan.sites */
    int32_t resource; /* of SCHEDULE_BOUND_RESOURCE: as in a place's reason */
};

struct plan {
    struct fleet *fleet; /* the caller's */
    struct plan_options options;
    struct answers answers;  /* of all sites, by the model */
    struct plan_site *sites; /* in the order of the fleet */
    size_t count;
    struct plan_wave *waves;
    size_t wave_count;
    struct plan_night *nights; /* by day */
    size_t night_count;
    struct plan_bound bound;
    struct plan_resource resources[PLAN_RESOURCES]; /* by the index that a place's reason names */
    size_t resource_count;
    struct plan_assumed *assumed; /* those that decide most first */
    size_t assumed_count;
    size_t verdicts[VERDICTS]; /* sites */
    size_t confirmed;          /* runs: of kinds of sites, by methods */
    size_t scaled;             /* of which model and simulator part by more than 2 % */
};

/* "the head end". */
extern const char *const plan_resource_words[PLAN_RESOURCES];

/* Makes the plan; on success plan_fini it. Errors (negative): what the fleet's scenarios or the
 * engine say, a window's or a zone's, waves that do not go with the number of sites. */
int plan_make(struct plan *p, struct fleet *f, const struct plan_options *o, struct error *e);
void plan_fini(struct plan *p);

/* The planning quantile of the method that was chosen, s; INFINITY: none, or never. */
double plan_takes(const struct plan_site *s);

#endif
