/* Means of the runs of each point, with the half widths of their 95 % intervals. */
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_identity.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "base/visible.h"
#include "cli/results_private.h"
#include "results/statistics.h"
#include "results/summary_json.h"
#include "results/text.h"

/* One quantity of a point. */
struct mean {
    double *values;
    size_t count, room;
    struct store_quantity like; /* how its numbers are written */
};

struct means;

/* Prints a point. */
typedef void mean_print(struct means *);

/* A walk: the runs of a point follow each other. Its columns are texts, taken from its first run.
 */
struct means {
    struct results *r;
    mean_print *print;
    uint64_t points, runs, failed; /* of the point the last two */
    int64_t point;
    char **cells;
    json_t *parameters;
    struct mean *means;
    int *widths; /* for people: of the columns, and of the quantities behind them */
    int runs_width;
};

static struct statistics_interval mean_of(const struct mean *m)
{
    return statistics_interval(m->values, m->count, 0.95);
}

static void mean_add(struct mean *m, const struct store_quantity *q)
{
    if (m->count == m->room) {
        m->room = m->room ? 2 * m->room : 16;
        m->values = mem_resize(m->values, m->room, sizeof *m->values);
    }
    m->like = *q;
    m->values[m->count++] = q->whole ? (double)(int64_t)q->value.whole : q->value.real;
}

static void means_end_point(struct means *m)
{
    if (m->runs == 0)
        return;
    m->print(m);
    m->points++;
    m->runs = m->failed = 0;
    for (size_t i = 0; i < m->r->quantity_count; i++)
        m->means[i].count = 0;
}

static void means_begin_point(struct means *m, const struct store_run *run)
{
    m->point = run->point;
    for (size_t i = 0; i < m->r->column_count; i++) {
        free(m->cells[i]);
        m->cells[i] = results_cell(&m->r->columns[i], run);
    }
    json_decref(m->parameters);
    m->parameters = json_object();
    for (size_t i = 0; i < run->parameter_count; i++)
        json_object_set_new(m->parameters, run->parameters[i].path,
                            json_string(run->parameters[i].value));
}

static int means_take(void *user, const struct store_run *run, struct error *e)
{
    struct means *m = user;
    (void)e;
    if (m->runs > 0 && run->point != m->point)
        means_end_point(m);
    if (m->runs == 0)
        means_begin_point(m, run);
    m->runs++;
    m->failed += run->state == STORE_FAILED;
    for (size_t i = 0; i < m->r->quantity_count; i++) {
        const struct store_quantity *q = store_run_quantity(run, m->r->quantities[i]);
        if (q)
            mean_add(&m->means[i], q);
    }
    return 0;
}

static int means_walk(struct means *m, mean_print *print, struct error *e)
{
    m->print = print;
    const int result = store_runs(m->r->store, &m->r->filter, means_take, m, e);
    if (result == 0)
        means_end_point(m);
    return result;
}

static void means_init(struct means *m, struct results *r)
{
    *m = (struct means){.r = r,
                        .cells = mem_calloc(r->column_count, sizeof *m->cells),
                        .means = mem_calloc(r->quantity_count + 1, sizeof *m->means),
                        .widths =
                            mem_calloc(r->column_count + r->quantity_count, sizeof *m->widths)};
}

static void means_fini(struct means *m)
{
    for (size_t i = 0; i < m->r->column_count; i++)
        free(m->cells[i]);
    for (size_t i = 0; i < m->r->quantity_count; i++)
        free(m->means[i].values);
    json_decref(m->parameters);
    free(m->cells);
    free(m->means);
    free(m->widths);
}

/* --- for files ------------------------------------------------------------------------------- */

static void means_csv_point(struct means *m)
{
    for (size_t i = 0; i < m->r->column_count; i++) {
        text_csv(stdout, m->cells[i]);
        putchar(',');
    }
    printf("%" PRIu64 ",%" PRIu64, m->runs, m->failed);
    for (size_t i = 0; i < m->r->quantity_count; i++) {
        const struct statistics_interval interval = mean_of(&m->means[i]);
        char *mean = results_number_cell(&m->means[i].like, interval.mean);
        char *half = results_number_cell(&m->means[i].like, interval.half_width);
        printf(",%zu,%s,%s", m->means[i].count, mean, half);
        free(mean);
        free(half);
    }
    putchar('\n');
}

int results_print_means_csv(struct results *r, struct error *e)
{
    struct means m;
    means_init(&m, r);
    for (size_t i = 0; i < r->column_count; i++) {
        text_csv(stdout, r->columns[i].name);
        putchar(',');
    }
    fputs("runs,failed", stdout);
    for (size_t i = 0; i < r->quantity_count; i++) {
        static const char *const of[] = {"n(", "mean(", "half_width("};
        for (size_t k = 0; k < sizeof of / sizeof *of; k++) {
            char *name = mem_printf("%s%s)", of[k], r->quantities[i]);
            putchar(',');
            text_csv(stdout, name);
            free(name);
        }
    }
    putchar('\n');
    const int result = means_walk(&m, means_csv_point, e);
    means_fini(&m);
    return result;
}

static json_t *means_json_number(const struct mean *m, double number)
{
    json_t *value = isnan(number) ? NULL : json_real(m->like.time ? number / 1e9 : number);
    return value ? value : json_null();
}

