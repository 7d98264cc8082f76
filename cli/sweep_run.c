/* The campaign of a sweep: its points, its store, and what is said at the end. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_identity.h"
#include "base/memory.h"
#include "base/visible.h"
#include "cli/quote.h"
#include "cli/sweep_private.h"
#include "results/text.h"
#include "studies/run_key.h"

#define REASONS_SHOWN 5

struct sweep_reason {
    char *text;
    uint64_t count;
};

struct sweep_run {
    const struct sweep *sweep;
    struct store *store;
    bool unwritten; /* what was stored could not be committed, for this reason */
    struct error why;
    struct progress progress;
    struct campaign_progress result;
    uint64_t failed_before; /* found as failed */
    bool failures;          /* the store had some of this build at the beginning */
    uint64_t forgotten;     /* the points before this one are looked at for those */
    struct sweep_reason *reasons;
    size_t reason_count;
};

/* --- points ---------------------------------------------------------------------------------- */

/* The -m and -s of all points, then its own values. */
static void sweep_fill_point(const struct sweep *s, size_t n, struct point *p)
{
    const struct sweep_options *o = s->options;
    const char *engine = o->engine ? o->engine : "native";
    char *method = o->overrides.method ? mem_printf("method=%s", o->overrides.method) : NULL;
    p->scenario = mem_strdup(s->path);
    if (method)
        point_override(p, method);
    for (size_t i = 0; i < o->overrides.set.count; i++)
        point_override(p, o->overrides.set.items[i]);
    for (size_t k = 0; k < points_parameters(s->points); k++) {
        char *value = points_value(s->points, n, k);
        char *assignment = points_assignment(s->points, n, k);
        if (assignment)
            point_override(p, assignment);
        else
            p->engine = mem_strdup(value);
        point_parameter(p, points_path(s->points, k), value, points_number(s->points, n, k));
        free(assignment);
        free(value);
    }
    if (!p->engine)
        p->engine = mem_strdup(engine);
    free(method);
}

static int sweep_point(void *user, uint64_t number, struct point *p, struct error *e)
{
    const struct sweep *s = ((const struct sweep_run *)user)->sweep;
    (void)e;
    sweep_fill_point(s, shard_point(s->shard, (size_t)number), p);
    return 0;
}

static int sweep_load(void *user, const struct point *p, struct scenario *s, struct error *e)
{
    (void)user;
    const struct overrides all = {
        .set = {.items = (const char **)p->overrides, .count = p->override_count}};
    return cli_load_quietly(s, p->scenario, &all, e);
}

/* --- the store ------------------------------------------------------------------------------- */

/* A point that loads now may be there as one that did not. */
static int sweep_forget(struct sweep_run *r, const struct campaign_run *run, struct error *e)
{
    struct store_key key;
    int status = 0;
    if (!r->failures || run->number < r->forgotten)
        return 0;
    r->forgotten = run->number + 1;
    run_key_make_unloadable(&key, run->point->scenario, (const char *const *)run->point->overrides,
                            run->point->override_count, run->point->engine);
    if (strcmp(key.scenario, run->key->scenario) != 0)
        status = store_forget(r->store, &key, e);
    run_key_free(&key);
    return status;
}

static int sweep_find(void *user, const struct campaign_run *run,
                      const struct run_quantity *precise, struct run_value *value, struct error *e)
{
    struct sweep_run *r = user;
    if (sweep_forget(r, run, e) < 0)
        return -1;
    const int state = store_find(r->store, run->key, e);
    if (state == STORE_FAILED && !r->sweep->options->retry)
        r->failed_before++;
    if (state == STORE_DONE && precise && store_value(r->store, run->key, precise, value, e) < 0)
        return -1;
    if (state != STORE_NONE &&
        store_note(r->store, run->key, run->point->parameters, run->point->parameter_count, e) < 0)
        return -1;
    return state;
}

