/* Points on their way through the pool: the caller's side looks what is missing and stores what
 * comes, a worker loads and runs. */
#include "studies/campaign.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/pool.h"
#include "sim/engine_load.h"
#include "studies/campaign_point.h"
#include "studies/run_key.h"
#include "studies/trial.h"

struct campaign_work {
    const struct campaign *c;
    uint32_t workers;
    struct open_point *open; /* in the order of their numbers */
    uint64_t looked_at;      /* points */
    struct campaign_progress progress;
    bool stopped; /* by an error or an interrupt: there are no more jobs */
    bool failed;  /* with `error`, which the pool is told when it asks */
    struct error error;
    /* Of a worker: the point that it has loaded, for the replications that follow. */
    bool loaded;
    uint64_t number;
    struct point point;
    struct scenario scenario;
};

static int campaign_fail(struct campaign_work *w, const struct error *e)
{
    if (!w->failed)
        w->error = *e;
    w->failed = w->stopped = true;
    return -1;
}

static void campaign_tick(void *user)
{
    struct campaign_work *w = user;
    if (w->stopped || !w->c->progress || w->c->progress(w->c->user, &w->progress))
        return;
    w->stopped = true;
    pool_interrupt();
}

/* --- in a worker ------------------------------------------------------------------------------ */

static int worker_load(struct campaign_work *w, uint64_t number, struct error *e)
{
    if (w->loaded && w->number == number)
        return 0;
    if (w->loaded) {
        scenario_free(&w->scenario);
        point_fini(&w->point);
    }
    w->loaded = false;
    w->number = number;
    w->point = (struct point){0};
    if (w->c->point(w->c->user, number, &w->point, e) < 0 ||
        w->c->load(w->c->user, &w->point, &w->scenario, e) < 0) {
        point_fini(&w->point);
        return -1;
    }
    w->loaded = true;
    return 0;
}

static int worker_job(void *user, size_t number, struct pool_result *result, struct error *e)
{
    struct campaign_work *w = user;
    const uint64_t replications = w->c->replications;
    if (worker_load(w, number / replications, e) < 0)
        return -1;
    const struct engine *engine = engine_load(w->point.engine, e);
    if (!engine)
        return -1;
    struct scenario s = w->scenario;
    struct run_summary summary;
    s.replication += (uint32_t)(number % replications);
    if (trial_run(&s, engine, NULL, &summary, e) < 0)
        return -1;
    memcpy(pool_result_grow(result, sizeof summary), &summary, sizeof summary);
    return 0;
}

/* --- storing ---------------------------------------------------------------------------------- */

static struct campaign_run campaign_run_of(struct open_point *p, uint32_t replication)
{
    p->key.replication = p->first + replication;
    return (struct campaign_run){.number = p->number, .point = &p->point, .key = &p->key};
}

static int campaign_store(struct campaign_work *w, struct open_point *p, uint32_t replication,
                          const struct run_summary *summary, const char *failure)
{
    struct error e;
    struct campaign_run run = campaign_run_of(p, replication);
    run.outcome = (struct store_outcome){.failure = failure, .summary = summary};
    if (w->c->put(w->c->user, &run, &e) < 0)
        return campaign_fail(w, &e);
    w->progress.done += summary != NULL;
    w->progress.failed += failure != NULL;
    return 0;
}

static void campaign_hold(struct known *k, const struct run_summary *summary, const char *failure)
{
    if (summary) {
        k->held = mem_calloc(1, sizeof *k->held);
        *k->held = *summary;
    } else {
        k->failure = mem_strdup(failure);
    }
}

/* Stores what was held and is wanted now. */
static int campaign_advance(struct campaign_work *w, struct open_point *p)
{
    while (open_point_advance(p, w->c->precision)) {
        struct known *k = &p->known[p->prefix - 1];
        if ((k->held || k->failure) && campaign_store(w, p, p->prefix - 1, k->held, k->failure) < 0)
            return -1;
        free(k->held);
        free(k->failure);
        k->held = NULL;
        k->failure = NULL;
    }
    return 0;
}

static void campaign_close_if_over(struct campaign_work *w, struct open_point *p)
{
    if (!open_point_is_over(p))
        return;
    struct open_point **at = &w->open;
    while (*at != p)
        at = &(*at)->next;
    *at = p->next;
    w->progress.points_ended++;
    w->progress.runs -= w->c->replications - p->wanted;
    open_point_free(p);
}

static double campaign_value(const struct campaign_work *w, const struct run_summary *summary)
{
    if (!summary)
        return NAN;
    const struct run_value v = run_quantity_value(w->c->precise, summary);
    return v.known ? v.real : NAN;
}

