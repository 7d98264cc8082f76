/* Knobs of an estimate for the parameters, and what the estimate says of its answers. */
#include "studies/sensitivity_model.h"

#include <math.h>
#include <string.h>

#define MODEL_NOT "not modelled" /* how the estimate says so */

/* What is not modelled can be simulated. */
static int model_advise(const struct error *what, struct error *e)
{
    return strstr(what->text, MODEL_NOT)
               ? error_set(e, "%s; simulate the points with --simulate", what->text)
               : error_set(e, "%s", what->text);
}

static int model_add_knobs(struct sensitivity_model *m, const struct sensitivity_parameters *p,
                           struct error *e)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct sensitivity_parameter *of = &p->items[i];
        m->knobs[i] = estimate_knob(m->estimate, of->at.path, of->low, of->high, e);
        if (m->knobs[i] < 0)
            return -1;
    }
    return 0;
}

int sensitivity_model_init(struct sensitivity_model *m, struct scenario *s,
                           const struct sensitivity_parameters *p, const char *quantity,
                           struct error *e)
{
    struct error what;
    double ignored;
    *m = (struct sensitivity_model){
        .estimate = estimate_new(s, &what), .quantity = quantity, .count = p->count};
    int status = m->estimate ? model_add_knobs(m, p, &what) : -1;
    if (status == 0 && !estimate_quantity(estimate_evaluate(m->estimate), quantity, &ignored))
        status = error_set(&what, MODEL_NOT ": %s", quantity);
    if (status < 0) {
        sensitivity_model_fini(m);
        return model_advise(&what, e);
    }
    return 0;
}

void sensitivity_model_fini(struct sensitivity_model *m)
{
    if (m->estimate)
        estimate_free(m->estimate);
    m->estimate = NULL;
}

/* The worst of the sites'. */
static enum sensitivity_standing model_standing(const struct estimate_answer *a)
{
    static const enum sensitivity_standing standings[ANALYTIC_REGIONS] = {
        [ANALYTIC_EXACT] = SENSITIVITY_SOUND,
        [ANALYTIC_DROPS] = SENSITIVITY_DROPS,
        [ANALYTIC_REPEATS] = SENSITIVITY_REPEATS,
        [ANALYTIC_WAVES] = SENSITIVITY_WAVES,
    };
    enum sensitivity_standing worst = a->bound ? SENSITIVITY_BOUND : SENSITIVITY_SOUND;
    for (size_t i = 0; i < a->site_count && !a->bound; i++)
        worst = standings[a->sites[i].region] > worst ? standings[a->sites[i].region] : worst;
    return worst;
}

int sensitivity_model_answer(void *user, const uint64_t *values, struct sensitivity_answer *answer,
                             struct error *e)
{
    struct sensitivity_model *m = user;
    (void)e;
    for (size_t i = 0; i < m->count; i++)
        estimate_set(m->estimate, m->knobs[i], values[i]);
    const struct estimate_answer *a = estimate_evaluate(m->estimate);
    *answer = (struct sensitivity_answer){NAN, SENSITIVITY_NEVER};
    if (a->never || a->limited)
        return 0;
    estimate_quantity(a, m->quantity, &answer->value);
    answer->standing = model_standing(a);
    return 0;
}
