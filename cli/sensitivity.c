/* pfsim sensitivity: which assumption of a scenario one of its numbers depends on. */
#include "cli/sensitivity_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "base/visible.h"
#include "cli/progress.h"
#include "models/catalogue/library.h"
#include "studies/axis_kind.h"
#include "studies/sensitivity_model.h"

enum { SENSITIVITY_ROWS = 4096, SENSITIVITY_ROWS_SIMULATED = 256 };

/* --- what was given -------------------------------------------------------------------------- */

static int sensitivity_no_quantity(const char *name, struct error *e)
{
    const char **names = mem_calloc(run_quantity_count, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < run_quantity_count; i++)
        if (run_quantities[i].kind != RUN_OTHER)
            names[count++] = run_quantities[i].name;
    char *question = nearest_question(name, names, count);
    error_set(e, "-q %s: a run has no such number%s", name,
              question ? question : "; give a key of summary.json, such as all_back");
    free(question);
    free(names);
    return -1;
}

static int sensitivity_read_quantity(struct sensitivity_command *c, struct error *e)
{
    c->name = c->options->quantity ? c->options->quantity : "all_back";
    c->quantity = run_quantity_find(c->name);
    if (!c->quantity || c->quantity->kind == RUN_OTHER)
        return sensitivity_no_quantity(c->name, e);
    c->kind = c->quantity->kind;
    return 0;
}

static int sensitivity_read_all(struct sensitivity_command *c, struct error *e)
{
    const struct sensitivity_options *o = c->options;
    c->rows = o->rows ? o->rows : o->simulate ? SENSITIVITY_ROWS_SIMULATED : SENSITIVITY_ROWS;
    if (sensitivity_read_quantity(c, e) < 0)
        return -1;
    if (o->simulate && !(c->engine = engine_load(o->engine ? o->engine : "native", e)))
        return -1;
    return sensitivity_read(&c->parameters, &c->scenario, o->over.items, o->over.count,
                            o->overrides.set.items, o->overrides.set.count, e);
}

/* --- what comes of it ------------------------------------------------------------------------ */

static int sensitivity_run_simulated(struct sensitivity_command *c, struct sensitivity_request *r,
                                     struct sensitivity *s, struct error *e)
{
    struct progress progress;
    r->answer = sensitivity_simulate;
    r->user = c;
    r->in_pool = true;
    r->workers = (unsigned)c->options->workers;
    r->progress = progress_of_runs;
    r->progress_user = &progress;
    progress_init_campaign(&progress);
    cli_catch_interrupts();
    const int status = sensitivity_execute(s, r, e);
    progress_clear(&progress);
    if (status < 0 && cli_interrupted())
        progress_interrupted(&progress, "there is nothing to be said", e);
    return status;
}

static int sensitivity_run(struct sensitivity_command *c, struct sensitivity *s, struct error *e)
{
    struct sensitivity_model model;
    struct sensitivity_request r = {.parameters = &c->parameters,
                                    .name = c->name,
                                    .rows = c->rows,
                                    .answer = sensitivity_model_answer,
                                    .user = &model};
    if (c->engine)
        return sensitivity_run_simulated(c, &r, s, e);
    if (sensitivity_model_init(&model, &c->scenario, &c->parameters, c->quantity->name, e) < 0)
        return -1;
    const int status = sensitivity_execute(s, &r, e);
    sensitivity_model_fini(&model);
    return status;
}

static int sensitivity_charts(const struct sensitivity_command *c, const struct sensitivity *s,
                              const struct look *look, struct error *e)
{
    const struct sensitivity_options *o = c->options;
    struct library *library = cli_library(e);
    if (!library)
        return -1;
    char *scripts = mem_printf("%s/plots", library_folder(library));
    int status = sensitivity_draw(s, c->name, look, scripts, o->folder, e);
    if (status == 0 && o->scatter)
        status = sensitivity_draw_scatter(s, c->name, axis_kind_of_run(c->kind), look, scripts,
                                          o->folder, e);
    free(scripts);
    return status;
}

static int sensitivity_tell(const struct sensitivity_command *c, const struct sensitivity *s,
                            const struct look *look)
{
    struct error e;
    if (c->options->folder && sensitivity_charts(c, s, look, &e) < 0)
        return cli_fail(&e);
    if (c->options->json) {
        sensitivity_print_json(c, s);
    } else {
        sensitivity_print(c, s);
        char *folder = c->options->folder ? visible_text(c->options->folder) : NULL;
        if (folder)
            printf("\nNumbers and charts are in %s\n", folder);
        free(folder);
    }
    return cli_flush_stdout();
}

static int sensitivity_do(struct sensitivity_command *c, const struct look *look)
{
    struct error e;
    struct sensitivity s;
    if (sensitivity_run(c, &s, &e) < 0)
        return cli_fail(&e);
    const int status = sensitivity_tell(c, &s, look);
    sensitivity_free(&s);
    return status;
}

