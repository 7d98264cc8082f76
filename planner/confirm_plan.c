/* Which kinds of sites are confirmed by which methods, and what that changes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/choose.h"
#include "planner/confirm.h"

/* Kinds and methods: wanted now, or done. */
struct confirm_wanted {
    size_t site; /* the first of its kind that wants it */
    bool wanted, done;
};

struct confirm_state {
    struct plan *plan;
    struct confirm_wanted (*kinds)[PLAN_METHODS];
    struct confirm_job *jobs;
    size_t job_count;
};

/* Whether it might be chosen if it were known to hold. */
static bool confirm_might(const struct plan_site *s, int method)
{
    const struct plan_answer *a = &s->answers[method];
    if (a->simulated || (s->site->method >= 0 && s->site->method != method))
        return false;
    if (s->chosen == method)
        return true;
    const bool unknown =
        a->not_modelled || (a->possible && a->bound && a->p50 <= (double)s->longest);
    if (!unknown || s->chosen < 0)
        return unknown;
    for (int i = 0; choose_by_work[i] != s->chosen; i++)
        if (choose_by_work[i] == method)
            return true;
    return choose_worth(&s->answers[s->chosen], (double)s->longest) != VERDICT_FITS;
}

static bool confirm_is_wanted(const struct plan *p, const struct plan_site *s, int method)
{
    const struct plan_answer *a = &s->answers[method];
    if (p->options.engine == PLAN_BY_SIMULATOR)
        return !a->simulated && (a->possible || a->not_modelled);
    return s->longest > 0 && confirm_might(s, method);
}

static void confirm_ask(struct confirm_state *c)
{
    for (size_t i = 0; i < c->plan->count; i++) {
        const struct plan_site *s = &c->plan->sites[i];
        for (int m = 0; m < PLAN_METHODS; m++) {
            struct confirm_wanted *w = &c->kinds[s->site->kind][m];
            if (w->wanted || w->done || !confirm_is_wanted(c->plan, s, m))
                continue;
            *w = (struct confirm_wanted){.site = i, .wanted = true};
        }
    }
}

/* Short ones first, which are done last. */
static int confirm_compare(const void *a, const void *b)
{
    const struct confirm_job *x = a, *y = b;
    if (x->packets != y->packets)
        return x->packets < y->packets ? -1 : 1;
    if (x->site != y->site) /* in one array */
        return x->site < y->site ? -1 : 1;
    return (int)x->method - (int)y->method;
}

static void confirm_list(struct confirm_state *c)
{
    c->job_count = 0;
    for (size_t k = 0; k < c->plan->fleet->kind_count; k++)
        for (int m = 0; m < PLAN_METHODS; m++) {
            const struct confirm_wanted *w = &c->kinds[k][m];
            if (!w->wanted)
                continue;
            const struct plan_site *s = &c->plan->sites[w->site];
            c->jobs[c->job_count++] =
                (struct confirm_job){.site = s->site,
                                     .method = (enum method)m,
                                     .at_point = !s->answers[m].not_modelled,
                                     .point = s->answers[m].point,
                                     .packets = confirm_packets(s->site, (enum method)m)};
        }
    qsort(c->jobs, c->job_count, sizeof *c->jobs, confirm_compare);
}

/* Into all sites of the kind. */
static void confirm_spread(struct confirm_state *c, const struct confirm_job *job,
                           const struct confirm_run *run)
{
    struct plan *p = c->plan;
    const size_t kind = job->site->kind;
    const struct plan_answer *a = &p->sites[c->kinds[kind][job->method].site].answers[job->method];
    const double model = a->at_confidence;
    for (size_t i = 0; i < p->count; i++)
        if (p->sites[i].site->kind == kind)
            confirm_apply(&p->sites[i].answers[job->method], run, model, p->options.confidence);
    p->confirmed++;
    p->scaled += plan_answer_scale(a) != 1;
    c->kinds[kind][job->method] = (struct confirm_wanted){.done = true};
}

static int confirm_round(struct confirm_state *c, struct error *e)
{
    struct plan *p = c->plan;
    struct confirm_run *runs = mem_calloc(c->job_count, sizeof *runs);
    double packets = 0;
    for (size_t j = 0; j < c->job_count; j++)
        packets += c->jobs[j].packets;
    if (p->options.confirming)
        p->options.confirming(p->options.progress_user, c->job_count, packets);
    const int status = confirm_run_all(p->fleet, &p->options, c->jobs, c->job_count, runs, e);
    for (size_t j = 0; j < c->job_count && status == 0; j++)
        confirm_spread(c, &c->jobs[j], &runs[j]);
    for (size_t i = 0; i < p->count && status == 0; i++)
        choose_method(&p->sites[i]);
    free(runs);
    return status;
}

int plan_confirm(struct plan *p, struct error *e)
{
    const size_t kinds = p->fleet->kind_count;
    struct confirm_state c = {.plan = p, .kinds = mem_calloc(kinds + 1, sizeof *c.kinds)};
    c.jobs = mem_calloc(kinds * PLAN_METHODS + 1, sizeof *c.jobs);
    int status = 0;
    do {
        confirm_ask(&c);
        confirm_list(&c);
        if (c.job_count > 0)
            status = confirm_round(&c, e);
    } while (c.job_count > 0 && status == 0);
    free(c.kinds);
    free(c.jobs);
    return status;
}
