/* Fits by GSL, scans of what has steps, and bounds: a parameter that leaves them is held there. */
#include "studies/least_squares.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <string.h>

#include "base/check.h"
#include "studies/least_squares_private.h"

/* In standard deviations: what a prediction that is not there counts. */
#define LEAST_NOWHERE 1e7
/* Beyond a bound chi rises by this a unit of the parameter's scale, so that it turns back. */
#define LEAST_FENCE 1e6

/* --- one fit of what is continuous and free -------------------------------------------------- */

static double least_clamped(const struct least_parameter *p, double x)
{
    return fmin(fmax(x, p->low), p->high);
}

/* By which the solver counts, so that a unit is a unit for each. */
double least_scale(const struct least_parameter *p, double at)
{
    if (isfinite(p->low) && isfinite(p->high) && at == 0)
        return (p->high - p->low) / 100;
    return at != 0 ? fabs(at) : fmax(p->difference, 1);
}

double least_chi2(const struct least_problem *p, const double *predicted)
{
    double sum = 0;
    for (size_t i = 0; i < p->target_count; i++) {
        const struct least_target *t = &p->targets[i];
        const double chi = (predicted[i] - t->value) / t->uncertainty;
        sum += isfinite(chi) ? fmin(chi * chi, LEAST_NOWHERE * LEAST_NOWHERE)
                             : LEAST_NOWHERE * LEAST_NOWHERE;
    }
    return sum;
}

/* What the solver's callbacks see. */
struct least_run {
    const struct least_problem *p;
    size_t free[LEAST_PARAMETERS], free_count; /* which parameters the solver moves */
    double values[LEAST_PARAMETERS];           /* of all */
    double scale[LEAST_PARAMETERS];
    struct error *e;
    bool failed;
};

static int least_residuals_at(struct least_run *r, const double *values, double *chi)
{
    double predicted[LEAST_TARGETS];
    if (r->failed || r->p->predict(r->p->user, values, predicted, r->e) < 0) {
        r->failed = true;
        return GSL_EFAILED;
    }
    for (size_t i = 0; i < r->p->target_count; i++) {
        const struct least_target *t = &r->p->targets[i];
        const double x = (predicted[i] - t->value) / t->uncertainty;
        chi[i] = isfinite(x) ? fmin(fmax(x, -LEAST_NOWHERE), LEAST_NOWHERE) : LEAST_NOWHERE;
    }
    return GSL_SUCCESS;
}

/* The targets' residuals, and behind them the fences of the free parameters. */
static int least_f(const gsl_vector *x, void *user, gsl_vector *f)
{
    struct least_run *r = user;
    double values[LEAST_PARAMETERS], chi[LEAST_TARGETS];
    memcpy(values, r->values, sizeof values);
    for (size_t i = 0; i < r->free_count; i++) {
        const size_t at = r->free[i];
        const double wanted = gsl_vector_get(x, i) * r->scale[i];
        values[at] = least_clamped(&r->p->parameters[at], wanted);
        gsl_vector_set(f, r->p->target_count + i,
                       LEAST_FENCE * (wanted - values[at]) / r->scale[i]);
    }
    const int status = least_residuals_at(r, values, chi);
    for (size_t i = 0; status == GSL_SUCCESS && i < r->p->target_count; i++)
        gsl_vector_set(f, i, chi[i]);
    return status;
}

/* The derivative of all residuals by the parameter at its value, both ways, or the way there is. */
static int least_slope(struct least_run *r, const double *values, size_t at, double *slope)
{
    const struct least_parameter *p = &r->p->parameters[at];
    double moved[LEAST_PARAMETERS], above[LEAST_TARGETS], below[LEAST_TARGETS];
    memcpy(moved, values, sizeof moved);
    const double high = moved[at] = least_clamped(p, values[at] + p->difference);
    int status = least_residuals_at(r, moved, above);
    const double low = moved[at] = least_clamped(p, values[at] - p->difference);
    if (status == GSL_SUCCESS)
        status = least_residuals_at(r, moved, below);
    for (size_t i = 0; status == GSL_SUCCESS && i < r->p->target_count; i++)
        slope[i] = high > low ? (above[i] - below[i]) / (high - low) : 0;
    return status;
}