static int sensitivity_command(const void *options, char *const *arguments, size_t argument_count)
{
    struct error e;
    struct look look;
    struct sensitivity_command c = {.options = options, .path = arguments[0]};
    const struct look_options *l = &c.options->look;
    (void)argument_count;
    if (look_read(&look, l->size, l->font, l->format, &e) < 0)
        return cli_fail(&e);
    if (cli_load(&c.scenario, c.path, &c.options->overrides, &e) < 0) {
        look_fini(&look);
        return cli_fail(&e);
    }
    const int status = sensitivity_read_all(&c, &e) < 0 ? cli_fail(&e) : sensitivity_do(&c, &look);
    sensitivity_fini(&c.parameters);
    scenario_free(&c.scenario);
    look_fini(&look);
    return status;
}

static int sensitivity_check(const void *options, size_t argument_count)
{
    const struct sensitivity_options *o = options;
    (void)argument_count;
    const char *wrong = NULL;
    if (!o->over.count)
        wrong = "--over is missing: a field and its interval, as in wan.rtt=10ms..200ms";
    else if (o->scatter && !o->folder)
        wrong = "--scatter needs -o DIR: where its charts go";
    else if (o->engine && !o->simulate)
        wrong = "--engine is of --simulate, which is missing";
    return wrong ? cli_usage("sensitivity", "%s", wrong) : -1;
}

static const struct option_row rows[] = {
    OPTION_ROW(TEXTS, 0, "over", "PATH=INTERVAL", struct sensitivity_options, over,
               "a field that may have any value of the interval, LOW..HIGH, each as likely as the "
               "others, or log(LOW..HIGH), evenly by ratios; may be repeated, up to 20 times",
               .complete = COMPLETE_FIELD),
    OPTION_ROW(TEXT, 'q', "quantity", "NUMBER", struct sensitivity_options, quantity,
               "the number of a run that is looked at, by its key in summary.json; default: "
               "all_back"),
    OPTION_ROW(NUMBER, 'n', "rows", "N", struct sensitivity_options, rows,
               "rows of the design, a power of two: N x (parameters + 2) runs. Default: 4096, "
               "simulated 256",
               .least = SOBOL_ROWS_LEAST, .most = SOBOL_ROWS_MOST),
    OPTION_ROW(SWITCH, 0, "simulate", NULL, struct sensitivity_options, simulate,
               "simulates each point, in place of the model's answer"),
    ENGINE_ROW(struct sensitivity_options, engine,
               "what simulates them: native, or ns3, the reference (slower)"),
    METHOD_ROW(struct sensitivity_options),
    SET_ROW(struct sensitivity_options, "sets a field at all points; may be repeated"),
    JOBS_ROW(struct sensitivity_options, workers),
    OPTION_ROW(SWITCH, 0, "json", NULL, struct sensitivity_options, json,
               "prints the numbers as JSON"),
    OPTION_ROW(TEXT, 'o', "output", "DIR", struct sensitivity_options, folder,
               "writes indices.csv and draws sensitivity.png, the indices as bars",
               .complete = COMPLETE_FOLDER),
    OPTION_ROW(SWITCH, 0, "scatter", NULL, struct sensitivity_options, scatter,
               "draws the points against each parameter, too: scatter-PATH.png"),
    PICTURE_ROWS(struct sensitivity_options),
};

const struct command command_sensitivity = {
    .name = "sensitivity",
    .summary = "say which assumption of a scenario a number depends on",
    .usage = (const char *const[]){"FILE --over PATH=LOW..HIGH... [-q NUMBER] [-n N] "
                                   "[--simulate] [OPTION]...",
                                   NULL},
    .about =
        "Has fields of a scenario vary, all at once and independently, and says which share of "
        "the spread (the variance) of a number comes from which: the first-order Sobol index is "
        "what a field does by itself, and what would be gone if it were known; the total one is "
        "what it does by itself and together with others. Each has its 95 % interval. "
        "The points are those of GSL's quasi-random sequence, so that the same command always "
        "says the same.\n"
        "Draws of the scenario are the same at all points: what is seen is the fields' doing, "
        "and not chance.",
    .notes = "Exit status: 0; 2 where nothing that varies changes the number.",
    .examples =
        (const char *const[]){
            "sensitivity scenarios/whitepaper-tftp.yaml --over wan.rtt=10ms..200ms --over "
            "wan.rate=128kbps..2048kbps",
            "sensitivity scenarios/one-phone.yaml --over wan.rtt=10ms..200ms --over "
            "phone.restart=30s..40s --simulate -n 64 -o /tmp/sensitivity --scatter",
            NULL},
    .argument = "a scenario file",
    .least_arguments = 1,
    .most_arguments = 1,
    .complete = COMPLETE_SCENARIO,
    COMMAND_OPTIONS(rows, struct sensitivity_options),
    .check = sensitivity_check,
    .run = sensitivity_command,
};
