/* pfsim solve: the value of a field at which a demand begins to hold. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/solve_private.h"
#include "sim/engine_load.h"
#include "studies/values.h"

/* --- what was given -------------------------------------------------------------------------- */

static int solve_read_step(struct solving *v, struct error *e)
{
    struct error why;
    if (!v->options->step)
        return 0;
    if (quantity_parse(v->field.quantity, v->options->step, &v->search.step, &why) < 0)
        return error_set(e, "--step %s", why.text);
    if (v->search.step == 0 || v->search.step > v->field.high)
        return error_set(e, "--step '%s' is out of range; give one above 0 and below the values",
                         v->options->step);
    return 0;
}

static int solve_read_demand(struct solving *v, const char *text, struct error *e)
{
    struct requirement *q = &v->demand;
    if (require_parse(q, "", text, e) < 0)
        return -1;
    const bool equal = q->relation == REQUIRE_EQUAL || q->relation == REQUIRE_UNEQUAL;
    if (equal && !(q->all && q->relation == REQUIRE_EQUAL))
        return error_set(e, "'%s': no value begins to be equal; give <= or >=", text);
    v->search.wanted = q->all ? 0 : q->value.real;
    return 0;
}

static int solve_read_field(struct solving *v, struct error *e)
{
    const struct solve_options *o = v->options;
    struct error why;
    if (free_field_read(&v->field, &v->scenario, o->field, &why) < 0)
        return error_set(e, "--for %s", why.text);
    if (path_is_set(o->overrides.set.items, o->overrides.set.count, v->field.at.path)) {
        error_set(e, "-s sets %s, which --for looks for; leave one of the two out",
                  v->field.at.path);
        free_field_fini(&v->field);
        return -1;
    }
    return 0;
}

/* --- limits ---------------------------------------------------------------------------------- */

/* Whether there is such a scenario. */
static bool solve_is_possible(const struct solving *v, uint64_t value, struct error *e)
{
    struct scenario s;
    char *set = free_field_assignment(&v->field, value);
    const int status = solve_load((void *)v, (const char *const[]){set}, 1, &s, e);
    free(set);
    if (status == 0)
        scenario_free(&s);
    return status == 0;
}

/* The last possible value from `inside` towards `limit`; why the next is none stays in `why`. */
static uint64_t solve_limit(struct solving *v, uint64_t inside, uint64_t limit, struct error *why)
{
    struct error e;
    if (solve_is_possible(v, limit, &e))
        return limit;
    *why = e;
    while ((inside > limit ? inside - limit : limit - inside) > 1) {
        const uint64_t middle =
            inside < limit ? inside + (limit - inside) / 2 : limit + (inside - limit) / 2;
        if (solve_is_possible(v, middle, &e)) {
            inside = middle;
        } else {
            limit = middle;
            *why = e;
        }
    }
    return inside;
}

static int solve_limits(struct solving *v, struct error *e)
{
    const struct free_field *f = &v->field;
    struct solve *s = &v->search;
    if (!solve_is_possible(v, f->now, e))
        return -1;
    s->now = f->now;
    s->limited = f->limited;
    s->unit = (uint64_t)fmin(fmax(values_scale(f->quantity), 1), (double)f->high);
    if (s->unit == 0)
        s->unit = 1;
    s->low = solve_limit(v, f->now, f->low, &v->below);
    s->high = solve_limit(v, f->now, f->high, &v->above);
    return 0;
}

/* --- the model ------------------------------------------------------------------------------- */

static bool solve_ask_model(void *user, struct solve_point *p)
{
    struct solving *v = user;
    double is;
    estimate_set(v->estimate, v->knob, p->value);
    const struct estimate_answer *a = estimate_evaluate(v->estimate);
    if (v->demand.all) {
        p->holds = !a->never && !a->limited;
        p->is = p->holds ? 0 : NAN;
        return !strcmp(v->demand.quantity->name, "completed");
    }
    if (!estimate_quantity(a, v->demand.quantity->name, &is))
        return false;
    p->is = v->demand.quantity->kind == RUN_TIME ? is * (double)SECONDS : is;
    p->holds = isfinite(p->is) && !(v->demand.quantity->of_all && a->limited) &&
               require_is_met(&v->demand, p->is);
    return true;
}

/* Without a model the simulator finds it alone. */
static void solve_open_model(struct solving *v)
{
    struct error e;
    struct solve_point now = {.value = v->search.now};
    if (solve_load(v, NULL, 0, &v->modelled, &e) < 0)
        return;
    v->is_loaded = true;
    v->estimate = estimate_new(&v->modelled, &v->model_says);
    v->knob = v->estimate ? estimate_knob(v->estimate, v->field.at.path, v->search.low,
                                          v->search.high, &v->model_says)
                          : -1;
    if (v->knob < 0)
        return;
    if (solve_ask_model(v, &now))
        v->search.model = solve_ask_model;
    else
        error_set(&v->model_says, "the model does not tell %s", v->demand.quantity->name);
}

static void solve_close_model(struct solving *v)
{
    if (v->estimate)
        estimate_free(v->estimate);
    if (v->is_loaded)
        scenario_free(&v->modelled);
}

/* --- the command ----------------------------------------------------------------------------- */

