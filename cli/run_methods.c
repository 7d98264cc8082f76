/* The part of pfsim run that has one scenario run by several methods, and prints them side by
 * side. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "base/visible.h"
#include "cli/draw.h"
#include "cli/run_private.h"
#include "results/summary_json.h"
#include "results/text.h"
#include "results/write.h"
#include "studies/methods.h"

/* What a worker needs to leave a run's files and JSON. */
struct methods_leave {
    const struct scenario *scenario;
    char *folder; /* NULL: no files */
    FILE *json;   /* NULL: not wanted; the worker writes, the parent reads */
};

struct methods {
    const struct run_options *options;
    size_t count;
    bool all; /* not a list: what is impossible is left out */
    struct method_run runs[METHOD_COUNT];
    struct methods_leave leave[METHOD_COUNT];
};

/* --- what is to be run ----------------------------------------------------------------------- */

static int methods_find(const char *word, size_t length)
{
    for (int m = 0; m < METHOD_COUNT; m++)
        if (strlen(method_names[m]) == length && strncmp(method_names[m], word, length) == 0)
            return m;
    return -1;
}

static int methods_unknown(const char *word, size_t length, struct error *e)
{
    char *name = mem_printf("%.*s", (int)length, word);
    char *question = nearest_question(name, method_names, METHOD_COUNT);
    error_set(e, "--methods: '%s' is no method%s", name,
              question ? question : "; give 'all' alone, or some of tftp,load-server,pfs");
    free(question);
    free(name);
    return -1;
}

static int methods_add(struct methods *m, int method, struct error *e)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->runs[i].method == (enum method)method)
            return error_set(e, "--methods names %s twice", method_names[method]);
    m->runs[m->count++].method = (enum method)method;
    return 0;
}

static int methods_read(struct methods *m, struct error *e)
{
    const char *word = m->options->methods;
    m->all = strcmp(word, "all") == 0;
    for (int i = 0; m->all && i < METHOD_COUNT; i++)
        methods_add(m, i, e);
    while (!m->all) {
        const size_t length = strcspn(word, ",");
        const int method = methods_find(word, length);
        if (method < 0)
            return methods_unknown(word, length, e);
        if (methods_add(m, method, e) < 0)
            return -1;
        if (!word[length])
            break;
        word += length + 1;
    }
    return 0;
}

/* With `all` a method that the scenario cannot have is told of, and left out; one that was asked
 * for by name is an error, and so is a scenario that is wrong by every method. */
static int methods_load(struct methods *m, const char *path, struct error *e)
{
    bool any = false;
    for (size_t i = 0; i < m->count; i++) {
        struct method_run *r = &m->runs[i];
        struct overrides o = m->options->overrides;
        o.method = method_names[r->method];
        r->possible = cli_load_quietly(&r->scenario, path, &o, &r->why) == 0;
        any |= r->possible;
        if (!r->possible && !m->all) {
            *e = r->why;
            return -1;
        }
    }
    if (!any)
        *e = m->runs[0].why;
    return any ? 0 : -1;
}

static bool methods_warns(const struct method_run *r, const char *warning)
{
    for (size_t i = 0; i < r->scenario.warning_count; i++)
        if (strcmp(r->scenario.warnings[i], warning) == 0)
            return true;
    return false;
}

/* What has no effect by any of the methods. */
static void methods_warn(const struct methods *m)
{
    const struct method_run *base = methods_base(m->runs, m->count);
    for (size_t w = 0; w < base->scenario.warning_count; w++) {
        const char *warning = base->scenario.warnings[w];
        bool all = true;
        for (size_t i = 0; i < m->count; i++)
            all &= !m->runs[i].possible || methods_warns(&m->runs[i], warning);
        if (all)
            cli_warn(warning);
    }
}

/* --- what is left of each -------------------------------------------------------------------- */

static int methods_put_files(const struct methods_leave *l, const struct record *record,
                             const struct run_summary *summary, const struct run_label *label,
                             struct error *e)
{
    struct output_set set = {0};
    if (results_put(&set, l->folder, record, summary, label, e) == 0 &&
        run_put_scenario(l->scenario, l->folder, &set, e) == 0)
        return output_set_commit(&set, e);
    output_set_abandon(&set);
    return -1;
}

static int methods_ended(void *user, const struct record *record, const struct run_summary *summary,
                         const struct run_label *label, struct error *e)
{
    const struct methods_leave *l = user;
    if (l->json) {
        json_t *object = summary_json(record, summary, label);
        summary_json_write(l->json, object);
        json_decref(object);
        if (fflush(l->json) != 0)
            return error_set(e, "cannot write a temporary file");
    }
    return l->folder ? methods_put_files(l, record, summary, label, e) : 0;
}

