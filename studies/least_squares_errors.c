/* How sure a fit is: standard errors and correlations from the derivatives, and profiles, which
 * need no derivative. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#include "studies/least_squares_private.h"

/* --- from the derivatives -------------------------------------------------------------------- */

/* A parameter that changes no target by a thousandth of its uncertainty over its own size. */
static void errors_told(const struct least_problem *p, struct least_fit *fit,
                        double slope[LEAST_PARAMETERS][LEAST_TARGETS])
{
    int moved = 0, told = 0;
    for (size_t i = 0; i < p->parameter_count; i++) {
        const double scale = least_scale(&p->parameters[i], fit->values[i]);
        for (size_t k = 0; k < p->target_count; k++)
            if (fabs(slope[i][k]) * scale > 1e-3)
                fit->told[i] = fit->moved[k] = true;
    }
    for (size_t i = 0; i < p->parameter_count; i++)
        told += fit->told[i];
    for (size_t k = 0; k < p->target_count; k++)
        moved += fit->moved[k];
    fit->freedom = moved - told;
}

/* Whether chi^2 falls towards a bound at which the value is. */
static bool errors_at_bound(const struct least_problem *p, const struct least_fit *fit, size_t i,
                            const double *slope)
{
    const struct least_parameter *q = &p->parameters[i];
    double fall = 0;
    for (size_t k = 0; k < p->target_count; k++)
        fall += slope[k] * (fit->predicted[k] - p->targets[k].value) / p->targets[k].uncertainty;
    fall *= least_scale(q, fit->values[i]);
    return q->step <= 0 && ((fit->values[i] <= q->low && fall > 1e-6) ||
                            (fit->values[i] >= q->high && fall < -1e-6));
}

/* The inverse of J'J by its eigenvalues; false: it has none. */
static bool errors_invert(gsl_matrix *m, gsl_matrix *inverse)
{
    const size_t n = m->size1;
    gsl_vector *scale = gsl_vector_alloc(n);
    bool regular = true;
    for (size_t i = 0; i < n; i++) /* so that only the correlations matter */
        gsl_vector_set(scale, i, 1 / sqrt(gsl_matrix_get(m, i, i)));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            gsl_matrix_set(m, i, k,
                           gsl_matrix_get(m, i, k) * gsl_vector_get(scale, i) *
                               gsl_vector_get(scale, k));
    regular = gsl_linalg_cholesky_decomp1(m) == GSL_SUCCESS;
    for (size_t i = 0; i < n && regular; i++)
        regular = gsl_matrix_get(m, i, i) > 1e-6;
    if (regular) {
        gsl_linalg_cholesky_invert(m);
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < n; k++)
                gsl_matrix_set(inverse, i, k,
                               gsl_matrix_get(m, i, k) * gsl_vector_get(scale, i) *
                                   gsl_vector_get(scale, k));
    }
    gsl_vector_free(scale);
    return regular;
}

/* Of the continuous parameters that are told and at no bound. */
static void errors_of(const struct least_problem *p, struct least_fit *fit,
                      double slope[LEAST_PARAMETERS][LEAST_TARGETS])
{
    size_t of[LEAST_PARAMETERS], n = 0;
    for (size_t i = 0; i < p->parameter_count; i++)
        if (fit->told[i] && !fit->at_bound[i] && p->parameters[i].step <= 0)
            of[n++] = i;
    if (n == 0)
        return;
    gsl_matrix *m = gsl_matrix_alloc(n, n), *inverse = gsl_matrix_alloc(n, n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            double sum = 0;
            for (size_t t = 0; t < p->target_count; t++)
                sum += slope[of[i]][t] * slope[of[k]][t];
            gsl_matrix_set(m, i, k, sum);
        }
    if (errors_invert(m, inverse))
        for (size_t i = 0; i < n; i++) {
            const double own = gsl_matrix_get(inverse, i, i);
            fit->error[of[i]] = sqrt(own);
            for (size_t k = 0; k < n; k++) {
                const double both = gsl_matrix_get(inverse, i, k);
                fit->correlation[of[i]][of[k]] = both / sqrt(own * gsl_matrix_get(inverse, k, k));
                fit->worth[of[i]][of[k]] = both / own;
            }
        }
    gsl_matrix_free(m);
    gsl_matrix_free(inverse);
}

int least_errors(const struct least_problem *p, struct least_fit *fit, struct error *e)
{
    double slope[LEAST_PARAMETERS][LEAST_TARGETS];
    memset(fit->told, 0, sizeof fit->told);
    memset(fit->moved, 0, sizeof fit->moved);
    memset(fit->at_bound, 0, sizeof fit->at_bound);
    for (size_t i = 0; i < LEAST_PARAMETERS; i++) {
        fit->error[i] = NAN;
        for (size_t k = 0; k < LEAST_PARAMETERS; k++)
            fit->correlation[i][k] = fit->worth[i][k] = NAN;
    }
    if (least_slopes(p, fit->values, slope, e) < 0)
        return -1;
    errors_told(p, fit, slope);
    for (size_t i = 0; i < p->parameter_count; i++)
        fit->at_bound[i] = errors_at_bound(p, fit, i, slope[i]);
    errors_of(p, fit, slope);
    return 0;
}

