/* The part of pfsim run that watches a run and drives it to its end. */
#include <string.h>

#include "cli/run_private.h"
#include "config.h"
#include "results/text.h"

enum { EVENTS_AT_A_TIME = 200000 }; /* between two looks at the clock */

static void run_watch(struct run *r, struct observer observer)
{
    r->observers[r->list.count] = observer;
    observer_list_add(&r->list, &r->observers[r->list.count]);
}

static int run_add_observers(struct run *r, struct error *e)
{
    const struct run_options *o = r->options;
    fingerprint_init(&r->fingerprint);
    record_init(&r->record,
                (struct record_options){.all_links = o->all_links, .files = o->folder != NULL});
    run_watch(r, fingerprint_observer(&r->fingerprint));
    run_watch(r, record_observer(&r->record));
    if (o->captures) {
        if (capture_init(&r->capture, o->captures, o->all_links, e) < 0)
            return -1;
        if (o->captured.count)
            capture_only(&r->capture, o->captured.items, o->captured.count);
        run_watch(r, capture_observer(&r->capture));
    }
    if (o->logs) {
        if (strcmp(o->logs, "-") == 0)
            console_log_init_stream(&r->logs, stdout);
        else if (console_log_init(&r->logs, o->logs, e) < 0)
            return -1;
        run_watch(r, console_log_observer(&r->logs));
    }
    return 0;
}

static void run_to_the_end(struct run *r)
{
    while (experiment_run(r->experiment, EVENTS_AT_A_TIME) && !cli_interrupted()) {
        if (progress_is_due(&r->progress)) {
            const struct experiment_progress now = experiment_progress(r->experiment);
            progress_show_run(&r->progress, &now);
        }
    }
    progress_clear(&r->progress);
}

/* A line for each demand that does not hold. */
static int run_check_required(const struct run *r)
{
    struct error e;
    int status = STATUS_OK;
    for (size_t i = 0; i < r->options->required.count; i++)
        if (require_check(&r->required[i], &r->summary, &e) < 0) {
            cli_fail(&e);
            status = STATUS_DIFFERS;
        }
    return status;
}

static int run_finish(struct run *r, struct error *e)
{
    const struct run_label label = {.name = r->scenario.name,
                                    .method = method_names[r->scenario.method],
                                    .engine = r->engine->name,
                                    .version = PACKAGE_VERSION,
                                    .seed = r->scenario.seed,
                                    .replication = r->scenario.replication,
                                    .wall = progress_elapsed(&r->progress)};
    summary_make(&r->summary, &r->record);
    r->summary.events = experiment_progress(r->experiment).events;
    r->summary.fingerprint = r->fingerprint.value;
    if (run_write(r, &label, e) < 0)
        return cli_fail(e);
    const int status = run_print(r, &label);
    return status == STATUS_OK ? run_check_required(r) : status;
}

static int run_tell_interrupted(const struct run *r)
{
    const struct experiment_progress p = experiment_progress(r->experiment);
    fprintf(stderr, "pfsim: interrupted at %s of simulated time; nothing was written\n",
            text_duration(p.now).text);
    return STATUS_INTERRUPTED;
}

static struct experiment *run_build(struct run *r, struct error *e)
{
    const char *animation = r->options->animation;
    if (animation && output_open_path(&r->animation, animation, e) < 0)
        return NULL;
    struct experiment *x = experiment_new(&r->scenario, r->engine, &r->list, e);
    const bool refused = x && ((r->options->captures && capture_check(&r->capture, e) < 0) ||
                               (animation && experiment_animate(x, r->animation.file, e) < 0));
    if (refused) {
        experiment_free(x);
        x = NULL;
    }
    return x;
}

/* What was built is taken down again whatever happens. */
int run_simulate(struct run *r)
{
    struct error what, *e = &what;
    int status = STATUS_BAD_VALUE;
    progress_init(&r->progress);
    cli_catch_interrupts();
    if (run_add_observers(r, e) == 0)
        r->experiment = run_build(r, e);
    if (!r->experiment) {
        cli_fail(e);
    } else {
        run_to_the_end(r);
        status = cli_interrupted() ? run_tell_interrupted(r) : run_finish(r, e);
        experiment_free(r->experiment);
    }
    if (r->options->captures)
        capture_abandon(&r->capture);
    if (r->options->logs)
        console_log_abandon(&r->logs);
    output_abandon(&r->animation);
    record_fini(&r->record);
    return status;
}
