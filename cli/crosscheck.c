/* pfsim crosscheck: the same scenarios on both engines. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/output.h"
#include "cli/cli.h"
#include "cli/crosscheck_print.h"
#include "cli/progress.h"
#include "sim/engine_load.h"
#include "studies/random_scenario.h"

static const char help[] =
    "usage: pfsim crosscheck FILE... [-n N] [-m METHOD] [-s KEY=VALUE]... [-o DIR] [-j N]\n"
    "       pfsim crosscheck --random N -o DIR [--seed S] [-n N] [-s KEY=VALUE]... [-j N]\n\n"
    "Runs each scenario on the native engine and on ns-3, and prints how far apart they are. They\n"
    "agree,\n"
    "  - with UDP alone (TFTP), when every packet is the same, and on the wire at the same time,\n"
    "    within 1 us, whatever is lost;\n"
    "  - with TCP (HTTP, PFS), when each phone has its load within 1 % of the other engine's time;\n"
    "  - with TCP and packets that are lost, where one run is chance, when over the replications\n"
    "    of -n the means of the upgrade time and of the phones' completion are within 2 %, and\n"
    "    the 95 % confidence intervals overlap. Where these do but the means are further apart,\n"
    "    there are more runs, up to 16 times as many.\n\n"
    "  -n, --replications N  runs of each scenario, with other random draws; default: 1.\n"
    "                        Take 20 where TCP loses packets\n"
    "  -m, --method METHOD   the method of all phones that name none\n"
    "  -s, --set KEY=VALUE   sets a field of all the scenarios; may be repeated\n"
    "  -r, --random N        draws N small scenarios, writes them to DIR, and compares these;\n"
    "                        those with TCP and losses 20 times, or as often as -n says\n"
    "      --seed S          of these draws; default: 1\n"
    "  -o, --output DIR      writes crosscheck.csv, with a row for each scenario\n"
    "  -j, --jobs N          runs at the same time; default: one a processor\n"
    "  -h, --help            this text\n\n"
    "Exit status: 0 all agree; 1 some differ, or one run did not decide.\n\n"
    "examples:\n"
    "  pfsim crosscheck scenarios/whitepaper-tftp.yaml scenarios/whitepaper-pfs.yaml\n"
    "  pfsim crosscheck scenarios/background-http.yaml -n 20\n"
    "  pfsim crosscheck --random 50 -o /tmp/crosscheck\n"
    "  pfsim crosscheck /tmp/crosscheck/random-07.yaml\n";

enum { RANDOM_REPLICATIONS = 20, MOST_REPLICATIONS = 1000, MOST_RANDOM = 10000 };

struct crosscheck_options {
    char **paths;
    size_t count;
    uint64_t workers, replications, random, seed; /* 0: not given */
    const char *folder;                           /* NULL: none */
    struct cli_overrides overrides;
};

/* --- comparing ------------------------------------------------------------------------------- */

static void show_progress(void *user, size_t done, size_t count)
{
    if (progress_is_due(user))
        progress_show_jobs(user, done, count);
}

static int execute(const struct crosscheck_options *o, struct crosscheck *checks, struct error *e)
{
    const struct engine *engines[2] = {engine_load("native", e), engine_load("ns3", e)};
    struct progress progress;
    if (!engines[0] || !engines[1])
        return -1;
    progress_init(&progress);
    const int status = crosscheck_execute(checks, o->count, engines, (unsigned)o->workers,
                                          show_progress, &progress, e);
    progress_clear(&progress);
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
    int status = STATUS_OK;
    size_t loaded = 0;
    while (loaded < o->count && status == STATUS_OK) {
        checks[loaded].replications = replications_of(o, loaded);
        if (cli_load(&checks[loaded].scenario, o->paths[loaded], &o->overrides, &e) < 0)
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
    return status;
}

/* --- scenarios drawn at random --------------------------------------------------------------- */

static int write_random(const struct crosscheck_options *o, uint32_t number, struct error *e)
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
    o->paths[number] = mem_printf("%s/%s", o->folder, name);
    free(name);
    return status;
}

