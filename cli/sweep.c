/* pfsim sweep: a scenario with all combinations of the values of some of its fields. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/sweep_private.h"
#include "results/store.h"
#include "sim/engine_load.h"

/* --- what was given -------------------------------------------------------------------------- */

static int sweep_read_time_limit(struct sweep *s, struct error *e)
{
    struct error what;
    uint64_t time;
    if (!s->options->time_limit)
        return 0;
    if (quantity_parse(QUANTITY_TIME, s->options->time_limit, &time, &what) < 0)
        return error_set(e, "--time-limit %s", what.text);
    if (time < SECONDS || time > DAYS * 366)
        return error_set(e, "--time-limit '%s' is out of range; give a time from 1 s to 366 d",
                         s->options->time_limit);
    s->time_limit = (unsigned)((time + SECONDS - 1) / SECONDS);
    return 0;
}

static int sweep_read_keep(struct sweep *s, struct error *e)
{
    const char *rest = s->options->keep;
    while (rest) {
        const size_t length = strcspn(rest, ",");
        if (length == 6 && !strncmp(rest, "phones", length))
            s->keep_phones = true;
        else if (length == 5 && !strncmp(rest, "links", length))
            s->keep_links = true;
        else
            return error_set(e,
                             "--keep '%.*s' is no table that can be kept; give phones, links or "
                             "phones,links",
                             (int)length, rest);
        rest = rest[length] ? rest + length + 1 : NULL;
    }
    return 0;
}

static int sweep_read_shard(struct sweep *s, struct error *e)
{
    struct error what;
    const size_t parts = s->options->array;
    s->shard = (struct shard){1, 1};
    if (s->options->shard && shard_parse(&s->shard, s->options->shard, &what) < 0)
        return error_set(e, "--shard %s", what.text);
    const size_t points = points_count(s->points);
    if (s->shard.of > points || parts > points)
        return error_set(e, "there are only %zu points, which are not divided; give %s up to %zu",
                         points, parts ? "--array" : "--shard I/N with N", points);
    return 0;
}

/* Replications are counted from 0 in each point, so that equal ones have common random numbers. */
static int sweep_check_replication(const struct sweep *s, struct error *e)
{
    for (size_t i = 0; i < s->options->overrides.set.count; i++)
        if (!strncmp(s->options->overrides.set.items[i], "replication", 11))
            return error_set(e, "-s %s: replications are counted from 0; give how many with -r",
                             s->options->overrides.set.items[i]);
    return 0;
}

/* Whether an engine that is wanted somewhere is there, before anything runs. */
static int sweep_check_engines(const struct sweep *s, struct error *e)
{
    const char *given = s->options->engine;
    for (size_t i = 0; engine_names[i]; i++)
        if (points_have(s->points, POINTS_ENGINE, engine_names[i]) &&
            !engine_load(engine_names[i], e))
            return -1;
    return given && !engine_load(given, e) ? -1 : 0;
}

static int sweep_make_points(struct sweep *s, struct error *e)
{
    const struct sweep_options *o = s->options;
    const struct points_request request = {
        .scenario = &s->scenario,
        .given = o->given.items,
        .given_count = o->given.count,
        .zip = o->zip,
        .file = o->file,
        .set = o->overrides.set.items,
        .set_count = o->overrides.set.count,
        .method = o->overrides.method,
        .engine = o->engine,
    };
    s->points = points_new(&request, e);
    return s->points ? 0 : -1;
}

/* Reads all that can be wrong, before anything runs. */
static int sweep_read(struct sweep *s, struct error *e)
{
    const struct sweep_options *o = s->options;
    s->replications = o->replications ? (uint32_t)o->replications : 1;
    if (o->precision && precision_parse(&s->precision, o->precision, e) < 0)
        return -1;
    if (sweep_read_time_limit(s, e) < 0 || sweep_read_keep(s, e) < 0 ||
        sweep_check_replication(s, e) < 0 || sweep_make_points(s, e) < 0)
        return -1;
    return sweep_read_shard(s, e) < 0 ? -1 : sweep_check_engines(s, e);
}

static int sweep_do(const struct sweep *s)
{
    if (s->options->dry_run)
        return sweep_print_points(s);
    return s->options->array ? sweep_print_array(s) : sweep_execute(s);
}

static int sweep_command(const void *options, char *const *arguments, size_t argument_count)
{
    struct error e;
    struct sweep s = {.options = options, .path = arguments[0]};
    (void)argument_count;
    if (cli_load(&s.scenario, s.path, &s.options->overrides, &e) < 0)
        return cli_fail(&e);
    const int status = sweep_read(&s, &e) < 0 ? cli_fail(&e) : sweep_do(&s);
    points_free(s.points);
    scenario_free(&s.scenario);
    return status;
}

static int sweep_check(const void *options, size_t argument_count)
{
    const struct sweep_options *o = options;
    (void)argument_count;
    const char *wrong = NULL;
    if (!o->store && !o->dry_run)
        wrong = "-o STORE is missing: the file that the runs are stored in";
    else if (o->zip && o->given.count < 2)
        wrong = "--zip pairs the values of several -p: give two or more";
    else if (o->array && o->shard)
        wrong = "--array makes the shards by itself: give no --shard with it";
    else if (o->array && o->dry_run)
        wrong = "--array and --dry-run both only print; give one of them";
    else if (o->precision && o->replications < CAMPAIGN_LEAST)
        wrong = "--precision needs -r N, 10 or more: how many replications there may be";
    return wrong ? cli_usage("sweep", "%s", wrong) : -1;
}