static int solve_execute(struct solving *v, struct error *e)
{
    progress_init_search(&v->progress);
    cli_catch_interrupts();
    v->search.judge = solve_judge;
    v->search.user = v;
    solve_open_model(v);
    const int status = solve_search(&v->search, &v->result, e);
    solve_close_model(v);
    if (v->search.model)
        error_set(&v->model_says, v->result.by_model
                                      ? "the model said where to look"
                                      : "the model had no answer, and the simulator looked alone");
    progress_clear(&v->progress);
    if (status < 0 && cli_interrupted())
        progress_interrupted(&v->progress, "nothing is solved", e);
    return status;
}

static int solve_with_field(struct solving *v, struct error *e)
{
    if (solve_read_step(v, e) < 0 || solve_limits(v, e) < 0 || solve_execute(v, e) < 0)
        return cli_fail(e);
    return solve_print(v);
}

static int solve_with_scenario(struct solving *v, const char *demand, struct error *e)
{
    if (solve_read_demand(v, demand, e) < 0 || solve_read_field(v, e) < 0)
        return cli_fail(e);
    const int status = solve_with_field(v, e);
    free_field_fini(&v->field);
    return status;
}

static int solve_command(const void *options, char *const *arguments, size_t argument_count)
{
    struct error e;
    struct solving *v = mem_calloc(1, sizeof *v);
    (void)argument_count;
    v->options = options;
    v->path = arguments[0];
    v->engine = engine_load(v->options->engine, &e);
    int status;
    if (!v->engine || cli_load(&v->scenario, v->path, &v->options->overrides, &e) < 0) {
        status = cli_fail(&e);
    } else {
        status = solve_with_scenario(v, arguments[1], &e);
        scenario_free(&v->scenario);
    }
    free(v);
    return status;
}

static int solve_check(const void *options, size_t argument_count)
{
    const struct solve_options *o = options;
    (void)argument_count;
    return o->field ? -1
                    : cli_usage("solve", "--for FIELD is missing: what is looked for, such as "
                                         "--for wan.rate");
}

static const struct option_row rows[] = {
    OPTION_ROW(TEXT, 0, "for", "FIELD", struct solve_options, field,
               "the field that is looked for: wan.rate, or with limits "
               "wan.rate=64kbps..10Mbps",
               .complete = COMPLETE_FIELD),
    OPTION_ROW(TEXT, 0, "step", "VALUE", struct solve_options, step,
               "the answer is a multiple of it: 1kbps, 10 ms. Default: half a per cent of the "
               "answer or less, in round numbers; of what is counted 1 where it is few"),
    METHOD_ROW(struct solve_options),
    SET_ROW(struct solve_options, "sets a field of the scenario; may be repeated"),
    ENGINE_ROW(struct solve_options, engine,
               "what runs it: native, or ns3, the reference (slower)"),
    JOBS_ROW(struct solve_options, workers),
    OPTION_ROW(NUMBER, 0, "events", "N", struct solve_options, events,
               "gives a run up that is not over after N events, in place of 100 million (half a "
               "minute, say)",
               .least = 1000000, .most = UINT64_C(1000000000000)),
    OPTION_ROW(SWITCH, 0, "json", NULL, struct solve_options, json,
               "prints one JSON object instead of the text"),
};

const struct command command_solve = {
    .name = "solve",
    .summary = "find the least rate, the most phones, ... with which a demand holds",
    .usage = (const char *const[]){"FILE --for FIELD[=LOW..HIGH] DEMAND [OPTION]...", NULL},
    .about =
        "Turns a question round: finds the value of a field, which is a number, at which a "
        "demand begins to hold or ceases to, and says it with the neighbour that fails. DEMAND is "
        "as of 'pfsim run --require': 'all_back <= 30 min'. Which side holds is found: of a rate "
        "it is the least, of a number of phones the most.\n"
        "Runs of the simulator decide, all with the scenario's seed; several at the same time. "
        "Where there is no such value, or it begins to hold in several places, or does not hold "
        "everywhere beyond the answer, it says so: of places far from the answer by the "
        "performance model, or, where that does not know the scenario, by a few runs over the "
        "limits that are given, or from a 16th of the answer to 16 times it.\n"
        "A run ends when all phones are back, at the scenario's run.limit, or, if the demand is "
        "that a time of all phones is below another, when ten times that, and 12 h, have passed. One that "
        "goes on for too many events is given up; after a few of these the answer is said to "
        "lie between two values.",
    .notes = "Exit status: 0 there is an answer; 1 there is none.",
    .examples = (const char *const[]){"solve scenarios/whitepaper-tftp.yaml --for wan.rate "
                                      "'all_back <= 30 min'",
                                      "solve scenarios/whitepaper-pfs.yaml --for wan.rtt=0ms..1s "
                                      "'all_back <= 20 min' --step 1ms",
                                      "solve scenarios/whitepaper-tftp.yaml --for "
                                      "'subnets[0].phones[0].count' 'all_back < 1h'",
                                      NULL},
    .argument = "a scenario file and a demand",
    .least_arguments = 2,
    .most_arguments = 2,
    .complete = COMPLETE_SCENARIO,
    COMMAND_OPTIONS(rows, struct solve_options),
    .defaults = &(const struct solve_options){.engine = "native", .events = 100000000},
    .check = solve_check,
    .run = solve_command,
};