static int least_df(const gsl_vector *x, void *user, gsl_matrix *j)
{
    struct least_run *r = user;
    double values[LEAST_PARAMETERS], slope[LEAST_TARGETS];
    memcpy(values, r->values, sizeof values);
    for (size_t i = 0; i < r->free_count; i++)
        values[r->free[i]] =
            least_clamped(&r->p->parameters[r->free[i]], gsl_vector_get(x, i) * r->scale[i]);
    gsl_matrix_set_zero(j);
    for (size_t i = 0; i < r->free_count; i++) {
        const double wanted = gsl_vector_get(x, i) * r->scale[i];
        const bool outside = wanted != values[r->free[i]];
        if (least_slope(r, values, r->free[i], slope) != GSL_SUCCESS)
            return GSL_EFAILED;
        for (size_t k = 0; k < r->p->target_count; k++)
            gsl_matrix_set(j, k, i, outside ? 0 : slope[k] * r->scale[i]);
        gsl_matrix_set(j, r->p->target_count + i, i, outside ? LEAST_FENCE : 0);
    }
    return GSL_SUCCESS;
}

static void least_iterate(struct least_run *r)
{
    enum { ITERATIONS = 200 };
    const size_t rows = r->p->target_count + r->free_count;
    gsl_multifit_nlinear_parameters how = gsl_multifit_nlinear_default_parameters();
    how.solver = gsl_multifit_nlinear_solver_svd; /* where two cannot be told apart it goes on */
    gsl_multifit_nlinear_fdf fdf = {
        .f = least_f, .df = least_df, .n = rows, .p = r->free_count, .params = r};
    gsl_multifit_nlinear_workspace *w =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, rows, r->free_count);
    gsl_vector *x = gsl_vector_alloc(r->free_count);
    for (size_t i = 0; i < r->free_count; i++)
        gsl_vector_set(x, i, r->values[r->free[i]] / r->scale[i]);
    int info;
    if (gsl_multifit_nlinear_init(x, &fdf, w) == GSL_SUCCESS) {
        gsl_multifit_nlinear_driver(ITERATIONS, 1e-12, 1e-12, 0, NULL, NULL, &info, w);
        const gsl_vector *found = gsl_multifit_nlinear_position(w);
        for (size_t i = 0; i < r->free_count; i++)
            r->values[r->free[i]] = gsl_vector_get(found, i) * r->scale[i];
    }
    gsl_vector_free(x);
    gsl_multifit_nlinear_free(w);
}

/* Fits the continuous ones that are not held, from `values` on, into it. What ends outside of its
 * bounds is held at the bound, and the others are fitted again. */
static int least_fit_continuous(const struct least_problem *p, const bool *held, double *values,
                                struct error *e)
{
    bool fixed[LEAST_PARAMETERS];
    struct least_run r = {.p = p, .e = e};
    memcpy(fixed, held, sizeof fixed);
    memcpy(r.values, values, sizeof r.values);
    for (bool again = true; again && !r.failed;) {
        again = false;
        r.free_count = 0;
        for (size_t i = 0; i < p->parameter_count; i++)
            if (!fixed[i] && p->parameters[i].step <= 0) {
                r.scale[r.free_count] = least_scale(&p->parameters[i], r.values[i]);
                r.free[r.free_count++] = i;
            }
        if (r.free_count > 0)
            least_iterate(&r);
        for (size_t i = 0; i < r.free_count; i++) {
            double *value = &r.values[r.free[i]];
            const double inside = least_clamped(&p->parameters[r.free[i]], *value);
            fixed[r.free[i]] = inside != *value;
            again = again || inside != *value;
            *value = inside;
        }
    }
    memcpy(values, r.values, sizeof r.values);
    return r.failed ? -1 : 0;
}

static int least_judge(const struct least_problem *p, struct least_fit *fit, struct error *e)
{
    if (p->predict(p->user, fit->values, fit->predicted, e) < 0)
        return -1;
    fit->chi2 = least_chi2(p, fit->predicted);
    return 0;
}

/* --- what has steps -------------------------------------------------------------------------- */

static int least_fit_from(const struct least_problem *p, const bool *held,
                          const struct least_fit *from, struct least_fit *fit, struct error *e);

static double least_on_step(const struct least_parameter *p, double value)
{
    const double most = floor((p->high - p->low) / p->step + 1e-9);
    return p->low + p->step * fmin(fmax(round((value - p->low) / p->step), 0), most);
}

/* One value of the parameter, with the rest fitted; the better one stays in `best`. */
static int least_try(const struct least_problem *p, const bool *held, size_t at, double value,
                     struct least_fit *best, struct error *e)
{
    struct least_fit from = *best, fit;
    from.values[at] = value;
    if (least_fit_from(p, held, &from, &fit, e) < 0)
        return -1;
    if (fit.chi2 < best->chi2)
        *best = fit;
    return 0;
}

