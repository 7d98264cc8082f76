/* The sequence, and the orders of sites. */
#include "planner/plan_points.h"

#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_qrng.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/check.h"
#include "base/memory.h"
#include "sim/random.h"

struct plan_points {
    double at[PLAN_POINTS][PLAN_DIMENSIONS];
};

struct plan_points *plan_points_new(void)
{
    struct plan_points *p = mem_calloc(1, sizeof *p);
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, PLAN_DIMENSIONS);
    if (!sequence)
        mem_exhausted();
    for (size_t i = 0; i < PLAN_POINTS; i++)
        gsl_qrng_get(sequence, p->at[i]);
    gsl_qrng_free(sequence);
    return p;
}

void plan_points_free(struct plan_points *p)
{
    free(p);
}

double plan_points_at(const struct plan_points *p, size_t point, size_t dimension)
{
    CHECK(point < PLAN_POINTS && dimension < PLAN_DIMENSIONS);
    return p->at[point][dimension];
}

void plan_points_order(uint16_t order[PLAN_POINTS], const char *site)
{
    struct random_stream draws;
    random_init(&draws, XXH64(site, strlen(site), 0), 0, 0, RANDOM_POINT);
    for (uint16_t i = 0; i < PLAN_POINTS; i++) { /* Fisher and Yates */
        const uint64_t j = random_below(&draws, i + 1u);
        order[i] = order[j];
        order[j] = i;
    }
}
