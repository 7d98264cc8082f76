/* Probabilities and shares of variance, of samples that there are. */
#include "planner/risk.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "planner/answers_private.h"

enum { RISK_ROWS = 1024, RISK_ROWS_BESIDE = 64 };

/* --- in time --------------------------------------------------------------------------------- */

double risk_all_within(const struct risk_site *sites, size_t count)
{
    bool late[PLAN_POINTS] = {false};
    size_t within = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < PLAN_POINTS; k++)
            late[k] |= plan_answer_at(sites[i].answer, k) > sites[i].allowed;
    for (size_t k = 0; k < PLAN_POINTS; k++)
        within += late[k] ? 0 : 1;
    return (double)within / PLAN_POINTS;
}

/* --- what it depends on ---------------------------------------------------------------------- */

/* Times that are all finite; returns their mean. */
static double risk_finite(double times[PLAN_POINTS], const struct plan_answer *a)
{
    double longest = 0, sum = 0;
    for (size_t k = 0; k < PLAN_POINTS; k++) {
        times[k] = plan_answer_at(a, k);
        longest = isfinite(times[k]) ? fmax(longest, times[k]) : longest;
    }
    for (size_t k = 0; k < PLAN_POINTS; k++) {
        times[k] = isfinite(times[k]) ? times[k] : 2 * longest;
        sum += times[k];
    }
    return sum / PLAN_POINTS;
}

static double risk_squares(const double times[PLAN_POINTS], double mean)
{
    double sum = 0;
    for (size_t k = 0; k < PLAN_POINTS; k++)
        sum += (times[k] - mean) * (times[k] - mean);
    return sum;
}

/* The sum of squares between the bins, less what chance puts there: as many times what is left
 * within them for a degree of freedom as there are between. */
static double risk_between(const double times[PLAN_POINTS], double mean, double all,
                           const struct answers_inputs *in, size_t input)
{
    double sums[RISK_BINS] = {0}, counts[RISK_BINS] = {0}, between = 0;
    for (size_t k = 0; k < PLAN_POINTS; k++) {
        const size_t bin = (size_t)(answers_input_share(in, input, k) * RISK_BINS);
        sums[bin] += times[k];
        counts[bin]++;
    }
    for (size_t i = 0; i < RISK_BINS; i++)
        if (counts[i] > 0)
            between += counts[i] * (sums[i] / counts[i] - mean) * (sums[i] / counts[i] - mean);
    const double within = (all - between) / (PLAN_POINTS - RISK_BINS);
    return fmax(0, between - within * (RISK_BINS - 1));
}

int risk_shares(const struct plan_answer *a, const struct answers_inputs *in, double *shares)
{
    double times[PLAN_POINTS];
    const double mean = risk_finite(times, a), all = risk_squares(times, mean);
    int most = -1;
    const bool varies = all > PLAN_POINTS * 1e-12 * mean * mean; /* more than floats are rounded */
    for (size_t i = 0; i < in->count; i++) {
        shares[i] = varies ? risk_between(times, mean, all, in, i) / all : 0;
        if (shares[i] > (most < 0 ? 0 : shares[most]))
            most = (int)i;
    }
    return most;
}

/* --- indices of one site --------------------------------------------------------------------- */

static double risk_run(const struct answers_model *m, const struct answers_inputs *in,
                       const struct sobol *design, size_t run)
{
    double at[SOBOL_PARAMETERS];
    sobol_point(design, run, at);
    for (size_t i = 0; i < in->count; i++)
        estimate_set(m->estimate, m->knobs[i], fleet_number_at(answers_input_number(in, i), at[i]));
    return answers_time(estimate_evaluate(m->estimate));
}

static int risk_analyse(const struct answers_model *m, const struct answers_inputs *in,
                        struct sobol_result *indices, struct error *e)
{
    struct sobol *design = sobol_new(in->count, m->others ? RISK_ROWS_BESIDE : RISK_ROWS, e);
    if (!design)
        return -1;
    double *times = mem_calloc(sobol_runs(design), sizeof *times);
    estimate_take_others(m->estimate, ESTIMATE_TIMES);
    for (size_t i = 0; i < sobol_runs(design); i++)
        times[i] = risk_run(m, in, design, i);
    const int status = sobol_analyse(design, times, indices, e);
    free(times);
    sobol_free(design);
    return status;
}

int risk_indices(const struct answers_request *r, size_t site, enum method m,
                 struct sobol_result *indices, struct error *e)
{
    struct plan_points *points = plan_points_new();
    struct answers_result *result = mem_calloc(1, sizeof *result);
    struct answers_inputs in;
    struct answers_model model;
    int status = answers_inputs_init(&in, points, r->unknowns, &r->sites[site], e);
    if (status == 0)
        status = answers_model_open(&model, r, site, m, &in, result, e);
    if (status == 0) {
        status = risk_analyse(&model, &in, indices, e);
        answers_model_close(&model);
    } else if (status > 0) {
        status = error_set(e, "%s", result->why.text);
    }
    free(result);
    plan_points_free(points);
    return status;
}
