/* pfsim results: what a store has, as a table, CSV or JSON; and the merging of stores. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "base/visible.h"
#include "cli/cli.h"
#include "cli/results_private.h"
#include "scenarios/format/path.h"
#include "scenarios/format/units.h"
#include "studies/shard.h"

struct results_options {
    struct texts where, quantities;
    const char *build, *rows;
    const char *plot, *folder;
    struct texts by;
    struct look_options look;
    bool csv, json, mean, failed;
};

/* --- which build ----------------------------------------------------------------------------- */

static int results_take_build(void *user, const struct store_build *b, struct error *e)
{
    struct results *r = user;
    (void)e;
    const char *begin = r->filter.build;
    if (begin && strncmp(b->identity, begin, strlen(begin)) != 0)
        return 0;
    free(r->build);
    free(r->version);
    r->build = mem_strdup(b->identity);
    r->version = visible_text(b->version);
    return 0;
}

/* --- which runs ------------------------------------------------------------------------------ */

bool results_knows_path(const struct results *r, const char *path)
{
    if (strcmp(path, "engine") == 0 || strcmp(path, "seed") == 0 ||
        strcmp(path, "replication") == 0)
        return true;
    for (size_t i = 0; i < r->names.parameter_count; i++)
        if (strcmp(r->names.parameters[i], path) == 0)
            return true;
    return false;
}

int results_no_path(const struct results *r, const char *path, struct error *e)
{
    char *question =
        nearest_question(path, (const char *const *)r->names.parameters, r->names.parameter_count);
    char *all = mem_strdup("");
    for (size_t i = 0; i < r->names.parameter_count; i++) {
        char *longer = mem_printf("%s%s, ", all, r->names.parameters[i]);
        free(all);
        all = longer;
    }
    error_set(e, "%s: '%.100s' was not varied%s%.250s%s", r->path, path,
              question ? question : "; there are: ", question ? "" : all,
              question ? "" : "engine, seed, replication");
    free(question);
    free(all);
    return -1;
}

/* Whether the parameter's last key is that: "count" of "subnets[0].phones[0].count". */
static bool results_ends_with(const char *path, const char *key)
{
    const char *point = strrchr(path, '.');
    return point && strcmp(point + 1, key) == 0;
}

char *results_path(const struct results *r, const char *text)
{
    struct path_field field;
    struct error ignored;
    const char *found = NULL;
    size_t count = 0;
    if (results_knows_path(r, text))
        return mem_strdup(text);
    if (path_find(&field, text, &ignored) == 0) {
        if (results_knows_path(r, field.path))
            return field.path;
        path_free(&field);
    }
    for (size_t i = 0; i < r->names.parameter_count; i++)
        if (results_ends_with(r->names.parameters[i], text)) {
            found = r->names.parameters[i];
            count++;
        }
    return count == 1 ? mem_strdup(found) : NULL;
}

/* A value that is beyond the field's limits is none of a run that is done, but may be one of a
 * point that did not load. */
static void results_quantity_in_form(const struct schema_field *f, char **value)
{
    struct error ignored;
    uint64_t number;
    if (quantity_parse(f->quantity, *value, &number, &ignored) < 0)
        return;
    free(*value);
    *value = quantity_write(f->quantity, number);
}

/* The value in the form in which it is stored, if it is one of the path's field. What needs a
 * catalogue to be known is taken as it is. */
static void results_in_form(const char *path, char **value)
{
    struct path_field field;
    struct error ignored;
    if (path_find(&field, path, &ignored) < 0)
        return;
    const enum schema_kind kind = field.field->kind;
    char *form = NULL;
    if ((kind == SCHEMA_QUANTITY || kind == SCHEMA_CHOICE || kind == SCHEMA_WORD ||
         kind == SCHEMA_SWITCH || kind == SCHEMA_TEXT || kind == SCHEMA_QUEUE_LIMIT) &&
        path_value(NULL, field.field, *value, &form, &ignored) == 0) {
        free(*value);
        *value = form;
    } else if (kind == SCHEMA_QUANTITY)
        results_quantity_in_form(field.field, value);
    path_free(&field);
}

static int results_add_where(struct results *r, const char *text, struct error *e)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return error_set(e, "--where %s: it should be PATH=VALUE, as in --where wan.rate=384kbps",
                         text);
    char *given = mem_printf("%.*s", (int)(equals - text), text), *value = mem_strdup(equals + 1);
    char *found = results_path(r, given), *path = found ? found : mem_strdup(given);
    free(given);
    results_in_form(path, &value);
    r->where = mem_resize(r->where, r->filter.where_count + 1, sizeof *r->where);
    r->where[r->filter.where_count++] = (struct store_parameter){path, value, NAN};
    r->filter.where = r->where;
    return found ? 0 : results_no_path(r, path, e);
}

/* --- which quantities ------------------------------------------------------------------------ */

const char *results_find_quantity(const struct results *r, const char *name)
{
    const struct run_quantity *row = run_quantity_find(name);
    for (size_t i = 0; i < r->names.quantity_count; i++)
        if (strcmp(r->names.quantities[i], name) == 0 ||
            (row && strcmp(r->names.quantities[i], row->name) == 0))
            return r->names.quantities[i];
    return NULL;
}

