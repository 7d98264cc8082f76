/* pfsim baseline: what scenarios did when somebody last looked, and whether they still do it. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/visible.h"
#include "cli/baseline_print.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/quote.h"

struct baseline_options {
    const char *folder, *because, *name, *engine; /* NULL: not given */
    uint64_t workers;
    bool within_tolerance;
    struct overrides overrides;
};

/* What a subcommand works on. */
struct baseline_command {
    const struct baseline_options *options;
    char *const *arguments; /* behind the subcommand's word */
    size_t argument_count;
    bool own; /* the folder is that of the data folder */
    struct baselines baselines;
    struct output_set written;
};

static int baseline_run_all(struct baseline_command *c, struct error *e)
{
    struct progress progress;
    progress_init_jobs(&progress);
    cli_catch_interrupts();
    const int status =
        baselines_run(&c->baselines, (unsigned)c->options->workers, progress_of_runs, &progress, e);
    progress_clear(&progress);
    if (status < 0 && cli_interrupted())
        progress_interrupted(&progress, "nothing is written", e);
    return status;
}

static bool baseline_has(const struct baselines *b, const char *scenario)
{
    for (size_t i = 0; i < b->count; i++)
        if (!strcmp(b->list[i].scenario, scenario) && !b->list[i].set_count &&
            !strcmp(b->list[i].engine, "native"))
            return true;
    return false;
}

/* Scenarios that come with pfsim and have no baseline get an empty one, which has no reason. */
static int baseline_add_missing(struct baselines *b, struct error *e)
{
    char **names;
    size_t count;
    if (cli_scenarios(library_folder(b->library), &names, &count, e) < 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (!baseline_has(b, names[i]))
            baseline_init(baselines_add(b), names[i], names[i], "native");
        free(names[i]);
    }
    free(names);
    return 0;
}

static int baseline_read_all(struct baseline_command *c, struct error *e)
{
    struct baselines *b = &c->baselines;
    if (baselines_read(b, c->arguments, c->argument_count, e) < 0)
        return -1;
    if (b->count == 0)
        return error_set(e, "%.300s: there are no baselines; %s", b->folder,
                         c->own ? "give --folder DIR" : "'pfsim baseline add' makes one");
    return c->own && c->argument_count == 0 ? baseline_add_missing(b, e) : 0;
}

static int baseline_status(const struct baseline_command *c)
{
    const struct baselines *b = &c->baselines;
    bool moved = false;
    for (size_t i = 0; i < b->count; i++) {
        const struct baseline_outcome *o = &b->outcomes[i];
        moved =
            moved || (o->state == BASELINE_MOVED && (o->beyond || !c->options->within_tolerance));
    }
    return baseline_count(b, BASELINE_FAILED) ? STATUS_BAD_VALUE
           : moved                            ? STATUS_DIFFERS
                                              : STATUS_OK;
}

static void baseline_print_word(FILE *file, const char *before, const char *word)
{
    char *quoted = cli_quote(word);
    fprintf(file, "%s%s", before, quoted);
    free(quoted);
}

/* What to type when the change is meant. */
static void baseline_print_hint(const struct baseline_command *c, FILE *file)
{
    const struct baselines *b = &c->baselines;
    fprintf(file, "If that is meant: pfsim baseline update --because \"...\"");
    if (!c->own)
        baseline_print_word(file, " --folder ", b->folder);
    for (size_t i = 0; i < b->count; i++)
        if (b->outcomes[i].state == BASELINE_MOVED)
            baseline_print_word(file, " ", b->list[i].name);
    fputc('\n', file);
}

static int baseline_check(struct baseline_command *c, struct error *e)
{
    struct visible_page page;
    if (baseline_read_all(c, e) < 0 || baseline_run_all(c, e) < 0)
        return cli_fail(e);
    visible_page_begin(&page);
    baseline_print_outcomes(&c->baselines, page.file);
    baseline_print_counts(&c->baselines, page.file);
    if (baseline_count(&c->baselines, BASELINE_MOVED))
        baseline_print_hint(c, page.file);
    visible_page_end(&page, stdout);
    const int flushed = cli_flush_stdout();
    return flushed == STATUS_OK ? baseline_status(c) : flushed;
}

static int baseline_write_moved(struct baseline_command *c, struct error *e)
{
    for (size_t i = 0; i < c->baselines.count; i++) {
        struct baseline_outcome *o = &c->baselines.outcomes[i];
        if (o->state != BASELINE_MOVED)
            continue;
        baseline_because(&o->is, c->options->because);
        if (baseline_write(&o->is, &c->written, c->baselines.folder, e) < 0)
            return -1;
    }
    return output_set_commit(&c->written, e);
}

static int baseline_update(struct baseline_command *c, struct error *e)
{
    struct visible_page page;
    if (baseline_read_all(c, e) < 0 || baseline_run_all(c, e) < 0 || baseline_write_moved(c, e) < 0)
        return cli_fail(e);
    visible_page_begin(&page);
    baseline_print_outcomes(&c->baselines, page.file);
    baseline_print_renewed(&c->baselines, c->options->because, page.file);
    visible_page_end(&page, stdout);
    const int flushed = cli_flush_stdout();
    return flushed == STATUS_OK && baseline_count(&c->baselines, BASELINE_FAILED) ? STATUS_BAD_VALUE
                                                                                  : flushed;
}

