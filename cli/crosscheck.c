/* pfsim crosscheck: the same scenarios on both engines. */
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"
#include "cli/cli.h"
#include "cli/crosscheck_print.h"
#include "cli/progress.h"
#include "sim/engine_load.h"
#include "studies/random_scenario.h"

enum { RANDOM_REPLICATIONS = 20 };

struct crosscheck_options {
    char *const *paths; /* of the arguments, or of what was drawn */
    size_t count;
    uint64_t workers, replications, random, seed; /* 0: not given */
    const char *folder;                           /* NULL: none */
    struct overrides overrides;
};

/* --- comparing ------------------------------------------------------------------------------- */

static int execute(const struct crosscheck_options *o, struct crosscheck *checks, struct error *e)
{
    const struct engine *engines[2] = {engine_load("native", e), engine_load("ns3", e)};
    struct progress progress;
    if (!engines[0] || !engines[1])
        return -1;
    progress_init_jobs(&progress);
    cli_catch_interrupts();
    const int status = crosscheck_execute(checks, o->count, engines, (unsigned)o->workers,
                                          progress_of_runs, &progress, e);
    progress_clear(&progress);
    if (status < 0 && cli_interrupted())
        progress_interrupted(&progress, "nothing is decided", e);
    return status;
}

static void print(const struct crosscheck_options *o, const struct crosscheck *checks)
{
    for (size_t i = 0; i < o->count; i++)
        if (!o->random || checks[i].verdict != CROSSCHECK_AGREES)
            crosscheck_print(&checks[i]);
    if (o->random)
        crosscheck_print_table(checks, o->count);
}

static int compare(const struct crosscheck_options *o, struct crosscheck *checks)
{
    struct error e;
    if (execute(o, checks, &e) < 0)
        return cli_fail(&e);
    print(o, checks);
    if (o->folder && crosscheck_write(checks, o->count, o->paths, o->folder, &e) < 0)
        return cli_fail(&e);
    const int status = cli_flush_stdout();
    for (size_t i = 0; i < o->count && status == STATUS_OK; i++)
        if (checks[i].verdict != CROSSCHECK_AGREES)
            return STATUS_DIFFERS;
    return status;
}

/* Of scenarios drawn at random only those are repeated that need it. */
static uint32_t replications_of(const struct crosscheck_options *o, size_t number)
{
    if (!o->random)
        return o->replications ? (uint32_t)o->replications : 1;
    if (random_scenario_kind((uint32_t)number) != RANDOM_TCP_LOSSES)
        return 1;
    return o->replications ? (uint32_t)o->replications : RANDOM_REPLICATIONS;
}

static int load_and_compare(const struct crosscheck_options *o)
{
    struct error e;
    struct crosscheck *checks = mem_calloc(o->count, sizeof *checks);
    const bool is_new = o->folder && access(o->folder, F_OK) != 0;
    int status = o->folder && crosscheck_check_folder(o->folder, &e) < 0 ? cli_fail(&e) : STATUS_OK;
    size_t loaded = 0;
    while (loaded < o->count && status == STATUS_OK) {
        checks[loaded].replications = replications_of(o, loaded);
        /* Nobody wrote a scenario that was drawn: it makes no warnings. */
        if ((o->random ? cli_load_quietly : cli_load)(&checks[loaded].scenario, o->paths[loaded],
                                                      &o->overrides, &e) < 0)
            status = cli_fail(&e);
        else
            loaded++;
    }
    if (status == STATUS_OK && o->folder && output_folder(o->folder, &e) < 0)
        status = cli_fail(&e);
    if (status == STATUS_OK)
        status = compare(o, checks);
    while (loaded-- > 0) {
        crosscheck_fini(&checks[loaded]);
        scenario_free(&checks[loaded].scenario);
    }
    free(checks);
    if (is_new)
        rmdir(o->folder); /* of what did not come to its end, when nothing is in it */
    return status;
}

/* --- scenarios drawn at random --------------------------------------------------------------- */

/* The file's path is the caller's to free. */
static int write_random(const struct crosscheck_options *o, uint32_t number, char **path,
                        struct error *e)
{
    struct output file;
    char *name = mem_printf("random-%02" PRIu32 ".yaml", number);
    int status = output_open(&file, o->folder, name, e);
    if (status == 0) {
        char *text = random_scenario(o->seed, number);
        fputs(text, file.file);
        status = output_commit(&file, e);
        free(text);
    }
    *path = mem_printf("%s/%s", o->folder, name);
    free(name);
    return status;
}

