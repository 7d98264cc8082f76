/* Plans of lists that are texts, for tests. */
#ifndef TESTS_PLANNER_PLANNED_H
#define TESTS_PLANNER_PLANNED_H

#include "fleet_support.h"
#include "planner/plan.h"

static inline date_day day_of(const char *text)
{
    date_day day;
    struct error e;
    ck_assert_int_eq(date_read(&day, text, &e), 0);
    return day;
}

/* From Tuesday, 1 December 2026 to the Friday of the next week. */
static inline struct plan_options some_days(void)
{
    return (struct plan_options){.first_day = day_of("2026-12-01"),
                                 .last_day = day_of("2026-12-11"),
                                 .confidence = 0.9,
                                 .engine = PLAN_BY_MODEL,
                                 .workers = 1};
}

struct planned {
    struct fleet fleet;
    struct unknowns unknowns;
    struct plan plan;
};

/* Of a list, and what its sites share. */
static inline struct planned *plan_with(const char *list, struct plan_options o,
                                        struct fleet_options f)
{
    struct planned *x = mem_calloc(1, sizeof *x);
    struct error e = {""};
    x->fleet = fleet_good(list, f);
    ck_assert_int_eq(unknowns_init(&x->unknowns, &x->fleet.like, f.set, f.set_count, NULL, 0, &e),
                     0);
    o.unknowns = &x->unknowns;
    const int status = plan_make(&x->plan, &x->fleet, &o, &e);
    ck_assert_msg(status == 0, "%s", e.text);
    return x;
}

static inline struct planned *plan_of(const char *list, struct plan_options o)
{
    return plan_with(list, o, (struct fleet_options){.like = NULL});
}

static inline void planned_free(struct planned *x)
{
    plan_fini(&x->plan);
    unknowns_fini(&x->unknowns);
    fleet_free(&x->fleet);
    free(x);
}

#endif
