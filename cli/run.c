/* pfsim run: simulates one scenario. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/precision.h"
#include "cli/run_private.h"
#include "results/write.h"
#include "sim/engine_load.h"

static int run_read_required(struct run *r, struct error *e)
{
    const struct texts *texts = &r->options->required;
    r->required = mem_calloc(texts->count, sizeof *r->required);
    for (size_t i = 0; i < texts->count; i++)
        if (require_parse(&r->required[i], "--require ", texts->items[i], e) < 0)
            return -1;
    return 0;
}

/* A run that fails, or is interrupted, leaves no empty folder that was not there before. */
static int run_in_folders(struct run *r)
{
    const struct run_options *o = r->options;
    const char *const folders[] = {o->folder, o->captures, o->logs};
    bool new[3];
    struct error e;
    int status;
    for (int i = 0; i < 3; i++)
        new[i] = folders[i] && access(folders[i], F_OK) != 0;
    if (o->folder && (results_check_folder(o->folder, &e) < 0 || output_folder(o->folder, &e) < 0))
        status = cli_fail(&e);
    else
        status = run_simulate(r);
    for (int i = 0; i < 3; i++)
        if (new[i] && status != STATUS_OK)
            rmdir(folders[i]);
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
    if (o->methods)
        return run_methods(o, engine, arguments[0]);
    struct run *r = mem_calloc(1, sizeof *r);
    r->options = o;
    r->engine = engine;
    int status = STATUS_BAD_VALUE;
    if (run_read_required(r, &e) < 0) {
        cli_fail(&e);
    } else if (o->replications) {
        status = run_replications(o, engine, r->required, arguments[0]);
    } else if (cli_load(&r->scenario, arguments[0], &o->overrides, &e) < 0) {
        cli_fail(&e);
    } else {
        status = run_in_folders(r);
        scenario_free(&r->scenario);
    }
    free(r->required);
    free(r);
    return status;
}

bool run_streams_events(const struct run_options *o)
{
    return o->events && !strcmp(o->events, "-");
}

static int run_check(const void *options, size_t argument_count)
{
    const struct run_options *o = options;
    (void)argument_count;
    if (o->methods && run_methods_check(o) != -1)
        return STATUS_USAGE;
    if (run_replications_check(o) != -1)
        return STATUS_USAGE;
    const char *wrong = NULL;
    if (o->draw && !o->folder)
        wrong = "--draw needs -o DIR: where to draw";
    else if (o->captured.count && !o->captures)
        wrong = "--pcap-link needs --pcap DIR: where the capture goes";
    else if (o->json && o->logs && !strcmp(o->logs, "-"))
        wrong = "--log - and --json both write to standard output; give --log DIR";
    else if (run_streams_events(o) && (o->json || (o->logs && !strcmp(o->logs, "-"))))
        wrong = "--events - has standard output for itself; give --events FILE";
    return wrong ? cli_usage("run", "%s", wrong) : -1;
}

static const char *const run_methods_words[] = {"all", "tftp", "load-server", "pfs", NULL};

static const struct option_row rows[] = {
    METHOD_ROW(struct run_options),
    OPTION_ROW(
        TEXT, 0, "methods", "LIST", struct run_options, methods,
        "runs the scenario by several methods, such as tftp,pfs, and compares them; all: by "
        "each that is possible. As with -m, groups of phones that name a method keep it, and "
        "a subnet without a load server gets one. With -o each has a folder in DIR; --json "
        "prints one object with all",
        .complete = COMPLETE_WORDS, .words = run_methods_words),
    SET_ROW(struct run_options,
            "sets any field of the scenario; may be repeated. KEY is the path of keys, such as "
            "wan.rate or subnets[0].phones[0].count; 'pfsim list fields' shows them all"),
    REPLICATIONS_ROW(struct run_options, replications,
                     "runs the scenario N times, with other random draws each, and prints means, "
                     "95 % confidence intervals, least and greatest of the main numbers; with "
                     "--json of all. Demands have to hold in each run"),
    PRECISION_ROW(struct run_options, precision),
    JOBS_ROW(struct run_options, workers),
    OPTION_ROW(TEXT, 'o', "output", "DIR", struct run_options, folder,
               "writes tables (CSV), summary.json and the scenario with all values",
               .complete = COMPLETE_FOLDER),
    OPTION_ROW(SWITCH, 0, "draw", NULL, struct run_options, draw,
               "draws charts (gnuplot) and hierarchies (dot) into DIR, as PNG and SVG"),
    OPTION_ROW(SWITCH, 0, "json", NULL, struct run_options, json,
               "prints one JSON object instead of the text"),
    OPTION_ROW(
        TEXTS, 0, "require", "DEMAND", struct run_options, required,
        "exit status 1, with a line, when the run is not so; may be repeated. DEMAND compares "
        "a number of summary.json, by its key, with a value and its unit: 'completed = all', "
        "'all_back < 7h', 'wan.utilisation <= 80 %'"),
    OPTION_ROW(TEXT, 0, "pcap", "DIR", struct run_options, captures,
               "writes a capture of each link, for Wireshark or tshark",
               .complete = COMPLETE_FOLDER),
    OPTION_ROW(TEXTS, 0, "pcap-link", "LINK", struct run_options, captured,
               "captures this link only, named as in links.csv; may be repeated"),
    OPTION_ROW(TEXT, 0, "log", "DIR", struct run_options, logs,
               "writes each phone's console log; with - as DIR all of them to standard output, in "
               "the order of time",
               .complete = COMPLETE_FOLDER),
    OPTION_ROW(
        TEXT, 0, "events", "FILE", struct run_options, events,
        "writes each packet that is sent, delivered or dropped on a link, and each change of a "
        "phone's state, as a line with what is in it; with - as FILE to standard output, "
        "instead of the summary. Big: 300 bytes for each packet on each link",
        .complete = COMPLETE_FILE),
    OPTION_ROW(TEXT, 0, "trace", "FILE", struct run_options, trace,
               "writes the run as trace events (JSON), which Perfetto and Chrome show: phones as "
               "tracks with their states and files, arrows from parents to children, lines and "
               "servers as counters",
               .complete = COMPLETE_FILE),
    OPTION_ROW(SWITCH, 0, "all-links", NULL, struct run_options, all_links,
               "captures and counts every link, also where there are thousands"),
    ENGINE_ROW(struct run_options, engine, "what runs it: native, or ns3, the reference (slower)"),
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
                                      "run scenarios/whitepaper-tftp.yaml --methods all",
                                      "run scenarios/background-http.yaml -r 20",
                                      "run scenarios/whitepaper-pfs.yaml -o /tmp/site --draw",
                                      "run site.yaml --require 'completed = all' --require "
                                      "'all_back < 7h'",
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
