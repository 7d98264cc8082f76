/* Baselines' scenarios in a pool: one after the other, the longest first. */
#include "studies/baseline_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "sim/engine_load.h"
#include "studies/trial.h"

void baselines_init(struct baselines *b, const char *folder, struct library *library)
{
    *b = (struct baselines){.folder = folder, .library = library};
}

void baselines_fini(struct baselines *b)
{
    for (size_t i = 0; i < b->count; i++) {
        baseline_fini(&b->list[i]);
        if (b->outcomes) {
            baseline_fini(&b->outcomes[i].is);
            free(b->outcomes[i].changes);
        }
    }
    free(b->list);
    free(b->outcomes);
    *b = (struct baselines){0};
}

struct baseline *baselines_add(struct baselines *b)
{
    b->list = mem_resize(b->list, b->count + 1, sizeof *b->list);
    b->list[b->count] = (struct baseline){0};
    return &b->list[b->count++];
}

static int baselines_refuse(const struct baselines *b, const char *name, char *const *names,
                            size_t count, struct error *e)
{
    char *question = nearest_question(name, (const char *const *)names, count);
    error_set(e, "%.100s: there is no baseline of that name in %.200s%s", name, b->folder,
              question ? question : "; 'pfsim baseline add' makes one");
    free(question);
    return -1;
}

static int baselines_read_one(struct baselines *b, const char *name, char *const *names,
                              size_t count, struct error *e)
{
    size_t i = 0;
    while (i < count && strcmp(names[i], name) != 0)
        i++;
    if (i == count)
        return baselines_refuse(b, name, names, count, e);
    if (baseline_read(baselines_add(b), b->folder, name, e) == 0)
        return 0;
    b->count--;
    return -1;
}

int baselines_read(struct baselines *b, char *const *names, size_t count, struct error *e)
{
    char **there;
    const size_t there_count = baseline_names(b->folder, &there);
    int status = 0;
    if (count == 0)
        for (size_t i = 0; i < there_count && status == 0; i++)
            status = baselines_read_one(b, there[i], there, there_count, e);
    for (size_t i = 0; i < count && status == 0; i++)
        status = baselines_read_one(b, names[i], there, there_count, e);
    for (size_t i = 0; i < there_count; i++)
        free(there[i]);
    free(there);
    return status;
}

static bool baseline_is_path(const char *scenario)
{
    const size_t length = strlen(scenario);
    return strchr(scenario, '/') || (length > 5 && strcmp(scenario + length - 5, ".yaml") == 0);
}

char *baselines_scenario(const struct baselines *b, const struct baseline *one)
{
    if (*one->scenario == '/')
        return mem_strdup(one->scenario);
    return baseline_is_path(one->scenario)
               ? mem_printf("%s/%s", b->folder, one->scenario)
               : mem_printf("%s/scenarios/%s.yaml", library_folder(b->library), one->scenario);
}

/* --- running --------------------------------------------------------------------------------- */

struct baselines_running {
    struct baselines *all;
    size_t *order; /* of those that are run, the longest first */
    size_t count, next, done;
    pool_progress_fn *progress;
    void *user;
};

/* In a worker. */
static int running_job(void *user, size_t number, struct pool_result *result, struct error *e)
{
    const struct baselines_running *r = user;
    const struct baseline *b = &r->all->list[number];
    const struct engine *engine = engine_load(b->engine, e);
    struct scenario scenario;
    if (!engine)
        return -1;
    char *path = baselines_scenario(r->all, b);
    int status = scenario_load(&scenario, path, (const char *const *)b->set, b->set_count,
                               r->all->library, e);
    free(path);
    if (status < 0)
        return -1;
    struct run_summary *s = pool_result_grow(result, sizeof *s);
    status = trial_run(&scenario, engine, NULL, s, e);
    scenario_free(&scenario);
    return status;
}

static void running_take(const struct baseline *was, struct baseline_outcome *o,
                         const struct run_summary *s)
{
    baseline_init(&o->is, was->name, was->scenario, was->engine);
    for (size_t i = 0; i < was->set_count; i++)
        baseline_set(&o->is, was->set[i]);
    for (size_t i = 0; i < was->because_count; i++)
        baseline_because(&o->is, was->because[i]);
    baseline_take(&o->is, s);
    o->change_count = baseline_compare(was, &o->is, &o->changes);
    for (size_t i = 0; i < o->change_count; i++)
        o->beyond = o->beyond || o->changes[i].beyond;
    if (o->change_count > 0 || o->is.fingerprint != was->fingerprint)
        o->state = BASELINE_MOVED;
}

static int running_done(void *user, const struct pool_outcome *outcome, struct error *e)
{
    struct baselines_running *r = user;
    struct baseline_outcome *o = &r->all->outcomes[outcome->number];
    (void)e;
    r->done++;
    if (outcome->how == POOL_DONE) {
        running_take(&r->all->list[outcome->number], o, outcome->result->bytes);
    } else {
        o->state = BASELINE_FAILED;
        o->error = outcome->error;
    }
    return 0;
}

static bool running_next(void *user, size_t *number)
{
    struct baselines_running *r = user;
    if (r->next == r->count)
        return false;
    *number = r->order[r->next++];
    return true;
}

static void running_tick(void *user)
{
    const struct baselines_running *r = user;
    if (r->progress)
        r->progress(r->user, r->done, r->count);
}

/* What it costs, roughly: by the bytes that it has given to cables before; ns-3 takes 50 times as
 * long. */
static double running_cost(const struct baseline *b)
{
    const double bytes = b->values[run_quantity_find("lan.bytes_to_phones") - run_quantities].real;
    return strcmp(b->engine, "native") == 0 ? bytes : 50 * bytes;
}

static void running_plan(struct baselines_running *r)
{
    const struct baselines *all = r->all;
    for (size_t i = 0; i < all->count; i++) {
        struct baseline_outcome *o = &all->outcomes[i];
        if (!engine_load(all->list[i].engine, &o->error)) {
            o->state = BASELINE_SKIPPED;
            continue;
        }
        size_t at = r->count++;
        for (; at > 0 && running_cost(&all->list[r->order[at - 1]]) < running_cost(&all->list[i]);
             at--)
            r->order[at] = r->order[at - 1];
        r->order[at] = i;
    }
}

int baselines_run(struct baselines *b, unsigned workers, pool_progress_fn *progress, void *user,
                  struct error *e)
{
    struct baselines_running r = {.all = b,
                                  .order = mem_calloc(b->count, sizeof *r.order),
                                  .progress = progress,
                                  .user = user};
    b->outcomes = mem_calloc(b->count, sizeof *b->outcomes);
    running_plan(&r);
    const struct pool_work work = {.next = running_next,
                                   .job = running_job,
                                   .done = running_done,
                                   .tick = running_tick,
                                   .user = &r};
    const int status = r.count ? pool_serve(&work, workers, e) : 0;
    free(r.order);
    return status;
}
