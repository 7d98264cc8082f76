/* pfsim model --check of several scenarios: a row a scenario and method, and at the end a line that
 * counts what holds, what does not, and what has no answer. */
#include <math.h>
#include <string.h>

#include "base/visible.h"
#include "cli/model_private.h"
#include "results/summary_json.h"

/* Behind the verdicts there are: the scenario cannot be had by that method. */
enum { TABLE_NOT_POSSIBLE = MODEL_CHECK_VERDICTS, TABLE_OUTCOMES };

static const char *const table_not_possible = "not possible";

static int table_outcome(const struct model_column *c)
{
    return !c->loaded  ? TABLE_NOT_POSSIBLE
           : c->answer ? c->check.verdict
                       : MODEL_CHECK_NOT_MODELLED;
}

static const char *table_word(int outcome)
{
    return outcome == TABLE_NOT_POSSIBLE
               ? table_not_possible
               : model_check_verdict_names[(enum model_check_verdict)outcome];
}

static void table_count(const struct model_list *l, size_t counts[TABLE_OUTCOMES])
{
    memset(counts, 0, TABLE_OUTCOMES * sizeof *counts);
    for (size_t i = 0; i < l->count; i++)
        for (int k = 0; k < MODEL_COLUMNS; k++)
            counts[table_outcome(&l->models[i]->columns[k])]++;
}

/* --- text ------------------------------------------------------------------------------------ */

/* Of a scenario's name, as wide as the longest. */
static int table_width(const struct model_list *l)
{
    size_t width = strlen("scenario");
    for (size_t i = 0; i < l->count; i++) {
        const size_t length = strlen(l->models[i]->path);
        width = length > width ? length : width;
    }
    return (int)width;
}

static void table_row(FILE *file, int width, const char *path, const struct model_column *c)
{
    struct text difference = {"-"};
    fprintf(file, "%-*s  %-11s  ", width, path, method_names[c->method]);
    if (!c->answer) {
        fprintf(file, "%s%s\n", c->loaded ? "" : "not possible: ", c->why.text);
        return;
    }
    if (!isnan(c->check.difference))
        snprintf(difference.text, sizeof difference.text, "%+.2f %%", 100 * c->check.difference);
    fprintf(file, "%-22s %-22s %10s  %-20s  %s\n", model_all_back(c).text, model_simulated(c).text,
            difference.text, analytic_region_names[c->check.region], model_verdict(c).text);
}

/* "Of 6 answers 4 hold, 1 off, 1 not modelled". */
static void table_sum(FILE *file, const struct model_list *l)
{
    size_t counts[TABLE_OUTCOMES];
    table_count(l, counts);
    fprintf(file, "\nof %zu scenarios by %d methods: %zu hold", l->count, MODEL_COLUMNS,
            counts[MODEL_CHECK_HOLDS]);
    for (int i = MODEL_CHECK_HOLDS + 1; i < TABLE_OUTCOMES; i++)
        if (counts[i])
            fprintf(file, ", %zu %s", counts[i], table_word(i));
    fputc('\n', file);
}

int model_table(const struct model_list *l)
{
    struct visible_page page;
    const int width = table_width(l);
    visible_page_begin(&page);
    fprintf(page.file, "%-*s  %-11s  %-22s %-22s %10s  %-20s  %s\n", width, "scenario", "method",
            "model", "simulated", "difference", "region", "verdict");
    for (size_t i = 0; i < l->count; i++)
        for (int k = 0; k < MODEL_COLUMNS; k++)
            table_row(page.file, width, l->models[i]->path, &l->models[i]->columns[k]);
    table_sum(page.file, l);
    visible_page_end(&page, stdout);
    return cli_flush_stdout();
}

/* --- JSON ------------------------------------------------------------------------------------ */

int model_table_json(const struct model_list *l)
{
    size_t counts[TABLE_OUTCOMES];
    json_t *scenarios = json_array(), *sums = json_object();
    for (size_t i = 0; i < l->count; i++) {
        json_t *object = model_json(l->models[i]);
        json_object_set_new(object, "file", json_string(l->models[i]->path));
        json_array_append_new(scenarios, object);
    }
    table_count(l, counts);
    for (int i = 0; i < TABLE_OUTCOMES; i++)
        json_object_set_new(sums, table_word(i), json_integer((json_int_t)counts[i]));
    json_t *all = json_pack("{s:o,s:o}", "scenarios", scenarios, "counts", sums);
    summary_json_write(stdout, all);
    json_decref(all);
    return cli_flush_stdout();
}
