/* Differences, their intervals, and what can be said of them. */
#include "studies/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/statistics.h"
#include "studies/compare_phones.h"
#include "studies/compare_points.h"

const char *const compare_verdict_names[] = {[COMPARE_EQUAL] = "equal",
                                             [COMPARE_SAME] = "same",
                                             [COMPARE_MOVED] = "moved",
                                             [COMPARE_UNSURE] = "cannot say"};

bool compare_is_wanted(const struct run_quantity *q)
{
    return run_quantity_is_compared(q) && q->better != RUN_NEITHER;
}

/* --- one quantity ---------------------------------------------------------------------------- */

/* The values of a quantity, of a point's runs; of pairs only those that both runs have. */
struct samples {
    double *values[2];
    size_t count[2];
    double *differences; /* of pairs: B less A */
};

static struct run_value compare_value(const struct compare_match *m, int side, size_t run,
                                      size_t row)
{
    return m->runs[side][run]->values[row];
}

static void samples_of_pairs(struct samples *s, const struct compare_match *m, size_t pairs,
                             size_t row)
{
    for (size_t i = 0; i < pairs; i++) {
        const struct run_value a = compare_value(m, 0, i, row), b = compare_value(m, 1, i, row);
        if (!a.known || !b.known)
            continue;
        s->differences[s->count[0]] = b.real - a.real;
        s->values[0][s->count[0]++] = a.real;
        s->values[1][s->count[1]++] = b.real;
    }
}

static void samples_of_side(struct samples *s, int side, const struct compare_match *m,
                            size_t count, size_t row)
{
    for (size_t i = 0; i < count; i++) {
        const struct run_value v = compare_value(m, side, i, row);
        if (v.known)
            s->values[side][s->count[side]++] = v.real;
    }
}

static void samples_init(struct samples *s, const struct compare_point *p,
                         const struct compare_match *m, size_t row)
{
    *s = (struct samples){.values = {mem_calloc(p->count[0], sizeof(double)),
                                     mem_calloc(p->count[1], sizeof(double))},
                          .differences = mem_calloc(p->count[0], sizeof(double))};
    if (p->paired)
        samples_of_pairs(s, m, p->count[0], row);
    for (int side = 0; side < 2 && !p->paired; side++)
        samples_of_side(s, side, m, p->count[side], row);
}

static void samples_fini(struct samples *s)
{
    free(s->values[0]);
    free(s->values[1]);
    free(s->differences);
}

static bool all_alike(const double *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (values[i] != values[0])
            return false;
    return true;
}

/* Rounding must not make a deviation of what has none. */
static void row_compare_means(struct compare_row *r, const struct samples *s, bool paired)
{
    const size_t n = s->count[0], m = s->count[1];
    r->exact = n > 1 && m > 1 &&
               (paired ? all_alike(s->differences, n)
                       : all_alike(s->values[0], n) && all_alike(s->values[1], m));
    r->difference = paired ? mean_difference_paired(s->differences, n)
                           : mean_difference_welch(s->values[0], n, s->values[1], m);
    if (r->exact) {
        r->difference.mean = paired ? s->differences[0] : s->values[1][0] - s->values[0][0];
        r->difference.error = 0;
    }
}

static double row_rank_p(const struct samples *s, bool paired)
{
    return paired
               ? significance_wilcoxon(s->differences, s->count[0]).p
               : significance_mann_whitney(s->values[0], s->count[0], s->values[1], s->count[1]).p;
}

static enum compare_verdict row_first_verdict(const struct compare_row *r)
{
    if (isnan(r->p))
        return COMPARE_UNSURE;
    if (r->exact)
        return fabs(r->difference.mean) <= r->tolerance ? COMPARE_SAME : COMPARE_UNSURE;
    return significance_within_p(&r->difference, r->tolerance) < COMPARE_LEVEL ? COMPARE_SAME
                                                                               : COMPARE_UNSURE;
}

/* That the difference is there by chance. Of samples that have one value each, t says nothing: it
 * is no chance where nothing is drawn at random, and else as likely as so many ranks apart. */
static double row_p(const struct compare_row *r, const struct samples *s,
                    const struct compare_point *point)
{
    const double p = significance_beyond_p(&r->difference, r->tolerance);
    return r->exact && p == 0 && !point->paired && !point->certain ? row_rank_p(s, false) : p;
}

static void row_judge(struct compare_row *r, const struct samples *s,
                      const struct compare_point *point, struct run_tolerance tolerance)
{
    const bool paired = point->paired;
    const bool equal = all_alike(s->values[0], s->count[0]) &&
                       all_alike(s->values[1], s->count[1]) && s->values[0][0] == s->values[1][0];
    const bool pairs_equal = paired && all_alike(s->differences, s->count[0]) && !*s->differences;
    for (int side = 0; side < 2; side++)
        r->mean[side] = statistics_mean(s->values[side], s->count[side]);
    row_compare_means(r, s, paired);
    r->tolerance = run_tolerance_at(tolerance, r->mean[0]);
    r->half_width = significance_half_width(&r->difference, COMPARE_CONFIDENCE);
    r->p = row_p(r, s, point);
    r->rank_p = NAN;
    r->verdict = equal || pairs_equal ? COMPARE_EQUAL : row_first_verdict(r);
    if (r->verdict != COMPARE_EQUAL && r->verdict != COMPARE_SAME)
        r->rank_p = row_rank_p(s, paired);
}