static int sweep_put(void *user, const struct campaign_run *run, struct error *e)
{
    struct sweep_run *r = user;
    return store_put(r->store, run->key, run->point->parameters, run->point->parameter_count,
                     &run->outcome, e);
}

static bool sweep_progress(void *user, const struct campaign_progress *p)
{
    struct sweep_run *r = user;
    r->unwritten = r->unwritten || store_tick(r->store, &r->why) < 0;
    return progress_of_campaign(&r->progress, p) && !r->unwritten;
}

/* --- what is said ---------------------------------------------------------------------------- */

static int sweep_count_reason(void *user, const struct store_run *run, struct error *e)
{
    struct sweep_run *r = user;
    (void)e;
    for (size_t i = 0; i < r->reason_count; i++)
        if (!strcmp(r->reasons[i].text, run->failure)) {
            r->reasons[i].count++;
            return 0;
        }
    r->reasons = mem_resize(r->reasons, r->reason_count + 1, sizeof *r->reasons);
    r->reasons[r->reason_count++] = (struct sweep_reason){mem_strdup(run->failure), 1};
    return 0;
}

static int sweep_compare_reasons(const void *a, const void *b)
{
    const struct sweep_reason *left = a, *right = b;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    return strcmp(left->text, right->text);
}

/* The reasons are those of all runs in the store; `failed` of them are this sweep's. */
static void sweep_print_reasons(struct sweep_run *r, uint64_t failed, FILE *out)
{
    const char *store = r->sweep->options->store;
    uint64_t all = 0;
    for (size_t i = 0; i < r->reason_count; i++)
        all += r->reasons[i].count;
    if (all > failed)
        fprintf(out, "  with those of other sweeps %" PRIu64 " in the store have failed\n", all);
    qsort(r->reasons, r->reason_count, sizeof *r->reasons, sweep_compare_reasons);
    for (size_t i = 0; i < r->reason_count && i < REASONS_SHOWN; i++)
        fprintf(out, "    %" PRIu64 " of them: %s\n", r->reasons[i].count, r->reasons[i].text);
    if (r->reason_count > REASONS_SHOWN)
        fprintf(out, "    and %zu reasons more\n", r->reason_count - REASONS_SHOWN);
    char *quoted = cli_quote(store);
    fprintf(out,
            "  they are listed by: pfsim results %s --failed\n"
            "  and run once more by the same command with --retry\n",
            quoted);
    free(quoted);
}

/* How many runs there are of how many points, what of them is new, and what may come next. */
static void sweep_print_result(struct sweep_run *r)
{
    const struct sweep *s = r->sweep;
    const struct campaign_progress *p = &r->result;
    const uint64_t failed = p->failed + r->failed_before;
    char *store = cli_quote(s->options->store);
    struct visible_page page;
    visible_page_begin(&page);
    fprintf(page.file, "%" PRIu64 " point%s", p->points, p->points == 1 ? "" : "s");
    if (s->shard.of > 1)
        fprintf(page.file, " of shard %zu of %zu", s->shard.number, s->shard.of);
    fprintf(page.file, " x %s%" PRIu32 " replication%s: %" PRIu64 " %s in %s\n",
            s->precision.quantity ? "up to " : "", s->replications, s->replications == 1 ? "" : "s",
            p->found + p->done + p->failed,
            p->found + p->done + p->failed == 1 ? "run is" : "runs are", store);
    fprintf(page.file,
            "  %" PRIu64 " run now, %" PRIu64 " were there already, %" PRIu64 " have failed\n",
            p->done + p->failed, p->found, failed);
    if (failed)
        sweep_print_reasons(r, failed, page.file);
    if (s->shard.of > 1)
        fprintf(page.file, "When all shards are there: pfsim results merge ALL %s ...\n", store);
    else
        fprintf(page.file, "Next: pfsim results %s\n", store);
    visible_page_end(&page, stdout);
    free(store);
}

