/* Sobol indices: the design by GSL's sequence, the estimators, and the bootstrap of their errors.
 */
#include "studies/sobol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_qrng.h>

#include "base/check.h"
#include "base/memory.h"
#include "results/statistics.h"
#include "sim/random.h"

#define SOBOL_SEED 1
/* A standard deviation below this share of the mean is that of rounding. */
#define SOBOL_ROUNDING 1e-12

struct sobol {
    size_t parameters, rows;
    double *points; /* a row: the parameters of A, then those of B */
};

/* --- the design ------------------------------------------------------------------------------ */

struct sobol *sobol_new(size_t parameters, size_t rows, struct error *e)
{
    if (!parameters || parameters > SOBOL_PARAMETERS) {
        error_set(e, "%zu parameters are too %s; give 1 to %d", parameters,
                  parameters ? "many" : "few", SOBOL_PARAMETERS);
        return NULL;
    }
    if (rows < SOBOL_ROWS_LEAST || rows > SOBOL_ROWS_MOST || (rows & (rows - 1))) {
        error_set(e, "%zu is no power of two from %d to %d; give one, as in 4096", rows,
                  SOBOL_ROWS_LEAST, SOBOL_ROWS_MOST);
        return NULL;
    }
    struct sobol *s = mem_calloc(1, sizeof *s);
    *s = (struct sobol){parameters, rows, mem_calloc(rows * 2 * parameters, sizeof *s->points)};
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, 2 * (unsigned)parameters);
    if (!sequence)
        mem_exhausted();
    for (size_t i = 0; i < rows; i++)
        gsl_qrng_get(sequence, s->points + i * 2 * parameters);
    gsl_qrng_free(sequence);
    return s;
}

void sobol_free(struct sobol *s)
{
    if (s)
        free(s->points);
    free(s);
}

size_t sobol_runs(const struct sobol *s)
{
    return s->rows * (s->parameters + 2);
}

bool sobol_is_sample(const struct sobol *s, size_t run)
{
    return run % (s->parameters + 2) < 2;
}

void sobol_point(const struct sobol *s, size_t run, double *at)
{
    const size_t column = run % (s->parameters + 2);
    const double *a = s->points + run / (s->parameters + 2) * 2 * s->parameters;
    const double *b = a + s->parameters;
    memcpy(at, column == 1 ? b : a, s->parameters * sizeof *at);
    if (column >= 2)
        at[column - 2] = b[column - 2];
}

/* --- the estimators -------------------------------------------------------------------------- */

/* The outputs of the rows that count, centred. A row: A, B, and those of the parameters. */
struct sobol_table {
    size_t parameters, width, rows;
    double *outputs;
    double mean, variance;
};

/* Sums over rows, of which the indices are. */
struct sobol_sums {
    double sum, squares; /* of A and B */
    double first[SOBOL_PARAMETERS], total[SOBOL_PARAMETERS];
};

static void sobol_add(const struct sobol_table *t, size_t row, struct sobol_sums *sums)
{
    const double *f = t->outputs + row * t->width, a = f[0], b = f[1];
    sums->sum += a + b;
    sums->squares += a * a + b * b;
    for (size_t i = 0; i < t->parameters; i++) {
        const double moved = f[2 + i] - a;
        sums->first[i] += b * moved;
        sums->total[i] += moved * moved;
    }
}

static double sobol_variance(const struct sobol_table *t, const struct sobol_sums *sums)
{
    const double count = 2.0 * (double)t->rows, mean = sums->sum / count;
    return sums->squares / count - mean * mean;
}

static void sobol_take(struct sobol_table *t, const struct sobol *s, const double *outputs)
{
    const size_t width = s->parameters + 2;
    *t = (struct sobol_table){.parameters = s->parameters, .width = width};
    t->outputs = mem_calloc(s->rows * width, sizeof *t->outputs);
    for (size_t row = 0; row < s->rows; row++) {
        const double *f = outputs + row * width;
        size_t finite = 0;
        while (finite < width && isfinite(f[finite]))
            finite++;
        if (finite < width)
            continue;
        memcpy(t->outputs + t->rows++ * width, f, width * sizeof *f);
        t->mean += f[0] + f[1];
    }
    t->mean /= 2.0 * (double)t->rows;
    for (size_t i = 0; i < t->rows * width; i++)
        t->outputs[i] -= t->mean;
}

/* Draws the rows anew, as often as there are resamples, and sets the half widths. */
static void sobol_bootstrap(const struct sobol_table *t, struct sobol_result *r)
{
    double(*values)[SOBOL_RESAMPLES] = mem_calloc(2 * t->parameters, sizeof *values);
    const double z = gsl_cdf_ugaussian_Pinv(0.975);
    struct random_stream draws;
    random_init(&draws, SOBOL_SEED, 0, random_entity("sobol"), RANDOM_RESAMPLE);
    for (size_t k = 0; k < SOBOL_RESAMPLES; k++) {
        struct sobol_sums sums = {0};
        for (size_t i = 0; i < t->rows; i++)
            sobol_add(t, random_below(&draws, t->rows), &sums);
        const double whole = sobol_variance(t, &sums) * (double)t->rows;
        for (size_t i = 0; i < t->parameters; i++) {
            values[2 * i][k] = sums.first[i] / whole;
            values[2 * i + 1][k] = sums.total[i] / 2 / whole;
        }
    }
    for (size_t i = 0; i < t->parameters; i++) {
        r->first[i].half_width = z * statistics_deviation(values[2 * i], SOBOL_RESAMPLES);
        r->total[i].half_width = z * statistics_deviation(values[2 * i + 1], SOBOL_RESAMPLES);
    }
    free(values);
}

static void sobol_estimate(struct sobol_table *t, struct sobol_result *r)
{
    struct sobol_sums sums = {0};
    for (size_t row = 0; row < t->rows; row++)
        sobol_add(t, row, &sums);
    t->variance = sobol_variance(t, &sums);
    r->mean = t->mean;
    r->sd = sqrt(fmax(t->variance, 0));
    const double whole = t->variance * (double)t->rows;
    for (size_t i = 0; i < t->parameters; i++) {
        r->moves[i] = sums.total[i] > 0;
        r->first[i].value = sums.first[i] / whole;
        r->total[i].value = sums.total[i] / 2 / whole;
    }
}

int sobol_analyse(const struct sobol *s, const double *outputs, struct sobol_result *r,
                  struct error *e)
{
    struct sobol_table t;
    sobol_take(&t, s, outputs);
    *r = (struct sobol_result){.rows = t.rows, .left_out = s->rows - t.rows};
    int status = 0;
    if (t.rows < SOBOL_ROWS_LEAST)
        status = error_set(e, "only %zu of %zu rows have all their values", t.rows, s->rows);
    if (status == 0) {
        sobol_estimate(&t, r);
        if (!(r->sd > SOBOL_ROUNDING * fabs(r->mean)))
            status =
                error_set(e, "it is %.10g everywhere: nothing that varies changes it", r->mean);
        else
            sobol_bootstrap(&t, r);
    }
    free(t.outputs);
    return status;
}
