/* pfsim calibrate: the values of fields with which a scenario gives published or measured numbers.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/calibrate_pcap.h"
#include "cli/calibrate_private.h"
#include "sim/engine_load.h"

/* --- what was given -------------------------------------------------------------------------- */

/* Whether the option, "PATH" or "PATH=...", is of that path in full. */
static bool calibrate_is_of(const char *option, const char *path)
{
    char *with = strchr(option, '=') ? mem_strdup(option) : mem_printf("%s=", option);
    const bool is = path_is_set((const char *const[]){with}, 1, path);
    free(with);
    return is;
}

static int calibrate_read_free(struct calibrating *v, struct error *e)
{
    const struct calibrate_options *o = v->options;
    if (o->free.count > LEAST_PARAMETERS)
        return error_set(e, "--free %s: %zu fields are too many; free up to %d", o->free.items[0],
                         o->free.count, LEAST_PARAMETERS);
    for (size_t i = 0; i < o->free.count; i++) {
        struct free_field *f = &v->fields[v->field_count];
        struct error why;
        if (free_field_read(f, &v->scenario, o->free.items[i], &why) < 0)
            return error_set(e, "--free %s", why.text);
        v->field_count++;
        for (size_t k = 0; k < i; k++)
            if (!strcmp(f->at.path, v->fields[k].at.path))
                return error_set(e, "--free %s: it is there twice", f->at.path);
        if (path_is_set(o->overrides.set.items, o->overrides.set.count, f->at.path))
            return error_set(e, "-s sets %s, which --free looks for; hold it with --fix %s=VALUE",
                             f->at.path, f->at.path);
    }
    return 0;
}

static int calibrate_read_fixed(const struct calibrating *v, struct error *e)
{
    const struct texts *fixed = &v->options->fixed;
    for (size_t i = 0; i < fixed->count; i++) {
        struct path_field field;
        struct error why;
        char *value = NULL, *path = path_of_option(fixed->items[i]);
        const char *sign = strchr(fixed->items[i], '=');
        int status = path_find(&field, path, &why);
        if (status == 0) {
            status = sign ? path_value(&v->scenario, field.field, sign + 1, &value, &why)
                          : error_set(&why, "%s: give the value that it is held at, PATH=VALUE",
                                      field.path);
            path_free(&field);
        }
        free(value);
        free(path);
        if (status < 0)
            return error_set(e, "--fix %s", why.text);
    }
    return 0;
}

/* --- loading --------------------------------------------------------------------------------- */

/* The command's own options, then those of --fix that are in force, then these. */
static int calibrate_load(void *user, const char *const *set, size_t count, struct scenario *s,
                          struct error *e)
{
    const struct calibrating *v = user;
    const struct texts parts[] = {v->options->overrides.set, v->fixed, {(const char **)set, count}};
    struct overrides all = {.method = v->options->overrides.method};
    all.set.items = mem_calloc(parts[0].count + parts[1].count + count + 1, sizeof *all.set.items);
    for (int part = 0; part < 3; part++)
        for (size_t i = 0; i < parts[part].count; i++)
            all.set.items[all.set.count++] = parts[part].items[i];
    const int status = cli_load_quietly(s, v->path, &all, e);
    free(all.set.items);
    return status;
}

/* --- fits ------------------------------------------------------------------------------------ */

static int calibrate_once(struct calibrating *v, struct calibrated *c, bool profiles,
                          struct error *e)
{
    const struct calibrate problem = {.fields = c->fields,
                                      .field_count = c->count,
                                      .targets = v->targets.items,
                                      .target_count = v->targets.count,
                                      .runs = {.load = calibrate_load,
                                               .user = v,
                                               .engine = v->engine,
                                               .workers = (unsigned)v->options->workers,
                                               .progress = progress_of_search,
                                               .progress_user = &v->progress},
                                      .profiles = profiles};
    c->targets = &v->targets;
    v->fixed = c->fixed;
    return calibrate_run(&problem, &c->result, e);
}