static const struct option_row rows[] = {
    OPTION_ROW(TEXTS, 'p', "parameter", "PATH=VALUES", struct sweep_options, given,
               "runs the scenario with each of these values of a field, or of 'engine'; may be "
               "repeated, and then all combinations are run, of which the last parameter varies "
               "fastest. VALUES are separated by commas: a value, with its unit as in a scenario; "
               "FROM:TO:STEP; log(LOW..HIGH)/N, N numbers of equal ratios",
               .complete = COMPLETE_FIELD),
    OPTION_ROW(SWITCH, 0, "zip", NULL, struct sweep_options, zip,
               "takes the first values of all parameters together, the second ones, and so on, "
               "instead of all combinations"),
    OPTION_ROW(TEXT, 0, "points", "FILE", struct sweep_options, file,
               "a CSV file with a point a row, and the paths of the fields as its header; with -p "
               "all combinations of these",
               .complete = COMPLETE_FILE),
    REPLICATIONS_ROW(struct sweep_options, replications,
                     "runs of each point, which differ in their random draws; the same number "
                     "means the same draws in all points. Default: 1"),
    PRECISION_ROW(struct sweep_options, precision),
    METHOD_ROW(struct sweep_options),
    SET_ROW(struct sweep_options, "sets a field of all points; may be repeated"),
    ENGINE_ROW(struct sweep_options, engine,
               "what runs them: native, or ns3, the reference (slower)"),
    OPTION_ROW(TEXT, 0, "keep", "TABLES", struct sweep_options, keep,
               "stores these tables of each run too: phones, links, or phones,links",
               .complete = COMPLETE_WORDS,
               .words = (const char *const[]){"phones", "links", "phones,links", NULL}),
    OPTION_ROW(TEXT, 0, "time-limit", "TIME", struct sweep_options, time_limit,
               "a run that takes longer, by the clock on the wall, has failed: 30s, 5 min"),
    OPTION_ROW(SWITCH, 0, "retry", NULL, struct sweep_options, retry,
               "runs what had failed once more"),
    JOBS_ROW(struct sweep_options, workers),
    OPTION_ROW(TEXT, 'o', "output", "STORE", struct sweep_options, store,
               "the file that the runs are stored in, made when it is not there. What is in it is "
               "not run again",
               .complete = COMPLETE_FILE),
    OPTION_ROW(SWITCH, 'n', "dry-run", NULL, struct sweep_options, dry_run,
               "runs nothing: prints the points, as CSV that --points reads"),
    OPTION_ROW(TEXT, 0, "shard", "I/N", struct sweep_options, shard,
               "runs the I-th of N parts only, for N machines with a store each; a part has whole "
               "points"),
    OPTION_ROW(NUMBER, 0, "array", "N", struct sweep_options, array,
               "runs nothing: prints a batch script for Slurm, an array of N tasks, each a shard "
               "with a store of its own",
               .least = 1, .most = SHARDS_MOST),
};

const struct command command_sweep = {
    .name = "sweep",
    .summary = "run a scenario with many values, and store what comes",
    .usage = (const char *const[]){"FILE [-p PATH=VALUES]... [-r N] -o STORE [OPTION]...",
                                   "FILE [-p PATH=VALUES]... [-r N] -n", NULL},
    .about =
        "Runs a scenario with all combinations of the values that are given for some of its "
        "fields, on all processors, and stores the numbers of each run (those of summary.json) "
        "in an SQLite file, which 'pfsim results' shows.\n"
        "Stopped or killed at any moment, the same command goes on where it was; more values "
        "or replications run only what is missing. Nothing is run twice: what counts is the "
        "scenario with all its values, the content of its catalogue's files, engine, seed, "
        "replication, and the build of pfsim. A run that fails is stored with its reason.",
    .notes = "Exit status: 0 all runs are stored; 1 some have failed; 130 interrupted.",
    .examples =
        (const char *const[]){
            "sweep scenarios/whitepaper-tftp.yaml -p 'subnets[0].phones[0].count=1:40:3' -p "
            "method=tftp,pfs -r 10 -o study.db",
            "sweep scenarios/whitepaper-tftp.yaml -p 'wan.rate=log(128kbps..10Mbps)/7' -n",
            "sweep scenarios/background-http.yaml -p wan.loss=0%,1%,2% -r 200 --precision "
            "all_back=2% -o loss.db",
            "sweep scenarios/whitepaper-pfs.yaml -p seed=1:100 -o seeds.db --array 10 > seeds.sh",
            NULL},
    .argument = "a scenario file",
    .least_arguments = 1,
    .most_arguments = 1,
    .complete = COMPLETE_SCENARIO,
    COMMAND_OPTIONS(rows, struct sweep_options),
    .check = sweep_check,
    .run = sweep_command,
};
