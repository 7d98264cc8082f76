/* What calls and other traffic make of a site's times. Beside them the model follows packets, which
 * takes a thousand times as long as without. But by how much a download takes longer changes little
 * and smoothly from point to point: so it is followed at some of them, and at the others it is that
 * of a polynomial through these, of least squares: linear in what is shared, which moves it next to
 * nothing, quadratic in what the site has for itself. What phones do when they have their files
 * does not move it at all. Where the first few points are alike, so are all: what a site has for
 * itself moves it, or is not there. A point at which the model knows no more than the time without
 * others, which is a lower bound, tells the polynomial nothing. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>

#include "base/memory.h"
#include "planner/answers_private.h"

enum {
    BESIDE_FIRST = 4, /* points that are followed; if these differ, ... */
    BESIDE_LEAST = 12,
    BESIDE_A_TERM = 2, /* ... of a term so many */
    BESIDE_TRIES = 2   /* as many again, where some are silent */
};
static const double beside_same = 0.0015; /* of a time: a tenth of what the model claims */

/* What the polynomial is of. */
struct beside_terms {
    const struct answers_inputs *in;
    size_t inputs[ANSWERS_INPUTS], count; /* that are in it */
    size_t terms;
};

static bool beside_matters(const char *path)
{
    static const char *const after[] = {"phone.restart", "phone.background_restart", "phone.flash",
                                        "phone.check", "phone.boot"};
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        if (!strcmp(path, after[i]))
            return false;
    return true;
}

static bool beside_is_own(const struct beside_terms *t, size_t input)
{
    return input >= t->in->unknowns->count;
}

static void beside_terms(struct beside_terms *t, const struct answers_inputs *in)
{
    t->in = in;
    t->count = 0;
    t->terms = 1;
    for (size_t i = 0; i < in->count; i++) {
        if (!beside_matters(answers_input_path(in, i)))
            continue;
        t->inputs[t->count++] = i;
        t->terms += beside_is_own(t, i) ? 2 : 1;
    }
}

static void beside_row(const struct beside_terms *t, size_t point, gsl_vector *row)
{
    size_t term = 0;
    gsl_vector_set(row, term++, 1);
    for (size_t i = 0; i < t->count; i++) {
        const double at = answers_input_share(t->in, t->inputs[i], point) - 0.5;
        gsl_vector_set(row, term++, at);
        if (beside_is_own(t, t->inputs[i]))
            gsl_vector_set(row, term++, at * at);
    }
}

/* Points at which the model has followed packets, and by how much longer a second of fetching took.
 */
struct beside_followed {
    size_t next, points[PLAN_POINTS], count;
    double longer[PLAN_POINTS];
    size_t bounds; /* of these */
    size_t silent; /* points that are not among these: the time without others is their bound */
};

static double beside_bound_share(const struct beside_followed *f)
{
    const size_t all = f->count + f->silent;
    return all ? (double)(f->bounds + f->silent) / (double)all : 0;
}

static bool beside_is_silent(const struct estimate_answer *a, double without)
{
    return a->bound && a->all_back <= without * (1 + 1e-6);
}

/* Until so many points are there, or no more. */
static void beside_follow(struct beside_followed *f, size_t wanted, const float *samples,
                          const float *fetching, const struct answers_model *m,
                          const struct answers_inputs *in)
{
    estimate_take_others(m->estimate, ESTIMATE_TIMES);
    while (f->next < PLAN_POINTS && f->count < wanted &&
           f->count + f->silent < BESIDE_TRIES * wanted) {
        const size_t i = f->next++;
        if (isinf(samples[i]) || !(fetching[i] > 0))
            continue;
        const struct estimate_answer *a = answers_model_at(m, in, i);
        if (isinf(a->all_back))
            continue;
        if (beside_is_silent(a, (double)samples[i])) {
            f->silent++;
            continue;
        }
        f->bounds += a->bound;
        f->longer[f->count] = (a->all_back - (double)samples[i]) / (double)fetching[i];
        f->points[f->count++] = i;
    }
    estimate_take_others(m->estimate, ESTIMATE_NO_OTHERS);
}