static int draw_and_compare(struct crosscheck_options *o)
{
    struct error e;
    o->count = o->random;
    o->paths = mem_calloc(o->count, sizeof *o->paths);
    int status = output_folder(o->folder, &e);
    if (status == 0)
        status = random_catalogue_write(o->folder, &e);
    for (size_t i = 0; i < o->count && status == 0; i++)
        status = write_random(o, (uint32_t)i, &e);
    status = status < 0 ? cli_fail(&e) : load_and_compare(o);
    for (size_t i = 0; i < o->count; i++)
        free(o->paths[i]);
    free(o->paths);
    return status;
}

/* --- options --------------------------------------------------------------------------------- */

/* 0, or what a wrong usage returns. */
static int read_number(const char *command, const char *option, uint64_t most, uint64_t *number)
{
    char *end;
    const bool digits = optarg[0] >= '0' && optarg[0] <= '9';
    *number = strtoull(optarg, &end, 10);
    if (digits && !*end && *number >= 1 && *number <= most)
        return 0;
    return cli_usage(command, "%s %s: give a number from 1 to %" PRIu64, option, optarg, most);
}

/* -1: go on; else the exit status. */
static int read_option(struct crosscheck_options *o, int option, const char *command)
{
    int wrong = 0;
    switch (option) {
    case 'm':
        cli_override_method(&o->overrides, optarg);
        break;
    case 's':
        cli_override_add(&o->overrides, optarg);
        break;
    case 'o':
        o->folder = optarg;
        break;
    case 'n':
        wrong = read_number(command, "-n", MOST_REPLICATIONS, &o->replications);
        break;
    case 'r':
        wrong = read_number(command, "--random", MOST_RANDOM, &o->random);
        break;
    case 'S':
        wrong = read_number(command, "--seed", INT64_MAX, &o->seed);
        break;
    case 'j':
        wrong = read_number(command, "-j", 1024, &o->workers);
        break;
    case 'h':
        fputs(help, stdout);
        return STATUS_OK;
    default:
        return STATUS_USAGE;
    }
    return wrong ? wrong : -1;
}

/* Whether the options go together; -1: they do. */
static int check_options(struct crosscheck_options *o, const char *command)
{
    if (!o->random && o->seed)
        return cli_usage(command, "--seed is of the scenarios of --random, which is missing");
    if (!o->random && !o->count)
        return cli_usage(command, "a scenario file is missing");
    if (o->random && o->count)
        return cli_usage(command, "--random draws its scenarios: give no file with it");
    if (o->random && o->overrides.method)
        return cli_usage(command, "--random draws the methods too: give no -m with it");
    if (o->random && !o->folder)
        return cli_usage(command, "--random needs -o DIR: where its scenarios go");
    o->seed = o->seed ? o->seed : 1;
    return -1;
}

static int read_options(struct crosscheck_options *o, int argc, char **argv)
{
    static const struct option options[] = {
        {"replications", required_argument, NULL, 'n'},
        {"method", required_argument, NULL, 'm'},
        {"set", required_argument, NULL, 's'},
        {"random", required_argument, NULL, 'r'},
        {"seed", required_argument, NULL, 'S'},
        {"output", required_argument, NULL, 'o'},
        {"jobs", required_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;
    while ((option = cli_next_option(argc, argv, ":n:m:s:r:o:j:h", options)) != -1) {
        const int status = read_option(o, option, argv[0]);
        if (status >= 0)
            return status;
    }
    o->paths = argv + optind;
    o->count = (size_t)(argc - optind);
    return check_options(o, argv[0]);
}

int command_crosscheck(int argc, char **argv)
{
    struct crosscheck_options o = {0};
    int status = read_options(&o, argc, argv);
    if (status < 0)
        status = o.random ? draw_and_compare(&o) : load_and_compare(&o);
    cli_overrides_fini(&o.overrides);
    return status;
}