/* --- adding one ------------------------------------------------------------------------------ */

/* "scenarios/lan.yaml" is "lan". Free it. */
static char *baseline_base(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    size_t length = strlen(base);
    if (length > 5 && strcmp(base + length - 5, ".yaml") == 0)
        length -= 5;
    return mem_printf("%.*s", (int)length, base);
}

/* From a folder to a file, both without symbolic links. Free it. */
static char *baseline_relative(const char *folder, const char *file)
{
    size_t common = 0;
    for (size_t i = 0; folder[i] == file[i] && file[i]; i++)
        if (file[i] == '/')
            common = i;
    const size_t length = strlen(folder);
    if (strncmp(folder, file, length) == 0 && file[length] == '/')
        common = length;
    char *path = mem_strdup(common == length ? "./" : "");
    for (const char *up = folder + common; *up; up++) {
        if (*up != '/')
            continue;
        char *longer = mem_printf("../%s", path);
        free(path);
        path = longer;
    }
    char *whole = mem_printf("%s%s", path, file + common + 1);
    free(path);
    return whole;
}

/* What the baseline calls the scenario: one that comes with pfsim by its name. Free it; NULL with
 * the error filled in. */
static char *baseline_scenario(const struct baselines *b, const char *given, struct error *e)
{
    char *base = baseline_base(given);
    char *shipped = mem_printf("%s/scenarios/%s.yaml", library_folder(b->library), base);
    char *path = realpath(given, NULL), *ours = realpath(shipped, NULL);
    char *folder = realpath(b->folder, NULL), *result = NULL;
    if (ours && (!path || strcmp(path, ours) == 0))
        result = mem_strdup(base);
    else if (path && folder)
        result = baseline_relative(folder, path);
    else
        error_set(e, "%.200s: a baseline needs a scenario in a file", given);
    free(folder);
    free(ours);
    free(path);
    free(shipped);
    free(base);
    return result;
}

static int baseline_fill(struct baseline_command *c, const char *name, struct error *e)
{
    const struct baseline_options *o = c->options;
    char *scenario = baseline_scenario(&c->baselines, c->arguments[0], e);
    if (!scenario)
        return -1;
    struct baseline *b = baselines_add(&c->baselines);
    baseline_init(b, name, scenario, o->engine);
    free(scenario);
    if (o->overrides.method) {
        char *method = mem_printf("method=%s", o->overrides.method);
        baseline_set(b, method);
        free(method);
    }
    for (size_t i = 0; i < o->overrides.set.count; i++)
        baseline_set(b, o->overrides.set.items[i]);
    baseline_because(b, o->because ? o->because : "as it was when the baseline was made");
    return 0;
}

/* Runs it and writes what came out. */
static int baseline_make(struct baseline_command *c, struct error *e)
{
    struct scenario s;
    if (cli_load(&s, c->arguments[0], &c->options->overrides, e) < 0)
        return -1;
    scenario_free(&s);
    char *base = baseline_base(c->arguments[0]);
    const char *asked = c->options->name ? c->options->name : base;
    char *name = output_name(asked, "");
    char *file = mem_printf("%s/%s.json", c->baselines.folder, name);
    int status = -1;
    if (strcmp(name, asked) != 0)
        error_set(e, "'%.100s' is no name of a file; give --name %.100s, say", asked, name);
    else if (access(file, F_OK) == 0)
        error_set(e, "%.300s: is there already; 'pfsim baseline update' renews it", file);
    else
        status = output_folder(c->baselines.folder, e);
    if (status == 0)
        status = baseline_fill(c, name, e);
    free(file);
    free(name);
    free(base);
    if (status < 0 || baseline_run_all(c, e) < 0)
        return -1;
    const struct baseline_outcome *o = c->baselines.outcomes;
    if (o->state == BASELINE_FAILED || o->state == BASELINE_SKIPPED)
        return error_set(e, "%s", o->error.text);
    return baseline_write(&o->is, &c->written, c->baselines.folder, e) < 0
               ? -1
               : output_set_commit(&c->written, e);
}

static int baseline_add(struct baseline_command *c, struct error *e)
{
    if (baseline_make(c, e) < 0)
        return cli_fail(e);
    char *file = mem_printf("%s/%s.json", c->baselines.folder, c->baselines.list[0].name);
    char *shown = visible_text(file);
    printf("%s is written\n", shown);
    free(shown);
    free(file);
    return cli_flush_stdout();
}

/* --- the command ----------------------------------------------------------------------------- */

static const char *const baseline_words[] = {"check", "update", "add", NULL};
static int (*const baseline_functions[])(struct baseline_command *, struct error *) = {
    baseline_check, baseline_update, baseline_add};

