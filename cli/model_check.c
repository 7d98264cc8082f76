/* pfsim model --check: runs what the formulas have answered, and compares. */
#include <stdlib.h>

#include "base/memory.h"
#include "cli/model_private.h"
#include "cli/progress.h"

/* What is run, by number of its check. */
struct check_run {
    const struct model *model;
    struct model_column *column;
};

static int check_load(void *user, size_t number, struct scenario *s, struct error *e)
{
    const struct check_run *run = (const struct check_run *)user + number;
    return model_load_by(s, run->model, run->column->method, e);
}

static size_t check_list(struct check_run *runs, const struct model_list *l)
{
    size_t count = 0;
    for (size_t i = 0; i < l->count; i++)
        for (int k = 0; k < MODEL_COLUMNS; k++)
            if (l->models[i]->columns[k].answer)
                runs[count++] = (struct check_run){l->models[i], &l->models[i]->columns[k]};
    return count;
}

int model_check(struct model_list *l, struct error *e)
{
    struct check_run *runs = mem_calloc(l->count * MODEL_COLUMNS, sizeof *runs);
    const size_t count = check_list(runs, l);
    struct model_check *checks = mem_calloc(count, sizeof *checks);
    struct progress progress;
    progress_init(&progress);
    cli_catch_interrupts();
    const int status =
        model_check_all(checks, count, check_load, runs, 0, progress_of_runs, &progress, e);
    progress_clear(&progress);
    if (status < 0 && cli_interrupted())
        progress_interrupted(&progress, "nothing is compared", e);
    for (size_t i = 0; i < count && status == 0; i++)
        runs[i].column->check = checks[i];
    free(checks);
    free(runs);
    return status;
}
