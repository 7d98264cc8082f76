/* pfsim plan: a list of sites in, a schedule with reasons out. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/plan_command.h"
#include "cli/progress.h"
#include "planner/against.h"
#include "planner/done.h"
#include "planner/plan_files.h"
#include "results/summary_json.h"
#include "scenarios/format/units.h"

/* --- what was given --------------------------------------------------------------------------- */

/* A quantity of an option, which may be missing. */
static int plan_read_quantity(const char *option, const char *text, enum quantity q,
                              uint64_t *value, struct error *e)
{
    struct error why;
    if (!text)
        return 0;
    if (quantity_parse(q, text, value, &why) < 0)
        return error_set(e, "--%s %s", option, why.text);
    return 0;
}

static int plan_read_day(const char *option, const char *text, date_day *day, struct error *e)
{
    struct error why;
    if (date_read(day, text, &why) < 0)
        return error_set(e, "--%s: %s", option, why.text);
    return 0;
}

static int plan_read_confidence(const char *text, double *confidence, struct error *e)
{
    uint64_t share = 900000000;
    if (plan_read_quantity("confidence", text, QUANTITY_SHARE, &share, e) < 0)
        return -1;
    if (share < 500000000 || share > 990000000)
        return error_set(e, "--confidence '%s' is out of range; give 50 %% to 99 %%", text);
    *confidence = (double)share / 1e9;
    return 0;
}

static int plan_read_engine(const char *text, enum plan_engine *engine, struct error *e)
{
    *engine = PLAN_BY_BOTH;
    for (int i = 0; text && plan_engines[i]; i++)
        if (!strcmp(text, plan_engines[i])) {
            *engine = (enum plan_engine)i;
            return 0;
        }
    return text ? error_set(e, "--engine '%s' is none; give both, model or simulate", text) : 0;
}

static int plan_read(struct plan_options *p, const struct plan_command_options *o, struct error *e)
{
    uint64_t soak = 0;
    struct error why;
    if (plan_read_day("start", o->start, &p->first_day, e) < 0 ||
        plan_read_day("until", o->until, &p->last_day, e) < 0 ||
        plan_read_quantity("head-end", o->head_end, QUANTITY_RATE, &p->head_end, e) < 0 ||
        plan_read_quantity("soak", o->soak, QUANTITY_TIME, &soak, e) < 0 ||
        plan_read_confidence(o->confidence, &p->confidence, e) < 0 ||
        plan_read_engine(o->engine, &p->engine, e) < 0)
        return -1;
    if (p->last_day < p->first_day)
        return error_set(e, "--until %s is before --start %s", o->until, o->start);
    if (o->waves && waves_read(&p->waves, o->waves, &why) < 0)
        return error_set(e, "--waves %s", why.text);
    p->soak = (int64_t)(soak / 1000000000);
    p->sites_at_once = o->sites_at_once;
    p->phones_a_night = o->phones_a_night;
    p->server_transfers = o->server_transfers;
    p->together = o->together;
    p->workers = (unsigned)o->workers;
    return 0;
}

/* --- the fleet -------------------------------------------------------------------------------- */

/* All faults of the list, a line each. */
static int plan_fail(struct fleet_faults *faults)
{
    for (size_t i = 0; i < faults->shown_count; i++) {
        struct error e;
        error_set(&e, "%s", faults->shown[i].text);
        cli_fail(&e);
    }
    if (faults->count > faults->shown_count)
        fprintf(stderr, "pfsim: and %zu more\n", faults->count - faults->shown_count);
    fleet_faults_fini(faults);
    return STATUS_BAD_VALUE;
}

/* Packets that a processor simulates in a second, roughly. */
static const double plan_pace = 2e6;

/* Says how long confirming may take, of what is worth it. */
static void plan_confirming(void *user, size_t runs, double packets)
{
    struct progress *progress = user;
    const double seconds = packets / plan_pace / pool_processors();
    progress_clear(progress);
    if (seconds >= 5)
        fprintf(stderr, "pfsim: confirming by %zu %s, about %.0f s\n", runs,
                runs == 1 ? "run" : "runs", seconds);
    progress_init_campaign(progress);
}

