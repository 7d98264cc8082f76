/* Points on their way through the pool: the caller's side looks what is missing and stores what
 * comes, a worker loads and runs. */
#include "studies/campaign.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/pool.h"
#include "results/tables.h"
#include "scenarios/experiment.h"
#include "sim/engine_load.h"
#include "sim/mix.h"
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
    uint64_t mix;
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
    if (!w->c->progress || w->c->progress(w->c->user, &w->progress))
        return;
    w->stopped = true;
    pool_interrupt();
}

/* --- what a worker says ----------------------------------------------------------------------- */

/* Of a run; the texts of the tables that are kept follow, each with its zero. */
struct campaign_answer {
    struct run_summary summary;
    uint64_t scenario;    /* campaign_mix of what has been run */
    size_t phones, links; /* bytes of the texts; 0: not kept */
};

/* Whether two keys mean the same scenario, as a number. */
static uint64_t campaign_mix(const struct store_key *key)
{
    const char *const texts[] = {key->scenario, key->catalogue};
    uint64_t mix = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (const char *c = texts[i]; *c; c++)
            mix = mix64(mix, (unsigned char)*c);
    return mix;
}

/* --- in a worker ------------------------------------------------------------------------------ */

static int worker_load(struct campaign_work *w, uint64_t number, struct error *e)
{
    struct store_key key;
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
    run_key_make(&key, &w->scenario, w->point.engine);
    w->mix = campaign_mix(&key);
    run_key_free(&key);
    w->loaded = true;
    return 0;
}

/* What a run leaves: the answer, and room for what follows it. */
struct worker_keeps {
    const struct campaign *c;
    struct pool_result *result;
};

/* Returns how many bytes it has, with its zero. */
static size_t worker_put_table(struct pool_result *result, const struct record *record,
                               void (*write)(FILE *, const struct record *))
{
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    if (!file)
        mem_exhausted();
    write(file, record);
    if (fclose(file) != 0)
        mem_exhausted();
    memcpy(pool_result_grow(result, length + 1), text, length);
    free(text);
    return length + 1;
}

static int worker_ended(void *user, const struct record *record, const struct run_summary *summary,
                        const struct run_label *label, struct error *e)
{
    const struct worker_keeps *k = user;
    (void)summary, (void)label, (void)e;
    struct campaign_answer sizes = {.phones = 0};
    if (k->c->keep_phones)
        sizes.phones = worker_put_table(k->result, record, table_phones);
    if (k->c->keep_links)
        sizes.links = worker_put_table(k->result, record, table_links);
    struct campaign_answer *answer = k->result->bytes; /* where it is now */
    answer->phones = sizes.phones;
    answer->links = sizes.links;
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
    struct worker_keeps keeps = {w->c, result};
    const struct trial how = {
        .record.all_links = w->c->keep_links, .ended = worker_ended, .user = &keeps};
    struct scenario s = w->scenario;
    struct run_summary summary;
    s.replication += (uint32_t)(number % replications);
    pool_result_grow(result, sizeof(struct campaign_answer));
    if (trial_run(&s, engine, &how, &summary, e) < 0)
        return -1;
    struct campaign_answer *answer = result->bytes;
    answer->summary = summary;
    answer->scenario = w->mix;
    return 0;
}

/* --- storing ---------------------------------------------------------------------------------- */

static struct campaign_run campaign_run_of(struct open_point *p, uint32_t replication)
{
    p->key.replication = p->first + replication;
    return (struct campaign_run){.number = p->number, .point = &p->point, .key = &p->key};
}

static int campaign_store(struct campaign_work *w, struct open_point *p, uint32_t replication,
                          const struct store_outcome *outcome)
{
    struct error e;
    struct campaign_run run = campaign_run_of(p, replication);
    run.outcome = *outcome;
    if (w->c->put(w->c->user, &run, &e) < 0)
        return campaign_fail(w, &e);
    w->progress.done += outcome->summary != NULL;
    w->progress.failed += outcome->failure != NULL;
    return 0;
}

static char *campaign_copy(const char *text)
{
    return text ? mem_strdup(text) : NULL;
}

static void campaign_hold(struct known *k, const struct store_outcome *o)
{
    if (o->summary) {
        k->summary = mem_calloc(1, sizeof *k->summary);
        *k->summary = *o->summary;
    }
    k->failure = campaign_copy(o->failure);
    k->phones = campaign_copy(o->phones);
    k->links = campaign_copy(o->links);
}

/* Stores what was held and is wanted now. */
static int campaign_advance(struct campaign_work *w, struct open_point *p)
{
    while (open_point_advance(p, w->c->precision)) {
        struct known *k = &p->known[p->prefix - 1];
        const struct store_outcome o = {
            .failure = k->failure, .summary = k->summary, .phones = k->phones, .links = k->links};
        if ((o.summary || o.failure) && campaign_store(w, p, p->prefix - 1, &o) < 0)
            return -1;
        known_forget(k);
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

/* What comes of a job is stored so. */
static struct store_outcome campaign_outcome(const struct open_point *p,
                                             const struct pool_outcome *o)
{
    const struct campaign_answer *answer = o->result ? o->result->bytes : NULL;
    if (!answer)
        return (struct store_outcome){.failure = o->error.text};
    if (answer->scenario != campaign_mix(&p->key))
        return (struct store_outcome){.failure = "a file of the scenario has changed since the "
                                                 "campaign came to it"};
    const char *texts = (const char *)(answer + 1);
    return (struct store_outcome){.summary = &answer->summary,
                                  .phones = answer->phones ? texts : NULL,
                                  .links = answer->links ? texts + answer->phones : NULL};
}

static int campaign_done(void *user, const struct pool_outcome *o, struct error *e)
{
    struct campaign_work *w = user;
    const uint32_t replication = (uint32_t)(o->number % w->c->replications);
    struct open_point *p = w->open;
    while (p->number != o->number / w->c->replications)
        p = p->next;
    const struct store_outcome outcome = campaign_outcome(p, o);
    if (p->precise)
        p->known[replication] =
            (struct known){.known = true, .value = campaign_value(w, outcome.summary)};
    p->running--;
    if (open_point_holds(p, replication))
        campaign_hold(&p->known[replication], &outcome);
    else if (!open_point_drops(p, replication))
        campaign_store(w, p, replication, &outcome);
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
    const struct store_outcome outcome = {.failure = why->text};
    if (campaign_is_stored(w, p, 0, &value) == 0)
        campaign_store(w, p, 0, &outcome);
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

/* The first point's images are made before there are workers, which then have them. What does not
 * load is told of when its turn comes. */
static void campaign_prepare(const struct campaign *c)
{
    struct point point = {0};
    struct scenario scenario;
    struct error e;
    if (c->points && c->point(c->user, 0, &point, &e) == 0 &&
        c->load(c->user, &point, &scenario, &e) == 0) {
        experiment_prepare(&scenario);
        scenario_free(&scenario);
    }
    point_fini(&point);
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
    campaign_prepare(c);
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
