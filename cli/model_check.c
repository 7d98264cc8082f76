/* pfsim model --check: runs what the formulas have answered, and compares. */
#include "cli/model_private.h"
#include "cli/progress.h"

/* Which columns are run, by number of their check. */
struct check_runs {
    const struct model *model;
    int columns[MODEL_COLUMNS];
    size_t count;
};

static int check_load(void *user, size_t number, struct scenario *s, struct error *e)
{
    const struct check_runs *runs = user;
    const struct model *m = runs->model;
    return model_load_by(s, m, m->columns[runs->columns[number]].method, e);
}

int model_check(struct model *m, struct error *e)
{
    struct model_check checks[MODEL_COLUMNS];
    struct check_runs runs = {.model = m};
    struct progress progress;
    progress_init(&progress);
    cli_catch_interrupts();
    for (int i = 0; i < MODEL_COLUMNS; i++)
        if (m->columns[i].answer)
            runs.columns[runs.count++] = i;
    const int status =
        model_check_all(checks, runs.count, check_load, &runs, 0, progress_of_runs, &progress, e);
    progress_clear(&progress);
    if (status < 0 && cli_interrupted())
        progress_interrupted(&progress, "nothing is compared", e);
    for (size_t i = 0; i < runs.count && status == 0; i++)
        m->columns[runs.columns[i]].check = checks[i];
    return status;
}