static int methods_prepare(struct methods *m, struct error *e)
{
    const struct run_options *o = m->options;
    for (size_t i = 0; i < m->count; i++) {
        struct methods_leave *l = &m->leave[i];
        l->scenario = &m->runs[i].scenario;
        if (o->folder)
            l->folder = mem_printf("%s/%s", o->folder, method_names[m->runs[i].method]);
        if (l->folder && results_check_folder(l->folder, e) < 0)
            return -1;
        if (o->json && !(l->json = tmpfile()))
            return error_set(e, "cannot make a temporary file");
        m->runs[i].how =
            (struct trial){.record = {.all_links = o->all_links, .files = o->folder != NULL},
                           .ended = methods_ended,
                           .user = l};
    }
    return o->folder ? output_folder(o->folder, e) : 0;
}

static int methods_draw(const struct methods *m, struct progress *progress, struct error *e)
{
    for (size_t i = 0; m->options->draw && i < m->count; i++)
        if (m->runs[i].possible && cli_draw(m->leave[i].folder, NULL, progress, e) < 0)
            return -1;
    return 0;
}

/* --- printing -------------------------------------------------------------------------------- */

static struct text methods_ratio(const char *format, double ratio)
{
    struct text t = {"-"};
    if (!isnan(ratio))
        snprintf(t.text, sizeof t.text, format, ratio);
    return t;
}

static void methods_row(FILE *file, const struct method_run *r, const struct run_summary *base)
{
    const struct run_summary *s = &r->summary;
    struct text bytes = methods_ratio("%.1f %%", 100 * methods_bytes(s, base));
    fprintf(file, "  %-12s %6" PRIu32 "/%-6" PRIu32 "  %-20s %-20s %10s %8s %8s %9s\n",
            method_names[r->method], s->completed, s->phones, text_duration(s->all_back).text,
            text_duration(s->upgrade_time).text, text_bytes(methods_wan_bytes(s)).text,
            text_percent(summary_utilisation(s)).text,
            methods_ratio("%.2f", methods_speed(s, base)).text, bytes.text);
}

static void methods_table(FILE *file, const struct methods *m, const struct method_run *base)
{
    fprintf(file, "%s (%s engine, seed %" PRIu64 ")\n\n", base->scenario.name, m->options->engine,
            base->scenario.seed);
    fprintf(file, "  %-12s %13s  %-20s %-20s %10s %8s %8s %9s\n", "method", "phones back",
            "all back after", "slowest phone", "WAN bytes", "WAN use", "speed", "bytes");
    for (size_t i = 0; i < m->count; i++)
        if (m->runs[i].possible)
            methods_row(file, &m->runs[i], &base->summary);
        else
            fprintf(file, "  %-12s not possible: %s\n", method_names[m->runs[i].method],
                    m->runs[i].why.text);
    fprintf(file, "\n  speed: times as fast as %s; bytes: of the WAN bytes that it takes\n",
            method_names[base->method]);
}

/* What calls are like meanwhile, where there are some that are rated. */
static void methods_calls(FILE *file, const struct methods *m, const struct method_run *base)
{
    const char *before = "  MOS of calls during the upgrade: ";
    for (size_t i = 0; i < m->count; i++) {
        const struct method_run *r = &m->runs[i];
        if (!r->possible || isnan(r->summary.calls.mos))
            continue;
        fprintf(file, "%s%s %.1f", before, method_names[r->method], r->summary.calls.mos);
        before = ", ";
    }
    if (*before != ',')
        return;
    if (!isnan(base->summary.calls.mos_before))
        fprintf(file, "; before it %.1f", base->summary.calls.mos_before);
    fputc('\n', file);
}

/* What in the runs is not as a reader may think. */
static void methods_notes(FILE *file, const struct methods *m, const struct method_run *base)
{
    const uint64_t own = methods_own(m->runs, m->count);
    const size_t given = methods_given_servers(m->runs, m->count);
    if (own)
        fprintf(file, "  %s of %s phones are of groups that name a method, and keep it\n",
                text_count(own).text, text_count(base->summary.phones).text);
    if (given)
        fprintf(file,
                "  load-server: %zu of %zu subnets have none in the scenario, and got one with "
                "default values\n",
                given, scenario_subnets(&base->scenario));
}

static void methods_print(const struct methods *m)
{
    const struct method_run *base = methods_base(m->runs, m->count);
    char *meaning = methods_meaning(m->runs, m->count);
    struct visible_page page;
    visible_page_begin(&page);
    methods_table(page.file, m, base);
    methods_calls(page.file, m, base);
    methods_notes(page.file, m, base);
    fprintf(page.file, "\n%s\n", meaning);
    visible_page_end(&page, stdout);
    free(meaning);
}

static json_t *methods_real(double value)
{
    return isnan(value) ? json_null() : json_real(run_real_rounded(value));
}

