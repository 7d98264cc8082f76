/* What pfsim sensitivity prints. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/visible.h"
#include "cli/sensitivity_private.h"
#include "results/summary_json.h"
#include "results/text.h"
#include "studies/values.h"

/* A value of the quantity, or a standard deviation. */
static struct text print_value(const struct sensitivity_command *c, double value)
{
    struct text t = {""};
    switch (c->kind) {
    case RUN_TIME:
        return isfinite(value) ? text_duration((sim_time)llround(value * 1e9)) : t;
    case RUN_BYTES:
        return text_bytes((uint64_t)llround(value));
    case RUN_SHARE:
        return text_percent(value);
    case RUN_COUNT:
    case RUN_PACKETS:
    case RUN_MEAN:
    case RUN_MOS:
    case RUN_OTHER:
    case RUN_QUANTITY_KINDS:
        break;
    }
    snprintf(t.text, sizeof t.text, "%.4g", value);
    return t;
}

static void print_index(const struct sobol_index *index)
{
    printf("  %6.1f %% ± %-4.1f", 100 * index->value, 100 * index->half_width);
}

static int print_width(const struct sensitivity *s)
{
    size_t width = strlen("parameter");
    for (size_t i = 0; i < s->parameters->count; i++) {
        const size_t length = utf8_count(s->parameters->items[i].at.path);
        width = length > width ? length : width;
    }
    return (int)width;
}

static void print_table(const struct sensitivity *s)
{
    const int width = print_width(s);
    printf("\n%-*s  %12s  %12s  %15s  %15s\n", width, "parameter", "from", "to", "first order  ",
           "total     ");
    for (size_t i = 0; i < s->parameters->count; i++) {
        const struct sensitivity_parameter *p = &s->parameters->items[i];
        char *low = quantity_write(p->quantity, p->low),
             *high = quantity_write(p->quantity, p->high);
        printf("%-*s  %12s  %12s", width, p->at.path, low, high);
        print_index(&s->indices.first[i]);
        print_index(&s->indices.total[i]);
        putchar('\n');
        free(low);
        free(high);
    }
}

static void print_values(const struct sensitivity_command *c, const struct sensitivity *s)
{
    printf("\n%s: mean %s, standard deviation %s\n", c->name, print_value(c, s->indices.mean).text,
           print_value(c, s->indices.sd).text);
    printf("p10 %s, p50 %s, p90 %s, p99 %s\n\n", print_value(c, s->p10).text,
           print_value(c, s->p50).text, print_value(c, s->p90).text, print_value(c, s->p99).text);
}

void sensitivity_print(const struct sensitivity_command *c, const struct sensitivity *s)
{
    char *name = visible_text(c->scenario.name);
    char *meaning = sensitivity_meaning(s, c->name), *caution = sensitivity_caution(s);
    printf("%s, %s: %s runs %s\n", name, method_names[c->scenario.method], text_count(s->runs).text,
           c->engine ? "simulated" : "of the model");
    print_table(s);
    print_values(c, s);
    fputs(meaning, stdout);
    fputs(caution, stdout);
    free(caution);
    free(meaning);
    free(name);
}

/* --- JSON ------------------------------------------------------------------------------------ */

static json_t *json_index(const struct sobol_index *index)
{
    return json_pack("{s:f, s:f}", "value", run_real_rounded(index->value), "half_width",
                     run_real_rounded(index->half_width));
}

static json_t *json_parameters(const struct sensitivity *s)
{
    json_t *all = json_array();
    for (size_t i = 0; i < s->parameters->count; i++) {
        const struct sensitivity_parameter *p = &s->parameters->items[i];
        const double scale = values_scale(p->quantity);
        json_array_append_new(all, json_pack("{s:s, s:f, s:f, s:b, s:o, s:o}", "path", p->at.path,
                                             "from", (double)p->low / scale, "to",
                                             (double)p->high / scale, "by_ratios", p->by_ratios,
                                             "first", json_index(&s->indices.first[i]), "total",
                                             json_index(&s->indices.total[i])));
    }
    return all;
}

static json_t *json_standings(const struct sensitivity *s)
{
    static const char *const names[SENSITIVITY_STANDINGS] = {
        [SENSITIVITY_SOUND] = "sound", [SENSITIVITY_BOUND] = "bound",
        [SENSITIVITY_DROPS] = "drops", [SENSITIVITY_REPEATS] = "repeats",
        [SENSITIVITY_WAVES] = "waves", [SENSITIVITY_NEVER] = "never",
    };
    json_t *all = json_object();
    for (size_t i = 0; i < SENSITIVITY_STANDINGS; i++)
        json_object_set_new(all, names[i], json_integer((json_int_t)s->standings[i]));
    return all;
}

void sensitivity_print_json(const struct sensitivity_command *c, const struct sensitivity *s)
{
    char *meaning = sensitivity_meaning(s, c->name);
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:f, s:f, s:f, s:f, s:f, s:f, s:o, s:o, s:s}", "name",
        c->scenario.name, "method", method_names[c->scenario.method], "by",
        c->engine ? c->engine->name : "model", "quantity", c->quantity->name, "rows",
        (json_int_t)(s->indices.rows + s->indices.left_out), "rows_left_out",
        (json_int_t)s->indices.left_out, "runs", (json_int_t)s->runs, "mean",
        run_real_rounded(s->indices.mean), "sd", run_real_rounded(s->indices.sd), "p10",
        run_real_rounded(s->p10), "p50", run_real_rounded(s->p50), "p90", run_real_rounded(s->p90),
        "p99", run_real_rounded(s->p99), "parameters", json_parameters(s), "runs_by_standing",
        json_standings(s), "meaning", meaning);
    summary_json_write(stdout, object);
    json_decref(object);
    free(meaning);
}
