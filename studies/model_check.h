/* The performance model beside the simulator: one scenario answered by both, and whether what the
 * model claims of itself holds. */
#ifndef STUDIES_MODEL_CHECK_H
#define STUDIES_MODEL_CHECK_H

#include "base/pool.h"
#include "results/summary.h"
#include "scenarios/estimate.h"
#include "scenarios/scenario.h"
#include "sim/engine.h"

/* The claims. In the exact region the value is within MODEL_CHECK_EXACT of the simulated one;
 * elsewhere within MODEL_CHECK_ELSEWHERE, or it is a lower bound, up to MODEL_CHECK_BOUND. */
#define MODEL_CHECK_EXACT 0.005
#define MODEL_CHECK_ELSEWHERE 0.015
#define MODEL_CHECK_BOUND 0.0005

enum model_check_verdict {
    MODEL_CHECK_HOLDS,
    MODEL_CHECK_NOT_MODELLED, /* there is no answer: `why` */
    MODEL_CHECK_OFF,          /* further away than its region allows */
    MODEL_CHECK_NO_BOUND,     /* it is said to be a lower bound, and is not */
    MODEL_CHECK_NEVER,        /* just one of both says that not all phones are ever back */
    MODEL_CHECK_REGION,       /* the value holds, and the region is not what was seen */
    MODEL_CHECK_VERDICTS,
};

/* Without pointers, so that a worker process can return it. */
struct model_check {
    enum model_check_verdict verdict;
    struct error why; /* of what is not modelled */
    /* The model's. */
    enum analytic_region region; /* the worst of the sites' */
    bool never, bound, limited;  /* limited: the run's limit comes before */
    double model;                /* all_back, s; INFINITY: never */
    /* The simulator's. */
    uint32_t phones, completed;
    uint64_t drops, repeats; /* packets, wherever; of servers and phones, by TFTP */
    bool by_http;            /* some files came by TCP, whose own repeats nobody has counted */
    bool others;             /* drop packets on these lines, too: of calls, of other traffic */
    struct estimate_calls calls_modelled;
    struct calls_summary calls; /* the simulator's */
    double simulated;           /* all_back, s; NAN: not all are back within the run's limit */
    double difference;          /* (model - simulated) / simulated; NAN: one of both has no value */
};

/* Of a loaded scenario, as it stands. Errors (negative): the engine cannot run it. */
int model_check_run(struct scenario *s, const struct engine *engine, struct model_check *c,
                    struct error *e);

/* What the claim of the model's numbers is worth beside the simulator's; of a scenario that is
 * modelled. */
enum model_check_verdict model_check_judge(const struct model_check *c);

/* Loads the scenario of that number, in a worker process. Negative: it cannot be loaded. */
typedef int model_check_load_fn(void *user, size_t number, struct scenario *s, struct error *e);

/* All of them, in parallel. Errors (negative): the first, by number, that failed. */
int model_check_all(struct model_check *checks, size_t count, model_check_load_fn *load,
                    void *load_user, unsigned workers, pool_progress_fn *progress, void *user,
                    struct error *e);

/* "holds", "not modelled", "off", "no bound", "never", "region". */
extern const char *const model_check_verdict_names[MODEL_CHECK_VERDICTS];

#endif
