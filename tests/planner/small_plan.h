/* Sites of a plan whose answers are given, for tests of what is made of them. */
#ifndef TESTS_PLANNER_SMALL_PLAN_H
#define TESTS_PLANNER_SMALL_PLAN_H

#include "planner/plan.h"
#include "tests/support.h"

/* Minutes, in half of the cases and at the planning quantile. */
static inline struct plan_answer small_answer(double p50, double late)
{
    return (struct plan_answer){
        .possible = true, .p50 = 60 * p50, .at_confidence = 60 * late, .ratio = 1};
}

static inline struct plan_answer small_with_calls(double p50, double late, double mos)
{
    struct plan_answer a = small_answer(p50, late);
    a.has_mos = true;
    a.mos = mos;
    a.mos_before = 4.3;
    return a;
}

static inline struct plan_answer small_bound(double p50, double late)
{
    struct plan_answer a = small_answer(p50, late);
    a.bound = true;
    a.bound_share = 1;
    return a;
}

/* A site that has its place in a window of so many minutes, of which the answers are still to be
 * given. */
static inline struct plan_site small_site(const struct fleet_site *of, int64_t minutes)
{
    struct plan_site s = {.site = of,
                          .chosen = -1,
                          .windows = mem_calloc(1, sizeof *s.windows),
                          .window_count = minutes > 0,
                          .longest = 60 * minutes,
                          .scheduled = true};
    s.windows[0].close = s.longest;
    return s;
}

static inline void small_site_free(struct plan_site *s)
{
    free(s->windows);
    free(s->note);
    free(s->because);
    free(s->change);
}

#endif