static void results_add_quantity(struct results *r, const char *name)
{
    r->quantities = mem_resize(r->quantities, r->quantity_count + 1, sizeof *r->quantities);
    r->quantities[r->quantity_count++] = name;
}

int results_no_quantity(const struct results *r, const char *name, struct error *e)
{
    char *question =
        nearest_question(name, (const char *const *)r->names.quantities, r->names.quantity_count);
    error_set(e, "%s: there is no quantity '%.100s'%s", r->path, name,
              question ? question : "; 'pfsim results STORE --json' has all");
    free(question);
    return -1;
}

/* Names, separated by commas. */
static int results_add_quantities(struct results *r, const char *names, struct error *e)
{
    char *copy = mem_strdup(names), *rest = copy;
    int result = 0;
    for (char *name; result == 0 && (name = strsep(&rest, ","));) {
        const char *found = results_find_quantity(r, name);
        if (found)
            results_add_quantity(r, found);
        else
            result = results_no_quantity(r, name, e);
    }
    free(copy);
    return result;
}

/* Without -q: of files all, for people those that say most. */
static void results_add_usual(struct results *r, bool all)
{
    static const char *const usual[] = {"completed", "all_back_s", "upgrade_time_s",
                                        "wan.utilisation", "wan.bytes_down"};
    for (size_t i = 0; all && i < r->names.quantity_count; i++)
        results_add_quantity(r, r->names.quantities[i]);
    for (size_t i = 0; !all && i < sizeof usual / sizeof *usual; i++)
        if (results_find_quantity(r, usual[i]))
            results_add_quantity(r, results_find_quantity(r, usual[i]));
}

/* --- all of it ------------------------------------------------------------------------------- */

static int results_choose(struct results *r, const struct results_options *o, struct error *e)
{
    r->filter.build = o->build;
    r->filter.state = o->failed ? STORE_FAILED : STORE_NONE;
    if (store_names(r->store, &r->filter, &r->names, e) < 0 ||
        store_builds(r->store, results_take_build, r, e) < 0)
        return -1;
    for (size_t i = 0; i < o->where.count; i++)
        if (results_add_where(r, o->where.items[i], e) < 0)
            return -1;
    for (size_t i = 0; i < o->quantities.count; i++)
        if (results_add_quantities(r, o->quantities.items[i], e) < 0)
            return -1;
    if (o->quantities.count == 0 && !o->rows)
        results_add_usual(r, o->csv || o->json);
    results_add_columns(r, o->mean     ? RESULTS_OF_POINT
                           : o->rows   ? RESULTS_OF_KEPT_ROW
                           : o->failed ? RESULTS_OF_FAILURE
                                       : RESULTS_OF_RUN);
    return 0;
}

static int results_show(struct results *r, const struct results_options *o, struct error *e)
{
    if (o->plot)
        return results_plot(r, &(struct results_plot){o->plot, &o->by, o->folder, &o->look}, e);
    if (o->rows)
        return results_print_rows(r, strcmp(o->rows, "phones") == 0 ? STORE_PHONES : STORE_LINKS,
                                  e);
    if (o->mean)
        return o->csv    ? results_print_means_csv(r, e)
               : o->json ? results_print_means_json(r, e)
                         : results_print_means(r, e);
    return o->csv    ? results_print_csv(r, e)
           : o->json ? results_print_json(r, e)
                     : results_print(r, e);
}

static void results_fini(struct results *r)
{
    store_close(r->store);
    for (size_t i = 0; i < r->filter.where_count; i++) {
        free((char *)r->where[i].path);
        free((char *)r->where[i].value);
    }
    store_names_free(&r->names);
    free(r->where);
    free(r->build);
    free(r->version);
    free(r->quantities);
    free(r->columns);
}

static int results_of(const char *path, const struct results_options *o)
{
    struct error e;
    struct results r = {.path = path};
    int result = store_open(&r.store, path, STORE_READ, &e);
    if (result == 0)
        result = results_choose(&r, o, &e);
    if (result == 0)
        result = results_show(&r, o, &e);
    results_fini(&r);
    return result < 0 ? cli_fail(&e) : cli_flush_stdout();
}

static int results_merge(char *const *arguments, size_t argument_count)
{
    struct error e;
    if (argument_count < 2)
        return cli_usage("results", "merge: OUT and the stores to be merged are missing");
    if (argument_count < 3)
        return cli_usage("results", "merge: the stores to be merged are missing");
    return store_merge(arguments[1], (const char *const *)arguments + 2, argument_count - 2, &e) < 0
               ? cli_fail(&e)
               : cli_flush_stdout();
}

/* --- the command ----------------------------------------------------------------------------- */

