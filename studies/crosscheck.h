/* Scenarios on two engines, and how far these are apart. */
#ifndef STUDIES_CROSSCHECK_H
#define STUDIES_CROSSCHECK_H

#include "base/pool.h"
#include "results/statistics.h"
#include "results/summary.h"
#include "scenarios/scenario.h"
#include "sim/engine.h"

enum { CROSSCHECK_NAME = 48 };

/* Two engines agree
 * - with UDP alone, when all packets are the same and on the wire at the same time, and phones end
 *   at the same time, within CROSSCHECK_UDP: in each run;
 * - with TCP, when each phone ends at a time within CROSSCHECK_TCP of the other's: in each run;
 * - with TCP and packets that are lost, where one run is chance, when over several replications the
 *   means are within CROSSCHECK_MEANS, and their intervals of CROSSCHECK_CONFIDENCE overlap. As
 *   long as the intervals overlap but the means are further apart, which can be chance, there are
 *   twice as many replications, up to CROSSCHECK_MORE times as many. Where nothing is drawn at
 *   random all replications are one and the same run, and decide no more than one.
 * With TCP, where phones alone are compared, nothing is said when none has completed. */
#define CROSSCHECK_UDP (1 * MICROSECONDS)
#define CROSSCHECK_TCP 0.01
#define CROSSCHECK_MEANS 0.02
#define CROSSCHECK_CONFIDENCE 0.95
#define CROSSCHECK_MORE 16

struct crosscheck_side {
    uint32_t completed;
    sim_time all_back;   /* after the first reset; -1: none has completed */
    sim_time completion; /* mean of the phones that have completed; -1: none has */
    uint64_t packets, wan_packets, dropped; /* on all links; sent on the WAN, both ways */
    uint64_t fingerprint;
};

/* Of one run on both. Without pointers, so that a worker process can return it. */
struct crosscheck_run {
    struct crosscheck_side side[2];
    uint32_t phones;
    bool tcp;    /* there were TCP segments */
    bool chance; /* packets were dropped on the way, or a link has faults */
    /* Of the phones that have the same end on both: the largest difference, and whose it is; and
     * the largest as a part of the time since the start. */
    sim_time phone_apart;
    char phone[CROSSCHECK_NAME];
    double phone_ratio;
    uint32_t other_ends; /* phones that have completed on one engine only */
    /* The packets of each direction of each link, one after the other. */
    uint64_t differ;     /* in what they are */
    sim_time wire_apart; /* the largest difference in time of those that do not */
    sim_time first_at;   /* when the first sent that differs in either; -1: none */
    char first_link[CROSSCHECK_NAME];
};

/* One number of all replications' on both engines. */
struct crosscheck_mean {
    struct statistics_interval side[2]; /* NAN: there were no values */
    double apart;                       /* as a part of the first engine's mean */
    bool overlap; /* the intervals do, or nothing is known of one: it had one value only */
};

struct crosscheck_means {
    struct crosscheck_mean all_back;   /* s */
    struct crosscheck_mean completion; /* s: of the phones of a run, their mean */
    struct crosscheck_mean completed;  /* phones; of these only the intervals decide */
};

enum crosscheck_verdict {
    CROSSCHECK_AGREES,
    CROSSCHECK_DIFFERS,
    CROSSCHECK_CHANCE, /* one run with TCP and packets that were lost says nothing */
    CROSSCHECK_NOBODY, /* with TCP: no phone has completed on either, so nothing was compared */
};

/* A scenario, in its replication and those that follow it. */
struct crosscheck {
    struct scenario scenario; /* the caller's */
    uint32_t replications;    /* at least 1; as many as it took in the end */
    uint32_t done, most;      /* of them: executed so far; that there may be */
    struct crosscheck_run *runs;
    struct crosscheck_means means; /* of two replications at least */
    bool drawn;                    /* they were not all the same run */
    enum crosscheck_verdict verdict;
};

/* Executes all replications of all with `workers` processes (0: one a processor), and fills in what
 * comes of it; `progress` may begin anew. Errors (negative): that of the first run that an engine
 * cannot do. */
int crosscheck_execute(struct crosscheck *checks, size_t count,
                       const struct engine *const engines[2], unsigned workers,
                       pool_progress_fn *progress, void *user, struct error *e);
/* Fills in means, `drawn` and verdict, as the runs are: `replications` of them. */
void crosscheck_judge(struct crosscheck *c);
/* Whether a phone has completed in any of the runs, on either engine. */
bool crosscheck_somebody(const struct crosscheck *c);
/* Frees what crosscheck_execute has filled in. */
void crosscheck_fini(struct crosscheck *c);

/* Runs the scenario on both. Negative with the error filled in when an engine cannot run it. */
int crosscheck_run(const struct scenario *s, const struct engine *const engines[2],
                   struct crosscheck_run *result, struct error *e);
bool crosscheck_run_agrees(const struct crosscheck_run *r);

#endif
