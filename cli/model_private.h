/* The parts of pfsim model. */
#ifndef CLI_MODEL_PRIVATE_H
#define CLI_MODEL_PRIVATE_H

#include "cli/cli.h"
#include "results/summary.h"
#include "scenarios/estimate.h"

enum { MODEL_COLUMNS = METHOD_PFS + 1 };

struct model_options {
    struct overrides overrides; /* its method is not used */
    bool json, check;
};

/* By one method. */
struct model_column {
    enum method method;
    bool loaded;
    struct error why; /* there is no answer */
    struct scenario scenario;
    struct estimate *estimate;
    const struct estimate_answer *answer; /* NULL: there is none */
    struct run_summary simulated;         /* of one that has an answer, where runs are wanted */
};

struct model {
    const struct model_options *options;
    struct model_column columns[MODEL_COLUMNS];
    const struct model_column *first; /* that has an answer */
};

/* What a run says of an answer. */
enum model_verdict { MODEL_AGREES, MODEL_BOUND_HOLDS, MODEL_DIFFERS };

/* Runs what has an answer. */
int model_check(struct model *m, struct error *e);
enum model_verdict model_verdict(const struct model_column *c);
/* By what part the answer is more than the run's. NAN or infinite: one of them has no time. */
double model_difference(const struct model_column *c);

/* Each returns the exit status. */
int model_print(const struct model *m);
int model_print_json(const struct model *m);

/* The answer of the site that is back last; there is one. */
const struct analytic_answer *model_site(const struct model_column *c);

#endif