static int results_check_plot(const struct results_options *o)
{
    const bool looks = o->look.size || o->look.font || o->look.format || o->look.log;
    if (!o->plot && (o->by.count || o->folder || looks))
        return cli_usage("results", "--by, -o and what a chart looks like need --plot");
    if (o->plot && !o->folder)
        return cli_usage("results", "-o DIR is missing: where to put the chart");
    if (o->plot && (o->csv || o->json || o->mean || o->failed || o->rows || o->quantities.count))
        return cli_usage("results", "--plot draws a chart, and prints no table");
    return -1;
}

static int results_check(const void *options, size_t argument_count)
{
    const struct results_options *o = options;
    (void)argument_count;
    if (o->csv && o->json)
        return cli_usage("results", "--csv and --json exclude each other");
    if (o->rows && (o->json || o->mean || o->quantities.count))
        return cli_usage("results", "--rows is CSV, and has neither means nor quantities");
    if (o->rows && strcmp(o->rows, "phones") != 0 && strcmp(o->rows, "links") != 0)
        return cli_usage_word("results", o->rows, store_table_names);
    if (o->failed && (o->mean || o->rows || o->quantities.count))
        return cli_usage("results", "runs that failed have neither quantities nor means");
    return results_check_plot(o);
}

static int results_command(const void *options, char *const *arguments, size_t argument_count)
{
    const struct results_options *o = options;
    if (strcmp(arguments[0], "merge") == 0) {
        if (o->csv || o->json || o->mean || o->failed || o->rows || o->build || o->where.count ||
            o->quantities.count || o->plot)
            return cli_usage("results", "merge takes no options");
        return results_merge(arguments, argument_count);
    }
    if (argument_count > 1)
        return cli_usage("results", "one store at a time; 'merge OUT IN...' makes one of several");
    return results_of(arguments[0], o);
}

static const struct option_row rows[] = {
    OPTION_ROW(TEXTS, 'w', "where", "PATH=VALUE", struct results_options, where,
               "only runs with that value of a parameter, of engine, seed or replication; may be "
               "repeated, and then all have to hold",
               .complete = COMPLETE_FIELD),
    OPTION_ROW(TEXTS, 'q', "quantities", "NAMES", struct results_options, quantities,
               "these numbers of each run, by their names in summary.json, separated by commas: "
               "all_back,wan.utilisation. Without it a table has a few, and CSV and JSON have all"),
    OPTION_ROW(SWITCH, 0, "csv", NULL, struct results_options, csv,
               "a CSV table, a row a run: times in seconds"),
    OPTION_ROW(SWITCH, 0, "json", NULL, struct results_options, json, "JSON, an object a run"),
    OPTION_ROW(SWITCH, 0, "mean", NULL, struct results_options, mean,
               "a row a point, that is of the runs that differ in nothing but the replication: how "
               "many, means, and half widths of their 95 % intervals"),
    OPTION_ROW(SWITCH, 0, "failed", NULL, struct results_options, failed,
               "the runs that failed, with the reason"),
    OPTION_ROW(TEXT, 0, "rows", "TABLE", struct results_options, rows,
               "the rows of phones.csv or links.csv that were kept of each run, as CSV",
               .complete = COMPLETE_WORDS, .words = store_table_names),
    OPTION_ROW(TEXT, 0, "plot", "Y:X", struct results_options, plot,
               "a chart of the means of a quantity, with 95 % intervals, against a parameter, an "
               "engine, a seed, a replication or the scenario: all_back:wan.rate"),
    OPTION_ROW(TEXTS, 0, "by", "PATHS", struct results_options, by,
               "a line for each value of this, too; may be repeated"),
    OPTION_ROW(TEXT, 'o', "output", "DIR", struct results_options, folder,
               "where --plot leaves the gnuplot script, its data (CSV) and the pictures; made when "
               "it is not there",
               .complete = COMPLETE_FOLDER),
    LOOK_ROWS(struct results_options,
              "which axes are logarithmic: x, y, 'x,y' or none; default: x, where its values grow "
              "by ratios"),
    OPTION_ROW(TEXT, 0, "build", "ID", struct results_options, build,
               "the runs of that build of pfsim ('pfsim --version'; its first digits do). Runs of "
               "several builds are never shown together"),
};

const struct command command_results = {
    .name = "results",
    .summary = "what a store of many runs has: a table, CSV, JSON, means, charts; merging",
    .usage = (const char *const[]){"STORE [OPTION]...", "merge OUT IN...", NULL},
    .about =
        "Shows the runs of a store in an order that depends on what they are, and not on when they "
        "were run: by parameters, scenario, engine, seed and replication.\n"
        "With 'merge', makes a new store OUT of the runs of several. All have to be of one build, "
        "and no run may be in two of them.",
    .examples = (const char *const[]){"results study.db",
                                      "results study.db --mean -q all_back,wan.utilisation",
                                      "results study.db --plot all_back:wan.rate --by method -o "
                                      "/tmp/charts",
                                      "results study.db --where wan.rate=384kbps --csv",
                                      "results merge all.db shard-1.db shard-2.db", NULL},
    .argument = "a store",
    .least_arguments = 1,
    .most_arguments = 2 + SHARDS_MOST,
    .complete = COMPLETE_FILE,
    COMMAND_OPTIONS(rows, struct results_options),
    .check = results_check,
    .run = results_command,
};