enum { BASELINE_CHECK, BASELINE_UPDATE, BASELINE_ADD };

/* What the subcommand cannot do with what it was given; NULL: nothing. */
static const char *baseline_wrong(const struct baseline_options *o, size_t which, size_t arguments)
{
    const bool set = o->overrides.method || o->overrides.set.count || strcmp(o->engine, "native");
    if (which == BASELINE_UPDATE &&
        (!o->because || strspn(o->because, " \t\n") == strlen(o->because)))
        return "--because \"...\" is missing: why what moved is meant to";
    if (which == BASELINE_CHECK && o->because)
        return "--because is of 'update' and 'add': 'check' writes nothing";
    if (which != BASELINE_CHECK && o->within_tolerance)
        return "--within-tolerance is of 'check'";
    if (which != BASELINE_ADD && (set || o->name))
        return "-m, -s, --engine and --name are of 'add': a baseline has its own";
    if (which == BASELINE_ADD && arguments != 1)
        return "one scenario file to add, please";
    if (which == BASELINE_ADD && set && !o->name)
        return "with -m, -s or --engine it needs another name than the scenario's; give --name NAME";
    return NULL;
}

static int baseline(const void *options, char *const *arguments, size_t argument_count)
{
    const struct baseline_options *o = options;
    size_t which = 0;
    struct error e;
    while (baseline_words[which] && strcmp(baseline_words[which], arguments[0]) != 0)
        which++;
    if (!baseline_words[which])
        return cli_usage_word("baseline", arguments[0], baseline_words);
    const char *wrong = baseline_wrong(o, which, argument_count - 1);
    if (wrong)
        return cli_usage("baseline", "%s", wrong);
    struct library *library = cli_library(&e);
    if (!library)
        return cli_fail(&e);
    char *folder = o->folder ? mem_strdup(o->folder)
                             : mem_printf("%s/results/baselines", library_folder(library));
    struct baseline_command c = {.options = o,
                                 .arguments = arguments + 1,
                                 .argument_count = argument_count - 1,
                                 .own = !o->folder};
    baselines_init(&c.baselines, folder, library);
    const int status = baseline_functions[which](&c, &e);
    output_set_abandon(&c.written);
    baselines_fini(&c.baselines);
    free(folder);
    return status;
}

static const struct option_row rows[] = {
    OPTION_ROW(TEXT, 0, "folder", "DIR", struct baseline_options, folder,
               "where the baselines are; default: those of pfsim's own scenarios",
               .complete = COMPLETE_FOLDER),
    OPTION_ROW(TEXT, 0, "because", "REASON", struct baseline_options, because,
               "why what moved is meant to; it is written into the files, for who reads the diff"),
    OPTION_ROW(SWITCH, 0, "within-tolerance", NULL, struct baseline_options, within_tolerance,
               "check: exit status 1 only when a number is beyond its tolerance"),
    OPTION_ROW(TEXT, 0, "name", "NAME", struct baseline_options, name,
               "add: what the baseline is called; default: as the scenario's file"),
    METHOD_ROW(struct baseline_options),
    SET_ROW(struct baseline_options, "add: sets any field of the scenario; may be repeated"),
    ENGINE_ROW(struct baseline_options, engine, "add: what runs it: native, or ns3"),
    JOBS_ROW(struct baseline_options, workers),
};

const struct command command_baseline = {
    .name = "baseline",
    .summary = "whether scenarios still do what they did, and why what changed did",
    .usage =
        (const char *const[]){
            "check [NAME]... [--folder DIR] [--within-tolerance] [-j N]",
            "update --because REASON [NAME]... [--folder DIR] [-j N]",
            "add FILE [-m METHOD] [-s KEY=VALUE]... [--engine ENGINE] [--name NAME] [--folder DIR] [--because REASON]",
            NULL},
    .about =
        "A baseline is a small file with a scenario's fingerprint and its numbers, and the reasons "
        "why they are as they are. 'check' runs the scenarios of a folder's baselines, or of those "
        "that are named, and says what has moved: number, what it was, what it is, and the "
        "difference. 'update' writes what has moved, with the reason. 'add' makes a baseline of a "
        "scenario. Those of another engine are skipped where it is not installed.",
    .notes = "Exit status of 'check': 0 all hold; 1 something has moved; 2 a scenario could not be "
             "run.",
    .examples =
        (const char *const[]){"baseline check", "baseline add site.yaml --folder ci/baselines",
                              "baseline add site.yaml -s wan.loss=1% --name site-loss "
                              "--folder ci/baselines",
                              "baseline check --folder ci/baselines",
                              "baseline update --folder ci/baselines --because 'phones "
                              "advertise every 200 ms'",
                              NULL},
    .argument = "what to do (check, update or add)",
    .least_arguments = 1,
    .most_arguments = SIZE_MAX,
    .complete = COMPLETE_WORDS,
    .words = baseline_words,
    COMMAND_OPTIONS(rows, struct baseline_options),
    .defaults = &(const struct baseline_options){.engine = "native"},
    .run = baseline,
};