/* False: neither side has a value. */
static bool row_make(struct compare_row *r, const struct compare_point *p,
                     const struct compare_match *m, size_t row, struct run_tolerance tolerance)
{
    struct samples s;
    samples_init(&s, p, m, row);
    *r = (struct compare_row){.quantity = &run_quantities[row],
                              .count = {s.count[0], s.count[1]},
                              .half_width = NAN,
                              .p = NAN,
                              .rank_p = NAN,
                              .verdict = COMPARE_UNSURE};
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < p->count[side]; i++)
            r->lacking[side] += !compare_value(m, side, i, row).known;
    const bool some = r->lacking[0] < p->count[0] || r->lacking[1] < p->count[1];
    if (s.count[0] && s.count[1])
        row_judge(r, &s, p, tolerance);
    else
        r->mean[0] = r->mean[1] = r->difference.mean = NAN;
    samples_fini(&s);
    return some;
}

/* --- all of them ----------------------------------------------------------------------------- */

/* Whether all runs of a side are the same, whatever their seeds and replications. */
static bool compare_draws_nothing(const struct compare_match *m, int side, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (m->runs[side][i]->fingerprint != m->runs[side][0]->fingerprint)
            return false;
    return count > 1;
}

static void compare_point(struct comparison *c, size_t point, const struct compare_match *m,
                          const struct compare_options *o)
{
    struct compare_point *p = &c->points[point];
    p->certain =
        compare_draws_nothing(m, 0, p->count[0]) && compare_draws_nothing(m, 1, p->count[1]);
    for (size_t row = 0; row < run_quantity_count; row++) {
        struct compare_row *r = &c->rows[c->row_count];
        if (!o->wanted[row] || !row_make(r, p, m, row, o->tolerances[row]))
            continue;
        r->point = point;
        c->row_count++;
    }
}

/* What may have moved has, if that holds after Holm. */
static void compare_together(struct comparison *c)
{
    double *p = mem_calloc(c->row_count + 1, sizeof *p);
    size_t count = 0;
    for (size_t i = 0; i < c->row_count; i++)
        if (!isnan(c->rows[i].p))
            p[count++] = c->rows[i].p;
    significance_holm(p, count, p);
    for (size_t i = 0, k = 0; i < c->row_count; i++) {
        struct compare_row *r = &c->rows[i];
        r->adjusted = isnan(r->p) ? NAN : p[k++];
        if (r->verdict == COMPARE_UNSURE && r->adjusted < COMPARE_LEVEL)
            r->verdict = COMPARE_MOVED;
    }
    free(p);
}

static void compare_fingerprints(struct comparison *c, size_t point, const struct compare_match *m)
{
    const struct compare_point *p = &c->points[point];
    for (size_t i = 0; p->paired && i < p->count[0]; i++) {
        const struct compare_run *a = m->runs[0][i], *b = m->runs[1][i];
        const bool equal = a->fingerprint == b->fingerprint;
        c->pairs++;
        c->equal_pairs += equal;
        if (!equal && !c->different[0]) {
            c->different[0] = a;
            c->different[1] = b;
        }
    }
}

/* --- a comparison ---------------------------------------------------------------------------- */

int comparison_make(struct comparison *c, const struct compare_side *a,
                    const struct compare_side *b, const struct compare_options *o, struct error *e)
{
    struct compare_match *matches;
    *c = (struct comparison){.sides = {a, b}};
    if (compare_match(c, o->unpaired, &matches, e) < 0) {
        compare_matches_free(matches, c->point_count);
        comparison_fini(c);
        return -1;
    }
    for (int side = 0; side < 2; side++)
        c->first[side] = matches[0].runs[side][0];
    c->rows = mem_calloc(c->point_count * run_quantity_count, sizeof *c->rows);
    for (size_t i = 0; i < c->point_count; i++) {
        compare_point(c, i, &matches[i], o);
        compare_fingerprints(c, i, &matches[i]);
        compare_phones(&c->points[i], &matches[i], (uint32_t)i);
    }
    compare_together(c);
    compare_phones_together(c->points, c->point_count);
    compare_matches_free(matches, c->point_count);
    return 0;
}

void comparison_fini(struct comparison *c)
{
    for (size_t i = 0; i < c->change_count; i++) {
        free(c->changes[i].path);
        free(c->changes[i].value[0]);
        free(c->changes[i].value[1]);
    }
    for (size_t i = 0; i < c->point_count; i++)
        free(c->points[i].name);
    free(c->changes);
    free(c->points);
    free(c->rows);
    *c = (struct comparison){.row_count = 0};
}

bool comparison_is_identical(const struct comparison *c)
{
    size_t left_out = c->points_alone[0] + c->points_alone[1];
    for (size_t i = 0; i < c->point_count; i++)
        left_out += c->points[i].alone[0] + c->points[i].alone[1] + !c->points[i].paired;
    return !left_out && c->equal_pairs == c->pairs;
}