static int draw_and_compare(struct crosscheck_options *o)
{
    struct error e;
    char **paths = mem_calloc(o->random, sizeof *paths);
    o->paths = paths;
    o->count = o->random;
    int status = random_check_folder(o->folder, &e);
    if (status == 0)
        status = output_folder(o->folder, &e);
    if (status == 0)
        status = random_catalogue_write(o->folder, &e);
    for (size_t i = 0; i < o->count && status == 0; i++)
        status = write_random(o, (uint32_t)i, &paths[i], &e);
    status = status < 0 ? cli_fail(&e) : load_and_compare(o);
    for (size_t i = 0; i < o->count; i++)
        free(paths[i]);
    free(paths);
    return status;
}

/* --- the command ----------------------------------------------------------------------------- */

static int crosscheck_check(const void *options, size_t argument_count)
{
    const struct crosscheck_options *o = options;
    const char *wrong = NULL;
    if (!o->random && o->seed)
        wrong = "--seed is of the scenarios of --random, which is missing";
    else if (!o->random && !argument_count)
        wrong = "a scenario file is missing";
    else if (o->random && argument_count)
        wrong = "--random draws its scenarios: give no file with it";
    else if (o->random && o->overrides.method)
        wrong = "--random draws the methods too: give no -m with it";
    else if (o->random && !o->folder)
        wrong = "--random needs -o DIR: where its scenarios go";
    return wrong ? cli_usage("crosscheck", "%s", wrong) : -1;
}

static int crosscheck_command(const void *options, char *const *arguments, size_t argument_count)
{
    struct crosscheck_options o = *(const struct crosscheck_options *)options;
    o.seed = o.seed ? o.seed : 1;
    if (o.random)
        return draw_and_compare(&o);
    o.paths = arguments;
    o.count = argument_count;
    return load_and_compare(&o);
}

static const struct option_row rows[] = {
    REPLICATIONS_ROW(struct crosscheck_options, replications,
                     "runs of each scenario, with other random draws; default: 1. Take 20 where "
                     "TCP loses packets",
                     .former = 'n'),
    METHOD_ROW(struct crosscheck_options),
    SET_ROW(struct crosscheck_options, "sets a field of all the scenarios; may be repeated"),
    OPTION_ROW(NUMBER, 0, "random", "N", struct crosscheck_options, random,
               "draws N small scenarios, writes them to DIR, and compares these; those with TCP "
               "and losses 20 times, or as often as -r says",
               .least = 1, .most = 10000),
    OPTION_ROW(NUMBER, 0, "seed", "S", struct crosscheck_options, seed,
               "of these draws; default: 1", .least = 1, .most = INT64_MAX),
    OPTION_ROW(TEXT, 'o', "output", "DIR", struct crosscheck_options, folder,
               "writes crosscheck.csv, with a row for each scenario", .complete = COMPLETE_FOLDER),
    JOBS_ROW(struct crosscheck_options, workers),
};

const struct command command_crosscheck = {
    .name = "crosscheck",
    .summary = "run scenarios on both engines and say how far apart they are",
    .usage =
        (const char *const[]){"FILE... [-r N] [-m METHOD] [-s KEY=VALUE]... [-o DIR] [-j N]",
                              "--random N -o DIR [--seed S] [-r N] [-s KEY=VALUE]... [-j N]", NULL},
    .about =
        "Runs each scenario on the native engine and on ns-3, and prints how far apart they "
        "are. They agree,\n"
        "- with UDP alone (TFTP), when every packet is the same, and on the wire at the same "
        "time, within 1 us, whatever is lost;\n"
        "- with TCP (HTTP, PFS), when each phone has its load within 1 % of the other "
        "engine's time;\n"
        "- with TCP and packets that are lost, where one run is chance, when over the "
        "replications of -r the means of the time until all are back and of the phones' completion are "
        "within 2 %, and the 95 % confidence intervals overlap. Where these do but the means "
        "are further apart, there are more runs, up to 16 times as many. Where nothing is drawn "
        "at random all runs are the same, and decide no more than one.\n"
        "With TCP nothing is decided either where no phone completes.",
    .notes = "Exit status: 0 all agree; 1 some differ, or were not decided.",
    .examples =
        (const char *const[]){
            "crosscheck scenarios/whitepaper-tftp.yaml scenarios/whitepaper-pfs.yaml",
            "crosscheck scenarios/background-http.yaml -r 20",
            "crosscheck --random 50 -o /tmp/crosscheck",
            "crosscheck /tmp/crosscheck/random-07.yaml", NULL},
    .argument = "a scenario file",
    .most_arguments = SIZE_MAX,
    .complete = COMPLETE_SCENARIO,
    COMMAND_OPTIONS(rows, struct crosscheck_options),
    .check = crosscheck_check,
    .run = crosscheck_command,
};