/* What was asked for beside the plan. */
struct plan_beside {
    const char *against_path, *done_path; /* NULL: not given */
    json_t *old;
    struct against against;
    bool explains; /* --explain was given: */
    size_t site;
    struct explained explained;
    struct done_list list;
    struct done done;
};

/* Before the plan is made, so that a slip does not cost minutes; and the folder of the old one may
 * be that of the new one. Returns the exit status. */
static int plan_open_beside(struct plan_beside *b, const struct plan_command_options *o,
                            const struct fleet *f)
{
    struct error e;
    struct fleet_faults faults;
    *b = (struct plan_beside){.against_path = o->against, .done_path = o->done};
    if ((o->explain && explained_site(f, o->explain, &b->site, &e) < 0) ||
        (o->against && against_read(&b->old, o->against, &e) < 0))
        return cli_fail(&e);
    return o->done && done_read(&b->list, o->done, f, &faults) < 0 ? plan_fail(&faults) : 0;
}

static int plan_look_beside(struct plan_beside *b, const struct plan *p,
                            const struct plan_command_options *o, struct error *e)
{
    struct error why;
    if (b->against_path) {
        json_t *now = plan_json(p);
        const int status = against_make(&b->against, b->old, now, &why);
        json_decref(now);
        if (status < 0)
            return error_set(e, "--against %.200s: %s", b->against_path, why.text);
    }
    if (b->done_path)
        done_make(&b->done, p, &b->list);
    b->explains = o->explain != NULL;
    if (b->explains)
        explained_find(&b->explained, p, b->site);
    return 0;
}

static void plan_close_beside(struct plan_beside *b)
{
    json_decref(b->old);
    against_fini(&b->against);
    if (b->explains)
        explained_fini(&b->explained);
    done_list_free(&b->list);
    done_fini(&b->done);
}

static void plan_show_json(const struct plan *p, const struct plan_beside *b)
{
    json_t *object = plan_json(p);
    if (b->against_path)
        json_object_set_new(object, "against", against_json(&b->against));
    if (b->explains)
        json_object_set_new(object, "explained", explained_json(&b->explained));
    if (b->done_path)
        json_object_set_new(object, "done", done_json(&b->done));
    summary_json_write(stdout, object);
    json_decref(object);
}

/* Files first: what is shown then is there, too. */
static int plan_show(const struct plan *p, struct plan_beside *b,
                     const struct plan_command_options *o)
{
    struct error e;
    if (plan_look_beside(b, p, o, &e) < 0 || (o->output && plan_files_write(p, o->output, &e) < 0))
        return cli_fail(&e);
    if (o->json) {
        plan_show_json(p, b);
        return cli_flush_stdout();
    }
    plan_print(p);
    if (b->against_path)
        plan_print_against(&b->against, b->against_path);
    if (b->done_path)
        plan_print_done(&b->done, b->done_path);
    if (b->explains)
        plan_print_explained(&b->explained);
    return cli_flush_stdout();
}

static int plan_made(const struct plan_command_options *o, const struct plan_options *all,
                     struct fleet *f, struct plan_beside *b)
{
    struct plan p;
    struct progress *progress = all->progress_user;
    struct error e;
    progress_init_campaign(progress);
    cli_catch_interrupts();
    const int status = plan_make(&p, f, all, &e);
    progress_clear(progress);
    if (status < 0) {
        if (cli_interrupted())
            progress_interrupted(progress, "there is no plan", &e);
        return cli_fail(&e);
    }
    const int shown = plan_show(&p, b, o);
    plan_fini(&p);
    return shown;
}

static int plan_fleet(const struct plan_command_options *o, const struct plan_options *options,
                      struct fleet *f)
{
    struct plan_options all = *options;
    struct plan_beside beside;
    struct unknowns unknowns;
    struct progress progress;
    struct error e;
    if (unknowns_init(&unknowns, &f->like, o->set.items, o->set.count, o->unknown.items,
                      o->unknown.count, &e) < 0)
        return cli_fail(&e);
    all.unknowns = &unknowns;
    all.progress = progress_of_runs;
    all.confirming = plan_confirming;
    all.progress_user = &progress;
    int status = plan_open_beside(&beside, o, f);
    if (status == 0)
        status = plan_made(o, &all, f, &beside);
    plan_close_beside(&beside);
    unknowns_fini(&unknowns);
    return status;
}

