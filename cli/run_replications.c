/* The part of pfsim run that has one scenario run again and again, and prints means. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "cli/precision.h"
#include "cli/run_private.h"
#include "config.h"
#include "results/replications.h"
#include "results/summary_json.h"
#include "studies/campaign.h"

struct replications {
    const struct run_options *options;
    const char *path;
    const char *engine;
    struct run_label label; /* of the first run */
    struct progress progress;
    struct run_summary *summaries;
    uint32_t count;
    bool failed; /* a replication has, first the one of ... */
    uint32_t failed_at;
    struct error why;
};

/* --- the campaign's functions ----------------------------------------------------------------- */

static int replications_point(void *user, uint64_t number, struct point *p, struct error *e)
{
    const struct replications *r = user;
    (void)number, (void)e;
    p->scenario = mem_strdup(r->path);
    p->engine = mem_strdup(r->engine);
    return 0;
}

static int replications_load(void *user, const struct point *p, struct scenario *s, struct error *e)
{
    const struct replications *r = user;
    return cli_load_quietly(s, p->scenario, &r->options->overrides, e);
}

static int replications_find(void *user, const struct campaign_run *run,
                             const struct run_quantity *precise, struct run_value *value,
                             struct error *e)
{
    (void)user, (void)run, (void)precise, (void)value, (void)e;
    return STORE_NONE;
}

static int replications_put(void *user, const struct campaign_run *run, struct error *e)
{
    struct replications *r = user;
    const uint32_t number = run->key->replication - r->label.replication;
    (void)e;
    if (run->outcome.summary) {
        r->summaries[number] = *run->outcome.summary;
        r->count++;
    } else if (!r->failed || number < r->failed_at) {
        r->failed = true;
        r->failed_at = number;
        error_set(&r->why, "replication %" PRIu32 ": %s", run->key->replication,
                  run->outcome.failure);
    }
    return 0;
}

static bool replications_progress(void *user, const struct campaign_progress *p)
{
    struct replications *r = user;
    return progress_of_campaign(&r->progress, p);
}

/* --- what is said ----------------------------------------------------------------------------- */

/* A demand has to hold in each of them; one line for those in which it does not. */
static int replications_check_required(const struct replications *r,
                                       const struct requirement *demands, size_t count)
{
    int status = STATUS_OK;
    for (size_t i = 0; i < count; i++) {
        struct error first, e;
        uint32_t broken = 0;
        for (uint32_t j = 0; j < r->count; j++) {
            if (require_check(&demands[i], &r->summaries[j], &e) == 0)
                continue;
            if (broken++ == 0)
                error_set(&first, "replication %" PRIu32 ": %s", r->label.replication + j, e.text);
        }
        if (broken == 0)
            continue;
        if (broken > 1)
            error_set(&e, "%s; and in %" PRIu32 " more of %" PRIu32, first.text, broken - 1,
                      r->count);
        cli_fail(broken > 1 ? &e : &first);
        status = STATUS_DIFFERS;
    }
    return status;
}

static int replications_say(const struct replications *r)
{
    if (r->options->json) {
        json_t *object = replications_json(r->summaries, r->count, &r->label);
        summary_json_write(stdout, object);
        json_decref(object);
    } else {
        struct visible_page page;
        visible_page_begin(&page);
        replications_print(page.file, r->summaries, r->count, &r->label);
        visible_page_end(&page, stdout);
    }
    return cli_flush_stdout();
}

/* --- all of it -------------------------------------------------------------------------------- */

static int replications_execute(struct replications *r, const struct precision *precision,
                                struct error *e)
{
    const struct campaign c = {.points = 1,
                               .point = replications_point,
                               .load = replications_load,
                               .find = replications_find,
                               .put = replications_put,
                               .progress = replications_progress,
                               .user = r,
                               .replications = (uint32_t)r->options->replications,
                               .precise = precision->quantity,
                               .precision = precision->part,
                               .workers = (unsigned)r->options->workers};
    progress_init_campaign(&r->progress);
    cli_catch_interrupts();
    int status = campaign_execute(&c, NULL, e);
    progress_clear(&r->progress);
    if (status < 0 && cli_interrupted())
        progress_interrupted(&r->progress, "no means are shown", e);
    if (status == 0 && r->failed) {
        *e = r->why;
        status = -1;
    }
    return status;
}

/* The scenario is loaded here for its warnings, and for what it says of itself. */
static int replications_begin(struct replications *r, struct scenario *s, struct error *e)
{
    if (cli_load(s, r->path, &r->options->overrides, e) < 0)
        return -1;
    r->label = (struct run_label){.name = s->name,
                                  .method = method_names[s->method],
                                  .engine = r->engine,
                                  .version = PACKAGE_VERSION,
                                  .seed = s->seed,
                                  .replication = s->replication,
                                  .wall = -1};
    r->summaries = mem_calloc(r->options->replications, sizeof *r->summaries);
    return 0;
}

int run_replications(const struct run_options *o, const struct engine *engine,
                     const struct requirement *required, const char *path)
{
    struct error e;
    struct scenario s;
    struct precision precision = {0};
    struct replications r = {.options = o, .path = path, .engine = engine->name};
    if (o->precision && precision_parse(&precision, o->precision, &e) < 0)
        return cli_fail(&e);
    if (replications_begin(&r, &s, &e) < 0)
        return cli_fail(&e);
    int status = replications_execute(&r, &precision, &e);
    if (status < 0)
        status = cli_fail(&e);
    else if ((status = replications_say(&r)) == STATUS_OK)
        status = replications_check_required(&r, required, o->required.count);
    free(r.summaries);
    scenario_free(&s);
    return status;
}

int run_replications_check(const struct run_options *o)
{
    const struct {
        const char *option;
        bool given;
    } others[] = {
        {"--methods", o->methods != NULL},     {"-o", o->folder != NULL},
        {"--pcap", o->captures != NULL},       {"--log", o->logs != NULL},
        {"--animation", o->animation != NULL}, {"--events", o->events != NULL},
        {"--trace", o->trace != NULL},
    };
    for (size_t i = 0; o->replications && i < sizeof others / sizeof *others; i++)
        if (others[i].given)
            return cli_usage("run",
                             "%s is of one run, and does not go with -r; -s replication=N "
                             "runs one of them alone",
                             others[i].option);
    if (o->precision && o->replications < CAMPAIGN_LEAST)
        return cli_usage("run",
                         "--precision needs -r N, %d or more: how many replications there "
                         "may be",
                         CAMPAIGN_LEAST);
    if (o->workers && !o->replications)
        return cli_usage("run", "-j is of several runs: give -r N with it");
    return -1;
}
