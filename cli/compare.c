/* pfsim compare: what moved between two stores, scenarios or settings. */
#include <stdlib.h>

#include "cli/compare_private.h"

/* What the scenarios of the first runs have otherwise, where they can be read. */
static void compare_add_fields(struct compare_sides *s, struct comparison *c)
{
    struct scenario scenarios[2];
    struct error why;
    if (compare_sides_scenario(s, 0, c->first[0], &scenarios[0], &why) < 0)
        return;
    if (compare_sides_scenario(s, 1, c->first[1], &scenarios[1], &why) == 0) {
        comparison_add_fields(c, &scenarios[0], &scenarios[1]);
        compare_sides_scenario_free(s, &scenarios[1]);
    }
    compare_sides_scenario_free(s, &scenarios[0]);
}

/* Where the first event cannot be found, all else is told. */
static int compare_show(struct compare_sides *s, struct comparison *c,
                        const struct compare_demands *demands)
{
    const struct compare_command_options *o = s->options;
    struct first_difference first = {.found = false};
    struct compare_view v = {.comparison = c, .demands = demands, .full = o->full};
    struct error why;
    compare_add_fields(s, c);
    if (c->different[0] && !o->quick) {
        if (compare_sides_first(s, c, &first, &why) == 0)
            v.first = &first;
        else
            v.why_not = why.text;
    }
    if (cli_interrupted()) {
        first_difference_fini(&first);
        error_set(&why, "interrupted; nothing is compared");
        return cli_fail(&why);
    }
    (o->json ? compare_print_json : compare_print)(&v);
    first_difference_fini(&first);
    int status = cli_flush_stdout();
    for (size_t i = 0; i < c->row_count && status == STATUS_OK; i++)
        if (compare_is_open(&v, &c->rows[i]))
            status = STATUS_DIFFERS;
    if (status == STATUS_OK && c->sides[1]->failed > c->sides[0]->failed)
        status = STATUS_DIFFERS;
    return status;
}

static int compare_command(const void *options, char *const *arguments, size_t argument_count)
{
    const struct compare_command_options *o = options;
    struct compare_demands demands;
    struct compare_sides sides;
    struct comparison c;
    struct error e;
    if (compare_demands_read(&demands, o, &e) < 0)
        return cli_fail(&e);
    int status = STATUS_BAD_VALUE;
    if (compare_sides_read(&sides, o, arguments, argument_count, &e) < 0) {
        status = cli_fail(&e);
    } else {
        if (comparison_make(&c, &sides.sides[0], &sides.sides[1], &demands.options, &e) < 0) {
            status = cli_fail(&e);
        } else {
            status = compare_show(&sides, &c, &demands);
            comparison_fini(&c);
        }
        compare_sides_fini(&sides);
    }
    compare_demands_fini(&demands);
    return status;
}

static const struct option_row rows[] = {
    OPTION_ROW(TEXTS, 'p', "parameter", "PATH=VALUES", struct compare_command_options, parameters,
               "two values, A's and B's, such as pfs.ad_interval=250ms,200ms; may be repeated. "
               "PATH is that of a field, or engine",
               .complete = COMPLETE_FIELD),
    REPLICATIONS_ROW(struct compare_command_options, replications,
                     "runs of each scenario, with other random draws; default: 1"),
    METHOD_ROW(struct compare_command_options),
    SET_ROW(struct compare_command_options, "sets a field of both scenarios; may be repeated"),
    ENGINE_ROW(struct compare_command_options, engine, "what runs the scenarios: native, or ns3"),
    OPTION_ROW(TEXTS, 'q', "quantity", "NAME", struct compare_command_options, quantities,
               "compares this number only, by its key in summary.json; may be repeated. all: each, "
               "also those that are neither better nor worse when they change"),
    OPTION_ROW(
        TEXTS, 't', "tolerance", "NAME=VALUE", struct compare_command_options, tolerances,
        "by how much it may differ, such as all_back=1s or wan.bytes_down=2%; may be repeated. "
        "0, or a percentage alone, is of all"),
    OPTION_ROW(TEXTS, 0, "accept", "NAME=REASON", struct compare_command_options, accepted,
               "it may move: the reason is shown, and the exit status is 0; may be repeated"),
    OPTION_ROW(SWITCH, 0, "unpaired", NULL, struct compare_command_options, unpaired,
               "compares means, also of runs with the same seed and replication"),
    OPTION_ROW(SWITCH, 0, "full", NULL, struct compare_command_options, full,
               "lists what did not move, too"),
    OPTION_ROW(SWITCH, 0, "quick", NULL, struct compare_command_options, quick,
               "runs nothing again to find the first event that differs"),
    OPTION_ROW(SWITCH, 0, "json", NULL, struct compare_command_options, json,
               "prints one JSON object instead of the text"),
    OPTION_ROW(TEXT, 0, "build-a", "BUILD", struct compare_command_options, builds[0],
               "which build's runs are A, of a store that has several"),
    OPTION_ROW(TEXT, 0, "build-b", "BUILD", struct compare_command_options, builds[1],
               "the same of B"),
    OPTION_ROW(TEXT, 0, "program-a", "PATH", struct compare_command_options, programs[0],
               "the pfsim that made store A, to run one of its runs again",
               .complete = COMPLETE_FILE),
    OPTION_ROW(TEXT, 0, "program-b", "PATH", struct compare_command_options, programs[1],
               "the same of B", .complete = COMPLETE_FILE),
    JOBS_ROW(struct compare_command_options, workers),
};

const struct command command_compare = {
    .name = "compare",
    .summary = "say what moved between two stores, scenarios or settings",
    .usage =
        (const char *const[]){"A.db B.db [OPTION]...", "STORE.db -p PATH=VALUES... [OPTION]...",
                              "FILE FILE -r N [OPTION]...",
                              "FILE -p PATH=VALUES... -r N [OPTION]...", NULL},
    .about =
        "Compares the runs of two stores, or of two values of a parameter in one; or runs two "
        "scenarios, or one with two settings, and compares these. Runs with the same parameters, "
        "seed and replication are pairs; where there are none, the means are compared.\n"
        "Prints what differs between the sides, the first packet or change of a phone's state that "
        "does, and then, of each number of summary.json that is better or worse when it changes, "
        "both means and the difference with its 95 % interval, unless all differences are the same.\n"
        "It is the same where the 90 % interval lies within the tolerance (two one-sided tests); it "
        "has moved where the 95 % interval, after Holm's correction over all numbers and points, "
        "lies outside; else it cannot be said.",
    .notes =
        "Exit status: 0 nothing moved, but what was accepted; 1 something did, or more runs of "
        "B than of A had failed.",
    .examples =
        (const char *const[]){
            "compare before.db after.db", "compare study.db -p pfs.ad_interval=250ms,200ms -t 0",
            "compare scenarios/whitepaper-pfs.yaml -p pfs.ad_interval=250ms,200ms "
            "-r 10 -t 0",
            "compare before.db after.db --accept 'all_back=ads come sooner'",
            "compare before.db after.db --program-a ../before/build/pfsim", NULL},
    .argument = "a store or a scenario file",
    .least_arguments = 1,
    .most_arguments = 2,
    .complete = COMPLETE_FILE,
    COMMAND_OPTIONS(rows, struct compare_command_options),
    .run = compare_command,
};
