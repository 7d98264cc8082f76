/* Each site's time in its distribution, and all of them together against all points. */
#include "planner/done.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "base/memory.h"
#include "planner/done_private.h"
#include "planner/when.h"

static const double done_model_off = 0.02;

const char *const done_words[DONE_HOWS] = {"as planned", "early", "late", "not all back",
                                           "no planned times"};

/* --- a site ---------------------------------------------------------------------------------- */

bool done_is_compared(const struct done_site *s)
{
    return s->how <= DONE_LATE;
}

const struct plan_answer *done_answer(const struct done_site *s)
{
    return &s->site->answers[s->method];
}

double done_blur(const struct done_site *s)
{
    return fmax(done_model_off, s->row.unsure / s->took);
}

static int done_compare_times(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The ceil(q * PLAN_POINTS)-th, as answers have them. */
static double done_quantile(const double sorted[PLAN_POINTS], double q)
{
    return sorted[(size_t)ceil(q * PLAN_POINTS) - 1];
}

static void done_place(struct done_site *s)
{
    double times[PLAN_POINTS];
    size_t faster = 0;
    for (size_t k = 0; k < PLAN_POINTS; k++) {
        times[k] = plan_answer_at(done_answer(s), k);
        faster += times[k] < s->took;
    }
    qsort(times, PLAN_POINTS, sizeof *times, done_compare_times);
    s->p1 = done_quantile(times, 0.01);
    s->p50 = done_quantile(times, 0.5);
    s->p90 = done_quantile(times, 0.9);
    s->p99 = done_quantile(times, 0.99);
    s->faster = (double)faster / PLAN_POINTS;
    s->resolved = s->p99 - s->p1 > 2 * s->row.unsure;
    if (!isfinite(s->p50))
        s->how = DONE_NO_TIMES;
    else if (s->took - s->row.unsure > s->p99)
        s->how = DONE_LATE;
    else if (s->took + s->row.unsure < s->p1)
        s->how = DONE_EARLY;
}

static struct done_site done_site_of(const struct plan *p, const struct done_row *row)
{
    const struct plan_site *site = &p->sites[row->site];
    const int method = row->method >= 0 ? row->method : site->chosen;
    struct done_site s = {.row = *row,
                          .site = site,
                          .method = method < 0 ? METHOD_TFTP : (enum method)method,
                          .took = (double)(row->end - row->start)};
    if (row->back < row->phones)
        s.how = DONE_PARTLY;
    else if (method < 0 || !site->answers[method].possible || !site->answers[method].samples)
        s.how = DONE_NO_TIMES;
    else
        done_place(&s);
    return s;
}

/* --- all of them ----------------------------------------------------------------------------- */

/* Of `n` with that probability each, the chance of a number as unusual as `count`, both ways. */
static double done_binomial(size_t count, size_t n, double probability)
{
    const unsigned k = (unsigned)count, all = (unsigned)n;
    const double most = gsl_cdf_binomial_P(k, probability, all);
    const double least = k ? gsl_cdf_binomial_Q(k - 1, probability, all) : 1;
    return fmin(1, 2 * fmin(most, least));
}

/* How many sites take more than that quantile at a point. */
static size_t done_above(const struct done *d, size_t point, bool p90)
{
    size_t above = 0;
    for (size_t i = 0; i < d->count; i++) {
        const struct done_site *s = &d->sites[i];
        if (done_is_compared(s) && s->resolved)
            above += plan_answer_at(done_answer(s), point) > (p90 ? s->p90 : s->p50);
    }
    return above;
}

/* The share of the points at which their number is as unusual, both ways; that of what was seen is
 * one of them. */
static double done_share_above(const struct done *d, size_t seen, bool p90)
{
    size_t most = 1, least = 1;
    for (size_t k = 0; k < PLAN_POINTS; k++) {
        const size_t above = done_above(d, k, p90);
        most += above <= seen;
        least += above >= seen;
    }
    return fmin(1, 2.0 * (double)(most < least ? most : least) / (PLAN_POINTS + 1));
}

static double done_square(double ratio)
{
    return isfinite(ratio) && ratio > 0 ? log(ratio) * log(ratio) : (double)INFINITY;
}

/* The mean square of the site's logarithms over the points at which it ends, with what blurs them:
 * sites that are known well count as those that are not. */
static double done_variance(const struct done_site *s)
{
    double sum = 0;
    size_t finite = 0;
    for (size_t k = 0; k < PLAN_POINTS; k++) {
        const double square = done_square(plan_answer_at(done_answer(s), k) / s->p50);
        finite += isfinite(square) ? 1 : 0;
        sum += isfinite(square) ? square : 0;
    }
    return sum / (double)finite + done_blur(s) * done_blur(s); /* p50 is finite */
}

/* What blurs the times counts as if it had been at each point. */
static double done_share_squares(const struct done *d)
{
    double sums[PLAN_POINTS] = {0}, seen = 0;
    size_t as_much = 1;
    for (size_t i = 0; i < d->count; i++) {
        const struct done_site *s = &d->sites[i];
        if (!done_is_compared(s))
            continue;
        const double variance = done_variance(s), blur = done_blur(s) * done_blur(s);
        seen += done_square(s->took / s->p50) / variance;
        for (size_t k = 0; k < PLAN_POINTS; k++)
            sums[k] += (done_square(plan_answer_at(done_answer(s), k) / s->p50) + blur) / variance;
    }
    for (size_t k = 0; k < PLAN_POINTS; k++)
        as_much += sums[k] >= seen;
    return (double)as_much / (PLAN_POINTS + 1);
}

static void done_count(struct done *d, const struct done_site *s)
{
    if (!done_is_compared(s))
        return;
    d->compared++;
    d->early += s->how == DONE_EARLY;
    d->late += s->how == DONE_LATE;
    d->squares += done_square(s->took / s->p50);
    if (!s->resolved)
        return;
    d->resolved++;
    d->above50 += s->took > s->p50;
    d->above90 += s->took > s->p90;
}

static void done_judge(struct done *d)
{
    for (size_t i = 0; i < d->count; i++)
        done_count(d, &d->sites[i]);
    d->chance50 = done_binomial(d->above50, d->resolved, 0.5);
    d->chance90 = done_binomial(d->above90, d->resolved, 0.1);
    d->share50 = done_share_above(d, d->above50, false);
    d->share90 = done_share_above(d, d->above90, true);
    d->share_squares = done_share_squares(d);
    d->calibrated = d->share50 >= DONE_UNLIKELY && d->share90 >= DONE_UNLIKELY &&
                    d->share_squares >= DONE_UNLIKELY;
}

void done_make(struct done *d, const struct plan *p, const struct done_list *list)
{
    *d =
        (struct done){.sites = mem_calloc(list->count + 1, sizeof *d->sites), .count = list->count};
    for (size_t i = 0; i < list->count; i++)
        d->sites[i] = done_site_of(p, &list->rows[i]);
    done_judge(d);
    done_find_inputs(d, p);
}

void done_input_fini(struct done_input *in)
{
    for (size_t i = 0; i < in->count; i++) {
        free(in->values[i].text);
        free(in->values[i].planned_text);
    }
    free(in->values);
}

void done_fini(struct done *d)
{
    for (size_t i = 0; i < d->input_count; i++)
        done_input_fini(&d->inputs[i]);
    free(d->inputs);
    free(d->sites);
}

/* --- for programs ---------------------------------------------------------------------------- */

static json_t *done_json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *done_json_site(const struct done_site *s)
{
    char start[WHEN_ROOM], end[WHEN_ROOM];
    json_t *object = json_pack("{s:s,s:i,s:s,s:s,s:s,s:i,s:i,s:f,s:s}", "site", s->site->site->name,
                               "line", (int)s->row.line, "method", method_names[s->method], "start",
                               when_utc(start, s->row.start), "end", when_utc(end, s->row.end),
                               "phones", (int)s->row.phones, "back", (int)s->row.back, "took_s",
                               s->took, "says", done_words[s->how]);
    if (done_is_compared(s))
        json_object_update_new(
            object, json_pack("{s:o,s:o,s:o,s:o,s:f}", "p1_s", done_json_number(s->p1), "p50_s",
                              done_json_number(s->p50), "p90_s", done_json_number(s->p90), "p99_s",
                              done_json_number(s->p99), "faster_share", s->faster));
    return object;
}

static json_t *done_json_input(const struct done *d, const struct done_input *in)
{
    json_t *values = json_array();
    for (size_t i = 0; i < in->count; i++) {
        const struct done_value *v = &in->values[i];
        json_array_append_new(
            values, json_pack("{s:o,s:s,s:s}", "site",
                              v->site == SIZE_MAX ? json_null()
                                                  : json_string(d->sites[v->site].site->site->name),
                              "value", v->text, "planned", v->planned_text));
    }
    return json_pack("{s:s,s:f,s:o}", "input", in->name, "explains", in->explains, "values",
                     values);
}

json_t *done_json(const struct done *d)
{
    json_t *sites = json_array(), *inputs = json_array();
    for (size_t i = 0; i < d->count; i++)
        json_array_append_new(sites, done_json_site(&d->sites[i]));
    for (size_t i = 0; i < d->input_count; i++)
        json_array_append_new(inputs, done_json_input(d, &d->inputs[i]));
    return json_pack("{s:i,s:i,s:i,s:i,s:i,s:i,s:f,s:f,s:f,s:f,s:f,s:b,s:o,s:o,s:o}", "compared",
                     (int)d->compared, "early", (int)d->early, "late", (int)d->late, "resolved",
                     (int)d->resolved, "above_p50", (int)d->above50, "above_p90", (int)d->above90,
                     "binomial_p50", d->chance50, "binomial_p90", d->chance90, "points_p50",
                     d->share50, "points_p90", d->share90, "points_squares", d->share_squares,
                     "calibrated", d->calibrated, "points_at",
                     d->points ? json_string(d->inputs[0].name) : json_null(), "inputs", inputs,
                     "sites", sites);
}
