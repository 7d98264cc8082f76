/* Phones of all runs in one order, so that runs that change sides need no sorting again. */
#include "studies/compare_phones.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/statistics.h"
#include "sim/random.h"

enum { SHUFFLES = 999, SHUFFLES_LEAST = 99 };
#define SHUFFLED_MOST 2e8 /* phones, in all shuffles of a point */

const double compare_quantiles[COMPARE_QUANTILES] = {.05, .25, .5, .75, .95};

/* A phone's time, and the number of its run: those of A come first. */
struct phone_time {
    double time;
    size_t run;
};

struct phone_times {
    struct phone_time *times; /* in ascending order */
    size_t count;
    size_t runs[2];
    bool *of_b; /* by run: which side it is on now */
    bool paired;
};

static int phones_by_time(const void *a, const void *b)
{
    const struct phone_time *x = a, *y = b;
    return (x->time > y->time) - (x->time < y->time);
}

static void phones_init(struct phone_times *t, const struct compare_point *p,
                        const struct compare_match *m)
{
    *t = (struct phone_times){.runs = {p->count[0], p->count[1]}, .paired = p->paired};
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < p->count[side]; i++)
            t->count += m->runs[side][i]->phone_count;
    t->times = mem_calloc(t->count + 1, sizeof *t->times);
    t->of_b = mem_calloc(p->count[0] + p->count[1], sizeof *t->of_b);
    size_t at = 0;
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < p->count[side]; i++) {
            const struct compare_run *r = m->runs[side][i];
            const size_t run = side ? p->count[0] + i : i;
            t->of_b[run] = side;
            for (size_t k = 0; k < r->phone_count; k++)
                t->times[at++] = (struct phone_time){r->phones[k], run};
        }
    qsort(t->times, t->count, sizeof *t->times, phones_by_time);
}

static void phones_fini(struct phone_times *t)
{
    free(t->times);
    free(t->of_b);
}

/* The greatest distance of both sides' distributions, as runs are on them now. */
static double phones_distance(const struct phone_times *t)
{
    double counts[2] = {0, 0}, so_far[2] = {0, 0}, greatest = 0;
    for (size_t i = 0; i < t->count; i++)
        counts[t->of_b[t->times[i].run]]++;
    if (!counts[0] || !counts[1])
        return 0;
    for (size_t i = 0; i < t->count; i++) {
        so_far[t->of_b[t->times[i].run]]++;
        if (i + 1 < t->count && t->times[i + 1].time == t->times[i].time)
            continue;
        greatest = fmax(greatest, fabs(so_far[0] / counts[0] - so_far[1] / counts[1]));
    }
    return greatest;
}

static void phones_shuffle(struct phone_times *t, struct random_stream *draws)
{
    const size_t all = t->runs[0] + t->runs[1];
    for (size_t i = 0; t->paired && i < t->runs[0]; i++) {
        t->of_b[i] = random_below(draws, 2);
        t->of_b[t->runs[0] + i] = !t->of_b[i];
    }
    for (size_t i = all; !t->paired && i > 1; i--) {
        const size_t other = random_below(draws, i);
        const bool kept = t->of_b[i - 1];
        t->of_b[i - 1] = t->of_b[other];
        t->of_b[other] = kept;
    }
}

/* How often runs at random are as far apart, the real ones counted as one time. */
static double phones_shuffled_p(struct phone_times *t, double distance, uint32_t number)
{
    struct random_stream draws;
    const double most = SHUFFLED_MOST / (double)t->count;
    const int shuffles = most > SHUFFLES         ? SHUFFLES
                         : most < SHUFFLES_LEAST ? SHUFFLES_LEAST
                                                 : (int)most;
    int as_far = 1;
    random_init(&draws, 1, 0, number, RANDOM_SHUFFLE);
    for (int i = 0; i < shuffles; i++) {
        phones_shuffle(t, &draws);
        as_far += phones_distance(t) >= distance - 1e-12;
    }
    return (double)as_far / (shuffles + 1);
}

static void phones_describe(struct compare_phones *p, const struct phone_times *t)
{
    double *sides[2] = {mem_calloc(t->count + 1, sizeof(double)),
                        mem_calloc(t->count + 1, sizeof(double))};
    for (size_t i = 0; i < t->count; i++) {
        const int side = t->of_b[t->times[i].run];
        sides[side][p->count[side]++] = t->times[i].time;
    }
    for (int side = 0; side < 2; side++)
        for (int q = 0; q < COMPARE_QUANTILES; q++)
            p->quantile[side][q] =
                statistics_quantile(sides[side], p->count[side], compare_quantiles[q]);
    const struct rank_test test =
        significance_smirnov(sides[0], p->count[0], sides[1], p->count[1]);
    p->distance = test.statistic;
    p->independent_p = test.p;
    free(sides[0]);
    free(sides[1]);
}

void compare_phones(struct compare_point *p, const struct compare_match *m, uint32_t number)
{
    struct phone_times t;
    p->phones = (struct compare_phones){.p = NAN};
    phones_init(&t, p, m);
    phones_describe(&p->phones, &t);
    if (p->phones.count[0] && p->phones.count[1] && p->count[0] > 1 && p->count[1] > 1)
        p->phones.p = phones_shuffled_p(&t, p->phones.distance, number);
    phones_fini(&t);
}

void compare_phones_together(struct compare_point *points, size_t count)
{
    double *p = mem_calloc(count + 1, sizeof *p);
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(points[i].phones.p))
            p[known++] = points[i].phones.p;
    significance_benjamini_hochberg(p, known, p);
    for (size_t i = 0, k = 0; i < count; i++)
        points[i].phones.adjusted = isnan(points[i].phones.p) ? NAN : p[k++];
    free(p);
}
