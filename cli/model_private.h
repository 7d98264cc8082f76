/* The parts of pfsim model. */
#ifndef CLI_MODEL_PRIVATE_H
#define CLI_MODEL_PRIVATE_H

#include <jansson.h>

#include "cli/cli.h"
#include "results/text.h"
#include "scenarios/estimate.h"
#include "studies/model_check.h"

enum { MODEL_COLUMNS = METHOD_PFS + 1 };

struct model_options {
    struct overrides overrides; /* its method is not used */
    bool json, check, bounds;
};

/* By one method. */
struct model_column {
    enum method method;
    bool loaded;
    struct error why; /* there is no answer */
    struct scenario scenario;
    struct estimate *estimate;
    const struct estimate_answer *answer; /* NULL: there is none */
    struct model_check check;             /* of one that has an answer, where runs are wanted */
};

struct model {
    const struct model_options *options;
    const char *path; /* the scenario's */
    struct model_column columns[MODEL_COLUMNS];
    const struct model_column *first; /* that has an answer */
};

/* Of several scenarios. */
struct model_list {
    struct model **models;
    size_t count;
};

/* Runs what has an answer. */
int model_check(struct model_list *l, struct error *e);
/* The scenario by that method. */
int model_load_by(struct scenario *s, const struct model *m, enum method method, struct error *e);

/* Between waiting for nobody and for everybody (models/analytic/closed_network.h). */
enum model_bound {
    MODEL_BEST,
    MODEL_BEST_BALANCED,
    MODEL_CHANCE,
    MODEL_WORST_BALANCED,
    MODEL_WORST,
    MODEL_BOUNDS,
};
extern const char *const model_bound_names[MODEL_BOUNDS];
/* Seconds until all are back, of the site that is back last. False: phones are no clients of one
 * server by this method, or are never back. */
bool model_bounds(const struct model_column *c, double seconds[MODEL_BOUNDS]);

/* Each returns the exit status. The tables are of several scenarios beside their runs. */
int model_print(const struct model *m);
int model_print_json(const struct model *m);
int model_table(const struct model_list *l);
int model_table_json(const struct model_list *l);

/* What a column says of itself: of one with an answer, the last two of one that was run. */
struct text model_all_back(const struct model_column *c);
struct text model_simulated(const struct model_column *c);
struct text model_verdict(const struct model_column *c);
/* {"name", "methods"}. */
json_t *model_json(const struct model *m);

/* The answer of the site that is back last; there is one. */
const struct analytic_answer *model_site(const struct model_column *c);

#endif
