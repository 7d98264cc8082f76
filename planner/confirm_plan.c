/* Which kinds of sites are confirmed by which methods, and what that changes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "planner/answers_private.h"
#include "planner/choose.h"
#include "planner/confirm.h"
#include "planner/confirm_design.h"

/* Kinds and methods: wanted now, or done. */
struct confirm_wanted {
    size_t site; /* the first of its kind that wants it */
    bool wanted, done;
};

struct confirm_state {
    struct plan *plan;
    struct plan_points *points;
    struct confirm_wanted (*kinds)[PLAN_METHODS];
    struct confirm_job *jobs; /* those of a design one after the other, in their order */
    size_t job_count, job_room;
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
    if (x->method != y->method)
        return (int)x->method - (int)y->method;
    return x->run < y->run ? -1 : x->run > y->run;
}

static void confirm_add(struct confirm_state *c, const struct confirm_job *job)
{
    if (c->job_count == c->job_room) {
        c->job_room = 2 * c->job_room + 16;
        c->jobs = mem_resize(c->jobs, c->job_room, sizeof *c->jobs);
    }
    c->jobs[c->job_count++] = *job;
}

/* What the model knows by a run, else by a design. */
static int confirm_add_wanted(struct confirm_state *c, const struct plan_site *s, enum method m,
                              struct error *e)
{
    const struct plan *p = c->plan;
    const struct plan_answer *a = &s->answers[m];
    struct confirm_job job = {.site = s->site,
                              .method = m,
                              .at = CONFIRM_POINT,
                              .point = a->point,
                              .packets = confirm_packets(s->site, m)};
    if (a->not_modelled || p->options.engine == PLAN_BY_SIMULATOR) {
        struct confirm_site site;
        if (confirm_site_init(&site, s->site, c->points, p->options.unknowns, e) < 0)
            return -1;
        job.at = CONFIRM_DESIGN;
        const int status = confirm_inputs(p->fleet, s->site, &site, m, &job.inputs, e);
        confirm_site_fini(&site);
        if (status < 0)
            return -1;
    }
    const size_t runs = confirm_design_runs(job.inputs);
    for (; job.run < runs; job.run++)
        confirm_add(c, &job);
    return 0;
}

static int confirm_list(struct confirm_state *c, struct error *e)
{
    const struct plan *p = c->plan;
    c->job_count = 0;
    for (size_t k = 0; k < p->fleet->kind_count; k++)
        for (int m = 0; m < PLAN_METHODS; m++) {
            const struct confirm_wanted *w = &c->kinds[k][m];
            if (w->wanted && confirm_add_wanted(c, &p->sites[w->site], (enum method)m, e) < 0)
                return -1;
        }
    if (c->job_count > 0)
        qsort(c->jobs, c->job_count, sizeof *c->jobs, confirm_compare);
    return 0;
}

/* --- what comes of it ------------------------------------------------------------------------- */

/* What the plan and its answers both have. */
static void confirm_cannot(struct plan *p, size_t site, enum method m)
{
    struct plan_answer *a = &p->answers.of[site][m];
    free(a->why_not);
    a->why_not = mem_strdup("not back within the run's limit (run.limit)");
    p->sites[site].answers[m].why_not = a->why_not;
}

/* Of a site without ranges of its own it is that of the first of its kind. */
static void confirm_apply_design(struct confirm_state *c, size_t site,
                                 const struct confirm_job *job, const struct confirm_run *runs)
{
    struct plan *p = c->plan;
    struct plan_answer *a = &p->sites[site].answers[job->method];
    const struct plan_answer *first =
        &p->sites[c->kinds[job->site->kind][job->method].site].answers[job->method];
    const bool modelled = !a->not_modelled;
    const double model = a->at_confidence;
    struct confirm_site of;
    struct error e;
    float samples[PLAN_POINTS];
    CHECK(confirm_site_init(&of, p->sites[site].site, c->points, p->options.unknowns, &e) == 0);
    if (first->by_runs && !of.site.range_count) {
        char *why_not = a->why_not;
        *a = *first;
        a->why_not = why_not;
    } else {
        confirm_design_answer(a, samples, &of.in, job->inputs, runs, p->options.confidence);
        a->samples = a->possible ? answers_keep(&p->answers, samples) : NULL;
        a->ratio = modelled ? a->at_confidence / model : NAN;
    }
    confirm_site_fini(&of);
    if (!a->possible)
        confirm_cannot(p, site, job->method);
}

static void confirm_apply_to(struct confirm_state *c, size_t site, const struct confirm_job *job,
                             const struct confirm_run *runs, double model)
{
    if (job->at == CONFIRM_DESIGN)
        confirm_apply_design(c, site, job, runs);
    else
        confirm_apply(&c->plan->sites[site].answers[job->method], runs, model,
                      c->plan->options.confidence);
}

/* Into all sites of the kind; the one that wanted it is first. */
static void confirm_spread(struct confirm_state *c, const struct confirm_job *job,
                           const struct confirm_run *runs, size_t count)
{
    struct plan *p = c->plan;
    struct confirm_wanted *w = &c->kinds[job->site->kind][job->method];
    const struct plan_answer *a = &p->sites[w->site].answers[job->method];
    const double model = a->at_confidence;
    confirm_apply_to(c, w->site, job, runs, model);
    for (size_t i = 0; i < p->count; i++)
        if (p->sites[i].site->kind == job->site->kind && i != w->site)
            confirm_apply_to(c, i, job, runs, model);
    p->confirmed += count;
    p->scaled += plan_answer_is_off(a);
    *w = (struct confirm_wanted){.done = true};
}

static void confirm_take(struct confirm_state *c, const struct confirm_run *runs)
{
    for (size_t j = 0; j < c->job_count;) {
        const size_t count = confirm_design_runs(c->jobs[j].inputs);
        confirm_spread(c, &c->jobs[j], &runs[j], count);
        j += count;
    }
    for (size_t i = 0; i < c->plan->count; i++)
        choose_method(&c->plan->sites[i]);
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
    if (status == 0)
        confirm_take(c, runs);
    free(runs);
    return status;
}

int plan_confirm(struct plan *p, struct error *e)
{
    struct confirm_state c = {.plan = p,
                              .points = plan_points_new(),
                              .kinds = mem_calloc(p->fleet->kind_count + 1, sizeof *c.kinds)};
    int status = 0;
    do {
        confirm_ask(&c);
        status = confirm_list(&c, e);
        if (status == 0 && c.job_count > 0)
            status = confirm_round(&c, e);
    } while (status == 0 && c.job_count > 0);
    plan_points_free(c.points);
    free(c.kinds);
    free(c.jobs);
    return status;
}