static int campaign_done(void *user, const struct pool_outcome *o, struct error *e)
{
    struct campaign_work *w = user;
    const uint32_t replication = (uint32_t)(o->number % w->c->replications);
    const struct run_summary *summary = o->result ? o->result->bytes : NULL;
    const char *failure = o->result ? NULL : o->error.text;
    struct open_point *p = w->open;
    while (p->number != o->number / w->c->replications)
        p = p->next;
    if (p->precise)
        p->known[replication] = (struct known){.known = true, .value = campaign_value(w, summary)};
    p->running--;
    if (open_point_holds(p, replication))
        campaign_hold(&p->known[replication], summary, failure);
    else if (!open_point_drops(p, replication))
        campaign_store(w, p, replication, summary, failure);
    if (!w->failed && campaign_advance(w, p) == 0)
        campaign_close_if_over(w, p);
    if (w->failed)
        *e = w->error;
    return w->failed ? -1 : 0;
}

/* --- what is missing -------------------------------------------------------------------------- */

/* Negative: the campaign has failed. Else whether it is stored, and need not be run. */
static int campaign_is_stored(struct campaign_work *w, struct open_point *p, uint32_t replication,
                              struct run_value *value)
{
    struct error e;
    const struct campaign_run run = campaign_run_of(p, replication);
    const int state = w->c->find(w->c->user, &run, w->c->precise, value, &e);
    if (state < 0)
        return campaign_fail(w, &e);
    const bool stored = state == STORE_DONE || (state == STORE_FAILED && !w->c->retry);
    w->progress.found += stored;
    return stored;
}

/* A point whose scenario does not load is a failure, stored once. */
static void campaign_note_unloadable(struct campaign_work *w, struct open_point *p,
                                     const struct error *why)
{
    struct run_value value;
    run_key_make_unloadable(&p->key, p->point.scenario, (const char *const *)p->point.overrides,
                            p->point.override_count, p->point.engine);
    p->wanted = 1;
    p->precise = false;
    p->decided = true;
    open_point_begin(p);
    if (campaign_is_stored(w, p, 0, &value) == 0)
        campaign_store(w, p, 0, NULL, why->text);
}

static void campaign_open(struct campaign_work *w)
{
    struct error e;
    struct scenario s;
    struct open_point *p = mem_calloc(1, sizeof *p), **at = &w->open;
    p->number = w->looked_at++;
    while (*at)
        at = &(*at)->next;
    *at = p;
    if (w->c->point(w->c->user, p->number, &p->point, &e) < 0) {
        campaign_fail(w, &e);
        return;
    }
    p->wanted = w->c->replications;
    p->precise = w->c->precise != NULL;
    p->decided = !p->precise;
    if (w->c->load(w->c->user, &p->point, &s, &e) < 0) {
        campaign_note_unloadable(w, p, &e);
        campaign_close_if_over(w, p);
    } else {
        p->first = s.replication;
        run_key_make(&p->key, &s, p->point.engine);
        scenario_free(&s);
    }
}

/* True: there is a job. False: it was stored already, or the campaign has failed. */
static bool campaign_begin(struct campaign_work *w, struct open_point *p, size_t *number)
{
    struct run_value value = {0};
    const uint32_t replication = open_point_begin(p);
    const int stored = campaign_is_stored(w, p, replication, &value);
    if (stored == 0) {
        p->running++;
        *number = p->number * w->c->replications + replication;
    } else if (stored > 0) {
        if (p->precise)
            p->known[replication] =
                (struct known){.known = true, .value = value.known ? value.real : NAN};
        if (campaign_advance(w, p) == 0)
            campaign_close_if_over(w, p);
    }
    return stored == 0;
}

static struct open_point *campaign_find_work(const struct campaign_work *w, uint32_t ahead)
{
    struct open_point *p = w->open;
    while (p && !open_point_has(p, ahead))
        p = p->next;
    return p;
}

/* What is wanted whatever comes goes first, then other points; only when all points are under way
 * replications are run ahead of the decision whether they are wanted. */
static bool campaign_next(void *user, size_t *number)
{
    struct campaign_work *w = user;
    while (!w->stopped) {
        struct open_point *p = campaign_find_work(w, 0);
        const bool more = !p && w->looked_at < w->c->points;
        if (more)
            campaign_open(w);
        else if (!p)
            p = campaign_find_work(w, w->workers);
        if (!p && !more)
            return false;
        if (p && campaign_begin(w, p, number))
            return true;
        campaign_tick(w); /* it may be long until there is a job */
    }
    return false;
}

int campaign_execute(const struct campaign *c, struct campaign_progress *result, struct error *e)
{
    struct campaign_work w = {
        .c = c,
        .workers = c->workers ? c->workers : pool_processors(),
        .progress = {.points = c->points, .runs = c->points * c->replications}};
    const struct pool_work pool = {.next = campaign_next,
                                   .job = worker_job,
                                   .done = campaign_done,
                                   .tick = campaign_tick,
                                   .user = &w,
                                   .time_limit = c->time_limit};
    int status = pool_serve(&pool, c->workers, e);
    if (status == 0 && w.failed) { /* when nothing was running */
        *e = w.error;
        status = -1;
    }
    while (w.open) {
        struct open_point *p = w.open;
        w.open = p->next;
        open_point_free(p);
    }
    if (result)
        *result = w.progress;
    return status;
}
