/* The parameters as they are given, and the runs of the design. */
#include "studies/sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/statistics.h"
#include "scenarios/format/words.h"
#include "studies/values.h"

/* --- the parameters -------------------------------------------------------------------------- */

/* The interval in "log(LOW..HIGH)", or the text itself. Free it. */
static char *sensitivity_interval_text(const char *text, bool *by_ratios)
{
    const size_t length = strlen(text);
    *by_ratios = length > 5 && !strncmp(text, "log(", 4) && text[length - 1] == ')';
    return *by_ratios ? mem_printf("%.*s", (int)(length - 5), text + 4) : mem_strdup(text);
}

static int sensitivity_read_interval(struct sensitivity_parameter *p, const struct scenario *s,
                                     const char *text, struct error *e)
{
    struct values values;
    if (!values_are_numbers(p->at.field))
        return error_set(e, "%s has no numbers; compare its values with 'pfsim sweep'", p->at.path);
    char *interval = sensitivity_interval_text(text, &p->by_ratios);
    values_init(&values, s, p->at.field);
    int status = values_interval(&values, interval, &p->low, &p->high, e);
    values_fini(&values);
    if (status == 0) {
        char *end = strstr(interval, "..");
        p->quantity = values_quantity(p->at.field, end + 2 + strspn(end + 2, " "));
        if (p->by_ratios && !p->low)
            status = error_set(e, "'%s' begins with 0, which has no ratio; begin above 0",
                               words_shown(text).text);
    }
    free(interval);
    return status;
}

/* What else decides over the field, or that it is no assumption. */
static int sensitivity_check(const struct sensitivity_parameters *p, const char *path,
                             const char *const *set, size_t set_count, struct error *e)
{
    if (path_is_set(set, set_count, path))
        return error_set(e, "-s sets it too; leave one of them out");
    if (!strcmp(path, "seed") || !strcmp(path, "replication"))
        return error_set(e, "numbers of draws have no order, and so no interval; repeat runs with "
                            "'pfsim run -r N'");
    for (size_t i = 0; i < p->count; i++)
        if (!strcmp(p->items[i].at.path, path))
            return error_set(e, "is there twice; leave one out");
    return 0;
}

/* "PATH=INTERVAL". */
static int sensitivity_add(struct sensitivity_parameters *p, const struct scenario *s,
                           const char *given, const char *const *set, size_t set_count,
                           struct error *e)
{
    struct sensitivity_parameter *added = &p->items[p->count];
    const char *equals = strchr(given, '=');
    if (!equals)
        return error_set(e, "has no interval; give one as in 'wan.rate=128kbps..2Mbps'");
    char *path = path_of_option(given);
    int status = path_find(&added->at, path, e);
    if (status == 0) {
        status = path_reach(s, path, e);
        if (status == 0)
            status = sensitivity_check(p, added->at.path, set, set_count, e);
        if (status == 0)
            status = sensitivity_read_interval(added, s, equals + 1 + strspn(equals + 1, " "), e);
        p->count++; /* so that it is freed */
    }
    free(path);
    return status;
}

int sensitivity_read(struct sensitivity_parameters *p, const struct scenario *s,
                     const char *const *over, size_t over_count, const char *const *set,
                     size_t set_count, struct error *e)
{
    *p = (struct sensitivity_parameters){0};
    if (over_count > SOBOL_PARAMETERS)
        return error_set(e, "%zu times --over is too much; give at most %d parameters", over_count,
                         SOBOL_PARAMETERS);
    for (size_t i = 0; i < over_count; i++) {
        struct error what;
        if (sensitivity_add(p, s, over[i], set, set_count, &what) < 0) {
            sensitivity_fini(p);
            return error_set(e, "--over %s: %s", words_shown(over[i]).text, what.text);
        }
    }
    return 0;
}

void sensitivity_fini(struct sensitivity_parameters *p)
{
    for (size_t i = 0; i < p->count; i++)
        path_free(&p->items[i].at);
    p->count = 0;
}

