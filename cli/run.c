/* pfsim run: simulates one scenario. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/output.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "config.h"
#include "plots/run_charts.h"
#include "results/capture.h"
#include "results/console_log.h"
#include "results/fingerprint.h"
#include "results/summary_json.h"
#include "results/summary_print.h"
#include "results/text.h"
#include "results/write.h"
#include "scenarios/experiment.h"
#include "sim/engine_load.h"

enum { EVENTS_AT_A_TIME = 200000 }; /* between two looks at the clock */

struct run_options {
    const char *folder, *captures, *logs, *engine, *animation;
    bool json, all_links, draw;
    struct overrides overrides;
};

struct run {
    const struct run_options *options;
    const struct engine *engine;
    struct scenario scenario;
    struct experiment *experiment;
    struct record record;
    struct fingerprint fingerprint;
    struct capture capture;
    struct console_log logs;
    struct output animation;
    struct observer observers[OBSERVERS_MAX];
    struct observer_list list;
    struct progress progress;
    struct run_summary summary;
};

static void watch(struct run *r, struct observer observer)
{
    r->observers[r->list.count] = observer;
    observer_list_add(&r->list, &r->observers[r->list.count]);
}

static int add_observers(struct run *r, struct error *e)
{
    const struct run_options *o = r->options;
    fingerprint_init(&r->fingerprint);
    record_init(&r->record,
                (struct record_options){.all_links = o->all_links, .files = o->folder != NULL});
    watch(r, fingerprint_observer(&r->fingerprint));
    watch(r, record_observer(&r->record));
    if (o->captures) {
        if (capture_init(&r->capture, o->captures, o->all_links, e) < 0)
            return -1;
        watch(r, capture_observer(&r->capture));
    }
    if (o->logs) {
        if (console_log_init(&r->logs, o->logs, e) < 0)
            return -1;
        watch(r, console_log_observer(&r->logs));
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

static int write_scenario(const struct run *r, struct error *e)
{
    struct output o;
    if (output_open(&o, r->options->folder, "scenario.yaml", e) < 0)
        return -1;
    scenario_write(&r->scenario, o.file, false);
    return output_commit(&o, e);
}

static int draw(const struct run *r, struct error *e)
{
    char *data = cli_data_folder(e);
    if (!data)
        return -1;
    char *scripts = mem_printf("%s/plots", data);
    const int result = run_charts_draw(scripts, r->options->folder, r->summary.completed > 0, e);
    free(scripts);
    free(data);
    return result;
}

static int finish_animation(struct run *r, struct error *e)
{
    if (experiment_animate(r->experiment, NULL, e) < 0)
        return -1;
    return output_commit(&r->animation, e);
}

static int write_files(struct run *r, const struct run_label *label, struct error *e)
{
    if (r->options->captures && capture_finish(&r->capture, e) < 0)
        return -1;
    if (r->options->logs && console_log_finish(&r->logs, e) < 0)
        return -1;
    if (r->options->animation && finish_animation(r, e) < 0)
        return -1;
    if (!r->options->folder)
        return 0;
    if (results_write(r->options->folder, &r->record, &r->summary, label, e) < 0 ||
        write_scenario(r, e) < 0)
        return -1;
    return r->options->draw ? draw(r, e) : 0;
}

static int print(const struct run *r, const struct run_label *label)
{
    if (r->options->json) {
        json_t *object = summary_json(&r->record, &r->summary, label);
        summary_json_write(stdout, object);
        json_decref(object);
    } else {
        summary_print(stdout, &r->record, &r->summary, label);
    }
    return cli_flush_stdout();
}

static int finish(struct run *r, struct error *e)
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
    if (write_files(r, &label, e) < 0)
        return cli_fail(e);
    return print(r, &label);
}

static int tell_interrupted(const struct run *r)
{
    const struct experiment_progress p = experiment_progress(r->experiment);
    fprintf(stderr, "pfsim: interrupted at %s of simulated time; nothing was written\n",
            text_duration(p.now).text);
    return STATUS_INTERRUPTED;
}

static struct experiment *build(struct run *r, struct error *e)
{
    const char *animation = r->options->animation;
    if (animation && output_open_path(&r->animation, animation, e) < 0)
        return NULL;
    struct experiment *x = experiment_new(&r->scenario, r->engine, &r->list, e);
    if (x && animation && experiment_animate(x, r->animation.file, e) < 0) {
        experiment_free(x);
        x = NULL;
    }
    return x;
}

/* Builds the experiment and runs it; what was built is taken down again whatever happens. */
static int simulate(struct run *r, struct error *e)
{
    int status = STATUS_BAD_VALUE;
    progress_init(&r->progress);
    cli_catch_interrupts();
    if (add_observers(r, e) == 0)
        r->experiment = build(r, e);
    if (!r->experiment) {
        cli_fail(e);
    } else {
        run_to_the_end(r);
        status = cli_interrupted() ? tell_interrupted(r) : finish(r, e);
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

static int run(const void *options, char *const *arguments, size_t argument_count)
{
    const struct run_options *o = options;
    (void)argument_count;
    struct error e;
    const struct engine *engine = engine_load(o->engine, &e);
    if (engine && o->animation && !engine->animate) {
        error_set(&e, "the %s engine writes no animations; use --engine ns3", engine->name);
        engine = NULL;
    }
    if (!engine)
        return cli_fail(&e);
    struct run *r = mem_calloc(1, sizeof *r);
    r->options = o;
    r->engine = engine;
    int status = STATUS_BAD_VALUE;
    if (cli_load(&r->scenario, arguments[0], &o->overrides, &e) < 0) {
        cli_fail(&e);
    } else {
        if (o->folder && output_folder(o->folder, &e) < 0)
            cli_fail(&e);
        else
            status = simulate(r, &e);
        scenario_free(&r->scenario);
    }
    free(r);
    return status;
}

static int run_check(const void *options, size_t argument_count)
{
    const struct run_options *o = options;
    (void)argument_count;
    return o->draw && !o->folder ? cli_usage("run", "--draw needs -o DIR: where to draw") : -1;
}

static const struct option_row rows[] = {
    METHOD_ROW(struct run_options),
    SET_ROW(struct run_options,
            "sets any field of the scenario; may be repeated. KEY is the path of keys, such as "
            "wan.rate or subnets[0].phones[0].count; 'pfsim scenario FILE --explain' shows them "
            "all"),
    OPTION_ROW(TEXT, 'o', "output", "DIR", struct run_options, folder,
               "writes tables (CSV), summary.json and the scenario with all values",
               .complete = COMPLETE_FOLDER),
    OPTION_ROW(SWITCH, 0, "draw", NULL, struct run_options, draw,
               "draws charts (gnuplot) and hierarchies (dot) into DIR, as PNG and SVG"),
    OPTION_ROW(SWITCH, 0, "json", NULL, struct run_options, json,
               "prints one JSON object instead of the text"),
    OPTION_ROW(TEXT, 0, "pcap", "DIR", struct run_options, captures,
               "writes a capture of each link, for Wireshark or tshark",
               .complete = COMPLETE_FOLDER),
    OPTION_ROW(TEXT, 0, "log", "DIR", struct run_options, logs, "writes each phone's console log",
               .complete = COMPLETE_FOLDER),
    OPTION_ROW(SWITCH, 0, "all-links", NULL, struct run_options, all_links,
               "captures and counts every link, also where there are thousands"),
    OPTION_ROW(TEXT, 0, "engine", "ENGINE", struct run_options, engine,
               "what runs it: native, or ns3, the reference (slower)", .complete = COMPLETE_WORDS,
               .words = (const char *const[]){"native", "ns3", NULL}),
    OPTION_ROW(TEXT, 0, "animation", "FILE", struct run_options, animation,
               "writes an animation for NetAnim, only with --engine ns3; big: 100 bytes for each "
               "packet on each link",
               .complete = COMPLETE_FILE),
};

const struct command command_run = {
    .name = "run",
    .summary = "simulate a scenario and say how the upgrade went",
    .usage =
        (const char *const[]){"FILE [-m METHOD] [-s KEY=VALUE]... [-o DIR [--draw]] [OPTION]...",
                              NULL},
    .about =
        "Simulates a scenario until every phone has its new load, or cannot get it, and prints "
        "how the upgrade went: how long it took, what it did to the WAN, the server and the "
        "phones.",
    .examples = (const char *const[]){"run scenarios/whitepaper-tftp.yaml",
                                      "run scenarios/whitepaper-tftp.yaml -s wan.rate=768kbps "
                                      "--json",
                                      "run scenarios/whitepaper-pfs.yaml -o /tmp/site --draw",
                                      "run scenarios/one-phone.yaml --pcap captures -o "
                                      "results/one-phone",
                                      NULL},
    .argument = "a scenario file",
    .least_arguments = 1,
    .most_arguments = 1,
    .complete = COMPLETE_SCENARIO,
    COMMAND_OPTIONS(rows, struct run_options),
    .defaults = &(const struct run_options){.engine = "native"},
    .check = run_check,
    .run = run,
};