/* By singular values, so that what the points do not tell apart is nothing. */
static void beside_fit(gsl_vector *c, const struct beside_terms *t, const struct beside_followed *f)
{
    gsl_matrix *x = gsl_matrix_alloc(f->count, t->terms);
    gsl_matrix *covariance = gsl_matrix_alloc(t->terms, t->terms);
    gsl_vector *y = gsl_vector_alloc(f->count);
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(f->count, t->terms);
    double squares;
    size_t rank;
    if (!x || !covariance || !y || !work)
        mem_exhausted();
    for (size_t i = 0; i < f->count; i++) {
        gsl_vector_view row = gsl_matrix_row(x, i);
        beside_row(t, f->points[i], &row.vector);
        gsl_vector_set(y, i, f->longer[i]);
    }
    gsl_multifit_linear_tsvd(x, y, 1e-6, c, covariance, &squares, &rank, work);
    gsl_multifit_linear_free(work);
    gsl_vector_free(y);
    gsl_matrix_free(covariance);
    gsl_matrix_free(x);
}

static double beside_mean(const struct beside_followed *f)
{
    double sum = 0;
    for (size_t i = 0; i < f->count; i++)
        sum += f->longer[i];
    return sum / (double)f->count;
}

/* Whether each point's is the mean of all. */
static bool beside_is_same(const struct beside_followed *f, const float *samples,
                           const float *fetching)
{
    const double mean = beside_mean(f);
    for (size_t i = 0; i < f->count; i++) {
        const size_t point = f->points[i];
        if (fabs(f->longer[i] - mean) * (double)fetching[point] >
            beside_same * (double)samples[point])
            return false;
    }
    return true;
}

static void beside_lengthen(float *sample, double longer, float fetching)
{
    if (isfinite(*sample))
        *sample += (float)(fmax(longer, 0) * (double)fetching);
}

/* By the polynomial. */
static void beside_lengthen_fitted(float samples[PLAN_POINTS], const float fetching[PLAN_POINTS],
                                   const struct beside_terms *t, const struct beside_followed *f)
{
    gsl_vector *c = gsl_vector_alloc(t->terms), *row = gsl_vector_alloc(t->terms);
    if (!c || !row)
        mem_exhausted();
    beside_fit(c, t, f);
    for (size_t i = 0; i < PLAN_POINTS; i++) {
        double longer = 0;
        beside_row(t, i, row);
        for (size_t k = 0; k < t->terms; k++)
            longer += gsl_vector_get(c, k) * gsl_vector_get(row, k);
        beside_lengthen(&samples[i], longer, fetching[i]);
    }
    gsl_vector_free(row);
    gsl_vector_free(c);
}

double answers_beside(float samples[PLAN_POINTS], const float fetching[PLAN_POINTS],
                      const struct answers_model *m, const struct answers_inputs *in)
{
    struct beside_terms terms;
    struct beside_followed *f = mem_calloc(1, sizeof *f);
    beside_terms(&terms, in);
    beside_follow(f, BESIDE_FIRST, samples, fetching, m, in);
    if (f->count == BESIDE_FIRST && f->silent == 0 && beside_is_same(f, samples, fetching)) {
        const double mean = beside_mean(f);
        for (size_t i = 0; i < PLAN_POINTS; i++)
            beside_lengthen(&samples[i], mean, fetching[i]);
    } else {
        const size_t wanted = BESIDE_A_TERM * terms.terms;
        beside_follow(f, wanted > BESIDE_LEAST ? wanted : BESIDE_LEAST, samples, fetching, m, in);
        if (f->count >= terms.terms)
            beside_lengthen_fitted(samples, fetching, &terms, f);
    }
    const double bounds = beside_bound_share(f);
    free(f);
    return bounds;
}
