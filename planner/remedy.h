/* What would change a site's verdict: each change by itself, those of settings first, then those
 * that cost a night, a window or a line. The model finds them. */
#ifndef PLANNER_REMEDY_H
#define PLANNER_REMEDY_H

#include "planner/plan.h"
#include "planner/what_if.h"

enum { REMEDY_LIST = 8 };

/* A change that would do. */
struct remedy_item {
    char *text;
    bool is_site;         /* it makes another site, which can be simulated: */
    struct what_if other; /* that, */
    enum method method;   /* by this method */
};

struct remedy {
    const struct plan *plan;
    const struct plan_site *site;
    double longest; /* s */
    /* By method: what its planning quantile is of the model's answer where ranges are likeliest. */
    double scales[PLAN_METHODS];
    struct remedy_item items[REMEDY_LIST];
    size_t count;
};

/* Fills it in for a site whose verdict is known. */
void remedy_find(struct remedy *r, const struct plan *p, const struct plan_site *s);
/* Takes an item away. */
void remedy_drop(struct remedy *r, size_t item);
/* "a, b or c", or NULL of nothing; free it. The remedy is gone then. */
char *remedy_text(struct remedy *r);

#endif