/* The runs' objects by method. NULL: what a worker wrote cannot be read again. */
static json_t *methods_objects(const struct methods *m)
{
    json_t *objects = json_object();
    for (size_t i = 0; i < m->count; i++) {
        const struct method_run *r = &m->runs[i];
        json_t *object = NULL;
        if (r->possible) {
            rewind(m->leave[i].json);
            object = json_loadf(m->leave[i].json, 0, NULL);
        } else {
            object = json_pack("{s:s}", "not_possible", r->why.text);
        }
        if (json_object_set_new(objects, method_names[r->method], object) < 0) {
            json_decref(objects);
            return NULL;
        }
    }
    return objects;
}

static json_t *methods_ratios(const struct methods *m, const struct method_run *base)
{
    json_t *ratios = json_object();
    for (size_t i = 0; i < m->count; i++) {
        const struct method_run *r = &m->runs[i];
        if (r->possible && r != base)
            json_object_set_new(
                ratios, method_names[r->method],
                json_pack("{s:o,s:o}", "speed",
                          methods_real(methods_speed(&r->summary, &base->summary)), "wan_bytes",
                          methods_real(methods_bytes(&r->summary, &base->summary))));
    }
    return ratios;
}

static int methods_print_json(const struct methods *m, struct error *e)
{
    const struct method_run *base = methods_base(m->runs, m->count);
    json_t *objects = methods_objects(m);
    if (!objects)
        return error_set(e, "cannot read a run's summary again from its temporary file");
    char *meaning = methods_meaning(m->runs, m->count);
    json_t *object = json_pack("{s:s,s:o,s:s,s:o,s:s}", "name", base->scenario.name, "methods",
                               objects, "compared_with", method_names[base->method], "ratios",
                               methods_ratios(m, base), "meaning", meaning);
    free(meaning);
    if (!object)
        return error_set(e, "cannot put the runs' summaries into one object");
    summary_json_write(stdout, object);
    json_decref(object);
    return 0;
}

/* --- all of it ------------------------------------------------------------------------------- */

/* Of runs that fail, or are interrupted, no folder is left that has nothing in it. */
static void methods_remove_empty(const struct methods *m, bool is_new)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->leave[i].folder)
            rmdir(m->leave[i].folder);
    if (is_new)
        rmdir(m->options->folder);
}

static int methods_simulate(struct methods *m, const struct engine *engine, struct error *e)
{
    struct progress progress;
    progress_init(&progress);
    cli_catch_interrupts();
    const int status = methods_execute(m->runs, m->count, engine, progress_of_runs, &progress, e);
    progress_clear(&progress);
    if (status == 0)
        return methods_draw(m, &progress, e);
    if (cli_interrupted())
        progress_interrupted(&progress, "nothing is compared", e);
    return -1;
}

static int methods_run(struct methods *m, const struct engine *engine, const char *path,
                       struct error *e)
{
    const char *folder = m->options->folder;
    const bool is_new = folder && access(folder, F_OK) != 0;
    if (methods_read(m, e) < 0 || methods_load(m, path, e) < 0)
        return -1;
    methods_warn(m);
    int status = methods_prepare(m, e);
    if (status == 0)
        status = methods_simulate(m, engine, e);
    if (status < 0)
        methods_remove_empty(m, is_new);
    return status;
}

static void methods_free(struct methods *m)
{
    for (size_t i = 0; i < m->count; i++) {
        if (m->runs[i].possible)
            scenario_free(&m->runs[i].scenario);
        if (m->leave[i].json)
            fclose(m->leave[i].json);
        free(m->leave[i].folder);
    }
    free(m);
}

int run_methods(const struct run_options *o, const struct engine *engine, const char *path)
{
    struct error e;
    struct methods *m = mem_calloc(1, sizeof *m);
    m->options = o;
    int status;
    if (methods_run(m, engine, path, &e) < 0 || (o->json && methods_print_json(m, &e) < 0)) {
        status = cli_fail(&e);
    } else {
        if (!o->json)
            methods_print(m);
        status = cli_flush_stdout();
    }
    methods_free(m);
    return status;
}

/* -s method=tftp would be the last word in each. */
static bool methods_is_set(const struct texts *set)
{
    static const char key[] = "method";
    for (size_t i = 0; i < set->count; i++) {
        const char *text = set->items[i] + strspn(set->items[i], " ");
        if (strncmp(text, key, strlen(key)) != 0)
            continue;
        text += strlen(key);
        if (text[strspn(text, " ")] == '=')
            return true;
    }
    return false;
}

int run_methods_check(const struct run_options *o)
{
    const struct {
        const char *option;
        bool given;
    } others[] = {
        {"-m", o->overrides.method != NULL},   {"-s method=", methods_is_set(&o->overrides.set)},
        {"--pcap", o->captures != NULL},       {"--log", o->logs != NULL},
        {"--animation", o->animation != NULL}, {"--require", o->required.count > 0},
        {"--events", o->events != NULL},       {"--trace", o->trace != NULL},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].given)
            return cli_usage("run", "%s is of one run, and does not go with --methods",
                             others[i].option);
    return -1;
}
