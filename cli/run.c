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

static const char help[] =
    "usage: pfsim run FILE [-m METHOD] [-s KEY=VALUE]... [-o DIR [--draw]] [--json]\n"
    "                      [--pcap DIR] [--log DIR] [--engine ENGINE] [--animation FILE]\n\n"
    "Simulates a scenario until every phone has its new load, or cannot get it, and prints how\n"
    "the upgrade went: how long it took, what it did to the WAN, the server and the phones.\n\n"
    "  -m, --method METHOD  the method of all phones that name none: tftp, load-server,\n"
    "                       pfs\n"
    "  -s, --set KEY=VALUE  sets any field of the scenario; may be repeated. KEY is the path of\n"
    "                       keys, such as wan.rate or subnets[0].phones[0].count;\n"
    "                       'pfsim scenario FILE --explain' shows them all\n"
    "  -o, --output DIR     writes tables (CSV), summary.json and the scenario with all values\n"
    "      --draw           draws charts (gnuplot) and hierarchies (dot) into DIR, as PNG and SVG\n"
    "      --json           prints one JSON object instead of the text\n"
    "      --pcap DIR       writes a capture of each link, for Wireshark or tshark\n"
    "      --log DIR        writes each phone's console log\n"
    "      --all-links      captures and counts every link, also where there are thousands\n"
    "      --engine ENGINE  what runs it: native, or ns3, the reference (slower)\n"
    "      --animation FILE writes an animation for NetAnim, only with --engine ns3; big: 100 bytes\n"
    "                       for each packet on each link\n"
    "  -h, --help           this text\n\n"
    "examples:\n"
    "  pfsim run scenarios/whitepaper-tftp.yaml\n"
    "  pfsim run scenarios/whitepaper-tftp.yaml -s wan.rate=768kbps --json\n"
    "  pfsim run scenarios/whitepaper-pfs.yaml -o /tmp/site --draw\n"
    "  pfsim run scenarios/one-phone.yaml --pcap captures -o results/one-phone\n";

enum { EVENTS_AT_A_TIME = 200000 }; /* between two looks at the clock */

struct run_options {
    const char *path, *folder, *captures, *logs, *engine, *animation;
    bool json, all_links, draw;
    struct cli_overrides overrides;
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

static int run(const struct run_options *o)
{
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
    if (cli_load(&r->scenario, o->path, &o->overrides, &e) < 0) {
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

static const struct option options[] = {
    {"method", required_argument, NULL, 'm'}, {"set", required_argument, NULL, 's'},
    {"output", required_argument, NULL, 'o'}, {"draw", no_argument, NULL, 'd'},
    {"json", no_argument, NULL, 'j'},         {"pcap", required_argument, NULL, 'p'},
    {"log", required_argument, NULL, 'l'},    {"all-links", no_argument, NULL, 'a'},
    {"engine", required_argument, NULL, 'e'}, {"animation", required_argument, NULL, 'n'},
    {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0},
};

/* False of an option that cli_next_option has complained about. */
static bool take_option(struct run_options *o, int option)
{
    switch (option) {
    case 'm':
        cli_override_method(&o->overrides, optarg);
        return true;
    case 's':
        cli_override_add(&o->overrides, optarg);
        return true;
    case 'o':
        o->folder = optarg;
        return true;
    case 'd':
        return o->draw = true;
    case 'j':
        return o->json = true;
    case 'p':
        o->captures = optarg;
        return true;
    case 'l':
        o->logs = optarg;
        return true;
    case 'a':
        return o->all_links = true;
    case 'e':
        o->engine = optarg;
        return true;
    case 'n':
        o->animation = optarg;
        return true;
    default:
        return false;
    }
}

/* The exit status when the command line ends it already, -1 otherwise. */
static int read_options(struct run_options *o, int argc, char **argv)
{
    int option;
    while ((option = cli_next_option(argc, argv, ":m:s:o:h", options)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return STATUS_OK;
        }
        if (!take_option(o, option))
            return STATUS_USAGE;
    }
    if (argc - optind != 1)
        return cli_usage(argv[0], argc == optind ? "a scenario file is missing"
                                                 : "one scenario file at a time");
    if (o->draw && !o->folder)
        return cli_usage(argv[0], "--draw needs -o DIR: where to draw");
    o->path = argv[optind];
    return -1;
}

int command_run(int argc, char **argv)
{
    struct run_options o = {.engine = native_engine.name};
    int status = read_options(&o, argc, argv);
    if (status < 0)
        status = run(&o);
    cli_overrides_fini(&o.overrides);
    return status;
}