/* All that is free, and then, with what is held, the rest. */
static int calibrate_both(struct calibrating *v, struct error *e)
{
    struct free_field rest[LEAST_PARAMETERS];
    const struct texts *fixed = &v->options->fixed;
    size_t count = 0;
    v->free.fields = v->fields;
    v->free.count = v->field_count;
    if (calibrate_once(v, &v->free, true, e) < 0)
        return -1;
    if (!fixed->count)
        return 0;
    for (size_t i = 0; i < v->field_count; i++) {
        bool held = false;
        for (size_t k = 0; k < fixed->count; k++)
            held = held || calibrate_is_of(fixed->items[k], v->fields[i].at.path);
        if (!held)
            rest[count++] = v->fields[i];
    }
    struct free_field *fields = mem_calloc(count + 1, sizeof *fields);
    memcpy(fields, rest, count * sizeof *fields);
    v->held.fields = fields;
    v->held.count = count;
    v->held.fixed = *fixed;
    return calibrate_once(v, &v->held, false, e);
}

static int calibrate_execute(struct calibrating *v, struct error *e)
{
    progress_init_search(&v->progress);
    cli_catch_interrupts();
    const int status = calibrate_both(v, e);
    progress_clear(&v->progress);
    if (status < 0 && cli_interrupted())
        progress_interrupted(&v->progress, "nothing is calibrated", e);
    return status;
}

/* --- the command ----------------------------------------------------------------------------- */

static int calibrate_by_targets(struct calibrating *v)
{
    struct error e;
    int status = STATUS_BAD_VALUE;
    if (calibrate_read_free(v, &e) < 0 || calibrate_read_fixed(v, &e) < 0 ||
        targets_read(&v->targets, v->options->targets, &e) < 0 || calibrate_execute(v, &e) < 0)
        status = cli_fail(&e);
    else
        status = calibrate_print(v);
    free((void *)v->held.fields);
    targets_fini(&v->targets);
    for (size_t i = 0; i < v->field_count; i++)
        free_field_fini(&v->fields[i]);
    return status;
}

static int calibrate_by_capture(const struct calibrate_options *o)
{
    const struct calibrate_pcap pcap = {.file = o->pcap, .scenario = o->folder, .json = o->json};
    return calibrate_pcap(&pcap);
}

static int calibrate_command(const void *options, char *const *arguments, size_t argument_count)
{
    struct error e;
    if (((const struct calibrate_options *)options)->pcap)
        return calibrate_by_capture(options);
    struct calibrating *v = mem_calloc(1, sizeof *v);
    (void)argument_count;
    v->options = options;
    v->path = arguments[0];
    v->fields = mem_calloc(LEAST_PARAMETERS + 1, sizeof *v->fields);
    v->engine = engine_load(v->options->engine, &e);
    int status;
    if (!v->engine || cli_load(&v->scenario, v->path, &v->options->overrides, &e) < 0) {
        status = cli_fail(&e);
    } else {
        status = calibrate_by_targets(v);
        scenario_free(&v->scenario);
    }
    free(v->fields);
    free(v);
    return status;
}

static const char *calibrate_wrong(const struct calibrate_options *o, size_t argument_count)
{
    if (o->pcap)
        return argument_count   ? "with --pcap there is no scenario: one is made of the capture"
               : o->targets     ? "--pcap and --targets exclude each other"
               : o->free.count  ? "--pcap and --free exclude each other"
               : o->fixed.count ? "--pcap and --fix exclude each other"
               : o->overrides.method ? "--pcap and --method exclude each other"
               : o->overrides.set.count
                   ? "--pcap and --set exclude each other; set fields when its scenario runs"
                   : NULL;
    if (!argument_count)
        return "a scenario file is missing, or --pcap FILE";
    if (!o->targets)
        return "--targets FILE is missing: the numbers that are to be met";
    return o->free.count ? NULL
                         : "--free FIELD is missing: what is looked for, such as --free wan.rtt";
}

static int calibrate_check(const void *options, size_t argument_count)
{
    const char *wrong = calibrate_wrong(options, argument_count);
    return wrong ? cli_usage("calibrate", "%s", wrong) : -1;
}

