/* pfsim scenario: checks a scenario, and shows the whole of it. */
#include "cli/cli.h"

struct scenario_options {
    struct overrides overrides;
    bool explain;
};

static int scenario_show(const void *options, char *const *arguments, size_t argument_count)
{
    const struct scenario_options *o = options;
    struct scenario s;
    struct error e;
    (void)argument_count;
    if (cli_load(&s, arguments[0], &o->overrides, &e) < 0)
        return cli_fail(&e);
    scenario_write(&s, stdout, o->explain);
    scenario_free(&s);
    return cli_flush_stdout();
}

static const struct option_row rows[] = {
    METHOD_ROW(struct scenario_options),
    SET_ROW(struct scenario_options,
            "sets any field; may be repeated. KEY is the path of keys, such as wan.rate or "
            "subnets[0].phones[0].count; an index may be left out when the list has one item"),
    OPTION_ROW(SWITCH, 'e', "explain", NULL, struct scenario_options, explain,
               "says of each value where it comes from, what it means, and whether a default is "
               "known (and from where) or assumed"),
};

const struct command command_scenario = {
    .name = "scenario",
    .summary = "check a scenario; show every value and where it comes from",
    .usage = (const char *const[]){"FILE [-m METHOD] [-s KEY=VALUE]... [--explain]", NULL},
    .about = "Checks a scenario and prints it with every value in force, as a scenario file.",
    .examples = (const char *const[]){"scenario scenarios/whitepaper-tftp.yaml --explain",
                                      "scenario scenarios/one-phone.yaml -s wan.rate=2Mbps > "
                                      "mine.yaml",
                                      NULL},
    .argument = "a scenario file",
    .least_arguments = 1,
    .most_arguments = 1,
    .complete = COMPLETE_SCENARIO,
    COMMAND_OPTIONS(rows, struct scenario_options),
    .run = scenario_show,
};