/* A list that is installed is found by its name alone, as scenarios are. Free it. */
static char *plan_find_list(const char *path, const struct library *library)
{
    if (!strchr(path, '/') && access(path, F_OK) != 0) {
        char *found = mem_printf("%s/scenarios/%s.csv", library_folder(library), path);
        if (access(found, F_OK) == 0)
            return found;
        free(found);
    }
    return mem_strdup(path);
}

static int plan_list(const struct plan_command_options *o, const struct plan_options *options,
                     const char *path, const char *like)
{
    struct error e;
    struct fleet f;
    struct fleet_faults faults;
    const struct fleet_options asked = {.like = like,
                                        .set = o->set.items,
                                        .set_count = o->set.count,
                                        .firmware = o->firmware.items,
                                        .firmware_count = o->firmware.count,
                                        .catalogues = cli_library(&e)};
    if (!asked.catalogues)
        return cli_fail(&e);
    char *list = plan_find_list(path, asked.catalogues);
    const int read = fleet_read(&f, list, &asked, &faults);
    free(list);
    if (read < 0)
        return plan_fail(&faults);
    const int status = plan_fleet(o, options, &f);
    fleet_free(&f);
    return status;
}

static int plan_run(const void *options, char *const *arguments, size_t argument_count)
{
    const struct plan_command_options *o = options;
    struct plan_options p = {.first_day = 0};
    struct error e;
    if (o->template) {
        fleet_template(stdout);
        return cli_flush_stdout();
    }
    (void)argument_count;
    if (plan_read(&p, o, &e) < 0 || (o->output && plan_files_check(o->output, &e) < 0))
        return cli_fail(&e);
    char *like = o->like ? cli_scenario_path(o->like, &e) : NULL;
    if (o->like && !like)
        return cli_fail(&e);
    const int status = plan_list(o, &p, arguments[0], like);
    free(like);
    return status;
}

static int plan_check(const void *options, size_t argument_count)
{
    const struct plan_command_options *o = options;
    if (o->template)
        return argument_count ? cli_usage("plan", "--template takes no list of sites") : -1;
    if (argument_count == 0)
        return cli_usage("plan", "a list of sites is missing");
    if (!o->start || !o->until)
        return cli_usage("plan", "give --start and --until, the days that are planned");
    return -1;
}

/* --- the command ------------------------------------------------------------------------------ */

