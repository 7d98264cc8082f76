/* pfsim model: a scenario by formulas, by all three methods side by side, without a run. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "cli/cli.h"
#include "cli/model_private.h"
#include "results/text.h"

int model_load_by(struct scenario *s, const struct model *m, enum method method, struct error *e)
{
    struct overrides overrides = m->options->overrides;
    overrides.method = method_names[method];
    return cli_load_quietly(s, m->path, &overrides, e);
}

static void model_load(struct model_column *c, const struct model *m)
{
    if (model_load_by(&c->scenario, m, c->method, &c->why) < 0)
        return;
    c->loaded = true;
    c->estimate = estimate_new(&c->scenario, &c->why);
    if (c->estimate)
        c->answer = estimate_evaluate(c->estimate);
}

static void model_free(struct model *m)
{
    for (int i = 0; i < MODEL_COLUMNS; i++) {
        if (m->columns[i].estimate)
            estimate_free(m->columns[i].estimate);
        if (m->columns[i].loaded)
            scenario_free(&m->columns[i].scenario);
    }
    free(m);
}

/* The first that has an answer; NULL: none has. */
static const struct model_column *model_first(const struct model *m)
{
    for (int i = 0; i < MODEL_COLUMNS; i++)
        if (m->columns[i].answer)
            return &m->columns[i];
    return NULL;
}

/* What has no answer by any method has none for one reason, or for that of the first. A method that
 * the scenario cannot have says less than what is not modelled of one that it can. */
static int model_refuse(const struct model *m, const char *path)
{
    const struct model_column *c = &m->columns[0];
    for (int i = 0; i < MODEL_COLUMNS && !c->loaded; i++)
        if (m->columns[i].loaded)
            c = &m->columns[i];
    struct error e = c->why;
    if (c->loaded) /* the scenario's messages have their place in front */
        error_set(&e, "%.200s: %s", path, c->why.text);
    return cli_fail(&e);
}

/* Prints, after the runs if they are wanted. */
static int model_answer(struct model *m)
{
    struct error e;
    if (m->options->check && model_check(m, &e) < 0)
        return cli_fail(&e);
    int status = m->options->json ? model_print_json(m) : model_print(m);
    for (int i = 0; i < MODEL_COLUMNS && m->options->check && status == STATUS_OK; i++)
        if (m->columns[i].answer && m->columns[i].check.verdict != MODEL_CHECK_HOLDS)
            status = STATUS_DIFFERS;
    return status;
}

static int model_run(const void *options, char *const *arguments, size_t argument_count)
{
    struct model *m = mem_calloc(1, sizeof *m);
    (void)argument_count;
    m->options = options;
    m->path = arguments[0];
    for (int i = 0; i < MODEL_COLUMNS; i++) {
        m->columns[i].method = (enum method)i;
        model_load(&m->columns[i], m);
    }
    m->first = model_first(m);
    const int status = m->first ? model_answer(m) : model_refuse(m, arguments[0]);
    model_free(m);
    return status;
}

static const struct option_row rows[] = {
    SET_ROW(struct model_options,
            "sets any field of the scenario; may be repeated. KEY is the path of keys, such as "
            "wan.rate or subnets[0].phones[0].count"),
    OPTION_ROW(
        SWITCH, 0, "json", NULL, struct model_options, json,
        "prints one JSON object instead of the text, with the names of a run's summary.json"),
    OPTION_ROW(SWITCH, 0, "check", NULL, struct model_options, check,
               "simulates as well, and prints both and the difference; exit status 1 when a run is "
               "not as the formulas say"),
    OPTION_ROW(SWITCH, 0, "bounds", NULL, struct model_options, bounds,
               "also says, of phones that all ask one server, between which bounds of a closed "
               "network their time lies, and what it would be if services were exponential"),
};

const struct command command_model = {
    .name = "model",
    .summary = "answers a scenario by formulas, in milliseconds",
    .usage = (const char *const[]){"FILE [-s KEY=VALUE]... [--json] [--check] [--bounds]", NULL},
    .about =
        "Says by arithmetic, without a run, how long a scenario takes by each of the three "
        "methods, where the time goes, how full lines and servers are, what limits it and what "
        "would be next, and from how many phones on. It also says in which region the answer "
        "stands: where nothing is lost or repeated it is within half a per cent of a run; where a "
        "queue overflows or packets are repeated it may be a lower bound only.\n"
        "A scenario that sets what the formulas do not know gets no answer, but a line that names "
        "it ('not modelled: FIELD'), and exit status 2. Groups of phones that name a method keep "
        "it, and with load-server a subnet without a load server gets one, as with run --methods.",
    .examples = (const char *const[]){"model scenarios/whitepaper-tftp.yaml",
                                      "model whitepaper-pfs -s wan.rate=1Mbps --json",
                                      "model mixed-models --check", NULL},
    .argument = "a scenario file",
    .least_arguments = 1,
    .most_arguments = 1,
    .complete = COMPLETE_SCENARIO,
    COMMAND_OPTIONS(rows, struct model_options),
    .run = model_run,
};
