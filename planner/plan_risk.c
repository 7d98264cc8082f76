/* Sites and nights against their windows, by the points of their answers. */
#include "planner/plan_risk.h"

#include <math.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "scenarios/format/words.h"

/* What matters at a kind of site by a method. */
struct plan_risk_kind {
    const float *samples; /* of which that is known; NULL: of none */
    const char *most;
    double share;
};

static struct plan_risk_kind plan_risk_find(const struct plan_answer *a,
                                            const struct plan_points *points,
                                            const struct unknowns *u,
                                            const struct answers_site *asked)
{
    double shares[UNKNOWNS_MOST + PLAN_DIMENSIONS];
    struct answers_inputs in;
    struct error e;
    CHECK(answers_inputs_init(&in, points, u, asked, &e) == 0); /* its answers have been found */
    const int most = risk_shares(a, &in, shares);
    return (struct plan_risk_kind){a->samples,
                                   most < 0 ? NULL : answers_input_name(&in, (size_t)most),
                                   most < 0 ? 0 : shares[most]};
}

/* Sites of a kind without ranges of their own have the same times at the same points. */
static void plan_risk_matters(struct plan_site *s, const struct plan_points *points,
                              const struct unknowns *u, const struct answers_site *asked,
                              struct plan_risk_kind *of_kind)
{
    const struct plan_answer *a = &s->answers[s->chosen];
    struct plan_risk_kind found = *of_kind;
    if (asked->range_count > 0 || !a->samples || a->samples != of_kind->samples)
        found = plan_risk_find(a, points, u, asked);
    if (asked->range_count == 0)
        *of_kind = found;
    s->matters_most = found.most;
    s->matters_share = found.share;
}

/* From its start to the end of its window. */
static struct risk_site plan_risk_site(const struct plan_site *s)
{
    return (struct risk_site){&s->answers[s->chosen],
                              (double)(s->windows[s->window].close - s->start)};
}

static void plan_risk_night(const struct plan *p, struct plan_night *night)
{
    struct risk_site *sites = mem_calloc(night->count + 1, sizeof *sites);
    for (size_t i = 0; i < night->count; i++)
        sites[i] = plan_risk_site(&p->sites[night->sites[i]]);
    night->all_fit = risk_all_within(sites, night->count);
    free(sites);
}

void plan_find_risks(struct plan *p)
{
    struct plan_points *points = plan_points_new();
    struct plan_risk_kind(*kinds)[PLAN_METHODS] =
        mem_calloc(p->fleet->kind_count + 1, sizeof *kinds);
    struct answers_fleet asked;
    answers_fleet_init(&asked, p->fleet, p->options.unknowns);
    for (size_t i = 0; i < p->count; i++) {
        struct plan_site *s = &p->sites[i];
        s->fits = NAN;
        s->matters_most = NULL;
        s->matters_share = 0;
        if (!s->scheduled)
            continue;
        const struct risk_site of = plan_risk_site(s);
        s->fits = risk_all_within(&of, 1);
        plan_risk_matters(s, points, p->options.unknowns, &asked.sites[i],
                          &kinds[s->site->kind][s->chosen]);
    }
    for (size_t i = 0; i < p->night_count; i++)
        plan_risk_night(p, &p->nights[i]);
    answers_fleet_fini(&asked);
    plan_points_free(points);
    free(kinds);
}

/* --- one site --------------------------------------------------------------------------------- */

static int plan_risk_has_method(const struct plan_site *s, struct error *e)
{
    return s->chosen >= 0
               ? 0
               : error_set(e, "%s: no method is possible", words_shown(s->site->name).text);
}

int plan_find_indices(struct plan_indices *x, const struct plan *p, size_t site, struct error *e)
{
    const struct plan_site *s = &p->sites[site];
    struct plan_points *points;
    struct answers_fleet asked;
    struct answers_inputs in;
    if (plan_risk_has_method(s, e) < 0)
        return -1;
    answers_fleet_init(&asked, p->fleet, p->options.unknowns);
    points = plan_points_new();
    int status = answers_inputs_init(&in, points, p->options.unknowns, &asked.sites[site], e);
    if (status == 0 && in.count == 0)
        status = error_set(e, "nothing, since each input has one value");
    if (status == 0)
        status = risk_indices(&asked.request, site, (enum method)s->chosen, &x->of, e);
    for (x->count = 0; status == 0 && x->count < in.count; x->count++)
        x->names[x->count] = answers_input_name(&in, x->count);
    plan_points_free(points);
    answers_fleet_fini(&asked);
    return status;
}