static void means_json_point(struct means *m)
{
    json_t *object = json_object(), *quantities = json_object();
    json_object_set(object, "parameters", m->parameters);
    for (size_t i = 0; i < m->r->column_count; i++)
        if (m->r->columns[i].kind == RESULTS_SEED)
            json_object_set_new(object, "seed", json_integer(strtoll(m->cells[i], NULL, 10)));
        else if (m->r->columns[i].kind != RESULTS_PARAMETER)
            json_object_set_new(object, m->r->columns[i].name, json_string(m->cells[i]));
    json_object_set_new(object, "runs", json_integer((json_int_t)m->runs));
    json_object_set_new(object, "failed", json_integer((json_int_t)m->failed));
    for (size_t i = 0; i < m->r->quantity_count; i++) {
        const struct mean *mean = &m->means[i];
        const struct statistics_interval interval = mean_of(mean);
        json_t *value = json_object();
        json_object_set_new(value, "n", json_integer((json_int_t)mean->count));
        json_object_set_new(value, "mean", means_json_number(mean, interval.mean));
        json_object_set_new(value, "half_width", means_json_number(mean, interval.half_width));
        json_object_set_new(quantities, m->r->quantities[i], value);
    }
    json_object_set_new(object, "quantities", quantities);
    fputs(m->points > 0 ? ",\n" : "", stdout);
    summary_json_write(stdout, object);
    json_decref(object);
}

int results_print_means_json(struct results *r, struct error *e)
{
    struct means m;
    means_init(&m, r);
    puts("[");
    const int result = means_walk(&m, means_json_point, e);
    puts("]");
    means_fini(&m);
    return result;
}

/* --- for people ------------------------------------------------------------------------------ */

/* "561.0 s +- 0.4 s"; with how many runs have it, when these are not all. Free it. */
static char *means_shown(const struct means *m, size_t i)
{
    const struct mean *mean = &m->means[i];
    const struct statistics_interval interval = mean_of(mean);
    if (mean->count == 0)
        return mem_strdup("none");
    char *value = results_number_shown(&mean->like, interval.mean);
    char *half = results_number_shown(&mean->like, interval.half_width);
    char *some = mean->count < m->runs ? mem_printf(" (n = %zu)", mean->count) : mem_strdup("");
    char *text =
        *half ? mem_printf("%s +- %s%s", value, half, some) : mem_printf("%s%s", value, some);
    free(value);
    free(half);
    free(some);
    return text;
}

static bool means_has(const struct means *m, size_t i)
{
    const enum results_kind kind = m->r->columns[i].kind;
    return kind == RESULTS_PARAMETER || kind == RESULTS_ENGINE || kind == RESULTS_SEED;
}

static void means_widen(int *width, const char *text)
{
    const int wanted = (int)utf8_count(text);
    *width = wanted > *width ? wanted : *width;
}

/* "10", "10 (1 failed)". Free it. */
static char *means_runs(const struct means *m)
{
    return m->failed > 0 ? mem_printf("%" PRIu64 " (%" PRIu64 " failed)", m->runs, m->failed)
                         : mem_printf("%" PRIu64, m->runs);
}

static void means_measure(struct means *m)
{
    char *runs = means_runs(m);
    means_widen(&m->runs_width, runs);
    free(runs);
    for (size_t i = 0; i < m->r->column_count; i++) {
        char *text = visible_text(m->cells[i]);
        means_widen(&m->widths[i], text);
        free(text);
    }
    for (size_t i = 0; i < m->r->quantity_count; i++) {
        char *text = means_shown(m, i);
        means_widen(&m->widths[m->r->column_count + i], text);
        free(text);
    }
}

static void means_padded(const char *text, int width, bool right)
{
    const int blanks = width > (int)utf8_count(text) ? width - (int)utf8_count(text) : 0;
    printf("  %*s%s%*s", right ? blanks : 0, "", text, right ? 0 : blanks, "");
}

static void means_print_point(struct means *m)
{
    for (size_t i = 0; i < m->r->column_count; i++) {
        char *text = visible_text(m->cells[i]);
        if (means_has(m, i))
            means_padded(text, m->widths[i], false);
        free(text);
    }
    char *runs = means_runs(m);
    means_padded(runs, m->runs_width, true);
    free(runs);
    for (size_t i = 0; i < m->r->quantity_count; i++) {
        char *text = means_shown(m, i);
        means_padded(text, m->widths[m->r->column_count + i], true);
        free(text);
    }
    putchar('\n');
}

static void means_print_head(struct means *m)
{
    char *path = visible_text(m->r->path);
    printf("%s: means +- half widths of 95 %% intervals; build %.*s of %s\n", path,
           BUILD_IDENTITY_SHORT, m->r->build ? m->r->build : "none",
           m->r->version ? m->r->version : "none");
    free(path);
    for (size_t i = 0; i < m->r->column_count; i++) {
        char *text = visible_text(m->r->columns[i].name);
        if (means_has(m, i))
            means_padded(text, m->widths[i], false);
        free(text);
    }
    means_padded("runs", m->runs_width, true);
    for (size_t i = 0; i < m->r->quantity_count; i++) {
        char *text = visible_text(m->r->quantities[i]);
        means_padded(text, m->widths[m->r->column_count + i], true);
        free(text);
    }
    putchar('\n');
}

int results_print_means(struct results *r, struct error *e)
{
    struct means m;
    means_init(&m, r);
    for (size_t i = 0; i < r->column_count; i++)
        means_widen(&m.widths[i], r->columns[i].name);
    for (size_t i = 0; i < r->quantity_count; i++)
        means_widen(&m.widths[r->column_count + i], r->quantities[i]);
    means_widen(&m.runs_width, "runs");
    int result = means_walk(&m, means_measure, e);
    if (result == 0) {
        means_print_head(&m);
        result = means_walk(&m, means_print_point, e);
    }
    means_fini(&m);
    return result;
}
