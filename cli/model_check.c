/* pfsim model --check: runs what the formulas have answered, and compares. */
#include <math.h>
#include <string.h>

#include "cli/model_private.h"
#include "cli/progress.h"
#include "studies/methods.h"

/* By how much a run may differ where the formulas say that they are right. */
#define CHECK_EXACT 0.005
#define CHECK_OTHER 0.015

static double check_tolerance(const struct analytic_answer *a)
{
    return a->region == ANALYTIC_EXACT ? CHECK_EXACT : CHECK_OTHER;
}

double model_difference(const struct model_column *c)
{
    const double simulated = time_seconds(c->simulated.all_back);
    return c->answer->all_back / simulated - 1;
}

enum model_verdict model_verdict(const struct model_column *c)
{
    const struct estimate_answer *a = c->answer;
    const bool all = c->simulated.completed == c->simulated.phones;
    if (a->never || a->limited || !all)
        return (a->never || a->limited) == !all ? MODEL_AGREES : MODEL_DIFFERS;
    const double difference = model_difference(c);
    const double tolerance = check_tolerance(model_site(c));
    if (a->bound)
        return difference <= tolerance ? MODEL_BOUND_HOLDS : MODEL_DIFFERS;
    return fabs(difference) <= tolerance ? MODEL_AGREES : MODEL_DIFFERS;
}

int model_check(struct model *m, struct error *e)
{
    struct method_run runs[MODEL_COLUMNS] = {{0}};
    const struct engine *engine = engine_load("native", e);
    struct progress progress;
    if (!engine)
        return -1;
    progress_init(&progress);
    cli_catch_interrupts();
    for (int i = 0; i < MODEL_COLUMNS; i++) {
        struct model_column *c = &m->columns[i];
        runs[i].method = c->method;
        runs[i].possible = c->answer != NULL;
        if (runs[i].possible)
            runs[i].scenario = c->scenario; /* which stays the column's */
    }
    const int status = methods_execute(runs, MODEL_COLUMNS, engine, progress_of_runs, &progress, e);
    progress_clear(&progress);
    if (status < 0 && cli_interrupted())
        progress_interrupted(&progress, "nothing is compared", e);
    for (int i = 0; i < MODEL_COLUMNS && status == 0; i++)
        m->columns[i].simulated = runs[i].summary;
    return status;
}