static const struct option_row rows[] = {
    OPTION_ROW(TEXT, 0, "targets", "FILE", struct calibrate_options, targets,
               "the numbers that are to be met, a CSV file: value, unit, number (a key of "
               "summary.json), set (options of -s that it holds for, with ; between them), "
               "uncertainty (empty: half a unit of the value's last digit), id",
               .complete = COMPLETE_FILE),
    OPTION_ROW(TEXTS, 0, "free", "FIELD", struct calibrate_options, free,
               "a field that is looked for: wan.rtt, or with limits wan.rtt=0ms..300ms; may be "
               "repeated",
               .complete = COMPLETE_FIELD),
    OPTION_ROW(TEXTS, 0, "fix", "KEY=VALUE", struct calibrate_options, fixed,
               "holds a field at a value, fits the rest again, and shows by how much the targets "
               "are then missed; may be repeated",
               .complete = COMPLETE_FIELD),
    OPTION_ROW(TEXT, 0, "pcap", "FILE", struct calibrate_options, pcap,
               "reads a capture of TFTP downloads instead, pcap or pcapng, and says what it tells; "
               "'-' is standard input",
               .complete = COMPLETE_FILE),
    METHOD_ROW(struct calibrate_options),
    SET_ROW(struct calibrate_options, "sets a field of the scenario; may be repeated"),
    ENGINE_ROW(struct calibrate_options, engine,
               "what runs it: native, or ns3, the reference (slower)"),
    JOBS_ROW(struct calibrate_options, workers),
    OPTION_ROW(TEXT, 'o', "output", "DIR", struct calibrate_options, folder,
               "draws the profile of each field into DIR, as PNG and SVG, with data and script; "
               "with --pcap: writes the scenario DIR, a file such as captured.yaml, and beside it "
               "its catalogue (-firmware.csv, -models.csv), and simulates it",
               .complete = COMPLETE_FILE),
    OPTION_ROW(SWITCH, 0, "json", NULL, struct calibrate_options, json,
               "prints one JSON object instead of the text"),
};

const struct command command_calibrate = {
    .name = "calibrate",
    .summary = "find what published or measured numbers do not tell",
    .usage = (const char *const[]){"FILE --targets FILE --free FIELD[=LOW..HIGH]... [--fix "
                                   "KEY=VALUE]... [-o DIR] [OPTION]...",
                                   "--pcap FILE [-o FILE] [--json]", NULL},
    .about =
        "Finds the values of fields with which a scenario gives numbers that were published or "
        "measured (weighted least squares; what is counted is scanned), and says how sure each "
        "is: standard error, an interval of 95 % from its profile (the field is held at value "
        "after value, the others are fitted again), correlations, and in words what the targets "
        "cannot tell apart, and whether anything is left to test with.\n"
        "The performance model answers while values are looked for, the simulator has the last "
        "word: what is shown are its runs.\n"
        "With --pcap it reads a capture of real TFTP downloads, and says what it tells: files, "
        "options, round trip, delays of server and clients, what was sent again and by whose "
        "policy, the bottleneck's rate and queue, each with how sure it is. What a capture at its "
        "place cannot tell apart is given as a sum.",
    .notes = "Exit status: 0 the targets are met; 1 they are not, by chi^2 at 1 %.",
    .examples =
        (const char *const[]){
            "calibrate scenarios/whitepaper-tftp.yaml --targets results/published.csv --free "
            "wan.rtt --free phone.restart --free wan.queue.limit",
            "calibrate scenarios/whitepaper-tftp.yaml --targets results/published.csv --free "
            "phone.restart --free wan.rtt --fix wan.rtt=140ms",
            "calibrate --pcap download.pcap -o captured.yaml", NULL},
    .argument = "a scenario file",
    .least_arguments = 0,
    .most_arguments = 1,
    .complete = COMPLETE_SCENARIO,
    COMMAND_OPTIONS(rows, struct calibrate_options),
    .defaults = &(const struct calibrate_options){.engine = "native"},
    .check = calibrate_check,
    .run = calibrate_command,
};
