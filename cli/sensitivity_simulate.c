/* The simulator's answers to the points of a sensitivity study. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cli/sensitivity_private.h"
#include "studies/trial.h"

/* The number, times in seconds; NAN: the run has none, or it is of all phones and not all are back.
 */
static double simulate_value(const struct run_quantity *q, const struct run_summary *s)
{
    const struct run_value value = run_quantity_value(q, s);
    if (!value.known || (q->of_all && s->completed < s->phones))
        return NAN;
    return q->kind == RUN_TIME ? time_seconds((sim_time)value.whole) : value.real;
}

int sensitivity_simulate(void *user, const uint64_t *values, struct sensitivity_answer *answer,
                         struct error *e)
{
    const struct sensitivity_command *c = user;
    const struct sensitivity_parameters *p = &c->parameters;
    const struct texts *set = &c->options->overrides.set;
    struct overrides all = {.method = c->options->overrides.method};
    struct scenario s;
    struct run_summary summary;
    all.set.items = mem_calloc(set->count + p->count, sizeof *all.set.items);
    for (size_t i = 0; i < set->count; i++)
        all.set.items[all.set.count++] = set->items[i];
    for (size_t i = 0; i < p->count; i++)
        all.set.items[all.set.count++] = sensitivity_assignment(&p->items[i], values[i]);
    int status = cli_load_quietly(&s, c->path, &all, e);
    if (status == 0) {
        status = trial_run(&s, c->engine, NULL, &summary, e);
        scenario_free(&s);
    }
    if (status == 0) {
        answer->value = simulate_value(c->quantity, &summary);
        answer->standing = isnan(answer->value) ? SENSITIVITY_NEVER : SENSITIVITY_SOUND;
    }
    for (size_t i = set->count; i < all.set.count; i++)
        free((char *)all.set.items[i]);
    free(all.set.items);
    return status;
}