/* Runs of another build are not those of this one: whoever looks at the store should know. */
static int sweep_note_build(void *user, const struct store_build *build, struct error *e)
{
    struct sweep_run *r = user;
    (void)e;
    if (strcmp(build->identity, build_identity) == 0) {
        r->failures = build->failed > 0;
    } else {
        char *line = mem_printf(
            "%s has %" PRIu64 " runs of another build (%s, %.12s), which do not "
            "count here",
            r->sweep->options->store, build->done + build->failed, build->version, build->identity);
        cli_warn(line);
        free(line);
    }
    return 0;
}

/* --- all of it ------------------------------------------------------------------------------- */

static int sweep_run_campaign(struct sweep_run *r, struct error *e)
{
    const struct sweep *s = r->sweep;
    const struct campaign c = {
        .points = shard_count(s->shard, points_count(s->points)),
        .point = sweep_point,
        .load = sweep_load,
        .find = sweep_find,
        .put = sweep_put,
        .progress = sweep_progress,
        .user = r,
        .replications = s->replications,
        .precise = s->precision.quantity,
        .precision = s->precision.part,
        .workers = (unsigned)s->options->workers,
        .time_limit = s->time_limit,
        .retry = s->options->retry,
        .keep_phones = s->keep_phones,
        .keep_links = s->keep_links,
    };
    progress_init_jobs(&r->progress);
    cli_catch_interrupts();
    const int status = campaign_execute(&c, &r->result, e);
    progress_clear(&r->progress);
    if (r->unwritten)
        return error_set(e, "%s", r->why.text);
    if (store_flush(r->store, e) < 0)
        return -1;
    if (status < 0 && cli_interrupted())
        progress_interrupted(&r->progress,
                             "these are stored, and the same command goes on with the "
                             "others",
                             e);
    return status;
}

int sweep_execute(const struct sweep *s)
{
    struct error e;
    struct sweep_run r = {.sweep = s};
    const struct store_filter failed = {.build = build_identity, .state = STORE_FAILED};
    if (store_open(&r.store, s->options->store, STORE_WRITE, &e) < 0)
        return cli_fail(&e);
    int status = store_builds(r.store, sweep_note_build, &r, &e);
    if (status == 0)
        status = sweep_run_campaign(&r, &e);
    const bool any_failed = r.result.failed + r.failed_before > 0;
    if (status == 0 && any_failed)
        status = store_runs(r.store, &failed, sweep_count_reason, &r, &e);
    store_close(r.store);
    if (status == 0)
        sweep_print_result(&r);
    for (size_t i = 0; i < r.reason_count; i++)
        free(r.reasons[i].text);
    free(r.reasons);
    if (status < 0)
        return cli_fail(&e);
    const int printed = cli_flush_stdout();
    return printed == STATUS_OK && any_failed ? STATUS_DIFFERS : printed;
}

int sweep_print_points(const struct sweep *s)
{
    const size_t count = shard_count(s->shard, points_count(s->points));
    const size_t parameters = points_parameters(s->points);
    for (size_t k = 0; k < parameters; k++) {
        fputs(k ? "," : "", stdout);
        text_csv(stdout, points_path(s->points, k));
    }
    putchar('\n');
    for (size_t i = 0; i < count && !ferror(stdout); i++) {
        for (size_t k = 0; k < parameters; k++) {
            char *value = points_value(s->points, shard_point(s->shard, i), k);
            fputs(k ? "," : "", stdout);
            text_csv(stdout, value);
            free(value);
        }
        putchar('\n');
    }
    fprintf(stderr, "pfsim: %zu point%s x %s%" PRIu32 " replication%s: %s%" PRIu64 " runs\n", count,
            count == 1 ? "" : "s", s->precision.quantity ? "up to " : "", s->replications,
            s->replications == 1 ? "" : "s", s->precision.quantity ? "up to " : "",
            (uint64_t)count * s->replications);
    return cli_flush_stdout();
}
