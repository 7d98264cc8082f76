/* pfsim model: a scenario by formulas, by all three methods side by side, without a run; or several
 * beside their runs. */
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
static int model_refuse(const struct model *m)
{
    const struct model_column *c = &m->columns[0];
    for (int i = 0; i < MODEL_COLUMNS && !c->loaded; i++)
        if (m->columns[i].loaded)
            c = &m->columns[i];
    struct error e = c->why;
    if (c->loaded) /* the scenario's messages have their place in front */
        error_set(&e, "%.200s: %s", m->path, c->why.text);
    return cli_fail(&e);
}

static struct model *model_new(const struct model_options *options, const char *path)
{
    struct model *m = mem_calloc(1, sizeof *m);
    m->options = options;
    m->path = path;
    for (int i = 0; i < MODEL_COLUMNS; i++) {
        m->columns[i].method = (enum method)i;
        model_load(&m->columns[i], m);
    }
    m->first = model_first(m);
    return m;
}

static bool model_is_readable(const struct model *m)
{
    for (int i = 0; i < MODEL_COLUMNS; i++)
        if (m->columns[i].loaded)
            return true;
    return false;
}

/* One that there is nothing to be said of: of several, one that is no scenario, or all if none has
 * an answer. NULL: there is none. */
static const struct model *model_refused(const struct model_list *l)
{
    bool answered = false;
    for (size_t i = 0; i < l->count; i++) {
        if (!model_is_readable(l->models[i]))
            return l->models[i];
        answered |= l->models[i]->first != NULL;
    }
    return answered ? NULL : l->models[0];
}

static bool model_holds(const struct model_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        for (int k = 0; k < MODEL_COLUMNS; k++) {
            const struct model_column *c = &l->models[i]->columns[k];
            if (c->answer && c->check.verdict != MODEL_CHECK_HOLDS)
                return false;
        }
    return true;
}

static int model_print_all(const struct model_list *l, bool json)
{
    if (l->count == 1)
        return json ? model_print_json(l->models[0]) : model_print(l->models[0]);
    return json ? model_table_json(l) : model_table(l);
}

/* Prints, after the runs if they are wanted. */
static int model_answer(struct model_list *l, const struct model_options *o)
{
    struct error e;
    if (o->check && model_check(l, &e) < 0)
        return cli_fail(&e);
    const int status = model_print_all(l, o->json);
    return status == STATUS_OK && o->check && !model_holds(l) ? STATUS_DIFFERS : status;
}

static int model_run(const void *options, char *const *arguments, size_t argument_count)
{
    const struct model_options *o = options;
    if (argument_count > 1 && (!o->check || o->bounds))
        return cli_usage("model", "several scenarios are answered with --check only%s",
                         o->bounds ? ", and without --bounds" : "");
    struct model_list l = {mem_calloc(argument_count, sizeof *l.models), argument_count};
    for (size_t i = 0; i < l.count; i++)
        l.models[i] = model_new(o, arguments[i]);
    const struct model *refused = model_refused(&l);
    const int status = refused ? model_refuse(refused) : model_answer(&l, o);
    for (size_t i = 0; i < l.count; i++)
        model_free(l.models[i]);
    free(l.models);
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
               "not as the formulas say. Of several scenarios it prints a table, a row a scenario "
               "and method, and counts what holds"),
    OPTION_ROW(SWITCH, 0, "bounds", NULL, struct model_options, bounds,
               "also says, of phones that all ask one server, between which bounds of a closed "
               "network their time lies, and what it would be if services were exponential"),
};

const struct command command_model = {
    .name = "model",
    .summary = "answers a scenario by formulas, in milliseconds",
    .usage = (const char *const[]){"FILE [-s KEY=VALUE]... [--json] [--check] [--bounds]",
                                   "--check FILE... [-s KEY=VALUE]... [--json]", NULL},
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
                                      "model mixed-models --check",
                                      "model --check scenarios/whitepaper-*.yaml", NULL},
    .argument = "a scenario file",
    .least_arguments = 1,
    .most_arguments = SIZE_MAX,
    .complete = COMPLETE_SCENARIO,
    COMMAND_OPTIONS(rows, struct model_options),
    .run = model_run,
};