/* Around the best so far by ever smaller strides, down to a step: all values where they are few. */
static int least_scan(const struct least_problem *p, const bool *held, size_t at,
                      struct least_fit *best, struct error *e)
{
    enum { MOST = 16 };
    const struct least_parameter *q = &p->parameters[at];
    bool all[LEAST_PARAMETERS];
    memcpy(all, held, sizeof all);
    all[at] = true;
    double low = q->low, high = q->high;
    best->values[at] = least_on_step(q, best->values[at]);
    best->chi2 = INFINITY;
    for (bool last = false; !last;) {
        const double count = floor((high - low) / q->step + 1.5);
        const double stride = q->step * fmax(ceil(count / MOST), 1);
        last = stride <= q->step;
        for (double x = low; x <= high + q->step / 2; x += stride)
            if (least_try(p, all, at, least_on_step(q, x), best, e) < 0)
                return -1;
        low = fmax(q->low, best->values[at] - stride);
        high = fmin(q->high, best->values[at] + stride);
    }
    return 0;
}

/* From these values on; only values, predictions and chi^2 are filled in. */
static int least_fit_from(const struct least_problem *p, const bool *held,
                          const struct least_fit *from, struct least_fit *fit, struct error *e)
{
    *fit = *from;
    for (size_t i = 0; i < p->parameter_count; i++)
        if (!held[i] && p->parameters[i].step > 0)
            return least_scan(p, held, i, fit, e);
    return least_fit_continuous(p, held, fit->values, e) < 0 ? -1 : least_judge(p, fit, e);
}

/* --- where to begin -------------------------------------------------------------------------- */

/* The `number`th of several starts: factors of each continuous parameter's own. */
static void least_start(const struct least_problem *p, const bool *held, size_t number,
                        double *values)
{
    static const double factors[] = {1, 0.3, 3, 0.03, 10};
    for (size_t i = 0; i < p->parameter_count; i++) {
        const struct least_parameter *q = &p->parameters[i];
        if (held[i] || q->step > 0)
            continue;
        values[i] = least_clamped(q, q->start * factors[number % 5]);
        number /= 5;
    }
}

static size_t least_starts(const struct least_problem *p, const bool *held)
{
    size_t starts = 1;
    for (size_t i = 0; i < p->parameter_count && starts < 125; i++)
        starts *= held[i] || p->parameters[i].step > 0 ? 1 : 5;
    return starts;
}

/* The own start, and the one of the others from which predictions are nearest, each fitted. */
static int least_fit_anywhere(const struct least_problem *p, const bool *held,
                              const struct least_fit *own, struct least_fit *fit, struct error *e)
{
    struct least_fit nearest = *own, other;
    nearest.chi2 = INFINITY;
    for (size_t n = 1; n < least_starts(p, held); n++) {
        other = *own;
        least_start(p, held, n, other.values);
        if (least_judge(p, &other, e) < 0)
            return -1;
        if (other.chi2 < nearest.chi2)
            nearest = other;
    }
    if (least_fit_from(p, held, own, fit, e) < 0 ||
        least_fit_from(p, held, &nearest, &other, e) < 0)
        return -1;
    if (other.chi2 < fit->chi2 - 1e-9)
        *fit = other;
    return 0;
}

/* --- the whole ------------------------------------------------------------------------------- */

int least_squares(const struct least_problem *p, struct least_fit *fit, struct error *e)
{
    const bool held[LEAST_PARAMETERS] = {false};
    struct least_fit own = {0};
    CHECK(p->parameter_count <= LEAST_PARAMETERS && p->target_count <= LEAST_TARGETS);
    gsl_set_error_handler_off();
    for (size_t i = 0; i < p->parameter_count; i++)
        own.values[i] = p->parameters[i].start;
    if (least_fit_anywhere(p, held, &own, fit, e) < 0)
        return -1;
    if (fit->chi2 >= LEAST_NOWHERE * LEAST_NOWHERE)
        return error_set(e, "with no values of what is free there is a prediction of all targets");
    return least_errors(p, fit, e);
}

int least_squares_held(const struct least_problem *p, const struct least_fit *from,
                       size_t parameter, double value, struct least_fit *fit, struct error *e)
{
    bool held[LEAST_PARAMETERS] = {false};
    struct least_fit begin = *from;
    gsl_set_error_handler_off();
    held[parameter] = true;
    begin.values[parameter] = value;
    return least_fit_from(p, held, &begin, fit, e);
}

/* All residuals' derivatives by each parameter at the fit: `slope`[parameter][target]. */
int least_slopes(const struct least_problem *p, const double *values,
                 double slope[LEAST_PARAMETERS][LEAST_TARGETS], struct error *e)
{
    struct least_run r = {.p = p, .e = e};
    for (size_t i = 0; i < p->parameter_count; i++)
        if (least_slope(&r, values, i, slope[i]) != GSL_SUCCESS)
            return -1;
    return 0;
}
