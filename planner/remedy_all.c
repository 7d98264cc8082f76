/* Remedies of all sites that need one: by the model, and of the worst ones by the simulator, too.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/choose.h"
#include "planner/confirm.h"
#include "planner/plan_private.h"
#include "planner/remedy.h"

enum { REMEDY_WORST = 10 };

/* Sites with the same remedy side by side. */
struct remedy_all {
    struct plan *plan;
    size_t *order;
    size_t worst[REMEDY_WORST]; /* places in the order, of the first with their remedy */
    struct remedy remedies[REMEDY_WORST];
    size_t count;
};

/* --- which are the same ----------------------------------------------------------------------- */

static int remedy_compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* What a remedy depends on: where all of it is the same, so is the remedy. */
static int remedy_compare(const void *a, const void *b, void *user)
{
    const struct plan *p = user;
    const struct plan_site *x = &p->sites[*(const size_t *)a], *y = &p->sites[*(const size_t *)b];
    const int64_t pairs[][2] = {
        {(int64_t)x->site->kind, (int64_t)y->site->kind},
        {x->verdict, y->verdict},
        {x->measure, y->measure},
        {x->longest, y->longest},
        {x->scheduled, y->scheduled},
        {x->chosen, y->chosen},
        {x->site->method, y->site->method},
        {(int64_t)x->window_count, (int64_t)y->window_count},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i][0] != pairs[i][1])
            return remedy_compare_numbers(pairs[i][0], pairs[i][1]);
    return 0;
}

/* A site with ranges has times of its own, and one without a place reasons. */
static bool remedy_is_same(struct plan *p, size_t i, size_t k)
{
    const struct plan_site *x = &p->sites[i], *y = &p->sites[k];
    return remedy_compare(&i, &k, p) == 0 && x->scheduled && plan_takes(x) == plan_takes(y);
}

static bool remedy_is_first(const struct remedy_all *all, size_t at)
{
    return at == 0 || !remedy_is_same(all->plan, all->order[at - 1], all->order[at]);
}

/* --- the worst -------------------------------------------------------------------------------- */

/* By how much it misses what it has; calls that are harmed miss nothing. */
static double remedy_miss(const struct plan_site *s)
{
    return s->longest > 0 ? plan_takes(s) / (double)s->longest : 0;
}

static bool remedy_is_worse(const struct remedy_all *all, size_t a, size_t b)
{
    const struct plan_site *x = &all->plan->sites[all->order[a]];
    const struct plan_site *y = &all->plan->sites[all->order[b]];
    const double miss = remedy_miss(x), other = remedy_miss(y);
    return miss != other ? miss > other : strcmp(x->site->name, y->site->name) < 0;
}

static void remedy_keep_worst(struct remedy_all *all, size_t at)
{
    size_t i = all->count;
    while (i > 0 && remedy_is_worse(all, at, all->worst[i - 1]))
        i--;
    if (i == REMEDY_WORST)
        return;
    all->count += all->count < REMEDY_WORST;
    for (size_t k = all->count - 1; k > i; k--)
        all->worst[k] = all->worst[k - 1];
    all->worst[i] = at;
}

static void remedy_find_worst(struct remedy_all *all)
{
    for (size_t i = 0; i < all->plan->count; i++) {
        const enum verdict v = all->plan->sites[all->order[i]].verdict;
        if (v != VERDICT_FITS && v != VERDICT_CANNOT_SAY && remedy_is_first(all, i))
            remedy_keep_worst(all, i);
    }
}

/* --- by the simulator ------------------------------------------------------------------------- */

/* Whether the change does what the model says of it. */
static bool remedy_holds(const struct remedy *r, const struct remedy_item *item,
                         const struct confirm_run *run)
{
    const double seconds = run->all_back * r->scales[item->method];
    const struct plan_answer a = {.possible = run->back,
                                  .p50 = seconds,
                                  .at_confidence = seconds,
                                  .simulated = true,
                                  .has_mos = run->has_mos,
                                  .mos = run->mos,
                                  .mos_before = run->mos_before};
    return run->back && choose_worth(&a, r->longest) == VERDICT_FITS;
}

static size_t remedy_list(struct remedy_all *all, struct confirm_job *jobs)
{
    size_t count = 0;
    for (size_t w = 0; w < all->count; w++)
        for (size_t i = 0; i < all->remedies[w].count; i++) {
            const struct remedy_item *item = &all->remedies[w].items[i];
            if (item->is_site)
                jobs[count++] =
                    (struct confirm_job){.site = &item->other.site, .method = item->method};
        }
    return count;
}

/* What does not hold is none. */
static void remedy_drop_refuted(struct remedy_all *all, const struct confirm_run *run)
{
    for (size_t w = 0; w < all->count; w++)
        for (size_t i = 0; i < all->remedies[w].count;) {
            const struct remedy_item *item = &all->remedies[w].items[i];
            const bool refuted = item->is_site && !remedy_holds(&all->remedies[w], item, run);
            run += item->is_site;
            if (refuted)
                remedy_drop(&all->remedies[w], i);
            else
                i++;
        }
}

static int remedy_simulate(struct remedy_all *all, struct error *e)
{
    struct confirm_job jobs[REMEDY_WORST * REMEDY_LIST];
    struct confirm_run runs[REMEDY_WORST * REMEDY_LIST];
    const size_t count = remedy_list(all, jobs);
    const struct plan *p = all->plan;
    if (count == 0 || p->options.engine == PLAN_BY_MODEL)
        return 0;
    if (confirm_run_all(p->fleet, &p->options, jobs, count, runs, e) < 0)
        return -1;
    remedy_drop_refuted(all, runs);
    return 0;
}

/* --- all -------------------------------------------------------------------------------------- */

/* That of a place in the order: of the worst it is there already. */
static char *remedy_at(struct remedy_all *all, size_t at)
{
    for (size_t w = 0; w < all->count; w++)
        if (all->worst[w] == at)
            return remedy_text(&all->remedies[w]);
    struct remedy r;
    remedy_find(&r, all->plan, &all->plan->sites[all->order[at]]);
    return remedy_text(&r);
}

static void remedy_spread(struct remedy_all *all)
{
    for (size_t i = 0; i < all->plan->count; i++) {
        const struct plan_site *before = i ? &all->plan->sites[all->order[i - 1]] : NULL;
        struct plan_site *s = &all->plan->sites[all->order[i]];
        if (!before || remedy_is_first(all, i))
            s->change = remedy_at(all, i);
        else
            s->change = before->change ? mem_strdup(before->change) : NULL;
    }
}

int plan_remedy_all(struct plan *p, struct error *e)
{
    struct remedy_all *all = mem_calloc(1, sizeof *all);
    all->plan = p;
    all->order = mem_calloc(p->count + 1, sizeof *all->order);
    for (size_t i = 0; i < p->count; i++)
        all->order[i] = i;
    qsort_r(all->order, p->count, sizeof *all->order, remedy_compare, p);
    remedy_find_worst(all);
    for (size_t w = 0; w < all->count; w++)
        remedy_find(&all->remedies[w], p, &p->sites[all->order[all->worst[w]]]);
    const int status = remedy_simulate(all, e);
    if (status == 0)
        remedy_spread(all);
    else
        for (size_t w = 0; w < all->count; w++)
            free(remedy_text(&all->remedies[w]));
    free(all->order);
    free(all);
    return status;
}
