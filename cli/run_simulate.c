/* The part of pfsim run that watches a run and drives it to its end. */
#include <string.h>

#include "cli/run_private.h"
#include "results/text.h"
#include "studies/packet_text.h"

static void run_watch(struct run *r, struct observer observer)
{
    const size_t number = r->watcher_count++;
    r->watchers[number] = observer;
    r->trial.watchers[number] = &r->watchers[number];
}

static int run_add_events(struct run *r, const char *path, struct error *e)
{
    FILE *out = stdout;
    if (!run_streams_events(r->options)) {
        if (output_open_path(&r->events_file, path, e) < 0)
            return -1;
        out = r->events_file.file;
    }
    events_init(&r->events, out, packet_text);
    run_watch(r, events_observer(&r->events));
    return 0;
}

static int run_add_watchers(struct run *r, struct error *e)
{
    const struct run_options *o = r->options;
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
    if (o->events && run_add_events(r, o->events, e) < 0)
        return -1;
    if (o->trace) {
        if (output_open_path(&r->trace_file, o->trace, e) < 0)
            return -1;
        trace_init(&r->trace);
        run_watch(r, trace_observer(&r->trace));
    }
    return o->animation ? output_open_path(&r->animation, o->animation, e) : 0;
}

static int run_built(void *user, struct experiment *x, struct error *e)
{
    struct run *r = user;
    r->experiment = x;
    if (r->options->captures && capture_check(&r->capture, e) < 0)
        return -1;
    return r->options->animation ? experiment_animate(x, r->animation.file, e) : 0;
}

static bool run_step(void *user, const struct experiment *x)
{
    struct run *r = user;
    if (progress_is_due(&r->progress)) {
        const struct experiment_progress now = experiment_progress(x);
        progress_show_run(&r->progress, &now);
    }
    if (!cli_interrupted())
        return true;
    r->stopped = experiment_progress(x).now;
    return false;
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

/* What follows from here is no error of the run's: the status says how it went. */
static int run_ended(void *user, const struct record *record, const struct run_summary *summary,
                     const struct run_label *of_run, struct error *e)
{
    struct run *r = user;
    struct run_label label = *of_run;
    progress_clear(&r->progress);
    if (cli_interrupted()) {
        r->stopped = summary->simulated;
        return TRIAL_STOPPED;
    }
    label.wall = progress_elapsed(&r->progress);
    r->record = record;
    if (run_write(r, &label, e) < 0)
        return -1;
    r->status = run_print(r, &label);
    if (r->status == STATUS_OK)
        r->status = run_check_required(r);
    return 0;
}

static int run_tell_interrupted(const struct run *r)
{
    fprintf(stderr, "pfsim: interrupted at %s of simulated time; nothing was written\n",
            text_duration(r->stopped).text);
    return STATUS_INTERRUPTED;
}

static int run_trial(struct run *r, struct error *e)
{
    if (run_add_watchers(r, e) < 0)
        return -1;
    r->trial.record = (struct record_options){.all_links = r->options->all_links,
                                              .files = r->options->folder != NULL};
    r->trial.built = run_built;
    r->trial.step = run_step;
    r->trial.ended = run_ended;
    r->trial.user = r;
    return trial_run(&r->scenario, r->engine, &r->trial, &r->summary, e);
}

/* What was built is taken down again whatever happens. */
int run_simulate(struct run *r)
{
    struct error e;
    progress_init(&r->progress);
    cli_catch_interrupts();
    const int result = run_trial(r, &e);
    progress_clear(&r->progress);
    if (result < 0)
        r->status = cli_fail(&e);
    else if (result == TRIAL_STOPPED)
        r->status = run_tell_interrupted(r);
    if (r->options->captures)
        capture_abandon(&r->capture);
    if (r->options->logs)
        console_log_abandon(&r->logs);
    output_abandon(&r->animation);
    output_abandon(&r->events_file);
    output_abandon(&r->trace_file);
    trace_fini(&r->trace);
    return r->status;
}