static const struct option_row rows[] = {
    OPTION_ROW(TEXTS, 0, "firmware", "LOAD", struct plan_command_options, firmware,
               "the load that phones get; may be repeated, for several models. Phones that none of "
               "them is for get that of their model"),
    OPTION_ROW(TEXT, 0, "start", "DATE", struct plan_command_options, start,
               "the first day whose windows may be used, such as 2026-12-01"),
    OPTION_ROW(TEXT, 0, "until", "DATE", struct plan_command_options, until,
               "the last day whose windows may be used"),
    OPTION_ROW(TEXT, 0, "head-end", "RATE", struct plan_command_options, head_end,
               "what all sites together may take of the data centre's line, such as 20Mbps"),
    OPTION_ROW(
        TEXT, 0, "waves", "LIST", struct plan_command_options, waves,
        "which sites go first, such as 1,5%,20%,rest: so many canaries of each set of models "
        "and methods, then counts or shares of all sites"),
    OPTION_ROW(TEXT, 0, "soak", "TIME", struct plan_command_options, soak,
               "from the end of a wave to the start of the next one, such as 24h"),
    OPTION_ROW(NUMBER, 0, "sites-at-once", "N", struct plan_command_options, sites_at_once,
               "sites that are upgraded at the same time, at most", .least = 1, .most = 1000000),
    OPTION_ROW(NUMBER, 0, "phones-a-night", "N", struct plan_command_options, phones_a_night,
               "phones that are upgraded in one night, at most", .least = 1, .most = 1000000000),
    OPTION_ROW(NUMBER, 0, "server-transfers", "N", struct plan_command_options, server_transfers,
               "transfers that the data centre's server may have at once; default: the scenario's",
               .least = 1, .most = 1000000),
    OPTION_ROW(TEXT, 0, "confidence", "SHARE", struct plan_command_options, confidence,
               "how sure it is to be that a site ends in time; default: 90%"),
    OPTION_ROW(TEXTS, 0, "unknown", "PATH=LOW..HIGH", struct plan_command_options, unknown,
               "a range of what nobody knows exactly and all sites share, or LOW..LIKELIEST..HIGH; "
               "may be repeated; 'none' takes the defaults away"),
    OPTION_ROW(TEXT, 0, "engine", "HOW", struct plan_command_options, engine,
               "both (default): by the model, confirmed by the simulator; model; simulate",
               .complete = COMPLETE_WORDS, .words = plan_engines),
    OPTION_ROW(SWITCH, 0, "together", NULL, struct plan_command_options, together,
               "simulates each night as one run, with servers and head end that are shared, and "
               "says where that differs by more than 2 % from sites alone"),
    OPTION_ROW(TEXT, 0, "like", "SCENARIO", struct plan_command_options, like,
               "a scenario with what all sites share", .complete = COMPLETE_SCENARIO),
    OPTION_ROW(TEXTS, 's', "set", "KEY=VALUE", struct plan_command_options, set,
               "sets any field that sites share; may be repeated", .complete = COMPLETE_FIELD),
    OPTION_ROW(TEXT, 'o', "output", "DIR", struct plan_command_options, output,
               "also writes plan.csv, plan.json, plan.ics, change-request.md and each site's "
               "scenario into DIR",
               .complete = COMPLETE_FILE),
    OPTION_ROW(TEXT, 0, "against", "OLD", struct plan_command_options, against,
               "says what has changed since an earlier plan, by the folder that -o has written or "
               "its plan.json, and whose verdict, method or start has moved",
               .complete = COMPLETE_FILE),
    OPTION_ROW(TEXT, 0, "done", "FILE", struct plan_command_options, done,
               "compares what came back with what was planned: a list with columns site, start, "
               "end, phones, back, perhaps method; and names the input at which it points",
               .complete = COMPLETE_FILE),
    OPTION_ROW(SWITCH, 0, "json", NULL, struct plan_command_options, json,
               "prints plan.json instead of tables"),
    OPTION_ROW(TEXT, 0, "explain", "SITE", struct plan_command_options, explain,
               "then tells all of one site: its columns, methods and windows, why it starts when "
               "it does, what its time depends on, what faults would do"),
    JOBS_ROW(struct plan_command_options, workers),
    OPTION_ROW(SWITCH, 0, "template", NULL, struct plan_command_options, template,
               "prints a list of sites to begin with, with a comment for each column"),
};

const struct command command_plan = {
    .name = "plan",
    .summary = "plans the upgrade of a list of sites: when, how, and why",
    .usage =
        (const char *const[]){
            "SITES.csv --start DATE --until DATE [--firmware LOAD]... "
            "[--head-end RATE] [--waves LIST] [--soak TIME] "
            "[--sites-at-once N] [--phones-a-night N] [--server-transfers N] "
            "[--confidence SHARE] [--unknown PATH=LOW..HIGH]... "
            "[--engine HOW] [--together] [--like SCENARIO] "
            "[-s KEY=VALUE]... [-j N] [-o DIR] [--against OLD] [--done FILE] [--explain SITE] "
            "[--json]",
            "--template", NULL},
    .about =
        "Reads a list of sites, a row for each site, subnet and model, and says of each site by "
        "which method it should be upgraded and when, whether that fits into its windows and "
        "keeps its calls, and what would change that. What is not known exactly is a range: "
        "each time is that of a share of 1,024 points.",
    .examples = (const char *const[]){"plan --template >sites.csv",
                                      "plan sites.csv --start 2026-12-01 --until 2026-12-12 "
                                      "--head-end 20Mbps --waves 1,5%,20%,rest --soak 24h",
                                      NULL},
    .argument = "a list of sites",
    .least_arguments = 0,
    .most_arguments = 1,
    .complete = COMPLETE_FILE,
    COMMAND_OPTIONS(rows, struct plan_command_options),
    .check = plan_check,
    .run = plan_run,
};