/* --- profiles -------------------------------------------------------------------------------- */

/* One parameter's walk away from the fit. */
struct profile_walk {
    const struct least_problem *p;
    const struct least_fit *fit;
    size_t parameter;
    struct error *e;
    struct least_fit at; /* the last one held */
};

/* How much chi^2 has risen with the parameter at `value`; negative: an error. */
static int profile_rise(struct profile_walk *w, double value, double *rise)
{
    struct least_fit fit;
    if (least_squares_held(w->p, &w->at, w->parameter, value, &fit, w->e) < 0)
        return -1;
    struct least_fit again;
    /* from the best fit, too: a walk may have left the valley */
    if (least_squares_held(w->p, w->fit, w->parameter, value, &again, w->e) < 0)
        return -1;
    w->at = again.chi2 < fit.chi2 ? again : fit;
    *rise = w->at.chi2 - w->fit->chi2;
    return 0;
}

/* Where the interval ends between `inside` and `outside`. */
static int profile_crossing(struct profile_walk *w, double inside, double outside, double *end)
{
    const double step = w->p->parameters[w->parameter].step;
    for (int i = 0;
         i < 40 && fabs(outside - inside) > 1e-4 * fabs(outside - w->fit->values[w->parameter]);
         i++) {
        double middle = inside + (outside - inside) / 2, rise;
        if (step > 0) {
            middle = inside + step * floor(fabs(outside - inside) / step / 2 + 1e-9) *
                                  (outside > inside ? 1 : -1);
            if (middle == inside)
                break;
        }
        if (profile_rise(w, middle, &rise) < 0)
            return -1;
        if (rise <= LEAST_RISE)
            inside = middle;
        else
            outside = middle;
    }
    *end = inside;
    return 0;
}

/* The interval's end on one side (`sign`), by strides that double. */
static int profile_end(struct profile_walk *w, int sign, double *end, bool *open)
{
    enum { DOUBLINGS = 40 };
    const struct least_parameter *q = &w->p->parameters[w->parameter];
    const double best = w->fit->values[w->parameter], bound = sign < 0 ? q->low : q->high;
    const double error = w->fit->error[w->parameter];
    double stride = q->step > 0 ? q->step : isfinite(error) ? error : least_scale(q, best) / 100;
    double inside = best;
    w->at = *w->fit;
    *open = true;
    *end = bound;
    for (int i = 0; i < DOUBLINGS && inside != bound; i++, stride *= 2) {
        double rise, outside = best + sign * stride;
        if (sign * (outside - bound) > 0)
            outside = bound;
        if (profile_rise(w, outside, &rise) < 0)
            return -1;
        if (rise > LEAST_RISE) {
            *open = false;
            return profile_crossing(w, inside, outside, end);
        }
        inside = outside;
    }
    *end = inside;
    return 0;
}

/* The points that are drawn: over the interval, and a quarter of it more on each side. */
static int profile_points(struct profile_walk *w, struct least_profile *r)
{
    const struct least_parameter *q = &w->p->parameters[w->parameter];
    const double best = w->fit->values[w->parameter];
    const double margin = (r->high - r->low) / 4;
    double low = r->low_open ? r->low : fmax(q->low, r->low - margin);
    double high = r->high_open ? r->high : fmin(q->high, r->high + margin);
    double stride = (high - low) / (LEAST_PROFILE - 1);
    if (q->step > 0) {
        low = q->low + q->step * floor((low - q->low) / q->step);
        high = fmin(q->high, q->low + q->step * ceil((high - q->low) / q->step));
        stride = q->step * fmax(ceil((high - low) / q->step / (LEAST_PROFILE - 1)), 1);
    }
    w->at = *w->fit;
    r->count = 0;
    if (!(stride > 0) || !isfinite(stride))
        high = low = best;
    for (double x = low; r->count < LEAST_PROFILE; x += stride) {
        double rise;
        if (x > high + stride / 2)
            break;
        if (profile_rise(w, fmin(x, high), &rise) < 0)
            return -1;
        r->values[r->count] = fmin(x, high);
        r->chi2[r->count] = w->at.chi2;
        memcpy(r->others[r->count++], w->at.values, sizeof w->at.values);
        if (!(stride > 0))
            break;
    }
    return 0;
}

int least_squares_profile(const struct least_problem *p, const struct least_fit *fit,
                          size_t parameter, struct least_profile *profile, struct error *e)
{
    struct profile_walk w = {.p = p, .fit = fit, .parameter = parameter, .e = e};
    *profile = (struct least_profile){0};
    if (profile_end(&w, -1, &profile->low, &profile->low_open) < 0 ||
        profile_end(&w, 1, &profile->high, &profile->high_open) < 0)
        return -1;
    return profile_points(&w, profile);
}