uint64_t sensitivity_value(const struct sensitivity_parameter *p, double share)
{
    const double low = (double)p->low, high = (double)p->high;
    const double x =
        p->by_ratios ? low * pow((high + 1) / low, share) : low + share * (high + 1 - low);
    const uint64_t value = (uint64_t)x;
    return value < p->low ? p->low : value > p->high ? p->high : value;
}

char *sensitivity_assignment(const struct sensitivity_parameter *p, uint64_t value)
{
    char *text = quantity_write(p->quantity, value);
    char *assignment = path_assignment(&p->at, text);
    free(text);
    return assignment;
}

/* --- the runs -------------------------------------------------------------------------------- */

struct sensitivity_jobs {
    const struct sensitivity_request *request;
    const struct sobol *design;
};

static int sensitivity_job(void *user, size_t number, void *result, struct error *e)
{
    const struct sensitivity_jobs *jobs = user;
    const struct sensitivity_parameters *p = jobs->request->parameters;
    double at[SOBOL_PARAMETERS];
    uint64_t values[SOBOL_PARAMETERS];
    sobol_point(jobs->design, number, at);
    for (size_t i = 0; i < p->count; i++)
        values[i] = sensitivity_value(&p->items[i], at[i]);
    return jobs->request->answer(jobs->request->user, values, result, e);
}

static int sensitivity_answer_all(const struct sensitivity_jobs *jobs, size_t runs,
                                  struct sensitivity_answer *answers, struct error *e)
{
    const struct sensitivity_request *r = jobs->request;
    const struct pool_jobs pool = {.count = runs,
                                   .result_size = sizeof *answers,
                                   .job = sensitivity_job,
                                   .user = (void *)jobs,
                                   .progress = r->progress,
                                   .progress_user = r->progress_user};
    if (r->in_pool)
        return pool_run(&pool, r->workers, answers, e);
    for (size_t i = 0; i < runs; i++)
        if (sensitivity_job((void *)jobs, i, &answers[i], e) < 0)
            return -1;
    return 0;
}

static void sensitivity_quantiles(struct sensitivity *s)
{
    double *values = mem_calloc(s->runs, sizeof *values);
    size_t count = 0;
    for (size_t i = 0; i < s->runs; i++)
        if (sobol_is_sample(s->design, i) && isfinite(s->values[i]))
            values[count++] = s->values[i];
    statistics_sort(values, count);
    s->p10 = statistics_quantile(values, count, 0.1);
    s->p50 = statistics_quantile(values, count, 0.5);
    s->p90 = statistics_quantile(values, count, 0.9);
    s->p99 = statistics_quantile(values, count, 0.99);
    free(values);
}

static int sensitivity_evaluate(struct sensitivity *s, const struct sensitivity_request *r,
                                struct error *e)
{
    const struct sensitivity_jobs jobs = {r, s->design};
    struct sensitivity_answer *answers = mem_calloc(s->runs, sizeof *answers);
    const int status = sensitivity_answer_all(&jobs, s->runs, answers, e);
    for (size_t i = 0; i < s->runs && status == 0; i++) {
        s->values[i] = answers[i].value;
        s->standings[answers[i].standing]++;
    }
    free(answers);
    return status;
}

int sensitivity_execute(struct sensitivity *s, const struct sensitivity_request *r, struct error *e)
{
    *s = (struct sensitivity){.parameters = r->parameters};
    s->design = sobol_new(r->parameters->count, r->rows, e);
    if (!s->design)
        return -1;
    s->runs = sobol_runs(s->design);
    s->values = mem_calloc(s->runs, sizeof *s->values);
    struct error what;
    int status = sensitivity_evaluate(s, r, e);
    if (status == 0 && sobol_analyse(s->design, s->values, &s->indices, &what) < 0)
        status = error_set(e, "%s: %s", r->name, what.text);
    if (status == 0)
        sensitivity_quantiles(s);
    else
        sensitivity_free(s);
    return status;
}

void sensitivity_free(struct sensitivity *s)
{
    sobol_free(s->design);
    free(s->values);
    *s = (struct sensitivity){0};
}
